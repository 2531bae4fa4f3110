from __future__ import annotations

from dataclasses import replace

import pytest

from undercount.count.estimators.compare import ORDER, RULES, agrees, compare, compared_by_default
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import METHODS
from undercount.count.estimators.result import Estimate
from undercount.count.estimators.simulate import simulate
from undercount.errors import CountError

from .toys import plain, table, toy

PAIRS = ("chapman", "lincoln-petersen")

ONE = table(
    ("x", "A", 60), ("x", "B", 31), ("x", "C", 22), ("x", "AB", 20), ("x", "BC", 12), ("x", "AC", 15), ("x", "ABC", 6)
)
QUICK = ["chao", "mt", "loglinear-stepwise", "decomposable", "sample-coverage"]


def test_every_method_is_in_the_table_and_one_is_put_first() -> None:
    found = compare(ONE, QUICK)
    assert set(found.estimates) == set(QUICK)
    assert found.recommended == "decomposable"
    assert next(iter(found.estimates)) == "decomposable"
    assert found.best is found.estimates["decomposable"]
    lines = str(found).splitlines()
    assert lines[3].startswith("* decomposable")
    assert all(any(name in line for line in lines) for name in QUICK)


def test_bounds_and_independence_are_never_put_first() -> None:
    found = compare(ONE, ["chao", "mt", "mth-darroch"])
    assert found.recommended is None
    assert found.best is None
    assert "no estimate is put first: of chao, mt, mth-darroch each assumes one model or is a bound" in str(found)


def test_chains_that_disagree_are_passed_over() -> None:
    def trapped(histories: CaptureHistories, *, level: float = 0.95, seed: int = 1) -> Estimate:
        found = toy(histories, level=level, seed=seed)
        return replace(found, diagnosis={"rhat": 1.3})

    trapped.__name__ = "latent_class"
    found = compare(ONE, [trapped, "loglinear-stepwise"])
    assert not agrees(found.estimates["latent-class"])
    assert found.recommended == "loglinear-stepwise"
    assert "above it stand latent-class" in found.why
    assert any("the chains of latent-class disagree" in warning for warning in found.warnings)


def test_estimators_that_disagree_are_a_warning() -> None:
    found = compare(simulate("sim1", seed=1)[0], QUICK)
    assert any("the model, not the sampling, is the doubt" in warning for warning in found.warnings)


def test_nothing_can_be_put_first_where_nothing_can_be_estimated() -> None:
    nobody = table(("x", "A", 60), ("x", "B", 31), ("x", "C", 22))
    found = compare(nobody, ["decomposable", "loglinear-stepwise", "chapman"])
    assert all(part.refused for part in found.estimates.values()) == (found.recommended is None)
    assert found.why


def test_the_plain_values_and_the_notebook_s_table_hold_everything() -> None:
    found = compare(ONE, [*QUICK, plain])
    values = found.as_json()
    assert values["rules"] == list(RULES)
    assert values["estimates"][0]["method"] == found.recommended
    page = found._repr_html_()
    assert all(f"{name}" in page for name in QUICK)
    assert "it is a toy" in page


def test_wrong_words_are_one_sentence_and_work_is_reported() -> None:
    with pytest.raises(CountError, match="a method must be one of the estimators"):
        compare(ONE, ["magic"])
    with pytest.raises(CountError, match="between 0 and 1"):
        compare(ONE, QUICK, level=1)
    seen: list[tuple[str, int, int]] = []
    compare(ONE, ["mt", plain], report=lambda *step: seen.append(step))
    assert [step[1:] for step in seen] == [(1, 2), (2, 2)]


def test_the_work_within_a_long_estimator_is_reported_too() -> None:
    seen: list[tuple[str, int, int]] = []
    compare(
        ONE, ["latent-class"], report=lambda *step: seen.append(step), options={"latent-class": {"most_sweeps": 4000}}
    )
    chains = [step for step in seen[:-1] if step[0] == "chains"]
    assert len(chains) > 1
    assert all(0 < done <= most for _, done, most in chains)
    assert seen[-1] == ("compare estimators", 1, 1)


def test_every_method_that_can_be_put_first_exists() -> None:
    assert set(ORDER) <= set(METHODS)


def test_two_of_more_lists_are_not_compared_unless_named_and_never_put_first() -> None:
    assert compared_by_default("chapman", 2)
    assert not any(compared_by_default(name, lists) for name in PAIRS for lists in (3, 4, 20))
    found = compare(ONE, ["chapman", "mt"])
    assert found.estimates["chapman"].refused is None
    assert found.recommended is None
    two = ONE.keep_lists(["A", "B"])
    assert compare(two, ["chapman", "mt"]).recommended == "chapman"
