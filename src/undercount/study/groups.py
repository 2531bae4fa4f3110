"""Groups: one question parted by month, place, actor, victims or act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product

from undercount.errors import CountError
from undercount.record import Question, Scope, Space, Tree, When
from undercount.record.victims import AGES, SEXES, cells
from undercount.record.when import iso_day

_STATUS_GROUPS = ("civilian", "protected-other", "combatant")
LIMIT = 20_000
"""The most groups that one figure may have."""


@dataclass(frozen=True, slots=True)
class Group:
    """One part of a question: its key by dimension, and the scope."""

    key: tuple[tuple[str, str], ...]
    scope: Scope


def groups_of(
    question: Question, space: Space, *, span: tuple[int | None, int | None], zone: str, kinds: dict[str, str]
) -> list[Group]:
    """Return the parts of a question in the order of its dimensions.

    Args:
        question: The question with its ``by``.
        space: The trees.
        span: First and last second of what the claims say, for a question whose own time is open.
        zone: The zone in which months are meant.
        kinds: The kind of each place, for ``place:KIND``.

    Raises:
        CountError: If the parts are too many, or a kind has no place.
    """
    if not question.by:
        return []
    axes = [
        [(by.split(":")[0], *part) for part in _parts(by, question, space, span, zone, kinds)] for by in question.by
    ]
    total = 1
    for axis in axes:
        total *= len(axis)
    if total > LIMIT:
        raise CountError(
            f"a figure may have {LIMIT:,} groups; {question.name!r} has {total:,}: ask for fewer, or a shorter time"
        )
    found: list[Group] = []
    for combination in product(*axes):
        scope: Scope | None = question.scope
        for _, _, part in combination:
            scope = None if scope is None else scope.meet(part, space)
        if scope is not None:
            found.append(Group(tuple((name, value) for name, value, _ in combination), scope))
    return found


Part = tuple[str, Scope]


def _parts(
    by: str, question: Question, space: Space, span: tuple[int | None, int | None], zone: str, kinds: dict[str, str]
) -> Iterable[Part]:
    name, _, level = by.partition(":")
    if name in ("month", "year"):
        return _times(name, question, span, zone)
    if name == "place":
        nodes = _level(question, space.places, level, kinds) if level else _below(space.places, question.places)
        return [(node, Scope(places=(node,))) for node in nodes]
    if name == "actor":
        return [(node, Scope(actors=(node,))) for node in _below(space.actors, question.actors)]
    if name == "act":
        return [(node, Scope(acts=(node,))) for node in _below(space.acts, question.act)]
    if name == "target":
        return [(node, Scope(targets=(node,))) for node in _below(space.targets, question.targets)]
    return _victims(name)


def _victims(axis: str) -> list[Part]:
    if axis == "sex":
        return [(term, Scope(cells=cells(sex=term))) for term in SEXES]
    if axis == "age":
        return [(term, Scope(cells=cells(age=term))) for term in AGES]
    return [(term, Scope(cells=cells(status=term))) for term in _STATUS_GROUPS]


def _below(tree: Tree, nodes: Sequence[str]) -> list[str]:
    """Return the children of what was asked, or the roots; a node without children stands for itself."""
    if not nodes:
        roots = list(tree.roots())
        return roots if len(roots) != 1 else list(tree.children(roots[0])) or roots
    return [child for node in nodes for child in (tree.children(node) or (node,))]


def _level(question: Question, tree: Tree, kind: str, kinds: dict[str, str]) -> list[str]:
    nodes = [node for node in tree.nodes if kinds.get(node) == kind]
    if question.places:
        nodes = [n for n in nodes if any(tree.under(n, p) for p in question.places)]
    if not nodes:
        raise CountError(
            f"the figure {question.name!r} asks by place of kind {kind!r}; no place in it is of that kind: use another"
        )
    return nodes


def _times(name: str, question: Question, span: tuple[int | None, int | None], zone: str) -> list[Part]:
    start = question.when.start if question.when.start is not None else span[0]
    end = question.when.end if question.when.end is not None else span[1]
    if start is None or end is None:
        return []
    first = date.fromisoformat(iso_day(start, zone=zone))
    last = date.fromisoformat(iso_day(end - 1, zone=zone))
    found: list[Part] = []
    day = first.replace(day=1) if name == "month" else first.replace(month=1, day=1)
    while day <= last:
        key = f"{day.year:04d}-{day.month:02d}" if name == "month" else f"{day.year:04d}"
        when = When.parse(key, zone=zone)
        found.append((key, Scope(start=when.start, end=when.end)))
        day = _after(when, zone)
    return found


def _after(when: When, zone: str) -> date:
    if when.end is None:
        raise CountError("a month must end")
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=when.end)
    return date.fromisoformat(iso_day(int(moment.timestamp()), zone=zone))
