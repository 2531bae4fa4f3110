"""Judging: append a person's decision on a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from undercount.errors import StudyError
from undercount.ledger import Entry
from undercount.read.prose.claims import COUNTED
from undercount.read.prose.proposal import MODALITIES
from undercount.record import Judgement, When, suggest, vocabulary
from undercount.record.quantity import MOST_DIGITS
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.opened import Opened
from undercount.study.proposed import proposals_in
from undercount.study.rows import Row

_NUMBERS = ("low", "best", "high")
_SEVERAL = ("places", "actors", "targets")
_LISTED = {
    "act": "act",
    "unit": "unit",
    "qualifier": "qualifier",
    "grade": "grade",
    "stance": "stance",
    "covers": "covers",
    "basis": "basis",
}
_FIXED = (
    "claim",
    "item",
    "row",
    "locator",
    "cells",
    "edtf",
    "start",
    "end",
    "time_certain",
    "list",
    "person",
    "reader",
    "standing",
    "quote",
)


@dataclass(frozen=True, slots=True)
class JudgedEntry:
    """Hold what became of one judgement, on a claim or on two records.

    Args:
        entry: The entry that was added.
        notes: Sentences about what the judgement leaves open, or is an exception to.
    """

    entry: Entry
    notes: tuple[str, ...] = ()


def judge(
    root: Path, target: str, decision: str, *, because: str, values: Sequence[str], at: str, by: str
) -> JudgedEntry:
    """Append a judgement on a claim to a study's ledger.

    Args:
        root: The study's folder.
        target: The claim's id, or the beginning of it.
        decision: ``accept``, ``correct``, ``grade``, ``reject`` or ``set-aside``.
        because: The reason.
        values: ``field=value`` for what is corrected.
        at: The time, UTC to the second.
        by: Who decides.

    Raises:
        StudyError: If no claim or several begin so, or a field cannot be corrected so.
        RecordError: If the decision lacks a reason, or a value breaks a rule.
    """
    layout = Layout.existing(root)
    opened = Opened.open(root)
    row = _only(target, opened.rows())
    value = _values(values, opened.settings.timezone)
    need_known(value, opened)
    if (decision in ("correct", "grade")) != bool(value):
        need = "needs --set FIELD=VALUE" if not value else "takes no --set"
        raise StudyError(f"the decision {decision!r} {need}: `undercount judge --help` shows an example")
    if "modality" in value and row.claim not in opened.proposals:
        raise StudyError(
            "a modality belongs to a claim that was read from a text; this one was not: correct stance or act"
        )
    if "stance" in value and row.claim in opened.proposals:
        raise StudyError(
            "what the words of a text mean says who affirms and who denies; stance is not corrected by itself: use --set modality=denied "
            "or --set modality=asserted"
        )
    _need_other_words(row.claim, decision, opened)
    corrected = row.corrected(value)
    corrected.assertion()
    _need_before_publication(corrected, value, opened)
    judgement = Judgement(row.claim, decision, because, by, value)
    kept = kept_entries(row.claim, opened)
    with open_ledger(layout.ledger, writable=True) as ledger:
        entry = ledger.append_many([*kept, ("judgement", judgement.as_json())], at=at, by=by)[-1]
    return JudgedEntry(entry, _uncounted(row.claim, decision, value, opened))


def _need_other_words(claim: str, decision: str, opened: Opened) -> None:
    """Refuse to accept a second reading of words of which one is accepted: one sentence would count as two origins."""
    before = opened.said_before.get(claim)
    if decision not in ("accept", "correct") or before is None or before.decision not in ("accept", "correct"):
        return
    if opened.decided(claim, ("accept", "correct", "reject", "set-aside")) is not None:
        return  # it was decided on before: what stands may be put right
    told = "tells the same" if before.is_alike else "tells something else"
    raise StudyError(
        f"one sentence must count once; the words of {claim} were accepted already as {before.claim}, which {told}: keep that one, "
        f"or reject it first (`undercount judge STUDY {before.claim} reject --because …`) and accept this one"
    )


def _uncounted(claim: str, decision: str, value: Mapping[str, Any], opened: Opened) -> tuple[str, ...]:
    """Return a sentence about an accepted claim that no figure counts, because of how its words are meant."""
    if decision not in ("accept", "correct") or claim not in opened.proposals:
        return ()
    modality = str(value.get("modality") or opened.modality(claim))
    if modality in COUNTED:
        return ()
    said = (
        f"its words are taken as {modality}, and no figure counts what is {modality}: if the text says that it happened, correct it with "
        "--set modality=asserted"
    )
    return (said,)


def kept_entries(claim: str, opened: Opened) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the entry that keeps a proposed claim as it was when it was first judged: no later reader changes what a person saw."""
    if claim in opened.state.claims or claim not in opened.proposals:
        return []
    found = next(one for one in proposals_in(opened.folders) if one["id"] == claim)
    return [("claim", {"id": claim, **found["claim"], "proposal": found["proposal"]})]


