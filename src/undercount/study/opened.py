"""Opened: a study as it stands, read from its ledger, and the figures that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from undercount.count.frame import Extent
from undercount.errors import RegisterError, StudyError
from undercount.ledger import replay
from undercount.ledger.disk import Progress
from undercount.read.registers import read_registers
from undercount.record import Figure, Question, Tree, suggest
from undercount.study.answer import Basis, answer
from undercount.study.derived import folder_of, tree_with
from undercount.study.earlier import Earlier, earlier_in
from undercount.study.kept_model import read_kept
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.listed import Listed
from undercount.study.rows import Row
from undercount.study.settings import load_settings
from undercount.study.words import rejected_words


@dataclass(frozen=True)
class Opened(Listed):
    """A study that is open for reading."""

    @classmethod
    def open(
        cls, root: Path, *, report: Progress | None = None, written: Path | None = None, tables: Path | None = None
    ) -> Self:
        """Open a study.

        Args:
            root: The study's folder.
            report: Told of the progress.
            written: The folder with ``study.toml`` and ``things/`` to use instead of the study's own, as the ledger had them.
            tables: The folder of tables to use instead of the study's own.

        Raises:
            StudyError: If the folder is no study, or its settings are not as they must be.
            RegisterError: If a register is inconsistent.
            LedgerError: If the ledger cannot be read or was altered.
            LinkError: If the kept model is none.
        """
        layout = Layout.existing(root)
        source = layout if written is None else Layout(written)
        settings = load_settings(source.settings)
        registers = read_registers(source.things, zone=settings.timezone)
        kept = read_kept(source.things)
        ledger = open_ledger(layout.ledger)
        if report is not None:
            report("replaying the ledger", 0, 1)
        evidence = 0

        def watched() -> Iterator[Any]:
            nonlocal evidence
            for entry in ledger.entries():
                if entry.kind != "checkpoint":
                    evidence = entry.index + 1
                yield entry

        state = replay(watched())
        if report is not None:
            report("replaying the ledger", 1, 1)
        root_of = ledger.root(evidence).hex()
        return cls(layout, settings, registers, state, evidence, root_of, tables or layout.tables, kept)

    @cached_property
    def basis(self) -> Basis:
        """Return what bears on every figure."""
        zone = self.settings.timezone
        return Basis(
            space=self.space,
            sources=tree_with(
                [(s.id, s.parent) for s in self.registers.sources],
                ((s.id, s.parent) for s in (*self.derived.sources, *self.judged_sources)),
            ),
            zone=zone,
            kinds={p.id: p.kind for p in self.places.values()},
            registered={
                i.id: Extent(i.places or None, *i.when.outer)
                for i in self.registers.incidents
                if i.places or i.when.edtf
            },
            judged=self.judged_incidents,
            duplicates=self.duplicates,
            withdrawn=self.withdrawn,
            accepted=self.accepted,
            wholes=self.wholes,
            gazetteer=self.gazetteer,
            is_spelled=frozenset(s.id for s in self.derived.sources)
            .difference(s.id for s in self.registers.sources)
            .__contains__,
            unread=tuple(
                rejected_words(self.items[reading["item"]].name, int(reading["rejected"]), int(reading["rows"]))
                for reading in self.readings.values()
                if reading.get("rejected") and not reading.get("proposals")
            ),
            name=self.name,
            ledger={"size": self.size, "root": self.root},
            coders=self.coders,
        )

    @cached_property
    def earlier(self) -> Earlier:
        """Return what people judged in earlier versions of documents, and is not judged in the newer ones."""
        folders: dict[str, list[Path]] = {}
        for reading in self.readings.values():
            if reading.get("proposals"):
                folders.setdefault(str(reading["item"]), []).append(folder_of(self.tables, str(reading["id"])))
        return earlier_in(self, folders)

    def figure(self, name: str, *, report: Progress | None = None, estimate: bool = True) -> Figure:
        """Answer one of the study's questions.

        Args:
            name: The figure's name.
            report: Told of the progress of an estimate.
            estimate: Also make the estimate that the question asks for, which can take long.

        Raises:
            StudyError: If no question has that name, or its estimate's table is not in the study.
            CountError: If it cannot be answered as it is put.
        """
        question = self.settings.question(name)
        found = self._bounded(question)
        if question.estimate is None or not estimate:
            return found
        bounds = (found.low, found.high)
        if question.estimate.linked:
            from undercount.study.linked_estimate import linked_json

            made = linked_json(question.estimate, self.linked(report), bounds, report=report)
        else:
            from undercount.study.estimate import estimate_json

            item, table, histories = self.captured(name)
            made = estimate_json(question.estimate, item, table, histories, bounds, report=report)
        return replace(found, body={**found.body, "estimate": made})

    def _bounded(self, question: Question) -> Figure:
        self._need_known(question.places, "place", self.space.places)
        self._need_known(question.actors, "actor", self.space.actors)
        self._need_known(question.targets, "target", self.space.targets)
        rows = self.rows(question.unit)
        speakers = {*self.basis.sources.nodes, *(row.speaker for row in rows)}
        self._need_known(question.admit.speakers, "speaker", speakers)
        try:
            return answer(question, rows, self.basis)
        except RegisterError:
            self._name_the_claim(rows)
            raise

    def _where(self, row: Row) -> str:
        coded = self.state.claims.get(row.claim)
        sheet = coded.body.get("sheet", row.item) if coded is not None else row.item
        return f"{self.items[sheet].name}, row {row.row}"

    def _name_the_claim(self, rows: Iterable[Row]) -> None:
        """Say which claim names what is in no register any more."""
        for row in rows:
            for kind, ids, tree in (
                ("place", row.places, self.space.places),
                ("actor", row.actors, self.space.actors),
                ("target", row.targets, self.space.targets),
            ):
                for one in ids or ():
                    if one not in tree:
                        raise StudyError(
                            f"a claim's {kind} must be an entry of the register; {one!r} is in none "
                            f"({self._where(row)}, {row.claim}): put it back, or correct the claim"
                        ) from None

    def _need_known(self, ids: tuple[str, ...], kind: str, known: Tree | set[str]) -> None:
        for one in ids:
            if one not in known:
                words = known.nodes if isinstance(known, Tree) else sorted(known)
                raise StudyError(
                    f"a figure's {kind} must be an entry of the register; {one!r} is in none (study.toml): {suggest(one, words)}"
                )
