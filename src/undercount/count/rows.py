"""Rows: floors and ceilings as columns of numbers, and the tests that compare all of them with one scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from undercount.count.axes import BEGIN, END, Axes, Bools, Ints
from undercount.count.result import Constraint
from undercount.errors import CountError
from undercount.record.scope import Scope, Space


@dataclass(frozen=True)
class Box:
    """Hold one scope in numbers, with what it meets and contains in each axis.

    Shapes:
        parted: (incidents that are another event than this scope's, though of another list,)
        meets, within: one pair of arrays (eras of the axis, values of the axis) for each axis
    """

    start: int
    end: int
    incident: int
    named_by: int
    parted: Ints
    points: tuple[list[Ints], ...]
    meets: tuple[Bools, ...]
    within: tuple[Bools, ...]


class Rows:
    """Hold every floor and every ceiling of the admitted claims.

    A claim with both is two rows. A floor of nothing and a claim without a scope bind nothing and give no row.

    Args:
        constraints: The admitted claims.
        space: The trees and the incidents' lists.

    Raises:
        CountError: If two constraints have one id, or a quantity is negative.
    """

    def __init__(self, constraints: Sequence[Constraint], space: Space) -> None:
        self.constraints = tuple(constraints)
        found = list(_rows(self.constraints))
        bits = max((scope.cells.bit_length() for _, scope, _, _ in found), default=1)
        self.bits = max(bits, 24)
        self.space = space
        self.axes = Axes(space, self.bits)
        self.size = len(found)
        self.claim = np.array([index for index, *_ in found], dtype=np.int64)
        self.floor = np.array([floor for *_, floor in found], dtype=np.bool_)
        self.amount = np.array([amount for _, _, amount, _ in found], dtype=np.int64)
        self.start = np.array([BEGIN if s.start is None else s.start for _, s, _, _ in found], dtype=np.int64)
        self.end = np.array([END if s.end is None else s.end for _, s, _, _ in found], dtype=np.int64)
        self.value = self._values([scope for _, scope, _, _ in found])
        self.incident, self.list = self._incidents([scope for _, scope, _, _ in found])
        origins: dict[str, int] = {}
        of_claim = np.array([origins.setdefault(c.origin, len(origins)) for c in self.constraints], dtype=np.int64)
        self.origins = tuple(origins)
        self.origin = of_claim[self.claim]
        self.first_era, self.last_era = self.axes.eras(self.start, self.end)

    def _values(self, scopes: Sequence[Scope]) -> Ints:
        value = np.zeros((len(self.axes.all), len(scopes)), dtype=np.int64)
        for column, scope in enumerate(scopes):
            for number, (axis, key) in enumerate(zip(self.axes.all, self.axes.keys(scope), strict=True)):
                value[number, column] = axis.find(key)
        return value

    def _incidents(self, scopes: Sequence[Scope]) -> tuple[Ints, Ints]:
        self.incident_number: dict[str, int] = {}
        lists: dict[str | None, int] = {}
        incident = np.full(len(scopes), -1, dtype=np.int64)
        names = np.full(len(scopes), -1, dtype=np.int64)
        for column, scope in enumerate(scopes):
            if scope.incident is not None:
                incident[column] = self.incident_number.setdefault(scope.incident, len(self.incident_number))
                name = self.space.lists.get(scope.incident)
                names[column] = lists.setdefault(name, len(lists))
        self.list_number = lists
        self.incident_names = tuple(self.incident_number)
        return incident, names

    def locate(self, scope: Scope) -> Box:
        """Put a question into the same numbers.

        Raises:
            CountError: If it asks for victim cells that no claim can have.
        """
        if scope.cells.bit_length() > self.bits:
            raise CountError(
                f"the question's victim cells {scope.cells:#x} are not cells of the vocabulary: correct them"
            )
        points = tuple(axis.points(key) for axis, key in zip(self.axes.all, self.axes.keys(scope), strict=True))
        pairs = [axis.compare(p) for axis, p in zip(self.axes.all, points, strict=True)]
        number, name = -1, -1
        if scope.incident is not None:
            number = self.incident_number.get(scope.incident, -2)
            name = self.list_number.get(self.space.lists.get(scope.incident), -2)
        return Box(
            BEGIN if scope.start is None else scope.start,
            END if scope.end is None else scope.end,
            number,
            name,
            self._parted(scope.incident),
            points,
            tuple(meets for meets, _ in pairs),
            tuple(within for _, within in pairs),
        )

    def box(self, row: int) -> Box:
        """Return a row as a box."""
        axes = self.axes.all
        values = [int(v) for v in self.value[:, row]]
        pairs = [axis.probe(value) for axis, value in zip(axes, values, strict=True)]
        points = tuple([axis.members(v, e) for e in range(axis.eras)] for axis, v in zip(axes, values, strict=True))
        incident, name = int(self.incident[row]), int(self.list[row])
        parted = self._parted(self.incident_names[incident] if incident >= 0 else None)
        meets, within = tuple(m for m, _ in pairs), tuple(w for _, w in pairs)
        return Box(int(self.start[row]), int(self.end[row]), incident, name, parted, points, meets, within)

    def _parted(self, incident: str | None) -> Ints:
        """Return the numbers of the incidents that a person judged to be another event than this one."""
        others = () if incident is None else self.space.parted.get(incident, ())
        return np.array(sorted(n for o in others if (n := self.incident_number.get(o)) is not None), dtype=np.int64)

    def within(self, box: Box, rows: Ints) -> Bools:
        """Tell for each row whether it lies wholly in the box, an incident's rows also in a box that names no incident."""
        good = (self.start[rows] >= box.start) & (self.end[rows] <= box.end)
        if box.incident != -1:
            good &= self.incident[rows] == box.incident
        for number, axis in enumerate(self.axes.all):
            values = self.value[number, rows]
            if axis.eras == 1:
                good &= box.within[number][0][values]
            else:
                for era in range(axis.eras):
                    outside = (era < self.first_era[rows]) | (era > self.last_era[rows])
                    good &= box.within[number][era][values] | outside
        return good

    def meets(self, box: Box, rows: Ints) -> Bools:
        """Tell for each row whether it shares a point with the box (two incidents of one list, or that a person parted, share none)."""
        start, end = np.maximum(self.start[rows], box.start), np.minimum(self.end[rows], box.end)
        good = start < end
        if box.incident != -1:
            same = self.incident[rows] == box.incident
            good &= same | (self.incident[rows] < 0) | (self.list[rows] != box.named_by)
        if len(box.parted):
            good &= ~np.isin(self.incident[rows], box.parted)
        first, last = self.axes.eras(start, end)
        together = np.zeros(len(rows), dtype=np.bool_)
        for era in range(len(self.axes.turns) + 1):
            here = (era >= first) & (era <= last)
            for number, axis in enumerate(self.axes.all):
                here &= box.meets[number][min(era, axis.eras - 1)][self.value[number, rows]]
            together |= here
        return good & together


def _rows(constraints: Sequence[Constraint]) -> list[tuple[int, Scope, int, bool]]:
    found: list[tuple[int, Scope, int, bool]] = []
    seen: set[str] = set()
    for index, c in enumerate(constraints):
        if c.claim in seen:
            raise CountError(f"the claim {c.claim!r} is given twice: admit each claim once")
        seen.add(c.claim)
        if (c.low is not None and c.low < 0) or (c.high is not None and c.high < 0):
            raise CountError(f"the claim {c.claim!r} has a negative quantity: a count is never below 0, correct it")
        if c.outer is not None and c.low is not None and c.low > 0 and c.outer.cells and _lasts(c.outer):
            found.append((index, c.outer, c.low, True))
        if c.inner is not None and c.high is not None and c.inner.cells and _lasts(c.inner):
            found.append((index, c.inner, c.high, False))
    return found


def _lasts(scope: Scope) -> bool:
    return scope.start is None or scope.end is None or scope.start < scope.end
