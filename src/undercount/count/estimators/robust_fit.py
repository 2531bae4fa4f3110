"""From records to each person's contribution to the total: reading, folds, learning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import tables
from undercount.count.estimators.covariates import ABSENT, Covariates
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.learners import CELLS, Classifier, check_learner, probabilities
from undercount.count.estimators.robust import Nuisance, contributions, targeted
from undercount.count.estimators.stream import entropy
from undercount.errors import CountError, HistoriesError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_WITHOUT_OVERLAP = 0.2
"""If a larger part of the persons have no learnt chance at all to be on both lists, the estimate is refused."""

Lists = str | Sequence[str]
"""A list's column, or several whose union is taken as one list."""


@dataclass(frozen=True, slots=True, eq=False)
class Persons:
    """Hold the table as the estimator needs it.

    Args:
        histories: The persons on all lists.
        names: The two lists' names.
        cells: Where each person is: 1 on the first list only, 2 on the second only, 3 on both, 0 on neither of the two.
        covariates: What is known of each.
        order: The rows in an order that depends on what they say and not on where they stand.

    Shapes:
        cells, order: ``(persons,)``.
    """

    histories: CaptureHistories
    names: tuple[str, str]
    cells: Ints
    covariates: Covariates
    order: Ints


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold how the probabilities are learnt: see :func:`undercount.count.estimators.doubly_robust.doubly_robust`."""

    learner: str | Classifier
    folds: int
    repeats: int
    margin: float
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Hold each person's contribution to each estimate, and how often the margin was used, in the order of the rows.

    Shapes:
        All ``(persons,)``.
    """

    robust: Floats
    plug_in: Floats
    tmle: Floats
    at_margin: Floats


def settings_of(learner: str | Classifier, folds: int | None, repeats: int, margin: float, seed: int) -> Settings:
    """Return the settings if they are in their ranges.

    Raises:
        CountError: If one is not.
    """
    check_learner(learner)
    folds = (1 if learner == "stratified" else 5) if folds is None else folds
    if not 1 <= folds <= 50:
        raise CountError(f"persons are parted into 1 to 50 folds; {folds} are asked for: give for example 5")
    if not 1 <= repeats <= 1000:
        raise CountError(f"the folds are drawn 1 to 1,000 times; {repeats} are asked for: give for example 10")
    if not 0 <= margin < 0.5:
        raise CountError(f"the margin is a probability from 0 and below 0.5; it is {margin}: give for example 0.005")
    return Settings(learner, folds, repeats, margin, seed)


def persons_of(
    records: tables.Table,
    pair: tuple[Lists, Lists],
    lists: Sequence[str] | None,
    covariates: Sequence[str],
    categories: Sequence[str],
) -> Persons:
    """Read the table.

    Raises:
        HistoriesError: If a column or a cell breaks a rule.
    """
    columns = tables.columns_of(records)
    parts = [[part] if isinstance(part, str) else list(part) for part in pair]
    both = [name for part in parts for name in part]
    named = list(lists) if lists is not None else both
    for name in both:
        if name not in named:
            raise HistoriesError(
                f"the two lists must be among the table's lists; {name!r} is not: add it to the lists, or leave them out"
            )
    tables.check_names(columns, both, "a list")
    for name in covariates:
        if name in named:
            raise HistoriesError(
                f"a column has one meaning; {name!r} is named as a list and as a covariate: name it once"
            )
    histories = CaptureHistories.from_records({name: columns[name] for name in named}, named)
    on = [np.any([list(tables.presence(columns[name], name)) for name in part], axis=0) for part in parts]
    cells = on[0].astype(np.int64) + 2 * on[1].astype(np.int64)
    read = Covariates.of(columns, covariates, categories)
    order = np.lexsort((*read.labels.T, cells))
    return Persons(histories, ("+".join(parts[0]), "+".join(parts[1])), cells, read, order)


