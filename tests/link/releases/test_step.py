"""The difference between two releases whose history is known because the test made it."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undercount.errors import CountError, ReadError
from undercount.link.releases import Account, Difference, Line, Outcome, Release, Roles, difference, history

from .support import people, release, without_ids


def outcomes(found: Difference) -> dict[str, int]:
    return {str(outcome): times for outcome, times in sorted(Counter(line.outcome for line in found.lines).items())}


def lines(found: Difference, outcome: Outcome) -> list[Line]:
    return [line for line in found.lines if line.outcome == outcome]


def step(old: list[list[str]], new: list[list[str]]) -> Difference:
    return difference(release(old), release(new, file="new.csv"))


@pytest.mark.parametrize("with_ids", [True, False])
def test_every_kind_of_change_is_told(with_ids: bool) -> None:
    old = people(60)
    new = [row.copy() for row in old]
    new[1][1] = new[1][1].replace("ى", "ي").replace("ا", "أ", 1)  # orthography
    new[2][1] = new[2][1].replace("ال", "الل")  # a letter
    new[3][3] = str(int(new[3][3]) + 1)  # age
    new[4][2] = {"m": "f", "f": "m"}[new[4][2]]  # sex
    gone = new.pop(5)
    new += people(70, seed=9)[-2:]
    if not with_ids:
        old, new = without_ids(old), without_ids(new)
    found = step(old, new)
    assert outcomes(found) == {"added": 2, "changed": 2, "removed": 1, "spelling corrected": 2, "unchanged": 55}
    assert found.fields() == {"orthography": 1, "letters": 1, "age": 1, "sex": 1}
    (removed,) = lines(found, Outcome.REMOVED)
    assert removed.old is not None
    assert found.old.written[removed.old] == gone[1]
    assert found.account.sums() == (
        "60 rows = 55 unchanged + 2 spelling corrected + 2 changed + 1 removed",
        "61 rows = 55 unchanged + 2 spelling corrected + 2 changed + 2 added",
    )


def test_two_rows_become_one_and_one_becomes_two() -> None:
    old, new = people(30), people(30)
    old.append(["", *old[0][1:]])  # twice in the old release, once in the new
    old[1][0] = ""  # without an id in the old release, under two ids in the new
    new.append(["499999991", *new[1][1:]])
    new.append(new[2].copy())  # twice in the new release, with one id
    found = step(old, new)
    assert outcomes(found) == {"duplicate": 1, "merged": 2, "split": 2, "unchanged": 28}
    assert found.account.old == {Outcome.UNCHANGED: 28, Outcome.MERGED: 2, Outcome.SPLIT: 1}
    assert found.account.new == {Outcome.UNCHANGED: 28, Outcome.MERGED: 1, Outcome.SPLIT: 2, Outcome.DUPLICATE: 1}
    assert {line.old for line in lines(found, Outcome.MERGED)} == {0, 30}
    assert {line.new for line in lines(found, Outcome.SPLIT)} == {1, 30}
    (double,) = lines(found, Outcome.DUPLICATE)
    assert (double.new, double.notes[-1]) == (31, "repeats row 4 of new.csv")


def test_rows_that_are_the_same_but_for_their_ids_are_merged_and_duplicates() -> None:
    old, new = people(30), people(30)
    old.append(["499999991", *old[0][1:]])  # twice in the old release under two ids, once in the new
    new.append(["499999992", *new[1][1:]])  # twice in the new release under two ids, once in the old
    found = step(old, new)
    assert outcomes(found) == {"duplicate": 1, "merged": 2, "unchanged": 29}
    assert {line.old for line in lines(found, Outcome.MERGED)} == {0, 30}
    (double,) = lines(found, Outcome.DUPLICATE)
    assert (double.new, double.notes[-1]) == (30, "repeats row 3 of new.csv")
    assert found.account.old == {Outcome.UNCHANGED: 29, Outcome.MERGED: 2}
    assert found.account.new == {Outcome.UNCHANGED: 29, Outcome.MERGED: 1, Outcome.DUPLICATE: 1}


@pytest.mark.parametrize("other", [(2, "x"), (3, ""), (3, "7"), (1, "سالم كمال")])
def test_rows_under_two_ids_that_differ_otherwise_or_have_no_age_are_two(other: tuple[int, str]) -> None:
    old, new = people(30), people(30)
    both = [["499999991", *old[0][1:]], ["499999992", *old[0][1:]]]
    for at, row in enumerate(both):
        row[other[0]] = other[1] if at or other[0] == 1 or not other[1] else row[other[0]]
    found = step([*old[1:], *both], [*new[1:], both[0]])
    assert outcomes(found) == {"removed": 1, "unchanged": 30}


def test_a_correction_and_a_filled_in_id_are_told_apart_from_spelling() -> None:
    old, new = people(30), people(30)
    old[0][0] = ""
    new[1][0] = "400*****8"
    new[2][1] = new[2][1].replace("ال", "الل")
    new[2][3] = "17"
    found = step(old, new)
    assert found.fields() == {"id (filled in)": 1, "id": 1, "letters": 1, "age": 1}
    assert outcomes(found) == {"changed": 3, "unchanged": 27}
    assert any("1 ids are masked and 0 are missing" in note for note in found.notes)


def test_an_id_that_was_given_to_another_person_joins_nothing() -> None:
    old, new = people(30), people(30)
    other = people(40, seed=5)[-1]
    new[0] = [old[0][0], *other[1:]]
    found = step(old, new)
    assert outcomes(found) == {"added": 1, "removed": 1, "unchanged": 29}
    assert lines(found, Outcome.REMOVED)[0].notes == ("row 2 of new.csv has its id and another name",)
    assert "1 id of one release stand in the other with another name; such an id joins nothing." in found.notes


def test_a_name_with_another_id_is_one_record_only_where_the_births_agree() -> None:
    old, new = people(30), people(30)
    new[0][0], new[1][0] = "499999991", "499999992"
    old[1][3] = new[1][3] = ""
    found = step(old, new)
    assert outcomes(found) == {"added": 1, "changed": 1, "removed": 1, "unchanged": 28}
    assert lines(found, Outcome.CHANGED)[0].changed == ("id",)
    (removed,) = lines(found, Outcome.REMOVED)
    assert (removed.old, removed.notes) == (1, ("row 3 of new.csv has its name and another id",))


def test_a_note_is_said_once_and_what_is_compared_is_called_by_its_name() -> None:
    old, new = people(30), people(30)
    other = people(40, seed=5)[-1]
    new[0] = [old[0][0], *other[1:]]
    for line in step(old, new).lines:
        assert len(set(line.notes)) == len(line.notes)
        assert "birth" not in line.rests_on, "these releases have ages alone"
    old[5][3], new[5][3] = "17", "60"
    new[5][0] = "499999993"
    (removed,) = lines(step(old, new), Outcome.REMOVED)[-1:]
    assert "birth" not in " ".join(removed.notes)


def test_ids_that_are_numbered_anew_are_not_used() -> None:
    old, new = people(40), people(40)
    for at, row in enumerate(old):
        row[0] = str(at + 1)
    for at, row in enumerate(new := new[3:]):
        row[0] = str(at + 1)
    found = step(old, new)
    assert found.account.old[Outcome.REMOVED] == 3
    assert found.account.new[Outcome.ADDED] == 0
    assert any(note.startswith("Ids do not last") for note in found.notes)


def test_namesakes_are_told_apart_by_their_ages_and_said_to_be_chance_where_nothing_does() -> None:
    old = people(30)
    old[1] = ["", old[0][1], old[0][2], "20"]
    old[0] = ["", old[0][1], old[0][2], "50"]
    new = [old[1].copy(), old[0].copy(), *(row.copy() for row in old[2:])]
    found = step(old, new)
    assert {(line.old, line.new) for line in found.lines} >= {(0, 1), (1, 0)}
    assert outcomes(found) == {"unchanged": 30}
    for rows in (old, new):
        rows[0][3] = rows[1][3] = ""
    unsure = step(old, new)
    assert outcomes(unsure) == {"unchanged": 30}
    assert {line.notes[0] for line in unsure.lines if line.old in (0, 1)} == {"another row fits as well"}


def test_spellings_that_fit_two_rows_join_neither() -> None:
    old, new = without_ids(people(30)), without_ids(people(30))
    new[0][1] = old[0][1] + "ه"
    new.append([*new[0][:1], old[0][1] + "ا", *new[0][2:]])
    found = step(old, new)
    assert outcomes(found) == {"added": 2, "removed": 1, "unchanged": 29}


def test_ages_and_years_of_birth_are_put_together_by_what_the_releases_say() -> None:
    rows = without_ids(people(60))
    born = [[row[0], row[1], row[2], str(2023 - int(row[3]) - at % 2)] for at, row in enumerate(rows)]
    old = release(born, columns=("id", "name", "sex", "born"), roles=Roles(("name",), "id", "sex", "born"))
    rows[0][3] = str(int(rows[0][3]) + 9)
    found = difference(old, release(rows, file="new.csv"))
    assert outcomes(found) == {"changed": 1, "unchanged": 59}
    assert found.fields() == {"age or birth": 1}
    assert any("add up to" in note for note in found.notes)


def test_rows_without_a_name_are_found_by_their_id_or_by_all_their_cells() -> None:
    old, new = people(30), people(30)
    for rows in (old, new):
        rows[0][1] = "unknown"
        rows[1][:2] = ["", "مجهول الهوية"]
        rows[2][:2] = ["", ""]
    new[2][3] = "101"
    found = step(old, new)
    assert outcomes(found) == {"added": 1, "removed": 1, "unchanged": 29}
    assert {line.rests_on for line in found.lines if line.old in (0, 1)} == {("id", "age"), ("all cells",)}


def test_what_was_removed_and_is_back_is_restored_once() -> None:
    first = people(40)
    second, third = first[:-2], first[:-1]
    fourth = first.copy()
    files = [release(rows, file=f"{at}.csv") for at, rows in enumerate((first, second, third, fourth))]
    steps = history(files).steps
    assert [outcomes(one).get("restored", 0) for one in steps] == [0, 1, 1]
    assert [outcomes(one).get("added", 0) for one in steps] == [0, 0, 0]
    (back,) = lines(steps[2], Outcome.RESTORED)
    assert (back.new, back.since, back.rests_on) == (39, (0, 39), ("id", "name", "age"))


def test_a_very_common_name_does_not_make_a_pair_of_every_two_rows() -> None:
    old = [[str(10_000 + at), "سالم كمال التفاحي", "m", str(18 + at % 60)] for at in range(300)]
    new = [row.copy() for row in old[:-10]]
    found = step(old, new)
    assert outcomes(found) == {"removed": 10, "unchanged": 290}
    assert {line.old for line in lines(found, Outcome.REMOVED)} == set(range(290, 300))


def test_lists_that_share_nobody_are_no_releases_of_one_list() -> None:
    rows = people(20)
    other = [[f"9{row[0]}", "علياء خالد ابراهيم المطري", "f", "33"] for row in people(5, seed=3)]
    with pytest.raises(CountError, match=r"of the 20 rows of old\.csv none is found among the 5 of new\.csv"):
        step(rows, other)


def test_a_column_of_names_that_is_empty_is_refused() -> None:
    with pytest.raises(ReadError, match=r"name of old\.csv holds no name in any row"):
        release([["1", "", "m", "3"]])


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ([Line(Outcome.UNCHANGED, 0, 0)], "1 rows of the older release have an outcome and it has 2"),
        ([Line(Outcome.UNCHANGED, 0, 0), Line(Outcome.ADDED, 1, None)], "a row of the older release is added"),
        ([Line(Outcome.UNCHANGED, 0, 0), Line(Outcome.REMOVED, 0, None)], "has two outcomes"),
        ([Line(Outcome.UNCHANGED, 0, 0), Line(Outcome.UNCHANGED, 1, 0)], "stands on 2 lines"),
        ([Line(Outcome.MERGED, 0, 0), Line(Outcome.REMOVED, 1, None)], "stands on 1 lines"),
        (
            [Line(Outcome.UNCHANGED, 0, 0), Line(Outcome.CHANGED, 1, None)],
            "1 rows are changed in one release and 0 in the other",
        ),
    ],
)
def test_an_account_that_does_not_add_up_is_refused(broken: list[Line], words: str) -> None:
    with pytest.raises(CountError, match=words):
        Account.of(broken, 2, 1)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.booleans())
def test_any_history_is_accounted_for_and_told_as_it_was(seed: int, with_ids: bool) -> None:
    rng = random.Random(seed)
    base = people(60, seed=seed, shared=2)
    old, later = base[:50], base[50:]
    new, truth = [], Counter[str]()
    for row in old:
        fate = rng.choice(["unchanged"] * 5 + ["removed", "changed", "spelling corrected"])
        truth[fate] += 1
        kept = row.copy()
        if fate == "changed":
            kept[2] = {"m": "f", "f": "m"}[kept[2]]
        elif fate == "spelling corrected":
            kept[1] = kept[1].replace("ال", "أل")
        if fate != "removed":
            new.append(kept)
    added = later[: rng.randint(0, 10)]
    truth["added"] = len(added)
    new += [row.copy() for row in added]
    rng.shuffle(new)
    found = step(old, new) if with_ids else step(without_ids(old), without_ids(new))
    assert outcomes(found) == {name: times for name, times in sorted(truth.items()) if times}


@settings(max_examples=60)
@given(st.data())
def test_whatever_the_rows_every_one_is_accounted_for(data: st.DataObject) -> None:
    cell = st.sampled_from
    row = st.tuples(
        cell(["", "1", "2", "3**", "00"]),
        cell(["", "سالم كمال جابر", "سالم كمال جبر", "رنا", "unknown", "John Doe"]),
        cell(["m", "f", ""]),
        cell(["", "3", "4", "40", "?"]),
    )
    same = ("77", "هبة منصور عادل النهري", "f", "30")
    old, new = ([same, *data.draw(st.lists(row, max_size=9))] for _ in range(2))
    found = difference(release(old), release(new, file="new.csv"))
    both = [(line.old, line.new) for line in found.lines if line.old is not None and line.new is not None]
    assert {line.old for line in found.lines} - {None} == set(range(len(old)))
    assert {line.new for line in found.lines} - {None} == set(range(len(new)))
    assert len(both) == len(set(both))
    assert sum(found.account.old.values()) == len(old)
    assert sum(found.account.new.values()) == len(new)
    assert all(
        found.account.old[one] == found.account.new[one]
        for one in (Outcome.UNCHANGED, Outcome.CORRECTED, Outcome.CHANGED)
    )


def test_parsed_names_are_kept() -> None:
    one: Release = release(people(3))
    assert one.parsed([0])[0] is one.parsed([0])[0]
