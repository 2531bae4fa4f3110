"""Every hierarchical model of a table side by side: its total, its criteria, and whether its maximum exists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear.enumeration import hierarchical_models
from undercount.count.estimators.loglinear.existence import EXISTS, NO_MAXIMUM, NOT_IDENTIFIED
from undercount.count.estimators.loglinear.intervals import log_errors, wald
from undercount.count.estimators.loglinear.maxima import Maxima, maxima
from undercount.count.estimators.loglinear.terms import Terms, formula, named
from undercount.count.estimators.result import ABSURD, check_level

Floats = NDArray[np.float64]

EXISTENCE = {
    EXISTS: "exists",
    NOT_IDENTIFIED: "not identified",
    NO_MAXIMUM: "does not exist",
}
"""What is said of each model's maximum."""


@dataclass(frozen=True, slots=True)
class LoglinearModel:
    """Hold one hierarchical model's fit to a table.

    Args:
        model: The formula by the lists' numbers: ``[123,14,34]``.
        named: The formula by the lists' names.
        order: The size of its largest term.
        terms: How many terms it has, the constant included.
        existence: ``exists``, ``not identified`` or ``does not exist``; without a maximum the numbers are None.
        estimate: The total, those on no list included (persons).
        low: The lower limit of the log-normal interval, which takes the model as known (persons).
        high: Its upper limit (persons), or None where it is more than 1,000 times the documented.
        bic: Bayesian information criterion, with the logarithm of the persons documented for each term.
        aic: Akaike's information criterion.
        deviance: Against the model that fits the table exactly.
        degrees_of_freedom: Histories whose fitted mean is above zero, less the terms whose parameter is finite.
    """

    model: str
    named: str
    order: int
    terms: int
    existence: str
    estimate: float | None
    low: float | None
    high: float | None
    bic: float | None
    aic: float | None
    deviance: float | None
    degrees_of_freedom: int | None


@dataclass(frozen=True, slots=True, eq=False)
class LoglinearModels:
    """Hold every hierarchical model's fit to one table, the lowest BIC first, those without a maximum last.

    Args:
        lists: The names of the lists.
        fits: The maxima, in this order.
        level: The probability of the models' intervals.
    """

    lists: tuple[str, ...]
    fits: Maxima
    level: float = 0.95

    def __len__(self) -> int:
        return len(self.fits.models)

    @property
    def usable(self) -> int:
        """How many models' maximum exists and is one point."""
        return int(self.fits.exists.sum())

    @property
    def without_maximum(self) -> int:
        """How many models have no maximum."""
        return int((self.fits.states == NO_MAXIMUM).sum())

    @property
    def not_identified(self) -> int:
        """How many models have several maxima."""
        return int((self.fits.states == NOT_IDENTIFIED).sum())

    def rows(self, top: int | None = None) -> tuple[LoglinearModel, ...]:
        """Return the first models, or all of them."""
        count = len(self) if top is None else min(top, len(self))
        part = self.fits.chosen(np.arange(count))
        low, high = wald(part.documented, part.abundances - part.documented, log_errors(part), self.level)
        columns = (part.abundances, low, high, part.criterion("bic"), part.criterion("aic"), part.deviances)
        return tuple(self._row(part, index, [float(column[index]) for column in columns]) for index in range(count))

    def _row(self, part: Maxima, index: int, numbers: list[float]) -> LoglinearModel:
        terms = part.models.model(index)
        exists = bool(part.exists[index])
        estimate, low, high, bic, aic, deviance = (number if exists else None for number in numbers)
        return LoglinearModel(
            model=formula(terms, len(self.lists)),
            named=named(terms, self.lists),
            order=int(part.models.orders[index]),
            terms=len(terms),
            existence=EXISTENCE[int(part.states[index])],
            estimate=estimate,
            low=low,
            high=None if high is None or high > ABSURD * part.documented else high,
            bic=bic,
            aic=aic,
            deviance=deviance,
            degrees_of_freedom=degrees_of_freedom(terms, part.counts, len(self.lists)) if exists else None,
        )


def loglinear_models(
    histories: CaptureHistories, *, max_order: int | None = None, level: float = 0.95
) -> LoglinearModels:
    """Fit every hierarchical log-linear model to a table.

    Use it to see how far models that fit equally well differ. The saturated model is left out: any number of persons on no list fits it.

    Args:
        histories: The table; all strata together; at most five lists, or six with ``max_order=2``.
        max_order: The size of the largest term that a model may have; None for one less than there are lists.
        level: The probability of each model's interval.

    Returns:
        The models, the lowest BIC first.

    Raises:
        HistoriesError: If nobody is on a list, or everybody is.
        CountError: If there are too many models to list, ``max_order`` is below 1, or the level is not between 0 and 1.

    References:
        Silverman, Chan and Vincent (2024): all hierarchical models by BIC.

    Examples:
        >>> table = {"A": [1, 0, 0, 1, 1, 0, 1], "B": [0, 1, 0, 1, 0, 1, 1], "C": [0, 0, 1, 0, 1, 1, 1]}
        >>> histories = CaptureHistories.from_counts(table | {"count": [60, 49, 247, 142, 4, 112, 12]})
        >>> [(row.model, round(row.estimate)) for row in loglinear_models(histories).rows(2)]
        [('[12,13]', 734), ('[12,13,23]', 763)]
    """
    check_level(level)
    counts = histories.usable().full().astype(np.float64)
    fits = maxima(hierarchical_models(len(histories.lists), max_order), counts)
    order = np.argsort(fits.criterion("bic"), kind="stable")
    return LoglinearModels(histories.lists, fits.chosen(order), level)


def degrees_of_freedom(terms: Terms, counts: Floats, lists: int) -> int:
    """Return how many histories have a mean above zero, less the finite terms."""
    histories = np.arange(1 << lists)
    held = [(histories & term) == term for term in terms]
    empty = [histories for histories in held if not counts[histories].any()]
    alive = ~np.any(empty, axis=0) if empty else np.ones(len(counts), dtype=np.bool_)
    return int(alive[1:].sum()) - (len(terms) - len(empty))
