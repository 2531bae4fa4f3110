"""One sweep of the latent-class sampler, and many of them over a ladder of thinned tables: compiled.

A replica holds parameters (class weights, and each class's odds of each list); a rung of the ladder holds a table. At each sweep every rung
lets its replica move by an exact Gibbs step given the rung's table, then neighbouring rungs may exchange replicas. The missed are
integrated out of the exchange.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.compiled import compiled
from undercount.count.estimators.variates import (
    State,
    binomial,
    gamma,
    log_gamma,
    log_of_gamma,
    normal,
    poisson,
    uniform,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_FEW = 3
"""Up to how many persons of one history are placed one by one."""

_REST = 4
"""Every so many sweeps a class that holds nobody is drawn anew."""


@compiled
def weigh(cells: Ints, starts: Ints, on: Ints, odds: Floats, base: Floats, weight: Floats, total: Floats) -> None:
    """Fill the probability of each of some histories in each class, and of each history.

    Args:
        cells: Which histories.
        starts: Where each history's lists begin in ``on``; one more entry than there are histories.
        on: The lists of each history, one history after the other.
        odds: Each class's odds of each list; shape ``(lists, classes)``.
        base: Each class's probability of being in it and on no list; shape ``(classes,)``.
        weight: Filled; shape ``(histories, classes)``.
        total: Filled; shape ``(histories,)``.
    """
    classes = base.size
    for position in range(cells.size):
        cell = cells[position]
        row = weight[position]
        for k in range(classes):
            row[k] = base[k]
        for entry in range(starts[cell], starts[cell + 1]):
            chance = odds[on[entry]]
            for k in range(classes):
                row[k] *= chance[k]
        found = 0.0
        for k in range(classes):
            found += row[k]
        total[position] = found


@compiled
def allocate(
    state: State,
    cells: Ints,
    counts: Ints,
    starts: Ints,
    on: Ints,
    weight: Floats,
    total: Floats,
    order: Ints,
    busy: int,
    size: Ints,
    listed: Ints,
) -> None:
    """Draw the class of every documented person, and add up classes' sizes and their persons on each list.

    Args:
        state: The stream.
        counts: Persons with each history.
        order: The classes, those that held somebody at the last sweep first.
        busy: How many held somebody.
        size: Persons in each class; added to.
        listed: Persons of each class on each list; shape ``(lists, classes)``; added to.
    """
    classes = size.size
    for position in range(cells.size):
        row, whole, left = weight[position], total[position], counts[position]
        first, last = starts[cells[position]], starts[cells[position] + 1]
        if left <= _FEW:
            for _ in range(left):
                _put(_class_of_one(state, row, order, whole), 1, first, last, on, size, listed)
            continue
        # Hardly anybody goes to a class that held nobody, so these are asked all at once.
        idle = 0.0
        for place in range(busy, classes):
            idle += row[order[place]]
        stray = binomial(state, left, min(1.0, idle / whole)) if idle > 0.0 else 0
        if stray > 0:
            _deal(state, stray, row, order[busy:], first, last, on, size, listed)
        _deal(state, left - stray, row, order[:busy], first, last, on, size, listed)


@compiled
def _class_of_one(state: State, row: Floats, order: Ints, whole: float) -> int:
    u = uniform(state) * whole
    for place in range(order.size - 1):
        u -= row[order[place]]
        if u <= 0.0:
            return int(order[place])
    return int(order[order.size - 1])


@compiled
def _deal(
    state: State, left: int, row: Floats, chosen: Ints, first: int, last: int, on: Ints, size: Ints, listed: Ints
) -> None:
    """Deal persons out to some classes by their weights."""
    rest = 0.0
    for k in chosen:
        rest += row[k]
    for place in range(chosen.size):
        if left == 0:
            return
        k = chosen[place]
        chance = min(1.0, row[k] / rest) if rest > 0.0 else 0.0
        moved = left if place == chosen.size - 1 else binomial(state, left, chance)
        if moved > 0:
            _put(k, moved, first, last, on, size, listed)
        rest -= row[k]
        left -= moved


@compiled
def _put(k: int, moved: int, first: int, last: int, on: Ints, size: Ints, listed: Ints) -> None:
    size[k] += moved
    for entry in range(first, last):
        listed[on[entry], k] += moved


@compiled
def relabel(state: State, size: Ints, listed: Ints, strength: float) -> None:
    """Let neighbouring classes change places, their weights integrated out: the prior likes the large ones first.

    References:
        Papaspiliopoulos and Roberts (2008), Retrospective Markov chain Monte Carlo methods, Biometrika 95(1), section 3.4.
    """
    behind = size[size.size - 1]
    for k in range(size.size - 2, 0, -1):
        if size[k - 1] != size[k] and uniform(state) * (strength + behind + size[k - 1]) < strength + behind + size[k]:
            size[k - 1], size[k] = size[k], size[k - 1]
            for j in range(listed.shape[0]):
                listed[j, k - 1], listed[j, k] = listed[j, k], listed[j, k - 1]
        behind += size[k]


@compiled
def miss(state: State, documented: int, most: int, base: Floats, missed: Ints) -> int:
    """Draw the persons on no list in each class, at most ``most`` in all; return how many they are.

    The number is negative binomial; as a gamma mixture of Poisson counts its parts are independent. What exceeds the limit is drawn
    again, and where the limit would be exceeded nearly always the number is drawn downwards from it instead.
    """
    none = 0.0
    for k in range(base.size):
        none += base[k]
    none = min(none, 1.0 - 1e-12)
    mean = documented * none / (1.0 - none)
    for _ in range(20 if mean < 3.0 * most else 0):
        rate = gamma(state, float(documented)) / (1.0 - none)
        drawn = 0
        for k in range(base.size):
            missed[k] = poisson(state, rate * base[k])
            drawn += missed[k]
        if drawn <= most:
            return drawn
    drawn = _below(state, documented, most, none)
    left, rest = drawn, none
    for k in range(base.size):
        missed[k] = (
            left if k == base.size - 1 else binomial(state, left, min(1.0, base[k] / rest) if rest > 0.0 else 0.0)
        )
        left -= missed[k]
        rest -= base[k]
    return drawn


@compiled
def _below(state: State, documented: int, most: int, none: float) -> int:
    """Draw a negative binomial number given that it is at most ``most``, where that is rare or unsure, by its exact distribution."""
    highest = min(most, int((documented - 1) * none / (1.0 - none)))
    peak = _log_mass(documented, highest, none)
    # Beyond where the mass has fallen by e**-40 nothing is lost in double precision.
    low, step = highest, 1
    while low > 0 and _log_mass(documented, low, none) > peak - 40.0:
        low = max(0, low - step)
        step *= 2
    high, step = highest, 1
    while high < most and _log_mass(documented, high, none) > peak - 40.0:
        high = min(most, high + step)
        step *= 2
    whole = 0.0
    mass = math.exp(_log_mass(documented, low, none) - peak)
    first = mass
    for number in range(low, high + 1):
        whole += mass
        mass *= none * (number + documented) / (number + 1.0)
    u = uniform(state) * whole
    mass = first
    for number in range(low, high + 1):
        u -= mass
        if u <= 0.0:
            return number
        mass *= none * (number + documented) / (number + 1.0)
    return high


@compiled
def _log_mass(documented: int, number: int, none: float) -> float:
    return log_gamma(number + documented) - log_gamma(number + 1.0) + number * math.log(none)


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


@compiled
def concentrate(state: State, size: Ints, a: float, b: float, strength: float) -> float:
    """Draw the concentration given everybody's class, the class weights integrated out, by a few wide steps; return it.

    Given the weights it would move by small steps only: where few classes hold somebody, the empty ones remember it.
    """
    now = _log_concentration(size, a, b, strength)
    for number in range(4):
        wanted = strength * math.exp((3.0 if number % 2 == 0 else 0.7) * normal(state))
        if not 1e-200 < wanted < 1e6:
            continue
        then = _log_concentration(size, a, b, wanted)
        if math.log(uniform(state)) < then - now:
            strength, now = wanted, then
    return strength


@compiled
def _log_concentration(size: Ints, a: float, b: float, strength: float) -> float:
    """Return the log density of the logarithm of the concentration given the classes' sizes, up to a constant."""
    last = size.size - 1
    found: float = (a + last) * math.log(strength) - b * strength
    behind = size[last]
    found += log_gamma(strength + behind)
    empty = 0
    for k in range(last - 1, 0, -1):
        behind += size[k]
        if behind == 0:
            empty += 1
        else:
            found -= math.log(strength + behind)
    return found - empty * math.log(strength) - log_gamma(1.0 + strength + behind + size[0])


