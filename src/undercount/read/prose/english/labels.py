"""Numbers that count nothing: dates, years, times of day, ages, measures, money, and numbers that are names."""

from __future__ import annotations

import re

from undercount.read.prose.english.lines import Line, aged
from undercount.read.prose.english.numerals import is_group
from undercount.read.prose.english.spans import behind_day, ends_span, is_count_of_month, is_month

_AGES = frozenset({"ages", "aged"})
_YEAR = (1900, 2100)
_BEFORE_YEARS = frozenset({"in", "since", "until", "by", "before", "after", "during"})
_COMPARED = frozenset({"more than", "less than", "fewer than"})
_OLDEST = 120
_BORE = re.compile(r"^\d[\d.]*-?(?:mm|millimeter|millimetre|cal|caliber|calibre)$")
_DASHES = frozenset({"-", "--", "–", "—"})


def is_label(line: Line, at: int, end: int) -> bool:
    """Say whether a number is no count: a date, a year, a time, an age, a measure, money, or part of a name."""
    low, lexicon = line.low, line.lexicon
    after = low[end] if end < len(line) else ""
    if at and low[at - 1] in ("and", ",") and not _AGES.isdisjoint(low[max(0, at - 6) : at]):
        return True
    before = low[at - 1] if at else ""
    if ends_span(line, at) or _is_torn(line, at, end):
        return True
    if behind_day(line, at) or is_count_of_month(line, at):
        before = ""
    if after == "local" and line.classes[end + 1 : end + 2] in (("noun",), ("nouns",), ("adj",)):
        after = ""  # "four local people", and not "0900 local"
    if _is_measure(line, end, after) or before in lexicon.words("numbers", "labels"):
        return True
    if _is_age(line, at, before, after):
        return True
    months = lexicon.words("grammar", "time")
    if after in months and low[at][0].isdigit() and not after.endswith("day"):
        return True
    if after == "of" and end + 1 < len(line) and low[end + 1] in months:
        return True
    return _is_year(line, at, end)


def _is_torn(line: Line, at: int, end: int) -> bool:
    """Say whether a number may be the begin or end of one that spaces part, where the words do not say so: "12 500 (2021)", "000"."""
    if line.low[at] in ("00", "000"):
        return True
    day = at > 1 and is_month(line, at - 2)
    return (is_group(line, at) and not day) or (is_group(line, end) and end == at + 1 and not is_month(line, at - 1))


def _is_measure(line: Line, end: int, after: str) -> bool:
    """Say whether what follows a number makes it a measure, an age, a share or a house: "12 km", "19-year-old", "the 4300 block of"."""
    if after in line.lexicon.words("numbers", "measures") or after.endswith("-old") or aged(line.low, end):
        return True
    return after[:1] in ("%", "°") or _BORE.match(after) is not None or line.text(end, end + 2) == "block of"


def _is_age(line: Line, at: int, before: str, after: str) -> bool:
    """Say whether a number alone behind a name is an age: "Ahmed, 42, …", "and Sami Odeh, 9 – died"."""
    if not _alone(line, at):
        return False
    if before in ("(", ",", "[") and after in (")", ",", "]"):
        return True
    if before != ",":
        return False
    named = line.classes[at - 2] in ("name", "noun")
    return (after == "." and named) or (after in _DASHES and line.sentence.words[at - 2].text[0].isupper())


def _is_year(line: Line, at: int, end: int) -> bool:
    """Say whether a number is a year: of its size, in digits, and no noun behind it."""
    word = line.low[at]
    if not word.isdigit() or not _YEAR[0] <= int(word) < _YEAR[1]:
        return False
    if at and line.low[at - 1] in _BEFORE_YEARS and line.text(end, end + 2) in _COMPARED:
        return True
    return (
        end >= len(line) or line.classes[end] not in ("noun", "nouns", "adj", "name") or line.low[max(0, at - 1)] == ","
    )


def _alone(line: Line, at: int) -> bool:
    """Say whether a number between commas or brackets stands alone behind a name: an age ("Ahmed, 42, …")."""
    return at > 1 and line.low[at][0].isdigit() and int(re.sub(r"\D", "", line.low[at])) < _OLDEST
