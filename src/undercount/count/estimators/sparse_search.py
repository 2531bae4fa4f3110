"""The forward search of :mod:`undercount.count.estimators.sparse`, compiled: many tables of one set of lists, one after the other."""

from __future__ import annotations

import math

import numpy as np

from undercount.compiled import compiled
from undercount.count.estimators.histories import Bits, Ints
from undercount.count.estimators.lattice import add_supersets
from undercount.count.estimators.sparse_fit import (
    FITTED,
    Floats,
    fit,
    full_rank,
    variance_of_level,
)


@compiled
def independence(observed: Floats, sizes: Floats) -> float:
    """Return the total if all lists are independent, or infinity if there is none.

    References:
        Darroch (1958), The multiple-recapture census I, Biometrika 45: the root of 1 - n/N = prod(1 - n_j/N).
    """
    documented = observed[0]
    twice = -documented
    for size in sizes:
        twice += size
        if size >= documented:
            return math.inf
    if twice <= 0.0:
        return math.inf
    low, high = documented, 2.0 * documented
    for _ in range(200):
        if _excess(high, documented, sizes) < 0.0:
            break
        low, high = high, high * 4.0
    else:
        return math.inf
    for _ in range(200):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if _excess(middle, documented, sizes) < 0.0:
            high = middle
        else:
            low = middle
    return float(0.5 * (low + high))


@compiled
def _excess(total: float, documented: float, sizes: Floats) -> float:
    """Return by how much the probability of being on no list exceeds the share that is on none, if there are ``total``."""
    missed = 0.0
    for size in sizes:
        missed += math.log1p(-size / total)
    if total <= documented:
        return math.inf
    return float(missed - math.log1p(-documented / total))


@compiled
def log_tail(seen: float, mean: float) -> float:
    """Return the log of the smaller one-sided Poisson probability of a count at least as extreme as the one seen."""
    if mean <= 0.0:
        return 0.0 if seen == 0.0 else -math.inf
    start = seen * math.log(mean) - mean - math.lgamma(seen + 1.0)
    term = 1.0
    total = 1.0
    count = seen
    if seen < mean:
        while count > 0.0 and term > 1e-17 * total:
            term *= count / mean
            total += term
            count -= 1.0
    else:
        while term > 1e-17 * total:
            count += 1.0
            term *= mean / count
            total += term
    return min(0.0, start + math.log(total))


@compiled
def start(observed: Floats, lists: int, terms: Ints, theta: Floats, factors: Floats, inside: Bits) -> int:
    """Set the main effects of independent lists, leaving out empty ones; return how many parameters there are, or 0."""
    sizes = np.empty(lists)
    for j in range(lists):
        sizes[j] = observed[1 << j]
        for k in range(lists):
            factors[j, k], inside[j, k] = 1.0, 0
    total = independence(observed, sizes)
    if not total < math.inf:
        return 0
    terms[0] = 0
    theta[0] = math.log(total)
    size = 1
    for j in range(lists):
        if sizes[j] == 0.0:
            factors[j, j] = 0.0
            continue
        share = sizes[j] / total
        theta[0] += math.log1p(-share)
        terms[size] = 1 << j
        theta[size] = math.log(share) - math.log1p(-share)
        size += 1
    return size


@compiled
def rank_candidates(
    observed: Floats, room: Floats, lists: int, inside: Bits, threshold: float, pairs: Ints, weights: Floats
) -> int:
    """List the pairs that are not in the model and whose overlap is extreme, the most extreme first; return how many."""
    found = 0
    limit = math.log(threshold) if threshold > 0.0 else -math.inf
    for k in range(lists):
        for j in range(k + 1, lists):
            if inside[j, k] != 0 or observed[1 << j] == 0.0 or observed[1 << k] == 0.0:
                continue
            pair = (1 << j) | (1 << k)
            weight = log_tail(observed[pair], room[0, pair])
            if weight >= limit:
                continue
            place = found
            while place > 0 and weights[place - 1] > weight:
                weights[place] = weights[place - 1]
                pairs[place] = pairs[place - 1]
                place -= 1
            weights[place] = weight
            pairs[place] = j * lists + k
            found += 1
    return found


