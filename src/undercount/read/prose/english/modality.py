"""How words of harm are meant: said to be so, denied, feared or planned, of another time, or as a toll over a longer time."""

from __future__ import annotations

from collections.abc import Callable

from undercount.read.prose.english.background import CHECKS
from undercount.read.prose.english.cued import BEGINS, FAR, REACH, cued, holds
from undercount.read.prose.english.disowned import is_disowned, is_unsaid
from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.scenes import verb_start

CALLED_REACH = 12
"""How many words behind a number it can be called false."""
_EXPECTED = frozenset({"expected", "likely", "feared", "predicted", "projected"})
_TURNS = frozenset({";", "but", "while", "whereas"})
_NEARLY = frozenset({"nearly", "almost"})
_USING = frozenset({"using", "used"})


def modality(line: Line, link: Link) -> tuple[str, str]:
    """Return how a link is meant, and the id of the rule that says so; empty where it is plainly asserted."""
    for rule, holds_for in (*_CHECKS, *CHECKS):
        if holds_for(line, link):
            return rule.split(".", maxsplit=1)[0], rule
    return "asserted", ""


def _negated(line: Line, link: Link) -> bool:
    start = verb_start(line, link.trigger.start)
    if "neither" in (line.low[link.group.start], link.group.after) or link.group.after == "nor":
        return True
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
    if not _USING.isdisjoint(line.low[max(0, link.trigger.start - 5) : link.trigger.start]):
        return False  # "using artillery to kill a woman"
    return line.lexicon.words("cues", "achieved").isdisjoint(before)


def _is_feared(line: Line, link: Link) -> bool:
    """Say whether harm is only feared: "twenty are feared dead"."""
    start = verb_start(line, link.trigger.start)
    return "feared" in line.low[start : link.trigger.start]


def _is_called_false(line: Line, link: Link) -> bool:
    """Say whether a number is said to be none: "the figure of 400 dead is exaggerated"."""
    after = max(link.group.end, link.trigger.end)
    before = line.low[: min(link.group.start, link.trigger.start)]
    figure = not line.lexicon.words("cues", "figures").isdisjoint(before)
    end = next(
        (at for at in range(after, len(line) - 1) if line.low[at] in _TURNS or line.text(at, at + 2) == "and that"),
        len(line),
    )
    return figure and holds(line, after, min(end, after + CALLED_REACH), "called_false")


def _is_rejected(line: Line, link: Link) -> bool:
    """Say whether somebody rejects what others say: "denied the army's claims that it had killed seven"."""
    start = max(0, link.trigger.start - FAR)
    rejecting, reports = line.lexicon.words("cues", "rejecting"), line.lexicon.words("cues", "reports")
    if rejecting.isdisjoint(line.low):
        return False
    for at in range(link.trigger.start - 1, start, -1):
        if line.low[at] in (";", ":", "but") or (line.low[at] == "," and line.low[at + 1] in BEGINS):
            return False
        if line.low[at] in reports and line.text(at + 1, at + 2) in ("that", "of"):
            return not rejecting.isdisjoint(line.low[max(0, at - REACH) : at])
    return False


def _is_unverified(line: Line, link: Link) -> bool:
    """Say whether a sentence only tells of a report that nobody could check: "Reports that 90 were killed could not be verified"."""
    after = max(link.group.end, link.trigger.end)
    before = line.low[: min(link.group.start, link.trigger.start)]
    return not line.lexicon.words("cues", "reports").isdisjoint(before) and holds(line, after, len(line), "unverified")


def _is_unreached(line: Line, link: Link) -> bool:
    """Say whether a toll only may become what is said: "the toll could exceed 500"."""
    if link.trigger.frame != "toll":
        return False
    between = line.low[link.trigger.end : link.group.start + 1]
    return not (line.lexicon.words("grammar", "modals") | _EXPECTED).isdisjoint(between)


def _is_finite(line: Line, link: Link) -> bool:
    """Say whether the harm has a verb of its own, so that what somebody tried before it does not reach it."""
    return link.rule != "active" and verb_start(line, link.trigger.start) < link.trigger.start


_CHECKS: tuple[tuple[str, Callable[[Line, Link], bool]], ...] = (
    ("denied.verb", _negated),
    ("denied.disowned", is_disowned),
    ("hypothetical.unsaid", is_unsaid),
    ("hypothetical.verb", _unreal),
    ("hypothetical.feared", _is_feared),
    ("hypothetical.nearly", lambda line, link: line.text(link.trigger.start - 1, link.trigger.start) in _NEARLY),
    ("hypothetical.if", lambda _, link: link.group.after in ("if", "unless", "lest")),
    ("hypothetical.asked", lambda line, link: cued(line, link, "feared", REACH)),
    ("hypothetical.defined", lambda line, link: cued(line, link, "defining", FAR)),
    ("hypothetical.cue", lambda line, link: not _is_finite(line, link) and cued(line, link, "hypothetical", REACH)),
    ("denied.cue", lambda line, link: cued(line, link, "denied", REACH) or cued(line, link, "denied_reports", FAR)),
    ("denied.reports", _is_rejected),
    ("denied.false", _is_called_false),
    ("hypothetical.unverified", _is_unverified),
    ("hypothetical.toll", _is_unreached),
)
"""What makes of harm a denial or a possibility, by the id of the rule; the first that holds counts."""
