"""Lay out a reliability diagram: among judged pairs of near probability, what was stated and what share is the same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undercount.site.charts import Axis, Span, percent
from undercount.site.persons import Bin, Calibration

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares that are written along both sides."""

_SURE = 1e-6


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of the diagram.

    Args:
        of: What it stands for.
        x: Where the stated probability lies across.
        y: Where the observed share lies, from above.
        top: Where its interval ends above.
        bottom: Where it ends below.
        span: The interval along a line of its own, as in the table.
        point: Where the observed share lies on that line.
        said: Where the stated probability lies on it.
        stated: The stated probability, which is never quite 0 or 1, although rounding can make it so.
    """

    of: Bin
    x: str
    y: str
    top: str
    bottom: str
    span: Span
    point: str
    said: str
    stated: float


@dataclass(frozen=True, slots=True)
class Diagram:
    """A reliability diagram.

    Args:
        judged: On how many judged pairs it rests.
        before: The model's own probabilities.
        after: The calibrated ones, each judged pair by a calibration that did not see it.
        across: Shares along the ground, each with its place.
        up: Shares along the side, each with its place from above.
        start: Where the diagonal begins across; it ends at the other side.
        end: Where it ends.
    """

    judged: int
    before: tuple[Mark, ...]
    after: tuple[Mark, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    start: str
    end: str


def diagram(calibration: Calibration | str, *, mirrored: bool) -> Diagram | None:
    """Return the diagram of a calibration, or None where probabilities are uncalibrated.

    Args:
        calibration: As ``publication.json`` holds it.
        mirrored: Whether the language reads from the right.
    """
    if isinstance(calibration, str):
        return None
    axis = Axis(1.0, mirrored)
    return Diagram(
        judged=calibration["judged"],
        before=_marks(calibration["before"], axis),
        after=_marks(calibration["after"], axis),
        across=tuple((share, axis.at(share)) for share in TICKS),
        up=tuple((share, _height(share)) for share in TICKS),
        start=axis.at(0),
        end=axis.at(1),
    )


def _marks(bins: Sequence[Bin], axis: Axis) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            of=one,
            x=axis.at(one["said"]),
            y=_height(one["true"]),
            top=_height(one["high"]),
            bottom=_height(one["low"]),
            span=axis.span(one["low"], one["high"]),
            point=axis.at(one["true"]),
            said=axis.at(one["said"]),
            stated=min(max(one["said"], _SURE), 1 - _SURE),
        )
        for one in bins
    )


def _height(share: float) -> str:
    return percent(100 * (1 - share))
