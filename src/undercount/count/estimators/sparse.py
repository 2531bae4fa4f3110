"""A log-linear model for sparse tables, chosen step by step, with an interval that knows of the choice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri

from undercount.count.estimators.bca import bca_limits
from undercount.count.estimators.histories import CaptureHistories, Ints
from undercount.count.estimators.methods import Report
from undercount.count.estimators.result import Estimate, Method, check_level
from undercount.count.estimators.sparse_fit import expect
from undercount.count.estimators.sparse_search import search_all
from undercount.count.estimators.stream import generator
from undercount.errors import CountError

Floats = NDArray[np.float64]
Interval = Literal["bca", "wald"]

MOST_LISTS = 20
"""The most lists: every possible history has an expected count, a million with twenty."""

WIDEST = 50.0
"""The missed persons' 95 % Wald limits may differ by this factor; beyond it the table does not even tell their order of magnitude."""

_MOST_ERROR = math.log(WIDEST) / (2 * 1.959963984540054)
_CHUNK = 50
_BEYOND = 1e100

STEPWISE = Method(
    name="loglinear-stepwise",
    title="log-linear model of main effects and two-list terms, chosen step by step",
    assumptions=(
        "the lists name the same persons, correctly linked, of one closed population",
        "any dependence between lists acts on pairs of lists: no term of three or more lists is needed",
        "two lists on which nobody is together tell either nothing (their overlap is small by chance) or that nobody can be on both",
        "persons do not differ in ways that make them hard for all lists at once",
    ),
    reference=(
        "Chan, Silverman and Vincent (2021), Multiple systems estimation for sparse capture data: inferential challenges when there are "
        "nonoverlapping lists, Journal of the American Statistical Association 116(535), 1297-1306"
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Stepwise:
    """Hold the model that was chosen.

    Args:
        pairs: The two-list terms, in the order of the lists.
        empty_pairs: Those of them whose parameter is minus infinity: nobody is on both lists.
        missed: The expected number of persons on no list.
        log_missed_error: The standard error of its logarithm, as if the model had been chosen beforehand.
        expected: The expected count of every history, in the order of the pattern's number; first those on no list (persons).
        fits: How many models were fitted on the way.

    Shapes:
        expected: ``(2**lists,)``.
    """

    pairs: tuple[tuple[str, str], ...]
    empty_pairs: tuple[tuple[str, str], ...]
    missed: float
    log_missed_error: float
    expected: Floats
    fits: int


def stepwise(
    histories: CaptureHistories,
    *,
    threshold: float = 0.02,
    level: float = 0.95,
    interval: Interval = "bca",
    bootstrap: int = 1000,
    seed: int = 1,
    report: Report | None = None,
) -> Estimate:
    """Estimate the total by a log-linear model whose two-list terms are added one by one.

    Use it where many histories are empty and there are few overlaps, as in records of trafficking or of a small stratum. Do not use it
    where persons clearly differ in how easily all lists find them: no two-list term can say so.

    It starts from independent lists. In each step the number of persons on each pair of lists that has no term is compared with what
    the model expects (one-sided Poisson probability), and the most surprising pair below the threshold is added. A pair that nobody is
    on gets the parameter minus infinity. A pair whose model does not exist or is not identified
    (:mod:`undercount.count.estimators.existence`) is passed over.

    Args:
        histories: The table, of 2 to 20 lists; strata are added up.
        threshold: The probability below which a pair is added; 0 for independent lists.
        level: The interval's nominal probability.
        interval: ``bca``, which repeats the choice in every resample, or ``wald``, which takes the model as given and is too short.
        bootstrap: How many resamples ``bca`` draws.
        seed: Of the resamples.
        report: Called as resamples are done.

    Returns:
        The estimate, with the resampled totals as ``draws`` under ``bca`` and a :class:`Stepwise` as ``detail``; refused where nobody is
        on two lists, where a list is empty or full, or where the missed persons' 95 % Wald limits differ by more than a factor of 50.

    Raises:
        CountError: If the threshold, the level, the interval or the number of resamples is not what it can be.

    Assumptions:
        See ``STEPWISE.assumptions``.

    References:
        Chan, Silverman and Vincent (2021), JASA 116(535), sections 2.6 (existence), 3.2 (the choice) and 3.3 (the interval).

    Examples:
        >>> histories = CaptureHistories.from_counts({
        ...     "A": [1, 0, 1, 1], "B": [0, 1, 1, 0], "C": [0, 0, 0, 1], "count": [60, 50, 12, 9]})
        >>> round(stepwise(histories, interval="wald").estimate)
        293
    """
    _check(threshold, level, interval, bootstrap)
    why = _unusable(histories)
    if why is not None:
        return Estimate.refusal(STEPWISE, histories, why, level=level)
    detail = _chosen(histories, threshold)
    if detail is None:
        return Estimate.refusal(STEPWISE, histories, _no_overlap(histories), level=level)
    diagnosis = _diagnosis(histories, detail)
    if not detail.log_missed_error <= _MOST_ERROR:
        return Estimate.refusal(
            STEPWISE, histories, _flat(histories, detail), level=level, diagnosis=diagnosis, detail=detail
        )
    if interval == "wald":
        low, high = _wald(histories.documented, detail, level)
        return _estimate(histories, detail, level, (low, high), "wald, the model as given", diagnosis)
    return _resampled(histories, detail, diagnosis, threshold, level, bootstrap, seed, report)


def stepwise_points(
    tables: Ints, lists: int, *, patterns: Ints | None = None, threshold: float = 0.02, report: Report | None = None
) -> Floats:
    """Return the stepwise estimate of the total for many tables of the same lists, for simulations and resamples.

    A list that is empty in a table is left out of it. A table in which nobody is on two lists, or everybody is on one, has no estimate.

    Args:
        tables: The counts, one row a table and one column a history (persons).
        lists: How many lists, 2 to 20.
        patterns: Which history each column is, as the bits of its lists; None for all histories but that on no list, by number.
        threshold: The probability below which a pair is added.
        report: Called as tables are done.

    Returns:
        The totals, infinity where there is no estimate (persons).

    Shapes:
        tables: ``(runs, cells)``. patterns: ``(cells,)``. Returns ``(runs,)``.

    Raises:
        CountError: If the columns are not the histories, a count is negative, or there are too few or too many lists.

    Examples:
        >>> stepwise_points(np.array([[30, 20, 10], [30, 20, 0]]), 2).round(6).tolist()
        [120.0, inf]
    """
    if not 2 <= lists <= MOST_LISTS:
        raise CountError(f"tables have 2 to {MOST_LISTS} lists; these have {lists}: keep fewer, or join some")
    counts = np.require(tables, np.int64, ["C", "W"])
    columns = (
        np.arange(1, 1 << lists, dtype=np.int64) if patterns is None else np.require(patterns, np.int64, ["C", "W"])
    )
    if counts.ndim != 2 or counts.shape[1] != len(columns):
        raise CountError(
            f"tables have one row a table and one column a history; their shape is {counts.shape} for {len(columns)} histories: "
            "name the columns' histories (patterns)"
        )
    if len(columns) and (columns.min() < 1 or columns.max() >= 1 << lists):
        raise CountError(f"a history is on one of {lists} lists at least, and on no other: mend the patterns")
    if counts.size and counts.min() < 0:
        raise CountError("a count is a whole number of persons from 0; one is negative: mend the tables")
    totals: Floats = counts.sum(axis=1) + _searched(counts, columns, lists, threshold, report)[:, 0]
    return totals


def _check(threshold: float, level: float, interval: str, bootstrap: int) -> None:
    check_level(level)
    if not 0 <= threshold < 1:
        raise CountError(f"the threshold is a probability from 0 to below 1; it is {threshold}: give for example 0.02")
    if interval not in get_args(Interval):
        raise CountError(f"the interval is 'bca' or 'wald'; it is {interval!r}: choose one of the two")
    if interval == "bca" and bootstrap < 100:
        raise CountError(f"a bootstrap interval needs at least 100 resamples; there are {bootstrap}: give 1000 or more")


def _unusable(histories: CaptureHistories) -> str | None:
    why = histories.unusable()
    if why is not None:
        return why
    if len(histories.lists) > MOST_LISTS:
        return (
            f"the stepwise model takes at most {MOST_LISTS} lists; there are {len(histories.lists)}{histories.where}: "
            "join lists of one source (join_lists), or keep the larger ones (keep_lists)"
        )
    return None


def _searched(tables: Ints, patterns: Ints, lists: int, threshold: float, report: Report | None) -> Floats:
    """Return for each table: the missed persons, the variance of their log, and the fits tried; shape ``(runs, 3)``."""
    found, inside, factors = (
        np.zeros((len(tables), 3)),
        np.zeros((lists, lists), dtype=np.int8),
        np.ones((lists, lists)),
    )
    for low in range(0, len(tables), _CHUNK):
        high = min(low + _CHUNK, len(tables))
        search_all(tables, patterns, lists, threshold, found, low, high, inside, factors)
        if report is not None:
            report("choose a model in each resample", high, len(tables))
    return found


def _chosen(histories: CaptureHistories, threshold: float) -> Stepwise | None:
    """Return the model for the table itself, or None if independent lists have no estimate."""
    lists = len(histories.lists)
    inside, factors, found = np.zeros((lists, lists), dtype=np.int8), np.ones((lists, lists)), np.zeros((1, 3))
    # Copies: an array that must not be written to is another type, for which all would be compiled again.
    tables, patterns = histories.counts[None, :].copy(), histories.patterns.copy()
    search_all(tables, patterns, lists, threshold, found, 0, 1, inside, factors)
    missed, variance, fits = found[0].tolist()
    if not math.isfinite(missed):
        return None
    expected, work = np.empty(1 << lists), np.empty(1 << lists)
    expect(missed, factors, lists, expected, work)
    expected.setflags(write=False)
    named = {(histories.lists[k], histories.lists[j]): inside[j, k] for j in range(lists) for k in range(j)}
    pairs = tuple(pair for pair, kind in named.items() if kind != 0)
    empty = tuple(pair for pair, kind in named.items() if kind < 0)
    return Stepwise(pairs, empty, float(missed), math.sqrt(variance), expected, int(fits))


def _wald(documented: int, detail: Stepwise, level: float) -> tuple[float, float]:
    spread = math.exp(float(ndtri((1 + level) / 2)) * detail.log_missed_error)
    return documented + detail.missed / spread, documented + detail.missed * spread


def _resampled(
    histories: CaptureHistories,
    detail: Stepwise,
    diagnosis: dict[str, Any],
    threshold: float,
    level: float,
    bootstrap: int,
    seed: int,
    report: Report | None,
) -> Estimate:
    """Return the estimate with the BCa interval, for which the model is chosen again in every resample and without each history."""
    held = histories.counts > 0
    counts, patterns = histories.counts[held], histories.patterns[held]
    rng = generator(histories, seed, "stepwise bootstrap")
    resamples = rng.multinomial(histories.documented, counts / histories.documented, size=bootstrap)
    without = counts[None, :] - np.eye(len(counts), dtype=np.int64)
    lists = len(histories.lists)
    totals = stepwise_points(
        np.vstack([resamples, without]), lists, patterns=patterns, threshold=threshold, report=report
    )
    finite = np.minimum(totals, 10 * _BEYOND)
    point = histories.documented + detail.missed
    drawn, jackknife = finite[:bootstrap], totals[bootstrap:]
    kept = np.isfinite(jackknife)
    low, high = bca_limits(point, drawn, jackknife[kept], counts[kept].astype(np.float64), (level,))[0].tolist()
    lost = int(np.count_nonzero(~np.isfinite(totals[:bootstrap])))
    diagnosis |= {"bootstrap": bootstrap, "resamples_without_estimate": lost}
    notes = _limit_notes(drawn, low, high, point, lost)
    if low >= _BEYOND:
        why = (
            f"most resamples of the table have no estimate{histories.where}, since too few persons are on two lists: "
            "pool strata, or link the lists more completely"
        )
        return Estimate.refusal(STEPWISE, histories, why, level=level, diagnosis=diagnosis, detail=detail)
    limits = low, (high if high < _BEYOND else None)
    label = f"BCa, the model chosen again in each of {bootstrap:,} resamples"
    draws = totals[:bootstrap][np.isfinite(totals[:bootstrap])][None, :]
    return _estimate(histories, detail, level, limits, label, diagnosis, notes, draws)


def _limit_notes(drawn: Floats, low: float, high: float, point: float, lost: int) -> list[str]:
    notes = []
    if lost:
        notes.append(f"{lost:,} of {len(drawn):,} resamples have no estimate and count as infinite")
    if high >= _BEYOND:
        notes.append("there is no upper limit: too many resamples have no estimate")
    for limit, side, beyond in (
        (low, "lower", np.count_nonzero(drawn < low)),
        (high, "upper", np.count_nonzero(drawn > high)),
    ):
        if beyond < 5 and limit < _BEYOND:
            notes.append(
                f"the {side} limit rests on the {int(beyond) + 1} outermost of {len(drawn):,} resamples and moves with the seed: "
                f"take more (bootstrap={20 * len(drawn)})"
            )
    if not low <= point <= high:
        notes.append("the estimate lies outside its interval: the choice of the model is unstable on this table")
    return notes


def _estimate(
    histories: CaptureHistories,
    detail: Stepwise,
    level: float,
    limits: tuple[float, float | None],
    label: str,
    diagnosis: dict[str, Any],
    notes: list[str] | None = None,
    draws: Floats | None = None,
) -> Estimate:
    return Estimate(
        method=STEPWISE,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=histories.documented,
        estimate=histories.documented + detail.missed,
        low=limits[0],
        high=limits[1],
        level=level,
        interval=label,
        notes=(*_model_notes(detail), *(notes or ())),
        diagnosis=diagnosis,
        draws=draws,
        detail=detail,
    )


def _model_notes(detail: Stepwise) -> list[str]:
    if not detail.pairs:
        return ["no pair of lists departs enough from independence to get a term: the lists are taken as independent"]
    return [
        f"nobody is on both {a!r} and {b!r}, and the model takes it that nobody can be" for a, b in detail.empty_pairs
    ]


def _diagnosis(histories: CaptureHistories, detail: Stepwise) -> dict[str, Any]:
    """Return AIC and deviance of the chosen model; a parameter of minus infinity counts as one parameter, as in the paper."""
    counts = histories.full()[1:].astype(np.float64)
    expected = detail.expected[1:]
    left = expected > 0
    seen, fitted = counts[left], expected[left]
    likelihood = float(np.sum(seen * np.log(fitted) - fitted - gammaln(seen + 1)))
    some = seen > 0
    deviance = 2 * float(np.sum(seen[some] * np.log(seen[some] / fitted[some]))) + 2 * float(fitted.sum() - seen.sum())
    parameters = 1 + len(histories.lists) + len(detail.pairs)
    return {
        "terms": [f"{a}*{b}" for a, b in detail.pairs],
        "aic": 2 * parameters - 2 * likelihood,
        "deviance": max(deviance, 0.0),
        "degrees_of_freedom": len(counts) - parameters,
        "log_missed_error": detail.log_missed_error,
        "fits": detail.fits,
    }


def _no_overlap(histories: CaptureHistories) -> str:
    return (
        f"nobody is on two of the lists {', '.join(map(repr, histories.lists))}{histories.where}, so any number of missed persons fits: "
        "link the lists, or pool strata until some person is on two"
    )


def _flat(histories: CaptureHistories, detail: Stepwise) -> str:
    return (
        f"the table does not tell the order of magnitude of the missed{histories.where}: the standard error of their logarithm is "
        f"{detail.log_missed_error:.2f}, above {_MOST_ERROR:.2f}, at which 95 % limits differ by a factor of {WIDEST:.0f}: "
        "pool strata, link the lists more completely, or give the documented count alone"
    )
