"""All hierarchical models of a few lists: every list's own term is in each, the term of all lists in none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.loglinear.terms import Terms, ordered
from undercount.errors import CountError

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """Hold several hierarchical models of the same lists, as the compiled loops take them.

    Args:
        lists: How many lists there are.
        terms: The terms of each model, the constant first, then by size; the rest of a row is -1.
        sizes: How many terms each model has.

    Shapes:
        terms: ``(models, most terms)``. sizes: ``(models,)``.
    """

    lists: int
    terms: Ints
    sizes: Ints

    @classmethod
    def of(cls, models: list[Terms], lists: int) -> Models:
        """Return these models, in this order."""
        sizes = np.array([len(model) for model in models], dtype=np.int64)
        terms = np.full((len(models), int(sizes.max(initial=1))), -1, dtype=np.int64)
        for row, model in zip(terms, models, strict=True):
            row[: len(model)] = model
        return cls(lists, terms, sizes)

    def __len__(self) -> int:
        return len(self.sizes)

    def model(self, index: int) -> Terms:
        """Return the terms of one model."""
        return tuple(self.terms[index, : self.sizes[index]].tolist())

    def chosen(self, indices: Ints) -> Models:
        """Return some of the models, in the order of the indices."""
        sizes = self.sizes[indices]
        terms = np.ascontiguousarray(self.terms[indices, : int(sizes.max(initial=1))])
        return Models(self.lists, terms, sizes)

    @property
    def orders(self) -> Ints:
        """The size of each model's largest term."""
        last = self.terms[np.arange(len(self)), self.sizes - 1]
        return np.bitwise_count(last).astype(np.int64)


@cache
def hierarchical_models(lists: int, max_order: int | None = None) -> Models:
    """Return every hierarchical model but the saturated one: 113 for four lists, 6,893 for five.

    Args:
        lists: How many lists there are.
        max_order: The size of the largest term that a model may have; None for one less than there are lists.

    Raises:
        CountError: If ``max_order`` is below 1, or there are too many models to list.

    Examples:
        >>> len(hierarchical_models(4)), len(hierarchical_models(5))
        (113, 6893)
    """
    top = highest_order(lists, max_order)
    if not listable(lists, max_order):
        raise CountError(
            f"models are listed one by one for up to five lists, or six with pairs only; there are {lists} lists with terms of up to "
            f"{top}: lower max_order, leave out or join lists, or let loglinear(select='bic') search"
        )
    universe = np.array(ordered(range((1 << lists) - 1)), dtype=np.int64)
    masks = np.fromiter(_masks(universe.tolist(), lists, top), dtype=np.uint64)
    held = (masks[:, None] >> np.arange(len(universe), dtype=np.uint64)) & np.uint64(1) > 0
    sizes = held.sum(axis=1)
    terms = np.full((len(masks), int(sizes.max())), -1, dtype=np.int64)
    model, term = np.nonzero(held)
    terms[model, np.arange(len(model)) - (np.cumsum(sizes) - sizes)[model]] = universe[term]
    return Models(lists, terms, sizes)


def highest_order(lists: int, max_order: int | None) -> int:
    """Return the size of the largest term that may be used.

    Raises:
        CountError: If it is below 1.
    """
    if max_order is not None and max_order < 1:
        raise CountError(
            f"max_order is the size of the largest term, from 1 (independence); it is {max_order}: give 2 for pairs"
        )
    return min(lists - 1, max_order or lists - 1)


def listable(lists: int, max_order: int | None) -> bool:
    """Whether the models are few enough to be listed: at most 32,768."""
    top = highest_order(lists, max_order)
    return lists <= 5 or (lists == 6 and top <= 2) or top == 1


def _masks(universe: list[int], lists: int, top: int) -> Iterator[int]:
    """Yield each model as the bits of one integer, bit i for the i-th term of all lists' terms by size."""
    place = {term: index for index, term in enumerate(universe)}
    own = sum(1 << place[term] for term in universe if term.bit_count() <= 1)
    levels: list[list[tuple[int, int]]] = [
        [
            (1 << place[term], sum(1 << place[term ^ (1 << n)] for n in range(lists) if term >> n & 1))
            for term in universe
            if term.bit_count() == size
        ]
        for size in range(2, top + 1)
    ]
    yield from _grown(own, 0, levels)


def _grown(held: int, level: int, levels: list[list[tuple[int, int]]]) -> Iterator[int]:
    """Yield every way to add terms of this level and of larger ones: a term only where all its parts are held."""
    if level == len(levels):
        yield held
        return
    found = [held]
    for bit, parts in levels[level]:
        if held & parts == parts:
            found += [known | bit for known in found]
    yield held
    for known in found[1:]:
        yield from _grown(known, level + 1, levels)
