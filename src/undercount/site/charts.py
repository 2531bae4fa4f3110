"""Lay out the static charts: every position is a percentage, so that text keeps its size at any width.

Solid is documented, pale is possible up to a stated maximum, and an open end is drawn as open. Positions count from where
the language starts reading, so an Arabic chart runs from the right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from undercount.site import printed
from undercount.site.built import Figure, Group

HEADROOM = 1.08
"""How much longer than the largest number an axis is, so that an open end has room to be seen."""

TIME = re.compile(r"\d{4}(-\d\d){0,2}")
"""A group's key that is a year, a month or a day."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch on an axis, in per cent: where it starts (from the left edge) and how wide it is."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis from nothing to a largest value.

    Args:
        top: The value at the far end.
        mirrored: Whether it runs from the right.
    """

    top: float
    mirrored: bool = False

    def at(self, value: float) -> str:
        """Return the position of a value, in per cent from the left edge."""
        share = 100 * min(value, self.top) / self.top
        return percent(100 - share if self.mirrored else share)

    def span(self, low: float, high: float | None) -> Span:
        """Return the stretch between two values; without a second value, to the axis' end."""
        start = 100 * min(low, self.top) / self.top
        end = 100.0 if high is None else 100 * min(high, self.top) / self.top
        left = 100 - end if self.mirrored else start
        return Span(percent(left), percent(end - start))

    def ticks(self, wanted: int = 4) -> list[int]:
        """Return round whole values from zero, at most ``wanted`` beside it."""
        return round_values(self.top, wanted)


@dataclass(frozen=True, slots=True)
class Range:
    """A row of the strip: one method's answer.

    Args:
        key: Which method: ``bounds``, ``robust1``, ``robust2``, ``reported``, ``best``.
        list: Of which list, for the methods that answer for each list.
        low: The lowest value.
        high: The highest, or None where there is none.
        solid: The documented part, from nothing to the minimum.
        pale: The part from the minimum to the maximum, or to the end of the axis where there is no maximum; None for a single value.
        point: Where a single value stands.
    """

    key: str
    list: str
    low: int
    high: int | None
    solid: Span
    pale: Span | None
    point: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Several methods' answers to one question on one scale."""

    axis: Axis
    rows: tuple[Range, ...]
    truth: int | None
    truth_at: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One group of a chart: its index among the figure's groups and where it stands."""

    index: int
    key: str
    low: int
    high: int | None
    place: Span
    low_y: float
    low_height: float
    high_y: float
    high_height: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart over time: columns on a shared scale."""

    title: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]
    height: int


def percent(value: float) -> str:
    """Return a length in per cent, short and the same everywhere."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{text or '0'}%"


def round_values(top: float, wanted: int) -> list[int]:
    """Return whole round values from zero to at most ``top``."""
    raw = max(top / max(wanted, 1), 1)
    scale = 10 ** math.floor(math.log10(raw))
    step = next(int(scale * factor) for factor in (1, 2, 5, 10) if scale * factor >= raw)
    return list(range(0, math.floor(top) + 1, step))


def strip(figure: Figure, *, truth: int | None, mirrored: bool) -> Strip:
    """Return the strip of a figure: bounds, what is left if sources are wrong, and the other methods, on one scale."""
    answers: list[tuple[str, str, int, int | None]] = [("bounds", "", figure["low"], figure["high"])]
    answers += [(f"robust{k}", "", left, None) for k, left in sorted(figure["robust"].items())]
    answers += [("reported", one.list, one.low, one.high) for one in printed.ranges(figure)]
    answers += [("best", one.list, one.low, one.high) for one in printed.sums(figure)]
    known = [value for *_, low, high in answers for value in (low, high) if value is not None]
    axis = Axis(max([1, *known, truth or 0]) * HEADROOM, mirrored)
    rows = tuple(
        Range(key, name, low, high, axis.span(0, low), None if key == "best" else axis.span(low, high), axis.at(low))
        for key, name, low, high in answers
    )
    return Strip(axis, rows, truth, axis.at(truth) if truth is not None else "0%")


def time_dimension(groups: Sequence[Group], by: Sequence[str]) -> str | None:
    """Return the dimension whose keys are dates, or None."""
    names = (dimension.partition(":")[0] for dimension in by)
    return next((d for d in names if groups and all(TIME.fullmatch(g["key"].get(d, "")) for g in groups)), None)


def columns(groups: Sequence[Group], by: Sequence[str], *, height: int, mirrored: bool) -> list[Columns]:
    """Return one chart over time for each combination of the other dimensions, all on one scale."""
    dimension = time_dimension(groups, by)
    if dimension is None:
        return []
    others = [name for d in by if (name := d.partition(":")[0]) != dimension]
    top = top_of(groups)
    steps = sorted({group["key"][dimension] for group in groups})
    if all(len(step) == 7 for step in steps):
        steps = _months(steps[0], steps[-1])
    parts: dict[str, list[int]] = {}
    for index, group in enumerate(groups):
        parts.setdefault("\n".join(group["key"].get(d, "") for d in others), []).append(index)
    ticks = tuple(
        (value, round(height - height * value / top, 2)) for value in round_values(top, 4 if height > 120 else 2)
    )
    return [
        Columns(title, tuple(_bars(groups, members, dimension, steps, top, height, mirrored)), ticks, height)
        for title, members in parts.items()
    ]


def top_of(groups: Iterable[Group]) -> float:
    """Return the top of the scale that all groups share."""
    return max([1, *(group["high"] if group["high"] is not None else group["low"] for group in groups)]) * HEADROOM


def _bars(
    groups: Sequence[Group],
    members: Sequence[int],
    dimension: str,
    steps: Sequence[str],
    top: float,
    height: int,
    mirrored: bool,
) -> Iterable[Bar]:
    """Yield the columns of one chart, in the order of time."""
    slot = 100 / len(steps)
    every = max(1, math.ceil(len(steps) / 6))
    at = {step: position for position, step in enumerate(steps)}
    for index in sorted(members, key=lambda i: groups[i]["key"][dimension]):
        group = groups[index]
        key, low, high = group["key"][dimension], group["low"], group["high"]
        left = slot * (at[key] + 0.15)
        width = slot * 0.7
        low_height = height * low / top
        high_height = height * (1 if high is None else high / top) - low_height
        yield Bar(
            index=index,
            key=key,
            low=low,
            high=high,
            place=Span(percent(100 - left - width if mirrored else left), percent(width)),
            low_y=round(height - low_height, 2),
            low_height=round(low_height, 2),
            high_y=round(height - low_height - high_height, 2),
            high_height=round(max(high_height, 0), 2),
            labelled=at[key] % every == 0,
        )


def _months(first: str, last: str) -> list[str]:
    """Return every month from the first to the last, so that an empty month is a gap and not a jump."""
    year, month = int(first[:4]), int(first[5:])
    found = []
    while (text := f"{year:04d}-{month:02d}") <= last:
        found.append(text)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found
