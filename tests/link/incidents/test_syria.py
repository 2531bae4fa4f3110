"""UCDP Syria against Airwars Syria 2016–18: what is found, and what is found by chance when the dates of one list are moved."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from benchmarks import _syria as syria

from undercount.link.incidents import Joined, Report, Trees, join_incidents, pair_sheet

pytestmark = pytest.mark.reference


@cache
def reports() -> tuple[list[Report], list[Report]]:
    return syria.airwars(), syria.ucdp(cites=False)


@cache
def joined(moved: int) -> Joined:
    airwars, ucdp = reports()
    return join_incidents(
        [*(syria.shifted(airwars, moved) if moved else airwars), *ucdp],
        trees=Trees(actors=syria.actor_tree([*airwars, *ucdp])),
    )


def test_the_incidents_are_those_of_the_task(shared: Path) -> None:
    assert os.fspath(shared)
    assert len(syria.large(reports()[0])) == 441


def test_merges_are_nearly_all_gone_when_dates_are_moved(shared: Path) -> None:
    """What is merged with dates moved by five days is merged by chance: below one in twenty of what is merged as it stands."""
    real, chance = joined(0).summary, joined(5).summary
    assert real.decisions["merge"] >= 350
    assert chance.decisions["merge"] <= 0.05 * real.decisions["merge"]
    assert 2 * chance.decisions["ask"] <= real.decisions["ask"]


def test_every_merge_says_on_what_it_rests(shared: Path) -> None:
    found = joined(0)
    merges = [p for p in found.pairs if p.decision == "merge"]
    assert sum(found.summary.rests_on.values()) == len(merges)
    assert found.summary.rests_on["day"] > 0.9 * len(merges)
    assert all(e.says for p in merges for e in p.evidence)
    counts = {r.id: len(r.tolls) for r in (*reports()[0], *reports()[1])}
    assert all(len(i.tolls) == sum(counts[name] for name in i.reports) for i in found.incidents)


def test_what_ucdp_itself_states_is_not_lost(shared: Path) -> None:
    """Of the pairs that UCDP states by Airwars' code, which the match does not read, most are merged or shown."""
    known = {(p.left, p.right): p.decision for p in joined(0).pairs}
    key = syria.cited_codes([*reports()[0], *reports()[1]])
    shown = sum(known.get(pair) in ("merge", "ask") for pair in key)
    assert len(key) > 50
    assert shown >= 0.85 * len(key)


def test_the_sheet_is_for_judging(shared: Path) -> None:
    airwars, ucdp = reports()
    chosen = [p for p in joined(0).pairs if p.decision == "ask"][:20]
    sheet = pair_sheet(chosen, {r.id: r for r in (*airwars, *ucdp)})
    assert sheet.count("\r\n") == 21
