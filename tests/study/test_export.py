"""What an export writes comes back as it was, looks no more exact than it is, and says what is not in it."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import resource
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from undercount.errors import ExportError
from undercount.read.claim_sheet import SheetItem, read_claim_sheet
from undercount.read.registers import Registers
from undercount.read.text import ItemText
from undercount.record import Claim, Source
from undercount.study import demo
from undercount.study.add import Addition, add
from undercount.study.create import create
from undercount.study.export import Written, export
from undercount.study.export_sheet import SHEET, Sheet, claim_cells
from undercount.study.judging import judge
from undercount.study.layout import Layout
from undercount.study.opened import Opened
from undercount.study.reading import read
from undercount.study.rows import Row

from .support import AT, Small, quiet, write_csv

FORMS = ("csv", "xlsx", "geojson", "ucdp")


def to(study: Path, form: str, target: Path | None = None) -> Written:
    return export(study, form, target, report=quiet)


# The built-in example, through the real steps


def furnished(folder: Path, *, sheet: Path | None = None) -> Path:
    """Make a study with the example's registers and documents; with another claim sheet than its own if one is given."""
    root = folder / "study"
    create(root, keys=folder / "key")
    with resources.as_file(resources.files("undercount.example")) as source:
        demo._furnish(Layout(root), source)
        additions = demo._additions(source)
        if sheet is not None:
            additions = [one for one in additions if not one.name.endswith(".claims.csv")]
            additions.append(Addition(sheet, name=sheet.name))
        add(root, additions, at=AT, by="tester", report=quiet)
    read(root, at=AT, by="tester", report=quiet)
    return root


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("city"))


def bodies(root: Path) -> dict[str, dict[str, Any]]:
    """Return the hand-coded claims that stand, without the sheet and row that they came from."""
    standing = Opened.open(root).state.standing_claims()
    return {c.id: {k: v for k, v in c.body.items() if k not in ("sheet", "row")} for c in standing}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_claim_sheet_read_in_a_fresh_study_gives_the_same_claims(city: Path, tmp_path: Path, form: str) -> None:
    before = bodies(city)
    written = to(city, form, tmp_path / f"out.claims.{form}")
    assert written.rows == len(before) > 100
    fresh = furnished(tmp_path, sheet=written.path)
    assert bodies(fresh) == before


def test_geojson_carries_the_claim_sheet_and_gives_the_same_claims(city: Path, tmp_path: Path) -> None:
    written = to(city, "geojson", tmp_path / "out.claims.geojson")
    fresh = furnished(tmp_path, sheet=written.path)
    assert bodies(fresh) == bodies(city)


def test_geojson_of_somebody_else_is_one_sentence(tmp_path: Path) -> None:
    small = Small(tmp_path)
    foreign = tmp_path / "x.claims.geojson"
    foreign.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    small.add(foreign)
    (found,) = small.read().readings
    assert "must carry a claim sheet" in found.reader + found.failed


def test_the_sheet_has_the_columns_of_the_issue_and_says_what_is_not_in_it(city: Path) -> None:
    written = to(city, "csv")
    assert written.path == city / "build" / "export" / "claims.claims.csv"
    data = written.path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") > written.rows
    header = next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    wanted = (
        "item quote speaker carrier origin stance act unit low best high qualifier when place actor sex age status target "
        "covers incident assurance basis grade note phrase person"
    )
    assert header == wanted.split()
    assert any("200 claims read from tables by a mapping" in line for line in written.sentences)
    assert any("2 rows rejected" in line for line in written.sentences)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_study_gives_the_same_bytes(city: Path, tmp_path: Path, form: str) -> None:
    ending = {"csv": "claims.csv", "xlsx": "claims.xlsx", "geojson": "geojson", "ucdp": "csv"}[form]
    first, second = (to(city, form, tmp_path / f"{n}.{ending}").path.read_bytes() for n in (1, 2))
    assert first == second


