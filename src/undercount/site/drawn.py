"""Lay out what an estimate's fits look like: hills of draws, chains, the weights of models, the sensitivity curve.

Each drawing is a box that is stretched to the page's width, so its curves are laid out in a square of its own and its words stand beside
them at their own size. Solid is documented. Positions count from where the language starts reading.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from undercount.site.built import EstimateResult
from undercount.site.charts import HEADROOM, Axis, Span, percent
from undercount.site.fits import Chains, Curve, Drawn, Model, Point, Spread, Weights
from undercount.site.square import SIDE, Scale, Square

_WIDEST = 1.6
"""How many times the largest estimate the axis of a curve reaches at most."""

_GAP = 0.04
"""What is left free at either side of a chain, as a share of its place."""

_SPELLED, _NUMBERED = 8, 30
"""With more chains than these their names are numbers alone, and not all of them."""


@dataclass(frozen=True, slots=True)
class Hill:
    """How a method's draws lie on the axis of persons.

    Args:
        result: The method's answer.
        spread: Its draws.
        solid: The documented part.
        all: The hill's outline.
        inside: The part of it within the interval.
        point: Where the estimate stands.
        beyond: The share of the draws beyond the axis.
    """

    result: EstimateResult
    spread: Spread
    solid: Span
    all: str
    inside: str
    point: str
    beyond: float


@dataclass(frozen=True, slots=True)
class Hills:
    """The hills of several methods on one axis."""

    axis: Axis
    hills: tuple[Hill, ...]
    truth_at: str | None


@dataclass(frozen=True, slots=True)
class Trace:
    """One chain: where it stands and its draws.

    Args:
        number: Its number from 1.
        away: Whether it stands elsewhere than most.
        line: Its draws.
        band: The rectangle of the middle half of its draws: left, top, width and height in the square.
        median: The line of its median.
        at: Where the middle of its place is, in per cent.
        named: Whether its name is written.
    """

    number: int
    away: bool
    line: str
    band: tuple[float, float, float, float]
    median: str
    at: str
    named: bool


@dataclass(frozen=True, slots=True)
class Traces:
    """The chains of one method side by side on one axis of persons."""

    of: Chains
    traces: tuple[Trace, ...]
    ticks: tuple[tuple[int, float], ...]
    spelled: bool


@dataclass(frozen=True, slots=True)
class Weighted:
    """A model in an average.

    Args:
        model: The model.
        span: The bar of its weight.
        numbers: The model with its lists by their numbers from 1, or None where its name is not made of lists.
    """

    model: Model
    span: Span
    numbers: str | None


@dataclass(frozen=True, slots=True)
class Average:
    """An average's models, each with a bar of its weight.

    Args:
        of: The average.
        rows: The heaviest models.
        others: The bar of all others together, or None where there are none.
        alone: Whether it is known of any what it estimates alone.
    """

    of: Weights
    rows: tuple[Weighted, ...]
    others: Span | None
    alone: bool

    @property
    def by_number(self) -> bool:
        """Return whether any model names its lists by number, so that it must be said which they are."""
        return any(row.numbers is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Bend:
    """The sensitivity curve.

    Args:
        of: The curve.
        bands: Outlines of the interval, one for each run of values that have a total.
        lines: The estimate along each run.
        solid: Where the documented part begins, from above (pixels).
        one: Where the estimate at 1 stands: per cent across and pixels from above; None where there is none.
        truth: Where the truth stands, from above (pixels), if it is known, of the same parts, and on the axis.
        ticks: Persons, each with its place from above (pixels).
        values: Values of the parameter that are written, each with its place in per cent.
        ends: The first, the middle (at 1) and the last point that have a total.
    """

    of: Curve
    bands: tuple[str, ...]
    lines: tuple[str, ...]
    solid: float
    one: tuple[str, float] | None
    truth: float | None
    ticks: tuple[tuple[int, float], ...]
    values: tuple[tuple[float, str], ...]
    ends: tuple[Point, Point | None, Point] | None


@dataclass(frozen=True, slots=True)
class Drawings:
    """All drawings of an estimate's fits; each empty or None where the methods give nothing to draw."""

    hills: Hills | None
    chains: tuple[Traces, ...]
    averages: tuple[Average, ...]
    curve: Bend | None


