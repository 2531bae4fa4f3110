"""Find a quote in its document's text and cut the context around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from undercount.site.tables import Claim

CONTEXT = 700
"""Characters of context on each side of a passage when the document is longer than :data:`WHOLE`."""

WHOLE = 5_000
"""A text of at most this many characters is shown whole."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in its text: what stands before it, the words themselves, what stands after.

    Args:
        before: Text before the quote.
        quote: The words, as they stand in the text.
        after: Text after the quote.
        cut_before: Whether more text comes before.
        cut_after: Whether more text comes after.
    """

    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text and the claims that quote it (none: plain text)."""

    text: str
    claims: tuple[str, ...]


def find(text: str, claim: Claim) -> tuple[int, int] | None:
    """Return where the claim's quote stands in the text (code points), or None where it does not.

    The position selector is believed only where it holds the quote; else the quote selector with its context; else the quote
    itself, however its white space is broken.
    """
    quote = _said(claim)
    for selector in claim.selectors:
        start, end = selector.get("start"), selector.get("end")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            found = text[start:end]
            if not quote or _squeezed(found) == _squeezed(quote):
                return start, end
    if not quote:
        return None
    for selector in claim.selectors:
        prefix = selector.get("prefix")
        if isinstance(prefix, str) and prefix:
            at = text.find(prefix + quote)
            if at >= 0:
                return at + len(prefix), at + len(prefix) + len(quote)
    at = text.find(quote)
    if at >= 0:
        return at, at + len(quote)
    loose = re.search(r"\s+".join(re.escape(word) for word in quote.split()), text)
    return loose.span() if loose else None


def cut(text: str, span: tuple[int, int]) -> Passage:
    """Return a passage with its context: the whole text where it is short."""
    start, end = span
    if len(text) <= WHOLE:
        return Passage(text[:start], text[start:end], text[end:], False, False)
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    if first > 0:
        first = _word_start(text, first, start)
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space > 0 else last
    return Passage(text[first:start], text[start:end], text[end:last], first > 0, last < len(text))


def stretches(text: str, spans: dict[str, tuple[int, int]]) -> list[Stretch]:
    """Return the text as a row of stretches, each with the claims that quote it; overlapping quotes share stretches."""
    edges = sorted({0, len(text), *(edge for span in spans.values() for edge in span)})
    return [
        Stretch(text[a:b], tuple(sorted(claim for claim, (start, end) in spans.items() if start <= a and b <= end)))
        for a, b in pairwise(edges)
    ]


def _word_start(text: str, first: int, start: int) -> int:
    space = text.find(" ", first, start)
    return space + 1 if space >= 0 else first


def _said(claim: Claim) -> str:
    """Return the quote: the claim's own, else its selector's."""
    if claim.quote:
        return claim.quote
    exact = next((s["exact"] for s in claim.selectors if isinstance(s.get("exact"), str)), "")
    return str(exact)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
