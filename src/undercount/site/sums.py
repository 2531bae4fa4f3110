"""Add up a certificate, line by line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from undercount.site.built import Number, SiteError, Term


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum: multiplier times quantity."""

    claim: str
    speaker: str
    origin: str
    quantity: int
    multiplier: Fraction
    product: Fraction


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that proves a bound.

    Args:
        lines: What is added.
        total: What it adds up to.
        bound: The bound; where the total is no whole number, the next whole number inside it.
    """

    lines: tuple[Line, ...]
    total: Fraction
    bound: int

    @property
    def rounded(self) -> bool:
        """Return whether the bound is the total made whole."""
        return self.total != self.bound

    @property
    def plain(self) -> bool:
        """Return whether every multiplier is one, so that the lines are simply added."""
        return all(line.multiplier == 1 for line in self.lines)


def add_up(terms: list[Term], bound: int, *, upper: bool, name: str) -> Sum:
    """Return the sum of a certificate's terms, what is added before what is taken away, the largest first.

    Args:
        terms: The certificate's terms.
        bound: The published minimum or maximum.
        upper: Whether the bound is a maximum.
        name: The figure, for the error.

    Raises:
        SiteError: If the terms do not add up to the bound: a sum that proves nothing is not published.
    """
    lines = tuple(sorted((_line(term) for term in terms), key=_size))
    total = sum((line.product for line in lines), Fraction(0))
    whole = math.floor(total) if upper else math.ceil(total)
    if whole != bound and not (not upper and not terms and bound == 0):
        raise SiteError(
            f"the {'maximum' if upper else 'minimum'} of figure {name} is {bound}, but its certificate adds up to {total}:"
            " run verify, then build again"
        )
    return Sum(lines, total, bound)


def fraction(value: Number) -> Fraction:
    """Return a multiplier exactly as it is written."""
    return Fraction(value) if isinstance(value, int | str) else Fraction(str(value))


def _size(line: Line) -> tuple[bool, Fraction, str]:
    return line.product < 0, -abs(line.product), line.claim


def _line(term: Term) -> Line:
    multiplier = fraction(term["multiplier"])
    return Line(
        term["claim"], term["speaker"], term["origin"], term["quantity"], multiplier, multiplier * term["quantity"]
    )
