"""Join what was done with whom it was done to: the rules by which words of harm take their victims.

The order matters: what an active verb has taken as its object is no longer free to be the subject of a passive one, so "a man who killed
two policemen was shot dead" speaks of one death by the second verb.
"""

from __future__ import annotations

from dataclasses import dataclass

from undercount.read.prose.english.objects import company, victims_after
from undercount.read.prose.english.parts import NO_WHOLE
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import COUNTABLE, DEATHS, Scene
from undercount.read.prose.english.subjects import victims_before
from undercount.read.prose.english.triggers import Trigger


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


def links(scene: Scene) -> list[Link]:
    """Return what was done to whom in a sentence: first the wholes in the order of the words of harm, then their parts."""
    active: dict[int, list[tuple[Group, str]]] = {}
    for at, trigger in enumerate(scene.triggers):
        victims = victims_after(scene, trigger)
        victims += company(scene, trigger, victims[-1][0].end) if victims and trigger.frame == "patient" else []
        if victims:
            active[at] = victims
            scene.taken.update(group.start for group, _ in victims)
    found: list[Link] = []
    for at, trigger in enumerate(scene.triggers):
        victims = active.get(at) or _passive(scene, trigger)
        found.extend(Link(trigger, group, rule) for group, rule in victims)
    found = _once(found)
    return found + _part_links(scene, found)


def _passive(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    victims = victims_before(scene, trigger)
    return [*victims, *company(scene, trigger, trigger.end)] if victims and not victims[0][0].part else victims


def _once(found: list[Link]) -> list[Link]:
    """Keep one link of each group and act, and none of an injury of which the same words say that it was a death."""
    killed = {link.group.start for link in found if link.trigger.act in DEATHS}
    kept: dict[tuple[int, str], Link] = {}
    for link in found:
        act = "killing" if link.trigger.act in DEATHS else link.trigger.act
        if act != "injury" or link.group.start not in killed:
            kept.setdefault((link.group.start, act), link)
    return list(kept.values())


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
        ):
            continue
        whole = by_group.get(scene.parts[group.start])
        if whole is not None:
            made.append(Link(found[whole].trigger, group, "part", whole))
        elif scene.parts[group.start] == NO_WHOLE and scene.triggers:
            trigger = min(scene.triggers, key=lambda t: abs(t.start - group.start))
            made.append(Link(trigger, group, "part"))
    return made
