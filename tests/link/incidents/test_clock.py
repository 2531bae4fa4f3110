"""How precisely a time is known, and how far apart two of them are."""

from __future__ import annotations

import pytest

from undercount.link.incidents.clock import coarser, meets, minutes_apart, precision
from undercount.record import When


def at(text: str, zone: str = "UTC") -> When:
    return When.parse(text, zone=zone)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2016-12-10T14:05Z", "clock"),
        ("2016-12-10T14:00Z/2016-12-10T14:59Z", "clock"),
        ("2016-12-10T06:00Z/2016-12-10T11:59Z", "part-of-day"),
        ("2016-12-10T00:00Z/2016-12-10T21:59Z", "day"),
        ("2016-12-10", "day"),
        ("2016-12-10/2016-12-12", "days"),
        ("2016-12", "month"),
        ("2016", "longer"),
        ("../2016-12-10", "uncertain"),
        ("2016-12-10~", "uncertain"),
    ],
)
def test_precision(text: str, term: str) -> None:
    assert precision(at(text)) == term


def test_a_day_on_which_clocks_change_is_a_day() -> None:
    assert precision(at("2016-03-25", "Asia/Damascus")) == precision(at("2016-10-28", "Asia/Damascus")) == "day"


def test_the_coarser_counts() -> None:
    assert coarser("clock", "day") == coarser("day", "clock") == "day"


@pytest.mark.parametrize(
    ("left", "right", "minutes"),
    [
        ("2016-12-10T14:05Z", "2016-12-10T14:10Z", 5),
        ("2016-12-10T14:10Z", "2016-12-10T14:05Z", 5),
        ("2016-12-10T14:05Z", "2016-12-10T14:09Z", 4),
        ("2016-12-10T14:05:00Z", "2016-12-10T14:10:00Z", 5),
        ("2016-12-10T14:05Z", "2016-12-10T14:05Z", 0),
        ("2016-12-10T13:30Z/2016-12-10T14:00Z", "2016-12-10T14:05Z/2016-12-10T14:30Z", 5),
        ("2016-12-10T13:30Z/2016-12-10T14:00Z", "2016-12-10T13:45Z", 0),
        ("2016-12-10T23:58Z", "2016-12-11T00:03Z", 5),
        ("2016-12-10T14:05+02:00", "2016-12-10T12:05Z", 0),
    ],
)
def test_minutes_apart(left: str, right: str, minutes: float) -> None:
    assert minutes_apart((at(left),), (at(right),)) == minutes


def test_a_day_is_apart_from_no_clock_time() -> None:
    assert minutes_apart((at("2016-12-10"),), (at("2016-12-10T14:05Z"),)) is None
    assert minutes_apart((at("2016-12-10T14:05Z"), at("2016-12-10")), (at("2016-12-10T14:05Z"),)) is None


def test_of_several_strikes_the_nearest_counts() -> None:
    strikes = (at("2016-12-10T14:05Z"), at("2016-12-10T14:25Z"))
    assert minutes_apart(strikes, (at("2016-12-10T14:26Z"),)) == 1


def test_the_next_day_of_another_zone_is_not_the_same_day() -> None:
    assert meets(at("2016-12-10"), at("2016-12-10", "Asia/Damascus"))
    assert not meets(at("2016-12-10"), at("2016-12-11", "Asia/Damascus"))
    assert not meets(at("2016-12-10"), at("2016-12-11"))
    assert meets(at("2016-12-10T00:30Z"), at("2016-12-10"))
    assert not meets(at("2016-12-11T00:30Z"), at("2016-12-10"))
