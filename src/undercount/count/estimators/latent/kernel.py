"""The parts of one Gibbs sweep of the latent-class sampler: compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
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

_FEW = 2
"""Up to how many persons of one history, for each class that holds somebody, are placed one by one."""

_REST = 4
"""Every so many sweeps a class that holds nobody is drawn anew."""


@compiled
def allocate(
    state: State,
    counts: Ints,
    starts: Ints,
    on: Ints,
    node: Ints,
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
        starts: Where each history's lists begin in ``on``.
        on: The lists of each history.
        node: Where each history stands in ``weight`` and ``total``.
        weight: Each history's probability in each class.
        total: Each history's probability.
        order: The classes, those that held somebody at the last sweep first.
        busy: How many held somebody.
        size: Persons in each class; added to.
        listed: Persons of each class on each list; shape ``(lists, classes)``; added to.
    """
    classes = size.size
    few = _FEW * busy
    for position in range(counts.size):
        place, left = node[position], counts[position]
        first, last = starts[position], starts[position + 1]
        if left <= few:
            for _ in range(left):
                _put(_class_of_one(state, weight, place, order, total[place]), 1, first, last, on, size, listed)
            continue
        # Hardly anybody goes to a class that held nobody, so these are asked all at once.
        idle = 0.0
        for turn in range(busy, classes):
            idle += weight[place, order[turn]]
        stray = binomial(state, left, min(1.0, idle / total[place])) if idle > 0.0 else 0
        if stray > 0:
            _deal(state, stray, weight, place, order, busy, classes, first, last, on, size, listed)
        _deal(state, left - stray, weight, place, order, 0, busy, first, last, on, size, listed)


@compiled
def _class_of_one(state: State, weight: Floats, place: int, order: Ints, whole: float) -> int:
    u = uniform(state) * whole
    for turn in range(order.size - 1):
        u -= weight[place, order[turn]]
        if u <= 0.0:
            return int(order[turn])
    return int(order[order.size - 1])


@compiled
def _deal(
    state: State,
    left: int,
    weight: Floats,
    place: int,
    order: Ints,
    begin: int,
    end: int,
    first: int,
    last: int,
    on: Ints,
    size: Ints,
    listed: Ints,
) -> None:
    """Deal persons with one history out to some classes by their weights."""
    rest = 0.0
    for turn in range(begin, end):
        rest += weight[place, order[turn]]
    for turn in range(begin, end):
        if left == 0:
            return
        k = order[turn]
        chance = min(1.0, weight[place, k] / rest) if rest > 0.0 else 0.0
        moved = left if turn == end - 1 else binomial(state, left, chance)
        if moved > 0:
            _put(k, moved, first, last, on, size, listed)
        rest -= weight[place, k]
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
        Papaspiliopoulos and Roberts (2008), Retrospective Markov chain Monte Carlo methods, Biometrika 95(1).
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
        if size[k] + after == 0:
            rest = math.log(uniform(state)) / strength
            share[k] = -math.exp(left) * math.expm1(rest)
            left += rest
            continue
        taken, rest = math.log(gamma(state, 1.0 + size[k])), log_of_gamma(state, strength + after)
        whole = max(taken, rest) + math.log1p(math.exp(-abs(taken - rest)))
        share[k] = math.exp(left + taken - whole)
        left += rest - whole
    share[classes - 1] = math.exp(left)
    for k in range(classes):
        base[k] = share[k] * (off[k] if kept[k] else 1.0)
    for j in range(listed.shape[0]):
        for k in range(classes):
            if size[k] > 0:
                odds[j, k], none = _odds(state, listed[j, k], size[k])
                base[k] *= none
            elif not kept[k]:
                none = uniform(state)
                odds[j, k] = (1.0 - none) / none
                base[k] *= none


@compiled
def _odds(state: State, listed: int, size: int) -> tuple[float, float]:
    """Draw a class's odds of a list given how many of its persons are on it; return the probability of not being on it, too."""
    if listed == 0:
        logarithm = math.log(uniform(state)) / (1.0 + size)
        none = math.exp(logarithm)
        return -math.expm1(logarithm) / none, none
    yes, no = gamma(state, 1.0 + listed), gamma(state, 1.0 + (size - listed))
    return yes / no, no / (yes + no)
