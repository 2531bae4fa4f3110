"""Many sweeps of one chain: a Gibbs step, a step of the missed, sometimes a split or a join, leaps and glides: compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.latent.glide_kernel import glide
from undercount.count.estimators.latent.kernel import allocate, concentrate, miss, redraw, relabel
from undercount.count.estimators.latent.leap_kernel import leap, peaks_of
from undercount.count.estimators.latent.likelihood_kernel import weigh
from undercount.count.estimators.latent.split_kernel import split_or_join
from undercount.count.estimators.latent.stretch_kernel import stretch
from undercount.count.estimators.variates import State, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def sweep(
    state: State,
    sweeps: int,
    first: int,
    every: int,
    documented: int,
    most: int,
    sizes: Ints,
    counts: Ints,
    starts: Ints,
    on: Ints,
    above: Ints,
    last: Ints,
    node: Ints,
    a: float,
    b: float,
    rate: float,
    tries: int,
    known: Ints,
    weights: Floats,
    means: Floats,
    roots: Floats,
    glides: Floats,
    strength: float,
    share: Floats,
    odds: Floats,
    base: Floats,
    order: Ints,
    busy: int,
    moved: Floats,
    missed: Ints,
    used: Ints,
    kept_share: Floats,
    kept_odds: Floats,
) -> tuple[float, int]:
    """Let a chain move so many times; return its concentration and how many classes hold somebody.

    Args:
        state: The stream.
        sweeps: How many times.
        first: How many sweeps went before.
        every: After how many sweeps the parameters are kept once.
        documented: Persons on at least one list.
        most: The most that can be missed (persons).
        sizes: Persons on each list.
        counts: Persons with each history that somebody has.
        starts: Where each history's lists begin in ``on``.
        on: The lists of each history.
        above: How histories follow from each other; see :func:`undercount.count.estimators.latent.likelihood_kernel.weigh`.
        last: By which list.
        node: Where each history stands there.
        a: Shape of the concentration's gamma prior.
        b: Its rate.
        rate: Probability of trying a split or a join at each sweep.
        tries: How many leaps are tried at each sweep.
        known: How many classes each component of the leaps' proposal knows; empty before anything was learnt.
        weights: The components' weights.
        means: Their means.
        roots: Their roots; see :mod:`undercount.count.estimators.latent.leap_kernel`.
        glides: The logarithm of a glide's step, the rate at which it learns, and after how many sweeps one is tried, 0 for never.
        strength: The concentration.
        share: The class weights; changed.
        odds: The odds of the lists; shape ``(lists, classes)``; changed.
        base: The probability of each class and no list; changed.
        order: The classes, those that hold somebody first; changed.
        busy: How many hold somebody.
        moved: Tries and acceptances of splits, joins, leaps and glides; shape ``(4, 2)``; added to.
        missed: Filled: the persons missed at each sweep.
        used: Filled: the classes that hold somebody.
        kept_share: Filled: kept class weights; shape ``(sweeps // every, classes)``.
        kept_odds: Filled: kept odds; shape ``(sweeps // every, lists, classes)``.
    """
    lists, classes = odds.shape
    size, none = np.zeros(classes, np.int64), np.zeros(classes, np.int64)
    listed, idle = np.zeros((lists, classes), np.int64), np.zeros(classes, np.bool_)
    weight, total = np.zeros((above.size, classes)), np.zeros(above.size)
    peaks = peaks_of(known * (lists + 1), roots)
    for turn in range(sweeps):
        weigh(above, last, odds, base, weight, total)
        drawn = miss(state, documented, most, base, none)
        for k in range(classes):
            size[k] = none[k]
            for j in range(lists):
                listed[j, k] = 0
        allocate(state, counts, starts, on, node, weight, total, order, busy, size, listed)
        busy = _sort(size, order)
        for k in range(classes):
            idle[k] = size[k] == 0
        drawn = stretch(state, documented, most, drawn, order, busy, size, none, listed, strength)
        missed[turn], used[turn] = drawn, busy
        relabel(state, size, listed, strength)
        busy = _sort(size, order)
        strength = concentrate(state, size, a, b, strength)
        redraw(state, first + turn, idle, size, listed, strength, odds, base, share)
        if (turn + 1) % every == 0:
            _keep(share, odds, kept_share, kept_odds, turn // every)
        if classes > 2 and uniform(state) < rate:
            split_or_join(
                state, counts, starts, on, above, last, node, weight, total, odds, base, share, strength, documented, most, sizes,
                moved,
            )  # fmt: skip
        if known.size > 0:
            strength = leap(
                state, tries, counts, above, last, node, weight, total, odds, base, share, strength, documented, most, a, b, known,
                weights, means, roots, peaks, moved[2],
            )  # fmt: skip
        if glides[2] > 0.0 and (first + turn) % int(glides[2]) == 0:
            glide(
                state, glides, counts, above, last, node, weight, total, odds, base, share, strength, documented, most, moved[3]
            )  # fmt: skip
    return strength, busy


@compiled
def _keep(share: Floats, odds: Floats, kept_share: Floats, kept_odds: Floats, row: int) -> None:
    lists, classes = odds.shape
    for k in range(classes):
        kept_share[row, k] = share[k]
        for j in range(lists):
            kept_odds[row, j, k] = odds[j, k]


@compiled
def _sort(size: Ints, order: Ints) -> int:
    """Lay out the classes, those that hold somebody first; return how many do."""
    place = 0
    for k in range(size.size):
        if size[k] > 0:
            order[place] = k
            place += 1
    busy = place
    for k in range(size.size):
        if size[k] == 0:
            order[place] = k
            place += 1
    return busy
