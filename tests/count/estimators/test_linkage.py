from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.linkage import propagate
from undercount.count.estimators.result import LOWER_BOUND
from undercount.errors import CountError

from .toys import broken, plain, read, table, toy

LOOSE = table(("x", "A", 30), ("x", "AB", 20), ("x", "BC", 17), ("x", "C", 5))
MIDDLE = table(("x", "A", 40), ("x", "AB", 12), ("x", "BC", 9), ("x", "C", 25))
STRICT = table(("x", "A", 60), ("x", "AB", 5), ("x", "BC", 4), ("x", "C", 45), ("x", "B", 20))


def twice(histories: CaptureHistories, *, level: float = 0.95, seed: int = 1) -> object:
    return toy(histories, factor=4.0, level=level, seed=seed)


def test_the_shares_add_up_and_the_parts_make_the_mixture_s_variance() -> None:
    found = propagate([[LOOSE, MIDDLE], [STRICT], [MIDDLE]], [toy, twice], weights=[1, 2, 3], scale="persons")  # type: ignore[list-item]
    assert found.split is not None
    assert sum(found.split.shares().values()) == pytest.approx(1)
    assert min(found.split.sampling, found.split.model, found.split.imputation, found.split.linkage) > 0
    values, weights = [], []
    for share, imputations in zip(found.weights, found.each, strict=True):
        for models in imputations:
            for part in models:
                assert part.draws is not None
                values.append(part.draws.ravel())
                weights.append(np.full(part.draws.size, share / len(imputations) / len(models) / part.draws.size))
    every, weight = np.concatenate(values), np.concatenate(weights)
    assert weight.sum() == pytest.approx(1)
    centre = weight @ every
    assert found.split.total == pytest.approx(weight @ (every - centre) ** 2, rel=1e-9)


@settings(max_examples=10)
@given(st.lists(st.floats(0.1, 5), min_size=3, max_size=3), st.sampled_from(["log", "persons"]))
def test_weights_of_any_size_give_shares_that_add_up(weights: list[float], scale: str) -> None:
    found = propagate([LOOSE, MIDDLE, STRICT], toy, weights=weights, scale=scale)
    assert found.split is not None
    assert sum(found.split.shares().values()) == pytest.approx(1)
    assert sum(found.weights) == pytest.approx(1)
    assert found.split.model == pytest.approx(0, abs=1e-9)
    assert found.split.imputation == pytest.approx(0, abs=1e-9)


def test_one_linkage_is_its_own_estimate() -> None:
    found = propagate([MIDDLE], toy)
    alone = toy(MIDDLE)
    assert found.estimate.low == pytest.approx(alone.low, rel=0.005)
    assert found.estimate.high == pytest.approx(alone.high, rel=0.005)
    assert found.split is not None
    assert found.split.shares()["sampling"] == pytest.approx(1)


def test_a_linkage_without_weight_does_not_count() -> None:
    with_it = propagate([LOOSE, STRICT], toy, weights=[1, 0])
    assert with_it.estimate.high == pytest.approx(toy(LOOSE).high, rel=0.005)


def test_cores_change_no_bit() -> None:
    one, two = (propagate([LOOSE, MIDDLE, STRICT], toy, cores=cores) for cores in (1, 2))
    assert one.estimate.as_json() == two.estimate.as_json()
    assert one.split == two.split


def test_a_refused_linkage_refuses_the_whole_unless_it_is_left_out() -> None:
    bad = table(("x", "A", 30), ("x", "AB", 20))
    found = propagate([LOOSE, bad], toy, names=["loose", "bad"])
    assert "1 of 2 was refused, that of linkage bad" in (found.estimate.refused or "")
    assert found.split is None
    rest = propagate([LOOSE, bad], toy, names=["loose", "bad"], without_refused=True)
    assert rest.estimate.refused is None
    assert "left out, since they were refused: bad" in rest.estimate.notes
    assert propagate([LOOSE], broken, without_refused=True).estimate.refused is not None


def test_the_table_and_the_plain_values_name_every_linkage() -> None:
    found = propagate([LOOSE, STRICT], [toy, plain], names=["loose", "strict"])
    lines = str(found).splitlines()
    assert [line.split()[0] for line in lines] == ["linkage", "loose", "loose", "strict", "strict", "all", "variance"]
    plain_values = found.as_json()
    assert len(plain_values["linkages"]) == 2
    assert sum(value for name, value in plain_values["variance"].items() if name != "scale") == pytest.approx(1)


def test_wrong_words_are_one_sentence() -> None:
    for how, text in (
        ({"weights": [1]}, "each linkage has one weight; there are 1 for 2"),
        ({"weights": [1, -1]}, "not negative"),
        ({"names": ["a"]}, "each linkage has one name; there are 1 for 2"),
        ({"scale": "square"}, "'square' is neither"),
        ({"level": 95}, "between 0 and 1"),
    ):
        with pytest.raises(CountError, match=text):
            propagate([LOOSE, STRICT], toy, **how)
    with pytest.raises(CountError, match="at least one linkage"):
        propagate([], toy)
    with pytest.raises(CountError, match="at least one method"):
        propagate([LOOSE], [])
    with pytest.raises(CountError, match="'1' has none"):
        propagate([[]], toy)


@pytest.mark.reference
def test_khartoum_s_linkages_are_most_of_its_variance(shared: Path) -> None:
    name = "sudan_khartoum_2023_24_3list_by_linkage_threshold.csv"
    every = read(shared / "mse" / name, strata=["cause", "dup_threshold", "match_threshold"])
    parts = [part for part in every.split() if dict(part.stratum)["cause"] == "all"]
    assert len(parts) == 25
    found = propagate([replace(part, stratum=()) for part in parts], "mth-chao")
    assert found.split is not None
    assert found.split.shares()["linkage"] > 0.9
    assert found.estimate.low is not None
    assert found.estimate.high is not None
    assert found.estimate.high > 5 * found.estimate.low


def test_a_lower_bound_stays_one_over_linkages() -> None:
    linkages = [
        table(("x", "A", 60), ("x", "B", 31), ("x", "C", 22), ("x", "AB", both), ("x", "BC", 4)) for both in (9, 14)
    ]
    assert propagate(linkages, "chao").estimate.notes.count(LOWER_BOUND) == 1
    assert LOWER_BOUND not in propagate(linkages, "mt").estimate.notes
