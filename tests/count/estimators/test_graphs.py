"""Decomposable graphs: dga's published numbers, a brute-force second implementation, and what the complete graph does."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from itertools import combinations, product
from math import lgamma
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undercount.count.estimators.graphs import GraphAverage, decomposable
from undercount.count.estimators.graphs.enumerate import decomposable_graphs
from undercount.count.estimators.graphs.marginal import Marginals, log_ratio
from undercount.count.estimators.graphs.posterior import Posterior, at_points, on_panels
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate
from undercount.errors import CountError

from .toys import table as places

SPINA_BIFIDA: dict[tuple[int, ...], int] = {
    (1, 0, 0): 60,
    (0, 1, 0): 49,
    (1, 1, 0): 4,
    (0, 0, 1): 247,
    (1, 0, 1): 112,
    (0, 1, 1): 142,
    (1, 1, 1): 12,
}
"""Hook, Albright and Cross (1980), as in Madigan and York (1997)."""


def table(cells: Mapping[tuple[int, ...], int], lists: str) -> CaptureHistories:
    columns = {name: [cell[place] for cell in cells] for place, name in enumerate(lists)}
    return CaptureHistories.from_counts({**columns, "count": list(cells.values())}, list(lists))


def read(shared: Path, name: str) -> CaptureHistories:
    with (shared / "mse" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return CaptureHistories.from_counts(list(csv.DictReader(lines)))


def thousand(documented: int) -> list[int]:
    """Return the grid of Binette and Steorts (2022): a thousand numbers up to thirty times the documented."""
    return [round(float(point)) for point in np.linspace(1, 30 * documented, 1000)]


def numbers(result: Estimate) -> tuple[float | None, float | None, float | None]:
    return result.estimate, result.low, result.high


# --- the graphs


@pytest.mark.parametrize(("lists", "graphs"), [(2, 2), (3, 8), (4, 61), (5, 822), (6, 18154)])
def test_there_are_as_many_graphs_as_there_are(lists: int, graphs: int) -> None:
    assert len(decomposable_graphs(lists).factors) == graphs
    assert len(np.unique(decomposable_graphs(lists).factors, axis=0)) == graphs


def chordal(lists: int, edges: set[tuple[int, int]]) -> bool:
    """Say by its definition whether a graph is chordal: no cycle of four or more without a chord, as an induced subgraph."""
    for size in range(4, lists + 1):
        for chosen in combinations(range(lists), size):
            inside = [edge for edge in edges if set(edge) <= set(chosen)]
            degree = [sum(vertex in edge for edge in inside) for vertex in chosen]
            if len(inside) == size and set(degree) == {2} and connected(set(chosen), inside):
                return False
    return True


def connected(chosen: set[int], edges: list[tuple[int, int]]) -> bool:
    reached: set[int] = set()
    found = {min(chosen)}
    while found != reached:
        reached = found
        found = reached | {vertex for edge in edges if set(edge) & reached for vertex in edge}
    return found == chosen


@pytest.mark.parametrize("lists", [3, 4, 5])
def test_the_graphs_are_the_chordal_ones(lists: int) -> None:
    graphs = decomposable_graphs(lists)
    found = set()
    for row in range(len(graphs.factors)):
        cliques = [clique for clique, _ in graphs.sequence(row)]
        every = combinations(range(lists), 2)
        found.add(frozenset(p for p in every if any(c >> p[0] & 1 and c >> p[1] & 1 for c in cliques)))
    pairs = list(combinations(range(lists), 2))
    wanted = {
        frozenset(edges)
        for choice in product([0, 1], repeat=len(pairs))
        if chordal(lists, edges := {p for p, drawn in zip(pairs, choice, strict=True) if drawn})
    }
    assert found == wanted


@pytest.mark.parametrize("lists", [3, 5, 6])
def test_a_perfect_sequence_runs_through_every_graph(lists: int) -> None:
    graphs = decomposable_graphs(lists)
    for row in range(0, len(graphs.factors), 7):
        factors, union = np.zeros(1 << lists, dtype=int), 0
        earlier: list[int] = []
        for clique, separator in graphs.sequence(row):
            assert clique & union == separator
            assert not earlier or separator == 0 or any(separator & ~before == 0 for before in earlier)
            factors[clique] += 1
            factors[separator] -= bool(separator)
            earlier.append(clique)
            union |= clique
        assert union == (1 << lists) - 1
        assert np.array_equal(factors, graphs.factors[row])


def test_more_lists_than_can_be_enumerated_are_refused_in_words() -> None:
    with pytest.raises(CountError, match="2 to 6 lists; there are 7"):
        decomposable_graphs(7)


# --- the likelihood


@settings(max_examples=60)
@given(start=st.floats(1e-3, 1e15), step=st.floats(0, 1e6))
def test_the_ratio_of_gammas_keeps_its_digits(start: float, step: float) -> None:
    found = float(log_ratio(np.array([start]), np.float64(step))[0])
    whole = lgamma(start) - lgamma(start + step)
    scale = max(1.0, abs(whole), 8e-16 * abs(lgamma(start + step)) / 1e-10)
    assert found == pytest.approx(whole, abs=1e-10 * scale)
    assert found <= 0 or start < 2


def test_the_ratio_of_gammas_far_out_is_a_power() -> None:
    found = log_ratio(np.array([1e15, 1e12]), np.float64(3.0))
    assert found == pytest.approx([-3 * np.log(1e15), -3 * np.log(1e12)], rel=1e-13)


def by_hand(histories: CaptureHistories, prior: float, missed: int) -> np.ndarray:
    """Return each graph's log posterior at one number missed, from the definition: full margins, one gamma at a time."""
    lists = len(histories.lists)
    counts = histories.full().tolist()
    counts[0] = missed
    graphs = decomposable_graphs(lists)
    total, cells = sum(counts), 1 << lists

    def margin(mask: int) -> float:
        sums: dict[int, list[float]] = {}
        for pattern in range(cells):
            cell = sums.setdefault(pattern & mask, [0.0, 0.0])
            cell[0] += counts[pattern]
            cell[1] += prior
        first = lgamma(prior * cells) - lgamma(prior * cells + total)
        return first + sum(lgamma(share + count) - lgamma(share) for count, share in sums.values())

    found = []
    for row in range(len(graphs.factors)):
        log = lgamma(total + 1) - lgamma(missed + 1) - np.log(total)
        for clique, separator in graphs.sequence(row):
            log += margin(clique) - (margin(separator) if separator else 0.0)
        found.append(log)
    return np.array(found)


