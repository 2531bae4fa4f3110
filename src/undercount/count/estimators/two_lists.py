"""Two lists: how many persons there are if the lists are independent (Chapman, Lincoln and Petersen)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations

from scipy.special import ndtri

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import ABSURD, Estimate, Method, check_level
from undercount.errors import CountError, HistoriesError

_ASSUMPTIONS = (
    "nobody enters or leaves the population that the two lists cover, and records are linked without error",
    "being on one list changes nothing for the other: a positive dependence makes the estimate too low, a negative one too high",
    "on at least one of the two lists every person has the same chance to be named",
)
CHAPMAN = Method(
    "chapman",
    "Two lists, Chapman",
    _ASSUMPTIONS,
    "Chapman (1951), Some properties of the hypergeometric distribution with applications to zoological sample censuses, University of "
    "California Publications in Statistics 1(7); Seber (1970), The effects of trap response on tag recapture estimates, Biometrics 26(1)",
)
LINCOLN_PETERSEN = Method(
    "lincoln-petersen",
    "Two lists, Lincoln and Petersen",
    _ASSUMPTIONS,
    "Seber (1982), The estimation of animal abundance and related parameters, 2nd edition, chapter 3; Sekar and Deming (1949), On a "
    "method of estimating birth and death rates and the extent of registration, JASA 44(245)",
)

FEW = 7
"""With at least so many persons on both lists Chapman's estimate has hardly any bias (Robson and Regier 1964; Seber 1982, page 60)."""

INTERVALS = ("log-normal", "exact")


@dataclass(frozen=True, slots=True)
class TwoLists:
    """Hold the three numbers on which a two-list estimate rests.

    Args:
        first: Persons on the first list (persons).
        second: Persons on the second list (persons).
        both: Persons on both (persons).
        error: The standard error of the estimate (persons).
    """

    first: int
    second: int
    both: int
    error: float = 0.0

    @property
    def seen(self) -> int:
        """Persons on at least one of the two."""
        return self.first + self.second - self.both


def chapman(
    histories: CaptureHistories,
    first: str | None = None,
    second: str | None = None,
    *,
    interval: str = "log-normal",
    level: float = 0.95,
) -> Estimate:
    """Estimate the total from two lists by Chapman's formula, (n₁ + 1)(n₂ + 1)/(m + 1) − 1.

    Use it for two lists that can be believed to be independent, and as the yardstick for everything else. With more lists in the table
    the others are left aside for the estimate; their persons stay documented, and an estimate below their number is refused.

    Args:
        histories: The table; all strata together.
        first: One list; with ``second`` it may be left out where the table has exactly two lists.
        second: The other list.
        interval: ``log-normal`` (Chao 1987), or ``exact``, which inverts the hypergeometric distribution of the overlap and covers at
            least as often as it says whatever the numbers.
        level: The interval's probability.

    Returns:
        The estimate, or a refusal where the two lists share nobody, one lies within the other, or they say fewer persons than all lists
        name.

    Raises:
        CountError: If the level is not between 0 and 1, there is no such interval, or more than two lists are there and none is named.
        HistoriesError: If a name is no list, or the same list is named twice.

    Assumptions:
        Those of ``two_lists.CHAPMAN``.

    References:
        Chapman (1951); Seber (1970), the variance; Chao (1987), Biometrics 43(4), the interval of log(N − n); Seber (1982), chapter 3.

    Examples:
        >>> table = {"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}
        >>> round(chapman(CaptureHistories.from_counts(table), "A", "B").estimate, 2)
        114.55
    """
    return _two_lists(histories, (first, second), CHAPMAN, _chapman, interval, level)


