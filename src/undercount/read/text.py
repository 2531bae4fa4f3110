"""The text of an item, by a named method that gives the same characters every time.

Positions in a text are Unicode code points in what :func:`text_of` returns. A change of what a method gives raises its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from undercount.errors import ReadError
from undercount.read.sheets import sheet_rows
from undercount.read.texts.characters import kind_of_bytes, notes_on
from undercount.read.texts.item_text import ItemText, TextPart, TextRegion, noted
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import MOST_DOCUMENT, unpack_gzip

__all__ = ["MOST_BYTES", "ItemText", "TextPart", "TextRegion", "text_of"]

MOST_BYTES = 200 << 20
"""The most bytes of an item whose text is taken: the text is held in memory as a whole. Tables have no such limit."""

Method = Callable[[bytes, str], ItemText]
"""Takes an item's bytes and its name for messages, gives its text or raises a ReadError."""

_REVISED = ("pdf", "html", "mhtml", "mail", "mailbox", "warc", "docx")
EARLIER_METHODS = tuple(f"{kind}-text/1" for kind in _REVISED)
"""Methods of earlier versions that gave other characters than today's: what was quoted by one is looked for in the text that it gives."""

SHEET_METHOD = "sheet-text/1"
_SHEETS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"))
_PLAIN = frozenset(
    (
        *(".txt", ".text", ".log", ".md", ".rst", ".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xml"),
        *(".srt", ".vtt"),
    )
)
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp"))
_KINDS = {
    **dict.fromkeys((".html", ".htm", ".xhtml", "text/html", "application/xhtml+xml"), "page"),
    **dict.fromkeys((".pdf", "application/pdf"), "pdf"),
    **dict.fromkeys(_SHEETS, "sheet"),
    **dict.fromkeys((".docx", ".docm", ".doc"), "docx"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    **dict.fromkeys((".mht", ".mhtml", "multipart/related"), "saved page"),
    **dict.fromkeys((".eml", "message/rfc822"), "mail"),
    **dict.fromkeys((".mbox", "application/mbox"), "mailbox"),
    **dict.fromkeys((".warc", ".wacz", "application/warc", "application/wacz"), "archive"),
    **dict.fromkeys(_PLAIN, "plain"),
    **dict.fromkeys(_PICTURES, "picture"),
}
_UNTOLD = ("", "application/octet-stream", "application/gzip")
"""Media types that say nothing of what a file is."""
_ENDING = re.compile(r"\.(?!\d+$)[a-z0-9_]{1,9}")
"""How a name ends that tells a kind; in "Report of 14.12.2016" nothing does."""
_SAVE_AS = {
    ".rtf": "DOCX or PDF",
    ".odt": "DOCX or PDF",
    ".pages": "DOCX or PDF",
    ".msg": "EML",
    ".pst": "EML",
    ".pptx": "PDF",
    ".epub": "PDF",
}


def text_of(
    source: Path | bytes, *, name: str = "", media_type: str = "", ocr: bool = False, method: str = ""
) -> ItemText:
    """Return the text of an item.

    Args:
        source: The file, or its bytes.
        name: The file's name, by whose ending the kind is told; empty is the path's own.
        media_type: The media type, which goes before the name where it tells the kind.
        ocr: Whether text in pictures and scanned pages is recognised by machine (extra ``ocr``). The method then says ``ocr-text``.
        method: The method by which a passage of it was found, which may be an earlier one; empty is today's.

    Raises:
        ReadError: If the item has no text that can be taken from it, or not the whole of it; the text says why.
    """
    shown = name or (source.name if isinstance(source, Path) else "the item")
    data = bytes_of(source, shown)
    if data[:2] == b"\x1f\x8b" and kind_of(shown, media_type)[1] != "archive":
        with unpack_gzip(data, shown, most=MOST_DOCUMENT) as file:
            data = file.read()
    ending, kind = kind_of(shown, media_type, data)
    found = _method(kind, ending, ocr=ocr, method=method)(data, shown)
    if not found.text or found.text.isspace():
        why = "is blank" if kind == "plain" else "has none (an image or a scan)"
        raise ReadError(f"an item must have text to be quoted; {shown} {why}: add a transcript as an item of its own")
    return noted(found, *notes_on(found))


def bytes_of(source: Path | bytes, name: str) -> bytes:
    """Return an item's bytes.

    Raises:
        ReadError: If there are none, or too many to be quoted.
    """
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > MOST_BYTES:
        raise ReadError(
            f"an item must be of at most {MOST_BYTES >> 20} MB to be quoted; {name} has {size >> 20:,} MB: add the part that is "
            "quoted as an item of its own"
        )
    data = source.read_bytes() if isinstance(source, Path) else source
    if not data:
        raise ReadError(f"an item must hold something to be quoted; {name} is empty: capture it again")
    return data


def kind_of(name: str, media_type: str, data: bytes | None = None) -> tuple[str, str]:
    """Return the ending by which a name tells its kind (without ``.gz``), and the kind, empty where none is known.

    Args:
        name: The file's name.
        media_type: Its media type, or empty.
        data: Its bytes, which tell the kind where the name has no ending; None where they are not at hand: it then counts as text.
    """
    path = PurePosixPath(name.lower())
    ending = PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix
    media = media_type.split(";")[0].strip().lower()
    if media == "message/rfc822" and ending in (".mht", ".mhtml"):
        return ending, "saved page"
    kind = _KINDS.get(media) or _KINDS.get(ending, "")
    if kind or media.startswith("text/"):
        return ending, kind or "plain"
    if media in _UNTOLD and not _ENDING.fullmatch(ending):
        return "", "plain" if data is None else kind_of_bytes(data)
    return ending, ""


def _method(kind: str, ending: str, *, ocr: bool, method: str) -> Method:
    """Return what takes the text of a kind; a kind's libraries are loaded when it is met."""
    if kind == "plain":
        from undercount.read.texts.plain import plain_text

        return plain_text
    if kind in ("page", "saved page", "mail", "mailbox", "archive"):
        return _of_the_web(kind, method)
    if kind == "pdf":
        from undercount.read.texts.pdf import pdf_text

        return partial(pdf_text, ocr=ocr, method=method)
    if kind == "docx":
        from undercount.read.texts.word import docx_text

        return partial(docx_text, method=method)
    if kind == "picture":
        from undercount.read.texts.scans import picture_text

        return partial(picture_text, ocr=ocr)
    return _sheet if kind == "sheet" else partial(_nothing, ending=ending)


def _of_the_web(kind: str, method: str) -> Method:
    from undercount.read.texts import archive, mail, webpage

    taken = {
        "page": webpage.html_text,
        "saved page": mail.saved_page_text,
        "mail": mail.mail_text,
        "mailbox": mail.mailbox_text,
        "archive": archive.warc_text,
    }[kind]
    return partial(taken, method=method)


def _nothing(_: bytes, name: str, *, ending: str) -> ItemText:
    other = _SAVE_AS.get(ending)
    remedy = f"save it as {other}, and add that" if other else "add a transcript of it"
    raise ReadError(
        f"an item must be text, HTML, PDF, DOCX, e-mail, a web archive or a table to be quoted; {name} is not: {remedy} as an item of "
        "its own"
    )


def _sheet(data: bytes, name: str) -> ItemText:
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(data)
        text = "\n".join("\t".join(cells).rstrip("\t") for _, cells in sheet_rows(path))
    return ItemText(text, SHEET_METHOD, language_of(text)[0])
