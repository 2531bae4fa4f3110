"""Clock times in the bounds: two that the linking rules take as one strike always share a moment, and no others come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.count.bounds import bounds
from undercount.count.clocks import agreeing
from undercount.count.frame import Extent
from undercount.count.result import Constraint
from undercount.link.incidents import DEFAULT
from undercount.link.incidents.clock import minutes_apart
from undercount.record import Scope, Space, Tree, When

NONE = Tree.of([])
PLACES = Tree.of([("region", None), ("mill", "region"), ("well", "region")])


def space(**parted: str) -> Space:
    apart = {one: frozenset([other]) for one, other in parted.items()}
    return Space(PLACES, NONE, NONE, NONE, {"a": "x", "a2": "x", "b": "y", "c": "z"}, apart)


def at(start: int, length: int = 60, place: str = "mill") -> Extent:
    return Extent((place,), start, start + length)


def overlap(left: Extent, right: Extent) -> bool:
    assert left.start is not None
    assert left.end is not None
    assert right.start is not None
    assert right.end is not None
    return max(left.start, right.start) < min(left.end, right.end)


@given(
    st.integers(0, 1200), st.integers(0, 1200), st.sampled_from((1, 60, 90, 3600)), st.sampled_from((1, 60, 90, 3600))
)
def test_two_times_share_a_moment_just_where_the_rules_do_not_block_a_merge(
    first: int, second: int, long: int, short: int
) -> None:
    """Against the linking rule itself, which is told the same two times."""
    made = agreeing({"a": at(first, long), "b": at(second, short)}, space())
    apart = minutes_apart([When(first, first + long, "")], [When(second, second + short, "")])
    assert apart is not None
    assert overlap(made["a"], made["b"]) == (apart < DEFAULT.apart)


@given(
    st.lists(
        st.tuples(st.sampled_from(("a", "a2", "b", "c")), st.integers(0, 3000)), max_size=4, unique_by=lambda x: x[0]
    )
)
def test_every_time_still_holds_what_was_stated(stated: list[tuple[str, int]]) -> None:
    before = {name: at(start) for name, start in stated}
    after = agreeing(before, space())
    for name, start in stated:
        held = after[name]
        assert held.start is not None
        assert held.end is not None
        assert held.start <= start < start + 60 <= held.end


@pytest.mark.parametrize(
    ("names", "places", "parted"),
    [
        (("a", "a2"), ("mill", "mill"), {}),
        (("a", "b"), ("mill", "well"), {}),
        (("a", "b"), ("mill", "mill"), {"a": "b", "b": "a"}),
    ],
    ids=["one list", "two places", "judged to be different"],
)
def test_what_is_two_events_for_another_reason_stays_as_it_was_stated(
    names: tuple[str, str], places: tuple[str, str], parted: dict[str, str]
) -> None:
    before = {names[0]: at(0, place=places[0]), names[1]: at(60, place=places[1])}
    assert agreeing(before, space(**parted)) == before


def test_days_next_to_each_other_stay_two_days() -> None:
    before = {"a": at(0, 86_400), "b": at(86_400, 86_400), "c": at(86_400 + 60)}
    assert agreeing(before, space()) == before


def test_a_place_that_is_not_told_may_be_any() -> None:
    made = agreeing({"a": at(0), "b": Extent(None, 120, 180)}, space())
    assert made["a"].end == made["b"].end == 180


def test_a_strike_is_not_added_to_itself() -> None:
    extents = agreeing({"a": at(0), "b": at(60), "c": at(600)}, space())
    claims = [
        Constraint(name, name, Scope(e.places, e.start, e.end, incident=name), None, low, None)
        for (name, e), low in zip(extents.items(), (5, 7, 2), strict=True)
    ]
    assert bounds(Scope(("region",)), claims, space()).low == 9
