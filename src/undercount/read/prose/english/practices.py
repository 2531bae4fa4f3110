"""Find what is done without anybody being counted: torture as a practice, rape as a weapon, a double tap, a ceasefire breached.

A report of these is a claim like another: somebody says that it was done, by whom, where and when. It has a number only where one stands
before its words ("14 ceasefire violations").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache

from undercount.read.prose.english.harm import Link, counted_words
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.numbers import Amount, amounts
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.triggers import Trigger, closed_words, match_words
from undercount.read.prose.english.victims import protected
from undercount.read.prose.proposal import Victims

_NUMBER_REACH = 2
"""The most words between a number and what it counts: "three reported ceasefire violations"."""

_PARTING = frozenset({"aux", "past", "modal", "sub", "prep", "pron"})


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    rule: str
    act: str
    unit: str
    whom: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Practice:
    """What is said to be done.

    Args:
        link: The words for it, as the words of harm and as what is counted.
        victims: Who or what it is done to, where that is said.
        act: Term of ``act``.
    """

    link: Link
    victims: Victims
    act: str


def has_practice(words: frozenset[str], lexicon: Lexicon) -> bool:
    """Say whether some words in small letters hold the telling word of any practice, without which none can be there."""
    return not words.isdisjoint(_telling_words(lexicon))


def practices(line: Line, joined: Sequence[Link]) -> list[Practice]:
    """Return the practices that a sentence tells of, in order, without those whose words already count somebody or something.

    Args:
        line: The sentence.
        joined: What was done to whom in it.
    """
    entries = _entries(line.lexicon)
    counted = counted_words(joined)
    found: list[Practice] = []
    at = 0
    while at < len(line):
        matches = [
            (end, entry)
            for entry in entries.get(line.low[at], ())
            if (end := match_words(line, at, entry.words)) > at and counted.isdisjoint(range(at, end))
        ]
        one = next((p for m in sorted(matches, key=lambda m: -m[0]) if (p := _practice(line, at, *m, counted))), None)
        found += [] if one is None else [one]
        at = at + 1 if one is None else one.link.trigger.end
    return _one_attack(found)


def _one_attack(found: list[Practice]) -> list[Practice]:
    """Return "targeted first responders with double taps" as the double taps alone, with whom they were aimed at."""
    aimed = [one for one in found if one.link.trigger.rule == "targeting"]
    taps = [one for one in found if one.act == "double-tap" and one.victims.span is None]
    if len(aimed) != 1 or len(taps) != 1:
        return found
    return [replace(one, victims=aimed[0].victims) if one is taps[0] else one for one in found if one is not aimed[0]]


def _practice(line: Line, at: int, end: int, entry: _Entry, counted: Set[int]) -> Practice | None:
    """Return the practice that some words tell of; None where they need somebody or something protected, and none follows."""
    victims, act, last = protected(line, end, entry.act)
    if entry.whom and (victims is None or not counted.isdisjoint(range(end, last))):
        return None
    number = _number(line, at, counted) if entry.counts else None
    start = at if number is None else number.start
    group = Group(
        start, last if entry.whom else end, end - 1, "unit", unit=entry.unit, amount=number, many=number is None
    )
    trigger = Trigger(at, end, entry.rule, entry.act, "noun", unit=entry.unit)
    return Practice(Link(trigger, group, "practice"), victims or Victims(), act)


def _number(line: Line, at: int, counted: Set[int]) -> Amount | None:
    """Return the number that stands before some words and counts nothing else."""
    near = (one for one in amounts(line) if 0 <= at - one.end <= _NUMBER_REACH)
    return next(
        (one for one in near if counted.isdisjoint(range(one.start, one.end)) and not _parted(line, one.end, at)), None
    )


def _parted(line: Line, start: int, end: int) -> bool:
    """Say whether words between a number and what follows make them two phrases."""
    return not _PARTING.isdisjoint(line.classes[start:end])


@cache
def _entries(lexicon: Lexicon) -> Mapping[str, tuple[_Entry, ...]]:
    """Return the entries by their first word."""
    found: dict[str, list[_Entry]] = defaultdict(list)
    for rule, entry in lexicon.headings("practices").items():
        for words in entry.get("words", ()) if isinstance(entry, Mapping) else ():
            parts = tuple(words.lower().split())
            found[parts[0]].append(
                _Entry(parts, rule, entry["act"], entry["unit"], entry.get("whom", False), entry.get("counts", False))
            )
    return {word: tuple(entries) for word, entries in found.items()}


@cache
def _telling_words(lexicon: Lexicon) -> frozenset[str]:
    """Return for each entry its longest word that is neither grammar nor common: "rape" of "used rape"."""
    closed, plain = closed_words(lexicon) | {"*"}, lexicon.words("practices", "plain")
    found = set()
    for entry in (entry for several in _entries(lexicon).values() for entry in several):
        telling = [word for word in entry.words if word not in closed] or list(entry.words)
        found.add(max([word for word in reversed(telling) if word not in plain] or telling, key=len))
    return frozenset(found)
