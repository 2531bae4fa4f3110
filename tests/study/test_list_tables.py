"""What a list gets that cannot be linked: one sentence, with the row as the file shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from undercount.errors import LinkError, UndercountError
from undercount.study.linkage_key import read_key
from undercount.study.opened import Opened

from .support import Small, write_csv

GOOD = ({"no": "1", "who": "Karim", "year": "2031"}, {"no": "2", "who": "Mona", "year": "2032"})


def listed(folder: Path, rows: Sequence[Mapping[str, str]], more: str = "") -> Small:
    small = Small(folder)
    small.add(write_csv(folder / "office.csv", ("no", "who", "year"), rows))
    settings = small.layout.settings
    block = f'\n[[list]]\nname = "office"\ntable = "office.csv"\nid = "no"\nnames = ["who"]\nduplicates = true\n{more}'
    settings.write_text(settings.read_text(encoding="utf-8") + block, encoding="utf-8")
    return small


def test_all_ids_that_clash_are_named_up_to_five(tmp_path: Path) -> None:
    rows = [{"no": str(at % 7 if at < 14 else at), "who": "Karim", "year": "2031"} for at in range(18)]
    with pytest.raises(LinkError) as caught:
        _ = Opened.open(listed(tmp_path, [*rows, rows[0]]).root).lists
    assert (
        "an id names one record; 0 stands in rows 2, 9 and 20, 1 stands in rows 3 and 10, 2 stands in rows 4 and 11, "
        "3 stands in rows 5 and 12, 4 stands in rows 6 and 13 of office.csv, and 2 more ids are repeated: "
    ) in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"no": "2"}, "an id names one record; 2 stands in rows 3 and 4 of office.csv: give each"),
        ({"no": " 2 "}, "an id names one record; 2 stands in rows 3 and 4 of office.csv: give each"),
        ({"no": ""}, "each record needs an id; row 4 of office.csv has none in 'no': give it one"),
    ],
)
def test_an_id_that_is_missing_or_repeated_is_named_by_the_rows_of_the_file(
    tmp_path: Path, wrong: Mapping[str, str], words: str
) -> None:
    small = listed(tmp_path, [*GOOD, {"no": "3", "who": "Adel", "year": "2031", **wrong}])
    with pytest.raises(LinkError) as caught:
        assert Opened.open(small.root).lists
    assert str(caught.value).startswith(f"list 'office': {words}")
    assert "\n" not in str(caught.value)


def test_a_row_that_is_left_out_needs_no_id_and_shifts_no_number(tmp_path: Path) -> None:
    rows = [{"no": "", "who": "Left out", "year": "2030"}, *GOOD, {**GOOD[0], "year": "2032"}]
    small = listed(tmp_path, rows[:-1], 'where = { year = ["2031", "2032"] }\n')
    (found,) = Opened.open(small.root).lists
    assert (found.ids, found.rows, found.left_out) == (("1", "2"), (3, 4), 1)
    small = listed(tmp_path / "twice", rows, 'where = { year = ["2031", "2032"] }\n')
    with pytest.raises(LinkError, match=r"1 stands in rows 3 and 5 of office\.csv"):
        assert Opened.open(small.root).lists


def test_a_key_that_is_not_there_is_called_a_key(tmp_path: Path) -> None:
    with pytest.raises(UndercountError, match=r"a key is a file .*none\.csv is not there: check the path"):
        read_key(tmp_path / "none.csv", [], [])
