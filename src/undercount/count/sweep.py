"""Sweep: weights on scopes become values on cells by writing corners and summing along places and time.

Three thousand overlapping scopes over three million cells cost some tens of milliseconds; only the lines and columns at which a weight
begins or ends are written, so that a proof with a hundred terms costs a tenth of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from undercount.count.axes import Bools, Ints
from undercount.count.grid import Floats, Grid, Rectangles

SWEEP = 24_000_000
"""Cells that are swept at one time (8 bytes each)."""


class Sweep:
    """Turn weights on rows into values on cells, in pieces that fit in memory."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.size = grid.size
        self._hidden: tuple[Floats, ...] | None = None
        entries = [grid.rectangles(int(row), chosen=True) for row in grid.chosen]
        if grid.box is not None:
            entries.append(grid.rectangles_of(grid.box))
        position, owner, sign = _entries(grid, entries)
        order = np.argsort(position, kind="stable")
        self._position, self._owner, self._sign = position[order], owner[order], sign[order]
        self._step = max(1, SWEEP // grid.plane)

    def values(self, weights: Floats) -> Iterator[tuple[int, Floats]]:
        """Yield the sums of the weights of the scopes that contain each cell.

        Args:
            weights: One for each chosen row, and one more for the question if the grid has it.

        Yields:
            The position of the first cell of a piece, and the piece (others, places + 1, times + 1); the last place and the last
            time of each plane are padding.
        """
        grid = self.grid
        live = weights[self._owner] != 0.0
        position = self._position[live]
        written = weights[self._owner[live]] * self._sign[live]
        for other in range(0, grid.others, self._step):
            count = min(self._step, grid.others - other)
            base, size = other * grid.plane, count * grid.plane
            a, b = np.searchsorted(position, [base, base + size])
            flat = np.bincount(position[a:b] - base, weights=written[a:b], minlength=size).astype(
                np.float64, copy=False
            )
            piece: Floats = flat.reshape(count, grid.places + 1, grid.row_stride)
            np.cumsum(piece, axis=1, out=piece)
            np.cumsum(piece, axis=2, out=piece)
            yield base, piece

    def pieces(self, *weights: Floats) -> Iterator[Piece]:
        """Yield the same sums where they can differ: only the places and moments at which a scope with a weight begins or ends.

        Args:
            weights: As in :meth:`values`; several share one arrangement.
        """
        grid = self.grid
        live = np.logical_or.reduce([w != 0.0 for w in weights])[self._owner]
        position, owner, sign = self._position[live], self._owner[live], self._sign[live]
        other, place, time = grid.unravel(position)
        places, at_place = np.unique(place, return_inverse=True)
        times, at_time = np.unique(time, return_inverse=True)
        plane = len(places) * len(times)
        step = max(1, SWEEP // max(1, plane))
        for first in range(0, grid.others, step):
            count = min(step, grid.others - first)
            a, b = np.searchsorted(other, [first, first + count])
            index = (other[a:b] - first) * plane + at_place[a:b] * len(times) + at_time[a:b]
            sums = []
            for each in weights:
                flat = np.bincount(index, weights=each[owner[a:b]] * sign[a:b], minlength=count * plane)
                piece: Floats = flat.astype(np.float64, copy=False).reshape(count, len(places), len(times))
                np.cumsum(piece, axis=1, out=piece)
                np.cumsum(piece, axis=2, out=piece)
                sums.append(piece)
            yield Piece(grid, first, places, times, tuple(sums))

    def look(self, weights: Floats, side: int, tolerance: float, cells: Ints) -> tuple[Ints, Floats, Floats]:
        """Return the cells at which the weights exceed what is allowed, by how much, and the excess at some given cells.

        Of each line only the worst cell is returned.

        Args:
            weights: One for each chosen row, signed.
            side: What is allowed at a point of the question: cells of it in no ceiling are answered for elsewhere if it is negative.
            tolerance: From what excess on.
            cells: Positions in the grid.
        """
        own = weights if self.grid.box is None else np.append(weights, -float(side))
        found: list[Ints] = []
        worst: list[Floats] = []
        at = np.zeros(len(cells))
        for piece in self.pieces(own, *(self._holes() if side < 0 else ())):
            here, values = piece.at(cells)
            at[here] = values
            looked = piece.sums[0]
            if len(piece.sums) > 1:
                ceilings, asked = piece.sums[1:]
                looked = np.where((asked > 0.5) & (ceilings < 0.5), 0.0, looked)
            where, values = piece.worst(looked, tolerance)
            found.append(where)
            worst.append(values)
        return np.concatenate(found), np.concatenate(worst), at

    def _holes(self) -> tuple[Floats, ...]:
        """Return the weights that show where the question lies in no ceiling, if there is such a place."""
        if self._hidden is None:
            self._hidden = ()
            if self.grid.box is not None:
                ceilings = np.append((~self.grid.rows.floor[self.grid.chosen]).astype(float), 0.0)
                asked = np.zeros(len(ceilings))
                asked[-1] = 1.0
                pieces = self.pieces(ceilings, asked)
                if any(len(p.worst(np.where(p.sums[0] < 0.5, p.sums[1], 0.0), 0.5)[0]) for p in pieces):
                    self._hidden = (ceilings, asked)
        return self._hidden

    def points(self, cells: Ints) -> list[tuple[Ints, bool]]:
        """Return which rows contain each cell, and whether the question does."""
        return points_at(self.grid, cells)


def points_at(grid: Grid, cells: Ints) -> list[tuple[Ints, bool]]:
    """Return which chosen rows contain each cell, and whether the question does."""
    inside = grid.members(cells)
    count = len(grid.chosen)
    asked = inside[count] if len(inside) > count else np.zeros(len(cells), dtype=np.bool_)
    return [(np.flatnonzero(inside[:count, at]), bool(asked[at])) for at in range(len(cells))]


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold the sums of weights on a part of the grid from which the cells that equal their neighbours are left out.

    Shapes:
        places, times: where each line and column begins; sums: each (others, places, times)
    """

    grid: Grid
    first: int
    places: Ints
    times: Ints
    sums: tuple[Floats, ...]

    def worst(self, values: Floats, tolerance: float) -> tuple[Ints, Floats]:
        """Return for each line the cell with the greatest value above the tolerance, and the values."""
        lines = int(np.searchsorted(self.places, self.grid.places))
        moments = int(np.searchsorted(self.times, self.grid.times))
        view = values[:, :lines, :moments]
        if not view.size:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        best = view.max(axis=2)
        other, place = np.nonzero(best > tolerance)
        moment = view[other, place].argmax(axis=1)
        cells = (self.first + other) * self.grid.plane + self.places[place] * self.grid.row_stride + self.times[moment]
        return cells, best[other, place]

    def at(self, cells: Ints) -> tuple[Bools, Floats]:
        """Tell which cells lie in this piece, and give the first sums at them."""
        other, place, time = self.grid.unravel(cells)
        here = (other >= self.first) & (other < self.first + len(self.sums[0]))
        line = np.searchsorted(self.places, place[here], side="right") - 1
        column = np.searchsorted(self.times, time[here], side="right") - 1
        known = (line >= 0) & (column >= 0)
        found = np.zeros(len(line))
        found[known] = self.sums[0][other[here][known] - self.first, line[known], column[known]]
        return here, found


def _entries(grid: Grid, rectangles: list[Rectangles]) -> tuple[Ints, Ints, Floats]:
    positions, owners, signs = [], [], []
    for owner, r in enumerate(rectangles):
        for corner, sign in zip(grid.corners(r), (1.0, -1.0, -1.0, 1.0), strict=True):
            positions.append(corner)
            owners.append(np.full(len(corner), owner, dtype=np.int64))
            signs.append(np.full(len(corner), sign))
    if not positions:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    return np.concatenate(positions), np.concatenate(owners), np.concatenate(signs)
