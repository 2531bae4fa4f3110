"""Numbers whose act is said before them: "12 were killed; the rebels say 20", "… in Homs and 12 in Hama", "the number rose to 17".

Such a number is a claim of its own only where the grammar leaves no choice: one act is counted before it, and words that can mean nothing
else take it up. Else it stays among the possible misses.

References:
    Quirk et al., A Comprehensive Grammar of the English Language (Longman, 1985), 12.31–12.70 and 13.92–13.95, on ellipsis and gapping.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from undercount.read.prose.english.equated import is_number_of
from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group, groups
from undercount.read.prose.english.scenes import DEATHS, Scene
from undercount.read.prose.english.triggers import Trigger
from undercount.read.prose.proposal import Proposal

OTHERWISE, LISTED, FIGURE = "otherwise", "listed", "elided"
"""How a number takes up an act: as what another says of the same, as a further one of a list, or as what a figure is or has become."""
_ENDS = frozenset({".", ";", ",", ")", "!", "?", '"', "”", "but", "while", "whereas"})
_STARTS = frozenset({"--", "–", "—", ",", ";", ":", "and", "but", "while", "whereas", "that", "("})
_WERE = frozenset({"were", "was", "did", "had", "have"})
_LISTING = frozenset({"in", "at", "near", "by", "on", "around"})
_CLAUSAL = frozenset({"aux", "modal", "base", "sub", "pron"})
_LINKING = frozenset({"aux", "adv", "past", "ing", "prep", "time", "num", "base", "modal"})
_AT = frozenset({"at", "as", "is", "was", "of"})
FIGURE_REACH = 6
"""How many words behind "the figure" its number can stand."""


def elided(line: Line, joined: Sequence[Link], found: Scene | None, before: Sequence[Proposal] = ()) -> list[Link]:
    """Return a link for each number of a sentence that takes up an act which was counted before.

    Args:
        line: The sentence.
        joined: Its other links.
        found: The sentence with its words of harm, or None where it has none.
        before: The proposals of the sentence before; its act is taken up where this sentence has none.
    """
    if (not joined and not before) or not _may_take_up(line):
        return []
    taken = {at for link in joined for at in range(link.group.start, link.group.end)}
    parts = frozenset(found.parts) if found is not None else frozenset()
    named = found.groups if found is not None else groups(line, frozenset())
    made: list[Link] = []
    for group in named:
        if group.sort != "bare" or group.part or not group.number or group.amount is None:
            continue
        if group.start in parts or not taken.isdisjoint(range(group.start, group.end)):
            continue
        one = _taken_up(line, group, [*joined, *made], before)
        made.extend([] if one is None else [one])
    return made


def risen(line: Line, joined: list[Link], found: Scene) -> list[Link]:
    """Return links, "the number of people" with what it has become: "the number of villagers massacred … rose to 160"."""
    made: list[Link] = []
    for link in joined:
        number = _grown(line, link.group.start, found) if is_number_of(line, link.group.start) else None
        made.append(link if number is None else replace(link, group=number, rule="toll"))
    linked = {link.trigger for link in joined}
    for trigger in found.triggers:
        if trigger.frame == "toll" and trigger not in linked:
            number = _grown(line, trigger.end, found)
            made.extend([] if number is None else [Link(trigger, number, "toll")])
    return made


def _grown(line: Line, at: int, found: Scene) -> Group | None:
    """Return the first number behind a word that something has risen or sunk to: "… has risen to nearly 60"."""
    growing = line.lexicon.words("cues", "reached") | line.lexicon.words("cues", "lowered")
    for group in found.groups:
        before = line.low[max(at, group.start - 4) : group.start]
        if group.start <= at or group.amount is None or group.sort not in ("bare", "person") or not group.number:
            continue
        if ";" in line.low[at : group.start]:
            return None
        if before[-1:] == ("to",) and not growing.isdisjoint(before[:-1]):
            return group
    return None


def _taken_up(line: Line, group: Group, joined: Sequence[Link], before: Sequence[Proposal]) -> Link | None:
    """Return the link of a number that no words of harm have taken."""
    earlier = [one for one in joined if one.group.end <= group.start]
    last = max(earlier, key=lambda one: one.group.start, default=None)
    if last is not None and _goes_on_list(line, group, last):
        toll = last.trigger.frame == "toll"
        own = _at_number(group, last.trigger) if line.low[group.end] == "by" and not toll else last.trigger
        return Link(own, group, OTHERWISE if toll else LISTED)
    noun, grows = _figure_before(line, group)
    told = _is_told_of_same(line, group)
    if noun < 0 and not told:
        return None
    act, trigger = _act(earlier) if earlier else ("", None)
    if not earlier and not joined:
        act = _act_before(before) if noun >= 0 or _is_all(line, group) else ""
    if not act:
        return None
    if noun >= 0 and (grows or trigger is None):
        frame = "toll" if grows else FIGURE
        return Link(Trigger(noun, noun + 1, "toll", act, frame), group, FIGURE if grows else OTHERWISE)
    return Link(
        trigger if trigger is not None else _at_number(group, Trigger(0, 0, "said", act, FIGURE)), group, OTHERWISE
    )


def _may_take_up(line: Line) -> bool:
    """Say whether a sentence has a word by which a number can take up another, before it is looked at closely."""
    low, words = line.low, line.lexicon.words
    if not (words("cues", "figure_nouns").isdisjoint(low) and words("cues", "tells_number").isdisjoint(low)):
        return True
    return "and" in low or "," in low or "according" in low or not _WERE.isdisjoint(low[-3:])


def takes_up(line: Line, group: Group) -> bool:
    """Say whether a bare number takes up something counted before, whatever that was."""
    return _figure_before(line, group)[0] >= 0 or _is_told_of_same(line, group)


def _is_told_of_same(line: Line, group: Group) -> bool:
    """Say whether a bare number is all that somebody says of the same: "others say 15", "twelve, say the police", "20 were"."""
    at, end = group.start, group.end
    saying = line.lexicon.words("cues", "tells_number")
    before = line.low[at - 1] if at else ""
    ends = end >= len(line) or line.low[end] in _ENDS
    begin = at - 1 if before in ("that", ":") else at
    if ends and begin > 1 and line.low[begin - 1] in saying and line.classes[begin - 2] != "conj":
        return True
    opens = at == 0 or before in _STARTS
    behind = end + (end < len(line) and line.low[end] == ",")
    if line.text(behind, behind + 2) == "according to":
        return opens
    if opens and line.text(behind, behind + 1) in saying and line.classes[behind + 1 : behind + 2] != ("num",):
        return behind + 1 < len(line)
    were = end < len(line) and line.low[end] in _WERE
    return were and (opens or before in saying) and (end + 1 >= len(line) or line.low[end + 1] in (".", ";", ","))


def at_number(link: Link) -> Link:
    """Return a link as if its words of harm stood at its number: what was said around these says nothing of how it is meant."""
    return replace(link, trigger=_at_number(link.group, link.trigger))


def _at_number(group: Group, trigger: Trigger) -> Trigger:
    return replace(trigger, start=group.start, end=group.end, form="")


def _goes_on_list(line: Line, group: Group, last: Link) -> bool:
    """Say whether a number goes on what was counted by the same preposition: "killed 30 people in Homs and 12 in Hama"."""
    if last.whole is not None or last.group.part or group.after not in ("and", ",", "&"):
        return False
    if group.end >= len(line) or line.low[group.end] not in _LISTING or last.group.amount is None:
        return False
    places = {last.group.end, last.trigger.end}
    start = max(places)
    if line.text(start, start + 1) != line.low[group.end]:
        return False
    between = range(start + 1, group.start)
    return not any(line.classes[at] in _CLAUSAL or line.low[at] in (";", ":") for at in between)


def _figure_before(line: Line, group: Group) -> tuple[int, bool]:
    """Return the index of "figure" or "number" that a number is said to be, and whether it grew to it; -1 where there is none."""
    figures = line.lexicon.words("cues", "figure_nouns")
    for at in range(group.start - 1, max(0, group.start - FIGURE_REACH - 1), -1):
        if line.low[at] in figures:
            between = line.low[at + 1 : group.start]
            if not between or line.low[at - 1] not in ("the", "that", "this", "its", "their", "death"):
                return -1, False
            grows = between[-1] == "to" or not line.lexicon.words("cues", "reached").isdisjoint(between)
            return (at, grows) if grows or (between[-1] in _AT and between[0] != "of") else (-1, False)
        if line.classes[at] not in _LINKING and line.low[at] not in line.lexicon.words("cues", "reached"):
            return -1, False
    return -1, False


def _act(earlier: Iterable[Link]) -> tuple[str, Trigger | None]:
    """Return the one act that was counted before, and the last words that say so; nothing where there are several."""
    counted = [
        one
        for one in earlier
        if one.whole is None and one.group.amount is not None and one.trigger.unit in ("", "body")
    ]
    acts = {"killing" if one.trigger.act in DEATHS else one.trigger.act for one in counted}
    if len(acts) != 1:
        return "", None
    return counted[-1].trigger.act, counted[-1].trigger


def _act_before(before: Sequence[Proposal]) -> str:
    """Return the one act whose victims the sentence before counted; nothing where there are several."""
    wholes = [one for one in before if one.part_of is None and one.modality in ("asserted", "cumulative")]
    acts = {"killing" if one.act in DEATHS else one.act for one in wholes}
    persons = all(one.quantity.unit in ("person", "body") for one in wholes)
    return wholes[-1].act if len(acts) == 1 and persons else ""


def _is_all(line: Line, group: Group) -> bool:
    """Say whether nothing follows a number in its sentence: "The rebels say 20."."""
    return all(kind == "mark" for kind in line.classes[group.end :]) and group.start < FIGURE_REACH
