"""The documented minimum and maximum: the worked examples, and a second implementation that enumerates every point."""

from __future__ import annotations

from undercount.count.bounds import Bounds, Constraint, bounds
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
