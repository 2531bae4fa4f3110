"""When an item was published, and how that is known: what a page, a message, a file or its words say of themselves.

What a person says (``undercount add --published``) goes before all of it. What is found here is computed from the captured
bytes each time and stands in no ledger: a later version that reads more changes no record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from undercount.errors import ReadError
from undercount.read.texts.days import Day, day_in

GIVEN = "given when it was added (--published)"
STANDINGS = ("given", "stated", "weak", "bound")
"""How much a date can bear: a person's word; the item states it; a trace that may be of something else; not later than this."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One date that an item gives.

    Args:
        when: The day or month, EDTF.
        how: Where it stands: ``meta article:published_time``, ``e-mail Date``, …
        standing: One of :data:`STANDINGS`.
        moment: The moment in UTC as ISO 8601, where a time with its zone is given; else empty.
    """

    when: str
    how: str
    standing: str
    moment: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """When an item was published.

    Args:
        when: EDTF, or empty where nothing tells. A day; both ends where two statements differ (``2016-12-13/2016-12-14``); with ``?``
            where there is only a weak trace (it then binds nothing); ``../2016-12-20`` where only the capture is dated.
        how: Where it stands, all of it where several agree or differ.
        standing: One of :data:`STANDINGS`, or empty.
        found: Every date that was found, the best standing first.
        note: A sentence where dates contradict one another, else empty.
        parts: For an item of several documents (a web archive, a mailbox) the same for each, with its name.
    """

    when: str = ""
    how: str = ""
    standing: str = ""
    found: tuple[Dated, ...] = ()
    note: str = ""
    parts: tuple[tuple[str, Published], ...] = ()


def published_of(source: Path | bytes, name: str = "", *, media_type: str = "", given: str = "") -> Published:
    """Return when an item was published, and how that is known.

    Args:
        source: The file, or its bytes.
        name: The file's name; empty is the path's own.
        media_type: The media type, which goes before the name where it tells the kind.
        given: What a person said when the item was added (EDTF), or empty. It always wins; what the item says is then kept in ``found``.

    Raises:
        ReadError: If the item cannot be read, as :func:`~undercount.read.text.text_of` says it.
    """
    from undercount.read.text import bytes_of, kind_of

    shown = name or (source.name if isinstance(source, Path) else "the item")
    _, kind = kind_of(shown, media_type)
    try:
        data = _unpacked(bytes_of(source, shown), shown, kind)
        found = _published(kind_of(shown, media_type, data)[1], data, shown)
    except ReadError:
        if not given:
            raise
        found = Published()
    if not given:
        return found
    differs = found.standing == "stated" and given != found.when
    note = (
        f"the item itself says {found.when} ({found.how}); what was given when it was added, {given}, goes before it"
        if differs
        else found.note
    )
    return replace(found, when=given, how=GIVEN, standing="given", note=note)


def _unpacked(data: bytes, name: str, kind: str) -> bytes:
    if kind == "archive" or data[:2] != b"\x1f\x8b":
        return data
    from undercount.read.texts.packed import MOST_DOCUMENT, unpack_gzip

    with unpack_gzip(data, name, most=MOST_DOCUMENT) as file:
        return file.read()


def judged(dates: Iterable[Dated]) -> Published:
    """Return what follows from all dates that one document gives.

    Statements of one day are one; statements of different days leave the time between them open. Weak traces count only where nothing is
    stated, and the date of a capture only where nothing else is there. A statement that is later than the capture is none.

    Args:
        dates: The dates, those of one standing with the most reliable first.
    """
    order = sorted(dates, key=lambda one: STANDINGS.index(one.standing))
    bounds = sorted(one.when for one in order if one.standing == "bound")
    late = [one for one in order if one.standing != "bound" and bounds and one.when[:10] > _next_day(bounds[0])]
    kept = [one for one in order if one not in late]
    note = (
        f"it cannot have been published on {late[0].when} ({late[0].how}), for it was captured by {bounds[0]}"
        if late
        else ""
    )
    for standing in ("stated", "weak"):
        same = [one for one in kept if one.standing == standing]
        if same:
            return replace(_joined(same if standing == "stated" else same[:1], standing, note), found=tuple(order))
    if bounds:
        how = next(one.how for one in order if one.when == bounds[0] and one.standing == "bound")
        return Published(
            f"../{bounds[0]}", f"{how}: a capture, so it was published no later", "bound", tuple(order), note
        )
    return Published(found=tuple(order), note=note)


def _joined(dates: Sequence[Dated], standing: str, note: str) -> Published:
    hows = "; ".join(dict.fromkeys(one.how for one in dates))
    if standing == "weak":
        return Published(f"{dates[0].when}?", hows, standing, note=note)
    distinct = _distinct(dates)
    if len(distinct) == 1:
        return Published(distinct[0].when, hows, standing, note=note)
    ends = sorted(one.when for one in distinct)
    said = ", ".join(f"{one.when} by {one.how}" for one in distinct)
    clash = f"its dates differ: {said}"
    return Published(f"{ends[0]}/{ends[-1]}", hows, standing, note="; ".join(one for one in (clash, note) if one))


def _distinct(dates: Sequence[Dated]) -> list[Dated]:
    """Return the dates that are neither the same day, nor the same moment in another zone, nor the month of another's day."""
    kept: list[Dated] = []
    for one in sorted(dates, key=lambda d: -len(d.when)):
        if not any(other.when.startswith(one.when) or (one.moment and one.moment == other.moment) for other in kept):
            kept.append(one)
    return [one for one in dates if one in kept]


