"""The built-in example is consistent with itself: quotes, terms, registers, outlines, and the truth behind the documents.

Nothing of the package is used but its folder: what the example means is worked out here a second time, in a few lines.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

EXAMPLE = Path(__file__).resolve().parents[2] / "src" / "undercount" / "example"
SHEET = EXAMPLE / "claims.claims.csv"
RECORD = "documents/2019-02-01-record-incidents.csv"
COLUMNS = (
    "item,quote,speaker,carrier,origin,stance,act,unit,low,best,high,qualifier,when,place,actor,sex,age,status,target,covers,"
    "incident,assurance,basis,grade,note"
)
ACTS = {
    "killing",
    "summary-killing",
    "attack",
    "attack-on-facility",
    "injury",
    "detention",
    "torture",
    "forced-conscription",
    "sexual-violence",
    "displacement",
    "siege",
    "ceasefire-breach",
    "out-of-service",
    "abduction",
    "heritage-damage",
}
TERMS = {
    "stance": {"affirms", "denies"},
    "act": ACTS,
    "unit": {"person", "attack", "facility", "family", "strike", "building"},
    "qualifier": {"exactly", "at-least", "at-most", "about", "between", "vague"},
    "sex": {"", "female", "male"},
    "age": {"", "child", "adult", "older"},
    "status": {"", "civilian", "combatant", "protected-other"},
    "target": {
        *("", "hospital", "clinic", "ambulance", "school", "market", "home", "place-of-worship", "heritage-site"),
        *("first-responder", "health-worker", "journalist"),
    },
    "covers": {"within", "whole"},
    "basis": {"eyewitness", "hospital-record", "official-statement", "list", "media", "remote", "unknown"},
    "grade": {"confirmed", "fair", "weak", "contested"},
}
WIDER_ACT = {"summary-killing": "killing", "attack-on-facility": "attack"}
FICTION = ("Fictional document, written for undercount", "وثيقة خيالية كُتبت لبرنامج undercount")

Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def claims() -> tuple[Row, ...]:
    return tuple(table("claims.claims.csv"))


@cache
def truth() -> tuple[Row, ...]:
    return tuple(table("truth.csv"))


def settings(name: str) -> dict[str, list[dict[str, object]]]:
    """Return a TOML file's lists of tables."""
    return tomllib.loads((EXAMPLE / name).read_text(encoding="utf-8"))


@cache
def register(name: str) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in table(f"things/{name}.csv"):
        found[row["id"]] = (*found.get(row["id"], ()), row)
    return found


@cache
def words(item: str) -> str:
    data = (EXAMPLE / item).read_bytes()
    text = (
        html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8")).text_content()
        if item.endswith(".html")
        else data.decode()
    )
    return re.sub(r"\s+", " ", text)


def documents() -> list[str]:
    return sorted(f"documents/{path.name}" for path in (EXAMPLE / "documents").iterdir())


# What a scope holds, worked out on the truth's rows. Moments are text (YYYY-MM-DDTHH:MM), which sorts as time does.


def side(text: str, *, last: bool) -> str:
    if "T" in text:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        return f"{moment + timedelta(minutes=last):%Y-%m-%dT%H:%M}"
    year, month, *day = (int(part) for part in text.split("-"))
    if day:
        return f"{datetime(year, month, day[0], tzinfo=UTC) + timedelta(days=last):%Y-%m-%dT00:00}"
    return f"{year + (last and month == 12):04d}-{(month % 12 + 1) if last else month:02d}-01T00:00"


def interval(edtf: str) -> tuple[str, str]:
    if not edtf or edtf.endswith("~"):
        return "0", "9"
    first, _, second = edtf.partition("/")
    return side(first, last=False), side(second or first, last=True)


def chain(name: str, node: str, day: str = "") -> Iterator[str]:
    """Yield a node of a register and all above it on a day."""
    while node:
        yield node
        fits = (r for r in register(name)[node] if r.get("from", "") <= day and day <= (r.get("to") or "9"))
        node = next(fits)["parent"]


