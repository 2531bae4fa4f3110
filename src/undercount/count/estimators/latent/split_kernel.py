"""Split a class in two or join two, with everybody's class and the missed integrated out: compiled.

A Gibbs sampler that moves persons between classes hardly ever finds a class that many persons must enter together. Here such a class is
proposed whole. Both proposals, one class or two, are laid around what expectation-maximisation finds from a random start when all other
classes are held, so that they depend on nothing that the move changes; the move is then accepted or refused by the exact posterior.

A class is put in right behind another, those behind move back by one and the last is dropped; the reverse draws a last one from the
prior.

References:
    Green (1995), Reversible jump Markov chain Monte Carlo computation, Biometrika 82(4). Jain and Neal (2004), A split-merge Markov chain
    Monte Carlo procedure for the Dirichlet process mixture model, JCGS 13(1): moves that an auxiliary start, drawn anew, lays out.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.latent.likelihood_kernel import LEAST_LEFT, log_likelihood
from undercount.count.estimators.latent.pair_kernel import draw, log_one, log_stick, log_sticks, log_two, width
from undercount.count.estimators.variates import State, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDS = 100


_EDGE = 1e-12
"""Parts of a stick nearer to 0 or 1 are left alone, before and after."""


@compiled
def split_or_join(
    state: State,
    counts: Ints,
    starts: Ints,
    on: Ints,
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
    sizes: Ints,
    moved: Floats,
) -> None:
    """Try one split or one join.

    Args:
        state: The stream.
        counts: Persons with each history.
        starts: Where each history's lists begin in ``on``.
        on: The lists of each history.
        above: See :func:`undercount.count.estimators.latent.likelihood_kernel.weigh`, as for ``last``, ``weight`` and ``total``.
        node: Where each history stands there.
        odds: Each class's odds of each list; shape ``(lists, classes)``; changed if accepted.
        base: Each class's probability of being in it and on no list; changed if accepted.
        share: The class weights; changed if accepted.
        strength: The concentration.
        documented: Persons on at least one list.
        most: The most that can be missed.
        sizes: Persons on each list.
        moved: Counts of tries and acceptances, splits first; shape ``(2, 2)``; added to.
    """
    classes, lists = share.size, sizes.size
    if share[classes - 1] < LEAST_LEFT:
        return
    births = uniform(state) < 0.5
    k, chosen = _choose(state, share, births)
    early, late, none_early, none_late, rest = _held(starts, on, odds, base, share, k, births)
    one_on, one_n = np.zeros((2, lists)), np.zeros(5)
    two_on, two_n = np.zeros((2, lists)), np.zeros(5)
    lam = np.empty((2, lists))
    for two in (False, True):
        _start(state, counts, starts, on, sizes, documented, two, lam)
        listed, n = (two_on, two_n) if two else (one_on, one_n)
        _settle(counts, starts, on, early, late, none_early, none_late, rest, documented, most, lam, listed, n, two)
    new_share, new_odds = np.empty(classes), np.empty((lists, classes))
    if births:
        gain = _split(state, odds, share, strength, k, rest, one_n, one_on, two_n, two_on, new_share, new_odds)
    else:
        gain = _join(state, odds, share, strength, k, rest, one_n, one_on, two_n, two_on, new_share, new_odds)
    if gain < -1e299 or new_share[classes - 1] < LEAST_LEFT:
        return
    new_base = np.empty(classes)
    for other in range(classes):
        new_base[other] = new_share[other]
        for j in range(lists):
            new_base[other] /= 1.0 + new_odds[j, other]
    gain += log_likelihood(counts, above, last, node, new_odds, new_base, documented, most, weight, total)
    gain -= log_likelihood(counts, above, last, node, odds, base, documented, most, weight, total) + math.log(chosen)
    row = 0 if births else 1
    moved[row, 0] += 1.0
    if math.log(uniform(state)) < gain:
        moved[row, 1] += 1.0
        for other in range(classes):
            share[other], base[other] = new_share[other], new_base[other]
            for j in range(lists):
                odds[j, other] = new_odds[j, other]


@compiled
def _split(
    state: State,
    odds: Floats,
    share: Floats,
    strength: float,
    k: int,
    rest: float,
    one_n: Floats,
    one_on: Floats,
    two_n: Floats,
    two_on: Floats,
    new_share: Floats,
    new_odds: Floats,
) -> float:
    """Lay out two classes in the place of one; return the log of what the move gains but for likelihood and choice, or -1e300."""
    lists = odds.shape[0]
    pair, one = np.empty((4, lists)), np.empty((4, lists))
    wide = width(two_n, two_on)
    omega, f = draw(state, two_n, two_on, wide, pair, True)
    if uniform(state) < 0.5:
        f = 1.0 - f
        for j in range(lists):
            pair[0, j], pair[1, j], pair[2, j], pair[3, j] = pair[2, j], pair[3, j], pair[0, j], pair[1, j]
    before = share[k] / rest
    if not (_EDGE < f < 1.0 - _EDGE and omega < 1.0 - _EDGE and before < 1.0 - _EDGE):
        return -1e300
    _logs(odds, k, one, 0)
    _shift_back(share, odds, k, rest, omega, f, pair, new_share, new_odds)
    gain = log_sticks(omega, f, strength) - log_stick(before, strength)
    gain += log_one(one_n, one_on, width(one_n, one_on), one, before) - log_two(two_n, two_on, wide, pair, omega, f)
    return gain + math.log((new_share[k] + new_share[k + 1]) / _pairs(new_share))


@compiled
def _join(
    state: State,
    odds: Floats,
    share: Floats,
    strength: float,
    k: int,
    rest: float,
    one_n: Floats,
    one_on: Floats,
    two_n: Floats,
    two_on: Floats,
    new_share: Floats,
    new_odds: Floats,
) -> float:
    """Lay out one class in the place of two; return the log of what the move gains but for likelihood and choice, or -1e300."""
    lists = odds.shape[0]
    pair, two = np.empty((4, lists)), np.empty((4, lists))
    wide = width(one_n, one_on)
    omega, _ = draw(state, one_n, one_on, wide, pair, False)
    both = share[k] + share[k + 1]
    before, f = both / rest, share[k + 1] / both
    if not (_EDGE < f < 1.0 - _EDGE and before < 1.0 - _EDGE and omega < 1.0 - _EDGE):
        return -1e300
    _logs(odds, k, two, 0)
    _logs(odds, k + 1, two, 2)
    _shift_forward(state, share, odds, k, rest, omega, strength, pair, new_share, new_odds)
    gain = log_stick(omega, strength) - log_sticks(before, f, strength)
    gain += log_two(two_n, two_on, width(two_n, two_on), two, before, f) - log_one(one_n, one_on, wide, pair, omega)
    return gain + math.log(new_share[k] / _singles(new_share))


@compiled
def _singles(share: Floats) -> float:
    found = 0.0
    for k in range(share.size - 2):
        found += share[k]
    return found


@compiled
def _pairs(share: Floats) -> float:
    found = 0.0
    for k in range(share.size - 2):
        found += share[k] + share[k + 1]
    return found


@compiled
def _choose(state: State, share: Floats, births: bool) -> tuple[int, float]:
    """Choose a class by its weight, or two neighbours by theirs; return the first and the probability of the choice."""
    whole = _singles(share) if births else _pairs(share)
    u = uniform(state) * whole
    k = 0
    while k < share.size - 3:
        u -= share[k] if births else share[k] + share[k + 1]
        if u <= 0.0:
            break
        k += 1
    return k, (share[k] if births else share[k] + share[k + 1]) / whole


@compiled
def _held(
    starts: Ints, on: Ints, odds: Floats, base: Floats, share: Floats, k: int, births: bool
) -> tuple[Floats, Floats, float, float, float]:
    """Return what the classes that are held give each history: those before the move, and those behind it as shares of their own.

    The last class of the larger number is not held: without it, the one before it takes all that is left.
    """
    behind = k + 1 if births else k + 2
    classes = share.size
    last = classes - 2 if births else classes - 1
    early, late = np.zeros(starts.size - 1), np.zeros(starts.size - 1)
    rest, tail = 0.0, 0.0
    for other in range(classes - 1, k - 1, -1):
        rest += share[other]
        if other == behind:
            tail = rest
    none_early, none_late = 0.0, 0.0
    for other in range(classes):
        if other < k:
            weight = base[other]
            none_early += weight
        elif behind <= other <= last:
            held = share[other] + (share[classes - 1] if other < classes - 1 and other == last else 0.0)
            weight = base[other] * (held / share[other]) / tail
            none_late += weight
        else:
            continue
        into = early if other < k else late
        for position in range(starts.size - 1):
            chance = weight
            for entry in range(starts[position], starts[position + 1]):
                chance *= odds[on[entry], other]
            into[position] += chance
    return early, late, none_early, none_late, rest


@compiled
def _start(
    state: State,
    counts: Ints,
    starts: Ints,
    on: Ints,
    sizes: Ints,
    documented: int,
    two: bool,
    lam: Floats,
) -> None:
    """Lay one class out as the lists are, or two at random: apart by one list, or one around a person's history."""
    lists = sizes.size
    if not two:
        for j in range(lists):
            lam[0, j], lam[1, j] = (0.7 * sizes[j] + 1.0) / (documented + 2.0), 0.5
        return
    if uniform(state) < 0.5:
        apart = _one_of(state, sizes)
        for j in range(lists):
            pooled = (0.7 * sizes[j] + 1.0) / (documented + 2.0)
            lam[0, j], lam[1, j] = 0.7 * pooled, pooled
        lam[0, apart] *= 0.2
        lam[1, apart] = 0.9
        return
    chosen = _one_of(state, counts)
    for j in range(lists):
        pooled = (0.7 * sizes[j] + 1.0) / (documented + 2.0)
        lam[0, j], lam[1, j] = pooled, 0.4 * pooled
    for entry in range(starts[chosen], starts[chosen + 1]):
        lam[1, on[entry]] = 0.7


