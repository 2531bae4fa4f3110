"""Find verbatim words in an item's text: typography and white space may differ, letters and digits may not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from undercount.read.text import ItemText
from undercount.record import PageRegion, TextPosition, TextQuote

_INVISIBLE = frozenset(
    chr(c) for c in [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)]
) | {"\u061c", "\ufeff", "\u00ad", "\u0640"}
_SAME = {
    **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
    "…": "...",
}
_BETWEEN_DIGITS = ".,٫٬'’\u00a0\u202f"
CONTEXT = 32
"""How many characters before and after a quote are kept to tell it from others."""


@dataclass(frozen=True)
class FoldedText:
    """A text without what typography adds, and where each of its characters came from.

    Args:
        source: The text.
        folded: The text folded.
        origins: For each folded character the position of the character that it came from.
    """

    source: ItemText
    folded: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, source: ItemText) -> FoldedText:
        """Fold a text once, for many quotes."""
        folded, origins = _fold(source.text)
        return cls(source, folded, origins)

    def find(self, quote: str) -> tuple[tuple[int, int], ...]:
        """Return every span of the text (code points, half-open) in which the words stand.

        A number matches a whole number only: ``3 dead`` does not stand in ``13 dead``, nor ``1`` in ``1,200``.
        """
        wanted = _fold(quote)[0].strip()
        spans: list[tuple[int, int]] = []
        at = self.folded.find(wanted) if wanted else -1
        while at >= 0:
            end = at + len(wanted)
            if self._stands_alone(at, end):
                spans.append((self.origins[at], self._after(end)))
            at = self.folded.find(wanted, at + 1)
        return tuple(spans)

    def _after(self, end: int) -> int:
        """Return the position after the last character matched, with the marks that belong to it."""
        last = self.origins[end - 1]
        text = self.source.text
        after = last + 1
        while after < len(text) and unicodedata.combining(text[after]):
            after += 1
        return after

    def _stands_alone(self, start: int, end: int) -> bool:
        text = self.folded
        if end < len(text) and unicodedata.combining(text[end]):
            return False
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        if text[start].isdigit() and _number_goes_on(before[::-1]):
            return False
        return not (text[end - 1].isdigit() and _number_goes_on(after))

    def without_vowel_signs(self) -> FoldedText:
        """Return the text without Arabic vowel signs, to tell why a quote is not found; its positions are its own."""
        return FoldedText.of(replace(self.source, text=without_vowel_signs(self.source.text)))

    def longest_start(self, quote: str) -> str:
        """Return the longest beginning of a quote that stands in the text: what follows is where they part."""
        words = quote.split()
        best = ""
        for n in range(1, len(words) + 1):
            start = " ".join(words[:n])
            if not self.find(start):
                break
            best = start
        return best


def without_vowel_signs(text: str) -> str:
    """Return text without the signs for short vowels that Arabic may leave out (U+064B to U+0652, U+0670)."""
    return re.sub("[\u064b-\u0652\u0670]", "", text)


def selectors(text: ItemText, start: int, end: int) -> tuple[TextQuote | TextPosition | PageRegion, ...]:
    """Return the selectors that name a span: its words with what stands around them, its position, and its page."""
    whole = text.text
    quote = TextQuote(whole[start:end], whole[max(0, start - CONTEXT) : start], whole[end : end + CONTEXT])
    found: tuple[TextQuote | TextPosition | PageRegion, ...] = (quote, TextPosition(start, end, text.method))
    page = text.page_of(start)
    return (*found, PageRegion(page)) if page else found


def _number_goes_on(near: str) -> bool:
    """Tell whether what stands next to a digit continues its number."""
    return bool(near) and (near[0].isdigit() or (near[0] in _BETWEEN_DIGITS and len(near) > 1 and near[1].isdigit()))


def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    origins: list[int] = []
    space = True
    for at, char in enumerate(text):
        if char in _INVISIBLE:
            continue
        if char.isspace():
            if not space:
                parts.append(" ")
                origins.append(at)
            space = True
            continue
        space = False
        plain = _SAME.get(char) or (char if char < "\u00c0" else unicodedata.normalize("NFD", char))
        parts.append(plain)
        origins.extend([at] * len(plain))
    return "".join(parts), tuple(origins)
