from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undercount.count.estimators import joint
from undercount.count.estimators.result import Estimate
from undercount.errors import CountError

from .toys import TOY, made, table

ONE = table(("x", "A", 60), ("x", "AB", 20), ("x", "BC", 20))


@settings(max_examples=30)
@given(st.floats(1, 1000), st.floats(1.01, 3), st.floats(1.01, 10), st.sampled_from([0.5, 0.8, 0.95]))
def test_matched_draws_have_the_estimate_s_quantiles(missed: float, below: float, above: float, level: float) -> None:
    part = made(ONE, 100 + missed, 100 + missed / below, 100 + missed * above, level=level)
    draws = joint.draws_of(part, np.random.default_rng(1), 20_000)
    low, middle, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    floor = joint.LEAST_MISSED
    assert low - 100 == pytest.approx(max(missed / below, floor), rel=0.02)
    assert middle == pytest.approx(100 + missed, rel=0.02)
    assert high == pytest.approx(100 + missed * above, rel=0.02)
    assert draws.min() >= 100


def test_own_draws_are_taken_without_replacement() -> None:
    own = np.arange(101.0, 109.0).reshape(2, 4)
    part = made(ONE, 105.0, 101.2, 107.8, draws=own)
    assert sorted(joint.draws_of(part, np.random.default_rng(0), 8)) == list(range(101, 109))
    assert sorted(joint.draws_of(part, np.random.default_rng(0), 16)) == sorted([*range(101, 109)] * 2)
    assert len(set(joint.draws_of(part, np.random.default_rng(0), 5))) == 5


def test_a_refused_estimate_has_no_draws() -> None:
    with pytest.raises(CountError, match="toy said: too few"):
        joint.draws_of(Estimate.refusal(TOY, ONE, "too few", level=0.95), np.random.default_rng(0))


def test_limits_that_are_missing_are_taken_from_the_other_side() -> None:
    open_above = joint.draws_of(made(ONE, 200.0, 150.0, None), np.random.default_rng(0))
    assert np.quantile(open_above, 0.025) == pytest.approx(150, rel=0.02)
    assert joint.is_open(made(ONE, 200.0, 150.0, None))
    bare = joint.draws_of(made(ONE, 200.0, None, None), np.random.default_rng(0))
    assert bare == pytest.approx(np.full(joint.DRAWS, 200.0))
    below = joint.draws_of(made(ONE, 200.0, None, 300.0), np.random.default_rng(0))
    assert np.quantile(below, 0.975) == pytest.approx(300, rel=0.02)


def test_a_weighted_quantile_of_equal_weights_is_a_value() -> None:
    values = np.array([3.0, 1.0, 2.0, 4.0])
    assert [joint.weighted_quantile(values, np.ones(4), p) for p in (0.0, 0.25, 0.5, 0.75, 1.0)] == [1, 1, 2, 3, 4]
    assert joint.weighted_quantile(values, np.array([0.0, 0.0, 1.0, 0.0]), 0.9) == 2


def test_draws_that_the_limits_do_not_come_from_are_not_used() -> None:
    own = np.linspace(110.0, 400.0, 4000)[None, :]
    corrected = made(ONE, 150.0, 130.0, 200.0, draws=own)
    assert not joint.speaks_for(corrected)
    low, high = np.quantile(joint.draws_of(corrected, np.random.default_rng(0)), [0.025, 0.975])
    assert (low, high) == pytest.approx((130, 200), rel=0.02)
    low, high = np.quantile(own, [0.025, 0.975])
    assert joint.speaks_for(made(ONE, 250.0, float(low), float(high), draws=own))
    assert not joint.speaks_for(made(ONE, 250.0, float(low), None, draws=own))
