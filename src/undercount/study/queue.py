"""The queue: proposed claims that nobody has judged, the likeliest to be wrong first.

Each claim has reasons to be looked at. How much a reason tells is measured: how often claims with it were wrong on texts with known
answers, and, as soon as there are any, on the study's own judgements. The chance that a claim is wrong follows by Bayes' rule, reasons
taken as independent; it orders the queue and is no figure.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from undercount.counted import counted
from undercount.read.prose.claims import COUNTED
from undercount.read.prose.spelled import is_implied
from undercount.study.copies import copies_in
from undercount.study.decided import VERDICTS
from undercount.study.opened import Opened
from undercount.study.rows import Row

MANY = 10
"""So many persons or more make a claim one that a person should see early."""

REASONS = (
    "values",
    "readers",
    "many",
    "at-most",
    "vague",
    "cumulative",
    "pronoun",
    "no-speaker",
    "undated",
    "uncounted",
    "implied",
)
"""The reasons to look at a claim: the document gives other numbers for the same; another reader reads it otherwise; ten or more; a ceiling;
no number; a toll that adds up; a pronoun speaks; nobody is named who says it; no date; its words are
taken as feared or as of another time, so that no figure counts it; no word says its number, but a noun alone or a list that is added up."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposed claim that waits for a person.

    Args:
        row: The claim.
        details: What the proposal keeps beyond it: the words of every field.
        name: The document's name.
        reasons: Why it should be looked at, of :data:`REASONS`.
        risk: The chance that it is wrong (0 to 1), by which the queue is ordered.
        copied: The name of an earlier document in which its words stand, or empty.
    """

    row: Row
    details: Mapping[str, Any]
    name: str
    reasons: tuple[str, ...]
    risk: float
    copied: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        row = self.row
        return {
            "claim": row.claim,
            "item": self.name,
            "quote": row.quote,
            "number": self.details["number"]["words"],
            "trigger": self.details["trigger"]["words"],
            "act": row.act,
            "unit": row.unit,
            "low": row.low,
            "best": row.best,
            "high": row.high,
            "qualifier": row.qualifier,
            "modality": self.details["modality"],
            "speaker": row.speaker,
            "when": row.edtf,
            "reader": row.reader,
            "reasons": list(self.reasons),
            "risk": round(self.risk, 4),
            "copied_from": self.copied,
        }


def queue(opened: Opened) -> list[Waiting]:
    """Return the proposed claims of a study on which nobody has decided, by the chance that they are wrong.

    Raises:
        StudyError: If the study was not read since its items changed.
    """
    rows = [row for row in opened.rows() if row.claim in opened.proposals]
    reasons = reasons_of(rows, opened.proposals)
    weights, copies = _Weights.of(rows, reasons, opened), copies_in(opened)
    waiting = [
        Waiting(
            row,
            opened.proposals[row.claim],
            opened.items[row.item].name,
            reasons[row.claim],
            weights.risk(reasons[row.claim]),
            opened.items[copies[row.claim].item].name if row.claim in copies else "",
        )
        for row in rows
        if row.claim in opened.waiting
    ]
    return sorted(
        waiting, key=lambda one: (-one.risk, -len(one.reasons), one.name, one.details["number"]["start"], one.row.claim)
    )


def waiting_sentence(opened: Opened) -> str:
    """Return in one sentence how many proposed claims wait for a person, which figures use them all the same, and what to do next.

    Returns:
        The sentence; empty where none waits.
    """
    number = len(opened.waiting)
    if not number:
        return ""
    wait = counted(number, "proposed claim waits", "proposed claims wait")
    count, them = ("counts", "it") if number == 1 else ("count", "them")
    names = ", ".join(question.name for question in opened.settings.questions if question.admit.proposed)
    but = f" but those whose rule admits {them} ({names})" if names else ""
    return f"{wait} for a person and {count} in no figure{but}; next: undercount queue {opened.layout.root}"


def reasons_of(rows: Iterable[Row], proposals: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return for each proposed claim the reasons to look at it."""
    rows = list(rows)
    kinds: dict[tuple[Any, ...], set[tuple[int | None, ...]]] = defaultdict(set)
    places: dict[tuple[str, int], list[Row]] = defaultdict(list)
    readers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        kinds[_kind(row)].add((row.low, row.best, row.high))
        readers[row.item].add(row.reader)
        places[row.item, proposals[row.claim]["number"]["start"]].append(row)
    found = {}
    for row in rows:
        details = proposals[row.claim]
        same = places[row.item, details["number"]["start"]]
        disagree = len(readers[row.item]) > 1 and not any(_agree(row, other) for other in same)
        checks = {
            "values": len(kinds[_kind(row)]) > 1,
            "readers": disagree,
            "many": max(n or 0 for n in (row.low, row.best, row.high)) >= MANY,
            "at-most": row.qualifier == "at-most",
            "vague": row.qualifier == "vague",
            "cumulative": details["modality"] == "cumulative",
            "pronoun": any(link["meant"] for link in details["chain"]),
            "no-speaker": all(link["speaker"] is None for link in details["chain"]),
            "undated": _is_undated(details["when"]),
            "uncounted": details["modality"] not in COUNTED,
            "implied": is_implied(row.low, row.best, row.high, words=details["number"]["words"]),
        }
        found[row.claim] = tuple(code for code, holds in checks.items() if holds)
    return found


def _is_undated(when: Mapping[str, Any] | None) -> bool:
    """Tell whether no words say when it was: that it was before the day of publication is no date."""
    return when is None or not when["edtf"] or when["rule"] == "published"


def _kind(row: Row) -> tuple[Any, ...]:
    return row.reader, row.item, row.act, row.unit, row.cells, row.targets


def _agree(row: Row, other: Row) -> bool:
    """Tell whether another reader read the same number in the same words of the same act."""
    numbers = (row.low, row.best, row.high, row.act) == (other.low, other.best, other.high, other.act)
    return other.reader != row.reader and numbers


@dataclass(frozen=True, slots=True)
class _Weights:
    """How many wrong and right claims had each reason, and how many there were in all."""

    wrong: float
    right: float
    having: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, rows: Sequence[Row], reasons: Mapping[str, Sequence[str]], opened: Opened) -> _Weights:
        """Return what was measured beforehand, with the study's own judgements added."""
        known = _measured()
        wrong, right = float(known["wrong"]), float(known["right"])
        having = {code: [float(n) for n in known["reasons"].get(code, (0, 0))] for code in REASONS}
        for row in rows:
            verdict = opened.decided(row.claim, among=VERDICTS)
            if verdict is None:
                continue
            bad = verdict.decision != "accept"
            wrong, right = wrong + bad, right + (not bad)
            for code in reasons[row.claim]:
                having[code][0 if bad else 1] += 1
        return cls(wrong, right, {code: (counts[0], counts[1]) for code, counts in having.items()})

    def risk(self, reasons: Sequence[str]) -> float:
        """Return the chance that a claim with just these reasons is wrong."""
        odds = math.log((self.wrong + 1) / (self.right + 1))
        for code, (wrong, right) in self.having.items():
            if not wrong and not right:
                continue  # what was never seen says nothing either way
            bad, good = (wrong + 1) / (self.wrong + 2), (right + 1) / (self.right + 2)
            odds += math.log(bad / good) if code in reasons else math.log((1 - bad) / (1 - good))
        return 1 / (1 + math.exp(-odds))


@cache
def _measured() -> Mapping[str, Any]:
    text = (resources.files("undercount.study") / "data" / "risk.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
