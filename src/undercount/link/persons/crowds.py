"""Tell apart the crowds in which two different persons look alike: strangers, namesakes, and relatives who died together.

Brothers and sisters who die in one attack share their fathers' names, the day and the place all at once. Were each field taken for itself,
they would look like one person; as a crowd of its own they do not. Crowds are latent classes of pairs that are surely two persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.persons.comparisons import Comparison

Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]

_ROUNDS, _SETTLED = 200, 1e-7
_PRIOR = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Hold one way in which two persons look alike.

    Args:
        share: The share of all pairs of two persons that are of it (probability).
        chances: For each comparison the chance of each level, within the level's group.
    """

    share: float
    chances: tuple[Floats, ...]

    def log_chance(self, levels: Codes) -> Floats:
        """Return the logarithm of the share and of the chance of each row of levels.

        Shapes: ``levels`` (rows, comparisons).
        """
        total = np.full(len(levels), np.log(self.share))
        for column, chances in enumerate(self.chances):
            total += np.log(chances)[levels[:, column]]
        return total


def within_groups(comparison: Comparison, counts: npt.NDArray[np.floating]) -> Floats:
    """Return counts as chances that add up to one within each group of levels."""
    groups = np.array(comparison.groups)
    totals = np.bincount(groups, counts)
    return np.where(groups > 0, counts / np.maximum(totals[groups], 1e-300), 1.0)


def log_sum(crowds: Sequence[Crowd], levels: Codes) -> Floats:
    """Return the logarithm of the chance of each row of levels for two persons of any crowd."""
    return np.asarray(np.logaddexp.reduce([crowd.log_chance(levels) for crowd in crowds]), dtype=np.float64)


def crowds_of(
    comparisons: tuple[Comparison, ...],
    levels: Codes,
    weights: Floats,
    start: npt.NDArray[np.int64],
    marginal: Sequence[Floats],
) -> tuple[Crowd, ...]:
    """Return crowds by expectation and maximisation.

    Args:
        comparisons: The comparisons.
        levels: Distinct rows of levels of pairs that are surely two persons.
        weights: For how many pairs each row stands.
        start: The crowd in which each row is put first.
        marginal: The chance of each level over all crowds, towards which each crowd's are smoothed.

    Shapes: ``levels`` (rows, comparisons); ``weights``, ``start`` (rows,).

    References:
        Goodman 1974, for latent classes and their estimation.
    """
    number = int(start.max(initial=0)) + 1
    share_of = np.full((len(levels), number), 0.1 / number)
    share_of[np.arange(len(levels)), start] += 0.9
    before = -np.inf
    crowds: tuple[Crowd, ...] = ()
    for _ in range(_ROUNDS):
        crowds = tuple(
            _maximised(comparisons, levels, weights * share_of[:, one], marginal, float(weights.sum()))
            for one in range(number)
        )
        each = np.stack([crowd.log_chance(levels) for crowd in crowds], axis=1)
        total = np.logaddexp.reduce(each, axis=1)
        share_of = np.exp(each - total[:, None])
        now = float(weights @ total) / float(weights.sum())
        if now - before < _SETTLED:
            break
        before = now
    return crowds


def _maximised(
    comparisons: tuple[Comparison, ...],
    levels: Codes,
    weights: Floats,
    marginal: Sequence[Floats],
    of: float,
) -> Crowd:
    chances = []
    for column, comparison in enumerate(comparisons):
        counts = np.bincount(levels[:, column], weights, len(comparison.levels))
        chances.append(within_groups(comparison, counts + _PRIOR * marginal[column]))
    return Crowd(max(float(weights.sum()), 1.0) / of, tuple(chances))
