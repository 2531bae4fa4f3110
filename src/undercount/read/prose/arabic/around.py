"""What else an Arabic sentence says of those harmed: with what it was done, and who they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import THINGS, Noun, noun_of, phrases
from undercount.read.prose.proposal import Span, Victims


def methods_of(words: Sequence[Token]) -> list[Span]:
    """Return the words that say with what harm was done, the longest phrase at each place: "غارة جوية", "برصاص قناص"."""
    found: list[Span] = []
    at = 0
    while at < len(words):
        size = next((len(entry) for entry in _methods().get(words[at].word, ()) if _follow(words, at, entry)), 0)
        if size:
            found.append(Span(words[at].start, words[at + size - 1].end))
        at += max(size, 1)
    return found


@cache
def _methods() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Return the phrases for methods by their first word with each prefix that it can have, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in phrases("methods", "words"):
        for prefix in ("", "ب", "و", "ال", "وال", "بال", "وب", "ل", "لل"):
            found.setdefault(f"{prefix}{entry[0]}", []).append(entry)
    return found


def _follow(words: Sequence[Token], at: int, entry: tuple[str, ...]) -> bool:
    """Tell whether the words of a phrase behind its first stand behind a word, with an article or without."""
    rest = [w.word.removeprefix("ال") for w in words[at + 1 : at + len(entry)]]
    return rest == [word.removeprefix("ال") for word in entry[1:]]


def method_of(group: Group, methods: Sequence[Span]) -> Span | None:
    """Return the method that stands nearest to the words of harm, one behind them rather than before."""
    behind = [one for one in methods if one.start >= group.trigger.start]
    before = [one for one in methods if one.start < group.trigger.start]
    return min(behind, key=lambda one: one.start, default=max(before, key=lambda one: one.start, default=None))


def victims_of(words: Sequence[Token], group: Group) -> Victims:
    """Return who was harmed, by the noun and by an adjective or a description behind it: "12 قتيلا في صفوف المدنيين"."""
    noun = group.noun
    if noun is None:
        return Victims(targets=group.targets)
    more = _described(words, group) if noun.sort in ("victim", "person", "body") else None
    targets = {noun.target, *group.targets} - {""}
    if more is None or noun.sort in THINGS:
        return Victims(group.noun_span, noun.sex, noun.age, noun.status, tuple(sorted(targets)))
    return Victims(
        group.noun_span,
        noun.sex or more.sex,
        noun.age or more.age,
        noun.status or more.status,
        tuple(sorted(targets | ({more.target} - {""}))),
    )


def _described(words: Sequence[Token], group: Group) -> Noun | None:
    """Return what the words at once behind a noun say of those that it counts."""
    at = group.after
    behind = [w.word for w in words[at : at + 2]]
    if behind in (["في", "صفوف"], ["بين", "صفوف"]):
        at += 2
    elif behind[:1] in (["من"], ["بين"]):
        at += 1
    noun = noun_of(words[at].word) if at < len(words) and not words[at].word.startswith("و") else None
    if noun is None or noun.sort != "person" or noun.owned or (at == group.after and noun.definite):
        return None
    return noun
