"""The stepwise model: published numbers, a second implementation that shares nothing with it, and what it refuses."""

from __future__ import annotations

import csv
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import poisson

from undercount.count.estimators.existence import existence
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.sparse import Stepwise, stepwise, stepwise_points
from undercount.errors import CountError

# Bales, Murphy and Silverman (2020): New Orleans, five lists, 185 persons, as Chan, Silverman and Vincent (2021) use it.
NEW_ORLEANS = {
    "A": [1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1],
    "BEFG": [0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1],
    "C": [0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0],
    "D": [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1],
    "H": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0],
    "count": [25, 24, 70, 33, 21, 1, 1, 2, 2, 2, 1, 1, 1, 1],
}


@pytest.fixture(scope="module")
def new_orleans() -> CaptureHistories:
    return CaptureHistories.from_counts(NEW_ORLEANS)


def read(shared: Path, name: str) -> CaptureHistories:
    with (shared / "mse" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return CaptureHistories.from_counts({column: [row[column] for row in rows] for column in rows[0]})


def table_of(counts: list[int], lists: int) -> CaptureHistories:
    patterns = np.arange(1, 1 << lists)
    return CaptureHistories(tuple("ABCDEF"[:lists]), patterns, np.array(counts, dtype=np.int64)[None, :])


def model_of(result: object) -> Stepwise:
    assert isinstance(result, Stepwise)
    return result


def fit_slowly(counts: NDArray[np.int64], design: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the parameters that maximise the Poisson likelihood, by a general optimiser."""

    def lost(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        expected = np.exp(design @ theta)
        return float(expected.sum() - counts @ (design @ theta)), design.T @ (expected - counts)

    start = np.zeros(design.shape[1])
    start[0] = np.log(counts.mean() + 0.1)
    found: NDArray[np.float64] = minimize(
        lost, start, jac=True, method="BFGS", options={"gtol": 1e-7, "maxiter": 2000}
    ).x
    return found


def search_slowly(table: CaptureHistories, threshold: float) -> tuple[set[tuple[str, str]], float]:
    """Return the pairs and the missed persons of the published procedure, written out plainly."""
    lists = len(table.lists)
    counts = table.full()[1:]
    cells = np.arange(1, 1 << lists)
    on = (cells[:, None] >> np.arange(lists)) & 1
    chosen: list[tuple[int, int]] = []

    def fitted(pairs: list[tuple[int, int]]) -> tuple[NDArray[np.float64], float]:
        together = [on[:, a] * on[:, b] for a, b in pairs]
        left = np.ones(len(cells), dtype=bool)
        columns = [np.ones(len(cells)), *on.T.astype(float)]
        for column in together:
            if counts @ column:
                columns.append(column.astype(float))
            else:
                left &= column == 0
        design = np.array(columns).T
        theta = fit_slowly(counts[left], design[left])
        return np.where(left, np.exp(design @ theta), 0.0), float(np.exp(theta[0]))

    expected, missed = fitted(chosen)
    while True:
        tails = []
        for a, b in combinations(range(lists), 2):
            if (a, b) not in chosen:
                seen = int(counts @ (on[:, a] * on[:, b]))
                mean = float(expected @ (on[:, a] * on[:, b]))
                tails.append((min(poisson.cdf(seen, mean), poisson.sf(seen - 1, mean)), (a, b)))
        for tail, pair in sorted(tails):
            names = [(table.lists[a], table.lists[b]) for a, b in [*chosen, pair]]
            if tail < threshold and existence(table, names).usable:
                chosen.append(pair)
                expected, missed = fitted(chosen)
                break
        else:
            return {(table.lists[a], table.lists[b]) for a, b in chosen}, missed


def test_a_second_implementation_finds_the_same_models() -> None:
    rng = np.random.default_rng(11)
    terms = empty = 0
    for lists in (3, 3, 4, 4, 4, 4, 5, 5):
        persons = rng.random((300, lists)) < rng.uniform(0.06, 0.3, lists)
        persons[:, 1] |= persons[:, 0] & (rng.random(300) < 0.4)
        persons[:, -1] &= ~persons[:, 0]
        seen = persons[persons.any(axis=1)]
        numbers = np.bincount(seen @ (1 << np.arange(lists)), minlength=1 << lists)[1:]
        table = table_of(numbers.tolist(), lists)
        pairs, missed = search_slowly(table, 0.05)
        found = model_of(stepwise(table, threshold=0.05, interval="wald").detail)
        assert set(found.pairs) == pairs
        assert found.missed == pytest.approx(missed, rel=1e-4)
        assert found.expected[0] == found.missed
        terms, empty = terms + len(pairs), empty + len(found.empty_pairs)
    assert terms > 8
    assert empty > 2


PUBLISHED = {
    "uk_2013_6list": (11418, 9977, 13146),
    "uk_2013_5list": (11313, 9884, 13027),
    "netherlands_6list": (111139, 92440, 133991),
    "netherlands_5list": (121522, None, None),
    "new_orleans_8list_sparsemse2019": (1183.7, 721, 2046),
    "new_orleans_5list_sparsemse2019": (1034.2, 658, 1709),
    "western_us_5list": (2483.4, 1657, 3830),
    "new_orleans_8list_msepkg2026": (1110.49, None, None),
    "new_orleans_5list_msepkg2026": (981.43, None, None),
}
"""Estimate and Wald limits: Chan, Silverman and Vincent (2021) and their packages (SparseMSE 2.0.1, MultipleSystemsEstimation 1.2.0)."""


@pytest.mark.reference
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_estimates_and_wald_limits(shared: Path, name: str) -> None:
    point, low, high = PUBLISHED[name]
    found = stepwise(read(shared, name), interval="wald")
    assert found.estimate == pytest.approx(point, abs=0.5 if point > 2000 else 0.06)
    if low is not None:
        assert found.low == pytest.approx(low, abs=0.6)
        assert found.high == pytest.approx(high, abs=0.6)


# Two published runs of the same procedure with different seeds: Chan, Silverman and Vincent (2021), and Binette and Steorts (2022).
RUNS = {
    "western_us_5list": ((1293, 3672), (935, 3803)),
    "new_orleans_5list_sparsemse2019": ((589, 1704), (517, 1588)),
    "uk_2013_5list": ((8785, 14701), (9367, 15219)),
    "uk_2013_6list": ((9267, 14307), (9267, 14307)),
    "new_orleans_8list_sparsemse2019": ((717, 1657), (717, 1657)),
}


@pytest.mark.reference
@pytest.mark.parametrize("name", RUNS)
def test_published_bootstrap_limits_lie_among_those_of_other_seeds(shared: Path, name: str) -> None:
    table = read(shared, name)
    results = [stepwise(table, seed=seed) for seed in range(24)]
    ours = np.array([(result.low, result.high) for result in results], dtype=float)
    for side in (0, 1):
        published = [run[side] for run in RUNS[name]]
        assert any(ours[:, side].min() <= limit <= ours[:, side].max() for limit in published)
        assert np.median(ours[:, side]) == pytest.approx(np.mean(published), rel=0.12)


@pytest.mark.reference
def test_published_interval_of_independent_lists(shared: Path) -> None:
    table = read(shared, "new_orleans_8list_sparsemse2019")
    results = [stepwise(table, threshold=0, seed=seed) for seed in range(12)]
    assert results[0].estimate == pytest.approx(997, abs=0.5)
    assert model_of(results[0].detail).pairs == ()
    assert np.median([result.low or 0 for result in results]) == pytest.approx(644, rel=0.03)
    highs = [result.high or 0 for result in results]
    assert min(highs) - 40 <= 1618 <= max(highs)


@pytest.mark.reference
def test_no_part_of_a_table_gives_an_absurd_number(shared: Path) -> None:
    """One package gave 594,471,438,529 persons for a part of a table that is conditioned on a list."""
    refused = 0
    for name in ("western_us_5list", "new_orleans_5list_sparsemse2019", "uk_2013_6list", "netherlands_6list"):
        table = read(shared, name)
        for listed in table.lists:
            part, _ = table.condition_on(listed)
            found = stepwise(part, interval="wald")
            if found.refused is None:
                assert found.estimate is not None
                assert found.estimate < 100 * part.documented
            refused += found.refused is not None
    assert refused > 3


def test_the_interval_repeats_the_choice_and_says_what_it_rests_on(new_orleans: CaptureHistories) -> None:
    found = stepwise(new_orleans)
    assert found.estimate == pytest.approx(1034.15, abs=0.01)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1034 < found.high
    assert "BCa" in found.interval
    assert found.draws is not None
    assert found.draws.shape == (1, 1000)
    assert found.diagnosis["bootstrap"] == 1000
    assert any("outermost" in note for note in found.notes)
    again = stepwise(new_orleans)
    assert (again.low, again.high) == (found.low, found.high)
    assert stepwise(new_orleans, seed=2).low != found.low
    wide, narrow = stepwise(new_orleans, level=0.99), stepwise(new_orleans, level=0.8)
    assert wide.low is not None
    assert narrow.low is not None
    assert wide.low <= found.low <= narrow.low


def test_many_tables_in_one_call_equal_one_by_one(new_orleans: CaptureHistories) -> None:
    rng = np.random.default_rng(1)
    tables = rng.multinomial(185, new_orleans.counts / 185, size=70)
    together = stepwise_points(tables, 5, patterns=new_orleans.patterns)
    alone = [stepwise_points(row[None, :], 5, patterns=new_orleans.patterns)[0] for row in tables]
    assert together.tolist() == alone
    full = np.zeros((70, 31), dtype=np.int64)
    full[:, new_orleans.patterns - 1] = tables
    assert stepwise_points(full, 5).tolist() == alone
    one = CaptureHistories(new_orleans.lists, new_orleans.patterns, tables[:1])
    assert stepwise(one, interval="wald").estimate == pytest.approx(alone[0], rel=1e-12)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), min_size=15, max_size=15), st.permutations(range(4)))
def test_the_order_of_the_lists_does_not_matter(counts: list[int], order: list[int]) -> None:
    table = table_of(counts, 4)
    moved = table.keep_lists([table.lists[place] for place in order])
    here, there = stepwise(table, interval="wald"), stepwise(moved, interval="wald")
    assert (here.refused is None) == (there.refused is None)
    if here.estimate is not None and there.estimate is not None:
        assert math.isfinite(here.estimate)
        assert here.estimate >= table.documented
        same = {frozenset(pair) for pair in model_of(here.detail).pairs} == {
            frozenset(pair) for pair in model_of(there.detail).pairs
        }
        assert not same or here.estimate == pytest.approx(there.estimate, rel=1e-8)


def test_margins_of_the_fit_equal_those_of_the_table(new_orleans: CaptureHistories) -> None:
    table = table_of([30, 25, 12, 40, 3, 9, 2, 18, 6, 0, 0, 11, 1, 0, 0], 4)
    found = model_of(stepwise(table, interval="wald", threshold=0.2).detail)
    expected = found.expected.copy()
    expected[0] = 0
    cells = np.arange(16)
    assert expected.sum() == pytest.approx(table.documented)
    for place in range(4):
        assert expected[(cells >> place & 1) == 1].sum() == pytest.approx(table.sizes[place])
    assert found.pairs
    for one, two in found.pairs:
        a, b = table.lists.index(one), table.lists.index(two)
        both = ((cells >> a) & (cells >> b) & 1) == 1
        assert expected[both].sum() == pytest.approx(table.overlaps[a, b])


def test_a_table_that_tells_nothing_is_refused_with_the_reason() -> None:
    apart = table_of([20, 30, 0, 40, 0, 0, 0], 3)
    assert "nobody is on two of the lists 'A', 'B', 'C'" in (stepwise(apart).refused or "")
    single = table_of([200, 300, 1], 2)
    found = stepwise(single)
    assert "order of magnitude" in (found.refused or "")
    assert found.estimate is None
    assert model_of(found.detail).missed > 10_000
    empty = table_of([20, 0, 0, 40, 5, 0, 0], 3)
    assert "'B' names nobody" in (stepwise(empty).refused or "")
    full = table_of([20, 0, 7], 2)
    assert "everybody is on 'A'" in (stepwise(full).refused or "")
    strata = CaptureHistories.from_counts(
        {"A": [1, 0, 1, 0], "B": [0, 1, 0, 1], "year": ["1999", "1999", "2000", "2000"], "count": [5, 6, 7, 8]},
        strata=["year"],
    )
    assert "year=2000" in (stepwise(strata.split()[1]).refused or "")
    wide = CaptureHistories(
        tuple(f"L{n}" for n in range(21)), np.array([*(1 << np.arange(21)), 3]), np.full((1, 22), 5, dtype=np.int64)
    )
    assert "at most 20 lists" in (stepwise(wide).refused or "")


def test_resamples_without_an_estimate_count_as_infinite() -> None:
    found = stepwise(table_of([60, 80, 2], 2), bootstrap=2000)
    assert found.diagnosis["resamples_without_estimate"] > 50
    assert found.high is None
    assert any("no upper limit" in note for note in found.notes)
    assert found.draws is not None
    assert np.isfinite(found.draws).all()


def test_a_pair_that_nobody_is_on_is_named() -> None:
    rng = np.random.default_rng(3)
    persons = rng.random((4000, 3)) < 0.2
    persons[:, 1] &= ~persons[:, 0]
    numbers = np.bincount(persons[persons.any(axis=1)] @ np.array([1, 2, 4]), minlength=8)[1:]
    found = stepwise(table_of(numbers.tolist(), 3), interval="wald")
    assert model_of(found.detail).empty_pairs == (("A", "B"),)
    assert any("nobody is on both 'A' and 'B'" in note for note in found.notes)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 4000 < found.high


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"threshold": 1.0}, "threshold"),
        ({"level": 95}, "level"),
        ({"interval": "profile"}, "'bca' or 'wald'"),
        ({"bootstrap": 10}, "at least 100 resamples"),
    ],
)
def test_a_wrong_argument_is_named(new_orleans: CaptureHistories, options: dict[str, object], words: str) -> None:
    with pytest.raises(CountError, match=words):
        stepwise(new_orleans, **options)  # type: ignore[arg-type]


def test_wrong_tables_are_named() -> None:
    with pytest.raises(CountError, match="2 to 20"):
        stepwise_points(np.ones((1, 1), dtype=np.int64), 1)
    with pytest.raises(CountError, match="one column a history"):
        stepwise_points(np.ones((1, 4), dtype=np.int64), 2)
    with pytest.raises(CountError, match="negative"):
        stepwise_points(np.array([[1, -1, 2]]), 2)
    with pytest.raises(CountError, match="patterns"):
        stepwise_points(np.array([[1, 1, 2]]), 2, patterns=np.array([1, 2, 4]))


def test_progress_is_reported(new_orleans: CaptureHistories) -> None:
    told: list[tuple[str, int, int]] = []
    stepwise(new_orleans, bootstrap=100, report=lambda *step: told.append(step))
    assert told[-1][1] == told[-1][2] == 114
