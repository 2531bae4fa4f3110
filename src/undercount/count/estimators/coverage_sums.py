"""The sums behind the sample coverage of several lists, for many tables of the same histories at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Which histories add to which sum.

    Args:
        bits: Whether each history is on each list.
        alone: Whether each history is on that list only.
        either: For each pair: how often each history counts as one list without any third, both lists counting twice.
        first: The first list of each pair.
        second: The second list of each pair.

    Shapes:
        bits, alone: ``(cells, lists)``. either: ``(cells, pairs)``. first, second: ``(pairs,)``.
    """

    bits: Floats
    alone: Floats
    either: Floats
    first: NDArray[np.int64]
    second: NDArray[np.int64]

    @classmethod
    def of(cls, histories: CaptureHistories) -> Statistics:
        """Return which of a table's histories add to which sum."""
        bits = histories.bits.astype(np.float64)
        on = bits.sum(axis=1)
        first, second = np.triu_indices(bits.shape[1], 1)
        together = bits[:, first] + bits[:, second]
        either = together * (on[:, None] == together)
        return cls(bits, bits * (on == 1)[:, None], either, first, second)

    def estimates(self, counts: Floats) -> dict[str, Floats]:
        """Return coverage, D, and the three estimates of several tables at once; not a number where one does not exist.

        Shapes:
            counts: ``(tables, cells)``. Returns: ``(tables,)`` each.
        """
        sizes, alone = counts @ self.bits, counts @ self.alone
        # A drawn table can leave a small list empty: it is then as if it were not there.
        lists = (sizes > 0).sum(axis=1)
        product = sizes[:, self.first] * sizes[:, self.second]
        with np.errstate(divide="ignore", invalid="ignore"):
            coverage = 1 - (alone / np.maximum(sizes, 1)).sum(axis=1) / lists
            overlapped = counts.sum(axis=1) - alone.sum(axis=1) / lists
            odds = self._overlap(counts) / np.maximum(product, 1)
            weight = (counts @ self.either) * (product > 0) / (lists * coverage)[:, None]
            fixed, growth = overlapped / coverage - weight.sum(axis=1), (weight * odds).sum(axis=1)
            independent = overlapped / coverage
            full = np.where(growth < 1, fixed / (1 - growth), np.nan)
        once = fixed + growth * independent
        return {
            "coverage": coverage,
            "overlapped": overlapped,
            "independent": independent,
            "full": full,
            "one-step": fixed + growth * once,
        }

    def _overlap(self, counts: Floats) -> Floats:
        return counts @ (self.bits[:, self.first] * self.bits[:, self.second])
