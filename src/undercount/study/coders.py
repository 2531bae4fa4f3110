"""Coders: how those who judge stand in what is published, by a number unless the study's policy says by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from undercount.ledger import State
from undercount.link.incidents import Verdict
from undercount.link.incidents.judged import verdict_json
from undercount.study.lists import NAMED


@dataclass(frozen=True, slots=True)
class Coders:
    """Hold the numbers of a study's coders, in the order in which they first judged.

    Args:
        numbers: The number of each, from 1.
        named: Whether they stand with their names, and incident judgements with their reasons.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    named: bool = False

    @classmethod
    def of(cls, names: Iterable[str], *, policy: str = "") -> Self:
        """Return the coders of judgements.

        Args:
            names: Who made each, in order.
            policy: Of :data:`undercount.study.lists.CODERS`; all but ``named`` is ``numbered``.
        """
        return cls({name: at for at, name in enumerate(dict.fromkeys(names), start=1)}, policy == NAMED)

    @classmethod
    def in_state(cls, state: State, policy: str) -> Self:
        """Return all coders of a ledger, also of judgements that later ones replaced."""
        made = sorted((one for of in state.judgements.values() for one in of), key=lambda one: one.entry)
        return cls.of((str(one.body["coder"]) for one in made), policy=policy)

    def shown(self, name: str) -> str:
        """Return how a coder is called in public: by name, or ``coder`` and a number."""
        return name if self.named else f"coder {self.numbers[name]}"

    def reason(self, text: str) -> str:
        """Return why incidents were judged so, as far as it is published: a reason can name people."""
        return text if self.named else ""

    def verdict(self, verdict: Verdict) -> dict[str, str]:
        """Return a verdict on two incidents as it is published."""
        because, coder = self.reason(verdict.reason), self.shown(verdict.coder)
        return {**verdict_json(verdict), "because": because, "coder": coder}
