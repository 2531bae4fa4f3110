"""Existence and identifiability: the published example, and two independent answers to the same question."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from undercount.count.estimators.existence import check_all_two_way, existence
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear.terms import closed
from undercount.errors import CountError, HistoriesError

# Chan, Silverman and Vincent (2021), table 2: an artificial table of three lists.
ARTIFICIAL = {"A": [1, 0, 0, 1], "B": [0, 1, 0, 1], "C": [0, 0, 1, 0], "count": [40, 30, 20, 6]}


@pytest.fixture(scope="module")
def artificial() -> CaptureHistories:
    return CaptureHistories.from_counts(ARTIFICIAL)


def random_table(rng: np.random.Generator, lists: int, cells: int) -> CaptureHistories:
    """Return a table in which every list names somebody and nobody is named by all."""
    while True:
        patterns = np.sort(rng.choice(np.arange(1, 1 << lists), size=cells, replace=False))
        counts = rng.integers(1, 30, size=cells)
        table = CaptureHistories(tuple("ABCDEF"[:lists]), patterns, counts[None, :])
        if table.sizes.min() > 0 and table.sizes.max() < table.documented:
            return table


@pytest.mark.parametrize(
    ("terms", "exists", "identified"),
    [
        ((), True, True),
        (("AB",), False, True),
        (("AC",), True, True),
        (("BC",), True, True),
        (("AB", "AC"), False, True),
        (("AB", "BC"), False, True),
        (("AC", "BC"), True, True),
        (("AB", "AC", "BC"), True, False),
    ],
)
def test_the_artificial_table_of_the_paper(
    artificial: CaptureHistories, terms: tuple[str, ...], exists: bool, identified: bool
) -> None:
    found = existence(artificial, terms)
    assert (found.exists, found.identified) == (exists, identified)
    assert found.usable == (exists and identified)
    assert set(found.infinite) == {tuple(term) for term in terms if term != "AB"}


def test_all_models_of_the_artificial_table(artificial: CaptureHistories) -> None:
    found = check_all_two_way(artificial)
    assert (found.models, found.not_existing, found.not_identified, found.usable) == (8, 3, 1, 4)
    assert found.pairs == (("A", "B"), ("A", "C"), ("B", "C"))
    assert not found.exists.flags.writeable


def by_linear_program(table: CaptureHistories, terms: tuple[int, ...]) -> tuple[bool, bool]:
    """Return whether some table without a zero has the margins (the least cell is maximised, up to 1), and whether the rank is full."""
    cells = range(1, 1 << len(table.lists))
    counts = table.full()
    margin = {term: sum(int(counts[cell]) for cell in cells if cell & term == term) for term in terms}
    finite = [term for term in terms if margin[term]]
    left = [cell for cell in cells if all(cell & term != term for term in terms if not margin[term])]
    design = np.array([[float(cell & term == term) for term in finite] for cell in left])
    # A cell is the least one plus something from 0, so the least is one more variable with all columns' sum as its column.
    found = linprog(
        [*[0.0] * len(left), -1.0],
        A_eq=np.hstack([design.T, design.sum(axis=0)[:, None]]),
        b_eq=[float(margin[term]) for term in finite],
        bounds=[*[(0, None)] * len(left), (0, 1)],
        method="highs",
    )
    return bool(found.status == 0 and found.x[-1] > 1e-7), int(np.linalg.matrix_rank(design)) == len(finite)


def test_a_linear_program_agrees_on_every_two_way_model() -> None:
    rng = np.random.default_rng(5)
    faults = 0
    for lists, cells in ((3, 4), (3, 5), (4, 6), (4, 8), (4, 5), (4, 7)):
        table = random_table(rng, lists, cells)
        every = check_all_two_way(table)
        for model in range(every.models):
            pairs = [pair for place, pair in enumerate(every.pairs) if model >> place & 1]
            terms = closed([(1 << "ABCD".index(one)) | (1 << "ABCD".index(two)) for one, two in pairs], lists)
            answer = by_linear_program(table, terms)
            assert answer == (every.exists[model], every.identified[model]), (table, pairs)
            found = existence(table, pairs)
            assert answer == (found.exists, found.identified)
            faults += not found.usable
    assert faults > 20


@given(st.integers(3, 6), st.integers(0, 2**32), st.data())
@settings(max_examples=150)
def test_a_linear_program_agrees_on_sparse_tables_and_terms_of_any_order(
    lists: int, seed: int, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    table = random_table(rng, lists, data.draw(st.integers(lists + 1, min(3 * lists, (1 << lists) - 1))))
    largest = data.draw(st.lists(st.integers(1, (1 << lists) - 2), max_size=8))
    found = existence(
        table, [tuple(name for number, name in enumerate(table.lists) if term >> number & 1) for term in largest]
    )
    assert (found.exists, found.identified) == by_linear_program(table, closed(largest, lists))


def test_a_table_without_a_zero_has_every_estimate() -> None:
    table = CaptureHistories(tuple("ABCD"), np.arange(1, 16), np.arange(1, 16)[None, :])
    assert check_all_two_way(table).usable == 64
    assert existence(table, "[A*B*C, A*D, B*D, C*D]").usable


def test_terms_of_three_lists_that_nobody_is_on_are_infinite_and_named() -> None:
    counts = np.arange(1, 8)
    counts[6] = 0
    table = CaptureHistories(tuple("ABC"), np.arange(1, 8), counts[None, :])
    full = CaptureHistories(
        tuple("ABCD"), np.array([1, 2, 3, 4, 5, 6, 8, 9, 10, 12]), np.array([[9, 8, 2, 7, 3, 4, 6, 2, 2, 1]])
    )
    found = existence(full, "[A*B*C, D]")
    assert found.infinite == (("A", "B", "C"),)
    assert found.usable
    assert "'A' and 'B' and 'C'" in found.why
    assert existence(table, [("A", "B"), ("A", "C"), ("B", "C")]).exists is False


def test_lists_that_share_nobody_have_no_estimate() -> None:
    table = CaptureHistories(("A", "B"), np.array([1, 2]), np.array([[20, 30]]))
    found = existence(table, ())
    assert not found.exists
    assert "no best fit" in found.why


def test_bad_questions_are_refused_in_one_sentence(artificial: CaptureHistories) -> None:
    with pytest.raises(CountError, match="'X'"):
        existence(artificial, [("A", "X")])
    with pytest.raises(CountError, match="all lists"):
        existence(artificial, [("A", "B", "C")])
    seven = CaptureHistories(tuple("ABCDEFG"), np.arange(1, 128), np.ones((1, 127), dtype=np.int64))
    with pytest.raises(CountError, match="at most 6 lists"):
        check_all_two_way(seven)
    many = CaptureHistories(tuple("ABCDEFGHIJKLM"), np.arange(1, 1 << 13), np.ones((1, (1 << 13) - 1), dtype=np.int64))
    with pytest.raises(CountError, match="at most 12 lists"):
        existence(many, list(combinations("AB", 2)))
    with pytest.raises(HistoriesError, match="'B' names nobody"):
        existence(CaptureHistories(("A", "B", "C"), np.array([1, 4, 5]), np.array([[5, 6, 2]])), ())
