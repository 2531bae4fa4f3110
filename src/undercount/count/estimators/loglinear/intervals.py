"""Intervals of a log-linear estimate: log-normal (Wald), profile likelihood, and the bootstrap that repeats the selection (BCa).

References:
    Cormack (1992), Interval estimation for mark-recapture studies of closed populations, Biometrics 48(2): profile likelihood.
    Chao (1987), Estimating the population size for capture-recapture data with unequal catchability, Biometrics 43(4): log-normal.
    Silverman, Chan and Vincent (2024), Bootstrapping multiple systems estimates to account for model selection, Statistics and
    Computing 34:44.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, ndtri

from undercount.compiled import compiled
from undercount.count.estimators.bca import bca_limits
from undercount.count.estimators.lattice import add_supersets
from undercount.count.estimators.loglinear.fit import (
    FITTED,
    MOST_STEPS,
    factorise,
    finite_terms,
    fit,
    information,
    means_of,
    solve,
)
from undercount.count.estimators.loglinear.maxima import Maxima, penalty
from undercount.count.estimators.loglinear.resample import winners

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BLOCKS = 10
"""In how many blocks the replicates are parted to see how far the limits move by chance."""
_LARGEST_LOG = 100.0
"""A factor's logarithm is cut here, far beyond ``ABSURD``, so that no limit overflows."""
_FARTHEST = 1e7
"""Where the likelihood is still not low enough at so many times the estimate, there is no upper limit."""


def wald(documented: float, missed: Floats | float, error: Floats | float, level: float) -> tuple[Floats, Floats]:
    """Return limits of the total where the logarithm of the persons on no list is normal.

    Args:
        documented: Persons on at least one list.
        missed: Persons on no list, estimated.
        error: The standard error of its logarithm.
        level: The interval's probability.
    """
    factor = np.exp(np.minimum(ndtri((1 + level) / 2) * np.asarray(error), _LARGEST_LOG))
    return documented + missed / factor, documented + missed * factor


def log_errors(maxima: Maxima) -> Floats:
    """Return the standard error of the logarithm of the persons on no list, from the information matrix; NaN without maximum."""
    models = maxima.models
    return _log_errors(models.terms, models.sizes, maxima.thetas, maxima.counts, models.lists)


@compiled
def _log_errors(terms: Ints, sizes: Ints, thetas: Floats, counts: Floats, lists: int) -> Floats:
    errors = np.empty(len(sizes))
    width = terms.shape[1]
    margins = counts.copy()
    add_supersets(margins, lists)
    kept, finite = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    theta, matrix, right = np.empty(width), np.empty((width, width)), np.empty(width)
    alive, means = np.empty(len(counts), dtype=np.bool_), np.empty(len(counts))
    for model in range(len(sizes)):
        errors[model] = np.nan
        if thetas[model, 0] == -np.inf:
            continue
        count = finite_terms(terms, model, sizes[model], margins, alive, lists, kept, finite)
        for position in range(count):
            theta[position], right[position] = thetas[model, kept[position]], 0.0
        means_of(theta, finite, count, alive, lists, means)
        add_supersets(means, lists)
        information(means, finite, count, matrix)
        right[0] = 1.0
        if factorise(matrix, count, 0.0):
            solve(matrix, count, right)
            errors[model] = np.sqrt(right[0])
    return errors


def profile(maxima: Maxima, level: float) -> tuple[float, float | None]:
    """Return the totals between which the multinomial likelihood of the first model, maximised for each total, is high enough.

    Args:
        maxima: A model whose maximum exists.
        level: The interval's probability.

    Returns:
        Lower and upper limit (persons); the upper one None where the likelihood never falls far enough.

    References:
        Cormack (1992).
    """
    value = _profiled(maxima)
    missed = float(np.exp(maxima.thetas[0, 0]))
    around = (np.log(missed) - 4, np.log(missed) + 4)
    near = minimize_scalar(lambda log: -value(np.exp(log)), bounds=around, method="bounded")
    top = -float(near.fun)
    needed = top - float(ndtri((1 + level) / 2)) ** 2 / 2

    def above(missed: float) -> float:
        return value(missed) - needed

    best = float(np.exp(near.x))
    least = 1e-6
    low = 0.0 if above(least) >= 0 else float(brentq(above, least, best))
    steps = [best * factor for factor in np.geomspace(1, _FARTHEST, 57)]
    for inner, outer in pairwise(steps):
        if above(outer) < 0:
            return maxima.documented + low, maxima.documented + float(brentq(above, inner, outer))
    return maxima.documented + low, None