def test_an_ambiguous_name_gives_way_to_the_hash(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.sources("un")
    small.document("a.txt", "Three died.", carrier="un")
    row = {"quote": "Three died", "act": "killing", "unit": "person", "best": 3}
    small.sheet([{"item": "a.txt", **row}])
    small.read()
    first = bodies(small.root)
    small.document("a.txt", "Four died, not three.", carrier="un", because="corrected")
    written = to(small.root, "csv", tmp_path / "out.claims.csv")
    rows = list(csv.DictReader(io.StringIO(written.path.read_text(encoding="utf-8-sig"), newline="")))
    assert [r["item"] for r in rows] == [next(iter(first.values()))["item"]]
    small.add(written.path, name="all.claims.csv")
    small.read()
    assert bodies(small.root) == first


# Nasty text

REGISTERS = Registers(sources=(Source("un"),))
RUNS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "=1+1",
    '=HYPERLINK("http://x")',
    "http://x.y",
    "#REF!",
    "2016-07",
    "1e5",
    "007",
    "TRUE",
)
BREAKS = ("'", "''", ",", ";", '"', '""', "\n", "\r\n", "\u2028", " ", "\xa0", "\x85", "_x000D_")
MARKS = ("\u200f", "\u202e", "\ufeff", "\x00", "\x01", "\x0b", "\x1f", "\x7f", "e\u0301", "é", "\U0001f4a5", "قُتل")
NASTY = st.lists(
    st.one_of(
        st.sampled_from([*RUNS, *BREAKS, *MARKS]),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=8,
).map("".join)


def claims_in(path: Path, text: str) -> dict[str, Claim]:
    item = SheetItem("a" * 64, "=doc, 'one'.txt", "un", "2016-12-13", ItemText(text, "plain-text/1"))
    found = read_claim_sheet(path, REGISTERS, lambda given: item if given == item.name else None)
    assert found.report.rows == found.report.read + found.report.rejected
    return {claim.id: claim for claim in found.claims}


def typed(path: Path, *texts: str) -> Path:
    """Write a sheet as a person would type it, with nothing made harmless."""
    quote, note, assurance = texts
    row = {"item": "=doc, 'one'.txt", "quote": quote, "act": "killing", "unit": "person", "best": "3"}
    return write_csv(path, SHEET, [{**row, "note": note, "assurance": assurance}])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@example(quote="=1+1", note="'=1+1", assurance="''-2")
@example(quote="'\tx", note="'\rx\r\ny", assurance="@\u200f\"a\",'b'")
@example(quote="a", note="'= ", assurance="' =x")
@given(quote=NASTY, note=NASTY, assurance=NASTY)
@settings(max_examples=150)
def test_whatever_a_claim_holds_comes_back(form: str, quote: str, note: str, assurance: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = f"It said: {quote} and no more."
        before = claims_in(typed(folder / "in.claims.csv", quote, note, assurance), text)
        table = [claim_cells(claim, "=doc, 'one'.txt") for claim in before.values()]
        path = folder / f"out.claims.{form}"
        with path.open("wb") as file:
            Sheet(form, table).write(file)
        after = claims_in(path, text)
        held = form == "csv" or not any(c in quote + note + assurance for c in "\ufffe\uffff")
        assert not held or [replace(c, row=0) for c in after.values()] == [replace(c, row=0) for c in before.values()]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_runs_as_a_formula(tmp_path: Path, form: str) -> None:
    import openpyxl  # type: ignore[import-untyped]

    small = Small(tmp_path)
    small.sources("un")
    small.document("a.txt", '=cmd|"/c calc"!A1 and +1, @x', carrier="un")
    row = {"item": "a.txt", "act": "killing", "unit": "person", "best": 3, "note": "@SUM(A1:A9)"}
    small.sheet([{**row, "quote": '=cmd|"/c calc"!A1'}, {**row, "quote": "+1, @x"}])
    small.read()
    path = to(small.root, form, tmp_path / f"out.claims.{form}").path
    if form == "csv":
        cells = [c for r in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")) for c in r]
    else:
        sheet = openpyxl.load_workbook(path).active
        assert sheet.freeze_panes == "A2"
        assert {c.data_type for r in sheet.iter_rows() for c in r if c.value is not None} == {"s", "n"}
        assert not any(c.hyperlink for r in sheet.iter_rows() for c in r)
        cells = [str(c.value) for r in sheet.iter_rows() for c in r if c.value is not None]
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_text_that_a_workbook_cannot_hold_is_said(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.sources("un")
    small.document("a.txt", "Three died. Four died.", carrier="un")
    row = {"item": "a.txt", "act": "killing", "unit": "person", "best": 3}
    small.sheet([{**row, "quote": "Three died"}, {**row, "quote": "Four died", "note": "x" * 40_000}])
    small.read()
    written = to(small.root, "xlsx", tmp_path / "out.claims.xlsx")
    assert written.rows == 1
    assert any("1 claim with more text" in line and "use csv" in line for line in written.sentences)
    assert to(small.root, "csv", tmp_path / "out.claims.csv").rows == 2


# What is left out is said


def test_withdrawn_judged_and_redacted_claims_are_counted(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.sources("un")
    small.document("a.txt", "Three died. Four died. Five died.", carrier="un")
    row = {"item": "a.txt", "act": "killing", "unit": "person"}
    rows = [{**row, "quote": f"{word} died", "best": n} for word, n in (("Three", 3), ("Four", 4), ("Five", 5))]
    small.sheet(rows)
    small.read()
    ids = {c["best"]: name for name, c in bodies(small.root).items()}
    small.sheet(rows[:2])
    small.read()
    common: dict[str, Any] = {"at": AT, "by": "tester"}
    judge(small.root, ids[3], "redact", because="names a witness", values=(), **common)
    judge(small.root, ids[4], "correct", because="misread", values=("best=40",), **common)
    written = to(small.root, "csv", tmp_path / "out.claims.csv")
    told = "\n".join(written.sentences)
    assert written.rows == 1
    assert "1 hand-coded claim withdrawn" in told
    assert "1 claim that a person redacted" in told
    assert "1 corrected" in told
    assert "40" not in written.path.read_text(encoding="utf-8-sig").split("\n")[1]


def test_a_time_zone_that_the_file_needs_is_said(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.sources("un")
    text = small.layout.settings.read_text(encoding="utf-8")
    small.layout.settings.write_text(text.replace('timezone = "UTC"', 'timezone = "Asia/Damascus"'), encoding="utf-8")
    small.document("a.txt", "Three died.", carrier="un")
    small.sheet([{"item": "a.txt", "quote": "Three died", "act": "killing", "unit": "person", "best": 3}])
    small.read()
    assert any("Asia/Damascus" in line for line in to(small.root, "csv").sentences)


# GeoJSON


def features(path: Path) -> dict[str, dict[str, Any]]:
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert set(collection) == {"type", "features", "claim_sheet"}
    assert collection["type"] == "FeatureCollection"
    for feature in collection["features"]:
        assert (feature["type"], feature["id"]) == ("Feature", feature["properties"]["id"])
        if feature["geometry"] is not None:
            lon, lat = feature["geometry"]["coordinates"]
            assert feature["geometry"]["type"] == "Point"
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90
    return {feature["id"]: feature for feature in collection["features"]}


def test_numbers_keep_their_speakers_and_places_their_imprecision(city: Path) -> None:
    written = to(city, "geojson")
    found = features(written.path)
    assert written.rows == len(found)
    market = found["anbar-market"]["properties"]
    assert market["title_ar"] == "قصف سوق عنبر"
    assert len({(c["speaker"]["id"], c["best"]) for c in market["claims"]}) > 2, "no two speakers' numbers are merged"
    assert market["places"][0]["kind"] == "quarter"
    assert found["anbar-market"]["geometry"] is None, "a quarter is no point"
    assert len(market["approximate_point"]) == 2
    coded = {c["claim"] for f in found.values() for c in f["properties"]["claims"] if c["standing"] == "coded"}
    missing = len(bodies(city)) - len(coded)
    assert any(f"{missing} hand-coded claim" in line for line in written.sentences) == bool(missing)
    replaced = [c for f in found.values() for c in f["properties"]["claims"] if c["set_aside"]]
    assert len(replaced) == len(Opened.open(city).withdrawn)


def test_a_point_is_drawn_only_where_one_is_known(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.sources("un")
    places = [("syria", "", "country"), ("town", "syria", "town"), ("bridge", "town", "site")]
    small.register("places", [{"id": i, "parent": p, "kind": k, "lat": 36.2, "lon": 37.1} for i, p, k in places])
    facility = {"id": "m2", "place": "town", "class": "hospital", "lat": 36.25, "lon": 37.15}
    small.register("facilities", [facility])
    small.document("a.txt", "One here. Two there. Three nearby. Four somewhere.", carrier="un")
    row = {"item": "a.txt", "act": "killing", "unit": "person", "best": 3}
    small.sheet(
        [
            {**row, "quote": "One here", "place": "bridge", "incident": "at-bridge"},
            {**row, "quote": "Two there", "place": "town", "incident": "in-town"},
            {**row, "quote": "Three nearby", "place": "town", "target": "m2", "incident": "at-hospital"},
            {**row, "quote": "Four somewhere", "place": "bridge; town", "incident": "either"},
        ]
    )
    small.read()
    found = features(to(small.root, "geojson", tmp_path / "out.geojson").path)
    points = {name: f["geometry"] and f["geometry"]["coordinates"] for name, f in found.items()}
    assert points == {"at-bridge": [37.1, 36.2], "in-town": None, "at-hospital": [37.15, 36.25], "either": None}
    assert found["in-town"]["properties"]["approximate_point"] == [37.1, 36.2]


# UCDP

EVENT = {
    "id": "101", "year": "2016", "type_of_violence": "1", "side_a": "Government of Nowhere", "side_b": "Rebels, East",
    "dyad_name": "Government of Nowhere - Rebels", "where_prec": "1", "where_coordinates": "Ain town", "adm_1": "North province",
    "adm_2": "Ain district", "latitude": "-27.5", "longitude": "-18.25", "country": "Nowhere", "date_prec": "1",
    "date_start": "2016-01-01", "date_end": "2016-01-01", "deaths_a": "2", "deaths_b": "1", "deaths_civilians": "4", "low": "7",
    "best": "7", "high": "9", "source_original": "SOHR", "source_headline": "Clashes, \"heavy\"\nin Ain",
}  # fmt: skip
EVENTS = (
    EVENT,
    {**EVENT, "id": "102.0", "where_prec": "4", "date_prec": "4", "date_end": "2016-01-31", "low": "3", "best": "5"},
    {
        **EVENT,
        "id": "103",
        "type_of_violence": "3",
        "side_b": "Civilians",
        "deaths_a": "0",
        "deaths_b": "0",
        "where_prec": "6",
    },
    {
        **EVENT,
        "id": "104",
        "deaths_civilians": "0",
        "deaths_a": "0",
        "deaths_b": "0",
        "low": "0",
        "best": "0",
        "high": "0",
    },
    {**EVENT, "id": "105", "low": "9", "best": "5", "high": "7"},
)


def said(root: Path) -> Counter[Row]:
    """Return what a study's claims say, without the ids that come from the file in which they stand."""
    return Counter(replace(row, claim="", item="", row=0, locator="") for row in Opened.open(root).rows())


def known(root: Path) -> list[Any]:
    """Return the incidents of a study's tables without what comes from the file in which they stand."""
    from undercount.study.export_incidents import incidents_of

    return sorted(
        (replace(e, item="", row=0, claims=()) for e in incidents_of(Opened.open(root), ())), key=lambda e: e.id
    )


def ucdp_there_and_back(folder: Path, table: Path) -> tuple[Path, Path, Written]:
    roots = []
    for name in ("a", "b"):
        (folder / name).mkdir()
        roots.append(Small(folder / name))
    first, second = roots
    first.add(table)
    first.read()
    written = to(first.root, "ucdp", folder / "ucdp-out.csv")
    second.add(written.path)
    assert second.read().readings[0].rejected == 0
    return first.root, second.root, written


def test_a_table_of_ucdp_comes_back_as_the_same_claims(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "ged.csv", list(EVENT), EVENTS)
    first, second, written = ucdp_there_and_back(tmp_path, table)
    assert said(second) == said(first)
    assert known(second) == known(first)
    assert written.rows == 4
    assert [line for line in written.sentences if "rejected" in line], "the row whose low is above best was never read"
    rows = list(csv.DictReader(io.StringIO(written.path.read_text(encoding="utf-8"), newline="")))
    assert rows[0]["latitude"] == "-27.5", "a number with a sign is no formula"
    assert {k: v for k, v in rows[0].items() if v} == EVENT


@pytest.mark.reference
def test_the_real_table_of_ucdp_comes_back(shared: Path, tmp_path: Path) -> None:
    table = tmp_path / "ged.csv"
    with gzip.open(shared / "events" / "ucdp_ged191_syria.csv.gz", "rt", encoding="utf-8", newline="") as file:
        table.write_text("".join(itertools.islice(file, 400)), encoding="utf-8", newline="")
    first, second, written = ucdp_there_and_back(tmp_path, table)
    assert written.rows > 350
    assert said(second) == said(first)
    assert known(second) == known(first)


def test_other_lists_go_out_as_far_as_the_columns_hold_them(city: Path, tmp_path: Path) -> None:
    written = to(city, "ucdp", tmp_path / "ucdp-out.csv")
    rows = {r["id"]: r for r in csv.DictReader(io.StringIO(written.path.read_text(encoding="utf-8"), newline=""))}
    one = rows["incident-record:HIR-001"]
    assert (one["where_prec"], one["date_prec"], one["date_start"]) == ("1", "1", "2018-08-27")
    assert (one["low"], one["best"], one["high"]) == ("3", "", ""), "no number is made that nobody said"
    assert (one["country"], one["adm_1"], one["where_coordinates"]) == ("Maravesh", "Upper Zarun", "Marsa Hajal")
    told = "\n".join(written.sentences)
    for words in ("70 incidents of other lists", "time of day", "side_a", "use csv or geojson", "persons", "rejected"):
        assert words in told
    fresh = furnished(tmp_path, sheet=written.path)
    before, after = ({e.id: e for e in events(root)} for root in (city, fresh))
    ours = [e for e in before.values() if e.list == "incident-record"]
    assert len(ours) == 60
    for event in ours:
        back = after[f"ucdp-ged:{event.id}"]
        assert (back.places, back.actors) == (event.places, event.actors), "they are found in the registers again"


def events(root: Path) -> list[Any]:
    from undercount.study.export_incidents import incidents_of, standing_rows

    opened = Opened.open(root)
    return incidents_of(opened, standing_rows(opened))


# The file


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_leaves_what_stood_there(city: Path, tmp_path: Path, form: str) -> None:
    ending = {"csv": "claims.csv", "xlsx": "claims.xlsx", "geojson": "geojson", "ucdp": "csv"}[form]
    target = tmp_path / f"out.{ending}"
    target.write_text("before")
    with room_for(4096), pytest.raises(ExportError, match="must have room for the export"):
        to(city, form, target)
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target], "nothing half-written is left"


def test_a_target_that_cannot_be_written_is_refused(city: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for target, words in (
        (tmp_path / "folder.csv", "is a folder"),
        (tmp_path / "not-there" / "out.claims.csv", "make it first"),
        (tmp_path / "out.xlsx", "must end in .csv"),
    ):
        with pytest.raises(ExportError, match=words):
            to(city, "csv", target)
    with pytest.raises(ExportError, match="'shapefile' is none"):
        to(city, "shapefile", None)
    assert [p.name for p in tmp_path.iterdir()] == ["folder.csv"]


def test_a_name_that_no_reader_takes_for_a_sheet_is_said(city: Path, tmp_path: Path) -> None:
    assert any("*.claims.csv" in line for line in to(city, "csv", tmp_path / "out.csv").sentences)
    assert not any("*.claims.csv" in line for line in to(city, "csv", tmp_path / "out.claims.csv").sentences)


def test_a_study_without_claims_gives_a_header(tmp_path: Path) -> None:
    small = Small(tmp_path)
    for form in FORMS:
        assert to(small.root, form).rows == 0
