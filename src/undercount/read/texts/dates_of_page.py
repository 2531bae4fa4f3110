"""The dates that a page gives of itself: its marks for machines, then its words, and at last a guess by htmldate.

References:
    Open Graph protocol, article; schema.org, datePublished; Dublin Core terms, issued and date.
    Barbaresi (2020), htmldate: a Python package to extract publication dates from web pages, JOSS 5(51), 2439.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import lxml.html

from undercount.read.texts.days import day_in, is_only_a_day
from undercount.read.texts.page_source import Source
from undercount.read.texts.published import Dated, dated
from undercount.read.texts.webpage import page_tree, text_of_source

_META = (
    *(
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "datepublished",
        "dc.date.issued",
        "dcterms.issued",
    ),
    *(
        "dcterms.date",
        "dc.date",
        "citation_publication_date",
        "citation_online_date",
        "parsely-pub-date",
        "sailthru.date",
    ),
    *(
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "publication_date",
        "publication-date",
        "article_date_original",
        "date",
    ),
)
_ARTICLE = re.compile(r"article|posting|report|press|webpage", re.I)
_SAYS = re.compile(
    r"^\W*(?:(?:first |originally )?(?:published|posted|issued|released)(?: on| at)?|date of publication|publication date|publié le|"
    r"veröffentlicht am|publicado el|опубликовано|опубліковано|نُ?شر(?:ت)? ?(?:في|بتاريخ|يوم)?|تاريخ النشر)(?!\w)\W*(?P<rest>.*)$",
    re.I,
)
_WIRE = re.compile(
    r"^(?P<head>[A-Z][A-Z .,'’/-]{2,40}?(?:, [A-Za-z .]{2,30})?,? ?\(?(?P<date>[^()–—]{6,30}?)\)? ?(?:\([^)]{2,30}\) ?)?[–—-])"
)
_NAME = r"[^\W\d_.]+(?: [^\W\d_.]+)?"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_NAME}\.?(?: ?[/(]{_NAME}\)?)?,? \d{{4}}|"
    r"[^\W\d_.]+\.? \d{1,2}, ?\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})"
)
_NEAR = r"yesterday|today|tonight|overnight|last night|this (?:morning|afternoon|evening)|أمس|امس|البارحة|اليوم|الليلة"
_LEAD = re.compile(
    rf"^(?P<head>(?:[^\W\d_][\w .'’/-]{{1,40}}?[,،(] ?)?(?P<date>(?:[^\W\d_]+,? )?{_DAY})\)? ?[:–—-])\s"
    rf"(?=[^.!?؟]{{0,200}}?(?<!\w)(?:{_NEAR})(?!\w))",
    re.I,
)
"""A day at the head of a line from which the sentence behind it counts; without such a word the day may be that of what is told."""
_ARABIC_WIRE = re.compile(
    r"^(?P<head>[\u0620-\u064a]{2,}(?:[ -][\u0620-\u064a]{2,}){0,3}(?:[،,] ?[\u0620-\u064a ]{2,30})?(?: ?[،,] ?\(?| \()"
    r"(?P<date>(?:[^()–—]|\([^()\d]{2,15}\)){6,40}?)\)? ?(?:\([^)]{2,30}\) ?)?[–—-])\s"
)
"""A dateline in Arabic, which has no capitals: a name of at most four words, a comma or bracket, a day, a dash."""
_PIECE = re.compile(r"[.;:!?،,]\s|[–—]")
_YEAR = re.compile(r"(?:[12١٢]\d{3})")
DATELINE = "dateline"
"""How a date is known that heads a report's first line."""
_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?=[/_.-]|$)")
_TOP_LINES = 15
_MOST_WORDS = 14
_LATEST = "2200-01-01"


def page_dates(source: Source, name: str) -> list[Dated]:
    """Return the dates that a page states, then the weak traces.

    Args:
        source: The page.
        name: Its name, for messages.

    Raises:
        ReadError: If it is no whole page.
    """
    root = page_tree(source, name)
    if root is None:
        return []
    found = [*_meta_dates(root), *_linked_data_dates(root), *_marked_dates(root)]
    words = text_dates(text_of_source(source, name).text)
    heads = [one for one in words if one.how.startswith(DATELINE)]
    found += [one for one in words if one.standing == "stated" and one not in heads]
    if found:
        return found
    marked = _time_elements(root)
    if any(one.when[:10] != head.when for one in marked for head in heads):
        words = [replace(one, standing="weak") for one in words]
    return [*words, *marked] or _guess(root)


