"""The number that the number of the harmed is said to be: "the number of civilians killed in June was 12", "… who died is put at 40"."""

from __future__ import annotations

from dataclasses import replace

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import Scene

_IS = frozenset({"is", "was", "were", "are", "reached", "totalled", "totaled", "totals", "equalled", "be", "been"})
_PUT_AT = frozenset({"stands", "stood", "put", "estimated", "given"})
_STOPS = frozenset({",", ";", ":", "and", "but", "while", "than", "that"})
_REACH = 12
"""How many words behind the harm its number can stand."""


def equated(scene: Scene, found: list[Link]) -> list[Link]:
    """Return links, each "number of" those who were harmed with the number that it is said to be.

    Args:
        scene: The sentence.
        found: Its links.
    """
    return [_equated(scene, link) for link in found]


def _equated(scene: Scene, link: Link) -> Link:
    line, group = scene.line, link.group
    if group.amount is not None or link.group.start >= link.trigger.start or not is_number_of(line, group.start):
        return link
    said = next((g for g in scene.groups if g.start >= link.trigger.end and g.amount is not None and g.number), None)
    if said is None or said.sort not in ("bare", "person") or not _is_said_to_be(line, link.trigger.end, said):
        return link
    return replace(link, group=replace(group, amount=said.amount, many=False), rule="toll")


def is_number_of(line: Line, at: int) -> bool:
    """Say whether a group begins as a number that is said later: "the number of people killed … was 12"."""
    return line.text(at, at + 3) in ("the number of", "the total number") or line.text(at, at + 2) == "number of"


def _is_said_to_be(line: Line, start: int, said: Group) -> bool:
    """Say whether "was" or "stood at" stands right before a number, and no new clause between it and the harm."""
    between = line.low[start : said.start]
    if not between or len(between) > _REACH or not _STOPS.isdisjoint(between):
        return False
    return between[-1] in _IS or (between[-1] == "at" and not _PUT_AT.isdisjoint(between))
