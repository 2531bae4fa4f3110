"""The queue: proposed claims that nobody has judged, the likeliest to be wrong first.

Each claim has reasons to be looked at. How much a reason tells is measured: how often claims with it were wrong on texts with known
answers, and, as soon as there are any, on the study's own judgements. The chance that a claim is wrong follows by Bayes' rule, reasons
taken as independent; it orders the queue and is no figure.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from undercount.counted import counted
from undercount.read.prose.claims import COUNTED
from undercount.read.prose.spelled import is_implied
from undercount.study.copies import copies_in
from undercount.study.decided import VERDICTS
from undercount.study.earlier import Before
from undercount.study.opened import Opened
from undercount.study.rows import Row
from undercount.study.same_words import SaidBefore, Told, Words

MANY = 10
"""So many persons or more make a claim one that a person should see early."""

NO_NUMBER = (None, None, None)
"""The numbers of a claim that says none: "dozens" is no other number than 20."""

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
    "judged",
)
"""The reasons to look at a claim: the document gives other numbers for the same; another reader reads it otherwise; ten or more; a ceiling;
no number; a toll that adds up; a pronoun speaks; nobody is named who says it; no date; its words are
taken as feared or as of another time, so that no figure counts it; no word says its number, but a noun alone or a list that is added up;
a person judged another claim of these words, which tells something else."""


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
        copied_age: How that document stands to its own, of :data:`undercount.study.copies.AGES`; empty where there is none.
        before: What a person decided on another claim of the same words, or None.
        earlier: What a person decided on the same words in an earlier version of the document, or None.
    """

    row: Row
    details: Mapping[str, Any]
    name: str
    reasons: tuple[str, ...]
    risk: float
    copied: str = ""
    copied_age: str = ""
    before: SaidBefore | None = None
    earlier: Before | None = None

    @property
    def is_said_before(self) -> bool:
        """Whether a person judged already what it tells, so that it need not be judged again."""
        return self.before is not None and self.before.is_alike

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
            "copied_age": self.copied_age,
            "judged": None if self.before is None else self.before.as_json(),
            "judged_earlier": None if self.earlier is None else self.earlier.as_json(),
        }


def queue(opened: Opened) -> list[Waiting]:
    """Return the proposed claims of a study on which nobody has decided, by the chance that they are wrong.

    Those come last that tell what a person judged already, in another claim of the same words.

    Raises:
        StudyError: If the study was not read since its items changed.
    """
    rows = [row for row in opened.rows() if row.claim in opened.proposals]
    reasons = _reasons_in(opened, rows)
    weights, copies = _Weights.of(rows, reasons, opened), copies_in(opened)
    waiting = [
        Waiting(
            row,
            opened.proposals[row.claim],
            opened.items[row.item].name,
            reasons[row.claim],
            weights.risk(reasons[row.claim]),
            opened.items[copies[row.claim].item].name if row.claim in copies else "",
            copies[row.claim].age if row.claim in copies else "",
            opened.said_before.get(row.claim),
            opened.earlier.before.get(row.claim),
        )
        for row in rows
        if row.claim in opened.waiting
    ]
    return sorted(waiting, key=_order)


def _order(one: Waiting) -> tuple[Any, ...]:
    start = one.details["number"]["start"]
    return one.is_said_before, -one.risk, -len(one.reasons), one.name, start, one.row.claim


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
    again = sum(one.is_alike for claim, one in opened.said_before.items() if claim in opened.waiting)
    said = f" ({again:,} {'tells' if again == 1 else 'tell'} what was judged already)" if again else ""
    return f"{wait} for a person{said} and {count} in no figure{but}; next: undercount queue {opened.layout.root}"


def _reasons_in(opened: Opened, rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return for each proposed claim of a study the reasons to look at it: as it was read, whatever people made of it since."""
    whole = {(str(one["item"]), str(one["reader"])) for one in opened.readings.values() if one.get("proposals")}
    found = reasons_of([opened.as_read(row) for row in rows], opened.proposals, whole)
    otherwise = {claim for claim, before in opened.said_before.items() if not before.is_alike}
    return {claim: (*codes, *(["judged"] if claim in otherwise else [])) for claim, codes in found.items()}


def reasons_of(
    rows: Iterable[Row], proposals: Mapping[str, Mapping[str, Any]], whole: Collection[tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Return for each proposed claim the reasons to look at it that its readers' words give: all of :data:`REASONS` but ``judged``.

    Args:
        rows: The proposed claims, as they were read.
        proposals: What each keeps beyond its row.
        whole: The documents (SHA-256) with the readers of which all is among the claims, or would be if they had found it. Of another
            reader only what was judged may be left, and that it has nothing somewhere says nothing.
    """
    told = [Told.of(row, proposals[row.claim]) for row in rows]
    kinds: dict[tuple[Any, ...], set[tuple[int | None, ...]]] = defaultdict(set)
    for one in told:
        if one.numbers != NO_NUMBER:
            kinds[_kind(one, proposals)].add(one.numbers)
    readers = _Readers.of(told, whole)
    found = {}
    for one in told:
        row, details = one.row, proposals[one.row.claim]
        checks = {
            "values": one.numbers != NO_NUMBER and len(kinds[_kind(one, proposals)]) > 1,
            "readers": readers.disagree(one),
            "many": max(n or 0 for n in one.numbers) >= MANY,
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


def _kind(one: Told, proposals: Mapping[str, Mapping[str, Any]]) -> tuple[Any, ...]:
    """Return what a claim counts: with the whole of which it counts a part, for a part is no other number for its whole."""
    row = one.row
    return row.reader, row.item, row.act, row.unit, row.cells, row.targets, proposals[row.claim]["part_of"]


@dataclass(frozen=True, slots=True)
class _Readers:
    """What every reader read in the documents that several readers read.

    Args:
        words: Their claims by the words of their numbers.
        of_item: For each document its readers, and whether all that they read is there.
    """

    words: Words
    of_item: Mapping[str, Mapping[str, bool]]

    @classmethod
    def of(cls, told: Iterable[Told], whole: Collection[tuple[str, str]]) -> _Readers:
        """Return what was read, by document and words."""
        found: dict[str, dict[str, bool]] = defaultdict(dict)
        for one in told:
            found[one.row.item].setdefault(one.row.reader, False)
        for item, reader in whole:
            found[item][reader] = True
        several = {item: readers for item, readers in found.items() if len(readers) > 1}
        return cls(Words(one for one in told if one.row.item in several), several)

    def disagree(self, one: Told) -> bool:
        """Tell whether another reader reads the same words otherwise, or read all of the document and has nothing there."""
        others = self.of_item.get(one.row.item, {})
        if not others:
            return False
        here: dict[str, list[bool]] = {}
        for other in self.words.beside(one):
            reader, same_act = other.row.reader, other.row.act == one.row.act
            if same_act or others[reader]:
                here.setdefault(reader, []).append(same_act and other.numbers == one.numbers)
        rest = (reader for reader in others if reader != one.row.reader)
        return any(not any(here[reader]) if reader in here else others[reader] for reader in rest)


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
            if verdict is None or row.claim in opened.earlier.repeated:
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
