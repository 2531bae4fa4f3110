"""Move all class weights and capture probabilities together along the posterior, persons and the missed integrated out: compiled.

A Gibbs sweep moves them given everybody's class, so it goes as far in one sweep as few persons can change their class. A glide follows the
slope of the posterior itself, through as many small steps as it takes to come far away: Hamiltonian Monte Carlo. The coordinates are the
log odds of each stick and of each capture probability; the concentration stays as it is.

References:
    Duane, Kennedy, Pendleton and Roweth (1987), Hybrid Monte Carlo, Physics Letters B 195(2).
    Neal (2011), MCMC using Hamiltonian dynamics, in Handbook of Markov Chain Monte Carlo: steps and lengths that are drawn anew.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.latent.likelihood_kernel import LEAST_LEFT, weigh, within
from undercount.count.estimators.variates import State, normal, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REACH = 2.4
"""How far a glide goes on average, in log odds: step times number of steps."""

MOST_STEPS = 64
"""The most steps of a glide on average."""

WANTED = 0.8
"""The acceptance for which the step is chosen."""

_EDGE = 300.0
"""A state with log odds beyond this is neither left nor reached."""


_NOWHERE = -1e299


@compiled
def glide(
    state: State,
    settings: Floats,
    counts: Ints,
    above: Ints,
    last: Ints,
    node: Ints,
    weight: Floats,
    total: Floats,
    odds: Floats,
    base: Floats,
    share: Floats,
    strength: float,
    documented: int,
    most: int,
    moved: Floats,
) -> None:
    """Try one glide.

    Args:
        state: The stream.
        settings: The logarithm of the step, which is changed, and the rate at which it learns, 0 where it stays as it is.
        counts: Persons with each history.
        above: How histories follow from each other; see :func:`undercount.count.estimators.latent.likelihood_kernel.weigh`.
        last: By which list.
        node: Where each history stands there.
        weight: Filled.
        total: Filled.
        odds: The odds of the lists; shape ``(lists, classes)``; changed.
        base: The probability of each class and no list; changed.
        share: The class weights; changed.
        strength: The concentration.
        documented: Persons on at least one list.
        most: The most that can be missed.
        moved: Tries, and the sum of the probabilities with which they were accepted; added to.
    """
    lists, classes = odds.shape
    size = classes * (lists + 1)
    place, speed, slope = np.empty(size), np.empty(size), np.empty(size)
    if not _locate(share, odds, place):
        return
    new_share, new_base, new_odds = np.empty(classes), np.empty(classes), np.empty((lists, classes))
    held = np.zeros((above.size, classes))
    table = (counts, above, last, node)
    height = _climb(place, strength, documented, table, weight, total, held, new_odds, new_base, new_share, slope)
    before = height + within(documented, most, total[0]) - _start(state, speed)
    step = math.exp(settings[0]) * (0.7 + 0.6 * uniform(state))
    steps = 1 + int(2.0 * uniform(state) * min(float(MOST_STEPS), REACH / math.exp(settings[0])))
    for _ in range(steps):
        _push(speed, slope, 0.5 * step)
        _push(place, speed, step)
        height = _climb(place, strength, documented, table, weight, total, held, new_odds, new_base, new_share, slope)
        if not height > _NOWHERE:
            break
        _push(speed, slope, 0.5 * step)
    chance = 0.0
    if height > _NOWHERE and new_share[classes - 1] > LEAST_LEFT:
        after = height + within(documented, most, total[0])
        for i in range(size):
            after -= 0.5 * speed[i] * speed[i]
        chance = math.exp(min(0.0, after - before))
    moved[0] += 1.0
    moved[1] += chance
    settings[0] = min(1.0, settings[0] + settings[1] * (chance - WANTED))
    if uniform(state) < chance:
        for k in range(classes):
            share[k], base[k] = new_share[k], new_base[k]
            for j in range(lists):
                odds[j, k] = new_odds[j, k]


@compiled
def _start(state: State, speed: Floats) -> float:
    """Draw a speed; return its energy."""
    energy = 0.0
    for i in range(speed.size):
        speed[i] = normal(state)
        energy += 0.5 * speed[i] * speed[i]
    return energy


@compiled
def _push(what: Floats, along: Floats, far: float) -> None:
    for i in range(what.size):
        what[i] += far * along[i]


@compiled
def _locate(share: Floats, odds: Floats, place: Floats) -> bool:
    """Fill the coordinates of a state, class by class its stick and its lists; say whether glides may leave it."""
    lists, classes = odds.shape
    behind = share[classes - 1]
    if not behind > LEAST_LEFT:
        return False
    place[(classes - 1) * (lists + 1)] = 0.0
    for k in range(classes - 1, -1, -1):
        here = k * (lists + 1)
        if k < classes - 1:
            place[here] = math.log(share[k] / behind)
            behind += share[k]
        for j in range(lists):
            place[here + 1 + j] = math.log(odds[j, k])
        for i in range(here, here + 1 + lists):
            if not abs(place[i]) < _EDGE:
                return False
    return True


@compiled
def _climb(
    place: Floats,
    strength: float,
    documented: int,
    table: tuple[Ints, Ints, Ints, Ints],
    weight: Floats,
    total: Floats,
    held: Floats,
    odds: Floats,
    base: Floats,
    share: Floats,
    slope: Floats,
) -> float:
    """Lay out the state at a place and fill the slope there; return the log posterior density, without the limit on the missed."""
    counts, above, last, node = table
    height = _lay_out(place, strength, odds, base, share, slope)
    if not height > _NOWHERE:
        return -1e300
    weigh(above, last, odds, base, weight, total)
    if not total[0] < 1.0 - 1e-12:
        return -1e300
    height += _expect(counts, node, weight, total, held) - documented * math.log1p(-total[0])
    lists, classes = odds.shape
    # Expected persons below each history of the tree, and so on each list: what the slope is made of.
    for row in range(above.size - 1, 0, -1):
        higher, j = above[row], last[row]
        for k in range(classes):
            held[higher, k] += held[row, k]
            slope[k * (lists + 1) + 1 + j] += held[row, k]
    missed, behind = documented / (1.0 - total[0]), 0.0
    for k in range(classes - 1, -1, -1):
        here = k * (lists + 1)
        persons, taken = held[0, k] + missed * base[k], slope[here]
        # Nothing hangs on the stick of the last class, which takes what is left.
        slope[here] = (persons + 1.0) * (1.0 - taken) - (behind + strength) * taken if k < classes - 1 else 0.0
        behind += persons
        for j in range(lists):
            slope[here + 1 + j] += 1.0 - (persons + 2.0) * odds[j, k] / (1.0 + odds[j, k])
    return height


@compiled
def _expect(counts: Ints, node: Ints, weight: Floats, total: Floats, held: Floats) -> float:
    """Fill the expected documented persons of each history in each class; return the log likelihood of the histories."""
    rows, classes = held.shape
    for row in range(rows):
        for k in range(classes):
            held[row, k] = 0.0
    found = 0.0
    for position in range(counts.size):
        row = node[position]
        whole = max(total[row], 1e-300)
        found += counts[position] * math.log(whole)
        each = counts[position] / whole
        for k in range(classes):
            held[row, k] = each * weight[row, k]
    return found


@compiled
def _lay_out(place: Floats, strength: float, odds: Floats, base: Floats, share: Floats, slope: Floats) -> float:
    """Lay out the state at a place; return its log prior density in these coordinates, and leave each stick's share in ``slope``."""
    lists, classes = odds.shape
    found, left = 0.0, 1.0
    for k in range(classes):
        here = k * (lists + 1)
        taken = 1.0
        if k < classes - 1:
            if not abs(place[here]) < _EDGE:
                return -1e300
            rest = math.exp(-place[here])
            taken = 1.0 / (1.0 + rest)
            # log V + strength * log(1 - V)
            log_taken = -math.log1p(rest)
            found += log_taken + strength * (log_taken - place[here])
            share[k] = left * taken
            left *= rest * taken
        else:
            share[k] = left
        slope[here] = taken
        off = 1.0
        both = 1.0
        for j in range(lists):
            at = place[here + 1 + j]
            if not abs(at) < _EDGE:
                return -1e300
            odds[j, k] = math.exp(at)
            none = 1.0 / (1.0 + odds[j, k])
            off *= none
            both *= odds[j, k] * none * none
            slope[here + 1 + j] = 0.0
            if both < 1e-100:
                found += math.log(both)
                both = 1.0
        found += math.log(both)
        base[k] = share[k] * off
    return found
