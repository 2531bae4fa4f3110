"""The frozen result of an estimator: a total with its interval, or a sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.errors import CountError

Floats = NDArray[np.float64]

MOST_PLAUSIBLE = 5
"""With more missed than so many times the documented, practice drops a model."""

IMPLAUSIBLE = (
    f"more than {MOST_PLAUSIBLE} missed for each documented person: the field's rule of thumb (N0 > {MOST_PLAUSIBLE} n) would drop this "
    "model"
)
"""What every reader of so large a number must know."""

LOWER_BOUND = (
    "this is a lower bound of the total, not an estimate of it: the interval is that of the bound, and its upper limit is no limit "
    "of the total"
)
"""What every reader of Chao's number must know."""

ABSURD = 1000
"""An estimate, or an upper limit, of more than so many times the documented persons is no information and is not given."""


@dataclass(frozen=True, slots=True)
class Method:
    """Say what an estimator is, so that no number is printed without it.

    Args:
        name: The name on the command line, such as ``loglinear-bic``.
        title: What it is, in a few words.
        assumptions: What must hold for its interval to cover the truth; one sentence each.
        reference: The paper (author, year, title, place).
        bound: Whether its number is a lower bound of the total and no estimate of it.
    """

    name: str
    title: str
    assumptions: tuple[str, ...]
    reference: str
    bound: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Hold what one estimator says of one table of capture histories.

    Either there are numbers and ``refused`` is None, or there is a sentence and no number: a result that is not to be used cannot be used
    by accident. What a refused fit found stays in ``draws`` and ``detail`` for whoever wants to look.

    The estimate may lie outside its interval: BCa limits where the choice of a model is unstable, or the mean of an average whose models
    are far apart. Such a result says so in its notes. One with more than ``MOST_PLAUSIBLE`` missed for each documented person is given
    the note ``IMPLAUSIBLE``.

    Args:
        method: The estimator, with its assumptions and its paper.
        lists: The lists that were used.
        stratum: Of which stratum this is: column names with labels; empty for a whole table.
        documented: Persons on at least one list.
        estimate: The estimated total, those on no list included (persons), or None.
        low: The interval's lower limit (persons), or None.
        high: The interval's upper limit (persons), or None where there is none: no upper limit is ever invented.
        level: The interval's nominal probability.
        interval: How the interval was made, such as ``profile likelihood`` or ``posterior``.
        refused: Why there is no number, with the remedy, or None.
        notes: What a reader of the number must know; one sentence each.
        diagnosis: Facts about the computation by name: ``rhat``, ``ess``, ``aic``, ``degrees_of_freedom``; plain values only.
        draws: Draws of the total from the posterior or the bootstrap, one row a chain; None where there are none (persons).
        detail: The estimator's own frozen result, for whoever wants more.

    Shapes:
        draws: ``(chains, draws)``.
    """

    method: Method
    lists: tuple[str, ...]
    stratum: tuple[tuple[str, str], ...]
    documented: int
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    interval: str = ""
    refused: str | None = None
    notes: tuple[str, ...] = ()
    diagnosis: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    draws: Floats | None = field(default=None, repr=False)
    detail: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "diagnosis", MappingProxyType(dict(self.diagnosis)))
        if self.draws is not None:
            self.draws.setflags(write=False)
        numbers = (self.estimate, self.low, self.high)
        if self.refused is not None and any(number is not None for number in numbers):
            raise ValueError("a refused estimate holds no number")
        if self.refused is None and (self.estimate is None or not np.isfinite(self.estimate)):
            raise ValueError("an estimate that is not refused holds a finite number")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("the lower limit of an interval is not above its upper limit")
        # Set anew each time: the notes may come from another result, of which it held.
        notes = tuple(note for note in self.notes if note != IMPLAUSIBLE)
        far = not self.method.bound and self.missed is not None and self.missed > MOST_PLAUSIBLE * self.documented
        object.__setattr__(self, "notes", (*notes, IMPLAUSIBLE) if far else notes)

    @classmethod
    def refusal(
        cls,
        method: Method,
        histories: CaptureHistories,
        why: str,
        *,
        level: float,
        notes: tuple[str, ...] = (),
        diagnosis: Mapping[str, Any] | None = None,
        draws: Floats | None = None,
        detail: Any = None,
    ) -> Estimate:
        """Return a result that says why there is no number.

        Args:
            method: The estimator.
            histories: The table.
            why: One sentence: which assumption fails, where, and what to do next.
            level: The interval's nominal probability that was asked for.
            notes: What else a reader must know.
            diagnosis: Facts about the computation.
            draws: What the refused fit drew.
            detail: What it found.
        """
        return cls(
            method=method,
            lists=histories.lists,
            stratum=histories.stratum,
            documented=histories.documented,
            estimate=None,
            low=None,
            high=None,
            level=level,
            refused=why,
            notes=notes,
            diagnosis=diagnosis or {},
            draws=draws,
            detail=detail,
        )

    def __str__(self) -> str:
        """Return the numbers, or the reason why there are none, in one line."""
        where = "".join(f", {column}={label}" for column, label in self.stratum)
        if self.refused is not None:
            return f"{self.method.name}{where}: refused, {self.refused}"
        low = "-" if self.low is None else f"{self.low:,.0f}"
        high = "no upper limit" if self.high is None else f"{self.high:,.0f}"
        return f"{self.method.name}{where}: {self.estimate:,.0f} [{low}, {high}] at {self.level:.0%}, {self.documented:,} documented"

    @property
    def missed(self) -> float | None:
        """The estimated number of persons on no list, or None."""
        return None if self.estimate is None else self.estimate - self.documented

    def quantile(self, probability: float) -> float:
        """Return a quantile of the total over all draws (persons).

        Raises:
            CountError: If the estimate was refused or has no draws.
        """
        if self.refused is not None:
            raise CountError(f"a refused estimate has no quantiles; {self.method.name} said: {self.refused}")
        if self.draws is None:
            raise CountError(
                f"only an estimate with draws has quantiles; {self.method.name} has none: use its low and high"
            )
        return float(np.quantile(self.draws, probability))

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values, without the draws."""
        return {
            "method": self.method.name,
            "stratum": dict(self.stratum),
            "lists": list(self.lists),
            "documented": self.documented,
            "estimate": _rounded(self.estimate),
            "low": _rounded(self.low),
            "high": _rounded(self.high),
            "level": self.level,
            "interval": self.interval,
            "diagnosis": {name: _plain(value) for name, value in self.diagnosis.items()},
            "refused": self.refused,
            "notes": list(self.notes),
            "assumptions": list(self.method.assumptions),
            "reference": self.method.reference,
        }


def check_level(level: float) -> float:
    """Return the level of an interval if it is one.

    Raises:
        CountError: If it is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise CountError(f"the level of an interval lies between 0 and 1; it is {level}: give for example 0.95")
    return level


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(float(number), 4)


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold; a number that is not finite becomes None."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, np.ndarray):
        return [_plain(part) for part in value.tolist()]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round(value, 6) if np.isfinite(value) else None
    return value
