"""Facts about tables: each is found where it holds, names its lists, and is not found where it does not hold."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undercount.count.estimators.checks import facts
from undercount.count.estimators.dependence import dependences
from undercount.count.estimators.fact import Fact, Facts
from undercount.count.estimators.histories import CaptureHistories


def table_of(cells: dict[str, int], lists: str) -> CaptureHistories:
    """Return a table from histories written as the letters of their lists."""
    patterns = {sum(1 << lists.index(name) for name in key): count for key, count in cells.items()}
    numbers = sorted(patterns)
    counts = np.array([[patterns[number] for number in numbers]], dtype=np.int64)
    return CaptureHistories(tuple(lists), np.array(numbers, dtype=np.int64), counts)


def codes(table: CaptureHistories, *, grave: bool | None = None) -> list[str]:
    return [fact.code for fact in facts(table) if grave is None or fact.grave == grave]


def one(table: CaptureHistories, code: str) -> Fact:
    found = [fact for fact in facts(table) if fact.code == code]
    assert len(found) == 1, facts(table)
    return found[0]


SPREAD = {"A": 90, "B": 80, "C": 70, "D": 60, "AB": 12, "BC": 11, "CD": 9}
NO_BEST_FIT = {
    **{"A": 9, "AB": 8, "C": 41, "BC": 23, "AD": 36},
    **{"BD": 13, "ABD": 52, "CD": 29, "ACD": 54, "BCD": 48},
}
SOUND = {"A": 200, "B": 180, "C": 150, "AB": 40, "AC": 34, "BC": 30, "ABC": 7}


def test_a_sound_table_has_no_fact_and_says_what_cannot_be_seen() -> None:
    found = facts(table_of(SOUND, "ABC"))
    assert len(found) == 0
    assert "no table can say" in str(found)
    assert "no table can say" in found._repr_html_()


@pytest.mark.parametrize(
    ("cells", "lists", "code", "grave", "words"),
    [
        ({"A": 30, "B": 20, "AB": 15}, "ABC", "empty-list", True, "'C'"),
        ({"AB": 30, "A": 20, "ABC": 15}, "ABC", "full-list", True, "everybody is on 'A'"),
        ({"A": 30, "B": 20, "C": 15}, "ABC", "no-overlap", True, "any number"),
        (SOUND | {"D": 25}, "ABCD", "list-apart", True, "none of the 25 persons on 'D'"),
        ({"A": 90, "BC": 40, "ABC": 20}, "ABC", "copy", True, "'B' and 'C' name the same 60 persons"),
        ({"A": 90, "C": 200, "BC": 40, "AC": 20}, "ABC", "subset", True, "all 40 persons on 'B' are also on 'C'"),
        ({"A": 90, "B": 80, "C": 50, "AB": 3, "BC": 1}, "ABC", "few-overlaps", True, "only 4 of 224 persons are"),
        ({"A": 90, "B": 80, "AB": 1}, "AB", "few-overlaps", True, "only 1 of 171 persons is"),
        ({"A": 900, "B": 800, "AB": 40}, "AB", "few-overlaps", False, "(2.3%)"),
        ({"A": 5, "B": 6, "AB": 10}, "AB", "too-few-persons", True, "only 21 persons"),
        ({"A": 50, "B": 60, "AB": 20}, "AB", "two-lists-only", True, "third list"),
        (
            {"A": 300, "B": 300, "C": 200, "BC": 90, "AC": 90},
            "ABC",
            "empty-pair",
            True,
            "nobody is on both 'A' and 'B'",
        ),
        ({"A": 30, "B": 30, "C": 400, "BC": 15, "AC": 15}, "ABC", "empty-pair", False, "A–B"),
        ({"A": 40, "B": 30, "C": 20, "AB": 6}, "ABC", "two-way-not-identified", False, "equally well"),
        (NO_BEST_FIT, "ABCD", "two-way-not-existing", False, "no best fit"),
        ({"A": 2000, "B": 50, "AB": 30}, "AB", "one-list-dominates", False, "96% of the documented"),
        (SOUND | {"D": 1, "AD": 2}, "ABCD", "small-list", False, "'D' (3)"),
        (SPREAD, "ABCD", "sparse-table", False, "8 of the 15"),
    ],
)
def test_each_fact_is_found(cells: dict[str, int], lists: str, code: str, grave: bool, words: str) -> None:
    fact = one(table_of(cells, lists), code)
    assert fact.grave is grave
    assert words in fact.text


def test_a_small_subset_that_chance_explains_is_no_fact() -> None:
    table = table_of({"A": 90, "C": 200, "BC": 6, "AC": 60}, "ABC")
    assert "subset" not in codes(table)


def test_nobody_at_all() -> None:
    table = CaptureHistories(("A", "B"), np.array([1]), np.array([[0]]))
    assert codes(table) == ["nobody"]


def test_dependence_is_that_of_the_persons_on_a_third_list() -> None:
    rng = np.random.default_rng(2)
    persons = rng.random((20_000, 4)) < 0.25
    persons[:, 1] = np.where(persons[:, 0], rng.random(20_000) < 0.55, rng.random(20_000) < 0.2)
    persons[:, 3] = np.where(persons[:, 2], rng.random(20_000) < 0.06, rng.random(20_000) < 0.25)
    numbers = np.bincount(persons[persons.any(axis=1)] @ (1 << np.arange(4)), minlength=16)[1:]
    table = CaptureHistories(tuple("ABCD"), np.arange(1, 16), numbers[None, :])
    found = {pair.lists: pair.odds_ratio for pair in dependences(table)}
    assert set(found) == {("A", "B"), ("C", "D")}
    assert found["A", "B"] == pytest.approx((0.55 / 0.45) / (0.2 / 0.8), rel=0.15)
    assert found["C", "D"] == pytest.approx((0.06 / 0.94) / (0.25 / 0.75), rel=0.25)
    assert [code for code in codes(table) if code.endswith("dependence")] == [
        "positive-dependence",
        "negative-dependence",
    ]
    assert "too low" in one(table, "positive-dependence").text
    assert "too high" in one(table, "negative-dependence").text


def test_one_history_of_the_others_gives_the_plain_odds_ratio() -> None:
    table = table_of({"C": 40, "AC": 20, "BC": 10, "ABC": 60, "A": 9}, "ABC")
    found = {pair.lists: pair for pair in dependences(table)}
    assert found["A", "B"].odds_ratio == pytest.approx(40 * 60 / (20 * 10))
    assert found["A", "B"].p_value < 1e-8


def test_many_pairs_are_counted_not_listed() -> None:
    rng = np.random.default_rng(4)
    persons = rng.random((20_000, 7)) < 0.1
    for place in range(1, 7):
        persons[:, place] |= persons[:, place - 1] & (rng.random(20_000) < 0.5)
    numbers = np.bincount(persons[persons.any(axis=1)] @ (1 << np.arange(7)), minlength=128)[1:]
    table = CaptureHistories(tuple("ABCDEFG"), np.arange(1, 128), numbers[None, :])
    found = codes(table)
    assert found.count("positive-dependence") == 5
    assert found.count("dependence") == 1
    assert "1 more pair of lists depends" in one(table, "dependence").text
    assert "decomposable" in one(table, "many-lists").text
    assert "log-linear model can" not in one(table, "many-lists").text


def test_persons_who_differ_are_seen_by_chaos_lower_bound() -> None:
    rng = np.random.default_rng(4)
    easy = rng.random((20_000, 1)) < 0.3
    persons = rng.random((20_000, 7)) < np.where(easy, 0.6, 0.08)
    numbers = np.bincount(persons[persons.any(axis=1)] @ (1 << np.arange(7)), minlength=128)[1:]
    table = CaptureHistories(tuple("ABCDEFG"), np.arange(1, 128), numbers[None, :])
    assert codes(table) == ["persons-differ", "many-lists"]
    alike = rng.random((20_000, 7)) < 0.2
    numbers = np.bincount(alike[alike.any(axis=1)] @ (1 << np.arange(7)), minlength=128)[1:]
    assert codes(CaptureHistories(tuple("ABCDEFG"), np.arange(1, 128), numbers[None, :])) == ["many-lists"]


def test_strata_are_named_and_the_gravest_come_first() -> None:
    table = CaptureHistories.from_counts(
        {
            "A": [1, 0, 1, 0, 1, 0],
            "B": [0, 1, 1, 0, 0, 1],
            "C": [0, 0, 0, 1, 0, 1],
            "year": ["1999", "1999", "1999", "1999", "2000", "2000"],
            "count": [50, 60, 20, 40, 70, 80],
        },
        strata=["year"],
    )
    found = facts(table)
    assert list(found) == sorted(found, key=lambda fact: not fact.grave)
    assert {fact.stratum for fact in found} == {"", "year=1999", "year=2000"}
    assert all(fact.grave for fact in found if fact.stratum)
    assert "(year=2000)" in str(found)
    alone = table.split()[1].check()
    assert {fact.stratum for fact in alone} == {"year=2000"}


def test_many_strata_with_one_fact_share_a_line() -> None:
    years = [str(1990 + number) for number in range(20)]
    table = CaptureHistories(
        ("A", "B", "C"), np.array([1, 2, 4, 6]), np.full((20, 4), 30), by=("year",), keys=tuple((y,) for y in years)
    )
    found = facts(table)
    assert sum(fact.code == "list-apart" for fact in found) == 21
    lines = [line for line in str(found).splitlines() if "list-apart" in line]
    assert len(lines) == 2
    assert "in 20 strata, such as (year=1990) none of the 30 persons on 'A'" in lines[1]


def test_facts_read_as_lines_and_as_a_table() -> None:
    found = facts(table_of({"A": 90, "B<": 0, "C": 50, "AC": 3}, "AB<C"))
    assert isinstance(found, Facts)
    lines = str(found).splitlines()
    assert lines[0].startswith("grave  ")
    assert repr(found) == str(found)
    assert max(map(len, lines)) <= 140
    assert sum(line.startswith(("grave", "note")) for line in lines) == len(found)
    assert "&lt;" in found._repr_html_()
    assert "<table>" in found._repr_html_()


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=15, max_size=15))
def test_every_table_gets_facts_with_known_lists(counts: list[int]) -> None:
    table = CaptureHistories(tuple("ABCD"), np.arange(1, 16), np.array([counts], dtype=np.int64))
    found = facts(table)
    assert list(found) == sorted(found, key=lambda fact: not fact.grave)
    for fact in found:
        assert set(fact.lists) <= set("ABCD")
        assert "nan" not in fact.text
        assert "inf " not in fact.text


@pytest.mark.reference
def test_facts_of_published_tables(shared: Path) -> None:
    def read(name: str) -> CaptureHistories:
        with (shared / "mse" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        return CaptureHistories.from_counts({column: [row[column] for row in rows] for column in rows[0]})

    dutch = {(fact.code, fact.lists) for fact in facts(read("netherlands_6list"))}
    assert ("empty-pair", ("K", "R")) in dutch
    # Rcapture's Chao lower bound (Mth) of Kosovo is 8,591, of whom 4,400 are documented.
    assert "at least 4,191 missed" in one(read("kosovo"), "persons-differ").text
    manila = facts(read("philippines_manila_police_2016_17"))
    assert ("positive-dependence", ("news", "academics")) in {(fact.code, fact.lists) for fact in manila}
    colombia = codes(read("colombia_recruitment_R1_29list_total"))
    assert {"subset", "sparse-table", "many-lists", "small-list"} <= set(colombia)
