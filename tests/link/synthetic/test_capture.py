"""Coverage and dependence: the probabilities are those asked for, by other arithmetic, and the draws follow them."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from tests.link.synthetic.cases import dependent, drawn, near
from undercount.link.synthetic import Design, ListDesign, generate
from undercount.link.synthetic.capture import after_copying, cells, draw

CHANCES = st.floats(0.02, 0.98)


def plackett(a: float, b: float, odds: float) -> float:
    """Return the joint probability of two events with an odds ratio, in closed form (Plackett 1965)."""
    if odds == 1:
        return a * b
    s = 1 + (a + b) * (odds - 1)
    return (s - math.sqrt(s * s - 4 * odds * (odds - 1) * a * b)) / (2 * (odds - 1))


@given(CHANCES, CHANCES, st.floats(0.05, 20))
def test_two_lists_are_placketts_distribution(a: float, b: float, odds: float) -> None:
    both = plackett(a, b, odds)
    assert cells([a, b], [(0, 1, odds)]) == pytest.approx([1 - a - b + both, a - both, b - both, both], abs=1e-9)


@settings(max_examples=40)
@given(st.lists(CHANCES, min_size=3, max_size=5), st.floats(0.2, 5), st.floats(0.2, 5))
def test_margins_and_conditional_odds_ratios_are_those_asked_for(chances: list[float], one: float, two: float) -> None:
    asked = {(0, 1): one, (1, 2): two}
    table = cells(chances, [(*pair, odds) for pair, odds in asked.items()])
    assert table.sum() == pytest.approx(1)
    for k, chance in enumerate(chances):
        assert sum(table[h] for h in range(len(table)) if h >> k & 1) == pytest.approx(chance, abs=1e-9)
    for i, j in itertools.combinations(range(len(chances)), 2):
        for rest in range(len(table)):
            if not (rest >> i & 1 or rest >> j & 1):
                both, neither = table[rest | 1 << i | 1 << j], table[rest]
                odds = both * neither / (table[rest | 1 << i] * table[rest | 1 << j])
                assert odds == pytest.approx(asked.get((i, j), 1.0), rel=1e-6)


def test_a_list_of_everybody_or_nobody_is_possible() -> None:
    table = cells([1.0, 0.0, 0.3], [(0, 1, 4.0)])
    assert table[[1, 5]] == pytest.approx([0.7, 0.3])
    assert np.delete(table, [1, 5]).tolist() == [0.0] * 6
    assert set(draw(table[None, :], np.zeros(2_000, dtype=np.int64), np.random.default_rng(1)).tolist()) == {1, 5}


def test_copying_moves_who_is_on_the_source_alone() -> None:
    table = cells([0.5, 0.4, 0.3], [])
    wanted = dict(enumerate(table.tolist()))
    for history in range(8):  # list 2 copies from list 0, then from list 1
        if history & 1 and not history & 4:
            wanted[history | 4] += wanted[history] * 0.2
            wanted[history] *= 0.8
    for history in range(8):
        if history & 2 and not history & 4:
            wanted[history | 4] += wanted[history] * 0.5
            wanted[history] *= 0.5
    assert after_copying(table, [(2, 0, 0.2), (2, 1, 0.5)]) == pytest.approx([wanted[h] for h in range(8)])


def test_histories_are_drawn_with_their_probabilities() -> None:
    design, found = dependent(), drawn().histories
    expected = design.cells() * design.persons
    statistic = float(((found - expected) ** 2 / expected).sum())
    assert statistic < chi2.ppf(0.9999, len(expected) - 1)
    assert found.sum() == design.persons


def test_the_test_of_histories_can_fail() -> None:
    """Without the dependence of A and B, which only the odds ratio of 3 makes, the same statistic is far out."""
    design = dependent()
    other = Design(persons=design.persons, lists=design.lists, classes=design.classes, pairs=(("B", "D", 0.4),))
    expected = other.cells() * design.persons
    assert float(((drawn().histories - expected) ** 2 / expected).sum()) > 10 * chi2.ppf(0.9999, len(expected) - 1)


def test_coverage_is_the_one_asked_for_in_each_class() -> None:
    people = drawn().population
    for number, share in ((0, 0.7), (1, 0.3)):
        member = people["class"] == number
        assert near(float(member.mean()), share, len(member))
        history = people["history"][member]
        for k, chance in ((0, (0.3, 0.6)), (1, (0.4, 0.4)), (3, (0.2, 0.2))):
            assert near(float((history >> k & 1).mean()), chance[number], len(history))


def test_classes_by_incident_keep_an_incident_together_and_the_coverage() -> None:
    lists = (ListDesign("A", (0.1, 0.8)), ListDesign("B", (0.2, 0.7)))
    design = Design(persons=30_000, lists=lists, classes=(0.5, 0.5), classes_by="incident")
    people = generate(design, 5).population
    incidents = int(people["incident"].max()) + 1
    assert len(set(zip(people["incident"].tolist(), people["class"].tolist(), strict=True))) == incidents
    # Persons of one incident share a class, so the spread is that of incidents.
    sizes = np.bincount(people["incident"])
    spread = math.sqrt(0.25 * float((sizes.astype(float) ** 2).sum())) / 30_000
    assert abs(float((people["class"] == 1).mean()) - 0.5) < 4.5 * spread
    for k, wanted in enumerate(lists):
        for number in (0, 1):
            on = people["history"][people["class"] == number] >> k & 1
            assert near(float(on.mean()), wanted.chances[number], len(on))


def test_records_say_what_the_histories_say() -> None:
    found = drawn()
    for k, name in enumerate(found.design.names):
        on = np.flatnonzero(found.population["history"] >> k & 1)
        assert np.array_equal(np.unique(found.truth[name]["person"]), on)
