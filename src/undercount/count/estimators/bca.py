"""Bias-corrected and accelerated limits from a bootstrap and a jackknife over persons.

References:
    Efron (1987), Better bootstrap confidence intervals, JASA 82(397).
    Efron and Tibshirani (1993), An introduction to the bootstrap, equations 14.10, 14.14 and 14.15.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from undercount.count.estimators.result import check_level

Floats = NDArray[np.float64]


def bca_limits(
    point: float, bootstrap: Floats, jackknife_values: Floats, jackknife_weights: Floats, levels: Sequence[float]
) -> Floats:
    """Return the lower and the upper limit at each level.

    Use it where an estimator picks a model or is skewed, so that the bootstrap's plain quantiles are off centre. Do not use it with
    fewer than about 500 replicates: its limits are quantiles further out than the level says.

    Args:
        point: The estimate from the data (persons).
        bootstrap: The estimate from each resample, all finite (persons).
        jackknife_values: The estimate after one person with the i-th history is left out (persons).
        jackknife_weights: How many persons have the i-th history, since leaving out any of them gives the same estimate.
        levels: The nominal probability of each interval, such as ``(0.8, 0.95)``.

    Returns:
        One row a level: lower and upper limit, both between the smallest and the largest replicate (persons).

    Shapes:
        bootstrap: ``(replicates,)``. jackknife_values, jackknife_weights: ``(histories,)``. Returns ``(levels, 2)``.

    Raises:
        CountError: If a level is not between 0 and 1.
        ValueError: If there is no replicate.

    References:
        Efron and Tibshirani (1993), equation 14.10.

    Examples:
        >>> replicates = np.arange(1.0, 1000.0)
        >>> bca_limits(500.0, replicates, np.array([499.0, 501.0]), np.array([1.0, 1.0]), [0.9]).round(1).tolist()
        [[50.9, 949.1]]
    """
    if len(bootstrap) == 0:
        raise ValueError("limits need at least one replicate of the bootstrap")
    shift = bias_correction(point, bootstrap)
    slope = acceleration(jackknife_values, jackknife_weights)
    tails = [((1 - check_level(level)) / 2, (1 + level) / 2) for level in levels]
    moved = shift + ndtri(np.array(tails, dtype=np.float64).reshape(-1, 2))
    # Beyond the pole at 1/slope the correction has no meaning and would turn the limits round; the outermost replicate stands there.
    room = 1 - slope * moved
    probability = np.where(
        room > 0, ndtr(shift + moved / np.where(room > 0, room, 1.0)), (moved > 0).astype(np.float64)
    )
    limits: Floats = np.quantile(bootstrap, probability)
    return limits


def bias_correction(point: float, bootstrap: Floats) -> float:
    """Return the normal score of the share of replicates below the estimate; a tie counts half, and no score is infinite.

    Args:
        point: The estimate from the data (persons).
        bootstrap: The estimate from each resample (persons).

    References:
        Efron and Tibshirani (1993), equation 14.14.
    """
    tolerance = 1e-9 * abs(point)
    below = np.count_nonzero(bootstrap < point - tolerance)
    tied = np.count_nonzero(np.abs(bootstrap - point) <= tolerance)
    half = 0.5 / len(bootstrap)
    share = float(np.clip((below + tied / 2) / len(bootstrap), half, 1 - half))
    return float(ndtri(share))


def acceleration(values: Floats, weights: Floats) -> float:
    """Return the skewness of the jackknife over persons, divided by six: how fast the standard error changes with the estimate.

    Args:
        values: The estimate after one person with the i-th history is left out (persons).
        weights: How many persons have the i-th history.

    References:
        Efron and Tibshirani (1993), equation 14.15, each history counted once for each of its persons.
    """
    total = float(np.sum(weights))
    if total == 0:
        return 0.0
    pull = float(np.sum(weights * values)) / total - values
    spread = float(np.sum(weights * pull**2))
    if spread <= 0:
        return 0.0
    return float(np.sum(weights * pull**3) / (6 * spread**1.5))
