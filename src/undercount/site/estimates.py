"""Lay out what the lists missed: the answers of the estimators beside the documented count, the lists' overlap, and the parts.

What the fits behind those answers look like is laid out in ``drawn``.

Solid is documented, pale is the interval of an estimate. Every number is on the page of the figure as text too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undercount.site.built import Estimate, EstimateResult, Figure, History
from undercount.site.charts import HEADROOM, Axis, Span
from undercount.site.drawn import Drawings, drawings

HISTORIES = 24
"""Histories that stand in the chart of the overlap; the others are told as a number."""

STRATA = 200
"""Parts that stand on the page; the figure's file holds all."""

BOUNDS = frozenset({"chao", "chao-mh", "mh-chao", "mth-chao"})
"""Methods whose number is a lower bound of the total and no estimate of it."""

_KNOWN = ("rhat", "ess", "model")
"""What of a diagnosis stands on the page."""

_WIDEST = 3
"""How many times the largest estimate an axis is at most, so that one wide interval leaves the others to be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer on an axis.

    Args:
        result: The answer.
        solid: The documented part.
        pale: The interval, or None where there is none.
        is_open: Whether the interval has no upper limit or runs beyond the axis.
        point: Where the estimate stands, or None where it was refused.
    """

    result: EstimateResult
    solid: Span
    pale: Span | None
    is_open: bool
    point: str | None

    @property
    def is_bound(self) -> bool:
        """Return whether the number is a lower bound of the total and no estimate of it."""
        return self.result["method"] in BOUNDS


@dataclass(frozen=True, slots=True)
class Chart:
    """Answers on one axis.

    Args:
        axis: The axis.
        bars: The answers.
        truth_at: Where the truth stands, if it is known.
        knows: Whether there is something to know of the computation of any of them.
    """

    axis: Axis
    bars: tuple[Bar, ...]
    truth_at: str | None
    knows: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many persons are on which lists and on no other: the most frequent histories, each with a bar."""

    rows: tuple[tuple[History, Span], ...]
    others: int
    other_persons: int


@dataclass(frozen=True, slots=True)
class Missed:
    """All that a figure's page shows of its estimate.

    Args:
        estimate: As the figure's file holds it.
        lead: The answer that is put first: the recommended one, else the first that a person chose; None if it was refused.
        methods: Every method's answer for all persons.
        strata: The leading method's answer for each part.
        left_out: Parts that do not stand on the page.
        overlap: The lists' overlap.
        drawn: What the methods' fits look like.
        refusals: Every refusal with whom it concerns.
        assumed: For each method what it assumes and its paper.
    """

    estimate: Estimate
    lead: EstimateResult | None
    methods: Chart
    strata: Chart | None
    left_out: int
    overlap: Overlap
    drawn: Drawings
    refusals: Sequence[tuple[str, Sequence[EstimateResult]]]
    assumed: Sequence[EstimateResult]

    @property
    def leads_with_bound(self) -> bool:
        """Return whether the number that is put first is a lower bound."""
        return self.lead is not None and self.lead["method"] in BOUNDS


def missed(figure: Figure, *, truth: int | None, mirrored: bool) -> Missed | None:
    """Return what a figure's page shows of its estimate, or None where it has none."""
    estimate = figure["estimate"]
    if estimate is None:
        return None
    first = _first(estimate)
    of_lead = [one for one in estimate["strata"] if first is not None and one["method"] == first["method"]]
    shown = of_lead[:STRATA]
    methods = _chart(estimate["results"], truth, mirrored)
    return Missed(
        estimate=estimate,
        lead=first if first is not None and first["refused"] is None else None,
        methods=methods,
        strata=_chart(shown, None, mirrored) if shown else None,
        left_out=len(of_lead) - len(shown),
        overlap=overlap(estimate["histories"], mirrored),
        drawn=drawings(estimate["drawn"], estimate["results"], methods.axis, truth, mirrored=mirrored),
        refusals=_refusals([*estimate["results"], *estimate["strata"]]),
        assumed=[one for one in estimate["results"] if one["assumptions"] or one["reference"]],
    )


def _first(estimate: Estimate) -> EstimateResult | None:
    results = estimate["results"]
    recommended = [one for one in results if one["method"] == estimate["recommended"]]
    return next(iter((*recommended, *results)), None)


def _chart(results: Sequence[EstimateResult], truth: int | None, mirrored: bool) -> Chart:
    points = [1.0, *(one["documented"] for one in results), *(one["estimate"] or 0 for one in results), truth or 0]
    highest = max([*points, *(one["high"] or 0 for one in results)])
    axis = Axis(min(highest, _WIDEST * max(points)) * HEADROOM, mirrored)
    knows = any(word in one["diagnosis"] for one in results for word in _KNOWN)
    return Chart(axis, tuple(_bar(one, axis) for one in results), None if truth is None else axis.at(truth), knows)


def _bar(result: EstimateResult, axis: Axis) -> Bar:
    low, high, estimate = result["low"], result["high"], result["estimate"]
    is_open = low is not None and (high is None or high > axis.top)
    pale = None if low is None else axis.span(low, None if is_open else high)
    solid = axis.span(0, result["documented"])
    return Bar(result, solid, pale, is_open, None if estimate is None else axis.at(estimate))


def overlap(histories: Sequence[History], mirrored: bool) -> Overlap:
    """Return the most frequent histories, each with a bar, and how many are left.

    Args:
        histories: How many persons are on which lists and on no other, the most frequent first.
        mirrored: Whether the language reads from the right.
    """
    shown, others = histories[:HISTORIES], histories[HISTORIES:]
    axis = Axis(max([1, *(row["persons"] for row in shown)]) * HEADROOM, mirrored)
    return Overlap(
        tuple((row, axis.span(0, row["persons"])) for row in shown), len(others), sum(row["persons"] for row in others)
    )


def _refusals(results: Sequence[EstimateResult]) -> list[tuple[str, list[EstimateResult]]]:
    """Return each sentence of refusal once, with the answers that it stands for."""
    found: dict[str, list[EstimateResult]] = {}
    for one in results:
        if one["refused"] is not None:
            found.setdefault(one["refused"], []).append(one)
    return list(found.items())
