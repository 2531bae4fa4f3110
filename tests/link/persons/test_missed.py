from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.drawn import run

from undercount.link.persons.assignment import Ruled
from undercount.link.persons.doubt import Doubt
from undercount.link.persons.linking import Linkage, link
from undercount.link.persons.missed import Missed

from .conftest import invented


@pytest.fixture(scope="module")
def linkage() -> Linkage:
    return link(invented(240, 5, lists=3).lists)


def sizes(persons: np.ndarray) -> list[int]:
    return [int(size) for size in np.unique(persons, return_counts=True)[1]]


def test_persons_whom_blocking_missed_are_joined_on_lists_that_do_not_name_them_yet(linkage: Linkage) -> None:
    before = linkage.clusters.of
    persons = before.copy()
    missed = replace(Missed.of(linkage), rules=(0,), share=0.2)
    missed.join(persons, np.random.default_rng(1))
    assert len(sizes(persons)) < len(sizes(before))
    of = linkage.prepared.of
    assert len(set(zip(persons.tolist(), of.tolist(), strict=True))) == len(persons)
    for person in np.unique(persons):
        rows = np.flatnonzero(persons == person)
        assert person == rows.min()
        parts = [rows[before[rows] == one] for one in np.unique(before[rows])]
        assert len(parts) < 3
        assert len(parts) == 1 or min(map(len, parts)) == 1


def test_as_many_are_joined_as_blocking_misses(linkage: Linkage) -> None:
    missed = replace(Missed.of(linkage), rules=(0,), share=0.1)
    joined = []
    for seed in range(40):
        persons = linkage.clusters.of.copy()
        missed.join(persons, np.random.default_rng(seed))
        joined.append(len(sizes(linkage.clusters.of)) - len(sizes(persons)))
    several = sum(size for size in sizes(linkage.clusters.of) if size > 1)
    expected = 0.05 / 0.95 * several
    assert abs(np.mean(joined) - expected) < 4 * (expected / 40) ** 0.5 + 0.05 * expected


def test_records_judged_apart_are_not_joined(linkage: Linkage) -> None:
    count = len(linkage.prepared)
    apart = tuple((a, b) for a in range(count) for b in range(a + 1, count))
    persons = linkage.clusters.of.copy()
    judged = replace(linkage.judged, ruled=Ruled(apart=apart))
    replace(Missed.of(replace(linkage, judged=judged)), rules=(0,), share=0.05).join(persons, np.random.default_rng(1))
    assert persons.tolist() == linkage.clusters.of.tolist()


def test_what_few_pairs_taught_is_less_sure_than_what_many_did(linkage: Linkage) -> None:
    places = np.arange(len(linkage.candidates))
    joined = linkage.probability > 0.5
    rng = np.random.default_rng(1)
    few = Doubt.of(linkage, places)
    many = replace(few, before=1e6)
    # How many are on both lists is known of these lists alone, and moves all their pairs alike.
    of = linkage.prepared.of
    first = joined & (of[linkage.candidates.left] == 0) & (of[linkage.candidates.right] == 1)
    told = [np.array([one.odds(joined, rng)[first] for _ in range(30)]) for one in (few, many)]
    spread = [np.std(one - one.mean(axis=1, keepdims=True), axis=0).mean() for one in told]
    assert spread[0] > 20 * spread[1] > 0


def test_the_persons_drawn_hold_the_true_number_in_small_lists() -> None:
    held = 0
    for seed in range(301, 309):
        truth, drawn = run("light", 240, seed)
        low, high = np.quantile(drawn, [0.025, 0.975])
        held += bool(low <= truth <= high)
    assert held >= 5
