"""Find the numbers of a sentence as English says them: "at least 82", "dozens", "between 3 and 7", "half a dozen", "no one", "2x".

Dates, times of day, ages, measures, ordinals and numbers that are names ("Highway 5", "AK-47") are no amounts.

References:
    Quirk et al., A Comprehensive Grammar of the English Language (Longman, 1985), 6.63–6.66, on numerals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from undercount.read.prose.english.labels import is_label
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line, nouns
from undercount.read.prose.english.numerals import number_at, scales
from undercount.read.prose.english.phrases import person_words
from undercount.read.prose.english.spans import is_span
from undercount.record import Quantity
from undercount.record.hedge import hedges

_RANGE = re.compile(r"^(\d+)[-–](\d+)$")
_LATIN = re.compile(r"[a-z]")
_UP_TO = frozenset(
    ["up to", "as many as", "possibly up to", "at most", "no more than", "possibly", "perhaps", "maybe", "possibly as many as"]
)  # fmt: skip
_OF_SHARES = frozenset({"in", "out", "percent", "per", "%", "pct"})
_SPANS = frozenset(
    {
        "times",
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "minutes",
        "seconds",
        "miles",
        "blocks",
        "shots",
        "rounds",
        "steps",
        "bullets",
    }
)
"""Nouns of which words without a number count no persons: "shot several times"."""
_OPENING = frozenset({"“", '"', "\ufffd"})
"""Marks that can stand between a hedge and its number: "at least “12” people"."""
_WHOLES = frozenset({3, 4, 5, 10, 20, 100, 1000})
"""Of which some are said to be out of to tell a share."""
LONGEST_HEDGE = 4
"""The most words of a hedge."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as words of a sentence say it.

    Args:
        start: Index of the first word, with its hedge.
        end: Index after the last word.
        at: Index of the first word of the number itself.
        low: The least number said, or None.
        best: The number said, or None.
        high: The greatest number said, or None.
        qualifier: One of the record's qualifiers.
        rule: Id of the rule that read it.
    """

    start: int
    end: int
    at: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    rule: str

    @property
    def value(self) -> int | None:
        """Return the one number that stands for it: the best, else the least, else the greatest."""
        return next((n for n in (self.best, self.low, self.high) if n is not None), None)

    def quantity(self, unit: str, phrase: str) -> Quantity:
        """Return it as the record's quantity."""
        return Quantity(self.low, self.best, self.high, self.qualifier, unit, phrase)


def amounts(line: Line) -> list[Amount]:
    """Return the amounts of a sentence in the order of their words."""
    found: list[Amount] = []
    at = 0
    while at < len(line):
        amount = _share(line, at) or _vague(line, at) or _zero(line, at) or _both(line, at) or _counted(line, at)
        if amount is None:
            at += 1
        else:
            found.append(amount)
            at = amount.end
    return found


def _counted(line: Line, at: int) -> Amount | None:
    number = number_at(line, at)
    if number is None:
        return _in_one_word(line, at)
    if is_label(line, at, number[1]):
        return None
    value, end, rule = number
    end = _repeated(line, value, end)
    more = _maybe_more(line, value, end)
    if more:
        return Amount(_hedged(line, at, end)[0], more, at, value, None, None, "at-least", "number.between")
    second = _second(line, at, end)
    if second is not None and second[0] <= value:
        second = None
    if second is not None and is_span(line, at, second[1]):
        return None
    start, qualifier, end = _hedged(line, at, end if second is None else second[1])
    if second is not None:
        return _between(line, at, start, qualifier, (value, *second))
    if qualifier == "between":
        start, qualifier = at, "exactly"
    best = value if qualifier in ("exactly", "about") else None
    low = value if qualifier in ("exactly", "at-least") else None
    high = value if qualifier == "at-most" else None
    return Amount(start, end, at, None if qualifier == "exactly" else low, best, high, qualifier, rule)


def _in_one_word(line: Line, at: int) -> Amount | None:
    """Read a range that is one word and counts persons: "200-300 people", "3–5 were killed"; not a score, nor the years "2014-16"."""
    said = _RANGE.match(line.low[at])
    if said is None or int(said[1]) >= int(said[2]) or is_label(line, at, at + 1):
        return None
    behind = at + 1
    while behind < len(line) and line.classes[behind] in ("adj", "adv"):
        behind += 1
    word = line.text(behind, behind + 1)
    if word not in person_words(line.lexicon) and line.classes[behind : behind + 1] not in (("aux",), ("past",)):
        return None
    start, qualifier, end = _hedged(line, at, at + 1)
    return _between(line, at, start, qualifier, (int(said[1]), int(said[2]), end))


