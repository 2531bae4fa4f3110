"""Scope: what a claim or a question is about, as a box in seven dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from undercount.record.tree import Period, Tree, contains, overlap
from undercount.record.victims import ALL_CELLS

Nodes = tuple[str, ...] | None
"""The union of some nodes' subtrees, sorted; None is everything."""


@dataclass(frozen=True)
class Space:
    """Hold the trees in which scopes are boxes.

    Args:
        places: The tree of places.
        actors: The tree of actors, with memberships bound to time.
        acts: The tree of acts.
        targets: The tree of target classes, with facilities below their class.
        lists: For each incident the list that names it. Two incidents of one list are two events; incidents of different lists
            may be one event until a person has judged.
        parted: For an incident the incidents of other lists that a person judged to be another event than it; each way round.
        loose: Incidents that stand in no count as events of their own: their list may tell of one event more than once, and nobody judged
            them to be another event than some other. What is said of one says something of its place and time, and no more.
    """

    places: Tree
    actors: Tree
    acts: Tree
    targets: Tree
    lists: Mapping[str, str] = field(default_factory=dict)
    parted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    loose: frozenset[str] = frozenset()

    def may_be_same(self, left: str, right: str) -> bool:
        """Tell whether two incidents may be one event."""
        if left == right:
            return True
        return self.lists.get(left) != self.lists.get(right) and right not in self.parted.get(left, ())


@dataclass(frozen=True, slots=True)
class Scope:
    """Say what a claim or a question is about: act × when × where × actor × victims × target × incident.

    A tuple of nodes is the union of their subtrees; None stands for everything in that dimension.

    Args:
        places: Where.
        start: First second (UTC), or None.
        end: First second after it (UTC), or None.
        actors: Who did it.
        acts: What was done.
        cells: To which victims: bits over sex × age × status (see :mod:`undercount.record.victims`).
        targets: To what kind of target or to which facility.
        incident: The one incident that it is about, or None.
    """

    places: Nodes = None
    start: int | None = None
    end: int | None = None
    actors: Nodes = None
    acts: Nodes = None
    cells: int = ALL_CELLS
    targets: Nodes = None
    incident: str | None = None

    @property
    def when(self) -> Period:
        """Return the interval."""
        return (self.start, self.end)

    def meet(self, other: Scope, space: Space) -> Scope | None:
        """Return the scope that lies in both, or None if nothing can.

        Where an actor belongs to a parent for a part of the time only, the meet is narrowed to the hull of the periods in which
        it does. Of two incidents that may be one event the first is kept.
        """
        when = overlap(self.when, other.when)
        cells = self.cells & other.cells
        if when is None or not cells or not _incidents_meet(self.incident, other.incident, space):
            return None
        found: list[Nodes] = []
        for left, right, tree in _dimensions(self, other, space):
            nodes = _meet_nodes(left, right, tree, when)
            if nodes == ():
                return None
            found.append(nodes)
        places, actors, acts, targets = found
        narrowed = _narrow(actors, self.actors, other.actors, space.actors, when)
        if narrowed is None:
            return None
        return Scope(places, narrowed[0], narrowed[1], actors, acts, cells, targets, self.incident or other.incident)

    def within(self, other: Scope, space: Space) -> bool:
        """Tell whether this scope certainly lies wholly in another."""
        if self.cells & ~other.cells or not contains(other.when, self.when):
            return False
        if other.incident is not None and self.incident != other.incident:
            return False
        return all(_covered(left, right, tree, self.when) for left, right, tree in _dimensions(self, other, space))

    def as_json(self) -> dict[str, object]:
        """Return the scope as plain values for canonical bytes."""
        names = ("places", "start", "end", "actors", "acts", "cells", "targets", "incident")
        values = {name: getattr(self, name) for name in names}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Scope:
        """Read what :meth:`as_json` wrote."""
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in value.items()})  # type: ignore[arg-type]


def _dimensions(left: Scope, right: Scope, space: Space) -> tuple[tuple[Nodes, Nodes, Tree], ...]:
    return (
        (left.places, right.places, space.places),
        (left.actors, right.actors, space.actors),
        (left.acts, right.acts, space.acts),
        (left.targets, right.targets, space.targets),
    )


def _incidents_meet(left: str | None, right: str | None, space: Space) -> bool:
    return left is None or right is None or space.may_be_same(left, right)


def _meet_nodes(left: Nodes, right: Nodes, tree: Tree, when: Period) -> Nodes:
    if left is None or right is None:
        return right if left is None else left
    found: set[str] = set()
    for a in left:
        for b in right:
            if any(overlap(p, when) for p in tree.periods(a, b)):
                found.add(a)
            elif any(overlap(p, when) for p in tree.periods(b, a)):
                found.add(b)
            elif tree.is_timed:
                found.update(n for n in tree.subtree(a) if _ever(tree, n, b, when) and _ever(tree, n, a, when))
    return tree.top(found)


def _ever(tree: Tree, node: str, above: str, when: Period) -> bool:
    return any(overlap(p, when) for p in tree.periods(node, above))


def _narrow(actors: Nodes, left: Nodes, right: Nodes, tree: Tree, when: Period) -> Period | None:
    """Return the hull of the times at which the meeting actors lie on both sides."""
    if actors is None or not tree.is_timed or left is None or right is None:
        return when
    spans = [
        both
        for node in actors
        for a in left
        for b in right
        for p in tree.periods(node, a)
        for q in tree.periods(node, b)
        if (both := _meet_three(p, q, when)) is not None
    ]
    if not spans:
        return None
    starts, ends = [s for s, _ in spans], [e for _, e in spans]
    start = None if None in starts else min(s for s in starts if s is not None)
    end = None if None in ends else max(e for e in ends if e is not None)
    return (start, end)


def _meet_three(first: Period, second: Period, third: Period) -> Period | None:
    both = overlap(first, second)
    return None if both is None else overlap(both, third)


def _covered(inner: Nodes, outer: Nodes, tree: Tree, when: Period) -> bool:
    if outer is None:
        return True
    if inner is None:
        return False
    return all(any(any(contains(p, when) for p in tree.periods(n, o)) for o in outer) for n in inner)
