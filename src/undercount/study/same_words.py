"""Same words: proposed claims whose numbers stand in the same words, so that what was judged of them once is not asked or counted twice.

A document is read again by a newer reader, with a better register or by a model as well, and the same words are proposed anew, under
another id. What a person decided on stays in the ledger; whatever else is read in the same words gives way to it.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from undercount.read.prose.claims import COUNTED
from undercount.record import Claim, Tree, vocabulary
from undercount.study.positions import position_of
from undercount.study.rows import Row, row_of

_STANDS = ("accept", "correct")
"""The decisions that say what the words tell; the others only say that they do not tell this, or that it is of no use."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a claim tells, and where its number stands.

    Args:
        row: The claim.
        start: Where the words of its number begin in the document's text (code points).
        end: Where they end.
        is_part: Whether it counts a part of what another claim counts.
        modality: How its words are meant.
    """

    row: Row
    start: int
    end: int
    is_part: bool
    modality: str

    @classmethod
    def of(cls, row: Row, details: Mapping[str, Any], modality: str = "") -> Told:
        """Return what a proposed claim tells.

        Args:
            row: The claim.
            details: What the proposal keeps beyond it.
            modality: How its words are meant, where that is not as the reader has it.
        """
        start, end = int(details["number"]["start"]), int(details["number"]["end"])
        return cls(row, start, max(end, start + 1), details["part_of"] is not None, modality or details["modality"])

    @property
    def numbers(self) -> tuple[int | None, int | None, int | None]:
        """The numbers: low, best, high."""
        return self.row.low, self.row.best, self.row.high

    def is_beside(self, other: Told) -> bool:
        """Tell whether both can be readings of the same words: a sum of a list is no reading of one of its members.

        Args:
            other: A claim whose number has a character in common with this one's.
        """
        same_span = (self.start, self.end) == (other.start, other.end)
        return same_span or self.numbers == other.numbers or self.is_part == other.is_part

    def is_alike(self, other: Told) -> bool:
        """Tell whether both say the same number of the same act, and both that it was so, that it was not, or that it may be."""
        return self._said == other._said

    @property
    def _said(self) -> tuple[object, ...]:
        row = self.row
        return self.numbers, row.act, row.unit, row.stance, self.modality in COUNTED


class Words:
    """Proposed claims by the words in which their numbers stand.

    Args:
        told: The claims.
    """

    def __init__(self, told: Iterable[Told]) -> None:
        by_text: dict[tuple[str, str], list[Told]] = defaultdict(list)
        for one in told:
            by_text[one.row.item, _position(one.row)[1]].append(one)
        self._told = {text: sorted(some, key=lambda one: one.start) for text, some in by_text.items()}
        self._starts = {text: [one.start for one in some] for text, some in self._told.items()}
        self._longest = max((one.end - one.start for some in by_text.values() for one in some), default=0)
        self._methods: dict[str, list[str]] = defaultdict(list)
        for item, method in by_text:
            self._methods[item].append(method)
        self._by_quote: dict[tuple[str, str], dict[str, list[Told]]] = {}

    def beside(self, one: Told) -> Iterator[Told]:
        """Yield the other claims that can be readings of the same words as one.

        Positions tell it in one text; where a document's text was taken by another method, the same passage with other white space does.
        """
        item, mine = one.row.item, _position(one.row)[1]
        for method in self._methods.get(item, ()):
            found = self._meeting(one, method) if method == mine else self._moved(one, method)
            yield from (other for other in found if other.row.claim != one.row.claim and one.is_beside(other))

    def _meeting(self, one: Told, method: str) -> Iterator[Told]:
        text = one.row.item, method
        told, starts = self._told[text], self._starts[text]
        at = bisect_left(starts, one.start - self._longest)
        while at < len(told) and starts[at] < one.end:
            if told[at].end > one.start:
                yield told[at]
            at += 1

    def _moved(self, one: Told, method: str) -> Iterator[Told]:
        text = one.row.item, method
        if text not in self._by_quote:
            by_quote: dict[str, list[Told]] = defaultdict(list)
            for other in self._told[text]:
                by_quote[_bare(other.row.quote)].append(other)
            self._by_quote[text] = by_quote
        start, end = _bare_span(one)
        for other in self._by_quote[text].get(_bare(one.row.quote), ()):
            first, last = _bare_span(other)
            if first < end and start < last:
                yield other


def _position(row: Row) -> tuple[int, str]:
    """Return where a claim's passage begins, and the method that took the text in which it does."""
    return position_of(json.loads(row.locator) if row.locator else ())


def _bare(words: str) -> str:
    return "".join(words.split())


