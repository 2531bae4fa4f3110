"""The claim sheet: every row a claim, or rejected with everything that is wrong with it."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
import xlsxwriter

from undercount.errors import ReadError
from undercount.read.claim_sheet import COLUMNS, SheetItem, is_claim_sheet, read_claim_sheet
from undercount.read.hedging import qualifier_said
from undercount.read.registers import Registers
from undercount.read.rejects import as_meant, harmless
from undercount.read.text import text_of
from undercount.record import Facility, Incident, Membership, Place, Source, TextPosition, cells
from undercount.record.hedge import hedges
from undercount.record.quantity import QUALIFIERS

TEXT = (
    "The office said that at least 82 civilians, including 11 women, were “killed” in east Aleppo.\nIt denied nothing."
)
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
REGISTERS = Registers(
    places=(Place("aleppo", name_en="Aleppo"), Place("east-aleppo", "aleppo", name_en="East Aleppo"), Place("idlib")),
    actors=(Membership("government", name_en="Government"),),
    facilities=(Facility("m10", "east-aleppo", "hospital", "M10"),),
    sources=(Source("ohchr"), Source("times", name_en="The Times")),
    incidents=(Incident("market"),),
)
GOOD = {
    "item": "a.txt",
    "quote": 'at least 82 civilians, including 11 women, were "killed"',
    "speaker": "ohchr",
    "act": "killing",
    "unit": "person",
    "low": "82",
    "when": "2016-11-15/2016-12-13",
    "place": "east-aleppo",
    "status": "civilian",
}


def find(name: str) -> SheetItem | None:
    if name == "scan.png":
        return SheetItem("b" * 64, "scan.png", "times", why_not="add a transcript")
    return (
        SheetItem(SHA, "a.txt", "times", "2016-12-14", text_of(TEXT.encode(), name="a.txt"))
        if name in ("a.txt", SHA)
        else None
    )


def sheet(path: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_row_is_a_claim_with_its_words_found(tmp_path: Path) -> None:
    reading = read_claim_sheet(sheet(tmp_path / "s.claims.csv", GOOD), REGISTERS, find, zone="Asia/Damascus")
    assert reading.rejects == ()
    (claim,) = reading.claims
    assert claim.quote == "at least 82 civilians, including 11 women, were “killed”"
    assert TextPosition(21, 77, "plain-text/1") in claim.passage.selectors
    assert (claim.speaker, claim.carrier, claim.origin, claim.published) == ("ohchr", "times", "ohchr", "2016-12-14")
    assert (claim.quantity.low, claim.quantity.qualifier, claim.stance, claim.covers) == (
        82,
        "at-least",
        "affirms",
        "within",
    )
    assert claim.when.start == 1479160800
    assert claim.scope.cells == cells(status="civilian")
    assert (claim.row, claim.reader, claim.standing) == (2, "claim-sheet/1", "coded")
    assert reading.report.sentence() == "s.claims.csv: 1 rows = 1 read + 0 rejected; 1 claims"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"quote": "at least 82 soldiers"},
            "(s.claims.csv, row 3, column 'quote'): copy the words from the document itself; they are there up to 'at least 82' and then",
        ),
        ({"quote": "nobody"}, "not even the first word is there"),
        ({"quote": "2 civilians"}, "the words must stand in the document"),
        ({"quote": ""}, "a claim must quote its document"),
        ({"item": ""}, "a claim must name its document"),
        (
            {"item": "b.txt"},
            "a claim's document must be in the study; it is 'b.txt' (s.claims.csv, row 3, column 'item'): add it with `undercount add`",
        ),
        ({"item": "scan.png"}, "the words must be found in the document, and it has no text"),
        (
            {"low": "83", "high": "82"},
            "low ≤ best ≤ high must hold; it is 'low 83, high 82' (s.claims.csv, row 3, column 'low, best, high')",
        ),
        (
            {"low": "82.0"},
            "a count must be a whole number from 0, in digits 0–9; it is '82.0' (s.claims.csv, row 3, column 'low')",
        ),
        ({"low": "1,200"}, "a count must be a whole number"),
        ({"low": "٨٢"}, "a count must be a whole number"),
        (
            {"qualifier": "dozzens"},
            "qualifier must be a term of its list, or a hedge that the program knows; it is 'dozzens'",
        ),
        ({"low": "1234567890123456"}, "a count must have at most 15 digits"),
        ({"when": "10/12/2016"}, "a date must be EDTF"),
        (
            {"place": "east-alepo"},
            "a place must be in its register; it is 'east-alepo' (s.claims.csv, row 3, column 'place'): did you mean 'east-aleppo'?",
        ),
        ({"place": "idlib; nowhere"}, "a place must be in its register; it is 'nowhere'"),
        (
            {"actor": "goverment"},
            "an actor must be in its register; it is 'goverment' (s.claims.csv, row 3, column 'actor'): did you mean 'government'?",
        ),
        (
            {"speaker": "ohcr"},
            "a source must be in its register; it is 'ohcr' (s.claims.csv, row 3, column 'speaker'): did you mean 'ohchr'?",
        ),
        ({"target": "hospitl"}, "a target must be in its register; it is 'hospitl'"),
        (
            {"act": "kiling"},
            "act must be a term of its list; it is 'kiling' (s.claims.csv, row 3, column 'act'): did you mean 'killing'?",
        ),
        ({"act": ""}, "act must be a term of its list"),
        ({"unit": "people"}, "unit must be a term of its list"),
        ({"sex": "woman"}, "sex must be a term of its list"),
        (
            {"status": "civilians"},
            "status must be a term of its list; it is 'civilians' (s.claims.csv, row 3, column 'status'): did you mean 'civilian'?",
        ),
        ({"stance": "affirm"}, "did you mean 'affirms'?"),
        ({"covers": "all"}, "covers must be a term of its list"),
        ({"grade": "good"}, "grade must be a term of its list"),
        ({"basis": "guess"}, "basis must be a term of its list"),
        (
            {"incident": "markets"},
            "an incident must be in its register, where there is one; it is 'markets' (s.claims.csv, row 3, column 'incident'): did",
        ),
        ({}, "a row must not repeat another; this one says what row 2 says"),
    ],
)
def test_what_is_wrong_is_one_clear_sentence(tmp_path: Path, changed: dict[str, str], sentence: str) -> None:
    reading = read_claim_sheet(sheet(tmp_path / "s.claims.csv", GOOD, {**GOOD, **changed}), REGISTERS, find)
    assert (reading.report.rows, reading.report.read, reading.report.rejected) == (2, 1, 1)
    assert len(reading.rejects) == 1
    assert sentence in reading.rejects[0].sentence()
    assert reading.rejects[0].rule.startswith("row rejected: ")


def test_a_row_with_several_faults_is_rejected_once_and_shows_them_all(tmp_path: Path) -> None:
    bad = {**GOOD, "act": "x", "when": "y", "place": "z"}
    reading = read_claim_sheet(sheet(tmp_path / "s.claims.csv", bad), REGISTERS, find)
    assert [r.column for r in reading.rejects] == ["when", "place", "act"]
    assert (reading.report.rows, reading.report.rejected) == (1, 1)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (
            ("item", "quote", "act", "unit", "plase"),
            "a claim sheet must have known columns; 'plase' is none (s.claims.csv, row 1): did you mean 'place'?",
        ),
        (("item", "quote", "act", "unit", "act"), "a claim sheet must have each column once; 'act' stands twice"),
        (("item", "quote", "act"), "a claim sheet must have the column 'unit'; s.claims.csv lacks it (row 1): add it"),
    ],
)
def test_a_sheet_with_wrong_columns_is_not_read(tmp_path: Path, columns: tuple[str, ...], sentence: str) -> None:
    path = tmp_path / "s.claims.csv"
    path.write_text(",".join(columns) + "\n", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_claim_sheet(path, REGISTERS, find)
    assert sentence in str(caught.value)


def test_an_empty_sheet(tmp_path: Path) -> None:
    path = tmp_path / "s.claims.csv"
    path.write_bytes(b"")
    with pytest.raises(ReadError, match="a claim sheet must have a header row"):
        read_claim_sheet(path, REGISTERS, find)


@pytest.mark.parametrize(
    ("numbers", "qualifier"),
    [
        ({"low": "1"}, "at-least"),
        ({"low": "", "best": "1"}, "exactly"),
        ({"low": "", "high": "1"}, "at-most"),
        ({"high": "90"}, "between"),
        ({"low": ""}, "vague"),
        ({"low": "", "stance": "denies"}, "exactly"),
        ({"qualifier": "at least"}, "at-least"),
        ({"low": "", "qualifier": "vague", "phrase": "dozens"}, "vague"),
    ],
)
def test_an_empty_qualifier_is_what_the_numbers_say(tmp_path: Path, numbers: dict[str, str], qualifier: str) -> None:
    path = sheet(tmp_path / "s.claims.csv", {**GOOD, **numbers}, columns=(*COLUMNS, "phrase"))
    (claim,) = read_claim_sheet(path, REGISTERS, find).claims
    assert claim.quantity.qualifier == qualifier
    assert claim.quantity.phrase == {"at least": "at least"}.get(
        numbers.get("qualifier", ""), numbers.get("phrase", "")
    )


@pytest.mark.parametrize(
    ("said", "qualifier"),
    [
        ("at least", "at-least"),
        ("No fewer than", "at-least"),
        ("more than", "at-least"),
        ("at-most", "at-most"),
        ("up to", "at-most"),
        ("no more  than", "at-most"),
        ("about", "about"),
        ("Around", "about"),
        ("some", "about"),
        ("nearly", "about"),
        ("dozens", "vague"),
        ("scores", "vague"),
        ("hundreds", "vague"),
        ("several", "vague"),
        ("many", "vague"),
        ("على الأقل", "at-least"),
        ("على الاقل", "at-least"),
        ("ما لا يقل عن", "at-least"),
        ("أكثر من", "at-least"),
        ("لا يزيد عن", "at-most"),
        ("حتى", "at-most"),
        ("حتّى", "at-most"),
        ("نحو", "about"),
        ("حوالي", "about"),
        ("قرابة", "about"),
        ("عشرات", "vague"),
        ("مئات", "vague"),
        ("عدة", "vague"),
    ],
)
def test_a_hedge_as_it_was_said_is_its_qualifier_and_stays_as_the_phrase(
    tmp_path: Path, said: str, qualifier: str
) -> None:
    path = sheet(tmp_path / "s.claims.csv", {**GOOD, "low": "", "qualifier": said})
    (claim,) = read_claim_sheet(path, REGISTERS, find).claims
    assert (claim.quantity.qualifier, claim.quantity.phrase) == (qualifier, "" if said == qualifier else said)


def test_an_unknown_hedge_is_rejected_with_the_nearest(tmp_path: Path) -> None:
    for said, near in (("at leest", "at least"), ("dozzens", "dozens"), ("حوالى", "حوالي")):
        found = read_claim_sheet(sheet(tmp_path / "s.claims.csv", {**GOOD, "qualifier": said}), REGISTERS, find)
        assert f"did you mean {near!r}?" in found.rejects[0].remedy


def test_every_hedge_means_one_qualifier() -> None:
    listed = [qualifier_said(words) for words in hedges()]
    assert listed == list(hedges().values()), "no two lists hold the same words, however they are typed"
    assert set(listed) == set(QUALIFIERS)


def test_a_cell_may_be_longer_than_the_csv_modules_limit(tmp_path: Path) -> None:
    csv.field_size_limit(131_072)
    note = "x" * 200_000
    (claim,) = read_claim_sheet(sheet(tmp_path / "s.claims.csv", {**GOOD, "note": note}), REGISTERS, find).claims
    assert claim.note == note


def test_a_sheet_with_semicolons_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "s.claims.csv"
    path.write_text("item;quote;act;unit\na.txt;x;killing;person\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"must be parted by commas; s\.claims\.csv has semicolons \(row 1\)"):
        read_claim_sheet(path, REGISTERS, find)


def test_several_places_targets_and_an_incident_of_another_list(tmp_path: Path) -> None:
    row = {**GOOD, "item": SHA, "place": "Idlib; East Aleppo;idlib", "target": "M10;school", "incident": "ucdp-ged:7"}
    (claim,) = read_claim_sheet(sheet(tmp_path / "s.claims.csv", row), REGISTERS, find).claims
    assert (claim.places, claim.targets, claim.incident) == (("east-aleppo", "idlib"), ("m10", "school"), "ucdp-ged:7")


def test_a_workbook_gives_the_same_claims(tmp_path: Path) -> None:
    path = tmp_path / "s.claims.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, COLUMNS)
        page.write_row(1, 0, [int(GOOD[c]) if c == "low" else GOOD.get(c, "") for c in COLUMNS])
    (claim,) = read_claim_sheet(path, REGISTERS, find).claims
    assert claim == read_claim_sheet(sheet(tmp_path / "s.claims.csv", GOOD), REGISTERS, find).claims[0]
    assert is_claim_sheet(path)
    assert not is_claim_sheet(Path("claims.csv"))


@pytest.mark.parametrize("text", ["=1+1", "+2", "-x", "@a", "'=x", "''-", "plain", "'quoted'", "", "\tx"])
def test_what_would_run_as_a_formula_is_made_harmless_and_comes_back(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert as_meant(harmless(text)) == text
