"""The sample coverage of several lists: how much of the population, weighted by visibility, the overlaps show to be covered."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.coverage_sums import Statistics
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate, Method, check_level
from undercount.count.estimators.stream import generator
from undercount.count.estimators.two_lists import log_normal
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]

METHOD = Method(
    "sample-coverage",
    "Sample coverage, Chao and Tsay",
    (
        "nobody enters or leaves the population that the lists cover, and records are linked without error",
        "lists may depend on each other two by two, through their reach or through persons who differ",
        "what three and more lists have in common beyond their pairs is small",
        "with low coverage the one-step estimate is used, which is a lower bound where the lists depend positively",
    ),
    "Chao and Tsay (1998), A sample coverage approach to multiple-system estimation with application to census undercount, JASA 93(441); "
    "Chao, Tsay, Lin, Shau and Chao (2001), The applications of capture-recapture models to epidemiological data, "
    "Statistics in Medicine 20(20), 3123-3157; Chao (2015), Capture-recapture for human populations, Wiley StatsRef, "
    "doi 10.1002/9781118445112.stat04855.pub2",
)

LEAST_COVERAGE = 0.55
"""Below it the full estimate is too unstable to be used (Chao 2015)."""

LARGEST_ERROR = 1 / 3
"""Above this share of the estimate its standard error is large, where Chao (2015) asks for the one-step estimate; the share is set here."""

_HALF = 1.349
"""How many standard deviations of a normal distribution its middle half is wide."""

_RAGGED = 1.5
"""So many times the error by the middle half, the standard error rests on a few tables and moves with the seed."""

ESTIMATORS = ("auto", "independent", "full", "one-step")


@dataclass(frozen=True, slots=True)
class SampleCoverage:
    """Hold what the overlaps of the lists say.

    Args:
        coverage: Ĉ, the mean share of a list that other lists also name.
        overlapped: D, the mean number of persons found when one list is left out (persons).
        independent: D/Ĉ, the estimate if the lists were independent (persons).
        full: N̂, with pairwise dependence estimated along with the total; None where it does not exist (persons).
        one_step: N̂₁, with the dependence taken from one step of the iteration: less biased than D/Ĉ, steadier than N̂ (persons).
        dependence: The coefficient of covariation of each pair of lists at the estimate that is used; 0 for independent lists.
        error: The bootstrap standard error of the estimate that is used (persons).
        middle: What that error is by the middle half of the drawn tables, as if they were normal (persons).

    Shapes:
        dependence: ``(lists, lists)``.
    """

    coverage: float
    overlapped: float
    independent: float
    full: float | None
    one_step: float
    dependence: tuple[tuple[float, ...], ...]
    error: float
    middle: float


def sample_coverage(
    histories: CaptureHistories,
    *,
    estimator: str = "auto",
    level: float = 0.95,
    bootstrap: int = 1000,
    seed: int = 1,
) -> Estimate:
    """Estimate the total from the overlap of three or more lists, whatever makes them depend on each other two by two.

    Use it where log-linear models are too many for the data. Read ``diagnosis["coverage"]`` first: below 55 % the data do not
    determine the total, and only the one-step estimate is given.

    Args:
        histories: The table; all strata together.
        estimator: ``full`` (N̂), ``one-step`` (N̂₁), ``independent`` (D/Ĉ), or ``auto``: N̂ if the coverage is at least 55 % and its
            standard error at most a third of it, else N̂₁.
        level: The interval's probability.
        bootstrap: How many tables are drawn for the standard error.
        seed: The seed; the same data and seed give the same interval.

    Returns:
        The estimate with a log-normal interval from the bootstrap standard error, or a refusal.

    Raises:
        CountError: If there is no such estimator, the level is not between 0 and 1, or fewer than 50 tables are to be drawn.

    Assumptions:
        Those of ``coverage.METHOD``.

    References:
        Chao and Tsay (1998), equation 14: Ĉ. Chao et al. (2001), equations 9, 12 and 13: D/Ĉ, N̂ and N̂₁. Chao (2015): the 55 %.

    Examples:
        >>> table = {"P": [1, 0, 0, 1, 1, 0, 1], "Q": [0, 1, 0, 1, 0, 1, 1], "E": [0, 0, 1, 0, 1, 1, 1]}
        >>> histories = CaptureHistories.from_counts({**table, "count": [69, 55, 63, 21, 17, 18, 28]})
        >>> round(sample_coverage(histories).estimate)
        508
    """
    check_level(level)
    if estimator not in ESTIMATORS:
        raise CountError(
            f"a sample-coverage estimator must be one of four; {estimator!r} is not: {suggest(estimator, ESTIMATORS)}"
        )
    if bootstrap < 50:
        raise CountError(
            f"a bootstrap standard error needs at least 50 tables; {bootstrap} are asked for: give for example 1000"
        )
    why = _unusable(histories)
    if why is not None:
        return Estimate.refusal(METHOD, histories, why, level=level)
    statistics = Statistics.of(histories)
    values = statistics.estimates(histories.counts[None, :].astype(np.float64))
    used, errors = _chosen(histories, statistics, values, estimator, (bootstrap, seed))
    error = errors[0]
    total = float(values[used][0])
    detail = _detail(histories, values, used, errors)
    why = _no_estimate(histories, used, total, error)
    if why is not None:
        return Estimate.refusal(METHOD, histories, why, level=level, detail=detail)
    low, high = log_normal(histories.documented, total - histories.documented, error**2, level)
    return Estimate(
        method=METHOD,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=histories.documented,
        estimate=total,
        low=low,
        high=high,
        level=level,
        interval="log-normal of the number missed, bootstrap standard error",
        notes=_notes(histories, detail, used),
        diagnosis={
            "coverage": detail.coverage,
            "estimator": used,
            "standard_error": error,
            "independent": detail.independent,
            "full": detail.full,
            "one_step": detail.one_step,
        },
        detail=detail,
    )


def _chosen(
    histories: CaptureHistories,
    statistics: Statistics,
    values: dict[str, Floats],
    estimator: str,
    draws: tuple[int, int],
) -> tuple[str, tuple[float, float]]:
    """Return which estimate is used, and its bootstrap standard error, whole and by the middle half (persons)."""
    if estimator != "auto":
        return estimator, _errors(histories, statistics, values, estimator, draws)
    full = float(values["full"][0])
    if float(values["coverage"][0]) >= LEAST_COVERAGE and full >= histories.documented:
        errors = _errors(histories, statistics, values, "full", draws)
        if errors[0] <= LARGEST_ERROR * full:
            return "full", errors
    return "one-step", _errors(histories, statistics, values, "one-step", draws)


def _errors(
    histories: CaptureHistories,
    statistics: Statistics,
    values: dict[str, Floats],
    used: str,
    draws: tuple[int, int],
) -> tuple[float, float]:
    """Return the standard deviation of the estimate over tables drawn from the estimated population, and that of their middle half."""
    total = float(values[used][0])
    if not math.isfinite(total) or total < histories.documented:
        return math.nan, math.nan
    tables, seed = draws
    persons = max(round(total), histories.documented)
    shares = np.append(histories.counts, persons - histories.documented) / persons
    rng = generator(histories, seed, "sample coverage", used)
    drawn = rng.multinomial(persons, shares / shares.sum(), size=tables)[:, :-1]
    found = statistics.estimates(drawn.astype(np.float64))[used]
    found = found[np.isfinite(found)]
    if len(found) < 0.95 * tables:
        return math.nan, math.nan
    low, high = np.quantile(found, [0.25, 0.75])
    return float(found.std(ddof=1)), float((high - low) / _HALF)


def _detail(
    histories: CaptureHistories, values: dict[str, Floats], used: str, errors: tuple[float, float]
) -> SampleCoverage:
    full, total = float(values["full"][0]), float(values[used][0])
    sizes = histories.sizes.astype(np.float64)
    dependence = (total if math.isfinite(total) else float(values["independent"][0])) * histories.overlaps / np.outer(
        sizes, sizes
    ) - 1
    np.fill_diagonal(dependence, 0.0)
    return SampleCoverage(
        coverage=float(values["coverage"][0]),
        overlapped=float(values["overlapped"][0]),
        independent=float(values["independent"][0]),
        full=full if math.isfinite(full) else None,
        one_step=float(values["one-step"][0]),
        dependence=tuple(tuple(row) for row in dependence.tolist()),
        error=errors[0],
        middle=errors[1],
    )


def _unusable(histories: CaptureHistories) -> str | None:
    why = histories.unusable()
    if why is not None:
        return why
    if len(histories.lists) < 3:
        return (
            f"the sample coverage tells dependence from size only with three lists or more{histories.where}; there are "
            f"{len(histories.lists)}: add a list, or take chapman"
        )
    shared = histories.sizes - np.array(
        [int(histories.counts[histories.patterns == 1 << j].sum()) for j in range(len(histories.lists))]
    )
    if not shared.any():
        return (
            f"the sample coverage needs lists that overlap{histories.where}; nobody is on two of {', '.join(histories.lists)}: "
            "join lists, or pool the stratum with another"
        )
    return None


def _no_estimate(histories: CaptureHistories, used: str, total: float, error: float) -> str | None:
    remedy = (
        "take the one-step estimate"
        if used == "full"
        else "take log-linear models, which allow for negative dependence"
    )
    if not math.isfinite(total):
        what = f"does not exist{histories.where}: the lists {', '.join(histories.lists)} depend on each other more than they cover"
    elif total < histories.documented:
        what = f"is {total:,.0f}{histories.where}, below the {histories.documented:,} documented: the lists avoid each other"
    elif not math.isfinite(error):
        what = f"has no standard error{histories.where}: it does not exist for one in twenty tables like this one"
    else:
        return None
    return f"the {used} sample-coverage estimate {what}; {remedy}"


def _notes(histories: CaptureHistories, detail: SampleCoverage, used: str) -> tuple[str, ...]:
    notes = []
    if detail.coverage < LEAST_COVERAGE:
        notes.append(
            f"the sample coverage is {detail.coverage:.0%}, below {LEAST_COVERAGE:.0%}: the lists {', '.join(histories.lists)} do not "
            "determine the total, and the full estimate is not to be used"
        )
    if used == "one-step":
        notes.append(
            "the one-step estimate is a lower bound of the total where the lists depend positively on each other"
        )
    if used == "full" and detail.full is not None and detail.error > LARGEST_ERROR * detail.full:
        notes.append(
            "the standard error is more than a third of the estimate: the data are too few for the full estimate"
        )
    if detail.error > _RAGGED * detail.middle:
        notes.append(
            f"the standard error, {detail.error:,.0f}, rests on a few of the drawn tables and changes with the seed; by the middle half of "
            f"them it would be {detail.middle:,.0f}"
        )
    return tuple(notes)
