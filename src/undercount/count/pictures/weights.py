"""Which models carry an averaged estimate, and what each says alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from undercount.count.estimators.result import Estimate
from undercount.count.pictures import rows, style
from undercount.errors import CountError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from undercount.count.pictures.sheet import Sheet, Swatch

Weighted = tuple[str, float, float | None]
"""A model's name, its weight (probability) and its own estimate of the total (persons), or None where it has none."""

_ROW = 0.24
_TALL_ROW = 0.36
"""Height of a row, and of one whose name takes two lines (inches)."""

_NAME = 0.34
"""A name takes at most this share of the width."""


class HasWeights(Protocol):
    """What an average over models keeps, seen from the picture of its weights."""

    @property
    def model_weights(self) -> Sequence[Weighted]:
        """Each model with its weight and its own estimate."""
        ...


def weights(estimate: Estimate, *, most: int = 15, ax: Axes | None = None) -> Figure:
    """Draw the weight of each model in an average, the heaviest first, and the total that each estimates alone.

    Use it to see whether one model decides, and whether models of nearly equal weight say different things.

    Args:
        estimate: An estimate whose ``detail`` has ``model_weights`` (:class:`HasWeights`).
        most: How many models to draw at most; the others are one last row without an estimate.
        ax: Axes to draw in, at least 6 inches broad and 0.24 inches high for each model, with 1.5 for the rest; None for a new figure.

    Returns:
        The figure: weights as bars from zero at the left, each model's estimate as a dot on an axis of persons from zero at the right,
        where the solid part is documented.

    Raises:
        CountError: If the estimate's detail has no weights, or ``most`` is below 1.
    """
    if most < 1:
        raise CountError(f"a picture of weights draws at least one model; most is {most}: give for example 15")
    models = _models(estimate)
    drawn, rest = models[:most], models[most:]
    with style.own_style():
        from undercount.count.pictures import sheet as paper

        opened = paper.sheet(
            style.titled(_title(drawn), style.stratum_words(estimate)),
            _under(estimate, models),
            rows.HEAD + rows.FOOT + _row(drawn) * (len(drawn) + bool(rest)),
            ax,
            key=_key(estimate) if any(own is not None for _, _, own in drawn) else (),
            words=" ".join(f"{name}: {style.percent(weight)}." for name, weight, _ in drawn),
        )
        _draw(opened, estimate, drawn, rest)
        return opened.figure


def _title(drawn: Sequence[Weighted]) -> str:
    alone = ", and what it says alone" if any(own is not None for _, _, own in drawn) else ""
    return f"How much each model weighs{alone}"


def _row(drawn: Sequence[Weighted]) -> float:
    """Return the height of a row: that of two lines where a name does not fit in one."""
    longest = max(style.width_of(name, style.TEXT) for name, _, _ in drawn)
    return _ROW if longest <= style.WIDTH * _NAME else _TALL_ROW


def _models(estimate: Estimate) -> list[Weighted]:
    """Return the models with a weight, the heaviest first."""
    if not hasattr(estimate.detail, "model_weights"):
        raise CountError(
            f"weights are drawn of an estimate that averages over models; {estimate.method.name} does not, or kept none: "
            "use decomposable, or loglinear with averaging"
        )
    given = cast(HasWeights, estimate.detail).model_weights
    found = [
        (name, float(weight), style.finite(own)) for name, weight, own in given if style.finite(weight) is not None
    ]
    models = sorted((one for one in found if one[1] > 0), key=lambda one: (-one[1], one[0]))
    if not models:
        raise CountError(f"at least one model must have a weight to be drawn; {estimate.method.name} gives none")
    return models


def _under(estimate: Estimate, models: Sequence[Weighted]) -> list[str]:
    words = f"{style.method_words(estimate)}: {style.number(len(models))} models"
    if estimate.estimate is None:
        words += f"; refused: {style.reason(estimate.refused or '')}."
    else:
        words += f", on average {style.number(estimate.estimate)} persons."
    carried = np.cumsum([weight for _, weight, _ in models]) / sum(weight for _, weight, _ in models)
    half = int(np.searchsorted(carried, 0.5)) + 1
    if len(models) == 1:
        return [words]
    who = "The heaviest one carries" if half == 1 else f"The heaviest {half} carry"
    return [words, f"{who} {style.percent(float(carried[half - 1]))} of the weight."]


def _key(estimate: Estimate) -> list[Swatch]:
    key: list[Swatch] = [("solid", "documented"), ("dot", "estimate of the model alone")]
    return key if estimate.estimate is None else [*key, ("rust", "average")]


