"""Asking: which documents of a study a model is shown in this run, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from undercount.errors import ReadError, StudyError
from undercount.ledger.disk import Progress
from undercount.read.prose.model.asking import Answers, ask_model, prompt_hash
from undercount.read.prose.model.endpoint import Endpoint
from undercount.read.text import ItemText
from undercount.record import suggest

ASKED_BEFORE = (
    "What a model answered before, asked the same, is kept: those documents were not shown to it again; name one with --only to ask "
    "anew."
)
"""What is said where a model is not asked about a document once more."""


@dataclass
class Asking:
    """Ask a model about some documents; the first failure ends the asking, and what was answered before is kept.

    Args:
        endpoint: The model, or None to ask nothing.
        only: The documents, by name; empty is all.
        report: Told of the progress.
    """

    endpoint: Endpoint | None = None
    only: tuple[str, ...] = ()
    report: Progress | None = None
    failed: str = ""
    answered: int = 0

    def need_there(self) -> None:
        """Refuse an endpoint that is not there, before anything is read.

        Raises:
            ReadError: If it is not.
        """
        if self.endpoint is not None:
            self.endpoint.need_there()

    def need_known(self, names: Iterable[str]) -> None:
        """Refuse a name that is no document of the study.

        Raises:
            StudyError: If one is not.
        """
        known = list(names)
        for name in self.only:
            if name not in known:
                raise StudyError(
                    f"a document that --only names must be in the study; {name!r} is not: {suggest(name, known)}"
                )

    def knows(self, name: str, text: ItemText, kept: Mapping[str, Mapping[str, Any]]) -> bool:
        """Tell whether the model answered about a document before, asked the same of the same text; one that ``only`` names is asked anew.

        Args:
            name: The document's name.
            text: Its text.
            kept: The latest reading of it by each model, by the model's name.
        """
        if self.endpoint is None or name in self.only:
            return False
        body = kept.get(self.endpoint.model, {})
        asked = {"host": self.endpoint.host, "prompt": prompt_hash(), "text": text.method}
        return all(body.get(key) == value for key, value in asked.items())

    def answers(self, name: str, text: ItemText) -> Answers | None:
        """Return what the model says of a document; None where it is not asked, or no longer answers."""
        if self.endpoint is None or self.failed or (self.only and name not in self.only):
            return None
        report = self.report
        try:
            found = ask_model(
                text,
                self.endpoint,
                tell=lambda done, total: report(f"asking about {name}", done, total) if report else None,
            )
        except ReadError as error:
            self.failed = f"{name}: {error}"
            return None
        self.answered += 1
        return found

    def need_answers(self) -> None:
        """Say that the model did not answer.

        Raises:
            ReadError: If it did not.
        """
        if self.failed:
            raise ReadError(f"{self.failed} (what it answered about {self.answered:,} documents before is kept)")
