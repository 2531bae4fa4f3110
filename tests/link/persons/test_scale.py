"""What makes large lists possible changes no link: levels in compiled code, chunks, tasks in other processes, releases linked later."""

from __future__ import annotations

import pickle
from dataclasses import replace
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spark import FakeSpark
from undercount.engine import Engine
from undercount.errors import LinkError
from undercount.link.numbering import numbered
from undercount.link.persons import (
    Linkage,
    ListOf,
    block,
    comparisons,
    evaluate,
    extend,
    key_records,
    link,
    prepare,
    training,
)
from undercount.link.persons.assignment import pairs_within
from undercount.link.persons.blocking import pairs_from, row_chunks
from undercount.link.persons.chunks import Shared, compare_all
from undercount.link.persons.comparisons import AGE, DEATH, PLACE, Pairs, usable
from undercount.link.persons.keys import RULES, Budget
from undercount.link.persons.place_levels import COLUMNS, PlaceLevels
from undercount.link.persons.prepared import Prepared
from undercount.link.synthetic import Design, Hand, ListDesign, generate

from .conftest import World


def same(one: Linkage, other: Linkage) -> None:
    """Check that two linkages are the same to the last bit."""
    assert np.array_equal(one.candidates.left, other.candidates.left)
    assert np.array_equal(one.candidates.right, other.candidates.right)
    assert np.array_equal(one.told, other.told, equal_nan=True)
    assert np.array_equal(one.probability, other.probability)
    assert np.array_equal(one.clusters.of, other.clusters.of)


def test_tasks_of_other_processes_give_the_same_bits(world: World) -> None:
    same(link(world.lists, engine="spark", session=FakeSpark(1)), link(world.lists))


def test_an_engine_that_is_not_there_is_one_sentence(world: World) -> None:
    with pytest.raises(LinkError, match="the engine must be one of local, spark; 'sparc' is not"):
        link(world.lists, engine="sparc")
    assert find_spec("pyspark") is None, "the next check is for a machine without pyspark"
    with pytest.raises(LinkError, match="pairs of records are compared on Spark only where pyspark is installed"):
        link(world.lists, engine="spark")


def test_chunks_of_any_size_hold_the_same_pairs(world: World) -> None:
    prepared = prepare(world.lists)
    keyed = key_records(prepared)
    whole = block(prepared, keyed)
    for most in (50, 3000):
        chunks = row_chunks(prepared, keyed, most=most)
        assert len(chunks) > 1
        assert [start for start, _ in chunks[1:]] == [end for _, end in chunks[:-1]]
        parts = [pairs_from(prepared, keyed, np.arange(*chunk, dtype=np.int64)) for chunk in chunks]
        for name in ("left", "right", "by"):
            assert np.array_equal(np.concatenate([getattr(part, name) for part in parts]), getattr(whole, name))