_ZONES = 86_400
"""Seconds by which the day of publication can be behind that of the place of which it tells: it is written in another part of the world."""


def _need_before_publication(row: Row, value: Mapping[str, Any], opened: Opened) -> None:
    """Refuse a date of harm after the document was published, of a claim that says that it was so."""
    if "start" not in value and "published" not in value:
        return
    published = When.parse(row.published, zone=opened.settings.timezone)
    modality = value.get("modality") or (opened.modality(row.claim) if row.claim in opened.proposals else "")
    if row.start is None or published.end is None or not published.certain or (modality and modality not in COUNTED):
        return
    if row.start >= published.end + _ZONES:
        raise StudyError(
            f"what a document says was done must have been before it was published; when={row.edtf} is after {row.published}: correct "
            "the date, or with published= the day of publication too"
        )


def _only(target: str, rows: Sequence[Row]) -> Row:
    wanted = target if target.startswith("claim:") else f"claim:{target}"
    found = [row for row in rows if row.claim.startswith(wanted)]
    if len(found) != 1:
        what = "no claim begins" if not found else f"{len(found):,} claims begin"
        more = "give more of its id" if found else "copy the id from `undercount queue`, or from `undercount figure`"
        raise StudyError(f"a judgement needs one claim; {what} with {target!r}: {more}")
    return found[0]


def _values(values: Sequence[str], zone: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    known = sorted([*(f.name for f in fields(Row) if f.name not in _FIXED), "when", "modality"])
    for text in values:
        name, equals, value = text.partition("=")
        if name not in known:
            raise StudyError(
                f"a correction reads FIELD=VALUE, with a field of the claim; {text!r} names none: {suggest(name, known)}"
            )
        if not equals:
            raise StudyError(
                f"a correction reads FIELD=VALUE; {text!r} has no value: write {text}=…, with the new value"
            )
        found.update(_value(name, value.strip(), zone))
    return found


_FILES = {"places": "places.csv", "actors": "actors.csv", "targets": "facilities.csv"}
"""The registers that a correction can name entries of, beside that of the sources."""


def need_known(value: Mapping[str, Any], opened: Opened) -> None:
    """Refuse a value that names what is in no register: every later build would stumble over it."""
    trees = {"places": opened.space.places, "actors": opened.space.actors, "targets": opened.space.targets}
    trees.update(dict.fromkeys(("speaker", "carrier", "origin"), opened.basis.sources))
    for name, given in value.items():
        for one in given if isinstance(given, list) else [given] if name in trees and given else []:
            if one not in trees[name]:
                file = f"things/{_FILES.get(name, 'sources.csv')}"
                nodes = trees[name].nodes
                near = (
                    f"{suggest(one, nodes)} Else add it there first"
                    if nodes
                    else "it has no entry yet, so add it there first"
                )
                raise StudyError(f"{name} must name entries of {file}; {one!r} is none: {near}")


def _value(name: str, value: str, zone: str) -> Mapping[str, Any]:
    if name in _NUMBERS:
        if value and not (value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS):
            raise StudyError(
                f"{name} must be a whole number of at most {MOST_DIGITS} digits 0–9; it is {value!r}: write digits, or nothing "
                "to take it away"
            )
        return {name: int(value) if value else None}
    if name in _SEVERAL:
        return {name: [part.strip() for part in value.split(";") if part.strip()] or None}
    if name == "when":
        when = When.parse(value, zone=zone)
        return {"edtf": when.edtf, "start": when.start, "end": when.end, "time_certain": when.certain}
    if name in ("lat", "lon"):
        return {name: _degrees(name, value)}
    if name == "modality":
        if value not in MODALITIES:
            raise StudyError(
                f"modality must be one of {', '.join(MODALITIES)}; {value!r} is none: {suggest(value, MODALITIES)}"
            )
        return {name: value}
    if name == "published":
        When.parse(value, zone=zone)
    if name in _LISTED and value:
        vocabulary(_LISTED[name]).need(value)
    return {name: value or None if name == "incident" else value}


def _degrees(name: str, value: str) -> float | None:
    limit = 90 if name == "lat" else 180
    try:
        degrees = float(value) if value else None
    except ValueError:
        degrees = float("nan")
    if degrees is not None and not -limit <= degrees <= limit:
        raise StudyError(f"{name} must be degrees between -{limit} and {limit}; it is {value!r}: write it as 36.2021")
    return degrees
