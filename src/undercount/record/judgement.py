"""Judgements: what a person decided, for ever kept, superseded and never edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from undercount.errors import RecordError

DECISIONS = ("accept", "correct", "reject", "set-aside", "grade", "same", "different", "unsure", "redact")
"""What a person can decide of a claim, a pair or a passage."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision by one person.

    Args:
        target: What it is about: a claim's id; for ``same``, ``different`` and ``unsure`` two ids, joined by a space.
        decision: One of :data:`DECISIONS`.
        because: The reason, in words.
        coder: Who decided.
        value: For ``correct`` the corrected fields, for ``grade`` the grade.
        supersedes: The id of the judgement that this one replaces, or None.

    Raises:
        RecordError: If the decision is no known word, or there is no reason or coder.
    """

    target: str
    decision: str
    because: str
    coder: str
    value: Mapping[str, Any] = field(default_factory=dict)
    supersedes: str | None = None

    def __post_init__(self) -> None:
        if self.decision not in DECISIONS:
            raise RecordError(
                f"a decision must be one of {', '.join(DECISIONS)}; {self.decision!r} is none of them: use one of these"
            )
        for name, text in (("reason", self.because), ("coder", self.coder)):
            if not text.strip():
                raise RecordError(f"a judgement needs a {name}; that of {self.target} has none: say it")

    def as_json(self) -> dict[str, Any]:
        """Return the judgement as plain values for the ledger."""
        return {
            "target": self.target,
            "decision": self.decision,
            "because": self.because,
            "coder": self.coder,
            "value": dict(self.value),
            "supersedes": self.supersedes,
        }
