"""Copies: passages of several documents in the same or nearly the same words, of which the earliest is the candidate for their origin.

It is only shown: who copied whom, and from what neither has named, a person decides, with ``undercount judge … correct --set origin=…``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from undercount.study.near_words import alike, verbatim
from undercount.study.opened import Opened
from undercount.study.rows import Row

BEFORE, SAME_DAY, UNDATED = "before", "same-day", "undated"

AGES: Mapping[str, str] = {
    BEFORE: "was published before",
    SAME_DAY: "was published on the same day and added first",
    UNDATED: "has a day of publication, as this has not",
}
"""What is said of the document that may be the origin, by how it stands to the one with the copy."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Say that a claim's passage stands in another document in the same or nearly the same words.

    Args:
        first: The claim in the document that was published first, or of those of one day added first; of several in one passage the first.
        item: That document (SHA-256).
        documents: How many documents have the words.
        age: How it stands to the claim's own document: one of :data:`AGES`.
    """

    first: str
    item: str
    documents: int
    age: str


def copies_in(opened: Opened) -> Mapping[str, Copy]:
    """Return for each claim whose words stand in an earlier document which claim has them there.

    A passage of twelve words or more is a copy where most of its word sequences are another's; one of eight or more where it stands in
    another carrier's document word for word, and says the same number of the same. Of documents of one day the one that was added first
    is the candidate. A document without a day of publication is never the candidate while another has one; without any day nobody is.
    A version that a newer one replaced is no document of its own.
    """
    stands = {sha: one.entry for sha, one in opened.state.items.items() if one.superseded_by is None}
    rows = [row for row in opened.rows() if row.quote and row.standing != "derived" and row.item in stands]
    if len({row.item for row in rows}) < 2:
        return {}
    return {**_verbatim(rows, stands), **_alike(rows, stands)}


def _alike(rows: Iterable[Row], added: Mapping[str, int]) -> dict[str, Copy]:
    """Return the copies in nearly the same words."""
    found: dict[str, Copy] = {}
    for several in alike(rows):
        first = _first(several, added)
        if first is not None:
            documents = len({row.item for row in several})
            found |= {row.claim: _copy(row, first, documents) for row in several if row.item != first.item}
    return found


def _verbatim(rows: Iterable[Row], added: Mapping[str, int]) -> dict[str, Copy]:
    """Return the copies word for word, with the same number, from a document of another carrier."""
    found: dict[str, Copy] = {}
    for row, *others in verbatim(rows):
        first = _first(others, added)
        if first is not None and not (row.published and _age(row, added) <= _age(first, added)):
            found[row.claim] = _copy(row, first, len({row.item, *(one.item for one in others)}))
    return found


def _first(rows: Iterable[Row], added: Mapping[str, int]) -> Row | None:
    """Return the claim of the document that was published first and of those of one day added first; None where none has a day."""
    return min((row for row in rows if row.published), key=lambda row: _age(row, added), default=None)


def _age(row: Row, added: Mapping[str, int]) -> tuple[str, int]:
    return row.published, added[row.item]


def _copy(row: Row, first: Row, documents: int) -> Copy:
    age = UNDATED if not row.published else SAME_DAY if row.published == first.published else BEFORE
    return Copy(first.claim, first.item, documents, age)
