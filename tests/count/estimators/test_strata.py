from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import Estimator
from undercount.count.estimators.result import LOWER_BOUND, Estimate
from undercount.count.estimators.strata import by_stratum
from undercount.count.estimators.totals import StrataEstimate
from undercount.errors import CountError

from .toys import broken, made, plain, read, table, toy, unlimited

PLACES = table(
    ("x", "A", 30), ("x", "AB", 9), ("x", "BC", 7), ("x", "C", 5),
    ("y", "A", 12), ("y", "B", 31), ("y", "AB", 9), ("y", "ABC", 2), ("y", "C", 3),
    ("z", "A", 8), ("z", "B", 11), ("z", "AB", 4),
)  # fmt: skip


def drawn(found: StrataEstimate, place: int) -> NDArray[np.float64]:
    """Return the joint draws of a stratum that was not refused."""
    draws = found.draws[place]
    assert draws is not None
    return draws


def same(first: StrataEstimate, second: StrataEstimate) -> bool:
    """Say whether two results hold the same bits, whatever the order of their strata."""
    places = [second.keys.index(key) for key in first.keys]
    return all(
        mine.tolist() == drawn(second, place).tolist()
        and first.estimates[n].estimate == second.estimates[place].estimate
        for n, (mine, place) in enumerate(zip(first.draws, places, strict=True))
        if mine is not None
    )


def test_each_stratum_is_what_the_estimator_gives_alone() -> None:
    found = by_stratum(PLACES, plain)
    assert found.keys == (("x",), ("y",), ("z",))
    assert [part.estimate for part in found.estimates] == [102, 114, 46]
    assert found.of("y").stratum == (("place", "y"),)
    assert found.documented == 131


def test_cores_and_the_order_of_strata_change_no_bit() -> None:
    one = by_stratum(PLACES, toy, cores=1)
    two = by_stratum(PLACES, toy, cores=2)
    turned = by_stratum(
        replace(PLACES, table=PLACES.table[[2, 0, 1]], keys=(PLACES.keys[2], PLACES.keys[0], PLACES.keys[1])), toy
    )
    assert same(one, two)
    assert same(one, turned)
    assert not same(one, by_stratum(PLACES, toy, seed=2))


@settings(max_examples=15)
@given(st.permutations(range(3)), st.integers(1, 2))
def test_a_stratum_does_not_know_the_others(order: list[int], cores: int) -> None:
    moved = replace(PLACES, table=PLACES.table[order[:2]], keys=tuple(PLACES.keys[n] for n in order[:2]))
    assert same(by_stratum(moved, toy, cores=cores), by_stratum(PLACES, toy, cores=1))


def test_lists_that_name_nobody_are_dropped_in_their_stratum_and_said() -> None:
    found = by_stratum(PLACES, toy).of("z")
    assert found.lists == ("A", "B")
    assert found.notes[0] == "left out, since they name nobody in this stratum: C"
    kept = by_stratum(PLACES, toy, empty_lists="refuse").of("z")
    assert kept.refused is not None
    assert "'C' names nobody" in kept.refused


def test_a_refused_stratum_leaves_the_others_and_refuses_the_total() -> None:
    odd = table(("x", "A", 30), ("x", "AB", 9), ("x", "B", 5), ("w", "A", 4), ("w", "AB", 3), ("v", "C", 6))
    found = by_stratum(odd, toy)
    assert found.of("x").refused is None
    assert "everybody is on 'A'" in (found.of("w").refused or "")
    assert "only 'C' does: join this stratum with another" in (found.of("v").refused or "")
    total = found.total()
    assert total.estimate is None
    assert total.refused is not None
    assert "2 of 3 were refused, v (6 documented) and " in total.refused
    rest = found.total(without_refused=True)
    assert rest.estimate == pytest.approx(88, rel=0.02)
    assert rest.documented == 44
    assert "left out, since no estimate of them could be made: v (6 documented); w (7 documented)" in rest.notes


