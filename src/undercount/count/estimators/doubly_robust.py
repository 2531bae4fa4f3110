"""Two lists that are independent among persons with the same covariates: the total, robust to errors of the learners."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from undercount.count.estimators import tables
from undercount.count.estimators.learners import Classifier
from undercount.count.estimators.result import ABSURD, Estimate, Method, check_level
from undercount.count.estimators.robust_fit import (
    Lists,
    Persons,
    Scores,
    Settings,
    groups_of,
    persons_of,
    scores_of,
    settings_of,
    unusable,
)
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]

METHOD = Method(
    "doubly-robust",
    "Two lists given covariates, doubly robust",
    (
        "among persons with the same covariates, being on the first list changes nothing for the second",
        "every person, whatever the covariates, has a chance to be on both lists that is above the margin",
        "the covariates are known without error; that one is missing is taken as a fact about the person, and nothing is imputed",
        "nobody enters or leaves the population that the lists cover, and records are linked without error",
    ),
    "Das, Kennedy and Jewell (2023), Doubly robust capture-recapture methods for estimating population size, JASA; printed in "
    "119(546), 1309-1321, 2024; arXiv 2104.14091",
)

ESTIMATORS = ("doubly-robust", "tmle", "plug-in")

MANY_AT_MARGIN = 0.05
"""If more than so large a part of the persons have their chance to be on both lists set to the margin, a note says so."""


@dataclass(frozen=True, slots=True, eq=False)
class RobustFit:
    """Hold what the learners found, person by person.

    Args:
        doubly_robust: The estimate from the influence function (persons).
        plug_in: The estimate from the learnt probabilities alone, which has no valid interval (persons).
        tmle: The estimate after targeting (persons).
        error: The standard error of the doubly robust estimate, with the randomness of who is documented (persons).
        contributions: φ of each person, in the order of the rows; they add up to the doubly robust estimate.
        weights: How many persons each one stands for by the learnt probabilities alone, 1/γ.
        missing: How many persons lack each covariate, by name (persons).

    Shapes:
        contributions, weights: ``(persons,)``.
    """

    doubly_robust: float
    plug_in: float
    tmle: float
    error: float
    contributions: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    missing: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RobustStrata:
    """Hold doubly robust estimates of strata that add up to the total.

    Args:
        by: The column that parts the persons.
        total: The estimate for all.
        strata: The estimate of each stratum, in the order of the labels. Their estimates add up to the total's, and their variances too.
    """

    by: str
    total: Estimate
    strata: tuple[Estimate, ...]


def doubly_robust(
    records: tables.Table,
    first: Lists,
    second: Lists,
    *,
    covariates: Sequence[str],
    categories: Sequence[str] = (),
    lists: Sequence[str] | None = None,
    learner: str | Classifier = "logistic",
    estimator: str = "doubly-robust",
    folds: int | None = None,
    repeats: int = 1,
    margin: float = 0.005,
    level: float = 0.95,
    seed: int = 1,
) -> Estimate:
    """Estimate the total from two lists that are independent given what is known of each person.

    Use it when records carry covariates that explain why a person is on one list and on another: where, when, by whom, age, sex. Its
    error is the product of the learners' errors, so flexible learners can be used and the interval stays valid.

    Args:
        records: One row a person: columns by name, rows by name, or a data frame.
        first: The column of 0 and 1 of the first list, or several columns of which the union is taken.
        second: The second list, or several.
        covariates: The columns of what is known. A column of numbers is taken as a number; a missing number is set to the mean and
            marked by a column of its own; of a category, missing is one more label. Nothing is imputed.
        categories: Covariates whose numbers are labels.
        lists: All lists of the table, if some persons are on neither of the two; they count as documented.
        learner: ``logistic`` (multinomial, ridge), ``forest``, ``boosting``, from scikit-learn; ``stratified``, the shares among
            persons with the same covariates, which needs nothing else and no folds; or what makes a classifier from a seed.
        estimator: ``doubly-robust``, ``tmle``, or ``plug-in``, which is shown to compare and has no valid interval.
        folds: Each person's probabilities are learnt from the other folds; 5, or 1 (no cross-fitting) for ``stratified``.
        repeats: How many times the persons are parted into folds; the mean is taken.
        margin: The least chance to be on both lists (probability); a smaller learnt one is set to it.
        level: The interval's probability.
        seed: The seed of the folds and the learner; results do not depend on the order of the rows.

    Returns:
        The estimate with its interval, or a refusal. ``diagnosis`` holds the three estimates, the share of persons at the margin, and
        the largest weight of a person.

    Raises:
        CountError: If a setting is out of its range, there is no such learner or estimator, or scikit-learn is missing.
        HistoriesError: If a column or a cell is missing or wrong.

    Assumptions:
        Those of ``doubly_robust.METHOD``.

    References:
        Das, Kennedy and Jewell (2023): efficiency bound, estimators, and the interval N̂ ± z √(n σ̂² + N̂(N̂ − n)/n).

    Examples:
        >>> table = {"A": [1, 1, 1, 0, 1, 1, 0], "B": [0, 0, 1, 1, 1, 0, 1], "sex": ["m", "m", "m", "m", "f", "f", "f"]}
        >>> doubly_robust(table, "A", "B", covariates=["sex"], learner="stratified", margin=0.0).estimate
        10.0
    """
    check_level(level)
    if estimator not in ESTIMATORS:
        raise CountError(f"the estimator must be one of three; {estimator!r} is not: {suggest(estimator, ESTIMATORS)}")
    settings = settings_of(learner, folds, repeats, margin, seed)
    persons = persons_of(records, (first, second), lists, covariates, categories)
    why = unusable(persons, settings)
    if why is not None:
        return _refused(persons, why, level)
    scores = scores_of(persons, settings)
    if isinstance(scores, str):
        return _refused(persons, scores, level)
    return _estimate(persons, scores, settings, (estimator, level), np.ones(len(persons.cells), dtype=bool))


def doubly_robust_by(
    records: tables.Table,
    first: Lists,
    second: Lists,
    *,
    by: str,
    covariates: Sequence[str],
    categories: Sequence[str] = (),
    lists: Sequence[str] | None = None,
    learner: str | Classifier = "logistic",
    folds: int | None = None,
    repeats: int = 1,
    margin: float = 0.005,
    level: float = 0.95,
    seed: int = 1,
) -> RobustStrata:
    """Estimate strata and their total at once, so that the strata add up.

    The probabilities are learnt from all persons together, the stratum being one of the covariates; each person's contribution then
    goes to the stratum of that person.

    Args:
        records: As for :func:`doubly_robust`.
        first: As there.
        second: As there.
        by: The column that parts the persons; a missing label is a stratum of its own, ``missing``.
        covariates: As there; ``by`` is added as a category if it is not among them.
        categories: As there.
        lists: As there.
        learner: As there.
        folds: As there.
        repeats: As there.
        margin: As there.
        level: As there.
        seed: As there.

    Returns:
        The total and the strata. A stratum in which nobody is on both lists is refused, and still part of the total.

    Raises:
        CountError: As for :func:`doubly_robust`.
        HistoriesError: As there.

    Assumptions:
        Those of ``doubly_robust.METHOD``.

    References:
        Das, Kennedy and Jewell (2023): Peru by perpetrator, each fitted alone there.
    """
    check_level(level)
    settings = settings_of(learner, folds, repeats, margin, seed)
    names = [*covariates, *([] if by in covariates else [by])]
    persons = persons_of(records, (first, second), lists, names, [*(name for name in categories if name != by), by])
    groups = groups_of(tables.columns_of(records)[by])
    why = unusable(persons, settings)
    scores = why if why is not None else scores_of(persons, settings)
    if isinstance(scores, str):
        parts = [_refused(persons, scores, level, (by, label), int(inside.sum())) for label, inside in groups.items()]
        return RobustStrata(by, _refused(persons, scores, level), tuple(parts))
    how = ("doubly-robust", level)
    total = _estimate(persons, scores, settings, how, np.ones(len(persons.cells), dtype=bool))
    strata = [_estimate(persons, scores, settings, how, inside, (by, label)) for label, inside in groups.items()]
    return RobustStrata(by, total, tuple(strata))


def _estimate(
    persons: Persons,
    scores: Scores,
    settings: Settings,
    how: tuple[str, float],
    inside: NDArray[np.bool_],
    stratum: tuple[str, str] | None = None,
) -> Estimate:
    """Return the estimate of the persons in a stratum (Das, Kennedy and Jewell 2023)."""
    estimator, level = how
    documented = int(inside.sum())
    if not np.any(persons.cells[inside] == 3):
        why = f"nobody of the stratum {stratum} is on both {persons.names[0]} and {persons.names[1]}: pool the stratum with another"
        return _refused(
            persons, why.replace("('", "").replace("', '", "=").replace("')", ""), level, stratum, documented
        )
    detail = _detail(persons, scores, inside)
    if detail.doubly_robust > ABSURD * documented:
        why = (
            f"the formula puts the total at more than {ABSURD} times the documented persons, which says that so few are on both "
            f"{persons.names[0]} and {persons.names[1]} that they hold no information on it: take a larger margin, or other lists"
        )
        return _refused(persons, why, level, stratum, documented)
    total = {"doubly-robust": detail.doubly_robust, "tmle": detail.tmle, "plug-in": detail.plug_in}[estimator]
    if total < documented:
        why = (
            f"the formula gives {total:,.0f} where {documented:,} are documented: the learner of the chance to be on both "
            f"{persons.names[0]} and {persons.names[1]} fits badly, or the two lists avoid each other; take another learner or coarser "
            "covariates, or the estimator 'tmle'"
        )
        return _refused(persons, why, level, stratum, documented)
    reach = float(ndtri((1 + level) / 2)) * detail.error
    at_margin = float(scores.at_margin[inside].mean())
    return Estimate(
        method=METHOD,
        lists=persons.names,
        stratum=() if stratum is None else (stratum,),
        documented=documented,
        estimate=total,
        low=max(total - reach, documented),
        high=total + reach,
        level=level,
        interval="normal, by the influence function",
        notes=_notes(persons, settings, (estimator, detail), at_margin),
        diagnosis={
            "estimator": estimator,
            "learner": settings.learner if isinstance(settings.learner, str) else "given",
            "folds": settings.folds,
            "standard_error": detail.error,
            "doubly_robust": detail.doubly_robust,
            "tmle": detail.tmle,
            "plug_in": detail.plug_in,
            "at_margin": at_margin,
            "largest_weight": float(scores.plug_in[inside].max()),
        },
        detail=detail,
    )


def _detail(persons: Persons, scores: Scores, inside: NDArray[np.bool_]) -> RobustFit:
    robust = scores.robust[inside]
    documented, total = len(robust), _sum(robust)
    variance = documented * float(np.sort(robust).var(ddof=1)) if documented > 1 else 0.0
    chance = max(total * (total - documented) / documented, 0.0)
    return RobustFit(
        doubly_robust=total,
        plug_in=_sum(scores.plug_in[inside]),
        tmle=_sum(scores.tmle[inside]),
        error=math.sqrt(variance + chance),
        contributions=robust,
        weights=scores.plug_in[inside],
        missing=tuple(zip(persons.covariates.names, persons.covariates.missing, strict=True)),
    )


def _sum(parts: Floats) -> float:
    """Add up in order of size, so that the bits do not depend on the order of the rows."""
    return float(np.sort(parts).sum())


def _refused(
    persons: Persons, why: str, level: float, stratum: tuple[str, str] | None = None, documented: int | None = None
) -> Estimate:
    return Estimate(
        method=METHOD,
        lists=persons.names,
        stratum=() if stratum is None else (stratum,),
        documented=persons.histories.documented if documented is None else documented,
        estimate=None,
        low=None,
        high=None,
        level=level,
        refused=why,
    )


def _notes(persons: Persons, settings: Settings, found: tuple[str, RobustFit], at_margin: float) -> tuple[str, ...]:
    estimator, detail = found
    robust, tmle, error = detail.doubly_robust, detail.tmle, detail.error
    notes = []
    if at_margin > MANY_AT_MARGIN:
        notes.append(
            f"for {at_margin:.0%} of the persons the learnt chance to be on both {persons.names[0]} and {persons.names[1]} is below the "
            f"margin of {settings.margin} and was set to it: the total depends on that margin"
        )
    if abs(robust - tmle) > error:
        notes.append(
            f"the doubly robust estimate, {robust:,.0f}, and the targeted one, {tmle:,.0f}, differ by more than a standard error: the "
            "learner fits badly somewhere, and the interval is too narrow"
        )
    if estimator == "plug-in":
        notes.append(
            "the plug-in estimate has the bias of its learner; its interval borrows the doubly robust variance and is not valid"
        )
    if settings.folds == 1 and settings.learner != "stratified":
        notes.append("without cross-fitting a flexible learner fits the persons it judges: take 2 folds or more")
    lacking = [
        f"{name} {count:,}"
        for name, count in zip(persons.covariates.names, persons.covariates.missing, strict=True)
        if count
    ]
    if lacking:
        notes.append(f"persons whose covariate is missing are kept, as a kind of their own: {', '.join(lacking)}")
    return tuple(notes)
