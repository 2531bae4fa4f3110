"""The words of a text as places are looked for in them, and the names found there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from undercount.read.names import fold
from undercount.read.prose.places.gazetted import WORD, Known, lexicon


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text with its folded form."""

    start: int
    end: int
    word: str
    text: str

    @property
    def capital(self) -> bool:
        """Tell whether it is written with a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text: tokens ``first`` to ``after``, and the place if it is known."""

    first: int
    after: int
    start: int
    end: int
    known: Known | None
    nouns: tuple[str, ...] = ()
    beside: bool = False


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text."""
    found = (m for m in WORD.finditer(text) if m["word"])
    return [Token(m.start(), m.end(), m[0].lower() if m[0].isascii() else fold(m[0]), m[0]) for m in found]


def is_shouting(text: str) -> bool:
    """Tell whether a text is written in capitals throughout, so that they say nothing."""
    letters = [c for c in text[:2000] if c.isalpha() and c.isascii()]
    return len(letters) > 20 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


@cache
def words_in(name: str) -> frozenset[str]:
    """Return one of the lists of words of the data file."""
    return frozenset(lexicon()["words"][name])


@cache
def place_nouns() -> frozenset[str]:
    """Return the nouns for kinds of places."""
    return frozenset(lexicon()["nouns"])


AND = re.compile(r"^\s*,?\s*(?:and|or|&)\s+(?:in\s+|of\s+|the\s+)*$", re.IGNORECASE)
"""What joins the last of a list of places."""
