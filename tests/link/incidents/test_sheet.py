"""The pair sheet: everything stands in it, nothing in it runs, and verdicts come back out of it."""

from __future__ import annotations

import csv
import io

import pytest

from tests.link.incidents.made import made
from undercount.errors import LinkError
from undercount.link.incidents import join_incidents, pair_sheet, to_ask, verdicts_of
from undercount.link.incidents.sheet import COLUMNS

REPORTS = [
    made("=a", "x", "2016-12-10T14:05Z", text='غارة مزدوجة, على "مطحنة"\nand again', at=(-36.5, -7.25), cites=("z",)),
    made("b", "y", "2016-12-10T18:30Z", text="=HYPERLINK(1)", at=(-36.5, -7.25), victims=("Rami H",)),
]


def sheet() -> str:
    return pair_sheet(to_ask(join_incidents(REPORTS).pairs), {r.id: r for r in REPORTS})


def test_both_sides_and_the_evidence_stand_in_it() -> None:
    (row,) = csv.DictReader(io.StringIO(sheet()))
    assert tuple(row) == COLUMNS
    assert row["text_a"] == REPORTS[0].text
    assert row["text_b"] == "'=HYPERLINK(1)"
    assert (row["lat_a"], row["lon_b"]) == ("-36.500000", "-7.250000")
    assert (row["tolls_a"], row["victims_b"], row["cites_a"]) == ("civilian: best 12", "Rami H", "z")
    assert row["decision"] == "ask"
    assert "265 minutes apart" in row["blocks"]
    assert "place" in row["evidence"]
    assert (row["verdict"], row["reason_of_verdict"], row["coder"]) == ("", "", "")


def test_verdicts_come_back() -> None:
    rows = list(csv.DictReader(io.StringIO(sheet())))
    rows[0] |= {"verdict": " Different ", "reason_of_verdict": "four hours", "coder": "kim"}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    (verdict,) = verdicts_of("\ufeff" + out.getvalue())
    assert (verdict.left, verdict.right, verdict.verdict, verdict.reason, verdict.coder) == (
        "=a",
        "b",
        "different",
        "four hours",
        "kim",
    )
    assert join_incidents(REPORTS, verdicts=[verdict]).pairs[0].because == "judged"


def test_an_empty_sheet_holds_no_verdict() -> None:
    assert verdicts_of(sheet()) == ()


def test_what_cannot_be_read_is_named() -> None:
    with pytest.raises(LinkError, match="the sheet lacks id_b, reason_of_verdict, coder"):
        verdicts_of("id_a,verdict\n")
    head = "id_a,id_b,verdict,reason_of_verdict,coder\n"
    with pytest.raises(LinkError, match="row 3 is 'maybe'"):
        verdicts_of(f"{head}a,b,,,\na,b,maybe,r,c\n")


HEAD = "id_a,id_b,verdict,reason_of_verdict,coder\n"


def test_one_coder_has_one_verdict_on_a_pair_and_both_rows_are_named() -> None:
    with pytest.raises(LinkError, match=r"rows 2 and 4 of s\.csv say same and different of the same two by kim"):
        verdicts_of(f"{HEAD}a,b,same,r,kim\na,c,same,r,kim\nb,a,different,r,kim\n", name="s.csv")
    assert len(verdicts_of(f"{HEAD}a,b,same,r,kim\nb,a,different,r,lee\n")) == 2


def test_a_missing_coder_is_nobody_else() -> None:
    with pytest.raises(LinkError, match=r"row 3 of s\.csv has none in the column coder: write who judged it$"):
        verdicts_of(f"{HEAD}a,b,same,r,kim\na,c,same,r,\n", name="s.csv", coder="lee")
    with pytest.raises(LinkError, match=r"row 2 of s\.csv has none .* or say with --by"):
        verdicts_of(f"{HEAD}a,b,same,r,\n", name="s.csv")
    (verdict,) = verdicts_of(f"{HEAD}a,b,same,r,\n", coder="lee")
    assert verdict.coder == "lee"
    with pytest.raises(LinkError, match="row 2 has none: say it in the column reason_of_verdict"):
        verdicts_of(f"{HEAD}a,b,same,,kim\n")
