"""The latent-class model: against importance sampling from its prior, against published posteriors, and against itself."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from benchmarks.invariant import Design, differences, scores
from numpy.typing import NDArray

import undercount.count as uc
from tests.count.kosovo import HISTORIES as KOSOVO
from undercount.count.estimators.latent.chain import Chain, Prior, Table
from undercount.count.estimators.latent.latent_class import two_parts
from undercount.count.estimators.latent.leaps import Leaps
from undercount.count.estimators.stream import generator
from undercount.errors import CountError

Floats = NDArray[np.float64]

SMALL = {
    "A": [1, 0, 0, 1, 1, 0, 1],
    "B": [0, 1, 0, 1, 0, 1, 1],
    "C": [0, 0, 1, 0, 1, 1, 1],
    "count": [4, 3, 2, 2, 1, 1, 2],
}


def small() -> uc.CaptureHistories:
    return uc.CaptureHistories.from_counts(SMALL)


def weighed_by_prior(histories: uc.CaptureHistories, classes: int, draws: int, most: int) -> tuple[Floats, Floats]:
    """Draw everything from the prior and weigh it by the likelihood: the posterior of the total without any chain."""
    rng = np.random.default_rng(20161214)
    n = histories.documented
    alpha = np.maximum(rng.gamma(0.25, 4.0, draws), 1e-12)
    sticks = rng.beta(1.0, alpha[:, None], (draws, classes))
    sticks[:, -1] = 1.0
    left = np.cumprod(1 - sticks[:, :-1], axis=1)
    share = sticks * np.concatenate([np.ones((draws, 1)), left], axis=1)
    capture = rng.uniform(size=(draws, classes, len(histories.lists)))
    none = (share * np.prod(1 - capture, axis=2)).sum(axis=1)
    log = -n * np.log1p(-none)
    for bits, count in zip(histories.bits, histories.counts, strict=True):
        chance = np.prod(np.where(bits == 1, capture, 1 - capture), axis=2)
        log += count * np.log((share * chance).sum(axis=1))
    rate = rng.gamma(n, 1.0, draws) * none / (1 - none)
    total = n + rng.poisson(rate)
    weight = np.where(total - n <= most, np.exp(log - log.max()), 0.0)
    return total.astype(float), weight / weight.sum()


@pytest.mark.parametrize(("splits", "leaps"), [(0.0, 0), (1.0, 0), (0.0, 2), (0.5, 1)])
def test_the_sampler_draws_from_the_posterior(splits: float, leaps: int) -> None:
    histories = small()
    total, weight = weighed_by_prior(histories, 3, 400_000, 300)
    table, prior = Table.of(histories, 20.0), Prior(3, 0.25, 0.25, 20.0)
    chain = Chain(table, prior, generator(histories, 3), splits, 100)
    if leaps:
        # What is learnt from few draws is a poor proposal, which must not matter.
        chain.run(20_000)
        share, odds = np.concatenate(chain.shares), np.concatenate(chain.odds)
        chain.leaps = Leaps.learnt(share, odds, histories.documented, 4, leaps, generator(histories, 4))
        chain.forget()
    chain.run(60_000)
    drawn = np.concatenate(chain.missed)[1000:] + histories.documented
    for limit in (16, 18, 20, 25, 35, 60):
        wanted = weight[total <= limit].sum()
        assert np.mean(drawn <= limit) == pytest.approx(wanted, abs=0.012), limit
    assert (chain.moved[:2, 1] > 100).all() == (splits > 0)
    assert (chain.moved[2, 1] > 1000) == (leaps > 0)


@pytest.mark.parametrize(
    ("design", "tables"),
    [
        (Design(3, 4, 300, 40), 3000),
        (Design(4, 5, 300, 40, leaps=2), 600),
        (Design(12, 12, 500, 30), 600),
        (Design(4, 5, 300, 40, glides=2), 2000),
    ],
)
def test_a_chain_that_starts_at_the_truth_stays_where_truths_are(design: Design, tables: int) -> None:
    assert np.abs(scores(*differences(design, tables, 5))).max() < 3.8


def test_that_test_sees_a_chain_that_believes_another_prior() -> None:
    assert np.abs(scores(*differences(Design(3, 4, 300, 40, shape=0.6), 1000, 5))).max() > 5


def test_leaps_learn_the_classes_that_hold_somebody() -> None:
    rng = np.random.default_rng(4)
    share = np.array([0.7, 0.3 - 1e-9, 1e-9]) * np.ones((600, 1))
    odds = np.exp(rng.normal([-2.0, 0.0, 3.0], 0.1, (600, 4, 3)))
    leaps = Leaps.learnt(share, odds, 500, 3, 2, rng)
    assert set(leaps.known.tolist()) == {2}
    assert leaps.weights.sum() == pytest.approx(1.0)
    capture = np.cbrt(odds / (1 + odds)) - np.cbrt(1 / (1 + odds))
    assert leaps.weights @ leaps.means[:, 1:5] == pytest.approx(capture[:, :, 0].mean(axis=0), abs=1e-3)
    assert leaps.weights @ leaps.means[:, 6:10] == pytest.approx(capture[:, :, 1].mean(axis=0), abs=1e-3)
    assert Leaps.learnt(share[:5], odds[:5], 500, 3, 2, rng).known.size == 0


def test_a_posterior_in_two_parts_is_said() -> None:
    rng = np.random.default_rng(2)
    apart = np.exp(np.concatenate([rng.normal(10.8, 0.1, 4000), rng.normal(11.8, 0.1, 6000)]))
    found = two_parts(apart)
    assert found is not None
    assert found == pytest.approx((0.4, np.exp(10.8), np.exp(11.8)), rel=0.02)
    assert two_parts(np.exp(rng.normal(10.8, 0.3, 10_000))) is None
    assert two_parts(np.exp(rng.gamma(1.0, 1.0, 10_000))) is None
    assert two_parts(np.full(10, 50.0)) is None


def test_kosovo_gives_the_reference_posterior_from_every_seed() -> None:
    # 6 tempered chains of 400,000 sweeps: quantiles .05, .5, .95 = 9272, 10430, 12898 (ESTIMATORS, reference runs).
    found = [uc.latent_class(KOSOVO, seed=seed) for seed in (1, 2)]
    for estimate in found:
        assert estimate.refused is None
        assert estimate.diagnosis["rhat"] <= 1.01
        assert estimate.diagnosis["ess"] >= 400
        assert estimate.estimate == pytest.approx(10_430, rel=0.015)
        assert estimate.quantile(0.05) == pytest.approx(9_272, rel=0.025)
        assert estimate.quantile(0.95) == pytest.approx(12_898, rel=0.06)


def test_one_seed_gives_the_same_bits_on_any_number_of_cores_and_in_any_order_of_rows() -> None:
    table = KOSOVO
    turned = {name: list(reversed(column)) for name, column in {
        **{name: table.bits[:, j].tolist() for j, name in enumerate(table.lists)}, "count": table.counts.tolist()
    }.items()}  # fmt: skip
    first = uc.latent_class(table, seed=5, cores=1, most_sweeps=1000)
    second = uc.latent_class(uc.CaptureHistories.from_counts(turned), seed=5, cores=3, most_sweeps=1000)
    other = uc.latent_class(table, seed=6, cores=1, most_sweeps=1000)
    assert first.draws is not None
    assert second.draws is not None
    assert other.draws is not None
    assert first.draws.tobytes() == second.draws.tobytes()
    assert first.draws.tobytes() != other.draws.tobytes()


def test_chains_that_had_no_time_to_agree_are_refused_with_their_draws_kept() -> None:
    found = uc.latent_class(KOSOVO, seed=1, most_sweeps=1000)
    assert found.estimate is None
    assert found.low is None
    assert found.refused is not None
    assert "chains must agree" in found.refused
    assert "most_sweeps" in found.refused
    assert found.draws is not None
    assert found.diagnosis["rhat"] > 1.0
    assert found.as_json()["estimate"] is None


def test_the_classes_are_kept_for_whoever_asks_about_them() -> None:
    found = uc.latent_class(small(), seed=1)
    detail = found.detail
    draws, classes, lists = detail.capture.shape
    assert (draws, classes) == detail.weights.shape
    assert detail.totals.shape == (draws,)
    assert lists == 3
    assert np.allclose(detail.weights.sum(axis=1), 1.0)
    assert detail.capture.min() >= 0.0
    assert detail.capture.max() <= 1.0
    assert detail.used.sum() == pytest.approx(1.0)
    assert np.median(detail.totals) == pytest.approx(found.estimate, rel=0.1)


def test_what_cannot_be_estimated_is_refused_in_words() -> None:
    two = uc.CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [5, 4, 3]})
    assert "three lists" in str(uc.latent_class(two).refused)
    apart = uc.CaptureHistories.from_counts({"A": [1, 0, 0], "B": [0, 1, 0], "C": [0, 0, 1], "count": [5, 4, 3]})
    assert "on two lists" in str(uc.latent_class(apart).refused)
    empty = uc.CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "C": [0, 0, 0], "count": [5, 4, 3]})
    assert "'C' names nobody" in str(uc.latent_class(empty).refused)


@pytest.mark.parametrize(
    "options", [{"chains": 1}, {"classes": 0}, {"alpha": (0.0, 1.0)}, {"most_missed": -1}, {"level": 1.0}]
)
def test_options_out_of_range_are_said(options: dict[str, object]) -> None:
    with pytest.raises(CountError, match=r"must be|lies between"):
        uc.latent_class(small(), **options)  # type: ignore[arg-type]


def test_a_limit_on_the_missed_that_matters_is_said() -> None:
    # Little overlap: without a limit on the missed the posterior would have no end.
    thin = uc.CaptureHistories.from_counts(
        {"A": [1, 0, 0, 1], "B": [0, 1, 0, 1], "C": [0, 0, 1, 0], "count": [30, 30, 30, 1]}
    )
    found = uc.latent_class(thin, seed=1)
    assert any("limit" in note for note in found.notes)
    drawn = found.draws
    assert drawn is not None
    assert drawn.max() <= 91 * 21


@pytest.mark.reference
def test_the_philippines_strata_give_the_published_intervals(shared: Path) -> None:
    # Ball et al. (2019), Drug-related killings in the Philippines: lo, mean, hi of each stratum.
    published = {"manila_police": (534, 575, 639), "quezon_police": (338, 348, 368), "caloocan_police": (302, 331, 379)}
    for name, (low, mean, high) in published.items():
        with (shared / f"mse/philippines_{name}_2016_17.csv").open() as file:
            histories = uc.CaptureHistories.from_counts(list(csv.DictReader(file)))
        found = uc.latent_class(histories, classes=5, seed=1)
        assert found.refused is None
        assert found.diagnosis["mean"] == pytest.approx(mean, rel=0.02)
        assert found.low == pytest.approx(low, rel=0.02)
        assert found.high == pytest.approx(high, rel=0.05)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "middle", "low", "high"),
    [("new_orleans_5list_sparsemse2019", 830, 568, 1379), ("western_us_5list", 1836, 1301, 2955)],
)
def test_binette_and_steorts_table_is_repeated(shared: Path, name: str, middle: float, low: float, high: float) -> None:
    # Binette and Steorts (2022), JRSS A 185(2): LCMCR, pooled over 200 chains. Few classes hold somebody here, so a concentration that
    # cannot become small enough shows at once.
    with (shared / f"mse/{name}.csv").open() as file:
        histories = uc.CaptureHistories.from_counts(list(csv.DictReader(file)))
    found = uc.latent_class(histories, seed=1, least_ess=2000)
    assert found.estimate == pytest.approx(middle, rel=0.02)
    assert found.low == pytest.approx(low, rel=0.02)
    assert found.high == pytest.approx(high, rel=0.05)


@pytest.mark.reference
def test_a_posterior_in_two_parts_is_found_whole_from_every_seed(shared: Path) -> None:
    # Between the two sets of classes that explain this table no chain of Gibbs steps goes. The weight of the upper part, 0.62, was found
    # without chains, by importance sampling of 400,000 states (benchmarks.weigh: 0.620, s.e. 0.017).
    with (shared / "mse/netherlands_5list.csv").open() as file:
        histories = uc.CaptureHistories.from_counts(list(csv.DictReader(file)))
    for seed in (1, 2):
        found = uc.latent_class(histories, seed=seed)
        assert found.refused is None
        assert found.diagnosis["rhat"] <= 1.01
        assert found.draws is not None
        assert (found.draws > 1e5).mean() == pytest.approx(0.62, abs=0.06)
        assert any("two parts" in note for note in found.notes)
