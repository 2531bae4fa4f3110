"""The closed-population family: Rcapture's numbers, a plain fit of all cells, existence, many lists."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import gammaln

from tests.count.kosovo import HISTORIES as KOSOVO
from undercount.count import CaptureHistories, closed
from undercount.count.estimators.closed import METHODS
from undercount.count.estimators.heterogeneity import containing, symmetric
from undercount.errors import CountError


def table(counts: list[int], lists: int) -> CaptureHistories:
    cells = [cell for cell in product([0, 1], repeat=lists) if any(cell)]
    columns = {f"L{j}": [cell[j] for cell in cells] for j in range(lists)}
    return CaptureHistories.from_counts({**columns, "count": counts})


@pytest.mark.parametrize(
    ("model", "published"),
    [("mt", 7395), ("mth-chao", 8591), ("mth-poisson2", 9328), ("mth-darroch", 12797), ("mth-gamma3.5", 18387)],
)
def test_kosovo_is_rcaptures(model: str, published: int) -> None:
    # Rcapture 1.4-4, closedp(kosovo).
    assert closed(KOSOVO, model=model).estimate == pytest.approx(published, abs=0.5)


def naive(counts: np.ndarray, lists: int, model: str, missed: float | None = None) -> tuple[float, float]:
    """Fit every cell by brute force; return the number missed and the log-likelihood."""
    cells = np.array(list(product([0, 1], repeat=lists))[0 if missed is not None else 1 :], dtype=float)
    observed = counts if missed is None else np.append(missed, counts)
    on = cells.sum(axis=1)
    letters, _, shape = model.partition("-")
    columns = [np.ones(len(cells)), *(cells.T if "t" in letters else [on])]
    columns += {"poisson2": [2**on - 1], "darroch": [on**2 / 2], "gamma3.5": [np.log(3.5 / (3.5 + on))]}.get(shape, [])
    design = np.stack(columns, axis=1)

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        mean = np.exp(np.minimum(design @ theta, 50))
        return float(mean.sum() - observed @ (design @ theta)), design.T @ (mean - observed)

    start = np.linalg.lstsq(design, np.log(observed + 0.5), rcond=None)[0]
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-5, "maxiter": 2000})
    return float(np.exp(found.x[0])), -float(found.fun)


@pytest.mark.parametrize(
    "model", ["m0", "mt", "mh-poisson2", "mh-darroch", "mh-gamma3.5", "mth-darroch", "mth-poisson2"]
)
def test_against_a_plain_fit_of_all_cells(model: str) -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson([40, 30, 12, 25, 9, 8, 6])
    found = closed(table(counts.tolist(), 3), model=model)
    missed, likelihood = naive(counts, 3, model)
    assert found.estimate == pytest.approx(counts.sum() + missed, rel=1e-4)
    assert found.diagnosis["aic"] == pytest.approx(
        2 * (7 - found.diagnosis["degrees_of_freedom"]) - 2 * (likelihood - float(gammaln(counts + 1.0).sum())),
        abs=1e-3,
    )


@pytest.mark.parametrize("model", ["mt", "mth-darroch"])
def test_profile_limits_against_plain_fits(model: str) -> None:
    counts = np.array([float(KOSOVO.full()[on @ (1 << np.arange(4))]) for on in product([0, 1], repeat=4)][1:])
    found = closed(KOSOVO, model=model, level=0.9)

    def height(missed: float) -> float:
        total = counts.sum() + missed
        known = naive(counts, 4, model, missed)[1] + total - total * np.log(total)
        return float(known + gammaln(total + 1) - gammaln(missed + 1))

    assert found.estimate is not None
    assert found.low is not None
    assert found.high is not None
    middle = found.estimate - 4400
    top = max(height(m) for m in np.linspace(middle - 20, middle + 20, 9))
    for limit in (found.low, found.high):
        assert 2 * (top - height(limit - 4400)) == pytest.approx(2.7055, abs=0.02)


def test_two_lists_are_lincoln_and_petersen() -> None:
    counts = [30, 50, 20]
    assert closed(table(counts, 2), model="mt").estimate == pytest.approx(70 * 50 / 20)
    assert "at least three lists" in (closed(table(counts, 2), model="mth-darroch").refused or "")


@given(st.lists(st.integers(0, 60), min_size=7, max_size=7), st.sampled_from(sorted(METHODS)))
@settings(max_examples=40)
def test_any_table_gives_numbers_in_order_or_a_sentence(counts: list[int], model: str) -> None:
    found = closed(table(counts, 3), model=model)
    if found.refused is not None:
        assert "L0" in found.refused or "persons" in found.refused or "nobody" in found.refused
        return
    assert found.estimate is not None
    assert found.low is not None
    assert found.documented <= found.low <= found.estimate
    assert found.high is None or found.estimate <= found.high
    assert np.isfinite(found.diagnosis["standard_error"])


def test_nothing_is_returned_where_the_likelihood_has_no_maximum() -> None:
    # Nobody is on three lists: the curve of the model can be bent without end, and the number missed goes to 0.
    for model in ("mh-darroch", "mth-poisson2", "mth-gamma3.5"):
        assert "no maximum" in (closed(table([27, 37, 4, 26, 1, 1, 0], 3), model=model).refused or "")


def test_many_lists_cost_little_and_are_right() -> None:
    rng = np.random.default_rng(2)
    reach = rng.uniform(0.02, 0.3, size=30)
    on = rng.random((3000, 30)) < reach
    seen = on[on.any(axis=1)]
    histories = CaptureHistories.from_records({f"L{j}": seen[:, j].tolist() for j in range(30)})
    found = closed(histories, model="mt")
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 3000 <= found.high


def test_symmetric_polynomials_against_plain_sums() -> None:
    odds = np.array([0.3, 1.2, 0.7, 2.0])
    patterns = np.array(list(product([0, 1], repeat=4)))
    mass = np.where(patterns == 1, odds, 1.0).prod(axis=1)
    on = patterns.sum(axis=1)
    one, two = containing(odds)
    for k in range(5):
        assert symmetric(odds)[k] == pytest.approx(mass[on == k].sum())
        for i in range(4):
            assert one[i, k] == pytest.approx(mass[(on == k) & (patterns[:, i] == 1)].sum())
            for j in range(4):
                if i != j:
                    assert two[i, j, k] == pytest.approx(mass[(on == k) & (patterns[:, i] + patterns[:, j] == 2)].sum())


def test_darroch_recovers_normal_visibility() -> None:
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(12):
        log_odds = rng.normal(-0.8, 0.9, size=(3000, 1)) + np.array([0.0, 0.4, -0.3, 0.2, 0.1])
        on = rng.random((3000, 5)) < 1 / (1 + np.exp(-log_odds))
        seen = on[on.any(axis=1)]
        found = closed(
            CaptureHistories.from_records({f"L{j}": seen[:, j].tolist() for j in range(5)}), model="mth-darroch"
        )
        poor = closed(CaptureHistories.from_records({f"L{j}": seen[:, j].tolist() for j in range(5)}), model="mt")
        assert found.low is not None
        assert found.high is not None
        assert poor.high is not None
        covered += found.low <= 3000 <= found.high
        assert poor.high < 3000
    assert covered >= 9


def test_an_unknown_model_is_said() -> None:
    with pytest.raises(CountError, match="did you mean 'mth-darroch'"):
        closed(KOSOVO, model="mth-daroch")


@pytest.mark.reference
def test_the_reference_file_is_the_table_typed_here(shared: Path) -> None:
    with (shared / "mse" / "kosovo.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    histories = CaptureHistories.from_counts(rows, ["EXH", "ABA", "OSCE", "HRW"])
    assert closed(histories, model="mt").estimate == closed(KOSOVO, model="mt").estimate
