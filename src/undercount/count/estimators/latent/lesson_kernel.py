"""Fit a mixture of t-distributions to draws by expectation-maximisation: compiled.

References:
    Peel and McLachlan (2000), Robust mixture modelling using the t distribution, Statistics and Computing 10(4).
    Arthur and Vassilvitskii (2007), k-means++: the advantages of careful seeding, SODA: where the components begin.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.latent.leap_kernel import FREEDOM, distance, log_t, peaks_of
from undercount.count.estimators.variates import State, uniform

Floats = NDArray[np.float64]


@compiled
def learn(state: State, draws: Floats, rounds: int, weights: Floats, means: Floats, roots: Floats) -> None:
    """Fit a mixture to draws.

    Args:
        state: The stream, by which the components' first places are chosen.
        draws: The draws; shape ``(draws, dimensions)``.
        rounds: How many rounds of expectation and maximisation.
        weights: Filled: the components' weights; shape ``(components,)``.
        means: Filled: their means; shape ``(components, dimensions)``.
        roots: Filled: the lower triangular roots of their scales; shape ``(components, dimensions, dimensions)``.
    """
    many, size = draws.shape
    spread = _spread(draws)
    part, pull = np.zeros((many, weights.size)), np.ones((many, weights.size))
    _begin(state, draws, spread, means, part)
    scratch, sizes = np.empty(size), np.full(weights.size, size)
    for turn in range(rounds):
        _maximise(draws, part, pull, spread, weights, means, roots)
        if turn == rounds - 1:
            return
        peaks = peaks_of(sizes, roots)
        for row in range(many):
            highest = -1e300
            for g in range(weights.size):
                far = distance(draws[row], means[g], roots[g], size, scratch)
                found = log_t(peaks[g], far, size)
                pull[row, g] = (FREEDOM + size) / (FREEDOM + far)
                part[row, g] = math.log(max(weights[g], 1e-300)) + found
                highest = max(highest, part[row, g])
            whole = 0.0
            for g in range(weights.size):
                part[row, g] = math.exp(part[row, g] - highest)
                whole += part[row, g]
            for g in range(weights.size):
                part[row, g] /= whole


@compiled
def _spread(draws: Floats) -> Floats:
    """Return the variance of each coordinate."""
    many, size = draws.shape
    found = np.empty(size)
    for i in range(size):
        middle, square = 0.0, 0.0
        for row in range(many):
            middle += draws[row, i] / many
        for row in range(many):
            square += (draws[row, i] - middle) ** 2 / many
        found[i] = square + 1e-8
    return found


@compiled
def _begin(state: State, draws: Floats, spread: Floats, means: Floats, part: Floats) -> None:
    """Choose the components' first places among the draws, far from each other, and give each draw to the nearest."""
    many, size = draws.shape
    nearest, which = np.full(many, 1e300), np.zeros(many, np.int64)
    chosen = int(uniform(state) * many)
    for g in range(means.shape[0]):
        for i in range(size):
            means[g, i] = draws[chosen, i]
        whole = 0.0
        for row in range(many):
            far = 0.0
            for i in range(size):
                far += (draws[row, i] - means[g, i]) ** 2 / spread[i]
            if far < nearest[row]:
                nearest[row], which[row] = far, g
            whole += nearest[row]
        u = uniform(state) * whole
        chosen = 0
        while chosen < many - 1 and u > nearest[chosen]:
            u -= nearest[chosen]
            chosen += 1
    for row in range(many):
        for g in range(means.shape[0]):
            part[row, g] = 0.1 / means.shape[0] + (0.9 if g == which[row] else 0.0)


@compiled
def _maximise(
    draws: Floats, part: Floats, pull: Floats, spread: Floats, weights: Floats, means: Floats, roots: Floats
) -> None:
    """Fill weights, means and roots given which part of each draw is each component's."""
    many, size = draws.shape
    for g in range(weights.size):
        mass, held = 1e-12, 1e-12
        for i in range(size):
            means[g, i] = 0.0
        for row in range(many):
            mass += part[row, g]
            held += part[row, g] * pull[row, g]
            for i in range(size):
                means[g, i] += part[row, g] * pull[row, g] * draws[row, i]
        weights[g] = mass / many
        for i in range(size):
            means[g, i] /= held
        _scale(draws, part, pull, g, mass, spread, means[g], roots[g])


@compiled
def _scale(
    draws: Floats, part: Floats, pull: Floats, g: int, mass: float, spread: Floats, mean: Floats, root: Floats
) -> None:
    """Fill the root of one component's scale; one that holds few draws leans to independent coordinates."""
    many, size = draws.shape
    for i in range(size):
        for j in range(i + 1):
            root[i, j] = 0.0
    for row in range(many):
        share = part[row, g] * pull[row, g]
        if share > 1e-9:
            for i in range(size):
                for j in range(i + 1):
                    root[i, j] += share * (draws[row, i] - mean[i]) * (draws[row, j] - mean[j])
    for i in range(size):
        for j in range(i):
            root[i, j] /= mass + size
        root[i, i] = (root[i, i] + 0.01 * size * spread[i]) / (mass + 0.01 * size) + 1e-4 * spread[i]
    _root(root, size)


@compiled
def _root(matrix: Floats, size: int) -> None:
    """Put the lower triangular root of a matrix in its place."""
    for j in range(size):
        for i in range(j, size):
            found = matrix[i, j]
            for m in range(j):
                found -= matrix[i, m] * matrix[j, m]
            matrix[i, j] = math.sqrt(max(found, 1e-12)) if i == j else found / matrix[j, j]