def groups_of(column: Sequence[Any]) -> dict[str, NDArray[np.bool_]]:
    """Return who is in each stratum, by label in order; ``missing`` for those without one."""
    plain = [str(cell).strip() for cell in column]
    texts = np.array(["missing" if text.lower() in ABSENT else text for text in plain])
    return {str(label): texts == label for label in np.unique(texts)}


def unusable(persons: Persons, settings: Settings) -> str | None:
    """Say why there can be no estimate, or return None."""
    one, two = persons.names
    counts = np.bincount(persons.cells, minlength=CELLS)
    if counts[3] < max(1, 2 * (settings.folds if settings.folds > 1 else 0)):
        need = 2 * settings.folds if settings.folds > 1 else 1
        return (
            f"the estimate rests on persons who are on both {one} and {two}; there are {counts[3]}, and {settings.folds} fold"
            f"{'s need' if settings.folds > 1 else ' needs'} at least {need}: take other lists, or fewer folds"
        )
    for name, alone in ((two, counts[1] + counts[0]), (one, counts[2] + counts[0])):
        if alone == 0:
            return (
                f"a list must leave somebody out that another names; everybody is on {name}, so nothing tells how many it missed: "
                "take other lists"
            )
    return None


def scores_of(persons: Persons, settings: Settings) -> Scores | str:
    """Return each person's contributions, the mean over repeated partitions into folds, or why there are none."""
    cells = persons.cells[persons.order]
    covariates = Covariates(
        persons.covariates.names,
        persons.covariates.design[persons.order],
        persons.covariates.labels[persons.order],
        persons.covariates.missing,
    )
    sums = np.zeros((4, len(cells)))
    for repeat in range(settings.repeats):
        rng = np.random.default_rng(entropy(persons.histories, settings.seed, "folds", repeat))
        learnt = _learnt(covariates, cells, settings, rng)
        why = _without_overlap(persons, settings, learnt[:, 3])
        if why is not None:
            return why
        nuisance = Nuisance.bounded(
            learnt[:, 1] + learnt[:, 3], learnt[:, 2] + learnt[:, 3], learnt[:, 3], settings.margin
        )
        sums += np.stack(
            [
                contributions(cells, nuisance),
                nuisance.weight,
                targeted(cells, nuisance, settings.margin),
                (learnt[:, 3] < settings.margin).astype(np.float64),
            ]
        )
    found = np.empty_like(sums)
    found[:, persons.order] = sums / settings.repeats
    return Scores(*found)


def _without_overlap(persons: Persons, settings: Settings, both: Floats) -> str | None:
    """Say why there is no estimate where too many persons have no chance at all to be on both lists."""
    share = float((both <= 0).mean())
    most = MOST_WITHOUT_OVERLAP if settings.margin > 0 else 0.0
    if share <= most:
        return None
    return (
        f"every person must have a chance to be on both {persons.names[0]} and {persons.names[1]}; {share:.0%} have the covariates of "
        f"persons of whom none is, by the learner, and {most:.0%} is the most: take fewer or coarser covariates, another learner"
        + (", or a margin above 0" if most == 0 else "")
    )


def _learnt(covariates: Covariates, cells: Ints, settings: Settings, rng: np.random.Generator) -> Floats:
    """Return the probabilities of the four cells, each person's learnt from the other folds."""
    seeds = rng.integers(0, 2**31 - 1, size=settings.folds).tolist()
    if settings.folds == 1:
        return probabilities(settings.learner, covariates, cells, np.ones(len(cells), dtype=bool), seeds[0])
    fold = np.empty(len(cells), dtype=np.int64)
    for cell in range(CELLS):
        inside = np.flatnonzero(cells == cell)
        fold[rng.permutation(inside)] = np.arange(len(inside)) % settings.folds
    learnt = np.empty((len(cells), CELLS))
    for number, seed in enumerate(seeds):
        learnt[fold == number] = probabilities(settings.learner, covariates, cells, fold != number, seed)
    return learnt
