"""How groups hang together: lists by commas and "and", and one group that only names or describes another."""

from __future__ import annotations

from functools import cache

from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import Scene, has_own
from undercount.read.prose.english.triggers import Trigger
from undercount.read.prose.speech.cues import cues

_JOINTS = frozenset({"and", ",", "&", "plus", "or", "+"})
_PAIRED = frozenset({"as well as", "along with", "together with"})
_AND_THEIR = frozenset({"and his", "and her", "and their"})
LEAVING = frozenset({"left", "leaves", "leaving", "leave"})
_BREAKS = frozenset({"aux", "base", "modal", "sub", "pron"})
_HANGING = frozenset({"prep", "det", "adj", "noun", "nouns", "name", "pos", "poss", "num", "adv"})
SPEAKER_REACH = 12
"""How many words behind a group its verb can stand."""
LONGEST = 25
"""The most words between two members of a list."""


def is_list(line: Line, start: int, end: int) -> bool:
    """Say whether only what belongs to a list lies between two groups, ended by a comma or "and"."""
    if end - start > 1 and line.low[end - 1] in ("all", "both"):
        end -= 1  # "three guests and all four assailants"
    if end <= start or not _is_joint(line, start, end):
        return False
    if not saying(line.lexicon).isdisjoint(line.low[start:end]):
        return False  # "the chief said along with the commander, two sergeants were hurt"
    between = line.classes[start : end - 1]
    if end - start > LONGEST or not _BREAKS.isdisjoint(between) or ";" in line.low[start:end]:
        return False
    return not any(kind == "past" and not is_hung(line, start + at) for at, kind in enumerate(between))


def is_hung(line: Line, at: int) -> bool:
    """Say whether a participle is hung on a noun: "identified as", "belonging to", "named X"."""
    return at + 1 < len(line) and (
        line.classes[at + 1] in ("prep", "name", "nouns", "noun") or line.low[at + 1] == "as"
    )


def in_apposition(line: Line, first: Group, second: Group) -> bool:
    """Say whether one of two neighbours only names or describes the other: "a driver, Ahmed Saleh", "two men, A and B"."""
    between = line.low[first.end : second.start]
    if "identified" in between or "named" in between:
        return True
    if between[-1:] != (",",) or "and" in between:
        return False
    if second.amount is not None and second.amount.rule == "number.both" and first.number == 2:
        return True
    if first.amount is not None and second.many and second.amount is None and second.sort == "person":
        return True
    if first.number == 1 and first.amount is not None and (second.named or _describes_one(line, first, second)):
        return True
    if line.low[second.start] in ("his", "her"):
        return False
    one_name = (first.sort == "name") != (second.sort == "name")
    if one_name and (first.amount is not None or not (first.many or second.many)):
        return True
    return first.sort == "name" and second.named and line.low[second.start] in ("a", "an", "the")


def _describes_one(line: Line, first: Group, second: Group) -> bool:
    """Say whether "one" is only said to be somebody: "killed one, a policeman, and wounded two"."""
    single = second.amount is None and second.sort == "person" and line.low[second.start] in ("a", "an")
    return first.sort == "bare" and single and line.text(second.end, second.end + 1) in (",", ".", ";", "")


def fuller(first: Group, second: Group) -> Group:
    """Return the one of two groups in apposition that says how many they are."""
    return first if first.amount is not None or first.sort == "person" else second


def with_followers(scene: Scene, first: Group | None, trigger: Trigger) -> list[Group]:
    """Return a group and those that follow it by commas and "and", as long as they have no verb of their own."""
    if first is None:
        return []
    found, last = [first], first
    for group in (g for g in scene.groups if g.start >= first.end):
        if group.start in scene.parts or not scene.fits(group, trigger):
            continue
        if _in_brackets(scene.line, group) or _is_name_of(scene.line, last, group):
            last = group
            continue
        if group.after == "of" and scene.line.text(group.end, group.end + 2) in _AND_THEIR:
            continue
        if _is_where(group) and not is_list(scene.line, last.end, group.start):
            continue
        if not is_list(scene.line, last.end, group.start) or has_own(scene, group) or speaks(scene.line, group):
            break
        if not in_apposition(scene.line, last, group) and not _names_them(found, last, group):
            found.append(group)
        last = group
    return _told(scene, found)


def _is_where(group: Group) -> bool:
    """Say whether a group only says where others were: "a girl in the countryside and a guard in the town"."""
    return group.after in ("in", "at", "near") and group.amount is None and group.sort == "other"


def speaks(line: Line, group: Group) -> bool:
    """Say whether a group is who tells of others, or does something else: "killed 14 people, an official at the ministry said"."""
    at, hung = group.end, False
    while at < min(len(line), group.end + SPEAKER_REACH) and line.classes[at] in (
        _HANGING if hung else ("prep", "adv", "pos")
    ):
        hung = hung or line.classes[at] in ("prep", "pos")
        at += 1
    if at >= len(line):
        return False
    if line.low[at] in saying(line.lexicon) or (line.low[at] == "told" and line.text(at + 1, at + 2) != "to"):
        return True
    return line.classes[at] == "past" and not hung and not is_hung(line, at)


