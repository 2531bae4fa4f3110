"""Which of a document's places a claim is about: the one nearest to its words, with those that stand beside it in a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from undercount.read.prose.places.gazetted import lexicon
from undercount.read.prose.proposal import Located, Span
from undercount.read.prose.words import Document

_CLAUSE = re.compile(r"[;:–—]\s|,\s|\b(?:but|while|whereas|although|and|who|which)\b", re.IGNORECASE)
_PER_CLAUSE = 15
_FROM = 120
_BARE = 60
_WIDE = 60
_BEHIND = 12
"""A place stands behind the words of harm more often than before them: characters by which one before must be nearer."""

_LIST = re.compile(
    r"\s*(?:,|,?\s*(?:and|or|&)|as\s+well\s+as)\s+(?:in\s+|at\s+|of\s+|near\s+|the\s+)*|\s*(?:[،,]\s*و?|و)(?:في\s+|ب)?",
    re.IGNORECASE,
)


def places_of(
    trigger: Span, found: Sequence[Located], document: Document, *, amount: Span | None = None
) -> tuple[Located, ...]:
    """Return the places that belong to some words that say that harm was done.

    Args:
        trigger: The words ("killed"); for a part its number ("63" of "at least 112, including 63 in Hama").
        found: The places of the document, as :func:`~undercount.read.prose.places.mentions.places` gives them for its whole text.
        document: The document.
        amount: The number of those harmed, or None where that is not known.

    Returns:
        The nearest of its sentence first, then those beside it in a list; none of a part of the number ("a total of 14: 6 in Donetsk").
        Where its sentence names no place, those of the sentence before in the same paragraph; empty where that names none either.
    """
    number = next((n for n, s in enumerate(document.sentences) if trigger.start < s.end), len(document.sentences) - 1)
    sentence = document.sentences[number]
    here = [p for p in found if sentence.start <= p.span.start < sentence.end]
    if here:
        own = [
            p
            for p in here
            if not _is_of_part(trigger, amount, p, document.text) and not _is_of_answer(trigger, p, document.text)
        ]
        best = min(own, key=lambda p: _distance(trigger, p, document.text), default=None)
        return () if best is None else (best, *_beside(best, own, document.text))
    if number == 0 or "\n\n" in document.text[document.sentences[number - 1].end : sentence.start]:
        return ()
    before = document.sentences[number - 1]
    here = [p for p in found if before.start <= p.span.start < before.end and not _comes_from(p, document.text)]
    return (here[-1], *_beside(here[-1], here, document.text)) if here else ()


_ANSWER = re.compile(
    r"\bin\s+(?:response|retaliation|reprisal|revenge|reaction|retribution)\s+(?:to|for)\b", re.IGNORECASE
)
_NUMBER = (
    r"(?:\d[\d,.]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|dozens|scores|hundreds|(?:a\s+)?hundred|another\s+\w+|others|the\s+rest)"
)
_PART = re.compile(
    r"(?::|;|,|\s[-–—]|\(|\b(?:including|among\s+(?:them|the\s+\w+)|of\s+(?:them|whom|which|those)|and|with))\s*"
    rf"(?:(?:and|including|with|at\s+least|about|around|some|nearly|almost|over|more\s+than)\s+)*{_NUMBER}"
    r"(?:\s+(?:of\s+(?:them|whom|those)|people|persons|civilians|others|more|dead|deaths?|killed|died|victims|were|was|killings|fatalities|each|bodies))*"
    r"\s+(?:in|at|from|near|inside|across|on|around)\s+(?:the\s+)?(?:\w+\s+(?:of|area\s+of)\s+)?$",
    re.IGNORECASE,
)
_PART_AR = re.compile(
    r"(?:بينهم|بينها|منهم|منها|[:؛(،,]|\s[-–—])\s*و?(?:\d+|[\u0660-\u0669]+|واحد|اثنان|اثنين|ثلاثة|أربعة|خمسة|ستة|سبعة|ثمانية|تسعة|عشرة|\w+ون)"
    r"(?:\s+(?:منهم|منها|آخرين|آخرون|أشخاص|شخصا|قتلى|قتيلا|مدنيين|مدنيا))*\s+(?:في|بـ?)\s*$"
)


def _is_of_part(trigger: Span, amount: Span | None, place: Located, text: str) -> bool:
    """Tell whether a place is that of a part of the number: "63 in Hama" behind "at least 112 people were killed"."""
    after = max(trigger.end, amount.end) if amount is not None else trigger.end
    if place.span.start <= after:
        return False
    gap = text[after : place.span.start]
    return _PART.search(gap) is not None or _PART_AR.search(gap) is not None


def _is_of_answer(trigger: Span, place: Located, text: str) -> bool:
    """Tell whether a place is that of what was done in answer to the harm: "a campaign in Gaza in response to the attack that killed …"."""
    return place.span.end <= trigger.start and _ANSWER.search(text, place.span.end, trigger.start) is not None


def _distance(trigger: Span, place: Located, text: str) -> int:
    left, right = (trigger, place.span) if trigger.start < place.span.start else (place.span, trigger)
    gap = text[left.end : right.start]
    far = len(gap) + _PER_CLAUSE * len(_CLAUSE.findall(gap)) + (0 if left is trigger else _BEHIND)
    if _comes_from(place, text):
        far += _FROM
    elif not _led().search(text, max(0, place.span.start - 24), place.span.start):
        far += _BARE
    return far + (_WIDE if place.precision in ("country", "adm1") and not place.place else 0)


@cache
def _led() -> re.Pattern[str]:
    """Return the words that lead to the place of an act."""
    return re.compile(
        r"\b(?:in|at|near|inside|outside|on|within|across|around|over|under|hit|struck|of)\s+(?:the\s+)?$|,\s+$|\n$|^",
        re.IGNORECASE,
    )


@cache
def _from() -> re.Pattern[str]:
    words = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in lexicon()["words_from"])
    return re.compile(rf"\b(?:{words})\s+(?:the\s+)?$", re.IGNORECASE)


def _comes_from(place: Located, text: str) -> bool:
    """Tell whether people or words come from a place, so that the act need not have been there."""
    if text[place.span.end : place.span.end + 6].lower() == "-based":
        return True
    return _from().search(text, max(0, place.span.start - 40), place.span.start) is not None


_IN = re.compile(r"\b(?:in|at|near|outside|inside|around|across)\s+(?:the\s+)?$", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[,.;:)]|$)|\s+(?:who|which|that|where|when|on|in|and|after|before|during)\b", re.IGNORECASE)


def is_where(place: Located, span: Span, text: str) -> bool:
    """Tell whether some words are only the name of a place in which something was, and not who did it: "the bombing in Homs, which …"."""
    if not place.span.holds(span):
        return False
    return _IN.search(text, max(0, span.start - 12), span.start) is not None and _ENDS.match(text, span.end) is not None


def _beside(best: Located, here: Sequence[Located], text: str) -> tuple[Located, ...]:
    """Return the places that stand in one list with a place."""
    at = here.index(best)
    low = high = at
    while low > 0 and _LIST.fullmatch(text[here[low - 1].span.end : here[low].span.start]):
        low -= 1
    while high + 1 < len(here) and _LIST.fullmatch(text[here[high].span.end : here[high + 1].span.start]):
        high += 1
    return tuple(p for i, p in enumerate(here) if low <= i <= high and i != at)
