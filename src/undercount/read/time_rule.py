"""What a row's date cells mean, as the interval that certainly contains the event."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from undercount.errors import RecordError
from undercount.read.dimensions import Cells, Fault, Resolved
from undercount.read.mapping import WhenRule
from undercount.read.rejects import rule_and_remedy
from undercount.record import When

OUTPUTS = {
    "edtf": "VARCHAR",
    "start": "BIGINT",
    "stop": "BIGINT",
    "time_certain": "BOOLEAN",
    "time_precision": "VARCHAR",
}
_REMEDY = "correct the date in a copy of the file, or the format in the mapping"
_NONE = (None,) * len(OUTPUTS)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"(\d?\d):(\d\d)(?::(\d\d))?")


def work_out_time(rule: WhenRule, labels: dict[str, str], zone: str) -> Callable[[Cells, Cells], Resolved]:
    """Return the function that reads a row's date cells.

    Args:
        rule: What the mapping says.
        labels: The column (for messages) behind each of the rule's values, in the order in which the cells come.
        zone: The time zone in which dates are meant where the mapping names none (IANA name).
    """
    names = list(labels)
    tz = rule.zone or zone
    earliest = When.parse(rule.earliest, zone=tz).start if rule.earliest else None
    When.parse("2000-01-01", zone=tz)  # refuses a zone that does not exist before any row is read

    def work_out(cells: Cells, _: Cells) -> Resolved:
        given = dict(zip(names, cells, strict=True))
        main = "edtf" if rule.edtf is not None else "start"
        value = given.get(main)
        if value is None:
            if rule.missing == "any":
                return Resolved((None, None, None, True, None))
            return _fault(labels[main], "", "a row must have a date", "give the date in a corrected copy of the file")
        try:
            when = _from_edtf(given, tz) if main == "edtf" else _from_days(rule, given, tz)
        except (RecordError, ValueError) as error:
            shown = " – ".join(str(v) for v in given.values() if v is not None)
            if isinstance(error, RecordError):
                return _fault(labels[main], shown, *rule_and_remedy(error, _REMEDY))
            return _fault(labels[main], shown, f"a date must exist and be in the mapping's format ({error})", _REMEDY)
        if earliest is not None and when.start is not None and when.start < earliest:
            text = f"a date must not be before {rule.earliest}, from when on the mapping says that dates can be right"
            return _fault(
                labels[main], value, text, "find the right date in the source and correct it in a copy of the file"
            )
        return Resolved((when.edtf, when.start, when.end, when.certain, _precision(when)))

    return work_out


def _fault(column: str, value: str, rule: str, remedy: str) -> Resolved:
    return Resolved(_NONE, Fault(column, value, rule, remedy))


def _precision(when: When) -> str:
    """Return how long the interval is in words: ``clock``, ``day``, ``days``, ``week``, ``month``, ``longer``, ``open``."""
    days = when.days()
    if days is None:
        return "open"
    if days < 0.9:
        return "clock"
    return {1: "day", 2: "days", 3: "week", 4: "month", 5: "longer"}[when.ucdp_precision()]


def _from_edtf(given: dict[str, str | None], zone: str) -> When:
    """Return the interval of an EDTF date, narrowed by the row's clock times where it has both."""
    text = (given["edtf"] or "").strip()
    begin, end = given.get("start_time") or "", given.get("end_time") or ""
    when = When.parse(text, zone=zone)
    if not (begin and end and _clock(begin) and _clock(end)):
        return when
    if _DAY.fullmatch(text) is None:
        raise RecordError(
            f"clock times beside a date must be on one certain day, such as 2016-12-10; {text!r} is none: write the times into the date "
            "(2016-12-10T14:05/2016-12-10T14:20), or leave them out"
        )
    day = date.fromisoformat(text)
    return _clocked(day, day, begin, end, zone)


def _from_days(rule: WhenRule, given: dict[str, str | None], zone: str) -> When:
    first = _day(given["start"] or "", rule.format)
    last_text = given.get("end")
    last = _day(last_text, rule.format) if last_text else first
    code = given.get("precision")
    if code is not None and rule.scheme == "acled":
        return _acled(first, _code(code), zone)
    if last < first:
        raise RecordError(
            f"a row's last day must not be before its first; {last.isoformat()} is before {first.isoformat()}: correct the wrong one"
        )
    begin, end = given.get("start_time") or "", given.get("end_time") or ""
    if begin and end and _clock(begin) and _clock(end):
        return _clocked(first, last, begin, end, zone)
    if code is not None:
        _code(code)
    return _days(first, last, zone)


def _acled(day: date, code: int, zone: str) -> When:
    """Read ACLED's code as :meth:`When.from_acled` does, with days that are worked out once."""
    if code == 1:
        return _days(day, day, zone)
    if code == 2:
        return _days(day - timedelta(days=6), day + timedelta(days=6), zone)
    return When.from_acled(day, code, zone=zone)


def _days(first: date, last: date, zone: str) -> When:
    edtf = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    return When(_midnight(first, zone), _midnight(last + timedelta(days=1), zone), edtf)


@lru_cache(maxsize=4096)
def _midnight(day: date, zone: str) -> int:
    """Return the second at which a day begins in a zone: tables have many rows and few days."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC if zone == "UTC" else ZoneInfo(zone)).timestamp())


def _clocked(first: date, last: date, begin: str, end: str, zone: str) -> When:
    """Return the interval between two clock times; the second of the end is part of it."""
    left = f"{first.isoformat()}T{_clock(begin)}"
    right = f"{last.isoformat()}T{_clock(end)}"
    return When.parse(left if left == right else f"{left}/{right}", zone=zone)


def _clock(text: str) -> str:
    found = _CLOCK.fullmatch(text.strip())
    return "" if found is None else f"{int(found[1]):02d}:{found[2]}:{found[3] or '00'}"


def _code(text: str) -> int:
    number = float(text)
    if not number.is_integer():
        raise ValueError(f"the precision code {text!r} is no whole number")
    return int(number)


def _day(text: str, pattern: str) -> date:
    """Return the day of a date, or of a date with a clock time."""
    if pattern:
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - the zone is applied to the day
    found = _ISO.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not like 2016-12-10")
    return date.fromisoformat(found[1])
