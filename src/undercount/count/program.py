"""Program: the linear program of one component, solved by adding the points that matter, and its exact proof."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from undercount.count.atoms import Atoms, TooManyError
from undercount.count.axes import Bools, Ints
from undercount.count.exact import candidates
from undercount.count.grid import Floats, Grid
from undercount.count.incidents import Incidents, spot_values
from undercount.count.master import Master, Pool, Tally
from undercount.count.overlap import Neighbours
from undercount.count.rows import Box, Rows
from undercount.count.sweep import Sweep, points_at
from undercount.errors import CountError

LOW, HIGH, CONFLICT = 1, -1, 0
TOLERANCE = 1e-7
BATCH = 600
FIRST_LIMIT = 2.0
DOUBT = 100.0
LAST_LIMIT = 1e9
NARROW = 8_000_000
WIDE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold exact multipliers and what they prove.

    Args:
        value: Floors minus ceilings, each times its multiplier. For a maximum the bound is minus this.
        multipliers: Row and multiplier, none of them 0.
    """

    value: Fraction
    multipliers: tuple[tuple[int, Fraction], ...]


class InfeasibleError(CountError):
    """The rows cannot all hold.

    Args:
        proof: Multipliers whose signed sum is nowhere positive and whose value is.
    """

    def __init__(self, proof: Proof) -> None:
        super().__init__("the claims cannot all be true")
        self.proof = proof


