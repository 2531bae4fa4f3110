"""Copies: passages of several documents in nearly the same words, of which the earliest is the candidate for their origin.

It is only shown: who copied whom, and from what neither has named, a person decides, with ``undercount judge … correct --set origin=…``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from undercount.link.incidents import Report, same_origin
from undercount.record.when import ANY_TIME
from undercount.study.opened import Opened
from undercount.study.rows import Row


@dataclass(frozen=True, slots=True)
class Copy:
    """Say that a claim's passage stands in another document in nearly the same words.

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

    A document without a day of publication is never the candidate while another has one; without any day nobody is.
    """
    passages: dict[tuple[str, str], list[Row]] = {}
    for row in opened.rows():
        if row.quote and row.standing != "derived":
            passages.setdefault((row.item, row.quote), []).append(row)
    if len({item for item, _ in passages}) < 2:
        return {}
    by_name = {str(number): rows for number, rows in enumerate(passages.values())}
    reports = [Report(name, rows[0].item, ANY_TIME, text=rows[0].quote) for name, rows in by_name.items()]
    found: dict[str, Copy] = {}
    for origin in same_origin(reports, least_count=1 << 62):
        dated = sorted((rows for rows in map(by_name.__getitem__, origin.reports) if rows[0].published), key=_age)
        items = {by_name[name][0].item for name in origin.reports}
        if not dated or len(items) < 2:
            continue
        first = dated[0][0]
        for name in origin.reports:
            for row in by_name[name]:
                if row.item != first.item:
                    found[row.claim] = Copy(first.claim, first.item, len(items))
    return found


def _age(rows: list[Row]) -> tuple[str, str]:
    return rows[0].published, rows[0].item
