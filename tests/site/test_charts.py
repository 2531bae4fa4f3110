"""Charts are laid out in per cent, mirrored where the language reads from the right, and open ends stay open."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.site import charts
from undercount.site.built import Figure, Group

from .sample import sample


def group(month: str, low: int, high: int | None, place: str = "east") -> Group:
    return {"key": {"month": month, "place": place}, "low": low, "high": high, "status": "documented"}


def test_an_axis_runs_from_the_side_where_reading_starts() -> None:
    assert charts.Axis(200).at(50) == "25%"
    assert charts.Axis(200, mirrored=True).at(50) == "75%"
    assert charts.Axis(200).span(50, 100) == charts.Span("25%", "25%")
    assert charts.Axis(200, mirrored=True).span(50, 100) == charts.Span("50%", "25%")


def test_an_open_end_reaches_the_end_of_the_axis() -> None:
    assert charts.Axis(200).span(50, None) == charts.Span("25%", "75%")
    assert charts.Axis(200, mirrored=True).span(50, None) == charts.Span("0%", "75%")


@given(st.floats(1, 1e7), st.integers(1, 10))
def test_ticks_are_round_and_few(top: float, wanted: int) -> None:
    ticks = charts.round_values(top, wanted)
    assert ticks[0] == 0
    assert ticks[-1] <= top
    assert len(ticks) <= wanted + 1
    assert len({b - a for a, b in pairwise(ticks)}) <= 1


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_month_without_a_group_is_a_gap(mirrored: bool) -> None:
    groups = [group("2016-11", 10, 20), group("2017-02", 5, None)]
    (chart,) = charts.columns(groups, ["month"], height=100, mirrored=mirrored)
    first, last = (float(bar.place.x.rstrip("%")) for bar in chart.bars)
    assert abs(last - first) == pytest.approx(75)
    assert (last > first) is not mirrored
    assert chart.bars[1].high_y == pytest.approx(0)


def test_two_dimensions_are_small_charts_on_one_scale() -> None:
    groups = [group("2016-11", 10, 20), group("2016-11", 40, 80, "west")]
    made = charts.columns(groups, ["month", "place:district"], height=100, mirrored=False)
    assert [chart.title for chart in made] == ["east", "west"]
    assert made[1].bars[0].low_height == pytest.approx(4 * made[0].bars[0].low_height, abs=0.02)


def test_groups_that_are_no_dates_have_no_chart_over_time() -> None:
    assert charts.columns([group("2016-11", 1, 2)], ["place"], height=100, mirrored=False) == []


def test_each_list_has_its_own_row_and_a_list_without_numbers_has_none() -> None:
    figure = sample(0).figures[0]
    figure["reported_range"] = {
        "low": None,
        "high": None,
        "incidents": None,
        "claims": None,
        "lists": [
            {"list": "monitor", "low": 95, "high": 410, "incidents": 12, "claims": 31, "without_number": 2},
            {"list": "study", "low": 0, "high": 0, "incidents": 3, "claims": 0, "without_number": 3},
        ],
    }
    figure["best_sum"] = {"sum": None, "claims": None, "lists": []}
    made = charts.strip(cast(Figure, figure), truth=None, mirrored=False)
    assert [(row.key, row.list) for row in made.rows] == [
        ("bounds", ""),
        ("robust1", ""),
        ("robust2", ""),
        ("reported", "monitor"),
    ]
