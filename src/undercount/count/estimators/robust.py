"""The numbers behind a doubly robust estimate: each person's contribution to the total, given three probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEPS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Nuisance:
    """Hold, for each documented person, the chance to be on the first list, on the second, and on both.

    Args:
        first: q₁(x), given that the person is documented.
        second: q₂(x).
        both: q₁₂(x).

    Shapes:
        All ``(persons,)``.
    """

    first: Floats
    second: Floats
    both: Floats

    @classmethod
    def bounded(cls, first: Floats, second: Floats, both: Floats, margin: float) -> Nuisance:
        """Return probabilities that can be: q₁₂ at least the margin, and a capture probability q₁₂/(q₁q₂) of at most 1."""
        both = np.clip(both, margin, 1.0)
        first = np.clip(first, both, 1.0)
        second = np.clip(second, both / first, np.minimum(1.0, 1.0 + both - first))
        return cls(first, second, both)

    @property
    def weight(self) -> Floats:
        """How many persons each documented one stands for: 1/γ(x) = q₁q₂/q₁₂ (Das, Kennedy and Jewell 2023)."""
        return self.first * self.second / self.both


def contributions(cells: Ints, nuisance: Nuisance) -> Floats:
    """Return each person's contribution to the total, whose mean has an error of second order in the nuisance's errors.

    Args:
        cells: Where each person is: 1 on the first list only, 2 on the second only, 3 on both, 0 on neither of the two.
        nuisance: The person's probabilities, learnt from others.

    Returns:
        φ = (1/γ)(Y₁/q₁ + Y₂/q₂ − Y₁Y₂/q₁₂), the uncentred efficient influence function of 1/ψ.

    References:
        Das, Kennedy and Jewell (2023), the efficient influence function.
    """
    on_first, on_second = (cells & 1).astype(np.float64), (cells >> 1).astype(np.float64)
    shares = on_first / nuisance.first + on_second / nuisance.second - on_first * on_second / nuisance.both
    found: Floats = nuisance.weight * shares
    return found


def targeted(cells: Ints, nuisance: Nuisance, margin: float) -> Floats:
    """Return the weights 1/γ after the probabilities have been moved until the correction of their mean vanishes.

    The four cells of each person move together along the one-parameter exponential family whose score is the influence function, so
    they remain probabilities (targeted maximum likelihood).

    Args:
        cells: Where each person is, as for :func:`contributions`.
        nuisance: The person's probabilities, learnt from others.
        margin: The least q₁₂.

    References:
        van der Laan and Rose (2011), Targeted Learning; Das, Kennedy and Jewell (2023).
    """
    shares = np.stack(
        [
            np.maximum(1 - nuisance.first - nuisance.second + nuisance.both, 0.0),
            nuisance.first - nuisance.both,
            nuisance.second - nuisance.both,
            nuisance.both,
        ],
        axis=1,
    )
    shares = np.clip(shares, 0.0, None)
    people = np.arange(len(cells))
    best, least = nuisance, np.inf
    for _ in range(_STEPS):
        slope = _directions(shares)
        moved = slope[people, cells] - (shares * slope).sum(axis=1)
        score = float(moved.mean())
        current = Nuisance.bounded(shares[:, 1] + shares[:, 3], shares[:, 2] + shares[:, 3], shares[:, 3], margin)
        if abs(score) < least:
            best, least = current, abs(score)
        spread = float(((shares * slope**2).sum(axis=1) - (shares * slope).sum(axis=1) ** 2).mean())
        if abs(score) < 1e-6 * float(current.weight.mean()) or spread <= 0:
            break
        tilt = np.clip(score / spread, -0.5 / np.abs(slope).max(), 0.5 / np.abs(slope).max())
        shares = shares * np.exp(tilt * slope)
        shares[:, 3] = np.maximum(shares[:, 3], margin * shares.sum(axis=1))
        shares /= shares.sum(axis=1, keepdims=True)
    return best.weight


def _directions(shares: Floats) -> Floats:
    """Return the slope of 1/γ in the chance of each cell."""
    both = np.maximum(shares[:, 3], 1e-12)
    first, second = (shares[:, 1] + shares[:, 3]) / both, (shares[:, 2] + shares[:, 3]) / both
    return np.stack([np.zeros_like(both), second, first, first + second - first * second], axis=1)