def _next_day(when: str) -> str:
    """Return the day after, for a page's own zone may be a day ahead of an archive's; of a month what is after all its days."""
    return (date.fromisoformat(when) + timedelta(days=1)).isoformat() if len(when) == 10 else f"{when}-99"


def dated(day: Day | None, how: str, standing: str) -> list[Dated]:
    """Return a date that was found as a list of one, or an empty list."""
    if day is None:
        return []
    return [Dated(day.edtf, how, standing, day.moment.isoformat() if day.moment is not None else "")]


def _published(kind: str, data: bytes, name: str) -> Published:
    if kind == "archive":
        return _of_archive(data, name)
    if kind == "mailbox":
        from undercount.read.texts.mail import header, messages_in

        each = [(header(one, "Subject"), judged(_mail_dates(header(one, "Date")))) for one in messages_in(data, name)]
        return _of_parts(each, "messages")
    return judged(_dates(kind, data, name))


def _dates(kind: str, data: bytes, name: str) -> list[Dated]:
    from undercount.read.texts.dates_of_page import page_dates, text_dates

    if kind == "page":
        from undercount.read.texts.page_source import html_source

        return page_dates(html_source(data, name), name)
    if kind == "saved page":
        from undercount.read.texts.mail import header, message_in, saved_page

        saved = dated(day_in(header(message_in(data, name), "Date")), "MHTML Date (when the page was saved)", "bound")
        return page_dates(saved_page(data, name), name) + saved
    if kind == "mail":
        from undercount.read.texts.mail import header, message_in

        return _mail_dates(header(message_in(data, name), "Date"))
    if kind == "pdf":
        return _pdf_dates(data, name)
    if kind == "docx":
        return _docx_dates(data, name)
    if kind == "plain" and not name.lower().endswith((".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml")):
        from undercount.read.texts.plain import plain_text

        return text_dates(plain_text(data, name).text)
    return []


def _mail_dates(value: str) -> list[Dated]:
    return dated(day_in(value), "e-mail Date", "stated")


def _pdf_dates(data: bytes, name: str) -> list[Dated]:
    from undercount.read.texts.dates_of_page import text_dates
    from undercount.read.texts.pdf import opened

    with opened(data, name) as document:
        created = str(document.get_metadata_value("CreationDate"))
        first = document[0].get_textpage().get_text_range().replace("\r\n", "\n") if len(document) else ""
    digits = created.removeprefix("D:")[:8]
    iso = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 and digits.isdigit() else ""
    return text_dates(first) + dated(day_in(iso), "PDF CreationDate (when the file was made)", "weak")


def _docx_dates(data: bytes, name: str) -> list[Dated]:
    from undercount.read.texts.dates_of_page import text_dates
    from undercount.read.texts.word import docx_package, docx_text

    package = docx_package(data, name)
    text = docx_text(data, name).text
    try:
        created = package.core_properties.created
    except (ValueError, KeyError, AttributeError):
        created = None
    # python-docx writes the date of its own template into every file that it makes
    made = (
        created.date().isoformat() if created is not None and created.isoformat()[:19] != "2013-12-23T23:15:00" else ""
    )
    return text_dates(text) + dated(day_in(made), "DOCX core created (when the file was made)", "weak")


def _of_archive(data: bytes, name: str) -> Published:
    from undercount.read.texts.archive import saved_pages
    from undercount.read.texts.dates_of_page import address_dates, page_dates
    from undercount.read.texts.page_source import html_source
    from undercount.read.texts.webpage import text_of_source

    each = []
    for page in list(saved_pages(data, name, Counter())):
        captured = dated(day_in(page.captured), "WARC-Date", "bound")
        source = html_source(page.data, page.url, page.charset)
        try:
            if not text_of_source(source, page.url).text.strip():
                continue
            dates = page_dates(source, page.url)
        except ReadError:
            continue
        each.append((page.url, judged([*dates, *address_dates(page.url), *captured])))
    return _of_parts(each, "pages")


def _of_parts(each: Sequence[tuple[str, Published]], what: str) -> Published:
    """Return one answer for an item of several documents: theirs where there is one, or all agree."""
    if not each:
        return Published()
    first = each[0][1]
    if all((one.when, one.standing) == (first.when, first.standing) for _, one in each):
        return replace(first, parts=tuple(each))
    return Published(note=f"its {len(each):,} {what} have dates of their own", parts=tuple(each))