def drawings(
    drawn: Drawn, results: Sequence[EstimateResult], axis: Axis, truth: int | None, *, mirrored: bool
) -> Drawings:
    """Lay out what an estimate's fits look like.

    Args:
        drawn: What the figure's file holds of them.
        results: The methods' answers for all persons.
        axis: The axis of persons on which those answers are drawn.
        truth: The true number, if it is known.
        mirrored: Whether the language reads from the right.
    """
    answers = {one["method"]: one for one in results}
    hills = tuple(_hill(answers[spread["method"]], spread, axis) for spread in drawn["spreads"])
    truth_at = None if truth is None else axis.at(truth)
    curve = drawn["curve"]
    return Drawings(
        hills=Hills(axis, hills, truth_at) if hills else None,
        chains=tuple(_traces(one, Square(mirrored)) for one in drawn["chains"]),
        averages=tuple(_average(one, mirrored) for one in drawn["weights"]),
        curve=None if curve is None else _bend(curve, truth, Square(mirrored)),
    )


def _hill(result: EstimateResult, spread: Spread, axis: Axis) -> Hill:
    low, high = result["low"], result["high"]
    shown = sum(
        count for place, count in enumerate(spread["counts"]) if spread["start"] + place * spread["step"] < axis.top
    )
    return Hill(
        result=result,
        spread=spread,
        solid=axis.span(0, result["documented"]),
        all=_outline(spread, axis, 0, axis.top),
        inside=_outline(spread, axis, low or 0, axis.top if high is None else high),
        point=axis.at(result["estimate"] or 0),
        beyond=1 - shown / spread["draws"],
    )


def _outline(spread: Spread, axis: Axis, low: float, high: float) -> str:
    """Return the part of a hill between two totals as a path from the ground and back to it."""
    square, highest = Square(axis.mirrored), max(spread["counts"])
    drawn = ""
    for place, count in enumerate(spread["counts"]):
        left = max(spread["start"] + place * spread["step"], low)
        right = min(spread["start"] + (place + 1) * spread["step"], high, axis.top)
        if right > left:
            begin = drawn or f"M{square.x(left / axis.top):g} {SIDE}"
            drawn = f"{begin}V{square.y(0.97 * count / highest):g}H{square.x(right / axis.top):g}"
    return f"{drawn}V{SIDE}Z" if drawn else ""


def _traces(of: Chains, square: Square) -> Traces:
    chains = of["chains"]
    low = min([of["documented"], *(min(one["trace"]) for one in chains)])
    high = max(max(one["trace"]) for one in chains)
    scale = Scale(low, max(high + 0.03 * (high - low), low + 1))
    most = set(of["places"][0])
    skip = math.ceil(len(chains) / _NUMBERED)
    traces = []
    for number, one in enumerate(chains):
        begin, end = (number + _GAP) / len(chains), (number + 1 - _GAP) / len(chains)
        step = (end - begin) / max(1, len(one["trace"]) - 1)
        left, right = sorted((square.x(begin), square.x(end)))
        top, bottom = square.y(scale.share(one["high"])), square.y(scale.share(one["low"]))
        median = scale.share(one["median"])
        middle = (number + 0.5) / len(chains)
        traces.append(
            Trace(
                number=number + 1,
                away=number not in most,
                line=square.line([(begin + step * n, scale.share(v)) for n, v in enumerate(one["trace"])]),
                band=(left, top, round(right - left, 1), round(max(bottom - top, 1), 1)),
                median=square.line([(begin, median), (end, median)]),
                at=percent(100 * (1 - middle if square.mirrored else middle)),
                named=number % skip == 0,
            )
        )
    return Traces(of, tuple(traces), scale.ticks(), len(chains) <= _SPELLED)


