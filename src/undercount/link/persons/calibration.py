"""Calibrate match probabilities with what people have judged, or say that they are not calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.shares import wilson

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
FEWEST = 30
"""From how many judgements on, of which at least one says same and one different, probabilities are calibrated."""
_FOLDS = 5
_BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 0.999, 1.0)


def rising(values: Floats, weights: Floats | None = None) -> Floats:
    """Return the values that never fall and are nearest to the given ones by weighted squares, by pooling adjacent violators.

    References:
        Barlow, Bartholomew, Bremner and Brunk 1972, chapter 1.
    """
    weight = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=np.float64)
    means: list[float] = []
    masses: list[float] = []
    counts: list[int] = []
    for value, mass in zip(np.asarray(values).tolist(), weight.tolist(), strict=True):
        means.append(value)
        masses.append(mass)
        counts.append(1)
        while len(means) > 1 and means[-2] >= means[-1]:
            total = masses[-2] + masses[-1]
            means[-2:] = [(means[-2] * masses[-2] + means[-1] * masses[-1]) / total]
            masses[-2:] = [total]
            counts[-2:] = [counts[-2] + counts[-1]]
    return np.repeat(means, counts).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Bin:
    """Hold one point of a reliability diagram.

    Args:
        pairs: How many judged pairs it stands for.
        said: Their mean match probability.
        true: The share of them judged the same.
        low: The lower end of that share's 95 % interval (Wilson).
        high: Its upper end.
    """

    pairs: int
    said: float
    true: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Hold how match probabilities are corrected.

    Args:
        said: Match probabilities as the model gives them, rising.
        true: What they stand for, never falling; between two points the line between them counts (log-odds), and beyond the outermost ones
            a line that corrects all alike: nobody judged there, and pairs of which the model is surer stay surer.
        judged: On how many judgements it rests.
        before: The reliability diagram of the model's own probabilities.
        after: That of calibrated ones, each judged pair by a calibration that did not see it.
    """

    said: tuple[float, ...]
    true: tuple[float, ...]
    judged: int
    before: tuple[Bin, ...]
    after: tuple[Bin, ...]

    def __call__(self, probability: Floats) -> Floats:
        """Return calibrated probabilities."""
        return _applied(np.array(self.said), np.array(self.true), probability)

    def odds(self, odds: Floats) -> Floats:
        """Return calibrated log-odds of log-odds (nats)."""
        return _corrected(np.array(self.said), np.array(self.true), odds)


def calibrate(
    probability: Floats, same: Flags, *, fewest: int = FEWEST, rng: np.random.Generator
) -> Calibration | None:
    """Return a calibration by isotonic regression of what was judged on the match probability, or None where too little was judged.

    It is right only if which pairs were judged depended on nothing but their probability.

    Args:
        probability: The model's match probability of each judged pair.
        same: Whether it was judged the same person.
        fewest: How many judgements it needs.
        rng: Random numbers, for the folds of the diagram.

    References:
        Zadrozny and Elkan 2002.
    """
    if len(same) < fewest or bool(same.all()) or not bool(same.any()):
        return None
    said, true = _fitted(probability, same)
    return Calibration(
        tuple(said.tolist()),
        tuple(true.tolist()),
        len(same),
        reliability(probability, same),
        reliability(_cross_fitted(probability, same, rng), same),
    )


def _fitted(probability: Floats, same: Flags) -> tuple[Floats, Floats]:
    """Return the points of the calibration: blocks of equal share by their mean log-odds."""
    said, at, counts = np.unique(probability, return_inverse=True, return_counts=True)
    shares = np.bincount(at, same) / counts
    level = rising(shares, counts.astype(np.float64))
    _, block = np.unique(level, return_inverse=True)
    odds = np.bincount(block, log_odds(said) * counts) / np.bincount(block, counts)
    least = 0.5 / (len(same) + 1)
    values = np.array([level[block == number][0] for number in range(int(block.max()) + 1)])
    return 1 / (1 + np.exp(-odds)), np.clip(values, least, 1 - least)


def _applied(said: Floats, true: Floats, probability: Floats) -> Floats:
    """Return calibrated probabilities."""
    return np.asarray(1 / (1 + np.exp(-_corrected(said, true, log_odds(probability)))), dtype=np.float64)


def _corrected(said: Floats, true: Floats, odds: Floats) -> Floats:
    """Return calibrated log-odds: beyond the outermost points corrected by as much as these are."""
    points, levels = log_odds(said), log_odds(true)
    inside = np.clip(odds, points[0], points[-1])
    return np.asarray(np.interp(inside, points, levels) + (odds - inside), dtype=np.float64)


def log_odds(probability: Floats) -> Floats:
    """Return the log-odds of probabilities, finite at 0 and 1."""
    clipped = np.clip(np.asarray(probability, dtype=np.float64), 1e-12, 1 - 1e-12)
    return np.asarray(np.log(clipped / (1 - clipped)), dtype=np.float64)


def _cross_fitted(probability: Floats, same: Flags, rng: np.random.Generator) -> Floats:
    fold = rng.permutation(len(same)) % _FOLDS
    found = probability.astype(np.float64).copy()
    for number in range(_FOLDS):
        rest, here = fold != number, fold == number
        if same[rest].any() and not same[rest].all():
            found[here] = _applied(*_fitted(probability[rest], same[rest]), probability[here])
    return found


def reliability(probability: Floats, same: Flags, edges: Sequence[float] = _BINS) -> tuple[Bin, ...]:
    """Return a reliability diagram: for pairs of near probability, what was said and how many are the same person."""
    number = np.clip(np.searchsorted(edges, probability, side="right") - 1, 0, len(edges) - 2)
    bins = []
    for one in np.unique(number):
        here = number == one
        low, high = wilson(int(same[here].sum()), int(here.sum()))
        bins.append(Bin(int(here.sum()), float(probability[here].mean()), float(same[here].mean()), low, high))
    return tuple(bins)
