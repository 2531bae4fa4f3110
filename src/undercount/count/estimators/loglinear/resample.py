"""The best of several log-linear models for each of many tables that are near one table: resamples, or the table without a person.

Every model's maximum for the first table is known. For a table nearby one linear map gives means with that table's margins, and by
duality they bound the model's likelihood from above, so the models are tried from the highest bound down and most are never fitted. The
result is that of fitting them all.

References:
    Silverman, Chan and Vincent (2024), Bootstrapping multiple systems estimates to account for model selection, Statistics and
    Computing 34:44, section 3: the selection is repeated in each resample among the models that are best for the data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.compiled import compiled
from undercount.count.estimators.loglinear.existence import EXISTS, existence
from undercount.count.estimators.loglinear.fit import (
    FITTED,
    MOST_STEPS,
    UNSETTLED,
    add_subsets,
    add_supersets,
    factorise,
    finite_terms,
    fit,
    means_of,
    solve,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def winners(
    terms: Ints, sizes: Ints, thetas: Floats, counts: Floats, samples: Floats, penalties: Floats, lists: int
) -> tuple[Ints, Floats, Floats]:
    """Choose for each table the model with the highest likelihood, less a penalty for each term, among those whose maximum exists.

    Args:
        terms: The terms of each model.
        sizes: How many there are.
        thetas: Each model's parameters at its maximum for the first table; minus infinity where the term has none.
        counts: The first table: persons with each history.
        samples: The other tables; each has persons only with histories that somebody in the first table has.
        penalties: For each table, what a term costs on the scale of the likelihood's logarithm: half of BIC's log(n), or AIC's 1.
        lists: How many lists there are.

    Returns:
        For each table the winner's position, or -1 where no model's maximum exists; the total with those on no list (persons); the
        logarithm of the likelihood without the constant of the data.

    Shapes:
        terms, thetas: ``(models, most terms)``. counts: ``(2**lists,)``. samples: ``(tables, 2**lists)``. Returns ``(tables,)`` each.
    """
    ceilings = upper_bounds(terms, sizes, thetas, counts, samples, penalties, lists)
    tables = len(samples)
    best, totals, values = np.full(tables, -1), np.zeros(tables), np.zeros(tables)
    width = terms.shape[1]
    kept, theta, step = np.empty(width, dtype=np.int64), np.empty(width), np.empty(width)
    alive = np.empty(len(counts), dtype=np.bool_)
    means, sums, matrix = np.empty(len(counts)), np.empty(len(counts)), np.empty((width, width))
    for table in range(tables):
        sample, penalty, ceiling = samples[table], penalties[table], ceilings[table]
        margins = sample.copy()
        add_supersets(margins, lists)
        score = -np.inf
        while True:
            model = np.argmax(ceiling)
            if ceiling[model] <= score:
                break
            ceiling[model] = -np.inf
            known = terms[model, : sizes[model]]
            count = finite_terms(known, margins, alive, lists, kept)
            finite = known[kept[:count]]
            for position in range(count):
                theta[position] = thetas[model, kept[position]]
            needed = score + penalty * sizes[model]
            state, value = fit(finite, margins, alive, lists, needed, 2, theta, means, sums, matrix, step)
            if state == UNSETTLED or (state == FITTED and value > needed):
                if existence(finite, sample, alive, lists) != EXISTS:
                    continue
                state, value = fit(finite, margins, alive, lists, needed, MOST_STEPS, theta, means, sums, matrix, step)
            if state == FITTED and value > needed:
                best[table], score = model, value - penalty * sizes[model]
                totals[table], values[table] = margins[0] + np.exp(theta[0]), value
    return best, totals, values


@compiled
def upper_bounds(
    terms: Ints, sizes: Ints, thetas: Floats, counts: Floats, samples: Floats, penalties: Floats, lists: int
) -> Floats:
    """Bound each model's penalised likelihood for each table from above (see ``winners``).

    The linearised means ``m + m X (X' m X)^-1 X' (sample - counts)`` have the sample's margins; where one of them is negative they prove
    nothing and the bound is that of the model that fits the sample exactly.

    Shapes:
        Returns ``(tables, models)``.
    """
    used = np.flatnonzero(counts > 0)
    moved = np.empty((len(samples), len(used)))
    exact = np.zeros(len(samples))
    for table in range(len(samples)):
        for position in range(len(used)):
            persons = samples[table, used[position]]
            moved[table, position] = persons - counts[used[position]]
            if persons > 0:
                exact[table] += persons * np.log(persons) - persons
    bounds = np.empty((len(samples), len(sizes)))
    for model in range(len(sizes)):
        means, tangent = _tangent(terms[model, : sizes[model]], thetas[model, : sizes[model]], counts, used, lists)
        line = np.empty(len(means))
        for table in range(len(samples)):
            bound = _entropy(means, tangent, moved[table], line)
            bounds[table, model] = min(bound, exact[table]) + 1e-9 - penalties[table] * sizes[model]
    return bounds


@compiled
def _entropy(means: Floats, tangent: Floats, moved: Floats, line: Floats) -> float:
    """Return the sum of m log m - m over the linearised means, or infinity where one is negative."""
    for cell in range(len(means)):
        line[cell] = means[cell]
    for position in range(len(moved)):
        change = moved[position]
        if change != 0:
            for cell in range(len(means)):
                line[cell] += change * tangent[position, cell]
    bound = 0.0
    for cell in range(len(means)):
        if line[cell] > 0:
            bound += line[cell] * (np.log(line[cell]) - 1)
        elif line[cell] < -1e-9:
            return np.inf
    return bound


@compiled
def _tangent(terms: Ints, theta: Floats, counts: Floats, used: Ints, lists: int) -> tuple[Floats, Floats]:
    """Return the means at the maximum, and how each moves when a person is added with each history that somebody has."""
    margins = counts.copy()
    add_supersets(margins, lists)
    kept = np.empty(len(terms), dtype=np.int64)
    alive = np.empty(len(counts), dtype=np.bool_)
    count = finite_terms(terms, margins, alive, lists, kept)
    finite = terms[kept[:count]]
    means, sums = np.empty(len(counts)), np.empty(len(counts))
    means_of(theta[kept[:count]], finite, alive, lists, means)
    sums[:] = means
    add_supersets(sums, lists)
    matrix = np.empty((count, count))
    for row in range(count):
        for column in range(row + 1):
            matrix[row, column] = sums[finite[row] | finite[column]]
    factorise(matrix, count, 0.0)
    cells = np.flatnonzero(alive)
    tangent = np.empty((len(used), len(cells)))
    right = np.empty(count)
    for position in range(len(used)):
        for row in range(count):
            right[row] = 1.0 if finite[row] & used[position] == finite[row] else 0.0
        solve(matrix, count, right)
        sums[:] = 0.0
        for row in range(count):
            sums[finite[row]] = right[row]
        add_subsets(sums, lists)
        for cell in range(len(cells)):
            tangent[position, cell] = sums[cells[cell]] * means[cells[cell]]
    return means[cells], tangent
