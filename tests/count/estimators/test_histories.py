from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.count.estimators import stream
from undercount.count.estimators.histories import CaptureHistories
from undercount.errors import HistoriesError

A_B = {"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}
PARTED = {"A": [1, 0, 1, 1], "B": [0, 1, 1, 1], "sex": ["F", "F", "F", "M"], "count": [30, 20, 10, 6]}
THREE = {
    "A": [1, 0, 0, 1, 1, 0, 1],
    "B": [0, 1, 0, 1, 0, 1, 1],
    "C": [0, 0, 1, 0, 1, 1, 1],
    "count": [30, 20, 7, 10, 3, 4, 2],
}


def three() -> CaptureHistories:
    return CaptureHistories.from_counts(THREE)


# Reading.


def test_counts_are_read_by_history() -> None:
    found = CaptureHistories.from_counts(A_B)
    assert (found.lists, found.documented) == (("A", "B"), 60)
    assert found.sizes.tolist() == [40, 30]
    assert found.overlaps.tolist() == [[40, 10], [10, 30]]
    assert found.full().tolist() == [0, 30, 20, 10]


def test_rows_columns_and_words_are_one_table() -> None:
    rows = [dict(zip(A_B, cells, strict=True)) for cells in zip(*A_B.values(), strict=True)]
    words = {"A": ["yes", "No", "1.0"], "B": ["FALSE", " true ", "1"], "count": ["30", "20.0", 10]}
    expected = stream.digest(CaptureHistories.from_counts(A_B))
    assert stream.digest(CaptureHistories.from_counts(rows)) == expected
    assert stream.digest(CaptureHistories.from_counts(words)) == expected


def test_persons_are_counted() -> None:
    people = {"A": [1] * 3 + [0] * 2, "B": [0, 0, 1, 1, 1]}
    assert CaptureHistories.from_records(people).full().tolist() == [0, 2, 2, 1]


def test_rows_of_one_history_are_added_up_where_it_is_asked() -> None:
    twice = {"A": [1, 1, 0], "B": [0, 0, 1], "count": [3, 4, 5]}
    assert CaptureHistories.from_counts(twice, merge=True).full().tolist() == [0, 7, 5, 0]


BAD: list[tuple[str, Any, dict[str, Any], list[str]]] = [
    ("no table", 7, {}, ["columns by name", "int"]),
    ("no row", {"A": [], "B": [], "count": []}, {}, ["at least one row"]),
    ("uneven", {"A": [1], "B": [1, 0], "count": [1]}, {}, ["equally long", "1, 2"]),
    ("a row is none", [{"A": 1}, 3], {}, ["row 2 is int"]),
    ("rows differ", [{"A": 1, "B": 0}, {"A": 1}], {}, ["row 2", "'B'"]),
    ("one list", {"A": [1], "count": [3]}, {}, ["at least two lists", "only 'A'"]),
    ("a list is a stratum", A_B, {"strata": ["A"]}, ["only 'B'", "'A'", "named as a stratum"]),
    ("a list is the count", {"A": [1, 0], "B": [1, 1]}, {"count": "A"}, ["only 'B'", "named as the count"]),
    ("lists are text", A_B, {"lists": "AB"}, ["the lists are given as a list of names", "'AB' is one text"]),
    ("strata are text", PARTED, {"strata": "sex"}, ["the strata are given as a list", "['sex', …]"]),
    ("unknown list", A_B, {"lists": ["A", "X"]}, ["'X' is not"]),
    ("list twice", A_B, {"lists": ["A", "A"]}, ["named twice"]),
    ("two meanings", A_B, {"lists": ["A", "count"]}, ["one meaning", "'count'"]),
    ("unknown stratum", A_B, {"strata": ["year"]}, ["a stratum must be a column", "'year'"]),
    ("unknown count", A_B, {"count": "n"}, ["the count must be a column", "'n'"]),
    ("neither 0 nor 1", {**A_B, "A": [2, 0, 1]}, {}, ["'A' holds 2 in row 1"]),
    ("empty list cell", {**A_B, "A": [1, None, 1]}, {}, ["'A' is empty in row 2", "write 0"]),
    ("absent list cell", {**A_B, "A": [1, "NA", 1]}, {}, ["'A' holds 'NA' in row 2", "write 0"]),
    ("negative", {**A_B, "count": [1, -2, 3]}, {}, ["holds -2 in row 2", "negative"]),
    ("fractional", {**A_B, "count": [1, 2.5, 3]}, {}, ["holds 2.5", "not whole"]),
    ("infinite", {**A_B, "count": [1, float("inf"), 3]}, {}, ["row 2", "not a number"]),
    ("nan", {**A_B, "count": [1, "nan", 3]}, {}, ["'count' holds 'nan' in row 2"]),
    ("empty count", {**A_B, "count": [1, "", 3]}, {}, ["'count' is empty in row 2"]),
    ("words", {**A_B, "count": [1, "few", 3]}, {}, ["'few' in row 2"]),
    ("too many to read", {**A_B, "count": [1, 2**60, 3]}, {}, ["2**53"]),
    ("no stratum", {**PARTED, "sex": ["F", "", "F", "M"]}, {"strata": ["sex"]}, ["'sex' is empty in row 2"]),
    ("twice", {"A": [1, 1], "B": [0, 0], "count": [3, 4]}, {}, ["rows 1 and 2", "persons on A", "strata"]),
    ("on no list", {"A": [1, 0], "B": [0, 0], "count": [3, 4]}, {}, ["row 2 gives 4"]),
    ("row numbers", {**A_B, "count": [1, -2, 3]}, {"rows": [5, 9, 12]}, ["row 9"]),
    (
        "persons with a list as count",
        {"A": [1, 1, 0], "B": [1, 0, 1], "C": [1, 0, 1]},
        {"count": "A"},
        ["'A' holds only 0 and 1", "one row for each person"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("given", "how", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_table_is_refused_in_one_sentence(given: Any, how: dict[str, Any], said: list[str]) -> None:
    with pytest.raises(HistoriesError) as refused:
        CaptureHistories.from_counts(given, **how)
    for words in said:
        assert words in str(refused.value)


def test_a_person_on_no_list_is_refused() -> None:
    with pytest.raises(HistoriesError, match="row 2 is on none"):
        CaptureHistories.from_records({"A": [1, 0], "B": [0, 0]})


def test_counts_of_0_and_1_are_counts_where_each_history_stands_once() -> None:
    sparse = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [1, 1, 0]})
    assert sparse.full().tolist() == [0, 1, 1, 0]


# Strata and lists.


def test_split_gives_each_stratum_by_itself() -> None:
    women, men = CaptureHistories.from_counts(PARTED, ["A", "B"], strata=["sex"]).split()
    assert (women.name, women.documented, women.full().tolist()) == ("sex=F", 60, [0, 30, 20, 10])
    assert (men.name, men.documented, men.patterns.tolist()) == ("sex=M", 6, [3])


def test_pooled_is_the_sum_of_the_strata() -> None:
    assert CaptureHistories.from_counts(PARTED, ["A", "B"], strata=["sex"]).pooled().full().tolist() == [0, 30, 20, 16]


def test_without_a_list_those_on_it_alone_are_gone() -> None:
    left = three().drop_list("C")
    assert (left.lists, left.documented, left.full().tolist()) == (("A", "B"), 69, [0, 33, 24, 12])


def test_lists_are_kept_in_the_order_that_is_named() -> None:
    assert three().keep_lists(["B", "A"]).full().tolist() == [0, 24, 33, 12]
    for names, said in ((["A", "A"], "named twice"), ("AB", "one text"), (["A", "X"], "'X' is not")):
        with pytest.raises(HistoriesError, match=said):
            three().keep_lists(names)
    with pytest.raises(HistoriesError, match="only 'A'"):
        three().keep_lists(["A"])


def test_on_a_joined_list_is_who_is_on_any_of_them() -> None:
    joined = three().join_lists(["A", "C"], "AC")
    assert (joined.lists, joined.documented) == (("AC", "B"), 76)
    assert joined.full().tolist() == [0, 40, 20, 16]
    with pytest.raises(HistoriesError, match="another list"):
        three().join_lists(["A", "C"], "B")
    with pytest.raises(HistoriesError, match="none is"):
        three().join_lists([], "X")


def test_conditioning_on_a_list_gives_its_persons_and_their_number() -> None:
    part, known = three().condition_on("C")
    assert (part.lists, known) == (("A", "B"), 16)
    assert part.full().tolist() == [0, 3, 4, 2]  # the 7 on C alone are those to be found


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([0, 0, 0, 0, 0, 0, 0], "nobody is"),
        ([4, 5, 0, 3, 0, 0, 0], "'C' names nobody"),
        ([4, 0, 0, 3, 1, 0, 0], "everybody is on 'A'"),
    ],
)
def test_what_no_estimator_can_use_is_said(counts: list[int], said: str) -> None:
    with pytest.raises(HistoriesError, match=said):
        CaptureHistories.from_counts({**THREE, "count": counts}).usable()
    assert three().usable().documented == 76


# Prints and streams.


def test_a_table_prints_its_largest_histories_by_name() -> None:
    shown = repr(three())
    assert shown.splitlines() == [
        "CaptureHistories: 76 persons on 3 lists (A 45, B 36, C 16); 7 histories",
        "          30 on A",
        "          20 on B",
        "          10 on A, B",
        "           7 on C",
        "           4 on B, C",
        "  and 2 more histories",
    ]
    assert str(three()) == shown
    parted = CaptureHistories.from_counts(PARTED, ["A", "B"], strata=["sex"])
    assert "2 strata by sex" in repr(parted)
    assert "CaptureHistories of sex=M: 6 persons" in repr(parted.split()[1])


@given(st.permutations(range(7)))
def test_the_digest_does_not_depend_on_the_order_of_rows(order: list[int]) -> None:
    turned = CaptureHistories.from_counts({name: [cells[at] for at in order] for name, cells in THREE.items()})
    assert stream.digest(turned) == stream.digest(three())
    first, second = (stream.generator(table, 7, "chain", 1).random(3).tolist() for table in (turned, three()))
    assert first == second


def test_the_digest_knows_counts_and_lists_and_the_stream_seed_and_purpose() -> None:
    changed = CaptureHistories.from_counts({**THREE, "count": [31, 20, 7, 10, 3, 4, 2]})
    wider = CaptureHistories.from_counts({**THREE, "D": [0] * 7})
    assert len({stream.digest(table) for table in (three(), changed, wider)}) == 3
    streams: list[tuple[int, tuple[str | int, ...]]] = [
        (1, ("chain", 1)),
        (2, ("chain", 1)),
        (1, ("chain", 2)),
        (1, ("bootstrap",)),
    ]
    assert len({stream.entropy(three(), seed, *purpose) for seed, purpose in streams}) == 4


def test_a_history_that_nobody_has_changes_no_stream() -> None:
    with_nobody = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [3, 4, 0]})
    without = CaptureHistories.from_counts({"A": [1, 0], "B": [0, 1], "count": [3, 4]})
    assert stream.digest(with_nobody) == stream.digest(without)


