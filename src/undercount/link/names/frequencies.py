"""How common each name is: what an agreement is worth, learnt from a list, or from general knowledge where there is none."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from undercount.link.names.facts import Fact, fact_of
from undercount.link.names.lexicon import commonest
from undercount.link.names.parts import Name, Parts
from undercount.link.names.table import Names
from undercount.link.names.words import is_arabic

# Without a list: one man in sixteen is a Mohammed, and one in forty has one of the next ten names or so; any other name of the lexicon is
# one in a hundred, and one that is not there one in three thousand. One name in ten begins with a given letter, whatever list it is.
_MOST_COMMON, _VERY_COMMON, _COMMON, _RARE, _INITIAL = 16.0, 40.0, 100.0, 3000.0, 10.0
_LEAST, _MOST = 0.5, 9.0


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Counts of names in a list, by script and by place in the name.

    Args:
        personal: How often each name stands as a given or a father's name.
        family: How often each name stands as a family name.
    """

    personal: Mapping[str, int]
    family: Mapping[str, int]

    @classmethod
    def learn(cls, names: Iterable[Name] | Names) -> Frequencies:
        """Return the frequencies of the names of a list, best the largest list at hand: both its scripts are learnt."""
        personal: Counter[str] = Counter()
        family: Counter[str] = Counter()
        if isinstance(names, Names):
            for script in (names.arabic, names.latin):
                for counts, of in zip((personal, family), script.counts(), strict=True):
                    for fact, count in zip(script.facts, of.tolist(), strict=True):
                        if count:
                            counts[fact.spelling] += count
                            counts[_total(fact.spelling)] += count
            return cls(personal, family)
        for name in names:
            for parts in (name.arabic, name.latin):
                if parts is not None:
                    _count(parts, personal, family)
        return cls(personal, family)

    def information(self, fact: Fact, *, family: bool) -> float:
        """Return what it tells that two people share a name (nats): minus the logarithm of its share of all names in its script.

        Args:
            fact: What is known of the name.
            family: Whether it is a family name.
        """
        counts = self.family if family else self.personal
        total = counts.get(_total(fact.spelling), 0)
        if total == 0 or fact.initial:
            return _by_lexicon(fact, family=family)
        return min(_MOST, max(_LEAST, -math.log(max(0.5, counts.get(fact.spelling, 0)) / total)))


def information(fact: Fact, *, family: bool, frequencies: Frequencies | None) -> float:
    """Return what sharing a name tells (nats), by a list's frequencies or without any list."""
    if frequencies is None:
        return _by_lexicon(fact, family=family)
    return frequencies.information(fact, family=family)


def _total(spelling: str) -> str:
    return "all arabic" if is_arabic(spelling) else "all latin"


def _count(parts: Parts, personal: Counter[str], family: Counter[str]) -> None:
    given = (parts.given,) if parts.given is not None else ()
    last = (parts.family,) if parts.family is not None else ()
    for words, counts in (((*given, *parts.fathers), personal), (last, family)):
        for word in words:
            spelling = fact_of(word).spelling
            counts[spelling] += 1
            counts[_total(spelling)] += 1


def _by_lexicon(fact: Fact, *, family: bool) -> float:
    if fact.initial:
        return math.log(_INITIAL)
    if fact.number == 0 and not family:
        return math.log(_MOST_COMMON)
    if not family and not commonest().isdisjoint(fact.meant):
        return math.log(_VERY_COMMON)
    return math.log(_COMMON if fact.meant else _RARE)
