"""The frozen values that go into the bounds and come out of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from undercount.record.scope import Scope

Status = Literal["documented", "disputed", "none"]
Side = Literal["low", "high", "conflict"]


@dataclass(frozen=True, slots=True)
class Constraint:
    """Hold what one admitted claim says about a countable unit.

    Args:
        claim: The claim's id.
        origin: Who said it first. Claims with one origin stand and fall together when robustness is asked.
        outer: The scope that certainly contains what was counted, or None: on it ``low`` binds.
        inner: The scope that was certainly covered, or None: on it ``high`` binds.
        low: At least so many units, or None.
        high: At most so many units, or None.
    """

    claim: str
    origin: str
    outer: Scope | None
    inner: Scope | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """Hold one claim's part in a proof.

    Args:
        claim: The claim's id.
        origin: Who said it first.
        side: ``low`` if the claim's floor is used, ``high`` if its ceiling is.
        quantity: The floor or the ceiling (units).
        multiplier: How often it counts; never negative.
    """

    claim: str
    origin: str
    side: Literal["low", "high"]
    quantity: int
    multiplier: Fraction


@dataclass(frozen=True, slots=True)
class Certificate:
    """Hold the proof of one bound, checked by adding up (see :mod:`undercount.count.certificate`).

    Args:
        side: ``low`` for a minimum, ``high`` for a maximum, ``conflict`` for a proof that the claims cannot all be true.
        bound: The whole number that is proven (for a conflict 0).
        value: The sum of the terms: floors minus ceilings for a minimum or a conflict, ceilings minus floors for a maximum.
        terms: The claims that carry it.
    """

    side: Side
    bound: int
    value: Fraction
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Hold what the figure becomes if some claims are left out.

    Args:
        without: The claims that are left out.
        low: The minimum that the others prove.
        high: The maximum that the others prove, or None.
    """

    without: tuple[str, ...]
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Hold an irreducible set of claims that cannot all be true: without any one of them the others can.

    Args:
        claims: The claims' ids, sorted.
        misses_by: The least total number of units by which the quantities must be relaxed for the set to hold.
        resolutions: What leaving claims out makes of the figure.
        certificate: The proof that they cannot all be true.
        origins: Who said them first, in the order of ``claims``.
    """

    claims: tuple[str, ...]
    misses_by: Fraction
    resolutions: tuple[Resolution, ...]
    certificate: Certificate
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effort:
    """Count what an answer cost, so that tests can gate on counts and not on seconds.

    Args:
        rows: Floors and ceilings that could matter to the question.
        atoms: Cells of the arrangement that were looked at by sweeping (the points that differ for the claims).
        columns: Atoms that the linear programs needed to see one by one.
        programs: Linear programs solved.
        solver_seconds: Time inside HiGHS (seconds).
        check_seconds: Time inside the independent checker (seconds).
    """

    rows: int = 0
    atoms: int = 0
    columns: int = 0
    programs: int = 0
    solver_seconds: float = 0.0
    check_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """Hold the documented minimum and maximum of one question.

    Args:
        low: What must be true at least (units); 0 if nothing is documented.
        high: What can be true at most (units), or None: nobody gave an upper bound.
        status: ``documented``; ``disputed`` if the admitted claims cannot all be true; ``none`` if no claim tells anything.
        low_certificate: The proof of ``low``.
        high_certificate: The proof of ``high``, or None.
        robust: For each k the least minimum when the claims of any k origins are left out (units).
        conflicts: The irreducible sets of claims that cannot all be true.
        left_out: Sentences that say what was not used or not searched, if anything.
        effort: What the answer cost; never part of a published figure.
    """

    low: int
    high: int | None
    status: Status
    low_certificate: Certificate
    high_certificate: Certificate | None
    robust: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[str, ...] = ()
    effort: Effort = field(default=Effort(), compare=False, repr=False)