def test_the_arrays_cannot_be_written_to() -> None:
    for array in (three().patterns, three().table, three().counts, three().bits):
        with pytest.raises(ValueError, match="read-only"):
            np.add(array, 1, out=array)


@pytest.mark.parametrize("lists", [["A"], []])
def test_one_list_of_a_table_with_more_is_told_before_its_rows_are_read(lists: list[str]) -> None:
    with pytest.raises(HistoriesError, match=r"needs at least two lists; .*: name another list \(lists=\[…\]\)"):
        CaptureHistories.from_counts(THREE, lists)
    with pytest.raises(HistoriesError, match="needs at least two lists"):
        CaptureHistories.from_records({"A": ["x", 1], "B": [0, 1]}, ["A"])


def test_rows_of_one_history_may_be_versions_which_are_not_added_up() -> None:
    with pytest.raises(
        HistoriesError, match=r"versions that are mixed \(propagate\).*counts the persons of versions several times"
    ):
        CaptureHistories.from_counts({"A": [1, 1, 0], "B": [0, 0, 1], "count": [4, 5, 6]})


@pytest.mark.parametrize("study", ["aleppo-2016", None, 3])
def test_what_is_no_open_study_is_told_how_it_is_opened(study: Any) -> None:
    with pytest.raises(HistoriesError, match=r"open it with undercount\.study\.open_study\(folder\)"):
        CaptureHistories.from_study(study, "killed")
