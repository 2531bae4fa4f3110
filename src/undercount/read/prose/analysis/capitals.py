"""Give words in capitals their usual case before a parser sees them, without moving any character.

Newswire of the telex age is all capitals; a parser that was trained on mixed case takes every word of it for a name.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

MOST_CAPITALS = 0.7
"""From which share of capitals among its letters on a sentence counts as written in capitals."""


def is_capitals(text: str) -> bool:
    """Say whether a sentence is written in capitals."""
    upper = sum(c.isupper() for c in text)
    return upper >= 8 and upper > MOST_CAPITALS * (upper + sum(c.islower() for c in text))


def recased(words: Sequence[str], common: Container[str]) -> list[str]:
    """Return the words of a sentence in capitals in their usual case: small where they are common words, else as names.

    Args:
        words: The words in order; each keeps its length.
        common: Words that begin with a small letter, in small letters.
    """
    return [_recased(word, common, first=at == 0) for at, word in enumerate(words)]


def _recased(word: str, common: Container[str], *, first: bool) -> str:
    low = word.lower()
    if len(low) != len(word) or not word.isupper():
        return word
    small = low in common or any(low.endswith(end) and low.removesuffix(end) + add in common for end, add in _ENDINGS)
    if small and not first:
        return low
    return word[0] + low[1:] if len(word) > 1 else word


_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ies", "y"),
    ("ied", "y"),
    ("ly", ""),
)
