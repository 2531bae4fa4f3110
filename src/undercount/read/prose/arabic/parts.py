"""Which counts of an Arabic sentence are parts of one before them: "بينهم 57 طفلا", "سبعة منهم مدنيون", "8 شهداء: 5 نساء و3 رجال"."""

from __future__ import annotations

from dataclasses import replace

from undercount.read.prose.arabic.acts import Act
from undercount.read.prose.arabic.counted import OF_THEM, Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.numbers import Amount
from undercount.read.prose.arabic.state import State, is_joined
from undercount.read.prose.arabic.words import MANY, Noun, act_of, has, noun_of

_PART_REACH = 4

_STANDING = frozenset(["من", "في", "قرب", "داخل", "خلال", "علي", "عند", ",", "."])
"""What can stand behind the number of a part that has no noun: "منهم 509 قرب المواقع"."""

_ASIDE = frozenset({",", "(", "-", "–"})
"""Marks before what is said of some of those told before."""


def mark_parts(state: State, at: int) -> None:
    """Note where parts of the last group begin, and where they end."""
    word = state.words[at].word
    behind = state.found and state.found[-1].after == at
    if word in OF_THEM and any(one.some and one.first < at < one.after for one in state.counted):
        return
    if has(word, "parts", "words") or has(word, "parts", "one-of") or (word == "(" and _is_aside(state, at)):
        near = any(at < one.first <= at + _PART_REACH for one in state.counted)
        if has(word, "parts", "one-of"):
            near = any(c.first == at + 1 and c.noun is not None and not c.noun.definite for c in state.counted)
        state.part = at if state.found and near else None
    elif word == ")":
        opened = state.part is not None and state.words[state.part].word == "("
        state.part = None if opened else state.part
    elif word == ":" and behind and any(c.first == at + 1 and c.amount is not None for c in state.counted):
        state.part = at if _is_broken_down(state, at) else None
    elif word in ("بين", "وبين", "ضمن", "وضمن") and at + 1 < len(state.words):
        noun = noun_of(state.words[at + 1].word)
        if noun is not None and noun.sort == "victim" and noun.definite:
            state.act, state.at, state.since, state.among = (
                Act(noun.act, at + 2, doing=False, spoken=False),
                at + 1,
                at + 1,
                True,
            )


def _is_aside(state: State, at: int) -> bool:
    """Tell whether brackets hold some of those counted before: right behind them, or a number alone ("بالضفة (61 إصابة)")."""
    if not state.found:
        return False
    inside = next((c for c in state.counted if c.first == at + 1), None)
    closed = inside is not None and inside.after < len(state.words) and state.words[inside.after].word == ")"
    alone = closed and inside is not None and inside.amount is not None and inside.noun is not None
    return state.found[-1].after == at or alone


def of_them(state: State, one: Counted) -> Group | None:
    """Return some "of them" of whom a word of harm speaks right before: a part ("إصابة اثنين منهم خطيرة"), or the hurt who died."""
    told = one.some and any(w.word in OF_THEM for w in state.words[one.first : one.after])
    if not told or not state.found or state.act is None or one.first != state.since + 1:
        return None
    root = _root(state)
    whole = state.found[root]
    trigger = state.words[state.at].span
    if whole.act == state.act.act and _fits(one, whole):
        return replace(group_of(state.words, one, whole.act, whole.trigger, "ar.part"), part_of=root)
    if (whole.act, state.act.act) == ("injury", "killing"):
        return group_of(state.words, one, "killing", trigger, "ar.act", "victims.share")
    return None


def part_of_last(state: State, one: Counted) -> Group | None:
    """Return a part of the last group: "بينهم 57 طفلا و31 سيدة", whatever stands between the whole and "among them"."""
    if state.part is None or not state.found or one.sort == "body" or (one.noun is None and not _is_some(state, one)):
        return None
    last = state.found[-1]
    root = _root(state)
    whole = state.found[root]
    near = one.first - state.part <= _PART_REACH
    if not near and not (last.first > state.part and (is_joined(state, one) or _is_listed(state, one, whole))):
        return None
    if (one.noun is not None and one.sort == "victim" and one.noun.act != whole.act) or not _fits(one, whole):
        return None
    if has(state.words[state.part].word, "parts", "most"):
        one = _both(state, one)
    return replace(group_of(state.words, one, whole.act, whole.trigger, "ar.part"), part_of=root)


