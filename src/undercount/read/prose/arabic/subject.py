"""One or two persons without a number, of whom a verb behind them says what was done: "أن رجلا أصيب", "طفلة وشابا قتلا"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from undercount.read.prose.arabic.acts import Act, act_at
from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token, plain
from undercount.read.prose.arabic.words import MANY, ONE, TWO, act_of, begins, counts, has, lexicon, noun_of
from undercount.read.prose.proposal import Span

_REACH = 14
"""How many words behind the first person the verb can stand: an age and where they are from stand between."""

_AGE = 6
"""How many words an age can have: "يبلغ من العمر 12 عاما"."""

_OPENING = frozenset(["ان", "بان", "وان", "كان", "كانت", "وكان", "وكانت", "قد", "حيث", "فيما", "بينما", "كما"])
"""Words behind which a subject stands before its verb; at the head of a sentence it stands so too."""

_MARKS = frozenset("\"«»“”'")
_MANY_VERBS = ("ا", "تا")
"""How a verb ends that says something of two."""


def before_verb(
    words: Sequence[Token], one: Counted, counted: Sequence[Counted], found: Sequence[Group]
) -> Group | None:
    """Return a person, or two, of whom a verb behind them says what was done, or None.

    Args:
        words: A sentence.
        one: Who may be meant.
        counted: What the sentence counts, in order.
        found: Those harmed so far: whoever is joined to the last of them has its verb.
    """
    noun = one.noun
    if noun is None or one.amount is not None or one.sort != "person" or noun.form == MANY or noun.definite:
        return None
    last = found[-1] if found else None
    before = words[one.first - 1].end if one.first else 0
    joined = words[one.first].word.startswith("و") and last is not None and last.rule == "ar.subject"
    if joined and last is not None and before <= last.trigger.start:
        return group_of(words, one, last.act, last.trigger, "ar.subject")
    if not (_opens(words, one.first) or (joined and last is not None and before == last.trigger.end)):
        return None
    verb = _verb(words, one, counted)
    if verb is None:
        return None
    at, act = verb
    return group_of(words, one, act.act, Span(words[at].start, words[act.after - 1].end), "ar.subject")


def _opens(words: Sequence[Token], at: int) -> bool:
    """Tell whether a subject can stand at a word: behind "that" or "was", a mark of speech, or at the head of a sentence."""
    before = [w.word for w in words[max(0, at - 2) : at] if w.word not in _MARKS]
    return not before or before[-1] in _OPENING or before[-1] == ":"


def _verb(words: Sequence[Token], one: Counted, counted: Sequence[Counted]) -> tuple[int, Act] | None:
    """Return the verb behind a subject, with its act; None where something else stands between, or the verb has an object."""
    others = {c.first: c for c in counted}
    at, number, described = one.after, 2 if one.noun is not None and one.noun.form == TWO else 1, False
    while at < len(words) and at - one.first < _REACH:
        word, other = words[at].word, others.get(at)
        act = act_at(words, at) if word in _listed("forms") else None
        if act is not None:
            return (at, act) if _agrees(word, number) and _is_passive(words, at, counted) else None
        after = _passed(words, at)
        if after is None and other is not None and _is_one_more(words, other):
            after, number = other.after, number + 1
        elif after is None and not described and _describes(words, at):
            after, described = at + 1, True
        if after is None:
            return None
        at = after
    return None


@cache
def _listed(key: str) -> frozenset[str]:
    """Return some words of the data file in one spelling, as they stand: no prefix is taken off."""
    return frozenset(plain(word) for word in lexicon()["subject"][key])


def _agrees(word: str, number: int) -> bool:
    """Tell whether a verb behind its subject has its number: "قتلا" of two."""
    return word.endswith(_MANY_VERBS) is (number > 1)


def _passed(words: Sequence[Token], at: int) -> int | None:
    """Return the index behind a mark, an age or "had" between a subject and its verb; None where none of them stands."""
    word = words[at].word
    if word in _MARKS or word in ("قد", ")"):
        return at + 1
    if word == "(":
        return next((i + 1 for i in range(at, min(len(words), at + _AGE)) if words[i].word == ")"), None)
    if word == "في" and at + 1 < len(words) and words[at + 1].word.startswith("ال"):
        return _behind(words, at, ("عمر", "العمر"))
    if begins(word, ("يبلغ", "تبلغ", "بالغ")):
        end = _behind(words, at, ("عام", "سن"))
        return end + 1 if end is not None and end < len(words) and words[end].word == "," else end
    return at + 1 if word == "," and at and has(words[at - 1].word, "numbers", "measures") else None


def _behind(words: Sequence[Token], at: int, starts: tuple[str, ...]) -> int | None:
    """Return the index behind the next word that begins so."""
    return next((i + 1 for i in range(at + 1, min(len(words), at + 1 + _AGE)) if begins(words[i].word, starts)), None)


def _is_one_more(words: Sequence[Token], one: Counted) -> bool:
    noun = one.noun
    single = noun is not None and noun.sort == "person" and noun.form == ONE and not noun.definite
    return single and one.amount is None and words[one.first].word.startswith("و")


def _describes(words: Sequence[Token], at: int) -> bool:
    """Tell whether a word behind a person can describe them: "فلسطينيا", "من المدينة" is none."""
    word = words[at].word
    plain = word.isalpha() and not has(word, "hits", "ends")
    plain = plain and (counts(word) is not None or not word.startswith(("و", "ف", "ب", "ل", "ال")))
    return plain and not has(word, "speech", "verbs") and not act_of(word)


def _is_passive(words: Sequence[Token], at: int, counted: Sequence[Counted]) -> bool:
    """Tell whether a verb that can have an object has none: "أن جنديا قتل في كمين", and not "أن جنديا قتل طفلا"."""
    if words[at].word not in _listed("doing"):
        return True
    word = words[at + 1].word if at + 1 < len(words) else "."
    if not word[0].isalpha():
        return word not in _MARKS
    if word.startswith("و") and counts(word) is None:
        return act_at(words, at + 1) is not None or noun_of(word) is not None
    if any(c.first <= at + 1 < c.after for c in counted):
        return False
    return word.startswith("ب") or word in _listed("behind") or has(word, "dates", "weekdays")
