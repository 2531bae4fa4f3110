from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.ledger import Entry, State, judgement_id, replay
from undercount.ledger.bodies import check_body, named_files

A, B, C = "a" * 64, "b" * 64, "c" * 64


def entries(*rows: tuple[str, dict[str, Any]], start: int = 0) -> list[Entry]:
    for kind, body in rows:
        check_body(kind, body)
    return [
        Entry(index, kind, "2016-12-13T09:00:00Z", "amal", body, bytes(32))
        for index, (kind, body) in enumerate(rows, start)
    ]


def item(sha256: str, **more: object) -> tuple[str, dict[str, Any]]:
    return "item", {"sha256": sha256, "size": 1, "name": "x", **more}


def judge(decision: str, **more: object) -> tuple[str, dict[str, Any]]:
    return "judgement", {"target": "claim:1", "decision": decision, "because": "b", "coder": "amal", **more}


def test_a_correction_of_an_item_supersedes_it() -> None:
    state = replay(entries(item(A), item(B, supersedes=A), item(C, supersedes=B)))
    assert (state.items[A].superseded_by, state.items[B].superseded_by, state.items[C].superseded_by) == (B, C, None)
    assert state.latest_item(A) == state.latest_item(C) == C
    assert state.latest_item("unknown") == "unknown"


def test_an_item_that_is_described_again_keeps_its_first_entry() -> None:
    state = replay(entries(item(A), item(A, carrier="ohchr")))
    assert (state.items[A].first, state.items[A].entry, state.items[A].body["carrier"]) == (0, 1, "ohchr")


def test_earlier_bytes_that_supersede_those_that_took_their_place_are_current_again() -> None:
    again = [item(A), item(B, supersedes=A), item(A, supersedes=B)]
    state = replay(entries(*again))
    assert (state.items[A].superseded_by, state.items[B].superseded_by) == (None, A)
    assert state.latest_item(A) == state.latest_item(B) == A
    longer = replay(entries(item(A), item(B, supersedes=A), item(C, supersedes=B), item(A, supersedes=C)))
    assert [longer.latest_item(one) for one in (A, B, C)] == [A, A, A]
    back = replay(entries(*again, item(B, supersedes=A)))
    assert (back.items[A].superseded_by, back.items[B].superseded_by) == (B, None)


def test_items_that_supersede_each_other_in_a_ring_end_somewhere() -> None:
    state = replay(entries(item(A), item(B, supersedes=A), item(C, supersedes=B), item(A, supersedes=B)))
    assert state.latest_item(A) in (A, B, C)


def test_a_claim_stands_until_it_is_withdrawn_and_again_when_put_in_again() -> None:
    put, away = (
        ("claim", {"id": "claim:1", "low": 82}),
        ("claim", {"id": "claim:1", "withdrawn": True, "because": "typo"}),
    )
    standing = replay(entries(put))
    assert [claim.body["low"] for claim in standing.standing_claims()] == [82]
    withdrawn = replay(entries(put, away))
    assert withdrawn.standing_claims() == ()
    assert (withdrawn.claims["claim:1"].withdrawn, withdrawn.claims["claim:1"].withdrawn_at) == ("typo", 1)
    assert withdrawn.claims["claim:1"].body["low"] == 82
    assert len(replay(entries(put, away, put)).standing_claims()) == 1


def test_a_judgement_is_superseded_and_stays_visible() -> None:
    first = judge("accept")
    second = judge("reject", supersedes=judgement_id(first[1]))
    state = replay(entries(first, second))
    made = state.judgements["claim:1"]
    assert [one.body["decision"] for one in made] == ["accept", "reject"]
    assert [one.superseded_by for one in made] == [1, None]
    assert state.standing_judgements("claim:1") == made[1:]
    assert state.standing_judgements("claim:2") == ()


def test_the_same_judgement_made_again_stands_again() -> None:
    first = judge("accept")
    second = judge("reject", supersedes=judgement_id(first[1]))
    state = replay(entries(first, second, first))
    assert [one.superseded_by for one in state.judgements["claim:1"]] == [1, None, None]


