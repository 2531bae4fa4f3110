"""The sample coverage of several lists: how much of the population, weighted by visibility, the overlaps show to be covered."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate, Method, check_level
from undercount.count.estimators.stream import generator
from undercount.count.estimators.two_lists import log_normal
from undercount.errors import CountError, HistoriesError
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
    "Statistics in Medicine 20",
)

LEAST_COVERAGE = 0.55
"""Below it the full estimate is too unstable to be used (Chao et al. 2001, section 6)."""

LARGEST_ERROR = 1 / 3
"""Above this share of the estimate its standard error says that the data are too few for it (Chao et al. 2001, section 6)."""

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
        Chao and Tsay (1998), equations 10 to 16; Chao et al. (2001), sections 4 to 6: Ĉ, D/Ĉ, N̂, N̂₁, the bootstrap and the 55 %.

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
    statistics = _Statistics.of(histories)
    values = statistics.estimates(histories.counts[None, :].astype(np.float64))
    used, error = _chosen(histories, statistics, values, estimator, (bootstrap, seed))
    total = float(values[used][0])
    detail = _detail(histories, values, used, error)
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


@dataclass(frozen=True, slots=True)
class _Statistics:
    """Which histories add to which sum.

    Args:
        bits: Whether each history is on each list.
        alone: Whether each history is on that list only.
        either: For each pair: how often each history counts as one list without any third, both lists counting twice.
        first: The first list of each pair.
        second: The second list of each pair.

    Shapes:
        bits, alone: ``(cells, lists)``. either: ``(cells, pairs)``. first, second: ``(pairs,)``.
    """

    bits: Floats
    alone: Floats
    either: Floats
    first: NDArray[np.int64]
    second: NDArray[np.int64]

    @classmethod
    def of(cls, histories: CaptureHistories) -> _Statistics:
        bits = histories.bits.astype(np.float64)
        on = bits.sum(axis=1)
        first, second = np.triu_indices(bits.shape[1], 1)
        together = bits[:, first] + bits[:, second]
        either = together * (on[:, None] == together)
        return cls(bits, bits * (on == 1)[:, None], either, first, second)

    def estimates(self, counts: Floats) -> dict[str, Floats]:
        """Return coverage, D, and the three estimates of several tables at once; not a number where one does not exist.

        Shapes:
            counts: ``(tables, cells)``. Returns: ``(tables,)`` each.
        """
        sizes, alone = counts @ self.bits, counts @ self.alone
        lists = (sizes > 0).sum(
            axis=1
        )  # a drawn table can leave a small list empty: it is then as if it were not there
        product = sizes[:, self.first] * sizes[:, self.second]
        with np.errstate(divide="ignore", invalid="ignore"):
            coverage = 1 - (alone / np.maximum(sizes, 1)).sum(axis=1) / lists
            overlapped = counts.sum(axis=1) - alone.sum(axis=1) / lists
            odds = self._overlap(counts) / np.maximum(product, 1)
            weight = (counts @ self.either) * (product > 0) / (lists * coverage)[:, None]
            fixed, growth = overlapped / coverage - weight.sum(axis=1), (weight * odds).sum(axis=1)
            independent = overlapped / coverage
            full = np.where(growth < 1, fixed / (1 - growth), np.nan)
        once = fixed + growth * independent
        return {
            "coverage": coverage,
            "overlapped": overlapped,
            "independent": independent,
            "full": full,
            "one-step": fixed + growth * once,
        }

    def _overlap(self, counts: Floats) -> Floats:
        return counts @ (self.bits[:, self.first] * self.bits[:, self.second])


def _chosen(
    histories: CaptureHistories,
    statistics: _Statistics,
    values: dict[str, Floats],
    estimator: str,
    draws: tuple[int, int],
) -> tuple[str, float]:
    """Return which estimate is used, and its bootstrap standard error (persons)."""
    if estimator != "auto":
        return estimator, _error(histories, statistics, values, estimator, draws)
    full = float(values["full"][0])
    if float(values["coverage"][0]) >= LEAST_COVERAGE and full >= histories.documented:
        error = _error(histories, statistics, values, "full", draws)
        if error <= LARGEST_ERROR * full:
            return "full", error
    return "one-step", _error(histories, statistics, values, "one-step", draws)


def _error(
    histories: CaptureHistories,
    statistics: _Statistics,
    values: dict[str, Floats],
    used: str,
    draws: tuple[int, int],
) -> float:
    """Return the standard deviation of the estimate over tables drawn from the estimated population (Chao et al. 2001, section 5)."""
    total = float(values[used][0])
    if not math.isfinite(total) or total < histories.documented:
        return math.nan
    tables, seed = draws
    persons = max(round(total), histories.documented)
    shares = np.append(histories.counts, persons - histories.documented) / persons
    rng = generator(histories, seed, "sample coverage", used)
    drawn = rng.multinomial(persons, shares / shares.sum(), size=tables)[:, :-1]
    found = statistics.estimates(drawn.astype(np.float64))[used]
    found = found[np.isfinite(found)]
    return float(found.std(ddof=1)) if len(found) >= 0.95 * tables else math.nan


def _detail(histories: CaptureHistories, values: dict[str, Floats], used: str, error: float) -> SampleCoverage:
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
        error=error,
    )


def _unusable(histories: CaptureHistories) -> str | None:
    try:
        histories.usable()
    except HistoriesError as error:
        return str(error)
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
    return tuple(notes)
