"""Axes: each dimension of a scope as a set of points, so that whole columns of scopes are compared at once.

A point of a tree is a node "reached exactly": in the node and in none of its listed children. One more point lies in no node at
all, for a scope that says nothing about the dimension reaches beyond the register.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from undercount.record.scope import Scope, Space
from undercount.record.tree import Period, Tree

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

BEGIN = -(1 << 62)
END = 1 << 62
NAMES = ("places", "actors", "acts", "cells", "targets")


class Axis:
    """Hold the distinct values that scopes take in one dimension, and the points that each contains in each era."""

    def __init__(self, size: int, eras: int) -> None:
        self.size = size
        self.eras = eras
        self._ids: dict[Hashable, int] = {}
        self._members: list[list[Ints]] = [[] for _ in range(eras)]
        self._probes: dict[int, tuple[Bools, Bools]] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def points(self, key: Hashable) -> list[Ints]:
        """Return the points of a value in each era, sorted."""
        raise NotImplementedError

    def find(self, key: Hashable) -> int:
        """Return the number of a value, giving it one if it is new."""
        known = self._ids.get(key)
        if known is None:
            known = self._ids[key] = len(self._ids)
            for era, members in enumerate(self.points(key)):
                self._members[era].append(members)
        return known

    def members(self, value: int, era: int) -> Ints:
        """Return the points of a numbered value in one era."""
        return self._members[era][value]

    @cached_property
    def _flat(self) -> list[tuple[Ints, Ints, Ints]]:
        found = []
        for members in self._members:
            lengths = np.array([len(m) for m in members], dtype=np.int64)
            offsets = np.cumsum(lengths) - lengths
            found.append((np.concatenate(members) if members else np.zeros(0, np.int64), offsets, lengths))
        return found

    def compare(self, points: list[Ints]) -> tuple[Bools, Bools]:
        """Tell for every value and era whether it meets the given points, and whether it lies within them.

        Shapes:
            both results: (eras, values)
        """
        meets = np.zeros((self.eras, len(self)), dtype=np.bool_)
        within = np.zeros((self.eras, len(self)), dtype=np.bool_)
        for era, (flat, offsets, lengths) in enumerate(self._flat):
            inside = np.zeros(self.size, dtype=np.int32)
            inside[points[era]] = 1
            counts = np.add.reduceat(inside[flat], offsets) if len(offsets) else np.zeros(0, np.int32)
            meets[era], within[era] = counts > 0, counts == lengths
        return meets, within

    def probe(self, value: int) -> tuple[Bools, Bools]:
        """Return :meth:`compare` for the points of a numbered value, remembered."""
        found = self._probes.get(value)
        if found is None:
            found = self._probes[value] = self.compare([self.members(value, era) for era in range(self.eras)])
        return found


class TreeAxis(Axis):
    """An axis whose values are unions of subtrees."""

    def __init__(self, tree: Tree, eras: tuple[Period, ...] = ((None, None),)) -> None:
        super().__init__(len(tree) + 1, len(eras))
        self._tree = tree
        self._spans = eras
        self._number = {node: number for number, node in enumerate(_depth_first(tree))}

    def points(self, key: Hashable) -> list[Ints]:
        """Return the nodes below the named ones, or all points for None."""
        if key is None:
            return [np.arange(self.size, dtype=np.int64)] * self.eras
        assert isinstance(key, tuple)
        return [np.array(sorted(self._below(key, span)), dtype=np.int64) for span in self._spans]

    def _below(self, nodes: tuple[str, ...], span: Period) -> set[int]:
        found: set[int] = set()
        for top in nodes:
            for node in self._tree.subtree(top):
                if not self._tree.is_timed or any(_covers(p, span) for p in self._tree.periods(node, top)):
                    found.add(self._number[node])
        return found


class BitAxis(Axis):
    """An axis whose values are sets of victim cells, as bits."""

    def points(self, key: Hashable) -> list[Ints]:
        """Return the numbers of the bits that are set."""
        assert isinstance(key, int)
        return [np.array([bit for bit in range(self.size) if key >> bit & 1], dtype=np.int64)]


class Axes:
    """The five axes that are sets, and the eras in which no membership changes."""

    def __init__(self, space: Space, bits: int) -> None:
        self.turns = _turns(space)
        edges: list[int | None] = [None, *self.turns, None]
        eras: tuple[Period, ...] = tuple(pairwise(edges))
        self.turn_array = np.array(self.turns, dtype=np.int64)
        self.all: tuple[Axis, ...] = (
            TreeAxis(space.places, eras if space.places.is_timed else ((None, None),)),
            TreeAxis(space.actors, eras if space.actors.is_timed else ((None, None),)),
            TreeAxis(space.acts, eras if space.acts.is_timed else ((None, None),)),
            BitAxis(bits, 1),
            TreeAxis(space.targets, eras if space.targets.is_timed else ((None, None),)),
        )

    def keys(self, scope: Scope) -> tuple[Hashable, ...]:
        """Return a scope's value in each axis."""
        return (scope.places, scope.actors, scope.acts, scope.cells, scope.targets)

    def eras(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the first and the last era that each interval touches."""
        first = np.searchsorted(self.turn_array, start, side="right")
        return first.astype(np.int64), np.searchsorted(self.turn_array, end, side="left").astype(np.int64)


def _depth_first(tree: Tree) -> list[str]:
    """Order nodes so that a subtree is a run of numbers wherever every node has one parent."""
    order: dict[str, None] = {}
    stack = list(reversed(tree.roots()))
    while stack:
        node = stack.pop()
        if node not in order:
            order[node] = None
            stack.extend(reversed(tree.children(node)))
    return list(order)


def _turns(space: Space) -> tuple[int, ...]:
    """Return the moments at which a membership begins or ends."""
    return tuple(
        sorted(
            {moment for tree in (space.places, space.actors, space.acts, space.targets) for moment in _moments(tree)}
        )
    )


def _moments(tree: Tree) -> Iterable[int]:
    for memberships in tree.parents.values():
        for _, period in memberships:
            yield from (moment for moment in period if moment is not None)


def _covers(outer: Period, inner: Period) -> bool:
    left = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    return left and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))
