"""Imprecise time: a half-open interval of UTC seconds, written in EDTF.

The outer interval certainly contains what is dated. Nothing is guessed: a date known to the month is that month, and a
date that its source calls uncertain or approximate bounds nothing.

References:
    Extended Date/Time Format, ISO 8601-2:2019, levels 0 and 1 without seasons
    (https://www.loc.gov/standards/datetime/). UCDP GED codebook 19.1, ``date_prec``. ACLED codebook, ``time_precision``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from undercount.errors import RecordError

DAY = 86_400
"""Seconds in a UTC day."""

_DATE = re.compile(r"(?P<y>\d{2}[\dX]{2})(?:-(?P<m>[01X][\dX])(?:-(?P<d>[0-3X][\dX]))?)?")
_TIME = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)T(?P<h>\d\d):(?P<min>\d\d)(?::(?P<s>\d\d))?(?P<z>Z|[+-]\d\d(?::?\d\d)?)?")


@dataclass(frozen=True, slots=True)
class When:
    """Hold when something was, as precisely as it is known and no more.

    Args:
        start: First second that may belong (seconds since 1970-01-01T00:00Z), or None where the start is open.
        end: First second that certainly no longer belongs, or None where the end is open.
        edtf: The date as it was written.
        certain: False where the writer marked the date ``?``, ``~`` or ``%``: it then bounds nothing.

    Raises:
        RecordError: If the interval is empty.
    """

    start: int | None
    end: int | None
    edtf: str
    certain: bool = True

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise RecordError(
                f"an interval must end after it begins; {self.edtf!r} does not: put the earlier date first"
            )

    @classmethod
    def parse(cls, text: str, *, zone: str = "UTC") -> When:
        """Read an EDTF date, date-time or interval.

        Args:
            text: ``2016``, ``2016-07``, ``2016-12-10``, ``2016-12-1X``, ``2016-12-10T14:05Z``, ``a/b``, ``../b``, ``a/..``, each
                date with ``?``, ``~`` or ``%`` behind it where it is uncertain, approximate or both. Empty: any time.
            zone: IANA name of the time zone in which dates without an offset are meant.

        Raises:
            RecordError: If the text is not EDTF, or the zone is unknown.
        """
        text = text.strip()
        if not text:
            return ANY_TIME
        parts = text.split("/")
        if len(parts) > 2:
            raise _not_edtf(text)
        tz = _zone(zone)
        spans = [_span(part, tz, text) for part in parts]
        certain = all(span[2] for span in spans)
        return cls(spans[0][0], spans[-1][1], text, certain)

    @classmethod
    def of_days(cls, first: date, last: date, *, zone: str = "UTC") -> When:
        """Return the interval from the first through the last day, both whole.

        Raises:
            RecordError: If the last day is before the first, or the zone is unknown.
        """
        edtf = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
        return cls.parse(edtf, zone=zone)

    @classmethod
    def from_ucdp(cls, start: date, end: date, *, zone: str = "UTC") -> When:
        """Read UCDP's ``date_start`` and ``date_end``: whatever ``date_prec`` is, the event lies between them."""
        return cls.of_days(start, end, zone=zone)

    @classmethod
    def from_acled(cls, day: date, precision: int, *, zone: str = "UTC") -> When:
        """Read ACLED's ``event_date`` with its ``time_precision``.

        1 is the day. 2 is a week that holds the day, which may begin six days before or end six days after. 3 is the month.

        Raises:
            RecordError: If the precision is not 1, 2 or 3.
        """
        if precision == 1:
            return cls.of_days(day, day, zone=zone)
        if precision == 2:
            return cls.of_days(day - timedelta(days=6), day + timedelta(days=6), zone=zone)
        if precision == 3:
            return cls.parse(f"{day.year:04d}-{day.month:02d}", zone=zone)
        raise RecordError(
            f"ACLED time_precision must be 1, 2 or 3; it is {precision}: check the row against ACLED's codebook"
        )

    @property
    def outer(self) -> tuple[int | None, int | None]:
        """Return the interval that certainly contains what is dated; open on both sides if the date is not certain."""
        return (self.start, self.end) if self.certain else (None, None)

    def days(self) -> float | None:
        """Return the length in days, or None if an end is open."""
        return None if self.start is None or self.end is None else (self.end - self.start) / DAY

    def ucdp_precision(self) -> int:
        """Return UCDP's ``date_prec``: 1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 more than a month or open."""
        days = self.days()
        if days is None or not self.certain:
            return 5
        for code, longest in ((1, 1.05), (2, 6.05), (3, 7.05), (4, 31.05)):
            if days <= longest:
                return code
        return 5

    def acled_precision(self) -> int:
        """Return ACLED's ``time_precision``: 1 a day, 2 a week, 3 a month or more."""
        days = self.days()
        if days is None or not self.certain or days > 13.05:
            return 3
        return 1 if days <= 1.05 else 2


ANY_TIME = When(None, None, "")
"""Any time at all."""


