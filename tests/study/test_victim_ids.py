"""Ids of victims last, and what became of earlier victims adds up to the last one."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from undercount.study.record_pairs import pair_in, target_of
from undercount.study.victim_ids import changes, victim_id, victim_ids

IDS = st.text(min_size=1, max_size=6)
RECORDS = st.tuples(st.sampled_from(["a", "b", "c"]), IDS)
PARTITION = st.dictionaries(RECORDS, st.integers(0, 6), max_size=25)
PLACES = {"a": 0, "b": 1, "c": 2}


def named(partition: dict[tuple[str, str], int]) -> dict[tuple[str, str], str]:
    records = list(partition)
    ids = victim_ids(list(partition.values()), [PLACES[name] for name, _ in records], records)
    return dict(zip(records, ids, strict=True))


@given(PARTITION)
def test_a_victim_is_named_by_its_founding_record_in_whatever_order_records_stand(
    partition: dict[tuple[str, str], int],
) -> None:
    ids = named(partition)
    held = defaultdict(list)
    for record, person in partition.items():
        held[person].append(record)
    assert ids == {record: victim_id(min(held[person])) for record, person in partition.items()}
    assert named(dict(reversed(partition.items()))) == ids
    assert len(set(ids.values())) == len(held)


@given(PARTITION, st.dictionaries(IDS, st.integers(0, 9), max_size=8))
def test_ids_stay_when_a_list_is_added_at_the_end(partition: dict[tuple[str, str], int], more: dict[str, int]) -> None:
    before = {record: person for record, person in partition.items() if record[0] != "c"}
    after = before | {("c", record): person for record, person in more.items()}
    ids = named(after)
    assert {record: ids[record] for record in before} == named(before)


@given(PARTITION, PARTITION)
def test_every_victim_of_both_runs_is_counted_once(
    old: dict[tuple[str, str], int], new: dict[tuple[str, str], int]
) -> None:
    before, now = named(old), named(new)
    found = changes(before, now)
    assert found.before == len(set(before.values()))
    assert found.now == len(set(now.values()))
    assert found.gone == len({before[r] for r in before} - {before[r] for r in before.keys() & now.keys()})
    assert found.new == len({now[r] for r in now} - {now[r] for r in before.keys() & now.keys()})
    assert found.renamed <= found.kept
    if before == now:
        assert (found.kept, found.renamed) == (found.before, 0)


def test_a_merger_and_a_split_are_told_apart() -> None:
    old = {("a", "1"): "x", ("b", "1"): "y", ("a", "2"): "z", ("b", "2"): "z", ("a", "3"): "u"}
    new = {("a", "1"): "x", ("b", "1"): "x", ("a", "2"): "z", ("b", "2"): "w", ("a", "4"): "v"}
    found = changes(old, new)
    assert (found.kept, found.merged, found.merged_into, found.split, found.split_into) == (0, 2, 1, 1, 2)
    assert found.sums() == (
        "4 = 2 now one with others + 1 now several persons + 1 no longer on any list",
        "4 = 1 made of several + 2 part of a former one + 1 new",
    )


@given(RECORDS, RECORDS)
def test_a_judgement_names_two_records_whatever_their_ids_hold(one: tuple[str, str], other: tuple[str, str]) -> None:
    if one != other:
        target = target_of((one, other))
        assert target == target_of((other, one))
        assert target.count(" ") == 1
        assert pair_in(target) == tuple(sorted((one, other)))


def test_a_claim_or_an_incident_is_no_pair_of_records() -> None:
    assert pair_in("claim:3fa1") is None
    assert pair_in("incident:a incident:b") is None
