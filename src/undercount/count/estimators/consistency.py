"""Whether an estimator finds numbers that are known, and how much its answer rests on one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import Estimator, Report, check_options, entry
from undercount.count.estimators.result import Estimate, check_level
from undercount.count.estimators.strata import Item, estimate_stratum


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Hold the estimate of a number that is known: the size of a list, from the persons on it whom other lists name too.

    Args:
        name: The list.
        truth: How many persons are on it.
        estimate: What the estimator says from those of them whom the other lists name.
    """

    name: str
    truth: int
    estimate: Estimate

    @property
    def log_relative_bias(self) -> float | None:
        """The logarithm of the estimate over the truth; None if the estimate was refused."""
        return None if self.estimate.estimate is None else float(np.log(self.estimate.estimate / self.truth))

    @property
    def above_low(self) -> bool:
        """Whether the truth is not below the interval."""
        return self.estimate.low is not None and self.estimate.low <= self.truth

    @property
    def below_high(self) -> bool:
        """Whether the truth is not above the interval; an interval without an upper limit is never exceeded."""
        return self.estimate.refused is None and (self.estimate.high is None or self.truth <= self.estimate.high)

    @property
    def covered(self) -> bool:
        """Whether the interval holds the truth."""
        return self.above_low and self.below_high


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold how an estimator did over several known numbers.

    Args:
        cases: How many known numbers were estimated.
        refused: How many of the estimator's answers were refusals; they are not in the rest.
        mean: Mean of the logarithm of estimate over truth.
        sd: Its standard deviation.
        rmse: The root of its mean square.
        median: Its median.
        coverage: The part of intervals that hold the truth (proportion).
        lower_coverage: The part whose lower limit is not above the truth (proportion).
        upper_coverage: The part whose upper limit is not below the truth (proportion).
    """

    cases: int
    refused: int
    mean: float
    sd: float
    rmse: float
    median: float
    coverage: float
    lower_coverage: float
    upper_coverage: float


@dataclass(frozen=True, slots=True, eq=False)
class Consistency:
    """Hold what an estimator says of each list's known size.

    Args:
        method: The estimator's name.
        cases: One for each list with enough persons whom other lists name too.
        too_small: The lists with fewer of them than asked for.
        least: How many were asked for (persons).
    """

    method: str
    cases: tuple[Known, ...]
    too_small: tuple[str, ...]
    least: int

    def summary(self) -> Summary | None:
        """Return bias and coverage over the lists, or None if no list has an estimate."""
        return summarised(self.cases)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values."""
        cases = [
            {"list": case.name, "truth": case.truth, "covered": case.covered, **case.estimate.as_json()}
            for case in self.cases
        ]
        return {"method": self.method, "least": self.least, "too_small": list(self.too_small), "cases": cases}

    def __str__(self) -> str:
        """Return a table: one line a list, and the summary."""
        rows = [f"{'list':<12} {'known':>8} {'seen':>8} {'estimate':>9} {'low':>9} {'high':>9}  {self.method}"]
        for case in self.cases:
            found = case.estimate
            if found.refused is not None:
                rows.append(f"{case.name:<12} {case.truth:>8,} {found.documented:>8,} refused: {found.refused}")
                continue
            numbers = " ".join(f"{_shown(number):>9}" for number in (found.estimate, found.low, found.high))
            word = "covered" if case.covered else "too high" if case.below_high else "too low"
            rows.append(f"{case.name:<12} {case.truth:>8,} {found.documented:>8,} {numbers}  {word}")
        rows += [f"{name:<12} fewer than {self.least} persons whom another list names" for name in self.too_small]
        held = self.summary()
        if held is not None:
            rows.append(
                f"log relative bias {held.mean:.2f} (root mean square {held.rmse:.2f}), coverage {held.coverage:.2f} of {held.cases}"
            )
        return "\n".join(rows)


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Hold the estimate without one list.

    Args:
        name: The list that was left out.
        estimate: The estimate from the others.
        ratio: It over the estimate from all lists; None if either was refused.
        inside: Whether it lies in the interval from all lists; None if either was refused.
    """

    name: str
    estimate: Estimate
    ratio: float | None
    inside: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class LeaveOneOut:
    """Hold the estimate from all lists beside those without one of them.

    Args:
        method: The estimator's name.
        full: The estimate from all lists.
        without: One for each list.
    """

    method: str
    full: Estimate
    without: tuple[LeftOut, ...]

    @property
    def decisive(self) -> tuple[str, ...]:
        """The lists without which the estimate leaves the interval that all lists give."""
        return tuple(part.name for part in self.without if part.inside is False)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values."""
        parts = [{"without": part.name, "ratio": part.ratio, **part.estimate.as_json()} for part in self.without]
        return {"method": self.method, "full": self.full.as_json(), "without": parts, "decisive": list(self.decisive)}

    def __str__(self) -> str:
        """Return a table: one line for all lists, one without each."""
        rows = [
            f"{'without':<12} {'documented':>10} {'estimate':>9} {'low':>9} {'high':>9} {'ratio':>6}  {self.method}"
        ]
        for name, found, ratio in [("none", self.full, 1.0), *((p.name, p.estimate, p.ratio) for p in self.without)]:
            if found.refused is not None:
                rows.append(f"{name:<12} {found.documented:>10,} refused: {found.refused}")
                continue
            numbers = " ".join(f"{_shown(number):>9}" for number in (found.estimate, found.low, found.high))
            shown = "" if ratio is None else f"{ratio:.2f}"
            rows.append(f"{name:<12} {found.documented:>10,} {numbers} {shown:>6}")
        return "\n".join(rows)


