"""Evaluate a linkage by known keys: precision, recall and F1 of pairs and of persons with intervals, by list pair and by missing field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError
from undercount.link.persons.assignment import pairs_within
from undercount.link.persons.blocking import Candidates, Recall, measured_recall
from undercount.link.persons.prepared import Prepared
from undercount.shares import wilson

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Interval = tuple[float, float]
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Scores:
    """Hold how well pairs, or persons, were found.

    Args:
        right: How many of those found are true.
        found: How many were found.
        true: How many there are.
        f1_interval: The 95 % interval of F1, by drawing persons with replacement.
    """

    right: int
    found: int
    true: int
    f1_interval: Interval = (0.0, 1.0)

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

    @property
    def precision_interval(self) -> Interval:
        """Return the 95 % interval of precision (Wilson)."""
        return wilson(self.right, self.found)

    @property
    def recall_interval(self) -> Interval:
        """Return the 95 % interval of recall (Wilson)."""
        return wilson(self.right, self.true)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Hold how good a linkage is by known keys.

    Args:
        pairs: Pairs of records.
        persons: Whole persons: one counts as found if exactly its records with a key are one cluster.
        blocking: True pairs among the candidates.
        by_lists: Pairs for each pair of lists, by their names.
        by_missing: Pairs of which at least one record lacks a field, by the field; and those that lack none, as "nothing".
        unknown: Pairs found that no key decides, left out of all others.
    """

    pairs: Scores
    persons: Scores
    blocking: Recall
    by_lists: dict[tuple[str, str], Scores]
    by_missing: dict[str, Scores]
    unknown: int


def evaluate(
    prepared: Prepared, candidates: Candidates, persons: Rows, keys: Sequence[object], rng: np.random.Generator
) -> Evaluation:
    """Return how good a linkage is.

    Args:
        prepared: The records.
        candidates: The pairs that blocking found.
        persons: The number of each record's person, as linked.
        keys: For each record the key that all records of its person share; None where it is not known. A pair counts only where both keys
            are known.
        rng: Random numbers, for the bootstrap.

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
        pairs=both.scores(np.ones(int(known.sum()), dtype=bool), np.ones(len(true), dtype=bool)),
        persons=_persons(persons, truth, rng),
        blocking=measured_recall(candidates, true),
        by_lists=_by_lists(prepared, both),
        by_missing=_by_missing(prepared, both),
        unknown=int((~known).sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Both:
    """Hold found pairs with whether they are right, and true pairs."""

    found: Rows
    right: Flags
    true: Rows
    truth: Rows
    rng: np.random.Generator

    def scores(self, found: Flags, true: Flags) -> Scores:
        """Return the scores of some of the pairs, with an interval by drawing persons."""
        unit_found, unit_true = self.truth[self.found[found, 0]], self.truth[self.true[true, 0]]
        units, at = np.unique(np.concatenate([unit_found, unit_true]), return_inverse=True)
        split = len(unit_found)
        right = np.bincount(at[:split], self.right[found], len(units))
        both = np.bincount(at, minlength=len(units))
        interval = _drawn(right, both, self.rng)
        return Scores(int(self.right[found].sum()), int(found.sum()), int(true.sum()), interval)


def _drawn(right: npt.NDArray[np.number], both: npt.NDArray[np.number], rng: np.random.Generator) -> Interval:
    """Return the 95 % interval of F1 when units are drawn with replacement, each with what is right of it and what is found or true."""
    if not len(both):
        return 0.0, 1.0
    values = []
    for _ in range(_DRAWS):
        drawn = rng.integers(0, len(both), len(both))
        total = both[drawn].sum()
        values.append(2 * right[drawn].sum() / total if total else 0.0)
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


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
    interval = _drawn(right, found_by + 1, rng)
    return Scores(len(same), len(found), len(true), interval)


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
    scores = {field: both.scores(found, true) for field, (found, true) in flags.items()}
    return {"nothing": both.scores(~found_any, ~true_any), **scores}


def missing(prepared: Prepared) -> dict[str, Flags]:
    """Return for each field that some record has whether each record lacks it."""
    lacks = {
        "name": ~prepared.named,
        "name in Arabic": ~prepared.parsed.has_arabic,
        "sex": prepared.sex < 0,
        "age": ~prepared.exact,
        "birth": prepared.birth[:, 0] < 0,
        "death": prepared.death[:, 0] < 0,
        "place": np.asarray((prepared.places < 0).any(axis=1)),
        "incident": prepared.incident < 0,
    }
    return {field: one for field, one in lacks.items() if not one.all() and one.any()}
