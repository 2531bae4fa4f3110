"""What a document's reading gathers: verified proposals as claims, what was rejected, and the possible misses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from undercount.read.prose.claims import Captured, Claims, claim_id, proposal_json
from undercount.read.prose.proposal import Miss, Proposal
from undercount.read.prose.verifier import Fault, verify
from undercount.read.registers import Registers
from undercount.read.rejects import Reject
from undercount.read.text import ItemText
from undercount.record import Claim, Source

REMEDY = "read the words in the document and code the claim on a claim sheet, if there is one"

REMEDIES = {
    "answer": "ask again, with a model or an endpoint that keeps to the JSON schema that it is given; the answer is kept word for word"
}
"""What to do about what is wrong with no one claim."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One verified proposal.

    Args:
        id: The claim's id.
        claim: The claim.
        details: What the proposal keeps beyond it (:func:`~undercount.read.prose.claims.proposal_json`); ``part_of`` is a claim's id.
    """

    id: str
    claim: Claim
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What became of a document.

    Args:
        reader: Name and version of what read it.
        proposed: The verified proposals, in the order of their words.
        rejects: What was rejected, and why.
        misses: Sentences that may hold a claim and gave none.
        derived: The sources that only this text names, by id.
    """

    reader: str
    proposed: tuple[Proposed, ...]
    rejects: tuple[Reject, ...]
    misses: tuple[Miss, ...] = ()
    derived: dict[str, Source] = field(default_factory=dict)


def gathered(
    reader: str,
    proposals: Sequence[Proposal],
    faults: Iterable[Fault],
    misses: Iterable[Miss],
    *,
    about: Captured,
    text: ItemText,
    registers: Registers,
) -> Gathered:
    """Verify every proposal against the text and return those that stand as claims; a part of one that falls stands alone."""
    claims = Claims(about, text, registers)
    rejects = [_reject(fault, about.name) for fault in faults]
    kept: dict[int, Proposed] = {}
    for number, proposal in enumerate(proposals):
        fault = verify(proposal, text.text)
        if fault is not None:
            rejects.append(_reject(fault, about.name, proposal, text.text))
            continue
        claim = claims.of(proposal)
        kept[number] = Proposed(claim_id(claim, proposal), claim, proposal_json(proposal, text.text))
    unique: dict[str, Proposed] = {}
    for one in kept.values():
        whole = kept.get(one.details["part_of"]) if one.details["part_of"] is not None else None
        speakers = {one.claim.speaker, one.claim.carrier, one.claim.origin}
        sources = {name: claims.derived[name].name_en for name in sorted(speakers) if name in claims.derived}
        named = {**one.details, "part_of": whole.id if whole is not None else None, "sources": sources}
        unique.setdefault(one.id, replace(one, details=named))
    order = sorted(unique.values(), key=lambda one: (one.details["number"]["start"], one.id))
    return Gathered(reader, tuple(order), tuple(rejects), tuple(misses), claims.derived)


def _reject(fault: Fault, name: str, proposal: Proposal | None = None, text: str = "") -> Reject:
    """Return what was rejected; its row is the line of the document's text in which the passage begins."""
    if proposal is None or not 0 <= proposal.quote.start <= len(text):
        remedy = REMEDIES.get(fault.field, REMEDY)
        return Reject(name, 0, fault.field, fault.value, f"proposal rejected: {fault.rule}", remedy)
    line = text.count("\n", 0, proposal.quote.start) + 1
    return Reject(name, line, fault.field, fault.value, f"proposal rejected: {fault.rule}", REMEDY)
