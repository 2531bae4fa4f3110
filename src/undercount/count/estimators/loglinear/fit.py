"""Maximum likelihood of hierarchical log-linear models: one Poisson count a history, Newton's method on the terms' margins.

With terms as indicators of "on all these lists" the logarithm of a history's mean is the sum of the parameters of its parts, and every
sum that Newton's method needs is a sum over the histories that contain a term. Both are done for all terms at once by running over the
lists (Yates' method), so one step costs one exponential a history, one small factorisation, and no design matrix.

References:
    Fienberg (1972), The multiple recapture census for closed populations and incomplete 2^k contingency tables, Biometrika 59(3).
    Bishop, Fienberg and Holland (1975), Discrete multivariate analysis, chapter 6.
    Chan, Silverman and Vincent (2021), Multiple systems estimation for sparse capture data: inferential challenges when there are
    nonoverlapping lists, JASA 116(535): parameters at minus infinity.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.lattice import add_subsets, add_supersets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FITTED = 0
"""The maximum was found."""
PRUNED = 1
"""The maximum is certainly below what was asked for."""
UNSETTLED = 2
"""The steps ended first: more are needed, or the maximum does not exist."""

MOST_STEPS = 60
"""Newton's method settles in 3 to 8 steps where the maximum exists; a climb that takes more goes to infinity."""

_SETTLED = 1e-11
"""Twice the gain in the likelihood's logarithm below which the last step is taken and the climb ends."""


@compiled
def finite_terms(
    terms: Ints, model: int, size: int, margins: Floats, alive: Flags, lists: int, kept: Ints, finite: Ints
) -> int:
    """Find the terms of a model whose parameter is finite and the histories whose mean is not zero.

    A term on whose lists nobody is together has its parameter at minus infinity: every history that contains it has mean zero, and both
    leave the fit (Chan, Silverman and Vincent 2021, section 2).

    Args:
        terms: The models' terms, one model a row.
        model: The model's row.
        size: How many terms it has.
        margins: Persons on all lists of each term, for all terms.
        alive: Filled with whether each history's mean is above zero; the history of no list is False.
        lists: How many lists there are.
        kept: Filled with the positions of the finite terms.
        finite: Filled with the finite terms.

    Returns:
        How many terms are finite.
    """
    for history in range(len(alive)):
        alive[history] = True
    count = 0
    for position in range(size):
        term = terms[model, position]
        if margins[term] > 0:
            kept[count] = position
            finite[count] = term
            count += 1
        else:
            alive[term] = False
    if count < size:
        for number in range(lists):
            bit = 1 << number
            for history in range(len(alive)):
                if history & bit and not alive[history - bit]:
                    alive[history] = False
    alive[0] = False
    return count


@compiled
def information(sums: Floats, terms: Ints, size: int, matrix: Floats) -> None:
    """Fill the lower triangle with the sum over the histories that contain both of two terms."""
    for row in range(size):
        for column in range(row + 1):
            matrix[row, column] = sums[terms[row] | terms[column]]


@compiled
def factorise(matrix: Floats, size: int, least: float) -> bool:
    """Replace the lower triangle by its Cholesky factor, its diagonal by reciprocals; False if a pivot is too small."""
    for row in range(size):
        for column in range(row):
            total = matrix[row, column]
            for inner in range(column):
                total -= matrix[row, inner] * matrix[column, inner]
            matrix[row, column] = total * matrix[column, column]
        pivot = matrix[row, row]
        for inner in range(row):
            pivot -= matrix[row, inner] * matrix[row, inner]
        if not pivot > least:
            return False
        matrix[row, row] = 1 / np.sqrt(pivot)
    return True


@compiled
def solve(factor: Floats, size: int, right: Floats) -> None:
    """Solve for one right side in place, with the factor that :func:`factorise` leaves."""
    for row in range(size):
        total = right[row]
        for inner in range(row):
            total -= factor[row, inner] * right[inner]
        right[row] = total * factor[row, row]
    for row in range(size - 1, -1, -1):
        total = right[row]
        for inner in range(row + 1, size):
            total -= factor[inner, row] * right[inner]
        right[row] = total * factor[row, row]


