"""What an item says in characters, where its parts are, and what was not read of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from undercount.record import PageRegion

Span = tuple[int, int]
"""Positions of code points, half-open."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """One of several documents in an item: a page of a web archive, a message of a mailbox.

    Args:
        start: Position of its first character.
        end: Position after its last.
        name: Its address (URL), its subject, or what it is ("footnotes").
        language: Its language (BCP 47), or empty.
        captured: When it was saved, as its archive says (``2016-12-14T09:30:00Z``), or empty.
    """

    start: int
    end: int
    name: str
    language: str = ""
    captured: str = ""


@dataclass(frozen=True, slots=True)
class TextRegion:
    """Where on a page a span of the text stands."""

    start: int
    end: int
    where: PageRegion


@dataclass(frozen=True, slots=True)
class ItemText:
    """What an item says in characters.

    Args:
        text: The text.
        method: Name and version of how it was taken from the bytes.
        language: The language that the item declares, or that its letters and words show (BCP 47), or empty.
        pages: For each page the position at which it begins; empty where there are no pages.
        main: The spans that are the article itself, without what stands around it on a page, in order; empty is all of it.
        parts: The documents of which it is made, where there are several.
        regions: For text recognised in a picture, where each line stands on its page.
        notes: What was not read and what a reader must know of the text, a sentence each.
    """

    text: str
    method: str
    language: str = ""
    pages: tuple[int, ...] = ()
    main: tuple[Span, ...] = ()
    parts: tuple[TextPart, ...] = ()
    regions: tuple[TextRegion, ...] = ()
    notes: tuple[str, ...] = ()

    def page_of(self, position: int) -> int:
        """Return the page (from 1) on which a position lies, or 0 where there are no pages."""
        return sum(1 for start in self.pages if start <= position)

    def part_of(self, position: int) -> TextPart | None:
        """Return the part in which a position lies, or None."""
        return next((part for part in self.parts if part.start <= position < part.end), None)

    def in_main(self, start: int, end: int) -> bool:
        """Tell whether a span touches the article itself."""
        return not self.main or any(first < end and start < last for first, last in self.main)

    def region(self, start: int, end: int) -> PageRegion | None:
        """Return the rectangle around the recognised lines that a span touches, on the page where it begins, or None."""
        touched = [one.where for one in self.regions if one.start < end and start < one.end]
        here = [one for one in touched if one.page == touched[0].page]
        if not here:
            return None
        left, low = min(one.x for one in here), min(one.y for one in here)
        right, high = max(one.x + one.width for one in here), max(one.y + one.height for one in here)
        return PageRegion(here[0].page, left, low, round(right - left, 1), round(high - low, 1))


def moved(spans: tuple[Span, ...], by: int) -> tuple[Span, ...]:
    """Return spans further on in a text."""
    return tuple((start + by, end + by) for start, end in spans)


def noted(found: ItemText, *notes: str) -> ItemText:
    """Return a text with further notes; empty ones are left out."""
    return replace(found, notes=(*found.notes, *(note for note in notes if note)))
