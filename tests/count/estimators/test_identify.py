"""Identification: no highest-order interaction, its dial, and the observable population."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.identify import _poisson_quantile, no_highest_order
from undercount.count.estimators.identify_cells import CellDraws, ClassDraws, cells_of_classes
from undercount.count.estimators.identify_curve import sensitivity_curve
from undercount.count.estimators.identify_observable import OBSERVABLE, observable
from undercount.count.estimators.result import Estimate, Method
from undercount.errors import CountError, HistoriesError

from .toys import table as places

Floats = np.ndarray
SPINA_BIFIDA: dict[tuple[int, ...], int] = {
    (1, 0, 0): 60,
    (0, 1, 0): 49,
    (1, 1, 0): 4,
    (0, 0, 1): 247,
    (1, 0, 1): 112,
    (0, 1, 1): 142,
    (1, 1, 1): 12,
}
"""Hook, Albright and Cross (1980)."""


@dataclass(frozen=True)
class Cells:
    cells: Floats


@dataclass(frozen=True)
class Classes:
    weights: Floats
    capture: Floats
    totals: Floats


def table(cells: Mapping[tuple[int, ...], int], lists: str = "ABC") -> CaptureHistories:
    columns = {name: [cell[place] for cell in cells] for place, name in enumerate(lists)}
    return CaptureHistories.from_counts({**columns, "count": list(cells.values())}, list(lists))


def read(shared: Path, name: str) -> CaptureHistories:
    with (shared / "mse" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return CaptureHistories.from_counts(list(csv.DictReader(lines)))


def population(weights: list[float], capture: list[list[float]]) -> Floats:
    """Return the probability of every history when persons fall into classes, one history at a time."""
    lists = len(capture[0])
    cells = np.zeros(1 << lists)
    for pattern in range(1 << lists):
        for weight, named in zip(weights, capture, strict=True):
            cells[pattern] += weight * np.prod([p if pattern >> j & 1 else 1 - p for j, p in enumerate(named)])
    return cells


def latent(weights: list[float], capture: list[list[float]], total: float, draws: int = 200) -> Estimate:
    """Return a fit without noise, as a latent-class estimator would hand it over."""
    detail = Classes(np.tile(weights, (draws, 1)), np.tile(capture, (draws, 1, 1)), np.full(draws, total))
    lists = tuple("ABCDEF"[: len(capture[0])])
    method = Method("latent-class", "", (), "")
    return Estimate(
        method, lists, (), 500, total, total, total, 0.95, draws=detail.totals.reshape(4, -1).copy(), detail=detail
    )


# --- no highest-order interaction


@pytest.mark.reference
def test_gaza_as_the_loglinear_model_of_all_pairs(shared: Path) -> None:
    """64,696 [58,327, 72,461]: all pairs, without the three lists together; the interval of the log of the missing cell."""
    histories = read(shared, "gaza_2023_24_3list_total")
    found = no_highest_order(histories, interval="wald")
    assert (round(found.estimate or 0), round(found.low or 0), round(found.high or 0)) == (64696, 58327, 72461)
    drawn = no_highest_order(histories)
    assert [drawn.estimate, drawn.low, drawn.high] == pytest.approx([64696, 58327, 72461], rel=0.01)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        ("gaza_total", "gaza_2023_24_3list_total"),
        ("peru_total", "peru_trc2003_3list_total"),
        ("hav", "hepatitis_a_taiwan_3list"),
        ("my3", "spina_bifida_ny_3list"),
    ],
)
def test_three_lists_as_the_loglinear_model_of_all_pairs(shared: Path, dataset: str, name: str) -> None:
    with (shared / "mse-reference" / "loglinear_3list_all_models.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["dataset"]: row for row in csv.DictReader(lines) if row["model"] == "(A+B+C)^2"}
    found = no_highest_order(read(shared, name), interval="wald")
    assert found.estimate == pytest.approx(float(rows[dataset]["N"]), rel=1e-5)
    assert found.low == pytest.approx(float(rows[dataset]["wald_lo"]), rel=1e-5)
    assert found.high == pytest.approx(float(rows[dataset]["wald_hi"]), rel=1e-5)


def test_two_lists_are_lincoln_and_petersen() -> None:
    two = table({(1, 0): 30, (0, 1): 20, (1, 1): 10}, "AB")
    assert no_highest_order(two, interval="wald").estimate == 40 * 30 / 10


@settings(max_examples=40)
@given(
    weights=st.lists(st.floats(0.1, 1), min_size=1, max_size=3),
    seed=st.integers(0, 2**16),
    lists=st.integers(2, 5),
)
def test_the_missing_cell_makes_the_highest_interaction_vanish(weights: list[float], seed: int, lists: int) -> None:
    """A second implementation: put the missing cell in, and the alternating sum of all logs is 0."""
    rng = np.random.default_rng(seed)
    cells = population(weights, rng.uniform(0.1, 0.9, (len(weights), lists)).tolist())
    counts = np.rint(cells * 1e5).astype(int) + 1
    patterns = {tuple(pattern >> j & 1 for j in range(lists)): int(counts[pattern]) for pattern in range(1, 1 << lists)}
    found = no_highest_order(table(patterns, "ABCDE"[:lists]), interval="wald")
    full = counts.astype(float)
    full[0] = float(found.missed or 0)
    signs = np.array([(-1) ** pattern.bit_count() for pattern in range(1 << lists)])
    assert float(signs @ np.log(full)) == pytest.approx(0, abs=1e-6)


def test_the_posterior_agrees_with_draws_of_the_definition() -> None:
    histories = table(SPINA_BIFIDA)
    found = no_highest_order(histories, draws=20_000, prior=1.0)
    rng = np.random.default_rng(5)
    counts = np.array([SPINA_BIFIDA[tuple(p >> j & 1 for j in range(3))] for p in range(1, 8)])
    probability = rng.dirichlet(counts + 1.0, size=40_000)
    odds = probability[:, [0, 1, 3, 6]].prod(axis=1) / probability[:, [2, 4, 5]].prod(axis=1)
    totals = 626 + rng.negative_binomial(626, 1 / (1 + odds))
    wanted = np.quantile(totals, [0.025, 0.5, 0.975])
    assert [found.low, found.estimate, found.high] == pytest.approx(wanted.tolist(), rel=0.02)


def test_some_of_the_lists_are_the_table_on_those_lists() -> None:
    histories = table(SPINA_BIFIDA)
    part = no_highest_order(histories, lists=["B", "C"], interval="wald")
    alone = no_highest_order(histories.keep_lists(["B", "C"]), interval="wald")
    assert part.estimate == pytest.approx(alone.estimate)
    assert part.documented == 626
    drawn = no_highest_order(histories, lists=["B", "C"])
    assert drawn.estimate == pytest.approx(part.estimate, rel=0.03)
    assert any("B, C alone" in note for note in drawn.notes)


def test_an_assumption_that_leaves_no_room_is_refused() -> None:
    apart = table({(1, 0, 0): 50, (0, 1, 0): 40, (1, 1, 0): 200, (0, 0, 1): 300, (1, 0, 1): 5, (0, 1, 1): 5})
    for interval in ("wald", "posterior"):
        found = no_highest_order(apart, lists=["A", "B"], interval=interval)
        assert found.refused is not None
        assert "leave room for the 600 documented" in found.refused
    raised = no_highest_order(apart, lists=["A", "B"], xi=60, interval="wald")
    assert raised.refused is None


# --- what does not exist


def test_an_empty_history_has_no_estimate_but_a_posterior() -> None:
    sparse = table({**SPINA_BIFIDA, (1, 1, 0): 0})
    found = no_highest_order(sparse, interval="wald")
    assert found.refused is not None
    assert "nobody is on A and B alone" in found.refused
    drawn = no_highest_order(sparse)
    assert drawn.refused is not None or any("1 of the 7 histories" in note for note in drawn.notes)


@pytest.mark.reference
def test_a_limit_that_says_nothing_is_refused(shared: Path) -> None:
    found = no_highest_order(read(shared, "uk_2013_5list"))
    assert found.refused is not None
    assert found.refused.startswith("nobody is on all lists and 12 other histories are empty")
    assert "no information" in found.refused
    assert "join some (join_lists)" in found.refused
    assert found.high is None


def test_the_empty_history_is_said_first_and_three_lists_are_not_joined() -> None:
    # Chan, Silverman and Vincent (2021), table 2, in one stratum.
    place = places(("x", "A", 40), ("x", "B", 30), ("x", "C", 20), ("x", "AB", 6)).split()[0]
    found = no_highest_order(place)
    assert str(found.refused).startswith("nobody is on all lists and 2 other histories are empty")
    assert "(stratum place=x)" in str(found.refused)
    assert "join_lists" not in str(found.refused)
    wald = no_highest_order(place, interval="wald")
    assert "(stratum place=x); nobody is on all lists and 2 other" in str(wald.refused)
    assert "join_lists" not in str(wald.refused)


def test_arguments_that_are_mistakes_are_named() -> None:
    histories = table(SPINA_BIFIDA)
    with pytest.raises(CountError, match="xi is a positive factor"):
        no_highest_order(histories, xi=0)
    with pytest.raises(CountError, match="'posterior', 'wald'"):
        no_highest_order(histories, interval="profile")  # type: ignore[arg-type]
    with pytest.raises(CountError, match="positive prior"):
        no_highest_order(histories, prior=0)
    with pytest.raises(HistoriesError, match="'D' is not"):
        no_highest_order(histories, lists=["A", "D"])
    with pytest.raises(CountError, match="not a fit"):
        no_highest_order(histories, interval="wald", fit=Cells(np.ones((200, 8))))
    with pytest.raises(CountError, match="same lists as the table"):
        no_highest_order(histories, fit=Cells(np.ones((200, 16))))
    with pytest.raises(CountError, match="at least one xi"):
        sensitivity_curve(histories, [])


def test_a_table_without_use_is_refused() -> None:
    found = no_highest_order(table({(1, 0): 3, (1, 1): 4}, "AB"))
    assert found.refused is not None
    assert "everybody is on 'A'" in found.refused
    many = CaptureHistories.from_records(
        [{f"l{i:02}": int(i in (j, (j + 1) % 12)) for i in range(12)} for j in range(12)]
    )
    assert "at most 10 lists" in str(no_highest_order(many).refused)


# --- one fit, many totals


def test_identical_fits_of_the_documented_give_different_totals() -> None:
    """Two populations that no table tells apart: the documented have the same law, the numbers missed differ.

    The second holds, beside the first, persons whom no list would ever name (Aleshin-Guendel et al. 2024, section 2.3). Any estimator that
    looks at the documented alone must give both the same total; only the assumption, or its dial, tells them apart.
    """
    weights, capture = [0.6, 0.4], [[0.2, 0.3, 0.4], [0.6, 0.5, 0.7]]
    one = population(weights, capture)
    other = population([0.36, 0.24, 0.4], [*capture, [0.0, 0.0, 0.0]])
    assert other[1:] / other[1:].sum() == pytest.approx(one[1:] / one[1:].sum())
    histories = table({tuple(p >> j & 1 for j in range(3)): round(float(one[p]) * 10_000) for p in range(1, 8)})
    first = no_highest_order(histories, fit=latent(weights, capture, 10_000))
    second = no_highest_order(histories, fit=latent([0.36, 0.24, 0.4], [*capture, [0.0] * 3], 16_667))
    assert (first.estimate, first.low, first.high) == (second.estimate, second.low, second.high)
    missed = 10_000 * one[0], 16_667 * other[0]
    curve = sensitivity_curve(histories, fit=latent(weights, capture, 10_000))
    truths = [histories.documented + persons for persons in missed]
    assert curve.xi_for(truths[1]) / curve.xi_for(truths[0]) == pytest.approx(missed[1] / missed[0], rel=1e-6)


def test_independent_classes_have_no_interaction_and_two_classes_do() -> None:
    single = population([1.0], [[0.2, 0.3, 0.4]])
    histories = table({tuple(p >> j & 1 for j in range(3)): round(float(single[p]) * 10_000) for p in range(1, 8)})
    curve = sensitivity_curve(histories, interval="wald")
    assert curve.xi_for(10_000) == pytest.approx(1, abs=0.01)
    double = population([0.6, 0.4], [[0.1, 0.1, 0.1], [0.6, 0.6, 0.6]])
    mixed = table({tuple(p >> j & 1 for j in range(3)): round(float(double[p]) * 10_000) for p in range(1, 8)})
    assert abs(np.log(sensitivity_curve(mixed, interval="wald").xi_for(10_000))) > 0.1


def test_the_curve_rises_and_is_the_estimate_at_each_xi() -> None:
    histories = table(SPINA_BIFIDA)
    curve = sensitivity_curve(histories, [0.25, 0.5, 1, 2, 4])
    totals = [total or 0.0 for total in curve.totals]
    assert totals == sorted(totals)
    assert [low or 0.0 for low in curve.lows] == sorted(low or 0.0 for low in curve.lows)
    assert curve.totals[3] == no_highest_order(histories, xi=2).estimate
    assert curve.highs[0] == no_highest_order(histories, xi=0.25).high
    there = no_highest_order(histories, xi=curve.xi_for(900))
    assert there.estimate == pytest.approx(900, abs=2)
    with pytest.raises(CountError, match="more than the 626 documented"):
        curve.xi_for(600)


@pytest.mark.reference
def test_kosovo_needs_half_of_what_no_interaction_says(shared: Path) -> None:
    """The Kosovo Memory Book's 10,401 against 16,942 without the highest-order interaction."""
    curve = sensitivity_curve(read(shared, "kosovo"), interval="wald")
    assert curve.xi_for(10_401) == pytest.approx((10_401 - 4_400) / (16_941.88 - 4_400), rel=1e-4)