def _repeated(line: Line, value: int, end: int) -> int:
    """Return the index after a number that brackets say again in digits: "fifty-five (55)"."""
    if line.text(end, end + 1) != "(" or line.text(end + 2, end + 3) != ")":
        return end
    again = number_at(line, end + 1)
    return end + 3 if again is not None and again[:2] == (value, end + 2) else end


def _between(line: Line, at: int, start: int, qualifier: str, ends: tuple[int, int, int]) -> Amount:
    low, high, end = ends
    if qualifier == "at-least":
        return Amount(start, end, at, low, None, high, qualifier, "number.between")
    if at and line.low[at - 1] in ("between", "from"):
        start = at - 1
    return Amount(start, end, at, low, None, high, "between", "number.between")


def _second(line: Line, at: int, end: int) -> tuple[int, int] | None:
    """Return the upper end of a range and the index after it: "3-5", "3 to 5", "between 3 and 5", "two or three"."""
    if end >= len(line):
        return None
    word = line.low[end]
    open_end = _up_to(line, end)
    if open_end is not None:
        return open_end
    joined = word in ("to", "or", "-", "–") or (word == "and" and at > 0 and line.low[at - 1] == "between")
    if not joined or end + 1 >= len(line):
        return None
    number = number_at(line, end + 1)
    return None if number is None else (number[0], number[1])


def _up_to(line: Line, end: int) -> tuple[int, int] | None:
    """Read the second half of "at least 15 and up to 25"."""
    at = end + 1 if line.low[end] == "," else end
    if at >= len(line) or line.low[at] not in ("and", "but", "or"):
        return None
    hedge = next((size for size in (4, 3, 2, 1) if line.text(at + 1, at + 1 + size) in _UP_TO), 0)
    if not hedge or at + 1 + hedge >= len(line):
        return None
    number = number_at(line, at + 1 + hedge)
    return None if number is None else (number[0], number[1])


def _maybe_more(line: Line, value: int, end: int) -> int:
    """Return the index after "and possibly more than 10" behind a number, which alone is certain; 0 where nothing such stands."""
    at = end + 1 if line.text(end, end + 1) in ("and", "or", ",") else end
    at += line.text(at, at + 1) in ("and", "or", "but")
    if at == end or line.text(at, at + 1) not in ("possibly", "perhaps", "maybe", "probably"):
        return 0
    hedge = next((size for size in (2, 1) if line.text(at + 1, at + 1 + size) in ("more than", "over", "at least")), 0)
    number = number_at(line, at + 1 + hedge) if hedge and at + 1 + hedge < len(line) else None
    return number[1] if number is not None and number[0] > value else 0


def _hedged(line: Line, at: int, end: int) -> tuple[int, str, int]:
    """Return the start with the hedge before a number, the qualifier, and the end with a hedge behind it."""
    before, after = _hedge_words(line.lexicon)
    if at > 1 and line.low[at - 1] in _OPENING:
        start, qualifier, last = _hedged(line, at - 1, end)
        return (start, qualifier, last) if start < at - 1 else (at, qualifier, last)
    if at > 1 and line.low[at - 1] == "[" and end < len(line) and line.low[end] == "]":
        start, qualifier, _ = _hedged(line, at - 1, at - 1)
        return start, qualifier, end + 1
    for size in range(LONGEST_HEDGE, 0, -1):
        if at - size >= 0 and line.text(at - size, at) in before and not _is_topic(line, at - 1):
            return at - size, before[line.text(at - size, at)], end
    for size in range(3, 0, -1):
        if line.text(end, end + size) in after:
            return at, after[line.text(end, end + size)], end + size
    if end < len(line) and line.low[end] == "+":
        return at, "at-least", end + 1
    if at and line.low[at - 1] == "~":
        return at - 1, "about", end
    return at, "exactly", end


def _is_topic(line: Line, at: int) -> bool:
    """Say whether "about" says what words are about: "a report about 12 deaths", "asked about three men"."""
    return line.low[at] == "about" and at > 0 and line.low[at - 1] in line.lexicon.words("numbers", "topics")


def _vague(line: Line, at: int) -> Amount | None:
    """Read words that are no number: "dozens of", "several", "a number of", "scores"."""
    if line.low[at] not in _first(_vague_words(line.lexicon)):
        return None
    for size in range(4, 0, -1):
        words = line.text(at, at + size)
        if at + size <= len(line) and words in _vague_words(line.lexicon):
            if line.text(at + size, at + size + 1) in _SPANS:
                return None
            return _no_number(at, _scale_end(line, at + size))
    return None


