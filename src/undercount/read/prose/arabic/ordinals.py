"""Days of a month that Arabic says in words: "السابع من أكتوبر", "الحادي والعشرين من شهر آذار"."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import bare_forms, has, table

_DAYS = frozenset(["اليوم", "ليوم", "باليوم"])
"""Nouns with an article before an ordinal that still say a day; behind any other it says which week, half or third."""

_LAST_DAY = 31


def ordinal_at(words: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Return the day of a month that begins at a word, and the index behind it; None where an ordinal says which week or half.

    Args:
        words: The sentence.
        at: Index of the word.
    """
    if at >= len(words):
        return None
    day = _unit(words[at].word) or _tens(words[at].word)
    if not day or _is_other(words, at):
        return None
    after = at + 1
    behind = words[after].word if after < len(words) else ""
    if day < 10 and behind == "عشر":
        return day + 10, after + 1
    more = _tens(behind.removeprefix("و")) if day < 10 and behind.startswith("و") else 0
    if more:
        return (day + more, after + 1) if day + more <= _LAST_DAY else None
    return None if words[at].word.endswith("الحادي") else (day, after)


def _unit(word: str) -> int:
    """Return 1 to 10, where a word is such an ordinal with its article."""
    units = table("dates", "ordinals")
    return next((int(units[(f,)]) for f, definite in bare_forms(word) if definite and (f,) in units), 0)


def _tens(word: str) -> int:
    """Return 20 or 30, where a word is that number with its article."""
    tens = table("numbers", "tens")
    value = next((int(tens[(f,)]) for f, definite in bare_forms(word) if definite and (f,) in tens), 0)
    return value if value < _LAST_DAY else 0


def _is_other(words: Sequence[Token], at: int) -> bool:
    """Tell whether an ordinal goes with the word before it ("الأسبوع الأول من آذار"), or ends a range of days."""
    before = words[at - 1].word if at else ""
    if before in ("كانون", "تشرين", "الي") or _unit(before):
        return True
    definite = any(article for _, article in bare_forms(before)) if before else False
    return definite and before not in _DAYS and not has(before, "dates", "weekdays")
