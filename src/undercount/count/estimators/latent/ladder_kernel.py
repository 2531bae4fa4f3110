"""Many sweeps over a ladder of thinned tables, with exchanges between neighbouring rungs: compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.compiled import compiled
from undercount.count.estimators.latent.birth_kernel import split_or_join
from undercount.count.estimators.latent.kernel import allocate, concentrate, miss, redraw, relabel, weigh, within
from undercount.count.estimators.latent.stretch_kernel import stretch
from undercount.count.estimators.variates import State, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def climb(
    state: State,
    sweeps: int,
    first: int,
    every: int,
    documented: Ints,
    most: Ints,
    sizes: Ints,
    rung_starts: Ints,
    rung_cells: Ints,
    rung_counts: Ints,
    step_starts: Ints,
    step_cells: Ints,
    step_counts: Ints,
    starts: Ints,
    on: Ints,
    a: float,
    b: float,
    rate: float,
    held: Ints,
    strength: Floats,
    share: Floats,
    odds: Floats,
    base: Floats,
    order: Ints,
    busy: Ints,
    swapped: Floats,
    moved: Floats,
    missed: Ints,
    used: Ints,
    kept_share: Floats,
    kept_odds: Floats,
) -> None:
    """Let every replica move at its rung, and neighbouring rungs exchange replicas, so many times.

    Args:
        state: The stream.
        sweeps: How many times.
        first: How many sweeps went before; even and odd pairs of rungs take turns.
        every: After how many sweeps the parameters on the first rung are kept once.
        documented: Persons in each rung's table; the first is the whole table.
        most: The most that can be missed at each rung (persons).
        sizes: Persons on each list at each rung; shape ``(rungs, lists)``.
        rung_starts: Where each rung's histories begin in ``rung_cells`` and ``rung_counts``; one more entry than rungs.
        rung_cells: The histories that somebody has.
        rung_counts: Persons with each.
        step_starts: Where the histories in which a rung differs from the next begin in ``step_cells`` and ``step_counts``.
        step_cells: Those histories.
        step_counts: By how many persons.
        starts: Where each history's lists begin in ``on``.
        on: The lists of each history.
        a: Shape of the concentration's gamma prior.
        b: Its rate.
        rate: Probability of trying a split or a join at each sweep and rung.
        held: Which replica each rung holds; changed.
        strength: Each replica's concentration; changed.
        share: Each replica's class weights; shape ``(replicas, classes)``; changed.
        odds: Each replica's odds of the lists; shape ``(replicas, lists, classes)``; changed.
        base: Each replica's probability of each class and no list; changed.
        order: Each replica's classes, those that hold somebody first; changed.
        busy: How many hold somebody; changed.
        swapped: For each pair of rungs the tries and the sum of acceptance probabilities; added to.
        moved: For each rung the tries and acceptances of splits, then of joins; added to.
        missed: Filled: the persons missed on the first rung at each sweep.
        used: Filled: the classes that hold somebody.
        kept_share: Filled: kept class weights; shape ``(sweeps // every, classes)``.
        kept_odds: Filled: kept odds; shape ``(sweeps // every, lists, classes)``.
    """
    rungs, lists, classes = documented.size, odds.shape[1], odds.shape[2]
    size, none = np.zeros(classes, np.int64), np.zeros(classes, np.int64)
    listed, idle = np.zeros((lists, classes), np.int64), np.zeros(classes, np.bool_)
    widest = max(_widest(rung_starts), _widest(step_starts))
    weight, here, there = np.zeros((widest, classes)), np.zeros(widest), np.zeros(widest)
    for sweep in range(sweeps):
        for t in range(rungs):
            r = held[t]
            cells, counts = (
                rung_cells[rung_starts[t] : rung_starts[t + 1]],
                rung_counts[rung_starts[t] : rung_starts[t + 1]],
            )
            weigh(cells, starts, on, odds[r], base[r], weight, here)
            drawn = miss(state, documented[t], most[t], base[r], none)
            _reset(size, none, listed)
            allocate(state, cells, counts, starts, on, weight, here, order[r], busy[r], size, listed)
            busy[r] = _sort(size, order[r])
            for k in range(classes):
                idle[k] = size[k] == 0
            drawn = stretch(state, documented[t], most[t], drawn, order[r], busy[r], size, none, listed, strength[r])
            if t == 0:
                missed[sweep], used[sweep] = drawn, busy[r]
            relabel(state, size, listed, strength[r])
            busy[r] = _sort(size, order[r])
            strength[r] = concentrate(state, size, a, b, strength[r])
            redraw(state, first + sweep, idle, size, listed, strength[r], odds[r], base[r], share[r])
            if t == 0 and (sweep + 1) % every == 0:
                _copy(share[r], kept_share[sweep // every])
                for j in range(lists):
                    _copy(odds[r, j], kept_odds[sweep // every, j])
            if classes > 2 and uniform(state) < rate:
                split_or_join(
                    state,
                    cells,
                    counts,
                    starts,
                    on,
                    odds[r],
                    base[r],
                    share[r],
                    strength[r],
                    documented[t],
                    most[t],
                    sizes[t],
                    moved[t],
                )
        for t in range((first + sweep) % 2, rungs - 1, 2):
            cells, counts = (
                step_cells[step_starts[t] : step_starts[t + 1]],
                step_counts[step_starts[t] : step_starts[t + 1]],
            )
            low, high = held[t], held[t + 1]
            weigh(cells, starts, on, odds[low], base[low], weight, here)
            weigh(cells, starts, on, odds[high], base[high], weight, there)
            chance = _exchange(counts, here, there, documented[t : t + 2], most[t : t + 2], base[low], base[high])
            swapped[t, 0] += 1.0
            swapped[t, 1] += chance
            if uniform(state) < chance:
                held[t], held[t + 1] = high, low


@compiled
def _reset(size: Ints, none: Ints, listed: Ints) -> None:
    """Begin to count with the missed alone."""
    for k in range(size.size):
        size[k] = none[k]
        for j in range(listed.shape[0]):
            listed[j, k] = 0


@compiled
def _copy(source: Floats, into: Floats) -> None:
    for place in range(into.size):
        into[place] = source[place]


@compiled
def _widest(starts: Ints) -> int:
    found = 0
    for place in range(starts.size - 1):
        found = max(found, starts[place + 1] - starts[place])
    return found


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


@compiled
def _exchange(
    counts: Ints, here: Floats, there: Floats, documented: Ints, most: Ints, low: Floats, high: Floats
) -> float:
    """Return the probability of exchanging the replicas of two neighbouring rungs, the missed integrated out.

    Args:
        counts: By how many persons the larger table exceeds the smaller in each history in which they differ.
        here: The probability of each of these histories under the larger table's replica.
        there: The same under the smaller table's replica.
        documented: Persons in the larger and in the smaller table.
        most: The most that can be missed at each.
        low: The probability of each class and no list under the larger table's replica.
        high: The same under the smaller table's replica.
    """
    p, q = 0.0, 0.0
    for k in range(low.size):
        p += low[k]
        q += high[k]
    gain = 0.0
    for c in range(counts.size):
        gain += counts[c] * math.log(max(there[c], 1e-300) / max(here[c], 1e-300))
    gain -= (documented[0] - documented[1]) * (math.log(max(1.0 - q, 1e-12)) - math.log(max(1.0 - p, 1e-12)))
    gain += within(documented[0], most[0], q) - within(documented[0], most[0], p)
    gain += within(documented[1], most[1], p) - within(documented[1], most[1], q)
    return 1.0 if gain >= 0.0 else math.exp(gain)
