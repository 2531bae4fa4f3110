"""Pairs by their kind: all pairs of two lists with the same levels weigh the same, until rivals for one record are weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.numbering import numbered
from undercount.link.persons.blocking import Candidates
from undercount.link.persons.model import ListPair, Model, compete

Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

START = 0.3
"""The share of the smaller list that is taken to be on the other one, before anything is learnt."""
# Pairs with lower odds are no rivals to anybody.
_HOPELESS = 1e-6
# So many pairs are looked at at once.
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Hold the kinds of candidates.

    Args:
        of: The kind of each candidate.
        levels: The levels of each kind.
        part: For each kind the number of its pair of lists.
        counts: How many candidates are of it.

    Shapes: ``of`` (pairs,); ``levels`` (kinds, comparisons); ``part``, ``counts`` (kinds,).
    """

    of: Numbers
    levels: Codes
    part: Rows
    counts: Rows

    @classmethod
    def of_candidates(cls, levels: Codes, parts: Sequence[ListPair]) -> Kinds:
        """Return the kinds of candidates with these levels, of these pairs of lists."""
        part = np.zeros(len(levels), dtype=np.int8)
        for number, one in enumerate(parts):
            part[one.places] = number
        found, at = patterned(levels, part[:, None])
        counts = np.bincount(at, minlength=len(found)).astype(np.int64)
        return cls(at, found[:, :-1].copy(), found[:, -1].astype(np.int64), counts)

    def odds(self, model: Model, parts: Sequence[ListPair]) -> Floats:
        """Return the odds of each kind before rivals are weighed: how many of the smaller list match, times what the fields tell.

        Of records of which a field says that they are two persons they are lowered, as the model has it.
        """
        prior = np.array([_prior(model, part) for part in parts])
        odds = np.exp(np.minimum(model.weights(self.levels), 500.0)) * prior[self.part]
        return np.asarray(np.where(self.apart(model), model.doubted * odds, odds), dtype=np.float64)

    def apart(self, model: Model) -> npt.NDArray[np.bool_]:
        """Return whether a field says of each kind that its records are two persons (:class:`Comparison`)."""
        found = np.zeros(len(self.levels), dtype=np.bool_)
        for column, comparison in enumerate(model.comparisons):
            if comparison.apart:
                found |= np.isin(self.levels[:, column], comparison.apart)
        return found

    def expected(self, odds: Floats, candidates: Candidates, parts: Sequence[ListPair]) -> Floats:
        """Return how many candidates of each kind are expected to be one person, rivals weighed against each other."""
        live = odds > _HOPELESS
        found = np.where(live, 0.0, self.counts * odds / (1 + odds))
        for places, probability in self._competing(odds, candidates, parts):
            found += np.bincount(self.of[places], probability, len(found))
        return np.asarray(found, dtype=np.float64)

    def probability(self, odds: Floats, candidates: Candidates, parts: Sequence[ListPair]) -> Floats:
        """Return the match probability of each candidate, rivals weighed against each other."""
        found = (odds / (1 + odds))[self.of]
        for places, probability in self._competing(odds, candidates, parts):
            found[places] = probability
        return np.asarray(found, dtype=np.float64)

    def _competing(
        self, odds: Floats, candidates: Candidates, parts: Sequence[ListPair]
    ) -> Iterator[tuple[Rows, Floats]]:
        live = odds > _HOPELESS
        for part in parts:
            kinds = self.of[part.places]
            places = part.places[live[kinds]]
            single = part.single if part.lists[0] != part.lists[1] else (False, False)
            yield places, compete(odds[self.of[places]], candidates.left[places], candidates.right[places], single)


def _prior(model: Model, part: ListPair) -> float:
    """Return the odds that two records of two lists are one person, before anything is known of them."""
    matched = model.matched.get(part.lists, START * min(part.sizes))
    first, second = part.sizes
    smaller, larger = (min(first, second), max(first, second)) if part.lists[0] != part.lists[1] else (first, first)
    share = min(matched / smaller, 1 - 0.5 / smaller)
    return share / ((1 - share) * larger)


def patterned(*levels: Codes) -> tuple[Codes, Numbers]:
    """Return the distinct rows of levels, whose columns stand in one array or in several, and which of them each pair has."""
    sizes = [[int(block[:, column].max(initial=0)) + 1 for column in range(block.shape[1])] for block in levels]
    at = np.empty(len(levels[0]), dtype=np.int32)
    known: dict[int, int] = {}
    rows: list[Codes] = []
    for start in range(0, len(at), _CHUNK):
        part = [block[start : start + _CHUNK] for block in levels]
        code = np.zeros(len(part[0]), dtype=np.int64)
        for block, of in zip(part, sizes, strict=True):
            for column, size in enumerate(of):
                code *= size
                code += block[:, column]
        here, first = numbered(code)
        new = [place for place in first.tolist() if int(code[place]) not in known]
        known |= {int(code[place]): len(known) + number for number, place in enumerate(new)}
        rows.append(np.concatenate([block[new] for block in part], axis=1))
        at[start : start + _CHUNK] = np.array([known[one] for one in code[first].tolist()], dtype=np.int32)[here]
    if not rows:
        return np.zeros((0, sum(map(len, sizes))), dtype=np.int8), at
    return np.concatenate(rows), at
