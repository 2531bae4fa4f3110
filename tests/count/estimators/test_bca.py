"""Limits of the bias-corrected and accelerated bootstrap, beside a second implementation and the coverage that they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from undercount.count.estimators.bca import acceleration, bca_limits, bias_correction
from undercount.errors import CountError


def naive(point: float, bootstrap: list[float], persons: list[float], level: float) -> list[float]:
    """Efron and Tibshirani (1993), equations 14.10 to 14.15, one person a jackknife value."""
    z0 = norm.ppf(sum(b < point for b in bootstrap) / len(bootstrap))
    mean = sum(persons) / len(persons)
    a = sum((mean - p) ** 3 for p in persons) / (6 * sum((mean - p) ** 2 for p in persons) ** 1.5)
    limits = []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        z = norm.ppf(tail)
        limits.append(float(np.quantile(bootstrap, norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z))))))
    return limits


def test_limits_equal_the_naive_ones_person_by_person() -> None:
    rng = np.random.default_rng(1)
    bootstrap = rng.gamma(4.0, 100.0, 2000)
    values, weights = np.array([395.0, 402.0, 430.0]), np.array([40, 7, 2])
    persons = np.repeat(values, weights).tolist()
    found = bca_limits(390.0, bootstrap, values, weights.astype(float), [0.95, 0.8])
    assert found.shape == (2, 2)
    for row, level in zip(found, (0.95, 0.8), strict=True):
        assert row.tolist() == pytest.approx(naive(390.0, bootstrap.tolist(), persons, level), rel=1e-12)


def test_a_symmetric_bootstrap_gives_its_plain_quantiles() -> None:
    bootstrap = np.arange(-500.0, 501.0)
    found = bca_limits(0.0, bootstrap, np.array([-1.0, 1.0]), np.array([3.0, 3.0]), [0.95])
    assert found[0].tolist() == pytest.approx([-475.0, 475.0])


@given(
    st.lists(st.floats(1.0, 1e6), min_size=1, max_size=60),
    st.floats(1.0, 1e6),
    st.lists(st.tuples(st.floats(1.0, 1e6), st.integers(0, 50)), min_size=1, max_size=8),
)
def test_limits_are_ordered_and_never_beyond_the_replicates(
    bootstrap: list[float], point: float, jackknife: list[tuple[float, int]]
) -> None:
    values = np.array([value for value, _ in jackknife])
    weights = np.array([float(weight) for _, weight in jackknife])
    wide, narrow = bca_limits(point, np.array(bootstrap), values, weights, [0.95, 0.5])
    assert min(bootstrap) <= wide[0] <= narrow[0] <= narrow[1] <= wide[1] <= max(bootstrap)


def test_no_spread_has_no_acceleration_and_ties_do_not_shift() -> None:
    assert acceleration(np.array([5.0, 5.0]), np.array([2.0, 9.0])) == 0.0
    assert acceleration(np.array([5.0, 6.0]), np.array([0.0, 0.0])) == 0.0
    assert bias_correction(7.0, np.full(10, 7.0)) == 0.0
    assert np.isfinite(bias_correction(7.0, np.full(10, 1.0)))


def test_limits_cover_a_skewed_quantity_as_often_as_they_say() -> None:
    """The mean of 40 waiting times: its true value is 1."""
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(400):
        sample = rng.exponential(1.0, 40)
        replicates = sample[rng.integers(0, 40, (600, 40))].mean(axis=1)
        low, high = bca_limits(sample.mean(), replicates, (sample.sum() - sample) / 39, np.ones(40), [0.8])[0]
        covered += low <= 1.0 <= high
    assert 0.75 < covered / 400 < 0.85


def test_a_level_outside_0_to_1_or_no_replicate_is_refused() -> None:
    one = np.array([1.0])
    with pytest.raises(CountError, match="lies between 0 and 1"):
        bca_limits(1.0, one, one, one, [95.0])
    with pytest.raises(ValueError, match="at least one replicate"):
        bca_limits(1.0, np.array([]), one, one, [0.95])