def lincoln_petersen(
    histories: CaptureHistories,
    first: str | None = None,
    second: str | None = None,
    *,
    interval: str = "log-normal",
    level: float = 0.95,
) -> Estimate:
    """Estimate the total from two lists by n₁n₂/m.

    Use it to compare with others who do; :func:`chapman` has less bias when few persons are on both lists.

    Args:
        histories: The table; all strata together.
        first: One list; with ``second`` it may be left out where the table has exactly two lists.
        second: The other list.
        interval: ``log-normal`` or ``exact``, as for :func:`chapman`.
        level: The interval's probability.

    Returns:
        The estimate, or a refusal where the two lists share nobody, one lies within the other, or they say fewer persons than all lists
        name.

    Raises:
        CountError: If the level is not between 0 and 1, there is no such interval, or more than two lists are there and none is named.
        HistoriesError: If a name is no list, or the same list is named twice.

    Assumptions:
        Those of ``two_lists.LINCOLN_PETERSEN``.

    References:
        Seber (1982), chapter 3; Sekar and Deming (1949), the variance n₁n₂(n₁ − m)(n₂ − m)/m³.

    Examples:
        >>> table = {"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}
        >>> lincoln_petersen(CaptureHistories.from_counts(table)).estimate
        120.0
    """
    return _two_lists(histories, (first, second), LINCOLN_PETERSEN, _lincoln_petersen, interval, level)


def chapman_pairs(
    histories: CaptureHistories, *, interval: str = "log-normal", level: float = 0.95
) -> tuple[Estimate, ...]:
    """Return Chapman's estimate for every pair of lists, in the order of the lists.

    Pairs that disagree by more than their intervals show lists that depend on each other.

    Args:
        histories: The table; all strata together.
        interval: ``log-normal`` or ``exact``, as for :func:`chapman`.
        level: The interval's probability.

    Returns:
        One result a pair; a pair without overlap is a refusal among the others.

    Raises:
        CountError: If the level is not between 0 and 1, or there is no such interval.

    References:
        Chao, Tsay, Lin, Shau and Chao (2001), The applications of capture-recapture models to epidemiological data, Statistics in
        Medicine 20.
    """
    return tuple(
        chapman(histories, first, second, interval=interval, level=level)
        for first, second in combinations(histories.lists, 2)
    )


def log_normal(seen: float, missed: float, variance: float, level: float) -> tuple[float, float]:
    """Return the limits of a total of which a part is seen, when the logarithm of the rest is taken as normal.

    Args:
        seen: Persons who are surely there (persons).
        missed: The estimated rest (persons).
        variance: The variance of the estimate (persons squared).
        level: The interval's probability.

    References:
        Chao (1987), Biometrics 43(4); Burnham, Anderson, White, Brownie and Pollock (1987), American Fisheries Society
        Monograph 5, page 212.
    """
    if missed <= 0 or variance <= 0:
        return seen + missed, seen + missed
    factor = math.exp(float(ndtri((1 + level) / 2)) * math.sqrt(math.log1p(variance / missed**2)))
    return seen + missed / factor, seen + missed * factor


def exact(numbers: TwoLists, level: float) -> tuple[float, float | None]:
    """Return the totals under which the overlap is neither surprisingly small nor surprisingly large, given the two sizes.

    Args:
        numbers: The two lists.
        level: The interval's probability; each tail has half of the rest.

    Returns:
        The lower limit, and the upper limit or None where nobody is on both lists (persons).

    References:
        Chapman (1948), A mathematical study of confidence limits of salmon populations calculated from sample tag ratios; Clopper and
        Pearson (1934), Biometrika 26, for the inversion.
    """
    from scipy.stats import hypergeom  # half a second to import, for the one interval that asks for it

    tail = (1 - level) / 2

    def large_enough(total: int) -> bool:
        return float(hypergeom.sf(numbers.both - 1, total, numbers.first, numbers.second)) > tail

    def small_enough(total: int) -> bool:
        return float(hypergeom.cdf(numbers.both, total, numbers.first, numbers.second)) > tail

    high = None if numbers.both == 0 else float(_last(numbers.seen, large_enough))
    low = float(_first(numbers.seen, small_enough))
    return low, high


def _first(start: int, holds: Callable[[int], bool]) -> int:
    """Return the first whole number from ``start`` on at which a condition holds, which holds for ever after."""
    if holds(start):
        return start
    width = 1
    while not holds(start + width):
        width *= 2
    low, high = start + width // 2, start + width
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _last(start: int, holds: Callable[[int], bool]) -> int:
    """Return the last whole number from ``start`` on up to which a condition holds."""
    return _first(start, lambda number: not holds(number)) - 1


def _chapman(numbers: TwoLists) -> tuple[float, float]:
    first, second, both = numbers.first, numbers.second, numbers.both
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return estimate, variance


