"""DOCX: paragraphs and tables in the order of the document, then footnotes, endnotes, headers and footers.

What is shown is taken: insertions that are tracked, text boxes, fields and content controls too. What is struck out is not.

References:
    ECMA-376, Office Open XML, part 1, section 17 (WordprocessingML).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import lxml.etree
from docx.opc.package import OpcPackage
from docx.opc.part import Part

from undercount.errors import ReadError
from undercount.read.texts.item_text import ItemText, TextPart
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import MOST_DOCUMENT, entry_of, open_zip, short
from undercount.read.texts.struck import struck_note

METHOD = "docx-text/2"
EARLIER = "docx-text/1"
"""The method that took what is struck through as said."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of old Office programs begin, and new ones with a password."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HIDDEN = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_W}delText", f"{_W}sectPr", _FALLBACK)
)
_STRUCK = (f"{_W}strike", f"{_W}dstrike")
_OFF = ("0", "false", "off")
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_ASIDE = ("footnotes", "endnotes", "header", "footer")


def docx_text(data: bytes, name: str, *, method: str = METHOD) -> ItemText:
    """Return the text of a DOCX file. What is struck through is left out, and a note says so.

    Args:
        data: Its bytes.
        name: Its name, for messages.
        method: The method by which it was taken, if that was the earlier one.

    Raises:
        ReadError: If it needs a password, is an old DOC, is cut off, or unpacks to more than a limit.
    """
    package = docx_package(data, name)
    main = package.main_document_part
    struck: list[str] = []
    earlier = method == EARLIER
    body = _text(main, struck, earlier=earlier)
    asides: dict[str, str] = {}
    comments = 0
    for part in sorted(_related(main), key=lambda one: str(one.partname)):
        kind = next((one for one in _ASIDE if str(part.partname).rsplit("/", 1)[-1].startswith(one)), "")
        text = _text(part, struck, earlier=earlier) if kind else ""
        if text and text not in asides:
            asides[text] = kind
        comments += str(part.partname).endswith("/comments.xml")
    texts = [(body, "body"), *sorted(asides.items(), key=lambda one: _ASIDE.index(one[1]))]
    parts: list[TextPart] = []
    at = 0
    for text, kind in texts:
        parts.append(TextPart(at, at + len(text), kind))
        at += len(text) + 1
    whole = "\n".join(text for text, _ in texts)
    notes = tuple(filter(None, ("its comments were not read" if comments else "", struck_note(struck))))
    language = language_of(whole)[0]
    method = EARLIER if earlier else METHOD
    return ItemText(whole, method, language, parts=tuple(parts) if len(parts) > 1 else (), notes=notes)


def docx_package(data: bytes, name: str) -> OpcPackage:
    """Open a DOCX file whose every part is whole.

    Raises:
        ReadError: As :func:`docx_text`.
    """
    if data.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        why = "asks for a password" if locked else "is in the older DOC format"
        remedy = "save a copy without it" if locked else "save it as DOCX or PDF"
        raise ReadError(
            f"a DOCX must be readable without a password and not an older DOC; {name} {why}: {remedy}, and add that as an item of its own"
        )
    with open_zip(data, name, most=MOST_DOCUMENT) as archive:
        for entry in archive.namelist():
            entry_of(archive, entry, name)
    try:
        package = OpcPackage.open(io.BytesIO(data))
        _ = package.main_document_part  # raises where there is none
    except (KeyError, ValueError, AttributeError, lxml.etree.LxmlError) as error:
        raise ReadError(
            f"a DOCX must hold a document; {name} does not ({short(error)}): save it again from the word processor"
        ) from None
    return package


def _related(main: Part) -> list[Part]:
    return [relation.target_part for relation in main.rels.values() if not relation.is_external]


def _text(part: Part, struck: list[str], *, earlier: bool) -> str:
    """Return the text of a part of the file; what is struck through in it is added to a list."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = lxml.etree.fromstring(part.blob, parser)
    except lxml.etree.LxmlError as error:
        raise ReadError(
            f"a DOCX must hold well-formed XML; its part {part.partname} is not ({short(error)}): save it again from the word processor"
        ) from None
    struck += [] if earlier else _without_struck(root)
    lines = (" ".join(line.split(" ")).strip() for block in _blocks(root) for line in block.split("\n"))
    return "".join(f"{line}\n" for line in lines if line.strip())


def _without_struck(root: lxml.etree._Element) -> list[str]:
    """Take the runs that are struck through out of a part; return their words, a stretch of them as one."""
    found: list[str] = []
    last: lxml.etree._Element | None = None
    for run in list(root.iter(f"{_W}r")):
        properties = run.find(f"{_W}rPr")
        marks = (properties.find(mark) for mark in _STRUCK) if properties is not None else ()
        if not any(mark is not None and mark.get(f"{_W}val") not in _OFF for mark in marks):
            continue
        words, parent = _paragraph(run), run.getparent()
        if last is not None and run.getprevious() is last and found:
            found[-1] += words
        elif words.strip():
            found.append(words)
        if parent is not None:
            last = lxml.etree.Element("struck")
            parent.replace(run, last)
    return [" ".join(words.split()) for words in found]


def _blocks(element: lxml.etree._Element) -> Iterator[str]:
    """Give the paragraphs, and the rows of tables with their cells behind tabs."""
    for child in element:
        if child.tag in _HIDDEN or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}p":
            yield _paragraph(child)
            for box in child.iter(f"{_W}txbxContent"):
                if not _hidden_below(box, child):
                    yield from _blocks(box)
        elif child.tag == f"{_W}tr":
            cells = [
                " ".join(" ".join(_blocks(cell)).split()) for cell in child.iter(f"{_W}tc") if _row_of(cell) is child
            ]
            yield "\t".join(cells)
        elif not (_notice(child)):
            yield from _blocks(child)


def _notice(element: lxml.etree._Element) -> bool:
    """Tell whether a footnote is one of those that only draw the line above footnotes."""
    return element.get(f"{_W}type") in ("separator", "continuationSeparator", "continuationNotice")


def _row_of(cell: lxml.etree._Element) -> lxml.etree._Element | None:
    return next(iter(cell.iterancestors(f"{_W}tr")), None)


def _hidden_below(box: lxml.etree._Element, paragraph: lxml.etree._Element) -> bool:
    """Tell whether a text box is a second copy for older programs, struck out, or inside another box of the paragraph."""
    for above in box.iterancestors():
        if above is paragraph:
            return False
        if above.tag in _HIDDEN or above.tag == f"{_W}txbxContent":
            return True
    return False


def _paragraph(element: lxml.etree._Element) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag in _HIDDEN or not isinstance(child.tag, str) or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _MARKS:
            parts.append(_MARKS[child.tag])
        else:
            parts.append(_paragraph(child))
    return "".join(parts)