def holds(scope: Row, row: Row) -> bool:
    """Tell whether a row of the truth lies in a scope; what the row does not say is taken to fit."""
    start, end = interval(scope["when"])
    begin = f"{row['date']}T{row['time'] or '00:00'}"
    until = f"{row['date']}T{row['time'] or '23:59'}"
    ages = {"adult": ("adult-under-60", "older")}.get(scope["age"], (scope["age"],))
    statuses = {"combatant": ("armed-member",)}.get(scope["status"], (scope["status"],))
    return (
        row["unit"] == scope["unit"]
        and scope["act"] in (row["act"], WIDER_ACT.get(row["act"]))
        and start <= until
        and begin < end
        and (not scope["place"] or any(p in scope["place"].split(";") for p in chain("places", row["place"])))
        and (not scope["actor"] or scope["actor"] in chain("actors", row["actor"], row["date"]))
        and (not scope["target"] or row["target"] in scope["target"].split(";"))
        and (not scope["incident"] or row["incident"] == scope["incident"])
        and (not scope["sex"] or row["sex"] in ("", scope["sex"]))
        and (not scope["age"] or row["age"] in ("", *ages))
        and (not scope["status"] or row["status"] in ("", *statuses))
    )


def true_number(scope: Row) -> int:
    return sum(int(row["number"]) for row in truth() if holds(scope, row))


def floor_and_ceiling(claim: Row) -> tuple[int | None, int | None]:
    low, best, high = (int(claim[name]) if claim[name] else None for name in ("low", "best", "high"))
    if claim["stance"] == "denies":
        return None, 0 if low is best is high is None else high
    floor = low if low is not None else best if claim["qualifier"] in ("exactly", "at-least") else None
    if claim["covers"] == "within":
        return floor, None
    return floor, high if high is not None else best if claim["qualifier"] == "exactly" else None


def readable(row: Row) -> bool:
    names = {r["name_en"] for rows in register("places").values() for r in rows}
    return row["quarter"] in names and int(row["killed_min"]) <= int(row["killed_max"])


def recorded() -> Iterator[Row]:
    """Yield the recorder's rows that can be read, as claims about killing."""
    ids = {
        row["name_en"]: row["id"] for name in ("places", "actors") for rows in register(name).values() for row in rows
    }
    for row in table(RECORD):
        if readable(row):
            claim = dict.fromkeys(COLUMNS.split(","), "")
            when = f"{row['date_from']}T{row['time']}Z" if row["time"] else f"{row['date_from']}/{row['date_to']}"
            claim.update(
                item=RECORD, quote=row["record"], stance="affirms", act="killing", unit="person", covers="within"
            )
            claim.update(
                low=row["killed_min"], high=row["killed_max"], qualifier="between", when=when, status="civilian"
            )
            claim.update(place=ids[row["quarter"]], actor=ids.get(row["alleged_party"], ""))
            yield claim


def false_claims() -> dict[tuple[str, str], tuple[int, int]]:
    """Return what is false in the documents: by item and quote what is said and what is true."""
    found = {}
    for claim in (*claims(), *recorded()):
        floor, ceiling = floor_and_ceiling(claim)
        true = true_number(claim)
        if floor is not None and floor > true:
            found[claim["item"], claim["quote"]] = (floor, true)
        if ceiling is not None and ceiling < true:
            found[claim["item"], claim["quote"]] = (ceiling, true)
    return found


def test_the_sheet_has_the_columns_of_a_claim_sheet() -> None:
    assert SHEET.read_text(encoding="utf-8").splitlines()[0] == COLUMNS
    assert len(claims()) >= 110


def test_every_quote_stands_in_its_document() -> None:
    missing = [(claim["item"], claim["quote"]) for claim in claims() if claim["quote"] not in words(claim["item"])]
    assert missing == []


def test_every_document_says_that_it_is_fictional_and_is_short() -> None:
    for item in documents():
        assert any(line in words(item) for line in FICTION), item
        if not item.endswith(".csv"):
            assert 80 <= len(words(item).split()) <= 350, item


def test_about_a_third_of_the_documents_is_arabic() -> None:
    arabic = [item for item in documents() if FICTION[1] in words(item)]
    assert 0.25 <= len(arabic) / len(documents()) <= 0.45


