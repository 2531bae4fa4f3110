from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from undercount.count.estimators.compare import compare
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate, check_level
from undercount.count.estimators.strata import by_stratum
from undercount.errors import CountError

from .toys import TOY, made, plain, table

TABLE = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]})


def refusal() -> Estimate:
    return Estimate.refusal(TOY, TABLE, "nothing tells: add a list", level=0.9, draws=np.ones((2, 8)))


def test_a_refused_estimate_holds_no_number() -> None:
    one = refusal()
    assert one.estimate is one.low is one.high is one.missed is None
    assert (one.documented, one.lists, one.level) == (60, ("A", "B"), 0.9)
    body = one.as_json()
    assert body["estimate"] is body["low"] is body["high"] is None
    assert body["refused"] == "nothing tells: add a list"
    assert "refused, nothing tells" in str(one)


@pytest.mark.parametrize("name", ["estimate", "low", "high"])
def test_no_number_can_be_put_beside_a_refusal(name: str) -> None:
    with pytest.raises(ValueError, match="holds no number"):
        replace(refusal(), **{name: 70.0})  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [None, float("nan"), float("inf")])
def test_an_estimate_that_is_not_refused_is_a_finite_number(number: float | None) -> None:
    with pytest.raises(ValueError, match="finite number"):
        made(TABLE, number, 61.0, 90.0)


def test_a_refused_estimate_has_no_quantile_even_where_it_kept_its_draws() -> None:
    with pytest.raises(CountError, match="nothing tells"):
        refusal().quantile(0.5)
    with pytest.raises(CountError, match="has none"):
        made(TABLE, 80.0, 61.0, 90.0).quantile(0.5)
    assert made(TABLE, 80.0, 61.0, 90.0, draws=np.arange(60.0, 101.0)[None, :]).quantile(0.5) == 80.0


def test_what_is_printed_can_be_read_by_any_program() -> None:
    diagnosis = {"rhat": np.float64(1.004), "ess": np.inf, "terms": (np.int64(2), "AB"), "weights": np.array([0.5])}
    body = made(TABLE, 80.0, 61.0, None, diagnosis=diagnosis).as_json()
    assert json.loads(json.dumps(body, allow_nan=False)) == body
    assert body["diagnosis"] == {"rhat": 1.004, "ess": None, "terms": [2, "AB"], "weights": [0.5]}
    assert body["high"] is None


def test_comparisons_and_strata_give_their_estimates_alike() -> None:
    parts = by_stratum(table(("x", "A", 5), ("x", "AB", 3), ("y", "B", 4), ("y", "AB", 2), lists="AB"), plain)
    assert [one.stratum for one in parts.rows] == [(("place", "x"),), (("place", "y"),)]
    assert [one.method.name for one in compare(TABLE, ["chao", "chapman"]).rows] == ["chapman", "chao"]


def test_draws_cannot_be_written_to() -> None:
    draws = refusal().draws
    assert draws is not None
    with pytest.raises(ValueError, match="read-only"):
        draws[0, 0] = 5


@pytest.mark.parametrize("level", [0.0, 1.0, 95, float("nan")])
def test_a_level_lies_between_0_and_1(level: float) -> None:
    with pytest.raises(CountError, match="between 0 and 1"):
        check_level(level)
