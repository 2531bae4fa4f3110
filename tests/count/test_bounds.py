"""The documented minimum and maximum: the worked examples of the design and the rules that they rest on."""

from __future__ import annotations

import pytest

from undercount.count.bounds import Bounds, Constraint, bounds, bounds_by
from undercount.errors import CountError
from undercount.record.scope import Scope, Space
from undercount.record.tree import Tree

PLACES = Tree.of([("syria", None), ("aleppo", "syria"), ("east", "aleppo"), ("west", "aleppo")])
ACTORS = Tree.of([("party-a", None), ("party-b", None), ("militia", "party-a")])
SPACE = Space(PLACES, ACTORS, Tree.of([("killing", None)]), Tree.of([]), {})
DECEMBER = (0, 31 * 86400)


def scope(place: str, actor: str | None = None, cells: int = 0xFFFFFF) -> Scope:
    return Scope((place,), *DECEMBER, None if actor is None else (actor,), ("killing",), cells)


def floor(claim: str, where: Scope, low: int, origin: str | None = None) -> Constraint:
    return Constraint(claim, origin or claim, where, None, low, None)


def whole(claim: str, where: Scope, low: int | None, high: int | None) -> Constraint:
    return Constraint(claim, claim, where, where, low, high)


ALEPPO = (
    whole("commission", scope("aleppo"), 1100, 1300),
    floor("west", scope("west"), 150),
    floor("ohchr", scope("east", "party-a"), 82),
    floor("list-y", scope("east", "party-b"), 20),
)


def summed(answer: Bounds) -> list[tuple[str, int, int]]:
    return [(t.claim, t.quantity, int(t.multiplier)) for t in answer.low_certificate.terms]


def test_the_worked_example_of_the_design() -> None:
    answer = bounds(scope("east"), ALEPPO, SPACE)
    assert (answer.low, answer.high, answer.status) == (102, 1150, "documented")
    assert dict(answer.robust) == {1: 20, 2: 0}
    assert sorted(summed(answer)) == [("list-y", 20, 1), ("ohchr", 82, 1)]
    assert answer.high_certificate is not None
    assert {(t.claim, t.side) for t in answer.high_certificate.terms} == {("commission", "high"), ("west", "low")}


def test_a_denial_binds_from_above_and_a_conflict_is_named_with_each_way_out() -> None:
    denial = Constraint("denial", "ministry", None, scope("east", "party-b"), None, 0)
    answer = bounds(scope("east"), (*ALEPPO, denial), SPACE)
    assert (answer.low, answer.high, answer.status) == (82, 1150, "disputed")
    (conflict,) = answer.conflicts
    assert conflict.claims == ("denial", "list-y")
    assert conflict.misses_by == 20
    assert {(r.without, r.low, r.high) for r in conflict.resolutions} == {
        (("denial",), 102, 1150),
        (("list-y",), 82, 1150),
    }


def test_two_independent_conflicts_are_both_named() -> None:
    claims = (
        floor("w-low", scope("west"), 10),
        Constraint("w-high", "w", None, scope("west"), None, 4),
        floor("e-low", scope("east"), 8),
        Constraint("e-high", "e", None, scope("east"), None, 5),
    )
    answer = bounds(scope("aleppo"), claims, SPACE)
    assert {c.claims for c in answer.conflicts} == {("w-high", "w-low"), ("e-high", "e-low")}
    assert {c.misses_by for c in answer.conflicts} == {6, 3}
    assert answer.low == 0
    assert all(len(c.resolutions) == 2 for c in answer.conflicts)


def test_a_conflict_elsewhere_does_not_matter() -> None:
    claims = (
        floor("low", scope("west"), 10),
        Constraint("high", "h", None, scope("west"), None, 4),
        floor("east", scope("east"), 8),
    )
    answer = bounds(scope("east"), claims, SPACE)
    assert (answer.low, answer.status, answer.conflicts) == (8, "documented", ())


def test_parts_of_a_whole_are_not_added_to_it() -> None:
    women, children, all_cells = 0b0001, 0b0110, 0b1111
    claims = (
        floor("all", scope("east", None, all_cells), 82),
        floor("women", scope("east", None, women), 11),
        floor("children", scope("east", None, children), 13),
    )
    assert bounds(scope("east", None, all_cells), claims, SPACE).low == 82
    assert bounds(scope("east", None, women | children), claims, SPACE).low == 24
    assert bounds(scope("east", None, 0b1000), claims, SPACE).low == 0


def test_no_upper_bound_is_none_and_nothing_known_says_so() -> None:
    answer = bounds(scope("east"), ALEPPO[2:], SPACE)
    assert (answer.low, answer.high, answer.high_certificate) == (102, None, None)
    nothing = bounds(scope("west"), ALEPPO[2:], SPACE)
    assert (nothing.low, nothing.high, nothing.status) == (0, None, "none")
    empty = bounds(scope("west"), (), SPACE)
    assert (empty.low, empty.high, empty.status, dict(empty.robust)) == (0, None, "none", {1: 0, 2: 0})


