"""Datelines: "(Nairobi) –", "GENEVA, 3 June (Wire) –": where a report was written, which is neither where harm was done nor who did it."""

from __future__ import annotations

import re

from undercount.read.prose.proposal import Span

_HEAD = 400
"""Within how many characters of a document's begin a dateline without brackets stands; further on it is the label of a list's line."""

_DASH = r"[ \t]*(?:--|[-–—])[ \t]"
_WORDS = r"[A-Z][^()\n–—;:!?]{1,60}?"
_BRACKETED = re.compile(rf"^[ \t]*(?P<line>\({_WORDS}\)){_DASH}", re.MULTILINE)
_BARE = re.compile(
    rf"^[ \t]*(?P<line>(?:[A-Z][A-Z.'’-]{{2,}}(?:[ \t][A-Z][A-Z.'’-]+){{0,2}}(?:,[ \t]?[^()\n–—;:!?]{{1,40}}?)?"
    rf"|{_WORDS},[ \t](?=[^()\n–—]*\d)[^()\n–—;:!?]{{1,40}}?)(?:[ \t]*\([^()\n]{{2,60}}\))?){_DASH}",
    re.MULTILINE,
)
_WIRED = re.compile(rf"^[ \t]*(?P<line>{_WORDS}[ \t]*\([A-Z][^()\n]{{1,40}}\))(?:{_DASH}|:[ \t])", re.MULTILINE)


def datelines(text: str) -> tuple[Span, ...]:
    """Return where the datelines of a document stand.

    A place in brackets before a dash is one anywhere ("(Nairobi) –"). In capitals ("GENEVA –"), with a date ("Geneva, 3 June 2024 –") or an
    agency ("Geneva (Wire) –") it is one at the document's begin only.
    """
    found = [Span(*match.span("line")) for match in _BRACKETED.finditer(text)]
    for pattern in (_BARE, _WIRED):
        found += [Span(*match.span("line")) for match in pattern.finditer(text, 0, _HEAD)]
    return tuple(sorted({*found}, key=lambda line: (line.start, line.end)))
