"""Imprecise time: what EDTF means as an interval, against a second implementation."""

from __future__ import annotations

import calendar
import warnings
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import RecordError
from undercount.record.when import ANY_TIME, When, describe, describe_local, iso_day

DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def second(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2016", "2016-01-01", "2017-01-01"),
        ("2016-07", "2016-07-01", "2016-08-01"),
        ("2016-12", "2016-12-01", "2017-01-01"),
        ("2016-12-10", "2016-12-10", "2016-12-11"),
        ("2016-12-10/2016-12-13", "2016-12-10", "2016-12-14"),
        ("2016-07/2016-10-07", "2016-07-01", "2016-10-08"),
        ("2016-12-1X", "2016-12-10", "2016-12-20"),
        ("2016-02-2X", "2016-02-20", "2016-03-01"),
        ("2016-XX", "2016-01-01", "2017-01-01"),
        ("201X", "2010-01-01", "2020-01-01"),
        ("2016-12-10T14:05Z", "2016-12-10T14:05", "2016-12-10T14:06"),
        ("2016-12-10T14:05:07Z", "2016-12-10T14:05:07", "2016-12-10T14:05:08"),
        ("2016-12-10T14:05+02:00", "2016-12-10T12:05", "2016-12-10T12:06"),
    ],
)
def test_edtf_is_the_half_open_interval(text: str, start: str, end: str) -> None:
    when = When.parse(text)
    assert (when.start, when.end, when.edtf, when.certain) == (second(start), second(end), text, True)


def test_open_ends() -> None:
    assert When.parse("../2016-10-07").outer == (None, second("2016-10-08"))
    assert When.parse("2016-10-07/..").outer == (second("2016-10-07"), None)
    assert When.parse("2016-10-07/").outer == (second("2016-10-07"), None)
    assert When.parse("") == ANY_TIME


@pytest.mark.parametrize("text", ["2016-12-10~", "2016?", "2016-12%", "2016-12-10~/2016-12-12"])
def test_what_its_writer_calls_uncertain_bounds_nothing(text: str) -> None:
    when = When.parse(text)
    assert not when.certain
    assert when.outer == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "10/12/2016",
        "2016-13",
        "2016-02-30",
        "2016-12-10/2016-12-01",
        "..",
        "2016-21",
        "2016-1",
        "a/b/c",
        "2016-12-10T25:00",
    ],
)
def test_what_is_not_edtf_is_one_sentence(text: str) -> None:
    with pytest.raises(RecordError, match=r"EDTF|end after it begins"):
        When.parse(text)


def test_a_day_in_a_zone_is_that_zones_day() -> None:
    when = When.parse("2016-12-10", zone="Asia/Damascus")
    assert when.outer == (second("2016-12-09T22:00"), second("2016-12-10T22:00"))
    with pytest.raises(RecordError, match="IANA"):
        When.parse("2016", zone="Mars/Olympus")


@given(DATES, st.integers(0, 400))
def test_written_and_read_back(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    when = When.of_days(first, last)
    again = When.parse(describe(when.start, when.end))
    assert again.outer == when.outer
    assert when.start is not None
    assert iso_day(when.start) == first.isoformat()


@given(st.one_of(DATES.map(str), DATES.map(lambda d: f"{d:%Y-%m}"), DATES.map(lambda d: f"{d:%Y}")))
def test_against_the_edtf_library(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import edtf

        parsed = edtf.parse_edtf(text)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
    when = When.parse(text)
    assert when.start == calendar.timegm(lower)
    assert when.end == calendar.timegm((*upper[:3], 0, 0, 0, 0, 0, 0)) + 86_400


def test_ucdp_precision_both_ways() -> None:
    day = date(2016, 12, 10)
    for length, code in ((1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5)):
        assert When.from_ucdp(day, day + timedelta(days=length - 1)).ucdp_precision() == code
    assert ANY_TIME.ucdp_precision() == 5


@given(DATES)
def test_acled_week_holds_every_week_of_the_day(day: date) -> None:
    when = When.from_acled(day, 2)
    monday = day - timedelta(days=day.weekday())
    week = When.of_days(monday, monday + timedelta(days=6))
    assert when.start is not None
    assert week.start is not None
    assert when.end is not None
    assert week.end is not None
    assert when.start <= week.start
    assert week.end <= when.end
    assert [When.from_acled(day, code).acled_precision() for code in (1, 2, 3)] == [1, 2, 3]


def test_an_unknown_acled_code_is_refused() -> None:
    with pytest.raises(RecordError, match="time_precision must be 1, 2 or 3"):
        When.from_acled(date(2016, 1, 1), 4)


@given(st.integers(1_300_000_000, 1_900_000_000), st.integers(1, 40 * 86_400), st.sampled_from(["UTC", "Asia/Kolkata"]))
def test_an_interval_by_a_zones_own_clock_is_read_back_as_it_was(start: int, length: int, zone: str) -> None:
    for begin, end in ((start, start + length), (start - start % 60, start - start % 60 + 60 * (1 + length // 60))):
        text = describe_local(begin, end, zone=zone)
        read = When.parse(text, zone=zone)
        assert (read.start, read.end) == (begin, end)
        assert not text.endswith("Z")
