"""How Arabic words of harm are meant: said to be so, denied, feared, the reason of something else, or a toll over a longer time."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.practices import practice_rules
from undercount.read.prose.arabic.words import has, phrases

_REACH = 9
"""How many words before the words of harm a cue can stand."""

_FAR = 16
"""How many words before them what they are the reason of can stand: "أدانت المحكمة … بقتل … وتعذيب …"."""

_NEAR = 3
"""How many words before them "not" can stand."""

_WHICH = frozenset(["الذي", "التي", "الذين", "اللذين"])
"""Behind these a verb says what is known already: "نفى الجيش مقتل مدنيين في القصف الذي استهدف السوق" denies no attack."""

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
    if group.rule == "ar.toll":
        near, before = _unbounded(near), _unbounded(before)
    if words[at - 1].word in _WHICH and at:
        before, near = [], []
    if any(word in _NOT for word in near) or _holds([w for w in before if w not in _NOT], "denied"):
        return "denied"
    if _is_possible(words, at) or _holds(before, "hypothetical"):
        return "hypothetical"
    if _is_background(group, before, _clause(words, min(at, group.first), _FAR)) or _anywhere(
        words, "background-anywhere"
    ):
        return "background"
    return "cumulative" if group.rule not in practice_rules() and _adds_up(words, at) else "asserted"


def _clause(words: Sequence[Token], at: int, reach: int = _REACH) -> list[str]:
    """Return the words before one, back to where its clause begins."""
    found: list[str] = []
    for token in reversed(words[max(0, at - reach) : at]):
        if token.word in (".", ";", ":", "?", "!") or (token.word,) in phrases("modality", "clauses"):
            break
        found.append(token.word)
    return found[::-1]


def _is_background(group: Group, before: Sequence[str], far: Sequence[str]) -> bool:
    """Tell whether something else is what is told: a trial, a funeral, a protest; whoever condemns a practice says that it is done."""
    if group.rule in practice_rules():
        before = [word for word in before if not has(word, "modality", "condemned")]
        far = [word for word in far if not has(word, "modality", "condemned")]
    return _holds(before, "background") or (bool(before) and _holds(far, "charged"))


def _unbounded(before: Sequence[str]) -> list[str]:
    """Return words without the "not" of a bound: "لم يتجاوز عدد القتلى خمسة" denies nothing."""
    bound = [has(word, "parts", "exceeded") or word in ("يقل", "يزيد", "يزد") for word in [*before[1:], ""]]
    return [word for word, is_bound in zip(before, bound, strict=True) if not (word in _NOT and is_bound)]


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


def _adds_up(words: Sequence[Token], start: int) -> bool:
    """Tell whether a number adds up over a long time: "منذ بداية الحرب", but not "منذ الفجر"."""
    if any(has(w.word, "modality", "totals") for w in words):
        return True
    for at, token in enumerate(words):
        if token.word in ("منذ", "ومنذ") and not any(has(w.word, "parts", "rising") for w in words[start:at]):
            behind = words[at + 1 : at + 3]
            if any(has(w.word, "modality", "since-long") for w in behind) and not any("ساع" in w.word for w in behind):
                return True
    return False
