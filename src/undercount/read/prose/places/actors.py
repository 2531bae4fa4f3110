"""Tell from a place the name of a country or a city that stands for its government ("Israel rejected", "Myanmar's junta"), and that of an
armed group ("Boko Haram", "Jabhat al-Nusra")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from undercount.read.prose.places.gazetted import Known, lexicon
from undercount.read.prose.places.words import Token

_IN_NAMES = ("", " ", "-", "‑", "‐", "\u00a0", "'", "’")
"""What stands between the words of one name."""
_ARTICLES = frozenset(["al", "el", "as", "ash", "ad", "an", "at", "ul", "e"])


def is_actor(text: str, start: int, end: int, known: Known | None) -> bool:
    """Tell whether a name that no word leads to speaks or acts, so that it is no place.

    Args:
        text: The text.
        start: Where the name begins.
        end: Where it ends.
        known: What it is known as.
    """
    if _speaks().match(text, end) is not None:
        return True
    if known is None or not known.holds_others:
        return False
    return (
        _owns_force().match(text, end) is not None
        or _named_as_actor().search(text, max(0, start - 40), start) is not None
    )


def of_groups(text: str, tokens: Sequence[Token]) -> frozenset[int]:
    """Return the tokens that belong to the name of an armed group, never a place: "in Boko Haram attacks", "an Ansar al-Sharia camp".

    Args:
        text: The text.
        tokens: Its words.
    """
    found: set[int] = set()
    first = _first_words()
    for at, token in enumerate(tokens):
        if token.word not in first or (not token.capital and token.word not in _ARTICLES):
            continue
        size = next((len(name) for name in _groups().get(token.word, ()) if _is_name(text, tokens, at, name)), 0)
        if token.word in _openers() and token.capital:
            size = max(size, _opened(text, tokens, at))
        found.update(range(at, at + size))
    return frozenset(found)


def _is_name(text: str, tokens: Sequence[Token], at: int, name: Sequence[str]) -> bool:
    """Tell whether a name begins at a token, its last word with a capital."""
    there = tokens[at : at + len(name)]
    if tuple(token.word for token in there) != tuple(name) or not there[-1].capital:
        return False
    return all(text[one.end : other.start] in _IN_NAMES for one, other in pairwise(there))


def _opened(text: str, tokens: Sequence[Token], at: int) -> int:
    """Return how many words the name has that a word for a group opens: "Jabhat al-Nusra", "Jaish-e-Mohammed"; 0 where none follows."""
    end = at + 1
    while end < len(tokens) and text[tokens[end - 1].end : tokens[end].start] in _IN_NAMES:
        if tokens[end].capital:
            return end + 1 - at
        if tokens[end].word not in _ARTICLES:
            break
        end += 1
    return 0


@cache
def _groups() -> dict[str, list[tuple[str, ...]]]:
    """Return the names of armed groups by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(lexicon()["actors"]["groups"], key=len, reverse=True):
        words = tuple(name.split())
        found.setdefault(words[0], []).append(words)
    return found


@cache
def _first_words() -> frozenset[str]:
    return frozenset(_groups()) | _openers()


@cache
def _openers() -> frozenset[str]:
    """Return the words that begin the names of armed groups."""
    return frozenset(lexicon()["actors"]["openers"])


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)


@cache
def _speaks() -> re.Pattern[str]:
    """Return what makes the name before it a speaker or an actor: a verb of saying, a deed with its object, or a compound."""
    words = lexicon()["actors"]
    first = r"(?:has|have|had|also|later|initially|immediately|repeatedly|again|itself|reportedly|now|then)\s+"
    says = rf"(?:{first})*(?:{_any(words['says'])})\b"
    numbers = r"one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty"
    words_before = r"an?|the|its|his|their|at|more|some|several|dozens|hundreds|scores"
    something = rf"(?:\d|[A-Z]|(?:{words_before}|{numbers})\b)"
    does = rf"(?:{first})*(?i:{_any(words['does'])})\s+{something}"
    return re.compile(rf"\s+(?:(?i:{says})|{does})|-(?i:{_any(words['compounds'])})\b")


@cache
def _owns_force() -> re.Pattern[str]:
    """Return what makes a country the owner of who speaks or acts: "'s army", " army"."""
    return re.compile(rf"(?:['’]s?)?\s+(?:[\w-]+\s+){{0,2}}?(?:{_any(lexicon()['actors']['forces'])})\b", re.IGNORECASE)


@cache
def _named_as_actor() -> re.Pattern[str]:
    """Return what names a country as who did or said it: "by", "accused", "the government of"."""
    words = lexicon()["actors"]
    forces = _any(words["forces"])
    return re.compile(rf"\b(?:{_any(words['named_by'])}|(?:{forces})\s+of)\s+(?:the\s+)?$", re.IGNORECASE)