def test_what_an_estimator_raises_becomes_the_stratum_s_refusal() -> None:
    found = by_stratum(PLACES, broken)
    assert [part.refused for part in found.refused] == [
        "no estimate of 51 persons (stratum place=x)",
        "no estimate of 57 persons (stratum place=y)",
        "no estimate of 23 persons (stratum place=z)",
    ]
    assert found.total(without_refused=True).refused is not None


def test_too_many_lists_for_a_method_refuse_the_stratum() -> None:
    wide = table(*(("x", letter, 5) for letter in "ABCDEFGH"), ("x", "ABCDEFGH", 3), lists="ABCDEFGH")
    refused = by_stratum(wide, "decomposable").of("x").refused
    assert refused is not None
    assert "decomposable takes 2 to 6 lists (stratum place=x); there are 8" in refused


def test_a_total_s_interval_is_that_of_independent_strata() -> None:
    same_counts = table(*((place, on, n) for place in "pqrs" for on, n in (("A", 40), ("AB", 20), ("B", 30))))
    found = by_stratum(same_counts, toy)
    total = found.total()
    spread = np.std(drawn(found, 0))
    # Four strata with the same counts have the same set of draws; were they added in step, the spread would be four times.
    assert total.draws is not None
    assert np.std(total.draws) == pytest.approx(2 * spread, rel=0.05)
    assert total.low is not None
    assert total.high is not None
    assert total.low < 720 < total.high


def test_shares_and_groups_use_the_joint_draws() -> None:
    found = by_stratum(PLACES, toy)
    shares = [found.share(key) for key in found.keys]
    assert sum(part.documented for part in shares) == pytest.approx(1)
    assert sum(part.estimate for part in shares) == pytest.approx(1, abs=0.02)
    assert all(0 < part.low < part.estimate < (part.high or 1) < 1 for part in shares)
    assert found.group(()).estimates[0].estimate == found.total().estimate
    grouped = found.group("place")
    assert grouped.keys == found.keys
    assert drawn(grouped, 1).tolist() == drawn(found, 1).tolist()
    with pytest.raises(CountError, match="'plaze' is none: did you mean 'place'"):
        found.group("plaze")
    with pytest.raises(CountError, match="a stratum must be one"):
        found.share("nowhere")


def test_two_columns_are_grouped_by_one() -> None:
    both = replace(PLACES, by=("place", "sex"), keys=(("x", "M"), ("y", "M"), ("x", "F")))
    found = by_stratum(both, plain)
    grouped = found.group(["place"])
    assert grouped.keys == (("x",), ("y",))
    both_draws = drawn(found, 0) + drawn(found, 2)
    assert grouped.of("x").estimate == pytest.approx(np.median(both_draws))
    assert grouped.of("x").notes[0].endswith("add up to 148")
    assert grouped.of("x").stratum == (("place", "x"),)
    assert grouped.total().estimate == found.total().estimate


def test_estimates_without_draws_keep_their_limits_and_add_up() -> None:
    found = by_stratum(PLACES, plain)
    for part, draws in zip(found.estimates, found.draws, strict=True):
        assert draws is not None
        low, high = np.quantile(draws, [0.025, 0.975])
        assert low == pytest.approx(part.low, rel=0.01)
        assert high == pytest.approx(part.high, rel=0.01)
    total = found.total()
    joint_draws = np.sum([draws for draws in found.draws if draws is not None], axis=0)
    # The toy's interval is skewed, so that the sum's median lies above the sum of the strata's own numbers.
    assert total.estimate == pytest.approx(np.median(joint_draws))
    assert 262 < (total.estimate or 0) < 275
    assert "the strata's own estimates add up to 262" in total.notes[0]
    assert any("log-normal" in note for note in total.notes)


def test_a_total_of_open_intervals_is_open() -> None:
    found = by_stratum(PLACES, unlimited)
    total = found.total()
    assert total.high is None
    assert found.share("x").high is None
    assert any("no upper limit" in note for note in total.notes)


def test_the_table_shows_every_stratum_and_the_total() -> None:
    lines = str(by_stratum(PLACES, plain)).splitlines()
    assert [line.split()[0] for line in lines] == ["stratum", "x", "y", "z", "total"]
    assert len(by_stratum(PLACES, plain).as_json()) == 3


