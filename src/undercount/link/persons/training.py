"""Train the model without any label.

Two records of one list that names nobody twice are two persons: they show how often the names of two persons look alike, among pairs that
blocking brings together. Random pairs of two lists show everything else, since hardly any of them is one person. Only what records of one
person look like, and how many there are, is then learnt by expectation and maximisation, with rivals for one record weighed against each
other. Left to itself, it finds relatives and namesakes among blocked pairs instead of persons: they are the larger class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError
from undercount.link.persons.blocking import Candidates, Keyed, within
from undercount.link.persons.calibration import rising
from undercount.link.persons.comparisons import Comparison, Pairs, levels_of, usable
from undercount.link.persons.crowds import Crowd, crowds_of, within_groups
from undercount.link.persons.kinds import START, Kinds, patterned
from undercount.link.persons.model import Field, ListPair, Model, list_pairs
from undercount.link.persons.prepared import Prepared
from undercount.link.persons.usual import known_before

Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_ROUNDS, _SETTLED = 200, 1e-6
ALIASES = 0.0075
"""In how many pairs of records of one person the given names are two names at most: a nickname, another name of hers, a mistake."""
# From how many such pairs on they are told from relatives by their number, and the odds of one where they are fewer.
_MANY, _UNLIKELY = 20.0, 1 / 3
_HALVINGS, _DEEP = 40, 50.0
# What a level must tell at the start for two deaths to count as close by (nats).
_CLOSE = 3.4


@dataclass(frozen=True, slots=True)
class Effort:
    """Hold how much is looked at in training.

    Args:
        random: How many random pairs show what two persons have in common (pairs); where there are no more, all of them do.
        blocked: About how many blocked pairs of one list do (pairs).
    """

    random: int = 400_000
    blocked: int = 400_000


def train(
    prepared: Prepared,
    candidates: Candidates,
    levels: Codes,
    keyed: Keyed,
    rng: np.random.Generator,
    *,
    effort: Effort = Effort(),
) -> Model:
    """Return a model trained on candidate pairs, without labels.

    Args:
        prepared: The records.
        candidates: The pairs that blocking found.
        levels: The levels of :func:`undercount.link.persons.comparisons.usable` comparisons for each of them.
        keyed: The keys by which the candidates were found.
        rng: Random numbers, for the samples of pairs of two persons.
        effort: How many pairs are sampled.

    Raises:
        LinkError: If there is no candidate.

    References:
        Fellegi and Sunter 1969; Winkler 1988 for the expectation and maximisation; Sadinle 2017 for the constraint of one match a record.
    """
    if not len(candidates):
        raise LinkError(
            "no two records share a name, a day and place of death, or an incident, so there is nothing to learn from: "
            "look at the declared columns, or give other rules"
        )
    comparisons = usable(prepared)
    outside = _outside(prepared, candidates, comparisons, effort.random, rng)
    clean = levels_of(prepared, comparisons, _inside(prepared, keyed, effort.blocked, rng))
    parts = list(list_pairs(prepared.of, candidates.left, candidates.right, prepared.sizes, prepared.may_repeat))
    share = min(0.5, len(candidates) / max(1, candidates.possible))
    others = _Others(comparisons, outside, clean, share / (1 - share) * max(1, len(outside)))
    return replace(_learn(prepared, candidates, levels, others, parts), place_levels=prepared.place_levels)


@dataclass(frozen=True, slots=True, eq=False)
class _Others:
    """Hold what shows what two persons have in common.

    Args:
        comparisons: The comparisons.
        outside: Levels of random pairs that blocking leaves out.
        clean: Levels of pairs that blocking brings together, surely of two persons; empty where no list names everybody once.
        scale: For how many of the random pairs all that blocking brings together stand.
    """

    comparisons: tuple[Comparison, ...]
    outside: Codes
    clean: Codes
    scale: float

    def chances(self, levels: Codes, weights: Floats) -> list[Floats]:
        """Return the chance of each level for records of two persons.

        Args:
            levels: Distinct levels of candidates, counted where no surely different pairs are known.
            weights: How many candidates of each are expected to be two persons; all of them before anything is learnt.
        """
        inside, by = (self.clean, None) if len(self.clean) else (levels, weights)
        each = self.scale / (len(inside) if by is None else max(1.0, float(by.sum())))
        found = []
        for column, comparison in enumerate(self.comparisons):
            size = len(comparison.levels)
            counts = np.bincount(self.outside[:, column], minlength=size).astype(np.float64)
            counts += each * np.bincount(inside[:, column], by, size)
            # Names that look alike are found by blocking, so one that was never seen there is rarer than half a blocked pair.
            least = min(each, 1.0) if comparison.name == "name" else 1.0
            found.append(within_groups(comparison, counts + least / 2))
        return found

    def crowds(self, marginal: Sequence[Floats]) -> tuple[Crowd, ...]:
        """Return the crowds of pairs of two persons: those that blocking leaves out, and blocked ones by whether they died close by.

        There are none where no blocked pairs are known to be two persons, or nothing says where or when they died.
        """
        if not len(self.clean):
            return ()
        levels, at = patterned(self.clean)
        start = self._start(levels)
        if not start.any():
            return ()
        blocked = self.scale / (self.scale + len(self.outside))
        # Half a pair for each level: of blocked pairs, hardly more is known to be rare than they are.
        among = tuple(
            within_groups(one, np.bincount(self.clean[:, column], minlength=len(one.levels)) + 0.5)
            for column, one in enumerate(self.comparisons)
        )
        inside = crowds_of(self.comparisons, levels, np.bincount(at).astype(np.float64), start, among)
        far = tuple(
            within_groups(one, np.bincount(self.outside[:, column], minlength=len(one.levels)) + 0.5 * marginal[column])
            for column, one in enumerate(self.comparisons)
        )
        return (Crowd(1 - blocked, far), *(replace(crowd, share=crowd.share * blocked) for crowd in inside))

    def _start(self, levels: Codes) -> Rows:
        """Return a first crowd for each row of levels: by whether names, and whether day, place or incident, agree."""
        near = np.zeros(len(levels), dtype=np.int64)
        names = np.zeros(len(levels), dtype=np.int64)
        for column, comparison in enumerate(self.comparisons):
            if comparison.name == "name":
                names = (levels[:, column] >= comparison.rises).astype(np.int64)
            elif comparison.name in ("death", "incident", "place"):
                near += np.array(comparison.start)[levels[:, column]] > _CLOSE
        return np.where(near > 0, 1 + names, 0)


def _outside(
    prepared: Prepared,
    candidates: Candidates,
    comparisons: tuple[Comparison, ...],
    number: int,
    rng: np.random.Generator,
) -> Codes:
    """Return the levels of pairs that blocking leaves out."""
    left, right = _some_pairs(prepared, candidates.possible, number, rng)
    blocked = candidates.holds(left, right)
    left, right = left[~blocked], right[~blocked]
    return levels_of(prepared, comparisons, Pairs.of(prepared, left, right, np.zeros(len(left), dtype=bool)))


def _some_pairs(prepared: Prepared, possible: int, number: int, rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Return pairs of records of two lists, or of a list that may repeat persons: all of them, or random ones if they are more."""
    if possible <= number:
        return _every_pair(prepared)
    left = rng.integers(0, len(prepared), 3 * number)
    right = rng.integers(0, len(prepared), 3 * number)
    apart = (prepared.of[left] != prepared.of[right]) | (prepared.may_repeat[prepared.of[left]] & (left != right))
    kept = np.flatnonzero(apart)[:number]
    return np.minimum(left[kept], right[kept]), np.maximum(left[kept], right[kept])


