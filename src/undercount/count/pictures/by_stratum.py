"""The strata's estimates, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from undercount.count.estimators.result import Estimate
from undercount.count.pictures import rows, style
from undercount.errors import CountError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_STRATA = 200
"""The most strata of one picture; more cannot be read."""


def by_stratum(estimates: Sequence[Estimate], *, ax: Axes | None = None) -> Figure:
    """Draw the estimate of each stratum with its documented part filled, in the order given.

    Args:
        estimates: One estimate a stratum. A refused one is named as refused, with its reason and without a number.
        ax: Axes to draw in, at least 6 inches broad and 0.2 inches high for each stratum, with 1.5 for the rest; None for a new figure.

    Returns:
        The figure: a row a stratum on one axis of persons that starts at zero.

    Raises:
        CountError: If there is no stratum, or there are more than 200.
    """
    if not estimates:
        raise CountError("a picture by stratum needs at least one stratum; there is none: give the estimates")
    if len(estimates) > MOST_STRATA:
        raise CountError(
            f"a picture holds at most {MOST_STRATA} strata; there are {len(estimates)}: draw them in parts, such as one year at a time"
        )
    labels, name = _names(estimates)
    refused = sum(one.refused is not None for one in estimates)
    row = 0.32 if len(estimates) <= 8 else 0.2
    limit = rows.limit_of(estimates)
    with style.own_style():
        from undercount.count.pictures import sheet as paper

        body = rows.HEAD + rows.FOOT + row * len(estimates)
        opened = paper.sheet(
            f"Documented and estimated by {name}",
            [_under(estimates, refused)],
            body,
            ax,
            key=rows.key_of(estimates, limit),
            words=_words(labels, estimates),
        )
        layout = rows.layout_of(opened, labels, estimates, row, limit)
        rows.draw_rows(opened, layout, labels, estimates, name)
        return opened.figure


def _names(estimates: Sequence[Estimate]) -> tuple[list[str], str]:
    """Return a name for each stratum and for what they are: the labels alone where all are parted by the same columns."""
    columns = {tuple(column for column, _ in one.stratum) for one in estimates}
    if len(columns) == 1 and (shared := columns.pop()):
        return [", ".join(label for _, label in one.stratum) for one in estimates], ", ".join(shared)
    return [style.stratum_words(one) or "all" for one in estimates], "stratum"


def _under(estimates: Sequence[Estimate], refused: int) -> str:
    methods = {style.method_words(one): None for one in estimates}
    documented = style.number(sum(one.documented for one in estimates))
    counted = "1 stratum" if len(estimates) == 1 else f"{len(estimates)} strata"
    words = f"{'; '.join(methods)}. {counted}, {documented} persons documented"
    return f"{words}; refused in {refused} of them." if refused else f"{words}."


def _words(labels: Sequence[str], estimates: Sequence[Estimate]) -> str:
    return " ".join(f"{label}: {in_words(one)}." for label, one in zip(labels, estimates, strict=True))


def in_words(one: Estimate) -> str:
    """Return one estimate as a reader who cannot see the picture hears it."""
    if one.estimate is None:
        return f"documented {style.number(one.documented)}, refused ({style.reason(one.refused or '')})"
    interval = style.interval_words(one.low, one.high)
    return f"documented {style.number(one.documented)}, estimate {style.number(one.estimate)} (interval {interval})"