@compiled
def means_of(theta: Floats, terms: Ints, size: int, alive: Flags, lists: int, means: Floats) -> float:
    """Fill the mean of each history from the parameters, and return their sum."""
    for history in range(len(means)):
        means[history] = 0.0
    for position in range(size):
        means[terms[position]] = theta[position]
    add_subsets(means, lists)
    total = 0.0
    for history in range(len(means)):
        if alive[history]:
            means[history] = np.exp(means[history])
            total += means[history]
        else:
            means[history] = 0.0
    return total


@compiled
def fit(
    terms: Ints,
    size: int,
    margins: Floats,
    alive: Flags,
    lists: int,
    needed: float,
    most: int,
    theta: Floats,
    means: Floats,
    sums: Floats,
    matrix: Floats,
    step: Floats,
) -> tuple[int, float]:
    """Climb to the maximum of the Poisson likelihood from the parameters given.

    After each Newton step the linearised means have the data's margins, so by duality they bound the maximum from above
    (sum of m log m - m over histories); once that bound is below ``needed`` the model cannot win and the climb ends.

    Args:
        terms: The finite terms of the model, the constant first.
        size: How many they are.
        margins: Persons on all lists of each term, for all terms.
        alive: Whether each history's mean is above zero.
        lists: How many lists there are.
        needed: The climb ends when the maximum is certainly lower; minus infinity to go to the end.
        most: The most steps (see ``MOST_STEPS``).
        theta: The parameters to start from, and those of the maximum.
        means, sums, matrix, step: Room to work in.

    Returns:
        FITTED, PRUNED or UNSETTLED, and the logarithm of the likelihood without the constant of the data.

    Shapes:
        margins, alive, means, sums: ``(2**lists,)``. terms, theta, step: ``(size,)`` at least. matrix: ``(size, size)`` at least.
    """
    value = -means_of(theta, terms, size, alive, lists, means)
    for position in range(size):
        value += theta[position] * margins[terms[position]]
    for _ in range(most):
        gain = _newton_step(terms, size, margins, lists, means, sums, matrix, step)
        if not gain >= 0:
            return UNSETTLED, value
        if gain < _SETTLED:
            for row in range(size):
                theta[row] += step[row]
            means_of(theta, terms, size, alive, lists, means)
            return FITTED, value + gain / 2
        if needed > -np.inf and _bound(step, terms, size, alive, lists, means, sums) < needed:
            return PRUNED, value
        value = _climb(terms, size, margins, alive, lists, value, gain, theta, means, step)
    return UNSETTLED, value


@compiled
def _newton_step(
    terms: Ints, size: int, margins: Floats, lists: int, means: Floats, sums: Floats, matrix: Floats, step: Floats
) -> float:
    """Fill Newton's step and return twice what it promises to gain, or -1 where the information matrix is singular."""
    for history in range(len(sums)):
        sums[history] = means[history]
    add_supersets(sums, lists)
    information(sums, terms, size, matrix)
    for row in range(size):
        step[row] = margins[terms[row]] - sums[terms[row]]
    if not factorise(matrix, size, 1e-300):
        return -1.0
    for row in range(size):
        sums[row] = step[row]
    solve(matrix, size, step)
    gain = 0.0
    for row in range(size):
        gain += sums[row] * step[row]
    return gain


@compiled
def _climb(
    terms: Ints,
    size: int,
    margins: Floats,
    alive: Flags,
    lists: int,
    value: float,
    gain: float,
    theta: Floats,
    means: Floats,
    step: Floats,
) -> float:
    """Move by the step, or by as much of it as the likelihood rises for, and return the logarithm there."""
    length = 1.0
    while True:
        fresh = 0.0
        for row in range(size):
            theta[row] += length * step[row]
            fresh += theta[row] * margins[terms[row]]
        fresh -= means_of(theta, terms, size, alive, lists, means)
        if fresh >= value + 1e-4 * length * gain or length < 1e-6:
            return fresh
        for row in range(size):
            theta[row] -= length * step[row]
        length /= 2


@compiled
def _bound(step: Floats, terms: Ints, size: int, alive: Flags, lists: int, means: Floats, sums: Floats) -> float:
    """Return an upper bound of the likelihood's logarithm, or infinity where the linearised means are not all positive."""
    for history in range(len(sums)):
        sums[history] = 0.0
    for position in range(size):
        sums[terms[position]] = step[position]
    add_subsets(sums, lists)
    bound = 0.0
    for history in range(len(means)):
        if alive[history]:
            mean = means[history] * (1 + sums[history])
            if mean <= 0:
                return np.inf
            bound += mean * np.log(mean) - mean
    return bound
