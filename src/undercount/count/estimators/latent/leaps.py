"""What chains learn from their first draws: a mixture of t-distributions from which whole states are proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.latent.lesson_kernel import learn
from undercount.count.estimators.latent.likelihood_kernel import LEAST_LEFT

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_PERSONS = 2.0
"""A class with fewer documented persons than this is not proposed: the prior proposes it well enough."""

_DIMENSIONS = 64
_ROUNDS = 25


@dataclass(frozen=True, slots=True, eq=False)
class Leaps:
    """Hold a mixture as the kernel takes it; see :mod:`undercount.count.estimators.latent.leap_kernel`.

    Args:
        tries: How many leaps are tried at each sweep.
        known: How many classes each component knows.
        weights: The components' weights (probability).
        means: Their means; shape ``(components, dimensions)``.
        roots: Their lower triangular roots; shape ``(components, dimensions, dimensions)``.
    """

    tries: int
    known: Ints
    weights: Floats
    means: Floats
    roots: Floats

    @classmethod
    def none(cls) -> Leaps:
        """Return a mixture that knows nothing."""
        return cls(0, np.empty(0, dtype=np.int64), np.empty(0), np.empty((0, 0)), np.empty((0, 0, 0)))

    @classmethod
    def learnt(
        cls,
        share: Floats,
        odds: Floats,
        documented: int,
        components: int,
        tries: int,
        rng: np.random.Generator,
        most: int = 6000,
    ) -> Leaps:
        """Learn a mixture from draws.

        Args:
            share: Class weights; shape ``(draws, classes)``.
            odds: Odds of the lists; shape ``(draws, lists, classes)``.
            documented: Persons on at least one list.
            components: The most components.
            tries: How many leaps are tried at each sweep.
            rng: The stream by which the components' first places are chosen.
            most: From how many draws, evenly chosen, it is learnt at most.
        """
        step = max(1, len(share) // most)
        share, odds = share[::step], odds[::step]
        whole, each = share[:, -1] > LEAST_LEFT, odds.shape[1] + 1
        share, odds = share[whole], odds[whole]
        several = _several(share, odds, documented)
        state = rng.integers(1, 2**64, size=4, dtype=np.uint64, endpoint=False)
        found: list[tuple[int, float, Floats, Floats]] = []
        for known in range(1, min(share.shape[1] - 1, _DIMENSIONS // each) + 1):
            rows = several == known
            size = known * each
            many = min(round(components * rows.mean() + 0.4), int(rows.sum()) // (3 * size), components)
            if many < 1:
                continue
            weights, means, roots = np.empty(many), np.empty((many, size)), np.zeros((many, size, size))
            learn(state, _coordinates(share[rows], odds[rows], known), _ROUNDS, weights, means, roots)
            found += [
                (known, weights[g] * rows.sum(), means[g], roots[g]) for g in range(many) if weights[g] * rows.sum() > 1
            ]
        return cls._packed(found, tries, each)

    @classmethod
    def _packed(cls, found: Sequence[tuple[int, float, Floats, Floats]], tries: int, each: int) -> Leaps:
        if not found:
            return cls.none()
        widest = max(known for known, _, _, _ in found) * each
        means, roots = np.zeros((len(found), widest)), np.zeros((len(found), widest, widest))
        for g, (known, _, mean, root) in enumerate(found):
            means[g, : known * each], roots[g, : known * each, : known * each] = mean, root
        weights = np.array([weight for _, weight, _, _ in found])
        return cls(
            tries, np.array([known for known, _, _, _ in found], dtype=np.int64), weights / weights.sum(), means, roots
        )


def _several(share: Floats, odds: Floats, documented: int) -> Ints:
    """Return how many first classes of each draw hold all that have some documented persons."""
    seen = share * (1.0 - np.prod(1.0 / (1.0 + odds), axis=1))
    persons = documented * seen / seen.sum(axis=1, keepdims=True)
    place = np.arange(1, share.shape[1] + 1)
    found: Ints = (place * (persons > _PERSONS)).max(axis=1)
    return found


def _coordinates(share: Floats, odds: Floats, known: int) -> Floats:
    """Return the coordinates of the first classes of draws; shape ``(draws, known * (lists + 1))``."""
    behind = np.cumsum(share[:, ::-1], axis=1)[:, ::-1]
    stick = np.log(np.log1p(share[:, :known] / behind[:, 1 : known + 1]))
    off = 1.0 / (1.0 + odds[:, :, :known])
    list_ = np.cbrt(1.0 - off) - np.cbrt(off)
    both = np.concatenate([stick[:, None, :], list_], axis=1)
    return np.ascontiguousarray(both.transpose(0, 2, 1).reshape(len(share), -1))
