"""PDF: the text of each page, which pages have none, and where on a page a span stands."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from undercount.errors import ReadError
from undercount.read.texts.item_text import ItemText
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import short
from undercount.read.texts.scans import OCR_HINT, Picture, Recognised, recognise
from undercount.record import PageRegion

METHOD = "pdf-text/1"
_DOTS_PER_INCH = 200
_MOST_PIXELS = 40_000_000
_SHOWN = 5


def pdf_text(data: bytes, name: str, *, ocr: bool = False) -> ItemText:
    """Return the text of a PDF, each page ended by a form feed.

    Args:
        data: Its bytes.
        name: Its name, for messages.
        ocr: Whether pages that hold pictures and no text are recognised by machine (extra ``ocr``).

    Raises:
        ReadError: If it is broken, needs a password, or no page has text and ``ocr`` is not set or finds none.
    """
    with opened(data, name) as document:
        texts = [
            page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n") + "\n\f" for page in document
        ]
        scans = [n for n, text in enumerate(texts, start=1) if not text.strip() and _has_picture(document[n - 1])]
        if scans and len(scans) == sum(not text.strip() for text in texts) == len(texts) and not ocr:
            raise ReadError(
                f"an item must have text to be quoted; {name} has none, for its pages are pictures (a scan): {OCR_HINT}"
            )
        read = recognise([_rendered(document, n) for n in scans], name) if ocr and scans else None
    return _put_together(texts, scans, read)


def _put_together(texts: list[str], scans: list[int], read: Recognised | None) -> ItemText:
    method = METHOD
    notes: tuple[str, ...] = ()
    if read is not None:
        for number, text in zip(scans, read.texts, strict=True):
            texts[number - 1] = text + "\n\f"
        method = read.method if len(scans) == len(texts) else f"{METHOD} and {read.method}"
        notes = read.notes
    elif scans:
        notes = (f"no text was read from {_pages(scans)}, for there are only pictures: {OCR_HINT}",)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text))
    whole = "".join(texts)
    found = ItemText(whole, method, language_of(whole)[0], tuple(starts[:-1]), notes=notes)
    if read is None:
        return found
    regions = [region for number, page in zip(scans, read.regions, strict=True) for region in page(starts[number - 1])]
    return replace(found, regions=tuple(regions))


def pdf_region(data: bytes, found: ItemText, start: int, end: int) -> PageRegion | None:
    """Return the rectangle around a span of a PDF's text, on the page on which it begins; None where the page has no text of its own.

    Args:
        data: The PDF's bytes.
        found: Its text, as :func:`pdf_text` gave it.
        start: Position of the span's first character.
        end: Position after its last.

    Raises:
        ReadError: If the bytes are not those of the text.
    """
    number = found.page_of(start)
    if not number:
        return None
    first = found.pages[number - 1]
    with opened(data, "the item") as document:
        page = document[number - 1].get_textpage()
        raw = page.get_text_range()
        boxes = [box for at in _raw_positions(raw, start - first, end - first) if (box := _box(page, at))]
    if not boxes:
        return None
    left, low = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, high = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return PageRegion(number, round(left, 1), round(low, 1), round(right - left, 1), round(high - low, 1))


def _raw_positions(raw: str, start: int, end: int) -> Iterator[int]:
    """Give the UTF-16 positions in a page's own text of a span in the text with plain line ends; white space is left out."""
    here = units = 0
    for at, char in enumerate(raw):
        if char == "\r" and raw[at + 1 : at + 2] == "\n":
            units += 1
            continue
        if start <= here < end and not char.isspace():
            yield units
        here += 1
        units += 2 if ord(char) > 0xFFFF else 1


def _box(page: pypdfium2.PdfTextPage, unit: int) -> tuple[float, float, float, float] | None:
    at = pdfium.FPDFText_GetCharIndexFromTextIndex(page.raw, ctypes.c_int(unit))
    if at < 0:
        return None
    left, low, right, high = page.get_charbox(at)
    return (left, low, right, high) if right > left and high > low else None


@contextmanager
def opened(data: bytes, name: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF.

    Raises:
        ReadError: If it is broken or needs a password.
    """
    try:
        document = pypdfium2.PdfDocument(io.BytesIO(data))
        len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError(
                f"a PDF must be readable without a password; {name} asks for one: save a copy without it, and add that as "
                "an item of its own"
            ) from None
        raise ReadError(
            f"a PDF must be whole and without a password; {name} is not ({short(error)}): capture it again"
        ) from None
    try:
        yield document
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"a PDF must be whole; {name} is not ({short(error)}): capture it again") from None
    finally:
        document.close()


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4))


def _rendered(document: pypdfium2.PdfDocument, number: int) -> Picture:
    page = document[number - 1]
    width, height = page.get_size()
    scale = _DOTS_PER_INCH / 72
    while width * height * scale**2 > _MOST_PIXELS:
        scale /= 1.5
    pixels = page.render(scale=scale, rev_byteorder=False).to_numpy()
    return Picture(pixels[:, :, :3], number, scale)


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(str(n) for n in numbers[:_SHOWN])
    more = f" and {len(numbers) - _SHOWN:,} more" if len(numbers) > _SHOWN else ""
    return f"{'page' if len(numbers) == 1 else 'pages'} {shown}{more}"
