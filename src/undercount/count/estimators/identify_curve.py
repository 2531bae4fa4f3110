"""How an estimate moves when its identifying assumption is turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.identify import JEFFREYS, Interval, MissedOdds, at_xi, no_highest_order
from undercount.count.estimators.identify_cells import Fitted
from undercount.count.estimators.result import Estimate
from undercount.errors import CountError

Floats = NDArray[np.float64]

XIS = tuple(float(xi) for xi in np.round(np.geomspace(0.1, 10.0, 21), 4))
"""From a tenth to ten times as many missed as no highest-order interaction says."""


@dataclass(frozen=True, slots=True, eq=False)
class SensitivityCurve:
    """Hold the estimate at each value of the sensitivity parameter.

    Args:
        lists: The lists of the assumption.
        documented: Persons on at least one list.
        level: The intervals' nominal probability.
        estimates: One estimate for each xi; each may be refused.
        xis: The values of the sensitivity parameter.
    """

    lists: tuple[str, ...]
    documented: int
    level: float
    xis: tuple[float, ...]
    estimates: tuple[Estimate, ...]

    @property
    def totals(self) -> tuple[float | None, ...]:
        """The estimated total at each xi (persons), None where it is refused."""
        return tuple(found.estimate for found in self.estimates)

    @property
    def lows(self) -> tuple[float | None, ...]:
        """The lower limit at each xi (persons)."""
        return tuple(found.low for found in self.estimates)

    @property
    def highs(self) -> tuple[float | None, ...]:
        """The upper limit at each xi (persons)."""
        return tuple(found.high for found in self.estimates)

    def xi_for(self, total: float) -> float:
        """Return the xi at which the estimate is a stated total: how wrong the assumption must be for that total to be the truth.

        Args:
            total: A total (persons), larger than the documented count.

        Raises:
            CountError: If the total is not larger than the documented, or no estimate of the curve holds.
        """
        if not (np.isfinite(total) and total > self.documented):
            raise CountError(
                f"a total holds more than the {self.documented:,} documented persons; it is {total:,.0f}: give a larger one"
            )
        usable = [(xi, found) for xi, found in zip(self.xis, self.estimates, strict=True) if found.estimate is not None]
        if not usable:
            raise CountError(f"no estimate of the curve holds; the first said: {self.estimates[0].refused}")
        xi, found = usable[0]
        if isinstance(found.detail, MissedOdds):
            return _solved(found.detail, total - self.documented)
        # The maximum-likelihood estimate is a straight line in xi; on some of the lists it begins below the documented.
        if len(usable) > 1:
            other, beyond = usable[-1]
            slope = (float(beyond.estimate or 0) - float(found.estimate or 0)) / (other - xi)
            return xi + (total - float(found.estimate or 0)) / slope
        return xi * (total - self.documented) / (float(found.estimate or 0) - self.documented)


def sensitivity_curve(
    histories: CaptureHistories,
    xis: Sequence[float] = XIS,
    *,
    level: float = 0.95,
    fit: Fitted | None = None,
    lists: Sequence[str] | None = None,
    interval: Interval = "posterior",
    prior: float = JEFFREYS,
    draws: int = 4000,
    seed: int = 1,
) -> SensitivityCurve:
    """Turn the sensitivity parameter and see how the estimate moves; the table, or the fit, fits equally well all along the curve.

    With two lists ``xi`` is their odds ratio: below 1 persons on one list are less likely to be on the other.

    Args:
        histories: The table.
        xis: Values of the sensitivity parameter, each positive.
        level: The intervals' nominal probability.
        fit: As for :func:`no_highest_order`: what describes the documented.
        lists: As there: the lists of the assumption, or None for all.
        interval: ``posterior`` or ``wald``.
        prior: The Dirichlet prior's persons in each observable history; without ``fit``.
        draws: How many draws of the total.
        seed: Of the draws, which are the same at every xi.

    Returns:
        The estimate at each value, and the value for a stated total (:meth:`SensitivityCurve.xi_for`).

    Raises:
        CountError: If there is no xi, one is not positive, or an argument is refused by :func:`no_highest_order`.

    Assumptions:
        As ``NO_HIGHEST_ORDER.assumptions``, for each xi.

    References:
        Aleshin-Guendel, Sadinle and Wakefield (2024), Biometrics 80(1). Lum and Ball (2015), Estimating undocumented homicides
        with two lists and list dependence, Human Rights Data Analysis Group. Gerritse, van der Heijden and Bakker (2015), Sensitivity of
        population size estimation for violating parametric assumptions in log-linear models, Journal of Official Statistics 31(3).

    Examples:
        >>> two = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}, ["A", "B"])
        >>> curve = sensitivity_curve(two, [0.5, 1, 2], interval="wald")
        >>> curve.totals, round(curve.xi_for(240), 6)
        ((90.0, 120.0, 180.0), 3.0)
    """
    if not len(xis):
        raise CountError("a curve needs at least one xi; there is none: give for example [0.5, 1, 2]")

    def alone(xi: float) -> Estimate:
        return no_highest_order(
            histories, level=level, xi=xi, lists=lists, interval=interval, fit=fit, prior=prior, draws=draws, seed=seed
        )

    first = alone(xis[0])
    odds = first.detail
    if isinstance(odds, MissedOdds):
        found = (first, *(at_xi(histories, odds, xi, level) for xi in xis[1:]))
    else:
        found = (first, *(alone(xi) for xi in xis[1:]))
    named = histories.lists if lists is None else tuple(lists)
    return SensitivityCurve(named, histories.documented, level, tuple(float(xi) for xi in xis), found)


def _solved(odds: MissedOdds, missed: float) -> float:
    """Return the xi at which the median of the expected number missed is as stated: it rises with xi in every draw."""
    low, high = -60.0, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        less = float(np.median(odds.expected(float(np.exp(middle))))) < missed
        low, high = (middle, high) if less else (low, middle)
    return float(np.exp((low + high) / 2))
