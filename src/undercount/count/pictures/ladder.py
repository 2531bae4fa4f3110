"""How often tempered chains change places, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

from undercount.count.estimators.result import Estimate
from undercount.count.pictures import style
from undercount.errors import CountError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BODY = 2.5

_POOR = 0.1
"""A lower rate is a barrier: states hardly pass between the two levels."""


class HasSwaps(Protocol):
    """What a tempered sampler keeps, seen from the picture of its ladder."""

    @property
    def swaps(self) -> Sequence[float]:
        """The share of proposed swaps that were accepted between each level and the next, the data's own level first."""
        ...


def ladder(estimate: Estimate, *, ax: Axes | None = None) -> Figure:
    """Draw the share of swaps accepted between each level of a tempered sampler and the next.

    Use it where chains disagree: a level at which hardly any swap is accepted is where they are cut off from each other.

    Args:
        estimate: An estimate whose ``detail`` has ``swaps`` (:class:`HasSwaps`).
        ax: Axes to draw in, at least 5 by 3 inches; None for a new figure.

    Returns:
        The figure: a bar for each pair of levels, from 0 to 100 %; a rate below 10 % is rust.

    Raises:
        CountError: If the estimate's detail has no swaps.
    """
    swaps = getattr(estimate.detail, "swaps", None)
    if swaps is None or not len(swaps):
        raise CountError(
            f"a ladder is drawn of an estimate by a tempered sampler; {estimate.method.name} is none, or kept no swaps: use latent_class"
        )
    rates = [style.finite(rate) for rate in cast(HasSwaps, estimate.detail).swaps]
    drawn = [0.0 if rate is None else min(max(rate, 0.0), 1.0) for rate in rates]
    lowest = min(range(len(drawn)), key=drawn.__getitem__)
    with style.own_style():
        from undercount.count.pictures import sheet as paper

        verdict = f"The lowest rate is {style.percent(drawn[lowest])}, between levels {lowest + 1} and {lowest + 2}"
        verdict += ": hardly anything passes there." if drawn[lowest] < _POOR else "."
        opened = paper.sheet(
            style.titled("How often the levels of the sampler change places", style.stratum_words(estimate)),
            [f"{style.method_words(estimate)}: {len(drawn) + 1} levels.", verdict],
            _BODY,
            ax,
        )
        left, width = paper.MARGIN + 0.5, opened.width - 2 * paper.MARGIN - 0.5
        panel = opened.panel(left, opened.top, width, opened.bottom - opened.top - 0.45)
        panel.bar(
            range(1, len(drawn) + 1),
            drawn,
            width=0.7,
            color=[style.RUST if rate < _POOR else style.SOLID for rate in drawn],
            label="_swaps",
        )
        _axes(panel, len(drawn))
        return opened.figure


def _axes(panel: Axes, count: int) -> None:
    skip = -(-count // 16)
    shown = range(1, count + 1, skip)
    panel.set_xlim(0.4, count + 0.6)
    panel.set_ylim(0, 1)
    panel.set_xticks(list(shown), [f"{level}–{level + 1}" for level in shown])
    panel.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    panel.tick_params(axis="both", length=0, pad=4, labelsize=style.SMALL, labelcolor=style.SOFT)
    panel.grid(axis="y", color=style.HAIR, lw=0.8)
    panel.set_axisbelow(True)
    panel.set_xlabel(
        "levels, from the data's own to the most thinned", fontsize=style.SMALL, color=style.SOFT, labelpad=3
    )
