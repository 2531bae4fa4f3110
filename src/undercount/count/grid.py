"""Grid: the arrangement of scopes as a product of classes, swept instead of enumerated.

In each dimension the points that no scope tells apart are one class. A cell of the grid is one class from each dimension; all its
points lie in the same scopes. Weights on scopes become values on cells by writing them on the corners of each scope's rectangles
and summing along places and time: three thousand overlapping scopes over six million cells cost some tens of milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from undercount.count.axes import BEGIN, END, Axis, Bools, Ints
from undercount.count.rows import Box, Rows

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rectangles:
    """Hold a scope as rectangles of place classes × time intervals, one for each combination of the other classes.

    Shapes:
        each: (rectangles,)
    """

    other: Ints
    low: Ints
    high: Ints
    first: Ints
    last: Ints


class Classes:
    """Hold the classes of one axis: points that lie in the same scopes in every era."""

    def __init__(self, axis: Axis, values: Ints, extra: list[Ints] | None) -> None:
        self.axis = axis
        self.values = values
        stack = np.zeros((axis.eras * (len(values) + 1), axis.size), dtype=np.bool_)
        for era in range(axis.eras):
            base = era * (len(values) + 1)
            for number, value in enumerate(values.tolist()):
                stack[base + number, axis.members(value, era)] = True
            if extra is not None:
                stack[base + len(values), extra[era]] = True
        packed = np.ascontiguousarray(np.packbits(stack, axis=0).T)
        keys = packed.view([("", np.void, packed.shape[1])]).ravel()
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        self.of_point: Ints = rank[inverse.ravel()].astype(np.int64)
        self.size = len(first)
        self._touched: dict[tuple[int, int], Bools] = {}
        self._position = {value: number for number, value in enumerate(values.tolist())}
        self.turns = stack.reshape(axis.eras, len(values) + 1, axis.size)

    def touched(self, value: int, era: int) -> Bools:
        """Tell which classes a numbered value of the axis touches in an era."""
        era = min(era, self.axis.eras - 1)
        known = self._touched.get((value, era))
        if known is None:
            known = self._touched[value, era] = self.of_points(self.axis.members(value, era))
        return known

    def of_points(self, points: Ints) -> Bools:
        """Tell which classes some points touch."""
        found = np.zeros(self.size, dtype=np.bool_)
        found[self.of_point[points]] = True
        return found


class Grid:
    """Hold the arrangement of some rows, and of the question if it names no incident.

    Args:
        rows: All rows.
        chosen: The rows whose scopes are told apart; none of them names an incident.
        box: The question, or None.
    """

    def __init__(self, rows: Rows, chosen: Ints, box: Box | None) -> None:
        self.rows = rows
        self.chosen = chosen
        self.box = box
        self._shapes: dict[tuple[tuple[int, ...], int], tuple[Ints, Ints, Ints]] = {}
        self._insides: dict[tuple[int, int], Bools] = {}
        axes = rows.axes.all
        self.classes = tuple(
            Classes(axis, np.unique(rows.value[number, chosen]), None if box is None else box.points[number])
            for number, axis in enumerate(axes)
        )
        self.breaks = self._breaks(box)
        self._break_list: list[int] = self.breaks.tolist()
        self._timed = any(c.axis.eras > 1 for c in self.classes)
        self.places = self.classes[0].size
        self.times = len(self.breaks) + 1
        self.others = int(np.prod([c.size for c in self.classes[1:]], dtype=np.int64))
        self.row_stride = self.times + 1
        self.plane = (self.places + 1) * self.row_stride
        self.size = self.others * self.plane

    def _breaks(self, box: Box | None) -> Ints:
        rows = self.rows
        edges = [rows.start[self.chosen], rows.end[self.chosen]]
        if box is not None:
            edges.append(np.array([box.start, box.end], dtype=np.int64))
        timed = [c for c in self.classes if c.axis.eras > 1]
        turning = [
            turn
            for era, turn in enumerate(rows.axes.turns)
            if any(not np.array_equal(c.turns[era], c.turns[era + 1]) for c in timed)
        ]
        self._turning = frozenset(turning)
        found = np.unique(np.concatenate([*edges, np.array(turning, dtype=np.int64)]))
        for c in self.classes:
            del c.turns
        return found[(found > BEGIN) & (found < END)]

    def span(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the first interval that each period touches and the one after the last."""
        first = np.searchsorted(self.breaks, start, side="right").astype(np.int64)
        return first, np.searchsorted(self.breaks, end, side="left").astype(np.int64) + 1

    def rectangles(self, row: int, *, chosen: bool = False) -> Rectangles:
        """Return the cells that a row touches, perhaps twice; for a chosen row the cells that it contains, each once."""
        values = tuple(self.rows.value[:, row].tolist())
        start, end = int(self.rows.start[row]), int(self.rows.end[row])
        first, last = int(self.rows.first_era[row]), int(self.rows.last_era[row])
        parts = [
            self._through(self._known(values, era), low, high)
            for era, low, high in self._eras(start, end, first, last, chosen=chosen)
        ]
        return _joined(parts)

    def rectangles_of(self, box: Box) -> Rectangles:
        """Return the cells that a box touches."""
        ends = np.array([box.start]), np.array([box.end])
        first, last = (int(e[0]) for e in self.rows.axes.eras(*ends))
        parts = [
            self.product(
                [c.of_points(p[min(era, len(p) - 1)]) for c, p in zip(self.classes, box.points, strict=True)],
                low,
                high,
            )
            for era, low, high in self._eras(box.start, box.end, first, last, chosen=True)
        ]
        return _joined(parts)

    def _eras(self, start: int, end: int, first: int, last: int, *, chosen: bool) -> Iterator[tuple[int, int, int]]:
        """Yield the parts of a period between turns: all turns, or for a chosen row those that the grid tells apart."""
        turns = [(t, e) for e, t in enumerate(self.rows.axes.turns[first:last], start=first + 1)]
        if not self._timed:
            turns = []
        elif chosen:
            turns = [(t, e) for t, e in turns if t in self._turning]
        edges = [start, *(t for t, _ in turns), end]
        for era, (low, high) in zip([first, *(e for _, e in turns)], pairwise(edges), strict=True):
            yield era, low, high

    def product(self, touched: Sequence[Bools], start: int, end: int) -> Rectangles:
        """Return the rectangles of a product of classes in one period."""
        return self._through(self._shape(touched), start, end)

    def _shape(self, touched: Sequence[Bools]) -> tuple[Ints, Ints, Ints]:
        """Return the other classes' combinations, and the runs of place classes, of all rectangles of a product."""
        other = np.zeros(1, dtype=np.int64)
        for classes, flags in zip(self.classes[1:], touched[1:], strict=True):
            other = (other[:, None] * classes.size + np.flatnonzero(flags)[None, :]).ravel()
        edges = np.flatnonzero(np.diff(np.concatenate(([False], touched[0], [False])).astype(np.int8)))
        low, high = edges[0::2], edges[1::2]
        return np.repeat(other, len(low)), np.tile(low, len(other)), np.tile(high, len(other))

    def _through(self, shape: tuple[Ints, Ints, Ints], start: int, end: int) -> Rectangles:
        first = bisect_right(self._break_list, start)
        last = bisect_left(self._break_list, end) + 1
        count = len(shape[0])
        return Rectangles(*shape, np.full(count, first, dtype=np.int64), np.full(count, last, dtype=np.int64))

    def _known(self, values: tuple[int, ...], era: int) -> tuple[Ints, Ints, Ints]:
        found = self._shapes.get((values, era))
        if found is None:
            touched = [c.touched(v, era) for c, v in zip(self.classes, values, strict=True)]
            found = self._shapes[values, era] = self._shape(touched)
        return found

    def corners(self, r: Rectangles) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the four corners of rectangles as positions: near, far in time, far in place, far in both."""
        near = r.other * self.plane + r.low * self.row_stride
        far = r.other * self.plane + r.high * self.row_stride
        return near + r.first, near + r.last, far + r.first, far + r.last

    def cells(self, r: Rectangles) -> Ints:
        """Return the positions of all cells in some rectangles, each once."""
        parts = []
        for o, low, high, first, last in zip(
            r.other.tolist(), r.low.tolist(), r.high.tolist(), r.first.tolist(), r.last.tolist(), strict=True
        ):
            places = o * self.plane + np.arange(low, high, dtype=np.int64) * self.row_stride
            parts.append((places[:, None] + np.arange(first, last, dtype=np.int64)[None, :]).ravel())
        found = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        return np.unique(found) if self._timed else found

    def single(self, rows: Ints) -> Ints:
        """Return for each row the one cell that it touches, or -1 if it touches several."""
        table = self.rows
        first, last = self.span(table.start[rows], table.end[rows])
        good = last - first == 1
        position = np.zeros(len(rows), dtype=np.int64)
        for number, classes in enumerate(self.classes):
            values, inverse = np.unique(table.value[number, rows], return_inverse=True)
            one, where = _only(classes, values)
            good &= one[inverse]
            if number == 0:
                place = where[inverse]
            else:
                position = position * classes.size + where[inverse]
        position = position * self.plane + place * self.row_stride + first
        return np.where(good, position, -1)

    def members(self, cells: Ints) -> Bools:
        """Tell which chosen rows contain which cells; the last line is the question, if the grid has it.

        Shapes:
            result: (chosen rows, or one more, cells)
        """
        table = self.rows
        rows, box = self.chosen, self.box
        other, place, time = self.unravel(cells)
        starts, ends = table.start[rows], table.end[rows]
        if box is not None:
            starts, ends = np.append(starts, box.start), np.append(ends, box.end)
        first, last = self.span(starts, ends)
        found = (first[:, None] <= time[None, :]) & (time[None, :] < last[:, None])
        left = np.concatenate((np.array([BEGIN], dtype=np.int64), self.breaks))
        eras = table.axes.eras(left, left)[0]
        index: list[Ints] = []
        for classes in reversed(self.classes[1:]):
            index.append(other % classes.size)
            other = other // classes.size
        for number, (classes, at) in enumerate(zip(self.classes, [place, *reversed(index)], strict=True)):
            for era in range(classes.axis.eras):
                here = slice(None) if classes.axis.eras == 1 else np.flatnonzero(eras[time] == era)
                found[:, here] &= self.inside(number, era)[:, at[here]]
        return found

    def eras(self) -> list[tuple[int, int, int]]:
        """Return the periods between the turns that the grid tells apart, each with one era in it."""
        turns = sorted(self._turning)
        edges = [BEGIN, *turns, END]
        first = self.rows.axes.eras(np.array(edges[:-1]), np.array(edges[:-1]))[0].tolist()
        return [(low, high, era) for (low, high), era in zip(pairwise(edges), first, strict=True)]

    def inside(self, number: int, era: int) -> Bools:
        """Tell which chosen rows, and last the question, contain which classes of an axis in an era.

        Shapes:
            result: (chosen rows, or one more, classes)
        """
        known = self._insides.get((number, era))
        if known is None:
            classes = self.classes[number]
            values, inverse = np.unique(self.rows.value[number, self.chosen], return_inverse=True)
            known = np.array([classes.touched(v, era) for v in values.tolist()], dtype=np.bool_)
            known = known.reshape(len(values), classes.size)[inverse]
            if self.box is not None:
                known = np.vstack((known, classes.of_points(self.box.points[number][era])))
            self._insides[number, era] = known
        return known

    def unravel(self, cells: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the other classes' combination, the place class and the time interval of each position."""
        other, rest = np.divmod(cells, self.plane)
        place, time = np.divmod(rest, self.row_stride)
        return other, place, time


def _joined(parts: list[Rectangles]) -> Rectangles:
    if len(parts) == 1:
        return parts[0]
    names = ("other", "low", "high", "first", "last")
    return Rectangles(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


def _only(classes: Classes, values: Ints) -> tuple[Bools, Ints]:
    """Tell for each value whether it touches one class, the same in every era, and which."""
    one = np.zeros(len(values), dtype=np.bool_)
    where = np.zeros(len(values), dtype=np.int64)
    for number, value in enumerate(values.tolist()):
        flags = classes.touched(value, 0)
        for era in range(1, classes.axis.eras):
            flags = flags | classes.touched(value, era)
        where[number] = np.argmax(flags)
        one[number] = np.count_nonzero(flags) == 1
    return one, where
