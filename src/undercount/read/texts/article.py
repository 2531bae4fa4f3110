"""Which spans of a page's text are the article, without what stands around it.

The text of a page is never changed: what trafilatura keeps of the page is looked for in it, and only positions come out.

References:
    Barbaresi (2021), Trafilatura: a web scraping library and command-line tool for text discovery and extraction, ACL demonstrations.
"""

from __future__ import annotations

import logging
from bisect import bisect_left, insort
from collections.abc import Iterator
from copy import deepcopy

import lxml.etree
import lxml.html

from undercount.read.texts.item_text import Span

MOST_CHARACTERS = 5_000_000
"""The longest page in which the article is looked for (characters)."""

LEAST_SHARE = 0.8
"""The least share of the article's characters that must be found again in the page's text."""

_PIECES = frozenset(("p", "head", "item", "cell", "quote", "code", "ab", "lb", "row", "list", "table", "body", "fw"))


def article_of(root: lxml.html.HtmlElement, text: str) -> tuple[tuple[Span, ...], str]:
    """Return the spans of a page's text that are the article, and a sentence where all of it must do.

    Args:
        root: The page.
        text: Its text by ``html-text/1``.

    Returns:
        Spans in order that do not overlap, empty for the whole text; and why it is the whole, or nothing.
    """
    if len(text) > MOST_CHARACTERS:
        return (
            (),
            f"the whole page is read: it is longer than {MOST_CHARACTERS:,} characters, so its article is not looked for",
        )
    try:
        from trafilatura import bare_extraction
    except ImportError:
        return (
            (),
            "the whole page is read, with its menus and links: install the extra web (make extras) to tell the article from them",
        )
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it has to say goes into the note
    try:
        document = bare_extraction(deepcopy(root), include_comments=False, include_tables=True)
    except Exception as error:  # rules of thumb over any page that there is: their failure must not cost the page
        return (), f"the whole page is read: looking for its article failed ({type(error).__name__})"
    body = getattr(document, "body", None)
    if body is None:
        return (), "the whole page is read: no part of it looks like an article"
    pieces = [piece for piece in ("".join(one.split()) for one in _pieces(body)) if piece]
    spans, found = _placed(pieces, text)
    if found < LEAST_SHARE * sum(map(len, pieces)):
        return (), "the whole page is read: the article that was found does not stand in its text"
    return spans, ""


def _pieces(body: lxml.etree._Element) -> Iterator[str]:
    """Give the article's texts, one for each block or line."""
    piece: list[str] = []
    for event, element in lxml.etree.iterwalk(body, events=("start", "end")):
        if isinstance(element.tag, str) and element.tag in _PIECES:
            yield "".join(piece)
            piece = []
        piece.append((element.text if event == "start" else element.tail) or "")
    yield "".join(piece)


def _placed(pieces: list[str], text: str) -> tuple[tuple[Span, ...], int]:
    """Return where pieces without white space stand in a text in their order, and how many of their characters do.

    Long pieces go first, for they stand in one place only; a shorter one must lie between those that it stands between.
    """
    origins = [at for at, char in enumerate(text) if not char.isspace()]
    bare = "".join(text.split())
    places: dict[int, Span] = {}
    order: list[int] = []
    for number in sorted(range(len(pieces)), key=lambda n: (-len(pieces[n]), n)):
        here = bisect_left(order, number)
        low = places[order[here - 1]][1] if here else 0
        high = places[order[here]][0] if here < len(order) else len(bare)
        at = bare.find(pieces[number], low, high)
        if at >= 0:
            places[number] = (at, at + len(pieces[number]))
            insort(order, number)
    spans: list[Span] = []
    for number in order:
        start, end = origins[places[number][0]], origins[places[number][1] - 1] + 1
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans), sum(end - start for start, end in places.values())
