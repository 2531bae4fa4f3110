"""Incidents: where in a grid each event may lie, and which events may be one.

An incident that can only lie in one cell needs no variable: its multiplier is what that cell has left. Incidents that may lie in the
same cells share one variable. The others (several scopes, ceilings, events that may be one) get a variable for each row and a
*spot* for each way in which they can lie together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from undercount.count.axes import Bools, Ints
from undercount.count.grid import Floats, Grid
from undercount.count.overlap import Neighbours, cliques
from undercount.count.rows import Box, Rows

REGION = 1_000_000
"""An incident that touches more cells than this is too vague to be placed."""


@dataclass(slots=True)
class Spots:
    """Hold sets of variables that can lie together, and in which cells.

    Shapes:
        starts: (spots + 1,) into index; cell_starts: (spots,) into cells; asked: (spots,)
    """

    starts: Ints
    index: Ints
    cell_starts: Ints
    cells: Ints
    asked: Bools


class Incidents:
    """Place the rows of incidents in a grid.

    Args:
        rows: All rows.
        chosen: The rows of incidents that matter.
        grid: The arrangement of the other rows.
        box: The question.
        neighbours: Which incidents may be one event.
        base: The number of the first variable that is free.
    """

    def __init__(self, rows: Rows, chosen: Ints, grid: Grid, box: Box, neighbours: Neighbours, base: int) -> None:
        self.rows, self.grid, self.box = rows, grid, box
        self.variables = base
        self.vague: Ints = np.zeros(0, dtype=np.int64)
        self.variable = np.full(len(chosen), -1, dtype=np.int64)
        self.cell = np.full(len(chosen), -1, dtype=np.int64)
        self._sets: list[tuple[list[int], Ints, bool]] = []
        self._pairs: list[tuple[Ints, int]] = []
        plain = self._plain(chosen, neighbours)
        self._place(chosen, plain)
        self.first_individual = self.variables
        self._individuals(chosen, np.flatnonzero(~plain), neighbours)
        self.spots = _pack(self._sets)
        self._sets = []

    def _plain(self, chosen: Ints, neighbours: Neighbours) -> Bools:
        """Tell which rows belong to incidents of which all rows are floors on one scope and that overlap no other incident."""
        rows = self.rows
        if not len(chosen):
            return np.zeros(0, dtype=np.bool_)
        names, first, inverse = np.unique(rows.incident[chosen], return_index=True, return_inverse=True)
        head = chosen[first][inverse]
        same = rows.floor[chosen] & (rows.start[chosen] == rows.start[head]) & (rows.end[chosen] == rows.end[head])
        same &= (rows.value[:, chosen] == rows.value[:, head]).all(axis=0)
        bad = np.bincount(inverse[~same], minlength=len(names)) > 0
        if neighbours:
            bad |= np.isin(names, np.fromiter(neighbours, dtype=np.int64))
        bad |= names == self.box.incident
        return ~bad[inverse]

    def _place(self, chosen: Ints, plain: Bools) -> None:
        where = np.flatnonzero(plain)
        self.cell[where] = self.grid.single(chosen[where])
        rest = where[self.cell[where] < 0]
        known: dict[bytes, int] = {}
        by_key: dict[tuple[int, ...], int] = {}
        vague = []
        for position in rest.tolist():
            row = int(chosen[position])
            key = (*self.rows.value[:, row].tolist(), int(self.rows.start[row]), int(self.rows.end[row]))
            if key not in by_key:
                by_key[key] = self._group(row, known)
            self.variable[position] = by_key[key]
            if by_key[key] < 0:
                vague.append(position)
        self.vague = chosen[np.array(vague, dtype=np.int64)]

    def _group(self, row: int, known: dict[bytes, int]) -> int:
        r = self.grid.rectangles(row)
        if int(((r.high - r.low) * (r.last - r.first)).sum()) > REGION:
            return -1
        cells = self.grid.cells(r)
        name = cells.tobytes()
        if name not in known:
            known[name] = self.variables
            self._sets.append(([self.variables], cells, False))
            self.variables += 1
        return known[name]

    def _individuals(self, chosen: Ints, where: Ints, neighbours: Neighbours) -> None:
        members: dict[int, list[int]] = {}
        for position in where.tolist():
            self.variable[position] = self.variables
            self.variables += 1
            members.setdefault(int(self.rows.incident[chosen[position]]), []).append(position)
        if self.box.incident != -1:
            members.setdefault(self.box.incident, [])
        self._simple = {i: self._single(chosen, positions) for i, positions in members.items()}
        for incident in members:
            self._spots(chosen, (incident,), members)
        inside = {i: {o for o in neighbours[i] if o in members} for i in members if i in neighbours}
        for group in cliques(inside):
            self._spots(chosen, group, members)

    def _single(self, chosen: Ints, positions: list[int]) -> tuple[int, bool]:
        """Return the one cell that an incident's rows touch (or -1), and whether they are floors on one scope."""
        if not positions:
            return -1, False
        rows, at = self.rows, chosen[positions]
        head = at[0]
        same = (rows.value[:, at] == rows.value[:, [head]]).all()
        same &= (rows.start[at] == rows.start[head]).all() and (rows.end[at] == rows.end[head]).all()
        return (int(self.grid.single(at[:1])[0]) if same else -1), bool(same)

    def _spots(self, chosen: Ints, group: tuple[int, ...], members: dict[int, list[int]]) -> None:
        positions = [p for incident in group for p in members[incident]]
        asked = self.box.incident in group
        kinds = [self._simple[incident] for incident in group]
        cell = max(cell for cell, _ in kinds)
        if len(group) <= 2 and cell >= 0 and not asked and all(same for _, same in kinds):
            self._sets.append((self.variable[positions].tolist(), np.array([cell], dtype=np.int64), False))
            return
        for inside, flag, cells in self._atoms(chosen[positions], asked=asked):
            owners = {int(self.rows.incident[chosen[positions[i]]]) for i in inside}
            if flag:
                owners.add(self.box.incident)
            if len(owners) == len(group) and inside:
                self._sets.append((self.variable[[positions[i] for i in inside]].tolist(), cells, flag))
            elif len(owners) == len(group) and flag:
                self._sets.append(([], cells, True))

    def _atoms(self, rows: Ints, *, asked: bool) -> Iterator[tuple[list[int], bool, Ints]]:
        """Yield the atoms of a few rows, and of the question if asked: the rows inside, and the cells of the grid touched."""
        table, axes = self.rows, self.rows.axes.all
        boxes = [(int(table.start[r]), int(table.end[r])) for r in rows.tolist()]
        if asked:
            boxes.append((self.box.start, self.box.end))
        turns = table.axes.turns
        edges = sorted({e for span in boxes for e in span} | set(turns))
        for low, high in pairwise(edges):
            cover = sum(1 << i for i, (a, b) in enumerate(boxes) if a <= low and high <= b)
            if cover:
                era = sum(t <= low for t in turns)
                classes = [
                    self._local(rows, number, min(era, axis.eras - 1), asked) for number, axis in enumerate(axes)
                ]
                yield from self._products(classes, cover, len(rows), low, high)

    def _local(self, rows: Ints, number: int, era: int, asked: bool) -> list[tuple[int, Ints]]:
        axis = self.rows.axes.all[number]
        sets = [axis.members(int(v), era) for v in self.rows.value[number, rows]]
        if asked:
            sets.append(self.box.points[number][era])
        if all(s is sets[0] for s in sets):
            return [((1 << len(sets)) - 1, sets[0])]
        stack = np.zeros((len(sets), axis.size), dtype=np.bool_)
        for at, points in enumerate(sets):
            stack[at, points] = True
        columns, inverse = np.unique(stack, axis=1, return_inverse=True)
        found = []
        for at in range(columns.shape[1]):
            mask = sum(1 << i for i in np.flatnonzero(columns[:, at]).tolist())
            if mask:
                found.append((mask, np.flatnonzero(inverse.ravel() == at).astype(np.int64)))
        return found

    def _products(
        self, classes: list[list[tuple[int, Ints]]], cover: int, count: int, low: int, high: int
    ) -> Iterator[tuple[list[int], bool, Ints]]:
        partial: list[tuple[int, list[Bools]]] = [(cover, [])]
        for own, grid_classes in zip(classes, self.grid.classes, strict=True):
            partial = [
                (mask & more, [*touched, grid_classes.of_points(points)])
                for mask, touched in partial
                for more, points in own
                if mask & more
            ]
        for mask, touched in partial:
            cells = self.grid.cells(self.grid.product(touched, low, high))
            yield [i for i in range(count) if mask >> i & 1], bool(mask >> count & 1), cells