def test_registers_questions_readings_and_the_last_checkpoint() -> None:
    state = replay(
        entries(
            item(A),
            ("register", {"name": "places", "sha256": A}),
            ("register", {"name": "actors", "sha256": A}),
            ("register", {"name": "actors", "sha256": None}),
            ("question", {"name": "k", "question": {"unit": "person"}}),
            ("question", {"name": "old", "question": None}),
            ("reading", {"id": "reading:1", "item": A, "reader": "table 1"}),
            ("checkpoint", {"note": "n1", "published": None}),
            ("checkpoint", {"note": "n2", "published": B}),
        )
    )
    assert state.registers == {"places": A, "actors": None}
    assert state.questions == {"k": {"unit": "person"}, "old": None}
    assert state.readings["reading:1"].entry == 6
    assert state.checkpoint is not None
    assert (state.checkpoint.entry, state.checkpoint.note, state.checkpoint.published) == (8, "n2", B)
    assert (state.size, state.problems) == (9, ())


def test_what_names_something_that_does_not_exist_is_a_problem_not_an_error() -> None:
    state = replay(
        entries(
            item(A, supersedes=B),
            item(C, supersedes=C),
            ("reading", {"id": "reading:1", "item": B, "reader": "table 1"}),
            ("claim", {"id": "claim:1", "withdrawn": True, "because": "typo"}),
            judge("accept", supersedes="judgement:none"),
        )
    )
    assert [problem.split(" ")[1] for problem in state.problems] == ["0", "1", "2", "3", "4"]
    assert len(state.standing_judgements("claim:1")) == 1


def test_entries_must_follow_one_another() -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        replay(entries(item(A), start=1))


def test_a_state_cannot_be_changed() -> None:
    state = replay(entries(item(A)))
    with pytest.raises(TypeError):
        state.items[B] = state.items[A]  # type: ignore[index]
    assert State() == replay([])


def test_the_files_that_entries_rely_on() -> None:
    assert named_files(*item(A)) == (A,)
    assert named_files("register", {"name": "places", "sha256": None}) == ()
    assert named_files("reading", {"mapping": B}) == (B,)
    assert named_files("reading", {"mapping": "built in"}) == ()
    assert named_files("claim", {"sha256": A}) == ()


names = st.sampled_from([A, B, C])
ids = st.sampled_from(["1", "2", "3"])
maybe = st.none() | names
rows = st.one_of(
    st.builds(lambda a, b: item(a, supersedes=b), names, maybe),
    st.builds(lambda i, a: ("reading", {"id": f"reading:{i}", "item": a, "reader": "r"}), ids, names),
    st.builds(lambda i: ("claim", {"id": f"claim:{i}"}), ids),
    st.builds(lambda i: ("claim", {"id": f"claim:{i}", "withdrawn": True, "because": "b"}), ids),
    st.builds(lambda i, a: ("register", {"name": f"r{i}", "sha256": a}), ids, maybe),
    st.builds(
        lambda own, i, word, old: judge(word, id=own, target=f"claim:{i}", supersedes=old),
        ids,
        ids,
        st.sampled_from(["accept", "reject"]),
        st.none() | ids,
    ),
    st.builds(lambda i: ("question", {"name": i, "question": None}), ids),
    st.builds(lambda a: ("checkpoint", {"note": "n", "published": a}), maybe),
)


@given(st.lists(rows, max_size=25), st.lists(st.integers(0, 25), max_size=3))
def test_replaying_a_beginning_and_then_the_rest_gives_the_same(made: Any, cuts: Any) -> None:
    whole = entries(*made)
    state, at = State(), 0
    for cut in sorted({min(cut, len(whole)) for cut in cuts}):
        before = state
        frozen = repr(before)
        state, at = replay(whole[at:cut], state), cut
        assert repr(before) == frozen
    state = replay(whole[at:], state)
    assert state == replay(whole)
    assert repr(state) == repr(replay(whole))


@given(st.lists(rows, max_size=25))
def test_a_second_way_to_tell_what_stands(made: Any) -> None:
    """Decide for each judgement and claim by looking ahead, instead of carrying a state along."""
    whole = entries(*made)
    state = replay(whole)
    for entry in whole:
        later = [after.body for after in whole[entry.index + 1 :] if after.kind == entry.kind]
        if entry.kind == "judgement":
            stands = all(body["supersedes"] != judgement_id(entry.body) for body in later)
            last_of_id = [
                e for e in whole if e.kind == "judgement" and judgement_id(e.body) == judgement_id(entry.body)
            ]
            if len(last_of_id) == 1:
                listed = [one.entry for one in state.standing_judgements(entry.body["target"])]
                assert (entry.index in listed) == stands
        if entry.kind == "claim":
            own = [e.body for e in whole if e.kind == "claim" and e.body["id"] == entry.body["id"]]
            if any("withdrawn" not in body for body in own):
                claim = state.claims[entry.body["id"]]
                assert (claim.withdrawn is None) == ("withdrawn" not in own[-1])
