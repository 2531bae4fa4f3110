"""Propose a whole state at once, from a mixture of t-distributions that the first draws taught: compiled.

Gibbs steps, splits and joins go from one state to the next; between two sets of classes that explain a table about equally well there may
be no path of likely steps at all. A leap needs none: the state that it proposes does not depend on the one that it leaves, and it is
accepted by how much better the posterior likes it than the proposal does, so that each set of classes holds its share of the draws.

The first classes of a state are proposed, as many as a component of the mixture knows; concentration and the classes behind come from
the prior given them. In all densities the concentration is integrated out, and the missed too.

Coordinates: of a class's stick V, log(-log(1 - V)); of a capture probability p, cbrt(p) - cbrt(1 - p), in which the posterior of a
list that hardly reaches a class is nearly normal (Wilson and Hilferty 1931), as its logarithm is not.

References:
    Tierney (1994), Markov chains for exploring posterior distributions, Annals of Statistics 22(4): independence chains.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.latent.likelihood_kernel import LEAST_LEFT, log_likelihood
from undercount.count.estimators.variates import State, gamma, log_gamma, normal, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FREEDOM = 8.0
"""Degrees of freedom of the proposal."""

_EDGE = 1e-6
"""Neither is one with a cube root of a capture probability, or of what it lacks of 1, below this."""


@compiled
def leap(
    state: State,
    tries: int,
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
    a: float,
    b: float,
    known: Ints,
    weights: Floats,
    means: Floats,
    roots: Floats,
    peaks: Floats,
    moved: Floats,
) -> float:
    """Try some leaps; return the concentration, which is another if one was accepted.

    Args:
        state: The stream.
        tries: How many.
        counts: Persons with each history.
        above: See :func:`undercount.count.estimators.latent.likelihood_kernel.weigh`, as for ``last``, ``weight`` and ``total``.
        node: Where each history stands there.
        odds: Each class's odds of each list; shape ``(lists, classes)``; changed if accepted.
        base: Each class's probability of being in it and on no list; changed if accepted.
        share: The class weights; changed if accepted.
        strength: The concentration.
        documented: Persons on at least one list.
        most: The most that can be missed.
        a: Shape of the concentration's gamma prior.
        b: Its rate.
        known: How many classes each component of the mixture proposes.
        weights: The components' weights (probability).
        means: Their means, class by class: the stick, then the lists; shape ``(components, dimensions)``.
        roots: The lower triangular roots of their scales; shape ``(components, dimensions, dimensions)``.
        peaks: Their log densities at their means; see :func:`peaks_of`.
        moved: Counts of tries and acceptances; shape ``(2,)``; added to.
    """
    lists, classes = odds.shape
    widest = means.shape[1]
    place, there = np.empty(widest), np.empty(widest)
    new_share, new_base, new_odds = np.empty(classes), np.empty(classes), np.empty((lists, classes))
    prior, scratch, parts = np.empty(classes), np.empty(widest), np.empty(known.size)
    if not _locate(share, odds, widest, place):
        return strength
    now = log_likelihood(counts, above, last, node, odds, base, documented, most, weight, total)
    now -= _log_surplus(place, lists, a, b, known, weights, means, roots, peaks, prior, scratch, parts)
    for _ in range(tries):
        moved[0] += 1.0
        wanted = _propose(state, lists, a, b, known, weights, means, roots, there, scratch, new_share, new_odds)
        if wanted < 0.0:
            continue
        for k in range(classes):
            new_base[k] = new_share[k]
            for j in range(lists):
                new_base[k] /= 1.0 + new_odds[j, k]
        if not _locate(new_share, new_odds, widest, there):
            continue
        then = log_likelihood(counts, above, last, node, new_odds, new_base, documented, most, weight, total)
        then -= _log_surplus(there, lists, a, b, known, weights, means, roots, peaks, prior, scratch, parts)
        if math.log(uniform(state)) < then - now:
            moved[1] += 1.0
            now, strength = then, wanted
            for k in range(classes):
                share[k], base[k] = new_share[k], new_base[k]
                for j in range(lists):
                    odds[j, k] = new_odds[j, k]
    return strength


@compiled
def _locate(share: Floats, odds: Floats, widest: int, place: Floats) -> bool:
    """Fill the coordinates of a state's first classes; say whether leaps may leave or reach it."""
    lists, classes = odds.shape
    if not share[classes - 1] > LEAST_LEFT:
        return False
    several = widest // (lists + 1)
    behind = 0.0
    for k in range(classes - 1, several - 1, -1):
        behind += share[k]
    for k in range(several - 1, -1, -1):
        here = k * (lists + 1)
        place[here] = math.log(math.log1p(share[k] / behind))
        behind += share[k]
        for j in range(lists):
            off = 1.0 / (1.0 + odds[j, k])
            yes, no = np.cbrt(odds[j, k] * off), np.cbrt(off)
            if not (yes > _EDGE and no > _EDGE):
                return False
            place[here + 1 + j] = yes - no
    return True


