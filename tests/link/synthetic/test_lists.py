"""Records: each error as often as asked and nowhere else, duplicates, copies, and the same lists from the same seed."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.link.synthetic.cases import WORN, dependent, drawn, near, one_list
from undercount.link.synthetic import (
    FIELDS,
    Columns,
    Design,
    Hand,
    ListDesign,
    SyntheticLists,
    chunks,
    common,
    generate,
    lists,
)
from undercount.link.synthetic.romanise import SYSTEMS, romanise
from undercount.link.synthetic.sounds import written
from undercount.link.synthetic.surnames import surnames


def of(design: Design, seed: int = 1) -> tuple[Columns, SyntheticLists]:
    """Return the only list's columns in the order of persons, and the whole."""
    whole = generate(design, seed)
    order = np.argsort(whole.truth["A"]["person"], kind="stable")
    return {name: column[order] for name, column in whole.lists["A"].items()}, whole


CLEAN, PLAIN = of(one_list())


def same(one: Columns, other: Columns) -> bool:
    return list(one) == list(other) and all(np.array_equal(one[name], other[name]) for name in one)


def differ(found: Columns, *fields: str) -> Any:
    """Return which records of a list differ from the list without errors, having said that no other field does."""
    for name in FIELDS:
        if name not in fields:
            assert np.array_equal(found[name], CLEAN[name]), name
    return np.any([found[name] != CLEAN[name] for name in fields], axis=0)


