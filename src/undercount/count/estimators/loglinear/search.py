"""A search over hierarchical models where they are too many to list: downhill from independence, and again from shaken winners.

A single descent stops where no step helps: on the UK table of five lists at BIC 197.49 (12,262 persons) while the best of all models
has 195.88 (25,311 persons). So the best model found is shaken by random steps and the descent repeated, with a stream of random
numbers that depends on data and seed only.

References:
    Silverman, Chan and Vincent (2024), Bootstrapping multiple systems estimates to account for model selection, Statistics and
    Computing 34:44: downhill search.
    Lourenço, Martin and Stützle (2003), Iterated local search, Handbook of Metaheuristics.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.loglinear.enumeration import Models, highest_order
from undercount.count.estimators.loglinear.maxima import maxima
from undercount.count.estimators.loglinear.terms import Terms, closed, generators_of, ordered

Floats = NDArray[np.float64]

SHAKES = 60
"""The search ends when so many shakes in a row led to nothing better."""
SHAKEN_STEPS = 12
"""The most random steps of one shake: few stay near, many leave a valley for good."""


def searched_models(
    counts: Floats, lists: int, rng: np.random.Generator, *, criterion: str = "bic", max_order: int | None = None
) -> Models:
    """Return every model that the search has tried, the lowest criterion first.

    Args:
        counts: Persons with each history, those on no list 0.
        lists: How many lists there are.
        rng: The stream of the shakes.
        criterion: ``bic`` or ``aic``.
        max_order: The size of the largest term that a model may have; None for one less than there are lists.

    Raises:
        CountError: If ``max_order`` is below 1.
    """
    search = _Search(counts, lists, criterion, highest_order(lists, max_order))
    best = search.descend(closed([], lists))
    left = SHAKES
    while left:
        found = search.descend(search.shaken(best, rng))
        better = search.known[found] < search.known[best]
        best, left = (found, SHAKES) if better else (best, left - 1)
    ranked = sorted(search.known, key=lambda model: (search.known[model], len(model), model))
    return Models.of(ranked, lists)


class _Search:
    """Hold what each tried model's criterion is; infinite where its maximum does not exist."""

    def __init__(self, counts: Floats, lists: int, criterion: str, top: int) -> None:
        self.counts, self.lists, self.criterion, self.top = counts, lists, criterion, top
        self.known: dict[Terms, float] = {}

    def descend(self, model: Terms) -> Terms:
        """Return the model from which no single term, added or removed, leads lower."""
        self._try([model])
        while True:
            near = list(self._neighbours(model))
            self._try(near)
            lowest = min(near, key=lambda other: (self.known[other], other), default=model)
            if self.known[lowest] >= self.known[model]:
                return model
            model = lowest

    def shaken(self, model: Terms, rng: np.random.Generator) -> Terms:
        """Return the model after a few random steps."""
        for _ in range(int(rng.integers(2, SHAKEN_STEPS + 1))):
            near = list(self._neighbours(model))
            model = near[int(rng.integers(len(near)))] if near else model
        return model

    def _neighbours(self, model: Terms) -> Iterator[Terms]:
        """Yield the models with one term less or more, still hierarchical."""
        held = set(model)
        for term in generators_of(model):
            if term.bit_count() > 1:
                yield ordered(held - {term})
        grown = {
            term | 1 << number for term in model if 0 < term.bit_count() < self.top for number in range(self.lists)
        }
        for term in sorted(grown - held):
            if all(term ^ 1 << number in held for number in range(self.lists) if term >> number & 1):
                yield ordered(held | {term})

    def _try(self, models: list[Terms]) -> None:
        fresh = [model for model in dict.fromkeys(models) if model not in self.known]
        if fresh:
            fits = maxima(Models.of(fresh, self.lists), self.counts)
            self.known.update(zip(fresh, fits.criterion(self.criterion).tolist(), strict=True))