def internal_consistency(
    histories: CaptureHistories,
    method: str | Estimator,
    *,
    least: int = 30,
    level: float = 0.95,
    seed: int = 1,
    report: Report | None = None,
    **options: Any,
) -> Consistency:
    """Let an estimator estimate numbers that are known: for each list its size, from the persons on it whom other lists name too.

    Use it before an estimate is believed: an estimator that misses the known sizes has no claim to the unknown one. The known numbers
    are of persons on a list, who are easier to find than those on none, so that passing is not a proof.

    Args:
        histories: The table; its strata are taken together.
        method: The name of an estimator, or its function.
        least: The fewest persons on the list whom another names, below which it is left out (persons).
        level: The intervals' nominal probability.
        seed: What the random streams start from, besides the data.
        report: Called after each list.
        options: The estimator's own keyword arguments.

    Returns:
        The estimate of each list's size beside the truth.

    Raises:
        CountError: If there is no such method or option, or the level is not between 0 and 1.

    References:
        Binette and Steorts (2022), On the reliability of multiple systems estimation for the quantification of modern slavery,
        JRSS A 185(2).
    """
    run = _runner(method, level, seed, options)
    cases, too_small = [], []
    for number, name in enumerate(histories.lists, 1):
        if len(histories.lists) > 2:
            part, truth = histories.pooled().condition_on(name)
            if part.documented < least:
                too_small.append(name)
            else:
                cases.append(Known(name, truth, run(part)))
        if report is not None:
            report("estimate known sizes", number, len(histories.lists))
    return Consistency(entry(method).name, tuple(cases), tuple(too_small), least)


def leave_one_out(
    histories: CaptureHistories,
    method: str | Estimator,
    *,
    level: float = 0.95,
    seed: int = 1,
    report: Report | None = None,
    **options: Any,
) -> LeaveOneOut:
    """Estimate the total again without each list.

    Use it to see on which list an answer rests: persons on that list alone are then among those to be estimated, and a sound answer
    moves little.

    Args:
        histories: The table; its strata are taken together.
        method: The name of an estimator, or its function.
        level: The intervals' nominal probability.
        seed: What the random streams start from, besides the data.
        report: Called after each list.
        options: The estimator's own keyword arguments.

    Returns:
        The estimate from all lists and those without one of them.

    Raises:
        CountError: If there is no such method or option, or the level is not between 0 and 1.
    """
    run = _runner(method, level, seed, options)
    whole = histories.pooled()
    full = run(whole)
    without = []
    for number, name in enumerate(histories.lists, 1):
        if len(histories.lists) > 2:
            without.append(_left_out(name, run(whole.drop_list(name)), full))
        if report is not None:
            report("leave out one list", number, len(histories.lists))
    return LeaveOneOut(entry(method).name, full, tuple(without))


def summarised(cases: Sequence[Known]) -> Summary | None:
    """Return bias and coverage over known numbers, from one table or from several; None if all were refused."""
    biases = np.array([case.log_relative_bias for case in cases if case.log_relative_bias is not None])
    used = [case for case in cases if case.log_relative_bias is not None]
    if not used:
        return None
    return Summary(
        cases=len(cases),
        refused=len(cases) - len(used),
        mean=float(biases.mean()),
        sd=float(biases.std(ddof=1)) if len(biases) > 1 else 0.0,
        rmse=float(np.sqrt((biases**2).mean())),
        median=float(np.median(biases)),
        coverage=float(np.mean([case.covered for case in used])),
        lower_coverage=float(np.mean([case.above_low for case in used])),
        upper_coverage=float(np.mean([case.below_high for case in used])),
    )


def _runner(
    method: str | Estimator, level: float, seed: int, options: dict[str, Any]
) -> Callable[[CaptureHistories], Estimate]:
    check_level(level)
    check_options(entry(method), options)
    return lambda histories: estimate_stratum(Item(histories, method, level, seed, True, options))


def _left_out(name: str, found: Estimate, full: Estimate) -> LeftOut:
    if found.estimate is None or full.estimate is None:
        return LeftOut(name, found, None, None)
    low = -np.inf if full.low is None else full.low
    high = np.inf if full.high is None else full.high
    return LeftOut(name, found, found.estimate / full.estimate, bool(low <= found.estimate <= high))


def _shown(number: float | None) -> str:
    return "none" if number is None else f"{number:,.0f}"
