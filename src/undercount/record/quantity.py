"""How many, as it was said: low, best and high with a qualifier and a counting unit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from undercount.errors import RecordError

QUALIFIERS = ("exactly", "at-least", "at-most", "about", "between", "vague")
"""The ways in which a number is hedged. ``vague`` is for words without a number ("dozens")."""

MOST_DIGITS = 15
"""The most digits of a count: more have no exact place in the formats that the record is written in (RFC 8785, ECMAScript)."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """State how many units somebody says that there were.

    A quantity is never a bare number. Each of low, best and high may be absent; "no upper bound" is a legal answer and
    is written as ``high=None``. Quantities of different units are never added or compared.

    Args:
        low: The least number said (units), or None.
        best: The number said or held most likely (units), or None.
        high: The greatest number said (units), or None.
        qualifier: One of :data:`QUALIFIERS`.
        unit: What is counted: a term of the list ``unit``.
        phrase: The words as they stand in the source ("at least 82", "dozens"); empty for a table's cell.

    Raises:
        RecordError: If a number is negative, low ≤ best ≤ high does not hold, or the qualifier is unknown.

    References:
        Low, best and high as in UCDP GED (Sundberg and Melander 2013, Journal of Peace Research 50(4)).
    """

    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    unit: str
    phrase: str = ""

    def __post_init__(self) -> None:
        if self.qualifier not in QUALIFIERS:
            raise RecordError(
                f"a qualifier must be one of {', '.join(QUALIFIERS)}; {self.qualifier!r} is none of them: use one of these"
            )
        numbers = [(name, n) for name, n in self.numbers().items() if n is not None]
        for name, number in numbers:
            if number < 0:
                raise RecordError(
                    f"a count cannot be negative; {name} is {number}: write the number as the source says it"
                )
        for (left, a), (right, b) in pairwise(numbers):
            if a > b:
                raise RecordError(
                    f"low ≤ best ≤ high must hold; {left} {a} is above {right} {b}: check the numbers against the source"
                )

    def numbers(self) -> dict[str, int | None]:
        """Return low, best and high by name, in that order."""
        return {"low": self.low, "best": self.best, "high": self.high}

    @property
    def is_empty(self) -> bool:
        """Tell whether no number was said at all."""
        return self.low is None and self.best is None and self.high is None

    @property
    def floor(self) -> int | None:
        """Return the number of units that there were at the least, if the words say so, else None.

        A number is a floor unless its speaker says otherwise: ``low``, or ``best`` where it was said exactly or as
        "at least". "About 80" and "dozens" are no floor: what they exclude is not said.
        """
        if self.low is not None:
            return self.low
        return self.best if self.qualifier in ("exactly", "at-least") else None

    @property
    def ceiling(self) -> int | None:
        """Return the number of units that there were at the most, if the words cover the whole of a scope, else None."""
        if self.high is not None:
            return self.high
        return self.best if self.qualifier in ("exactly", "at-most") else None
