"""How precisely a time is known, and how far apart two of them are."""

from __future__ import annotations

from collections.abc import Iterable

from undercount.record.when import DAY, When

CLOCK, PART, DAYLONG, DAYS, MONTH, LONGER, VAGUE = "clock", "part-of-day", "day", "days", "month", "longer", "uncertain"
PRECISIONS = (CLOCK, PART, DAYLONG, DAYS, MONTH, LONGER, VAGUE)
"""How precisely a time is known, finest first. ``uncertain``: an end is open, or its source calls the date uncertain or approximate."""

HOUR, MINUTE = 3600, 60
_LONGEST = (
    (CLOCK, HOUR + MINUTE),
    (PART, 12 * HOUR),
    (DAYLONG, 25 * HOUR),
    (DAYS, 7 * DAY + HOUR),
    (MONTH, 31 * DAY + HOUR),
)


def precision(when: When) -> str:
    """Return how precisely a time is known: a term of :data:`PRECISIONS`.

    A clock time is known to an hour or better, a part of a day to twelve hours; a day has 23 to 25 hours where clocks change.
    """
    if when.start is None or when.end is None or not when.certain:
        return VAGUE
    length = when.end - when.start
    return next((term for term, longest in _LONGEST if length <= longest), LONGER)


def coarser(left: str, right: str) -> str:
    """Return the less precise of two terms of :data:`PRECISIONS`."""
    return max(left, right, key=PRECISIONS.index)


def gap(left: When, right: When) -> int | None:
    """Return how long after one interval the other begins (seconds), negative where they overlap; None if an end is open."""
    if left.start is None or left.end is None or right.start is None or right.end is None:
        return None
    return max(left.start, right.start) - min(left.end, right.end)


def meets(left: When, right: When) -> bool:
    """Tell whether two intervals share at least half of the shorter one.

    A day of one time zone and the next day of another overlap by a few hours; that is not the same day.
    """
    apart = gap(left, right)
    if apart is None or left.start is None or left.end is None or right.start is None or right.end is None:
        return False
    return -2 * apart >= min(left.end - left.start, right.end - right.start)


def minutes_apart(left: Iterable[When], right: Iterable[When]) -> float | None:
    """Return how far apart two sets of clock times are at the nearest (minutes), or None if either has a time without a clock.

    14:05 and 14:10 are five minutes apart: what counts is the last minute that the earlier one names and the first of the later.
    One time on one side that is known to the day only could be any of the other side's: then nothing is told apart.
    """
    ours, theirs = tuple(left), tuple(right)
    if not ours or not theirs or any(precision(when) not in (CLOCK, PART) for when in (*ours, *theirs)):
        return None
    return min(seconds_apart(a, b) for a in ours for b in theirs) / MINUTE


def seconds_apart(left: When, right: When) -> int:
    """Return how far apart two clock times are (seconds), 0 where they overlap: from the last minute that the earlier one names.

    Raises:
        ValueError: If an end is open.
    """
    apart = gap(left, right)
    if apart is None:
        raise ValueError("a clock time has two ends")
    if apart < 0:
        return 0
    first = left if (left.end or 0) <= (right.end or 0) else right
    length = (first.end or 0) - (first.start or 0)
    return apart + (MINUTE if length % MINUTE == 0 else 1)