def iso_day(second: int, *, zone: str = "UTC") -> str:
    """Return the calendar day (``YYYY-MM-DD``) in a zone that holds a UTC second."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).astimezone(_zone(zone)).date().isoformat()


def describe(start: int | None, end: int | None, *, zone: str = "UTC") -> str:
    """Return an interval as EDTF: whole days where it falls on days, else date-times; open ends as ``..``."""
    if start is None and end is None:
        return "../.."
    tz = _zone(zone)
    left, right = _local(start, tz), _local(end, tz)
    if (left is None or _midnight(left)) and (right is None or _midnight(right)):
        last = None if right is None else right.date() - timedelta(days=1)
        return _join(None if left is None else left.date().isoformat(), None if last is None else last.isoformat())
    return _join(None if start is None else _stamp(start), None if end is None else _stamp(end))


def describe_local(start: int, end: int, *, zone: str = "UTC") -> str:
    """Return a closed interval as EDTF in a zone's own clock, without an offset: whole days where it falls on days.

    The last second is the last one inside, so that what was written as 10:00 to 10:05 is so again.
    """
    tz = _zone(zone)
    left, right, last = _local(start, tz), _local(end, tz), _local(end - 1, tz)
    assert left is not None and right is not None and last is not None  # noqa: PT018 - closed on both sides
    clock = "T%H:%M" if start % 60 == end % 60 == 0 else "T%H:%M:%S"
    form = "%Y-%m-%d" if _midnight(left) and _midnight(right) else f"%Y-%m-%d{clock}"
    return _join(left.strftime(form), last.strftime(form))


def _local(second: int | None, tz: tzinfo) -> datetime | None:
    return None if second is None else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).astimezone(tz)


def _midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def _stamp(second: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _join(left: str | None, right: str | None) -> str:
    return left if left is not None and left == right else f"{left or '..'}/{right or '..'}"


def _not_edtf(text: str) -> RecordError:
    return RecordError(
        f"a date must be EDTF, such as 2016-12-10, 2016-07, 2016-12-10/2016-12-13 or ../2016-10-07; {text!r} is not: "
        "rewrite it so"
    )


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RecordError(f"a time zone must be an IANA name such as Asia/Damascus; {name!r} is none") from None


def _seconds(year: int, month: int, day: int, tz: tzinfo) -> int:
    return int(datetime(year, month, day, tzinfo=tz).timestamp())


def _span(part: str, tz: tzinfo, whole: str) -> tuple[int | None, int | None, bool]:
    """Return (start, end, certain) of one side of an interval."""
    if part in ("", ".."):
        if part == whole:
            raise _not_edtf(whole)
        return None, None, True
    certain = part[-1] not in "?~%"
    body = part if certain else part[:-1]
    clock = _TIME.fullmatch(body)
    try:
        if clock is not None:
            start, length = _clock(clock, tz)
            return start, start + length, certain
        match = _DATE.fullmatch(body)
        if match is None:
            raise _not_edtf(whole)
        first, after = _days(match)
        return _seconds(*first, tz), _seconds(*after, tz), certain
    except (ValueError, OverflowError):
        raise _not_edtf(whole) from None


def _clock(match: re.Match[str], tz: tzinfo) -> tuple[int, int]:
    day = date.fromisoformat(match["date"])
    zone: tzinfo = tz
    if match["z"]:
        zone = datetime.fromisoformat(f"2000-01-01T00:00:00{match['z']}").tzinfo or UTC
    moment = datetime(
        day.year, day.month, day.day, int(match["h"]), int(match["min"]), int(match["s"] or 0), tzinfo=zone
    )
    return int(moment.timestamp()), 1 if match["s"] else 60


def _candidates(pattern: str, low: int, high: int) -> list[int]:
    """Return the numbers in low..high whose digits fit the pattern, X standing for any digit."""
    if "X" not in pattern:
        if low <= int(pattern) <= high:
            return [int(pattern)]
        raise ValueError(pattern)
    regex = re.compile(pattern.replace("X", r"\d"))
    found = [n for n in range(low, high + 1) if regex.fullmatch(f"{n:0{len(pattern)}d}")]
    if not found:
        raise ValueError(pattern)
    return found


Ymd = tuple[int, int, int]


def _days(match: re.Match[str]) -> tuple[Ymd, Ymd]:
    """Return the first day that fits and the day after the last one that fits."""
    years = _candidates(match["y"], 1, 9998)
    if match["m"] is None:
        return (years[0], 1, 1), (years[-1] + 1, 1, 1)
    months = _candidates(match["m"], 1, 12)
    if match["d"] is None:
        year, month = (years[-1], months[-1] + 1) if months[-1] < 12 else (years[-1] + 1, 1)
        return (years[0], months[0], 1), (year, month, 1)
    pattern = match["d"]
    first = _candidates(pattern, 1, calendar.monthrange(years[0], months[0])[1])[0]
    last = _candidates(pattern, 1, calendar.monthrange(years[-1], months[-1])[1])[-1]
    after = date(years[-1], months[-1], last) + timedelta(days=1)
    return (years[0], months[0], first), (after.year, after.month, after.day)
