"""Move the missed of each class with everybody's parameters integrated out: compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.variates import State, log_gamma, normal, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def stretch(
    state: State,
    documented: int,
    most: int,
    drawn: int,
    order: Ints,
    busy: int,
    size: Ints,
    missed: Ints,
    listed: Ints,
    strength: float,
) -> int:
    """Propose another number of missed persons in each class that holds somebody; return how many are missed in all.

    Given who is in which class, class weights and capture probabilities are integrated out, so that the number is not held where the
    last parameters put it. A number m stands for the interval from m to m + 1, on which a log-normal step is proposed.
    """
    for place in range(busy):
        k = order[place]
        scale = 0.03 * math.exp(3.5 * uniform(state))
        x = missed[k] + uniform(state)
        y = x * math.exp(scale * normal(state))
        if not y < 1e15:
            continue
        wanted = int(y)
        total = drawn - missed[k] + wanted
        if wanted == missed[k] or total > most or size[k] - missed[k] + wanted == 0:
            continue
        others = documented + drawn - size[k]
        gain = _log_target(others, k, wanted, size, missed, listed, strength)
        gain -= _log_target(others, k, missed[k], size, missed, listed, strength)
        if math.log(uniform(state)) < gain + math.log(y / x):
            size[k] += wanted - missed[k]
            missed[k] = wanted
            drawn = total
    return drawn


@compiled
def _log_target(others: int, k: int, wanted: int, size: Ints, missed: Ints, listed: Ints, strength: float) -> float:
    """Return the log probability, up to a constant, of ``wanted`` missed persons in class k.

    Args:
        others: Persons in all other classes that the negative binomial counts.
        k: The class.
        wanted: Missed persons in it.
        size: Persons in each class as they are now.
        missed: Missed persons in each class as they are now.
        listed: Persons on each list in each class; shape ``(lists, classes)``.
        strength: The concentration.
    """
    classes, lists = size.size, listed.shape[0]
    seen = size[k] - missed[k]
    inside = seen + wanted
    everybody = 0
    for other in range(classes):
        everybody += size[other]
    everybody += wanted - missed[k]
    found: float = log_gamma(float(others + inside)) - log_gamma(everybody + 1.0 + strength) - log_gamma(wanted + 1.0)
    found += log_gamma(inside + 1.0) if k < classes - 1 else log_gamma(inside + strength)
    found -= lists * log_gamma(inside + 2.0)
    for j in range(lists):
        found += log_gamma(inside - listed[j, k] + 1.0)
    after = inside
    for other in range(k + 1, classes):
        after += size[other]
    sticks = 1.0
    for other in range(k, 0, -1):
        if other <= classes - 2:
            sticks *= strength + after
        after += size[other - 1]
        if sticks > 1e200:
            found -= math.log(sticks)
            sticks = 1.0
    return found - math.log(sticks)
