"""What two records of one person usually look like: what is taken where lists are too small to teach it.

Names, ages and days of death are as on the invented lists of :mod:`benchmarks.proof`, levels light and middle, 4,600 pairs whose truth is
known. Those have no days of birth, which are taken like days of death but for precision, no incidents and no smaller places; of these, of
wrong sexes and areas, and of ages and days that are far off, hardly any of which were invented, small shares are taken. It counts like
:data:`WORTH` pairs, so that a few hundred persons on two lists outweigh it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from undercount.link.persons.comparisons import Comparison

Floats = npt.NDArray[np.float64]

WORTH = 10.0
"""For how many pairs of one person it stands (pairs)."""
FEW = 0.1
"""For how many pairs of one person each level stands besides; with less, what is rare would stay at nothing for ever (pairs)."""
HARDLY = 0.02
"""The same for levels that say that two records are two persons (pairs)."""

_DAYS = (0.0, 0.01, 0.99, 0.004, 0.006, 0.01, 0.01, 0.005, 0.09, 0.055, 0.82)
_USUAL: dict[str, tuple[float, ...]] = {
    "name": (0.0, 0.0, 0.0215, 0.0117, 0.0172, 0.011, 0.0, 0.0454, 0.0006, 0.0043, 0.011, 0.0153, 0.0141, 0.0258, 0.0368, 0.0522,
             0.0325, 0.043, 0.0552, 0.07, 0.0847, 0.0712, 0.0645, 0.0571, 0.0669, 0.0552, 0.0485, 0.0356, 0.0307, 0.0178),
    "sex": (0.0, 0.01, 0.99),
    "age": (0.0, 0.02, 0.98, 0.002, 0.003, 0.005, 0.01, 0.01, 0.05, 0.12, 0.8),
    "birth": _DAYS,
    "death": _DAYS,
    "place": (0.0, 0.03, 0.97, 0.02, 0.18, 0.4, 0.4),
    "incident": (0.0, 0.2, 0.8),
}  # fmt: skip


def known_before(comparison: Comparison) -> Floats:
    """Return for how many pairs of one person each level of a comparison stands before any is seen (pairs)."""
    usual = np.array(_USUAL[comparison.name])
    groups = np.array(comparison.groups)
    totals = np.bincount(groups, usual)
    few = np.full(len(usual), FEW)
    few[list(comparison.apart)] = HARDLY
    return np.asarray(WORTH * usual / np.where(totals[groups] > 0, totals[groups], 1.0) + few, dtype=np.float64)
