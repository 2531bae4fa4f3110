"""End to end: a conflict of known size is invented, its lists are written, linked and estimated."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.proof import LEVELS, PERSONS, Answer, Level, Run, by_exact_name, coverage, declared, design, joined, run

from undercount.link.persons.lists import ListOf
from undercount.link.persons.prepared import prepare
from undercount.link.synthetic import generate

CLEAN = Level(spelled=0.0, damaged=0.0, short=0.0, dropped=0.0, missing=0.0)


@pytest.fixture(scope="module")
def light() -> Run:
    return run(LEVELS["light"], seed=1)


def test_the_estimator_covers_where_everybody_is_told_apart(light: Run) -> None:
    assert light.answers["true persons"].misses(PERSONS) == 0
    assert light.facts["true persons: joined"] == light.facts["true persons: rightly"] == 1


def test_the_naive_interval_misses_and_that_from_judged_links_covers(light: Run) -> None:
    naive = light.answers["exact names"]
    assert naive.misses(PERSONS) == 1
    assert naive.low is not None
    assert naive.low > 2 * PERSONS
    assert light.answers["best, judged"].misses(PERSONS) == 0
    assert light.facts["draws, judged: rightly"] > 0.97
    assert light.answers["draws, judged"].misses(PERSONS) == 0


def test_few_true_pairs_are_lost_before_comparison_and_by_judged_links(light: Run) -> None:
    assert light.facts["compared"] > 0.97
    assert light.facts["best, judged: rightly"] > 0.95
    assert abs(light.facts["best, judged: joined"] - 1) < 0.05


def test_the_draws_carry_some_doubt_about_who_is_who(light: Run) -> None:
    assert 0 < light.answers["draws"].linkage < 1
    assert light.facts["draws: rightly"] > 0.9
    assert abs(light.facts["draws: joined"] - 1) < 0.15


def test_records_with_one_name_in_two_lists_are_joined_once() -> None:
    one, two = (
        ListOf(name=name, table={"id": ids, "name": names}, id="id", names=("name",))
        for name, ids, names in (
            ("one", ["a", "b", "c"], ["Samir Haddad", "Samir Haddad", "Nur Saleh"]),
            ("two", ["d", "e"], ["samir haddad", "Nour Saleh"]),
        )
    )
    assert by_exact_name(prepare([one, two])).tolist() == [0, 1, 2, 0, 4]


def test_lists_without_errors_say_the_same_of_a_person() -> None:
    drawn = generate(design(CLEAN, 300), seed=1)
    lists = declared(drawn)
    assert [len(of.table["record"]) for of in lists if isinstance(of.table, dict)] == [
        len(column["record"]) for column in drawn.lists.values()
    ]
    person = {name: drawn.truth[name]["person"].tolist() for name in drawn.design.names}
    ages = {name: dict(zip(person[name], drawn.lists[name]["age"], strict=True)) for name in drawn.design.names}
    shared = ages["press"].keys() & ages["office"].keys()
    assert shared
    assert all(ages["press"][one] == ages["office"][one] for one in shared)


def test_pairs_and_misses_are_counted() -> None:
    persons, truth = np.array([0, 0, 0, 3, 3]), np.array([0, 0, 1, 1, 1])
    assert joined(persons) == 4
    assert joined(persons, truth) == 2
    answers = [
        Answer(10, 50.0, 40.0, 60.0),
        Answer(10, 30.0, 20.0, 45.0),
        Answer(10, 90.0, 55.0, None),
        Answer(10, None, None, None),
    ]
    assert [one.misses(50) for one in answers] == [0, -1, 1, 0]
    assert coverage(answers, 50) == "1/3 (0.06–0.79) | 1 + 1, 1 refused"