def test_what_lies_in_a_place_and_in_none_of_its_listed_parts_stays_possible() -> None:
    claims = (whole("all", scope("aleppo"), 100, 100), whole("west", scope("west"), None, 30))
    answer = bounds(scope("east"), claims, SPACE)
    assert (answer.low, answer.high) == (0, 100)


def test_a_conclusion_about_the_remainder_needs_ceilings_on_the_parts() -> None:
    claims = (
        whole("all", scope("aleppo"), 100, 120),
        whole("west", scope("west"), None, 30),
        whole("east", scope("east"), None, 20),
    )
    assert bounds(scope("aleppo"), claims, SPACE).low == 100
    narrower = bounds(scope("east"), (*claims, floor("inside", scope("east", "party-a"), 5)), SPACE)
    assert (narrower.low, narrower.high) == (5, 20)


def incident(name: str, place: str, start: int, end: int) -> Scope:
    return Scope((place,), start, end, None, ("killing",), incident=name)


def test_incidents_of_one_list_are_added_and_those_of_two_lists_are_not() -> None:
    space = Space(PLACES, ACTORS, SPACE.acts, SPACE.targets, {"x1": "x", "x2": "x", "y1": "y"})
    question = Scope(("east",), 0, 100, None, ("killing",))
    claims = [
        floor("x1", incident("x1", "east", 10, 20), 5, "x"),
        floor("x2", incident("x2", "east", 10, 20), 7, "x"),
        floor("y1", incident("y1", "east", 15, 30), 9, "y"),
    ]
    answer = bounds(question, claims, space)
    # All that y1 holds may be x1 or x2: a measure may part one event between two.
    assert answer.low == 12
    apart = [*claims[:2], floor("y1", incident("y1", "east", 20, 30), 9, "y")]
    assert bounds(question, apart, space).low == 21


def test_a_question_about_one_incident_sees_its_own_claims_only() -> None:
    space = Space(PLACES, ACTORS, SPACE.acts, SPACE.targets, {"x1": "x", "x2": "x"})
    claims = (
        floor("x1", incident("x1", "east", 10, 20), 5),
        whole("x1-high", incident("x1", "east", 10, 20), None, 8),
        floor("x2", incident("x2", "east", 10, 20), 7),
    )
    answer = bounds(incident("x1", "east", 0, 100), claims, space)
    assert answer.low == 5
    assert answer.high is None  # nobody says that the event did not reach beyond its twenty seconds
    assert bounds(incident("x1", "east", 10, 20), claims, space).high == 8


def test_membership_that_ends_is_followed() -> None:
    actors = Tree({"party-a": (), "party-b": (), "militia": (("party-a", (None, 50)), ("party-b", (50, None)))})
    space = Space(PLACES, actors, SPACE.acts, SPACE.targets, {})
    claims = (
        floor("before", Scope(("east",), 0, 50, ("militia",), ("killing",)), 10),
        floor("across", Scope(("east",), 40, 60, ("militia",), ("killing",)), 7),
    )
    assert bounds(Scope(("east",), 0, 100, ("party-a",), ("killing",)), claims, space).low == 10
    assert bounds(Scope(("east",), 0, 100, ("militia",), ("killing",)), claims, space).low == 10
    assert bounds(Scope(("east",), 50, 100, ("party-b",), ("killing",)), claims, space).low == 0


def test_many_questions_are_answered_as_one_by_one() -> None:
    questions = [scope("east"), scope("west"), scope("aleppo"), scope("syria")]
    assert bounds_by(questions, ALEPPO, SPACE) == [bounds(q, ALEPPO, SPACE) for q in questions]


def test_disjoint_incidents_need_no_linear_program() -> None:
    lists = {f"i{n}": "monitor" for n in range(500)}
    space = Space(PLACES, ACTORS, SPACE.acts, SPACE.targets, lists)
    claims = [floor(name, incident(name, "east", n, n + 1), 2, "monitor") for n, name in enumerate(lists)]
    answer = bounds(Scope(("east",), 0, 1000, None, ("killing",)), claims, space)
    assert (answer.low, answer.robust[1], answer.effort.programs, answer.effort.columns) == (1000, 0, 0, 0)


def test_a_claim_given_twice_or_below_zero_is_refused() -> None:
    with pytest.raises(CountError, match="given twice"):
        bounds(scope("east"), [ALEPPO[0], ALEPPO[0]], SPACE)
    with pytest.raises(CountError, match="negative"):
        bounds(scope("east"), [floor("c", scope("east"), -1)], SPACE)
