"""How well readers read texts with known answers: exact matches, by measure, hedge and source, with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any

from undercount.read.prose.measure.gold import HEDGES, MEASURES, Gold
from undercount.read.prose.measure.summary import ACTS, totals
from undercount.read.prose.proposal import Found, Proposal
from undercount.read.prose.reader import ProseReader
from undercount.read.prose.verifier import verify
from undercount.record import Quantity
from undercount.shares import wilson


@dataclass(frozen=True, slots=True)
class Score:
    """How often a reader was right.

    Args:
        measure: What was asked: ``killed``, ``injured``, ``children``, ``number`` (a single number is among the proposals), ``zero`` (a
            text of which it is known that nobody was killed gives a death), ``hedge`` (of numbers found), ``verified``.
        part: The texts of which: ``all``, or ``hedge: at-least`` as the set says it (``no hedge given``), ``source: Local``.
        right: How often; for ``zero`` how often a death was read.
        of: Of how many.
    """

    measure: str
    part: str
    right: int
    of: int

    @property
    def share(self) -> float | None:
        """Return the share that is right, or None of nothing."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share (Wilson 1927, Journal of the American Statistical Association 22)."""
        return wilson(self.right, self.of)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "measure": self.measure,
            "part": self.part,
            "right": self.right,
            "of": self.of,
            "share": None if self.share is None else round(self.share, 4),
            "interval": [round(end, 4) for end in self.interval],
        }


@dataclass(frozen=True, slots=True)
class Scored:
    """How well a reader did on a set, and how fast.

    Args:
        scores: The scores.
        per_second: Texts a second of one processor, the parse included.
    """

    scores: tuple[Score, ...]
    per_second: float

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"scores": [one.as_json() for one in self.scores], "per_second": round(self.per_second, 1)}


def scored(golds: Sequence[Gold], reader: ProseReader, tell: Callable[[int, int], None] | None = None) -> Scored:
    """Read a set and score what was found.

    Args:
        golds: The texts with their answers.
        reader: The reader.
        tell: Told how many texts were read, and of how many; None is nobody.
    """
    begun, found = process_time(), []
    for number in range(0, len(golds), BATCH):
        if tell is not None:
            tell(number, len(golds))
        found += reader.found_all([gold.text for gold in golds[number : number + BATCH]])
    if tell is not None:
        tell(len(golds), len(golds))
    return Scored(tuple(scores(golds, found)), len(golds) / max(process_time() - begun, 1e-9))


BATCH = 256
"""How many texts are parsed together."""


def scores(golds: Sequence[Gold], found: Sequence[Found]) -> list[Score]:
    """Return the scores of a reader.

    Args:
        golds: The texts with their answers.
        found: What the reader found in each.
    """
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])

    def count(measure: str, right: bool, *parts: str) -> None:
        for part in ("all", *parts):
            counts[measure, part][0] += right
            counts[measure, part][1] += 1

    for gold, one in zip(golds, found, strict=True):
        source = (f"source: {gold.source}",) if gold.source else ()
        for measure in MEASURES:
            if gold.numbers.get(measure, 0) > 0:
                said = _said(one, measure)
                count(measure, least(said) == gold.numbers[measure], _hedge(gold, measure), _way(said), *source)
        if gold.numbers.get("killed") == 0:
            count("zero", bool(least(_said(one, "killed"))), *source)
        _told(gold, one, count)
        for proposal in one.proposals:
            count("verified", verify(proposal, gold.text) is None)
    return [Score(*key, right, of) for key, (right, of) in sorted(counts.items(), key=_order)]


def _hedge(gold: Gold, measure: str) -> str:
    hedge = gold.hedges.get(measure, "")
    return f"hedge: {hedge}" if hedge else "no hedge given"


def _way(said: Quantity | None) -> str:
    """Return in what way a total was read: words without a number ("dozens") are compared as coders count them."""
    if said is None:
        return "nothing read"
    return "read without a number" if said.qualifier == "vague" else "read as a number"


def _order(one: tuple[tuple[str, str], list[int]]) -> tuple[Any, ...]:
    (measure, part), (_, of) = one
    return measure, part != "all", part.split(":")[0], -of, part


def _said(found: Found, measure: str) -> Quantity | None:
    if measure == "children":
        return totals(found, "killing", age="child")
    return totals(found, "killing" if measure == "killed" else "injury")


def least(quantity: Quantity | None) -> int | None:
    """Return the number that coders write for words without one: "several" is 2, "dozens" 12, "hundreds" 200.

    It serves the comparison with sets whose analysts had to write a number (Airwars counts an unnamed plural as two, and Airwars and ACLED
    "dozens" as twelve). No claim has it.
    """
    if quantity is None:
        return None
    number = next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), None)
    if number is not None:
        return number
    words = quantity.phrase.lower()
    return next((least for word, least in _LEAST if word in words), 2)


_LEAST = (("dozens", 12), ("tens", 20), ("scores", 40), ("hundreds", 200), ("thousands", 2000))


def _told(gold: Gold, found: Found, count: Callable[..., None]) -> None:
    for told in gold.told:
        acts = {act for one in told.acts for act in ACTS.get(one, (one,))}
        hits = [p for p in found.proposals if p.act in acts and told.number in _numbers(p)]
        hedge = HEDGES.get(told.hedge, told.hedge)
        count("number", bool(hits), f"kind: {' or '.join(told.acts)}", f"hedge: {hedge}")
        if hits and hedge in HEDGES.values():
            count("hedge", any(p.quantity.qualifier == hedge for p in hits), f"hedge: {hedge}")


def _numbers(proposal: Proposal) -> Iterable[int | None]:
    return proposal.quantity.numbers().values()
