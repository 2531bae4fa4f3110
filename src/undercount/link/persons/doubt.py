"""Draw what a pair's fields tell, given who is one person: the fewer pairs have taught it, the less sure it is.

Taken as known, what few pairs have taught makes draws of small lists too sure. Here it is drawn anew between two sweeps over the records,
from what it may be given the pairs that are one person at the time; the records' next sweep is then drawn given it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from undercount.link.persons.blocking import shares_names
from undercount.link.persons.comparisons import Pairs, levels_of
from undercount.link.persons.kinds import Kinds
from undercount.link.persons.linking import Linkage
from undercount.link.persons.model import ListPair, Model, list_pairs
from undercount.link.persons.training import chances_of
from undercount.link.persons.usual import known_before

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """Hold what is known of pairs, to draw what it tells.

    Args:
        model: The model; what two persons have in common is taken as it is.
        kinds: The kinds of the pairs.
        parts: The pairs' lists.
        before: For how many pairs of one person, unseen here, the model stands: those of other lists that it was trained on.
    """

    model: Model
    kinds: Kinds
    parts: tuple[ListPair, ...]
    before: float

    @classmethod
    def of(cls, linkage: Linkage, places: Rows) -> Doubt:
        """Return what is known of some of a linkage's candidates."""
        candidates, prepared = linkage.candidates, linkage.prepared
        left, right = candidates.left[places], candidates.right[places]
        shared = shares_names(candidates.by[places], [rule.name for rule in candidates.rules])
        levels = levels_of(prepared, linkage.model.comparisons, Pairs(left, right, shared, linkage.told[places]))
        parts = tuple(list_pairs(prepared.of, left, right, prepared.sizes, prepared.may_repeat))
        taught = sum(linkage.model.matched.values()) - float(linkage.model_probability.sum())
        return cls(linkage.model, Kinds.of_candidates(levels, parts), parts, max(0.0, taught))

    def odds(self, joined: Flags, rng: np.random.Generator) -> Floats:
        """Return log-odds of the pairs, drawn from what they may be (nats).

        Args:
            joined: Whether each pair is one person now.
            rng: Random numbers.

        Assumptions: Dirichlet for the levels of a field and beta for the share of the smaller list, both with few pairs beforehand.

        References:
            Tanner and Wong 1987 for drawing either given the other; Sadinle 2017 for linkage.
        """
        counts = np.bincount(self.kinds.of, joined, len(self.kinds.counts))
        fields = []
        for column, field in enumerate(self.model.fields):
            seen = np.bincount(self.kinds.levels[:, column], counts, len(field.same)) + self.before * field.same
            drawn = np.maximum(rng.gamma(seen + known_before(field.comparison)), _LEAST)
            fields.append(replace(field, same=chances_of(field.comparison, drawn, field.other)))
        matched = dict(self.model.matched)
        for number, part in enumerate(self.parts):
            smaller, found = min(part.sizes), float(counts[self.kinds.part == number].sum())
            matched[part.lists] = smaller * rng.beta(min(found, smaller) + 0.5, max(smaller - found, 0.0) + 0.5)
        odds = self.kinds.odds(replace(self.model, fields=tuple(fields), matched=matched), self.parts)
        return np.asarray(np.log(np.maximum(odds, 1e-300))[self.kinds.of], dtype=np.float64)


_LEAST = 1e-12
