from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import pytest

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import METHODS, entry, estimate
from undercount.count.estimators.result import IMPLAUSIBLE
from undercount.count.estimators.two_lists import chapman_pairs
from undercount.errors import CountError, HistoriesError

from .toys import made, plain, table, toy

THREE = table(
    ("x", "A", 30), ("x", "B", 20), ("x", "C", 25), ("x", "AB", 9), ("x", "AC", 12), ("x", "BC", 7), ("x", "ABC", 4)
)

NAMES = {
    "chapman", "lincoln-petersen", "chao", "sample-coverage", "mt", "mth-chao", "mth-poisson2", "mth-darroch", "mth-gamma3.5",
    "loglinear-bic", "loglinear-aic", "loglinear", "loglinear-average", "loglinear-stepwise", "decomposable", "no-highest-order",
    "latent-class", "mixture",
}  # fmt: skip


def test_every_name_of_the_command_line_is_there() -> None:
    assert set(METHODS) >= NAMES
    assert all(name == known.name for name, known in METHODS.items())


def test_a_name_that_is_near_none_gets_all_names() -> None:
    with pytest.raises(CountError) as told:
        entry("foo")
    assert str(told.value).endswith(f"use one of {', '.join(METHODS)}")
    for name in ("doubly-robust", "doubly_robust"):
        with pytest.raises(
            CountError, match=r"covariates of each person: call undercount\.count\.doubly_robust from Python"
        ):
            entry(name)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_entry_is_an_estimator_that_takes_the_options_that_make_it(name: str) -> None:
    chosen = METHODS[name]
    assert find_spec(f"undercount.count.estimators.{chosen.module}") is not None
    assert "level" in chosen.option_names()
    assert not set(chosen.options) & set(chosen.option_names())


@pytest.mark.parametrize("name", ["chao", "mt", "mth-chao", "chapman", "loglinear-stepwise", "decomposable"])
def test_an_estimate_carries_the_name_it_was_asked_for(name: str) -> None:
    found = estimate(THREE, name)
    assert found.refused is None
    assert found.method.name == name


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(CountError, match="'loglinear-bix' is not: did you mean 'loglinear-bic'"):
        estimate(THREE, "loglinear-bix")


def test_an_unknown_option_and_a_wrong_level_are_refused_in_a_sentence() -> None:
    with pytest.raises(CountError, match="an option must be one that mt takes; 'delta' is not"):
        estimate(THREE, "mt", delta=3)
    with pytest.raises(CountError, match="between 0 and 1"):
        estimate(THREE, "mt", level=95)


def test_chapman_without_names_takes_the_pair_that_shares_most_and_says_so() -> None:
    found = estimate(THREE, "chapman")
    shared, first, second = 16, 55, 48  # A and C: 12 + 4 of 30 + 9 + 12 + 4 and 25 + 12 + 7 + 4
    assert found.estimate == pytest.approx((first + 1) * (second + 1) / (shared + 1) - 1)
    assert any("A and C were compared because they share most persons" in note for note in found.notes)
    totals = [part.estimate or 0 for part in chapman_pairs(THREE)]
    span = f"over all pairs the estimate runs from {min(totals):,.0f} ("
    assert any("tends to a number that is too low" in note and span in note for note in found.notes)
    assert any(f"to {max(totals):,.0f} (" in note for note in found.notes)


def test_chapman_takes_named_lists_and_wants_both() -> None:
    named = estimate(THREE, "chapman", first="A", second="B")
    assert named.estimate == pytest.approx(56 * 41 / 14 - 1)
    assert not any("share most" in note for note in named.notes)
    with pytest.raises(CountError, match="name the other"):
        estimate(THREE, "chapman", first="A")
    with pytest.raises(HistoriesError, match="'Q' is not"):
        estimate(THREE, "chapman", first="A", second="Q")


def test_a_function_is_an_estimator_too() -> None:
    assert estimate(THREE, plain).estimate == 2 * THREE.documented
    assert estimate(THREE, toy, seed=2, factor=3.0).estimate != estimate(THREE, toy, seed=3, factor=3.0).estimate
    assert entry(toy).name == "toy"


def test_a_seed_and_a_report_go_only_to_those_who_take_them() -> None:
    assert estimate(THREE, plain, seed=5, report=print).estimate == 2 * THREE.documented


def test_two_lists_have_no_note_about_the_choice_of_a_pair() -> None:
    two = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}, ["A", "B"])
    assert not any("share most" in note for note in estimate(two, "chapman").notes)


def test_a_pair_that_is_refused_has_no_range_over_the_others() -> None:
    close = table(("x", "AB", 400), ("x", "A", 5), ("x", "B", 5), ("x", "C", 900), ("x", "AC", 3), ("x", "BC", 3))
    found = estimate(close, "chapman")
    assert found.refused is not None
    assert not any("runs from" in note for note in found.notes)


def test_more_than_five_missed_for_each_documented_are_said_of_any_method_but_a_bound() -> None:
    thin = table(("x", "A", 100), ("x", "B", 100), ("x", "C", 100), ("x", "AB", 4), ("x", "AC", 4), ("x", "BC", 4))
    for name in ("mt", "chapman", "loglinear-average", "decomposable", "loglinear-stepwise"):
        found = estimate(thin, name)
        assert (found.missed or 0) > 5 * thin.documented
        assert found.notes.count(IMPLAUSIBLE) == 1
    for name in ("chao", "mth-chao", "mh-chao"):
        bound = estimate(thin, name)
        assert (bound.missed or 0) > 5 * thin.documented
        assert IMPLAUSIBLE not in bound.notes


def test_the_note_on_implausible_numbers_follows_the_numbers() -> None:
    far = made(THREE, 6.5 * THREE.documented, 2.0 * THREE.documented, 9.0 * THREE.documented)
    assert far.notes == (IMPLAUSIBLE,)
    assert replace(far, notes=(*far.notes, "more")).notes == ("more", IMPLAUSIBLE)
    assert replace(far, estimate=6.0 * THREE.documented).notes == ()
    assert replace(far, estimate=None, low=None, high=None, refused="no").notes == ()


def test_limits_are_in_order() -> None:
    with pytest.raises(ValueError, match="not above its upper limit"):
        made(THREE, 300.0, 290.0, 280.0)
