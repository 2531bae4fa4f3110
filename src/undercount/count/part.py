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

LEAVES = 16
VISITS = 60


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
    """Hold one way out of a conflict.

    Args:
        without: The claims that are left out to get out of this conflict.
        dropped: All claims that are not used: these and those of every other conflict.
        low: What the others prove as a minimum.
        high: What they prove as a maximum, or None.
    """

    without: tuple[int, ...]
    dropped: tuple[int, ...]
    low: Proof
    high: Proof | None


@dataclass(frozen=True, slots=True)
class Way:
    """Hold the conflicts that touch the question and hang together, or none, with every way out of them.

    Args:
        clashes: The conflict found first, and those that come to light while a way out of it is sought.
        leaves: The ways out; each leaves out a claim of every one of these conflicts.
    """

    clashes: tuple[Clash, ...]
    leaves: tuple[Leaf, ...]


@dataclass(slots=True)
class _Search:
    """Hold what a search for the ways out of one conflict has found.

    Args:
        others: The claims of every other conflict, which are not used.
    """

    others: frozenset[int]
    clashes: list[Clash]
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
        self.elsewhere: tuple[Clash, ...] = ()
        self.ways = self._resolve()
        self.leaves = tuple(leaf for way in self.ways for leaf in way.leaves)

    @property
    def low(self) -> Proof:
        """The best minimum that holds whichever way a conflict is resolved: each conflict proves one."""
        return max((min((x.low for x in way.leaves), key=_value) for way in self.ways), key=_value)

    @property
    def high(self) -> Proof | None:
        """The best maximum that holds whichever way a conflict is resolved; None if no conflict leaves one."""
        found = [_weakest([x.high for x in way.leaves]) for way in self.ways]
        known = [proof for proof in found if proof is not None]
        return max(known, key=_value) if known else None

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
        return [proof for leaf in self.leaves if (proof := self._low(removed, leaf.dropped)) is not None]

    def _low(self, removed: frozenset[int], without: tuple[int, ...]) -> Proof | None:
        key = (removed, without)
        if key not in self._lows:
            try:
                self._lows[key] = self.program.solve(self.active(without, removed), LOW)
            except InfeasibleError:
                self._lows[key] = None
        return self._lows[key]

    def _resolve(self) -> tuple[Way, ...]:
        """Find conflicts that share no claim, and the ways out of each that touches the question.

        A conflict elsewhere, none of whose claims meets the question, decides nothing here: its claims are not used, which can only
        widen the bounds. Each way out of one conflict is computed without the claims of all others, for the same reason.
        """
        clashes: list[Clash] = []
        disputed: frozenset[int] = frozenset()
        while isinstance(found := self._try((), disputed), Clash):
            clashes.append(found)
            disputed |= frozenset(found.claims)
        near = [clash for clash in clashes if self._touches(clash)]
        self.elsewhere = tuple(clash for clash in clashes if clash not in near)
        if not near:
            return (Way((), (found,)),)
        return tuple(self._ways_out(clash, disputed - frozenset(clash.claims)) for clash in near)

    def _touches(self, clash: Clash) -> bool:
        own = self.chosen[np.isin(self.rows.claim[self.chosen], clash.claims)]
        return bool(self.rows.meets(self.box, own).any())

    def _ways_out(self, clash: Clash, others: frozenset[int]) -> Way:
        search = _Search(others, [clash])
        for claim in clash.claims:
            self._visit((claim,), search)
        if search.capped:
            self.capped = True
            self._give_up(search)
        leaves = tuple(
            leaf
            for leaf in search.leaves.values()
            if not any(set(other) < set(leaf.without) for other in search.leaves)
        )
        return Way(tuple(search.clashes), leaves)

    def _visit(self, without: tuple[int, ...], search: _Search) -> None:
        if without in search.seen:
            return
        if len(search.seen) >= VISITS or len(search.leaves) >= LEAVES:
            search.capped = True
            return
        search.seen.add(without)
        clash = self._next_clash(without, search)
        for claim in clash or ():
            self._visit(tuple(sorted((*without, claim))), search)

    def _next_clash(self, without: tuple[int, ...], search: _Search) -> tuple[int, ...] | None:
        """Keep a leaf if the rest can hold, else return a clash in it."""
        known = next((c for c in search.clashes if not set(without).intersection(c.claims)), None)
        if known is not None:
            return known.claims
        found = self._try(without, search.others)
        if isinstance(found, Clash):
            search.clashes.append(found)
            return found.claims
        search.leaves[without] = found
        return None

    def _try(self, without: tuple[int, ...], others: frozenset[int]) -> Leaf | Clash:
        """Return what the claims prove without some and without the others, or a clash among them."""
        dropped = tuple(sorted({*without, *others}))
        active = self.active(dropped)
        try:
            low = self.program.solve(active, LOW)
            high = None
            if self.bounded and self.program.covers(active):
                high = self.program.solve(active, HIGH)
        except InfeasibleError as error:
            return self._clash(active, error.proof)
        return Leaf(without, dropped, low, high)

    def _give_up(self, search: _Search) -> None:
        """Leave out every claim of every clash: fewer claims prove less than any resolution does."""
        while True:
            without = tuple(sorted({claim for clash in search.clashes for claim in clash.claims}))
            found = self._try(without, search.others)
            if isinstance(found, Leaf):
                search.leaves[without] = found
                return
            search.clashes.append(found)

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


def _value(proof: Proof) -> Fraction:
    return proof.value


def _weakest(proofs: list[Proof | None]) -> Proof | None:
    """Return the proof of the greatest maximum; None if one of them has none. A maximum's proof has the negative value."""
    known = [proof for proof in proofs if proof is not None]
    return min(known, key=_value) if len(known) == len(proofs) else None


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