@pytest.mark.parametrize("prior", [0.125, 1.0])
def test_the_posterior_is_that_of_the_definition(prior: float) -> None:
    histories = table(SPINA_BIFIDA, "ABC")
    logs = np.array([by_hand(histories, prior, missed) for missed in range(1, 301)])
    weight = np.exp(logs - logs.max())
    result = decomposable(histories, prior=prior, saturated="keep", missed=range(1, 301))
    assert result.detail.posterior.mass == pytest.approx(weight.sum(axis=1) / weight.sum(), rel=1e-7, abs=1e-15)
    assert result.detail.posterior.weights == pytest.approx(weight.sum(axis=0) / weight.sum(), rel=1e-7, abs=1e-15)


# --- the panels


def gathered(posterior: Posterior, upto: int) -> np.ndarray:
    return posterior.cumulative(np.arange(upto, dtype=float))


@settings(max_examples=12)
@given(
    cells=st.lists(st.integers(0, 400), min_size=15, max_size=15),
    prior=st.sampled_from([2.0**-4, 0.5, 2.0]),
)
def test_panels_add_up_to_the_same_as_every_number(cells: list[int], prior: float) -> None:
    patterns = list(product([0, 1], repeat=4))[1:]
    histories = table(dict(zip(patterns, cells, strict=True)), "ABCD")
    if any(size in (0, histories.documented) for size in histories.sizes):
        return
    marginals = Marginals.of(histories, prior)
    factors = decomposable_graphs(4).factors.astype(float)

    def logs(missed: np.ndarray) -> np.ndarray:
        return factors @ marginals.logs(missed) + marginals.common(missed)

    end = 8_000
    slow = at_points(logs, np.arange(end, dtype=float))
    fast = on_panels(logs, 0, end - 1, histories.documented)
    assert gathered(fast, end) == pytest.approx(gathered(slow, end), abs=1e-7)
    assert fast.weights == pytest.approx(slow.weights, abs=1e-7)
    assert fast.evidence == pytest.approx(slow.evidence, abs=1e-7)
    assert np.array_equal(fast.quantiles([0.025, 0.5, 0.975]), slow.quantiles([0.025, 0.5, 0.975]))


