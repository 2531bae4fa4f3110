"""Find the numbers of a sentence as English says them: "at least 82", "dozens", "between 3 and 7", "half a dozen", "no one", "2x".

Dates, times of day, ages, measures, ordinals and numbers that are names ("Highway 5", "AK-47") are no amounts.

References:
    Quirk et al., A Comprehensive Grammar of the English Language (Longman, 1985), 6.63–6.66, on numerals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from undercount.read.prose.english.labels import is_label
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line
from undercount.record import Quantity
from undercount.record.hedge import hedges

_DIGITS = re.compile(r"^\d{1,3}(?:,\d{2,3})+$|^\d+$")
_RANGE = re.compile(r"^(\d+)[-–](\d+)$")
_TIMES = re.compile(r"^(\d+)x$")
_LATIN = re.compile(r"[a-z]")
_TENS = re.compile(r"^([a-z]+)[-–]([a-z]+)$")
_UP_TO = frozenset({"up to", "as many as", "possibly up to", "at most", "no more than"})
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
        amount = _vague(line, at) or _zero(line, at) or _counted(line, at)
        if amount is None:
            at += 1
        else:
            found.append(amount)
            at = amount.end
    return found


def _counted(line: Line, at: int) -> Amount | None:
    number = _number(line, at)
    if number is None or is_label(line, at, number[1]):
        return None
    value, end, rule = number
    second = _second(line, at, end)
    start, qualifier, end = _hedged(line, at, end if second is None else second[1])
    if second is not None and second[0] > value:
        return _between(line, at, start, qualifier, (value, *second))
    if qualifier == "between":
        start, qualifier = at, "exactly"
    best = value if qualifier in ("exactly", "about") else None
    low = value if qualifier in ("exactly", "at-least") else None
    high = value if qualifier == "at-most" else None
    return Amount(start, end, at, None if qualifier == "exactly" else low, best, high, qualifier, rule)


def _between(line: Line, at: int, start: int, qualifier: str, ends: tuple[int, int, int]) -> Amount:
    low, high, end = ends
    if qualifier == "at-least":
        return Amount(start, end, at, low, None, high, qualifier, "number.between")
    if at and line.low[at - 1] in ("between", "from"):
        start = at - 1
    return Amount(start, end, at, low, None, high, "between", "number.between")


def _number(line: Line, at: int) -> tuple[int, int, str] | None:
    """Return the value, the end and the rule of a number that begins at a word."""
    word = line.low[at]
    if word[0].isdigit():
        return _digits(line, at)
    if word == "a" and at + 1 < len(line) and line.low[at + 1] in _scales(line.lexicon):
        hundred = _spelled(line, at + 1)
        return None if hundred is None else (*hundred, "number.spelled")
    spelled = _spelled(line, at)
    if spelled is not None:
        return (*spelled, "number.spelled")
    return _noun(line, at)


def _digits(line: Line, at: int) -> tuple[int, int, str] | None:
    word = line.low[at]
    times = _TIMES.match(word)
    if times is not None:
        return int(times[1]), at + 1, "number.times"
    if not _DIGITS.match(word):
        return None
    value = int(word.replace(",", ""))
    end = at + 1
    if end < len(line) and line.low[end] in _scales(line.lexicon):
        return value * _scales(line.lexicon)[line.low[end]], end + 1, "number.scaled"
    if end < len(line) and line.low[end] == "dozen":
        return value * 12, end + 1, "number.dozen"
    return value, end, "number.digits"


def _spelled(line: Line, at: int) -> tuple[int, int] | None:
    """Read a number in words: "twenty-three", "one hundred and five", "two thousand"."""
    units, scales = _units(line.lexicon), _scales(line.lexicon)
    total, part, end = 0, None, at
    while end < len(line):
        word = line.low[end]
        value = _unit(word, units)
        if value is not None and (
            part is None or (part % 100 == 0 and part) or (part % 100 >= 20 and part % 10 == 0 and value < 10)
        ):
            part = (part or 0) + value
        elif word in scales and (part is not None or _article(line, end)):
            total, part = _scaled(total, part or 1, scales[word])
        elif not (
            word == "and"
            and end > at
            and part is not None
            and (part % 100 == 0 or part == 0)
            and _goes_on(line, end + 1, units)
        ):
            break
        end += 1
    return None if part is None and not total else (total + (part or 0), end)


def _scaled(total: int, part: int, scale: int) -> tuple[int, int | None]:
    return (total, part * scale) if scale == 100 else (total + part * scale, 0)


def _article(line: Line, at: int) -> bool:
    return at > 0 and line.low[at - 1] == "a"


def _goes_on(line: Line, at: int, units: Mapping[str, int]) -> bool:
    return at < len(line) and _unit(line.low[at], units) is not None and line.low[at - 2] in ("hundred", "thousand")


def _unit(word: str, units: Mapping[str, int]) -> int | None:
    if word in units:
        return units[word]
    pair = _TENS.match(word)
    if pair is not None and units.get(pair[1], 0) >= 20 and units.get(pair[2], 10) < 10:
        return units[pair[1]] + units[pair[2]]
    return None


def _noun(line: Line, at: int) -> tuple[int, int, str] | None:
    """Read "a dozen", "half a dozen", "two dozen", "a couple of", "a pair of"."""
    nouns = line.lexicon.table("numbers", "nouns")
    word = line.low[at]
    if word == "half" and line.text(at + 1, at + 3) == "a dozen":
        return 6, at + 3, "number.half-dozen"
    if word == "half" and line.text(at + 1, at + 2) == "dozen":
        return 6, at + 2, "number.half-dozen"
    if word == "half-dozen":
        return 6, at + 1, "number.half-dozen"
    if word in ("a", "an") and at + 1 < len(line) and line.low[at + 1] in nouns:
        of = at + 2 < len(line) and line.low[at + 2] == "of"
        return nouns[line.low[at + 1]], at + 2 + of, "number.noun"
    return None


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
    number = _number(line, end + 1)
    if number is None or (word == "or" and number[0] > 2 * number[0]):
        return None
    return number[0], number[1]


def _up_to(line: Line, end: int) -> tuple[int, int] | None:
    """Read the second half of "at least 15 and up to 25"."""
    at = end + 1 if line.low[end] == "," else end
    if at >= len(line) or line.low[at] not in ("and", "but", "or"):
        return None
    hedge = next((size for size in (2, 3) if line.text(at + 1, at + 1 + size) in _UP_TO), 0)
    if not hedge or at + 1 + hedge >= len(line):
        return None
    number = _number(line, at + 1 + hedge)
    return None if number is None else (number[0], number[1])


def _hedged(line: Line, at: int, end: int) -> tuple[int, str, int]:
    """Return the start with the hedge before a number, the qualifier, and the end with a hedge behind it."""
    before, after = _hedge_words(line.lexicon)
    if at > 1 and line.low[at - 1] == "[" and end < len(line) and line.low[end] == "]":
        start, qualifier, _ = _hedged(line, at - 1, at - 1)
        return start, qualifier, end + 1
    for size in range(LONGEST_HEDGE, 0, -1):
        if at - size >= 0 and line.text(at - size, at) in before:
            return at - size, before[line.text(at - size, at)], end
    for size in range(3, 0, -1):
        if line.text(end, end + size) in after:
            return at, after[line.text(end, end + size)], end + size
    if end < len(line) and line.low[end] == "+":
        return at, "at-least", end + 1
    if at and line.low[at - 1] == "~":
        return at - 1, "about", end
    return at, "exactly", end


def _vague(line: Line, at: int) -> Amount | None:
    """Read words that are no number: "dozens of", "several", "a number of", "scores"."""
    for size in range(4, 0, -1):
        words = line.text(at, at + size)
        if at + size <= len(line) and words in _vague_words(line.lexicon):
            return Amount(at, at + size, at, None, None, None, "vague", "number.vague")
    return None


def _zero(line: Line, at: int) -> Amount | None:
    zero = line.lexicon.words("numbers", "zero")
    for size in (3, 2, 1):
        if at + size <= len(line) and line.text(at, at + size) in zero:
            return Amount(at, at + size, at, None, 0, None, "exactly", "number.zero")
    return None


@cache
def _units(lexicon: Lexicon) -> Mapping[str, int]:
    return dict(lexicon.table("numbers", "units"))


@cache
def _scales(lexicon: Lexicon) -> Mapping[str, int]:
    return dict(lexicon.table("numbers", "scales"))


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
