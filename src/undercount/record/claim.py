"""Claims: one assertion by one speaker in one passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from undercount.errors import RecordError
from undercount.record.canonical import content_id
from undercount.record.passage import Passage
from undercount.record.quantity import Quantity
from undercount.record.scope import Scope
from undercount.record.victims import cells
from undercount.record.when import When

STANCES = ("affirms", "denies")
COVERS = ("within", "whole")
STANDINGS = ("coded", "derived", "proposed")
"""Coded by a person, derived from a table by a mapping, proposed by a machine from text."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion: who says, in which passage, how many of what, about which scope.

    Args:
        passage: Where it stands.
        quote: The verbatim words, or empty for a table's row.
        speaker: Who says it (a source).
        carrier: Who printed it (a source).
        origin: The first speaker in the chain of repetition; the speaker where it is no repetition.
        stance: ``affirms`` or ``denies``.
        quantity: How many.
        act: What was done (a term of ``act``).
        when: When.
        places: Where: nodes of the place tree, several being their union; empty is anywhere.
        actors: Who did it: nodes of the actor tree; empty is anyone.
        sex: Term of ``sex``, or empty.
        age: Term of ``age``, or empty.
        status: Term of ``status``, or empty.
        targets: Nodes of the target tree; empty is any.
        covers: ``within``: what was counted lies somewhere inside this scope. ``whole``: the count is of the whole scope.
        incident: The incident that the words are about, or None.
        person: The person whom they name, or None.
        assurance: The speaker's own word ("confirmed").
        basis: Kind of knowledge (a term of ``basis``), or empty.
        grade: The coder's grade (a term of ``grade``), or empty.
        note: Free text.
        published: When it was published (EDTF), or empty.
        reader: Name and version of what read it.
        standing: One of :data:`STANDINGS`.
        row: The row of the table or claim sheet from which it comes, or 0.

    Raises:
        RecordError: If stance, covers or standing is no known word.
    """

    passage: Passage
    quote: str
    speaker: str
    carrier: str
    origin: str
    stance: str
    quantity: Quantity
    act: str
    when: When
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    sex: str = ""
    age: str = ""
    status: str = ""
    targets: tuple[str, ...] = ()
    covers: str = "within"
    incident: str | None = None
    person: str | None = None
    assurance: str = ""
    basis: str = ""
    grade: str = ""
    note: str = ""
    published: str = ""
    reader: str = ""
    standing: str = "coded"
    row: int = 0

    def __post_init__(self) -> None:
        for name, value, known in (
            ("stance", self.stance, STANCES),
            ("covers", self.covers, COVERS),
            ("standing", self.standing, STANDINGS),
        ):
            if value not in known:
                raise RecordError(f"{name} must be {' or '.join(known)}; it is {value!r}: use one of these")

    @property
    def id(self) -> str:
        """Return the content id: the hash of everything that the claim says and where, but not of its row."""
        body = self.as_json()
        del body["row"]
        return content_id("claim", body)

    @property
    def scope(self) -> Scope:
        """Return the scope as stated; its time is open on both sides where the date is not certain."""
        start, end = self.when.outer
        return Scope(
            places=self.places or None,
            start=start,
            end=end,
            actors=self.actors or None,
            acts=(self.act,),
            cells=cells(sex=self.sex, age=self.age, status=self.status),
            targets=self.targets or None,
            incident=self.incident,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the claim as plain values for the ledger, without its id."""
        q = self.quantity
        return {
            "item": self.passage.item,
            "selectors": self.passage.as_json(),
            "quote": self.quote,
            "speaker": self.speaker,
            "carrier": self.carrier,
            "origin": self.origin,
            "stance": self.stance,
            "act": self.act,
            "unit": q.unit,
            "low": q.low,
            "best": q.best,
            "high": q.high,
            "qualifier": q.qualifier,
            "phrase": q.phrase,
            "when": {
                "edtf": self.when.edtf,
                "start": self.when.start,
                "end": self.when.end,
                "certain": self.when.certain,
            },
            "places": list(self.places),
            "actors": list(self.actors),
            "sex": self.sex,
            "age": self.age,
            "status": self.status,
            "targets": list(self.targets),
            "covers": self.covers,
            "incident": self.incident,
            "person": self.person,
            "assurance": self.assurance,
            "basis": self.basis,
            "grade": self.grade,
            "note": self.note,
            "published": self.published,
            "reader": self.reader,
            "standing": self.standing,
            "row": self.row,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Claim:
        """Read what :meth:`as_json` wrote; further keys are ignored.

        Raises:
            RecordError: If a value breaks a rule of the record.
        """
        text = ("quote", "speaker", "carrier", "origin", "stance", "act", "sex", "age", "status", "covers")
        more = ("assurance", "basis", "grade", "note", "published", "reader", "standing")
        q = ("low", "best", "high", "qualifier", "unit", "phrase")
        return cls(
            passage=Passage.from_json(value["item"], value["selectors"]),
            quantity=Quantity(**{name: value[name] for name in q}),
            when=When(**value["when"]),
            places=tuple(value["places"]),
            actors=tuple(value["actors"]),
            targets=tuple(value["targets"]),
            incident=value["incident"],
            person=value["person"],
            row=value["row"],
            **{name: value[name] for name in (*text, *more)},
        )
