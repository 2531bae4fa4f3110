from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.link.persons.assignment import AGAINST, SURE, Records, Ruled, assign, average_linkage

Pair = tuple[int, int, float]


def naive(of: list[int], repeat: list[bool], pairs: list[Pair], ruled: Ruled, threshold: float) -> list[int]:
    """Join sets of records, as sets, by falling probability, unless it is not sure and the pairs between them say they are two."""
    sets = [{row} for row in range(len(of))]

    def join(a: int, b: int) -> None:
        one, other = (next(s for s in sets if row in s) for row in (a, b))
        if one is not other:
            sets.remove(other)
            one |= other

    for a, b in ruled.together:
        join(a, b)
    for a, b, chance in sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1])):
        one, other = (next(s for s in sets if row in s) for row in (a, b))
        shared = {of[row] for row in one} & {of[row] for row in other}
        clash = any(not repeat[number] for number in shared)
        apart = any(
            {x in one, y in one} == {True, False} and {x in other, y in other} == {True, False} for x, y in ruled.apart
        )
        said = sum(
            math.log(min(p, 1 - 1e-6) / (1 - min(p, 1 - 1e-6)))
            for x, y, p in pairs
            if (x in one and y in other) or (x in other and y in one)
        )
        if chance >= threshold and one is not other and not clash and not apart and (chance >= SURE or said >= AGAINST):
            join(a, b)
    return [min(next(s for s in sets if row in s)) for row in range(len(of))]


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[int], list[bool], list[Pair], Ruled]:
    count = draw(st.integers(2, 9))
    of = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    repeat = draw(st.lists(st.booleans(), min_size=5, max_size=5))
    every = [(a, b) for a in range(count) for b in range(a + 1, count)]
    chosen = draw(st.lists(st.sampled_from(every), unique=True))
    pairs = [(a, b, draw(st.sampled_from([0.01, 0.03, 0.2, 0.5, 0.7, 0.7, 0.9, 1.0]))) for a, b in chosen]
    together = tuple(draw(st.lists(st.sampled_from(every), max_size=2, unique=True)))
    apart = tuple(draw(st.lists(st.sampled_from(every), max_size=2, unique=True)))
    roots = naive(of, [True] * 3, [], Ruled(together), 1.0)
    return of, repeat, pairs, Ruled(together, tuple((a, b) for a, b in apart if roots[a] != roots[b]))


@given(problems())
def test_assignment_is_that_of_the_naive_algorithm(problem: tuple[list[int], list[bool], list[Pair], Ruled]) -> None:
    of, repeat, pairs, ruled = problem
    records = Records(np.array(of, dtype=np.int8), np.array(repeat), ruled)
    left, right = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in (0, 1))
    found = assign(records, left, right, np.array([pair[2] for pair in pairs]), threshold=0.5)
    assert found.of.tolist() == naive(of, repeat, pairs, ruled, 0.5)


THREE = Records(np.array([0, 1, 2], dtype=np.int8), np.zeros(3, dtype=bool))


@pytest.mark.parametrize(
    ("chances", "persons"),
    [
        ((0.99, 0.885, None), [0, 0, 0]),
        ((0.99, 0.885, 0.4), [0, 0, 0]),
        ((0.99, 0.885, 0.026), [0, 0, 2]),
        ((0.885, 0.99, 0.026), [0, 1, 0]),
        ((0.99, 0.995, 0.026), [0, 0, 0]),
        ((0.99, 0.96, 0.001), [0, 0, 0]),
        ((0.99, 0.94, 0.001), [0, 0, 2]),
        ((0.9, 0.9, 0.05), [0, 0, 0]),
        ((0.9, 0.9, 0.02), [0, 0, 2]),
    ],
)
def test_the_weaker_link_gives_way_where_a_third_pair_contradicts_it(
    chances: tuple[float, float, float | None], persons: list[int]
) -> None:
    pairs = [(a, b, p) for (a, b), p in zip(((0, 1), (0, 2), (1, 2)), chances, strict=True) if p is not None]
    left, right = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in (0, 1))
    found = assign(THREE, left, right, np.array([pair[2] for pair in pairs]))
    assert found.of.tolist() == persons


def test_what_people_judged_holds_whatever_other_pairs_say() -> None:
    pairs = np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([0.9, 0.001, 0.001])
    ruled = Records(THREE.of, THREE.may_repeat, Ruled(together=((0, 2),)))
    assert assign(ruled, *pairs).of.tolist() == [0, 1, 0]
    both = Records(THREE.of, THREE.may_repeat, Ruled(together=((0, 2), (0, 1))))
    assert assign(both, *pairs).of.tolist() == [0, 0, 0]


def test_no_person_has_two_records_of_a_single_list_and_thirty_thousand_records_take_little_time() -> None:
    rng = np.random.default_rng(1)
    size, lists = 30_000, 4
    of = (np.arange(size) % lists).astype(np.int8)
    person = np.arange(size) // lists
    left, right = np.sort(rng.integers(0, size, (60_000, 2)), axis=1).T
    sure = [
        (a, b) for base in range(0, size, lists) for a in range(base, base + lists) for b in range(a + 1, base + lists)
    ]
    left, right = (np.concatenate([side, extra]) for side, extra in zip((left, right), np.array(sure).T, strict=True))
    chance = np.where(person[left] == person[right], 0.9, rng.uniform(0, 0.89, len(left)))
    start = time.process_time()
    found = assign(Records(of, np.zeros(lists, dtype=bool)), left, right, chance)
    spent = time.process_time() - start
    assert (found.of == person * lists).all()
    # Half a second on an idle core is the aim; four times that leaves room for a busy one.
    assert spent < 2.0


def test_a_long_chain_is_cut_by_average_linkage_and_shown() -> None:
    size = 40
    records = Records(np.zeros(size, dtype=np.int8), np.array([True]))
    left = np.arange(size - 1)
    chance = np.where(left % 2 == 0, 0.99, 0.6)
    found = assign(records, left, left + 1, chance, cut=10)
    (cut,) = found.cuts
    assert cut.records == tuple(range(size))
    assert cut.into == len(set(found.of.tolist())) == size // 2
    assert all(found.of[at] == found.of[at + 1] for at in range(0, size, 2))


def test_average_linkage_counts_missing_pairs_as_zero() -> None:
    matrix = np.zeros((3, 3))
    matrix[0, 1] = matrix[1, 0] = 0.9
    matrix[1, 2] = matrix[2, 1] = 0.8
    assert average_linkage(matrix, [0, 0, 0], 0.5) == [[0, 1], [2]]
    assert average_linkage(matrix, [0, 0, 0], 0.4) == [[0, 1, 2]]
    assert average_linkage(matrix, [1, 1, 2], 0.4) == [[0], [1, 2]]
    assert average_linkage(matrix, [0, 0, 0], 0.5, Ruled(together=((0, 2),))) == [[0, 1, 2]]
    assert average_linkage(matrix, [0, 0, 0], 0.5, Ruled(apart=((0, 1),))) == [[0], [1, 2]]


@pytest.mark.parametrize("threshold", [0.3, 0.95])
def test_pairs_lists_every_two_records_of_a_person(threshold: float) -> None:
    records = Records(np.array([0, 1, 2, 0], dtype=np.int8), np.zeros(3, dtype=bool))
    found = assign(records, np.array([0, 1]), np.array([1, 2]), np.array([0.9, 0.4]), threshold=threshold)
    assert found.pairs().tolist() == ([[0, 1], [0, 2], [1, 2]] if threshold == 0.3 else [])
