from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from undercount.count.estimators.histories import CaptureHistories
from undercount.errors import LinkError
from undercount.link.names import Name
from undercount.link.names import keys as name_keys
from undercount.link.names.skeletons import skeleton
from undercount.link.persons import (
    Judgement,
    Linkage,
    ListOf,
    Options,
    Verdict,
    block,
    draw,
    estimated_recall,
    evaluate,
    judge,
    key_records,
    likely_pairs,
    link,
    load_model,
    measured_recall,
    prepare,
)
from undercount.link.persons.assignment import Records, assign
from undercount.link.persons.keys import NAMES, RULES, WORD_AND_TIME, Budget
from undercount.link.persons.linking import _order, weighed_pairs

from .conftest import World


@pytest.fixture(scope="module")
def linkage(world: World) -> Linkage:
    return link(world.lists)


def truth(world: World) -> np.ndarray:
    key = np.array(world.keys)
    return np.array([(a, b) for a in range(len(key)) for b in np.flatnonzero(key == key[a]) if a < b])


def test_persons_of_invented_lists_are_found_without_labels(world: World, linkage: Linkage) -> None:
    found = evaluate(linkage.prepared, linkage.candidates, linkage.clusters.of, world.keys, np.random.default_rng(1))
    assert found.pairs.f1 > 0.97
    assert found.unknown == 0
    assert set(found.by_lists) == {("list 0", "list 1"), ("list 0", "list 2"), ("list 1", "list 2")}
    assert sum(one.true for one in found.by_lists.values()) == found.pairs.true == len(truth(world))
    low, high = found.pairs.f1_interval
    assert low <= found.pairs.f1 <= high
    assert found.by_missing["age"].true + found.by_missing["nothing"].true == found.pairs.true


def test_pairs_that_could_contradict_a_person_are_weighed_and_no_others_matter(linkage: Linkage) -> None:
    prepared, candidates, chance = linkage.prepared, linkage.candidates, linkage.probability
    records = Records(prepared.of, prepared.may_repeat)
    every = assign(
        records, candidates.left, candidates.right, chance, order=_order(linkage, np.arange(len(candidates)))
    )
    assert (every.of == linkage.clusters.of).all()
    at = weighed_pairs(prepared, candidates, linkage.judged, chance >= 0.5)
    assert set(np.flatnonzero(chance >= 0.5)) < set(at.tolist())


def test_the_expected_number_of_matches_is_near_the_true_one(world: World, linkage: Linkage) -> None:
    assert linkage.probability.sum() == pytest.approx(len(truth(world)), rel=0.05)


