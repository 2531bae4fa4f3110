"""Words that a hyphen divides at the end of a PDF's line: "vil-" and "lagers" are one word, "passers-" and "by" are two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from undercount.read.texts.pdf_lines import Line

_TAIL = re.compile(r"[^\W\d_]+$")
_HEAD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = frozenset((
    "abu", "air", "al", "all", "anti", "ben", "bin", "car", "co", "counter", "cross", "east", "el", "ever", "ex",
    "far", "first", "five", "four", "full", "government", "half", "high", "house", "ill", "long", "low", "man",
    "mid", "multi", "non", "north", "one", "part", "people", "post", "pre", "pro", "rebel", "second", "self",
    "semi", "seven", "short", "six", "so", "south", "state", "ten", "third", "three", "two", "ul", "under", "well",
    "west"
))  # fmt: skip
"""What stands before a hyphen that belongs to the word, as a rule."""
_BEHIND = frozenset((
    "able", "ably", "ance", "ances", "ant", "ants", "ation", "ations", "ed", "ence", "ent", "ents", "er", "ers",
    "ful", "ian", "ians", "ible", "ic", "ies", "ing", "ings", "ion", "ions", "ism", "ist", "ists", "ity", "ive",
    "ly", "ment", "ments", "ness", "ous", "sion", "sions", "tary", "tion", "tional", "tions", "ty", "ure", "ures"
))  # fmt: skip
"""What stands behind a hyphen that only divides a word."""
_LEAST = 4
"""From how many letters on the beginning of a word that stands elsewhere in the document is taken for a word of its own."""


_AFTER = frozenset((
    "affiliated", "aged", "aligned", "armed", "backed", "based", "born", "by", "controlled", "day", "down",
    "established", "fire", "general", "held", "hour", "in", "known", "law", "led", "level", "like", "made", "month",
    "off", "old", "on", "out", "owned", "range", "related", "ridden", "run", "scale", "style", "term", "time", "to",
    "torn", "up", "week", "wide", "year"
))  # fmt: skip
"""What stands behind a hyphen that belongs to the word, as a rule."""


def words_of(lines: Sequence[Line]) -> frozenset[str]:
    """Return the words of a document, written small, without the pieces that hyphens at the end of lines leave."""
    found: set[str] = set()
    behind = False
    for line in lines:
        here = _WORD.findall(line.text.lower())
        found.update(here[behind : len(here) - 1 if line.hyphen else len(here)])
        behind = bool(line.hyphen)
    return frozenset(found)


def is_divided(line: Line, following: Line, words: frozenset[str]) -> bool:
    """Tell whether the hyphen that ended a line only divides a word, and is no part of it.

    Args:
        line: The line, without its hyphen.
        following: The line that goes on.
        words: The words of the document.
    """
    tail, head = _TAIL.search(line.text), _HEAD.match(following.text)
    if not line.hyphen or tail is None or head is None or not head[0][0].islower():
        return False
    first, second = tail[0].lower(), head[0]
    if first + second in words:
        return True
    if line.text[: tail.start()].endswith("-") or following.text[head.end() : head.end() + 1] == "-":
        return False
    if second in _BEHIND:
        return True
    known = second in words or (len(first) >= _LEAST and first in words)
    return not (known or first in _BEFORE or second in _AFTER)
