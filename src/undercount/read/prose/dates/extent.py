"""Stretches of calendar days, as words name them: a day, a week, a month, a year, a decade, and what lies between two of them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Extent:
    """Whole days from the first to the last, either of which may be open.

    Args:
        first: The first day, or None where the start is open.
        last: The last day, or None where the end is open.
        edtf: The same in EDTF.
    """

    first: date | None
    last: date | None
    edtf: str

    @property
    def is_day(self) -> bool:
        """Tell whether it is one day."""
        return self.first is not None and self.first == self.last

    def marked(self, mark: str) -> Extent:
        """Return it marked as uncertain (``?``) or approximate (``~``), which bounds nothing."""
        ends = self.edtf.split("/")
        return Extent(
            self.first, self.last, "/".join(e if e in ("", "..") or e[-1] in "?~%" else e + mark for e in ends)
        )


def day(one: date) -> Extent:
    """Return one day."""
    return Extent(one, one, one.isoformat())


def days(first: date | None, last: date | None) -> Extent:
    """Return the days from the first through the last; None leaves that side open."""
    if first is not None and first == last:
        return day(first)
    left = ".." if first is None else first.isoformat()
    right = ".." if last is None else last.isoformat()
    return Extent(first, last, f"{left}/{right}")


def week(one: date) -> Extent:
    """Return the calendar week (Monday to Sunday, ISO 8601) that holds a day."""
    monday = one - timedelta(days=one.weekday())
    return days(monday, monday + timedelta(days=6))


def weekend(one: date) -> Extent:
    """Return the Saturday and Sunday of the calendar week that holds a day."""
    saturday = one - timedelta(days=one.weekday() - 5)
    return days(saturday, saturday + timedelta(days=1))


def month(year: int, number: int) -> Extent:
    """Return a month; numbers beyond 1 to 12 run on into other years."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    last = calendar.monthrange(year, number)[1]
    return Extent(date(year, number, 1), date(year, number, last), f"{year:04d}-{number:02d}")


def months(year: int, first: int, last: int) -> Extent:
    """Return the months from the first through the last, counted from January of a year."""
    return between(month(year, first), month(year, last))


def year(number: int) -> Extent:
    """Return a year."""
    return Extent(date(number, 1, 1), date(number, 12, 31), f"{number:04d}")


def decade(first: int) -> Extent:
    """Return the ten years that begin with a year."""
    return Extent(date(first, 1, 1), date(first + 9, 12, 31), f"{first // 10:03d}X")


def century(first: int) -> Extent:
    """Return the hundred years that begin with a year."""
    return Extent(date(first, 1, 1), date(first + 99, 12, 31), f"{first // 100:02d}XX")


def between(left: Extent, right: Extent) -> Extent:
    """Return what lies from the start of one through the end of the other."""
    if left.edtf == right.edtf:
        return left
    start, end = left.edtf.split("/")[0], right.edtf.split("/")[-1]
    return Extent(left.first, right.last, f"{start}/{end}")


def since(start: Extent, last: date | None) -> Extent:
    """Return what lies from the start of one through a day, or without an end."""
    if last is None or (start.first is not None and start.first > last):
        return Extent(start.first, None, f"{start.edtf.split('/')[0]}/..")
    return between(start, day(last))


def until(end: Extent) -> Extent:
    """Return what lies up to the end of one."""
    return Extent(None, end.last, f"../{end.edtf.split('/')[-1]}")


def before(end: Extent) -> Extent:
    """Return what lies before the start of one."""
    return end if end.first is None else days(None, end.first - timedelta(days=1))


def shifted(one: date, unit: str, count: int) -> date:
    """Return the day that lies a number of units later (earlier if it is negative); a day that a month lacks becomes its last."""
    if unit in ("day", "week", "fortnight"):
        return one + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])
    total = one.year * 12 + one.month - 1 + count * {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit]
    to_year, to_month = total // 12, total % 12 + 1
    return date(to_year, to_month, min(one.day, calendar.monthrange(to_year, to_month)[1]))


def holding(one: date, unit: str) -> Extent:
    """Return the day, calendar week, month, year, decade or century that holds a day."""
    if unit in ("week", "fortnight"):
        return week(one)
    if unit == "month":
        return month(one.year, one.month)
    if unit == "decade":
        return decade(one.year // 10 * 10)
    if unit == "century":
        return century(one.year // 100 * 100)
    return year(one.year) if unit == "year" else day(one)
