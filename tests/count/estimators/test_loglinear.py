"""The log-linear estimate: published numbers, refusals, and what the notes must say."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import gammaln

import undercount.count as uc
from tests.count.kosovo import HISTORIES as KOSOVO
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear import averaged_loglinear, loglinear, loglinear_models
from undercount.count.estimators.loglinear.average import LoglinearAverage
from undercount.count.estimators.result import Estimate
from undercount.errors import CountError

KOREA_COUNTS = [5, 5, 54, 41, 6, 0, 12]


def table(lists: str, counts: list[int]) -> CaptureHistories:
    return CaptureHistories(tuple(lists.split()), np.arange(1, len(counts) + 1), np.array([counts], dtype=np.int64))


KOREA = table("b c d", KOREA_COUNTS)


def limits(found: Estimate) -> list[float]:
    assert found.low is not None
    assert found.high is not None
    return [found.low, found.high]


def read(shared: Path, name: str) -> CaptureHistories:
    with (shared / "mse" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return CaptureHistories.from_counts(list(csv.DictReader(lines)))


def reference(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "mse-reference" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_kosovo_is_that_of_silverman_chan_and_vincent() -> None:
    """Their tables 2 and 5 (2024): 10,357, 95 % [6947, 18010], 80 % [7400, 12200]; 929 of 1000 winners among the best five."""
    found = loglinear(KOSOVO, top=20, bootstrap=20_000)
    assert found.estimate == pytest.approx(10356.52, abs=0.01)
    assert limits(found) == pytest.approx([6947, 18010], rel=0.03)
    narrow = loglinear(KOSOVO, top=20, bootstrap=20_000, level=0.8)
    assert limits(narrow) == pytest.approx([7400, 12200], rel=0.03)
    assert found.diagnosis["model"] == "[123,14,34]"
    assert found.diagnosis["bic"] == pytest.approx(203.0296, abs=1e-4)
    assert found.diagnosis["standard_error"] == pytest.approx(786, abs=0.5)
    assert found.diagnosis["share_of_winners_within_rank"]["1"] == pytest.approx(0.375, abs=0.05)
    assert found.diagnosis["share_of_winners_within_rank"]["5"] == pytest.approx(0.929, abs=0.03)


def test_kosovo_with_the_choice_left_out_and_with_pairs_only() -> None:
    """Table 6: only the best model [9100, 12000]; order 2 [12451, 16273] around 14,342."""
    one = loglinear(KOSOVO, top=1, bootstrap=20_000)
    assert limits(one) == pytest.approx([9100, 12000], rel=0.03)
    pairs = loglinear(KOSOVO, max_order=2, bootstrap=20_000)
    assert pairs.estimate == pytest.approx(14341.66, abs=0.01)
    assert limits(pairs) == pytest.approx([12451, 16273], rel=0.03)


def test_the_note_says_how_far_models_of_nearly_the_same_bic_differ() -> None:
    found = loglinear(KOSOVO, interval="wald")
    assert any(note.startswith("models within 2 BIC give from 10,357 to 18,393 persons") for note in found.notes)
    assert [round(other["estimate"]) for other in found.diagnosis["next_best"][:2]] == [12741, 18393]
    assert any("takes the chosen model as known" in note for note in found.notes)


def test_korea_is_that_of_silverman_chan_and_vincent_within_monte_carlo_error() -> None:
    """Table 2: 157 [128, 349], from 1,000 resamples whose upper limit has a Monte Carlo standard error of 2.4 %."""
    found = loglinear(KOREA, bootstrap=20_000)
    assert found.estimate == pytest.approx(157.1667, abs=1e-3)
    assert limits(found)[0] == pytest.approx(128, rel=0.03)
    assert limits(found)[1] == pytest.approx(349, rel=0.07)
    assert (found.diagnosis["models_compared"], found.diagnosis["models_without_maximum"]) == (6, 2)


def test_wald_and_profile_are_those_of_a_second_implementation() -> None:
    found = loglinear(KOREA, model="[b, c, d]", interval="profile")
    sizes, seen = KOREA.sizes, KOREA.documented

    def likelihood(total: float) -> float:
        shares = sizes / total
        each = float(np.sum(sizes * np.log(shares) + (total - sizes) * np.log1p(-shares)))
        return float(gammaln(total + 1) - gammaln(total - seen + 1)) + each

    grid = np.linspace(seen + 1, 250, 50_000)
    best = grid[int(np.argmax([likelihood(total) for total in grid]))]
    needed = likelihood(best) - 1.959963984540054**2 / 2
    low = brentq(lambda total: likelihood(total) - needed, seen + 1e-6, best)
    high = brentq(lambda total: likelihood(total) - needed, best, 400)
    assert limits(found) == pytest.approx([low, high], rel=1e-4)


def test_a_model_without_maximum_is_refused_with_its_lists_and_a_remedy() -> None:
    found = loglinear(KOREA, model="[12,13]")
    assert found.estimate is None
    assert found.refused is not None
    assert "[b*c, b*d] has no maximum" in found.refused
    assert "c and d alone" in found.refused
    assert "select='bic'" in found.refused


def test_lists_that_share_nobody_are_refused() -> None:
    found = loglinear(table("A B", [10, 20, 0]))
    assert found.refused is not None
    assert "nobody is on both of A and B" in found.refused
    averaged = averaged_loglinear(table("A B", [10, 20, 0]))
    assert averaged.refused is not None
    empty = loglinear(table("A B C", [10, 20, 5, 0, 0, 0, 0]))
    assert empty.refused is not None
    assert "'C' names nobody" in empty.refused


def test_two_lists_give_lincoln_and_petersen() -> None:
    found = loglinear(table("A B", [30, 20, 10]), interval="wald")
    assert found.estimate == pytest.approx(40 * 30 / 10)


def test_an_empty_pair_is_a_parameter_at_minus_infinity() -> None:
    found = loglinear(table("A B C", [52, 90, 0, 114, 9, 6, 0]), model="[12,3]", interval="wald")
    assert found.estimate is not None
    assert found.detail.parameters["[12]"] == -np.inf
    assert any("nobody is together on the lists of A*B" in note for note in found.notes)
    json.dumps(found.as_json(), allow_nan=False)


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    one, other = loglinear(KOREA), loglinear(KOREA)
    assert one.draws is not None
    assert other.draws is not None
    assert np.array_equal(one.draws, other.draws)
    third = loglinear(KOREA, seed=2)
    assert third.draws is not None
    assert not np.array_equal(one.draws, third.draws)


def test_the_average_splits_its_variance_and_spans_the_models() -> None:
    found = averaged_loglinear(KOSOVO)
    detail = found.detail
    assert isinstance(detail, LoglinearAverage)
    assert found.estimate == pytest.approx(float(detail.weights @ detail.totals))
    assert detail.weights.sum() == pytest.approx(1)
    assert detail.weights[1] / detail.weights[0] == pytest.approx(np.exp((203.029633 - 203.113377) / 2), rel=1e-4)
    assert found.diagnosis["standard_error"] == pytest.approx(np.sqrt(detail.within + detail.between))
    assert found.draws is not None
    assert np.quantile(found.draws, [0.025, 0.975]) == pytest.approx([found.low, found.high], rel=0.05)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 10357 < 18393 < found.high
    assert averaged_loglinear(KOSOVO, weights="aic").diagnosis["models_averaged"] > 5


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"select": "bci"}, "chosen by bic, aic or stepwise"),
        ({"select": None}, "select is None"),
        ({"interval": "bootstrap"}, "made by bca, profile or wald"),
        ({"bootstrap": 10}, "at least 100"),
        ({"top": 0}, "top is 0"),
        ({"level": 95}, "between 0 and 1"),
        ({"max_order": 0}, "max_order"),
        ({"model": "[EXH*NOBODY]"}, "names 'NOBODY'"),
    ],
)
def test_a_word_that_is_none_is_refused_in_one_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CountError, match=sentence):
        loglinear(KOSOVO, **options)


@settings(max_examples=30)
@given(st.lists(st.sampled_from([0, 0, 1, 3, 20]), min_size=7, max_size=7))
def test_a_thin_table_gives_ordered_finite_numbers_or_a_sentence(counts: list[int]) -> None:
    histories = table("A B C", counts)
    for found in (loglinear(histories, bootstrap=100), averaged_loglinear(histories, draws=50)):
        json.dumps(found.as_json(), allow_nan=False)
        if found.refused is None:
            assert found.estimate is not None
            assert found.low is not None
            assert histories.documented <= found.low <= (found.high or np.inf)
            assert found.estimate <= 1000 * histories.documented


def test_the_public_names_are_there() -> None:
    assert uc.loglinear is loglinear
    assert uc.averaged_loglinear is averaged_loglinear
    assert uc.loglinear_models is loglinear_models


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("korea_palembang", "korea_palembang"),
        ("kosovo", "kosovo"),
        ("uk_2013_5list", "uk_2013_5list"),
        ("western_us_5list", "western_us_5list"),
        ("new_orleans_5list_sparsemse2019", "new_orleans_5list_sparsemse2019"),
    ],
)
def test_every_listed_model_is_that_of_the_reference(shared: Path, name: str, data: str) -> None:
    rows = reference(shared, f"msepkg_bic_models_{name}")
    ours = {row.model: row for row in loglinear_models(read(shared, data)).rows(510)}
    for row in rows:
        found = ours[row["model"]]
        assert found.estimate == pytest.approx(float(row["abundance"]), rel=1e-6)
        assert found.bic == pytest.approx(float(row["BIC"]), abs=1e-6)
        assert found.order == int(row["modelsorder"])


@pytest.mark.reference
@pytest.mark.parametrize(
    ("data", "usable"),
    [
        ("uk_2013_5list", 6084),
        ("new_orleans_5list_msepkg2026", 5925),
        ("western_us_5list", 3354),
        ("netherlands_5list", 6083),
    ],
)
def test_as_many_models_of_order_3_exist_as_in_the_reference(shared: Path, data: str, usable: int) -> None:
    assert loglinear_models(read(shared, data), max_order=3).usable == usable


@pytest.mark.reference
def test_wald_limits_deviance_and_criteria_of_three_lists_are_those_of_the_reference(shared: Path) -> None:
    files = {
        "gaza_total": "gaza_2023_24_3list_total",
        "peru_total": "peru_trc2003_3list_total",
        "korea": "korea_palembang",
    }
    rows = reference(shared, "loglinear_3list_all_models")
    for name, data in files.items():
        listing = {row.model: row for row in loglinear_models(read(shared, data)).rows()}
        for row in (row for row in rows if row["dataset"] == name):
            parts = (
                "12,13,23"
                if "^2" in row["model"]
                else ",".join(part.replace(":", "") for part in row["model"].split("+")).translate(
                    str.maketrans("ABC", "123")
                )
            )
            pairs = [part for part in parts.split(",") if len(part) == 2]
            single = [part for part in "123" if not any(part in pair for pair in pairs)]
            found = listing[f"[{','.join([*pairs, *single])}]"]
            if found.estimate is None or float(row["N"]) > 1e6:
                continue
            for ours, theirs in (
                (found.estimate, row["N"]),
                (found.low, row["wald_lo"]),
                (found.high, row["wald_hi"]),
                (found.aic, row["AIC"]),
                (found.bic, row["BIC_lnnobs"]),
                (found.deviance, row["deviance"]),
            ):
                assert ours == pytest.approx(float(theirs), rel=1e-4, abs=2e-4)


@pytest.mark.reference
def test_the_uk_in_2013_is_that_of_the_reference(shared: Path) -> None:
    """Silverman, Chan and Vincent (2024): 25,311 [11,168, 56,052]; one run of 1,000 resamples moves the upper limit by 7 %."""
    found = loglinear(read(shared, "uk_2013_5list"), bootstrap=20_000)
    assert found.estimate == pytest.approx(25311.29, abs=0.01)
    assert found.diagnosis["standard_error"] == pytest.approx(3638, abs=0.5)
    assert limits(found)[0] == pytest.approx(11168, rel=0.03)
    assert limits(found)[1] == pytest.approx(56052, rel=0.08)
    pairs = loglinear(read(shared, "uk_2013_5list"), max_order=2, interval="wald")
    assert pairs.estimate == pytest.approx(22991.33, abs=0.01)


@pytest.mark.reference
def test_six_lists_are_searched_and_reach_the_published_model(shared: Path) -> None:
    """Silverman, Chan and Vincent (2024): downhill search, 12,350."""
    found = loglinear(read(shared, "uk_2013_6list"), interval="wald")
    assert found.estimate == pytest.approx(12349.6, abs=0.1)
    assert found.diagnosis["all_models_listed"] is False
    assert any("searched" in note for note in found.notes)


def test_models_without_an_estimate_are_left_out_and_counted() -> None:
    # Chan, Silverman and Vincent (2021), table 2: no maximum exists for three of the eight models, and that of all pairs is not identified.
    # What is chosen, independence, has a maximum, and it is one point.
    histories = table("A B C", [40, 30, 6, 20, 0, 0, 0])
    found = loglinear(histories)
    assert found.diagnosis["model"] == "[1,2,3]"
    assert round(found.estimate or 0) == 539
    said = "4 of 8 models have no maximum or are not identified on this table and were left out"
    assert said in found.notes
    assert said in averaged_loglinear(histories).notes
    assert said not in loglinear(histories, model="[1,2,3]").notes
    whole = table("A B C", [40, 30, 6, 20, 5, 4, 3])
    assert not any("left out" in note for note in loglinear(whole, interval="wald").notes)
