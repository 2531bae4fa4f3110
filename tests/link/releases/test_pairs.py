"""Pairs of rows against the slow way to find them."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from undercount.link.releases.match import _clear
from undercount.link.releases.pairs import in_order, key_pairs, sharing

numbers = st.lists(st.integers(-1, 4), max_size=12)
keys = st.lists(st.frozensets(st.sampled_from("abc"), max_size=2), max_size=8)


@given(numbers, numbers, st.integers(1, 9))
def test_rows_that_share_a_number_are_all_paired(left: list[int], right: list[int], most: int) -> None:
    (old, new), large = sharing(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), most)
    size = {n: Counter(left)[n] * Counter(right)[n] for n in set(left) if n >= 0}
    assert set(large.tolist()) == {n for n, times in size.items() if times > most}
    expected = [
        (i, j)
        for i, j in product(range(len(left)), range(len(right)))
        if left[i] == right[j] >= 0 and size[left[i]] <= most
    ]
    assert sorted(zip(old.tolist(), new.tolist(), strict=True)) == expected


@given(numbers, numbers)
def test_rows_in_order_are_paired_first_with_first(left: list[int], right: list[int]) -> None:
    old, new = in_order(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    expected = []
    for number in sorted({n for n in left if n >= 0}):
        places = [[at for at, n in enumerate(side) if n == number] for side in (left, right)]
        expected += list(zip(*places, strict=False))
    assert sorted(zip(old.tolist(), new.tolist(), strict=True)) == sorted(expected)


@given(keys, keys)
def test_rows_that_share_a_key_are_paired_once(left: list[frozenset[str]], right: list[frozenset[str]]) -> None:
    (old, new), unused = key_pairs(left, right, most=1000)
    expected = [(i, j) for i, j in product(range(len(left)), range(len(right))) if left[i] & right[j]]
    assert list(zip(old.tolist(), new.tolist(), strict=True)) == expected
    assert unused == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=12))
def test_a_pair_is_clear_where_no_other_of_its_row_comes_near(given_pairs: list[tuple[int, int]]) -> None:
    weight, places = (np.array([pair[at] for pair in given_pairs]) for at in (0, 1))
    expected = [
        all(
            weight[at] - weight[other] >= 2
            for other in range(len(places))
            if other != at and places[other] == places[at]
        )
        for at in range(len(places))
    ]
    assert _clear(weight.astype(float), places.astype(np.int64), 2.0).tolist() == expected
