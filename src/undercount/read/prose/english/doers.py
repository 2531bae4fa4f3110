"""Who did the harm, and who suffered it, on either side of a verb: "three gunmen shot and killed a judge", "groups have killed".

References:
    Quirk et al., A Comprehensive Grammar of the English Language (Longman, 1985), 3.63–3.78, on voice.
"""

from __future__ import annotations

from undercount.read.prose.english.lines import Line, nouns
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import Scene, has_be, has_own, verb_start
from undercount.read.prose.english.triggers import Trigger

_WHEN_OR_WHERE = frozenset({"on", "in", "at", "near", "during"})
FARTHEST_OBJECT = 4
"""How many words can tell a day or a place between a verb and its object."""
_HAVE = frozenset({"have", "has", "had", "'ve"})


def is_perfect(line: Line, trigger: Trigger) -> bool:
    """Say whether "have" makes a verb active, whose subject did it: "armed groups have killed and looted"."""
    active = trigger.frame == "patient" and not has_be(line, trigger.start)
    return active and not _HAVE.isdisjoint(line.low[verb_start(line, trigger.start) : trigger.start])


def did_to(scene: Scene, right: Group, trigger: Trigger) -> bool:
    """Say whether those right before a verb did it to those right behind it: "three gunmen shot and killed a judge"."""
    line = scene.line
    touches = any(g.end == trigger.start and g.sort not in ("bare", "name") for g in scene.groups)
    if not touches or right.sort not in ("person", "name") or right.start != trigger.end or has_own(scene, right):
        return False
    head = line.sentence.words[right.head]
    object_ = head.role == "dobj" and trigger.start <= head.head < trigger.end
    return object_ or (right.sort == "person" and line.classes[right.start] in ("det", "poss", "num"))


def shared_object(scene: Scene, trigger: Trigger) -> Group | None:
    """Return those behind a second verb that are the first's object too: "three robbers killed and robbed a shopkeeper"."""
    second = next((t for t in scene.triggers if t.start > trigger.end), None)
    apart = second is not None and (second.act == "injury") != (trigger.act == "injury")
    group = object_of_second(scene, trigger)
    return group if group is not None and scene.fits(group, trigger) and not apart else None


def object_of_second(scene: Scene, trigger: Trigger) -> Group | None:
    """Return those behind a second verb, before which those stand who did both: "gunmen killed and wounded several people"."""
    line, at = scene.line, trigger.end + 1
    if trigger.form != "past" or line.text(trigger.end, at) != "and" or has_be(line, trigger.start):
        return None
    while at < len(line) and line.classes[at] == "adv":
        at += 1
    if line.classes[at : at + 1] != ("past",):
        return None
    second = next((t for t in scene.triggers if t.start == at), None)
    group = scene.at(at + 1 if second is None else second.end)
    whole = group is not None and group.sort == "person" and line.classes[group.start] in ("det", "poss", "num", "adj")
    did = any(g.end == trigger.start and g.sort != "bare" for g in scene.groups)
    return group if whole and did and group is not None and not has_own(scene, group) else None


def far_object(scene: Scene, trigger: Trigger) -> Group | None:
    """Return the persons that the parse takes for a verb's object, with a time or place between: "executed on Monday at least 50 men"."""
    words = scene.line.sentence.words
    doers = [g for g in scene.groups if g.end == trigger.start and g.amount is None and g.sort in ("person", "name")]
    if not doers or trigger.form != "past":
        return None
    for group in scene.groups:
        head = words[group.head]
        fits = group.start > trigger.end and group.sort == "person" and not has_own(scene, group)
        if fits and (
            (head.role == "dobj" and trigger.start <= head.head < trigger.end) or _is_behind_time(scene, trigger, group)
        ):
            return group
    return None


def _is_behind_time(scene: Scene, trigger: Trigger, group: Group) -> bool:
    """Say whether only a day or a place stands between armed doers' verb and a number of persons: "Soldiers executed on Monday 50 men"."""
    line, at = scene.line, trigger.end
    doers = next((g for g in scene.groups if g.end == trigger.start), None)
    armed = doers is not None and doers.noun in nouns(line.lexicon, "forces", "rebels").values()
    between = line.classes[at + 1 : group.start]
    if not armed or group.amount is None or line.low[at] not in _WHEN_OR_WHERE or len(between) > FARTHEST_OBJECT:
        return False
    return bool(between) and set(between) <= {"time", "name", "num", "det", "adj"}


def is_harmed(scene: Scene, group: Group) -> bool:
    """Say whether words of harm follow those behind a verb, and not any verb: "… killed three were hurt", not "… killed 12 is false"."""
    line, at = scene.line, group.end
    if _is_row(line, group):
        return False
    while at < len(line) and line.classes[at] in ("adv", "aux", "modal"):
        at += 1
    told = "aux" in line.classes[group.end : at] and line.classes[group.start] not in ("noun", "nouns", "adj")
    return any(t.start == at for t in scene.triggers) if told else has_own(scene, group)


def _is_row(line: Line, group: Group) -> bool:
    """Say whether a number is what stands before it: a row of a table, "Kano killed 12 injured 3"."""
    at = group.end
    kinds = line.classes[at : at + 2]
    return group.sort == "bare" and kinds == ("past", "num") and set(line.classes[at + 2 :]) <= {"mark"}