@compiled
def search_all(
    tables: Ints,
    patterns: Ints,
    lists: int,
    threshold: float,
    found: Floats,
    lowest: int,
    highest: int,
    inside: Bits,
    factors: Floats,
) -> None:
    """Search each table forward from independence, from one row to another.

    Args:
        tables: The counts, one row a table (persons).
        patterns: Which history each column is.
        lists: How many lists.
        threshold: The p-value below which a pair is added.
        found: Its rows are changed to the missed persons, the variance of their log, and how many fits were tried.
        lowest: The first row.
        highest: The row after the last.
        inside: Changed to say what was added for the last table: 1 a two-list term, -1 one whose parameter is minus infinity; in the
            lower triangle.
        factors: Changed to hold the parameters of its model as factors; in the lower triangle.

    Shapes:
        tables: ``(runs, columns)``. patterns: ``(columns,)``. found: ``(runs, 3)``. inside, factors: ``(lists, lists)``.
    """
    most = 1 + lists + lists * (lists - 1) // 2
    terms, theta, other_terms, other_theta = (
        np.empty(most, np.int64),
        np.empty(most),
        np.empty(most, np.int64),
        np.empty(most),
    )
    pairs, weights, matrix, other = (
        np.empty(most, np.int64),
        np.empty(most),
        np.empty((most, most)),
        np.empty((lists, lists)),
    )
    observed, now, then = np.empty(1 << lists), np.empty((2, 1 << lists)), np.empty((2, 1 << lists))
    for run in range(lowest, highest):
        tabulate(tables, run, patterns, lists, observed)
        size = start(observed, lists, terms, theta, factors, inside)
        fits, variance = min(size, 1), math.inf
        searching = size > 0 and fit(observed, lists, terms, size, theta, factors, now, matrix) == FITTED
        if searching:
            variance = variance_of_level(matrix, size)
        else:
            theta[0] = math.inf
        while searching:
            searching = False
            for place in range(rank_candidates(observed, now, lists, inside, threshold, pairs, weights)):
                pair = pairs[place]
                copy_model(size, lists, terms, theta, factors, other_terms, other_theta, other)
                fits += 1
                grown = add_pair(observed, lists, pair, other_terms, size, other_theta, other)
                if full_rank(other_terms, grown, other, lists, then, matrix) < grown:
                    continue
                if fit(observed, lists, other_terms, grown, other_theta, other, then, matrix) != FITTED:
                    continue
                inside[pair // lists, pair % lists] = -1 if grown == size else 1
                size = grown
                copy_model(size, lists, other_terms, other_theta, other, terms, theta, factors)
                now, then = then, now
                variance = variance_of_level(matrix, size)
                searching = True
                break
        found[run, 0], found[run, 1], found[run, 2] = math.exp(theta[0]), variance, fits


@compiled
def tabulate(tables: Ints, run: int, patterns: Ints, lists: int, observed: Floats) -> None:
    """Fill for each history how many persons of one table are on all its lists; shape ``(2**lists,)``."""
    for cell in range(observed.size):
        observed[cell] = 0.0
    for cell in range(patterns.size):
        observed[patterns[cell]] += tables[run, cell]
    add_supersets(observed, lists)


@compiled
def add_pair(observed: Floats, lists: int, pair: int, terms: Ints, size: int, theta: Floats, factors: Floats) -> int:
    """Add a pair's term, with the parameter 0, or minus infinity where nobody is on both; return how many parameters are free."""
    j, k = pair // lists, pair % lists
    both = (1 << j) | (1 << k)
    if observed[both] == 0.0:
        factors[j, k] = 0.0
        return size
    terms[size] = both
    theta[size] = 0.0
    return size + 1


@compiled
def copy_model(
    size: int,
    lists: int,
    terms: Ints,
    theta: Floats,
    factors: Floats,
    to_terms: Ints,
    to_theta: Floats,
    to_factors: Floats,
) -> None:
    """Copy a model's free parameters and factors."""
    for i in range(size):
        to_terms[i] = terms[i]
        to_theta[i] = theta[i]
    for j in range(lists):
        for k in range(lists):
            to_factors[j, k] = factors[j, k]