def test_a_narrow_posterior_far_out_is_found() -> None:
    centre, width = 3e8, 2e4
    found = on_panels(lambda missed: -0.5 * ((missed - centre) / width)[None, :] ** 2, 0, None, 1000)
    assert found.quantiles([0.5])[0] == pytest.approx(centre, abs=50)
    assert found.quantiles([0.975])[0] == pytest.approx(centre + 1.959964 * width, abs=100)
    assert found.tail < 1e-9


def test_a_posterior_that_does_not_fall_says_so() -> None:
    found = on_panels(lambda missed: -1.001 * np.log(missed + 100)[None, :], 0, None, 100)
    assert found.tail > 0.5


def test_an_interval_of_a_heavy_tail_is_exact() -> None:
    found = on_panels(lambda missed: (-np.log(missed + 1) - np.log(missed + 2))[None, :], 0, None, 100)
    # P(missed <= n) = 1 - 1 / (n + 2)
    assert found.quantiles([0.5, 0.9, 0.9999]).tolist() == pytest.approx([0, 8, 9998], abs=1)
    assert found.cumulative(np.array([98.0]))[0] == pytest.approx(0.99, abs=1e-6)


# --- the published numbers


def test_madigan_and_york_1997() -> None:
    result = decomposable(table(SPINA_BIFIDA, "123"), prior=1, saturated="keep", missed=range(1, 301))
    assert numbers(result) == (732, 682, 798)
    weights = {graph.name: round(graph.weight, 3) for graph in result.detail.graphs}
    assert weights["[1 2] [3]"] == 0.371
    assert {weights["[1 2] [2 3]"], weights["[1 2] [1 3]"]} == {0.312, 0.280}
    assert weights["[1 2 3]"] == 0.036


@pytest.mark.reference
def test_congenital_anomalies_as_in_the_manual_of_dga(shared: Path) -> None:
    histories = read(shared, "congenital_anomaly_massachusetts_5list")
    result = decomposable(histories, prior=0.5, saturated="keep", missed=range(1, 301))
    assert numbers(result) == (616, 588, 655)
    assert result.documented + result.detail.posterior.mean == pytest.approx(617.8, abs=0.05)
    a, b, c, d, e = histories.lists
    best, second = result.detail.graphs[:2]
    assert set(best.cliques) == {(a, b), (a, c), (b, d), (d, e)}
    assert round(best.weight, 3) == 0.217
    assert set(second.cliques) == {(a, b), (a, c), (d, e)}
    assert round(second.weight, 3) == 0.160


@pytest.mark.reference
@pytest.mark.parametrize(
    ("prior", "wanted"),
    [(1 / 16, (12595, 9827, 16544)), (0.5, (11323, 4500, 14486)), (1, (4617, 4408, 6860))],
)
def test_kosovo_as_dga_on_every_number(shared: Path, prior: float, wanted: tuple[int, int, int]) -> None:
    result = decomposable(read(shared, "kosovo"), prior=prior, saturated="keep", missed=range(1, 132_001))
    assert numbers(result) == wanted


