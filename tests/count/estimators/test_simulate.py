from __future__ import annotations

import numpy as np
import pytest

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import estimate
from undercount.count.estimators.simulate import DESIGNS, Design, Tilted, simulate
from undercount.errors import CountError


@pytest.mark.parametrize("name", sorted(DESIGNS))
def test_every_design_is_a_distribution_and_gives_a_table(name: str) -> None:
    cells = DESIGNS[name].cells()
    assert cells.sum() == pytest.approx(1)
    assert cells.min() >= 0
    histories, truth = simulate(name, seed=1)
    assert truth == DESIGNS[name].total
    assert 0 < histories.documented < truth
    assert simulate(name, seed=1)[0].counts.tolist() == histories.counts.tolist()
    assert simulate(name, seed=2)[0].counts.tolist() != histories.counts.tolist()


@pytest.mark.parametrize("name", ["sim1", "sim5", "pair-small", "uk5"])
def test_counts_are_as_expected_over_many_tables(name: str) -> None:
    design = DESIGNS[name]
    number = 200
    counts = np.mean([simulate(name, seed)[0].full() for seed in range(number)], axis=0)[1:]
    expected = design.total * design.cells()[1:]
    error = np.sqrt(expected / number) + 1e-9
    assert np.abs((counts - expected) / error).max() < 4.5


def test_the_five_of_stan_have_two_thousand_persons_and_five_lists() -> None:
    for number in range(1, 6):
        design = DESIGNS[f"sim{number}"]
        assert isinstance(design, Design)
        assert design.total == 2000
        assert {len(row) for row in design.chances} == {5}


def test_the_pair_has_one_documented_part_and_two_totals() -> None:
    large, small = DESIGNS["pair-large"], DESIGNS["pair-small"]
    listed = [design.total * design.cells()[1:] for design in (large, small)]
    assert np.abs(listed[0] - listed[1]).max() < 0.2
    assert (large.total, small.total) == (5000, 3178)


def test_lists_that_are_tilted_have_the_stated_odds_ratio() -> None:
    tilted = Tilted("t", 100, (0.2, 0.3, 0.4), ((0, 2, 1.5),), "here")
    cells = tilted.cells()
    assert np.log(cells[5] * cells[0] / cells[1] / cells[4]) == pytest.approx(1.5)
    assert np.log(cells[3] * cells[0] / cells[1] / cells[2]) == pytest.approx(0)


def test_the_stepwise_search_finds_the_model_that_its_designs_came_from() -> None:
    for name in ("uk5", "western5", "new-orleans5", "netherlands5"):
        design = DESIGNS[name]
        cells = np.round(design.total * design.cells() * 1000).astype(np.int64)
        rows = [
            {**{letter: number >> place & 1 for place, letter in enumerate("ABCDE")}, "count": int(cells[number])}
            for number in range(1, 32)
        ]
        found = estimate(CaptureHistories.from_counts(rows, list("ABCDE")), "loglinear-stepwise", bootstrap=100)
        assert found.estimate == pytest.approx(1000 * design.total, rel=0.01)


def test_an_unknown_design_is_one_sentence() -> None:
    with pytest.raises(CountError, match="'sim9' is not: did you mean"):
        simulate("sim9")
