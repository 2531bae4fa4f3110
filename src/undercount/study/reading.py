"""Reading: turn captured items into claims, and say of every row what became of it."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from undercount.errors import HistoriesError, LinkError, ParserError, ReadError, StudyError, TamperedError
from undercount.ledger import Vault
from undercount.ledger.disk import Progress
from undercount.read.captures import read_captures
from undercount.read.claim_row import READER as SHEET_READER
from undercount.read.claim_sheet import is_claim_sheet, read_claim_sheet
from undercount.read.mapping import Mapping as TableMapping
from undercount.read.prose.model.endpoint import Endpoint
from undercount.read.recognise import column_names
from undercount.read.rejects import Reject, write_rejects
from undercount.read.table import read_table
from undercount.read.text import ItemText, text_of
from undercount.record import Item, Question
from undercount.record.canonical import content_id
from undercount.study.account import Reading, ReadingResult
from undercount.study.asking import Asking
from undercount.study.captures import READER as CAPTURES_READER
from undercount.study.captures import asked_of, item_named, item_of
from undercount.study.derived import CLAIMS, folder_of
from undercount.study.fit import Mappings
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.list_tables import READER as LIST_READER
from undercount.study.list_tables import records_in
from undercount.study.lists import Declared
from undercount.study.log import log_settings
from undercount.study.opened import Opened
from undercount.study.reading_prose import MODEL, ProseReadings, model_readings
from undercount.study.shelf import Shelf
from undercount.study.work import at_work, finished_reading

_TABLES = (".csv", ".tsv", ".xlsx", ".ods", ".jsonl", ".ndjson", ".parquet")
_REJECTED = "rejected.csv"


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
    work = _Work(layout, opened, asking or Asking(), report)
    work.asking.need_known(item.name for item in opened.items.values())
    work.asking.need_there()
    items = [item for sha, item in opened.items.items() if opened.state.items[sha].superseded_by is None]
    readings = []
    for number, item in enumerate(_sheets_last(items)):
        report("reading", number, len(items))
        readings.append(work.read(item))
    report("reading", len(items), len(items))
    withdrawn = work.finish(at=at, by=by)
    work.asking.need_answers()
    order = {item.sha256: n for n, item in enumerate(items)}
    readings.extend(work.models)
    readings.sort(key=lambda r: order[r.item])
    return ReadingResult(tuple(readings), layout.reports / _REJECTED, withdrawn)


def _sheets_last(items: Sequence[Item]) -> list[Item]:
    """Return the items so that claim sheets come after the documents that they quote."""
    return sorted(items, key=lambda item: is_claim_sheet(Path(item.name)))


class _Work:
    """The readings of one run: what is read, and what must be written into the ledger at its end."""

    def __init__(self, layout: Layout, opened: Opened, asking: Asking, report: Progress) -> None:
        self.layout, self.opened, self.asking = layout, opened, asking
        self.vault = Vault(layout.vault)
        self.entries: list[tuple[str, Mapping[str, Any]]] = []
        self.standing: set[str] = set()
        self.current_folders: set[str] = set()
        self.rejects: list[Path] = []
        self.fitted: set[str] = set()
        self.mappings = Mappings.of(layout.mappings)
        layout.texts.mkdir(parents=True, exist_ok=True)
        layout.tables.mkdir(parents=True, exist_ok=True)
        self.shelf = Shelf(opened, self._text)
        self.captures = _captures(opened)
        self.lists = _lists(opened)
        self.prose = ProseReadings(opened, self.vault, self.entries, self.current_folders, report)
        self.by_model = model_readings(opened)
        self.models: list[Reading] = []
        self._texts: dict[str, ItemText | str] = {}

    def read(self, item: Item) -> Reading:
        """Read one item; what cannot be read at all is said and stops no other item."""
        try:
            return self._read(item)
        except ReadError as error:
            sheet = is_claim_sheet(Path(item.name))
            if sheet:
                self._keep_standing(item)
            made = self._unread(item, str(error), f"could not be read: {error}")
            must = sheet or item.sha256 in self.fitted or isinstance(error, ParserError)
            return replace(made, failed=str(error)) if must else made

    def _unread(self, item: Item, why: str, shown: str = "") -> Reading:
        """Account for an item that could not be read: it stands among what was rejected, with the reason."""
        folder = self._folder(content_id("reading", {"item": item.sha256, "failed": why}))
        folder.mkdir(parents=True, exist_ok=True)
        rule, _, remedy = why.rpartition(": ")
        write_rejects(folder / _REJECTED, [Reject(item.name, 0, "", "", rule, remedy)])
        return Reading(item.name, item.sha256, shown or why, unread=why)

    def _keep_standing(self, sheet: Item) -> None:
        """Let stand what earlier versions of a claim sheet said that cannot be read: nothing replaces it yet."""
        for claim in self.opened.state.claims.values():
            origin = claim.body.get("sheet")
            if origin and claim.withdrawn is None and self.opened.state.latest_item(origin) == sheet.sha256:
                self.standing.add(claim.id)

    def _check(self, item: Item) -> None:
        try:
            self.vault.check_one(item.sha256)
        except TamperedError as error:
            raise TamperedError(f"{item.name}: {error}") from None

    def _read(self, item: Item) -> Reading:
        if is_claim_sheet(Path(item.name)):
            return self._sheet(item)
        if item.size == 0:
            return self._unread(item, "the file is empty: capture it again")
        if _suffix(item.name) in _TABLES or item.sha256 in self.captures or item.sha256 in self.lists:
            return self._tabular(item)
        text = self._text(item)
        if isinstance(text, str):
            return self._unread(item, text)
        return self._prose(item, text)

    def _prose(self, item: Item, text: ItemText) -> Reading:
        """Read the words of a document: by the program's rules, and again from the answers of models that were asked before."""
        answers = self.asking.answers(item.name, text)
        kept = {str(body[MODEL]): body for body in self.by_model.get(item.sha256, ())}
        if answers is not None:
            kept.pop(answers.model, None)
            self._by_model(*self.prose.by_model(item, text, answers))
        for body in kept.values():
            self._by_model(*self.prose.again(item, text, body))
        if not self.prose.is_wanted:
            return self.prose.no_more(item, text)
        reading, folder = self.prose.by_rules(item, text)
        self.rejects.append(folder / _REJECTED)
        return reading

    def _by_model(self, reading: Reading, folder: Path) -> None:
        """Account for what a model read, beside what the program's rules read in the same document."""
        self.models.append(reading)
        self.rejects.append(folder / _REJECTED)

    def _tabular(self, item: Item) -> Reading:
        with self._file(item) as path:
            is_table = _suffix(item.name) in _TABLES
            mapping = self.mappings.fit(path, item.name) if is_table else None
            if mapping is not None:
                self.fitted.add(item.sha256)
                return self._table(item, path, mapping)
            if item.sha256 in self.captures:
                self.fitted.add(item.sha256)
                return self._histories(item, path)
            if item.sha256 in self.lists:
                self.fitted.add(item.sha256)
                return self._list(item)
            if not column_names(path):
                why = "its name says that it is a table, and no columns are in it: capture it again"
                return Reading(item.name, item.sha256, why)
        text = self._text(item)
        quoted = "" if isinstance(text, str) else "; its text can be quoted on a claim sheet"
        return Reading(item.name, item.sha256, f"no mapping fits its columns: write one in mappings/{quoted}")

    def _histories(self, item: Item, path: Path) -> Reading:
        """Read a table of capture histories, from which figures make estimates: every row is read, or the file is not."""
        self._check(item)
        questions = self.captures[item.sha256]
        try:
            table = read_captures(path, name=item.name)
            for question in questions:
                if question.estimate is not None:
                    asked_of(table, question.estimate)
        except HistoriesError as error:
            raise ReadError(str(error)) from None
        counts: dict[str, Any] = {"rows": len(table.rows), "read": len(table.rows), "rejected": 0}
        body = {"item": item.sha256, "reader": CAPTURES_READER, "mapping": None, "claims": 0, "tables": False, **counts}
        name = content_id("reading", body)
        if name not in self.opened.state.readings:
            self.entries.append(("reading", {"id": name, **body}))
        names = ", ".join(question.name for question in questions)
        return Reading(
            item.name, item.sha256, f"capture histories, for the estimate of {names}", id=name, failed="", **counts
        )

    def _list(self, item: Item) -> Reading:
        """Read a list of persons, whose records are linked: it holds names, so its text is kept nowhere."""
        told, rows = [], 0
        for declared in self.lists[item.sha256]:
            try:
                found = records_in(self.vault, item, declared)
            except LinkError as error:
                raise ReadError(str(error)) from None
            rows = found.in_file
            told.append(declared.name if not found.left_out else f"{declared.name} ({found.left_out:,} rows left out)")
        counts: dict[str, Any] = {"rows": rows, "read": rows, "rejected": 0}
        body = {"item": item.sha256, "reader": LIST_READER, "mapping": None, "claims": 0, "tables": False, **counts}
        name = content_id("reading", body)
        if name not in self.opened.state.readings:
            self.entries.append(("reading", {"id": name, **body}))
        said = f"list of persons, to be linked: {', '.join(told)}"
        return Reading(item.name, item.sha256, said, id=name, failed="", **counts)

    def _folder(self, reading: str) -> Path:
        """Return the folder of a reading's tables, and keep it."""
        folder = folder_of(self.layout.tables, reading)
        self.current_folders.add(folder.name)
        self.rejects.append(folder / _REJECTED)
        return folder

    @contextmanager
    def _file(self, item: Item) -> Iterator[Path]:
        """Give the captured bytes under a name that tells their format."""
        with tempfile.TemporaryDirectory(dir=self.layout.build, prefix=".reading-") as folder:
            path = Path(folder) / PurePosixPath(item.name).name
            try:
                path.symlink_to(self.vault.path(item.sha256).resolve())
            except OSError:
                shutil.copyfile(self.vault.path(item.sha256), path)
            yield path

    def _text(self, item: Item) -> ItemText | str:
        """Return an item's text, kept in ``build/texts``, or why it has none."""
        if item.sha256 not in self._texts:
            self._check(item)
            try:
                found = text_of(
                    self.vault.path(item.sha256),
                    name=item.name,
                    media_type=item.media_type,
                    ocr=self.opened.settings.prose.ocr,
                )
            except ReadError as error:
                self._texts[item.sha256] = str(error)
            else:
                self._texts[item.sha256] = found
                (self.layout.texts / f"{item.sha256}.txt").write_bytes(found.text.encode("utf-8"))
        return self._texts[item.sha256]

    def _table(self, item: Item, path: Path, mapping: TableMapping) -> Reading:
        registers = {n: s for n, s in self.opened.state.registers.items() if n.endswith(".csv")}
        given = {"item": item.sha256, "reader": mapping.reader, "mapping": mapping.sha256, "mapping_name": mapping.name}
        name = content_id(
            "reading", {**given, "registers": registers, "published": item.published, "carrier": item.carrier}
        )
        folder = self._folder(name)
        known = self.opened.state.readings.get(name)
        if known is not None and (folder / CLAIMS).is_file():
            body = dict(known.body)
        else:
            self._check(item)
            body = {"id": name, **given, "tables": True, **self._counts(item, path, mapping, folder)}
        if known is None:
            self.entries.append(("reading", body))
        elif dict(known.body) != body:
            raise StudyError(
                f"reading {item.name} again gives other counts than the ledger holds for the same reader and mapping: "
                "the program or one of its libraries has changed; build with the version that read it"
            )
        counts: dict[str, Any] = {key: int(body[key]) for key in ("rows", "read", "rejected", "warned", "claims")}
        return Reading(item.name, item.sha256, f"mapping {mapping.name}", id=name, failed="", **counts)

    def _counts(self, item: Item, path: Path, mapping: TableMapping, folder: Path) -> dict[str, int]:
        found = read_table(
            path,
            mapping,
            self.opened.registers,
            folder,
            item_sha=item.sha256,
            published=item.published or None,
            carrier=item.carrier or None,
            zone=self.opened.settings.timezone,
            file=item.name,
        )
        return {
            "rows": found.rows,
            "read": found.read,
            "rejected": found.rejected,
            "warned": found.cells_warned,
            "claims": found.claims,
            "incidents": found.incidents,
            "persons": found.persons,
        }

    def _sheet(self, item: Item) -> Reading:
        self._check(item)
        with self._file(item) as path:
            zone = self.opened.settings.timezone
            found = read_claim_sheet(path, self.opened.registers, self.shelf.find, zone=zone, name=item.name)
        ids = []
        for claim in found.claims:
            ids.append(claim.id)
            known = self.opened.state.claims.get(claim.id)
            if (known is None or known.withdrawn is not None) and claim.id not in self.standing:
                self.entries.append(("claim", {"id": claim.id, **claim.as_json(), "sheet": item.sha256}))
            self.standing.add(claim.id)
        counts: dict[str, Any] = {
            "rows": found.report.rows,
            "read": found.report.read,
            "rejected": found.report.rejected,
        }
        body = {
            "item": item.sha256,
            "reader": SHEET_READER,
            "mapping": None,
            "claims": len(ids),
            "tables": False,
            **counts,
        }
        name = content_id("reading", {**body, "ids": ids})
        if name not in self.opened.state.readings:
            self.entries.append(("reading", {"id": name, **body}))
        folder = self._folder(name)
        folder.mkdir(parents=True, exist_ok=True)
        write_rejects(folder / _REJECTED, found.rejects)
        return Reading(item.name, item.sha256, "claim sheet", id=name, failed="", claims=len(ids), **counts)

    def finish(self, *, at: str, by: str) -> int:
        """Write the ledger's entries, the report of what was not read, and remove tables that nothing needs."""
        gone = [
            claim.id
            for claim in self.opened.state.claims.values()
            if claim.withdrawn is None and claim.id not in self.standing and claim.body.get("sheet")
        ]
        why = "its claim sheet was superseded or no longer gives it"
        self.entries += [("claim", {"id": claim, "withdrawn": True, "because": why}) for claim in gone]
        with open_ledger(self.layout.ledger, writable=True) as ledger:
            ledger.append_many(self._with_mappings(), at=at, by=by)
        for folder in self.layout.tables.iterdir():
            if folder.name not in self.current_folders:
                shutil.rmtree(folder, ignore_errors=True)
        kept = {f"{sha}.txt" for sha, text in self._texts.items() if not isinstance(text, str)}
        for text in self.layout.texts.iterdir():
            if text.name not in kept:
                text.unlink()
        _join(self.rejects, self.layout.reports / _REJECTED)
        return len(gone)

    def _with_mappings(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return the entries, having captured the mapping files that they name."""
        for kind, body in self.entries:
            if kind == "reading" and body["mapping"] is not None:
                self.vault.add(BytesIO(self.mappings.files[body["mapping"]]))
        return self.entries


def _captures(opened: Opened) -> dict[str, list[Question]]:
    """Return the questions whose estimates rest on an item, by its hash; what a question names and is not there, it will say itself."""
    newer = {sha: opened.state.items[sha].superseded_by for sha in opened.items}
    found: dict[str, list[Question]] = {}
    for question in opened.settings.questions:
        if question.estimate is not None and not question.estimate.linked:
            with suppress(StudyError):
                found.setdefault(item_of(question.estimate, question.name, opened.items, newer).sha256, []).append(
                    question
                )
    return found


def _lists(opened: Opened) -> dict[str, list[Declared]]:
    """Return the lists of persons that an item holds, by its hash; what a list names and is not there, linking will say."""
    newer = {sha: opened.state.items[sha].superseded_by for sha in opened.items}
    found: dict[str, list[Declared]] = {}
    for declared in opened.settings.lists:
        with suppress(StudyError):
            item = item_named(declared.table, f"the list {declared.name!r}", opened.items, newer)
            found.setdefault(item.sha256, []).append(declared)
    return found


def _suffix(name: str) -> str:
    """Return the suffix that tells a file's format, without ``.gz``."""
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def _join(parts: Sequence[Path], target: Path) -> None:
    """Write the rejects of all readings into one table that a spreadsheet opens."""
    csv.field_size_limit(1 << 30)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        for number, part in enumerate(part for part in parts if part.is_file()):
            with part.open(encoding="utf-8-sig", newline="") as file:
                for line, row in enumerate(csv.reader(file)):
                    if line or not number:
                        writer.writerow(row)
