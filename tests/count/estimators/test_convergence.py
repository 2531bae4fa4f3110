from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import rankdata

from undercount.count.estimators.convergence import _ranks, convergence

CHAINS, LENGTH = 4, 5000


def chains(correlation: float, *, seed: int = 1) -> NDArray[np.float64]:
    """Return chains of a first-order autoregression with variance 1, from its stationary law."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((CHAINS, LENGTH)) * np.sqrt(1 - correlation**2)
    noise[:, 0] = rng.standard_normal(CHAINS)
    made: NDArray[np.float64] = np.empty_like(noise)
    made[:, 0] = noise[:, 0]
    for at in range(1, LENGTH):
        made[:, at] = correlation * made[:, at - 1] + noise[:, at]
    return made


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, -0.3])
def test_the_effective_size_of_an_autoregression_is_known(correlation: float) -> None:
    found = convergence(chains(correlation))
    assert found.ess == pytest.approx(CHAINS * LENGTH * (1 - correlation) / (1 + correlation), rel=0.12)
    assert found.rhat == pytest.approx(1, abs=0.01)
    assert (found.chains, found.draws) == (CHAINS, LENGTH)
    assert found.agrees


def test_chains_around_other_values_have_the_r_hat_of_their_distance() -> None:
    apart = 0.5
    draws = chains(0.0) + np.array([0, 0, apart, apart])[:, None]
    # Eight halves, four around each of two values: between them the variance of the means is apart**2 / 4 * 8 / 7.
    assert convergence(draws).rhat == pytest.approx(np.sqrt(1 + apart**2 / 4 * 8 / 7), abs=0.005)
    assert not convergence(draws).agrees


def test_chains_of_other_widths_do_not_agree() -> None:
    draws = chains(0.0) * np.array([1, 1, 1, 2])[:, None]
    assert convergence(draws).rhat > 1.01


def test_a_chain_that_drifts_does_not_agree_with_itself() -> None:
    draws = chains(0.0)[:1] + np.linspace(0, 2, LENGTH)
    assert convergence(draws).rhat > 1.1


def test_few_draws_do_not_agree_however_well_they_mix() -> None:
    found = convergence(chains(0.0)[:, :60])
    assert not found.agrees


def test_ranks_alone_count_so_heavy_tails_and_scales_change_nothing() -> None:
    draws = chains(0.5)
    assert convergence(np.exp(3 * draws)).ess == pytest.approx(convergence(draws).ess, rel=1e-9)


def test_what_never_moves_agrees_and_what_stays_elsewhere_does_not() -> None:
    still = convergence(np.full((4, 100), 7.0))
    assert (still.rhat, still.ess, still.tail_ess) == (1.0, 400.0, 400.0)
    assert convergence(np.repeat([[1.0], [2.0]], 100, axis=1)).rhat > 1000


@given(
    st.lists(st.one_of(st.integers(-3, 3), st.floats(-1e9, 1e9)), min_size=2, max_size=40).filter(
        lambda row: len(row) % 2 == 0
    )
)
def test_equal_draws_share_the_mean_of_their_places(values: list[float]) -> None:
    draws = np.array(values, dtype=np.float64).reshape(2, -1)
    assert np.array_equal(_ranks(draws), rankdata(draws, method="average").reshape(draws.shape))
