"""Rules that say how a group of victims stands to those named before: on top of them, the same again, or of which sort."""

from __future__ import annotations

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line, nouns
from undercount.read.prose.english.people import Group, groups
from undercount.read.prose.english.scenes import DEATHS

_SORTS = ("forces", "rebels")
_STRUCK = frozenset({"shot", "stabbed", "gunshot"})
_HIT = _STRUCK | {"hit", "struck"}
_HURT = frozenset({"them", "whom", "injured", "wounded"})
_TURNS = frozenset({"although", "though", "but", "however", "whereas", "while"})
_SAYING = frozenset(
    ["claim", "claims", "claimed", "say", "said", "reported", "put", "puts", "estimated", "suggested", "suggest"]
)
_PUTTING = frozenset({"put", "puts", "putting", "placed", "places", "placing"})
_LATER = frozenset({"later", "now", "since", "updated", "latest", "today"})
FAR = 12
"""How many words before a number it can be said that others say so."""
_NTH = frozenset({"first", "second", "third", "fourth"})
_KNOWN = frozenset({"the", "both", "these", "those", "all"})


def marks(line: Line, link: Link) -> tuple[str, ...]:
    """Return the ids: ``victims.more``, ``victims.known``, and ``who.`` with the sort of victims where it is told."""
    group = link.group
    own = _is_own(line, group)
    told = {
        "victims.more": group.more or _on_top(line, link),
        "victims.share": _is_share(line, link),
        "victims.struck": link.trigger.act == "injury"
        and not _HIT.isdisjoint(line.low[link.trigger.start : link.trigger.end]),
        "victims.known": link.rule != "added"
        and _is_known(line, link),  # "in addition to both assailants" comes on top
        "victims.total": link.trigger.frame == "toll" or not line.lexicon.words("cues", "total").isdisjoint(line.low),
        "victims.lowered": link.trigger.frame == "toll" and _is_lowered(line, link),
        "victims.otherwise": _is_otherwise(line, link),
        "victims.contrary": _is_contrary(line, link),
        "victims.named": own or group.named or _is_named_after(line, group.end) or group.sort == "name",
        "victims.own": own,
        "victims.bare": _is_bare(group) and group.amount is not None and (group.part or group.amount.start == 0),
    }
    sort = _sort(line, link) or _sort_before(line, group)
    return (*(mark for mark, holds in told.items() if holds), *([f"who.{sort}"] if sort else []))


def _is_bare(group: Group) -> bool:
    return group.sort == "bare" and group.amount is not None and not group.more


def _is_share(line: Line, link: Link) -> bool:
    """Say whether the words make the victims a share of some named before: "three of the injured", "one fatally", "he"."""
    of_hurt = link.group.part and line.low[link.group.head] in _HURT and link.rule != "part"
    return of_hurt or _of_shot(line, link) or link.trigger.rule == "fatal" or link.rule.endswith("pronoun")


def _of_shot(line: Line, link: Link) -> bool:
    """Say whether a bare number of dead is a share of those who were shot or stabbed before: "three people shot, one killed"."""
    before = line.low[: link.group.start]
    if not _is_bare(link.group) or link.trigger.act not in DEATHS:
        return False
    hurt = _HURT if line.low[link.trigger.start].startswith("succumb") else _STRUCK
    return not hurt.isdisjoint(before)


def _is_otherwise(line: Line, link: Link) -> bool:
    """Say whether a number is what others say of the same: "although some sources claimed that 15 people had died"."""
    words = line.low[max(0, link.group.start - FAR) : link.group.start]
    turn = next((at for at in range(len(words) - 1, -1, -1) if words[at] in _TURNS), None)
    return link.group.amount is not None and turn is not None and not _SAYING.isdisjoint(words[turn:])


def _is_contrary(line: Line, link: Link) -> bool:
    """Say whether a sentence turns against the one before it: "But some witnesses put the toll at 20", with no word that it is later."""
    words = line.low[: link.group.start]
    turns = words[:1] in (("but",), ("however",), ("yet",)) or _is_put(line, link)
    return turns and not (_SAYING | _PUTTING).isdisjoint(words) and _LATER.isdisjoint(line.low)


def _is_put(line: Line, link: Link) -> bool:
    """Say whether somebody only puts the toll at a number, which grew to nothing: "a radio station placed the toll at 30"."""
    if link.trigger.frame != "toll":
        return False
    return not _PUTTING.isdisjoint(line.low[max(0, link.trigger.start - 4) : link.trigger.start])


def _is_lowered(line: Line, link: Link) -> bool:
    """Say whether a toll is said to have been revised down: "was revised down to 125", "has dropped to nine"."""
    words = line.low[link.trigger.start : link.group.start]
    return not line.lexicon.words("cues", "lowered").isdisjoint(words)


def _is_own(line: Line, group: Group) -> bool:
    """Say whether a victim is told by whose he or she is: "his wife", but not "his two sons", which counts."""
    return group.amount is None and line.classes[group.start] == "poss"


def _is_named_after(line: Line, at: int) -> bool:
    """Say whether a name follows behind a comma: "a neighbour, Musa Saleh, …"."""
    return at + 1 < len(line) and line.low[at] == "," and line.classes[at + 1] == "name"


def _on_top(line: Line, link: Link) -> bool:
    """Say whether the sentence tells of somebody else: "also killed", "in another incident", "separately"."""
    cues = line.lexicon.words("cues", "on_top")
    if line.text(0, 2) == "the other" and (link.group.amount is not None or _told_others(line, link.group)):
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
        or (line.text(0, 2) == "the other" and _told_others(line, group))
        or (line.low[group.start] in _KNOWN and group.noun in line.lexicon.words("persons", "anybody"))
    )


def _sort_before(line: Line, group: Group) -> str:
    """Return of which armed sort a bare number is a share: "three deputies were ambushed; one was killed"."""
    counted = group.amount is not None or line.low[group.end - 1] in _NTH
    if group.sort != "bare" or not counted or group.more or line.low[group.start - 1] not in (";", "and", ","):
        return ""
    before = [
        g for g in groups(line, frozenset()) if g.end <= group.start and g.amount is not None and g.sort == "person"
    ]
    if not before or (before[-1].number or 0) <= (group.number or 0):
        return ""
    return next((sort for sort in _SORTS if line.low[before[-1].head] in nouns(line.lexicon, sort)), "")


def _told_others(line: Line, group: Group) -> bool:
    """Say whether a group is, or describes, "the other" that a sentence begins with: "The other victims, two women and a man"."""
    if group.amount is not None and group.amount.start == 2:
        return True
    return line.classes[2:4].count("nouns") > 0 and "," in line.low[2:5] and group.start < 12


def _sort(line: Line, link: Link) -> str:
    head = line.low[link.group.head]
    if link.group.sort == "person" and link.group.noun not in line.lexicon.words("persons", "anybody"):
        for sort in _SORTS:
            if head in nouns(line.lexicon, sort):
                return sort
        return "civilians"
    return ""
