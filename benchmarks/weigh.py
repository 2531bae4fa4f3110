"""The posterior of the Dutch table without any chain: ``python -m benchmarks.weigh``.

Two sets of classes explain this table, and chains of Gibbs steps do not go from one to the other. Here states are drawn from a mixture and
weighed by their prior and likelihood, both written once more in NumPy. The mixture is the one that leaps are proposed from, learnt from 24
short chains that each know one part only; what it is does not change what is estimated, only how well.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln, logsumexp

from benchmarks.latent import table
from undercount.count.estimators.latent.chain import Chain, Prior, Table
from undercount.count.estimators.latent.leap_kernel import FREEDOM
from undercount.count.estimators.latent.leaps import Leaps
from undercount.count.estimators.stream import generator

Floats = NDArray[np.float64]

SHAPE = RATE = 0.25
LIMIT, CLASSES, STATES = 20.0, 10, 40_000


def roots(h: Floats) -> tuple[Floats, Floats]:
    """Return the cube roots of p and 1 - p whose difference is h."""
    whole = 2 + np.sqrt(4 + h**6)
    both = np.cbrt(whole) - np.cbrt(h**6 / whole)
    return (both + h) / 2, (both - h) / 2


def proposed(leaps: Leaps, lists: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return states: each class's stick as -log of what it leaves, and its capture probabilities."""
    which = rng.choice(len(leaps.weights), size=STATES, p=leaps.weights)
    length, capture = np.empty((STATES, CLASSES - 1)), np.empty((STATES, CLASSES, lists))
    for g, known in enumerate(leaps.known.tolist()):
        rows, size = np.flatnonzero(which == g), known * (lists + 1)
        z = rng.standard_normal((len(rows), size)) / np.sqrt(rng.chisquare(FREEDOM, len(rows)) / FREEDOM)[:, None]
        place = (leaps.means[g, :size] + z @ leaps.roots[g, :size, :size].T).reshape(len(rows), known, lists + 1)
        stick = np.exp(place[:, :, 0])
        strength = rng.gamma(SHAPE + known, size=len(rows)) / (RATE + stick.sum(axis=1))
        behind = rng.exponential(1.0, (len(rows), CLASSES - 1 - known)) / strength[:, None]
        length[rows] = np.concatenate([stick, behind], axis=1)
        yes, no = roots(np.where(abs(place[:, :, 1:]) < 1, place[:, :, 1:], np.nan))
        capture[rows, :known] = np.where((yes > 1e-6) & (no > 1e-6), yes**3, np.nan)
        capture[rows, known:] = rng.uniform(size=(len(rows), CLASSES - known, lists))
    whole = np.isfinite(capture).all(axis=(1, 2)) & (length.sum(axis=1) < 570)
    return length[whole], capture[whole]


def log_surplus(leaps: Leaps, length: Floats, capture: Floats) -> Floats:
    """Return by how much the log density of the proposal exceeds the prior's."""
    h = np.cbrt(capture) - np.cbrt(1 - capture)
    yes, no = roots(h)
    slope = np.log(3 / (yes**-2.0 + no**-2.0)).sum(axis=2)
    parts = []
    for g, known in enumerate(leaps.known.tolist()):
        size = known * (1 + capture.shape[2])
        place = np.concatenate([np.log(length[:, :known, None]), h[:, :known]], axis=2).reshape(len(h), size)
        far = (np.linalg.solve(leaps.roots[g, :size, :size], (place - leaps.means[g, :size]).T) ** 2).sum(axis=0)
        density = gammaln((FREEDOM + size) / 2) - gammaln(FREEDOM / 2) - size / 2 * np.log(FREEDOM * np.pi)
        density = (
            density - np.log(np.diag(leaps.roots[g])[:size]).sum() - (FREEDOM + size) / 2 * np.log1p(far / FREEDOM)
        )
        prior = np.log(length[:, :known]).sum(axis=1) + slope[:, :known].sum(axis=1) + SHAPE * np.log(RATE)
        prior += gammaln(SHAPE + known) - gammaln(SHAPE)
        prior -= (SHAPE + known) * np.log(RATE + length[:, :known].sum(axis=1))
        parts.append(np.log(leaps.weights[g]) + density - prior)
    found: Floats = logsumexp(parts, axis=0)
    return found


def main() -> None:
    histories = table("netherlands_5list")
    n, lists = histories.documented, len(histories.lists)
    rng = np.random.default_rng(5)
    chains = [
        Chain(
            Table.of(histories, LIMIT),
            Prior(CLASSES, SHAPE, RATE, LIMIT),
            generator(histories, 77, "weigh", i),
            0.2,
            10,
        )
        for i in range(24)
    ]
    for chain in chains:
        chain.run(6000)
    share = np.concatenate([np.concatenate(chain.shares)[200:] for chain in chains])
    odds = np.concatenate([np.concatenate(chain.odds)[200:] for chain in chains])
    leaps = Leaps.learnt(share, odds, n, 24, 1, rng, most=15_000)
    found = []
    for _ in range(12):
        length, capture = proposed(leaps, lists, rng)
        left = np.concatenate([np.ones((len(length), 1)), np.exp(-np.cumsum(length, axis=1))], axis=1)
        weights = left * np.concatenate([-np.expm1(-length), np.ones((len(length), 1))], axis=1)
        none = (weights * np.prod(1 - capture, axis=2)).sum(axis=1)
        likelihood = -n * np.log1p(-none) + np.log(np.maximum(betainc(n, np.floor(LIMIT * n) + 1, 1 - none), 1e-300))
        for bits, count in zip(histories.bits, histories.counts.tolist(), strict=True):
            chance = np.prod(np.where(bits == 1, capture, 1 - capture), axis=2)
            likelihood += count * np.log((weights * chance).sum(axis=1))
        log = likelihood - log_surplus(leaps, length, capture)
        weight = np.exp(log - log.max())
        upper = weight[n / (1 - none) > 1e5].sum() / weight.sum()
        found.append(float(upper))
        print(
            f"{len(log):>8,} states, worth {weight.sum() ** 2 / (weight**2).sum():>6.0f}: probability above 100,000 is {upper:.3f}"
        )
    print(f"mean {np.mean(found):.3f}, s.e. {np.std(found, ddof=1) / np.sqrt(len(found)):.3f}")


if __name__ == "__main__":
    main()
