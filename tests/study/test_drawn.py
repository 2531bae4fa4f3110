"""What a figure's file holds so that its estimate can be drawn: counted again here from the fits themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest

import undercount.count as uc
from undercount.count.estimators.result import Estimate, Method
from undercount.count.estimators.strata import by_stratum
from undercount.study.drawn import FEW_XIS, HEAVIEST, PARTS, POINTS, XIS, drawn_json
from undercount.study.estimators import Estimated, estimated

from .support import quiet

LISTS = ["A", "B", "C"]
COUNTS = {"f": (30, 20, 10, 7, 3, 4, 2), "m": (25, 19, 9, 6, 5, 8, 3)}


def table(counts: dict[str, Sequence[int]] | None = None) -> uc.CaptureHistories:
    patterns = [bits for bits in product((0, 1), repeat=3) if any(bits)]
    rows = [
        {**dict(zip(LISTS, bits, strict=True)), "sex": sex, "count": count}
        for sex, given in (counts or COUNTS).items()
        for bits, count in zip(patterns, given, strict=True)
    ]
    return uc.CaptureHistories.from_counts(rows, LISTS, strata=["sex"])


def drawn(histories: uc.CaptureHistories, *methods: str, without_refused: bool = False) -> Any:
    setting: dict[str, Any] = {"level": 0.95, "seed": 1, "without_refused": without_refused, "report": quiet}
    return drawn_json(histories, estimated(histories, methods, **setting), **setting)


def sampled(draws: np.ndarray, *, part: str = "", refused: str | None = None, **diagnosis: Any) -> Estimate:
    """Return an estimate with chains, as a sampler would return it."""
    low, middle, high = (None, None, None) if refused else np.quantile(draws, [0.025, 0.5, 0.975]).tolist()
    stratum = (("sex", part),) if part else ()
    method = Method("latent-class", "latent classes", ("a",), "b")
    return Estimate(
        method, tuple(LISTS), stratum, 76, middle, low, high, 0.95, refused=refused, diagnosis=diagnosis, draws=draws
    )


def of(*fits: Estimate, parted: bool = False) -> Any:
    found = Estimated((), fits if parted else (), fits)
    return drawn_json(table().pooled(), found, level=0.95, seed=1, without_refused=False, report=quiet)


def chains(spread: float = 5.0, *, moved: float = 0.0, length: int = 500) -> np.ndarray:
    found = np.rint(np.random.default_rng(3).normal(150, spread, (4, length)))
    found[2] += moved
    return found


def test_every_draw_is_in_one_step_of_the_hill_or_beyond_it() -> None:
    histories = table().pooled()
    (hill,) = drawn(histories, "no-highest-order", "chapman", "loglinear-bic")["spreads"]
    fit = uc.no_highest_order(histories, seed=1)
    assert fit.draws is not None
    draws = fit.draws.ravel().tolist()
    assert (hill["method"], hill["draws"]) == ("no-highest-order", len(draws))
    assert hill["beyond"] + sum(hill["counts"]) == hill["draws"]
    again = Counter(int((draw - hill["start"]) // hill["step"]) for draw in draws)
    assert [again[place] for place in range(len(hill["counts"]))] == hill["counts"]
    assert hill["beyond"] > 0, "the table was chosen so that some draws are far away"


def test_a_refused_estimate_and_one_without_draws_of_its_own_have_no_hill() -> None:
    assert drawn(table().pooled(), "chapman", "loglinear-bic")["spreads"] == []
    assert of(sampled(chains(), refused="no: why", rhat=1.5))["spreads"] == []


def test_chains_keep_their_quarters_and_some_of_their_draws_in_order() -> None:
    draws = chains(moved=100)
    (found,) = of(sampled(draws, refused="the chains disagree: run longer", rhat=1.6, ess=12.0))["chains"]
    assert (found["verdict"], found["rhat"], found["ess"], found["places"]) == ("disagree", 1.6, 12, [[0, 1, 3], [2]])
    assert (found["draws"], found["every"]) == (500, 500 * 4 // POINTS)
    for chain, given in zip(found["chains"], draws, strict=True):
        assert chain["trace"] == [int(draw) for draw in given.tolist()[:: found["every"]]]
        assert sum(draw < chain["low"] for draw in given) <= 125 <= sum(draw <= chain["low"] for draw in given)
        assert sum(draw < chain["high"] for draw in given) <= 375 <= sum(draw <= chain["high"] for draw in given)
        assert chain["median"] == sorted(given.tolist())[249:251][0]


def test_chains_that_agree_are_said_to_agree_unless_they_drew_too_little() -> None:
    assert of(sampled(chains(), rhat=1.001, ess=900.0))["chains"][0]["verdict"] == "agree"
    assert of(sampled(chains(), rhat=1.001, ess=399.0))["chains"][0]["verdict"] == "few"
    endless = of(sampled(chains(), rhat=float("inf"), ess=900.0))["chains"][0]
    assert (endless["verdict"], endless["rhat"]) == ("disagree", None)


def test_of_the_parts_the_one_whose_chains_agree_least_is_kept() -> None:
    parts = [
        sampled(chains(), part=name, rhat=rhat, ess=900.0) for name, rhat in (("a", 1.001), ("b", 1.4), ("c", 1.2))
    ]
    (found,) = of(*parts, parted=True)["chains"]
    assert (found["stratum"], found["rhat"], found["of"]) == ({"sex": "b"}, 1.4, 3)


def test_a_method_without_chains_has_no_traces() -> None:
    assert drawn(table().pooled(), "decomposable", "no-highest-order", "mt")["chains"] == []


def test_weights_are_those_of_the_average_and_add_up_to_one() -> None:
    histories = table().pooled()
    found = {one["method"]: one for one in drawn(histories, "decomposable", "loglinear-average", "mt")["weights"]}
    assert set(found) == {"decomposable", "loglinear-average"}
    kept = {name: weight for name, weight, _ in uc.averaged_loglinear(histories, seed=1).detail.model_weights}
    for one in found.values():
        shares = [model["weight"] for model in one["heaviest"]]
        assert shares == sorted(shares, reverse=True)
        assert len(shares) <= HEAVIEST
        assert sum(shares) + one["others"] == pytest.approx(1, abs=1e-5)
    for model in found["loglinear-average"]["heaviest"]:
        assert model["weight"] == pytest.approx(kept[model["model"]], abs=1e-6)
        assert model["estimate"] is not None


def test_the_models_of_the_first_parts_are_kept() -> None:
    many = table({f"part {number}": COUNTS["f"] for number in range(PARTS + 2)})
    found = drawn(many, "decomposable")["weights"]
    assert [one["stratum"] for one in found] == [{"sex": f"part {number}"} for number in range(PARTS)]


def test_the_curve_of_one_table_is_the_sensitivity_curve() -> None:
    histories = table().pooled()
    curve = drawn(histories, "no-highest-order")["curve"]
    again = uc.sensitivity_curve(histories, XIS, seed=1)
    for number, point in enumerate(curve["points"]):
        assert point["xi"] == XIS[number]
        assert point["estimate"] == pytest.approx(again.totals[number], abs=1e-4)
        assert point["low"] == pytest.approx(again.lows[number], abs=1e-4)
        assert point["high"] == pytest.approx(again.highs[number], abs=1e-4)
    assert (curve["documented"], curve["empty"], curve["cells"], curve["left_out"]) == (151, 0, 7, 0)


def test_the_curve_of_parts_is_the_sum_of_the_parts_at_the_same_value() -> None:
    curve = drawn(table(), "chao", "mt")["curve"]
    for point in curve["points"]:
        total = by_stratum(table(), "no-highest-order", xi=point["xi"], seed=1).total()
        assert total.estimate == pytest.approx(point["estimate"], abs=1e-4)
    totals = [point["estimate"] for point in curve["points"]]
    assert totals == sorted(totals)
    assert (curve["documented"], curve["cells"]) == (151, 14)


def test_a_part_that_is_refused_leaves_no_curve_or_is_left_out_all_along_it() -> None:
    alone = table({**COUNTS, "x": (9, 0, 0, 0, 0, 0, 0)})
    refused = drawn(alone, "chao", "mt")["curve"]
    assert refused["points"] == []
    assert "x" in refused["refused"]
    kept = drawn(alone, "chao", "mt", without_refused=True)["curve"]
    assert (kept["left_out"], kept["documented"]) == (1, 151)
    assert kept["points"] == drawn(table(), "chao", "mt")["curve"]["points"]


def test_empty_histories_are_counted() -> None:
    curve = drawn(table({"f": (30, 20, 10, 7, 3, 4, 0)}).pooled(), "mt")["curve"]
    assert (curve["empty"], curve["cells"]) == (1, 7)


def test_a_bound_alone_has_no_curve() -> None:
    assert drawn(table(), "chao")["curve"] is None
    assert drawn(table(), "chao", "mt")["curve"] is not None


def test_many_parts_have_a_curve_of_few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undercount.study.drawn.MANY_PARTS", 1)
    assert [point["xi"] for point in drawn(table(), "mt")["curve"]["points"]] == list(FEW_XIS)
    assert set(FEW_XIS) < set(XIS)


def test_the_values_of_the_parameter_mirror_each_other_around_one() -> None:
    for values in (XIS, FEW_XIS):
        assert 1.0 in values
        assert [1 / value for value in reversed(values)] == pytest.approx(list(values))
