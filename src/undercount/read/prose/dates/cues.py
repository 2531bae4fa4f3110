"""The words around a date: what takes one, what opens its start or its end, and what says whether it lies ahead or is over."""

from __future__ import annotations

import re
from functools import cache

from undercount.read.prose.dates.words import any_of, lexicon, pieces

_POSSESSED = r"\b(?:his|her|their|its|our|my|your|a|any|[\w.]+['’]s|[\w.]+s['’])\s+$"
_WIDE = r"(?:the\s+|early\s+|late\s+|mid-?\s*|at\s+least\s+|about\s+|around\s+|start\s+of\s+|beginning\s+of\s+|end\s+of\s+|close\s+of\s+)*"
_SENTENCE = re.compile(r"[!?;\n]|\.(?=\s+[\"“'(\[]?[A-Z])")

TAKES = re.compile(
    r"(?:\b(?:in|since|by|until|till|before|after|from|of|during|through|throughout|for|early|late|mid|between|last|this|next|around|about|"
    r"circa|start|beginning|end|middle|sometime|the|spring|summer|autumn|fall|winter|years?|month|only|election|late-|early-|mid-)[\s-]+(?:of\s+|in\s+|the\s+)*|"
    r"[(\[])$",
    re.IGNORECASE,
)
"""What a bare month, season or year stands behind."""

DAY_TAKES = re.compile(r"\b(?:on|since|from|by|until|till|early|late|before|after)\s+$", re.IGNORECASE)
"""What a weekday that is written short stands behind."""

SEASON_TAKES = re.compile(
    r"\b(?:in|during|since|until|by|throughout|over|early|late|mid|through|before|after)[\s-]+(?:the\s+)?(?:early\s+|late\s+)?$",
    re.IGNORECASE,
)
"""What a bare season stands behind."""

NOT_NAMES = frozenset(name for name in lexicon()["months"] if len(name) > 4 and name != "march") | {
    "june",
    "july",
    "sept.",
    "nov.",
    "oct.",
    "feb.",
    "aug.",
    "dec.",
}
"""Months whose names, written with a capital, are little else."""

