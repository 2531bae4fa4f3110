"""Where Arabic says that nobody was harmed: "لم يصب أحد", "دون وقوع إصابات"."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.acts import act_at
from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.numbers import Amount
from undercount.read.prose.arabic.words import MANY, Noun, has, noun_of

_NO = frozenset(["لم", "ولم", "فلم", "لا", "ولا", "دون", "بدون", "ودون", "وبدون"])
_NOT = frozenset(["لم", "ولم", "فلم"])
_ANY = frozenset(["اي", "ايه", "احد", "احدا"])
_REACH = 7
_SILENT = 9
"""How far words reach by which nothing was reported."""


def none_of(words: Sequence[Token]) -> list[Group]:
    """Return the groups of nobody: an act that was done to none, said by a number of 0 and the words for it."""
    found = []
    for at, token in enumerate(words):
        group = (_not(words, at) or _without(words, at)) if token.word in _NO else None
        if group is not None:
            found.append(group)
    return found


def _not(words: Sequence[Token], at: int) -> Group | None:
    """Return "لم يقتل أي مدني", "لم يصب أحد"."""
    act = act_at(words, at + 1) if words[at].word in _NOT and at + 1 < len(words) else None
    any_ = at + 2
    if act is None or any_ >= len(words) or words[any_].word not in _ANY:
        return None
    named = any_ + 1 if words[any_].word.startswith("اي") and any_ + 1 < len(words) else any_
    noun = noun_of(words[named].word)
    noun = noun if noun is not None and noun.sort == "person" else None
    after = named + 1 if noun is not None else any_ + 1
    amount = Amount(at, any_ + 1, None, 0, None, "exactly")
    one = Counted(at, after, amount, noun, named if noun is not None else any_)
    return group_of(words, one, act.act, words[at + 1].span, "ar.none")


def _without(words: Sequence[Token], at: int) -> Group | None:
    """Return "دون وقوع إصابات", "لم يسفر الهجوم عن ضحايا", "لا قتلى"."""
    for end in range(at + 1, min(len(words), at + 1 + _REACH)):
        word = words[end].word
        noun = noun_of(word)
        any_ = words[end - 1].word in _ANY
        case = next((act for act in ("killing", "injury") if any_ and has(word, "cases", act)), "")
        if case:
            return _nobody(words, at, end, Noun("victim", MANY, case))
        if noun is not None and noun.sort == "victim" and (noun.form == MANY or any_) and not noun.definite:
            return _nobody(words, at, end, noun)
        if not has(word, "modality", "happen") and not (words[at].word in _NOT and word.startswith("ال")):
            return None
    return None


def _nobody(words: Sequence[Token], at: int, end: int, noun: Noun) -> Group:
    one = Counted(at, end + 1, Amount(at, end + 1, None, 0, None, "exactly"), noun, end)
    return group_of(words, one, noun.act, words[end].span, "ar.none")


def unreported(words: Sequence[Token]) -> frozenset[int]:
    """Return the indexes of the harmed of whom nothing was reported ("لم ترد تقارير عن سقوط ضحايا"): neither some nor none."""
    found: set[int] = set()
    for at, token in enumerate(words):
        near = words[at + 1 : at + 3] if token.word in _NO else []
        if any(has(w.word, "never", "reports") for w in near):
            found.update(range(at, min(len(words), at + _SILENT)))
    return frozenset(found)
