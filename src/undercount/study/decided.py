"""Decided: the claims of a study as people judged them, and the one place that says which of their decisions counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from undercount.read.prose.claims import COUNTED
from undercount.record import Claim, Judgement
from undercount.study.coders import Coders
from undercount.study.derived import CLAIMS, folder_of
from undercount.study.proposed import proposals_in
from undercount.study.registered import Registered
from undercount.study.rows import Row, row_of, rows_in
from undercount.study.same_words import SaidBefore, read_twice, said_before

VERDICTS = ("accept", "correct", "reject")
"""The decisions that say whether a claim was read as its words have it."""

DECISIONS = (*VERDICTS, "set-aside")
"""The decisions that say whether figures may use a claim; to set one aside says nothing of how it was read."""

STANDING = {"accept": "accepted", "correct": "accepted", "reject": "rejected", "set-aside": "set-aside"}
"""What a claim that a machine proposed is once a person has decided on it."""

JUDGED_WORDS, READ_TWICE = SAME_WORDS = ("judged-words", "read-twice")
"""Why no figure counts a proposed claim of words that another claim tells: a person decided on that one; or an earlier reader read it."""


def last_of(judgements: Iterable[Judgement], among: Collection[str] = DECISIONS) -> Judgement | None:
    """Return the last of some judgements that is one of the decisions asked for; None where there is none.

    Args:
        judgements: The judgements on one claim that stand, in order.
        among: The decisions: :data:`DECISIONS` for what figures may use, :data:`VERDICTS` for how well a claim was read.
    """
    found = None
    for one in judgements:
        found = one if one.decision in among else found
    return found


@dataclass(frozen=True)
class Decided(Registered):
    """The claims of a study with what people decided on them."""

    _rows: dict[str | None, tuple[Row, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def judgements(self) -> dict[str, tuple[Judgement, ...]]:
        """Return for each target the judgements that stand, in order."""
        return {
            target: tuple(_judgement(j.body) for j in self.state.standing_judgements(target))
            for target in self.state.judgements
        }

    @cached_property
    def withdrawn(self) -> dict[str, tuple[str, str]]:
        """Return for each claim that no figure may use the reason: a code and its parameter."""
        found = self._set_aside()
        for proposed, before in self.said_before.items():
            if self.decided(proposed) is None:
                found.setdefault(proposed, (JUDGED_WORDS, before.claim))
        for proposed in self.proposals:
            modality = self.modality(proposed)
            if modality not in COUNTED:
                found.setdefault(proposed, (modality, ""))
        out = {*found, *self.accepted}
        for readings in self._several_readings.values():
            found.update((claim, (READ_TWICE, first)) for claim, first in read_twice(readings, out).items())
        return found

    def _set_aside(self) -> dict[str, tuple[str, str]]:
        """Return the claims that were withdrawn, stand in a document that was replaced, or were turned down by a person."""
        found: dict[str, tuple[str, str]] = {}
        for claim in self.state.claims.values():
            item = self.state.items.get(claim.body["item"])
            if claim.withdrawn is not None:
                found[claim.id] = ("withdrawn", claim.withdrawn)
            elif item is not None and item.superseded_by is not None:
                newer = self.items[item.superseded_by]
                found[claim.id] = ("replaced", f"{newer.name} ({newer.because})" if newer.because else newer.name)
        for target in self.judgements:
            last = self.decided(target)
            if last is not None and last.decision in ("reject", "set-aside"):
                found[target] = ("rejected" if last.decision == "reject" else "set-aside", last.because)
        return found

    @cached_property
    def coders(self) -> Coders:
        """Return how those who judged are called in public."""
        return Coders.in_state(self.state, self.settings.coders)

    @cached_property
    def proposals(self) -> dict[str, Mapping[str, Any]]:
        """Return for each claim that a machine proposed from a text what it keeps beyond its claim: the words of every field."""
        found = {str(one["id"]): one["proposal"] for one in proposals_in(self.folders)}
        judged = {c.id: c.body["proposal"] for c in self.state.claims.values() if "proposal" in c.body}
        return {**found, **judged}

    @cached_property
    def said_before(self) -> dict[str, SaidBefore]:
        """Return for proposed claims what a person decided on another claim of the same words."""
        last = {target: self.decided(target) for target in self.judgements}
        return said_before(
            proposals_in(self.folders),
            {c.id: c.body for c in self.state.claims.values() if "proposal" in c.body},
            {target: one.decision for target, one in last.items() if one is not None},
            stands=self._judged,
            modality=self.modality,
        )

    @property
    def _several_readings(self) -> dict[str, list[Iterable[Mapping[str, Any]]]]:
        """Return for each document that several readers read what each proposes, the program's rules before a model."""
        prose = [reading for reading in self.readings.values() if reading.get("proposals")]
        prose.sort(key=lambda reading: (bool(reading.get("model")), reading["entry"]))
        by_item: dict[str, list[Iterable[Mapping[str, Any]]]] = defaultdict(list)
        for reading in prose:
            by_item[str(reading["item"])].append(proposals_in([folder_of(self.tables, str(reading["id"]))]))
        return {item: lines for item, lines in by_item.items() if len(lines) > 1}

    def modality(self, claim: str) -> str:
        """Return how the words of a proposed claim are meant: as the reader has it, or as a person corrected it."""
        corrected = [j.value["modality"] for j in self.judgements.get(claim, ()) if "modality" in j.value]
        return str(corrected[-1] if corrected else self.proposals[claim]["modality"])

    def as_read(self, row: Row) -> Row:
        """Return a proposed claim as its reader had it, whatever people made of it."""
        kept = self.state.claims.get(row.claim)
        return row if kept is None else row_of(Claim.from_json(kept.body), row.claim)

    def as_judged(self, row: Row) -> Row:
        """Return a claim as people judged it: corrected, graded, and with the standing that their last decision gives a proposal."""
        return self._judged(row)

    def decided(self, claim: str, among: Collection[str] = DECISIONS) -> Judgement | None:
        """Return the last decision on a claim, as :func:`last_of` has it."""
        return last_of(self.judgements.get(claim, ()), among)

    @cached_property
    def accepted(self) -> frozenset[str]:
        """Return the claims that a person accepted or corrected last."""
        last = {target: self.decided(target) for target in self.judgements}
        return frozenset(t for t, one in last.items() if one is not None and one.decision in ("accept", "correct"))

    @cached_property
    def wholes(self) -> dict[str, str]:
        """Return for each proposed claim that counts a part the claim that counts the whole, or that counts in its place."""
        instead = {claim: other for claim, (why, other) in self.withdrawn.items() if why in SAME_WORDS}
        parts = {claim: str(one["part_of"]) for claim, one in self.proposals.items() if one["part_of"] is not None}
        return {claim: instead.get(whole, whole) for claim, whole in parts.items()}

    @cached_property
    def waiting(self) -> frozenset[str]:
        """Return the claims that a machine proposed and on which nobody has decided; none of a document that was replaced."""
        gone = {claim for claim, (why, _) in self.withdrawn.items() if why in ("withdrawn", "replaced")}
        return frozenset(one for one in self.proposals if one not in gone and self.decided(one) is None)

    def rows(self, unit: str | None = None) -> tuple[Row, ...]:
        """Return the claims of the study, of one unit or all, with what a person corrected."""
        if unit not in self._rows:
            coded = [row_of(Claim.from_json(c.body), c.id) for c in self.state.claims.values()]
            derived = rows_in([folder / CLAIMS for folder in self.folders], unit=None if self._has_moved else unit)
            fresh = (row for row in derived if row.claim not in self.state.claims)
            judged = (self._judged(row) for row in (*coded, *fresh))
            self._rows[unit] = tuple(row for row in judged if unit is None or row.unit == unit)
        return self._rows[unit]

    @cached_property
    def _has_moved(self) -> bool:
        """Tell whether a person corrected what some claim counts: then a table's own unit does not say which question it bears on."""
        return any("unit" in one.value for judgements in self.judgements.values() for one in judgements)

    def _judged(self, row: Row) -> Row:
        """Return a row as people judged it: corrected, graded, and with the standing that their last decision gives a proposal."""
        for judgement in self.judgements.get(row.claim, ()):
            if judgement.decision == "correct":
                row = row.corrected(dict(judgement.value))
            elif judgement.decision == "grade":
                row = row.corrected({"grade": judgement.value.get("grade", "")})
        last = self.decided(row.claim) if row.standing == "proposed" else None
        return row if last is None else replace(row, standing=STANDING[last.decision])


def _judgement(body: Mapping[str, Any]) -> Judgement:
    return Judgement(
        target=body["target"],
        decision=body["decision"],
        because=body["because"],
        coder=body["coder"],
        value=body.get("value") or {},
        supersedes=body.get("supersedes"),
    )