@pytest.mark.reference
def test_the_united_kingdom_as_dga_on_every_number(shared: Path) -> None:
    histories = read(shared, "uk_2013_5list")
    result = decomposable(histories, saturated="keep", missed=range(1, 82_321))
    assert numbers(result) == (22990, 10387, 33510)
    assert numbers(decomposable(histories)) == (22990, 10387, 33510)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("kosovo", (12593, 9818, 16557)),
        ("uk_2013_5list", (23016, 10408, 33481)),
        ("netherlands_5list", (50270, 41616, 203328)),
        ("new_orleans_5list_sparsemse2019", (869, 514, 1763)),
        ("western_us_5list", (2128, 1340, 3868)),
        ("korea_palembang", (161, 124, 460)),
        ("peru_trc2003_3list_total", (24693, 24693, 24693)),
    ],
)
def test_the_grid_of_binette_and_steorts_2022(shared: Path, name: str, wanted: tuple[int, int, int]) -> None:
    histories = read(shared, name)
    result = decomposable(histories, saturated="keep", missed=thousand(histories.documented))
    assert numbers(result) == wanted


# --- the complete graph


@pytest.mark.reference
def test_peru_collapses_with_the_complete_graph_and_says_so(shared: Path) -> None:
    histories = read(shared, "peru_trc2003_3list_total")
    kept = decomposable(histories, saturated="keep")
    assert kept.estimate is not None
    assert kept.estimate < 1.01 * kept.documented
    assert "NOT TO BE USED" in kept.notes[0]
    assert kept.diagnosis["saturated_weight"] == pytest.approx(1, abs=1e-6)
    without = decomposable(histories)
    assert without.estimate == pytest.approx(93790, abs=1)
    assert f"{without.detail.saturated_total:,.0f} instead of" in without.notes[0]
    assert without.detail.saturated_total == pytest.approx(kept.estimate, abs=1)


def test_keeping_the_complete_graph_is_the_mixture_that_is_announced() -> None:
    histories = table(SPINA_BIFIDA, "ABC")
    without, kept = decomposable(histories, prior=2), decomposable(histories, prior=2, saturated="keep")
    named = next(graph for graph in kept.detail.graphs if len(graph.cliques) == 1)
    assert named.prior_only
    assert named.weight == pytest.approx(without.detail.saturated_weight, abs=1e-6)
    assert without.detail.saturated_total == pytest.approx(kept.estimate, abs=1)
    assert all(len(graph.cliques) > 1 for graph in without.detail.graphs)


# --- what cannot be answered


def test_an_upper_limit_that_is_the_priors_is_not_given() -> None:
    sparse = table({(1, 0, 0): 40, (0, 1, 0): 30, (0, 0, 1): 20, (1, 0, 1): 0, (1, 1, 0): 6}, "ABC")
    result = decomposable(sparse)
    assert result.refused is not None or result.high is None
    if result.high is None and result.refused is None:
        assert any("no upper limit" in note for note in result.notes)


def test_lists_that_share_nobody_are_refused() -> None:
    apart = table({(1, 0, 0): 40, (0, 1, 0): 30, (0, 0, 1): 20}, "ABC")
    result = decomposable(apart)
    assert result.refused is not None
    assert "share" in result.refused
    assert numbers(result) == (None, None, None)
    assert result.notes == ()


def test_a_refusal_names_its_stratum() -> None:
    place = places(("x", "A", 40), ("x", "B", 30), ("x", "C", 20)).split()[0]
    assert "(stratum place=x)" in str(decomposable(place).refused)
    wide = places(*(("x", letter, 5) for letter in "ABCDEFG"), ("x", "ABCDEFG", 3), lists="ABCDEFG").split()[0]
    assert "at most 6 lists (stratum place=x)" in str(decomposable(wide).refused)


