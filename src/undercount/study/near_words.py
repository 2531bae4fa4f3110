"""Near words: passages of several documents in the same or nearly the same words, whoever copied whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undercount.link.incidents import Report, same_origin
from undercount.link.incidents.verbatim import folded_words, standing_in
from undercount.record.when import ANY_TIME
from undercount.study.rows import Row

LEAST_WORDS = 8
"""A shorter sentence that stands elsewhere word for word is a stock phrase (words)."""

_NAMED = 3
"""So many documents a sentence names."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """Say that claims of several documents stand in nearly the same words and have no origin in common.

    Args:
        claims: The claims, in order of their ids.
        items: The documents (SHA-256), sorted.
    """

    claims: tuple[str, ...]
    items: tuple[str, ...]

    def as_json(self) -> dict[str, list[str]]:
        """Return it as plain values."""
        return {"claims": list(self.claims), "items": list(self.items)}


def repeated(rows: Iterable[Row]) -> list[Repeated]:
    """Return which claims stand in nearly the same words of several documents and count as several origins.

    A claim is named where another document has a claim of the same act, unit and victims in these words, and none there of its origin.

    Args:
        rows: The claims that bear on one number; those of tables say nothing by their wording and are passed over.
    """
    told = [row for row in rows if row.quote and row.standing != "derived"]
    if len({row.item for row in told}) < 2:
        return []
    found = []
    for several in _together([*alike(told), *verbatim(told)]):
        named = sorted((row for row in several if _is_of_its_own(row, several)), key=lambda row: row.claim)
        if named:
            found.append(Repeated(tuple(row.claim for row in named), tuple(sorted({row.item for row in named}))))
    return sorted(found, key=lambda one: one.claims)


def repeated_sentence(figure: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return what is to be said of a figure's claims in nearly the same words; empty where there are none.

    Args:
        figure: The figure's body.
        names: The documents' names by SHA-256.
    """
    groups = figure.get("same_words", [])
    if not groups:
        return ""
    number = sum(len(one["claims"]) for one in groups)
    items = list(dict.fromkeys(names[item] for one in groups for item in one["items"]))
    more = len(items) - _NAMED
    shown = [*items[:_NAMED], *([f"{more} more"] if more > 0 else [])]
    where = f"{', '.join(shown[:-1])} and {shown[-1]}"
    return (
        f"{figure['name']}: {number:,} admitted claims stand in nearly the same words of {where}, and count as several origins; if one "
        "copied the other they are one: set it with `undercount judge STUDY CLAIM correct --set origin=… --because …`."
    )


def alike(rows: Iterable[Row]) -> list[list[Row]]:
    """Return the claims whose passages have most of their word sequences in common, of two documents or more, group by group."""
    passages: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        passages.setdefault((row.item, row.quote), []).append(row)
    by_name = {str(number): several for number, several in enumerate(passages.values())}
    reports = [Report(name, several[0].item, ANY_TIME, text=several[0].quote) for name, several in by_name.items()]
    found = [
        [row for name in origin.reports for row in by_name[name]]
        for origin in same_origin(reports, least_count=1 << 62)
    ]
    return [several for several in found if len({row.item for row in several}) > 1]


def verbatim(rows: Iterable[Row]) -> list[list[Row]]:
    """Return each claim of eight words or more, followed by those that stand in it word for word, or hold it, with the same number."""
    by_words: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_words.setdefault(folded_words(row.quote), []).append(row)
    groups = list(by_words.values())
    beside = _beside([several[0].quote for several in groups])
    found = []
    for at, several in enumerate(groups):
        near = [row for one in sorted(beside.get(at, ())) for row in groups[one]]
        for row in several:
            same = [one for one in near if said(one) == said(row) and (one is row or not is_own(row, one))]
            if len(same) > 1:
                found.append([row, *(one for one in same if one is not row)])
    return found


def _beside(texts: Sequence[str]) -> dict[int, set[int]]:
    """Return for each text itself and those that hold it or stand in it word for word; none for one that is too short."""
    beside: dict[int, set[int]] = {at: {at} for at, text in enumerate(texts) if len(folded_words(text)) >= LEAST_WORDS}
    for at, holders in standing_in(texts, least_words=LEAST_WORDS).items():
        for holder in holders:
            beside[at].add(holder)
            beside[holder].add(at)
    return beside


def said(row: Row) -> tuple[object, ...]:
    """Return what a claim says of how many, by which one that was copied is the same as another."""
    return row.stance, row.act, row.unit, row.low, row.best, row.high


def is_own(row: Row, first: Row) -> bool:
    """Tell whether a passage cannot be what a claim was copied from: it is of the same document, or of one carrier's two."""
    return row.item == first.item or (bool(row.carrier) and row.carrier == first.carrier)


def _together(groups: Iterable[Sequence[Row]]) -> list[list[Row]]:
    """Return the groups, those that share a claim as one."""
    of: dict[str, dict[str, Row]] = {}
    for several in groups:
        whole: dict[str, Row] = {}
        for row in several:
            whole |= of.get(row.claim, {row.claim: row})
        of |= dict.fromkeys(whole, whole)
    return [list(one.values()) for one in {id(one): one for one in of.values()}.values()]


def _is_of_its_own(row: Row, several: Iterable[Row]) -> bool:
    """Tell whether another document says in these words the same kind of thing, and nothing of the claim's origin."""
    origins: dict[str, set[str]] = {}
    for one in several:
        if one.item != row.item and _kind(one) == _kind(row):
            origins.setdefault(one.item, set()).add(one.origin)
    return any(row.origin not in known for known in origins.values())


def _kind(row: Row) -> tuple[str, ...]:
    return row.stance, row.act, row.unit, row.sex, row.age, row.status
