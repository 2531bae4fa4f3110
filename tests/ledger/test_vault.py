from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from undercount.errors import LedgerError, TamperedError
from undercount.ledger import Ledger, Vault


def put(vault: Vault, data: bytes) -> str:
    return vault.add(io.BytesIO(data))[0]


def test_a_file_is_kept_under_its_hash_and_cannot_be_written(tmp_path: Path) -> None:
    source = tmp_path / "report.html"
    source.write_bytes(b"<p>82</p>")
    vault = Vault(tmp_path / "vault")
    sha256, size = vault.add(source)
    assert (sha256, size) == (hashlib.sha256(b"<p>82</p>").hexdigest(), 9)
    assert vault.path(sha256) == tmp_path / "vault" / sha256[:2] / sha256
    assert vault.path(sha256).stat().st_mode & 0o777 == 0o444
    assert sha256 in vault
    assert "0" * 64 not in vault
    assert "nonsense" not in vault
    with vault.open(sha256) as file:
        assert file.read() == b"<p>82</p>"
    assert vault.check({sha256: 9}) == ()


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    first = put(vault, b"x" * 100)
    inode = vault.path(first).stat().st_ino
    assert put(vault, b"x" * 100) == first
    assert vault.path(first).stat().st_ino == inode
    assert len([path for path in vault.root.rglob("*") if path.is_file()]) == 1


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    assert put(vault, b"") == hashlib.sha256(b"").hexdigest()
    assert vault.check() == ()


def _noting(order: list[str], name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        order.append(name)
        return real(*arguments)

    return call


def test_bytes_reach_the_disk_before_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    for name in ("fsync", "rename"):
        monkeypatch.setattr(os, name, _noting(order, name, getattr(os, name)))
    vault = Vault(tmp_path / "vault")
    put(vault, b"first")
    order.clear()
    put(vault, b"second")
    assert order.index("fsync") < order.index("rename")
    assert order[-1] == "fsync"


def test_every_kind_of_damage_is_named(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    good, altered, missing, swapped, other = (put(vault, text) for text in (b"a", b"b", b"c", b"d", b"e"))
    vault.path(altered).chmod(0o644)
    vault.path(altered).write_bytes(b"B")
    vault.path(missing).unlink()
    vault.path(swapped).chmod(0o644)
    vault.path(swapped).write_bytes(b"e")
    unexpected = put(vault, b"f")
    (vault.root / "notes.txt").write_text("mine")
    (vault.root / "ab").mkdir(exist_ok=True)
    (vault.root / "ab" / good).write_bytes(b"a")
    expected = dict.fromkeys((good, altered, missing, swapped, other), 1)
    findings = vault.check(expected)
    assert {(finding.kind, finding.path) for finding in findings} == {
        ("altered", vault.path(altered)),
        ("missing", vault.path(missing)),
        ("misnamed", vault.path(swapped)),
        ("stray", vault.path(unexpected)),
        ("stray", vault.root / "notes.txt"),
        ("stray", vault.root / "ab" / good),
    }
    for finding in findings:
        assert str(finding.path) in finding.sentence
        assert finding.sentence.endswith(".")


def test_a_symbolic_link_is_no_captured_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    name = put(vault, b"a")
    place = vault.path(name)
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert {finding.kind for finding in vault.check({name: 1})} == {"missing", "stray"}


def test_an_item_that_was_deleted_or_altered_is_one_sentence(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    name = put(vault, b"a")
    vault.check_one(name)
    vault.path(name).chmod(0o644)
    vault.path(name).write_bytes(b"b")
    with pytest.raises(TamperedError, match="was altered: its bytes have the SHA-256"):
        vault.check_one(name)
    with pytest.raises(TamperedError, match="was altered"):
        put(vault, b"a")
    vault.path(name).unlink()
    for use in (vault.open, vault.check_one):
        with pytest.raises(TamperedError, match="is missing from the vault: restore"):
            use(name)


def test_what_cannot_be_added_is_one_sentence(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    with pytest.raises(LedgerError, match="is a folder"):
        vault.add(tmp_path)
    with pytest.raises(LedgerError, match="cannot be read"):
        vault.add(tmp_path / "nothing.txt")
    with pytest.raises(ValueError, match="no SHA-256"):
        vault.path("../../etc/passwd")


def test_an_interrupted_file_leaves_nothing(tmp_path: Path) -> None:
    class Interrupted(io.RawIOBase):
        pieces = 2

        def read(self, size: int = -1) -> bytes:
            self.pieces -= 1
            if not self.pieces:
                raise KeyboardInterrupt
            return b"x" * size

    vault = Vault(tmp_path / "ledger" / "vault")
    with pytest.raises(KeyboardInterrupt):
        vault.add(cast(BinaryIO, Interrupted()))
    assert [path for path in vault.root.rglob("*") if path.is_file()] == []


def test_the_writer_sweeps_what_a_killed_one_left_and_nothing_that_still_arrives(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l", writable=True).close()
    vault = Vault(tmp_path / "l" / "vault")
    name = put(vault, b"a")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(30)
    arriving = f"{os.getpid()}-abc"
    for left in (f"{ended.pid}-abc", "abc", arriving):
        (vault.root / "incoming" / left).write_bytes(b"half")
    assert vault.check({name: 1}) == ()
    Ledger.open(tmp_path / "l", writable=True).close()
    assert [path.name for path in (vault.root / "incoming").iterdir()] == [arriving]
    assert name in vault


LARGE = """
import sys, resource
from undercount.ledger import Vault
resource.setrlimit(resource.RLIMIT_DATA, (200 << 20, 200 << 20))
print(Vault(sys.argv[2]).add(sys.argv[1])[1])
status = open("/proc/self/status").read() if sys.platform == "linux" else ""  # ru_maxrss begins with that of the parent
most = status.partition("VmHWM:")[2].split()
print(most[0] if most else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(len(Vault(sys.argv[2]).check()))
"""


def test_a_file_of_two_gigabytes_takes_constant_memory(tmp_path: Path) -> None:
    source = tmp_path / "large.bin"
    with source.open("wb") as file:
        file.truncate(2 << 30)
    command = [sys.executable, "-c", LARGE, str(source), str(tmp_path / "vault")]
    try:
        output = subprocess.run(command, capture_output=True, check=True).stdout
    finally:
        source.unlink()
        shutil.rmtree(tmp_path / "vault")
    size, kilobytes, findings = map(int, output.split())
    assert (size, findings) == (2 << 30, 0)
    assert kilobytes < 150 << 10
