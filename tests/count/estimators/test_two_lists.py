"""Chapman and Lincoln–Petersen: the formulas, published numbers, refusals and coverage."""

from __future__ import annotations

from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.count import CaptureHistories, chapman, chapman_pairs, lincoln_petersen
from undercount.count.estimators.strata import by_stratum
from undercount.count.estimators.two_lists import TwoLists, exact
from undercount.errors import CountError, HistoriesError

from .toys import read


def two(only_first: int, only_second: int, both: int) -> CaptureHistories:
    return CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [only_first, only_second, both]})


# Chao (2015), Capture-recapture for human populations, table 1: hepatitis A in Taiwan; also in Chao et al. (2001).
HEPATITIS = {
    "P": [0, 0, 0, 1, 1, 1, 1],
    "Q": [0, 1, 1, 0, 0, 1, 1],
    "E": [1, 0, 1, 0, 1, 0, 1],
    "count": [63, 55, 18, 69, 17, 21, 28],
}


def test_hepatitis_pairs_are_those_published() -> None:
    histories = CaptureHistories.from_counts(HEPATITIS, ["P", "Q", "E"])
    found = chapman_pairs(histories)
    assert [part.lists for part in found] == [("P", "Q"), ("P", "E"), ("Q", "E")]
    # Chao (2015): the pairs' estimates lie between 331 and 378.
    assert [round(part.estimate or 0) for part in found] == [334, 374, 331]
    assert [round(part.diagnosis["standard_error"]) for part in found] == [29, 36, 30]
    pairs = [("P", "Q"), ("P", "E"), ("Q", "E")]
    assert [round(lincoln_petersen(histories, *pair).estimate or 0) for pair in pairs] == [336, 378, 334]


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 200))
def test_formulas_and_order(only_first: int, only_second: int, both: int) -> None:
    histories = two(only_first, only_second, both)
    found = chapman(histories)
    assert found.estimate is not None
    first, second = only_first + both, only_second + both
    assert found.estimate == pytest.approx((first + 1) * (second + 1) / (both + 1) - 1)
    assert found.low is not None
    assert found.high is not None
    assert found.documented <= found.low <= found.estimate <= found.high
    assert lincoln_petersen(histories).estimate == pytest.approx(first * second / both)
    swapped = chapman(histories, "B", "A")
    assert (swapped.estimate, swapped.low, swapped.high) == (found.estimate, found.low, found.high)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 20))
def test_exact_limits_against_plain_sums(only_first: int, only_second: int, both: int) -> None:
    numbers = TwoLists(only_first + both, only_second + both, both)
    low, high = exact(numbers, 0.9)
    assert high is not None

    def chance(total: int, overlap: int) -> float:
        return (
            comb(numbers.first, overlap)
            * comb(total - numbers.first, numbers.second - overlap)
            / comb(total, numbers.second)
        )

    def small(total: int) -> float:
        return sum(chance(total, m) for m in range(both + 1) if total - numbers.first >= numbers.second - m)

    def large(total: int) -> float:
        return sum(
            chance(total, m)
            for m in range(both, min(numbers.first, numbers.second) + 1)
            if total - numbers.first >= numbers.second - m
        )

    # A tail can be 0.05 exactly, which rounding puts on either side.
    tie = 1e-12
    assert small(int(low)) > 0.05 - tie
    assert low == numbers.seen or small(int(low) - 1) <= 0.05 + tie
    assert large(int(high)) > 0.05 - tie
    assert large(int(high) + 1) <= 0.05 + tie


def test_chapman_is_unbiased_and_its_intervals_cover() -> None:
    rng = np.random.default_rng(3)
    covered = {"log-normal": 0, "exact": 0}
    estimates = []
    for _ in range(200):
        first, second = rng.random(600) < 0.3, rng.random(600) < 0.4
        histories = two(int((first & ~second).sum()), int((~first & second).sum()), int((first & second).sum()))
        for interval in covered:
            found = chapman(histories, interval=interval)
            assert found.low is not None
            assert found.high is not None
            covered[interval] += found.low <= 600 <= found.high
        estimates.append(found.estimate)
    assert np.mean(np.array(estimates, dtype=float)) == pytest.approx(600, abs=8)
    assert covered["log-normal"] >= 182
    assert covered["exact"] >= 184


def test_two_lists_that_say_fewer_than_all_lists_name_are_refused() -> None:
    table = {"A": [1, 0, 1, 0], "B": [0, 1, 1, 0], "C": [0, 0, 0, 1], "count": [5, 5, 40, 100]}
    histories = CaptureHistories.from_counts(table, ["A", "B", "C"])
    for method in (chapman, lincoln_petersen):
        found = method(histories, "A", "B")
        assert (found.documented, found.estimate, found.notes) == (150, None, ())
        assert found.refused == (
            "'A' and 'B' alone say fewer persons than the 150 that all lists name, so the two depend on each other or name the same kind "
            "of person: name other two lists"
        )


@pytest.mark.reference
def test_peru_s_state_agents_are_refused(shared: Path) -> None:
    found = by_stratum(read(shared / "mse" / "peru_trc2003_3list_by_agent.csv", strata=["agent"]), "chapman").of("EST")
    assert "fewer persons than the 11,564 that all lists name (stratum agent=EST)" in (found.refused or "")


@given(st.lists(st.integers(0, 200), min_size=7, max_size=7))
def test_no_interval_is_of_no_width(counts: list[int]) -> None:
    table = {"A": [1, 0, 0, 1, 1, 0, 1], "B": [0, 1, 0, 1, 0, 1, 1], "C": [0, 0, 1, 0, 1, 1, 1], "count": counts}
    if not sum(counts):
        return
    for part in chapman_pairs(CaptureHistories.from_counts(table, ["A", "B", "C"])):
        if part.estimate is not None:
            assert part.low is not None
            assert part.high is not None
            assert part.documented <= part.low <= part.estimate <= part.high
            assert part.low < part.high


def test_refusals_name_the_lists() -> None:
    apart = two(10, 20, 0)
    for method in (chapman, lincoln_petersen):
        found = method(apart)
        assert found.estimate is None
        assert "nobody is on both 'A' and 'B'" in (found.refused or "")
    assert "everybody is on 'B'" in (chapman(two(0, 20, 5)).refused or "")
    assert "holds no information" in (lincoln_petersen(two(10**6, 10**6, 1)).refused or "")
    assert "fewer than 7" in chapman(two(30, 30, 3)).notes[0]


def test_a_callers_mistake_is_said() -> None:
    three = CaptureHistories.from_counts(HEPATITIS, ["P", "Q", "E"])
    with pytest.raises(CountError, match="needs its two lists named"):
        chapman(three)
    with pytest.raises(CountError, match="needs its two lists named"):
        chapman(three, "P")
    with pytest.raises(HistoriesError, match="'Z' is not"):
        chapman(three, "P", "Z")
    with pytest.raises(HistoriesError, match="named twice"):
        chapman(three, "P", "P")
    with pytest.raises(CountError, match="between 0 and 1"):
        chapman(two(1, 1, 1), level=1.0)
    with pytest.raises(CountError, match="log-normal or exact"):
        chapman(two(1, 1, 1), interval="wald")
