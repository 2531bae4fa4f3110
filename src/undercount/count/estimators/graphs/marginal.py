"""The log marginal likelihood of every set of lists as a function of how many persons are on none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from undercount.count.estimators.histories import CaptureHistories

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SERIES = 40.0
"""From here on the first five terms of Stirling's series are exact to the last bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Marginals:
    """Hold what is needed of each set of lists: only the cell of those on none of the set's lists changes with the number missed.

    Args:
        documented: Persons on at least one list.
        outside: Documented persons on none of the set's lists, and the prior's persons in that cell; shape ``(sets,)``.
        inside: Documented and prior persons in the set's other cells; shape ``(sets,)``.
        fixed: The part of the log marginal likelihood that does not change; shape ``(sets,)``.
        seen: Documented persons on at least one of the set's lists; shape ``(sets,)``.
    """

    documented: int
    outside: Floats
    inside: Floats
    fixed: Floats
    seen: Ints

    @classmethod
    def of(cls, histories: CaptureHistories, prior: float) -> Marginals:
        """Add up the table over the lists outside each set.

        Args:
            histories: The table, of at most 20 lists.
            prior: Prior persons in each of the 2**lists cells (delta).
        """
        lists, counts = len(histories.lists), histories.full()
        sets = np.arange(1 << lists, dtype=np.int64)
        total = prior * len(sets)
        outside, fixed, seen = np.zeros(len(sets)), np.zeros(len(sets)), np.zeros(len(sets), dtype=np.int64)
        for mask in sets.tolist():
            cells = np.bincount(sets & mask, weights=counts, minlength=len(sets))[(sets & ~mask) == 0]
            share = total / len(cells)
            outside[mask], seen[mask] = cells[0] + share, cells[1:].sum()
            fixed[mask] = gammaln(total) + float(gammaln(cells[1:] + share).sum()) - len(cells) * float(gammaln(share))
        documented = int(counts.sum())
        return cls(documented, outside, total + documented - outside, fixed, seen)

    def logs(self, missed: Floats) -> Floats:
        """Return the log marginal likelihood of each set at each number missed; shape ``(sets, points)``.

        References:
            Madigan and York (1997), Bayesian methods for estimation of the size of a closed population, Biometrika 84(1):
            the hyper-Dirichlet law of Dawid and Lauritzen (1993).
        """
        return self.fixed[:, None] + log_ratio(missed[None, :] + self.outside[:, None], self.inside[:, None])

    def common(self, missed: Floats) -> Floats:
        """Return what all graphs share: the log of the ways to choose those who were missed, and of the prior 1 / N."""
        total = missed + self.documented
        return -log_ratio(missed + 1.0, np.float64(self.documented)) - np.log(total)


def log_ratio(start: Floats, step: Floats | np.float64) -> Floats:
    """Return log Γ(start) - log Γ(start + step) without the loss of digits of a difference of large numbers.

    Args:
        start: Positive.
        step: Not negative.
    """
    start, step = np.broadcast_arrays(np.asarray(start, dtype=np.float64), step)
    small = start < _SERIES
    if small.all():
        exact: Floats = gammaln(start) - gammaln(start + step)
        return exact
    beyond = np.where(small, _SERIES, start)
    end = beyond + step
    found: Floats = step - (beyond - 0.5) * np.log1p(step / beyond) - step * np.log(end) + _rest(beyond) - _rest(end)
    if small.any():
        found[small] = gammaln(start[small]) - gammaln(start[small] + step[small])
    return found


def _rest(at: Floats) -> Floats:
    """Return the terms of Stirling's series beyond the logarithms."""
    inverse = 1.0 / at
    square = inverse * inverse
    found: Floats = inverse * (
        1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188))))
    )
    return found
