"""Numbers that are the ends of a time and count nobody: "between 10 and 13 May", "from 2 to 5 a.m.", "on 5 and 6 August"."""

from __future__ import annotations

from undercount.read.prose.english.lines import Line

_JOINED = frozenset({"and", "to", "-", "–", "—", "or", "through", "until", "till"})
_LAST_DAY = 31
_COUNTED = frozenset({"noun", "nouns", "adj", "aux", "past", "modal"})
_TIMES_OF_DAY = frozenset({"in the morning", "in the afternoon", "in the evening", "at night", "o'clock"})


def is_span(line: Line, at: int, end: int) -> bool:
    """Say whether two numbers are the ends of a time, or of what is measured: "10 to 13 May", "2 and 5 a.m.", "10 or 12 km".

    Args:
        line: The sentence.
        at: Index of the first number.
        end: Index after the second.
    """
    after = line.text(end, end + 1)
    if after in line.lexicon.words("numbers", "measures") and after != "local":
        return True
    if is_month(line, end) and line.low[at][0].isdigit():
        return True
    return line.low[at - 1] in ("between", "from") and _is_time_of_day(line, end)


def _is_time_of_day(line: Line, at: int) -> bool:
    return any(line.text(at, at + size) in _TIMES_OF_DAY for size in (1, 2, 3))


def is_month(line: Line, at: int) -> bool:
    """Say whether a word is a month; "may" is one only with its capital."""
    word = line.low[at] if 0 <= at < len(line) else ""
    if word == "may" and line.sentence.words[at].text != "May":
        return False
    return word in line.lexicon.words("numbers", "labels") and word in line.lexicon.words("grammar", "time")


def ends_span(line: Line, at: int) -> bool:
    """Say whether a number is the last day of a time whose first has the month: "August 5 and 6", "3 March to 7"."""
    day = _day(line, at)
    if at < 3 or not day or line.low[at - 1] not in _JOINED:
        return False
    if line.low[at - 3] in ("between", "from") and _is_time_of_day(line, at + 1):
        return True
    if line.classes[at + 1 : at + 2] in (("noun",), ("nouns",), ("adj",)):
        return False
    first = _day(line, at - 2) if is_month(line, at - 3) else _day(line, at - 3) if is_month(line, at - 2) else 0
    return 0 < first < day


def behind_day(line: Line, at: int) -> bool:
    """Say whether a number stands behind a month that has its day: "on 5 April 12 people were killed"."""
    if not is_month(line, at - 1) or not _day(line, at - 2):
        return False
    return line.classes[at + 1 : at + 2] != () and line.classes[at + 1] in _COUNTED and len(line.low[at]) != len("2015")


def is_count_of_month(line: Line, at: int) -> bool:
    """Say whether a number behind a month counts, and is no day of it: "in August 12 people were killed", "in May 40 died"."""
    if not is_month(line, at - 1) or line.text(at - 2, at - 1) not in ("in", "during", "throughout"):
        return False
    word = line.low[at].replace(",", "")
    if not word.isdigit() or len(word) == len("2015"):
        return False
    return line.classes[at + 1 : at + 2] in (("nouns",), ("noun",)) or int(word) > _LAST_DAY


def _day(line: Line, at: int) -> int:
    """Return a day of the month in digits, 0 where a word is none."""
    word = line.low[at] if 0 <= at < len(line) else ""
    return int(word) if word.isdigit() and int(word) <= _LAST_DAY else 0
