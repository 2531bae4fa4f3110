"""Chains: what follows from several verdicts of "the same", and which verdicts of several coders it sets against each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T", str, tuple[str, str])
"""An id, or a record: the name of its list, and its id there."""


def beside(pairs: Iterable[tuple[T, T]]) -> dict[T, list[T]]:
    """Return for each one those that a pair joins with it, in the order of the pairs."""
    found: dict[T, list[T]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return found


def groups(friends: Mapping[T, Sequence[T]]) -> Iterator[set[T]]:
    """Yield those that chains join with one another, group after group in the order of their first.

    Args:
        friends: For each one those judged the same as it, as :func:`beside` returns them.
    """
    seen: set[T] = set()
    for start in friends:
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            fresh = [there for there in friends[waiting.pop()] if there not in group]
            group.update(fresh)
            waiting += fresh
        seen |= group
        yield group


def shortest_way(friends: Mapping[T, Sequence[T]], start: T, end: T) -> list[T]:
    """Return the shortest chain of those judged the same from one to another, or nothing."""
    came: dict[T, T] = {start: start}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for there in friends.get(here, ()):
            if there not in came:
                came[there] = here
                queue.append(there)
    if end not in came:
        return []
    path = [end]
    while path[-1] != start:
        path.append(came[path[-1]])
    return path[::-1]


def contradiction(same: Iterable[tuple[T, T]], different: Iterable[tuple[T, T]]) -> list[T]:
    """Return the shortest chain of "the same" between the two of the first pair that is judged different; nothing if none is so joined."""
    friends = beside(same)
    ways = (shortest_way(friends, one, other) for one, other in different)
    return next((way for way in ways if way), [])


def against_each_other(
    same: Mapping[tuple[T, T], Set[str]], different: Mapping[tuple[T, T], Set[str]]
) -> frozenset[tuple[T, T]]:
    """Return the pairs that coders have left undecided, since the verdicts of one set against those of another contradict each other.

    Where a chain of "the same" (A is B, B is C) joins two that are judged different (A is not C), the pair that is judged different is
    undecided, and so is each pair of the chain that not everyone affirms who parts the two. The shortest chains are taken first, those of
    one length together, until no chain is left: what is returned does not depend on the order in which the pairs were judged.

    Args:
        same: The pairs on which all coders say the same, each in order, with the coders.
        different: The pairs on which all say different, each in order, with the coders. No coder contradicts themselves.
    """
    left, parted = dict(same), dict(different)
    undecided: set[tuple[T, T]] = set()
    while True:
        friends = beside(sorted(left))
        ways = {pair: shortest_way(friends, *pair) for pair in sorted(parted)}
        shortest = min((len(way) for way in ways.values() if way), default=0)
        if not shortest:
            return frozenset(undecided)
        found: set[tuple[T, T]] = set()
        for pair in (pair for pair, way in ways.items() if len(way) == shortest):
            found.add(pair)
            for a, b in pairwise(ways[pair]):
                step = (a, b) if a < b else (b, a)
                if not parted[pair] <= left[step]:
                    found.add(step)
        undecided |= found
        # A pair that is undecided joins no more; one that is judged different still parts, or a longer chain would join it unseen.
        left = {pair: who for pair, who in left.items() if pair not in found}
