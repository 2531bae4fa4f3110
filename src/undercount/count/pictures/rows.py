"""Estimates as rows on one axis of persons: the documented part solid, the estimated part pale, the interval as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from undercount.count.estimators.result import Estimate
from undercount.count.pictures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from undercount.count.pictures.sheet import Sheet, Swatch

HEAD = 0.24
"""Room for the names of the columns (inches)."""

FOOT = 0.42
"""Room for the axis (inches)."""

_LONGEST_TAIL = 2.5
"""An upper limit further out than so many times the largest estimate runs off the axis; its number stands beside it."""

_ROOM = 1.4
"""The axis then, and where there is no upper limit, ends at so many times the largest estimate at least."""

_REFUSED_SHARE = 0.55
"""The documented part of a refused row takes at most this share of the axis, so that there is room for the reason."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns stand.

    Args:
        labels: Left edge and width of the names (inches).
        panel: Left edge and width of the bars (inches).
        estimate: Right edge of the estimates (inches).
        interval: Right edge of the intervals (inches).
        row: Height of a row (inches).
        limit: Where the axis ends (persons).
    """

    labels: tuple[float, float]
    panel: tuple[float, float]
    estimate: float
    interval: float
    row: float
    limit: float


def key_of(estimates: Sequence[Estimate], limit: float) -> list[Swatch]:
    """Return the key of the signs that these rows use."""
    found = [one for one in estimates if one.refused is None]
    key: list[Swatch] = [("solid", "documented")]
    if found:
        levels = {one.level for one in found}
        level = f"{style.level_words(levels.pop())} interval" if len(levels) == 1 else "interval"
        key += [("pale", "estimated"), ("line", f"estimate with its {level}")]
    return [*key, *arrows_of(found, limit)]


def arrows_of(found: Sequence[Estimate], limit: float) -> list[Swatch]:
    """Return the key of the arrows at the end of an axis."""
    key: list[Swatch] = []
    if any(is_open(one) for one in found):
        key.append(("open", "no upper limit"))
    if any((style.finite(one.high) or 0.0) > limit for one in found):
        key.append(("beyond", "ends beyond the axis"))
    return key


def is_open(one: Estimate) -> bool:
    """Say whether an estimate has a lower limit and no upper one."""
    return style.finite(one.low) is not None and style.finite(one.high) is None


def limit_of(estimates: Sequence[Estimate], *more: float) -> float:
    """Return where the axis of persons ends."""
    totals = [float(one.documented) for one in estimates] + [
        one.estimate for one in estimates if one.estimate is not None
    ]
    highs = [high for one in estimates if (high := style.finite(one.high)) is not None]
    lows = [low for one in estimates if (low := style.finite(one.low)) is not None]
    reached = [high for high in highs if high <= _LONGEST_TAIL * max(totals)]
    arrows = len(reached) < len(highs) or any(is_open(one) for one in estimates)
    end = max(max(totals) * (_ROOM if arrows else 1.0), *reached, *lows, *more, 0.0)
    refused = [one.documented / _REFUSED_SHARE for one in estimates if one.refused is not None]
    return max(1.04 * end, *refused, 1.0)


def layout_of(sheet: Sheet, labels: Sequence[str], estimates: Sequence[Estimate], row: float, limit: float) -> Layout:
    """Return the columns of a sheet, as wide as what stands in them."""
    from undercount.count.pictures.sheet import MARGIN

    found = [one for one in estimates if one.estimate is not None]
    totals = [style.number(one.estimate) for one in found if one.estimate is not None]
    intervals = [style.interval_words(one.low, one.high) for one in found]
    wide = min(sheet.width * 0.32, max(style.width_of(label, style.TEXT) for label in labels))
    first = max(style.width_of(text, style.TEXT, bold=True) for text in [*totals, "estimate"])
    second = max(style.width_of(text, style.SMALL) for text in [*intervals, "interval"])
    right = sheet.width - MARGIN
    left = MARGIN + wide + 0.12
    end = right - second - 0.16 - first - 0.2
    fitted = min(row, (sheet.bottom - sheet.top - HEAD - FOOT) / len(estimates))
    return Layout((MARGIN, wide), (left, end - left), right - second - 0.16, right, fitted, limit)


def draw_rows(sheet: Sheet, layout: Layout, labels: Sequence[str], estimates: Sequence[Estimate], name: str) -> Axes:
    """Draw the rows and return their panel, on which one person is one unit across and one row one unit down."""
    from undercount.count.pictures.sheet import number_axis

    top, count = sheet.top + HEAD, len(estimates)
    panel = sheet.panel(layout.panel[0], top, layout.panel[1], layout.row * count)
    panel.set_ylim(count - 0.5, -0.5)
    number_axis(panel, layout.limit, layout.panel[1], name="persons")
    sheet.text(layout.labels[0], top - 0.1, name, size=style.SMALL, colour=style.SOFT)
    if any(one.refused is None for one in estimates):
        sheet.text(layout.estimate, top - 0.1, "estimate", size=style.SMALL, colour=style.SOFT, align="right")
        sheet.text(layout.interval, top - 0.1, "interval", size=style.SMALL, colour=style.SOFT, align="right")
    for place, (label, one) in enumerate(zip(labels, estimates, strict=True)):
        middle = top + (place + 0.5) * layout.row
        _label(sheet, layout, label, middle)
        panel.barh(place, one.documented, height=_thickness(layout), color=style.SOLID, label="_documented")
        if one.refused is None:
            _found(sheet, panel, layout, place, one)
        else:
            _refused(sheet, layout, middle, one)
    return panel


def _thickness(layout: Layout) -> float:
    return min(0.62, 0.22 / layout.row)


def _label(sheet: Sheet, layout: Layout, label: str, middle: float) -> None:
    sheet.lines(layout.labels[0], middle, style.wrap(label, style.TEXT, layout.labels[1], most=_most(layout)))


def _most(layout: Layout) -> int:
    """Return how many lines of text a row holds."""
    return max(1, int(layout.row / style.line_height(style.TEXT)))


def _found(sheet: Sheet, panel: Axes, layout: Layout, place: int, one: Estimate) -> None:
    """Draw an estimate that was made: its bar, its interval and its numbers."""
    if one.estimate is None:
        return
    beyond = max(0.0, one.estimate - one.documented)
    panel.barh(place, beyond, left=one.documented, height=_thickness(layout), color=style.PALE, label="_estimated")
    draw_interval(panel, one, place, layout.limit)
    middle = sheet.top + HEAD + (place + 0.5) * layout.row
    sheet.text(layout.estimate, middle, style.number(one.estimate), bold=True, align="right", anchor="center_baseline")
    words = style.interval_words(one.low, one.high)
    sheet.text(
        layout.interval, middle, words, size=style.SMALL, colour=style.SOFT, align="right", anchor="center_baseline"
    )


def draw_interval(panel: Axes, one: Estimate, place: float, limit: float) -> None:
    """Draw an interval as a line with its estimate as a dot; an open end, or one beyond the axis, is an arrow."""
    low, high = style.finite(one.low), style.finite(one.high)
    if low is not None or high is not None:
        begin = 0.0 if low is None else low
        end = limit if high is None else min(high, limit)
        panel.plot([begin, end], [place, place], color=style.INK, lw=1.3, solid_capstyle="butt", label="_interval")
        for at in [begin] if high is None or high > limit else [begin, end]:
            panel.plot([at], [place], "|", ms=5, mec=style.INK, mew=1.3)
        if high is None or high > limit:
            fill = style.PAPER if high is None else style.INK
            label = "_open" if high is None else "_beyond"
            panel.plot([limit], [place], ">", ms=5, mfc=fill, mec=style.INK, mew=1.0, clip_on=False, label=label)
    if one.estimate is not None:
        panel.plot([one.estimate], [place], "o", ms=5, mfc=style.PAPER, mec=style.INK, mew=1.2, label="_estimate")


def _refused(sheet: Sheet, layout: Layout, middle: float, one: Estimate) -> None:
    """Write why there is no number in the place where the number would stand."""
    left = layout.panel[0] + layout.panel[1] * one.documented / layout.limit + 0.08
    words = f"refused: {style.reason(one.refused or '')}"
    lines = style.wrap(words, style.TEXT, layout.interval - left, most=_most(layout))
    sheet.lines(left, middle, lines, style.RUST, backed=True)