def _is_listed(state: State, one: Counted, whole: Group) -> bool:
    """Tell whether one more part stands behind a comma and "and": "بينهم 4 أطفال، و3 نساء"; more than the whole, or of others, is none."""
    words = state.words
    first = one.first - 1 if words[one.first - 1].word == "و" else one.first
    between = words[state.found[-1].after : first - 1]
    plain = len(between) <= _PART_REACH - 1 and all(w.word.isalpha() and not act_of(w.word) for w in between)
    comma = words[first - 1].word == "," and plain
    if not comma or one.noun is None or not (first < one.first or words[first].word.startswith("و")):
        return False
    if {one.noun.status, whole.noun.status if whole.noun is not None else ""} == {"armed-member", "civilian"}:
        return False
    return one.amount is not None and whole.amount is not None


def _fits(one: Counted, whole: Group) -> bool:
    """Tell whether a number can be a part of another: it is no greater than a number that is said to be exact."""
    part, most = _size(one.amount, one.noun), _size(whole.amount, whole.noun)
    return part is None or most is None or part <= most


def _size(amount: Amount | None, noun: Noun | None) -> int | None:
    """Return how many exactly: the number, or one or two by the noun's form."""
    if amount is not None:
        return amount.best
    return noun.form if noun is not None and noun.form != MANY else None


def _is_broken_down(state: State, at: int) -> bool:
    """Tell whether the numbers behind a colon add up to the one before it, so that they are its parts: "8 شهداء: 5 نساء و3 رجال"."""
    whole = state.found[_root(state)].amount
    sizes = [c.amount.best for c in state.counted if c.first > at and c.amount is not None and c.sort == "person"]
    return whole is not None and None not in sizes and sum(size or 0 for size in sizes) == whole.best


def _both(state: State, one: Counted) -> Counted:
    """Return two kinds that are "most of them" together as one: "معظمهم من النساء والأطفال" says neither how many women nor children."""
    other = next((c for c in state.counted if c.first == one.after and c.amount is None), None)
    joined = other is not None and state.words[other.first].word.startswith("و")
    if other is None or other.noun is None or one.noun is None or not joined or one.amount is not None:
        return one
    age = one.noun.age if one.noun.age == other.noun.age else ""
    sex = one.noun.sex if one.noun.sex == other.noun.sex else ""
    return replace(one, at=other.at, after=other.after, noun=replace(one.noun, sex=sex, age=age))


def _root(state: State) -> int:
    """Return which group the last one is, or is a part of."""
    last = state.found[-1]
    return len(state.found) - 1 if last.part_of is None else last.part_of


def _is_some(state: State, one: Counted) -> bool:
    """Tell whether a number at once behind "among them" counts some of a kind that has no noun here: "بينهم ثلاثة من الكوادر"."""
    behind = state.words[one.after].word if one.after < len(state.words) else ""
    return one.first - 1 == state.part and behind in _STANDING and one.amount is not None


def some_of_them(state: State, one: Counted) -> Group | None:
    """Return a part whose "of them" stands behind its number and a mark before it: "12 شخصا، سبعة منهم مدنيون"."""
    words = state.words
    told = one.some and any(w.word in OF_THEM for w in words[one.first : one.after])
    if not told or not state.found or not one.first or words[one.first - 1].word not in _ASIDE:
        return None
    root = _root(state)
    whole = state.found[root]
    if one.noun is not None and one.sort == "victim" and one.noun.act != whole.act:
        return None
    if one.noun is None and one.after < len(words) and act_of(words[one.after].word):
        return None
    state.part = one.first - _PART_REACH  # so that only what "and" joins to it is a part too
    return replace(group_of(words, one, whole.act, whole.trigger, "ar.part"), part_of=root)
