"""Find a quote in its document's text and cut the context around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from undercount.site.built import Field
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
    """A stretch of a text, the claims that quote it (none: plain text), and the number of the possible miss that it begins (0: none)."""

    text: str
    claims: tuple[str, ...]
    miss: int = 0


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


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of a quote and the fields of its proposal whose words it is (none: plain words)."""

    text: str
    fields: tuple[str, ...]


def said(text: str, span: tuple[int, int], fields: Iterable[Field]) -> list[Said]:
    """Return a quote as a row of stretches, each with the fields that are read from it."""
    start, end = span
    inside = [one for one in fields if start <= one["start"] < one["end"] <= end]
    edges = sorted({start, end, *(edge for one in inside for edge in (one["start"], one["end"]))})
    return [
        Said(text[a:b], tuple(dict.fromkeys(one["field"] for one in inside if one["start"] <= a and b <= one["end"])))
        for a, b in pairwise(edges)
    ]


def stretches(text: str, spans: Mapping[str, tuple[int, int]], misses: Sequence[tuple[int, int]] = ()) -> list[Stretch]:
    """Return the text as a row of stretches, each with the claims that quote it; overlapping quotes share stretches.

    Args:
        text: The document's text.
        spans: Where each claim's passage stands, in the order in which the claims of one stretch are named.
        misses: Where the possible misses stand, which do not overlap: a sentence, or in a passage the number that is in no claim.
    """
    order = {claim: number for number, claim in enumerate(spans)}
    begin: dict[int, list[str]] = defaultdict(list)
    end: dict[int, list[str]] = defaultdict(list)
    for claim, (first, last) in spans.items():
        if first < last:
            begin[first].append(claim)
            end[last].append(claim)
    numbers = {first: number for number, (first, _) in enumerate(misses, start=1)}
    active: set[str] = set()
    found: list[Stretch] = []
    for a, b in pairwise(sorted({0, len(text), *begin, *end, *(edge for span in misses for edge in span)})):
        active = (active - set(end[a])) | set(begin[a])
        found.append(Stretch(text[a:b], tuple(sorted(active, key=order.__getitem__)), numbers.get(a, 0)))
    return found


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