@pytest.mark.parametrize("column", TERMS)
def test_every_term_is_in_its_list(column: str) -> None:
    used = {term for claim in claims() for term in claim[column].split(";")}
    assert used <= TERMS[column]


def test_every_reference_is_in_its_register() -> None:
    for name, columns in {
        "places": ("place",),
        "actors": ("actor",),
        "sources": ("speaker", "carrier", "origin"),
        "incidents": ("incident",),
    }.items():
        used = {part for claim in claims() for column in columns for part in claim[column].split(";") if part}
        assert used <= set(register(name)), name
    assert all(claim["speaker"] and claim["carrier"] for claim in claims())


def test_every_parent_is_an_entry_and_every_chain_ends() -> None:
    for name in ("places", "actors", "sources"):
        for node, rows in register(name).items():
            assert all(row["parent"] in ("", *register(name)) for row in rows)
            days = ("2018-09-01", "2018-12-01") if name == "actors" else ("",)
            assert all(len(list(chain(name, node, day))) < 10 for day in days)


def test_a_militia_changes_sides() -> None:
    assert list(chain("actors", "lantern-brigade", "2018-10-14")) == ["lantern-brigade", "council-side"]
    assert list(chain("actors", "lantern-brigade", "2018-10-15"))[-1] == "government-side"


def test_numbers_are_in_order_and_dates_are_dates() -> None:
    for claim in claims():
        numbers = [int(claim[name]) for name in ("low", "best", "high") if claim[name]]
        assert numbers == sorted(numbers)
        assert bool(numbers) != (claim["qualifier"] == "vague" or claim["stance"] == "denies"), claim["quote"]
        start, end = interval(claim["when"])
        assert start < end


def test_each_document_is_listed_once_with_its_carrier_and_day() -> None:
    *listed, sheet = settings("add.toml")["item"]
    files = [str(entry["file"]) for entry in listed]
    assert sheet["file"] == SHEET.name
    assert sorted(files) == documents()
    assert [entry["published"] for entry in listed] == sorted(str(entry["published"]) for entry in listed)
    assert {entry["carrier"] for entry in listed} <= set(register("sources"))
    for at, entry in enumerate(listed):
        assert entry.get("supersedes", files[0]) in files[: at + 1]
    carriers = {str(entry["file"]): entry["carrier"] for entry in listed}
    assert all(claim["carrier"] == carriers[claim["item"]] for claim in claims())


def test_truth_toml_is_the_sum_over_truth_csv() -> None:
    stated = tomllib.loads((EXAMPLE / "truth.toml").read_text(encoding="utf-8"))["truth"]
    figures = settings("study.toml")["figure"]
    assert list(stated) == [figure["name"] for figure in figures]
    for figure in figures:
        scope = dict.fromkeys(COLUMNS.split(","), "")
        for key, value in figure.items():
            scope[key] = ";".join(value) if isinstance(value, list) else str(value)
        assert true_number(scope) == stated[figure["name"]], figure["name"]


def test_the_linked_names_are_drawn_from_the_truth_as_it_is_stated() -> None:
    linked: Any = settings("truth.toml")["linked"]
    killed = {**dict.fromkeys(COLUMNS.split(","), ""), "unit": "person", "act": "killing", "place": "sarvandel"}
    dead = [row for row in truth() if holds({**killed, "status": "civilian"}, row) for _ in range(int(row["number"]))]
    cells: Counter[tuple[str, ...]] = Counter()
    for number, row in enumerate(dead, start=1):
        chance = linked["chance_of_the_put_to_death" if row["act"] == "summary-killing" else "chance"]
        drawn = {name: sha256(f"{linked['seed']}/{number}/{name}".encode()).digest()[:8] for name in chance}
        history = [str(int(int.from_bytes(drawn[name], "big") < chance[name] * 2**64)) for name in chance]
        cells["child" if row["age"] == "child" else "adult", *history] += 1
    rows = table(linked["item"])
    lists = list(linked["chance"])
    assert {(row["age"], *(row[name] for name in lists)): int(row["count"]) for row in rows} == {
        cell: count for cell, count in cells.items() if "1" in cell
    }
    for age in ("adult", "child"):
        assert sum(count for cell, count in cells.items() if cell[0] == age) == linked["true"][age]
        assert sum(int(row["count"]) for row in rows if row["age"] == age) == linked["named"][age]


