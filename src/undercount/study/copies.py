"""Copies: passages of several documents in the same or nearly the same words, of which the earliest is the candidate for their origin.

It is only shown: who copied whom, and from what neither has named, a person decides, with ``undercount judge … correct --set origin=…``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from undercount.link.incidents import Report, same_origin
from undercount.link.incidents.verbatim import folded_words, standing_in
from undercount.record.when import ANY_TIME
from undercount.study.opened import Opened
from undercount.study.rows import Row


@dataclass(frozen=True, slots=True)
class Copy:
    """Say that a claim's passage stands in another document in the same or nearly the same words.

    Args:
        first: The claim in the document that was published first; of several in one passage the first.
        item: That document (SHA-256).
        documents: How many documents have the words.
    """

    first: str
    item: str
    documents: int


def copies_in(opened: Opened) -> Mapping[str, Copy]:
    """Return for each claim whose words stand in an earlier document which claim has them there.

    A passage of twelve words or more is a copy where most of its word sequences are another's; one of eight or more where it stands in
    another carrier's document word for word, and says the same number of the same. A document without a day of publication is never the
    candidate while another has one; without any day nobody is.
    """
    rows = [row for row in opened.rows() if row.quote and row.standing != "derived"]
    if len({row.item for row in rows}) < 2:
        return {}
    return {**_verbatim(rows), **_alike(rows)}


def _alike(rows: Iterable[Row]) -> dict[str, Copy]:
    """Return the copies in nearly the same words."""
    passages: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        passages.setdefault((row.item, row.quote), []).append(row)
    by_name = {str(number): several for number, several in enumerate(passages.values())}
    reports = [Report(name, several[0].item, ANY_TIME, text=several[0].quote) for name, several in by_name.items()]
    found: dict[str, Copy] = {}
    for origin in same_origin(reports, least_count=1 << 62):
        dated = sorted((one for one in map(by_name.__getitem__, origin.reports) if one[0].published), key=_age_of_all)
        items = {by_name[name][0].item for name in origin.reports}
        if not dated or len(items) < 2:
            continue
        first = dated[0][0]
        for name in origin.reports:
            for row in by_name[name]:
                if row.item != first.item:
                    found[row.claim] = Copy(first.claim, first.item, len(items))
    return found


def _verbatim(rows: Iterable[Row]) -> dict[str, Copy]:
    """Return the copies word for word, with the same number, from a document of another carrier."""
    by_words: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_words.setdefault(folded_words(row.quote), []).append(row)
    groups = list(by_words.values())
    beside = _beside([several[0].quote for several in groups])
    found: dict[str, Copy] = {}
    for at, several in enumerate(groups):
        same: dict[tuple[object, ...], list[Row]] = {}
        for row in (row for near in beside.get(at, ()) for row in groups[near]):
            same.setdefault(_said(row), []).append(row)
        dated = {said: sorted((row for row in some if row.published), key=_age) for said, some in same.items()}
        for row in several:
            first = next((one for one in dated.get(_said(row), ()) if not _is_own(row, one)), None)
            if first is not None and not (row.published and _age(row) <= _age(first)):
                items = {one.item for one in same[_said(row)]}
                found[row.claim] = Copy(first.claim, first.item, len(items))
    return found


def _beside(texts: Sequence[str]) -> dict[int, set[int]]:
    """Return for each text itself and those that hold it or stand in it word for word; none for one that is too short."""
    beside: dict[int, set[int]] = {at: {at} for at, text in enumerate(texts) if len(folded_words(text)) >= LEAST_WORDS}
    for at, holders in standing_in(texts, least_words=LEAST_WORDS).items():
        for holder in holders:
            beside[at].add(holder)
            beside[holder].add(at)
    return beside


LEAST_WORDS = 8
"""A shorter sentence that stands elsewhere word for word is a stock phrase (words)."""


def _is_own(row: Row, first: Row) -> bool:
    """Tell whether a passage cannot be what a claim was copied from: it is of the same document, or of one carrier's two."""
    return row.item == first.item or (bool(row.carrier) and row.carrier == first.carrier)


def _said(row: Row) -> tuple[object, ...]:
    return row.stance, row.act, row.unit, row.low, row.best, row.high


def _age(row: Row) -> tuple[str, str]:
    return row.published, row.item


def _age_of_all(rows: list[Row]) -> tuple[str, str]:
    return _age(rows[0])