@compiled
def _one_of(state: State, numbers: Ints) -> int:
    """Choose a place with probability in proportion to its number."""
    whole = 0
    for number in numbers:
        whole += number
    u = uniform(state) * whole
    for place in range(numbers.size - 1):
        u -= numbers[place]
        if u <= 0.0:
            return place
    return numbers.size - 1


@compiled
def _settle(
    counts: Ints,
    starts: Ints,
    on: Ints,
    early: Floats,
    late: Floats,
    none_early: float,
    none_late: float,
    rest: float,
    documented: int,
    most: int,
    lam: Floats,
    listed: Floats,
    n: Floats,
    two: bool,
) -> None:
    """Let one or two classes settle by expectation-maximisation while the others are held.

    Args:
        lam: The classes' capture probabilities; start, then result.
        listed: Filled: expected persons on each list in each class.
        n: Filled: expected documented persons in the first and in the second, expected missed in each, and all persons behind.
        two: Whether there is a second class.
    """
    lists = lam.shape[1]
    omega, f = 0.85, 0.4 if two else 0.0
    odds = np.empty((2, lists))
    before = -1.0
    for _ in range(_ROUNDS):
        first, second = rest * omega * (1.0 - f), rest * omega * f
        for j in range(lists):
            first *= 1.0 - lam[0, j]
            second *= 1.0 - lam[1, j]
            odds[0, j] = lam[0, j] / (1.0 - lam[0, j])
            odds[1, j] = lam[1, j] / (1.0 - lam[1, j])
            listed[0, j], listed[1, j] = 0.0, 0.0
        n[0], n[1] = 0.0, 0.0
        behind = 0.0
        for position in range(counts.size):
            a, b = first, second
            begin, end = starts[position], starts[position + 1]
            for entry in range(begin, end):
                a *= odds[0, on[entry]]
                b *= odds[1, on[entry]]
            c = rest * (1.0 - omega) * late[position]
            each = counts[position] / max(a + b + c + early[position], 1e-300)
            a *= each
            b *= each
            n[0] += a
            n[1] += b
            behind += c * each
            for entry in range(begin, end):
                listed[0, on[entry]] += a
                listed[1, on[entry]] += b
        late_none = rest * (1.0 - omega) * none_late
        none = min(first + second + late_none + none_early, 1.0 - 1e-9)
        missed = min(documented * none / (1.0 - none), float(most))
        n[2], n[3] = missed * first / none, missed * second / none
        n[4] = behind + missed * late_none / none
        pair = n[0] + n[1] + n[2] + n[3]
        omega = (pair + 1.0) / (pair + n[4] + 2.0)
        f = (n[1] + n[3] + 1.0) / (pair + 2.0) if two else 0.0
        for j in range(lists):
            lam[0, j] = (listed[0, j] + 1.0) / (n[0] + n[2] + 2.0)
            lam[1, j] = (listed[1, j] + 1.0) / (n[1] + n[3] + 2.0)
        size = n[1] + n[3] + missed
        if abs(size - before) < 1e-3 * size:
            break
        before = size


