"""The events of UCDP's Syrian table end to end, beside sums that know nothing of the program.

The numbers are those of docs/how-to/real-reports.md. Source: UCDP GED 19.1 (Sundberg and Melander 2013), CC BY 4.0.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from undercount.read.names import slug
from undercount.study.opened import Opened

from .support import Small

pytestmark = pytest.mark.reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "real-reports.md"
ASKED = 'unit = "person"\nact = "killing"\nplace = "ucdp:syria"\nmethods = ["bounds", "reported-range", "best-sum"]\n'
Event = Mapping[str, str]
Done = tuple[Opened, Mapping[str, Any], Path]
"""A study, what became of its one item, and the report of what was not read."""


@pytest.fixture(scope="module")
def events(shared: Path) -> list[Event]:
    """Return the rows of the table as a spreadsheet has them."""
    with gzip.open(shared / "events" / "ucdp_ged191_syria.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def study(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    small = Small(tmp_path_factory.mktemp("ucdp"))
    small.add(shared / "events" / "ucdp_ged191_syria.csv.gz", published="2019-12")
    small.ask(
        f'name = "killed"\nby = ["month", "place:adm1"]\n{ASKED}',
        f'name = "civilians"\nstatus = "civilian"\n{ASKED}',
    )
    result = small.read()
    (reading,) = result.as_json()["readings"]
    return Opened.open(small.root), reading, result.report


@pytest.fixture(scope="module")
def killed(study: Done) -> Mapping[str, Any]:
    return study[0].figure("killed").body


def number(event: Event, column: str) -> int:
    return int(float(event[column]))


def from_sohr(event: Event) -> bool:
    """Tell whether the Syrian Observatory for Human Rights is the one original source."""
    return slug(re.sub(r"\s+x\s*\d+$", "", event["source_original"])) == "sohr"


def in_order(event: Event) -> bool:
    return number(event, "low") <= number(event, "best") <= number(event, "high")


def printed() -> set[str]:
    """Return every number on the page."""
    return set(re.findall(r"\d[\d,]*", PAGE.read_text(encoding="utf-8")))


def test_every_row_is_read_or_rejected(study: Done, events: list[Event]) -> None:
    _, reading, report = study
    assert reading["rows"] == len(events) == 16_566
    assert (reading["read"], reading["rejected"]) == (16_465, 101)
    outside = {line for line, event in enumerate(events, start=2) if not in_order(event)}
    with report.open(encoding="utf-8-sig", newline="") as file:
        rejects = list(csv.DictReader(file))
    assert {int(reject["row"]) for reject in rejects} == outside
    assert {reject["rule"] for reject in rejects} == {"row rejected: low ≤ best ≤ high must hold"}
    assert sum(number(e, "best") < number(e, "low") for e in events) == 30
    assert sum(number(e, "best") > number(e, "high") for e in events) == 71
    assert {"16,566", "16,465", "101", "30", "71"} <= printed()


def test_the_minimum_of_the_country_is_the_sum_of_the_lows(killed: Mapping[str, Any], events: list[Event]) -> None:
    read = [event for event in events if in_order(event)]
    low, best, high = (sum(number(event, name) for event in read) for name in ("low", "best", "high"))
    assert (killed["low"], killed["high"], killed["status"]) == (low, None, "documented")
    assert (killed["reported_range"]["low"], killed["reported_range"]["high"]) == (low, high)
    assert killed["best_sum"]["sum"] == best
    assert {f"{low:,}", f"{best:,}", f"{high:,}"} <= printed()
    others = sum(number(event, "low") for event in read if not from_sohr(event))
    assert killed["robust"]["1"] == others
    assert f"{others:,}" in printed()


def test_each_month_and_governorate_has_what_certainly_lies_in_it(
    killed: Mapping[str, Any], events: list[Event]
) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    imprecise: Counter[str] = Counter()
    for event in filter(in_order, events):
        month = event["date_start"][:7]
        if number(event, "where_prec") > 4 or not event["adm_1"]:
            imprecise["place"] += number(event, "low")
        elif month != event["date_end"][:7]:
            imprecise["month"] += number(event, "low")
        else:
            expected[month, f"ucdp:syria/{slug(event['adm_1'])}"] += number(event, "low")
    found = {(g["key"]["month"], g["key"]["place"]): g["low"] for g in killed["groups"]}
    assert len(found) == 48 * 14 == 672
    assert {cell: low for cell, low in found.items() if low} == {cell: low for cell, low in expected.items() if low}
    assert sum(found.values()) + imprecise.total() == killed["low"]
    assert {group["high"] for group in killed["groups"]} == {None}
    (month, place), greatest = max(found.items(), key=lambda cell: cell[1])
    (robust,) = (g["robust"]["1"] for g in killed["groups"] if g["low"] == greatest)
    inside = (e for e in filter(in_order, events) if e["date_start"][:7] == e["date_end"][:7] == month)
    here = (e for e in inside if place.endswith(slug(e["adm_1"])) and number(e, "where_prec") < 5)
    assert sum(number(e, "low") for e in here if not from_sohr(e)) == robust
    cells = sum(low > 0 for low in found.values())
    shown = (*imprecise.values(), sum(found.values()), cells, greatest, robust, len(found))
    assert {f"{value:,}" for value in shown} <= printed()


def test_civilians_are_a_minimum_only_where_the_split_is_of_the_low(study: Done, events: list[Event]) -> None:
    figure = study[0].figure("civilians").body
    read = [event for event in events if in_order(event)]
    firm = sum(number(event, "deaths_civilians") for event in read if number(event, "low") >= number(event, "best"))
    best = sum(number(event, "deaths_civilians") for event in read)
    assert (figure["low"], figure["best_sum"]["sum"]) == (firm, best)
    assert {f"{firm:,}", f"{best:,}"} <= printed()
