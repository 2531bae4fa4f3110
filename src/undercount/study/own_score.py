"""How good a study's readers are, by the study's own judgements and claim sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from undercount.study.decided import VERDICTS
from undercount.study.opened import Opened
from undercount.study.rows import Row


@dataclass(frozen=True, slots=True)
class OwnScore:
    """What a study's own judgements say of one reader.

    Args:
        reader: Name and version of the reader.
        proposed: Claims that it proposed.
        accepted: Of those that a person judged, how many were accepted as they were.
        corrected: How many were corrected.
        rejected: How many were rejected.
        coded: Claims that a person coded by hand from documents that the reader read.
        found: How many of these it had proposed too: in overlapping words, with the same act, unit and numbers.
    """

    reader: str
    proposed: int
    accepted: int
    corrected: int
    rejected: int
    coded: int
    found: int

    @property
    def judged(self) -> int:
        """Return how many of its claims were judged."""
        return self.accepted + self.corrected + self.rejected

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        names = ("reader", "proposed", "accepted", "corrected", "rejected", "coded", "found")
        return {name: getattr(self, name) for name in names}


def own_scores(opened: Opened) -> list[OwnScore]:
    """Return the scores of every reader whose proposals a study has, by name.

    Precision is the share of judged claims that were accepted as they were; which claims were judged is not left to chance where the
    queue was followed, and the likeliest to be wrong come first there: it is then lower than among all. Words that were judged
    in two versions of a document count once. Recall is the share of hand-coded
    claims that were proposed too, in the documents that a person coded.
    """
    rows = opened.rows()
    proposed = [row for row in rows if row.claim in opened.proposals]
    coded = [row for row in rows if row.standing == "coded" and row.claim not in opened.withdrawn]
    by_reader: dict[str, list[Row]] = defaultdict(list)
    for row in proposed:
        by_reader[row.reader].append(row)
    return [_score(reader, mine, coded, opened) for reader, mine in sorted(by_reader.items())]


def _score(reader: str, mine: list[Row], coded: Iterable[Row], opened: Opened) -> OwnScore:
    again = opened.earlier.repeated
    decided = [opened.decided(row.claim, among=VERDICTS) for row in mine if row.claim not in again]
    items = {row.item for row in mine}
    by_item: Mapping[str, list[Row]] = {item: [row for row in mine if row.item == item] for item in items}
    theirs = [row for row in coded if row.item in items]
    found = sum(any(_same(row, other) for other in by_item[row.item]) for row in theirs)
    counts = [sum(one is not None and one.decision == verdict for one in decided) for verdict in VERDICTS]
    return OwnScore(reader, len(mine), counts[0], counts[1], counts[2], len(theirs), found)


def _same(coded: Row, proposed: Row) -> bool:
    """Tell whether a proposal says what a person coded: one quote in the other, and act, unit and numbers the same."""
    left, right = " ".join(coded.quote.split()), " ".join(proposed.quote.split())
    said = {n for n in (coded.low, coded.best, coded.high) if n is not None}
    read = {n for n in (proposed.low, proposed.best, proposed.high) if n is not None}
    return (
        (coded.act, coded.unit) == (proposed.act, proposed.unit) and said == read and (left in right or right in left)
    )