LEFT = re.compile(
    r"(?<!\w)(?:(?:the\s+)?(?:very\s+)?(?:early|late|mid|middle|start|beginning|end|turn|close|first\s+days|last\s+days|first\s+weeks?|month|year|"
    rf"(?:(?:early|late)\s+)?(?:hours|{pieces()['part']}))(?:\s+(?:hours|morning))?(?:\s+(?:of|on|hours\s+of|between|hours\s+on))?[\s-]+)+"
    r"(?:of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
"""What may stand before a date and leaves it as it is."""

RIGHT = re.compile(rf"(?:['’]s)?\s+(?:very\s+)?(?:early\s+|late\s+|mid-?)?{pieces()['part']}\b", re.IGNORECASE)
"""The same behind a date."""

POSSESSED = re.compile(_POSSESSED, re.IGNORECASE)
"""What a year stands behind where it tells one thing of a kind from the others ("their 2008 campaign")."""

AROUND = re.compile(r"\b(?:around|about|circa|approximately|roughly|c\.)\s+$", re.IGNORECASE)

OPENERS = (
    (
        "offset",
        re.compile(
            rf"\b(?:the\s+|a\s+)?(?:(?P<n>{pieces()['n']})\s+|(?=\w+\s))(?P<unit>day|week|month|year)(?(n)s?)\s+(?P<way>after|before|prior\s+to|ahead\s+of)\s+(?:the\s+)?$",
            re.IGNORECASE,
        ),
    ),
    (
        "since",
        re.compile(
            rf"\bever\s+since\s+{_WIDE}$|\b(?:since|starting|beginning)\s+(?:on\s+|in\s+|from\s+|with\s+)?{_WIDE}$",
            re.IGNORECASE,
        ),
    ),
    ("since", re.compile(rf"\bsince\s+(?:[\w'’-]+\s+){{1,9}}?(?:in|on|at|of|last|this)?\s*{_WIDE}$", re.IGNORECASE)),
    (
        "until",
        re.compile(
            rf"\b(?:by|until|till|(?<!run-)(?<!run )(?<!lead-)(?<!leading )up\s+to|up\s+until|as\s+of|through)\s+(?:on\s+)?{_WIDE}$",
            re.IGNORECASE,
        ),
    ),
    ("before", re.compile(rf"\b(?:before|prior\s+to|ahead\s+of)\s+{_WIDE}$", re.IGNORECASE)),
    ("week-of", re.compile(r"\b(?:the\s+)?week\s+(?:of|beginning|starting)\s+$", re.IGNORECASE)),
    ("week-ending", re.compile(r"\b(?:the\s+)?week\s+(?:ending|ended|to)\s+(?:on\s+)?$", re.IGNORECASE)),
)
"""What opens an end of a date or counts from it: the name of the operation, and the words before the date."""


@cache
def _streets() -> re.Pattern[str]:
    """Return what stands behind the number of a house: "block of", "Main Street", "N. 5th Ave"."""
    side = r"(?:[NSEW]\.?W?E?\.?\s+)?"
    name = r"(?:[A-Z][\w'’.-]*\s+|\d{1,3}(?:st|nd|rd|th)\s+){1,3}?"
    street = rf"(?-i:{side}{name})(?:{any_of(lexicon()['streets']['words'])})\b"
    return re.compile(rf"[\s-]+block\b|\s+(?P<street>{street})", re.IGNORECASE)


_TIMES = re.compile(r"\b(?:in|since|until|till|during|by|before|after|late|early|year)\s+$", re.IGNORECASE)
"""What stands before a year and before no number of a house."""


def is_house(text: str, start: int, end: int) -> bool:
    """Tell whether a number of four digits is that of a house: "the 1200 block of Huffman Avenue", "at 1500 Main Street"."""
    found = _streets().match(text, end)
    return found is not None and (found["street"] is None or _TIMES.search(text, max(0, start - 12), start) is None)


def bounds_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around some words begins and ends, as far as 240 characters show it."""
    low = max(0, start - 240)
    for found in _SENTENCE.finditer(text, low, start):
        low = found.end()
    after = _SENTENCE.search(text, end, end + 120)
    return low, after.start() if after is not None else min(len(text), end + 120)


@cache
def _cues() -> re.Pattern[str]:
    words = lexicon()["cues"]
    return re.compile(
        rf"(?P<ahead>(?<![\w])(?:{any_of(words['ahead'])}|(?:can|could|may|might)(?!\s+(?:not\s+)?have\s+(?:been|\w+ed)\b))(?:\s+(?:not|also|only|be|have|been|\w+ly|to|for))*(?:\s+\w+)?)"
        rf"|\b(?P<behind>{any_of(words['behind'])}|(?!need|hundred|indeed|armed|alleged|united|wounded\b)\w{{2,}}ed)\b",
        re.IGNORECASE,
    )


_AT_HAND = 28
"""How many characters may stand between a verb of the past and a date of the calendar that it dates."""

_AHEAD_AT_HAND = 40
"""The same for a word for what lies ahead."""


def ahead_of(text: str, start: int, end: int, low: int, high: int, *, at_hand: bool = False) -> bool | None:
    """Return whether a date lies ahead by the last cue before it, else the first behind it in its clause; None where there is none.

    Args:
        text: The text.
        start: Where the date begins.
        end: Where it ends.
        low: Where its sentence begins.
        high: Where its sentence ends.
        at_hand: Whether such a word counts only right before the date.
    """
    if (
        re.search(r"\bcome\s+$", text[max(low, start - 14) : start], re.IGNORECASE)
        or text[start : start + 8].lower() == "ahead of"
    ):
        return True
    last = None
    for found in _cues().finditer(text, max(low, start - 90), start):
        last = found
    if last is None:
        last = _cues().search(text, end, min(high, end + 70))
    if last is None:
        return None
    if at_hand and not start - (_AHEAD_AT_HAND if last["ahead"] else _AT_HAND) <= last.end() <= start:
        return None
    return last["ahead"] is not None
