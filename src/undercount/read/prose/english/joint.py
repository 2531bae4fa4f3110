"""Numbers that two acts share without saying how many each befell: "12 people were killed or injured", "40 dead and missing".

Of "12 killed or injured" nobody can tell how many died: at most twelve. Where the number has a hedge of its own ("at least 131 killed or
injured") nothing is certain of either act, and the sentence stays among the possible misses.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.numbers import Amount
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import DEATHS, Scene
from undercount.read.prose.english.triggers import Trigger

RULE = "number.joint"
CASUALTIES = frozenset({"casualties"})
"""Words for the dead and the hurt together."""
_HELD = frozenset({"detention", "abduction", "torture", "sexual-violence", "evacuation"})
"""Acts that one can suffer before death: "abducted and killed" tells both of all."""
_FRAMES = frozenset({"patient", "subject", "state"})


def undivided(scene: Scene, found: list[Link]) -> list[Link]:
    """Return links, each number that two acts share as at most so many for each of both; without it where it is hedged.

    Args:
        scene: The sentence.
        found: Its links.
    """
    for first, second in _pairs(scene):
        found = _shared(scene, found, first, second)
    for trigger in scene.triggers:
        if scene.line.low[trigger.start] in CASUALTIES and trigger.frame == "noun":
            found = _shared(scene, found, trigger, replace(trigger, rule="injuries", act="injury"))
    return found


def _pairs(scene: Scene) -> list[tuple[Trigger, Trigger]]:
    """Return neighbouring words of harm that "or" joins, or "and" where no one can suffer both."""
    made = []
    for first, second in pairwise(scene.triggers):
        joint = scene.line.text(first.end, second.start)
        framed = {first.frame, second.frame} <= _FRAMES and first.rule != "kill-self"
        if not framed or _act(first) == _act(second):
            continue
        exclusive = "killing" in (_act(first), _act(second)) and _act(first) not in _HELD
        if joint in ("or", "and / or", "and/or", "/") or (joint == "and" and exclusive):
            made.append((first, second))
    return made


def _act(trigger: Trigger) -> str:
    return "killing" if trigger.act in DEATHS else trigger.act


def _shared(scene: Scene, found: list[Link], first: Trigger, second: Trigger) -> list[Link]:
    """Return links in which the victims of two words of harm are both words' own."""
    mine = [link for link in found if link.trigger == first and link.whole is None]
    theirs = [link for link in found if link.trigger == second and link.whole is None]
    touching = scene.line.text(first.end, second.start) in ("or", "and / or", "and/or", "/")
    before = touching and mine and all(link.group.end <= first.start for link in theirs)
    if not before and mine and theirs and {one.group.start for one in mine} != {one.group.start for one in theirs}:
        return found  # "three were killed and injured 12": the second has victims of its own
    kept = mine or theirs
    whole = {at for at, link in enumerate(found) if link in mine or link in theirs}
    rest = [at for at, link in enumerate(found) if at not in whole and link.whole not in whole]
    new = {at: index for index, at in enumerate(rest)}
    others = []
    for link in (found[at] for at in rest):
        others.append(link if link.whole is None else replace(link, whole=new.get(link.whole)))
    shared = [group for link in kept if (group := _at_most(link.group)) is not None]
    return [*others, *(replace(kept[0], trigger=t, group=group) for t in (first, second) for group in shared)]


def _at_most(group: Group) -> Group | None:
    """Return a group as one of which only so many can have suffered one of two acts; None where that cannot be said."""
    amount = group.amount
    if amount is None:
        return group if group.many else None
    if amount.qualifier == "vague" or amount.value == 0:
        return group
    number = amount.best if amount.qualifier == "exactly" else amount.high if amount.qualifier == "at-most" else None
    if not number:
        return None
    joint = Amount(amount.start, amount.end, amount.at, None, None, number, "at-most", RULE)
    return replace(group, amount=joint)
