"""Read one numeral of English: "82", "1,200", "1.2 million", "twenty-three", "half a dozen", "2x".

References:
    Quirk et al., A Comprehensive Grammar of the English Language (Longman, 1985), 6.63–6.66, on numerals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line

_DIGITS = re.compile(r"^\d{1,3}(?:,\d{2,3})+$|^\d{1,3}(?:'\d{3})+$|^\d+$")
_NO_DIGIT = re.compile(r"\D")
_OF_TIMES = frozenset({"at", "since", "until", "till", "by", "before", "after", "around"})
"""Words behind which a number can be an hour: "at 9 300 people were shot"."""
_DECIMAL = re.compile(r"^\d+\.\d+$")
_TIMES = re.compile(r"^(\d+)x$")
_TENS = re.compile(r"^([a-z]+)[-–]([a-z]+)$")


def number_at(line: Line, at: int) -> tuple[int, int, str] | None:
    """Return the value, the end and the rule of a number that begins at a word."""
    word = line.low[at]
    if word[0].isdigit():
        return _digits(line, at)
    if word == "a" and at + 1 < len(line) and line.low[at + 1] in scales(line.lexicon):
        hundred = _spelled(line, at + 1)
        return None if hundred is None else (*hundred, "number.spelled")
    spelled = _spelled(line, at)
    if spelled is not None and line.text(spelled[1], spelled[1] + 1) == "dozen":
        return spelled[0] * 12, spelled[1] + 1, "number.dozen"
    if spelled is not None:
        return (*spelled, "number.spelled")
    return _noun(line, at)


def _digits(line: Line, at: int) -> tuple[int, int, str] | None:
    word = line.low[at]
    times = _TIMES.match(word)
    if times is not None:
        return int(times[1]), at + 1, "number.times"
    if _DIGITS.match(word) and line.text(at + 1, at + 2) in ("x", "×"):
        return int(word.replace(",", "")), at + 2, "number.times"
    if _DECIMAL.match(word) and line.text(at + 1, at + 2) in scales(line.lexicon):
        return round(float(word) * scales(line.lexicon)[line.low[at + 1]]), at + 2, "number.scaled"
    if not _DIGITS.match(word):
        return None
    value, end = int(_NO_DIGIT.sub("", word)), at + 1
    while joins_next(line, end - 1):
        value, end = value * 1000 + int(line.low[end]), end + 1
    if end < len(line) and line.low[end] in scales(line.lexicon):
        return value * scales(line.lexicon)[line.low[end]], end + 1, "number.scaled"
    if end < len(line) and line.low[end] == "dozen":
        return value * 12, end + 1, "number.dozen"
    return value, end, "number.digits"


def joins_next(line: Line, at: int) -> bool:
    """Say whether a plain space parts a number's thousands: "1 234 civilians"; not a day and a count, nor the numbers of a row."""
    words = line.sentence.words
    if at < 0 or at + 1 >= len(line) or not is_group(line, at + 1) or line.low[at].startswith("0"):
        return False
    first, behind = at, at + 2
    while first and is_group(line, first):
        first -= 1
    while behind < len(line) and is_group(line, behind):
        behind += 1
    before = line.low[first - 1] if first else ""
    named = before in line.lexicon.words("numbers", "labels") or before in _OF_TIMES or line.classes[first - 1] == "num"
    if len(words[first].text) > len("300") or (first and named):
        return False
    return line.classes[behind : behind + 1] in (("noun",), ("nouns",), ("adj",), ("aux",), ("past",))


def is_group(line: Line, at: int) -> bool:
    """Say whether three digits stand one space behind one to three others, so that they can be the end of a greater number."""
    words = line.sentence.words
    if (
        not 0 < at < len(words)
        or len(words[at].text) != len("300")
        or not (words[at].text + words[at - 1].text).isdigit()
    ):
        return False
    return len(words[at - 1].text) <= len("300") and words[at].start - words[at - 1].end == 1


def _spelled(line: Line, at: int) -> tuple[int, int] | None:
    """Read a number in words: "twenty-three", "one hundred and five", "two thousand"."""
    units, by_scale = _units(line.lexicon), scales(line.lexicon)
    total, part, end = 0, None, at
    while end < len(line):
        word = line.low[end]
        value = _unit(word, units)
        if value is not None and (
            part is None or (part % 100 == 0 and part) or (part % 100 >= 20 and part % 10 == 0 and value < 10)
        ):
            part = (part or 0) + value
        elif word in by_scale and (part is not None or _article(line, end)):
            total, part = _scaled(total, part or 1, by_scale[word])
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
    if pair is not None and pair[2] == "hundred" and 0 < units.get(pair[1], 0) < 100:
        return units[pair[1]] * 100
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


@cache
def _units(lexicon: Lexicon) -> Mapping[str, int]:
    return dict(lexicon.table("numbers", "units"))


@cache
def scales(lexicon: Lexicon) -> Mapping[str, int]:
    """Return the words that multiply a number, with what they multiply it by."""
    return dict(lexicon.table("numbers", "scales"))
