"""Atoms: the distinct sets of scopes that some point lies in, written down, where the arrangement is wide but thin.

A hundred claims that differ in actor, act, victims and target span hundreds of millions of cells, but few of them overlap in any one
place and moment. Here the atoms themselves are enumerated, dimension by dimension, and only those that no other atom makes needless.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np

from undercount.count.axes import Bools, Ints
from undercount.count.grid import Floats, Grid

ORDER = (1, 2, 3, 4, 0)
"""Actors, acts, victims, targets, then places; time is swept last."""

STEPS = 3_000_000
PAIRS = 96
Point = tuple[Ints, bool]


class TooManyError(Exception):
    """There are more atoms than are worth writing down."""


class Atoms:
    """Find the worst atoms by adding up the weights of every one.

    Args:
        grid: The arrangement.

    Raises:
        TooManyError: If there are too many atoms.
    """

    def __init__(self, grid: Grid) -> None:
        table, chosen = grid.rows, grid.chosen
        self._grid = grid
        self._known: tuple[Ints, Ints, Bools, Ints] | None = None
        self.count = len(chosen)
        self._asked_bit = 1 << self.count if grid.box is not None else 0
        self._floors = sum(1 << n for n, floor in enumerate(table.floor[chosen].tolist()) if floor)
        self._start = table.start[chosen].tolist() + ([grid.box.start] if grid.box is not None else [])
        self._end = table.end[chosen].tolist() + ([grid.box.end] if grid.box is not None else [])
        self._steps = STEPS
        found: set[int] = set()
        for low, high, era in grid.eras():
            masks = [_masks(grid, number, era) for number in ORDER]
            everything = sum(
                1 << n for n, (a, b) in enumerate(zip(self._start, self._end, strict=True)) if a < high and low < b
            )
            self._descend(everything, 0, masks, (low, high), found, set())
        self._write(sorted(found))

    def _descend(
        self,
        inside: int,
        level: int,
        masks: list[list[int]],
        span: tuple[int, int],
        found: set[int],
        seen: set[tuple[int, int]],
    ) -> None:
        if not inside & (self._floors | self._asked_bit) or (level, inside) in seen:
            return
        seen.add((level, inside))
        if level == len(masks):
            found.update(self._moments(inside, span))
            return
        for narrower in self._needed({inside & mask for mask in masks[level]}):
            self._descend(narrower, level + 1, masks, span, found, seen)

    def _needed(self, masks: Iterable[int]) -> list[int]:
        """Drop a set of scopes if another has the same ceilings, treats the question alike, and has all its floors and more."""
        groups: dict[int, list[int]] = {}
        for mask in masks:
            groups.setdefault(mask & ~self._floors, []).append(mask)
        kept = []
        for group in groups.values():
            if len(group) > PAIRS:
                kept += group
                continue
            self._spend(len(group))
            kept += [m for m in group if not any(m != other and m & other == m for other in group)]
        return sorted(kept)

    def _moments(self, inside: int, span: tuple[int, int]) -> Iterator[int]:
        """Yield what lies together at one moment, again without what something else makes needless."""
        members = list(_bits(inside))
        self._spend(2 * len(members))
        turns = sorted(
            [(max(self._start[n], span[0]), 1, n) for n in members]
            + [(min(self._end[n], span[1]), 0, n) for n in members]
        )
        now, grown = 0, False
        for _, group in groupby(turns, key=itemgetter(0)):
            events = [(starts, 1 << n) for _, starts, n in group]
            grows = [bool(starts and bit & self._floors) for starts, bit in events]
            if grown and not all(grows) and now & (self._floors | self._asked_bit):
                yield now
            shrinks_only = all(not starts and bit & self._floors for starts, bit in events)
            grown = (grown and all(grows)) or not shrinks_only
            for _, bit in events:
                now ^= bit

    def _spend(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise TooManyError

    def _write(self, masks: list[int]) -> None:
        index: list[int] = []
        lengths: list[int] = []
        for mask in masks:
            before = len(index)
            index.extend(_bits(mask & ~self._asked_bit))
            lengths.append(len(index) - before)
        self.starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(np.array(lengths, dtype=np.int64))))
        self.index = np.array(index, dtype=np.int64)
        self.asked = np.array([bool(mask & self._asked_bit) for mask in masks], dtype=np.bool_)
        ceilings = ((1 << self.count) - 1) & ~self._floors
        self.hole = np.array([bool(m & self._asked_bit) and not m & ceilings for m in masks], dtype=np.bool_)
        self.size = len(masks)

    def look(self, weights: Floats, side: int, tolerance: float, cells: Ints) -> tuple[Ints, Floats, Floats]:
        """Return the atoms at which the weights exceed what is allowed, by how much, and the excess at some cells of the grid.

        Args:
            weights: One for each chosen row, signed.
            side: What is allowed at a point of the question: atoms of it without any ceiling are answered for elsewhere if it is
                negative.
            tolerance: From what excess on.
            cells: Positions in the grid, the same at every call.
        """
        owner = np.repeat(np.arange(self.size), np.diff(self.starts))
        sums = np.bincount(owner, weights=weights[self.index], minlength=self.size).astype(np.float64, copy=False)
        totals: Floats = sums - np.where(self.asked, float(side), 0.0)
        if side < 0:
            totals[self.hole] = 0.0
        found = np.flatnonzero(totals > tolerance).astype(np.int64)
        return found, totals[found], self._at(weights, side, cells)

    def _at(self, weights: Floats, side: int, cells: Ints) -> Floats:
        if not len(cells):
            return np.zeros(0)
        if self._known is None:
            unique, inverse = np.unique(cells, return_inverse=True)
            inside = self._grid.members(unique)
            row, at = np.nonzero(inside[: self.count])
            asked = inside[self.count] if len(inside) > self.count else np.zeros(len(unique), dtype=np.bool_)
            self._known = (row, at, asked, inverse)
        row, at, asked, inverse = self._known
        sums = np.bincount(at, weights=weights[row], minlength=len(asked)) - np.where(asked, float(side), 0.0)
        return np.asarray(sums[inverse], dtype=np.float64)

    def points(self, found: Ints) -> list[Point]:
        """Return which rows contain an atom, and whether the question does."""
        return [(self.index[self.starts[n] : self.starts[n + 1]], bool(self.asked[n])) for n in found.tolist()]


def _masks(grid: Grid, number: int, era: int) -> list[int]:
    """Return for each class of an axis the rows that contain it, as bits; the question is the bit after the last row."""
    inside = grid.inside(number, min(era, grid.classes[number].axis.eras - 1))
    packed = np.packbits(inside, axis=0, bitorder="little")
    return sorted({int.from_bytes(packed[:, at].tobytes(), "little") for at in range(packed.shape[1])})


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
