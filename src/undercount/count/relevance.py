"""Relevance: which rows can matter to a question, and which of them hang together.

A floor that contains a point outside the question and in no ceiling says nothing about the minimum: all that it counted may lie
there. A ceiling that touches no floor that is left says nothing about it either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.axes import Bools, Ints
from undercount.count.grid import Floats, Grid
from undercount.count.rows import Box, Rows
from undercount.count.sweep import Sweep

LARGE = 200_000_000


@dataclass(frozen=True, slots=True)
class Relevant:
    """Hold the rows that can matter to a question, and whether ceilings contain all of it."""

    rows: Ints
    bounded: bool


def relevant(rows: Rows, box: Box) -> Relevant:
    """Return the rows that can matter to a question."""
    everything = np.arange(rows.size, dtype=np.int64)
    floors, ceilings = everything[rows.floor], everything[~rows.floor]
    if not len(ceilings):
        return Relevant(floors[rows.within(box, floors)], bounded=False)
    near = ceilings[rows.meets(box, ceilings)]
    bounded = _covered(rows, box, near)
    kept = floors[~_free(rows, box, floors, ceilings)]
    matter = np.zeros(rows.size, dtype=np.bool_)
    matter[_touching(rows, kept, ceilings)] = True
    if bounded:
        matter[near] = True
    matter[kept] = True
    return Relevant(np.flatnonzero(matter).astype(np.int64), bounded=bounded)


def _touching(rows: Rows, floors: Ints, ceilings: Ints) -> Ints:
    if not len(floors):
        return ceilings[:0]
    return np.array([c for c in ceilings.tolist() if rows.meets(rows.box(c), floors).any()], dtype=np.int64)


def _free(rows: Rows, box: Box, floors: Ints, ceilings: Ints) -> Bools:
    """Tell which floors certainly contain a point outside the question that lies in no ceiling."""
    inside = rows.within(box, floors)
    whole = ceilings[rows.incident[ceilings] < 0]
    grid = Grid(rows, whole, box if box.incident == -1 else None)
    if grid.size > LARGE:
        return np.zeros(len(floors), dtype=np.bool_)
    open_cells = _open(grid)
    own = np.isin(rows.incident[floors], rows.incident[ceilings[rows.incident[ceilings] >= 0]])
    if box.incident != -1:
        own |= rows.incident[floors] == box.incident
    free = np.zeros(len(floors), dtype=np.bool_)
    ask = np.flatnonzero(~inside & ~own)
    cell = grid.single(floors[ask])
    one = cell >= 0
    free[ask[one]] = open_cells[cell[one]]
    rest = ask[~one]
    if len(rest):
        sums = open_cells.reshape(grid.others, grid.places + 1, grid.row_stride).astype(np.int32)
        sums = np.cumsum(np.cumsum(sums, axis=1, dtype=np.int32), axis=2, dtype=np.int32)
        for position in rest.tolist():
            free[position] = _any_open(grid, sums, int(floors[position]))
    return free


def _any_open(grid: Grid, sums: NDArray[np.int32], row: int) -> bool:
    r = grid.rectangles(row)
    left, above = r.first > 0, r.low > 0
    total = sums[r.other, r.high - 1, r.last - 1].copy()
    total -= np.where(left, sums[r.other, r.high - 1, r.first - 1], 0)
    total -= np.where(above, sums[r.other, r.low - 1, r.last - 1], 0)
    total += np.where(left & above, sums[r.other, r.low - 1, r.first - 1], 0)
    return bool((total > 0).any())


def _open(grid: Grid) -> Bools:
    """Return for each cell whether it lies outside the question and in no ceiling."""
    count = len(grid.chosen) + (grid.box is not None)
    parts = [_body(piece) for _, piece in Sweep(grid).values(np.ones(count))]
    return np.concatenate(parts)


def _body(piece: Floats) -> Bools:
    found = piece < 0.5
    found[:, -1, :] = False
    found[:, :, -1] = False
    return found.reshape(-1)


def _covered(rows: Rows, box: Box, ceilings: Ints) -> bool:
    """Tell whether every point of the question lies in some ceiling."""
    if not len(ceilings):
        return False
    if box.incident != -1:
        ceilings = ceilings[(rows.incident[ceilings] == -1) | (rows.incident[ceilings] == box.incident)]
    else:
        ceilings = ceilings[rows.incident[ceilings] == -1]
    grid = Grid(rows, ceilings, box)
    weights = np.full(len(ceilings) + 1, 1.0)
    weights[-1] = -0.5
    return all((_shown(piece) > -0.25).all() for _, piece in Sweep(grid).values(weights))


def _shown(piece: Floats) -> Floats:
    return piece[:, :-1, :-1]


def components(rows: Rows, chosen: Ints, pairs: Sequence[tuple[int, int]]) -> list[Ints]:
    """Return the rows in groups that share no point with one another, each sorted, in the order of their first row.

    Args:
        rows: All rows.
        chosen: The rows to part.
        pairs: The rows of incidents that meet.
    """
    joined = _Union(len(chosen))
    for at in np.flatnonzero(rows.incident[chosen] < 0).tolist():
        joined.join(at, np.flatnonzero(rows.meets(rows.box(int(chosen[at])), chosen)))
    position = {int(row): at for at, row in enumerate(chosen.tolist())}
    for left, right in pairs:
        if left in position and right in position:
            joined.join(position[left], np.array([position[right]], dtype=np.int64))
    groups: dict[int, list[int]] = {}
    for at in range(len(chosen)):
        groups.setdefault(joined.root(at), []).append(at)
    return [chosen[np.array(group, dtype=np.int64)] for group in groups.values()]


class _Union:
    """Hold which positions hang together."""

    def __init__(self, size: int) -> None:
        self.parent = np.arange(size, dtype=np.int64)

    def root(self, at: int) -> int:
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = int(self.parent[at])
        return at

    def join(self, at: int, others: Ints) -> None:
        roots = {self.root(int(other)) for other in np.unique(self.parent[others])} | {self.root(at)}
        best = min(roots)
        for root in roots:
            self.parent[root] = best
        self.parent[others] = best
