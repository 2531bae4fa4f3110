"""Whether several chains tell the same story: rank-normalised split R-hat and effective sample sizes.

References:
    Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Rank-normalization, folding, and localization: an improved R-hat for
    assessing convergence of MCMC, Bayesian Analysis 16(2).
    Geyer (1992), Practical Markov chain Monte Carlo, Statistical Science 7(4): initial monotone sequence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]

HIGHEST_RHAT = 1.01
"""Above it the chains do not agree and the draws are not to be used (Vehtari et al. 2021, section 4)."""

LEAST_ESS = 400
"""Below it R-hat and the limits of an interval are themselves too uncertain (Vehtari et al. 2021, section 4)."""


@dataclass(frozen=True, slots=True)
class Convergence:
    """Hold what several chains of one quantity say of each other.

    Args:
        rhat: The larger of the rank-normalised split R-hat and its folded version; 1 is perfect agreement.
        ess: Bulk effective sample size (draws).
        tail_ess: The smaller effective sample size of the 5 % and the 95 % quantile (draws).
        chains: How many chains there are.
        draws: Draws of each chain.
    """

    rhat: float
    ess: float
    tail_ess: float
    chains: int
    draws: int

    @property
    def agrees(self) -> bool:
        """Whether the draws can be used."""
        return self.rhat <= HIGHEST_RHAT and min(self.ess, self.tail_ess) >= LEAST_ESS


def convergence(draws: Floats) -> Convergence:
    """Compare chains.

    Args:
        draws: One row a chain, at least one chain of at least 8 draws.

    Returns:
        R-hat and effective sample sizes. A quantity that never moves in any chain, and is the same in all, has R-hat 1 and as many
        effective draws as there are draws.

    Shapes:
        draws: ``(chains, draws)``.
    """
    chains, length = draws.shape
    halves = _halved(np.asarray(draws, dtype=np.float64))
    if np.ptp(halves) == 0:
        return Convergence(1.0, float(draws.size), float(draws.size), chains, length)
    ranked = _rank_normalised(halves)
    folded = _rank_normalised(np.abs(halves - np.median(halves)))
    tails = [_ess((halves <= np.quantile(halves, level)).astype(np.float64)) for level in (0.05, 0.95)]
    return Convergence(max(_rhat(ranked), _rhat(folded)), _ess(ranked), min(tails), chains, length)


def _halved(draws: Floats) -> Floats:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _rank_normalised(draws: Floats) -> Floats:
    scores: Floats = ndtri((_ranks(draws) - 0.375) / (draws.size + 0.25))
    return scores


def _ranks(draws: Floats) -> Floats:
    """Return each value's place among all of them, from 1; equal values share the mean of their places."""
    _, which, times = np.unique(draws.ravel(), return_inverse=True, return_counts=True)
    places: Floats = np.cumsum(times) - (times - 1) / 2
    return places[which].reshape(draws.shape)


def _rhat(draws: Floats) -> float:
    length = draws.shape[1]
    within = draws.var(axis=1, ddof=1).mean()
    between = length * draws.mean(axis=1).var(ddof=1)
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt(((length - 1) / length * within + between / length) / within))


def _ess(draws: Floats) -> float:
    """Return the effective sample size over all rows, by the initial monotone sequence of their joint autocorrelations."""
    chains, length = draws.shape
    if np.ptp(draws) == 0:
        return float(draws.size)
    covariance = _autocovariance(draws)
    within = float(covariance[:, 0].mean()) * length / (length - 1)
    total = within * (length - 1) / length + float(draws.mean(axis=1).var(ddof=1)) if chains > 1 else within
    correlation = 1 - (within - covariance.mean(axis=0) * length / (length - 1)) / total
    correlation[0] = 1.0
    pairs = correlation[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs < 0)
    kept = np.minimum.accumulate(pairs[: negative[0] if len(negative) else len(pairs)])
    time = max(-1 + 2 * float(kept.sum()), 1 / np.log10(draws.size))
    return float(draws.size / time)


def _autocovariance(draws: Floats) -> Floats:
    length = draws.shape[1]
    size = 1 << (2 * length - 1).bit_length()
    spectrum = np.fft.rfft(draws - draws.mean(axis=1, keepdims=True), n=size, axis=1)
    found: Floats = np.fft.irfft(np.abs(spectrum) ** 2, n=size, axis=1)[:, :length] / length
    return found
