"""All hierarchical models: how many there are, that each fit is the maximum, and when there is none; beside second implementations."""

from __future__ import annotations

from itertools import combinations
from math import lgamma

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from tests.count import kosovo
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear import loglinear
from undercount.count.estimators.loglinear.enumeration import Models, hierarchical_models
from undercount.count.estimators.loglinear.existence import EXISTS
from undercount.count.estimators.loglinear.intervals import bootstrap
from undercount.count.estimators.loglinear.listing import loglinear_models
from undercount.count.estimators.loglinear.maxima import maxima, penalty
from undercount.count.estimators.loglinear.resample import upper_bounds, winners
from undercount.count.estimators.loglinear.search import searched_models
from undercount.count.estimators.loglinear.terms import Terms, closed, formula, generators_of, named, parse
from undercount.errors import CountError

Floats = NDArray[np.float64]
KOSOVO = kosovo.HISTORIES.full().astype(np.float64)
KOREA = np.array([0, 5, 5, 54, 41, 6, 0, 12], dtype=np.float64)
"""Ball, Shin and Yang (2018): lists b, c, d."""


def design(terms: Terms, lists: int) -> Floats:
    histories = np.arange(1 << lists)
    return np.array([[float(history & term == term) for term in terms] for history in histories])


def naive(terms: Terms, counts: Floats) -> tuple[float, float] | None:
    """Weighted least squares with a design matrix, on the histories that contain no empty term; None where there is no maximum."""
    lists = len(counts).bit_length() - 1
    histories = range(1 << lists)
    empty = [t for t in terms if sum(counts[h] for h in histories if h & t == t) == 0]
    kept = [h for h in histories if h and not any(h & t == t for t in empty)]
    finite = [t for t in terms if t not in empty]
    rows = design(tuple(finite), lists)[kept]
    observed = counts[kept]
    if np.linalg.matrix_rank(rows) < len(finite):
        return None
    # A maximum exists if some means that are all positive have the margins of the data (Fienberg and Rinaldo 2012).
    positive = linprog(
        np.r_[np.zeros(len(kept)), -1.0],
        A_eq=np.c_[rows.T, np.zeros(len(finite))],
        b_eq=rows.T @ observed,
        A_ub=np.c_[-np.eye(len(kept)), np.ones(len(kept))],
        b_ub=np.zeros(len(kept)),
        bounds=[(0, None)] * len(kept) + [(0, 1)],
    )
    if positive.status != 0 or -positive.fun < 1e-7:
        return None
    means = observed + 0.5
    for _ in range(200):
        response = np.log(means) + (observed - means) / means
        theta = np.linalg.solve((rows * means[:, None]).T @ rows, rows.T @ (means * response))
        means = np.exp(rows @ theta)
    value = float(observed @ np.log(means) - means.sum() - sum(lgamma(n + 1) for n in observed))
    return float(counts.sum() + np.exp(theta[0])), value


def naive_models(lists: int) -> set[frozenset[int]]:
    """All sets of terms that hold every part of each of theirs."""
    others = [t for t in range(1, (1 << lists) - 1) if t.bit_count() > 1]
    base = {0, *(1 << n for n in range(lists))}
    found = set()
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            held = base | set(chosen)
            if all(t ^ (1 << n) in held for t in chosen for n in range(lists) if t >> n & 1):
                found.add(frozenset(held))
    return found


@pytest.mark.parametrize(("lists", "number"), [(2, 1), (3, 8), (4, 113), (5, 6893)])
def test_there_are_as_many_models_as_published(lists: int, number: int) -> None:
    models = hierarchical_models(lists)
    assert len(models) == number
    assert len({models.model(index) for index in range(number)}) == number


def test_the_models_are_those_of_a_naive_enumeration() -> None:
    models = hierarchical_models(4)
    assert {frozenset(models.model(index)) for index in range(len(models))} == naive_models(4)
    pairs = hierarchical_models(4, 2)
    assert len(pairs) == 64
    assert pairs.orders.max() == 2
    assert len(hierarchical_models(7, 1)) == 1


def test_too_many_models_are_refused_with_a_remedy() -> None:
    with pytest.raises(CountError, match="lower max_order"):
        hierarchical_models(6)
    with pytest.raises(CountError, match="from 1 "):
        hierarchical_models(4, 0)


