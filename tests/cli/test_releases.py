"""The command `releases`: what it prints, what it writes, and what every bad table gets."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from undercount.link.releases.written import COLUMNS, VALUES

from ..link.releases.support import people
from .support import Bench, refused

HEADER = ["id", "name", "sex", "age"]
Rows = list[list[str]]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder without a study: the command needs none."""
    return Bench(tmp_path)


def table(rows: Rows, header: list[str] | None = None) -> str:
    return "\n".join(",".join(row) for row in [header or HEADER, *rows]) + "\n"


def two(bench: Bench) -> tuple[Rows, Rows]:
    """Write two releases: one row corrected, one changed, one removed, one added."""
    old, new = people(30), people(30)
    new[0][1] = new[0][1].replace("ال", "الل")
    new[1][3] = "17"
    new[2] = ["588888888", "علياء خالد ابراهيم المطري", "f", "33"]
    bench.write("old.csv", table(old))
    bench.write("new.csv", table(new))
    return old, new


def counts(bench: Bench, *words: str) -> dict[str, Any]:
    said = bench.here("releases", *words)
    assert (said.status, said.err) == (0, "")
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_a_program_gets_counts_that_add_up(bench: Bench) -> None:
    two(bench)
    found = counts(bench, "old.csv", "new.csv")
    (step,) = found["steps"]
    both = {"rows": 30, "unchanged": 27, "spelling corrected": 1, "changed": 1, "merged": 0, "split": 0}
    assert step["older"] == {"file": "old.csv", **both, "removed": 1}
    assert step["newer"] == {"file": "new.csv", **both, "duplicate": 0, "restored": 0, "added": 1}
    assert step["fields"] == {"age": 1, "letters": 1}
    assert found["releases"][0]["columns"] == {"names": ["name"], "id": "id", "sex": "sex", "birth": "", "age": "age"}


def test_a_person_sees_both_sums_and_no_name(bench: Bench) -> None:
    old, new = two(bench)
    said = bench.run("releases", "old.csv", "new.csv", "--text")
    assert (said.status, said.err) == (0, "")
    assert "✓ before: 30 rows = 27 unchanged + 1 spelling corrected + 1 changed + 1 removed" in said.out
    assert "✓ after:  30 rows = 27 unchanged + 1 spelling corrected + 1 changed + 1 added" in said.out
    assert not any(cell in said.out for row in (*old, *new) for cell in row[:2])


