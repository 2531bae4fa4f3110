"""Web archives (WARC, WACZ): the pages in them, each under its address, each record whole.

References:
    ISO 28500:2017, WARC 1.1. Web Archive Collection Zipped (WACZ) 1.1.1, webrecorder.net.
"""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from undercount.errors import ReadError
from undercount.read.texts.item_text import ItemText, Span, TextPart, moved
from undercount.read.texts.language import language_of
from undercount.read.texts.packed import MOST_UNPACKED, entry_of, open_zip, short, unpack_gzip
from undercount.read.texts.page_source import html_source
from undercount.read.texts.webpage import EARLIER as EARLIER_HTML
from undercount.read.texts.webpage import METHOD as HTML_METHOD
from undercount.read.texts.webpage import text_of_source

METHOD = f"warc-text/2 ({HTML_METHOD})"
EARLIER = f"warc-text/1 ({EARLIER_HTML})"
"""The method that took pages as ``html-text/1`` did."""
MOST_TEXT = 200_000_000
"""The most characters that the pages of one archive may have together."""

_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as an archive holds it.

    Args:
        url: Its address.
        captured: When it was saved (``WARC-Date``).
        data: Its bytes, unpacked.
        charset: The encoding that the server named, or empty.
        doubt: A sentence where the archive's own digest of the page does not fit, or empty.
    """

    url: str
    captured: str
    data: bytes
    charset: str
    doubt: str = ""


def warc_text(data: bytes, name: str, *, method: str = METHOD) -> ItemText:
    """Return the text of every page in a WARC, packed or not, or a WACZ: its address as a line, then its text.

    Args:
        data: The archive's bytes.
        name: Its name, for messages.
        method: The method by which it was taken, if that was the earlier one.

    Raises:
        ReadError: If it is cut off or broken anywhere, holds no page with text, or more than a limit.
    """
    skipped: Counter[str] = Counter()
    texts: list[str] = []
    parts: list[TextPart] = []
    main: list[Span] = []
    notes: dict[str, list[str]] = {}
    at = 0
    with closing(saved_pages(data, name, skipped)) as pages:
        for page in pages:
            try:
                source = html_source(page.data, page.url, page.charset, earlier=method == EARLIER)
                found = text_of_source(source, page.url, earlier=method == EARLIER)
            except ReadError as error:
                notes.setdefault(str(error), [])
                continue
            if not found.text.strip():
                skipped["pages without text"] += 1
                continue
            head = f"{page.url}\n"
            texts.append(f"{head}{found.text}")
            parts.append(TextPart(at, at + len(head) + len(found.text), page.url, found.language, page.captured))
            main += moved(found.main or ((0, len(found.text)),), at + len(head))
            for note in (*found.notes, *([page.doubt] if page.doubt else [])):
                notes.setdefault(note, []).append(page.url)
            at += len(texts[-1]) + 1
            if at > MOST_TEXT:
                raise ReadError(
                    f"the pages of an archive must have at most {MOST_TEXT:,} characters together; {name} has more: add it in parts"
                )
    if not parts:
        why = f": {next(iter(notes))}" if notes else ": save the page again"
        raise ReadError(f"a web archive must hold a page with text; {name} holds none{why}")
    said = [_told(note, urls) for note, urls in notes.items()]
    said += [f"not read: {what} ({count:,})" for what, count in sorted(skipped.items())]
    whole = "\n".join(texts)
    method = EARLIER if method == EARLIER else METHOD
    return ItemText(whole, method, _language(whole, parts), main=tuple(main), parts=tuple(parts), notes=tuple(said))


def _told(note: str, urls: list[str]) -> str:
    """Return a note with the page that it is about, or how many."""
    if not urls:
        return note
    return f"{urls[0]}: {note}" if len(urls) == 1 else f"{len(urls):,} pages: {note}"


def _language(text: str, parts: list[TextPart]) -> str:
    """Return the language in which most of the characters are."""
    sizes: Counter[str] = Counter()
    for part in parts:
        sizes[part.language] += part.end - part.start
    return sizes.most_common(1)[0][0] or language_of(text)[0]


def saved_pages(data: bytes, name: str, skipped: Counter[str]) -> Generator[SavedPage, None, None]:
    """Give the pages of a WARC or WACZ in its order; what is no page is counted in ``skipped``.

    Raises:
        ReadError: If a record is cut off, or its bytes are not those that its digest names.
    """
    left = MOST_UNPACKED
    if data[:2] == b"PK":
        with open_zip(data, name, most=MOST_UNPACKED) as archive:
            inner = sorted(path for path in archive.namelist() if path.endswith((".warc", ".warc.gz")))
            _check_wacz(archive.namelist(), inner, name)
            for path in inner:
                left -= yield from _warc(entry_of(archive, path, name), f"{name}, {path}", left, skipped)
    else:
        yield from _warc(data, name, left, skipped)


def _check_wacz(names: list[str], inner: list[str], name: str) -> None:
    if not inner:
        what = "no archive" if "datapackage.json" in names else "no archive, and is no WACZ"
        raise ReadError(f"a WACZ must hold a WARC under archive/; {name} holds {what}: save the pages again")


def _warc(data: bytes, name: str, most: int, skipped: Counter[str]) -> Generator[SavedPage, None, int]:
    """Give the pages of one WARC, and return how many bytes it unpacked to."""
    file: IO[bytes] = unpack_gzip(data, name, most=most) if data[:2] == b"\x1f\x8b" else io.BytesIO(data)
    with file:
        if file.read(5) not in (b"WARC/", b"filed"):
            raise ReadError(f"a WARC must begin with a record; {name} does not: capture it again")
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        yield from _records(file, name, skipped)
    return size


def _records(file: IO[bytes], name: str, skipped: Counter[str]) -> Iterator[SavedPage]:
    number = 0
    records = ArchiveIterator(file, arc2warc=True, check_digests=True)
    records.INC_RECORD = ""  # it would write to the terminal; err_count says the same
    try:
        for number, record in enumerate(records, start=1):
            page = _page(record, f"record {number} of {name}", skipped)
            if page is not None:
                yield page
    except (ArchiveLoadFailed, ValueError, AttributeError, TypeError, EOFError, zlib.error) as error:
        raise ReadError(
            f"a WARC must be whole; {name} is not, after {number:,} records ({short(error)}): capture it again"
        ) from None
    if records.err_count:
        raise ReadError(
            f"each record of a WARC must end where its length says; in {name} {records.err_count:,} do not, so parts would be lost: "
            "capture it again"
        )


def _page(record: ArcWarcRecord, where: str, skipped: Counter[str]) -> SavedPage | None:
    """Return a record's page, or None; its block is read to its end in any case, to prove that it is whole."""
    kind = record.rec_type
    headers = record.http_headers
    data = record.content_stream().read()
    record.raw_stream.read()
    left = getattr(record.raw_stream, "limit", 0)
    if record.length is None or left:
        raise ReadError(f"a WARC must be whole; {where} is cut off: capture it again")
    problems = record.digest_checker.problems if record.digest_checker.passed is False else []
    if any("block digest" in one for one in problems):
        raise ReadError(
            f"a record must be what its digest names; {where} is not, so it was altered or badly copied: capture it again"
        )
    if kind not in ("response", "resource"):
        return None
    media = (
        headers.get_header("Content-Type") if headers is not None else record.rec_headers.get_header("Content-Type")
    ) or ""
    status = headers.get_statuscode() if headers is not None and kind == "response" else "200"
    if media.split(";")[0].strip().lower() not in _PAGES:
        skipped["records that are no pages"] += 1
        return None
    if not status.startswith("2"):
        skipped["answers that are errors or lead elsewhere"] += 1
        return None
    packed = (headers.get_header("Content-Encoding") or "").lower() if headers is not None else ""
    if packed not in ("", "identity", "gzip", "deflate"):
        skipped[f"pages packed with {packed}"] += 1
        return None
    charset = media.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    url = record.rec_headers.get_header("WARC-Target-URI") or where
    # some programs take the digest of a page after unpacking it: no proof that the page was altered
    doubt = "the digest of the page in its archive does not fit its bytes" if problems else ""
    return SavedPage(url, record.rec_headers.get_header("WARC-Date") or "", data, charset, doubt)