@pytest.mark.parametrize("counts", [KOREA, KOSOVO])
def test_every_fit_is_that_of_a_naive_regression(counts: Floats) -> None:
    models = hierarchical_models(len(counts).bit_length() - 1)
    fits = maxima(models, counts)
    for index in range(len(models)):
        known = naive(models.model(index), counts)
        assert bool(fits.exists[index]) is (known is not None)
        if known is not None:
            assert fits.abundances[index] == pytest.approx(known[0], rel=1e-6)
            assert fits.log_likelihoods[index] == pytest.approx(known[1], rel=1e-9)


@settings(max_examples=40)
@given(st.lists(st.sampled_from([0, 0, 0, 1, 2, 7, 40]), min_size=15, max_size=15), st.integers(0, 112))
def test_existence_on_sparse_tables_is_that_of_a_linear_program(cells: list[int], which: int) -> None:
    counts = np.array([0, *cells], dtype=np.float64)
    sizes = [sum(counts[h] for h in range(16) if h >> n & 1) for n in range(4)]
    if min(sizes) == 0:
        return
    models = hierarchical_models(4).chosen(np.array([which]))
    fits = maxima(models, counts)
    known = naive(models.model(0), counts)
    assert bool(fits.exists[0]) is (known is not None)
    if known is not None:
        assert fits.log_likelihoods[0] == pytest.approx(known[1], rel=1e-7, abs=1e-6)


def test_fits_have_the_margins_of_the_data() -> None:
    fits = maxima(hierarchical_models(4), KOSOVO)
    for index in (0, 40, 112):
        terms = fits.models.model(index)
        rows = design(terms, 4)[1:]
        means = np.exp(rows @ fits.thetas[index, : len(terms)])
        assert rows.T @ means == pytest.approx(rows.T @ KOSOVO[1:], rel=1e-8)


def test_winners_are_those_of_fitting_every_model_to_every_resample() -> None:
    counts = np.array([0, 54, 40, 5, 90, 3, 2, 0, 60, 0, 9, 1, 7, 0, 0, 0], dtype=np.float64)
    fits = maxima(hierarchical_models(4), counts)
    fits = fits.chosen(fits.best("bic"))
    used = np.flatnonzero(counts)
    samples = np.zeros((60, 16))
    samples[:, used] = np.random.default_rng(1).multinomial(int(counts.sum()), counts[used] / counts.sum(), size=60)
    cost = penalty("bic", counts.sum())
    models = fits.models
    chosen, totals, values = winners(models.terms, models.sizes, fits.thetas, counts, samples, np.full(60, cost), 4)
    bounds = upper_bounds(models.terms, models.sizes, fits.thetas, counts, samples, np.full(60, cost), 4)
    for row, sample in enumerate(samples):
        every = maxima(models, sample)
        known = every.best("bic")[0]
        scores = -every.criterion("bic") / 2 + np.sum([lgamma(n + 1) for n in sample])
        assert chosen[row] == known
        assert totals[row] == pytest.approx(every.abundances[known], rel=1e-6)
        assert values[row] - cost * models.sizes[known] == pytest.approx(scores[known], abs=1e-6)
        assert np.all(bounds[row] >= scores - 1e-6)


def test_a_resample_without_any_fit_is_discarded_not_counted() -> None:
    counts = np.array([0, 30, 20, 1], dtype=np.float64)
    fits = maxima(hierarchical_models(2), counts)
    found = bootstrap(fits, "bic", 400, np.random.default_rng(2))
    share = found.discarded / 400
    assert share == pytest.approx(np.exp(-1), abs=0.08)
    assert len(found.totals) + found.discarded == 400
    assert np.all(np.isfinite(found.totals))


def test_the_search_finds_the_best_of_all_models() -> None:
    for counts in (KOSOVO, KOREA):
        lists = len(counts).bit_length() - 1
        every = maxima(hierarchical_models(lists), counts)
        best = every.models.model(int(every.best("bic")[0]))
        for seed in (1, 2):
            assert searched_models(counts, lists, np.random.default_rng(seed)).model(0) == best


