"""Find cues of how harm is meant: words of a list that stand before it in its clause, or anywhere in its sentence."""

from __future__ import annotations

from functools import cache

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line

REACH = 9
"""How many words before the words of harm a cue of fear, plan or denial can stand."""

FAR = 30
"""How many words before them a cue of another event can stand, where the harm is told in passing."""

_WHO = frozenset({"who", "whom", "which"})
BEGINS = frozenset(
    [
        "and",
        "but",
        "said",
        "says",
        "claimed",
        "added",
        "saying",
        "adding",
        "insisting",
        "claiming",
        "stating",
        "maintaining",
    ]
)
"""Words behind a comma with which somebody says something else: "denied the report, saying …"."""


def cued(line: Line, link: Link, heading: str, reach: int) -> bool:
    """Say whether a cue stands before the words of harm without a new clause between."""
    start = max(0, link.trigger.start - reach)
    done = heading == "hypothetical" and link.trigger.form == "past" and link.rule in ("active", "passive")
    for at in range(link.trigger.start - 1, start - 1, -1):
        if done and line.low[at] in _WHO and line.classes[at + 1] != "modal":
            start = at + 1  # "vowed to punish those who killed five": they did kill them
            break
        if (
            line.low[at] in (";", ":", "but", "while", "when")
            or (line.low[at] in (",", "and") and line.low[at + 1] in BEGINS)
            or line.text(at, at + 2) == ", with"
        ):
            start = at + 1
            break
    return holds(line, start, link.trigger.start, heading)


def anywhere(line: Line, heading: str) -> bool:
    """Say whether one of a list's cues stands in a sentence."""
    return holds(line, 0, len(line), heading)


def holds(line: Line, start: int, end: int, heading: str) -> bool:
    """Say whether one of a list's cues stands between two words."""
    cues = line.lexicon.words("cues", heading)
    words = line.low[start:end]
    if not cues.isdisjoint(words):
        return True
    first = _first(cues)
    begun = [at for at, word in enumerate(words) if word in first]
    return any(" ".join(words[at : at + size]) in cues for at in begun for size in (2, 3, 4, 5))


@cache
def _first(cues: frozenset[str]) -> frozenset[str]:
    """Return the first words of the cues of several words."""
    return frozenset(words.split()[0] for words in cues if " " in words)
