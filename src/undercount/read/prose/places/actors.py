"""Tell the name of a country or a city that stands for its government ("Israel rejected", "Myanmar's junta") from a place."""

from __future__ import annotations

import re
from functools import cache

from undercount.read.prose.places.gazetted import Known, lexicon


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
