"""Draws of totals that can be added, compared and mixed: of an estimate that has draws its own, of another ones that match its interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from undercount.count.estimators.result import Estimate
from undercount.errors import CountError

Floats = NDArray[np.float64]

DRAWS = 4000
"""Draws of each estimate that are kept where several are added or mixed."""

LEAST_MISSED = 0.5
"""Persons: a missed number below it is taken as this where a logarithm is taken, as a half is where a count may be zero."""


MOST_OFF = 0.15
"""By how much, in the logarithm of the number missed, a limit may differ from the quantile of the draws that it is said to be."""


def draws_of(estimate: Estimate, rng: np.random.Generator, number: int = DRAWS) -> Floats:
    """Return draws of an estimate's total, in an order that has nothing to do with that of any other estimate.

    Draws of which the interval's limits are quantiles are taken without replacement as often as they suffice. An estimate without such
    draws (a bootstrap's are none where its limits are corrected, as BCa does) is taken as
    log-normal in the number missed, with its own spread on either side of the point estimate, so that its limits are the quantiles that
    its level says; where it has no upper limit the upper spread is that of the lower side, and whoever uses the draws must leave the
    upper limit open.

    Args:
        estimate: An estimate that was not refused.
        rng: The stream that orders or makes the draws.
        number: How many draws (draws).

    Returns:
        Totals (persons), none below the documented count.

    Shapes:
        Returns ``(number,)``.

    Raises:
        CountError: If the estimate was refused.

    Assumptions:
        The logarithm of the missed number is normal on either side of the point estimate, where there are no draws.

    References:
        Burnham, Anderson, White, Brownie and Pollock (1987), Design and analysis methods for fish survival experiments,
        American Fisheries Society Monograph 5: log-normal intervals of the number missed.
    """
    if estimate.refused is not None or estimate.estimate is None:
        raise CountError(f"a refused estimate has no draws; {estimate.method.name} said: {estimate.refused}")
    if speaks_for(estimate) and estimate.draws is not None:
        pool = estimate.draws.ravel()
        rounds = -(-number // len(pool))
        drawn: Floats = np.concatenate([rng.permutation(pool) for _ in range(rounds)])[:number].astype(np.float64)
        return drawn
    centre, below, above = _log_missed(estimate)
    # Stratified normals: a few thousand draws then have almost exactly the two limits that they stand for.
    normal = ndtri((rng.permutation(number) + rng.random(number)) / number)
    made: Floats = estimate.documented + np.exp(centre + np.where(normal < 0, below, above) * normal)
    return made


def speaks_for(estimate: Estimate) -> bool:
    """Say whether an estimate holds draws whose quantiles are its limits, to within what whole persons and thinning may change."""
    if estimate.draws is None or estimate.low is None or estimate.high is None:
        return False
    quantiles = np.quantile(estimate.draws, [(1 - estimate.level) / 2, (1 + estimate.level) / 2])
    limits = log_missed(np.array([estimate.low, estimate.high]), estimate.documented)
    found = log_missed(quantiles, estimate.documented)
    return bool(np.all(np.abs(found - limits) <= MOST_OFF))


def log_missed(draws: Floats, documented: float) -> Floats:
    """Return the logarithm of the number missed in each draw, of at least half a person."""
    found: Floats = np.log(np.maximum(draws - documented, LEAST_MISSED))
    return found


def is_open(estimate: Estimate) -> bool:
    """Say whether an estimate has no upper limit."""
    return estimate.refused is None and estimate.high is None


def weighted_quantile(values: Floats, weights: Floats, probability: float) -> float:
    """Return the least value up to which the weights hold at least a probability.

    Shapes:
        values, weights: ``(draws,)``.
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = int(np.searchsorted(reached, probability * reached[-1]))
    return float(values[order[min(place, len(order) - 1)]])


def _log_missed(estimate: Estimate) -> tuple[float, float, float]:
    """Return the centre of the log missed number and its standard deviations below and above."""
    deviate = float(ndtri((1 + estimate.level) / 2))
    ends = [
        None if end is None else float(log_missed(np.array([end]), estimate.documented)[0])
        for end in (estimate.low, estimate.estimate, estimate.high)
    ]
    low, centre, high = ends
    if centre is None or (low is None and high is None):
        return centre or 0.0, 0.0, 0.0
    below = (centre - low) / deviate if low is not None else 0.0
    above = (high - centre) / deviate if high is not None else below
    return centre, max(below if low is not None else above, 0.0), max(above, 0.0)
