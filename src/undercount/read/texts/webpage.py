"""HTML: the text of a page block by block, as a browser shows white space, and the whole of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import lxml.etree
import lxml.html

from undercount.errors import ReadError
from undercount.read.texts.article import article_of
from undercount.read.texts.item_text import ItemText, Span
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import short
from undercount.read.texts.page_source import Source, html_source
from undercount.read.texts.quoted_mail import is_quoting, own_lines, own_of_page, quotes_note
from undercount.read.texts.struck import struck_note, without_struck
from undercount.read.texts.walls import wall_in

METHOD = "html-text/2"
EARLIER = "html-text/1"
"""The method that took what a page strikes out as said, and bytes that are no UTF-8 as UTF-8 where the page says that they are."""

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
        *("dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu"),
        *("nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead"),
        *("tr", "ul"),
    )
)
_SILENT = frozenset(
    (
        *("head", "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "canvas"),
        *("select", "textarea"),
    )
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACES = re.compile(r"[ \t\r\n\f]+")

Piece = tuple[str, bool]
"""Some characters of a page, and whether they quote an earlier message."""


def html_text(data: bytes, name: str, *, method: str = METHOD) -> ItemText:
    """Return the text of a page, and which of it is the article. What it strikes out is left out, and a note says so.

    Args:
        data: The page's bytes.
        name: Its name, for messages.
        method: The method by which it was taken, if that was the earlier one.

    Raises:
        ReadError: If it is no HTML, nests elements thousands deep, or holds only a notice about cookies, a login or the like.
    """
    earlier = method == EARLIER
    found = text_of_source(html_source(data, name, earlier=earlier), name, earlier=earlier)
    return replace(found, method=EARLIER) if earlier else found


def text_of_source(source: Source, name: str, *, is_mail: bool = False, earlier: bool = False) -> ItemText:
    """Return the text of a page whose characters are known; otherwise as :func:`html_text`.

    Args:
        source: The page.
        name: Its name, for messages.
        is_mail: Whether it is a message, whose ``main`` are then the lines that quote no earlier message.
        earlier: Whether it is taken as :data:`EARLIER` did.
    """
    root = page_tree(source, name)
    if root is None:
        return ItemText("", METHOD)
    struck = [] if earlier else without_struck(root)
    pieces = list(_texts(root))
    text = _tidy("".join(piece for piece, _ in pieces))
    if not text.strip() and (struck or root.find(".//script") is not None):
        raise ReadError(_without_text(name, struck))
    wall = wall_in(text)
    if wall:
        raise ReadError(
            f"a page must hold what was published; {name} holds only {wall}: open it in a browser, get past that, and save the page again"
        )
    main, note = article_of(root, text)
    own = own_lines(text, _quoted_lines(pieces)) if is_mail else ()
    if is_mail:
        main = own_of_page(own, main)
    words = "\n".join(text[start:end] for start, end in main) or text
    language, doubt = language_of(words, root.get("lang") or root.get("xml:lang") or "")
    notes = (source.note, doubt, note, struck_note(struck), quotes_note(own, text) if is_mail else "")
    return ItemText(text, METHOD, language, main=main, notes=tuple(one for one in notes if one))


def _without_text(name: str, struck: list[str]) -> str:
    if struck:
        return f"a page must have text to be quoted; all of {name} is struck out: save the page as it stands now"
    return (
        f"a page must have text to be quoted; {name} has none, for its scripts write it in the browser: save it again from the browser "
        "as a complete page or a PDF"
    )


def page_tree(source: Source, name: str) -> lxml.html.HtmlElement | None:
    """Return a page as a tree, or None where it is empty.

    Raises:
        ReadError: If it is no HTML, or the parser would give only a part of it.
    """
    text = _XML_DECLARATION.sub("", source.text)
    if not text.strip():
        return None
    parser = lxml.html.HTMLParser(huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except lxml.etree.LxmlError as error:
        raise ReadError(f"a page must be HTML; {name} is not ({short(error)}): capture it again") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError(
            f"a page must not nest elements thousands deep; {name} does: save its text as an item of its own"
        )
    return root


def _texts(root: lxml.html.HtmlElement) -> Iterator[Piece]:
    """Give the text of an element piece by piece: blocks on lines of their own, cells behind tabs, white space as a browser shows it."""
    above: list[tuple[lxml.html.HtmlElement, Iterator[lxml.html.HtmlElement], bool, bool, bool]] = []
    node: lxml.html.HtmlElement | None = root
    kept = False  # whether white space is kept around the node, as in <pre>
    quoted = False  # whether an earlier message is quoted around the node
    while node is not None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag and tag not in _SILENT:
            inside, within = kept or tag == "pre", quoted or is_quoting(node)
            yield "\n" if tag in _BLOCKS or tag == "br" else "\t" if tag in ("td", "th") else "", quoted
            yield _inline(node.text, inside), within
            above.append((node, node.iterchildren(), kept, inside, quoted))
            quoted = within
        else:
            yield _inline(node.tail, kept), quoted
        node = None
        while above and node is None:
            parent, children, outside, kept, around = above[-1]
            node = next(children, None)
            if node is None:
                above.pop()
                quoted = around
                yield "\n" if parent.tag in _BLOCKS else "", quoted
                yield _inline(parent.tail, outside), quoted


def _inline(text: str | None, preformatted: bool) -> str:
    if not text:
        return ""
    return text if preformatted else _SPACES.sub(" ", text)


def _tidy(text: str) -> str:
    return "\n".join(line for line in map(_tidied, text.split("\n")) if line) + "\n"


def _tidied(line: str) -> str:
    return re.sub(r" *\t *", "\t", re.sub(r" {2,}", " ", line)).strip(" \t")


def _quoted_lines(pieces: Iterable[Piece]) -> tuple[Span, ...]:
    """Return where in the tidy text of some pieces the lines stand of which all is quoted."""
    found: list[Span] = []
    at = 0
    line: list[Piece] = []
    for text, quoted in (*pieces, ("\n", False)):
        for number, part in enumerate(text.split("\n")):
            if number:
                said = _tidied("".join(words for words, _ in line))
                if said and all(inside for words, inside in line if words.strip()):
                    found.append((at, at + len(said) + 1))
                at += len(said) + 1 if said else 0
                line = []
            line.append((part, quoted))
    return tuple(found)
