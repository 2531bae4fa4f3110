from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from undercount.link.persons.assignment import Records, Ruled
from undercount.link.persons.draws import Sampler
from undercount.link.persons.gibbs import UNSEEN

Partition = tuple[int, ...]


def partitions(count: int) -> Iterator[Partition]:
    """Yield all partitions of records as the smallest row of each record's set."""

    def grow(rows: list[int], at: int) -> Iterator[Partition]:
        if at == count:
            yield tuple(rows)
            return
        for root in sorted({row for row in rows if rows[row] == row}):
            yield from grow([*rows, root], at + 1)
        yield from grow([*rows, at], at + 1)

    yield from grow([], 0)


def exact(
    of: list[int], repeat: list[bool], pairs: dict[tuple[int, int], float], ruled: Ruled
) -> dict[Partition, float]:
    """Return the probability of each partition by listing all, each person weighing as its heaviest spanning tree."""
    weights = {}
    for one in partitions(len(of)):
        groups = [[row for row in range(len(of)) if one[row] == root] for root in set(one)]
        together = all(one[a] == one[b] for a, b in ruled.together)
        apart = all(one[a] != one[b] for a, b in ruled.apart)
        single = all(
            of[a] != of[b] or repeat[of[a]] or (a, b) in ruled.together
            for group in groups
            for a in group
            for b in group
            if a < b
        )
        if together and apart and single:
            total = 0.0
            for group in groups:
                total += heaviest(
                    [
                        (0.0 if (a, b) in ruled.together else pairs.get((a, b), UNSEEN), (a, b) in ruled.together, a, b)
                        for a in group
                        for b in group
                        if a < b
                    ]
                )
            weights[one] = math.exp(total)
    return {one: weight / sum(weights.values()) for one, weight in weights.items()}


def heaviest(edges: list[tuple[float, bool, int, int]]) -> float:
    """Return the weight of the heaviest spanning tree (Kruskal), judged pairs first."""
    group: dict[int, int] = {row: row for _, _, a, b in edges for row in (a, b)}
    total = 0.0
    for weight, _, a, b in sorted(edges, key=lambda one: (not one[1], -one[0])):
        if group[a] != group[b]:
            total += weight
            old = group[a]
            group = {row: group[b] if of == old else of for row, of in group.items()}
    return total


CASES = {
    "two lists, rivals": ([0, 0, 1, 1], [False, False], {(0, 2): 2.0, (0, 3): 1.0, (1, 2): 3.0, (1, 3): -0.5}, Ruled()),
    "strong rivals": ([0, 0, 1], [False, False], {(0, 2): 9.0, (1, 2): 9.5}, Ruled()),
    "three lists": ([0, 1, 2, 1], [False] * 3, {(0, 1): 1.5, (1, 2): 0.3, (0, 2): -0.4, (0, 3): 1.0}, Ruled()),
    "a list that repeats": (
        [0, 0, 1, 0],
        [True, False],
        {(0, 1): 0.5, (0, 2): 1.0, (1, 3): 0.2, (2, 3): -1.0},
        Ruled(),
    ),
    "four lists": (
        [0, 1, 2, 3],
        [False] * 4,
        {(0, 1): 2.0, (1, 2): 1.5, (2, 3): 1.0, (0, 3): -0.5, (0, 2): -1.0},
        Ruled(),
    ),
    "judged apart": ([0, 1, 2], [False] * 3, {(0, 1): 2.0, (1, 2): 1.0, (0, 2): 0.0}, Ruled(apart=((0, 2),))),
    "judged together": ([0, 1, 2, 2], [False] * 3, {(0, 2): 1.0, (1, 2): 0.5, (1, 3): 0.8}, Ruled(together=((0, 1),))),
}


@pytest.mark.parametrize("case", CASES)
def test_partitions_are_drawn_as_often_as_they_are_probable(case: str) -> None:
    of, repeat, pairs, ruled = CASES[case]
    truth = exact(of, repeat, pairs, ruled)
    records = Records(np.array(of, dtype=np.int8), np.array(repeat), ruled)
    left, right = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    weights = np.array(list(pairs.values()))
    start = np.arange(len(of))
    for a, b in ruled.together:
        start[b] = start[a]
    number = 20_000
    drawn = Sampler(records, left, right, weights, start).draws(number, np.random.default_rng(1), warm=20, between=3)
    seen = Counter(map(tuple, drawn.tolist()))
    assert set(seen) <= set(truth)
    for one, chance in truth.items():
        assert abs(seen[one] / number - chance) < 5 * math.sqrt(chance * (1 - chance) / number * 3) + 1e-3, one
