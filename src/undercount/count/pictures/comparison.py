"""What every method says of one table, on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from undercount.count.estimators.compare import Comparison
from undercount.count.estimators.result import Estimate
from undercount.count.pictures import rows, style
from undercount.count.pictures.by_stratum import in_words
from undercount.errors import CountError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW = 0.34


def comparison(
    estimates: Sequence[Estimate] | Comparison, *, truth: float | None = None, ax: Axes | None = None
) -> Figure:
    """Draw the estimates that several methods make of one table, in the order given, beside the documented count.

    Use it to see how much the choice of the method decides, which no interval shows.

    Args:
        estimates: What :func:`undercount.count.compare` found, or one estimate a method, all of the same persons. A refused one is
            drawn as its reason and without a number.
        truth: The total that is known from elsewhere, such as a later census (persons), or None.
        ax: Axes to draw in, at least 6 inches broad and 0.35 inches high for each method, with 1.5 for the rest; None for a new figure.

    Returns:
        The figure: a row a method on one axis of persons that starts at zero, with a line at the documented count.

    Raises:
        CountError: If there is no estimate, or they are of different persons.
    """
    if isinstance(estimates, Comparison):
        estimates = tuple(estimates.estimates.values())
    if not estimates:
        raise CountError("a comparison needs at least one estimate; there is none: give the estimates")
    strata = {(one.stratum, one.documented) for one in estimates}
    if len(strata) > 1:
        raise CountError(
            f"methods are compared on the same persons; these are {len(strata)} different tables: draw each alone, or use by_stratum"
        )
    known = style.finite(truth)
    labels = [style.method_words(one) for one in estimates]
    limit = rows.limit_of(estimates, *([] if known is None else [known]))
    with style.own_style():
        from undercount.count.pictures import sheet as paper

        key = [
            *rows.key_of(estimates, limit),
            *([] if known is None else [("rust", f"known total {style.number(known)}")]),
        ]
        opened = paper.sheet(
            style.titled("What each method estimates", style.stratum_words(estimates[0])),
            [_under(estimates)],
            rows.HEAD + rows.FOOT + _ROW * len(estimates),
            ax,
            key=key,
            words=" ".join(f"{label}: {in_words(one)}." for label, one in zip(labels, estimates, strict=True)),
        )
        layout = rows.layout_of(opened, labels, estimates, _ROW, limit)
        panel = rows.draw_rows(opened, layout, labels, estimates, "method")
        panel.axvline(estimates[0].documented, color=style.SOLID, lw=1.2, zorder=0.9, label="_documented_line")
        if known is not None:
            panel.axvline(known, color=style.RUST, lw=1.4, ls=(0, (4, 2)), zorder=1.5, label="_truth")
        return opened.figure


def _under(estimates: Sequence[Estimate]) -> str:
    documented = f"{style.number(estimates[0].documented)} persons are documented"
    totals = [one.estimate for one in estimates if one.estimate is not None]
    refused = len(estimates) - len(totals)
    words = f"{documented}."
    if len(totals) > 1:
        words = f"{documented}; the estimates run from {style.number(min(totals))} to {style.number(max(totals))}."
    if refused:
        words += f" {refused} of {len(estimates)} {'method was' if len(estimates) == 1 else 'methods'} refused."
    return words
