"""Which estimators run on a table, and which of them is put first, for the command line and for a figure."""

from __future__ import annotations

from functools import partial

import pytest

import undercount.count as uc
from undercount.count.estimators.compare import compare
from undercount.count.estimators.methods import METHODS
from undercount.errors import CountError
from undercount.study import estimators
from undercount.study.estimators import check, estimated, plain

from .support import quiet

TABLE = {"A": [1, 0, 1, 1, 0, 1], "B": [0, 1, 1, 0, 1, 1], "sex": ["F"] * 3 + ["M"] * 3, "count": [30, 20, 10, 9, 8, 3]}
QUICK = ("chapman", "chao", "mt")


@pytest.fixture
def table() -> uc.CaptureHistories:
    return uc.CaptureHistories.from_counts(TABLE, ["A", "B"], strata=["sex"])


def test_chosen_methods_answer_in_the_order_of_the_choice(table: uc.CaptureHistories) -> None:
    found = estimated(table.pooled(), ["mt", "chapman"], report=quiet)
    assert [one.method.name for one in found.totals] == ["mt", "chapman"]
    assert (found.strata, found.recommended, found.because) == ((), "", "")


def test_without_a_choice_the_comparison_answers_and_says_what_it_puts_first(
    table: uc.CaptureHistories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimators, "compare", partial(compare, methods=["chao", "mt", "chapman"]))
    found = estimated(table.pooled(), report=quiet)
    assert found.recommended == found.totals[0].method.name == "chapman"
    assert "put first" in found.because
    assert {one.method.name for one in found.totals} == set(QUICK)


def test_parts_without_a_choice_put_first_what_has_a_number_everywhere(
    table: uc.CaptureHistories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimators, "LEFT_OUT", frozenset(METHODS).difference(QUICK))
    found = estimated(table, report=quiet)
    assert [(dict(one.stratum)["sex"], one.method.name) for one in found.strata] == [
        (sex, name) for sex in ("F", "M") for name in QUICK
    ]
    assert (found.recommended, [one.stratum for one in found.totals]) == ("chapman", [()] * 3)
    monkeypatch.setattr(estimators, "LEFT_OUT", frozenset(METHODS).difference(["chao"]))
    found = estimated(table, report=quiet)
    assert found.recommended == ""
    assert "no total is put first" in found.because


def test_what_two_runs_do_not_share_is_left_out(table: uc.CaptureHistories) -> None:
    (one,) = estimated(table.pooled(), ["chao"], report=quiet).totals
    timed = plain(
        type(one)(**{name: getattr(one, name) for name in one.__slots__} | {"diagnosis": {"seconds": 1.5, "ess": 3}})
    )
    assert timed["diagnosis"] == {"ess": 3}


def test_a_method_or_level_that_is_none_is_told_first() -> None:
    with pytest.raises(CountError, match="did you mean 'decomposable'"):
        check(["decomposible"], 0.95)
    with pytest.raises(CountError, match="between 0 and 1"):
        check([], 1.0)
