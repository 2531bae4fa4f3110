"""Evaluate a linkage by known keys: precision, recall and F1 of pairs and of persons with intervals, by list pair and by missing field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError
from undercount.link.persons.assignment import Ruled, pairs_within
from undercount.link.persons.blocking import Candidates, Recall, measured_recall
from undercount.link.persons.judgements import follows
from undercount.link.persons.place_levels import COLUMNS
from undercount.link.persons.prepared import Prepared
from undercount.shares import wilson

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.number]
Interval = tuple[float, float]
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Scores:
    """Hold how well pairs, or persons, were found.

    Intervals are of 95 %, by drawing persons with replacement, and at least as wide as Wilson's: where nothing is wrong, or nothing right,
    every draw is alike and would seem sure.

    Args:
        right: How many of those found are true.
        found: How many were found.
        true: How many there are.
        f1_interval: The interval of F1.
        precision_interval: That of precision.
        recall_interval: That of recall.
    """

    right: int
    found: int
    true: int
    f1_interval: Interval = (0.0, 1.0)
    precision_interval: Interval = (0.0, 1.0)
    recall_interval: Interval = (0.0, 1.0)

    @property
    def precision(self) -> float:
        """Return the share of those found that are true, NaN where nothing was found."""
        return self.right / self.found if self.found else float("nan")

    @property
    def recall(self) -> float:
        """Return the share of true ones that were found, NaN where there is none."""
        return self.right / self.true if self.true else float("nan")

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else float("nan")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Hold how good a linkage is by known keys.

    Args:
        pairs: Pairs of records.
        persons: Whole persons: one counts as found if exactly its records with a key are one cluster.
        blocking: True pairs among the candidates.
        by_lists: Pairs for each pair of lists, by their names.
        by_missing: Pairs of which at least one record lacks a field, by the field; and those that lack none, as "nothing"; only what some
            pair lacks.
        unknown: Pairs found that no key decides, left out of all others.
        unjudged: Pairs that nobody judged and that follow from no judgement; None where there are no judgements.
    """

    pairs: Scores
    persons: Scores
    blocking: Recall
    by_lists: dict[tuple[str, str], Scores]
    by_missing: dict[str, Scores]
    unknown: int
    unjudged: Scores | None = None


