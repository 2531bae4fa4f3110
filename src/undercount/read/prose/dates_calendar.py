"""Rules for dates that name a day, a month or a year of the calendar, with or without its year."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from undercount.read.prose import dates_extent as extent
from undercount.read.prose.dates_extent import Extent
from undercount.read.prose.dates_words import (
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

NEAR_AHEAD = 61
"""A date without a year that lies at most so far ahead (days) is meant ahead where no word says that it is over: papers name the year of
a date that lies most of a year back."""

_WEEKDAY = r"(?:<weekday>,?\s*[(\[]?\s*(?:the\s+)?)?"
_YEAR = r"(?:(?:\s*,?\s+(?:of\s+|in\s+)?|-)<year>|(?:-|\s+['’])<yy>)?"
_NO_DAY_BEFORE = r"(?<!\d\s)(?<!\d-)(?<!\d(?:st|nd|rd|th)\s)(?<!\d(?:st|nd|rd|th)\sof\s)"
_JOIN = r"\s*(?P<join>-|–|—|/|\bto\b|\band\b|&|\buntil\b|\btill\b|\bthrough\b|\bor\b)\s*"


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


def _iso(found: re.Match[str], _: Anchor) -> Extent:
    return extent.day(date(int(found["y"]), int(found["m"]), int(found["d"])))


def _slashed(found: re.Match[str], at: Anchor) -> Extent:
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


def _short(found: re.Match[str], at: Anchor) -> Extent:
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


def slash_order(found: re.Match[str]) -> bool | None:
    """Return whether a date in digits shows that the day comes first, or None where it shows nothing."""
    a, b = int(found["a"]), int(found["b"])
    return None if (a <= 12) == (b <= 12) else a > 12


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
    taking = r"(?:the\s+)?"
    return (
        Rule("event", made(r"<event>"), _event, "event"),
        Rule(
            "iso",
            made(r"(?P<y>(?:19|20)\d\d)([-/.])(?P<m>0?[1-9]|1[0-2])\2(?P<d>3[01]|[12]\d|0?[1-9])"),
            _iso,
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
        Rule("month-day", made(rf"{_WEEKDAY}{_NO_DAY_BEFORE}<month>[\s-]*{taking}<day>{_YEAR}"), _month_day, "month"),
        Rule(
            "dateline",
            made(r"<day>\s+(?-i:(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC))\s+<yy>"),
            _month_day,
            "digits",
        ),
        Rule("digits", SLASHED, _slashed, "digits"),
        Rule(
            "digits-short",
            made(r"(?<=[(\[])(?:<weekday>,?\s+)?(?P<a>\d{1,2})[/.](?P<b>\d{1,2})(?=[)\]])"),
            _short,
            "digits",
        ),
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


SLASHED = re.compile(r"(?<![\w./-])(?P<a>\d{1,2})([/.-])(?P<b>\d{1,2})\2(?P<y>(?:19|20)\d\d|\d\d)(?![\w/-]|\.\d)")