def _no_number(start: int, end: int, rule: str = "number.vague") -> Amount:
    return Amount(start, end, start, None, None, None, "vague", rule)


def _scale_end(line: Line, end: int) -> int:
    """Return the index after the scale that words without a number multiply: "several hundred", "a few dozen", "many thousands of"."""
    start = end
    while end < len(line) and (
        line.low[end] in scales(line.lexicon)
        or line.low[end].removesuffix("s") in scales(line.lexicon)
        or line.low[end] in ("dozen", "dozens")
    ):
        end += 1
    return end + (end > start and line.text(end, end + 1) == "of")


def _share(line: Line, at: int) -> Amount | None:
    """Read a share, which is no count: "one in five of", "60 percent of", "a third of", "half of"."""
    shares = line.lexicon.words("numbers", "shares")
    for size in (4, 3, 2) if line.low[at] in _first(shares) else ():
        if at + size <= len(line) and line.text(at, at + size) in shares:
            return _no_number(at, at + size, "number.share")
    if _OF_SHARES.isdisjoint(line.low[at + 1 : at + 4]):
        return None
    number = number_at(line, at)
    if number is None:
        return None
    end = number[1]
    unit = next(
        (size for size in (2, 1) if line.text(end, end + size) in line.lexicon.words("numbers", "hundredths")), 0
    )
    if unit and line.text(end + unit, end + unit + 1) == "of":
        start = _hedged(line, at, end)[0]
        return replace(_no_number(start, end + unit + 1, "number.share"), at=at)
    return _out_of(line, at, number) or _one_in(line, at, number)


def _out_of(line: Line, at: int, number: tuple[int, int, str]) -> Amount | None:
    """Read "nine out of ten houses" as a share; "three out of the 20 guards" counts three."""
    value, end, _ = number
    second = number_at(line, end + 2) if line.text(end, end + 2) == "out of" and end + 2 < len(line) else None
    if second is None or second[0] not in _WHOLES or value >= second[0]:
        return None
    return _no_number(at, second[1], "number.share")


def _one_in(line: Line, at: int, number: tuple[int, int, str]) -> Amount | None:
    """Read "one in five of the prisoners", "one in ten residents"; "two in 2015" is no share."""
    value, end, _ = number
    if line.low[at][0].isdigit() or line.text(end, end + 1) != "in":
        return None
    second = number_at(line, end + 1)
    if second is None or second[0] <= value or not (line.low[end + 1].isalpha() or second[0] <= 1000):
        return None
    after = line.text(second[1], second[1] + 1)
    if after != "of" and after not in nouns(line.lexicon, "person", "forces", "civilian", "child"):
        return None
    return _no_number(at, second[1] + (after == "of"), "number.share")


def _zero(line: Line, at: int) -> Amount | None:
    zero = line.lexicon.words("numbers", "zero")
    if line.low[at] not in _first(zero):
        return None
    for size in (3, 2, 1):
        if at + size <= len(line) and line.text(at, at + size) in zero:
            return Amount(at, at + size, at, None, 0, None, "exactly", "number.zero")
    return None


def _both(line: Line, at: int) -> Amount | None:
    """Read "both" without a noun as two: "both were killed", but not "both soldiers and rebels"."""
    if line.low[at] != "both" or at + 1 >= len(line):
        return None
    alone = line.classes[at + 1] in ("aux", "past", "modal")
    if line.classes[at + 1] == "nouns":
        alone = line.text(at + 2, at + 3) != "and" or line.text(at + 3, at + 4) in ("his", "her", "their")
    return Amount(at, at + 1, at, None, 2, None, "exactly", "number.both") if alone else None


@cache
def _first(phrases: frozenset[str]) -> frozenset[str]:
    """Return the first words of phrases, without which none of them can stand at a word."""
    return frozenset(words.split()[0] for words in phrases)


@cache
def _hedge_words(lexicon: Lexicon) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the hedges that stand before a number, and those behind it, with their qualifiers."""
    after = lexicon.table("numbers", "lists").get("after", [])
    own = {words: qualifier for words, qualifier in hedges().items() if _LATIN.search(words)}
    behind = {words: own[words] for words in after if words in own}
    behind["or fewer"] = behind["or less"] = "at-most"
    before = {words: q for words, q in own.items() if q != "vague" and not words.startswith("or ")}
    return before, behind


@cache
def _vague_words(lexicon: Lexicon) -> frozenset[str]:
    own = lexicon.words("numbers", "vague")
    return own | {words for words, qualifier in hedges().items() if qualifier == "vague" and _LATIN.search(words)}