def test_a_table_without_use_is_refused() -> None:
    everybody = decomposable(table({(1, 0): 3, (1, 1): 4}, "AB"))
    assert everybody.refused is not None
    assert "everybody is on 'A'" in everybody.refused
    seven = table({tuple(int(i in pair) for i in range(7)): 5 for pair in combinations(range(7), 2)}, "ABCDEFG")
    many = decomposable(seven)
    assert many.refused is not None
    assert "at most 6 lists" in many.refused


def test_arguments_that_are_mistakes_are_named() -> None:
    histories = table(SPINA_BIFIDA, "ABC")
    with pytest.raises(CountError, match="level"):
        decomposable(histories, level=95)
    with pytest.raises(CountError, match="prior is a positive number"):
        decomposable(histories, prior=0)
    with pytest.raises(CountError, match="'exclude', 'keep'"):
        decomposable(histories, saturated="drop")  # type: ignore[arg-type]
    with pytest.raises(CountError, match="whole numbers from 0"):
        decomposable(histories, missed=[-1, 2])
    with pytest.raises(CountError, match="at least one draw"):
        decomposable(histories, draws=0)


def test_a_range_that_is_too_short_is_pointed_out() -> None:
    result = decomposable(table(SPINA_BIFIDA, "ABC"), missed=range(1, 110))
    assert any("has not vanished" in note for note in result.notes)


@pytest.mark.reference
def test_a_grid_that_is_too_coarse_is_pointed_out(shared: Path) -> None:
    """Peru's 24,693 is the first of the thousand numbers; on every number the median of the same posterior is another."""
    histories = read(shared, "peru_trc2003_3list_total")
    result = decomposable(histories, saturated="keep", missed=thousand(histories.documented))
    assert any("too coarse" in note for note in result.notes)
    assert numbers(decomposable(histories, saturated="keep", missed=range(1, 740_761)))[0] == 25428


# --- the result


def test_the_draws_are_of_the_posterior_and_of_the_seed() -> None:
    histories = table(SPINA_BIFIDA, "ABC")
    one, again, other = (decomposable(histories, seed=seed) for seed in (1, 1, 2))
    assert one.draws is not None
    assert again.draws is not None
    assert other.draws is not None
    assert np.array_equal(one.draws, again.draws)
    assert not np.array_equal(one.draws, other.draws)
    assert numbers(one) == numbers(other)
    assert one.quantile(0.5) == pytest.approx(one.estimate, abs=3)
    assert float(one.draws.min()) >= one.documented
    assert isinstance(one.detail, GraphAverage)
    assert sum(graph.weight for graph in one.detail.graphs) == pytest.approx(1, abs=0.01)


def test_the_names_of_the_lists_and_their_order_change_nothing() -> None:
    histories = table(SPINA_BIFIDA, "ABC")
    turned = table({cell[::-1]: count for cell, count in SPINA_BIFIDA.items()}, "CBA")
    assert numbers(decomposable(histories)) == numbers(decomposable(turned))


def test_two_lists_are_independent_and_agree_with_the_negative_binomial() -> None:
    """With one graph left the posterior is known: beta–binomial in the number missed."""
    histories = table({(1, 0): 30, (0, 1): 40, (1, 1): 60}, "AB")
    result = decomposable(histories)
    assert result.estimate == pytest.approx(90 * 100 / 60, abs=2)
    assert len(result.detail.graphs) == 1


def test_the_interval_covers_a_truth_that_the_model_holds() -> None:
    rng = np.random.default_rng(7)
    inside = 0
    for _ in range(30):
        on = rng.random((800, 3)) < np.array([0.3, 0.4, 0.5])
        on[:, 1] |= on[:, 0] & (rng.random(800) < 0.3)
        cells: dict[tuple[int, ...], int] = {}
        for row in on[on.any(axis=1)].astype(int).tolist():
            cells[tuple(row)] = cells.get(tuple(row), 0) + 1
        result = decomposable(table(cells, "ABC"), level=0.8)
        assert result.low is not None
        assert result.high is not None
        inside += result.low <= 800 <= result.high
    assert 18 <= inside <= 29
