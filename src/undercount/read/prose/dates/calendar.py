"""Rules for dates that name a day, a month or a year of the calendar, with or without its year."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from undercount.read.prose.dates import extent
from undercount.read.prose.dates.digits import SLASHED, read_iso, read_short, read_slashed, yearless
from undercount.read.prose.dates.extent import Extent
from undercount.read.prose.dates.words import (
    Anchor,
    Rule,
    UnclearError,
    group,
    is_name_of_month,
    lexicon,
    made,
    month_number,
    weekday_number,
)

_WEEKDAY = r"(?:<weekday>,?\s*[(\[]?\s*(?:the\s+)?)?"
_YEAR = r"(?:(?:\s*,?\s+(?:of\s+|in\s+)?|-)<year>|(?:-|\s+['’])<yy>)?"
_NO_DAY_BEFORE = r"(?<!\d\s)(?<!\d-)(?<!\d(?:st|nd|rd|th)\s)(?<!\d(?:st|nd|rd|th)\sof\s)"
_COUNTS = re.compile(
    r"\s+(?!(?:at|and|or|when|in|the|by|to|after|before|near|of|on|as|while|about|around|from|with|during|killed|a|an)\b)[a-z]{3,}"
)
"""What stands behind a number that counts, and not behind a day."""
_JOIN = r"\s*(?P<join>-|–|—|/|\bto\b|\band\b|&|\buntil\b|\btill\b|\bthrough\b|\bor\b)\s*"


def _year_of(found: re.Match[str], at: Anchor) -> int | None:
    """Return the year that a match names, in two or four digits, or None."""
    if group(found, "year"):
        return int(found["year"])
    short = group(found, "yy") or group(found, "yy_b")
    if short is None:
        return None
    latest = at.day.year + 1 if at.day is not None else 2069
    return latest - (latest - int(short)) % 100


def _day(words: str) -> int:
    return int(re.sub(r"\D", "", words))


def _on(found: re.Match[str], at: Anchor, month: int, day: int) -> Extent:
    """Return a day of a month, with the weekday that stands beside it as a check on the year and the day."""
    if not is_name_of_month(found["month"]):
        raise ValueError("no month")
    year = _year_of(found, at)
    one = date(year, month, day) if year is not None else yearless(month, day, at)
    said = group(found, "weekday")
    if said is None or one.weekday() == weekday_number(said):
        return extent.day(one)
    if year is None:
        for other in (one.year + 1, one.year - 1, one.year - 2, one.year - 3):
            if abs((date(other, month, day) - at.today()).days) <= 1200 and date(
                other, month, day
            ).weekday() == weekday_number(said):
                return extent.day(date(other, month, day))
    return extent.day(one).marked("?")


def _month_day(found: re.Match[str], at: Anchor) -> Extent:
    return _on(found, at, month_number(found["month"]), _day(found["day"]))


def _month_day_named(found: re.Match[str], at: Anchor) -> Extent:
    """Return the day of "August 12"; behind "in" and before a noun the number counts: "in August 12 people were killed"."""
    if _opens(found, "in") and _COUNTS.match(found.string, found.end()) is not None:
        raise ValueError("no day")
    return _month_day(found, at)


def _month_days(found: re.Match[str], at: Anchor) -> Extent:
    """Return the days of "3-5 March", "12 and 13 May"."""
    first = _day(found["day_a"])
    right = _on(found, at, month_number(found["month"]), _day(found["day_b"]))
    last = right.last
    if last is None or first >= last.day:
        raise ValueError("no range of days")
    if found["join"].lower() in ("and", "or", "&") and last.day - first > 1 and not _opens(found, "between"):
        raise ValueError("two days, not a range")
    return extent.days(last.replace(day=first), last)


def _opens(found: re.Match[str], word: str) -> bool:
    """Tell whether a word stands right before a match."""
    return found.string[: found.start()].rstrip().lower().endswith(word)


def _month_year(found: re.Match[str], at: Anchor) -> Extent:
    if not is_name_of_month(found["month"]):
        raise ValueError("no month")
    year = _year_of(found, at)
    if year is None:
        raise ValueError("no year")
    return extent.month(year, month_number(found["month"]))


def months_back(month: int, at: Anchor) -> Extent:
    """Return the month of a name without a year: the last one that has begun, or the next one."""
    today = at.today()
    if at.year is not None and at.year < today.year and at.ahead is not True:
        return extent.month(at.year, month)
    gone = (today.month - month) % 12
    near = at.ahead is None and gone >= 10
    if (at.ahead or near) and gone:
        gone -= 12
    return extent.month(today.year, today.month - gone)


def _month(found: re.Match[str], at: Anchor) -> Extent:
    """Return a month without a year, as "last", "this" and "next" turn it."""
    if not is_name_of_month(found["month"]):
        raise ValueError("no month")
    which, number = (group(found, "which") or "").lower(), month_number(found["month"])
    if not which:
        return months_back(number, at)
    today = at.today()
    if which in ("last", "past", "previous"):
        return extent.month(today.year, today.month - ((today.month - number) % 12 or 12))
    if which in ("next", "coming"):
        return extent.month(today.year, today.month + ((number - today.month) % 12 or 12))
    return extent.month(today.year, number)


def _month_of_year_said(found: re.Match[str], at: Anchor) -> Extent:
    """Return "March of last year", "March last year", "October of this year"."""
    if not is_name_of_month(found["month"]):
        raise ValueError("no month")
    turn = {"last": -1, "this": 0, "next": 1, "previous": -1, "that": 0, "same": 0}
    which = found["which"].lower()
    if which in ("that", "same"):
        if at.prior is None or at.prior.first is None:
            raise UnclearError("it counts from a year that the words before do not name")
        year = at.prior.first.year
    else:
        year = at.today().year + turn[which]
    month, day = month_number(found["month"]), group(found, "day")
    return extent.month(year, month) if day is None else extent.day(date(year, month, _day(day)))


def _years(found: re.Match[str], at: Anchor) -> Extent:
    first, text = int(found["year"]), found["to"]
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    latest = at.day.year + 20 if at.day is not None else 2100
    if not first < last <= latest:
        raise ValueError("no range of years")
    return extent.between(extent.year(first), extent.year(last))


def _year(found: re.Match[str], at: Anchor) -> Extent:
    number = int(found["year"])
    if number > (at.day.year if at.day is not None else 2100) + 60:
        raise ValueError("no year")
    return extent.year(number)


def _decade(found: re.Match[str], at: Anchor) -> Extent:
    text = group(found, "y")
    if text is not None:
        return extent.decade(int(text))
    short = {
        "twenties": 20,
        "thirties": 30,
        "forties": 40,
        "fifties": 50,
        "sixties": 60,
        "seventies": 70,
        "eighties": 80,
        "nineties": 90,
    }
    words = (group(found, "yy") or found["word"]).lower()
    latest = at.day.year if at.day is not None else 2029
    return extent.decade(
        latest - (latest - short.get(words, 0 if words in short else int(words) if words.isdigit() else 0)) % 100
    )


def _century(found: re.Match[str], _: Anchor) -> Extent:
    return extent.century((int(found["c"]) - 1) * 100)


def _event(found: re.Match[str], _: Anchor) -> Extent:
    plain = re.sub(r"\s+", " ", found["event"].lower())
    return extent.day(date.fromisoformat(lexicon()["events"][plain]))


@cache
def calendar_rules() -> tuple[Rule, ...]:
    """Return the rules; the ones that read more words stand first."""
    return (*_days_of_months(), *_months_and_years())


def _days_of_months() -> tuple[Rule, ...]:
    taking = r"(?:the\s+)?"
    return (
        Rule("event", made(r"<event>"), _event, "event"),
        Rule(
            "iso",
            made(r"(?P<y>(?:19|20)\d\d)([-/.])(?P<m>0?[1-9]|1[0-2])\2(?P<d>3[01]|[12]\d|0?[1-9])"),
            read_iso,
            "digits",
        ),
        Rule(
            "days-month",
            made(rf"{_WEEKDAY}<day:a>{_JOIN}{taking}<day:b>\s+(?:of\s+)?<month>{_YEAR}"),
            _month_days,
            "month",
        ),
        Rule(
            "month-days",
            made(rf"{_WEEKDAY}{_NO_DAY_BEFORE}<month>\s+{taking}<day:a>{_JOIN}{taking}<day:b>{_YEAR}"),
            _month_days,
            "month",
        ),
        Rule("day-month", made(rf"{_WEEKDAY}<day>[\s-]+(?:of\s+)?<month>{_YEAR}"), _month_day, "month"),
        Rule(
            "month-day",
            made(rf"{_WEEKDAY}{_NO_DAY_BEFORE}<month>[\s-]*{taking}<day>{_YEAR}"),
            _month_day_named,
            "month",
        ),
        Rule(
            "dateline",
            made(r"<day>\s+(?-i:(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC))\s+<yy>"),
            _month_day,
            "digits",
        ),
        Rule("digits", SLASHED, read_slashed, "digits"),
        Rule(
            "digits-short",
            made(r"(?<=[(\[])(?:<weekday>,?\s+)?(?P<a>\d{1,2})[/.](?P<b>\d{1,2})(?=[)\]])"),
            read_short,
            "digits",
        ),
    )


def _months_and_years() -> tuple[Rule, ...]:
    return (
        Rule(
            "month-of-year",
            made(r"(?:<day>\s+)?<month>,?\s+(?:of\s+)?(?:the\s+)?(?P<which>last|this|next|previous|that|same)\s+year"),
            _month_of_year_said,
            "month",
        ),
        Rule(
            "month-year",
            made(r"<month>(?:\s*,?\s+(?:of\s+|in\s+)?<year>|[\s-]*['’]<yy>|-<yy:b>)"),
            _month_year,
            "month",
        ),
        Rule("month", made(r"(?P<which>last|this|next|past|previous|coming)\s+<month>"), _month, "month"),
        Rule("month", made(r"<month>"), _month, "month", bare=True),
        Rule("years", made(r"(?<=between\s)<year>\s+and\s+(?P<to>(?:19|20)\d\d)"), _years, "digits"),
        Rule(
            "years",
            made(r"<year>\s*(?:-|–|—|/|to|until|through)\s*(?P<to>(?:19|20)\d\d|\d\d)"),
            _years,
            "digits",
            bare=True,
        ),
        Rule("decade", made(r"(?:the\s+)?(?P<y>1[5-9]\d0|20\d0)['’]?s"), _decade, "digits"),
        Rule(
            "decade",
            made(
                r"the\s+(?:early\s+|late\s+|mid-)?(?:['’]?(?P<yy>[2-9]0)['’]?s|(?P<word>(?:nine|eigh|seven|six|fif|for|thir|twen)ties))"
            ),
            _decade,
            "decade",
        ),
        Rule("century", made(r"(?:the\s+)?(?P<c>1?\d|20|21)(?:st|nd|rd|th)[\s-]+century"), _century, "unit"),
        Rule("year", made(r"<year>"), _year, "digits", bare=True),
    )
