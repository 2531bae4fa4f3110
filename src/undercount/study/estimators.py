"""Estimators: which of them run on a table of capture histories, and their answers, for the command line and for a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undercount.count.estimators import methods as known
from undercount.count.estimators.checks import Fact
from undercount.count.estimators.compare import LEFT_OUT, ORDER, agrees, compare
from undercount.count.estimators.engine import LOCAL, Engine, kept_engine
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate, check_level
from undercount.count.estimators.strata import StoppedStrata, by_stratum_each
from undercount.count.estimators.totals import StrataEstimate
from undercount.ledger.disk import Progress

_TIMES = ("seconds", "cpu_seconds", "process_seconds")
"""Facts about a computation that no two runs share."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """What the estimators say of one table.

    Args:
        facts: What bears on whether an estimate can be made and believed, the gravest first.
        strata: The answers for each stratum, stratum by stratum; empty where the persons are not parted.
        totals: The answers for all persons.
        recommended: The method that the comparison puts first, or empty where methods were chosen by hand.
        because: Why it is put first, or why none is.
        warnings: What a reader of any of the numbers must know.
    """

    facts: tuple[Fact, ...]
    strata: tuple[Estimate, ...]
    totals: tuple[Estimate, ...]
    recommended: str = ""
    because: str = ""
    warnings: tuple[str, ...] = ()


class Unfinished(KeyboardInterrupt):
    """Say that a person stopped the estimates of a table's strata, and hold those that were finished.

    Args:
        found: What was finished.
        undone: The strata that were not, by method.
    """

    def __init__(self, found: Estimated, undone: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.found = found
        self.undone = undone


def check(methods: Sequence[str], level: float) -> None:
    """Check what a person chose before anything is read.

    Raises:
        CountError: If a method is none of the estimators, or the level is not between 0 and 1.
    """
    check_level(level)
    for method in methods:
        known.entry(method)


def estimated(
    histories: CaptureHistories,
    methods: Sequence[str] = (),
    *,
    level: float = 0.95,
    seed: int = 1,
    without_refused: bool = False,
    place: Engine = LOCAL,
    report: Progress,
) -> Estimated:
    """Let estimators answer for a table: for each stratum, and for all persons.

    Args:
        histories: The table.
        methods: The estimators by name; none for the comparison of all that apply.
        level: The intervals' nominal probability.
        seed: What random streams start from, besides the data.
        without_refused: Add up the strata that have a number, and name those that are left out; without it one refused stratum refuses
            the total.
        place: Where strata are worked on.
        report: Told of the progress.

    Raises:
        CountError: If a method is unknown, or Spark is not there.
    """
    check(methods, level)
    if histories.by:
        return _parted(histories, methods, level, seed, without_refused, place, report)
    if methods:
        totals = [known.estimate(histories, one, level=level, seed=seed, report=report) for one in methods]
        return Estimated(histories.check(), (), tuple(totals))
    found = compare(histories, level=level, seed=seed, report=report)
    return Estimated(
        found.facts, (), tuple(found.estimates.values()), found.recommended or "", found.why, found.warnings
    )


def _parted(
    histories: CaptureHistories,
    methods: Sequence[str],
    level: float,
    seed: int,
    without_refused: bool,
    place: Engine,
    report: Progress,
) -> Estimated:
    """Let each estimator answer for every stratum; the totals are sums over the strata, and the first that can be trusted is put first."""
    lists = len(histories.lists)
    chosen = list(methods) or [
        n for n, one in known.METHODS.items() if n not in LEFT_OUT and one.takes(lists) and (lists == 2 or not one.pair)
    ]
    try:
        with kept_engine(place) as there:
            parted = by_stratum_each(histories, chosen, level=level, seed=seed, place=there, report=report)
    except StoppedStrata as stopped:
        raise Unfinished(_finished(histories, stopped, without_refused), stopped.undone) from None
    strata = _in_order(histories, parted)
    totals = {one: found.total(without_refused=without_refused) for one, found in parted.items()}
    if methods:
        return Estimated(histories.check(), strata, tuple(totals.values()))
    first = next(
        (name for name in ORDER if name in totals and totals[name].refused is None and _agree(parted[name].estimates)),
        "",
    )
    because = (
        f"{first} is put first: of the methods in the comparison's order it is the first that gives a total and whose chains agree in "
        "every part"
        if first
        else "no total is put first: of no method that can be put first do all parts have a number"
    )
    return Estimated(histories.check(), strata, tuple(totals.values()), first, because)


def _in_order(histories: CaptureHistories, parted: Mapping[str, StrataEstimate]) -> tuple[Estimate, ...]:
    """Return the estimates stratum by stratum, each by every method that has one."""
    return tuple(found.of(key) for key in histories.keys for found in parted.values() if key in found.keys)


def _finished(histories: CaptureHistories, stopped: StoppedStrata, without_refused: bool) -> Estimated:
    """Return what was finished before a person stopped the work; a method has a total if all its strata were."""
    totals = [
        found.total(without_refused=without_refused)
        for name, found in stopped.finished.items()
        if name not in stopped.undone
    ]
    return Estimated(histories.check(), _in_order(histories, stopped.finished), tuple(totals))


def _agree(estimates: Sequence[Estimate]) -> bool:
    """Return whether of all estimates that have a number the chains agree."""
    return all(agrees(one) for one in estimates if one.refused is None)


def plain(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate as plain values that are the same in every run."""
    body = estimate.as_json()
    body["diagnosis"] = {name: value for name, value in body["diagnosis"].items() if name not in _TIMES}
    return body