def _draw(opened: Sheet, estimate: Estimate, drawn: Sequence[Weighted], rest: Sequence[Weighted]) -> None:
    from undercount.count.pictures.sheet import MARGIN

    count = len(drawn) + bool(rest)
    row = min(_row(drawn), (opened.bottom - opened.top - rows.HEAD - rows.FOOT) / count)
    others = f"{style.number(len(rest))} more models" if len(rest) != 1 else "1 more model"
    names = [name for name, _, _ in drawn] + ([others] if rest else [])
    shares = [weight for _, weight, _ in drawn] + ([sum(weight for _, weight, _ in rest)] if rest else [])
    lines = int(row / style.line_height(style.TEXT))
    shown = [style.wrap(name, style.TEXT, opened.width * _NAME, most=max(1, lines)) for name in names]
    left = MARGIN + max(style.width_of(line, style.TEXT) for name in [["model"], *shown] for line in name) + 0.12
    top = opened.top + rows.HEAD
    for place, name in enumerate(shown):
        colour = style.SOFT if place >= len(drawn) else style.INK
        opened.lines(MARGIN, top + (place + 0.5) * row, name, colour)
    opened.text(MARGIN, top - 0.1, "model", size=style.SMALL, colour=style.SOFT)
    opened.text(left, top - 0.1, "weight", size=style.SMALL, colour=style.SOFT)
    free = opened.width - MARGIN - left
    own = [style.number(own) for _, _, own in drawn if own is not None]
    if not own:
        _shares(opened, shares, len(drawn), (left, top, free, row))
        return
    free -= max([style.width_of(total, style.TEXT) for total in own] + [0.62]) + 0.15
    _shares(opened, shares, len(drawn), (left, top, free * 0.36, row))
    _alone(opened, estimate, drawn, (left + free * 0.36 + 0.2, top, free * 0.64 - 0.2, row), count)
    opened.text(opened.width - MARGIN, top - 0.1, "alone", size=style.SMALL, colour=style.SOFT, align="right")


def _shares(opened: Sheet, shares: Sequence[float], named: int, at: tuple[float, float, float, float]) -> None:
    """Draw the weights as bars from zero, each with its number at its end."""
    left, top, width, row = at
    longest = max(style.width_of(style.percent(share), style.SMALL) for share in shares) + 0.1
    panel = opened.panel(left, top, width - longest, row * len(shares))
    colours = [style.SOLID if place < named else style.RULE for place in range(len(shares))]
    panel.barh(range(len(shares)), shares, height=0.6, color=colours, label="_weights")
    panel.set_xlim(0, max(shares))
    panel.set_ylim(len(shares) - 0.5, -0.5)
    for place, share in enumerate(shares):
        end = left + (width - longest) * share / max(shares) + 0.05
        words = style.percent(share)
        opened.text(
            end, top + (place + 0.5) * row, words, size=style.SMALL, colour=style.SOFT, anchor="center_baseline"
        )


def _alone(
    opened: Sheet, estimate: Estimate, drawn: Sequence[Weighted], at: tuple[float, float, float, float], count: int
) -> None:
    """Draw each model's own estimate as a dot on an axis of persons, with its number at the right."""
    from undercount.count.pictures.sheet import MARGIN, number_axis

    left, top, width, row = at
    height = row * count
    own = [total for _, _, total in drawn if total is not None]
    average = [] if estimate.estimate is None else [estimate.estimate]
    limit = 1.06 * max([float(estimate.documented), *own, *average, 1.0])
    panel = opened.panel(left, top, width, height)
    number_axis(panel, limit, width, name="persons")
    panel.set_ylim(height, 0)
    panel.axvspan(0, estimate.documented, color=style.SOLID, lw=0, label="_documented")
    for place, (_, _, total) in enumerate(drawn):
        middle = (place + 0.5) * row
        words, colour = ("no estimate", style.RUST) if total is None else (style.number(total), style.INK)
        opened.text(
            opened.width - MARGIN,
            top + middle,
            words,
            colour=colour,
            align="right",
            anchor="center_baseline",
            size=style.TEXT if total is not None else style.SMALL,
        )
        if total is not None:
            panel.plot([estimate.documented, total], [middle, middle], color=style.PALE, lw=2, solid_capstyle="butt")
            panel.plot([total], [middle], "o", ms=5.5, mfc=style.PAPER, mec=style.INK, mew=1.2, label="_alone")
    for total in average:
        panel.axvline(total, color=style.RUST, lw=1.3, zorder=1.2, label="_average")
