"""Calendar days as pages, headers and people write them; what can be read in two ways is no day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from undercount.record.digits import WESTERN

_LOCALES = ("en", "ar", "ar_SY", "ar_DZ", "fr", "es", "de", "ru", "uk", "tr", "fa")
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)(?:[T ]\s*(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?")
_SLASHED = re.compile(r"(?<!\d)(\d{4})/(\d\d?)/(\d\d?)(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d\d?)[./-](\d\d?)[./-](\d{4})(?!\d)")
_WORDS = re.compile(r"[^\W\d_]+")
_AROUND = (
    *(
        "at",
        "on",
        "of",
        "de",
        "du",
        "le",
        "st",
        "nd",
        "rd",
        "th",
        "er",
        "am",
        "pm",
        "a",
        "p",
        "m",
        "h",
        "t",
        "z",
        "date",
        "в",
        "г",
        "року",
    ),
    *(
        "gmt",
        "utc",
        "bst",
        "est",
        "edt",
        "cst",
        "cdt",
        "mst",
        "mdt",
        "pst",
        "pdt",
        "cet",
        "cest",
        "eet",
        "eest",
        "msk",
        "يوم",
        "الساعة",
        "م",
    ),
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a month, as it was written.

    Args:
        edtf: ``2016-12-14`` or ``2016-12``: in the time zone in which it was written.
        moment: The moment, where a time with a zone was given; None otherwise.
    """

    edtf: str
    moment: datetime | None = None


def day_in(text: str) -> Day | None:
    """Return the first day that a text gives in full, or None: ISO 8601, RFC 5322, or with the month's name in one of ten languages.

    A month may have both its names in Arabic (``آذار/مارس``), if they are of one month.
    ``03/04/2016`` is two days, so none; ``14/12/2016`` and ``12/14/2016`` are one.

    Args:
        text: A date with anything around it.
    """
    plain = text.translate(WESTERN)
    return _iso(plain) or _mail(plain) or _named(plain) or _numeric(plain)


def is_only_a_day(text: str) -> bool:
    """Tell whether a line holds a date and nothing but the words that belong to one: months, weekdays, a time of day and its zone."""
    words = [word.lower() for word in _WORDS.findall(text)]
    return len(text) <= _LONGEST and day_in(text) is not None and all(word in _date_words() for word in words)


def _iso(text: str) -> Day | None:
    found = _ISO.search(text)
    if not found:
        return None
    year, month, day, time, zone = found.groups()
    if day is None:
        return Day(f"{year}-{month}") if 1 <= int(month) <= 12 else None
    edtf = _valid(int(year), int(month), int(day))
    if edtf is None or not time or not zone:
        return Day(edtf) if edtf else None
    try:
        return Day(edtf, datetime.fromisoformat(f"{edtf}T{time}{zone}").astimezone(UTC))
    except (ValueError, OverflowError):
        return Day(edtf)


def _mail(text: str) -> Day | None:
    if not re.search(r"\d\d:\d\d", text):
        return None
    try:
        moment = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    edtf = _valid(moment.year, moment.month, moment.day)
    try:
        return Day(edtf, moment.astimezone(UTC) if moment.tzinfo is not None else None) if edtf else None
    except OverflowError:
        return Day(edtf) if edtf else None


def _named(text: str) -> Day | None:
    pattern, months = _month_names()
    found = pattern.search(text)
    if not found:
        return None
    groups = found.groupdict()
    month = months[_plain(groups["m1"] or groups["m2"])]
    if groups["o1"] and months[_plain(groups["o1"])] != month:
        return None
    edtf = _valid(int(groups["y1"] or groups["y2"]), month, int(groups["d1"] or groups["d2"]))
    return Day(edtf) if edtf else None


def _plain(month: str) -> str:
    return " ".join(month.lower().rstrip(".").split())


def _numeric(text: str) -> Day | None:
    found = _SLASHED.search(text)
    if found:
        edtf = _valid(int(found[1]), int(found[2]), int(found[3]))
        return Day(edtf) if edtf else None
    found = _NUMERIC.search(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (first, second) if second <= 12 else (second, first)
    edtf = _valid(year, month, day)
    return Day(edtf) if edtf else None


def _valid(year: int, month: int, day: int) -> str | None:
    """Return a day as EDTF if there is one, from 1900 on."""
    try:
        return date(year, month, day).isoformat() if 1900 <= year <= 2200 else None
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _date_words() -> frozenset[str]:
    from babel.dates import get_day_names

    names = list(_month_names()[1])
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            names += [str(name).lower() for name in get_day_names(width, "format", locale).values()]
    return frozenset(_AROUND).union(*(_WORDS.findall(name) for name in names))


@lru_cache(maxsize=1)
def _month_names() -> tuple[re.Pattern[str], dict[str, int]]:
    """Return the pattern of a day with a month's name, and the number of each name."""
    from babel.dates import get_month_names

    months: dict[str, int] = {"sept": 9, "مايو": 5, "أيار": 5, "حزيران": 6}
    for locale in _LOCALES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, word in get_month_names(width, context, locale).items():
                    months.setdefault(_plain(str(word)), number)
    names = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(months, key=len, reverse=True))
    day = r"(?<!\d)(?P<d{0}>\d{{1,2}})(?:st|nd|rd|th|er|\.)?"
    month = rf"(?<!\w)(?P<m{{0}}>{names})(?!\w)\.?"
    year = r"(?P<y{0}>\d{{4}})(?!\d)"
    gap = r"[\s,]+(?:de\s+|of\s+)?"
    other = rf"(?:\s*[/(]\s*(?P<o1>{names})\s*\)?)?"  # "آذار/مارس", as Arabic gives both its names of a month
    first = f"{day.format(1)}{gap}{month.format(1)}{other}{gap}{year.format(1)}"
    second = f"{month.format(2)}\\s+{day.format(2)}[\\s,]+{year.format(2)}"
    return re.compile(f"{first}|{second}", re.I), months