def test_wrong_words_are_answered_once_for_all_strata() -> None:
    for how, text in (
        ({"engine": "sparc"}, "the engine must be one of local, spark; 'sparc' is not: did you mean 'spark'"),
        ({"cores": 0}, "at least one core"),
        ({"empty_lists": "keep"}, "dropped or refused; 'keep' is neither"),
        ({"level": 2.0}, "between 0 and 1"),
        ({"factors": 2}, "'factors' is not: did you mean 'factor'"),
        ({"factor": -1}, "the factor is above 1"),
    ):
        with pytest.raises(CountError, match=text):
            by_stratum(PLACES, toy, **how)


def test_progress_is_reported_stratum_by_stratum() -> None:
    seen: list[tuple[str, int, int]] = []
    by_stratum(PLACES, toy, cores=1, report=lambda *step: seen.append(step))
    assert seen == [("estimate strata", n, 3) for n in (1, 2, 3)]


@pytest.mark.reference
def test_peru_by_agent_adds_up(shared: Path) -> None:
    peru = read(shared / "mse" / "peru_trc2003_3list_by_agent.csv", strata=["agent"])
    found = by_stratum(peru, "mt")
    total = found.total()
    assert total.documented == 24692
    assert total.estimate == pytest.approx(sum(part.estimate or 0 for part in found.estimates), rel=0.01)
    assert total.low is not None
    assert total.high is not None
    # The truth commission published 69,280 [61,007, 77,552] from finer strata.
    assert total.low < 69280 < total.high


def outside(histories: CaptureHistories, *, level: float = 0.95) -> Estimate:
    """Return an estimate below its own interval, as corrected limits of a bootstrap may leave it."""
    n = float(histories.documented)
    return made(histories, 2 * n, 2.5 * n, 9 * n, level=level)


@pytest.mark.parametrize("method", [toy, plain, unlimited, outside])
def test_a_total_lies_within_its_interval_whatever_the_strata_s_limits(method: Estimator) -> None:
    found = by_stratum(PLACES, method)
    for total in (found.total(), *found.group("place").estimates):
        assert total.low is not None
        assert total.estimate is not None
        assert total.low <= total.estimate <= (np.inf if total.high is None else total.high)


@pytest.mark.reference
def test_khartoum_s_total_lies_within_its_interval(shared: Path) -> None:
    columns = ["dup_threshold", "match_threshold", "cause"]
    table_ = read(shared / "mse" / "sudan_khartoum_2023_24_3list_by_linkage_threshold.csv", strata=columns)
    total = by_stratum(table_, "loglinear-bic", bootstrap=200).total()
    assert total.low is not None
    assert total.estimate is not None
    assert total.low <= total.estimate <= (total.high or np.inf)
    assert "the strata's own estimates add up to 1,307,073" in total.notes[0]


def test_a_total_keeps_what_is_said_of_every_part_and_says_it_once() -> None:
    histories = table(*((place, on, count) for place, times in (("v", 1), ("w", 2)) for on, count in (
        ("A", 30 * times), ("B", 20 * times), ("C", 7 * times), ("AB", 10), ("AC", 3), ("BC", 4 * times), ("ABC", 2),
    )))  # fmt: skip
    for method in ("chao", "mh-chao", "mth-chao"):
        found = by_stratum(histories, method)
        assert all(LOWER_BOUND in part.notes for part in found.estimates)
        assert found.total().notes.count(LOWER_BOUND) == 1
    assert LOWER_BOUND not in by_stratum(histories, "mt").total().notes
    said = by_stratum(histories, "chapman")
    assert any("the persons on the other list alone took no part" in note for note in said.total().notes)


def test_a_total_does_not_repeat_what_is_said_of_one_part_alone() -> None:
    histories = table(("v", "A", 30), ("v", "AB", 10), ("v", "B", 20), ("w", "A", 40), ("w", "ABC", 9), ("w", "C", 20))
    found = by_stratum(histories, plain)
    assert "left out, since they name nobody in this stratum: C" in found.of("v").notes
    assert not any("this stratum" in note for note in found.total().notes)
