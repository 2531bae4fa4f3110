"""Split a text into words and sentences by patterns alone, the same way whether or not a parser looks at them afterwards.

A hyphenated word is one word ("23-year-old", "Jamaat-e-Islami"), also by a hyphen that is not shown, as is a number with its separators
("1,200", "10:30", "3-5"), of which a space that does not break is one.
"""

from __future__ import annotations

import re
from functools import cache

from undercount.read.prose.analysis.wrapping import ends_in
from undercount.read.prose.english.lexicon import lexicon
from undercount.read.prose.proposal import Span

_TOKEN = re.compile(
    r"""
    (?:https?://|www\.)[^\s<>"]+            # an address
  | [@\#][\w]+                              # a handle, a topic
  | (?:[A-Za-z]\.){2,}                      # U.S.
  | \d{1,3}(?:[\u00a0\u202f\u2009'’]\d{3})+(?!\d) # 12 500 with a space that does not break, 10'000
  | \d+(?:[.,:/]\d+)+(?:-\d+(?:[.,]\d+)*)?  # 1,200 10:30 15/02
  | \d+(?:[-–\u2010\u2011\u2212]\d+)+(?![-\w]) # 3-5
  | \d+[OIl]+\b                             # 1O, of a scan
  | \d+(?:x|X)(?=\b)                        # 3x
  | \d+['’]?s\b                             # 20s, 1990's
  | \d+[-–](?=[A-Za-z])\w+(?:[-–']\w+)*     # 23-year-old
  | \d+(?:st|nd|rd|th|ST|ND|RD|TH)?(?=[^\w]|$)
  | \d+(?=[A-Za-z])                         # 12killed
  | [^\W\d_]+(?=n['’]t\b)                   # did|n't
  | n['’]t\b
  | ['’](?:s|S|re|ve|ll|d|m)\b
  | [^\W_]+(?:[-–’'\u00ad\u2010\u2011](?!(?:[sSt]|re|ve|ll|d|m)\b)[^\W_]+)*
  | \.\.\.|--+
  | \S
    """,
    re.X,
)
_STOP = re.compile(
    r"[.!?…]+[\"'”’)\]]*(?=\s|$)|(?<=[a-z)\]])\.(?=[A-Z][a-z])|\n\s*\n|\n(?=\s*(?:[-•*·]|\d+[.)])\s)"
    r"|(?<=[a-z]{3}[a-z)\]”\"])[.!?][\"”’)\]]*\d{1,3}(?=\s+[\"“‘(\[]?[A-Z]|\s*\Z)"  # with the mark of a footnote
)
_DATELINE = re.compile(
    r"(?:\A|\n\s*\n)\s*[A-Z][A-Z'’.-]+(?:[ ,/]+[A-Z][\w'’.-]*){0,4}"
    r"(?:[ ,]+[^\n–—]{0,30}\d[^\n–—]{0,20}|[ ]*\([^()\n]{2,30}\))?[ ]*(?:–|—|--|-)[ ]+(?=[\[\"“'(]*[A-Z])"
)
"""AMBARA, 4 May 2024 – ; GENEVA (Agency) -- : the place and the day of a report, which are no part of its first sentence."""
_LAST = re.compile(r"([A-Za-z][A-Za-z.]*|\d+)$")
_FIRST = re.compile(r"\s*([\"'“‘(\[]*)(\w+|@|#)?")
_INITIALS = re.compile(r"^(?:[A-Za-z]\.)+[A-Za-z]?$")


def words_in(text: str, span: Span) -> list[Span]:
    """Return where the words, numbers and marks of a stretch of text stand."""
    return [Span(*match.span()) for match in _TOKEN.finditer(text, span.start, span.end)]


def sentences_in(text: str) -> list[Span]:
    """Return where the sentences of a text stand; what lies between them is white space."""
    datelines = [match.end() for match in _DATELINE.finditer(text)]
    breaks = sorted({*datelines, *_stops(text), *ends_in(text), len(text)})
    spans, start = [], 0
    for end in breaks:
        left = start + len(text[start:end]) - len(text[start:end].lstrip())
        right = start + len(text[start:end].rstrip())
        if left < right:
            spans.append(Span(left, right))
        start = end
    return spans


def _stops(text: str) -> list[int]:
    return [
        match.end() for match in _STOP.finditer(text) if match[0][0] == "\n" or _ends(text, match.start(), match.end())
    ]


def _ends(text: str, start: int, end: int) -> bool:
    """Say whether a full stop ends a sentence: not behind an abbreviation or an initial, nor before a small letter."""
    after = _FIRST.match(text, end)
    word = after[2] if after is not None and after[2] is not None else ""
    if text[start] != ".":
        return not word or not word[0].islower()
    if word and word[0].islower():
        return False
    before = _LAST.search(text, max(0, start - 20), start)
    if before is None:
        return True
    last = before[1]
    if len(last) == 1 and last.isupper() and last != "I":
        return not word
    if _INITIALS.match(last):
        return word.lower() in _starters()
    return last.lower() not in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    return lexicon().words("grammar", "abbreviations")


@cache
def _starters() -> frozenset[str]:
    return lexicon().words("grammar", "starters")
