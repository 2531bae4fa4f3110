"""The harmed by name, one to a line under a heading: "أسماء الشهداء:", then "1- …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from undercount.read.prose.arabic.dates import arabic_dates
from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import tokens
from undercount.read.prose.arabic.numbers import amounts
from undercount.read.prose.arabic.words import ONE, Noun, act_of, has, noun_of
from undercount.read.prose.proposal import Span

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"\s*(?:[\d\u0660-\u0669]{1,3}\s*[-–—.)/:،]|[-–—•*▪●])\s*")
_NAME = re.compile(r"[^\d\u0660-\u0669،,(؛;:\-–—.\n]+")
_FEWEST, _MOST = 2, 9
"""How many words a name can have."""

_LONGEST = 1_800
"""The most characters from a heading to a name: a passage must hold both."""

_HEAD = 14
"""The most words of a heading."""


def rosters(text: str) -> Iterator[tuple[Span, Group]]:
    """Yield each person whom a list names by line under a heading that says what was done to them, with the passage from it.

    A heading that counts them itself heads no such list: the count is the claim.

    Args:
        text: The document.
    """
    head: tuple[Span, Noun, Span] | None = None
    for match in _LINE.finditer(text):
        line = Span(*match.span())
        if not line.of(text).strip():
            continue
        mark = _MARK.match(match[0])
        if mark is None:
            head = _heading(text, line)
        elif head is not None and (name := _name(text, line.start + mark.end(), line.end)) is not None:
            quote = Span(head[0].start, line.end)
            if quote.end - quote.start <= _LONGEST:
                yield quote, _named(name, head[1], head[2])


def _named(name: Span, noun: Noun, trigger: Span) -> Group:
    return Group(noun.act, trigger, None, Noun("victim", ONE, noun.act), name, name, None, "ar.roster", 0, 0)


def _heading(text: str, line: Span) -> tuple[Span, Noun, Span] | None:
    """Return a line that heads a list of names, with the noun for the harmed and where it stands."""
    words = tokens(text, line.start, line.end)
    dated = frozenset(i for _, indexes in arabic_dates(words, "", "UTC") for i in indexes)
    if len(words) > _HEAD or amounts(words, dated):
        return None
    for at in range(1, len(words)):
        noun = noun_of(words[at].word)
        if noun is not None and noun.sort == "victim" and noun.definite and has(words[at - 1].word, "rosters", "heads"):
            return line, noun, words[at].span
    return None


def _name(text: str, start: int, end: int) -> Span | None:
    """Return the words of a line that name one person, or None where it says something else."""
    match = _NAME.match(text, start, end)
    if match is None:
        return None
    words = tokens(text, start, match.end())
    plain = all(w.word.isalpha() and not act_of(w.word) for w in words)
    return Span(words[0].start, words[-1].end) if plain and _FEWEST <= len(words) <= _MOST else None
