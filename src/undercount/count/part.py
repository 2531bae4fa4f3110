"""Part: what hangs together, solved alone: its minimum, its maximum, and its conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from undercount.count.axes import Bools, Ints
from undercount.count.master import Tally
from undercount.count.overlap import Neighbours
from undercount.count.program import CONFLICT, HIGH, LOW, InfeasibleError, Program, Proof
from undercount.count.rows import Box, Rows

LEAVES = 64
VISITS = 200


@dataclass(frozen=True, slots=True)
class Clash:
    """Hold an irreducible set of claims that cannot all be true.

    Args:
        claims: Their numbers, sorted.
        proof: That they cannot; its value is the least relaxation.
    """

    claims: tuple[int, ...]
    proof: Proof


@dataclass(frozen=True, slots=True)
class Leaf:
    """Hold one way to resolve the conflicts: the claims that are left out, and what the others prove."""

    without: tuple[int, ...]
    low: Proof
    high: Proof | None


@dataclass(slots=True)
class _Search:
    """Hold what a search for resolutions has found."""

    clashes: dict[tuple[int, ...], Clash] = field(default_factory=dict)
    leaves: dict[tuple[int, ...], Leaf] = field(default_factory=dict)
    seen: set[tuple[int, ...]] = field(default_factory=set)
    capped: bool = False


class Part:
    """Answer for one component.

    Args:
        rows: All rows.
        chosen: The rows of this component.
        box: The question.
        neighbours: Which incidents may be one event.
        tally: Where the work is counted.
        bounded: Whether ceilings contain the question, so that a maximum is worth asking for.
    """

    def __init__(
        self, rows: Rows, chosen: Ints, box: Box, neighbours: Neighbours, tally: Tally, *, bounded: bool
    ) -> None:
        self.rows, self.chosen, self.box = rows, chosen, box
        self.neighbours, self.tally, self.bounded = neighbours, tally, bounded
        self.program = Program(rows, chosen, box, neighbours, tally)
        self.origins = frozenset(rows.origin[chosen].tolist())
        self.capped = False
        self._lows: dict[tuple[frozenset[int], tuple[int, ...]], Proof | None] = {}
        self.clashes, self.leaves = self._resolve()

    def active(self, without: Iterable[int] = (), removed: Iterable[int] = ()) -> Bools:
        """Return which rows are used when some claims and some origins are left out."""
        used = np.ones(self.rows.size, dtype=np.bool_)
        for claim in without:
            used &= self.rows.claim != claim
        for origin in removed:
            used &= self.rows.origin != origin
        return used

    def lows(self, removed: frozenset[int]) -> list[Proof]:
        """Return the proofs of the minimum without some origins: one, or one for each resolution if there is still a conflict."""
        removed &= self.origins
        if not removed:
            return [leaf.low for leaf in self.leaves]
        whole = self._low(removed, ())
        if whole is not None:
            return [whole]
        return [proof for leaf in self.leaves if (proof := self._low(removed, leaf.without)) is not None]

    def _low(self, removed: frozenset[int], without: tuple[int, ...]) -> Proof | None:
        key = (removed, without)
        if key not in self._lows:
            try:
                self._lows[key] = self.program.solve(self.active(without, removed), LOW)
            except InfeasibleError:
                self._lows[key] = None
        return self._lows[key]

    def _resolve(self) -> tuple[tuple[Clash, ...], tuple[Leaf, ...]]:
        search = _Search()
        self._visit((), search)
        if search.capped:
            self.capped = True
            self._give_up(search)
        minimal = [
            leaf
            for leaf in search.leaves.values()
            if not any(set(other) < set(leaf.without) for other in search.leaves)
        ]
        return tuple(search.clashes.values()), tuple(minimal)

    def _visit(self, without: tuple[int, ...], search: _Search) -> None:
        if without in search.seen:
            return
        if len(search.seen) >= VISITS or len(search.leaves) >= LEAVES:
            search.capped = True
            return
        search.seen.add(without)
        clash = self._try(without, search)
        if clash is not None:
            for claim in clash.claims:
                self._visit(tuple(sorted((*without, claim))), search)

    def _try(self, without: tuple[int, ...], search: _Search) -> Clash | None:
        """Keep a leaf if the rest can hold, else return a clash in it."""
        active = self.active(without)
        gone = set(without)
        for known in search.clashes.values():
            if not gone.intersection(known.claims):
                return known
        try:
            low = self.program.solve(active, LOW)
            high = None
            if self.bounded and self.program.covers(active):
                high = self.program.solve(active, HIGH)
        except InfeasibleError as error:
            clash = self._clash(active, error.proof)
            search.clashes[clash.claims] = clash
            return clash
        search.leaves[without] = Leaf(without, low, high)
        return None

    def _give_up(self, search: _Search) -> None:
        """Leave out every claim of every clash: fewer claims prove less than any resolution does."""
        without = tuple(sorted({claim for clash in search.clashes.values() for claim in clash.claims}))
        while (clash := self._try(without, search)) is not None:
            without = tuple(sorted({*without, *clash.claims}))

    def _clash(self, active: Bools, ray: Proof) -> Clash:
        """Return an irreducible part of the claims that a proof of impossibility names."""
        rows = self.rows
        claims = sorted({int(rows.claim[row]) for row, _ in ray.multipliers})
        own = self.chosen[active[self.chosen] & np.isin(rows.claim[self.chosen], claims)]
        program = Program(rows, own, self.box, self.neighbours, self.tally)
        weight = {claim: Fraction(0) for claim in claims}
        for row, multiplier in ray.multipliers:
            weight[int(rows.claim[row])] += multiplier * int(rows.amount[row])
        ordered = sorted(claims, key=lambda c: (weight[c], c))
        kept = _irreducible(ordered, lambda left: self._impossible(program, left))
        own = own[np.isin(rows.claim[own], kept)]
        apart = Program(rows, own, self.box, self.neighbours, self.tally, apart=True)
        return Clash(tuple(sorted(kept)), apart.solve(np.ones(rows.size, dtype=np.bool_), CONFLICT))

    def _impossible(self, program: Program, claims: list[int]) -> bool:
        active = np.isin(self.rows.claim, claims)
        return program.solve(active, CONFLICT).value > 0


def _irreducible(claims: list[int], impossible: object) -> list[int]:
    """Drop claims, in halving runs and then one by one, for as long as the rest is impossible."""
    assert callable(impossible)
    kept = list(claims)
    size = max(1, len(kept) // 2)
    while True:
        at = 0
        while at < len(kept):
            trial = kept[:at] + kept[at + size :]
            if trial and impossible(trial):
                kept = trial
            else:
                at += size
        if size == 1:
            return kept
        size = max(1, size // 2)
