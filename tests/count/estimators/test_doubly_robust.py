"""Doubly robust with covariates: stratified Lincoln–Petersen, second-order error, coverage, missing covariates, strata, refusals."""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from undercount.count import doubly_robust, doubly_robust_by
from undercount.count.estimators.robust import Nuisance, contributions, targeted
from undercount.errors import CountError, HistoriesError

Floats = NDArray[np.float64]


def expit(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


def population(
    seed: int, size: int = 4000, shift: float = 0.0
) -> tuple[dict[str, list[Any]], Floats, NDArray[np.int64]]:
    """Return the records of the documented, their covariate and where they are, of a population in which both lists follow x."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1.5, 1.5, size)
    first, second = rng.random(size) < expit(shift - 0.6 + 0.9 * x), rng.random(size) < expit(shift - 0.4 + 1.1 * x)
    seen = first | second
    records = {"A": first[seen].astype(int).tolist(), "B": second[seen].astype(int).tolist(), "x": x[seen].tolist()}
    return records, x[seen], first[seen] + 2 * second[seen].astype(np.int64)


def truth(x: Floats, shift: float = 0.0) -> tuple[Floats, Floats, Floats]:
    """Return q₁, q₂ and q₁₂ among the documented."""
    first, second = expit(shift - 0.6 + 0.9 * x), expit(shift - 0.4 + 1.1 * x)
    seen = 1 - (1 - first) * (1 - second)
    return first / seen, second / seen, first * second / seen


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=4))
@settings(max_examples=40)
def test_cell_means_of_a_category_are_stratified_lincoln_petersen(strata: list[tuple[int, int, int]]) -> None:
    rows, expected = [], 0.0
    for label, (one, two, both) in enumerate(strata):
        rows += (
            [{"A": 1, "B": 0, "s": label}] * one
            + [{"A": 0, "B": 1, "s": label}] * two
            + [{"A": 1, "B": 1, "s": label}] * both
        )
        expected += (one + both) * (two + both) / both
    found = doubly_robust(rows, "A", "B", covariates=["s"], categories=["s"], learner="stratified", margin=0.0)
    assert found.estimate == pytest.approx(expected)
    assert found.detail.plug_in == pytest.approx(expected)
    assert found.detail.tmle == pytest.approx(expected)


def test_with_a_third_list_those_on_neither_are_documented_too() -> None:
    rows = (
        [{"A": 1, "B": 0, "C": 0}] * 6
        + [{"A": 0, "B": 1, "C": 1}] * 4
        + [{"A": 1, "B": 1, "C": 0}] * 2
        + [{"A": 0, "B": 0, "C": 1}] * 3
    )
    found = doubly_robust(rows, "A", "B", covariates=[], lists=["A", "B", "C"], learner="stratified", margin=0.0)
    assert found.documented == 15
    assert found.estimate == pytest.approx(8 * 6 / 2)
    joined = doubly_robust(rows, "A", ["B", "C"], covariates=[], learner="stratified", margin=0.0)
    assert joined.lists == ("A", "B+C")
    assert joined.estimate == pytest.approx(8 * 9 / 2)


def test_its_error_is_the_product_of_the_learners_errors() -> None:
    # Das, Kennedy and Jewell (2023): nuisances with an error of known size; the plug-in's bias is of first order.
    ratios = []
    for size in (0.1, 0.2, 0.4):
        robust, plug_in = [], []
        for seed in range(12):
            _, x, cells = population(seed)
            first, second, both = truth(x)
            bent = Nuisance.bounded(first, second, both * np.exp(-size * (1 + x) / 2), 0.001)
            robust.append(contributions(cells, bent).sum() / 4000 - 1)
            plug_in.append(bent.weight.sum() / 4000 - 1)
        assert abs(np.mean(robust)) < abs(np.mean(plug_in)) / 2
        ratios.append(abs(np.mean(robust)) / size**2)
    assert max(ratios) < 1.0


def test_it_is_exact_when_all_but_one_probability_is_right() -> None:
    # Theorem 3 of the paper: q₁ and q₁₂ right, or q₂ and q₁₂ right, is enough.
    _, x, cells = population(21, size=200_000)
    first, second, both = truth(x)
    for bent in (Nuisance(first * 0.8, second, both), Nuisance(first, second * 0.8, both)):
        assert contributions(cells, bent).sum() == pytest.approx(200_000, rel=0.015)
        assert bent.weight.sum() < 170_000


def test_targeting_makes_the_correction_vanish() -> None:
    _, x, cells = population(5)
    first, second, both = truth(x)
    bent = Nuisance.bounded(first, second, both * np.exp(-0.3 * (1 + x) / 2), 0.001)
    moved = targeted(cells, bent, 0.001)
    assert abs(moved.sum() / 4000 - 1) < abs(bent.weight.sum() / 4000 - 1) / 3
    assert moved.min() >= 1 - 1e-9


@pytest.mark.parametrize(("shift", "learner"), [(0.0, "logistic"), (1.0, "logistic")])
def test_it_recovers_and_covers_where_ignoring_covariates_fails(shift: float, learner: str) -> None:
    covered, low = 0, 0
    for seed in range(24):
        records, _, _ = population(100 + seed, size=2500, shift=shift)
        found = doubly_robust(records, "A", "B", covariates=["x"], learner=learner, folds=2)
        plain = doubly_robust(records, "A", "B", covariates=[], learner="stratified")
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 2500 <= found.high
        low += (plain.high or 0) < 2500
    assert covered >= 20
    assert low >= 20


@pytest.mark.parametrize("learner", ["forest", "boosting"])
def test_flexible_learners_come_near(learner: str) -> None:
    records, _, _ = population(51, size=3000)
    found = doubly_robust(records, "A", "B", covariates=["x"], learner=learner, folds=2)
    assert found.estimate == pytest.approx(3000, rel=0.1)
    assert found.diagnosis["learner"] == learner


def test_a_learner_that_chases_single_persons_is_refused_and_targeting_survives_it() -> None:
    from sklearn.ensemble import RandomForestClassifier

    records, _, _ = population(51, size=3000)

    def greedy(seed: int) -> Any:
        return RandomForestClassifier(50, min_samples_leaf=5, random_state=seed)

    assert "fits badly" in (doubly_robust(records, "A", "B", covariates=["x"], learner=greedy).refused or "")
    moved = doubly_robust(records, "A", "B", covariates=["x"], learner=greedy, estimator="tmle")
    assert moved.estimate == pytest.approx(3000, rel=0.1)
    assert "fits badly" in moved.notes[0]


def test_a_classifier_of_ones_own() -> None:
    from sklearn.neighbors import KNeighborsClassifier

    records, _, _ = population(8, size=2000)
    found = doubly_robust(records, "A", "B", covariates=["x"], learner=lambda _: KNeighborsClassifier(150))
    assert found.estimate == pytest.approx(2000, rel=0.12)


def test_bits_depend_on_the_seed_and_not_on_the_order_of_the_rows() -> None:
    records, _, _ = population(9, size=800)
    order = np.random.default_rng(1).permutation(len(records["A"]))
    shuffled = {name: [column[i] for i in order] for name, column in records.items()}
    one = doubly_robust(records, "A", "B", covariates=["x"], folds=3)
    two = doubly_robust(shuffled, "A", "B", covariates=["x"], folds=3)
    assert (one.estimate, one.low, one.high) == (two.estimate, two.low, two.high)
    assert doubly_robust(records, "A", "B", covariates=["x"], folds=3, seed=2).estimate != one.estimate
    mean = doubly_robust(records, "A", "B", covariates=["x"], folds=3, repeats=3)
    assert mean.estimate == pytest.approx(one.estimate, rel=0.05)


def test_missing_covariates_are_a_kind_of_their_own() -> None:
    records, _, _ = population(10, size=1500)
    records["x"] = [None if i % 5 == 0 else value for i, value in enumerate(records["x"])]
    records["sex"] = ["" if i % 7 == 0 else "fm"[i % 2] for i in range(len(records["A"]))]
    found = doubly_robust(records, "A", "B", covariates=["x", "sex"], folds=2)
    assert dict(found.detail.missing) == {"x": -(-found.documented // 5), "sex": -(-found.documented // 7)}
    assert "x " in found.notes[-1]
    assert "sex " in found.notes[-1]


def test_strata_add_up_to_the_total_and_so_do_their_variances() -> None:
    records, x, _ = population(11, size=2500)
    records["region"] = ["north" if value < 0 else "" if value < 0.2 else "south" for value in x.tolist()]
    found = doubly_robust_by(records, "A", "B", by="region", covariates=["x"], folds=2)
    assert [part.stratum for part in found.strata] == [(("region", label),) for label in ("missing", "north", "south")]
    assert sum(part.documented for part in found.strata) == found.total.documented
    assert sum(part.estimate or 0 for part in found.strata) == pytest.approx(found.total.estimate)
    # n σ² + N(N − n)/n of the whole is the sum over the strata, up to n/(n − 1).
    variance = sum(part.diagnosis["standard_error"] ** 2 for part in found.strata)
    assert variance == pytest.approx(found.total.diagnosis["standard_error"] ** 2, rel=0.01)


def test_refusals_name_the_lists_and_the_remedy() -> None:
    apart = {"A": [1] * 10 + [0] * 10, "B": [0] * 10 + [1] * 10, "x": list(range(20))}
    assert "on both A and B; there are 0" in (doubly_robust(apart, "A", "B", covariates=["x"]).refused or "")
    by = doubly_robust_by(apart, "A", "B", by="x", covariates=[])
    assert by.total.refused is not None
    assert len(by.strata) == 20
    inside = {"A": [1, 1, 1, 1], "B": [0, 1, 1, 0]}
    assert "everybody is on A" in (doubly_robust(inside, "A", "B", covariates=[], learner="stratified").refused or "")
    fine = {"A": [1, 0, 1] * 30, "B": [0, 1, 1] * 30, "x": list(range(90))}
    refused = doubly_robust(fine, "A", "B", covariates=["x"], learner="stratified").refused or ""
    assert "67% have the covariates of persons of whom none is" in refused
    half = {"A": [1, 0, 1] * 30 + [1] * 9, "B": [0, 1, 1] * 30 + [0] * 9, "s": ["a"] * 90 + ["b"] * 9}
    parts = doubly_robust_by(half, "A", "B", by="s", covariates=[], learner="stratified")
    assert parts.total.refused is None
    assert "s=b" in (parts.strata[1].refused or "")


def test_a_margin_that_decides_is_said() -> None:
    rows = [{"A": 1, "B": 0, "s": "a"}] * 30 + [{"A": 0, "B": 1, "s": "a"}] * 30 + [{"A": 1, "B": 1, "s": "a"}] * 30
    rows += [{"A": 1, "B": 0, "s": "b"}] * 10
    found = doubly_robust(rows, "A", "B", covariates=["s"], learner="stratified")
    assert found.diagnosis["at_margin"] == pytest.approx(0.1)
    assert "depends on that margin" in found.notes[0]


def test_mistakes_are_said() -> None:
    records, _, _ = population(12, size=200)
    with pytest.raises(CountError, match="did you mean 'forest'"):
        doubly_robust(records, "A", "B", covariates=["x"], learner="forrest")
    with pytest.raises(CountError, match="one of three"):
        doubly_robust(records, "A", "B", covariates=["x"], estimator="dr2")
    with pytest.raises(CountError, match="1 to 50 folds"):
        doubly_robust(records, "A", "B", covariates=["x"], folds=0)
    with pytest.raises(CountError, match=r"below 0\.5"):
        doubly_robust(records, "A", "B", covariates=["x"], margin=0.7)
    with pytest.raises(CountError, match="1 to 1,000 times"):
        doubly_robust(records, "A", "B", covariates=["x"], repeats=0)
    with pytest.raises(HistoriesError, match="'y' is not"):
        doubly_robust(records, "A", "B", covariates=["y"])
    with pytest.raises(HistoriesError, match="must be one of the covariates"):
        doubly_robust(records, "A", "B", covariates=["x"], categories=["z"])
    with pytest.raises(HistoriesError, match="among the table's lists"):
        doubly_robust(records, "A", "B", covariates=["x"], lists=["A", "x"])
    with pytest.raises(HistoriesError, match="as a list and as a covariate"):
        doubly_robust(records, "A", "B", covariates=["A"])
    with pytest.raises(HistoriesError, match="named twice"):
        doubly_robust(records, "A", "A", covariates=["x"])


def test_without_scikit_learn_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    records, _, _ = population(13, size=300)
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(CountError, match=r"make extras installs it"):
        doubly_robust(records, "A", "B", covariates=["x"])
    assert doubly_robust(records, "A", "B", covariates=[], learner="stratified").refused is None


@pytest.mark.reference
def test_peru_by_region_cells_is_stratified_lincoln_petersen(shared: Path) -> None:
    with gzip.open(shared / "mse" / "peru_trc2003_3list_records.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = doubly_robust_by(
        rows, "CVR", ["DP", "ODH"], by="agent", covariates=["situation"], learner="stratified", margin=0.0
    )
    expected = 0.0
    for agent in ("EST", "NOD", "OTR", "SLU"):
        for situation in ("disappeared", "killed"):
            part = [row for row in rows if row["agent"] == agent and row["situation"] == situation]
            first = sum(row["CVR"] == "1" for row in part)
            second = sum(row["DP"] == "1" or row["ODH"] == "1" for row in part)
            expected += first * second / sum(row["CVR"] == "1" and "1" in (row["DP"], row["ODH"]) for row in part)
    assert found.total.estimate == pytest.approx(expected)
    assert found.total.documented == 24_692