def _lincoln_petersen(numbers: TwoLists) -> tuple[float, float]:
    first, second, both = numbers.first, numbers.second, numbers.both
    return first * second / both, first * second * (first - both) * (second - both) / both**3


def _two_lists(
    histories: CaptureHistories,
    names: tuple[str | None, str | None],
    method: Method,
    formula: Callable[[TwoLists], tuple[float, float]],
    interval: str,
    level: float,
) -> Estimate:
    check_level(level)
    if interval not in INTERVALS:
        raise CountError(
            f"the interval of a two-list estimate is log-normal or exact; it is {interval!r}: give one of the two"
        )
    pair = _pair(histories, names)
    kept = histories.pooled().keep_lists(pair)
    why = _unusable(kept, pair)
    if why is not None:
        return replace(Estimate.refusal(method, histories, why, level=level), lists=pair)
    numbers = TwoLists(int(kept.sizes[0]), int(kept.sizes[1]), int(kept.overlaps[0, 1]))
    estimate, variance = formula(numbers)
    if estimate > ABSURD * histories.documented:
        return replace(Estimate.refusal(method, histories, _no_information(kept, pair), level=level), lists=pair)
    if estimate < histories.documented:
        return replace(Estimate.refusal(method, histories, _too_few(histories, pair), level=level), lists=pair)
    low: float
    high: float | None
    if interval == "exact":
        low, high = exact(numbers, level)
    else:
        low, high = log_normal(numbers.seen, estimate - numbers.seen, variance, level)
    floor = histories.documented
    return Estimate(
        method=method,
        lists=pair,
        stratum=histories.stratum,
        documented=floor,
        estimate=estimate,
        low=max(low, floor),
        high=None if high is None else max(high, estimate),
        level=level,
        interval="log-normal of the number missed"
        if interval == "log-normal"
        else "exact, by the hypergeometric distribution",
        notes=_notes(numbers, pair, floor),
        diagnosis={"standard_error": math.sqrt(variance), "on_both": numbers.both, "on_either": numbers.seen},
        detail=replace(numbers, error=math.sqrt(variance)),
    )


def _pair(histories: CaptureHistories, names: tuple[str | None, str | None]) -> tuple[str, str]:
    first, second = names
    if first is not None and second is not None:
        return first, second
    if first is None and second is None and len(histories.lists) == 2:
        return histories.lists[0], histories.lists[1]
    raise CountError(
        f"a two-list estimate needs its two lists named when the table has {len(histories.lists)}: give two of "
        f"{', '.join(histories.lists)}, or take chapman_pairs for all"
    )


def _unusable(kept: CaptureHistories, pair: tuple[str, str]) -> str | None:
    where = kept.where
    try:
        kept.usable()
    except HistoriesError as error:
        return str(error)
    if kept.overlaps[0, 1] == 0:
        return (
            f"two lists say nothing of the rest when nobody is on both{where}; nobody is on both {pair[0]!r} and {pair[1]!r}: take "
            "other lists, or pool the stratum with another"
        )
    return None


def _no_information(kept: CaptureHistories, pair: tuple[str, str]) -> str:
    where = kept.where
    return (
        f"the formula puts the total at more than {ABSURD} times the documented persons{where}, which says that the overlap of "
        f"{pair[0]!r} and {pair[1]!r} holds no information on it: take other lists"
    )


def _too_few(histories: CaptureHistories, pair: tuple[str, str]) -> str:
    where = histories.where
    return (
        f"{pair[0]!r} and {pair[1]!r} alone say fewer persons than the {histories.documented:,} that all lists name{where}, so the two "
        "depend on each other or name the same kind of person: name other two lists"
    )


def _notes(numbers: TwoLists, pair: tuple[str, str], floor: int) -> tuple[str, ...]:
    notes = []
    if numbers.both < FEW:
        notes.append(
            f"only {numbers.both} {'person is' if numbers.both == 1 else 'persons are'} on both {pair[0]} and {pair[1]}: with fewer than "
            f"{FEW} the estimate is biased downwards"
        )
    if numbers.seen < floor:
        notes.append(
            f"only {numbers.seen:,} of the {floor:,} documented persons are on these two lists; the others are not used"
        )
    return tuple(notes)
