"""How Arabic words of harm are meant: said to be so, denied, feared, the reason of something else, or a toll over a longer time."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import has, phrases

_REACH = 9
"""How many words before the words of harm a cue can stand."""

_NEAR = 3
"""How many words before them "not" can stand."""

_NOT = frozenset(["لم", "ولم", "لن", "ولن", "ليس", "دون", "بدون"])


def modality_of(words: Sequence[Token], group: Group) -> str:
    """Return how a group is meant.

    Args:
        words: The sentence.
        group: Those harmed.
    """
    at = next((i for i, w in enumerate(words) if w.start == group.trigger.start), group.first)
    before = _clause(words, min(at, group.first))
    near = before[-_NEAR:]
    if group.rule == "ar.none":
        return "denied" if _holds(before, "denied") else "asserted"
    if any(word in _NOT for word in near) or _holds([w for w in before if w not in _NOT], "denied"):
        return "denied"
    if _is_possible(words, at) or _holds(before, "hypothetical"):
        return "hypothetical"
    if _holds(before, "background") or _anywhere(words, "background-anywhere"):
        return "background"
    return "cumulative" if _adds_up(words) else "asserted"


def _clause(words: Sequence[Token], at: int) -> list[str]:
    """Return the words before one, back to where its clause begins."""
    found: list[str] = []
    for token in reversed(words[max(0, at - _REACH) : at]):
        if token.word in (".", ";", ":", "?", "!") or (token.word,) in phrases("modality", "clauses"):
            break
        found.append(token.word)
    return found[::-1]


def _holds(before: Sequence[str], kind: str) -> bool:
    return any(has(word, "modality", kind) for word in before)


def _is_possible(words: Sequence[Token], at: int) -> bool:
    """Tell whether a verb says what may be or will be: "قد يموت", "سيقتل"."""
    if words[at].word.startswith(("سي", "ست")):
        return True
    return at > 0 and words[at - 1].word in ("قد", "وقد") and words[at].word[:1] in "يت"


def _anywhere(words: Sequence[Token], kind: str) -> bool:
    said = [w.word for w in words]
    return any(
        tuple(said[at : at + len(entry)]) == entry for entry in phrases("modality", kind) for at in range(len(said))
    )


def _adds_up(words: Sequence[Token]) -> bool:
    """Tell whether a number adds up over a long time: "منذ بداية الحرب", but not "منذ الفجر"."""
    if any(has(w.word, "modality", "totals") for w in words):
        return True
    for at, token in enumerate(words):
        if token.word in ("منذ", "ومنذ"):
            behind = words[at + 1 : at + 3]
            if any(has(w.word, "modality", "since-long") for w in behind) and not any("ساع" in w.word for w in behind):
                return True
    return False
