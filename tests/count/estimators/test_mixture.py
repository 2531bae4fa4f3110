from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.mixture import Mixture, mixture
from undercount.count.estimators.result import Estimate
from undercount.errors import CountError

from .toys import TOY, made, plain, table, toy, unlimited

ONE = table(("x", "A", 60), ("x", "AB", 20), ("x", "BC", 20))


def refuse(histories: CaptureHistories, *, level: float = 0.95) -> Estimate:
    return Estimate.refusal(TOY, histories, "it always does", level=level)


def quadruple(histories: CaptureHistories, *, level: float = 0.95, seed: int = 1) -> Estimate:
    return toy(histories, factor=4.0, level=level, seed=seed)


def test_equal_weights_give_the_quantiles_of_all_draws() -> None:
    found = mixture(ONE, methods=[toy, quadruple])
    every = np.concatenate([part.draws.ravel() for part in (toy(ONE), quadruple(ONE)) if part.draws is not None])
    low, high = np.quantile(every, [0.025, 0.975])
    assert found.low == pytest.approx(low, rel=0.005)
    assert found.high == pytest.approx(high, rel=0.005)
    assert isinstance(found.detail, Mixture)
    assert found.detail.weights == (0.5, 0.5)
    assert found.draws is not None
    assert np.quantile(found.draws, 0.5) == pytest.approx(np.median(every), rel=0.3)
    assert found.notes[0].startswith("mixed: toy 200 [")


def test_weights_move_the_median() -> None:
    light = mixture(ONE, methods=[toy, quadruple], weights=[9, 1])
    heavy = mixture(ONE, methods=[toy, quadruple], weights=[1, 9])
    assert light.estimate is not None
    assert heavy.estimate is not None
    assert light.estimate < 250 < 350 < heavy.estimate


def test_who_refuses_is_left_out_and_named() -> None:
    found = mixture(ONE, methods=[toy, refuse])
    assert found.low == pytest.approx(toy(ONE).low, rel=0.005)
    assert "left out: toy, since it always does" in found.notes
    assert any("only one estimator" in note for note in found.notes)
    none = mixture(ONE, methods=[refuse])
    assert none.refused is not None
    assert "toy: it always does" in none.refused


def test_too_many_lists_for_a_method_leave_it_out() -> None:
    wide = table(*(("x", letter, 5) for letter in "ABCDEFGH"), ("x", "ABCDEFGH", 3), lists="ABCDEFGH")
    found = mixture(wide, methods=["decomposable", toy])
    assert any("it takes at least 2 and at most 6 lists, and there are 8" in note for note in found.notes)


def test_an_open_part_leaves_the_limit_open() -> None:
    assert mixture(ONE, methods=[toy, unlimited]).high is None
    assert mixture(ONE, methods=[toy, unlimited], weights=[1, 0]).high is not None


def test_the_same_seed_gives_the_same_bits() -> None:
    first, second = (mixture(ONE, methods=[toy, plain], seed=4) for _ in range(2))
    assert first.as_json() == second.as_json()
    assert first.as_json() != mixture(ONE, methods=[toy, plain], seed=5).as_json()


def test_options_reach_their_method() -> None:
    assert mixture(ONE, methods=[toy], options={"toy": {"factor": 4.0}}).estimate == pytest.approx(400, rel=0.05)


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"weights": [1]}, "each method has one weight; there are 1 for 2"),
        ({"weights": [0, 0]}, "not all zero"),
        ({"weights": [2, -1]}, "not negative"),
        ({"level": 0}, "between 0 and 1"),
    ],
)
def test_wrong_words_are_one_sentence(how: dict[str, object], text: str) -> None:
    with pytest.raises(CountError, match=text):
        partial(mixture, ONE, methods=[toy, plain])(**how)  # type: ignore[arg-type]
    with pytest.raises(CountError, match="at least one method"):
        mixture(ONE, methods=[])


APART = "the parts disagree: the middle of the mixture is no part's estimate"
CAMPS = "the draws fall into two camps: the middle of the mixture lies between them, where few draws are"


def two_camps(histories: CaptureHistories, *, level: float = 0.95) -> Estimate:
    """Return a posterior of which half lies near twice and half near eight times the documented."""
    near, far = (toy(histories, factor=factor).draws for factor in (2.0, 8.0))
    assert near is not None
    assert far is not None
    draws = np.concatenate([near, far], axis=1)
    low, middle, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return made(histories, float(middle), float(low), float(high), level=level, draws=draws)


def test_a_middle_between_the_parts_is_said() -> None:
    far = mixture(ONE, methods=[toy, quadruple])
    assert APART in far.notes
    alike = mixture(ONE, methods=[toy, plain])
    assert not {APART, CAMPS} & set(alike.notes)


def test_a_middle_between_the_camps_of_one_part_is_said() -> None:
    assert CAMPS in mixture(ONE, methods=[two_camps]).notes
    assert CAMPS not in mixture(ONE, methods=[toy]).notes
    # Few missed in whole persons leave gaps between the logarithms, which are no camps.
    whole = np.random.default_rng(1).poisson(2.0, (1, 4000)) + 100.0

    def few(histories: CaptureHistories, *, level: float = 0.95) -> Estimate:
        return made(histories, 102.0, 100.0, 105.0, level=level, draws=whole.copy())

    assert CAMPS not in mixture(ONE, methods=[few]).notes
