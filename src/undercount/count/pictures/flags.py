"""Words that stand above places on an axis, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from undercount.count.pictures import style

if TYPE_CHECKING:
    from undercount.count.pictures.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Flag:
    """A word that stands above a place on the axis, on a pole.

    Args:
        at: The place (inches from the sheet's left).
        text: The word.
        colour: Its colour.
        bold: Whether it is heavy.
    """

    at: float
    text: str
    colour: str
    bold: bool = False


def flags_height(count: int) -> float:
    """Return the room that so many flags can need (inches)."""
    return 0.12 + style.line_height(style.TEXT) * count


def _span(flag: Flag, right: float) -> tuple[float, float]:
    width = style.width_of(flag.text, style.TEXT, bold=flag.bold)
    if flag.at + 0.06 + width <= right:
        return flag.at + 0.06, flag.at + 0.06 + width
    begin = max(0.0, flag.at - 0.06 - width)
    return begin, begin + width


def _levels(flags: Sequence[Flag], spans: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    """Return the lowest heights at which no word meets another word or the pole of one above it."""
    orders = sorted(product(range(len(flags)), repeat=len(flags)), key=lambda levels: (max(levels, default=0), levels))
    pairs = [(one, two) for one in range(len(flags)) for two in range(len(flags)) if one != two]

    def clear(levels: tuple[int, ...]) -> bool:
        return not any(
            (
                levels[one] == levels[two]
                and spans[one][0] < spans[two][1] + 0.06
                and spans[two][0] < spans[one][1] + 0.06
            )
            or (levels[two] >= levels[one] and spans[one][0] - 0.03 < flags[two].at < spans[one][1] + 0.03)
            for one, two in pairs
        )

    return next((levels for levels in orders if clear(levels)), tuple(range(len(flags))))


def raise_flags(sheet: Sheet, flags: Sequence[Flag], foot: float, *, right: float) -> None:
    """Write words above places on an axis, so that none covers another or stands in another's pole.

    Args:
        sheet: The sheet.
        flags: The words, at most five.
        foot: Where the poles begin (inches from above).
        right: The right edge that no word crosses (inches).
    """
    spans = [_span(flag, right) for flag in flags]
    step = style.line_height(style.TEXT)
    for flag, (begin, _), level in zip(flags, spans, _levels(flags, spans), strict=True):
        middle = foot - 0.1 - step * level
        sheet.line(flag.at, middle - 0.07, flag.at, foot, flag.colour)
        sheet.text(begin, middle, flag.text, colour=flag.colour, bold=flag.bold)
