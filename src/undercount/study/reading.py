"""Reading: turn captured items into claims, and say of every row what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from undercount.errors import ParserError, ReadError
from undercount.ledger.disk import Progress
from undercount.read.claim_sheet import is_claim_sheet
from undercount.read.prose.model.endpoint import Endpoint
from undercount.read.rejects import Reject, write_rejects
from undercount.read.text import ItemText
from undercount.record import Item
from undercount.record.canonical import content_id
from undercount.study.account import Reading, ReadingResult
from undercount.study.asking import ASKED_BEFORE, Asking
from undercount.study.derived import folder_of
from undercount.study.earlier import Earlier, earlier_in
from undercount.study.layout import Layout
from undercount.study.log import log_settings
from undercount.study.opened import Opened
from undercount.study.reading_prose import MODEL, ProseReadings, model_readings
from undercount.study.reading_run import REJECTED, Run
from undercount.study.reading_tables import TableReadings
from undercount.study.work import at_work, finished_reading


def read(
    root: Path, *, at: str, by: str, report: Progress, endpoint: Endpoint | None = None, only: Sequence[str] = ()
) -> ReadingResult:
    """Read every item of a study that nothing supersedes: claim sheets into the ledger, tables into ``build/tables``.

    What was read before, with the same mapping, registers and program, is not read again.

    Args:
        root: The study's folder.
        at: The time, UTC to the second.
        by: Who reads.
        report: Told of the progress.
        endpoint: A model that is shown the text of documents, or None: then nothing leaves the machine.
        only: The documents that it is shown, by name; empty is all that have text. The program's own rules read every item all the same.

    Raises:
        UndercountError: If the settings, a register or a mapping are not as they must be, the disk is full, or the endpoint does not
            answer; what was read before is then kept.
    """
    layout = Layout.existing(root)
    with at_work(layout):
        result = read_all(layout, at=at, by=by, report=report, asking=Asking(endpoint, tuple(only), report))
        finished_reading(layout)
    return result


def read_all(layout: Layout, *, at: str, by: str, report: Progress, asking: Asking | None = None) -> ReadingResult:
    """Read every item as :func:`read` does, by a caller who is :func:`~undercount.study.work.at_work`."""
    log_settings(layout.root, at=at, by=by)
    opened = Opened.open(layout.root)
    work = _Work(Run(layout, opened), asking or Asking(), report)
    work.asking.need_known(item.name for item in opened.items.values())
    work.prose.need_words()
    work.asking.need_there()
    items = [item for sha, item in opened.items.items() if opened.state.items[sha].superseded_by is None]
    readings = []
    for number, item in enumerate(_sheets_last(items)):
        report("reading", number, len(items))
        readings.append(work.read(item))
    report("reading", len(items), len(items))
    withdrawn = work.run.finish(at=at, by=by)
    work.asking.need_answers()
    order = {item.sha256: n for n, item in enumerate(items)}
    readings.extend(work.models)
    readings.sort(key=lambda r: order[r.item])
    return ReadingResult(
        tuple(readings), layout.reports / REJECTED, withdrawn, _earlier(work.run, readings), layout.root
    )


def _earlier(run: Run, readings: Iterable[Reading]) -> Earlier:
    """Return what people judged in earlier versions of documents, beside what was read just now in the newer ones."""
    folders: dict[str, list[Path]] = {}
    for one in readings:
        if one.prose and one.id:
            folders.setdefault(one.item, []).append(folder_of(run.layout.tables, one.id))
    return earlier_in(run.opened, folders)


def _sheets_last(items: Sequence[Item]) -> list[Item]:
    """Return the items so that claim sheets come after the documents that they quote."""
    return sorted(items, key=lambda item: is_claim_sheet(Path(item.name)))


class _Work:
    """The readings of one run."""

    def __init__(self, run: Run, asking: Asking, report: Progress) -> None:
        self.run, self.asking, self.opened = run, asking, run.opened
        self.tables = TableReadings(run)
        self.prose = ProseReadings(run.opened, run.vault, run.entries, run.kept, report)
        self.by_model = model_readings(run.opened)
        self.models: list[Reading] = []

    def read(self, item: Item) -> Reading:
        """Read one item; what cannot be read at all is said and stops no other item."""
        try:
            return self._read(item)
        except ReadError as error:
            sheet = is_claim_sheet(Path(item.name))
            if sheet:
                self._keep_standing(item)
            made = self._unread(item, str(error), f"could not be read: {error}")
            must = sheet or item.sha256 in self.tables.fitted or isinstance(error, ParserError)
            return replace(made, failed=str(error)) if must else made

    def _unread(self, item: Item, why: str, shown: str = "") -> Reading:
        """Account for an item that could not be read: it stands among what was rejected, with the reason."""
        folder = self.run.folder(content_id("reading", {"item": item.sha256, "failed": why}))
        folder.mkdir(parents=True, exist_ok=True)
        rule, _, remedy = why.rpartition(": ")
        write_rejects(folder / REJECTED, [Reject(item.name, 0, "", "", rule, remedy)])
        return Reading(item.name, item.sha256, shown or why, unread=why)

    def _keep_standing(self, sheet: Item) -> None:
        """Let stand what earlier versions of a claim sheet said that cannot be read: nothing replaces it yet."""
        for claim in self.opened.state.claims.values():
            origin = claim.body.get("sheet")
            if origin and claim.withdrawn is None and self.opened.state.latest_item(origin) == sheet.sha256:
                self.run.standing.add(claim.id)

    def _read(self, item: Item) -> Reading:
        if is_claim_sheet(Path(item.name)):
            return self.tables.sheet(item)
        if item.size == 0:
            return self._unread(item, "the file is empty: capture it again")
        if self.tables.is_table(item):
            return self.tables.tabular(item)
        text = self.run.text(item)
        if isinstance(text, str):
            return self._unread(item, text)
        return self._prose(item, text)

    def _prose(self, item: Item, text: ItemText) -> Reading:
        """Read the words of a document: by the program's rules, and again from the answers of models that were asked before."""
        kept = {str(body[MODEL]): body for body in self.by_model.get(item.sha256, ())}
        known = self.asking.knows(item.name, text, kept)
        answers = None if known else self.asking.answers(item.name, text)
        if answers is not None:
            kept.pop(answers.model, None)
            self._by_model(*self.prose.by_model(item, text, answers))
        for body in kept.values():
            reading, folder = self.prose.again(item, text, body)
            self._by_model(replace(reading, notes=(*reading.notes, ASKED_BEFORE)) if known else reading, folder)
        if not self.prose.is_wanted:
            return self.prose.no_more(item, text)
        reading, folder = self.prose.by_rules(item, text)
        self.run.rejects.append(folder / REJECTED)
        return reading

    def _by_model(self, reading: Reading, folder: Path) -> None:
        """Account for what a model read, beside what the program's rules read in the same document."""
        self.models.append(reading)
        self.run.rejects.append(folder / REJECTED)