def marked(prepared: Prepared, row: int) -> set[object]:
    """Return what narrows a key of a record, once more: its names by their consonants, days, ages in their area, smallest place."""
    sounds = {
        script.facts[word].skeleton
        for script in (prepared.parsed.arabic, prepared.parsed.latin)
        for word in script.rows[row, : script.rows[row, 9]]
    }
    days = {("day", int(prepared.death[row, 0]) // 2 + step) for step in (0, 1)}
    area = int(prepared.places[row, 0])
    ages = {("age", area, int(prepared.age[row, 0]) // 3 + step) for step in (0, 1)} if prepared.exact[row] else set()
    return {*sounds, *days, *ages, ("place", area)}


def test_narrowed_keys_find_exactly_the_pairs_that_share_a_mark_too(world: World) -> None:
    prepared = prepare(world.lists)
    whole = block(prepared, key_records(prepared, RULES[:1]))
    narrow = block(prepared, key_records(prepared, RULES[:1], budget=Budget(whole=0, small=0.0, narrowed=1e9)))
    marks = [marked(prepared, row) for row in range(len(prepared))]
    found = set(zip(narrow.left.tolist(), narrow.right.tolist(), strict=True))
    assert narrow.rules[0].narrowed > 0
    assert found <= set(zip(whole.left.tolist(), whole.right.tolist(), strict=True))
    # Of the names of a key itself, which both have, none counts; other names and all else do.
    others = [{mark for mark in one if isinstance(mark, tuple)} for one in marks]
    sure = {(a, b) for a, b in zip(whole.left.tolist(), whole.right.tolist(), strict=True) if others[a] & others[b]}
    assert sure <= found
    assert found - sure <= {(a, b) for a, b in found if len(marks[a] & marks[b]) > 1}


def test_a_new_release_is_linked_as_if_all_were_linked(world: World) -> None:
    old = [world.lists[0], replace(world.lists[1], table=rows_of(world.lists[1], 150)), world.lists[2]]
    before = link(old)
    changed = rows_of(world.lists[2], len(world.lists[2].table["id"]))  # type: ignore[index]
    changed["name"][3] = "Bako Mira Sute"
    changed["age"][5] = 77
    now = [world.lists[0], world.lists[1], replace(world.lists[2], table=changed)]
    extended = extend(before, now)
    whole = link(now, model=before.model, frequencies=before.prepared.frequencies)
    same(extended, whole)
    new = len(extended.candidates) - int(
        sum(
            extended.prepared.ids[a] in set(before.prepared.ids)
            and extended.prepared.ids[b] in set(before.prepared.ids)
            for a, b in zip(extended.candidates.left, extended.candidates.right, strict=True)
        )
    )
    assert extended.compared_anew is not None
    assert new <= extended.compared_anew < 0.7 * len(extended.candidates)
    with pytest.raises(LinkError, match="same lists, in the same order; it was of list 0, list 1, list 2, and list 1"):
        extend(before, now[1:])


def rows_of(of: ListOf, number: int) -> dict[str, list[object]]:
    """Return the first rows of a list."""
    table: Any = of.table
    return {column: list(cells)[:number] for column, cells in table.items()}


def test_brothers_and_sisters_who_died_together_are_not_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand(spelling=0.1, typing=0.02, drops={"grandfather": 0.3})
    design = Design(
        persons=1500, household=5.0, alone=0.2,
        lists=tuple(ListDesign(name, 0.6, hand=hand, missing={"age": 0.3}, age_off=0.1) for name in ("A", "B", "C")),
    )  # fmt: skip
    drawn = generate(design, seed=3)
    lists = [
        ListOf(
            name=name, table=columns, id="record", names=("name_ar",), sex="sex", age="age", death="died",
            place=("governorate", "place_ar"),
        )
        for name, columns in drawn.lists.items()
    ]  # fmt: skip
    found = link(lists)
    keys = np.concatenate([drawn.truth[name]["person"] for name in drawn.lists]).tolist()
    scores = evaluate(found.prepared, found.candidates, found.clusters.of, keys, np.random.default_rng(1)).pairs
    assert len(found.model.crowds) > 1
    assert scores.precision > 0.98
    assert scores.recall > 0.97
    monkeypatch.setattr(training._Others, "crowds", lambda *_: ())
    monkeypatch.setattr(comparisons, "are_two_names", lambda _, left, right: np.zeros(len(left), dtype=bool))
    worse = link(lists)
    assert (
        evaluate(worse.prepared, worse.candidates, worse.clusters.of, keys, np.random.default_rng(1)).pairs.precision
        < 0.95
    )


YEARS = st.none() | st.tuples(st.floats(0, 99), st.sampled_from([1.0, 2.0, 18.0]))
DAYS = st.none() | st.tuples(st.integers(735_000, 735_500), st.sampled_from([0, 0, 0, 30]))


@given(st.lists(st.tuples(YEARS, DAYS, st.integers(-1, 2), st.integers(-1, 2)), min_size=2, max_size=12))
def test_levels_are_those_of_their_rules(records: list[tuple[Any, Any, int, int]]) -> None:
    age = np.array(
        [(np.nan, np.nan) if years is None else (years[0], years[0] + years[1]) for years, *_ in records], np.float32
    )
    exact = np.array([years is not None and years[1] <= 2 for years, *_ in records])
    death = np.array([(-1, -1) if day is None else (day[0], day[0] + day[1]) for _, day, *_ in records], np.int32)
    places = np.array([(area, town) for *_, area, town in records], np.int32)
    common = np.zeros(places.shape, dtype=bool)
    common[:, 1] = places[:, 1] == 1
    scripts = np.zeros(places.shape, dtype=np.int8)
    known = {"age": age, "exact": exact, "death": death, "places": places, "scripts": scripts, "common": common}
    prepared: Any = SimpleNamespace(**known, place_levels=COLUMNS)
    by_register: Any = SimpleNamespace(**known, place_levels=PlaceLevels(0, 0, ((0, 1),)))
    left, right = (grid.ravel() for grid in np.indices((len(records), len(records))))
    pairs = Pairs(left, right, np.zeros(len(left), dtype=bool), np.zeros(len(left)))
    found = {one.name: one.of(prepared, pairs) for one in (AGE, DEATH, PLACE)}
    in_register = PLACE.of(by_register, pairs)
    for at, (a, b) in enumerate(zip(left, right, strict=True)):
        assert AGE.levels[found["age"][at]] == age_level(age[a], age[b], bool(exact[a] and exact[b]))
        assert DEATH.levels[found["death"][at]] == day_level(death[a], death[b])
        assert PLACE.levels[found["place"][at]] == place_level(places[a], places[b], by_columns=True)
        assert PLACE.levels[in_register[at]] == place_level(places[a], places[b], by_columns=False)


def age_level(one: Any, other: Any, exact: bool) -> str:
    """Return the level of two ages as words say it."""
    if np.isnan(one[0]) or np.isnan(other[0]):
        return "missing"
    fits = one[0] < other[1] and other[0] < one[1]
    if not exact:
        return "group fits" if fits else "group differs"
    a, b = int(one[0]), int(other[0])
    apart = 0 if fits else abs(a - b)
    slip = min(a, b) >= 10 and (f"{a:02d}" == f"{b:02d}"[::-1] or (a % 10 == b % 10 and abs(a - b) == 10))
    if apart <= 2:
        return ("same", "1 year", "2 years")[apart]
    if slip and a < 100 and b < 100:
        return "a digit"
    return next(
        (name for most, name in ((5, "3 to 5 years"), (10, "6 to 10 years"), (20, "11 to 20 years")) if apart <= most),
        "over 20 years",
    )


def day_level(one: Any, other: Any) -> str:
    """Return the level of two dates as words say it."""
    from datetime import date

    if one[0] < 0 or other[0] < 0:
        return "missing"
    if one[0] != one[1] or other[0] != other[1]:
        return "can be" if one[0] <= other[1] and other[0] <= one[1] else "cannot be"
    apart = abs(int(one[0]) - int(other[0]))
    a, b = (date.fromordinal(int(day[0])) for day in (one, other))
    if apart <= 3:
        return ("same day", "next day", "3 days or less", "3 days or less")[apart]
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return "day and month swapped"
    steps = ((7, "a week or less"), (31, "a month or less"), (366, "a year or less"))
    return next((name for most, name in steps if apart <= most), "over a year")


def place_level(one: Any, other: Any, *, by_columns: bool) -> str:
    """Return the level of two places as words say it."""
    known = one[0] >= 0 and other[0] >= 0
    if one[1] >= 0 and other[1] >= 0:
        if one[1] == other[1] and not (known and one[0] != other[0]):
            return "common place same" if one[1] == 1 else "place same"
        same = one[0] == other[0] and (known or by_columns)
        return "area same, place differs" if same else "differs"
    if known:
        return "largest area same" if one[0] == other[0] else "largest area differs"
    return "missing"


@given(st.lists(st.integers(0, 50) | st.integers(0, 2**62), max_size=60))
def test_codes_are_numbered_in_the_order_in_which_they_come(codes: list[int]) -> None:
    found, first = numbered(np.array(codes, dtype=np.int64))
    order = list(dict.fromkeys(codes))
    assert [order[number] for number in found] == codes
    assert [codes[at] for at in first] == order


@given(st.lists(st.integers(0, 5), max_size=20))
def test_every_two_of_a_group_are_a_pair(groups: list[int]) -> None:
    found = pairs_within(np.array(groups, dtype=np.int64), np.arange(len(groups), dtype=np.int64))
    wanted = [(a, b) for a in range(len(groups)) for b in range(a + 1, len(groups)) if groups[a] == groups[b]]
    assert sorted(map(tuple, found.tolist())) == wanted


def test_what_a_task_is_sent_leaves_out_what_it_does_not_need(world: World) -> None:
    prepared = prepare(world.lists)
    keyed = key_records(prepared)
    whole = compare_all(Shared(prepared, keyed, usable(prepared)), Engine())
    bare = compare_all(Shared(prepared.bare(), keyed, usable(prepared)), Engine(cores=1))
    assert np.array_equal(whole[1].levels, bare[1].levels)
    assert len(pickle.dumps(prepared.bare())) < len(pickle.dumps(prepared))