def test_the_listing_is_ordered_and_says_what_does_not_exist() -> None:
    histories = CaptureHistories(("b", "c", "d"), np.arange(1, 8), KOREA[1:].astype(np.int64)[None, :])
    listing = loglinear_models(histories)
    rows = listing.rows()
    assert (len(listing), listing.usable, listing.without_maximum, listing.not_identified) == (8, 6, 2, 0)
    assert [row.model for row in rows[:2]] == ["[12,23]", "[12,3]"]
    assert {row.model for row in rows[6:]} == {"[12,13]", "[12,13,23]"}
    assert all(row.estimate is None and row.existence == "does not exist" for row in rows[6:])
    bics = [row.bic for row in rows[:6] if row.bic is not None]
    assert bics == sorted(bics)
    assert all(row.low <= row.estimate <= row.high for row in rows[:6] if row.estimate and row.low and row.high)


@given(st.sets(st.integers(1, 30), max_size=6))
def test_formulas_are_read_back(generators: set[int]) -> None:
    names = ["A", "B", "C", "D", "E"]
    terms = closed(generators, 5)
    assert parse(formula(terms, len(names)), names) == terms
    assert parse(named(terms, names), names) == terms
    assert closed(generators_of(terms), 5) == terms


def test_formulas_are_written_as_in_print() -> None:
    assert formula(parse("[34, 14, 123]", kosovo.LISTS), 4) == "[123,14,34]"
    assert named(parse("[123]", kosovo.LISTS), kosovo.LISTS) == "[EXH*ABA*OSCE, HRW]"
    eleven = [f"L{n}" for n in range(1, 12)]
    assert formula(parse("[1*11, L2*L10]", eleven), 11).startswith("[1*11,2*10,3")


@given(st.sets(st.integers(1, (1 << 12) - 2), max_size=4), st.integers(9, 12))
def test_formulas_of_many_lists_are_read_back_and_no_two_are_alike(generators: set[int], lists: int) -> None:
    names = [f"L{number}" for number in range(1, lists + 1)]
    some = {term for term in generators if term < (1 << lists) - 1 and term.bit_count() <= 4}
    terms = closed(some, lists)
    assert parse(formula(terms, lists), names) == terms
    assert len({formula([term], lists) for term in terms}) == len(terms)


def test_the_parameters_of_twelve_lists_are_all_there() -> None:
    rng = np.random.default_rng(1)
    people = rng.random((4000, 12)) < 0.12
    people = people[people.any(axis=1)]
    lists = [f"L{number}" for number in range(1, 13)]
    histories = CaptureHistories.from_records(
        {name: column.astype(int) for name, column in zip(lists, people.T, strict=True)}
    )
    found = loglinear(histories, model="[L1*L2]", interval="wald")
    assert len(found.detail.parameters) == 1 + 12 + 1
    assert {"[12]", "[1*2]", "[1]", "[2]"} <= found.detail.parameters.keys()
    assert found.detail.model == "[1*2,3,4,5,6,7,8,9,10,11,12]"


def test_a_number_that_may_be_one_list_or_two_is_refused() -> None:
    twelve = [f"L{number}" for number in range(1, 13)]
    with pytest.raises(CountError, match=r"may be list 12 or lists 1 and 2: write 1\*2"):
        parse("[12,3]", twelve)
    assert parse("[L12, 3]", twelve) == closed([], 12)
    assert parse("[1*2, 12]", twelve) == closed([0b11], 12)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("123,14", "in brackets"),
        ("[EXH*XYZ]", "names 'XYZ'"),
        ("[15]", "from 1 to 4"),
        ("[112]", "names '1' twice"),
        ("[1234]", "term of all lists"),
    ],
)
def test_a_formula_that_is_none_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(CountError, match=sentence):
        parse(text, kosovo.LISTS)


def test_models_of_different_sizes_are_held_together() -> None:
    models = Models.of([closed([3], 3), closed([], 3)], 3)
    assert models.model(0) == (0, 1, 2, 4, 3)
    assert models.model(1) == (0, 1, 2, 4)
    assert models.orders.tolist() == [2, 1]
    assert maxima(models, KOREA).states.tolist() == [EXISTS, EXISTS]
