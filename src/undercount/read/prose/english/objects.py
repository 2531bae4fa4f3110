"""Victims that stand behind the words of harm: "killed three", "the death of three", "the toll rose to nine"."""

from __future__ import annotations

from dataclasses import replace

from undercount.read.prose.english.joints import with_followers
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import Scene, has_be, has_own
from undercount.read.prose.english.triggers import Trigger

_OF = frozenset({"of", "to", "for"})
_PASSED = frozenset({"off", '"', "'", "the", "all", "his", "her", "their", "its", "“", "[", "both", "these", "those"})
_REACHED = frozenset({"to", "at", "of", "is", "was", "stands", "stood", "reached", "reaches", "hit", "as", "be", ":"})
_COMPANY = frozenset({"along", "alongside", "together"})
_INJURIES = frozenset({"injury", "injuries", "wounding", "wounds", "death", "deaths"})
TOLL_REACH = 8
"""How many words behind "toll" its number can stand."""
COMPANY_REACH = 20
"""How many words behind a verb "along with" can stand."""


def victims_after(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return the victims that stand behind the words of harm, each with the rule that says so."""
    if trigger.frame == "patient":
        return [] if is_passive(scene, trigger) else _listed(scene, _right(scene, trigger), trigger, "active")
    if trigger.frame in ("noun-of", "object"):
        return _listed(scene, _right(scene, trigger), trigger, "of")
    if trigger.frame == "state":
        return _listed(scene, _around(scene, trigger), trigger, "attributive")
    if trigger.frame == "within":
        inside = (g for g in scene.groups if trigger.start < g.start < trigger.end)
        return [(replace(group, sort="bare"), "within") for group in inside]
    return _toll(scene, trigger) if trigger.frame == "toll" else []


def company(scene: Scene, trigger: Trigger, start: int) -> list[tuple[Group, str]]:
    """Return those who were harmed "along with" other victims, as words from ``start`` on say."""
    line = scene.line
    near = _beside(scene, start)
    if near is not None and scene.fits(near, trigger):
        return [pair for pair in _listed(scene, near, trigger, "company") if pair[0].start not in scene.parts]
    for at in range(start, min(len(line) - 2, start + COMPANY_REACH)):
        if line.low[at] in (".", ";", "when", "while", "after"):
            return []
        if line.low[at] in _COMPANY:
            begin = at + 1 if line.low[at] == "alongside" else at + 2 if line.low[at + 1] == "with" else len(line)
            first = next((g for g in scene.groups if begin <= g.start <= begin + 1 and scene.fits(g, trigger)), None)
            return [pair for pair in _listed(scene, first, trigger, "company") if pair[0].start not in scene.parts]
    return []


def _beside(scene: Scene, start: int) -> Group | None:
    """Return those of a victim's own who follow a verb at once behind "with": "was killed with his wife"."""
    line = scene.line
    at = start + 1 if start < len(line) and line.low[start] == "," else start
    if at + 1 >= len(line) or line.low[at] != "with":
        return None
    group = scene.at(at + 1)
    own = group is not None and line.classes[group.start : group.end + 2].count("poss") > 0
    return group if own and group is not None and group.sort in ("person", "bare") else None


def is_passive(scene: Scene, trigger: Trigger) -> bool:
    """Say whether a verb's victims stand before it: behind a form of "be", before "by", or as a participle without an object."""
    line = scene.line
    if has_be(line, trigger.start):
        return True
    if trigger.form != "past":
        return False
    if trigger.end < len(line) and line.low[trigger.end] == "by":
        return True
    right = _right(scene, trigger)
    if (
        right is not None
        and right.amount is None
        and any(g.end == trigger.start and g.amount is not None for g in scene.groups)
    ):
        return True
    return right is None or (has_own(scene, right) and _is_preceded(scene, trigger))


def _is_preceded(scene: Scene, trigger: Trigger) -> bool:
    return any(g.end <= trigger.start and g.start not in scene.taken and scene.fits(g, trigger) for g in scene.groups)


def _listed(scene: Scene, first: Group | None, trigger: Trigger, rule: str) -> list[tuple[Group, str]]:
    return [(group, rule) for group in with_followers(scene, first, trigger)]


def _right(scene: Scene, trigger: Trigger) -> Group | None:
    """Return the group directly behind the words of harm."""
    line, at = scene.line, trigger.end
    if trigger.frame == "noun-of" or (trigger.form == "ing" and at < len(line) and line.low[at] == "of"):
        if line.low[at : at + 1] in (("and",), ("or",)) and at + 2 < len(line) and line.low[at + 1] in _INJURIES:
            at += 2
        if at >= len(line) or line.low[at] not in _OF:
            return None
        at += 1
    while at < len(line) and scene.at(at) is None and (line.classes[at] == "adv" or line.low[at] in _PASSED):
        at += 1
    group = scene.at(at)
    return group if group is not None and scene.fits(group, trigger) else None


def _around(scene: Scene, trigger: Trigger) -> Group | None:
    """Return the group that an attributive state stands in: "two dead soldiers" is one noun phrase around it."""
    return next((g for g in scene.groups if g.start <= trigger.start < g.end and g.head >= trigger.end), None)


def _toll(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return the number that a toll is said to be: "the toll rose from seven to nine", "a toll of 12"."""
    for group in scene.groups:
        if group.amount is None or not trigger.end <= group.start <= trigger.end + TOLL_REACH:
            continue
        if group.amount.qualifier == "between" and scene.line.low[group.amount.start] == "from":
            return [(_reached(scene.line, group), "toll")]
        if group.after in _REACHED:
            return [(group, "toll")]
    return []


def _reached(line: Line, group: Group) -> Group:
    """Return a toll that rose "from seven to nine" as nine."""
    amount = group.amount
    if amount is None or amount.high is None:
        return group
    start = next(i for i in range(amount.end - 1, amount.start, -1) if line.low[i] in ("to", "and", "-", "–")) + 1
    return replace(
        group,
        start=start,
        amount=replace(amount, start=start, low=None, best=amount.high, high=None, qualifier="exactly"),
    )
