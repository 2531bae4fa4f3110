"""The number that a toll is said to have reached: "ارتفعت حصيلة القتلى إلى 45 شخصا"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.numbers import Amount
from undercount.read.prose.arabic.values import number_at
from undercount.read.prose.arabic.words import act_of, has, noun_of

_REACH = 18
"""How many words behind the noun of those harmed its number can stand."""

_SAID = 3
_SHARE = frozenset(["نسبه", "ونسبه", "بنسبه", "معدل"])
"""Before those harmed: what follows is a share of them."""

_ADDED = frozenset(["اضافه", "بالاضافه", "واضافه"])
"""Before "to": what follows comes on top, and is no toll that was reached."""

_YEARS = frozenset(["عام", "العام", "سنه"])

EXCEEDED = "toll.exceeded"
"""Mark of a toll that a verb bounds."""

_BOUNDS = frozenset(["يقل", "يزيد"])


def toll(words: Sequence[Token], one: Counted) -> Group | None:
    """Return a number, with or without a noun for persons, as the toll that was reached; None where none was."""
    if one.sort not in ("", "person") or one.amount is None or one.first == 0 or one.amount.qualifier == "vague":
        return None
    for at in range(one.first - 1, max(-1, one.first - _REACH), -1):
        noun = noun_of(words[at].word)
        if words[at].word in (".", ";", "?", "!"):
            return None
        if noun is None or noun.sort not in ("victim", "body") or noun.owned:
            continue
        if at and words[at - 1].word in _SHARE:
            return None
        if not (noun.definite or is_toll(words, at)) or not _is_reached(words, at, one):
            return None
        if noun.sort == "body" and (one.noun is not None or not is_toll(words, at)):
            return None
        group = group_of(words, one, noun.act or "killing", words[at].span, "ar.toll", "victims.total")
        group = replace(group, noun=noun) if noun.sort == "body" else group
        return replace(group, amount=_bounded(_said(words, at, one), one.amount))
    return None


def _said(words: Sequence[Token], at: int, one: Counted) -> Sequence[Token]:
    """Return the words around the noun of a toll that can say what it came to: "لم يتجاوز عدد القتلى خمسة", "عدد القتلى لم يتجاوز خمسة"."""
    return [*words[max(0, at - _SAID) : at], *words[at + 1 : one.first]]


def _bounded(before: Sequence[Token], amount: Amount) -> Amount:
    """Return a toll that was "exceeded", or is "no less" or "no more" than a number, as its bound."""
    said = [w.word for w in before]
    verb = next((i for i, word in enumerate(said) if has(word, "parts", "exceeded") or word in _BOUNDS), None)
    if verb is None or amount.qualifier != "exactly":
        return amount
    no = said[max(0, verb - 1)] in ("لا", "ولا", "لم", "ولم") and verb > 0
    if (said[verb] == "يقل") is no:
        return replace(amount, low=amount.best, best=None, qualifier="at-least")
    return replace(amount, high=amount.best, best=None, qualifier="at-most")


def _is_reached(words: Sequence[Token], at: int, one: Counted) -> bool:
    """Tell whether a number is what the toll at a noun came to: behind "إلى" or "بلغ", or at once behind the noun."""
    before_one = [w.word for w in words[max(0, one.first - 2) : one.first]]
    if before_one[-1:] == ["الي"] and before_one[0] in _ADDED:
        return False
    if has(words[one.first - 1].word, "parts", "reached") or words[one.first - 1].word == ":":
        return True
    if at == one.first - 1 and is_toll(words, at):
        return True
    before = _said(words, at, one)
    if any(_counts(words, i) for i in range(at + 1, one.first)):
        return False
    bounds = any(w.word in _BOUNDS for w in before) and words[one.first - 1].word in ("عن", "علي")
    return bounds or any(has(w.word, "parts", "said") or has(w.word, "parts", "exceeded") for w in before)


def _counts(words: Sequence[Token], at: int) -> bool:
    """Tell whether a word is a number in digits of anything but a year or a time: "منذ عام 2011", "منذ 18 شهرا"."""
    year = words[at].word.isdigit() and at > 0 and words[at - 1].word in _YEARS
    time = at + 1 < len(words) and has(words[at + 1].word, "numbers", "measures")
    return words[at].word[0].isdigit() and not year and not time


def bounded(words: Sequence[Token], one: Counted, last: Group | None) -> Counted:
    """Return what is counted with its number as a bound or a guess, where a verb before it says so: "تجاوز عدد القتلى 300 قتيل".

    Args:
        words: The sentence.
        one: What is counted; a number with a hedge of its own stays as it is.
        last: The group before it: what "and" joins to a toll that was exceeded was exceeded too.
    """
    number = one.amount
    if number is None or number.qualifier != "exactly":
        return one
    if last is not None and last.amount is not None and EXCEEDED in last.marks and one.first - last.after in (0, 1):
        return replace(one, amount=_as(number, last.amount.qualifier))
    for at in range(one.first - 1, max(-1, one.first - _REACH), -1):
        word = words[at].word
        if not word[0].isalpha() or number_at(words, at) is not None or act_of(word):
            return one
        more = has(word, "parts", "more") and words[one.first - 1].word in ("علي", "عن")
        above = more or has(word, "parts", "exceeded")
        kind = "about" if has(word, "parts", "nearly") else "at-least" if above else ""
        if kind and _is_of_toll(words, at, one):
            denied = kind == "at-least" and at > 0 and words[at - 1].word in ("لا", "ولا", "لم", "ولم")
            return replace(one, amount=_as(number, "at-most" if denied else kind))
    return one


def _is_of_toll(words: Sequence[Token], at: int, one: Counted) -> bool:
    """Tell whether a verb speaks of a toll, right before it or between it and the number."""
    near = [*words[max(0, at - _SAID) : at], *words[at + 1 : one.first], words[one.first]]
    nouns = [noun_of(w.word) for w in near]
    return any(n is not None and n.sort in ("victim", "body") for n in nouns) or is_toll(words, one.first)


def _as(number: Amount, qualifier: str) -> Amount:
    """Return a number that is said exactly as a bound or a guess."""
    value = number.best
    return replace(
        number,
        low=value if qualifier == "at-least" else None,
        best=value if qualifier in ("exactly", "about") else None,
        high=value if qualifier == "at-most" else None,
        qualifier=qualifier,
    )


def is_toll(words: Sequence[Token], at: int) -> bool:
    """Tell whether a noun stands behind "the number of" or "the toll of"."""
    return any(has(w.word, "parts", "tolls") for w in words[max(0, at - 2) : at])
