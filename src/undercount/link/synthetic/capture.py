"""Which lists reach a person: the probability of each history from coverage and dependence, and draws of histories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDS, _CLOSE = 10_000, 1e-13


def cells(coverage: Floats | Sequence[float], pairs: Sequence[tuple[int, int, float]]) -> Floats:
    """Return the probability of each history, with the coverages as margins and the odds ratios of pairs as asked.

    The table starts with the odds ratios alone and is scaled to each list's margin in turn until all hold; scaling leaves every
    conditional odds ratio as it is.

    Args:
        coverage: The probability to be on each list.
        pairs: Two lists' numbers with their odds ratio, given the other lists.

    Shapes: ``(2 ** lists,)``; bit *k* of a history's number stands for list *k*.

    References:
        Deming and Stephan (1940), Annals of Mathematical Statistics 11(4); Bishop, Fienberg and Holland (1975), section 3.5.
    """
    margins = np.asarray(coverage, dtype=np.float64)
    number = np.arange(1 << len(margins))
    found = np.ones(len(number))
    for first, second, odds in pairs:
        found[((number >> first) & (number >> second) & 1) == 1] *= odds
    found /= found.sum()
    on = [((number >> k) & 1) == 1 for k in range(len(margins))]
    for _ in range(_ROUNDS):
        for member, margin in zip(on, margins, strict=True):
            found[member] *= _ratio(margin, found[member].sum())
            found[~member] *= _ratio(1 - margin, found[~member].sum())
        if all(abs(found[member].sum() - margin) < _CLOSE for member, margin in zip(on, margins, strict=True)):
            break
    return np.asarray(found / found.sum(), dtype=np.float64)


def _ratio(wanted: float, there: float) -> float:
    return 0.0 if wanted == 0 else wanted / there


def after_copying(table: Floats, copying: Sequence[tuple[int, int, float]]) -> Floats:
    """Return the probability of each history once lists have copied: who is on the copied list and not on the copying one may move."""
    found = np.array(table, dtype=np.float64)
    number = np.arange(len(found))
    for copier, source, rate in copying:
        without = number[((number >> source) & 1 == 1) & ((number >> copier) & 1 == 0)]
        moved = found[without] * rate
        found[without] -= moved
        found[without | (1 << copier)] += moved
    return found


def draw(tables: Floats, classes: Ints, rng: np.random.Generator) -> Ints:
    """Return a history for each person, drawn from the table of the person's class.

    Shapes: ``tables`` (classes, histories); ``classes`` (persons,); the result (persons,).
    """
    chance = rng.random(len(classes))
    found = np.zeros(len(classes), dtype=np.int64)
    for number, table in enumerate(tables):
        member = classes == number
        steps = np.cumsum(table)
        # Histories of probability 0 have steps of no width, which "right" passes over.
        found[member] = np.searchsorted(steps / steps[-1], chance[member], side="right")
    return found
