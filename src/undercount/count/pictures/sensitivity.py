"""How a total moves with the one assumption that no data can test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from undercount.count.pictures import style
from undercount.errors import CountError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from undercount.count.pictures.sheet import Sheet

Floats = NDArray[np.float64]

_BODY = 2.7


class Curve(Protocol):
    """What a sensitivity analysis returns, seen from its picture.

    Shapes:
        xis, totals, lows, highs: ``(points,)``.
    """

    @property
    def xis(self) -> Sequence[float]:
        """The sensitivity parameter: 1 where the lists have no highest-order interaction."""
        ...

    @property
    def totals(self) -> Sequence[float | None]:
        """The total at each (persons), or None where it was refused."""
        ...

    @property
    def lows(self) -> Sequence[float | None]:
        """Its lower limit (persons)."""
        ...

    @property
    def highs(self) -> Sequence[float | None]:
        """Its upper limit (persons), or None where there is none."""
        ...

    @property
    def documented(self) -> int:
        """Persons on at least one list."""
        ...


def sensitivity(curve: Curve, *, stratum: str = "", ax: Axes | None = None) -> Figure:
    """Draw the estimated total, with its interval as a band, against the sensitivity parameter.

    Args:
        curve: The totals at each value of the parameter. A point without a finite total is left out, and one without an upper
            limit is open.
        stratum: The stratum's name, for the title.
        ax: Axes to draw in, at least 5 by 3 inches; None for a new figure.

    Returns:
        The figure: the documented part solid from zero, the band pale, the estimate as a line.

    Raises:
        CountError: If fewer than two points can be drawn, or the arrays are not of one length.

    References:
        Aleshin-Guendel, Sadinle and Wakefield (2024), The central role of the identifying assumption in population size estimation,
        Biometrics 80(1): the parameter xi.
    """
    columns = _columns(curve)
    with style.own_style():
        from undercount.count.pictures import sheet as paper

        open_ended = bool(_open(columns).any())
        key = [("solid", f"documented {style.number(curve.documented)}"), ("pale", "interval"), ("curve", "estimate")]
        if open_ended:
            key.append(("faint", "no upper limit"))
        opened = paper.sheet(
            style.titled("How the total depends on what cannot be tested", stratum), _under(columns), _BODY, ax, key=key
        )
        _draw(opened, columns, int(curve.documented))
        return opened.figure


def _columns(curve: Curve) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the points that can be drawn, in the order of the parameter."""
    given = [np.array(part, dtype=np.float64) for part in (curve.xis, curve.totals, curve.lows, curve.highs)]
    if len({part.shape for part in given}) > 1:
        raise CountError(
            f"a curve has one estimate, low and high for each value of its parameter; the lengths are {[len(part) for part in given]}"
        )
    xi, estimate, low, high = given
    kept = np.flatnonzero(np.isfinite(xi) & np.isfinite(estimate))
    if len(kept) < 2:
        raise CountError(
            f"a curve needs at least two points that are finite; it has {len(kept)}: give more values of the parameter"
        )
    order = kept[np.argsort(xi[kept], kind="stable")]
    return xi[order], estimate[order], low[order], high[order]


def _under(columns: tuple[Floats, Floats, Floats, Floats]) -> list[str]:
    xi, estimate, _, _ = columns
    span = f"From ξ = {xi[0]:g} to {xi[-1]:g} the estimate goes from {style.number(estimate[0])} to {style.number(estimate[-1])} persons"
    if not xi[0] <= 1 <= xi[-1]:
        return [f"{span}."]
    return [f"{span}; at ξ = 1, no interaction of the highest order, it is {style.number(_at_one(xi, estimate))}."]


def _at_one(xi: Floats, values: Floats) -> float:
    return float(np.interp(1.0, xi, values))


def _draw(opened: Sheet, columns: tuple[Floats, Floats, Floats, Floats], documented: int) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    from undercount.count.pictures.sheet import MARGIN

    xi, estimate, low, high = columns
    limit = _limit(columns, documented)
    left = MARGIN + style.width_of(style.number(limit), style.SMALL) + 0.12
    width, top = opened.width - MARGIN - 0.15 - left, opened.top + 0.22
    height = opened.bottom - top - 0.45
    panel = opened.panel(left, top, width, height)
    panel.set_ylim(0, limit)
    panel.yaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 2.5, 5, 10]))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.number(value)))
    panel.grid(axis="y", color=style.HAIR, lw=0.8)
    panel.tick_params(axis="both", length=0, pad=5, labelsize=style.SMALL, labelcolor=style.SOFT)
    panel.set_axisbelow(True)
    _parameter_axis(panel, xi)
    panel.axhspan(0, documented, color=style.SOLID, lw=0, label="_documented")
    endless = _open(columns)
    beside = endless | np.append(endless[1:], False) | np.append(False, endless[:-1])
    bottom = np.where(np.isfinite(low), low, estimate)
    panel.fill_between(
        xi, bottom, limit, where=(beside & np.isfinite(low)).tolist(), color=style.FAINT, lw=0, label="_open"
    )
    closed = (np.isfinite(low) & np.isfinite(high)).tolist()
    ceiling = np.where(np.isfinite(high), np.minimum(high, limit), limit)
    panel.fill_between(xi, bottom, ceiling, where=closed, color=style.PALE, lw=0, label="_band")
    panel.plot(xi, estimate, color=style.INK, lw=1.8, label="_estimate")
    opened.text(MARGIN, opened.top + 0.08, "persons", size=style.SMALL, colour=style.SOFT)
    if xi[0] <= 1 <= xi[-1]:
        panel.plot([1], [_at_one(xi, estimate)], "o", ms=6, mfc=style.PAPER, mec=style.INK, mew=1.3, label="_one")
    _name_documented(opened, documented, (left, top, height), limit)


def _open(columns: tuple[Floats, Floats, Floats, Floats]) -> NDArray[np.bool_]:
    """Return where there is a lower limit and no upper one."""
    opened: NDArray[np.bool_] = np.isfinite(columns[2]) & ~np.isfinite(columns[3])
    return opened


def _limit(columns: tuple[Floats, Floats, Floats, Floats], documented: int) -> float:
    """Return where the axis of persons ends: an upper limit far above every estimate runs off it."""
    _, estimate, _, high = columns
    most = max(float(estimate.max()), float(documented), 1.0)
    reach = float(np.max(high[np.isfinite(high)], initial=0.0))
    return 1.06 * max(most, min(reach, 3 * most))


def _parameter_axis(panel: Axes, xi: Floats) -> None:
    """Give the parameter an axis of ratios where it spans some, so that half and double lie equally far from 1."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    if xi[0] > 0 and xi[-1] >= 4 * xi[0]:
        panel.set_xscale("log")
        panel.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=12))
        panel.xaxis.set_minor_locator(NullLocator())
    else:
        panel.xaxis.set_major_locator(MaxNLocator(8))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    panel.set_xlim(xi[0], xi[-1])
    panel.set_xlabel(
        "ξ: how many times as many were missed as no highest-order interaction says",
        fontsize=style.SMALL,
        color=style.SOFT,
        labelpad=3,
    )


def _name_documented(opened: Sheet, documented: int, at: tuple[float, float, float], limit: float) -> None:
    """Write the documented count in its block where the block is tall enough; the key has it too."""
    left, top, height = at
    tall = height * documented / limit
    if tall >= 0.2:
        words = f"documented {style.number(documented)}"
        opened.text(left + 0.08, top + height - tall + 0.12, words, colour=style.PAPER, bold=True)
