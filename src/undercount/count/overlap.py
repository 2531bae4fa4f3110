"""Overlap: which incidents of different lists may be one event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from undercount.count.axes import Ints
from undercount.count.rows import Box, Rows

Neighbours = dict[int, set[int]]


def meeting(rows: Rows, chosen: Ints) -> list[tuple[int, int]]:
    """Return the pairs of incidents' rows that share a point: of one incident, or of two that may be one event."""
    named = chosen[rows.incident[chosen] >= 0]
    if len(np.unique(rows.list[named])) < 2:
        _, inverse, counts = np.unique(rows.incident[named], return_inverse=True, return_counts=True)
        named = named[counts[inverse] > 1]
    order = named[np.argsort(rows.start[named], kind="stable")]
    starts = rows.start[order]
    found: list[tuple[int, int]] = []
    for position, row in enumerate(order.tolist()):
        stop = int(np.searchsorted(starts, rows.end[row], side="left"))
        later = order[position + 1 : stop]
        later = later[(rows.list[later] != rows.list[row]) | (rows.incident[later] == rows.incident[row])]
        if len(later):
            found += [(row, int(other)) for other in later[rows.meets(rows.box(row), later)]]
    return found


def neighbours_of(rows: Rows, pairs: list[tuple[int, int]]) -> Neighbours:
    """Return for each incident the incidents of other lists that it may be."""
    found: Neighbours = defaultdict(set)
    for left, right in pairs:
        here, there = int(rows.incident[left]), int(rows.incident[right])
        if here != there:
            found[here].add(there)
            found[there].add(here)
    return found


def join_question(rows: Rows, chosen: Ints, box: Box, neighbours: Neighbours) -> None:
    """Add, for a question about one incident, the incidents of other lists that it may be: it may be wider than its own claims."""
    named = chosen[rows.incident[chosen] >= 0]
    named = named[rows.meets(box, named) & (rows.incident[named] != box.incident)]
    for other in np.unique(rows.incident[named]).tolist():
        neighbours.setdefault(box.incident, set()).add(other)
        neighbours.setdefault(other, set()).add(box.incident)


def too_vague(neighbours: Neighbours, limit: int) -> set[int]:
    """Take out the incidents that overlap more than ``limit`` others, vaguest first, and return them."""
    removed: set[int] = set()
    heap = sorted(neighbours, key=lambda i: (-len(neighbours[i]), i))
    for incident in heap:
        if len(neighbours[incident]) > limit:
            removed.add(incident)
            for other in neighbours.pop(incident):
                neighbours[other].discard(incident)
    for incident in [i for i, others in neighbours.items() if not others]:
        del neighbours[incident]
    return removed


def cliques(neighbours: Neighbours) -> Iterator[tuple[int, ...]]:
    """Yield every set of two or more incidents that overlap in pairs, each once, as sorted tuples."""
    for first in sorted(neighbours):
        yield from _grow((first,), sorted(c for c in neighbours[first] if c > first), neighbours)


def _grow(members: tuple[int, ...], candidates: list[int], neighbours: Neighbours) -> Iterator[tuple[int, ...]]:
    for position, incident in enumerate(candidates):
        larger = (*members, incident)
        yield larger
        yield from _grow(larger, [c for c in candidates[position + 1 :] if c in neighbours[incident]], neighbours)