def _every_pair(prepared: Prepared) -> tuple[Rows, Rows]:
    """Return all pairs of records of two lists, or of a list that may repeat persons."""
    rows = [np.flatnonzero(prepared.of == one) for one in range(len(prepared.lists))]
    found = [(np.repeat(a, len(b)), np.tile(b, len(a))) for a, b in combinations(rows, 2)]
    for one in np.flatnonzero(prepared.may_repeat):
        first, second = np.triu_indices(len(rows[one]), 1)
        found.append((rows[one][first], rows[one][second]))
    left, right = (np.concatenate(side) for side in zip(*found, strict=True))
    return np.minimum(left, right).astype(np.int64), np.maximum(left, right).astype(np.int64)


def _inside(prepared: Prepared, keyed: Keyed, number: int, rng: np.random.Generator) -> Pairs:
    """Return blocked pairs inside lists that name nobody twice."""
    clean = np.flatnonzero(~prepared.may_repeat[prepared.of])
    if not len(clean):
        return Pairs.of(prepared, clean, clean, np.zeros(0, dtype=bool))
    # A first few rows tell how many pairs a row makes.
    few = rng.choice(clean, min(len(clean), 500), replace=False)
    left, right, shared = within(prepared, keyed, few)
    wanted = min(len(clean), int(number * len(few) / max(1, len(left))))
    if wanted > len(few):
        left, right, shared = within(prepared, keyed, rng.choice(clean, wanted, replace=False))
    if len(left) > number:
        kept = rng.choice(len(left), number, replace=False)
        left, right, shared = left[kept], right[kept], shared[kept]
    return Pairs.of(prepared, left, right, shared)