def _average(of: Weights, mirrored: bool) -> Average:
    axis = Axis(max([of["others"], *(one["weight"] for one in of["heaviest"])]), mirrored)
    return Average(
        of=of,
        rows=tuple(
            Weighted(one, axis.span(0, one["weight"]), _by_number(one["model"], of["lists"])) for one in of["heaviest"]
        ),
        others=axis.span(0, of["others"]) if of["others"] else None,
        alone=any(one["estimate"] is not None for one in of["heaviest"]),
    )


def _by_number(model: str, lists: Sequence[str]) -> str | None:
    """Return a model's name with numbers for its lists: a graph's cliques, ``[A B] [C]``, or a formula, which has them already."""
    if re.fullmatch(r"\[\d+(?:[,*]\d+)*\]", model) and model not in {f"[{name}]" for name in lists}:
        return model
    one = f"(?:{'|'.join(re.escape(name) for name in sorted(lists, key=len, reverse=True))})"
    clique = rf"\[{one}(?: {one})*\]"
    # A list that is called like two others side by side leaves open which are meant.
    if not re.fullmatch(f"{clique}(?: {clique})*", model) or any(re.fullmatch(f"{one}(?: {one})+", n) for n in lists):
        return None
    return re.sub(rf"(?<=[\[ ]){one}(?=[\] ])", lambda found: str(lists.index(found[0]) + 1), model)


def _bend(of: Curve, truth: int | None, square: Square) -> Bend:
    known = [point for point in of["points"] if point["estimate"] is not None]
    if len(known) < 2:
        return Bend(of, (), (), 0, None, None, (), (), None)
    most = max([of["documented"], *(_or(point["estimate"], 0) for point in known)])
    reach = max(_or(point["high"], 0) for point in known)
    scale = Scale(0, max(most, min(reach, _WIDEST * most)) * HEADROOM)
    first, last = of["points"][0]["xi"], of["points"][-1]["xi"]

    def across(xi: float) -> float:
        return math.log(xi / first) / math.log(last / first)

    def written(xi: float) -> str:
        return percent(100 * (1 - across(xi) if square.mirrored else across(xi)))

    one = next((point for point in known if point["xi"] == 1), None)
    runs = list(_runs(of["points"]))
    return Bend(
        of=of,
        bands=tuple(_band(run, across, scale, square) for run in runs),
        lines=tuple(
            square.line([(across(point["xi"]), scale.share(_or(point["estimate"], 0))) for point in run])
            for run in runs
        ),
        solid=scale.from_above(of["documented"]),
        one=None if one is None else (written(1), scale.from_above(_or(one["estimate"], 0))),
        truth=None if truth is None or of["left_out"] or truth > scale.high else scale.from_above(truth),
        ticks=scale.ticks(),
        values=tuple((point["xi"], written(point["xi"])) for point in of["points"] if _is_round(point["xi"])),
        ends=(known[0], one, known[-1]),
    )


def _runs(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the stretches of values that have a total without one between them that has none."""
    run: list[Point] = []
    for point in points:
        if point["estimate"] is not None:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _band(run: Sequence[Point], across: Callable[[float], float], scale: Scale, square: Square) -> str:
    """Return the outline of the interval along a stretch; without an upper limit it runs to the top."""
    below = [(across(p["xi"]), scale.share(_or(p["low"], _or(p["estimate"], 0)))) for p in run]
    above = [(across(p["xi"]), scale.share(_or(p["high"], scale.high))) for p in run]
    return square.line([*below, *reversed(above)])


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _is_round(xi: float) -> bool:
    """Return whether a value is 1, 2 or 5 times a power of ten, and so is written below the axis."""
    return f"{xi:e}"[0] in "125" and float(f"{xi:.0e}") == xi
