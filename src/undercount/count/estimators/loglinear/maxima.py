"""The maxima of many hierarchical log-linear models for one table of capture histories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from undercount.compiled import compiled
from undercount.count.estimators.lattice import add_supersets
from undercount.count.estimators.loglinear.enumeration import Models
from undercount.count.estimators.loglinear.existence import EXISTS, NO_MAXIMUM, existence
from undercount.count.estimators.loglinear.fit import (
    FITTED,
    MOST_STEPS,
    factorise,
    finite_terms,
    fit,
    information,
    solve,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_ADDED = 0.3
"""Persons added to each history before the logarithm that starts a climb; 0.1 and 0.5 need more steps on the tables tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Maxima:
    """Hold the maxima of several models for one table.

    Args:
        models: The models.
        counts: Persons with each history, those on no list 0.
        states: EXISTS, NOT_IDENTIFIED or NO_MAXIMUM for each model.
        thetas: The parameters; minus infinity for a term on whose lists nobody is together, and for every term of a model without maximum.
        log_likelihoods: The logarithm of the Poisson likelihood with all its constants; minus infinity without maximum.

    Shapes:
        counts: ``(2**lists,)``. thetas: as ``models.terms``. states, log_likelihoods: ``(models,)``.
    """

    models: Models
    counts: Floats
    states: Ints
    thetas: Floats
    log_likelihoods: Floats

    @property
    def documented(self) -> float:
        """Persons on at least one list."""
        return float(self.counts.sum())

    @property
    def exists(self) -> Flags:
        """Whether each model's maximum exists and is one point."""
        exists: Flags = self.states == EXISTS
        return exists

    @property
    def abundances(self) -> Floats:
        """The estimated total, those on no list included (persons); NaN without maximum."""
        return np.where(self.exists, self.documented + np.exp(self.thetas[:, 0]), np.nan)

    @property
    def deviances(self) -> Floats:
        """Twice the logarithm of the likelihood ratio to the model that fits exactly; infinite without maximum."""
        positive = self.counts[self.counts > 0]
        exact = float((positive * np.log(positive) - positive).sum()) - log_factorials(self.counts)
        return np.maximum(2 * (exact - self.log_likelihoods), 0.0)

    def criterion(self, name: str) -> Floats:
        """Return ``bic`` (the logarithm of the persons documented for each term) or ``aic`` (2 for each term); infinite without maximum."""
        return -2 * self.log_likelihoods + 2 * penalty(name, self.documented) * self.models.sizes

    def chosen(self, indices: Ints) -> Maxima:
        """Return some of the maxima, in the order of the indices."""
        models = self.models.chosen(indices)
        thetas = np.ascontiguousarray(self.thetas[indices, : models.terms.shape[1]])
        return Maxima(models, self.counts, self.states[indices], thetas, self.log_likelihoods[indices])

    def best(self, name: str) -> Ints:
        """Return the models whose maximum exists, the lowest criterion first."""
        criterion = self.criterion(name)
        order = np.argsort(criterion, kind="stable")
        found: Ints = order[: np.count_nonzero(np.isfinite(criterion))]
        return found


def penalty(criterion: str, documented: float) -> float:
    """Return what a term costs on the scale of the likelihood's logarithm."""
    return 1.0 if criterion == "aic" else float(np.log(documented)) / 2


def log_factorials(counts: Floats) -> float:
    """Return the constant of the data in the Poisson likelihood's logarithm."""
    return float(gammaln(counts + 1).sum())


def maxima(models: Models, counts: Floats) -> Maxima:
    """Fit every model whose maximum exists.

    Args:
        models: The models.
        counts: Persons with each history, in the order of the history's number, those on no list 0.
    """
    states, thetas, values = _maxima(models.terms, models.sizes, counts, models.lists, MOST_STEPS)
    return Maxima(models, counts, states, thetas, np.where(states == EXISTS, values - log_factorials(counts), -np.inf))


@compiled
def _maxima(terms: Ints, sizes: Ints, counts: Floats, lists: int, most: int) -> tuple[Ints, Floats, Floats]:
    """Return each model's state, parameters, and logarithm of the likelihood without the constant of the data."""
    number, width = terms.shape
    states, values = np.empty(number, dtype=np.int64), np.empty(number)
    thetas = np.empty((number, width))
    margins = counts.copy()
    add_supersets(margins, lists)
    kept, finite = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    theta, step, matrix = np.empty(width), np.empty(width), np.empty((width, width))
    alive, means, sums = np.empty(len(counts), dtype=np.bool_), np.empty(len(counts)), np.empty(len(counts))
    for model in range(number):
        values[model] = -np.inf
        for position in range(width):
            thetas[model, position] = -np.inf
        count = finite_terms(terms, model, sizes[model], margins, alive, lists, kept, finite)
        states[model] = existence(finite, count, counts, alive, lists)
        if states[model] != EXISTS:
            continue
        start_near(finite, count, counts, alive, lists, theta, matrix, means, sums)
        least = -np.inf
        state, value = fit(finite, count, margins, alive, lists, least, most, theta, means, sums, matrix, step)
        if state != FITTED:
            states[model] = NO_MAXIMUM
            continue
        values[model] = value
        for position in range(count):
            thetas[model, kept[position]] = theta[position]
    return states, thetas, values


@compiled
def start_near(
    terms: Ints,
    size: int,
    counts: Floats,
    alive: Flags,
    lists: int,
    theta: Floats,
    matrix: Floats,
    weights: Floats,
    logs: Floats,
) -> None:
    """Fill parameters to start from: a weighted regression on the logarithms of the counts, a little added so that none is infinite."""
    for history in range(len(counts)):
        weights[history], logs[history] = 0.0, 0.0
        if alive[history]:
            weights[history] = counts[history] + _ADDED
            logs[history] = weights[history] * np.log(weights[history])
    add_supersets(weights, lists)
    add_supersets(logs, lists)
    information(weights, terms, size, matrix)
    for row in range(size):
        theta[row] = logs[terms[row]]
    factorise(matrix, size, 0.0)
    solve(matrix, size, theta)
