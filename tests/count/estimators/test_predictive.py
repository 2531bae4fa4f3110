from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import estimate
from undercount.count.estimators.predictive import predictive_check
from undercount.count.estimators.result import Estimate
from undercount.count.estimators.simulate import simulate
from undercount.errors import CountError

from .toys import TOY, made, plain, table


def fitted(histories: CaptureHistories, **detail: object) -> Estimate:
    """Return an estimate whose detail holds these cells."""
    return made(histories, histories.documented * 2.0, None, None, detail=SimpleNamespace(**detail))


def test_a_model_that_is_the_data_explains_every_overlap() -> None:
    histories, _ = simulate("sim3", seed=1)
    exact = fitted(histories, cells=np.tile(histories.counts / histories.documented, (50, 1)))
    found = predictive_check(histories, exact)
    assert len(found.pairs) == 10
    assert len(found.triples) == 10
    assert found.unexplained == ()
    assert "explains all 20 overlaps" in found.sentence
    for part in found.pairs:
        first, second = (histories.lists.index(name) for name in part.lists)
        assert part.seen == histories.overlaps[first, second]
        assert part.expected == pytest.approx(part.seen, rel=0.05)
        assert part.low <= part.seen <= part.high


def test_independence_does_not_explain_dependent_lists() -> None:
    histories, _ = simulate("sim1", seed=2)
    total = histories.documented
    rates = histories.sizes / total
    cells = np.prod(np.where(histories.bits == 1, rates, 1 - rates), axis=1)[None, :]
    found = predictive_check(histories, fitted(histories, cells=cells / cells.sum()))
    assert len(found.unexplained) >= 8
    assert found.unexplained[0].probability in (0.0, 1.0) or found.unexplained[0].extreme
    assert "does not explain" in found.sentence


def test_classes_give_what_their_cells_give() -> None:
    histories, _ = simulate("sim4", seed=1)
    weights = np.array([0.8, 0.1, 0.1])
    capture = np.array([[0.1, 0.05, 0.15, 0.2, 0.1], [0.5, 0.4, 0.6, 0.4, 0.5], [0.8, 0.9, 0.6, 0.7, 0.7]])
    number = np.arange(32)
    bits = (number[:, None] >> np.arange(5)) & 1
    cells = (weights * np.where(bits[:, None, :] == 1, capture, 1 - capture).prod(axis=2)).sum(axis=1)
    by_class = predictive_check(histories, fitted(histories, weights=weights[None, :], capture=capture[None, :, :]))
    by_cell = predictive_check(histories, fitted(histories, expected=cells))
    for mine, other in zip(by_class.pairs, by_cell.pairs, strict=True):
        assert mine.expected == pytest.approx(other.expected, rel=0.02)
    assert len(by_class.unexplained) <= 3


def test_a_stepwise_model_has_cells_and_independence_in_sparse_lists_is_explained() -> None:
    histories, _ = simulate("new-orleans5", seed=1)
    found = predictive_check(histories, estimate(histories, "loglinear-stepwise", bootstrap=100), triples=False)
    assert found.triples == ()
    assert len(found.unexplained) <= 1


def test_the_table_and_the_plain_values_hold_every_overlap() -> None:
    one = table(("x", "A", 60), ("x", "AB", 20), ("x", "BC", 20), ("x", "C", 4))
    found = predictive_check(one, fitted(one, cells=np.full((2, 4), 0.25)))
    assert len(str(found).splitlines()) == 1 + 3 + 1 + 1
    assert [row["lists"] for row in found.as_json()["overlaps"]] == [
        ["A", "B"],
        ["A", "C"],
        ["B", "C"],
        ["A", "B", "C"],
    ]
    again = predictive_check(one, fitted(one, cells=np.full((2, 4), 0.25)))
    assert again == found


def test_a_model_without_cells_is_one_sentence() -> None:
    one = table(("x", "A", 60), ("x", "AB", 20), ("x", "BC", 20))
    with pytest.raises(CountError, match="needs the model's cells, which toy does not give"):
        predictive_check(one, plain(one))
    with pytest.raises(CountError, match="since it was refused"):
        predictive_check(one, Estimate.refusal(TOY, one, "no", level=0.95))
    with pytest.raises(CountError, match="these are A, B: give the same table"):
        predictive_check(one.keep_lists(["A", "B"]), plain(one))