@compiled
def redraw(
    state: State,
    turn: int,
    idle: Bools,
    size: Ints,
    listed: Ints,
    strength: float,
    odds: Floats,
    base: Floats,
    share: Floats,
) -> None:
    """Draw the class weights and the odds of the lists given everybody's class.

    Args:
        state: The stream.
        turn: The number of the sweep.
        idle: Which classes held nobody before any step that integrates the parameters out.
        size: Persons in each class, the missed included.
        listed: Persons of each class on each list; shape ``(lists, classes)``.
        strength: The concentration.
        odds: Filled.
        base: Filled.
        share: Filled with the class weights.
    """
    classes = size.size
    kept, off = np.zeros(classes, np.bool_), np.zeros(classes)
    after = 0
    for k in range(classes):
        after += size[k]
        # A class that held nobody when the persons were placed, and holds nobody now, may be left as it is: it bears on nothing.
        if idle[k] and size[k] == 0 and share[k] > 1e-250 and (turn + k) % _REST != 0:
            kept[k], off[k] = True, base[k] / share[k]
    # In logarithms: with a small concentration what is left of the stick is smaller than any number.
    left = 0.0
    for k in range(classes - 1):
        after -= size[k]
        taken, rest = math.log(gamma(state, 1.0 + size[k])), log_of_gamma(state, strength + after)
        whole = max(taken, rest) + math.log1p(math.exp(-abs(taken - rest)))
        share[k] = math.exp(left + taken - whole)
        left += rest - whole
    share[classes - 1] = math.exp(left)
    for k in range(classes):
        base[k] = share[k] * (off[k] if kept[k] else 1.0)
    for j in range(listed.shape[0]):
        row, chance = listed[j], odds[j]
        for k in range(classes):
            if size[k] > 0:
                yes = gamma(state, 1.0 + row[k])
                no = gamma(state, 1.0 + (size[k] - row[k]))
                chance[k] = yes / no
                base[k] *= no / (yes + no)
            elif not kept[k]:
                none = uniform(state)
                chance[k] = (1.0 - none) / none
                base[k] *= none