def test_blocking_finds_exactly_the_pairs_that_share_a_key(world: World, linkage: Linkage) -> None:
    prepared, found = linkage.prepared, linkage.candidates
    mine = [name_keys(name) for name in prepared.parsed]
    words = [words_of(name) for name in prepared.parsed]
    sets: list[set[tuple[int, int]]] = [set() for _ in RULES]
    for a in range(len(prepared)):
        for b in range(a + 1, len(prepared)):
            if prepared.of[a] != prepared.of[b]:
                apart = abs(prepared.death[a, 0] // 2 - prepared.death[b, 0] // 2)
                area = prepared.places[a, 0] == prepared.places[b, 0]
                word = bool(words[a] & words[b])
                half = prepared.death[a, 0] // 15 == prepared.death[b, 0] // 15
                told = (bool(mine[a] & mine[b]), apart <= 1 and area, False, word and half, word and area)
                for one, holds in zip(sets, told, strict=True):
                    if holds:
                        one.add((a, b))
    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == set().union(*sets)
    alone = [one - set().union(*(other for other in sets if other is not one)) for one in sets]
    assert [(rule.pairs, rule.alone) for rule in found.rules] == [
        (len(one), len(only)) for one, only in zip(sets, alone, strict=True)
    ]
    assert found.shared.tolist() == [pair in sets[0] for pair in pairs]
    sizes = prepared.sizes.tolist()
    assert found.possible == sizes[0] * sizes[1] + sizes[0] * sizes[2] + sizes[1] * sizes[2]


def words_of(name: Name) -> set[str]:
    """Return the consonants of a name's words."""
    parts = [one for one in (name.arabic, name.latin) if one is not None]
    return {skeleton(word) for one in parts for word in (one.given, *one.fathers, one.family) if word is not None}


def test_a_death_in_a_month_is_in_each_of_its_half_months() -> None:
    table = {"id": ["1", "2"], "name": ["Samir Haddad"] * 2, "died": ["2014-05", "2014-05-30"]}
    other = {"id": ["a", "b", "c"], "name": ["Samir Nasser"] * 3, "died": ["2014-05-02", "2014-05-29", "2014-07-20"]}
    lists = [
        ListOf(name=name, table=of, id="id", names=("name",), death="died") for name, of in (("x", table), ("y", other))
    ]
    prepared = prepare(lists)
    found = block(prepared, key_records(prepared, (WORD_AND_TIME,)))
    assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == {(0, 2), (0, 3), (1, 3)}


def test_recall_of_blocking_is_measured_and_estimated(world: World, linkage: Linkage) -> None:
    measured = measured_recall(linkage.candidates, truth(world))
    both = set(zip(linkage.candidates.left.tolist(), linkage.candidates.right.tolist(), strict=True))
    assert measured.found == sum((int(a), int(b)) in both for a, b in truth(world))
    assert measured.measured
    for rules in ((NAMES,), RULES):
        narrow = link(world.lists, options=Options(rules=rules))
        estimate = estimated_recall(narrow)
        assert not estimate.measured
        assert estimate.share == pytest.approx(measured_recall(narrow.candidates, truth(world)).share, abs=0.02)


def test_a_key_of_too_many_records_is_narrowed_and_said(world: World) -> None:
    prepared = prepare(world.lists)
    keyed = key_records(prepared, (NAMES,), budget=Budget(whole=400, small=0.1, narrowed=2.0))
    found = block(prepared, keyed)
    assert found.rules[0].narrowed == keyed.narrowed[0] > 0
    assert found.rules[0].left_out == keyed.left_out[0] > 0
    whole = block(prepared, key_records(prepared, (NAMES,)))
    assert len(found) < len(whole)
    assert whole.holds(found.left, found.right).all()


def test_a_judgement_overrides_the_model_and_can_be_taken_back(linkage: Linkage) -> None:
    a, b = linkage.clusters.pairs()[0]
    alone = next(
        row for row in range(len(linkage.clusters.of)) if (linkage.clusters.of == linkage.clusters.of[row]).sum() == 1
    )
    names, ids = [of.name for of in linkage.prepared.lists], linkage.prepared.ids

    def record(row: int) -> tuple[str, str]:
        return names[linkage.prepared.of[row]], ids[row]

    parted = judge(linkage, [Judgement(record(a), record(b), Verdict.DIFFERENT)])
    assert parted.clusters.of[a] != parted.clusters.of[b]
    joined = judge(linkage, [Judgement(record(a), record(alone), Verdict.SAME)])
    assert joined.clusters.of[a] == joined.clusters.of[alone]
    back = judge(joined, [])
    assert back.clusters.of.tolist() == linkage.clusters.of.tolist()
    assert back.probability.tolist() == linkage.probability.tolist()
    drawn = draw(judge(linkage, [Judgement(record(a), record(alone), Verdict.SAME)]), 20, np.random.default_rng(1))
    assert (drawn.persons[:, a] == drawn.persons[:, alone]).all()


def test_judging_the_next_best_pairs_calibrates_and_mends(world: World, linkage: Linkage) -> None:
    assert linkage.calibration is None
    assert any("uncalibrated" in warning for warning in linkage.warnings)
    key, names = world.keys, [of.name for of in linkage.prepared.lists]
    pairs = likely_pairs(linkage, 120)
    assert len({row for a, b, _ in pairs for row in (a, b)}) == 2 * len(pairs)
    told = [chance * (1 - chance) for _, _, chance in pairs]
    assert told == sorted(told, reverse=True)
    judgements = [
        Judgement(
            (names[linkage.prepared.of[a]], linkage.prepared.ids[a]),
            (names[linkage.prepared.of[b]], linkage.prepared.ids[b]),
            Verdict.SAME if key[a] == key[b] else Verdict.DIFFERENT,
        )
        for a, b, _ in pairs
    ]
    after = judge(linkage, judgements)
    assert after.calibration is not None
    assert after.calibration.judged == len(pairs)
    assert not any("uncalibrated" in warning for warning in after.warnings)

    def f1(one: Linkage) -> float:
        return evaluate(one.prepared, one.candidates, one.clusters.of, key, np.random.default_rng(1)).pairs.f1

    assert f1(after) >= f1(linkage)


def test_draws_respect_lists_and_give_capture_histories(linkage: Linkage) -> None:
    drawn = draw(linkage, 30, np.random.default_rng(1))
    for persons in drawn.persons:
        seen = {(int(person), int(of)) for person, of in zip(persons, linkage.prepared.of, strict=True)}
        assert len(seen) == len(persons)
    table = drawn.tables()[0]
    histories = CaptureHistories.from_records(table)
    assert histories.documented == len(drawn.histories(0))
    assert [int(column.sum()) for column in table.values()] == linkage.prepared.sizes.tolist()
    again = draw(linkage, 30, np.random.default_rng(1))
    assert (again.persons == drawn.persons).all()
    pairs = np.mean([sum(drawn.histories(at).sum(axis=1) > 1) for at in range(len(drawn))])
    assert pairs == pytest.approx((linkage.histories().sum(axis=1) > 1).sum(), rel=0.05)


def test_a_saved_model_links_the_same(world: World, linkage: Linkage, tmp_path: Path) -> None:
    linkage.model.save(tmp_path / "model.json")
    again = link(world.lists, model=load_model(tmp_path / "model.json"))
    assert again.clusters.of.tolist() == linkage.clusters.of.tolist()
    assert again.probability == pytest.approx(linkage.probability, abs=1e-9)
    bare = [replace(of, death=None) for of in world.lists]
    with pytest.raises(LinkError, match="the model compares death, which these lists do not declare"):
        link(bare, model=linkage.model)


def test_the_order_of_lists_does_not_matter(world: World, linkage: Linkage) -> None:
    turned = link(world.lists[::-1])
    names = [of.name for of in linkage.prepared.lists]

    def pairs(one: Linkage) -> set[frozenset[tuple[str, str]]]:
        of = [item.name for item in one.prepared.lists]
        return {
            frozenset((of[one.prepared.of[row]], one.prepared.ids[row]) for row in pair)
            for pair in one.clusters.pairs()
        }

    assert set(names) == {of.name for of in turned.prepared.lists}
    ours, theirs = pairs(linkage), pairs(turned)
    assert len(ours ^ theirs) <= 0.01 * len(ours)


def test_nothing_in_common_is_said(world: World) -> None:
    table: dict[str, list[object]] = {
        "id": ["1"], "name": ["Qqq Www"], "sex": ["m"], "age": [3], "died": ["1950-01-01"], "place": ["far"],
    }  # fmt: skip
    other = replace(world.lists[0], name="other", table=table)
    with pytest.raises(LinkError, match="so there is nothing to learn from"):
        link([world.lists[0], other])


def test_a_list_with_duplicates_is_linked_with_itself(world: World) -> None:
    first, second = world.lists[:2]
    assert isinstance(first.table, dict)
    assert isinstance(second.table, dict)
    table: dict[str, list[object]] = {column: [*first.table[column], *second.table[column]] for column in first.table}
    one = replace(first, name="both", table=table, duplicates=True)
    found = link([one])
    keys = world.keys[: len(table["id"])]
    score = evaluate(found.prepared, found.candidates, found.clusters.of, keys, np.random.default_rng(1))
    assert score.pairs.f1 > 0.9
    assert found.histories().shape == (len(set(found.clusters.of.tolist())), 1)
