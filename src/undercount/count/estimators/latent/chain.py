"""One chain: a table's model with its stream, run in slices so that it can be looked at and stopped."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.latent.leaps import Leaps
from undercount.count.estimators.latent.sweep_kernel import sweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FIRST_STEP = 0.05
"""The step of glides (log odds) before it has learnt."""

SLICE = 4000
"""About how many sweeps the kernel does before it returns: a Ctrl-C is heard in between."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Hold the published priors of the model.

    Args:
        classes: The most classes.
        shape: Shape of the concentration's gamma prior.
        rate: Its rate.
        most_missed: The most that can be missed, for each documented person.
    """

    classes: int
    shape: float
    rate: float
    most_missed: float


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Hold a table as the kernel takes it; see :func:`undercount.count.estimators.latent.sweep_kernel.sweep`."""

    documented: int
    most: int
    sizes: Ints
    counts: Ints
    starts: Ints
    on: Ints
    above: Ints
    last: Ints
    node: Ints

    @classmethod
    def of(cls, histories: CaptureHistories, most_missed: float) -> Table:
        """Lay out a table.

        Args:
            histories: The table, its strata pooled.
            most_missed: The most that can be missed, for each documented person.
        """
        held = np.flatnonzero(histories.counts)
        bits, counts = histories.bits[held].astype(np.int64), histories.counts[held].astype(np.int64)
        sizes = counts @ bits
        by_size = np.argsort(-sizes, kind="stable").tolist()
        # A history stands below the one that lacks its smallest list: so few are weighed that nobody has.
        places: dict[tuple[int, ...], int] = {(): 0}
        above, last, node = [0], [0], []
        for row in bits:
            lists = tuple(j for j in by_size if row[j])
            for many in range(1, len(lists) + 1):
                if lists[:many] not in places:
                    places[lists[:many]] = len(above)
                    above.append(places[lists[: many - 1]])
                    last.append(lists[many - 1])
            node.append(places[lists])
        return cls(
            documented=histories.documented,
            most=max(1, int(histories.documented * most_missed)),
            sizes=sizes,
            counts=counts,
            starts=np.concatenate([[0], np.cumsum(bits.sum(axis=1))]).astype(np.int64),
            on=np.nonzero(bits)[1].astype(np.int64),
            above=np.array(above, dtype=np.int64),
            last=np.array(last, dtype=np.int64),
            node=np.array(node, dtype=np.int64),
        )


@dataclass(eq=False)
class Chain:
    """Hold what one chain is doing and has drawn.

    Args:
        table: The table.
        prior: The priors.
        rng: From which its start and its stream come.
        splits: Probability of trying a split or a join at each sweep.
        every: After how many sweeps the parameters are kept once.
    """

    table: Table
    prior: Prior
    rng: np.random.Generator
    splits: float
    every: int
    leaps: Leaps = field(default_factory=Leaps.none)
    missed: list[Ints] = field(default_factory=list)
    used: list[Ints] = field(default_factory=list)
    shares: list[Floats] = field(default_factory=list)
    odds: list[Floats] = field(default_factory=list)
    sweeps: int = 0

    def __post_init__(self) -> None:
        lists, classes = len(self.table.sizes), self.prior.classes
        self._state = self.rng.integers(1, 2**64, size=4, dtype=np.uint64, endpoint=False)
        sticks = self.rng.beta(1.0, 1.0, size=classes)
        sticks[-1] = 1.0
        self._share = sticks * np.concatenate([[1.0], np.cumprod(1.0 - sticks[:-1])])
        capture = self.rng.uniform(0.05, 0.6, size=(lists, classes))
        self._odds = capture / (1.0 - capture)
        self._base = self._share * np.prod(1.0 - capture, axis=0)
        self._strength = 1.0
        self._order = np.arange(classes, dtype=np.int64)
        self._busy = classes
        self._glides = np.array([math.log(FIRST_STEP), 0.0, 0.0])
        self.forget()

    def forget(self) -> None:
        """Drop what was drawn and count moves anew; the chain stays where it is."""
        self.moved = np.zeros((4, 2))
        self.missed, self.used, self.shares, self.odds = [], [], [], []
        self.kept = 0

    @property
    def step(self) -> float:
        """The step of glides, in log odds."""
        return math.exp(float(self._glides[0]))

    def glide(self, every: int, *, rate: float = 0.0, step: float | None = None) -> None:
        """Glide from now on.

        Args:
            every: After how many sweeps; 0 for never.
            rate: How fast the step learns from what was accepted; 0 for a step that stays, as it must where draws are kept.
            step: The step (log odds); None for what it was.
        """
        self._glides[:] = math.log(self.step if step is None else step), rate, every

    def run(self, sweeps: int) -> None:
        """Go on for so many sweeps, a multiple of ``every``."""
        lists, classes = self._odds.shape
        slice_ = SLICE // self.every * self.every
        left = sweeps
        while left > 0:
            now = min(left, slice_)
            missed, used = np.empty(now, dtype=np.int64), np.empty(now, dtype=np.int64)
            shares, odds = np.empty((now // self.every, classes)), np.empty((now // self.every, lists, classes))
            table, leaps = self.table, self.leaps
            self._strength, self._busy = sweep(
                self._state, now, self.sweeps, self.every, table.documented, table.most, table.sizes, table.counts, table.starts,
                table.on, table.above, table.last, table.node, self.prior.shape, self.prior.rate, self.splits, leaps.tries,
                leaps.known, leaps.weights, leaps.means, leaps.roots, self._glides, self._strength, self._share, self._odds,
                self._base, self._order, self._busy, self.moved, missed, used, shares, odds,
            )  # fmt: skip
            self.sweeps += now
            self.kept += now
            left -= now
            self.missed.append(missed)
            self.used.append(used)
            self.shares.append(shares)
            self.odds.append(odds)