def test_a_list_without_errors_says_what_is_true() -> None:
    people = PLAIN.population
    assert set(CLEAN) == {"record", *FIELDS}
    full = [
        " ".join(parts)
        for parts in zip(*(people[p] for p in ("given", "father", "grandfather", "family")), strict=True)
    ]
    assert CLEAN["name_ar"].tolist() == full
    for field, truth in (
        ("sex", "sex"),
        ("born", "born"),
        ("died", "died"),
        ("place_ar", "place"),
        ("governorate", "governorate"),
    ):
        assert np.array_equal(CLEAN[field], people[truth])
    assert CLEAN["age"].tolist() == people["age"].tolist()
    assert not any(value is None or value == "" for column in CLEAN.values() for value in column.tolist())
    assert len({*CLEAN["record"]}) == len(CLEAN["record"]) == 10_000
    pairs = set(zip(CLEAN["incident"].tolist(), people["incident"].tolist(), strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def test_two_lists_number_incidents_each_in_its_own_way() -> None:
    whole = drawn()
    numbers = []
    for name in ("A", "B"):
        incident = whole.population["incident"][whole.truth[name]["person"]].tolist()
        label = [int(text.rpartition("i")[2]) for text in whole.lists[name]["incident"].tolist()]
        numbers.append(dict(zip(incident, label, strict=True)))
    shared = numbers[0].keys() & numbers[1].keys()
    assert len(shared) > 5_000
    assert sum(numbers[0][i] == numbers[1][i] for i in shared) < 20
    ranks = np.corrcoef([[one[i] for i in shared] for one in numbers])
    assert abs(ranks[0, 1]) < 0.06


@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_typing_and_scanning_change_each_part_as_often_as_asked(rate: float) -> None:
    for hand in (Hand(typing=rate), Hand(scanning=rate)):
        found, _ = of(one_list(hand))
        changed = differ(found, "name_ar", "name_en", "place_ar", "place_en")
        assert changed.any()
        for name, parts in (("name_ar", 4), ("name_en", 4), ("place_ar", 1), ("place_en", 1)):
            share = float((found[name] != CLEAN[name]).mean())
            assert near(share, 1 - (1 - rate) ** parts, 10_000), name


def test_spelling_changes_arabic_alone() -> None:
    found, _ = of(one_list(Hand(spelling=1.0)))
    changed = differ(found, "name_ar", "place_ar")
    strip = str.maketrans("أإآىةؤئ", "ااايهوي", "ءـ\u0653\u0654\u0655 ")
    assert 0.6 < changed.mean() < 1
    assert [t.translate(strip) for t in found["name_ar"]] == [t.translate(strip) for t in CLEAN["name_ar"]]
    plain = CLEAN["place_ar"] == "مزرعة"
    assert not plain.any() or (found["place_ar"][plain] != "مزرعة").all()


def test_systems_are_used_by_their_weights() -> None:
    found, whole = of(one_list(Hand(systems={"scholarly": 1.0, "letters": 3.0})))
    differ(found, "name_en", "place_en")
    mohammed = whole.population["given"] == "محمد"
    first = [name.split()[0] for name in found["name_en"][mohammed]]
    assert set(first) == {"Muhammad", "Mhmd"}
    assert near(first.count("Mhmd") / len(first), 0.75, len(first))
    loose, _ = of(one_list(Hand(loose=0.2)))
    differ(loose, "name_en", "place_en")
    first = [name.split()[0] for name in loose["name_en"][mohammed]]
    assert near(1 - first.count("Mohammed") / len(first), 0.2, len(first))
    assert set(first) == {"Muhammad", "Mohammed", "Mouhammad", "Mohammad", "Mhmd"}
    assert len(SYSTEMS) == 6


GIVEN, FAMILY = (
    {written(name): romanise(name, "press") for name in names}
    for names in ((*common.men(), *common.women()), surnames(5_000))
)


def test_generations_are_dropped_in_both_scripts_at_once() -> None:
    found, whole = of(one_list(Hand(drops={"father": 0.3, "family": 0.1})))
    differ(found, "name_ar", "name_en")
    people = whole.population
    dropped: Counter[tuple[int, int]] = Counter()
    parts = zip(*(people[part].tolist() for part in ("given", "father", "grandfather", "family")), strict=True)
    for (first, father, grandfather, family), arabic, latin in zip(
        parts, found["name_ar"], found["name_en"], strict=True
    ):
        fits = []
        for fathers, families in itertools.product((0, 1), repeat=2):
            given, last = [first, *[father] * fathers, grandfather], [family] * families
            romanised = [GIVEN[part] for part in given] + [FAMILY[part] for part in last]
            if (arabic, latin) == (" ".join(given + last), " ".join(romanised)):
                fits.append((fathers, families))
        assert fits
        dropped[fits[0]] += 1
    assert near((dropped[0, 0] + dropped[0, 1]) / 10_000, 0.3, 10_000)
    assert near((dropped[0, 0] + dropped[1, 0]) / 10_000, 0.1, 10_000)


def test_kunyas_name_adults_alone() -> None:
    found, whole = of(one_list(Hand(kunya_only=0.25)))
    changed = differ(found, "name_ar", "name_en")
    people = whole.population
    adult = people["age"] >= 18
    assert not changed[~adult].any()
    assert near(float(changed[adult].mean()), 0.25, int(adult.sum()))
    for sex, start, latin in (("male", "أبو ", "Abu "), ("female", "أم ", "Omm ")):
        some = changed & (people["sex"] == sex)
        assert all(name.startswith(start) for name in found["name_ar"][some])
        assert all(name.startswith(latin) for name in found["name_en"][some])
    ends = [n.endswith(f) for n, f in zip(found["name_ar"][changed], people["family"][changed], strict=True)]
    assert near(sum(ends) / len(ends), 0.5, len(ends), errors=6)


def test_habits_of_writing_are_as_frequent_as_asked() -> None:
    found, whole = of(one_list(Hand(family_first=0.2)))
    changed = differ(found, "name_ar", "name_en")
    assert near(float(np.mean([", " in name for name in found["name_en"]])), 0.2, 10_000)
    assert all(
        n.startswith(f) for n, f in zip(found["name_ar"][changed], whole.population["family"][changed], strict=True)
    )
    short, _ = of(one_list(Hand(abbreviated=0.1)))
    changed = differ(short, "name_ar", "name_en")
    assert near(float(changed.mean()), 1 - 0.9**3, 10_000)
    dotted = [bool(re.search(r"[A-Za-z]\.", name)) for name in short["name_en"]]
    assert dotted == changed.tolist()


def test_wives_alone_stand_under_another_family_name() -> None:
    found, whole = of(one_list(Hand(husbands_name=1.0)))
    changed = differ(found, "name_ar", "name_en")
    people = whole.population
    assert (people["sex"][changed] == "female").all()
    assert (people["age"][changed] >= 18).all()
    assert 0.03 < changed.mean() < 0.3


def test_ages_and_dates_are_off_as_often_as_asked() -> None:
    found, _ = of(one_list(age_off=0.2, date_off=0.1, sex_wrong=0.03))
    differ(found, "age", "died", "sex")
    slip = (found["age"] - CLEAN["age"]).astype(int)
    assert set(slip.tolist()) == {-2, -1, 0, 1, 2}
    assert near(float((slip != 0).mean()), 0.2, 10_000)
    assert near(float((np.abs(slip[slip != 0]) == 1).mean()), 0.7, int((slip != 0).sum()))
    assert found["age"].min() == 0
    late = (found["died"].astype("datetime64[D]") - CLEAN["died"].astype("datetime64[D]")).astype(int)
    assert set(late.tolist()) == {0, 1, 2, 3}
    assert near(float((late > 0).mean()), 0.1, 10_000)
    assert near(float((found["sex"] != CLEAN["sex"]).mean()), 0.03, 10_000)


def test_months_are_the_months_of_the_days() -> None:
    found, _ = of(one_list(month_only=0.4))
    for name in ("born", "died"):
        changed = found[name] != CLEAN[name]
        assert near(float(changed.mean()), 0.4, 10_000)
        assert found[name][changed].tolist() == [day[:7] for day in CLEAN[name][changed]]
    differ(found, "born", "died")


def test_fields_are_missing_where_asked_and_only_there() -> None:
    missing = {"age": 0.4, "name_en": 0.1, "incident": 1.0}
    found, _ = of(one_list(missing=missing))
    for name in FIELDS:
        empty = np.array([value is None for value in found[name]])
        assert near(float(empty.mean()), missing.get(name, 0.0), 10_000)
        assert np.array_equal(found[name][~empty], CLEAN[name][~empty])
    few, _ = of(one_list(fields=("name_en", "died")))
    assert list(few) == ["record", "name_en", "died"]
    assert np.array_equal(few["name_en"], CLEAN["name_en"])


def test_duplicates_are_as_frequent_as_asked_and_written_anew() -> None:
    whole = generate(one_list(Hand(typing=0.2), duplicates=0.1), 1)
    times = np.bincount(whole.truth["A"]["person"])
    assert set(times.tolist()) == {1, 2}
    assert near(float((times == 2).mean()), 0.1, 10_000)
    names: dict[int, set[str]] = {}
    for person, name in zip(whole.truth["A"]["person"].tolist(), whole.lists["A"]["name_ar"], strict=True):
        names.setdefault(person, set()).add(name)
    anew = [len(names[person]) == 2 for person in np.flatnonzero(times == 2).tolist()]
    both_right = 0.8**8  # all parts of both as they should be
    assert 0.5 < np.mean(anew) < 1 - both_right / 2


def test_a_list_that_copies_repeats_the_other_word_by_word() -> None:
    hand = replace(WORN, typing=0.2)
    source = ListDesign(
        "A", 0.5, hand=hand, missing={"age": 0.3}, duplicates=0.1, fields=("name_ar", "age", "died", "incident")
    )
    copier = ListDesign("B", 0.3, hand=hand, copies={"A": 0.4}, duplicates=0.1)
    whole = generate(Design(persons=10_000, lists=(source, copier)), 2)
    truth, rows = whole.truth["B"], whole.lists["B"]
    place = {record: at for at, record in enumerate(whole.lists["A"]["record"])}
    copies = [at for at, origin in enumerate(truth["copied_from"]) if origin is not None]
    for at in copies:
        other = place[truth["copied_from"][at]]
        assert truth["person"][at] == whole.truth["A"]["person"][other]
        for field in ("name_ar", "age", "died"):
            assert rows[field][at] == whole.lists["A"][field][other]
        assert rows["name_en"][at] is rows["born"][at] is None
        assert rows["incident"][at].startswith("B-i")
    on_a, on_b = (whole.population["history"] >> k & 1 == 1 for k in (0, 1))
    own = np.zeros(10_000, dtype=bool)
    own[truth["person"][[at for at, origin in enumerate(truth["copied_from"]) if origin is None]]] = True
    copied = np.zeros(10_000, dtype=bool)
    copied[truth["person"][copies]] = True
    assert (on_b == (own | copied)).all()
    assert len(copies) == copied.sum()
    could = on_a & (~own | copied)
    assert near(float(copied[could].mean()), 0.4, int(could.sum()))
    # B files all of one incident under one number, copied or not.
    incident = whole.population["incident"][truth["person"]].tolist()
    assert len(set(zip(incident, rows["incident"].tolist(), strict=True))) == len(set(incident))


def test_the_same_seed_gives_the_same_lists_and_another_others() -> None:
    design = Design(
        persons=3_000, lists=(ListDesign("A", 0.5, hand=WORN, duplicates=0.1), ListDesign("B", 0.4, copies={"A": 0.2}))
    )
    one, again, other = generate(design, 4), generate(design, 4), generate(design, 5)
    for table in ("lists", "truth"):
        assert all(same(getattr(one, table)[name], getattr(again, table)[name]) for name in design.names)
    assert same(one.population, again.population)
    assert not np.array_equal(one.population["given"], other.population["given"])
    assert not np.array_equal(one.histories, other.histories)


def test_one_setting_leaves_the_others_streams_alone() -> None:
    design = dependent(5_000)
    more = replace(design, lists=(replace(design.lists[0], hand=WORN, missing={"age": 0.5}), *design.lists[1:]))
    one, other = generate(design, 7), generate(more, 7)
    assert same(one.population, other.population)
    for name in ("B", "D"):
        assert same(one.lists[name], other.lists[name])
    assert np.array_equal(one.lists["A"]["died"], other.lists["A"]["died"])


def test_blocks_are_the_whole_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "BLOCK", 700)
    design = dependent(2_000)
    parts, whole = list(chunks(design, 3)), generate(design, 3)
    assert [len(part.population["person"]) for part in parts] == [700, 700, 600]
    assert whole.population["person"].tolist() == list(range(2_000))
    for name in design.names:
        assert len({*whole.lists[name]["record"]}) == sum(len(part.lists[name]["record"]) for part in parts)
        assert np.array_equal(whole.lists[name]["record"], whole.truth[name]["record"])
        labels = set(
            zip(whole.lists[name]["incident"], whole.population["incident"][whole.truth[name]["person"]], strict=True)
        )
        assert len(labels) == len({label for label, _ in labels}) == len({number for _, number in labels})
    for table in ("incident", "household"):
        numbers = whole.population[table]
        assert np.array_equal(np.unique(numbers), np.arange(numbers.max() + 1))
    assert not np.array_equal(parts[0].population["given"][:600], parts[2].population["given"])
