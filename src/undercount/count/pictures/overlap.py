"""Which lists name the same persons: the capture histories and how many have each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undercount.count.estimators.histories import Bits, CaptureHistories, Ints
from undercount.count.pictures import style
from undercount.errors import CountError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from undercount.count.pictures.sheet import Sheet

_ROW = 0.23
_TALL_ROW = 0.36
"""Height of a list's row, and of each where a name takes two lines (inches)."""

_NAME = 0.32
"""A name takes at most this share of the width."""

_BARS = 1.75
_SIZES = 0.85


def overlap(histories: CaptureHistories, *, most: int = 20, ax: Axes | None = None) -> Figure:
    """Draw how many persons have each capture history, with the lists that make it up, the most common first.

    Use it before any estimate: where lists name nobody in common, no estimator can tell whether they are independent. Strata are taken
    together; split the histories to see one.

    Args:
        histories: The table.
        most: How many histories to draw at most; how many persons have the others is said under the title.
        ax: Axes to draw in, at least 6 by 4 inches; None for a new figure.

    Returns:
        The figure: bars of the counts (persons) above dots for the lists, the size of each list at the left, and last the history that no
        list holds, whose count is what is estimated.

    Raises:
        CountError: If ``most`` is below 1 or nobody is on a list.

    References:
        Lex, Gehlenborg, Strobelt, Vuillemot and Pfister (2014), UpSet: Visualization of Intersecting Sets, IEEE TVCG 20(12).
    """
    if most < 1:
        raise CountError(f"a picture of the overlaps draws at least one history; most is {most}: give for example 20")
    held = np.flatnonzero(histories.counts > 0)
    if not len(held):
        raise CountError("somebody must be on a list to draw the overlaps; nobody is: leave this stratum out")
    order = held[np.lexsort((histories.patterns[held], -histories.counts[held]))]
    drawn = order[:most]
    with style.own_style():
        from undercount.count.pictures import sheet as paper

        body = _BARS + _row(histories) * len(histories.lists) + 0.2
        title = style.titled("Who is on which lists", histories.name)
        opened = paper.sheet(title, _facts(histories, len(held), drawn), body, ax, words=_words(histories, drawn))
        _draw(opened, histories, histories.counts[drawn], histories.bits[drawn])
        return opened.figure


def _row(histories: CaptureHistories) -> float:
    """Return the height of a list's row: that of two lines where a name does not fit in one."""
    longest = max(style.width_of(name, style.TEXT) for name in histories.lists)
    return _ROW if longest <= style.WIDTH * _NAME else _TALL_ROW


def _facts(histories: CaptureHistories, held: int, drawn: Ints) -> list[str]:
    alone = int(histories.counts[histories.bits.sum(axis=1) == 1].sum())
    shared = histories.overlaps[np.triu_indices(len(histories.lists), 1)]
    empty = int((shared == 0).sum())
    share = style.percent(alone / histories.documented)
    facts = f"{style.number(histories.documented)} persons documented, {share} of them on one list only."
    if empty:
        facts += f" {empty} of {len(shared)} pairs of lists {'names' if empty == 1 else 'name'} nobody in common."
    if held == len(drawn):
        return [facts]
    rest = histories.documented - int(histories.counts[drawn].sum())
    return [
        facts,
        f"The {len(drawn)} most common of {held} histories; {style.number(rest)} persons have one of the others.",
    ]


def _words(histories: CaptureHistories, drawn: Ints) -> str:
    parts = []
    for cell in drawn[:5].tolist():
        on = [name for name, bit in zip(histories.lists, histories.bits[cell].tolist(), strict=True) if bit]
        parts.append(f"{style.number(int(histories.counts[cell]))} on {style.listed(on)} alone")
    return f"The most common: {'; '.join(parts)}."


def _draw(opened: Sheet, histories: CaptureHistories, counts: Ints, bits: Bits) -> None:
    from undercount.count.pictures.sheet import MARGIN

    lists, columns = len(histories.lists), len(counts)
    row = min(_row(histories), (opened.bottom - opened.top) * 0.6 / lists)
    most = max(1, int(row / style.line_height(style.TEXT)))
    names = [style.wrap(name, style.TEXT, opened.width * _NAME, most=most) for name in histories.lists]
    wide = max(style.width_of(line, style.TEXT) for name in names for line in name)
    sizes = style.width_of(style.number(int(histories.sizes.max())), style.SMALL) + 0.08
    left = MARGIN + sizes + _SIZES + 0.08 + wide + 0.12
    width = opened.width - MARGIN - left
    matrix = opened.bottom - 0.1 - row * lists
    column = width / (columns + 1)
    _stripes(opened, names, matrix, row, MARGIN + sizes + _SIZES + 0.08 + wide)
    _sizes(opened, histories, matrix, row, (MARGIN + sizes, _SIZES))
    _bars(opened, counts, (left, matrix - 0.08, width, column))
    _dots(opened, bits, (left, matrix, width, row * lists))


