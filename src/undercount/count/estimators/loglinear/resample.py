"""The best of several log-linear models for each of many tables that are near one table: resamples, or the table without a person.

Every model's maximum for the first table is known. For a table nearby one linear map gives means with that table's margins, and by
duality they bound the model's likelihood from above, so the models are tried from the highest bound down and most are never fitted. The
result is that of fitting them all.

References:
    Silverman, Chan and Vincent (2024), Bootstrapping multiple systems estimates to account for model selection, Statistics and
    Computing 34:44: the selection is repeated in each resample among the models that are best for the data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.lattice import add_subsets, add_supersets
from undercount.count.estimators.loglinear.existence import EXISTS, existence
from undercount.count.estimators.loglinear.fit import (
    FITTED,
    MOST_STEPS,
    PRUNED,
    UNSETTLED,
    factorise,
    finite_terms,
    fit,
    information,
    means_of,
    solve,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


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
    return _winners(terms, sizes, thetas, samples, penalties, lists, ceilings)


@compiled
def _winners(
    terms: Ints, sizes: Ints, thetas: Floats, samples: Floats, penalties: Floats, lists: int, ceilings: Floats
) -> tuple[Ints, Floats, Floats]:
    """Choose for each table as :func:`winners` says, the models from the highest bound down; the bounds are changed."""
    tables, cells, width = len(samples), samples.shape[1], terms.shape[1]
    best, totals, values = np.empty(tables, dtype=np.int64), np.zeros(tables), np.zeros(tables)
    kept, finite = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    theta, step, matrix = np.empty(width), np.empty(width), np.empty((width, width))
    alive, means, sums = np.empty(cells, dtype=np.bool_), np.empty(cells), np.empty(cells)
    sample, margins = np.empty(cells), np.empty(cells)
    for table in range(tables):
        best[table] = -1
        for history in range(cells):
            sample[history] = margins[history] = samples[table, history]
        add_supersets(margins, lists)
        score = -np.inf
        while True:
            model = highest(ceilings, table)
            if ceilings[table, model] <= score:
                break
            ceilings[table, model] = -np.inf
            count = finite_terms(terms, model, sizes[model], margins, alive, lists, kept, finite)
            for position in range(count):
                theta[position] = thetas[model, kept[position]]
            needed = score + penalties[table] * sizes[model]
            known, most = False, 2
            while True:
                state, value = fit(finite, count, margins, alive, lists, needed, most, theta, means, sums, matrix, step)
                if known or not (state == UNSETTLED or (state == FITTED and value > needed)):
                    break
                if existence(finite, count, sample, alive, lists) != EXISTS:
                    state = PRUNED
                    break
                known, most = True, MOST_STEPS
            if state == FITTED and value > needed:
                best[table], score = model, value - penalties[table] * sizes[model]
                totals[table], values[table] = margins[0] + np.exp(theta[0]), value
    return best, totals, values


@compiled
def highest(ceilings: Floats, table: int) -> int:
    """Return the model with the highest bound for a table, the first of them."""
    model = 0
    for other in range(1, ceilings.shape[1]):
        if ceilings[table, other] > ceilings[table, model]:
            model = other
    return model


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
    used, cells = np.empty(len(counts), dtype=np.int64), np.empty(len(counts), dtype=np.int64)
    kinds = _list_used(counts, used)
    exact = np.zeros(len(samples))
    for table in range(len(samples)):
        for position in range(kinds):
            persons = samples[table, used[position]]
            if persons > 0:
                exact[table] += persons * np.log(persons) - persons
    bounds = np.empty((len(samples), len(sizes)))
    means, line, tangent = np.empty(len(counts)), np.empty(len(counts)), np.empty((kinds, len(counts)))
    for model in range(len(sizes)):
        size = _tangent(terms, thetas, model, sizes[model], counts, used, kinds, lists, cells, means, tangent)
        for table in range(len(samples)):
            for cell in range(size):
                line[cell] = means[cell]
            for position in range(kinds):
                change = samples[table, used[position]] - counts[used[position]]
                if change != 0:
                    for cell in range(size):
                        line[cell] += change * tangent[position, cell]
            bound = min(_entropy(line, size), exact[table])
            bounds[table, model] = bound + 1e-9 - penalties[table] * sizes[model]
    return bounds


@compiled
def _list_used(counts: Floats, used: Ints) -> int:
    """Fill the histories that somebody has, and return how many they are."""
    kinds = 0
    for history in range(len(counts)):
        if counts[history] > 0:
            used[kinds] = history
            kinds += 1
    return kinds


@compiled
def _entropy(line: Floats, size: int) -> float:
    """Return the sum of m log m - m over the linearised means, or infinity where one is negative."""
    bound = 0.0
    for cell in range(size):
        if line[cell] > 0:
            bound += line[cell] * (np.log(line[cell]) - 1)
        elif line[cell] < -1e-9:
            return np.inf
    return bound


@compiled
def _tangent(
    terms: Ints,
    thetas: Floats,
    model: int,
    size: int,
    counts: Floats,
    used: Ints,
    kinds: int,
    lists: int,
    cells: Ints,
    means: Floats,
    tangent: Floats,
) -> int:
    """Fill the means at the maximum, and how each moves when a person is added with each history that somebody has; return how many.

    Args:
        terms: The models' terms.
        thetas: Their parameters at the maximum for the first table.
        model: The model.
        size: How many terms it has.
        counts: The first table: persons with each history.
        used: The histories that somebody has.
        kinds: How many they are.
        lists: How many lists there are.
        cells: Filled with the histories whose mean is above zero.
        means: Filled with their means.
        tangent: Filled with the changes of the means, one used history a row.
    """
    width = terms.shape[1]
    margins, sums = counts.copy(), np.empty(len(counts))
    add_supersets(margins, lists)
    kept, finite = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    right, matrix = np.empty(width), np.empty((width, width))
    alive = np.empty(len(counts), dtype=np.bool_)
    count = finite_terms(terms, model, size, margins, alive, lists, kept, finite)
    for position in range(count):
        right[position] = thetas[model, kept[position]]
    means_of(right, finite, count, alive, lists, margins)
    shown = 0
    for history in range(len(counts)):
        sums[history] = margins[history]
        if alive[history]:
            cells[shown], means[shown] = history, margins[history]
            shown += 1
    add_supersets(sums, lists)
    information(sums, finite, count, matrix)
    factorise(matrix, count, 0.0)
    for position in range(kinds):
        for row in range(count):
            right[row] = 1.0 if finite[row] & used[position] == finite[row] else 0.0
        solve(matrix, count, right)
        for history in range(len(counts)):
            sums[history] = 0.0
        for row in range(count):
            sums[finite[row]] = right[row]
        add_subsets(sums, lists)
        for cell in range(shown):
            tangent[position, cell] = sums[cells[cell]] * means[cell]
    return shown