def text_dates(text: str) -> list[Dated]:
    """Return the day that a text's own first lines say it was published on.

    ``Published 14 December 2016`` at the begin of a short line is a statement. So is a dateline (``GENEVA (14 December 2016) –``, or
    ``14 December 2016: yesterday …``), unless the text names a later day or has another dateline: then it is weak, as a line is that
    is only a date. A date within a sentence, or in a picture's caption, is none.

    Args:
        text: The text, a paragraph to a line.
    """
    lines = [line.strip() for line in text[:20_000].splitlines() if line.strip()]
    stated = _said_dates(text, lines)
    if stated:
        return stated[:1]
    for line in lines[:_TOP_LINES]:
        heads = _dateline(line)
        day = day_in(heads["date"]) if heads else None
        if heads is not None and day is not None:
            standing = "weak" if len(day.edtf) < 10 or _is_contradicted(day.edtf, lines) else "stated"
            return dated(day, f"{DATELINE} “{heads['head'].strip()}”", standing)
        if is_only_a_day(line):
            return dated(day_in(line), f"the line “{line}”", "weak")
    return []


def _said_dates(text: str, lines: Sequence[str]) -> list[Dated]:
    """Return the days that short lines at the begin or the end say that a text was published on."""
    stated = []
    for line in lines if len(lines) <= 2 * _TOP_LINES else [*lines[: 2 * _TOP_LINES], *text[-2_000:].splitlines()[-5:]]:
        said = _SAYS.match(line)
        day = day_in(said["rest"]) if said and len(line.split()) <= _MOST_WORDS else None
        stated += dated(day, f"the words “{line}”", "stated")
    return stated


def _dateline(line: str) -> re.Match[str] | None:
    """Return the dateline at the head of a line, or None; an Arabic one holds nothing but the place and the day."""
    found = _WIRE.match(line) or _LEAD.match(line)
    if found is not None:
        return found
    arabic = _ARABIC_WIRE.match(line)
    return arabic if arabic is not None and is_only_a_day(arabic["date"].strip(" ،,")) else None


def _is_contradicted(day: str, lines: Sequence[str]) -> bool:
    """Tell whether a text names a later day than its dateline, or has datelines of several days: then it was not all written that day."""
    for line in lines:
        heads = _dateline(line)
        other = day_in(heads["date"]) if heads else None
        if other is not None and other.edtf != day:
            return True
        for piece in _PIECE.split(line) if _YEAR.search(line) else ():
            named = day_in(piece) if _YEAR.search(piece) else None
            if named is not None and named.edtf[:10] > day:
                return True
    return False


def address_dates(url: str) -> list[Dated]:
    """Return the day that stands in an address, as ``…/2016/12/14/…``."""
    found = _ADDRESS.search(url)
    return dated(day_in(f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"), "its address", "weak") if found else []


def _meta_dates(root: lxml.html.HtmlElement) -> list[Dated]:
    values: dict[str, str] = {}
    for element in root.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            key = (element.get(attribute) or "").strip().lower()
            if key in _META:
                values.setdefault(key, element.get("content") or "")
    return [one for key in _META if key in values for one in dated(day_in(values[key]), f"meta {key}", "stated")][:3]


def _linked_data_dates(root: lxml.html.HtmlElement) -> list[Dated]:
    for element in root.iter("script"):
        if (element.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for value in _date_published(data, 0):
            found = dated(day_in(value), "JSON-LD datePublished", "stated")
            if found:
                return found
    return []


def _date_published(data: Any, depth: int) -> Iterator[str]:
    """Give the ``datePublished`` of articles that the page is, and of none that it lists."""
    if depth > 4:
        return
    if isinstance(data, list):
        for one in data:
            yield from _date_published(one, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        named = " ".join(kinds) if isinstance(kinds, list) and all(isinstance(k, str) for k in kinds) else str(kinds)
        value = data.get("datePublished")
        if isinstance(value, str) and _ARTICLE.search(named):
            yield value
        yield from _date_published(data.get("@graph"), depth + 1)


def _marked_dates(root: lxml.html.HtmlElement) -> list[Dated]:
    """Return the date of the elements that are marked as the page's own; a page that marks several days lists other articles."""
    values = {
        day.edtf: day
        for element in root.iterfind(".//*[@itemprop='datePublished']")
        if element.tag != "meta"
        and (day := day_in(element.get("datetime") or element.get("content") or element.text_content()))
    }
    return dated(next(iter(values.values())), "itemprop datePublished", "stated") if len(values) == 1 else []


def _time_elements(root: lxml.html.HtmlElement) -> list[Dated]:
    days = {day.edtf: day for element in root.iter("time") if (day := day_in(element.get("datetime") or ""))}
    return dated(next(iter(days.values())), "the page's only <time>", "weak") if len(days) == 1 else []


def _guess(root: lxml.html.HtmlElement) -> list[Dated]:
    """Return htmldate's guess from the page's marks.

    It gets the tree and never an address, which it would load; no date is too late for it, so that today does not matter; and it
    does not see linked data, which is read above and may date the articles that a page lists.
    """
    try:
        import htmldate
    except ImportError:
        return []
    logging.getLogger("htmldate").addHandler(logging.NullHandler())
    copy = deepcopy(root)
    for script in copy.findall(".//script"):
        script.drop_tree()
    try:
        value = htmldate.find_date(copy, extensive_search=False, original_date=True, max_date=_LATEST)
    except Exception:  # rules of thumb over any page that there is: their failure is no date
        return []
    return dated(day_in(value or ""), f"htmldate {htmldate.__version__} (a guess from the page)", "weak")
