"""One chain: a ladder's replicas with their stream, run in slices so that it can be looked at and stopped."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.latent.ladder import Ladder
from undercount.count.estimators.latent.ladder_kernel import climb

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SLICE = 4000
"""About how many sweeps of one rung the kernel does before it returns: a Ctrl-C is heard in between."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Hold the published priors of the model.

    Args:
        classes: The most classes.
        shape: Shape of the concentration's gamma prior.
        rate: Its rate.
    """

    classes: int
    shape: float
    rate: float


@dataclass(eq=False)
class Chain:
    """Hold what one chain is doing and has drawn.

    Args:
        ladder: The tables of its rungs.
        prior: The priors.
        rng: From which its start and its stream come.
        splits: Probability of trying a split or a join at each sweep and rung.
        every: After how many sweeps the parameters are kept once.
    """

    ladder: Ladder
    prior: Prior
    rng: np.random.Generator
    splits: float
    every: int
    missed: list[Ints] = field(default_factory=list)
    used: list[Ints] = field(default_factory=list)
    shares: list[Floats] = field(default_factory=list)
    odds: list[Floats] = field(default_factory=list)
    sweeps: int = 0

    def __post_init__(self) -> None:
        rungs, lists, classes = len(self.ladder.documented), self.ladder.sizes.shape[1], self.prior.classes
        self._state = self.rng.integers(1, 2**64, size=4, dtype=np.uint64, endpoint=False)
        sticks = self.rng.beta(1.0, 1.0, size=(rungs, classes))
        sticks[:, -1] = 1.0
        left = np.cumprod(1.0 - sticks[:, :-1], axis=1)
        self._share = sticks * np.concatenate([np.ones((rungs, 1)), left], axis=1)
        capture = self.rng.uniform(0.05, 0.6, size=(rungs, lists, classes))
        self._odds = capture / (1.0 - capture)
        self._base = self._share * np.prod(1.0 - capture, axis=1)
        self._strength = np.ones(rungs)
        self._held = np.arange(rungs, dtype=np.int64)
        self._order = np.tile(np.arange(classes, dtype=np.int64), (rungs, 1))
        self._busy = np.full(rungs, classes, dtype=np.int64)
        self.forget()

    def forget(self) -> None:
        """Count exchanges, splits and joins anew."""
        rungs = len(self.ladder.documented)
        self.swapped = np.zeros((max(rungs - 1, 1), 2))
        self.moved = np.zeros((rungs, 2, 2))

    def run(self, sweeps: int, *, keep: bool = True) -> None:
        """Go on for so many sweeps, a multiple of ``every``.

        Args:
            sweeps: How many.
            keep: Whether what is drawn is kept.
        """
        rungs, lists, classes = self._odds.shape
        slice_ = max(1, SLICE // rungs // self.every) * self.every
        left = sweeps
        while left > 0:
            now = min(left, slice_)
            missed, used = np.empty(now, dtype=np.int64), np.empty(now, dtype=np.int64)
            shares, odds = np.empty((now // self.every, classes)), np.empty((now // self.every, lists, classes))
            table = self.ladder
            climb(
                self._state, now, self.sweeps, self.every, table.documented, table.most, table.sizes, table.rung_starts, table.rung_cells,
                table.rung_counts, table.step_starts, table.step_cells, table.step_counts, table.starts, table.on, self.prior.shape,
                self.prior.rate, self.splits, self._held, self._strength, self._share, self._odds, self._base, self._order, self._busy,
                self.swapped, self.moved, missed, used, shares, odds,
            )  # fmt: skip
            self.sweeps += now
            left -= now
            if keep:
                self.missed.append(missed)
                self.used.append(used)
                self.shares.append(shares)
                self.odds.append(odds)

    def refused(self) -> Floats:
        """Return how often the exchange of each pair of rungs was refused (probability)."""
        found: Floats = 1.0 - self.swapped[:, 1] / np.maximum(1.0, self.swapped[:, 0])
        return found