def _learn(prepared: Prepared, candidates: Candidates, levels: Codes, others: _Others, parts: list[ListPair]) -> Model:
    """Return the model after expectation and maximisation."""
    comparisons, names = others.comparisons, tuple(of.name for of in prepared.lists)
    kinds = Kinds.of_candidates(levels, parts)
    counts = kinds.counts.astype(np.float64)
    other = others.chances(kinds.levels, counts)
    crowds = others.crowds(other)
    same = [within_groups(one, chance * np.exp(one.start)) for one, chance in zip(comparisons, other, strict=True)]
    matched = {part.lists: START * min(part.sizes) for part in parts}
    for rounds in range(1, _ROUNDS + 1):
        fields = tuple(Field(*learnt) for learnt in zip(comparisons, same, other, strict=True))
        model = _doubted(Model(fields, names, matched, len(candidates), rounds, crowds), kinds, parts)
        chance = kinds.expected(kinds.odds(model, parts), candidates, parts)
        before = matched
        matched = {part.lists: _at_most(float(chance[kinds.part == at].sum()), part) for at, part in enumerate(parts)}
        same = [
            chances_of(
                one,
                np.bincount(kinds.levels[:, column], chance, len(one.levels)).astype(np.float64) + known_before(one),
                other[column],
            )
            for column, one in enumerate(comparisons)
        ]
        if not len(others.clean):
            other = others.chances(kinds.levels, counts - chance)
        if sum(abs(matched[one] - before[one]) for one in matched) < _SETTLED * max(1.0, sum(matched.values())):
            break
    fields = tuple(Field(*learnt) for learnt in zip(comparisons, same, other, strict=True))
    return _doubted(Model(fields, names, matched, len(candidates), model.rounds, crowds), kinds, parts)


def _doubted(model: Model, kinds: Kinds, parts: list[ListPair]) -> Model:
    """Return the model with odds of records of which a field says that they are two persons lowered.

    They are so that of all persons found no more are such records than surely may be: a share of :data:`ALIASES`, less two of its standard
    deviations. Where that is but a few, nobody can tell them from relatives of whom each list names one, so no such pair is more likely
    one person than not. Rivals for one record are left aside here.
    """
    of = kinds.apart(model)
    odds, counts = kinds.odds(model, parts)[of], kinds.counts[of]
    share = ALIASES * sum(model.matched.values())
    most = max(share - 2 * float(np.sqrt(share)), share / 4)
    high = 0.0 if share >= _MANY or not len(odds) else min(0.0, float(np.log(_UNLIKELY / max(odds.max(), _UNLIKELY))))
    low = high - _DEEP
    if _expected(counts, np.exp(high) * odds) <= most:
        return replace(model, doubted=float(np.exp(high)))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _expected(counts, np.exp(middle) * odds) > most else (middle, high)
    return replace(model, doubted=float(np.exp(low)))


def _expected(counts: Rows, odds: Floats) -> float:
    return float((counts * odds / (1 + odds)).sum())


def _at_most(expected: float, part: ListPair) -> float:
    """Return the expected number of matches between two lists, never so many that everybody matches."""
    return min(max(expected, 0.5), min(part.sizes) - 0.5)


def chances_of(comparison: Comparison, counts: Floats, other: Floats) -> Floats:
    """Return the chance of each level for two records of one person.

    Args:
        comparison: The comparison.
        counts: How many pairs of one person have each level (pairs), with what is known before any is seen.
        other: The chance of each level for two persons: where levels rise, no later one may tell less than an earlier one.
    """
    same = within_groups(comparison, counts)
    if not comparison.rises:
        return same
    told = np.arange(len(same)) >= comparison.rises
    weights = np.log(same[told]) - np.log(other[told])
    smooth = same.copy()
    smooth[told] = other[told] * np.exp(rising(weights, counts[told]))
    return within_groups(comparison, smooth)
