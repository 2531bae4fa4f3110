"""Bounds: what must be true if the admitted claims are.

Each admitted claim says that the number of units inside a scope lies between a low and a high. The number is a measure: never
negative, additive over disjoint scopes. So the documented minimum and maximum of a question are a pair of linear programs, and their
dual solutions are proofs that a reader can add up. Nothing here estimates: no bound is given that the claims do not prove, and where
no claim bounds from above there is no maximum.

References:
    A. Dobra and S. E. Fienberg (2000), Bounds for cell entries in contingency tables given marginal totals and decomposable graphs,
    PNAS 97(22). C. F. Manski (2003), Partial Identification of Probability Distributions, Springer.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType

import numpy as np

from undercount.count.axes import Ints
from undercount.count.certificate import Checker
from undercount.count.master import Tally
from undercount.count.overlap import join_question, meeting, neighbours_of, too_vague
from undercount.count.part import Clash, Leaf, Part
from undercount.count.program import Proof
from undercount.count.relevance import components, relevant
from undercount.count.result import (
    Bounds,
    Certificate,
    Conflict,
    Constraint,
    Effort,
    Resolution,
    Side,
    Status,
    Term,
)
from undercount.count.robust import least_minimum
from undercount.count.rows import Rows
from undercount.record.scope import Scope, Space

__all__ = ["Bounds", "Certificate", "Conflict", "Constraint", "Effort", "Resolution", "Term", "bounds", "bounds_by"]

OVERLAPS = 64
"""An incident that may be one event with more than so many others is too vague to be compared."""


def bounds(question: Scope, constraints: Sequence[Constraint], space: Space, *, robust: int = 2) -> Bounds:
    """Return the documented minimum and maximum of one question, with proofs.

    Args:
        question: The scope asked about.
        constraints: What the admitted claims say, all in one counting unit.
        space: The trees and the incidents' lists.
        robust: Up to how many wrong origins the minimum is tried against.

    Returns:
        Both bounds; each certificate has passed the independent checker.

    Raises:
        CountError: If the constraints contradict their own form, or no proof was found.
        CertificateError: If a proof does not pass the checker, which is a defect of this program.
        RegisterError: If a scope names what is in no register.
    """
    return bounds_by([question], constraints, space, robust=robust)[0]


def bounds_by(
    questions: Sequence[Scope], constraints: Sequence[Constraint], space: Space, *, robust: int = 2
) -> list[Bounds]:
    """Return the bounds of many questions on the same claims; the claims are put into numbers once.

    The minima of parts need not add up to the minimum of the whole: a claim about the whole that is in no part counts for the whole
    only. See :func:`bounds`.
    """
    ordered = sorted(constraints, key=lambda c: c.claim)
    rows = Rows(ordered, space)
    checker = Checker({c.claim: c for c in ordered}, space)
    return [_Answer(question, rows, checker).bounds(robust) for question in questions]


class _Answer:
    """Hold the work on one question."""

    def __init__(self, question: Scope, rows: Rows, checker: Checker) -> None:
        self.question, self.rows, self.checker = question, rows, checker
        self.box = rows.locate(question)
        self.tally = Tally()
        self.left_out: list[str] = []
        self.checked = 0.0
        found = relevant(rows, self.box)
        self.size = len(found.rows)
        self.bounded = found.bounded
        self.parts = self._parts(found.rows)

    def _parts(self, chosen: Ints) -> list[Part]:
        rows = self.rows
        pairs = meeting(rows, chosen)
        neighbours = neighbours_of(rows, pairs)
        vague = too_vague(neighbours, OVERLAPS)
        if self.box.incident != -1:
            join_question(rows, chosen, self.box, neighbours)
        if vague:
            chosen = chosen[~np.isin(rows.incident[chosen], np.fromiter(vague, dtype=np.int64))]
            self.left_out.append(
                f"{len(vague)} incidents are so imprecise that each may be one event with more than {OVERLAPS} others; "
                "their claims are not used, which can only widen the bounds"
            )
        groups = self._groups(chosen, pairs)
        made = [Part(rows, group, self.box, neighbours, self.tally, bounded=self.bounded) for group in groups]
        lost = sum(len(part.program.vague) for part in made)
        if lost:
            self.left_out.append(
                f"{lost} incident claims are so imprecise in time and place that they are not used, which can only widen the bounds"
            )
        elsewhere = sum(len(part.elsewhere) for part in made)
        if elsewhere:
            self.left_out.append(
                f"Disputes elsewhere ({elsewhere}) touch this question only through totals that cover both; the claims in them are "
                "not used here, which can only widen the bounds"
            )
        if sum(bool(way.clashes) for part in made for way in part.ways) > 1:
            self.left_out.append(
                "Each way out of one dispute is computed without the claims of the other disputes, which can only widen the bounds"
            )
        if any(part.capped for part in made):
            self.left_out.append(
                "There are more ways to resolve the conflicts than are tried; the figure also covers those that are not listed"
            )
        return made

    def _groups(self, chosen: Ints, pairs: list[tuple[int, int]]) -> list[Ints]:
        """Return the components: those with ceilings alone if they touch the question, all others as one."""
        rows = self.rows
        if not len(chosen):
            return []
        if self.box.incident != -1 or rows.floor[chosen].all():
            return [chosen]
        groups = components(rows, chosen, pairs)
        loose = [g for g in groups if rows.floor[g].all()]
        tied = [g for g in groups if not rows.floor[g].all() and rows.meets(self.box, g).any()]
        return tied + ([np.sort(np.concatenate(loose))] if loose else [])

    def bounds(self, robust: int) -> Bounds:
        """Return the answer, its proofs checked."""
        low, high = self._low(None, None), self._high(None, None)
        low_proof = self._certificate("low", low, ceil(_sum(low)))
        high_proof = None if high is None else self._certificate("high", high, floor(-_sum(high)))
        conflicts = tuple(
            self._conflict(part, clash, way.leaves) for part in self.parts for way in part.ways for clash in way.clashes
        )
        status: Status = "documented"
        if conflicts:
            status = "disputed"
        elif low_proof.bound == 0 and high is None:
            status = "none"
        left = {k: self._robust(low_proof.bound, k) for k in range(1, robust + 1)}
        return Bounds(
            low_proof.bound,
            None if high_proof is None else high_proof.bound,
            status,
            low_proof,
            high_proof,
            MappingProxyType(left),
            conflicts,
            tuple(self.left_out),
            Effort(
                self.size, self.tally.atoms, self.tally.columns, self.tally.programs, self.tally.seconds, self.checked
            ),
        )

    def _low(self, fixed: Part | None, leaf: Leaf | None) -> list[Proof]:
        return [leaf.low if part is fixed and leaf is not None else part.low for part in self.parts]

    def _high(self, fixed: Part | None, leaf: Leaf | None) -> list[Proof] | None:
        if not self.bounded:
            return None
        found = [leaf.high if part is fixed and leaf is not None else part.high for part in self.parts]
        known = [proof for proof in found if proof is not None]
        return known if len(known) == len(found) else None

    def _robust(self, start: int, count: int) -> int:
        value, capped = least_minimum(self.rows, self.parts, start, count)
        if capped:
            self.left_out.append(
                f"Not every choice of {count} wrong origins was tried; what is printed as left is proven, the true value may be higher"
            )
        return value

    def _conflict(self, part: Part, clash: Clash, leaves: Sequence[Leaf]) -> Conflict:
        rows = self.rows
        resolutions = []
        for leaf in leaves:
            low, high = self._low(part, leaf), self._high(part, leaf)
            top = None if high is None else floor(-_sum(high))
            resolutions.append(Resolution(self._names(leaf.without), ceil(_sum(low)), top))
        proof = self._certificate("conflict", [clash.proof], 0)
        origins = tuple(rows.constraints[c].origin for c in clash.claims)
        return Conflict(self._names(clash.claims), clash.proof.value, tuple(resolutions), proof, origins)

    def _names(self, claims: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.rows.constraints[c].claim for c in claims)

    def _certificate(self, side: Side, proofs: Sequence[Proof], bound: int) -> Certificate:
        """Write a proof out, and have it checked by what shares no code with the solver."""
        rows = self.rows
        value = -_sum(proofs) if side == "high" else _sum(proofs)
        terms = tuple(
            Term(c.claim, c.origin, "low" if rows.floor[row] else "high", int(rows.amount[row]), multiplier)
            for row, multiplier in sorted(pair for proof in proofs for pair in proof.multipliers)
            for c in (rows.constraints[int(rows.claim[row])],)
        )
        certificate = Certificate(side, bound, value, terms)
        began = time.perf_counter()
        self.checker.check(self.question, certificate)
        self.checked += time.perf_counter() - began
        return certificate


def _sum(proofs: Sequence[Proof]) -> Fraction:
    return sum((proof.value for proof in proofs), Fraction(0))