def test_what_is_false_in_the_documents_is_false_on_purpose() -> None:
    designed = {
        (str(d["item"]), str(d.get("quote", d.get("record")))): (d["says"], d["true"])
        for d in settings("truth.toml")["designed"]
    }
    assert false_claims() == designed
    kinds = {d["kind"] for d in settings("truth.toml")["designed"]}
    assert kinds == {"denial", "inflated", "misquote", "superseded", "merged-lists"}


def test_the_recorder_s_broken_rows_are_the_ones_listed() -> None:
    broken = [row["record"] for row in table(RECORD) if not readable(row)]
    assert broken == [b["record"] for b in settings("truth.toml")["broken"]]
    assert len(table(RECORD)) == 62


def test_one_briefing_is_carried_by_six_papers_of_which_one_misquotes_it() -> None:
    said = [
        c for c in claims() if c["act"] == "summary-killing" and c["origin"] == "jom" and not c["sex"] and not c["age"]
    ]
    assert sorted(claim["low"] for claim in said) == ["171", "71", "71", "71", "71", "71"]
    assert len({claim["carrier"] for claim in said}) == 6


def test_the_correction_replaces_the_same_scope() -> None:
    key = ("speaker", "unit", "act", "when", "place", "actor", "sex", "age", "status", "target", "incident")
    (old,) = (c for c in claims() if c["item"].endswith("directorate-bread.txt") and c["best"] == "37")
    (new,) = (c for c in claims() if c["item"].endswith("directorate-correction.txt"))
    assert new["best"] == "31"
    assert [old[k] for k in key] == [new[k] for k in key]


def test_the_market_is_disputed() -> None:
    market = [
        c for c in claims() if c["act"] == "killing" and c["when"] == "2018-09-18" and not c["sex"] and not c["age"]
    ]
    floors, ceilings = zip(*map(floor_and_ceiling, market), strict=True)
    assert 0 in ceilings  # the flat denial
    assert 48 in ceilings  # the Commission
    assert {41, 44, 120} <= set(floors)


def area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def crosses(a: list[float], b: list[float], c: list[float], d: list[float]) -> bool:
    def turn(p: list[float], q: list[float], r: list[float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


@cache
def outlines() -> dict[str, list[list[float]]]:
    features = json.loads((EXAMPLE / "things" / "outlines.geojson").read_text(encoding="utf-8"))["features"]
    assert all(f["geometry"]["type"] == "Polygon" and len(f["geometry"]["coordinates"]) == 1 for f in features)
    return {f["properties"]["id"]: f["geometry"]["coordinates"][0] for f in features}


def test_outlines_are_simple_closed_rings_of_registered_places_in_the_open_ocean() -> None:
    for place, ring in outlines().items():
        assert place in register("places")
        assert ring[0] == ring[-1]
        assert len({tuple(point) for point in ring}) == len(ring) - 1 >= 4
        assert area(ring) > 0  # counter-clockwise, as RFC 7946 asks
        edges = list(pairwise(ring))
        assert not any(crosses(*left, *right) for at, left in enumerate(edges) for right in edges[:at])
        assert all(-21 < lon < -15 and -31 < lat < -25 for lon, lat in ring)
    flat = {place for place in register("places") if register("places")[place][0]["kind"] != "site"}
    assert set(outlines()) == flat


@pytest.mark.parametrize("bank", ["east-sarvandel", "west-sarvandel"])
def test_quarters_fit_together_to_their_bank(bank: str) -> None:
    quarters = [place for place, (row,) in register("places").items() if row["parent"] == bank]
    assert sum(area(outlines()[q]) for q in quarters) == pytest.approx(area(outlines()[bank]), rel=1e-9)


def test_the_city_is_its_two_banks_and_the_river() -> None:
    parts = ("east-sarvandel", "west-sarvandel", "zarun")
    assert sum(area(outlines()[p]) for p in parts) == pytest.approx(area(outlines()["sarvandel"]), rel=1e-9)
