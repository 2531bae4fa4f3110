"""Maximum likelihood of a log-linear model with main effects and two-list terms, some of whose parameters are minus infinity; compiled.

A model is held as numbers in a small square: entry (j, j) is the factor by which being on list j multiplies a history's expected count,
entry (j, k) the further factor of being on both; 1 is a term that is not in the model and 0 one whose parameter is minus infinity.
Every expected count is then a product, and the matrix of information needs only sums over all histories that contain some lists, which one
pass over the histories gives for all sets of lists at once.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.histories import Ints
from undercount.count.estimators.lattice import add_supersets, independent_terms

Floats = NDArray[np.float64]

FITTED: Final = 0
"""The likelihood has a maximum."""
NOT_EXISTING: Final = 1
"""The likelihood rises for ever."""

_ITERATIONS: Final = 60
_CLOSE: Final = 1e-9
_SINGULAR: Final = 1e-11


@compiled
def expect(level: float, factors: Floats, lists: int, expected: Floats, work: Floats) -> None:
    """Set the expected count of every cell, that on no list first; shape ``(2**lists,)``."""
    expected[0] = level
    for j in range(lists):
        half = 1 << j
        work[0] = factors[j, j]
        for k in range(j):
            part = 1 << k
            factor = factors[j, k]
            if factor == 1.0:
                for cell in range(part):
                    work[part + cell] = work[cell]
            else:
                for cell in range(part):
                    work[part + cell] = work[cell] * factor
        for cell in range(half):
            expected[half + cell] = expected[cell] * work[cell]


@compiled
def decompose(matrix: Floats, size: int, singular: float) -> bool:
    """Replace a symmetric matrix by its lower Cholesky factor; say whether it has full rank."""
    for i in range(size):
        scale = matrix[i, i]
        for j in range(i + 1):
            rest = matrix[i, j]
            for k in range(j):
                rest -= matrix[i, k] * matrix[j, k]
            if i == j:
                if not rest > singular * scale:
                    return False
                matrix[i, i] = math.sqrt(rest)
            else:
                matrix[i, j] = rest / matrix[j, j]
    return True


@compiled
def solve(root: Floats, size: int, right: Floats) -> None:
    """Replace the right side by the solution of the system whose Cholesky factor is given."""
    for i in range(size):
        rest = right[i]
        for k in range(i):
            rest -= root[i, k] * right[k]
        right[i] = rest / root[i, i]
    for i in range(size - 1, -1, -1):
        rest = right[i]
        for k in range(i + 1, size):
            rest -= root[k, i] * right[k]
        right[i] = rest / root[i, i]


@compiled
def spread(terms: Ints, size: int, theta: Floats, factors: Floats) -> None:
    """Write the free parameters into the square of factors."""
    for i in range(1, size):
        high = 0
        while terms[i] >> (high + 1):
            high += 1
        rest = terms[i] - (1 << high)
        low = high
        if rest:
            low = 0
            while not rest >> low & 1:
                low += 1
        factors[high, low] = math.exp(theta[i])


@compiled
def full_rank(terms: Ints, size: int, factors: Floats, lists: int, room: Floats, matrix: Floats) -> int:
    """Move to the front the free parameters that the histories left by those of minus infinity tell apart; return how many.

    Args:
        terms: The lists of each free parameter as bits; changed to hold the independent ones first, in their order.
        size: How many free parameters; all are identified if as many are returned.
        factors: The parameters as factors, with 0 for minus infinity.
        lists: How many lists.
        room: Two rows of working space.
        matrix: Working space.

    Shapes:
        terms: ``(parameters,)``. factors: ``(lists, lists)``. room: ``(2, 2**lists)``. matrix: ``(parameters, parameters)``.
    """
    left = np.ones((lists, lists))
    for j in range(lists):
        for k in range(j + 1):
            if factors[j, k] == 0.0:
                left[j, k] = 0.0
    cells = room[0]
    expect(1.0, left, lists, cells, room[1])
    cells[0] = 0.0
    add_supersets(cells, lists)
    return independent_terms(cells, terms, size, matrix, False)


@compiled
def fit(
    observed: Floats, lists: int, terms: Ints, size: int, theta: Floats, factors: Floats, room: Floats, matrix: Floats
) -> int:
    """Move the free parameters to the maximum of the likelihood by Newton's method; say whether there is one.

    Where there is none a direction exists along which the likelihood always rises: the steps along it stay near 1 while the
    information in it falls until it is lost in rounding.

    Args:
        observed: Over all cells that contain some lists: the sum of the counts (persons).
        lists: How many lists.
        terms: The lists of each free parameter as bits; 0, the level, is first.
        size: How many free parameters.
        theta: The parameters to start from; changed to the maximum.
        factors: The parameters as factors, with 0 for minus infinity; changed to the maximum.
        room: Two rows of working space, the first of which holds at the end the expected counts summed like ``observed``.
        matrix: Working space; holds at the end the Cholesky factor of the information.

    Shapes:
        observed: ``(2**lists,)``. terms, theta: ``(parameters,)``. factors: ``(lists, lists)``, its lower triangle.
        room: ``(2, 2**lists)``. matrix: ``(parameters, parameters)``.
    """
    sums, step = room[0], np.empty(size)
    before, length = -math.inf, 1.0
    for _ in range(_ITERATIONS):
        likelihood = sum_expected(observed, lists, terms, size, theta, factors, room)
        if not likelihood >= before - 1e-9 * (1.0 + abs(before)):
            length *= 0.5
            if length < 1e-6:
                return NOT_EXISTING
            move(theta, step, size, -length)
            continue
        before, length = likelihood, 1.0
        for i in range(size):
            step[i] = observed[terms[i]] - sums[terms[i]]
            for j in range(i + 1):
                matrix[i, j] = sums[terms[i] | terms[j]]
        if not decompose(matrix, size, _SINGULAR):
            return NOT_EXISTING
        solve(matrix, size, step)
        if move(theta, step, size, 1.0) < _CLOSE:
            return FITTED
    return NOT_EXISTING


@compiled
def sum_expected(
    observed: Floats, lists: int, terms: Ints, size: int, theta: Floats, factors: Floats, room: Floats
) -> float:
    """Set the first row of ``room`` to the expected counts summed over supersets; return the log-likelihood but for a constant."""
    sums = room[0]
    spread(terms, size, theta, factors)
    expect(math.exp(theta[0]), factors, lists, sums, room[1])
    sums[0] = 0.0
    add_supersets(sums, lists)
    likelihood = -float(sums[0])
    for i in range(size):
        likelihood += theta[i] * observed[terms[i]]
    return likelihood


@compiled
def move(theta: Floats, step: Floats, size: int, length: float) -> float:
    """Move the parameters along a step; return the largest part of the step."""
    largest = 0.0
    for i in range(size):
        theta[i] += length * step[i]
        largest = max(largest, abs(step[i]))
    return largest


@compiled
def variance_of_level(root: Floats, size: int) -> float:
    """Return the variance of the log of those on no list from the Cholesky factor of the information."""
    right = np.zeros(size)
    right[0] = 1.0
    solve(root, size, right)
    return float(right[0])