def _stripes(opened: Sheet, names: list[list[str]], top: float, row: float, right: float) -> None:
    from undercount.count.pictures.sheet import MARGIN

    for number, name in enumerate(names):
        if number % 2 == 0:
            opened.box(MARGIN, top + number * row, opened.width - 2 * MARGIN, row, style.STRIPE)
        opened.lines(right, top + (number + 0.5) * row, name, align="right")


def _sizes(opened: Sheet, histories: CaptureHistories, top: float, row: float, at: tuple[float, float]) -> None:
    """Draw each list's size as a bar that grows to the left, with its number."""
    left, width = at
    lists = len(histories.lists)
    panel = opened.panel(left, top, width, row * lists)
    largest = int(histories.sizes.max())
    panel.barh(range(lists), histories.sizes, height=0.5, color=style.SOLID, label="_sizes")
    panel.set_xlim(largest, 0)
    panel.set_ylim(lists - 0.5, -0.5)
    for number, size in enumerate(histories.sizes.tolist()):
        edge = left + width * (1 - size / largest) - 0.05
        opened.text(
            edge,
            top + (number + 0.5) * row,
            style.number(size),
            size=style.SMALL,
            colour=style.SOFT,
            align="right",
            anchor="center_baseline",
        )
    opened.text(left + width, top - 0.1, "on the list", size=style.SMALL, colour=style.SOFT, align="right")


def _bars(opened: Sheet, counts: Ints, at: tuple[float, float, float, float]) -> None:
    """Draw a bar for each history, its number above it: upright where the bars are broad enough, else turned."""
    left, foot, width, column = at
    labels = [style.number(count) for count in counts.tolist()]
    longest = max(style.width_of(label, style.SMALL) for label in labels)
    turned = longest > column - 0.04
    room = longest + 0.1 if turned else 0.2
    height = foot - opened.top - room
    panel = opened.panel(left, foot - height, width, height)
    panel.bar(range(len(counts)), counts, width=0.62, color=style.SOLID, label="_histories")
    panel.set_xlim(-0.5, len(counts) + 0.5)
    panel.set_ylim(0, int(counts.max()))
    for place, (count, label) in enumerate(zip(counts.tolist(), labels, strict=True)):
        top = foot - height * count / int(counts.max()) - 0.05
        across = left + (place + 0.5) * column
        if turned:
            opened.text(across, top, label, size=style.SMALL, turned=True, anchor="center")
        else:
            opened.text(across, top, label, size=style.SMALL, align="center", anchor="bottom")
    across = left + (len(counts) + 0.5) * column
    opened.text(
        across, foot - 0.05, "?", size=style.TITLE, colour=style.RUST, bold=True, align="center", anchor="bottom"
    )
    opened.text(
        across + 0.03, foot - 0.27, "on no list", size=style.SMALL, colour=style.RUST, turned=True, anchor="center"
    )


def _dots(opened: Sheet, bits: Bits, at: tuple[float, float, float, float]) -> None:
    columns, lists = bits.shape
    panel = opened.panel(*at)
    panel.set_xlim(-0.5, columns + 0.5)
    panel.set_ylim(lists - 0.5, -0.5)
    size = min(5.5, 72 * at[3] / lists * 0.5, 72 * at[2] / (columns + 1) * 0.7)
    off, on = np.nonzero(bits == 0), np.nonzero(bits)
    panel.plot(*off, "o", ms=size, mfc="#dedbd2", mec="none", label="_off")
    panel.plot(
        [columns] * lists, range(lists), "o", ms=size - 1, mfc=style.PAPER, mec=style.RUST, mew=0.8, label="_missed"
    )
    for place in range(columns):
        held = np.flatnonzero(bits[place])
        panel.plot([place, place], [held[0], held[-1]], color=style.INK, lw=1.6, solid_capstyle="butt")
    panel.plot(*on, "o", ms=size, mfc=style.INK, mec="none", label="_on")
