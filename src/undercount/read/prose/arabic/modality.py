"""How Arabic words of harm are meant: said to be so, denied, feared, the reason of something else, or a toll over a longer time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.practices import practice_rules
from undercount.read.prose.arabic.words import act_of, begins, has, phrases

_REACH = 9
"""How many words before the words of harm a cue can stand."""

_FAR = 16
"""How many words before them what they are the reason of can stand: "أدانت المحكمة … بقتل … وتعذيب …"."""

_NEAR = 3
"""How many words before them "not" can stand."""

_LONG = 4
"""How many words "a year after" can have, or stand between a number and "a day"."""

_SAME = frozenset(["نفسه", "ذاته", "نفسها", "ذاتها"])
"""Behind "on the day" they say which, so that no number is one a day."""

_WHICH = frozenset(["الذي", "التي", "الذين", "اللذين"])
"""Behind these a verb says what is known already: "نفى الجيش مقتل مدنيين في القصف الذي استهدف السوق" denies no attack."""

_WITHIN = frozenset(["في", "علي", "الي", "من"])
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
    if _says(before, "untrue"):
        return "denied"
    if _is_possible(words, at) or _holds(before, "hypothetical") or _is_expected(words, at, group):
        return "hypothetical"
    apart = _anywhere(words, "background-anywhere") or _is_long_ago(before) or _is_rate(words, group)
    if apart or _is_background(group, before, _clause(words, min(at, group.first), _FAR)):
        return "background"
    adds_up = _adds_up(words, at) or _is_of_war(words, group)
    return "cumulative" if group.rule not in practice_rules() and adds_up else "asserted"


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
    bound = [has(word, "parts", "exceeded") or word in ("يقل", "يزيد", "يزد") for word in [*before, ""][1:]]
    return [word for word, is_bound in zip(before, bound, strict=True) if not (word in _NOT and is_bound)]


def _holds(before: Sequence[str], kind: str) -> bool:
    return any(has(word, "modality", kind) for word in before)


def _is_possible(words: Sequence[Token], at: int) -> bool:
    """Tell whether a verb says what may be or will be: "قد يموت", "سيقتل"."""
    if words[at].word.startswith(("سي", "ست")):
        return True
    return at > 0 and words[at - 1].word in ("قد", "وقد") and words[at].word[:1] in "يت"


def _is_expected(words: Sequence[Token], at: int, group: Group) -> bool:
    """Tell whether a toll is one to come: "عدد القتلى مرشح للارتفاع إلى 50", "قد يصل عدد القتلى إلى 50"."""
    first = next((i for i, w in enumerate(words) if w.start >= group.amount_span.start), group.first)
    start = max(0, min(at, first) - _NEAR)
    for i in range(start, max(at, first)):
        if has(words[i].word, "modality", "expected"):
            return True
        if words[i].word in ("قد", "وقد") and has(words[i + 1].word, "modality", "may-rise"):
            return True
    return False


def _anywhere(words: Sequence[Token], kind: str) -> bool:
    return _says([w.word for w in words], kind)


def _says(said: Sequence[str], kind: str) -> bool:
    """Tell whether a phrase of a list stands among some words."""
    return any(
        tuple(said[at : at + len(entry)]) == entry for entry in phrases("modality", kind) for at in range(len(said))
    )


def _is_long_ago(before: Sequence[str]) -> bool:
    """Tell whether words of harm stand behind "a year after": "بعد عام على مقتل …", "بعد مرور ستة أشهر على مقتل …"."""
    if before[-1:] not in (["علي"], ["من"]):
        return False
    said = list(before[-_LONG - 1 : -1])
    return "بعد" in said and any(has(word, "modality", "long") for word in said[said.index("بعد") :])


def _is_rate(words: Sequence[Token], group: Group) -> bool:
    """Tell whether a number is one a day or a month, and of no day: "يقتل يوميا نحو 30 مدنيا"."""
    trigger = next((i for i, w in enumerate(words) if w.start == group.trigger.start), group.first)
    near = [w.word for w in words[min(trigger, group.first) : group.after + _LONG]]
    a_day = any(
        pair == ("في", "اليوم") and not after.startswith("ال") and after not in _SAME
        for pair, after in zip(pairwise(near), [*near[2:], ""], strict=False)
    )
    return a_day or any(has(word, "modality", "rates") for word in near) or _says(near, "rates-of")


def _is_of_war(words: Sequence[Token], group: Group) -> bool:
    """Tell whether a number is the toll of a war: "ارتفعت حصيلة العدوان إلى …", "بلغ عدد ضحايا الحرب …"."""
    for at in range(max(0, group.first - _FAR), group.first):
        behind = words[at + 1 : at + 3]
        goes_on = has(words[at].word, "modality", "wars") and any(begins(w.word, ("مستمر", "متواصل")) for w in behind)
        of_war = has(words[at].word, "parts", "war-tolls") and any(has(w.word, "modality", "wars") for w in behind)
        if of_war or goes_on:
            return not any(_parts_clauses(words, i) for i in range(at, group.first))
    return False


def _parts_clauses(words: Sequence[Token], at: int) -> bool:
    """Tell whether a clause ends at a word: at a comma, but not before those hurt in the same harm ("، وإصابة …")."""
    follows = words[at + 1].word if at + 1 < len(words) else ""
    goes_on = follows in ("الي", "عن") or (follows.startswith("و") and act_of(follows) == "injury")
    return has(words[at].word, "modality", "clauses") or (words[at].word == "," and not goes_on)


def _is_of_place(words: Sequence[Token], start: int, at: int) -> bool:
    """Tell whether "since" is said of a place in a clause of its own: "في المدينة التي تحاصرها القوات منذ ثلاثة أشهر"."""
    return any(words[i].word in _WHICH and words[i - 2].word in _WITHIN for i in range(max(start, 2), at))


def _adds_up(words: Sequence[Token], start: int) -> bool:
    """Tell whether a number adds up over a long time: "منذ بداية الحرب", but not "منذ الفجر"."""
    if any(has(w.word, "modality", "totals") for w in words):
        return True
    for at, token in enumerate(words):
        if token.word in ("منذ", "ومنذ") and not any(has(w.word, "parts", "rising") for w in words[start:at]):
            behind = words[at + 1 : at + 3]
            if _is_of_place(words, start, at):
                continue
            if any(has(w.word, "modality", "since-long") for w in behind) and not any("ساع" in w.word for w in behind):
                return True
    return False