# --- fits


def test_cells_of_classes_are_the_mixture() -> None:
    weights, capture = [0.6, 0.4], [[0.2, 0.3, 0.4, 0.9], [0.6, 0.5, 0.7, 0.1]]
    fit = latent(weights, capture, 1000).detail
    assert cells_of_classes(fit)[0] == pytest.approx(population(weights, capture))
    assert isinstance(fit, ClassDraws)
    assert isinstance(Cells(np.ones((3, 4))), CellDraws)
    assert not isinstance(fit, CellDraws)


def test_a_fit_is_summed_over_the_lists_that_are_left_out() -> None:
    cells = population([0.5, 0.5], [[0.2, 0.3, 0.4], [0.6, 0.5, 0.7]])
    histories = table({tuple(p >> j & 1 for j in range(3)): round(float(cells[p]) * 1e6) for p in range(1, 8)})
    fitted = no_highest_order(histories, lists=["A", "C"], fit=Cells(np.tile(cells, (4000, 1))))
    counted = no_highest_order(histories, lists=["A", "C"], interval="wald")
    assert fitted.estimate == pytest.approx(counted.estimate, rel=0.005)


# --- the observable population


def test_only_classes_above_alpha_are_counted() -> None:
    fit = latent([0.5, 0.3, 0.2], [[0.5, 0.5], [0.1, 0.1], [0.01, 0.02]], 1000)
    listed = [0.75, 0.19, 1 - 0.99 * 0.98]
    assert observable(fit, 0.0).estimate == pytest.approx(1000)
    assert observable(fit, listed[2] + 1e-9).estimate == pytest.approx(800)
    assert observable(fit, 0.5).estimate == pytest.approx(500)
    assert observable(fit, 0.9).estimate == pytest.approx(0)
    found = observable(fit, 0.1)
    assert found.method is OBSERVABLE
    assert found.draws is not None
    assert found.draws.shape == (4, 50)
    assert found.diagnosis["share"] == pytest.approx(0.8)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**16), low=st.floats(0, 0.9), step=st.floats(0, 0.09))
