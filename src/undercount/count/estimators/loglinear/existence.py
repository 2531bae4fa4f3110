"""Whether the maximum of a log-linear model's likelihood exists, and whether it is one point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.compiled import compiled
from undercount.count.estimators.loglinear.fit import add_subsets, add_supersets, factorise, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EXISTS = 0
"""The maximum exists and is one point."""
NOT_IDENTIFIED = 1
"""Several parameters give the same means, so no number of persons on no list is better than another."""
NO_MAXIMUM = 2
"""The likelihood rises for ever along a direction that is none of the model's terms."""

_LEAST_PIVOT = 1e-7


@compiled
def existence(terms: Ints, counts: Floats, alive: Flags, lists: int) -> int:
    """Say whether the maximum exists and is unique, given the terms and the histories that are left (see ``finite_terms``).

    If the histories that somebody has already tell all parameters apart, it does. If not even all histories that are left do, the
    parameters are not identified. Between the two the likelihood has a maximum if and only if no direction leaves the means of
    those histories as they are and lowers that of another without raising any (Fienberg and Rinaldo 2012, theorem 3).

    Args:
        terms: The finite terms of the model.
        counts: Persons with each history.
        alive: Whether each history's mean is above zero.
        lists: How many lists there are.

    Returns:
        EXISTS, NOT_IDENTIFIED or NO_MAXIMUM.

    References:
        Fienberg and Rinaldo (2012), Maximum likelihood estimation in log-linear models, Annals of Statistics 40(2).
        Chan, Silverman and Vincent (2021), section 3: existence and identifiability with parameters at minus infinity.
    """
    size = len(terms)
    seen = np.zeros(len(counts))
    for history in range(1, len(counts)):
        if alive[history] and counts[history] > 0:
            seen[history] = 1.0
    gram = np.empty((size, size))
    if _full_rank(seen, terms, lists, gram):
        return EXISTS
    every = alive.astype(np.float64)
    if not _full_rank(every, terms, lists, gram):
        return NOT_IDENTIFIED
    return EXISTS if _balanced(_effects(counts, alive, seen, terms, lists)) else NO_MAXIMUM


@compiled
def _effects(counts: Floats, alive: Flags, seen: Floats, terms: Ints, lists: int) -> Floats:
    """Return what each direction that leaves the seen histories alone does to the others, one history a row."""
    directions = _null_space(seen, terms, lists)
    effect = np.zeros((len(directions), len(counts)))
    for direction in range(len(directions)):
        for position in range(len(terms)):
            effect[direction, terms[position]] = directions[direction, position]
        add_subsets(effect[direction], lists)
    rows = np.empty((len(counts), len(directions)))
    count = 0
    for history in range(len(counts)):
        if alive[history] and counts[history] == 0:
            rows[count] = effect[:, history]
            count += 1
    return rows[:count]


@compiled
def _full_rank(weights: Floats, terms: Ints, lists: int, gram: Floats) -> bool:
    """Whether the histories with weight 1 tell all parameters apart."""
    sums = weights.copy()
    add_supersets(sums, lists)
    size = len(terms)
    if sums[0] < size:
        return False
    for row in range(size):
        for column in range(row + 1):
            gram[row, column] = sums[terms[row] | terms[column]]
    return factorise(gram, size, _LEAST_PIVOT)


@compiled
def _null_space(weights: Floats, terms: Ints, lists: int) -> Floats:
    """Return the directions that change the mean of no history with weight 1, one a row (Gauss and Jordan)."""
    sums = weights.copy()
    add_supersets(sums, lists)
    size = len(terms)
    gram = np.empty((size, size))
    for row in range(size):
        for column in range(size):
            gram[row, column] = sums[terms[row] | terms[column]]
    pivot_row = np.full(size, -1)
    rank = 0
    for column in range(size):
        if rank < size and _eliminated(gram, rank, column):
            pivot_row[column] = rank
            rank += 1
    directions = np.zeros((size - rank, size))
    free = 0
    for column in range(size):
        if pivot_row[column] < 0:
            directions[free, column] = 1.0
            for other in range(size):
                if pivot_row[other] >= 0:
                    directions[free, other] = -gram[pivot_row[other], column]
            free += 1
    return directions


@compiled
def _eliminated(gram: Floats, rank: int, column: int) -> bool:
    """Clear a column but for a one in the row of this rank; False if nothing is left in it below."""
    best = rank + np.argmax(np.abs(gram[rank:, column]))
    if abs(gram[best, column]) < _LEAST_PIVOT:
        return False
    held = gram[rank].copy()
    gram[rank] = gram[best]
    gram[best] = held
    gram[rank] /= gram[rank, column]
    for row in range(len(gram)):
        if row != rank and gram[row, column] != 0:
            gram[row] -= gram[row, column] * gram[rank]
    return True


@compiled
def _balanced(rows: Floats) -> bool:
    """Whether positive weights of the rows add up to nothing, so that no direction lowers some and raises none (Stiemke's lemma).

    The sum of exponentials of ``rows @ u`` has a minimum if and only if there are such weights, and they are the exponentials there.
    """
    count, size = rows.shape
    point, weights = np.zeros(size), np.ones(count)
    value = float(count)
    for _ in range(60):
        gain, step = _descent(rows, weights, value)
        if not gain >= 0 or weights.min() < 1e-6 * weights.max():
            return False
        if gain < 1e-12 * value:
            return True
        length = 1.0
        while length > 1e-4:
            weights = np.exp((rows * (point + length * step)).sum(axis=1))
            if weights.sum() < value - 1e-4 * length * gain:
                break
            length /= 2
        point += length * step
        value = weights.sum()
    return False


@compiled
def _descent(rows: Floats, weights: Floats, value: float) -> tuple[float, Floats]:
    """Return Newton's step for the sum of exponentials, after twice what it promises to take off, which is -1 where there is none."""
    count, size = rows.shape
    gradient = np.zeros(size)
    matrix = np.zeros((size, size))
    for row in range(count):
        for i in range(size):
            gradient[i] -= weights[row] * rows[row, i]
            for j in range(i + 1):
                matrix[i, j] += weights[row] * rows[row, i] * rows[row, j]
    for i in range(size):
        matrix[i, i] += 1e-13 * value
    step = gradient.copy()
    if not factorise(matrix, size, 0.0):
        return -1.0, step
    solve(matrix, size, step)
    return float((gradient * step).sum()), step
