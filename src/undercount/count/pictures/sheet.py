"""The sheet on which a picture is laid out in inches, and the figure that a notebook shows without pyplot.

This module loads matplotlib and is loaded when the first picture is drawn, never before.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from undercount.count.pictures import style

MARGIN = 0.16
"""Empty space at the edge (inches)."""

_SHARP = 2
"""Pixels of a notebook's picture for each pixel of its size, for screens that have them."""


class Picture(Figure):
    """A matplotlib figure that a notebook shows by itself, with no display, no pyplot and no backend chosen."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw with the pictures' own settings, whatever the caller's are by now."""
        with style.own_style():
            super().draw(renderer)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        body = io.BytesIO()
        self.savefig(body, format="png", dpi=100 * _SHARP)
        width, height = (round(100 * float(side)) for side in self.get_size_inches())
        return body.getvalue(), {"width": width, "height": height}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rectangle laid out in inches from its upper left corner.

    Args:
        figure: The figure.
        host: The axes that carry the texts; the panels lie in it.
        width: Its width (inches).
        height: Its height (inches).
        top: Where the picture begins, below title and subtitle (inches from above).
        bottom: Where it ends, above the key and the notes (inches from above).
    """

    figure: Figure
    host: Axes
    width: float
    height: float
    top: float
    bottom: float

    def panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes at a place on the sheet (inches), with no frame and no ticks yet."""
        bounds = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        panel = self.host.inset_axes(bounds, zorder=2)
        panel.set_facecolor("none")
        for spine in panel.spines.values():
            spine.set_visible(False)
        panel.set_xticks([])
        panel.set_yticks([])
        return panel

    def text(
        self,
        left: float,
        top: float,
        words: str,
        *,
        size: float = style.TEXT,
        colour: str = style.INK,
        align: str = "left",
        anchor: str = "center",
        bold: bool = False,
        turned: bool = False,
        backed: bool = False,
    ) -> None:
        """Write words at a place (inches); ``align`` and ``anchor`` say which point of them stands there, ``backed`` hides lines behind."""
        self.host.text(
            left / self.width,
            1 - top / self.height,
            words,
            transform=self.host.transAxes,
            fontsize=size,
            color=colour,
            ha=align,
            va=anchor,
            rotation=90 if turned else 0,
            rotation_mode="anchor",
            fontweight="bold" if bold else "normal",
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.0, "alpha": 0.85} if backed else None,
            zorder=5,
        )

    def lines(
        self,
        left: float,
        middle: float,
        lines: Sequence[str],
        colour: str = style.INK,
        *,
        align: str = "left",
        backed: bool = False,
    ) -> None:
        """Write several lines one below the other around a middle (inches)."""
        step = style.line_height(style.TEXT)
        for number, words in enumerate(lines):
            at = middle + (number - (len(lines) - 1) / 2) * step
            self.text(left, at, words, colour=colour, align=align, anchor="center_baseline", backed=backed)

    def line(self, left: float, top: float, right: float, bottom: float, colour: str, width: float = 0.8) -> None:
        """Draw a straight line between two places (inches); its width is in points."""
        across = [left / self.width, right / self.width]
        down = [1 - top / self.height, 1 - bottom / self.height]
        self.host.plot(across, down, transform=self.host.transAxes, color=colour, lw=width, zorder=1, clip_on=False)

    def box(self, left: float, top: float, width: float, height: float, colour: str, edge: str = "none") -> None:
        """Fill a rectangle (inches)."""
        place = (left / self.width, 1 - (top + height) / self.height)
        size = (width / self.width, height / self.height)
        frame = Rectangle(
            place, *size, transform=self.host.transAxes, facecolor=colour, edgecolor=edge, lw=0.6, zorder=0
        )
        frame.set_clip_on(False)
        self.host.add_artist(frame)


Swatch = tuple[str, str]
"""What a key shows, ``solid``, ``pale``, ``faint``, ``line``, ``curve``, ``open``, ``beyond``, ``dot`` or ``rust``, and what it means."""


def sheet(
    title: str,
    under: Sequence[str],
    body: float,
    ax: Axes | None,
    *,
    warning: str = "",
    key: Sequence[Swatch] = (),
    notes: Sequence[str] = (),
    words: str = "",
) -> Sheet:
    """Open a sheet with its title, the sentences under it, and its key and notes at the foot.

    Args:
        title: What is shown, with the stratum's name.
        under: Sentences under the title.
        body: The height of the picture itself (inches); a sheet in given axes has the height that they have.
        ax: Axes to draw in, or None for a new figure.
        warning: A sentence after those, in rust.
        key: What the signs mean.
        notes: Sentences at the foot.
        words: The picture in words, for a reader who cannot see it.
    """
    width = style.WIDTH if ax is None else ax.get_window_extent().width / ax.figure.dpi
    room = width - 2 * MARGIN
    heads = style.wrap(title, style.TITLE, room, most=3, bold=True)
    below = [(line, style.SOFT) for sentence in under for line in style.wrap(sentence, style.TEXT, room)]
    below += [(line, style.RUST) for line in style.wrap(warning, style.TEXT, room)]
    feet = [line for sentence in notes for line in style.wrap(sentence, style.SMALL, room)]
    top = MARGIN + len(heads) * style.line_height(style.TITLE) + len(below) * style.line_height(style.TEXT) + 0.12
    keys = _key_lines(key, room)
    foot = MARGIN + len(feet) * style.line_height(style.SMALL) + len(keys) * 0.2
    height = top + body + foot
    if ax is None:
        host = _own_figure(width, height)
    else:
        host, height = ax, ax.get_window_extent().height / ax.figure.dpi
    host.set_axis_off()
    host.set_xlim(0, 1)
    host.set_ylim(0, 1)
    described = " ".join(part for part in [*under, warning, words, *notes] if part)
    host.set_label(f"{title}\n{described}")
    opened = Sheet(_figure_of(host), host, width, height, top, height - foot)
    _write_head(opened, heads, below)
    _write_foot(opened, keys, feet)
    return opened


