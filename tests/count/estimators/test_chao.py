"""Chao's lower bound: Rcapture's number, the moment formula, that it is a bound, and refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count.estimators.test_closed import table
from tests.count.kosovo import HISTORIES as KOSOVO
from undercount.count import CaptureHistories, chao, closed
from undercount.count.estimators.heterogeneity import Summary, fit, lower_bound
from undercount.errors import CountError


def test_kosovo_is_rcaptures() -> None:
    found = chao(KOSOVO)
    assert found.estimate == pytest.approx(8591, abs=0.5)  # Rcapture 1.4-4, closedp(kosovo), Mth Chao (LB)
    assert found.method.name == "chao"
    assert "lower bound" in found.notes[0]
    assert "no limit of the total" in found.notes[0]


def test_equal_reach_is_chaos_formula() -> None:
    found = chao(KOSOVO, model="mh")
    once, twice = 306 + 936 + 845 + 1131, 123 + 31 + 217 + 106 + 228 + 177
    assert found.estimate == pytest.approx(4400 + 0.75 * once * (once - 1) / (2 * (twice + 1)))
    assert found.method.name == "chao-mh"


@given(st.lists(st.integers(0, 60), min_size=7, max_size=7), st.sampled_from(["mth", "mh"]))
@settings(max_examples=30)
def test_any_table_gives_numbers_in_order_or_a_sentence(counts: list[int], model: str) -> None:
    found = chao(table(counts, 3), model=model)
    if found.refused is None:
        assert found.estimate is not None
        assert found.low is not None
        assert found.high is None or found.estimate <= found.high + 1e-9
        assert found.documented <= found.low <= found.estimate + 1e-9


def test_a_negative_weight_is_set_to_zero_and_no_weight_would_rise() -> None:
    summary = Summary.of(KOSOVO)
    found, design = lower_bound(summary, equal=False)
    assert len(design.columns) == 1  # of (k − 2)₊ and (k − 3)₊ the second wants to be negative
    assert found.theta[-1] > 0
    assert fit(summary, design).likelihood == pytest.approx(found.likelihood)


def test_it_lies_below_the_truth_when_persons_differ_and_above_independence() -> None:
    rng = np.random.default_rng(4)
    bounds, independent = [], []
    for _ in range(10):
        chance = rng.beta(0.8, 3.0, size=(4000, 1)) * np.array([1.0, 0.5, 0.8, 0.3])
        on = rng.random((4000, 4)) < chance
        seen = on[on.any(axis=1)]
        histories = CaptureHistories.from_records({f"L{j}": seen[:, j].tolist() for j in range(4)})
        bounds.append(chao(histories).estimate or 0.0)
        independent.append(closed(histories, model="mt").estimate or 0.0)
    assert max(bounds) < 4000
    assert all(bound >= below for bound, below in zip(bounds, independent, strict=True))


def test_with_unequal_lists_the_formula_for_equal_ones_is_too_high() -> None:
    rng = np.random.default_rng(6)
    on = rng.random((20_000, 4)) < np.array([0.6, 0.05, 0.05, 0.05])
    seen = on[on.any(axis=1)]
    histories = CaptureHistories.from_records({f"L{j}": seen[:, j].tolist() for j in range(4)})
    assert chao(histories).estimate == pytest.approx(20_000, rel=0.03)
    assert (chao(histories, model="mh").estimate or 0.0) > 22_000


def test_refusals_and_mistakes() -> None:
    assert "nobody is" in (chao(table([5, 6, 0, 7, 0, 0, 3], 3)).refused or "")
    assert "names nobody" in (chao(table([5, 6, 2, 0, 0, 0, 0], 3)).refused or "")
    with pytest.raises(CountError, match="mth and mh"):
        chao(KOSOVO, model="m0")
    with pytest.raises(CountError, match="between 0 and 1"):
        chao(KOSOVO, level=0.0)