def read_back(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_has_a_line_for_each_record_and_values_only_where_asked_for(bench: Bench) -> None:
    old, new = two(bench)
    counts(bench, "old.csv", "new.csv", "--out", "difference.csv")
    lines = read_back(bench.folder / "difference.csv")
    assert tuple(lines[0]) == COLUMNS
    assert sorted(int(line["older_row"]) for line in lines if line["older_row"]) == list(range(2, 32))
    assert sorted(int(line["newer_row"]) for line in lines if line["newer_row"]) == list(range(2, 32))
    text = (bench.folder / "difference.csv").read_text("utf-8-sig")
    assert not any(cell in text for row in (*old, *new) for cell in row[:2])
    counts(bench, "old.csv", "new.csv", "--out", "difference.csv", "--values")
    lines = read_back(bench.folder / "difference.csv")
    assert tuple(lines[0]) == (*COLUMNS, *VALUES)
    (changed,) = [line for line in lines if line["outcome"] == "changed"]
    assert (changed["older_values"], changed["newer_values"]) == (f"age: {old[1][3]}", "age: 17")
    assert (changed["older_name"], changed["newer_id"], changed["rests_on"]) == (old[1][1], new[1][0], "id + name")
    assert list(bench.folder.glob(".*.new")) == []


def test_a_cell_that_a_spreadsheet_would_run_is_harmless(bench: Bench) -> None:
    old, new = people(30), people(30)
    new[0][1] = "=1+1 كمال جابر النهري"
    bench.write("old.csv", table(old))
    bench.write("new.csv", table(new))
    counts(bench, "old.csv", "new.csv", "--out", "difference.csv", "--values")
    assert {"'=1+1 كمال جابر النهري"} == {
        line["newer_name"] for line in read_back(bench.folder / "difference.csv") if "=" in line["newer_name"]
    }


def test_workbooks_parquet_and_gzip_are_read_alike(bench: Bench) -> None:
    old, new = two(bench)
    expected = counts(bench, "old.csv", "new.csv")["steps"][0]["newer"] | {"file": ""}
    with xlsxwriter.Workbook(bench.folder / "new.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADER, *new]):
            sheet.write_row(at, 0, [int(cell) if cell.isdigit() else cell for cell in row])
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{bench.folder}/new.csv')) TO '{bench.folder}/new.parquet'")
    bench.write("new.csv.gz", gzip.compress(table(new).encode()))
    for name in ("new.xlsx", "new.parquet", "new.csv.gz"):
        assert counts(bench, "old.csv", name)["steps"][0]["newer"] | {"file": ""} == expected
    assert len(old) == expected["rows"]


def test_columns_that_are_called_otherwise_are_named_in_turn(bench: Bench) -> None:
    new = two(bench)[1]
    bench.write("new.csv", table(new, ["code", "who", "sex", "years"]))
    found = counts(bench, "old.csv", "new.csv", "--name", "name=who", "--id", "id=code", "--age", "age=years")
    assert found["steps"][0]["fields"] == {"age": 1, "letters": 1}


def test_a_third_release_shows_what_is_back(bench: Bench) -> None:
    old, _ = two(bench)
    bench.write("last.csv", table(old[::-1]))
    found = counts(bench, "old.csv", "new.csv", "last.csv")
    assert [step["newer"]["restored"] for step in found["steps"]] == [0, 1]
    assert [step["newer"]["added"] for step in found["steps"]] == [1, 0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("old.csv",), ("two releases", "1 is given")),
        (("old.csv", "none.csv"), ("none.csv", "check the path")),
        (("old.csv", "empty.csv"), ("empty.csv is empty",)),
        (("old.csv", "header.csv"), ("header.csv has none below its header",)),
        (("old.csv", "old.csv"), ("old.csv holds the same rows as old.csv",)),
        (("old.csv", "copy.csv"), ("copy.csv holds the same rows as old.csv",)),
        (("old.csv", "others.csv"), ("none is found", "--name")),
        (("old.csv", "ragged.csv"), ("row 3 of ragged.csv", "mend that row")),
        (("old.csv", "twice.csv"), ("'name' stands several times in twice.csv",)),
        (("old.csv", "nameless.csv"), ("no column of nameless.csv looks like one", "--name")),
        (("old.csv", "new.csv", "--id", "nr"), ("'nr' is not in old.csv",)),
        (("old.csv", "new.csv", "--age", "a=b=c"), ("'a=b=c' has 3 for 2 releases",)),
        (("old.csv", "new.csv", "--out", "x.pdf"), ("'x.pdf' does not end in .csv",)),
        (("old.csv", "new.csv", "--out", "no/x.csv"), ("'no' is not",)),
        (("old.csv", "new.csv", "--out", "new.csv"), ("must not take the place of a release",)),
    ],
)
def test_bad_input_gets_one_sentence(bench: Bench, words: tuple[str, ...], said: tuple[str, ...]) -> None:
    old, _ = two(bench)
    bench.write("empty.csv", "")
    bench.write("header.csv", table([]))
    bench.write("copy.csv", table(old))
    bench.write("others.csv", table([["7", "علياء خالد ابراهيم المطري", "f", "33"]]))
    bench.write("ragged.csv", table([old[0], [*old[1], "more"], old[2]]))
    bench.write("twice.csv", table(old, ["id", "name", "name", "age"]))
    bench.write("nameless.csv", table(old, ["id", "what", "sex", "age"]))
    before = (bench.folder / "new.csv").read_bytes()
    refused(bench.here("releases", *words), *said)
    assert (bench.folder / "new.csv").read_bytes() == before


def test_values_without_a_file_is_a_contradiction(bench: Bench) -> None:
    two(bench)
    said = bench.here("releases", "old.csv", "new.csv", "--values")
    assert said.status == 2
    assert "there is no --out" in said.err
