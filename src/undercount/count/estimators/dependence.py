"""Which pairs of lists depend on each other, as far as a table can show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import erfc

from undercount.count.estimators.histories import CaptureHistories

LEAST_ODDS = 2.0
"""An odds ratio nearer to 1 than this or its inverse is not reported."""
MOST_CHANCE = 0.01
"""The probability, over all pairs together, of reporting one although no pair depends."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """Say how two lists depend on each other among the persons on a third.

    Args:
        lists: The two lists.
        odds_ratio: The odds of being on one, for those on the other against those who are not; infinity if nobody is on just one.
        p_value: The two-sided probability of a departure from 1 as large by chance.
    """

    lists: tuple[str, str]
    odds_ratio: float
    p_value: float


def dependences(histories: CaptureHistories) -> tuple[Dependence, ...]:
    """Return the pairs of lists that clearly depend on each other among persons on a third list, the strongest first.

    For persons with any one history on the other lists, being on neither of the two is observed, so their odds ratio needs no estimate of
    the missed. The odds ratios of all such histories are pooled.

    Args:
        histories: The table; strata are added up.

    Returns:
        Pairs whose odds ratio is above 2 or below a half and whose p-value is below 0.01 over the number of pairs; none for two lists.

    References:
        Mantel and Haenszel (1959), Statistical aspects of the analysis of data from retrospective studies, JNCI 22(4).

    Examples:
        >>> table = {"A": [1, 0, 1, 0], "B": [1, 0, 0, 1], "C": [1, 1, 1, 1], "count": [90, 90, 10, 10]}
        >>> dependences(CaptureHistories.from_counts(table))[0].odds_ratio
        81.0
    """
    lists = len(histories.lists)
    pairs = list(combinations(range(lists), 2))
    found = []
    for a, b in pairs:
        odds, p_value = _mantel_haenszel(histories, a, b)
        if p_value < MOST_CHANCE / len(pairs) and not 1 / LEAST_ODDS <= odds <= LEAST_ODDS:
            found.append(Dependence((histories.lists[a], histories.lists[b]), odds, p_value))
    return tuple(sorted(found, key=lambda pair: pair.p_value))


def _mantel_haenszel(histories: CaptureHistories, a: int, b: int) -> tuple[float, float]:
    """Return the pooled odds ratio of two lists over the histories on the others, and its p-value."""
    rest = histories.patterns & ~((1 << a) | (1 << b))
    others, place = np.unique(rest, return_inverse=True)
    cells = np.zeros((len(others), 2, 2))
    np.add.at(cells, (place, histories.bits[:, a], histories.bits[:, b]), histories.counts)
    cells = cells[others != 0]
    total = cells.sum(axis=(1, 2))
    cells, total = cells[total > 1], total[total > 1]
    if not len(cells):
        return 1.0, 1.0
    agree = float((cells[:, 1, 1] * cells[:, 0, 0] / total).sum())
    differ = float((cells[:, 1, 0] * cells[:, 0, 1] / total).sum())
    rows, columns = cells.sum(axis=2), cells.sum(axis=1)
    expected = float((rows[:, 1] * columns[:, 1] / total).sum())
    variance = float((rows.prod(axis=1) * columns.prod(axis=1) / (total**2 * (total - 1))).sum())
    if variance == 0:
        return 1.0, 1.0
    away = max(abs(float(cells[:, 1, 1].sum()) - expected) - 0.5, 0.0)
    odds = agree / differ if differ > 0 else math.inf
    return odds, float(erfc(away / math.sqrt(2 * variance)))
