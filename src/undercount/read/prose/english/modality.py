"""How words of harm are meant: said to be so, denied, feared or planned, of another time, or as a toll over a longer time."""

from __future__ import annotations

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.scenes import verb_start

REACH = 9
"""How many words before the words of harm a cue of fear, plan or denial can stand."""

FAR = 30
"""How many words before them a cue of another event can stand, where the harm is told in passing."""

_RELATIVE = frozenset({"who", "that", "which", "whom", "whose", "where"})


def modality(line: Line, link: Link) -> tuple[str, str]:
    """Return how a link is meant, and the id of the rule that says so; empty where it is plainly asserted."""
    for rule, found in (
        ("denied.verb", _negated(line, link)),
        ("hypothetical.verb", _unreal(line, link)),
        ("hypothetical.cue", _cued(line, link, "feared" if _is_finite(line, link) else "hypothetical", REACH)),
        ("denied.cue", _cued(line, link, "denied", REACH)),
        ("background.crime", _cued(line, link, "crime", REACH)),
        ("background.event", _in_passing(line, link)),
        ("background.time", _anywhere(line, "background")),
        ("cumulative.time", _anywhere(line, "cumulative")),
    ):
        if found:
            return rule.split(".", maxsplit=1)[0], rule
    return "asserted", ""


def _negated(line: Line, link: Link) -> bool:
    start = verb_start(line, link.trigger.start)
    return not line.lexicon.words("grammar", "negations").isdisjoint(line.low[start : link.trigger.start])


def _unreal(line: Line, link: Link) -> bool:
    """Say whether the verb is only possible or intended: "could kill", "to kill", but not "managed to kill"."""
    start = verb_start(line, link.trigger.start)
    verb = line.low[start : link.trigger.start]
    if not line.lexicon.words("grammar", "modals").isdisjoint(verb):
        return True
    if link.trigger.form != "base" or not link.trigger.start or line.low[link.trigger.start - 1] != "to":
        return False
    before = line.low[max(0, link.trigger.start - 3) : link.trigger.start]
    return line.lexicon.words("cues", "achieved").isdisjoint(before)


def _is_finite(line: Line, link: Link) -> bool:
    """Say whether the harm has a verb of its own, so that what somebody tried before it does not reach it."""
    return link.rule != "active" and verb_start(line, link.trigger.start) < link.trigger.start


def _cued(line: Line, link: Link, heading: str, reach: int) -> bool:
    """Say whether a cue stands before the words of harm without a new clause between."""
    start = max(0, link.trigger.start - reach)
    for at in range(link.trigger.start - 1, start - 1, -1):
        if line.low[at] in (";", ":", "but", "while", "when") or (
            line.low[at] == "," and line.low[at + 1] in ("and", "but")
        ):
            start = at + 1
            break
    return _holds(line, start, link.trigger.start, heading)


def _in_passing(line: Line, link: Link) -> bool:
    """Say whether the harm is what a protest, a trial or a revenge is about: told as a noun, in a relative clause or as a participle."""
    start = max(0, link.trigger.start - FAR)
    first = min(link.group.start, link.trigger.start)
    if link.trigger.frame == "noun-of" and _holds(line, max(0, link.trigger.start - 4), link.trigger.start, "reason"):
        return True
    if not _holds(line, start, first, "event"):
        return False
    if link.trigger.frame == "noun-of" or link.trigger.form == "ing":
        return True
    if line.lexicon.words("cues", "occasion").intersection(line.low[max(start, first - 5) : first]):
        return True
    verb = verb_start(line, link.trigger.start)
    if not _RELATIVE.isdisjoint(line.low[first:verb]) or not _RELATIVE.isdisjoint(
        line.low[max(start, first - 4) : first]
    ):
        return True
    return (
        verb == link.trigger.start
        and link.rule == "passive"
        and link.group.after in line.lexicon.words("grammar", "prepositions")
    )


def _anywhere(line: Line, kind: str) -> bool:
    return _holds(line, 0, len(line), f"{kind}_anywhere")


def _holds(line: Line, start: int, end: int, heading: str) -> bool:
    """Say whether one of a list's cues stands between two words."""
    cues = line.lexicon.words("cues", heading)
    words = line.low[start:end]
    if not cues.isdisjoint(words):
        return True
    return any(" ".join(words[at : at + size]) in cues for size in (2, 3, 4) for at in range(len(words) - size + 1))
