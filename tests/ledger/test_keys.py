from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from undercount.errors import LedgerError
from undercount.ledger import key_path, keys_folder, load_key, make_key, save_key
from undercount.ledger.note import open_note, sign_note


def test_a_key_is_kept_for_its_owner_only_and_read_back(tmp_path: Path) -> None:
    key = make_key("example.org/aleppo-2016")
    path = save_key(key, tmp_path / "a" / "keys")
    assert path.name == "example.org%2Faleppo-2016.key"
    assert path.stat().st_mode & 0o777 == 0o600
    loaded = load_key(tmp_path / "a" / "keys", "example.org/aleppo-2016")
    assert loaded == key
    assert open_note(sign_note("text\n", loaded), [key.public])[0] == "text\n"


def test_two_keys_are_never_the_same() -> None:
    assert make_key("example.org/a").seed != make_key("example.org/a").seed


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    path = save_key(make_key("example.org/a"), tmp_path)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="never replaced"):
        save_key(make_key("example.org/a"), tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "a\u2028b", "a\tb"])
def test_an_origin_must_fit_into_a_note(origin: Any) -> None:
    with pytest.raises(LedgerError, match="cannot name a ledger"):
        make_key(origin)


def test_where_keys_are_kept() -> None:
    home = Path("/home/amal")
    assert keys_folder({"UNDERCOUNT_KEYS": "/media/stick"}, home) == Path("/media/stick")
    assert keys_folder({"XDG_DATA_HOME": "/data"}, home) == Path("/data/undercount/keys")
    assert keys_folder({"UNDERCOUNT_KEYS": ""}, home) == home / ".local/share/undercount/keys"


def test_a_key_that_is_missing_open_to_others_damaged_or_of_another_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"no key for example\.org/a .* set UNDERCOUNT_KEYS"):
        load_key(tmp_path, "example.org/a")
    path = save_key(make_key("example.org/a"), tmp_path)
    path.chmod(0o640)
    with pytest.raises(LedgerError, match=r"Others can read .* \(mode 640\): run chmod 600"):
        load_key(tmp_path, "example.org/a")
    path.chmod(0o600)
    path.rename(key_path(tmp_path, "example.org/b"))
    with pytest.raises(LedgerError, match=r"holds the key of example\.org/a"):
        load_key(tmp_path, "example.org/b")
    path = key_path(tmp_path, "example.org/b")
    path.write_bytes(b"PRIVATE+KEY+\xff")
    with pytest.raises(LedgerError, match="cannot be read as a key"):
        load_key(tmp_path, "example.org/b")