def _pack(sets: list[tuple[list[int], Ints, bool]]) -> Spots:
    lengths = np.array([len(v) for v, _, _ in sets], dtype=np.int64)
    sizes = np.array([len(c) for _, c, _ in sets], dtype=np.int64)
    return Spots(
        np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths))),
        np.array([v for variables, _, _ in sets for v in variables], dtype=np.int64),
        np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)))[:-1],
        np.concatenate([c for _, c, _ in sets]) if sets else np.zeros(0, dtype=np.int64),
        np.array([flag for _, _, flag in sets], dtype=np.bool_),
    )


def spot_values(spots: Spots, weights: Floats, at_cells: Floats) -> tuple[Floats, Ints]:
    """Return for each spot the greatest sum of weights over its cells, and which entry of ``cells`` attains it.

    Args:
        weights: One for each variable, signed.
        at_cells: The value of the grid at each entry of ``spots.cells``.
    """
    own = np.add.reduceat(np.append(weights[spots.index], 0.0), np.minimum(spots.starts[:-1], len(spots.index)))
    own = np.where(np.diff(spots.starts) > 0, own, 0.0)
    best = np.maximum.reduceat(at_cells, spots.cell_starts)
    sizes = np.diff(np.append(spots.cell_starts, len(spots.cells)))
    owner = np.repeat(np.arange(len(best)), sizes)
    hits = np.flatnonzero(at_cells == best[owner])
    _, first = np.unique(owner[hits], return_index=True)
    return own + best, hits[first]