def number_axis(panel: Axes, limit: float, width: float, *, name: str = "", floor: float = 0.0) -> None:
    """Give a panel an axis of persons from zero, with thousands separators and faint lines.

    Args:
        panel: The panel.
        limit: Where the axis ends (persons).
        width: The panel's width (inches), which says how many numbers it holds.
        name: What is counted.
        floor: Where it begins (persons).
    """
    panel.set_xlim(floor, limit)
    room = style.width_of(style.number(limit), style.SMALL) + 0.12
    panel.xaxis.set_major_locator(
        MaxNLocator(max(1, min(8, int(width / room))), integer=True, steps=[1, 2, 2.5, 5, 10])
    )
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.number(value)))
    panel.tick_params(axis="x", length=0, pad=4, labelsize=style.SMALL, labelcolor=style.SOFT)
    panel.grid(axis="x", color=style.HAIR, lw=0.8)
    panel.set_axisbelow(True)
    if name:
        panel.set_xlabel(name, fontsize=style.SMALL, color=style.SOFT, labelpad=3)


def _own_figure(width: float, height: float) -> Axes:
    figure = Picture(figsize=(width, height), facecolor=style.PAPER, dpi=100)
    FigureCanvasAgg(figure)
    return figure.add_axes((0, 0, 1, 1))


def _figure_of(host: Axes) -> Figure:
    figure = host.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes to draw in must stand in a figure")
    return figure


def _write_head(opened: Sheet, heads: Sequence[str], below: Sequence[tuple[str, str]]) -> None:
    at = MARGIN
    for line in heads:
        opened.text(MARGIN, at, line, size=style.TITLE, bold=True, anchor="top")
        at += style.line_height(style.TITLE)
    for line, colour in below:
        opened.text(MARGIN, at + 0.02, line, colour=colour, anchor="top")
        at += style.line_height(style.TEXT)


def _key_lines(key: Sequence[Swatch], room: float) -> list[list[tuple[float, Swatch]]]:
    lines: list[list[tuple[float, Swatch]]] = []
    at = room
    for sign, meaning in key:
        wide = 0.3 + style.width_of(meaning, style.SMALL) + 0.22
        if at + wide - 0.22 > room:
            lines.append([])
            at = 0.0
        lines[-1].append((at, (sign, meaning)))
        at += wide
    return lines


def _write_foot(opened: Sheet, keys: Sequence[Sequence[tuple[float, Swatch]]], feet: Sequence[str]) -> None:
    at = opened.bottom + 0.1
    for line in keys:
        for left, (sign, meaning) in line:
            _draw_sign(opened, MARGIN + left, at, sign)
            opened.text(MARGIN + left + 0.3, at, meaning, size=style.SMALL, colour=style.SOFT, anchor="center_baseline")
        at += 0.2
    at -= 0.07 if keys else 0.05
    for words in feet:
        opened.text(MARGIN, at, words, size=style.SMALL, colour=style.SOFT, anchor="top")
        at += style.line_height(style.SMALL)


def _draw_sign(opened: Sheet, left: float, middle: float, sign: str) -> None:
    fills = {"solid": style.SOLID, "pale": style.PALE, "faint": style.FAINT}
    if sign in fills:
        opened.box(left, middle - 0.05, 0.22, 0.1, fills[sign])
        return
    across, down = (left + 0.11) / opened.width, 1 - middle / opened.height
    if sign in {"line", "open", "beyond", "curve"}:
        opened.line(left, middle, left + 0.22, middle, style.INK, 1.2)
    if sign == "rust":
        opened.line(left + 0.11, middle - 0.07, left + 0.11, middle + 0.07, style.RUST, 1.4)
    if sign in {"dot", "line"}:
        _mark(opened, across, down, "o")
    if sign in {"open", "beyond"}:
        _mark(opened, (left + 0.22) / opened.width, down, ">", style.INK if sign == "beyond" else style.PAPER)


def _mark(opened: Sheet, across: float, down: float, shape: str, fill: str = style.PAPER) -> None:
    opened.host.plot(
        [across],
        [down],
        shape,
        transform=opened.host.transAxes,
        ms=4,
        mfc=fill,
        mec=style.INK,
        mew=1.0,
        clip_on=False,
    )
