"""HTML: the text of a page block by block, as a browser shows white space, and the whole of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.etree
import lxml.html

from undercount.errors import ReadError
from undercount.read.encoding import decode
from undercount.read.texts.article import article_of
from undercount.read.texts.item_text import ItemText
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import short
from undercount.read.texts.walls import wall_in

METHOD = "html-text/1"

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
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Source:
    """A page's characters, and a sentence where some of its bytes were none, or where its encoding is a guess."""

    text: str
    note: str = ""


def html_text(data: bytes, name: str) -> ItemText:
    """Return the text of a page, and which of it is the article.

    Args:
        data: The page's bytes.
        name: Its name, for messages.

    Raises:
        ReadError: If it is no HTML, nests elements thousands deep, or holds only a notice about cookies, a login or the like.
    """
    return text_of_source(html_source(data, name), name)


def text_of_source(source: Source, name: str) -> ItemText:
    """Return the text of a page whose characters are known; otherwise as :func:`html_text`."""
    root = page_tree(source, name)
    if root is None:
        return ItemText("", METHOD)
    text = _tidy("".join(_texts(root)))
    if not text.strip() and root.find(".//script") is not None:
        raise ReadError(
            f"a page must have text to be quoted; {name} has none, for its scripts write it in the browser: save it again from the browser "
            "as a complete page or a PDF"
        )
    wall = wall_in(text)
    if wall:
        raise ReadError(
            f"a page must hold what was published; {name} holds only {wall}: open it in a browser, get past that, and save the page again"
        )
    main, note = article_of(root, text)
    words = "\n".join(text[start:end] for start, end in main) or text
    language, doubt = language_of(words, root.get("lang") or root.get("xml:lang") or "")
    return ItemText(text, METHOD, language, main=main, notes=tuple(one for one in (source.note, doubt, note) if one))


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


def html_source(data: bytes, name: str, declared: str = "") -> Source:
    """Return a page's characters: by its mark, as UTF-8 where it is that, else by what is declared, else as browsers do.

    Args:
        data: The page's bytes.
        name: Its name, for messages.
        declared: The encoding that a protocol header names, which goes before the page's own; or empty.
    """
    try:
        return Source(decode(data, name))
    except ReadError:
        found = _CHARSET.search(data[:4096])
        page = found[1].decode("ascii") if found else ""
    for encoding in (declared, page, "windows-1252"):
        try:
            text = data.decode(encoding, errors="replace") if encoding else None
        except (LookupError, ValueError):
            continue
        if text is not None:
            guess = (
                ""
                if encoding in (declared, page)
                else "it names no encoding and is no UTF-8: it was read as windows-1252, as browsers do"
            )
            return Source(text, guess or _lost(text, encoding))
    return Source("")


def _lost(text: str, encoding: str) -> str:
    """Return a sentence on the bytes that an encoding does not know, with the first line that has one."""
    count = text.count("\ufffd")
    if not count:
        return ""
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    places = "1 place" if count == 1 else f"{count:,} places"
    return f"its bytes are not all {encoding}: in {places}, first in line {line:,}, what could not be read stands as �"


def _texts(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Give the text of an element piece by piece: blocks on lines of their own, cells behind tabs, white space as a browser shows it."""
    above: list[tuple[lxml.html.HtmlElement, Iterator[lxml.html.HtmlElement], bool, bool]] = []
    node: lxml.html.HtmlElement | None = root
    kept = False  # whether white space is kept around the node, as in <pre>
    while node is not None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag and tag not in _SILENT:
            inside = kept or tag == "pre"
            yield "\n" if tag in _BLOCKS or tag == "br" else "\t" if tag in ("td", "th") else ""
            yield _inline(node.text, inside)
            above.append((node, node.iterchildren(), kept, inside))
        else:
            yield _inline(node.tail, kept)
        node = None
        while above and node is None:
            parent, children, outside, kept = above[-1]
            node = next(children, None)
            if node is None:
                above.pop()
                yield "\n" if parent.tag in _BLOCKS else ""
                yield _inline(parent.tail, outside)


def _inline(text: str | None, preformatted: bool) -> str:
    if not text:
        return ""
    return text if preformatted else _SPACES.sub(" ", text)


def _tidy(text: str) -> str:
    lines = (re.sub(r" *\t *", "\t", re.sub(r" {2,}", " ", line)).strip(" \t") for line in text.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"
