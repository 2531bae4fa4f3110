"""Frame: what a claim binds and what it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from undercount.count.frame import Assertion, Extent, Frame, extents_of, frame
from undercount.count.result import Constraint
from undercount.record import Scope, Space, Tree, vocabulary

PLACES = Tree.of([("city", None), ("east", "city"), ("west", "city"), ("q1", "east"), ("q2", "east")])
ACTORS = Tree.of([("side-a", None), ("side-b", None)])
ACTS = vocabulary("act")
SPACE = Space(PLACES, ACTORS, ACTS.tree(), vocabulary("target").tree(), {"i": "study", "j": "study"})
KILLED = Scope(places=("east",), start=0, end=100, acts=("killing",))


def said(claim: str, low: int | None = None, high: int | None = None, **more: Any) -> Assertion:
    base: dict[str, Any] = {
        "claim": claim,
        "origin": "un",
        "carrier": "un",
        "published": "2016-12-13",
        "stance": "affirms",
        "unit": "person",
        "floor": low,
        "ceiling": high,
        "empty": low is None and high is None,
        "stated_high": high,
        "scope": KILLED,
    }
    return Assertion(**{**base, **more})


def framed(*assertions: Assertion, question: Scope = KILLED, registered: dict[str, Extent] | None = None) -> Frame:
    extents = extents_of(assertions, registered or {})
    return frame([question], assertions, extents=extents, acts=ACTS, space=SPACE)


def by_claim(found: Frame) -> dict[str, Constraint]:
    return {c.claim: c for c in found.constraints}


def test_a_number_is_a_floor_and_no_ceiling_unless_its_speaker_says_so() -> None:
    within, whole = by_claim(framed(said("a", 10, 12))), by_claim(framed(said("a", 10, 12, whole=True)))
    assert (within["a"].low, within["a"].high) == (10, None)
    assert (whole["a"].low, whole["a"].high, whole["a"].inner) == (10, 12, KILLED)


def test_a_flat_denial_is_a_ceiling_of_none_and_a_denied_number_binds_nothing() -> None:
    flat = by_claim(framed(said("d", stance="denies")))
    assert (flat["d"].low, flat["d"].high, flat["d"].inner) == (None, 0, KILLED)
    assert framed(said("d", 82, stance="denies")).constraints == ()
    assert by_claim(framed(said("d", None, 5, stance="denies")))["d"].high == 5


def test_an_uncertain_date_can_be_no_ceiling() -> None:
    timeless = replace(KILLED, start=None, end=None)
    found = by_claim(framed(said("a", 10, 12, whole=True, certain=False, scope=timeless)))
    assert (found["a"].low, found["a"].high) == (10, None)


def test_an_origin_counts_once_with_its_latest_word() -> None:
    found = framed(
        said("old", 82, carrier="paper"),
        said("new", 85, published="2016-12-14"),
        said("copy", 85, carrier="paper", published="2016-12-14"),
        said("other", 7, origin="ngo"),
    )
    assert set(by_claim(found)) == {"new", "other"}
    assert found.roles == {"old": "repetition", "new": "floor", "copy": "repetition", "other": "floor"}
    assert found.repeated == {"old": "older", "copy": "repetition"}


def test_where_carriers_disagree_on_one_word_the_weaker_is_used() -> None:
    found = framed(said("a", 82, carrier="paper-a"), said("b", 85, carrier="paper-b"))
    assert set(by_claim(found)) == {"a"}
    assert found.repeated == {"b": "weaker"}
    both = framed(said("a", 10, 15, carrier="paper-a", whole=True), said("b", 9, 12, carrier="paper-b", whole=True))
    kept = by_claim(both)
    assert (kept["b"].low, kept["b"].high) == (9, None)
    assert (kept["a"].low, kept["a"].high) == (None, 15)


def test_a_carrier_that_repeats_an_old_word_later_brings_no_news() -> None:
    corrected = [said("old", 37), said("new", 31, published="2016-12-15")]
    stale = said("stale", 37, carrier="paper", published="2016-12-20")
    assert set(by_claim(framed(*corrected, stale))) == {"new"}
    news = said("news", 33, carrier="paper", published="2016-12-20")
    assert set(by_claim(framed(*corrected, stale, news))) == {"news"}


def test_different_scopes_of_one_origin_both_stand() -> None:
    women = said("women", 11, scope=replace(KILLED, cells=3))
    assert set(by_claim(framed(said("all", 82), women))) == {"all", "women"}


def test_an_incident_is_at_one_place_and_time() -> None:
    one = said("a", 5, origin="x", scope=Scope(("q1",), 0, 10, ("side-a",), ("killing",), incident="i"))
    two = said("b", 7, origin="y", scope=Scope(("q2",), 5, 20, ("side-b",), ("killing",), incident="i"))
    found = by_claim(framed(one, two))
    for constraint in found.values():
        assert constraint.outer is not None
        assert (constraint.outer.places, constraint.outer.start, constraint.outer.end) == (("q1", "q2"), 0, 20)
        assert constraint.outer.actors == ("side-a", "side-b")
    settled = by_claim(framed(one, two, registered={"i": Extent(("q2",), 5, 20)}))
    assert settled["a"].outer is not None
    assert settled["a"].outer.places == ("q2",)
    dated = by_claim(framed(one, two, registered={"i": Extent(None, 5, 6)}))
    assert dated["a"].outer is not None
    assert (dated["a"].outer.places, dated["a"].outer.start) == (("q1", "q2"), 5)


def test_a_facility_hit_in_two_months_is_one_facility() -> None:
    july = said("july", 20, unit="facility", scope=Scope(("east",), 0, 50, acts=("damage",)))
    august = said("august", 10, origin="b", unit="facility", scope=Scope(("q1",), 50, 100, acts=("damage",)))
    later = said("later", 30, origin="c", unit="facility", scope=Scope(("east",), 50, 200, acts=("damage",)))
    cap = said(
        "cap", None, 25, origin="d", unit="facility", whole=True, scope=Scope(("city",), -9, 300, acts=("damage",))
    )
    question = Scope(("city",), 0, 100, acts=("damage",))
    found = framed(july, august, later, cap, question=question)
    assert found.counts_things
    kept = by_claim(found)
    assert set(kept) == {"july", "august", "cap"}, "what may have been hit outside the time asked about does not count"
    assert kept["july"].outer == Scope(("east",))
    assert kept["cap"].inner == Scope(("city",))
    assert found.questions == (Scope(("city",)),)


def test_a_facility_is_destroyed_once() -> None:
    july = said("july", 20, unit="facility", scope=Scope(("east",), 0, 50, acts=("destruction",)))
    assert not framed(july, question=Scope(("city",))).counts_things
