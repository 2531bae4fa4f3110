"""PDF: the text of each page, which pages have none, and where on a page a span stands."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from undercount.errors import ReadError
from undercount.read.texts.item_text import ItemText
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import short
from undercount.read.texts.pdf_layout import Laid, laid_out
from undercount.read.texts.pdf_lines import Boxes, lines_of
from undercount.read.texts.scans import OCR_HINT, Picture, Recognised, recognise
from undercount.record import PageRegion

METHOD = "pdf-text/2"
EARLIER = "pdf-text/1"
"""The method that gave every line as it stands on the page: what was quoted by it is found by it."""

_DOTS_PER_INCH = 200
_MOST_PIXELS = 40_000_000
_SHOWN = 5


def pdf_text(data: bytes, name: str, *, ocr: bool = False, method: str = METHOD) -> ItemText:
    """Return the text of a PDF, each page ended by a form feed.

    Lines of a paragraph are joined, also over columns and pages; paragraphs, headings and the rows of a table stay apart.

    Args:
        data: Its bytes.
        name: Its name, for messages.
        ocr: Whether pages that hold pictures and no text are recognised by machine (extra ``ocr``).
        method: The method by which it was taken, if that was the earlier one.

    Raises:
        ReadError: If it is broken, needs a password, or no page has text and ``ocr`` is not set or finds none.
    """
    with opened(data, name) as document:
        texts = [page.text for page in _pages_of(document, method)]
        scans = [n for n, text in enumerate(texts, start=1) if not text.strip() and _has_picture(document[n - 1])]
        if scans and len(scans) == sum(not text.strip() for text in texts) == len(texts) and not ocr:
            raise ReadError(
                f"an item must have text to be quoted; {name} has none, for its pages are pictures (a scan): {OCR_HINT}"
            )
        read = recognise([_rendered(document, n) for n in scans], name) if ocr and scans else None
    return _put_together(texts, scans, read, EARLIER if method.startswith(EARLIER) else METHOD)


def _pages_of(document: pypdfium2.PdfDocument, method: str) -> list[Laid]:
    if method.startswith(EARLIER):
        return [_as_it_stands(page.get_textpage()) for page in document]
    return laid_out([lines_of(page.get_textpage()) for page in document])


def _as_it_stands(page: pypdfium2.PdfTextPage) -> Laid:
    """Return a page's text as the earlier method gave it."""
    laid = Laid()
    for match in re.finditer("(\r\n?)|([^\r]+)", page.get_text_range()):
        laid.write(match[2] or "\n", match.start())
    laid.write("\n\f")
    return laid


def _put_together(texts: list[str], scans: list[int], read: Recognised | None, method: str) -> ItemText:
    notes: tuple[str, ...] = ()
    if read is not None:
        for number, text in zip(scans, read.texts, strict=True):
            texts[number - 1] = text + "\n\f"
        method = read.method if len(scans) == len(texts) else f"{method} and {read.method}"
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
        laid = _pages_of(document, found.method)[number - 1]
        page = document[number - 1].get_textpage()
        around = Boxes(page, page.get_text_range()).around
        boxes = [box for at in _origins(laid, start - first, end - first) if (box := around(at)) is not None]
    if not boxes:
        return None
    left, low = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, high = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return PageRegion(number, round(left, 1), round(low, 1), round(right - left, 1), round(high - low, 1))


def _origins(laid: Laid, start: int, end: int) -> Sequence[int]:
    """Return where the characters of a span stand in the page's own text; white space and what was written is left out."""
    here = zip(laid.text[start:end], laid.origins[start:end], strict=True)
    return [origin for char, origin in here if origin >= 0 and not char.isspace()]


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
