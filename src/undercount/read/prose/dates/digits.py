"""Dates in digits alone, and the year of a date that is written without one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from undercount.read.prose.dates import extent
from undercount.read.prose.dates.extent import Extent
from undercount.read.prose.dates.words import Anchor, UnclearError, group, weekday_number

NEAR_AHEAD = 61
"""A date without a year that lies at most so far ahead (days) is meant ahead where no word says that it is over: papers name the year of
a date that lies most of a year back."""


SLASHED = re.compile(r"(?<![\w./-])(?P<a>\d{1,2})([/.-])(?P<b>\d{1,2})\2(?P<y>(?:19|20)\d\d|\d\d)(?![\w/-]|\.\d)")


def yearless(month: int, day: int, at: Anchor) -> date:
    """Return the day of a date without a year: the last one up to the day of publication, or the next one.

    Raises:
        UnclearError: If there is no day of publication.
        ValueError: If the calendar has no such day.
    """
    date(2000, month, day)
    today = at.today()
    if at.year is not None and at.year < today.year and at.ahead is not True:
        return date(at.year, month, day)
    back = _nearest(month, day, today, -1)
    on = _nearest(month, day, today, 1)
    near = at.ahead is None and (on - today).days <= NEAR_AHEAD < (today - back).days
    return on if at.ahead or near else back


def _nearest(month: int, day: int, today: date, step: int) -> date:
    for year in range(today.year, today.year + 9 * step, step):
        try:
            one = date(year, month, day)
        except ValueError:
            continue
        if (one - today).days * step >= 0:
            return one
    raise ValueError(f"{day}.{month}. does not come")


def read_iso(found: re.Match[str], _: Anchor) -> Extent:
    """Return the day of 2016-10-07."""
    return extent.day(date(int(found["y"]), int(found["m"]), int(found["d"])))


def read_slashed(found: re.Match[str], at: Anchor) -> Extent:
    """Return the day of 12/05/2016; where both orders fit and nothing decides between them, it stays unresolved."""
    a, b = int(found["a"]), int(found["b"])
    text = found["y"]
    latest = at.day.year + 1 if at.day is not None else 2069
    year = int(text) if len(text) == 4 else latest - (latest - int(text)) % 100
    read = _orders(a, b, lambda month, day: date(year, month, day))
    if at.day is not None and len(read) == 2 and at.ahead is not True:
        read = {k: d for k, d in read.items() if d <= at.day} or read
    if len(read) == 2 and at.day_first is not None:
        read = {at.day_first: read[at.day_first]}
    return _only(read)


def slash_order(found: re.Match[str]) -> bool | None:
    """Return whether a date in digits shows that the day comes first, or None where it shows nothing."""
    a, b = int(found["a"]), int(found["b"])
    return None if (a <= 12) == (b <= 12) else a > 12


def read_short(found: re.Match[str], at: Anchor) -> Extent:
    """Return the day of "(13/03)"; beside a date already said it is the order that gives that date."""
    read = _orders(int(found["a"]), int(found["b"]), lambda month, day: yearless(month, day, at))
    said = group(found, "weekday")
    if said is not None:
        read = {k: d for k, d in read.items() if d.weekday() == weekday_number(said)} or read
    if at.day_first is not None and len(read) == 2:
        read = {at.day_first: read[at.day_first]}
    if at.prior is not None and at.prior.is_day and at.prior.first in read.values():
        return at.prior
    return _only(read)


def _orders(a: int, b: int, made_of: Callable[[int, int], date]) -> dict[bool, date]:
    """Return the days that two numbers can name: under True with the day first, under False with the month first."""
    read = {}
    for first, (day, month) in ((True, (a, b)), (False, (b, a))):
        if 1 <= month <= 12:
            try:
                read[first] = made_of(month, day)
            except ValueError:
                continue
    if not read:
        raise ValueError("no date")
    return read


def _only(read: dict[bool, date]) -> Extent:
    days = sorted(set(read.values()))
    if len(days) > 1:
        raise UnclearError(
            f"it can be {days[0].isoformat()} or {days[1].isoformat()}: the order of day and month is not known"
        )
    return extent.day(days[0])