@cache
def saying(lexicon: Lexicon) -> frozenset[str]:
    """Return the forms of verbs that are said of who speaks and hardly of a victim: "said", "added", "warned", not "found", "reported"."""
    verbs = cues(lexicon).verbs
    telling = (form for form, takes in verbs.items() if {"clause", "of"} & takes.keys() and "passive" not in takes)
    return frozenset(form for form in telling if not form.endswith("ing")) - lexicon.words("cues", "done_to")


def _is_name_of(line: Line, last: Group, group: Group) -> bool:
    """Say whether a name is that of the group before it: "a child named Ben Tasso"."""
    return group.sort == "name" and line.low[last.end : group.start] in (("named",), ("identified", "as"), ("called",))


def _in_brackets(line: Line, group: Group) -> bool:
    """Say whether brackets hold another name of somebody, or an age: "Lena Marou (also Lena Tasso) and …"."""
    if group.amount is not None:
        return False
    opening = next((i for i in range(group.start - 1, -1, -1) if line.low[i] in ("(", ")")), None)
    return opening is not None and line.low[opening] == "(" and group.start - opening < 8


def _told(scene: Scene, found: list[Group]) -> list[Group]:
    """Return a count alone where the list behind it makes it up: "killed two civilians, a man and his daughter"."""
    first, rest = found[0], found[1:]
    if (
        first.amount is None
        or first.amount.rule == "number.noun"
        or len(rest) < 2
        or scene.line.low[first.end] != ","
        or all(g.amount is not None for g in rest)
    ):
        return found
    if first.number != sum(g.number or 0 for g in rest):
        return found
    scene.parts.update({one.start: first.start for one in rest if one.sort == "person"})
    return [first]


def with_leaders(scene: Scene, usable: list[Group]) -> list[Group]:
    """Return the last of some groups and those that precede it by commas and "and"."""
    line, last = scene.line, usable[-1]
    found = [last]
    for group in reversed(usable[:-1]):
        if not is_list(line, group.end, last.start) or _is_object(line, group):
            break
        if any(group.end <= trigger.start < last.start for trigger in scene.triggers):
            break
        if _has_own_verb(line, group.end) and line.text(last.start - 1, last.start) == "and":
            break  # "over 100 people arrived that day, and 14 died"
        joint = line.low[group.end : last.start]
        if group.sort == "other" and last.amount is not None and "time" in line.classes[group.end : last.start]:
            break
        if group.definite and group.many and joint == (",",) and last.amount is not None:
            break
        comma = joint[-1:] == (",",) and "and" not in joint
        if comma and group.amount is not None and _is_told(group, found):
            added = [one for one in found if _is_paired(line, one.start)]
            scene.parts.update({one.start: group.start for one in found if one.sort == "person" and one not in added})
            return [group, *added]
        if in_apposition(line, group, last):
            found = [fuller(group, found[0]), *found[1:]]
        elif comma and len(found) == 1 and not (group.amount is not None and last.amount is not None):
            break
        else:
            found.insert(0, group)
        last = group
    return found


def _has_own_verb(line: Line, at: int) -> bool:
    """Say whether a verb follows a group at once: "100 people arrived"."""
    return line.classes[at : at + 1] == ("past",)


def _is_told(group: Group, found: list[Group]) -> bool:
    """Say whether a list behind a counted group only tells who they are: by names, or by numbers that make up the count."""
    if any(g.named or g.sort == "name" for g in found):
        return True
    return len(found) > 1 and group.number == sum(g.number or 0 for g in found)


def _names_them(found: list[Group], last: Group, group: Group) -> bool:
    """Say whether a name continues the names of those who were counted: "two men, A and B"."""
    return (
        found[-1].amount is not None
        and (found[-1].amount.value or 0) > 1
        and (last is not found[-1] or found[-1].head + 1 < found[-1].end)
        and group.sort == "name"
    )


def _is_joint(line: Line, start: int, end: int) -> bool:
    return line.low[end - 1] in _JOINTS or _is_paired(line, end, start)


def _is_paired(line: Line, end: int, start: int = 0) -> bool:
    """Say whether "as well as" or "along with" stands before a word."""
    return any(line.text(max(start, end - size), end) in _PAIRED for size in (2, 3))


def _is_object(line: Line, group: Group) -> bool:
    """Say whether a verb stands right before a group, whose object it is; "left a woman and her baby dead" harms both."""
    return (
        group.start > 1
        and line.classes[group.start - 1] in ("past", "base", "ing")
        and line.low[group.start - 1] not in LEAVING
        and line.low[group.start - 1] not in saying(line.lexicon)
    )