class Program:
    """Hold the arrangement of some rows and what is known of it, and answer for any part of these rows.

    Args:
        rows: All rows.
        chosen: The rows of this component.
        box: The question.
        neighbours: Which incidents may be one event.
        tally: Where the work is counted.
        apart: Give every row a variable of its own, for programs in which multipliers are limited.
    """

    def __init__(
        self, rows: Rows, chosen: Ints, box: Box, neighbours: Neighbours, tally: Tally, *, apart: bool = False
    ) -> None:
        self.rows, self.box, self.tally = rows, box, tally
        named = rows.incident[chosen] >= 0
        self.whole, self.events = chosen[~named], chosen[named]
        self.chosen = np.concatenate((self.whole, self.events))
        self.grid = Grid(rows, self.whole, box if box.incident == -1 else None)
        self.finder = _finder(self.grid)
        tally.atoms += self.finder.size
        if apart:
            everybody = {int(i): neighbours.get(int(i), set()) for i in rows.incident[self.events]}
            neighbours = everybody
        self.incidents = Incidents(rows, self.events, self.grid, box, neighbours, len(self.whole))
        self.vague = self.incidents.vague
        self._prepare()
        # Among equal proofs the one with the smallest multipliers is read most easily. Large programs go without: there the
        # nudge would be lost in the solver's tolerance.
        self._thrift = 1e-4 / self.count if 0 < self.count <= 100 else 0.0
        self.pool = Pool()
        self._masters: dict[int, Master] = {}

    def _prepare(self) -> None:
        """Number the variables: one for each whole row, then those of the incidents."""
        self.count = self.incidents.variables
        self.sign = np.ones(self.count)
        self.sign[: len(self.whole)] = np.where(self.rows.floor[self.whole], 1.0, -1.0)
        free = self.incidents.variable >= 0
        self.sign[self.incidents.variable[free]] = np.where(self.rows.floor[self.events[free]], 1.0, -1.0)
        events = self.events
        usable = ~np.isin(events, self.vague)
        self._order = np.lexsort((self.rows.claim[events], -self.rows.amount[events], self.rows.incident[events]))
        self._order = self._order[usable[self._order]]
        cells = np.unique(self.incidents.cell[self.incidents.cell >= 0])
        self._cells = cells
        self._inside = self.grid.members(cells)
        self._entries = np.nonzero(self._inside[: len(self.whole)])

    def effective(self, active: Bools) -> Ints:
        """Return the positions of the incidents' rows that count: of several floors on one scope the greatest."""
        order = self._order[active[self.events[self._order]]]
        if not len(order):
            return order
        incident = self.rows.incident[self.events[order]]
        first = np.concatenate(([True], incident[1:] != incident[:-1]))
        return order[first | (self.incidents.variable[order] >= self.incidents.first_individual)]

    def amounts(self, used: Ints, active: Bools) -> tuple[Floats, Bools]:
        """Return the objective and which variables may be positive, after the placed incidents are accounted for."""
        rows, placed = self.rows, self.incidents.cell[used] >= 0
        amount = np.zeros(self.count)
        amount[: len(self.whole)] = rows.amount[self.whole]
        here = used[placed]
        if len(here):
            mass = np.bincount(
                np.searchsorted(self._cells, self.incidents.cell[here]),
                weights=rows.amount[self.events[here]],
                minlength=len(self._cells),
            )
            row, cell = self._entries
            amount[: len(self.whole)] -= np.bincount(row, weights=mass[cell], minlength=len(self.whole))
        rest = used[~placed]
        variable = self.incidents.variable[rest]
        amount += np.bincount(variable, weights=rows.amount[self.events[rest]], minlength=self.count)
        allowed = np.zeros(self.count, dtype=np.bool_)
        allowed[: len(self.whole)] = active[self.whole]
        allowed[variable] = True
        return amount * self.sign - self._thrift, allowed

    def solve(self, active: Bools, side: int) -> Proof:
        """Return the best proof for the active rows.

        Args:
            active: For each of all rows whether it is used.
            side: ``LOW``, ``HIGH`` or ``CONFLICT``.

        Raises:
            InfeasibleError: If the active rows cannot all hold.
        """
        used = self.effective(active)
        amount, allowed = self.amounts(used, active)
        if not allowed.any():
            return self._proof(np.zeros(self.count, dtype=np.int64), 1, used, side)
        if side == CONFLICT:
            return self._exact(self._converge(amount, allowed, 1.0, side), used, side)
        return self._exact(self._widen(active, amount, allowed, side), used, side)

    def _widen(self, active: Bools, amount: Floats, allowed: Bools, side: int) -> Floats:
        """Let the multipliers grow until that gains nothing; without end they grow only if the rows cannot all hold.

        The best value is a concave function of the limit, so where it stops growing it has stopped for good.
        """
        limit = FIRST_LIMIT
        found = self._converge(amount, allowed, limit, side)
        while (found >= limit * (1 - 1e-9)).any():
            if limit <= DOUBT < limit * 8:
                self._doubt(active)
            limit *= 8
            if limit > LAST_LIMIT:
                raise CountError("the multipliers grow without end: admit fewer claims or ask a narrower question")
            wider = self._converge(amount, allowed, limit, side)
            before, after = float(amount @ found), float(amount @ wider)
            if after <= before + 1e-9 * max(1.0, abs(before)):
                break
            found = wider
        return found

    def _doubt(self, active: Bools) -> None:
        ray = self.solve(active, CONFLICT)
        if ray.value > 0:
            raise InfeasibleError(ray)

    def _converge(self, amount: Floats, allowed: Bools, limit: float, side: int) -> Floats:
        """Solve and add violated points until none is left."""
        master = self._masters.get(side)
        if master is None:
            master = self._masters[side] = Master(self.sign, float(side), self.tally)
        master.aim(amount, np.where(allowed, limit, 0.0))
        while True:
            master.take(self.pool)
            found = master.solve()
            points = self._violated(found * self.sign, side)
            cuts = self.pool.add(points)
            if cuts is None:
                return found
            self.tally.columns += len(cuts)

    def _violated(self, weights: Floats, side: int) -> list[tuple[Ints, bool]]:
        atoms, worst, at_spots = self._look(weights, side, TOLERANCE)
        found = self.finder.points(atoms[np.argsort(-worst, kind="stable")[:BATCH]])
        spots = self.incidents.spots
        if len(spots.asked):
            total, where = spot_values(spots, weights, at_spots)
            total = total - np.where(spots.asked, float(side), 0.0)
            bad = np.flatnonzero(total > TOLERANCE)
            bad = bad[np.argsort(-total[bad], kind="stable")[: 10 * BATCH]]
            members = points_at(self.grid, spots.cells[where[bad]])
            for spot, (variables, flag) in zip(bad.tolist(), members, strict=True):
                own = spots.index[spots.starts[spot] : spots.starts[spot + 1]]
                found.append((np.concatenate((variables, own)), flag or bool(spots.asked[spot])))
        return found

    def _look(self, weights: Floats, side: int, tolerance: float) -> tuple[Ints, Floats, Floats]:
        return self.finder.look(weights[: len(self.whole)], side, tolerance, self.incidents.spots.cells)

    def covers(self, active: Bools) -> bool:
        """Tell whether the active ceilings contain every point of the question that this component answers for."""
        whole = np.zeros(self.count, dtype=np.int64)
        whole[: len(self.whole)] = active[self.whole]
        free = self.incidents.variable >= 0
        whole[self.incidents.variable[free]] = active[self.events[free]]
        return self._holds(np.where(self.sign < 0, whole, 0), 1, HIGH)

    def _exact(self, found: Floats, used: Ints, side: int) -> Proof:
        """Return the plainest exact multipliers that no point refutes.

        Raises:
            CountError: If none passes.
        """
        for whole, denominator in candidates(found, self.sign):
            if side == CONFLICT and (whole > denominator).any():
                continue
            if self._holds(whole, denominator, side):
                return self._proof(whole, denominator, used, side)
        raise CountError("no exact proof was found for a bound: ask a narrower question, or admit fewer claims")

    def _holds(self, whole: Ints, denominator: int, side: int) -> bool:
        weights = whole * self.sign
        spots = self.incidents.spots
        cells, _, at_spots = self._look(weights, side * denominator, 0.5)
        if len(cells):
            return False
        if not len(spots.asked):
            return True
        total, _ = spot_values(spots, weights, at_spots)
        return bool((total - np.where(spots.asked, side * denominator, 0) < 0.5).all())

    def _proof(self, whole: Ints, denominator: int, used: Ints, side: int) -> Proof:
        count = len(self.whole)
        found = [(int(row), int(n)) for row, n in zip(self.whole.tolist(), whole[:count].tolist(), strict=True) if n]
        placed = self.incidents.cell[used] >= 0
        here = used[placed]
        weights = whole[:count] * self.sign[:count].astype(np.int64)
        used_rows = np.flatnonzero(weights)
        left = -(weights[used_rows] @ self._inside[used_rows].astype(np.int64))
        if len(self._inside) > count:
            left = left + side * denominator * self._inside[count].astype(np.int64)
        rest = left[np.searchsorted(self._cells, self.incidents.cell[here])]
        found += zip(self.events[here].tolist(), rest.tolist(), strict=True)
        free = used[~placed]
        found += zip(self.events[free].tolist(), whole[self.incidents.variable[free]].tolist(), strict=True)
        rows = self.rows
        pairs = tuple((row, Fraction(n, denominator)) for row, n in sorted(found) if n)
        total = sum((1 if rows.floor[r] else -1) * int(rows.amount[r]) * n for r, n in found)
        return Proof(Fraction(total, denominator), pairs)


def _finder(grid: Grid) -> Sweep | Atoms:
    """Return what finds the points that matter: a sweep of a small grid, or the atoms of one that is wide but thin.

    Raises:
        CountError: If the claims differ in so many dimensions at once that neither is possible.
    """
    if grid.size <= NARROW:
        return Sweep(grid)
    try:
        return Atoms(grid)
    except TooManyError:
        if grid.size > WIDE:
            raise CountError(
                f"{len(grid.chosen):,} claims differ in so many dimensions at once that their {grid.size:,} atoms cannot be looked at: "
                "ask a narrower question, or admit fewer claims"
            ) from None
        return Sweep(grid)
