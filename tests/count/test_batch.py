"""Batches: what two tables name in their own words may be one place and one actor, and is never added as two."""

from __future__ import annotations

from typing import Any

import pytest

from undercount.count.batch import Batch, batches
from undercount.count.bounds import bounds_by
from undercount.count.frame import Assertion, extents_of
from undercount.errors import CountError
from undercount.record import Scope, Space, Tree, vocabulary

ACTS = vocabulary("act")
PLACES = Tree.of(
    [
        ("syria", None),
        ("aleppo", "syria"),
        ("east", "aleppo"),
        ("u:hamdaniya", "aleppo"),
        ("u:idlib", "syria"),
        ("u:idlib/town", "u:idlib"),
        ("a:idlib", "syria"),
        ("a:nowhere", None),
    ]
)
ACTORS = Tree.of([("side-a", None), ("u:government", None), ("u:army", "u:government"), ("a:regime", None)])
SPACE = Space(PLACES, ACTORS, ACTS.tree(), vocabulary("target").tree(), {"u1": "u", "u2": "u", "a1": "a"})


def gazetteer(node: str) -> str:
    return node.partition(":")[0] if ":" in node else ""


def said(claim: str, low: int | None, place: str | None, *, incident: str | None = None, **more: Any) -> Assertion:
    scope = Scope(None if place is None else (place,), 0, 10, more.pop("actors", None), ("killing",), incident=incident)
    base: dict[str, Any] = {
        "claim": claim,
        "origin": claim,
        "carrier": claim,
        "published": "",
        "stance": "affirms",
        "unit": "person",
        "floor": low,
        "ceiling": more.get("stated_high"),
        "empty": False,
        "stated_high": None,
        "scope": scope,
    }
    return Assertion(**{**base, **more})


def made(questions: list[Scope], *assertions: Assertion) -> list[Batch]:
    extents = extents_of(assertions, {})
    return batches(questions, assertions, extents=extents, acts=ACTS, space=SPACE, gazetteer=gazetteer)


def lows(questions: list[Scope], *assertions: Assertion) -> list[tuple[int, int | None]]:
    found: dict[int, tuple[int, int | None]] = {}
    for batch in made(questions, *assertions):
        for i, b in zip(batch.indices, bounds_by(batch.questions, batch.constraints, batch.space), strict=True):
            found[i] = (b.low, b.high)
    return [found[i] for i in range(len(questions))]


SYRIA = Scope(("syria",))


def test_one_table_alone_keeps_its_places() -> None:
    one, two = said("1", 5, "u:hamdaniya", incident="u1"), said("2", 7, "u:idlib/town", incident="u2")
    assert lows([SYRIA, Scope(("u:idlib",)), Scope(("aleppo",))], one, two) == [(12, None), (7, None), (5, None)]


def test_two_tables_may_tell_of_one_event_under_two_names() -> None:
    theirs, ours = said("1", 5, "u:idlib", incident="u1"), said("2", 7, "a:idlib", incident="a1")
    assert lows([SYRIA], theirs, ours) == [(7, None)], "the two places may be one, and the two events too"
    assert lows([SYRIA], theirs, said("3", 7, "u:idlib/town", incident="u2")) == [(12, None)]


def test_what_a_table_names_may_lie_in_what_the_register_names() -> None:
    incident, count = said("1", 5, "u:hamdaniya", incident="u1"), said("2", 82, "east")
    assert lows([SYRIA, Scope(("east",)), Scope(("aleppo",))], incident, count) == [(82, None)] * 3


def test_a_question_may_name_a_place_that_only_a_table_knows() -> None:
    theirs, count = said("1", 5, "u:idlib/town", incident="u1"), said("2", 82, "east")
    ours = said("3", 9, "a:idlib", incident="a1")
    assert lows([Scope(("u:idlib",)), Scope(("a:idlib",)), SYRIA], theirs, count, ours) == [
        (5, None),
        (9, None),
        (82, None),
    ]


def test_a_count_above_all_that_a_table_names_mixes_nothing() -> None:
    everywhere = said("1", 50, "syria")
    parts = [said("2", 5, "u:idlib", incident="u1"), said("3", 7, "u:hamdaniya", incident="u2")]
    (batch,) = made([SYRIA], everywhere, *parts)
    assert batch.space is not None
    assert {c.outer.places for c in batch.constraints if c.outer is not None} == {
        ("syria",),
        ("u:idlib",),
        ("u:hamdaniya",),
    }


def test_actors_of_two_tables_may_be_one() -> None:
    theirs = said("1", 5, "u:idlib", incident="u1", actors=("u:army",))
    ours = said("2", 7, "u:idlib", incident="a1", actors=("a:regime",))
    by_government, by_regime = Scope(actors=("u:government",)), Scope(actors=("a:regime",))
    assert lows([Scope(), by_government, by_regime], theirs, ours) == [(7, None), (5, None), (7, None)]


def test_a_ceiling_on_a_scope_that_was_widened_binds_no_longer() -> None:
    cap = said("1", None, "u:idlib", stated_high=3, ceiling=3, whole=True)
    denial = said("2", None, "u:idlib", stance="denies", empty=True)
    count = said("3", 82, "east")
    here = Scope(("u:idlib",), 0, 10, acts=("killing",))
    assert lows([here], cap) == [(0, 3)]
    assert lows([here], cap, count) == [(0, 3)], "the question names the place, so it stays"
    assert lows([Scope(("east",))], cap, denial, count) == [(82, None)]


def test_what_no_register_contains_is_somewhere() -> None:
    lost, count = said("1", 5, "a:nowhere", incident="a1"), said("2", 82, "east")
    assert lows([SYRIA, Scope()], lost, count) == [(82, None), (82, None)]


def test_a_question_over_two_tables_is_refused() -> None:
    claims = [said("1", 5, "u:idlib", incident="u1"), said("2", 7, "a:idlib", incident="a1")]
    with pytest.raises(CountError, match="may be the same"):
        made([Scope(("a:idlib", "u:idlib"))], *claims)
