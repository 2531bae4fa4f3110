"""Whether the maximum of a log-linear model's likelihood exists, and whether it is one point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.lattice import add_subsets, add_supersets, independent_terms
from undercount.count.estimators.loglinear.fit import factorise, finite_terms, solve

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
def examine(terms: Ints, sizes: Ints, counts: Floats, lists: int) -> Flags:
    """Say of each model whether a maximum exists, and whether it is one point; shape ``(models, 2)``.

    Args:
        terms: The terms of each model, the constant first, one model a row.
        sizes: How many each has.
        counts: Persons with each history.
        lists: How many lists there are.
    """
    width = terms.shape[1]
    answers = np.empty((len(sizes), 2), dtype=np.bool_)
    margins = counts.copy()
    add_supersets(margins, lists)
    kept, finite = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    alive = np.empty(len(counts), dtype=np.bool_)
    for model in range(len(sizes)):
        count = finite_terms(terms, model, sizes[model], margins, alive, lists, kept, finite)
        state = existence(finite, count, counts, alive, lists)
        answers[model, 1] = state != NOT_IDENTIFIED
        answers[model, 0] = state == EXISTS or (
            state == NOT_IDENTIFIED and has_maximum(finite, count, counts, alive, lists)
        )
    return answers


@compiled
def existence(terms: Ints, size: int, counts: Floats, alive: Flags, lists: int) -> int:
    """Say whether the maximum exists and is unique, given the terms and the histories that are left (see ``finite_terms``).

    If the histories that somebody has already tell all parameters apart, it does. If not even all histories that are left do, the
    parameters are not identified. Between the two it is what :func:`has_maximum` says.

    Args:
        terms: The finite terms of the model.
        size: How many they are.
        counts: Persons with each history.
        alive: Whether each history's mean is above zero.
        lists: How many lists there are.

    Returns:
        EXISTS, NOT_IDENTIFIED or NO_MAXIMUM.

    References:
        Fienberg and Rinaldo (2012), Maximum likelihood estimation in log-linear models, Annals of Statistics 40(2).
        Chan, Silverman and Vincent (2021), section 2.6: existence and identifiability with parameters at minus infinity.
    """
    seen, gram = _containing(counts, alive, lists, True), np.empty((size, size))
    if seen[0] >= size and independent_terms(seen, terms, size, gram, True) == size:
        return EXISTS
    every = _containing(counts, alive, lists, False)
    if every[0] < size or independent_terms(every, terms, size, gram, True) < size:
        return NOT_IDENTIFIED
    return EXISTS if _without_descent(terms, size, counts, alive, lists, seen, every, gram) else NO_MAXIMUM


@compiled
def has_maximum(terms: Ints, size: int, counts: Floats, alive: Flags, lists: int) -> bool:
    """Say whether the likelihood has a maximum, at one point or at many; arguments as for :func:`existence`.

    It has one if and only if no direction leaves the means of the histories that somebody has as they are and lowers that of another
    without raising any (Fienberg and Rinaldo 2012). That depends only on what the terms span, so those that the histories left do not
    tell apart are put aside first.
    """
    seen, every = _containing(counts, alive, lists, True), _containing(counts, alive, lists, False)
    free, gram = np.empty(size, dtype=np.int64), np.empty((size, size))
    for position in range(size):
        free[position] = terms[position]
    kept = independent_terms(every, free, size, gram, False)
    return _without_descent(free, kept, counts, alive, lists, seen, every, gram)


@compiled
def _containing(counts: Floats, alive: Flags, lists: int, only_seen: bool) -> Floats:
    """Return for each term how many histories that are left contain it, or only of those that somebody has."""
    sums = np.zeros(len(counts))
    for history in range(1, len(counts)):
        if alive[history] and (counts[history] > 0 or not only_seen):
            sums[history] = 1.0
    add_supersets(sums, lists)
    return sums


@compiled
def _without_descent(
    terms: Ints, size: int, counts: Floats, alive: Flags, lists: int, seen: Floats, every: Floats, gram: Floats
) -> bool:
    """Whether no direction that leaves the seen histories alone lowers another and raises none; the terms are independent."""
    pivot_row = np.empty(size, dtype=np.int64)
    rank = _reduced(seen, terms, size, gram, pivot_row)
    if rank == size:
        return True
    rows = np.empty((len(counts), size))
    _effects(counts, alive, terms, size, lists, gram, pivot_row, rows)
    return _balanced(rows, int(every[0] - seen[0]), size - rank)


@compiled
def _reduced(sums: Floats, terms: Ints, size: int, gram: Floats, pivot_row: Ints) -> int:
    """Reduce the information (Gauss and Jordan) and return its rank; a column without a pivot is a direction that the sums do not see.

    Args:
        sums: How many histories contain each term.
        terms: The finite terms of the model.
        size: How many they are.
        gram: Filled with the reduced matrix.
        pivot_row: Filled with the row of each column's pivot, or -1.
    """
    for row in range(size):
        for column in range(size):
            gram[row, column] = sums[terms[row] | terms[column]]
    rank = 0
    for column in range(size):
        pivot_row[column] = -1
        best = rank
        for row in range(rank + 1, size):
            if abs(gram[row, column]) > abs(gram[best, column]):
                best = row
        if rank < size and abs(gram[best, column]) >= _LEAST_PIVOT:
            _clear(gram, size, rank, best, column)
            pivot_row[column] = rank
            rank += 1
    return rank


@compiled
def _clear(gram: Floats, size: int, rank: int, best: int, column: int) -> None:
    """Exchange the row of this rank for the best one and clear the column but for a one in it."""
    pivot = gram[best, column]
    for other in range(size):
        held = gram[rank, other]
        gram[rank, other] = gram[best, other] / pivot
        if best != rank:
            gram[best, other] = held
    for row in range(size):
        factor = gram[row, column]
        if row != rank and factor != 0:
            for other in range(size):
                gram[row, other] -= factor * gram[rank, other]


@compiled
def _effects(
    counts: Floats, alive: Flags, terms: Ints, size: int, lists: int, gram: Floats, pivot_row: Ints, rows: Floats
) -> None:
    """Fill what each direction that leaves the seen histories alone does to the others, one history a row, one direction a column."""
    effect = np.empty(len(counts))
    direction = 0
    for column in range(size):
        if pivot_row[column] >= 0:
            continue
        for history in range(len(counts)):
            effect[history] = 0.0
        effect[terms[column]] = 1.0
        for other in range(size):
            if pivot_row[other] >= 0:
                effect[terms[other]] = -gram[pivot_row[other], column]
        add_subsets(effect, lists)
        count = 0
        for history in range(len(counts)):
            if alive[history] and counts[history] == 0:
                rows[count, direction] = effect[history]
                count += 1
        direction += 1


@compiled
def _balanced(rows: Floats, count: int, size: int) -> bool:
    """Whether positive weights of the rows add up to nothing, so that no direction lowers some and raises none (Stiemke's lemma).

    The sum of exponentials of ``rows @ u`` has a minimum if and only if there are such weights, and they are the exponentials there.
    """
    point, step, weights = np.zeros(size), np.empty(size), np.ones(count)
    gradient, matrix = np.empty(size), np.empty((size, size))
    value = float(count)
    for _ in range(60):
        gain = _descent(rows, count, size, weights, value, gradient, matrix, step)
        least, most = weights[0], weights[0]
        for row in range(1, count):
            least, most = min(least, weights[row]), max(most, weights[row])
        if not gain >= 0 or least < 1e-6 * most:
            return False
        if gain < 1e-12 * value:
            return True
        length = 1.0
        while length > 1e-4:
            fresh = _weighed(rows, count, size, point, length, step, weights)
            if fresh < value - 1e-4 * length * gain:
                break
            length /= 2
        for i in range(size):
            point[i] += length * step[i]
        value = fresh
    return False


@compiled
def _weighed(rows: Floats, count: int, size: int, point: Floats, length: float, step: Floats, weights: Floats) -> float:
    """Fill the exponentials so far along the step, and return their sum."""
    total = 0.0
    for row in range(count):
        exponent = 0.0
        for i in range(size):
            exponent += rows[row, i] * (point[i] + length * step[i])
        weights[row] = np.exp(exponent)
        total += weights[row]
    return total


@compiled
def _descent(
    rows: Floats,
    count: int,
    size: int,
    weights: Floats,
    value: float,
    gradient: Floats,
    matrix: Floats,
    step: Floats,
) -> float:
    """Fill Newton's step for the sum of exponentials; return twice what it promises to take off, or -1 where there is none."""
    for i in range(size):
        gradient[i] = 0.0
        for j in range(i + 1):
            matrix[i, j] = 0.0
    for row in range(count):
        for i in range(size):
            gradient[i] -= weights[row] * rows[row, i]
            for j in range(i + 1):
                matrix[i, j] += weights[row] * rows[row, i] * rows[row, j]
    for i in range(size):
        matrix[i, i] += 1e-13 * value
        step[i] = gradient[i]
    if not factorise(matrix, size, 0.0):
        return -1.0
    solve(matrix, size, step)
    gain = 0.0
    for i in range(size):
        gain += gradient[i] * step[i]
    return gain
