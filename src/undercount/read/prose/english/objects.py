"""Victims that stand behind the words of harm: "killed three", "the death of three", "the toll rose to nine"."""

from __future__ import annotations

from dataclasses import replace

from undercount.read.prose.english.doers import (
    did_to,
    far_object,
    is_harmed,
    is_perfect,
    object_of_second,
    shared_object,
)
from undercount.read.prose.english.joints import is_list, speaks, with_followers
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import DEATHS, Scene, has_be, has_own
from undercount.read.prose.english.tolls import toll
from undercount.read.prose.english.triggers import Trigger

_OF = frozenset({"of", "to", "for"})
_THEM = frozenset({"them", "us"})
_PASSED = frozenset(
    {"off", '"', "'", "the", "all", "his", "her", "their", "its", "“", "[", "both", "these", "those", "\ufffd"}
)
_SELVES = frozenset({"himself", "herself", "themselves"})
_COMPANY = frozenset({"along", "alongside", "together"})
_INJURIES = frozenset({"injury", "injuries", "wounding", "wounds", "death", "deaths"})
COMPANY_REACH = 20
"""How many words behind a verb "along with" can stand."""


def victims_after(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return the victims that stand behind the words of harm, each with the rule that says so."""
    if _is_heading(scene, trigger):
        return _listed(scene, scene.at(trigger.end + 1), trigger, "heading")
    if trigger.frame == "patient":
        if has_be(scene.line, trigger.start):
            return []
        within = _between_ends(scene, trigger)
        if within is not None:
            return [*_him_inside(scene, trigger, within), *_listed(scene, within, trigger, "active")]
        return _attributive(scene, trigger) or ([] if is_passive(scene, trigger) else _objects(scene, trigger))
    if trigger.frame in ("noun-of", "object"):
        return _listed(scene, _right(scene, trigger), trigger, "of")
    if trigger.frame == "state":
        return _listed(scene, _around(scene, trigger), trigger, "attributive")
    if trigger.frame == "within":
        inside = (g for g in scene.groups if trigger.start < g.start < trigger.end)
        lost = scene.line.low[trigger.start] == "loss"  # "loss of dozens of lives", but not "of human lives"
        return [(replace(group, sort="bare"), "within") for group in inside if group.amount is not None or not lost]
    return toll(scene, trigger) if trigger.frame == "toll" else []


def _attributive(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return those whom a participle before their noun calls hurt: "there are about 150 injured people"; not "the injured men"."""
    if trigger.rule != "injure" or trigger.form != "past" or trigger.end - trigger.start > 1:
        return []
    group = _around(scene, trigger)
    counted = group is not None and group.amount is not None and not (group.definite or group.part)
    fits = counted and group is not None and group.sort == "person" and group.start not in scene.parts
    return [(group, "attributive")] if fits and group is not None else []


def _between_ends(scene: Scene, trigger: Trigger) -> Group | None:
    """Return the victims inside of words of harm: "shot three people dead", "beaten a man to death"."""
    inside = (g for g in scene.groups if trigger.start < g.start < trigger.end)
    return next((g for g in inside if scene.fits(g, trigger)), None)


def _him_inside(scene: Scene, trigger: Trigger, group: Group) -> list[tuple[Group, str]]:
    """Return "him" where it stands with others inside of words of harm: "hacked him and two of his wives to death"."""
    at = next((i for i in range(trigger.start, group.start) if scene.line.low[i] in ("him", "her")), None)
    if at is None or scene.line.text(at + 1, at + 2) != "and":
        return []
    return [(Group(at, at + 1, at, "bare", noun=scene.line.low[at]), "active.pronoun")]


def _is_heading(scene: Scene, trigger: Trigger) -> bool:
    """Say whether words of harm head a number: "Killed: 3", "Dead: 2 fighters"."""
    line, at = scene.line, trigger.start
    if trigger.end + 1 >= len(line) or line.low[trigger.end] != ":" or trigger.form in ("base", "ing"):
        return False
    group = scene.at(trigger.end + 1)
    first = at == 0 or line.low[at - 1] in (";", ",", ".", "/", "|", "-", "–")
    return first and group is not None and group.amount is not None and scene.fits(group, trigger)


def company(scene: Scene, trigger: Trigger, start: int) -> list[tuple[Group, str]]:
    """Return those who were harmed "along with" other victims, as words from ``start`` on say."""
    line = scene.line
    near = _beside(scene, start)
    if near is not None and scene.fits(near, trigger):
        return [pair for pair in _listed(scene, near, trigger, "company") if pair[0].start not in scene.parts]
    for at in range(start, min(len(line) - 2, start + COMPANY_REACH)):
        if line.low[at] in (".", ";", "when", "while", "after"):
            return []
        besides = trigger.act in DEATHS and line.text(at, at + 3) == "in addition to"
        if line.low[at] in _COMPANY or besides:
            begin = (
                at + 3
                if besides
                else at + 1
                if line.low[at] == "alongside"
                else at + 2
                if line.low[at + 1] == "with"
                else len(line)
            )
            first = next((g for g in scene.groups if begin <= g.start <= begin + 1 and scene.fits(g, trigger)), None)
            return [pair for pair in _listed(scene, first, trigger, "company") if pair[0].start not in scene.parts]
    return []


def gapped(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return those behind a verb that is said once: "a man was hit in the chest, a boy in the foot and a woman in the hand"."""
    line = scene.line
    limbs = frozenset(line.lexicon.table("triggers", "hit-in-body").get("near", ()))
    found: list[tuple[Group, str]] = []
    at = _behind_limb(line, trigger.end, limbs)
    for group in (g for g in scene.groups if at and g.start >= at):
        if group.start == at + 2 and line.text(at, at + 2) == ", and":
            at += 1
        end = _behind_limb(line, group.end, limbs)
        if group.start != at + 1 or line.low[at] not in (",", "and") or not end or not scene.fits(group, trigger):
            return found
        found.append((group, "gapped"))
        at = end
    return found


def _behind_limb(line: Line, at: int, limbs: frozenset[str]) -> int:
    """Return the index after "in the chest" or "in both legs" that stands at a word, 0 where it does not."""
    if line.text(at, at + 1) not in ("in", "to"):
        return 0
    return next((i + 1 for i in range(at + 1, min(len(line), at + 4)) if line.low[i] in limbs), 0)


def besides(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return those who were killed by one who also killed himself: "killed himself and 12 worshippers"."""
    line, at = scene.line, trigger.end
    if line.low[at - 1] not in _SELVES or line.text(at, at + 1) not in ("and", ",", "along", "together"):
        return []
    first = next((g for g in scene.groups if at < g.start <= at + 2), None)
    if first is None or first.sort not in ("person", "bare") or has_own(scene, first) or speaks(line, first):
        return []
    return _listed(scene, first, trigger, "besides")


def added(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return those who died too, before the words of death: "in addition to the bomber, 12 people were killed"."""
    line = scene.line
    for at in range(trigger.start - 3):
        if line.text(at, at + 3) == "in addition to" and (at == 0 or line.low[at - 1] == ","):
            first = next((g for g in scene.groups if at + 3 <= g.start <= at + 4), None)
            if first is not None and first.sort in ("person", "bare") and not has_own(scene, first):
                return _listed(scene, first, trigger, "added")
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
    if (trigger.end < len(line) and _is_pronoun(line, trigger.end)) or "him" in line.low[trigger.start : trigger.end]:
        return False
    if not _THEM.isdisjoint(line.low[trigger.start : trigger.end + 1]) or is_perfect(line, trigger):
        return False
    right = _right(scene, trigger)
    if right is None and (object_of_second(scene, trigger) or far_object(scene, trigger)):
        return False
    if right is not None and trigger.start and line.low[trigger.start - 1] == "who":
        return False
    if right is not None and did_to(scene, right, trigger):
        return False
    if (
        right is not None
        and right.amount is None
        and any(g.end == trigger.start and g.amount is not None for g in scene.groups)
    ):
        return True
    return right is None or (is_harmed(scene, right) and _is_preceded(scene, trigger))


def _is_preceded(scene: Scene, trigger: Trigger) -> bool:
    return any(g.end <= trigger.start and g.start not in scene.taken and scene.fits(g, trigger) for g in scene.groups)


def _objects(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return the victims behind an active verb, a pronoun among them: "killing him and his driver"."""
    line, at = scene.line, trigger.end
    inside = next((i for i in range(trigger.start, trigger.end) if line.low[i] in ("him", "her")), None)
    if inside is not None:
        return [(Group(inside, inside + 1, inside, "bare", noun=line.low[inside]), "active.pronoun")]
    right = _right(scene, trigger) or shared_object(scene, trigger) or far_object(scene, trigger)
    if right is not None or at >= len(line) or not _is_pronoun(line, at):
        return _listed(scene, right, trigger, "active")
    if trigger.act not in DEATHS and not _hurts(line, trigger):
        return []
    him = Group(at, at + 1, at, "bare", noun=line.low[at])
    return [(him, "active.pronoun"), *_listed(scene, _and_own(scene, at + 1), trigger, "active")]


def _hurts(line: Line, trigger: Trigger) -> bool:
    """Say whether a verb says that somebody was hurt, and not only shot, of which "him" may have died: "injuring her and a guard"."""
    return trigger.rule == "injure" and line.low[trigger.start].startswith(("injur", "wound", "hurt"))


def _and_own(scene: Scene, at: int) -> Group | None:
    """Return those of a victim's own who follow by "and": "him and his driver"."""
    group = scene.at(at + 1) if at < len(scene.line) and scene.line.low[at] == "and" else None
    return (
        group
        if group is not None and scene.line.low[group.start] in ("his", "her", "their", "two", "three", "a")
        else None
    )


def _is_pronoun(line: Line, at: int) -> bool:
    """Say whether a word is "him", or "her" with no noun behind."""
    if line.low[at] == "him":
        return True
    after = line.classes[at + 1] if at + 1 < len(line) else "mark"
    return line.low[at] == "her" and after in ("mark", "conj", "prep", "adv", "sub", "time")


def _listed(scene: Scene, first: Group | None, trigger: Trigger, rule: str) -> list[tuple[Group, str]]:
    return [(group, rule) for group in with_followers(scene, first, trigger)]


def _right(scene: Scene, trigger: Trigger) -> Group | None:
    """Return the group directly behind the words of harm."""
    line, at = scene.line, trigger.end
    if trigger.frame == "noun-of" or (trigger.form == "ing" and at < len(line) and line.low[at] == "of"):
        if line.low[at : at + 1] in (("and",), ("or",)) and at + 2 < len(line) and line.low[at + 1] in _INJURIES:
            at += 2
        if line.low[trigger.end - 1] != "of":
            if at >= len(line) or line.low[at] not in _OF:
                return None
            at += 1
    while at < len(line) and scene.at(at) is None and (line.classes[at] == "adv" or line.low[at] in _PASSED):
        at += 1
    group = scene.at(at)
    while group is not None and group.sort == "not" and group.amount is not None:
        last = group
        group = next((g for g in scene.groups if g.start >= last.end and is_list(line, last.end, g.start)), None)
    return group if group is not None and scene.fits(group, trigger) else None


def _around(scene: Scene, trigger: Trigger) -> Group | None:
    """Return the group that an attributive state stands in: "two dead soldiers" is one noun phrase around it."""
    return next((g for g in scene.groups if g.start <= trigger.start < g.end and g.head >= trigger.end), None)
