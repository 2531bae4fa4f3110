from __future__ import annotations

from importlib.util import find_spec

import pytest

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import METHODS, entry, estimate
from undercount.errors import CountError, HistoriesError

from .toys import plain, table, toy

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