def test_a_higher_alpha_never_counts_more(seed: int, low: float, step: float) -> None:
    rng = np.random.default_rng(seed)
    detail = Classes(rng.dirichlet([1.0] * 4, 100), rng.random((100, 4, 3)), rng.uniform(500, 900, 100))
    fit = Estimate(Method("m", "", (), ""), tuple("ABC"), (), 400, 600, 500, 900, 0.95, detail=detail)
    more, fewer = observable(fit, low), observable(fit, low + step)
    assert (fewer.estimate or 0) <= (more.estimate or 0) <= 900


def test_persons_who_cannot_be_listed_move_the_total_and_not_the_observable() -> None:
    one = latent([0.6, 0.4], [[0.2, 0.3], [0.6, 0.5]], 10_000)
    other = latent([0.36, 0.24, 0.4], [[0.2, 0.3], [0.6, 0.5], [0.0, 0.001]], 10_000 / 0.6)
    assert observable(one, 0.05).estimate == pytest.approx(observable(other, 0.05).estimate)


def test_a_fit_without_classes_or_refused_is_not_counted() -> None:
    fit = latent([1.0], [[0.5, 0.5]], 1000)
    refused = Estimate.refusal(fit.method, table({(1, 0): 3, (1, 1): 4}, "AB"), "the chains disagree", level=0.95)
    assert observable(refused).refused == "the chains disagree"
    plain = no_highest_order(table(SPINA_BIFIDA))
    with pytest.raises(CountError, match="no-highest-order has none"):
        observable(plain)
    with pytest.raises(CountError, match="below 1"):
        observable(fit, 1.0)


def test_the_interval_covers_a_truth_without_highest_interaction() -> None:
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(40):
        on = rng.random((2000, 3)) < np.array([0.3, 0.4, 0.5])
        patterns = list(product([0, 1], repeat=3))[1:]
        counts = {cell: int((on == np.array(cell, dtype=bool)).all(axis=1).sum()) for cell in patterns}
        found = no_highest_order(table(counts), level=0.8)
        inside += (found.low or 0) <= 2000 <= (found.high or 0)
    assert 24 <= inside <= 39


@given(st.floats(1e-9, 1 - 1e-9), st.one_of(st.just(0.0), st.floats(1e-6, 1e5)))
def test_quantiles_of_a_poisson_distribution_are_those_of_another_program(probability: float, mean: float) -> None:
    found = _poisson_quantile(np.array([probability]), np.array([mean]))
    assert found[0] == poisson.ppf(probability, mean)