@compiled
def _log_surplus(
    place: Floats,
    lists: int,
    a: float,
    b: float,
    known: Ints,
    weights: Floats,
    means: Floats,
    roots: Floats,
    peaks: Floats,
    prior: Floats,
    scratch: Floats,
    parts: Floats,
) -> float:
    """Return by how much the log density of the proposal exceeds that of the prior."""
    several = place.size // (lists + 1)
    used, density = 0.0, 0.0
    for k in range(several):
        here = k * (lists + 1)
        used += math.exp(place[here])
        density += place[here]
        for j in range(here + 1, here + 1 + lists):
            density += _log_slope(place[j])
        shape = a + k + 1
        prior[k] = density + a * math.log(b) + log_gamma(shape) - log_gamma(a) - shape * math.log(b + used)
    highest = -1e300
    for component in range(known.size):
        size = known[component] * (lists + 1)
        parts[component] = math.log(weights[component]) - prior[known[component] - 1]
        far = distance(place, means[component], roots[component], size, scratch)
        parts[component] += log_t(peaks[component], far, size)
        highest = max(highest, parts[component])
    whole = 0.0
    for component in range(known.size):
        whole += math.exp(parts[component] - highest)
    return highest + math.log(whole)


@compiled
def _log_slope(h: float) -> float:
    """Return the log density of the coordinate of a capture probability whose own density is uniform."""
    yes, no = _roots_of(h)
    return math.log(3.0 * yes * yes * no * no / (yes * yes + no * no))


@compiled
def _roots_of(h: float) -> tuple[float, float]:
    """Return the cube roots of p and of 1 - p whose difference is h."""
    sixth = h * h * h * h * h * h
    whole = 2.0 + math.sqrt(4.0 + sixth)
    both = np.cbrt(whole) - np.cbrt(sixth / whole)
    return 0.5 * (both + h), 0.5 * (both - h)


@compiled
def peaks_of(sizes: Ints, roots: Floats) -> Floats:
    """Return the log density at its mean of each component, of whose coordinates it knows the first ``sizes``."""
    found = np.empty(sizes.size)
    for component in range(sizes.size):
        found[component] = _log_peak(roots[component], sizes[component])
    return found


@compiled
def _log_peak(root: Floats, size: int) -> float:
    wide = 0.0
    for i in range(size):
        wide += math.log(root[i, i])
    shape = 0.5 * (FREEDOM + size)
    found: float = log_gamma(shape) - log_gamma(0.5 * FREEDOM) - 0.5 * size * math.log(FREEDOM * math.pi) - wide
    return found


@compiled
def distance(place: Floats, mean: Floats, root: Floats, size: int, scratch: Floats) -> float:
    """Return the squared distance of a place from a mean, measured by the root of a scale, in the first ``size`` coordinates."""
    far = 0.0
    for i in range(size):
        z = place[i] - mean[i]
        for j in range(i):
            z -= root[i, j] * scratch[j]
        z /= root[i, i]
        scratch[i] = z
        far += z * z
    return far


@compiled
def log_t(peak: float, far: float, size: int) -> float:
    """Return the log density of a multivariate t-distribution, given that at its mean, so far away from it."""
    return peak - 0.5 * (FREEDOM + size) * math.log1p(far / FREEDOM)


@compiled
def _propose(
    state: State,
    lists: int,
    a: float,
    b: float,
    known: Ints,
    weights: Floats,
    means: Floats,
    roots: Floats,
    there: Floats,
    scratch: Floats,
    share: Floats,
    odds: Floats,
) -> float:
    """Lay out a state; return its concentration, or -1 where there is no such state."""
    classes = share.size
    u = uniform(state)
    component = 0
    while component < known.size - 1 and u > weights[component]:
        u -= weights[component]
        component += 1
    size = known[component] * (lists + 1)
    scale = math.sqrt(0.5 * FREEDOM / gamma(state, 0.5 * FREEDOM))
    for i in range(size):
        scratch[i] = scale * normal(state)
        there[i] = means[component, i]
        for j in range(i + 1):
            there[i] += roots[component, i, j] * scratch[j]
    used, behind = 0.0, 1.0
    for k in range(known[component]):
        here = k * (lists + 1)
        if there[here] > 6.0 or not _lay_out(there, here, k, odds):
            return -1.0
        length = math.exp(there[here])
        used += length
        share[k] = -behind * math.expm1(-length)
        behind *= math.exp(-length)
    strength = gamma(state, a + known[component]) / (b + used)
    for k in range(known[component], classes):
        length = -math.log(uniform(state)) / strength
        share[k] = behind if k == classes - 1 else -behind * math.expm1(-length)
        behind *= math.exp(-length)
        for j in range(lists):
            off = uniform(state)
            odds[j, k] = (1.0 - off) / off
    return strength


@compiled
def _lay_out(place: Floats, here: int, k: int, odds: Floats) -> bool:
    """Fill the odds of a class from its coordinates; say whether there are such odds."""
    for j in range(odds.shape[0]):
        h = place[here + 1 + j]
        if not -1.0 < h < 1.0:
            return False
        yes, no = _roots_of(h)
        if not (yes > _EDGE and no > _EDGE):
            return False
        odds[j, k] = yes * yes * yes / (no * no * no)
    return True
