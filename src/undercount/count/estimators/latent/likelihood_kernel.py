"""The likelihood of a table given classes, everybody's class and the missed integrated out: compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.variates import log_gamma

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_LEFT = 1e-250
"""A state whose stick has less than this left at its end is neither left nor reached by a move of whole classes."""


@compiled
def weigh(above: Ints, last: Ints, odds: Floats, base: Floats, weight: Floats, total: Floats) -> None:
    """Fill the probability of each history in each class, and of each history.

    A history is one that stands above it and one list more, so that each costs one multiplication a class.

    Args:
        above: Where that history stands; the first stands above itself and has no list.
        last: The list that is added.
        odds: Each class's odds of each list; shape ``(lists, classes)``.
        base: Each class's probability of being in it and on no list; shape ``(classes,)``.
        weight: Filled; shape ``(histories, classes)``.
        total: Filled; shape ``(histories,)``.
    """
    classes = base.size
    found = 0.0
    for k in range(classes):
        weight[0, k] = base[k]
        found += base[k]
    total[0] = found
    for place in range(1, above.size):
        higher, j = above[place], last[place]
        # Two sums side by side: one alone would wait for itself.
        even, odd = 0.0, 0.0
        for k in range(0, classes - 1, 2):
            one, two = weight[higher, k] * odds[j, k], weight[higher, k + 1] * odds[j, k + 1]
            weight[place, k], weight[place, k + 1] = one, two
            even += one
            odd += two
        if classes % 2 == 1:
            weight[place, classes - 1] = weight[higher, classes - 1] * odds[j, classes - 1]
            even += weight[place, classes - 1]
        total[place] = even + odd


@compiled
def log_likelihood(
    counts: Ints,
    above: Ints,
    last: Ints,
    node: Ints,
    odds: Floats,
    base: Floats,
    documented: int,
    most: int,
    weight: Floats,
    total: Floats,
) -> float:
    """Return the log likelihood of the documented, the missed integrated out.

    Args:
        counts: Persons with each history.
        above: See :func:`weigh`; so are ``last``, ``odds``, ``base``, and ``weight`` and ``total``, which are filled.
        node: Where each history stands among those that are weighed.
        documented: Persons on at least one list.
        most: The most that can be missed.
    """
    weigh(above, last, odds, base, weight, total)
    none = total[0]
    if not none < 1.0 - 1e-12:
        return -1e300
    found = within(documented, most, none) - documented * math.log(1.0 - none)
    for position in range(counts.size):
        found += counts[position] * math.log(max(total[node[position]], 1e-300))
    return found


@compiled
def within(documented: int, most: int, none: float) -> float:
    """Return the log probability that at most ``most`` are missed, given the probability of being on no list."""
    none = min(none, 1.0 - 1e-12)
    mean = documented * none / (1.0 - none)
    if mean + 9.0 * math.sqrt(mean / (1.0 - none)) + 9.0 / (1.0 - none) < most:
        return 0.0
    return math.log(max(_incomplete_beta(float(documented), most + 1.0, 1.0 - none), 1e-300))


@compiled
def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _incomplete_beta_low(b, a, 1.0 - x)
    return _incomplete_beta_low(a, b, x)


@compiled
def _incomplete_beta_low(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function by its continued fraction (Lentz), for x below its mean."""
    front = math.exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > 1e-300 else 1e-300)
    found = d
    for m in range(1, 10_000):
        term = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d = 1.0 + term * d
        c = 1.0 + term / c
        d = 1.0 / (d if abs(d) > 1e-300 else 1e-300)
        c = c if abs(c) > 1e-300 else 1e-300
        found *= d * c
        term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d = 1.0 + term * d
        c = 1.0 + term / c
        d = 1.0 / (d if abs(d) > 1e-300 else 1e-300)
        c = c if abs(c) > 1e-300 else 1e-300
        change = d * c
        found *= change
        if abs(change - 1.0) < 1e-13:
            break
    return front * found
