"""Sample coverage: the published hepatitis numbers, the formulas by hand, the choice of estimate, refusals."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.count.estimators.test_closed import table
from tests.count.estimators.test_two_lists import HEPATITIS
from tests.count.kosovo import HISTORIES as KOSOVO
from undercount.count import CaptureHistories, sample_coverage
from undercount.errors import CountError


def hepatitis() -> CaptureHistories:
    return CaptureHistories.from_counts(HEPATITIS, ["P", "Q", "E"])


def test_hepatitis_is_as_published() -> None:
    found = sample_coverage(hepatitis())
    # Chao (2015), Capture-recapture for human populations: coverage 0.513, D 208.667, D/C 407, N 971, one-step 508.
    assert round(found.detail.coverage, 3) == 0.513
    assert round(found.detail.overlapped, 3) == 208.667
    assert [round(n) for n in (found.detail.independent, found.detail.full, found.detail.one_step)] == [407, 971, 508]
    assert round(found.estimate or 0) == 508
    assert found.diagnosis["estimator"] == "one-step"
    assert "below 55%" in found.notes[0]


def test_published_standard_errors_are_ones_that_200_tables_give() -> None:
    """Chao (2015) prints 26, 688 and 53 by a bootstrap of 200 tables, whose manual says that they vary from run to run."""
    for estimator, published in (("independent", 26), ("full", 688), ("one-step", 53)):
        runs = [sample_coverage(hepatitis(), estimator=estimator, bootstrap=200, seed=seed) for seed in range(150)]
        errors = [run.detail.error for run in runs]
        assert np.quantile(errors, 0.01) - 0.5 < published < np.quantile(errors, 0.99) + 0.5


def test_a_standard_error_that_rests_on_a_few_tables_is_called_so() -> None:
    # The full estimate's denominator comes near zero in some tables: 1,000 of them give 900 to 30,000 persons, by the seed.
    full = sample_coverage(hepatitis(), estimator="full")
    assert any("changes with the seed" in note for note in full.notes)
    assert full.detail.error > 2 * full.detail.middle
    middles = [sample_coverage(hepatitis(), estimator="full", seed=seed).detail.middle for seed in (1, 2, 3)]
    assert max(middles) < 1.3 * min(middles)
    for steady in ("independent", "one-step"):
        found = sample_coverage(hepatitis(), estimator=steady)
        assert found.detail.error == pytest.approx(found.detail.middle, rel=0.15)
        assert not any("changes with the seed" in note for note in found.notes)


def by_hand(histories: CaptureHistories, persons: np.ndarray) -> tuple[float, float, float]:
    """Return D/C, the full and the one-step estimate, person by person."""
    lists = persons.shape[1]
    sizes = persons.sum(axis=0)
    alone = np.array([(persons[:, j] & (persons.sum(axis=1) == 1)).sum() for j in range(lists)])
    coverage = 1 - np.mean(alone / sizes)
    independent = (len(persons) - alone.mean()) / coverage

    def step(total: float) -> float:
        added = 0.0
        for i, j in combinations(range(lists), 2):
            others = np.delete(persons, [i, j], axis=1).sum(axis=1) == 0
            once = (persons[:, i] & others).sum() + (persons[:, j] & others).sum()
            added += once * (total * (persons[:, i] & persons[:, j]).sum() / (sizes[i] * sizes[j]) - 1)
        return float(independent + added / (lists * coverage))

    full = independent
    for _ in range(600):
        full = step(full)
    return float(independent), full, step(step(float(independent)))


def test_against_a_count_person_by_person() -> None:
    rng = np.random.default_rng(8)
    on = rng.random((900, 4)) < rng.beta(2.0, 3.0, size=(900, 1)) * np.array([0.9, 0.6, 0.8, 0.5])
    persons = on[on.any(axis=1)].astype(np.int64)
    histories = CaptureHistories.from_records({f"L{j}": persons[:, j].tolist() for j in range(4)})
    detail = sample_coverage(histories).detail
    assert (detail.independent, detail.full, detail.one_step) == pytest.approx(by_hand(histories, persons))


def test_independent_lists_are_recovered_and_covered() -> None:
    rng = np.random.default_rng(9)
    covered = 0
    for _ in range(60):
        on = rng.random((1500, 4)) < np.array([0.5, 0.4, 0.45, 0.35])
        seen = on[on.any(axis=1)]
        histories = CaptureHistories.from_records({f"L{j}": seen[:, j].tolist() for j in range(4)})
        found = sample_coverage(histories, bootstrap=200)
        assert found.diagnosis["estimator"] == "full"
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 1500 <= found.high
    assert covered >= 52


@given(st.lists(st.integers(0, 60), min_size=7, max_size=7))
@settings(max_examples=60)
def test_any_table_gives_numbers_in_order_or_a_sentence(counts: list[int]) -> None:
    found = sample_coverage(table(counts, 3), bootstrap=60)
    if found.refused is None:
        assert found.estimate is not None
        assert found.low is not None
        assert found.high is not None
        assert found.documented <= found.low <= found.estimate <= found.high


def test_same_seed_same_bits_whatever_the_order_of_the_rows() -> None:
    rows = [dict(zip(HEPATITIS, values, strict=True)) for values in zip(*HEPATITIS.values(), strict=True)]
    one = sample_coverage(CaptureHistories.from_counts(rows, ["P", "Q", "E"]), seed=4)
    two = sample_coverage(CaptureHistories.from_counts(rows[::-1], ["P", "Q", "E"]), seed=4)
    assert (one.estimate, one.low, one.high) == (two.estimate, two.low, two.high)
    assert sample_coverage(hepatitis(), seed=5).high != one.high


def test_refusals_and_mistakes() -> None:
    assert "three lists" in (sample_coverage(table([30, 20, 10], 2)).refused or "")
    assert "nobody is on two" in (sample_coverage(table([30, 20, 0, 10, 0, 0, 0], 3)).refused or "")
    # Two pairs of lists go together so often that the estimated dependence exceeds what the lists cover.
    assert "does not exist" in (sample_coverage(table([27, 37, 4, 26, 2, 0, 0], 3), estimator="full").refused or "")
    with pytest.raises(CountError, match="one of four"):
        sample_coverage(KOSOVO, estimator="low-bias")
    with pytest.raises(CountError, match="at least 50"):
        sample_coverage(KOSOVO, bootstrap=10)


@pytest.mark.reference
def test_diabetes_and_congenital_anomalies(shared: Path) -> None:
    # Chao (2015) for the diabetes data: coverage 80 %, N 2609, 95 % from 2477 to 2784. The other table is checked for its choice.
    for name, used, expected in [
        ("diabetes_casale_4list", "full", 2609),
        ("congenital_anomaly_massachusetts_5list", "full", 659),
    ]:
        with (shared / "mse" / f"{name}.csv").open(encoding="utf-8") as file:
            found = sample_coverage(CaptureHistories.from_counts(list(csv.DictReader(file))))
        assert found.diagnosis["estimator"] == used
        assert round(found.estimate or 0) == expected
        if name.startswith("diabetes"):
            assert round(100 * found.detail.coverage) == 80
            assert [found.low, found.high] == pytest.approx([2477, 2784], rel=0.01)