@compiled
def _logs(odds: Floats, k: int, logs: Floats, row: int) -> None:
    for j in range(odds.shape[0]):
        logs[row + 1, j] = -math.log1p(odds[j, k])
        logs[row, j] = math.log(odds[j, k]) + logs[row + 1, j]


@compiled
def _shift_back(
    share: Floats,
    odds: Floats,
    k: int,
    rest: float,
    omega: float,
    f: float,
    pair: Floats,
    new_share: Floats,
    new_odds: Floats,
) -> None:
    """Lay out the classes with one more behind class k and without the last."""
    classes, lists = share.size, odds.shape[0]
    scale = rest * (1.0 - omega) / (rest - share[k])
    for other in range(classes):
        if other < k:
            new_share[other] = share[other]
        elif other > k + 1:
            new_share[other] = share[other - 1] * scale
        for j in range(lists):
            if other < k:
                new_odds[j, other] = odds[j, other]
            elif other > k + 1:
                new_odds[j, other] = odds[j, other - 1]
            else:
                row = 0 if other == k else 2
                new_odds[j, other] = math.exp(pair[row, j] - pair[row + 1, j])
    new_share[classes - 1] += share[classes - 1] * scale
    new_share[k] = rest * omega * (1.0 - f)
    new_share[k + 1] = rest * omega * f


@compiled
def _shift_forward(
    state: State,
    share: Floats,
    odds: Floats,
    k: int,
    rest: float,
    omega: float,
    strength: float,
    pair: Floats,
    new_share: Floats,
    new_odds: Floats,
) -> None:
    """Lay out the classes with classes k and k + 1 made one, and a last one from the prior."""
    classes, lists = share.size, odds.shape[0]
    scale = rest * (1.0 - omega) / (rest - share[k] - share[k + 1])
    for other in range(classes - 1):
        if other < k:
            new_share[other] = share[other]
        elif other > k:
            new_share[other] = share[other + 1] * scale
        for j in range(lists):
            if other < k:
                new_odds[j, other] = odds[j, other]
            elif other > k:
                new_odds[j, other] = odds[j, other + 1]
            else:
                new_odds[j, other] = math.exp(pair[0, j] - pair[1, j])
    new_share[k] = rest * omega
    left = uniform(state) ** (1.0 / strength)
    new_share[classes - 1] = new_share[classes - 2] * left
    new_share[classes - 2] *= 1.0 - left
    for j in range(lists):
        off = uniform(state)
        new_odds[j, classes - 1] = (1.0 - off) / off
