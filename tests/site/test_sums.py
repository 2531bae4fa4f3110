"""Certificates are added up again before they are published."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.site import SiteError
from undercount.site.built import Number, Term
from undercount.site.sums import add_up, fraction


def term(quantity: int, multiplier: Number) -> Term:
    return {"claim": "c", "speaker": "s", "origin": "o", "quantity": quantity, "multiplier": multiplier}


def test_the_worked_example_adds_up() -> None:
    assert add_up([term(82, 1), term(20, 1)], 102, upper=False, name="x").plain
    assert add_up([term(1300, 1), term(150, -1)], 1150, upper=True, name="x").total == 1150


def test_what_is_added_stands_before_what_is_taken_away_the_largest_first() -> None:
    made = add_up([term(6, -1), term(1300, 1), term(120, -1), term(2, 1)], 1176, upper=True, name="x")
    assert [line.product for line in made.lines] == [1300, 2, -120, -6]


def test_a_fraction_is_made_whole_inside_the_bound() -> None:
    low = add_up([term(5, "1/2")], 3, upper=False, name="x")
    assert low.total == Fraction(5, 2)
    assert low.rounded
    assert add_up([term(5, "1/2")], 2, upper=True, name="x").rounded


def test_nothing_proves_nothing() -> None:
    assert add_up([], 0, upper=False, name="x").total == 0


@pytest.mark.parametrize("upper", [True, False])
def test_a_sum_that_misses_is_refused(upper: bool) -> None:
    with pytest.raises(SiteError, match=r"figure x is 103, but its certificate adds up to 102"):
        add_up([term(82, 1), term(20, 1)], 103, upper=upper, name="x")


@given(st.lists(st.tuples(st.integers(0, 10**6), st.fractions(0, 3, max_denominator=7)), max_size=20))
def test_any_sum_is_exact(terms: list[tuple[int, Fraction]]) -> None:
    total = sum((q * m for q, m in terms), Fraction(0))
    made = add_up([term(q, str(m)) for q, m in terms], -(-total.numerator // total.denominator), upper=False, name="x")
    assert made.total == total


@pytest.mark.parametrize(("value", "exact"), [(1, Fraction(1)), ("1/3", Fraction(1, 3)), (0.1, Fraction(1, 10))])
def test_multipliers_are_read_as_they_are_written(value: Number, exact: Fraction) -> None:
    assert fraction(value) == exact