def evaluate(
    prepared: Prepared,
    candidates: Candidates,
    persons: Rows,
    keys: Sequence[object],
    rng: np.random.Generator,
    *,
    ruled: Ruled | None = None,
) -> Evaluation:
    """Return how good a linkage is.

    Args:
        prepared: The records.
        candidates: The pairs that blocking found.
        persons: The number of each record's person, as linked.
        keys: For each record the key that all records of its person share; None where it is not known. A pair counts only where both keys
            are known.
        rng: Random numbers, for the bootstrap.
        ruled: What people judged: what they answered themselves says nothing of the model, so the rest is scored by itself too.

    Raises:
        LinkError: If there is not one key, or None, for each record.
    """
    if len(keys) != len(prepared) or len(persons) != len(prepared):
        raise LinkError(
            f"evaluation needs a key or nothing for each of {len(prepared)} records; {len(keys)} keys were given: give as many"
        )
    truth = _numbered(keys)
    found, true = _pairs(persons, np.ones(len(persons), dtype=bool)), _pairs(truth, truth >= 0)
    known = (truth[found[:, 0]] >= 0) & (truth[found[:, 1]] >= 0)
    right = known & (truth[found[:, 0]] == truth[found[:, 1]])
    both = _Both(found[known], right[known], true, truth, rng)
    return Evaluation(
        pairs=both.all(),
        persons=_persons(persons, truth, rng),
        blocking=measured_recall(candidates, true),
        by_lists=_by_lists(prepared, both),
        by_missing=_by_missing(prepared, both),
        unknown=int((~known).sum()),
        unjudged=None if ruled is None or ruled == Ruled() else _unjudged(both, ruled),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Both:
    """Hold found pairs with whether they are right, and true pairs."""

    found: Rows
    right: Flags
    true: Rows
    truth: Rows
    rng: np.random.Generator

    def all(self) -> Scores:
        """Return the scores of all pairs."""
        return self.scores(np.ones(len(self.found), dtype=bool), np.ones(len(self.true), dtype=bool))

    def scores(self, found: Flags, true: Flags) -> Scores:
        """Return the scores of some of the pairs, with intervals by drawing persons."""
        unit_found, unit_true = self.truth[self.found[found, 0]], self.truth[self.true[true, 0]]
        units, at = np.unique(np.concatenate([unit_found, unit_true]), return_inverse=True)
        split = len(unit_found)
        right = np.bincount(at[:split], self.right[found], len(units))
        found_by, true_by = (np.bincount(part, minlength=len(units)) for part in (at[:split], at[split:]))
        return _scores((right, found_by, true_by), self.rng)


def _scores(counts: tuple[Counts, Counts, Counts], rng: np.random.Generator) -> Scores:
    """Return scores of units, each with how many of it are right, found and true: units are drawn with replacement for the intervals."""
    right, found, true = (round(float(of.sum())) for of in counts)
    by_unit = np.stack(counts).astype(np.float64)
    size = by_unit.shape[1]
    drawn = np.array([by_unit[:, rng.integers(0, size, size)].sum(axis=1) for _ in range(_DRAWS)]) if size else None
    return Scores(
        right,
        found,
        true,
        f1_interval=_interval(right, (found + true) / 2, drawn, (0.5, 0.5)),
        precision_interval=_interval(right, found, drawn, (1.0, 0.0)),
        recall_interval=_interval(right, true, drawn, (0.0, 1.0)),
    )


def _interval(right: int, of: float, drawn: Floats | None, weights: tuple[float, float]) -> Interval:
    """Return the interval of what is right as a share of what is found and true, weighted: that of the draws, or Wilson's where wider."""
    low, high = wilson(right, of)
    if drawn is None:
        return low, high
    whole = drawn[:, 1:] @ np.array(weights)
    shares = drawn[whole > 0, 0] / whole[whole > 0]
    if not len(shares):
        return low, high
    ends = np.quantile(shares, [0.025, 0.975])
    return min(low, float(ends[0])), max(high, float(ends[1]))


def _unjudged(both: _Both, ruled: Ruled) -> Scores:
    """Return the scores of the pairs of which no judgement says or implies anything."""
    size = len(both.truth)
    return both.scores(*(~follows(ruled, size, pairs[:, 0], pairs[:, 1]) for pairs in (both.found, both.true)))


def _numbered(keys: Sequence[object]) -> Rows:
    numbers: dict[object, int] = {}
    return np.array([-1 if key is None else numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _pairs(groups: Rows, of: Flags) -> Rows:
    """Return the rows of every two records of one group."""
    rows = np.flatnonzero(of)
    return pairs_within(groups[rows], rows)


def _persons(persons: Rows, truth: Rows, rng: np.random.Generator) -> Scores:
    """Return how many persons were found exactly, among records with a key."""
    rows = np.flatnonzero(truth >= 0)
    found, true = _sets(persons[rows], rows), _sets(truth[rows], rows)
    same = found & true
    units = sorted(true)
    right = np.array([float(one in same) for one in units])
    of = {row: at for at, one in enumerate(units) for row in one}
    found_by = np.bincount([of[min(one)] for one in found], minlength=len(units))
    return _scores((right, found_by, np.ones(len(units))), rng)


def _sets(groups: Rows, rows: Rows) -> set[tuple[int, ...]]:
    held: dict[int, list[int]] = {}
    for group, row in zip(groups.tolist(), rows.tolist(), strict=True):
        held.setdefault(group, []).append(row)
    return {tuple(sorted(group)) for group in held.values()}


def _by_lists(prepared: Prepared, both: _Both) -> dict[tuple[str, str], Scores]:
    found, true = (np.sort(prepared.of[pairs], axis=1) for pairs in (both.found, both.true))
    names = [of.name for of in prepared.lists]
    seen = sorted({(int(a), int(b)) for a, b in np.concatenate([found, true])})
    return {
        (names[a], names[b]): both.scores(
            np.asarray((found == (a, b)).all(axis=1)), np.asarray((true == (a, b)).all(axis=1))
        )
        for a, b in seen
    }


def _by_missing(prepared: Prepared, both: _Both) -> dict[str, Scores]:
    lacks = missing(prepared)
    flags = {
        field: (np.asarray(one[both.found].any(axis=1)), np.asarray(one[both.true].any(axis=1)))
        for field, one in lacks.items()
    }
    found_any = np.any([found for found, _ in flags.values()], axis=0)
    true_any = np.any([true for _, true in flags.values()], axis=0)
    scores = {
        field: both.scores(found, true)
        for field, (found, true) in {"nothing": (~found_any, ~true_any), **flags}.items()
    }
    return {field: one for field, one in scores.items() if one.found or one.true}


def missing(prepared: Prepared) -> dict[str, Flags]:
    """Return for each field that some record has whether each record lacks it."""
    by_columns = prepared.place_levels == COLUMNS
    lacks = {
        "name": ~prepared.named,
        "name in Arabic": ~prepared.parsed.has_arabic,
        "sex": prepared.sex < 0,
        "age": ~prepared.exact,
        "birth": prepared.birth[:, 0] < 0,
        "death": prepared.death[:, 0] < 0,
        # By a register, hardly any record knows all levels.
        "place": np.asarray((prepared.places < 0).any(axis=1) if by_columns else (prepared.places < 0).all(axis=1)),
        "incident": prepared.incident < 0,
    }
    return {field: one for field, one in lacks.items() if not one.all() and one.any()}
