"""Asking: which documents of a study a model is shown in this run, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from undercount.errors import ReadError, StudyError
from undercount.ledger.disk import Progress
from undercount.read.prose.model.asking import Answers, ask_model
from undercount.read.prose.model.endpoint import Endpoint
from undercount.read.text import ItemText
from undercount.record import suggest


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
