"""Read dates as lists of persons write them, a column at a time: what can be read in two ways is not read."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from undercount.record.digits import WESTERN

Days = tuple[int, int]
Parts = tuple[int, int | None, int | None]

_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?:[ T]\d{1,2}:.*)?")
_TOGETHER = re.compile(r"((?:18|19|20|21)\d\d)([01]\d)([0-3]\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})(?:[ T,]+\d{1,2}:.*)?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_abbr) if name}
_EARLIEST = 1850


def day_first(cells: Iterable[object]) -> bool | None:
    """Return whether a column writes the day before the month, where numbers and the year last leave it open; None where nothing tells.

    One number above 12 tells; where one date has it first and another second, the column has no order.

    Args:
        cells: The distinct values of the column.
    """
    orders = set()
    for cell in cells:
        found = _YEAR_LAST.fullmatch(_plain(cell)) if isinstance(cell, str) else None
        if found is not None and (int(found[1]) > 12) != (int(found[3]) > 12):
            orders.add(int(found[1]) > 12)
    return orders.pop() if len(orders) == 1 else None


def days_of(cells: Sequence[object], precision: object = None, *, days_first: bool | None = None) -> Days | None:
    """Return a date as the first and the last day that it can be (days since 0001-01-01), or None.

    Args:
        cells: A date, or a text as 2015, 2015-03, 2015/3/7, 7.3.2015, 20150307 or 7 March 2015, in Latin or Arabic digits and with the
            month's name in one of ten languages; or year, month and day.
        precision: "month" or "year" where the date is not known to the day.
        days_first: Whether the day comes before the month where both are numbers and the year is last (:func:`day_first`); None where that
            is not known: then 7/3/2015 is none.

    Returns:
        None for what cannot be read, is no day of the calendar, is before 1850, or has not come yet.
    """
    parts = _parts(cells, days_first)
    if parts is None:
        return None
    year, month, day = parts
    wide = str(precision).strip().lower() if precision is not None else ""
    month = None if wide == "year" else month
    day = None if wide in ("year", "month") or month is None else day
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    if year < _EARLIEST or first > datetime.now(UTC).date():
        return None
    return first.toordinal(), last.toordinal()


def _plain(cell: object) -> str:
    return str(cell).translate(WESTERN).strip().removesuffix(".0")


def _parts(cells: Sequence[object], days_first: bool | None) -> Parts | None:
    first = cells[0] if cells else None
    if first is None:
        return None
    if isinstance(first, datetime | date):
        return first.year, first.month, first.day
    if len(cells) > 1:
        return _from_columns(cells)
    text = _plain(first)
    found = _YEAR_FIRST.fullmatch(text) or _TOGETHER.fullmatch(text)
    if found is not None:
        year, *rest = (one for one in found.groups() if one is None or one.isdigit())
        month, day = (*rest, None, None)[:2]
        return int(year or 0), *(None if one is None else int(one) for one in (month, day))  # type: ignore[return-value]
    found = _YEAR_LAST.fullmatch(text)
    if found is not None:
        return _ordered(int(found[1]), int(found[3]), int(found[4]), days_first)
    return _named(text) if _WORD.search(text) else None


def _ordered(one: int, other: int, year: int, days_first: bool | None) -> Parts | None:
    if one > 12 or other > 12 or one == other:
        days_first = one > 12
    if days_first is None:
        return None
    return (year, other, one) if days_first else (year, one, other)


@lru_cache(maxsize=1 << 16)
def _named(text: str) -> Parts | None:
    """Return the day of a date with a month's name."""
    from undercount.read.texts.days import day_in  # what knows months by name is loaded where one is met

    found = day_in(text)
    if found is None or len(found.edtf) != len("2016-11-15"):
        return None
    year, month, day = (int(one) for one in found.edtf.split("-"))
    return year, month, day


def _from_columns(cells: Sequence[object]) -> Parts | None:
    year, month, day = [_number(cell) for cell in (*cells, None, None)[:3]]
    if year is None or (month is None and len(cells) > 1 and cells[1] is not None):
        return None
    if day is None and len(cells) > 2 and cells[2] is not None:
        return None
    return year, month, day


def _number(value: object) -> int | None:
    try:
        return None if value is None else int(float(_plain(value)))
    except (ValueError, OverflowError):
        return _MONTHS.get(str(value).strip().lower()[:3])
