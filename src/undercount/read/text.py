"""The text of an item, by a named method that gives the same characters every time.

Positions in a text are Unicode code points in what :func:`text_of` returns. A change of what a method gives raises its number.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import lxml.etree
import lxml.html
import pypdfium2

from undercount.errors import ReadError
from undercount.read.encoding import decode
from undercount.read.sheets import sheet_rows

MOST_BYTES = 200 << 20
"""The most bytes of an item whose text is taken: the text is held in memory as a whole. Tables have no such limit."""

_HTML = ("text/html", "application/xhtml+xml")
_SHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_PLAIN = {".txt", ".md", ".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xml", ".srt", ".vtt", ".eml"}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(
    [
        "head",
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "canvas",
        "select",
        "textarea",
    ]
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class ItemText:
    """What an item says in characters.

    Args:
        text: The text.
        method: Name and version of how it was taken from the bytes.
        language: The language that the item declares, or that its letters show (BCP 47), or empty.
        pages: For each page the position at which it begins; empty where there are no pages.
    """

    text: str
    method: str
    language: str = ""
    pages: tuple[int, ...] = ()

    def page_of(self, position: int) -> int:
        """Return the page (from 1) on which a position lies, or 0 where there are no pages."""
        return sum(1 for start in self.pages if start <= position)


def text_of(source: Path | bytes, *, name: str = "", media_type: str = "") -> ItemText:
    """Return the text of an item.

    Args:
        source: The file, or its bytes.
        name: The file's name, by whose ending the kind is told; empty is the path's own.
        media_type: The media type, which goes before the name.

    Raises:
        ReadError: If the item has no text that can be taken from it, such as an image or a scan; the text says why.
    """
    shown = name or (source.name if isinstance(source, Path) else "the item")
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > MOST_BYTES:
        raise ReadError(
            f"an item must be of at most {MOST_BYTES >> 20} MB to be quoted; {shown} has {size >> 20:,} MB: add the part that is "
            "quoted as an item of its own"
        )
    data = source.read_bytes() if isinstance(source, Path) else source
    if not data:
        raise ReadError(f"an item must hold something to be quoted; {shown} is empty: capture it again")
    found = _method(Path(shown).suffix.lower(), media_type)(data, shown)
    if not found.text.strip():
        raise ReadError(
            f"an item must have text to be quoted; {shown} has none (an image or a scan): add a transcript as an item of its own"
        )
    return found


def _method(ending: str, media_type: str) -> Callable[[bytes, str], ItemText]:
    kind = media_type.split(";")[0].strip().lower()
    if kind in _HTML or ending in (".html", ".htm", ".xhtml"):
        return _html
    if kind == "application/pdf" or ending == ".pdf":
        return _pdf
    if ending in _SHEETS:
        return _sheet
    if kind.startswith("text/") or ending in _PLAIN or (not ending and not kind):
        return _plain
    return _nothing


def _nothing(_: bytes, name: str) -> ItemText:
    raise ReadError(
        f"an item must be text, HTML, PDF or a table to be quoted; {name} is not: add a transcript of it as an item of its own"
    )


def _plain(data: bytes, name: str) -> ItemText:
    text = decode(data, name)
    return ItemText(text, "plain-text/1", _language(text))


def _sheet(data: bytes, name: str) -> ItemText:
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(data)
        text = "\n".join("\t".join(cells).rstrip("\t") for _, cells in sheet_rows(path))
    return ItemText(text, "sheet-text/1", _language(text))


def _pdf(data: bytes, name: str) -> ItemText:
    try:
        document = pypdfium2.PdfDocument(io.BytesIO(data))
    except pypdfium2.PdfiumError as error:
        raise ReadError(
            f"a PDF must be whole and without a password; {name} is not ({error}): capture it again"
        ) from None
    parts: list[str] = []
    pages: list[int] = []
    at = 0
    try:
        for page in document:
            text = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n") + "\n\f"
            pages.append(at)
            parts.append(text)
            at += len(text)
    finally:
        document.close()
    text = "".join(parts)
    return ItemText(text, "pdf-text/1", _language(text), tuple(pages))


def _html(data: bytes, name: str) -> ItemText:
    source = _XML_DECLARATION.sub("", _html_source(data, name))
    if not source.strip():
        return ItemText("", "html-text/1")
    try:
        root = lxml.html.document_fromstring(source)
    except lxml.etree.LxmlError as error:
        raise ReadError(f"a page must be HTML; {name} is not ({error}): capture it again") from None
    parts: list[str] = []
    try:
        _walk(root, parts, preformatted=False)
    except RecursionError:
        raise ReadError(
            f"a page must not nest elements hundreds deep; {name} does: save its text as an item of its own"
        ) from None
    text = _tidy("".join(parts))
    return ItemText(text, "html-text/1", root.get("lang") or root.get("xml:lang") or _language(text))


def _html_source(data: bytes, name: str) -> str:
    """Return a page's characters: by its mark, as UTF-8 where it is that, else by what it declares, else as browsers do."""
    try:
        return decode(data, name)
    except ReadError:
        declared = _CHARSET.search(data[:4096])
        for encoding in ((declared[1].decode("ascii"),) if declared else ()) + ("windows-1252",):
            try:
                return data.decode(encoding, errors="replace")
            except LookupError:
                continue
    return ""


def _walk(node: lxml.html.HtmlElement, parts: list[str], *, preformatted: bool) -> None:
    """Add the text of an element: blocks on lines of their own, cells behind tabs, white space as a browser shows it."""
    tag = node.tag if isinstance(node.tag, str) else ""
    if tag and tag not in _SILENT:
        block = tag in _BLOCKS
        pre = preformatted or tag == "pre"
        parts.append("\n" if block or tag == "br" else "\t" if tag in ("td", "th") else "")
        parts.append(_inline(node.text, pre))
        for child in node:
            _walk(child, parts, preformatted=pre)
        parts.append("\n" if block else "")
    parts.append(_inline(node.tail, preformatted))


def _inline(text: str | None, preformatted: bool) -> str:
    if not text:
        return ""
    return text if preformatted else _SPACES.sub(" ", text)


def _tidy(text: str) -> str:
    lines = (re.sub(r" *\t *", "\t", re.sub(r" {2,}", " ", line)).strip(" \t") for line in text.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def _language(text: str) -> str:
    """Return ``ar`` where more than half of the letters are Arabic, else nothing."""
    sample = text[:20_000]
    letters = sum(c.isalpha() for c in sample)
    arabic = sum("\u0600" <= c <= "\u06ff" and c.isalpha() for c in sample)
    return "ar" if letters and arabic * 2 > letters else ""