def _bare_span(one: Told) -> tuple[int, int]:
    """Return where a claim's number stands in its passage, in characters that are no white space."""
    begin, quote = _position(one.row)[0], one.row.quote
    start = len(_bare(quote[: max(0, one.start - begin)]))
    return start, start + max(1, len(_bare(quote[max(0, one.start - begin) : max(0, one.end - begin)])))


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """Say that a person decided on the words of a proposed claim, in another claim.

    Args:
        claim: That claim.
        decision: What the person decided on it last.
        is_alike: Whether it tells the same; else a person holds that the words tell something else.
    """

    claim: str
    decision: str
    is_alike: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"claim": self.claim, "decision": self.decision, "same": self.is_alike}


@dataclass(frozen=True, slots=True)
class _Judged:
    """A claim on which a person decided: as it was read, as it stands now, and what was decided."""

    read: Told
    stands: Told
    decision: str

    def before(self, one: Told, current: Collection[str]) -> SaidBefore | None:
        """Return what the decision says of another reading of the words; None where it says nothing."""
        mine = self.read.row
        if mine.reader == one.row.reader and (mine.claim in current) == (one.row.claim in current):
            return None  # one reading of the document tells both: they are two claims
        if not any(_same_kind(one.row, row) for row in (mine, self.stands.row)):
            return None
        if self.decision in _STANDS:
            return SaidBefore(mine.claim, self.decision, one.is_alike(self.stands))
        is_alike = one.is_alike(self.read) or one.is_alike(self.stands)
        return SaidBefore(mine.claim, self.decision, True) if is_alike else None


def said_before(
    lines: Iterable[Mapping[str, Any]],
    kept: Mapping[str, Mapping[str, Any]],
    decisions: Mapping[str, str],
    *,
    stands: Callable[[Row], Row],
    modality: Callable[[str], str],
) -> dict[str, SaidBefore]:
    """Return for proposed claims what a person decided on another claim of the same words.

    Args:
        lines: What current readings propose, with ``id``, ``claim`` and ``proposal``.
        kept: The proposed claims that the ledger keeps, by id.
        decisions: The last decision on each claim that a person judged.
        stands: Gives a claim as people judged it.
        modality: Gives how the words of a claim are meant, as a person corrected it.

    Returns:
        For each claim, judged itself or not, the decision on another one that tells most of it: one that tells the same before one that
        tells something else, and of these what stands before what was turned down. A claim that was turned down and tells something else
        says nothing, and one document's one reading never tells the same twice.
    """
    judged: list[_Judged] = []
    leftover: list[Told] = []
    for claim, body in kept.items():
        if claim in decisions:
            row = row_of(Claim.from_json(body), claim)
            read = Told.of(row, body["proposal"])
            now = Told.of(stands(row), body["proposal"], modality(claim))
            judged.append(_Judged(read, now, decisions[claim]))
            leftover.append(read)
    if not judged:
        return {}
    by_claim = {one.read.row.claim: one for one in judged}
    items = {one.read.row.item for one in judged}
    read_now = [_told(line) for line in lines if line["claim"]["item"] in items]
    current = frozenset(one.row.claim for one in read_now)
    words = Words(one.read for one in judged)
    found: dict[str, SaidBefore] = {}
    for one in (*read_now, *(one for one in leftover if one.row.claim not in current)):
        said = [by_claim[other.row.claim].before(one, current) for other in words.beside(one)]
        some = [before for before in said if before is not None]
        if some:
            found[one.row.claim] = min(some, key=lambda b: (not b.is_alike, b.decision not in _STANDS, b.claim))
    return found


def read_twice(readings: Sequence[Iterable[Mapping[str, Any]]], out: Collection[str]) -> dict[str, str]:
    """Return for proposed claims of a later reading of one document the claim of an earlier one that is read in the same words.

    Args:
        readings: What each current reading of the document proposes, as :func:`said_before` takes it; of two the first goes before.
        out: Claims that stand back for no other and before none: accepted ones, and those that no figure counts anyway.
    """
    found: dict[str, str] = {}
    before: list[Told] = []
    for lines in readings:
        mine = [_told(line) for line in lines if line["id"] not in out]
        words = Words(before)
        for one in mine:
            firsts = [other for other in words.beside(one) if _same_kind(one.row, other.row)]
            if firsts:
                found[one.row.claim] = min(firsts, key=lambda other: not one.is_alike(other)).row.claim
        before += [one for one in mine if one.row.claim not in found]
    return found


def _told(line: Mapping[str, Any]) -> Told:
    return Told.of(row_of(Claim.from_json(line["claim"]), line["id"]), line["proposal"])


def _same_kind(one: Row, other: Row) -> bool:
    """Tell whether two claims count the same unit of one act, or the one's act is a kind of the other's."""
    acts = _acts()
    nested = (
        one.act in acts and other.act in acts and (acts.under(one.act, other.act) or acts.under(other.act, one.act))
    )
    return one.unit == other.unit and (one.act == other.act or nested)


@cache
def _acts() -> Tree:
    return vocabulary("act").tree()
