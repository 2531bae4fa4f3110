"""Join in a draw the persons whose records blocking never brought together: as many, and on such lists, as what it found tells.

Who they are nobody can know, so that it is left to chance, and to what their fields tell. Left out, a draw would have a person too many for
each, however sure the rest is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.persons.blocking import Recall
from undercount.link.persons.comparisons import Pairs, levels_of
from undercount.link.persons.keys import NAMES
from undercount.link.persons.linking import Linkage
from undercount.link.persons.recall import estimated_recall

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# Among how many pairs one is chosen that blocking missed.
_CHOICES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Missed:
    """Hold what is needed to join them.

    Args:
        linkage: The linkage.
        share: The share of true pairs that blocking is estimated to miss, or None where rules that do not look at names tell by each other.
        rules: The numbers of the rules that found pairs.
    """

    linkage: Linkage
    share: float | None
    rules: tuple[int, ...]

    @classmethod
    def of(cls, linkage: Linkage, recall: Recall | None = None) -> Missed:
        """Return what blocking is estimated to miss in a linkage, of which the estimate of recall may be known already."""
        using = tuple(number for number, rule in enumerate(linkage.candidates.rules) if rule.pairs)
        by_names = any(linkage.candidates.rules[number].name == NAMES.name for number in using)
        if not by_names and len(using) > 1:
            return cls(linkage, None, using)
        share = (recall or estimated_recall(linkage)).share
        return cls(linkage, 0.0 if np.isnan(share) else 1 - share, using)

    def join(self, persons: Rows, rng: np.random.Generator) -> None:
        """Join records in place, each with a person of other lists.

        Args:
            persons: The smallest row of each record's person.
            rng: Random numbers.

        Assumptions: of two records of one person that blocking missed, one was written in such a way that it shares a key with nobody of
        that person; this befalls records of all lists as they are found. Errors that come together are underestimated.
        """
        of = self.linkage.prepared.of.astype(np.int64)
        sizes = np.bincount(persons, minlength=len(persons))[persons]
        found = np.flatnonzero(sizes > 1)
        lost = self._share(persons, rng) / 2
        number = int(rng.poisson(lost / (1 - lost) * len(found)))
        if not number:
            return
        lists = np.zeros(len(persons), dtype=np.int64)
        np.bitwise_or.at(lists, persons, np.int64(1) << of)
        like = rng.choice(found, number)
        rest = self._without(persons, lists, like)
        heads = np.flatnonzero(persons == np.arange(len(persons)))
        singles = {one: np.flatnonzero((sizes == 1) & (of == one)) for one in np.unique(of[like]).tolist()}
        others = {on: heads[lists[heads] == on] for on in np.unique(rest).tolist()}
        taken: set[int] = set()
        for model, on in zip(of[like].tolist(), rest.tolist(), strict=True):
            single, other = singles[model], others[on]
            if len(single) and len(other):
                self._join_one(persons, rng.choice(single, _CHOICES), rng.choice(other, _CHOICES), taken, rng)

    def _without(self, persons: Rows, lists: Rows, records: Rows) -> Rows:
        """Return on which lists the person of each record is without it (bits)."""
        of = self.linkage.prepared.of.astype(np.int64)
        repeats = np.bincount(persons * len(self.linkage.prepared.lists) + of, minlength=0)
        alone = repeats[persons[records] * len(self.linkage.prepared.lists) + of[records]] == 1
        return np.where(alone, lists[persons[records]] & ~(np.int64(1) << of[records]), lists[persons[records]])

    def _share(self, persons: Rows, rng: np.random.Generator) -> float:
        """Return a share of true pairs that blocking may have missed, drawn as widely as the pairs that were found allow.

        Rules that share the words of a name depend on each other, so that names tell it; rules without names tell it by each other (Sekar
        and Deming 1949).
        """
        if self.share is not None:
            pairs = int((persons[self.linkage.candidates.left] == persons[self.linkage.candidates.right]).sum())
            return min(float(rng.beta(self.share * pairs + 0.5, (1 - self.share) * pairs + 0.5)), 0.5)
        candidates = self.linkage.candidates
        by = candidates.by[persons[candidates.left] == persons[candidates.right]]
        missed = 1.0
        for number in self.rules:
            others = by & ~(1 << number) != 0
            both = int((others & (by >> number & 1 == 1)).sum())
            missed *= rng.beta(int(others.sum()) - both + 0.5, both + 0.5)
        return min(missed, 0.5)

    def _are_apart(self, persons: Rows, one: int, other: int) -> bool:
        """Return whether records of the persons of two records were judged to be two."""
        both = {int(persons[one]), int(persons[other])}
        return any({int(persons[a]), int(persons[b])} == both for a, b in self.linkage.judged.ruled.apart)

    def _join_one(self, persons: Rows, single: Rows, other: Rows, taken: set[int], rng: np.random.Generator) -> None:
        """Join one of these records with the person beside it, by what their fields tell."""
        linkage = self.linkage
        left, right = np.minimum(single, other), np.maximum(single, other)
        free = (left != right) & ~linkage.candidates.holds(left, right)
        apart = {tuple(sorted(pair)) for pair in linkage.judged.ruled.apart}
        free &= np.array([(a, b) not in apart for a, b in zip(left.tolist(), right.tolist(), strict=True)])
        free &= np.array(
            [a not in taken and b not in taken for a, b in zip(left.tolist(), right.tolist(), strict=True)]
        )
        if not free.any():
            return
        pairs = Pairs.of(linkage.prepared, left, right, np.zeros(len(left), dtype=bool))
        weight = linkage.model.weights(levels_of(linkage.prepared, linkage.model.comparisons, pairs))
        chance = np.where(free, np.exp(weight - weight[free].max()), 0.0)
        at = int(rng.choice(len(left), p=chance / chance.sum()))
        taken |= {int(left[at]), int(right[at])}
        persons[persons == persons[right[at]]] = persons[left[at]]
