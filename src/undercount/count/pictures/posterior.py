"""What the draws of a total say, on the ground of what is documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.result import Estimate
from undercount.count.pictures import rows, style
from undercount.count.pictures.flags import Flag, flags_height, raise_flags

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from undercount.count.pictures.sheet import Sheet, Swatch

Floats = NDArray[np.float64]

_HILL = 1.75
_STRIP = 0.42
_BINS = 70
_DRAWN_TAIL = 0.995
_LONGEST_TAIL = 3.0
"""The axis holds this share of the draws, but none further out than so many times their median; how many lie beyond is said."""


def posterior(estimate: Estimate, *, truth: float | None = None, ax: Axes | None = None) -> Figure:
    """Draw the draws of the total, from a posterior or a bootstrap, beside the documented count.

    Args:
        estimate: The estimate. One without draws is drawn as its interval alone, a refused one as the reason alone.
        truth: The total that is known from elsewhere, such as a later census (persons), or None.
        ax: Axes to draw in, at least 5 by 3 inches; None for a new figure.

    Returns:
        The figure: the documented part solid from zero, the draws as a pale hill whose part outside the interval is fainter, and the
        interval under it. Where there is no upper limit, the line has an open end.
    """
    known = style.finite(truth)
    draws = _drawable(estimate)
    limit = _limit(estimate, draws, known)
    with style.own_style():
        from undercount.count.pictures import sheet as paper

        under, notes = _sentences(estimate, draws, limit)
        body = flags_height(3) + _HILL + _STRIP + rows.FOOT
        opened = paper.sheet(
            style.titled("What is documented and what is estimated", style.stratum_words(estimate)),
            under,
            body,
            ax,
            key=_key(estimate, draws, limit),
            notes=notes,
            words=_words(estimate, known),
        )
        _draw(opened, estimate, draws, known, limit)
        return opened.figure


def _drawable(estimate: Estimate) -> Floats:
    """Return the draws that can be drawn: none of a refused estimate."""
    if estimate.draws is None or estimate.refused is not None:
        return np.zeros(0)
    draws: Floats = estimate.draws[np.isfinite(estimate.draws)]
    return draws


def _limit(estimate: Estimate, draws: Floats, known: float | None) -> float:
    more = [] if known is None else [known]
    if len(draws):
        middle = float(np.median(draws))
        more.append(min(float(np.quantile(draws, _DRAWN_TAIL)), _LONGEST_TAIL * middle))
    return rows.limit_of([estimate], *more)


def _key(estimate: Estimate, draws: Floats, limit: float) -> list[Swatch]:
    if estimate.refused is not None:
        return [("solid", "documented")]
    level = f"{style.level_words(estimate.level)} interval"
    key: list[Swatch] = [("solid", "documented")]
    if len(draws):
        key += [("pale", f"draws within the {level}"), ("faint", "outside it")]
    else:
        key.append(("pale", "estimated"))
    key.append(("line", "estimate and interval" if len(draws) else f"estimate with its {level}"))
    return [*key, *rows.arrows_of([estimate], limit)]


def _sentences(estimate: Estimate, draws: Floats, limit: float) -> tuple[list[str], list[str]]:
    """Return what stands under the title and at the foot."""
    if estimate.estimate is None:
        return [f"{style.method_words(estimate)}: refused, so there is no estimate."], []
    interval = style.interval_words(estimate.low, estimate.high)
    kind = f", {estimate.interval}" if estimate.interval else ""
    under = (
        f"{style.method_words(estimate)}: {style.number(estimate.estimate)} persons; "
        f"{style.level_words(estimate.level)} interval {interval}{kind}."
    )
    notes = []
    if len(draws):
        beyond = float(np.mean(draws > limit))
        notes.append(
            f"{style.number(len(draws))} draws"
            + (f", {style.percent(beyond)} of them beyond the axis." if beyond else ".")
        )
        lost = 0 if estimate.draws is None else estimate.draws.size - len(draws)
        if lost:
            notes.append(f"{style.number(lost)} draws are not finite and are not drawn.")
    return [under], notes


def _words(estimate: Estimate, known: float | None) -> str:
    said = f"Documented {style.number(estimate.documented)}."
    if estimate.refused is not None:
        return f"{said} {estimate.refused}"
    return said if known is None else f"{said} Known from elsewhere {style.number(known)}."


def _draw(opened: Sheet, estimate: Estimate, draws: Floats, known: float | None, limit: float) -> None:
    from undercount.count.pictures.sheet import MARGIN, number_axis

    left, width = MARGIN + 0.25, opened.width - 2 * MARGIN - 0.5
    flags = _flags(estimate, known, left, width / limit)
    top = opened.top + flags_height(len(flags))
    height = opened.bottom - rows.FOOT - _STRIP - top
    ground = opened.panel(left, top, width, height + _STRIP)
    number_axis(ground, limit, width, name="persons")
    ground.axvspan(0, estimate.documented, color=style.SOLID, lw=0, label="_documented")
    hill = opened.panel(left, top, width, height)
    hill.set_xlim(0, limit)
    hill.set_ylim(0, 1)
    strip = opened.panel(left, top + height, width, _STRIP)
    strip.set_xlim(0, limit)
    strip.set_ylim(0.5, -0.5)
    if len(draws):
        _hill(hill, draws, estimate, limit)
    elif estimate.estimate is not None:
        beyond = max(0.0, estimate.estimate - estimate.documented)
        hill.barh(0, beyond, left=estimate.documented, height=1, align="edge", color=style.PALE, label="_estimated")
    if estimate.refused is None:
        rows.draw_interval(strip, estimate, 0.05, limit)
    else:
        _refused(opened, estimate, left + width * estimate.documented / limit, top + height / 2)
    if known is not None:
        hill.axvline(known, color=style.RUST, lw=1.4, ls=(0, (4, 2)), label="_truth")
    raise_flags(opened, flags, top, right=opened.width - MARGIN)


def _flags(estimate: Estimate, known: float | None, left: float, scale: float) -> list[Flag]:
    flags = [
        Flag(
            left + scale * estimate.documented,
            f"documented {style.number(estimate.documented)}",
            style.SOLID,
            bold=True,
        )
    ]
    if estimate.estimate is not None:
        words = f"estimate {style.number(estimate.estimate)}"
        flags.append(Flag(left + scale * estimate.estimate, words, style.INK, bold=True))
    if known is not None:
        flags.append(Flag(left + scale * known, f"known {style.number(known)}", style.RUST))
    return flags


def _hill(panel: Axes, draws: Floats, estimate: Estimate, limit: float) -> None:
    """Draw the draws as a hill of whole steps, fainter outside the interval."""
    start = min(float(estimate.documented), float(draws.min()))
    bins = int(max(1, min(_BINS, limit - start)))
    counts, edges = np.histogram(draws, bins=bins, range=(start, limit))
    if not counts.max():
        return
    heights = counts / counts.max() * 0.97
    low, high = style.finite(estimate.low), style.finite(estimate.high)
    inside = (start if low is None else low, limit if high is None else min(high, limit))
    panel.stairs(heights, edges, fill=True, color=style.FAINT, lw=0, label="_tails")
    cut = np.unique(np.clip(np.concatenate([edges, inside]), *inside))
    if len(cut) > 1:
        middle = (cut[:-1] + cut[1:]) / 2
        within = heights[np.clip(np.searchsorted(edges, middle) - 1, 0, bins - 1)]
        panel.stairs(within, cut, fill=True, color=style.PALE, lw=0, label="_draws")
    if estimate.estimate is not None:
        panel.axvline(estimate.estimate, color=style.INK, lw=0.9)


def _refused(opened: Sheet, estimate: Estimate, left: float, middle: float) -> None:
    from undercount.count.pictures.sheet import MARGIN

    room = opened.width - MARGIN - left - 0.25
    lines = ["Refused:", *style.wrap(estimate.refused or "", style.TEXT, room, most=7)]
    step = style.line_height(style.TEXT)
    for place, line in enumerate(lines):
        at = middle + (place - (len(lines) - 1) / 2) * step
        opened.text(left + 0.15, at, line, colour=style.RUST, bold=place == 0, anchor="center_baseline", backed=True)
