"""The number that a toll is said to have reached: "ارتفعت حصيلة القتلى إلى 45 شخصا"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.numbers import Amount
from undercount.read.prose.arabic.words import has, noun_of

_REACH = 10
"""How many words behind the noun of those harmed its number can stand."""

_SAID = 3
_SHARE = frozenset(["نسبه", "ونسبه", "بنسبه", "معدل"])
"""Before those harmed: what follows is a share of them."""

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
    if has(words[one.first - 1].word, "parts", "reached") or words[one.first - 1].word == ":":
        return True
    if at == one.first - 1 and is_toll(words, at):
        return True
    before = _said(words, at, one)
    if any(w.word[0].isdigit() for w in words[at + 1 : one.first]):
        return False
    bounds = any(w.word in _BOUNDS for w in before) and words[one.first - 1].word in ("عن", "علي")
    return bounds or any(has(w.word, "parts", "said") or has(w.word, "parts", "exceeded") for w in before)


def is_toll(words: Sequence[Token], at: int) -> bool:
    """Tell whether a noun stands behind "the number of" or "the toll of"."""
    return any(has(w.word, "parts", "tolls") for w in words[max(0, at - 2) : at])
