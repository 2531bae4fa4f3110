"""UCDP and Airwars, Syria 2016–18, joined as a study joins them: the numbers of docs/explanation/incidents.md."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from benchmarks import _syria as syria

from undercount.link.incidents.pairs import ASK, MERGE, STRIKES
from undercount.study.joined_incidents import JoinedIncidents, join
from undercount.study.opened import Opened

from .support import Small, quiet

pytestmark = pytest.mark.reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "incidents.md"


@pytest.fixture(scope="module")
def found(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> JoinedIncidents:
    small = Small(tmp_path_factory.mktemp("syria"))
    events = shared / "events"
    small.add(events / "ucdp_ged191_syria.csv.gz", published="2019-12")
    table = small.folder / "airwars.parquet"
    source = events / "airwars_syria_incidents.parquet"
    chosen = f"SELECT * FROM read_parquet('{source}') WHERE date >= '{syria.FIRST}' AND date < '{syria.AFTER}'"
    duckdb.sql(f"COPY ({chosen}) TO '{table}' (FORMAT parquet)")
    small.add(table, published="2024")
    # Both name who did it in words of their own: the study's register says what is whose.
    camps = [{"id": camp, "name_en": camp} for camp in syria.CAMPS]
    named = [
        {"id": re.sub(r"\W+", "-", name.lower()), "parent": camp, "name_en": name}
        for name, camp in sorted(syria.OF_CAMP.items())
    ]
    small.register("actors", [*camps, *named])
    small.read()
    made = join(Opened.open(small.root), quiet)
    assert made is not None
    return made


def large(found: JoinedIncidents) -> set[str]:
    """Return the located Airwars incidents in which ten or more civilians were killed by its lowest count."""
    wanted = set()
    for report in found.told.reports:
        tolls = {toll.of: toll.quantity for toll in report.tolls}
        if report.source == "airwars" and report.spot is not None and "civilian" in tolls:
            numbers = [n for n in (tolls["civilian"].low, tolls["civilian"].high) if n is not None]
            if min(numbers, default=0) >= 10:
                wanted.add(report.id)
    return wanted


def test_the_counts_are_those_of_the_page(found: JoinedIncidents) -> None:
    summary = found.joined.summary
    merged = {n for p in found.joined.pairs if p.decision in (MERGE, STRIKES) for n in (p.left, p.right)}
    shown = merged | {n for p in found.joined.pairs if p.decision == ASK for n in (p.left, p.right)}
    ten = large(found)
    numbers = (
        *found.told.lists.values(),
        summary.pairs,
        summary.decisions[MERGE],
        summary.decisions[ASK],
        summary.rests_on["day"],
        len(ten),
        len(ten & merged),
        len(ten & shown),
    )
    assert len(ten) == 441
    printed = set(re.findall(r"\d[\d,]*", PAGE.read_text(encoding="utf-8")))
    assert {f"{number:,}" for number in numbers} <= printed, numbers
    assert sum(summary.decisions.values()) == summary.pairs


def test_no_incident_is_lost(found: JoinedIncidents) -> None:
    joined = [name for incident in found.joined.incidents for name in incident.reports]
    assert len(joined) == len(set(joined))
    assert len(joined) + len(found.joined.single) == len(found.told.reports) == sum(found.told.lists.values())
