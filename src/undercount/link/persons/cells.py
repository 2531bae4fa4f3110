"""Read cells of lists of persons: sex, ages as intervals of years, dates as intervals of days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime

UNKNOWN, MALE, FEMALE = -1, 0, 1
_SEX = {
    **dict.fromkeys(("m", "male", "man", "boy", "ذكر", "رجل"), MALE),
    **dict.fromkeys(("f", "female", "woman", "girl", "انثى", "أنثى", "انثي"), FEMALE),
}
_GROUPS = {
    **dict.fromkeys(("child", "minor", "c", "طفل", "طفلة"), (0.0, 18.0)),
    **dict.fromkeys(("adult", "a", "بالغ"), (18.0, 125.0)),
}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_OLDEST = 125
_MONTHS = {
    name: at
    for at, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[ T].*)?$")

Years = tuple[float, float]
Days = tuple[int, int]


def sex_of(value: object) -> int:
    """Return 0 for male, 1 for female, -1 for not known."""
    return _SEX.get(str(value).strip().lower(), UNKNOWN) if value is not None else UNKNOWN


def age_of(value: object) -> Years | None:
    """Return an age as a half-open interval (years), or None where none is written or it is none that a person can have."""
    if value is None:
        return None
    text = str(value).translate(_DIGITS).lower()
    found = re.search(r"\d+(?:\.\d+)?", text)
    if found is None:
        return None
    number = float(found[0])
    for unit, share in (("month", 12.0), ("شهر", 12.0), ("week", 52.0), ("day", 365.0), ("يوم", 365.0)):
        if unit in text:
            return (number / share, (number + 1) / share)
    years = float(int(number))
    return (years, years + 1) if 0 <= years < _OLDEST else None


def group_of(value: object) -> Years | None:
    """Return the ages of a group (years): a child is under 18."""
    return None if value is None else _GROUPS.get(str(value).strip().lower())


def days_of(cells: Sequence[object], precision: object = None) -> Days | None:
    """Return a date as the first and the last day that it can be (days since 0001-01-01), or None.

    Args:
        cells: A date or a text as 2015, 2015-03 or 2015-03-07; or year, month and day.
        precision: "month" or "year" where the date is not known to the day.
    """
    parts = _parts(cells)
    if parts is None:
        return None
    year, month, day = parts
    wide = str(precision).strip().lower() if precision is not None else ""
    month = None if wide == "year" else month
    day = None if wide in ("year", "month") or month is None else day
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()


def _parts(cells: Sequence[object]) -> tuple[int, int | None, int | None] | None:
    first = cells[0] if cells else None
    if first is None:
        return None
    if isinstance(first, datetime | date):
        return first.year, first.month, first.day
    if len(cells) > 1:
        numbers = [_number(cell) for cell in cells] + [None, None]
        return None if numbers[0] is None else (numbers[0], numbers[1], numbers[2])
    found = _DATE.match(str(first).translate(_DIGITS).strip().removesuffix(".0"))
    if found is None:
        return None
    return int(found[1]), _number(found[2]), _number(found[3])


def _number(value: object) -> int | None:
    try:
        return None if value is None else int(float(str(value)))
    except ValueError:
        return _MONTHS.get(str(value).strip().lower()[:3])
