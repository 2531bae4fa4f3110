"""Sums over all sets of lists at once, and which terms of a log-linear model they tell apart; compiled.

A term says "on all these lists", so every sum that a fit needs is one over the histories that contain some lists. One pass over the
lists gives all of them (Yates' method), and the design's Gram matrix is read off: the entry of two terms is the sum at their union.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DEPENDENT: Final = 1e-9
"""The share of a column's square that is left beside the columns before it, below which it is a combination of them."""


@compiled
def add_supersets(values: Floats, lists: int) -> None:
    """Replace the value of each history by the sum over the histories that contain it, in place; shape ``(2**lists,)``."""
    for number in range(lists):
        bit = 1 << number
        for other in range(len(values) // 2):
            history = other + (other & -bit)
            values[history] += values[history | bit]


@compiled
def add_subsets(values: Floats, lists: int) -> None:
    """Replace the value of each history by the sum over its parts, in place; shape ``(2**lists,)``."""
    for number in range(lists):
        bit = 1 << number
        for other in range(len(values) // 2):
            history = other + (other & -bit)
            values[history | bit] += values[history]


@compiled
def independent_terms(sums: Floats, terms: Ints, size: int, matrix: Floats, whole: bool) -> int:
    """Move to the front the terms that some histories tell apart; return how many.

    Args:
        sums: Over all histories that contain some lists: how many of the histories in question there are.
        terms: The terms; changed to hold the independent ones first, in their order.
        size: How many terms; all are told apart if as many are returned.
        matrix: Room to work in.
        whole: Whether only the answer "all or not all" is of use: then the first dependent term ends the search, and none is moved.

    Shapes:
        sums: ``(2**lists,)``. terms: ``(size,)`` at least. matrix: ``(size, size)`` at least.
    """
    kept = 0
    for position in range(size):
        term = terms[position]
        rest = sums[term]
        for row in range(kept):
            entry = sums[term | terms[row]]
            for inner in range(row):
                entry -= matrix[kept, inner] * matrix[row, inner]
            matrix[kept, row] = entry * matrix[row, row]
            rest -= matrix[kept, row] ** 2
        if rest > _DEPENDENT * sums[term]:
            matrix[kept, kept] = 1 / math.sqrt(rest)
            terms[kept] = term
            kept += 1
        elif whole:
            return kept
    return kept
