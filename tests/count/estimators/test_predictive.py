from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear import Loglinear
from undercount.count.estimators.methods import estimate
from undercount.count.estimators.predictive import loglinear_cells, predictive_check
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


def naive_cells(histories: CaptureHistories, parameters: dict[str, float]) -> np.ndarray:
    """Return each history's mean: for each the parameters of all terms that are part of it, by the terms' formulas."""
    lists = len(histories.lists)
    terms = {frozenset(map(int, name.strip("[]"))): value for name, value in parameters.items()}
    found = []
    for number in range(1, 1 << lists):
        on = {place + 1 for place in range(lists) if number >> place & 1}
        found.append(np.exp(sum(value for term, value in terms.items() if term <= on)))
    return np.array(found)


FITS: list[tuple[str, dict[str, Any]]] = [
    ("loglinear-bic", {}),
    ("loglinear-aic", {}),
    ("loglinear", {"model": "[1,2,3,4,5]"}),
    ("loglinear", {"model": "[12,13,14,15,23,24,25,34,35,45]"}),
    ("loglinear", {"select": "stepwise"}),
]


@pytest.mark.parametrize(("method", "options"), FITS, ids=[f"{name} {given}" for name, given in FITS])
def test_a_log_linear_fit_s_cells_are_those_of_its_parameters_and_have_the_data_s_margins(
    method: str, options: dict[str, Any]
) -> None:
    histories, _ = simulate("sim1", seed=2)
    interval: dict[str, Any] = {} if options.get("select") == "stepwise" else {"interval": "wald"}
    found = estimate(histories, method, bootstrap=100, **options, **interval)
    if isinstance(found.detail, Loglinear):
        cells = loglinear_cells(histories, found.detail, np.random.default_rng(1))
        assert cells is not None
        assert cells[0] == pytest.approx(naive_cells(histories, found.detail.parameters), rel=1e-12)
        terms = [set(map(int, name.strip("[]"))) for name in found.detail.parameters]
        expected = cells[0]
    else:
        terms = [{histories.lists.index(name) + 1 for name in pair} for pair in found.detail.pairs]
        expected = found.detail.expected[1:]
    number, full = np.arange(1, 32), histories.full()[1:]
    for term in terms:
        held = np.all([number >> (place - 1) & 1 for place in term], axis=0) if term else np.ones(31, dtype=bool)
        assert expected[held].sum() == pytest.approx(full[held].sum(), rel=1e-6)
    checked = predictive_check(histories, found)
    for part in (*checked.pairs, *checked.triples):
        on = np.all([number >> histories.lists.index(name) & 1 for name in part.lists], axis=0)
        assert part.expected == pytest.approx(expected[on].sum(), rel=0.03)
    with_term = [part for part in checked.pairs if {histories.lists.index(name) + 1 for name in part.lists} in terms]
    assert not any(part.extreme for part in with_term)


def test_a_pair_that_nobody_shares_is_expected_empty() -> None:
    histories = table(("x", "A", 60), ("x", "AB", 20), ("x", "C", 40), ("x", "B", 30), ("x", "BC", 9))
    found = estimate(histories, "loglinear", model="[A*B, A*C]", interval="wald")
    checked = predictive_check(histories, found)
    (empty,) = (part for part in checked.pairs if part.lists == ("A", "C"))
    assert (empty.seen, empty.expected, empty.extreme) == (0, 0, False)


def test_an_average_is_checked_as_a_whole() -> None:
    histories, _ = simulate("sim1", seed=2)
    found = estimate(histories, "loglinear-average")
    rng = np.random.default_rng(1)
    cells = loglinear_cells(histories, found.detail, rng)
    assert cells is not None
    weighted = sum(
        weight
        * np.array(
            loglinear_cells(histories, estimate(histories, "loglinear", model=model, interval="wald").detail, rng)
        )[0]
        for model, weight in zip(found.detail.models, found.detail.weights, strict=True)
    )
    assert cells.mean(axis=0) == pytest.approx(weighted, rel=0.05)
    assert predictive_check(histories, found).draws == 500


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
