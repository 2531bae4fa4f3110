"""Boxes: meet and within against membership of single points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import RecordError, RegisterError
from undercount.record import ALL_CELLS, Membership, Scope, Space, Tree, actor_tree, cells
from undercount.record.victims import CELLS, axis_of

PLACES = Tree.of(
    [("city", None), ("east", "city"), ("west", "city"), ("q1", "east"), ("q2", "east"), ("q3", "west"), ("q4", "west")]
)
ACTORS = actor_tree(
    [
        Membership("side-a"),
        Membership("side-b"),
        Membership("army", "side-a"),
        Membership("militia", "side-a", (None, 50)),
        Membership("militia", "side-b", (50, None)),
    ]
)
ACTS = Tree.of([("killing", None), ("summary-killing", "killing"), ("injury", None)])
TARGETS = Tree.of([("facility", None), ("hospital", "facility"), ("school", "facility")])
SPACE = Space(PLACES, ACTORS, ACTS, TARGETS, {"a1": "a", "a2": "a", "b1": "b"})


def nodes(tree: Tree) -> st.SearchStrategy[tuple[str, ...] | None]:
    some = st.lists(st.sampled_from(tree.nodes), min_size=1, max_size=3).map(lambda n: tree.top(n))
    return st.one_of(st.none(), some)


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    start = draw(st.one_of(st.none(), st.integers(0, 90)))
    end = None if start is None else draw(st.one_of(st.none(), st.integers(start + 1, 100)))
    return Scope(
        draw(nodes(PLACES)),
        start,
        end,
        draw(nodes(ACTORS)),
        draw(nodes(ACTS)),
        draw(st.integers(1, ALL_CELLS)),
        draw(nodes(TARGETS)),
        draw(st.sampled_from([None, None, "a1", "a2"])),
    )


Point = tuple[str, int, str, str, int, str, str | None]
POINTS = st.tuples(
    st.sampled_from(PLACES.nodes),
    st.integers(0, 100),
    st.sampled_from(ACTORS.nodes),
    st.sampled_from(ACTS.nodes),
    st.integers(0, len(CELLS) - 1),
    st.sampled_from(TARGETS.nodes),
    st.sampled_from([None, "a1", "a2"]),
)


def member(tree: Tree, node: str, above: tuple[str, ...] | None, t: int) -> bool:
    if above is None:
        return True
    return any((s is None or s <= t) and (e is None or t < e) for a in above for s, e in tree.periods(node, a))


def holds(scope: Scope, point: Point) -> bool:
    place, t, actor, act, cell, target, incident = point
    return (
        member(PLACES, place, scope.places, t)
        and (scope.start is None or scope.start <= t)
        and (scope.end is None or t < scope.end)
        and member(ACTORS, actor, scope.actors, t)
        and member(ACTS, act, scope.acts, t)
        and bool(scope.cells >> cell & 1)
        and member(TARGETS, target, scope.targets, t)
        and (scope.incident is None or scope.incident == incident)
    )


@given(scopes(), scopes(), POINTS)
def test_meet_holds_every_point_of_both(left: Scope, right: Scope, point: Point) -> None:
    both = left.meet(right, SPACE)
    if holds(left, point) and holds(right, point):
        assert both is not None
        assert holds(both, point)
    elif both is not None and holds(both, point):
        timed = left.actors is not None and right.actors is not None
        assert timed, "the meet may be wider only where a membership changes within it"


@given(scopes(), scopes(), POINTS)
def test_within_is_sound(left: Scope, right: Scope, point: Point) -> None:
    if left.within(right, SPACE) and holds(left, point):
        assert holds(right, point)


@given(scopes())
def test_a_scope_lies_in_itself_and_is_its_own_meet(scope: Scope) -> None:
    both = scope.meet(scope, SPACE)
    assert both is not None
    assert Scope.from_json(scope.as_json()) == scope
    assert both.places == scope.places
    if scope.actors is None or "militia" not in scope.actors:
        assert scope.within(Scope(), SPACE)


def test_a_militia_that_changes_side_counts_where_it_belonged() -> None:
    militia, side_a = Scope(actors=("militia",)), Scope(actors=("side-a",))
    both = militia.meet(side_a, SPACE)
    assert both is not None
    assert (both.actors, both.start, both.end) == (("militia",), None, 50)
    assert militia.meet(Scope(actors=("side-a",), start=50), SPACE) is None
    assert Scope(actors=("militia",), end=50).within(side_a, SPACE)
    assert not militia.within(side_a, SPACE)


def test_incidents_of_one_list_are_two_events_and_of_two_lists_may_be_one() -> None:
    assert Scope(incident="a1").meet(Scope(incident="a2"), SPACE) is None
    assert Scope(incident="a1").meet(Scope(incident="b1"), SPACE) is not None
    assert not Scope().within(Scope(incident="a1"), SPACE)


def test_women_and_children_share_no_cell() -> None:
    women, children = cells(sex="female", age="adult"), cells(age="child")
    assert women & children == 0
    assert women | children | cells(sex="male", age="adult") == ALL_CELLS
    assert cells() == ALL_CELLS
    assert cells(status="combatant") == cells(status="armed-member; direct-participant")
    assert axis_of(women, "age") == ("adult-under-60", "older")
    with pytest.raises(RecordError, match="sex must be one of"):
        cells(sex="woman")


def test_a_cycle_is_named() -> None:
    with pytest.raises(RegisterError, match=r"a → b → a|b → a → b"):
        Tree.of([("a", "b"), ("b", "a")])
    with pytest.raises(RegisterError, match="no entry"):
        Tree.of([("a", "nowhere")])


def test_depth_subtree_and_top() -> None:
    assert PLACES.depth("q1") == 2
    assert set(PLACES.subtree("east")) == {"east", "q1", "q2"}
    assert PLACES.top(["q1", "east", "q3"]) == ("east", "q3")
    assert PLACES.roots() == ("city",)
