from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from undercount.link.persons.calibration import calibrate, reliability, rising
from undercount.shares import wilson


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 5)), min_size=1, max_size=30))
def test_pooling_is_isotonic_regression(given_values: list[tuple[float, float]]) -> None:
    values, weights = (np.array(side) for side in zip(*given_values, strict=True))
    found = rising(values, weights)
    peer = IsotonicRegression().fit_transform(np.arange(len(values)), values, sample_weight=weights)
    assert found == pytest.approx(peer, abs=1e-9)
    assert (np.diff(found) >= -1e-12).all()


def test_over_confident_probabilities_are_mended() -> None:
    rng = np.random.default_rng(1)
    truth = rng.uniform(0, 1, 4000)
    same = rng.uniform(0, 1, 4000) < truth
    said = 1 / (1 + np.exp(-4 * np.log(truth / (1 - truth))))
    found = calibrate(said[:2000], same[:2000], rng=rng)
    assert found is not None
    before = np.abs(said[2000:] - truth[2000:]).mean()
    after = np.abs(found(said[2000:]) - truth[2000:]).mean()
    assert before > 0.15
    assert after < 0.05
    assert (np.diff(found(np.sort(said))) >= -1e-12).all()
    assert sum(one.pairs for one in found.before) == sum(one.pairs for one in found.after) == 2000
    assert all(one.low <= one.true <= one.high for one in (*found.before, *found.after))


def test_pairs_surer_than_any_that_was_judged_stay_surer() -> None:
    rng = np.random.default_rng(1)
    said = rng.uniform(0.3, 0.95, 400)
    found = calibrate(said, rng.uniform(0, 1, 400) < said / 2, rng=rng)
    assert found is not None
    odds = np.linspace(-30, 30, 2001)
    corrected = found.odds(odds)
    assert (np.diff(corrected) >= -1e-9).all()
    assert corrected[-1] - found.odds(np.array([10.0]))[0] == pytest.approx(20)
    assert corrected[0] - found.odds(np.array([-10.0]))[0] == pytest.approx(-20)
    assert found(1 / (1 + np.exp(-odds[900:1100]))) == pytest.approx(1 / (1 + np.exp(-corrected[900:1100])))


@pytest.mark.parametrize("same", [[True] * 40, [False] * 40, [True, False] * 10])
def test_too_little_is_no_calibration(same: list[bool]) -> None:
    rng = np.random.default_rng(1)
    assert calibrate(rng.uniform(0, 1, len(same)), np.array(same), rng=rng) is None


def test_reliability_counts_every_pair_once() -> None:
    said, same = np.array([0.0, 0.01, 0.5, 0.999, 1.0]), np.array([False, False, True, True, True])
    bins = reliability(said, same)
    assert [(one.pairs, one.true) for one in bins] == [(2, 0.0), (1, 1.0), (2, 1.0)]


def test_wilson_has_the_published_values() -> None:
    # Newcombe 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for hits, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)
