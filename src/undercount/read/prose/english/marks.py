"""Rules that say how a group of victims stands to those named before: on top of them, the same again, or of which sort."""

from __future__ import annotations

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line, nouns
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import DEATHS

_SORTS = ("forces", "rebels")
_STRUCK = frozenset({"shot", "stabbed", "gunshot"})
_HURT = frozenset({"them", "whom", "injured", "wounded"})
_KNOWN = frozenset({"the", "both", "these", "those", "all"})


def marks(line: Line, link: Link) -> tuple[str, ...]:
    """Return the ids: ``victims.more``, ``victims.known``, and ``who.`` with the sort of victims where it is told."""
    found = []
    group = link.group
    if group.more or _on_top(line, link):
        found.append("victims.more")
    of_hurt = group.part and line.low[group.head] in _HURT and link.rule != "part"
    if of_hurt or _of_shot(line, link) or link.trigger.rule == "fatal" or link.rule.endswith("pronoun"):
        found.append("victims.share")
    if link.trigger.act == "injury" and not _STRUCK.isdisjoint(line.low[link.trigger.start : link.trigger.end]):
        found.append("victims.struck")
    if link.rule != "added" and _is_known(line, link):  # "in addition to both assailants": known, and counted on top
        found.append("victims.known")
    if link.trigger.frame == "toll" or not line.lexicon.words("cues", "total").isdisjoint(line.low):
        found.append("victims.total")
    if group.named or _is_named_after(line, group.end) or group.sort == "name" or _is_own(line, group):
        found.append("victims.named")
    if group.sort == "bare" and group.amount is not None and not group.more and (group.part or group.amount.start == 0):
        found.append("victims.bare")
    sort = _sort(line, link)
    if sort:
        found.append(f"who.{sort}")
    return tuple(found)


def _of_shot(line: Line, link: Link) -> bool:
    """Say whether a bare number of dead is a share of those who were shot or stabbed before: "three people shot, one killed"."""
    group = link.group
    bare = group.sort == "bare" and group.amount is not None and not group.more
    return bare and link.trigger.act in DEATHS and not _STRUCK.isdisjoint(line.low[: group.start])


def _is_own(line: Line, group: Group) -> bool:
    """Say whether a victim is told by whose he or she is: "his wife", but not "his two sons", which counts."""
    return group.amount is None and line.classes[group.start] == "poss"


def _is_named_after(line: Line, at: int) -> bool:
    """Say whether a name follows behind a comma: "a neighbour, Musa Saleh, …"."""
    return at + 1 < len(line) and line.low[at] == "," and line.classes[at + 1] == "name"


def _on_top(line: Line, link: Link) -> bool:
    """Say whether the sentence tells of somebody else: "also killed", "in another incident", "separately"."""
    cues = line.lexicon.words("cues", "on_top")
    if line.text(0, 2) == "the other" and link.group.amount is not None:
        return False
    near = line.low[link.group.start : link.trigger.end]
    return not cues.isdisjoint(near) or any(
        line.text(0, size) in line.lexicon.words("cues", "on_top_first") for size in (1, 2, 3, 4)
    )


def _is_known(line: Line, link: Link) -> bool:
    """Say whether the victims were named before: "the two men", "he", "two of them"."""
    group = link.group
    return (
        group.part
        or (group.amount is not None and group.amount.rule == "number.both")
        or link.rule.endswith("pronoun")
        or (group.definite and group.amount is not None)
        or (line.text(0, 2) == "the other" and group.amount is not None and group.amount.start == 2)
        or (line.low[group.start] in _KNOWN and group.noun in line.lexicon.words("persons", "anybody"))
    )


def _sort(line: Line, link: Link) -> str:
    head = line.low[link.group.head]
    if link.group.sort == "person" and link.group.noun not in line.lexicon.words("persons", "anybody"):
        for sort in _SORTS:
            if head in nouns(line.lexicon, sort):
                return sort
        return "civilians"
    return ""
