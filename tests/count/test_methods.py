"""The reported range and the best sum."""

from __future__ import annotations

import doctest

from undercount.count import methods
from undercount.count.methods import best_sum, reported_range


def test_the_examples_in_the_documentation_run() -> None:
    assert doctest.testmod(methods).failed == 0


def test_the_range_takes_the_widest_figures_of_each_incident() -> None:
    found = reported_range([("a", 2, 5, 9), ("a", 1, None, None), ("b", None, 4, None), ("c", None, None, None)])
    assert (found.low, found.high, found.incidents, found.claims) == (5, 13, 2, 3)
    assert (found.incidents_without_number, found.claims_without_number) == (1, 1)


def test_the_best_sum_counts_only_what_has_a_best() -> None:
    found = best_sum([("a", 2, 5, 9), ("a", 1, None, None), ("b", 0, 0, 0)])
    assert (found.sum, found.claims, found.claims_without_number) == (5, 2, 1)


def test_nothing_is_zero() -> None:
    assert (reported_range([]).low, best_sum([]).sum) == (0, 0)