def _profiled(maxima: Maxima) -> Callable[[float], float]:
    """Return the logarithm of the multinomial likelihood as a function of the persons on no list."""
    models = maxima.models

    def value(missed: float) -> float:
        state, found = _completed(
            models.terms, models.sizes, maxima.thetas, maxima.counts, models.lists, missed, MOST_STEPS
        )
        if state != FITTED:
            return -np.inf
        total = maxima.documented + missed
        return float(gammaln(total + 1) - gammaln(missed + 1) + found + total - total * np.log(total))

    return value


@compiled
def _completed(
    terms: Ints, sizes: Ints, thetas: Floats, counts: Floats, lists: int, missed: float, most: int
) -> tuple[int, float]:
    """Fit the first model to the table with the persons on no list filled in."""
    width = terms.shape[1]
    margins = counts.copy()
    add_supersets(margins, lists)
    kept, finite = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    theta, step, matrix = np.empty(width), np.empty(width), np.empty((width, width))
    alive, means, sums = np.empty(len(counts), dtype=np.bool_), np.empty(len(counts)), np.empty(len(counts))
    count = finite_terms(terms, 0, sizes[0], margins, alive, lists, kept, finite)
    for position in range(count):
        theta[position] = thetas[0, kept[position]]
    alive[0] = True
    margins[0] += missed
    needed = -np.inf
    return fit(finite, count, margins, alive, lists, needed, most, theta, means, sums, matrix, step)


@dataclass(frozen=True, slots=True, eq=False)
class Bootstrap:
    """Hold what the selection, repeated in each resample, gives.

    Args:
        point: The estimate from the data (persons).
        totals: The estimate from each resample in which a model's maximum exists (persons).
        chosen: The rank, by the data's criterion, of the model chosen in each of them: 0 for the one chosen from the data.
        discarded: Resamples in which no model's maximum exists.
        left_totals: The estimate after one person with a history is left out (persons).
        left_weights: How many persons have that history.
        candidates: How many models could be chosen.
    """

    point: float
    totals: Floats
    chosen: Ints
    discarded: int
    left_totals: Floats
    left_weights: Floats
    candidates: int

    def limits(self, level: float) -> tuple[float, float]:
        """Return the limits at a level (persons)."""
        low, high = bca_limits(self.point, self.totals, self.left_totals, self.left_weights, [level])[0]
        return float(low), float(high)

    def errors(self, level: float) -> tuple[float, float]:
        """Return the Monte Carlo standard error of each limit (persons), from blocks of the replicates."""
        blocks = np.array_split(self.totals, _BLOCKS)
        if len(blocks[-1]) == 0:
            return float("nan"), float("nan")
        parts = [bca_limits(self.point, block, self.left_totals, self.left_weights, [level])[0] for block in blocks]
        low, high = np.std(parts, axis=0, ddof=1) / np.sqrt(_BLOCKS)
        return float(low), float(high)

    def share_within(self, rank: int) -> float:
        """Return the share of the resamples that chose one of the data's best models, up to this rank."""
        return float(np.mean(self.chosen < rank))


def bootstrap(candidates: Maxima, criterion: str, replicates: int, rng: np.random.Generator) -> Bootstrap:
    """Repeat the selection among the candidates in resamples of the persons, and after leaving out each person.

    A term on whose lists nobody in a resample is together has its parameter at minus infinity there and still counts in the criterion; a
    model whose maximum does not exist or is not one point in a resample is not chosen in it.

    Args:
        candidates: The models, the best for the data first.
        criterion: ``bic`` or ``aic``.
        replicates: How many resamples are drawn.
        rng: Their stream.
    """
    counts = candidates.counts
    used = np.flatnonzero(counts > 0)
    documented = int(candidates.documented)
    samples = np.zeros((replicates, len(counts)))
    samples[:, used] = rng.multinomial(documented, counts[used] / documented, size=replicates)
    left = np.tile(counts, (len(used), 1))
    left[np.arange(len(used)), used] -= 1
    chosen, totals = _chosen(candidates, samples, penalty(criterion, documented))
    left_chosen, left_totals = _chosen(candidates, left, penalty(criterion, max(documented - 1, 2)))
    held, left_held = chosen >= 0, left_chosen >= 0
    return Bootstrap(
        float(candidates.abundances[0]),
        totals[held],
        chosen[held],
        int(np.count_nonzero(~held)),
        left_totals[left_held],
        counts[used][left_held],
        len(candidates.models),
    )


def _chosen(candidates: Maxima, samples: Floats, cost: float) -> tuple[Ints, Floats]:
    models = candidates.models
    costs = np.full(len(samples), cost)
    chosen, totals, _ = winners(
        models.terms, models.sizes, candidates.thetas, candidates.counts, samples, costs, models.lists
    )
    return chosen, totals
