"""All decomposable graphs over a few lists, each with its cliques and separators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from undercount.errors import CountError

Ints = NDArray[np.int64]
Factors = NDArray[np.int8]

MOST_LISTS = 6
"""The most lists whose graphs are enumerated: 18,154 graphs for six lists, 617,675 for seven."""


@dataclass(frozen=True, slots=True, eq=False)
class Graphs:
    """Hold every decomposable graph over some lists, each as its factors.

    Under a decomposable graph the probability of a history is a product over its cliques divided by a product over its separators. The
    factors say how often each set of lists stands in that quotient: 1 for a clique, minus the multiplicity for a separator, else 0.

    Args:
        lists: How many lists there are.
        factors: One row a graph; one column for each set of lists, bit j of the column's number set where list j is in the set.

    Shapes:
        factors: ``(graphs, 2**lists)``; the first column, the empty set, is 0.
    """

    lists: int
    factors: Factors

    @property
    def saturated(self) -> int:
        """The row of the complete graph, under which the number missed is known from the prior alone."""
        return int(np.flatnonzero(self.factors[:, -1] == 1)[0])

    def sequence(self, row: int) -> tuple[tuple[int, int], ...]:
        """Return a graph's cliques in a perfect sequence, each with the separator by which it joins those before it.

        The separator of the first clique is the empty set, as is that of a clique in another component.

        References:
            Lauritzen (1996), Graphical Models, chapter 2: a clique that shares the most lists with one before it may come next.
        """
        left = [int(mask) for mask in np.flatnonzero(self.factors[row] > 0)]
        ordered = [(left.pop(0), 0)]
        while left:
            joins = [(mask, mask & earlier) for mask in left for earlier, _ in ordered]
            following = max(joins, key=lambda join: join[1].bit_count())
            left.remove(following[0])
            ordered.append(following)
        return tuple(ordered)


@cache
def decomposable_graphs(lists: int) -> Graphs:
    """Enumerate the decomposable graphs over some lists; they are kept once enumerated.

    A graph is decomposable if its vertices can be taken away one by one, each time one whose neighbours are all joined. Taking away a
    vertex v with neighbours B leaves the factor p(v, B) / p(B); sets that are neither clique nor separator cancel.

    Args:
        lists: How many lists, from 2 to 6.

    Returns:
        2, 8, 61, 822 or 18,154 graphs.

    Raises:
        CountError: If there are fewer than 2 or more than 6 lists.

    References:
        Lauritzen (1996), Graphical Models, chapter 2: perfect elimination and perfect sequences. OEIS A058862.

    Examples:
        >>> [len(decomposable_graphs(lists).factors) for lists in (2, 3, 4, 5)]
        [2, 8, 61, 822]
    """
    if not 2 <= lists <= MOST_LISTS:
        raise CountError(
            f"decomposable graphs are enumerated for 2 to {MOST_LISTS} lists; there are {lists}: drop or join lists"
        )
    joined = _adjacent(lists)
    factors = np.zeros((len(joined), 1 << lists), dtype=np.int8)
    left = np.full(len(joined), (1 << lists) - 1, dtype=np.int64)
    for _ in range(lists):
        for vertex in range(lists):
            rows, beside = _simplicial(joined, left, vertex)
            np.add.at(factors, (rows, beside | 1 << vertex), 1)
            np.add.at(factors, (rows, beside), -1)
            left[rows] &= ~(1 << vertex)
    kept = factors[left == 0]
    kept[:, 0] = 0
    kept.setflags(write=False)
    return Graphs(lists, kept)


def _adjacent(lists: int) -> Ints:
    """Return the neighbours of every vertex in every graph, as bits; shape ``(2**pairs, lists)``."""
    pairs = list(combinations(range(lists), 2))
    number = np.arange(1 << len(pairs), dtype=np.int64)
    joined = np.zeros((len(number), lists), dtype=np.int64)
    for place, (one, other) in enumerate(pairs):
        drawn = number >> place & 1
        joined[:, one] |= drawn << other
        joined[:, other] |= drawn << one
    return joined


def _simplicial(joined: Ints, left: Ints, vertex: int) -> tuple[Ints, Ints]:
    """Return in which graphs a vertex that is left has neighbours that are all joined, and those neighbours."""
    beside = joined[:, vertex] & left
    whole = (left >> vertex & 1) == 1
    for other in range(joined.shape[1]):
        within = (beside >> other & 1) == 1
        whole &= ~within | (beside & ~(joined[:, other] | 1 << other) == 0)
    rows = np.flatnonzero(whole)
    return rows, beside[rows]


def members(mask: int) -> Iterator[int]:
    """Yield the lists of a set of bits."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
