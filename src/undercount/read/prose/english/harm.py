"""Join what was done with whom it was done to: the rules by which words of harm take their victims.

The order matters: what an active verb has taken as its object is no longer free to be the subject of a passive one, so "a man who killed
two policemen was shot dead" speaks of one death by the second verb.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from undercount.read.prose.english.anaphors import HELD, points_back
from undercount.read.prose.english.joints import saying
from undercount.read.prose.english.objects import added, besides, company, gapped, victims_after
from undercount.read.prose.english.parts import NO_WHOLE, is_described
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import COUNTABLE, DEATHS, Scene, has_own, verb_start
from undercount.read.prose.english.subjects import victims_before
from undercount.read.prose.english.triggers import Trigger

_SELVES = frozenset({"himself", "herself", "themselves"})


@dataclass(frozen=True, slots=True)
class Link:
    """One act with one group of victims.

    Args:
        trigger: The words of what was done.
        group: Who was harmed.
        rule: The id of the rule that joined them.
        whole: Index, in the list of links, of the one of which this is a part; None where it is none.
    """

    trigger: Trigger
    group: Group
    rule: str
    whole: int | None = None


def counted_words(found: Iterable[Link]) -> frozenset[int]:
    """Return the indices of the words that say what was done, and to whom."""
    spans = (one for link in found for one in (link.trigger, link.group))
    return frozenset(at for one in spans for at in range(one.start, one.end))


def links(scene: Scene) -> list[Link]:
    """Return what was done to whom in a sentence: first the wholes in the order of the words of harm, then their parts."""
    active: dict[int, list[tuple[Group, str]]] = {}
    for at, trigger in enumerate(scene.triggers):
        victims = victims_after(scene, trigger)
        victims += company(scene, trigger, victims[-1][0].end) if victims and trigger.frame == "patient" else []
        if victims:
            active[at] = victims
            scene.taken.update(
                group.start for group, _ in victims if not (trigger.act in HELD and has_own(scene, group))
            )
    found: list[Link] = []
    for at, trigger in enumerate(scene.triggers):
        victims = active.get(at) or _passive(scene, trigger)
        held = _held(scene, trigger, [group for group, _ in victims], found)
        found.extend([held] if held else [Link(trigger, group, rule) for group, rule in victims])
    found = _among_them(scene, _once(_named_once(scene, _without_casualties(scene, found))))
    return found + _part_links(scene, found)


def _held(scene: Scene, trigger: Trigger, victims: list[Group], found: list[Link]) -> Link | None:
    """Return the death of those who were held, where words of death point back to them in one sentence."""
    held = [link for link in found if link.trigger.act in HELD and link.group.end <= trigger.start]
    if not held or not points_back(scene, trigger, victims):
        return None
    return Link(trigger, held[-1].group, "anaphor")


def _passive(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    victims = victims_before(scene, trigger)
    victims += besides(scene, trigger) if victims else []
    victims += gapped(scene, trigger) if victims and trigger.act == "injury" else []
    if victims and not victims[0][0].part and trigger.act in DEATHS:
        known = {group.start for group, _ in victims}
        victims += [pair for pair in added(scene, trigger) if pair[0].start not in known]
    return [*victims, *company(scene, trigger, trigger.end)] if victims and not victims[0][0].part else victims


def _among_them(scene: Scene, found: list[Link]) -> list[Link]:
    """Return links, of which the death of one who died by own hand is a part where the words say so: "killing three, including himself"."""
    line = scene.line
    own = next((at for at, link in enumerate(found) if link.trigger.rule == "kill-self"), None)
    at = next(
        (i for i in range(len(line) - 1) if line.low[i] in ("including", "among") and line.low[i + 1] in _SELVES), 0
    )
    if own is None or not at:
        return found
    counted = [n for n, link in enumerate(found) if link.group.end <= at and link.group.amount is not None and n != own]
    if not counted:
        return found
    return [replace(link, whole=counted[-1]) if n == own else link for n, link in enumerate(found)]


def _without_casualties(scene: Scene, found: list[Link]) -> list[Link]:
    """Drop a number of "casualties" where the same sentence says who of them died or was hurt."""
    if len(found) < 2:
        return found
    kept = [link for link in found if scene.line.low[link.trigger.start] != "casualties"]
    return kept if any(link.trigger.act in (*DEATHS, "injury") for link in kept) else found


def _named_once(scene: Scene, found: list[Link]) -> list[Link]:
    """Drop "him" and "her" where the one who is meant was already counted: "killed a man, beating him to death"."""
    kept: list[Link] = []
    for link in found:
        before = [
            one
            for one in kept
            if one.trigger.act in DEATHS and one.group.number == 1 and one.group.end <= link.group.start
        ]
        between = scene.line.low[before[-1].group.end : link.group.start] if before else ()
        if not link.rule.endswith("active.pronoun") or not before or "before" in between:
            kept.append(link)
    return kept


def _once(found: list[Link]) -> list[Link]:
    """Keep one link of each group and act, and none of an injury of which the same words say that it was a death."""
    killed = {link.group.start for link in found if link.trigger.act in DEATHS}
    kept: dict[tuple[int, str], Link] = {}
    for link in found:
        act = "killing" if link.trigger.act in DEATHS else link.trigger.act
        if act != "injury" or link.group.start not in killed:
            kept.setdefault((link.group.start, act), link)
    return list(kept.values())


def _described(scene: Scene, group: Group) -> Group:
    """Return a part with the words that say who they were: "30 were soldiers", "20 of them were fighters"."""
    if not is_described(scene.line, group.end):
        return group
    who = scene.at(group.end + 1)
    if who is None or who.sort != "person" or who.amount is not None:
        return group
    return replace(group, end=who.end, head=who.head, noun=who.noun, sort="person")


def _own_act(scene: Scene, group: Group) -> Trigger | None:
    """Return the words of harm whose subject some of those before are: "80 of whom remain missing", "including a man who was shot dead"."""
    end = group.end + (scene.line.text(group.end, group.end + 1) == "who")
    if not group.part and end == group.end:
        return None
    own = (t for t in scene.triggers if t.start >= end and verb_start(scene.line, t.start) == end)
    return next((t for t in own if t.frame in ("patient", "subject", "state")), None)


def _part_links(scene: Scene, found: list[Link]) -> list[Link]:
    """Return a link for each part: of the act of its whole, or of the nearest words of harm where another sentence names the whole."""
    by_group = {link.group.start: index for index, link in enumerate(found)}
    made = []
    for group in scene.groups:
        if (
            group.start not in scene.parts
            or group.start in by_group
            or group.sort not in COUNTABLE
            or group.sort == "name"
            or (not group.part and scene.line.text(group.end, group.end + 1) in saying(scene.line.lexicon))
        ):
            continue
        whole = by_group.get(scene.parts[group.start])
        own = _own_act(scene, group)
        if own is not None and (whole is None or found[whole].trigger.act != own.act):
            made.append(Link(own, group, "part"))
            continue
        group = _described(scene, group)
        if whole is not None:
            made.append(Link(found[whole].trigger, group, "part", whole))
        elif scene.parts[group.start] == NO_WHOLE and scene.triggers:
            trigger = min(scene.triggers, key=lambda t: abs(t.start - group.start))
            made.append(Link(trigger, group, "part"))
    return made
