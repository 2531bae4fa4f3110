"""Reading of tables: by a mapping, as a claim sheet, as capture histories, or as a list of persons to be linked."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from undercount.errors import HistoriesError, LinkError, ReadError, StudyError
from undercount.read.captures import read_captures
from undercount.read.claim_row import READER as SHEET_READER
from undercount.read.claim_sheet import read_claim_sheet
from undercount.read.mapping import Mapping as TableMapping
from undercount.read.recognise import column_names
from undercount.read.rejects import write_rejects
from undercount.read.table import read_table
from undercount.record import Item, Question
from undercount.record.canonical import content_id
from undercount.study.account import Reading
from undercount.study.captures import READER as CAPTURES_READER
from undercount.study.captures import asked_of, item_named, item_of
from undercount.study.derived import CLAIMS
from undercount.study.list_tables import READER as LIST_READER
from undercount.study.list_tables import records_in
from undercount.study.lists import Declared
from undercount.study.opened import Opened
from undercount.study.reading_run import REJECTED, Run
from undercount.study.shelf import Shelf

_TABLES = (".csv", ".tsv", ".xlsx", ".ods", ".jsonl", ".ndjson", ".parquet")


class TableReadings:
    """Read the tables of a study.

    Args:
        run: The run of reading, to which readings are added.
    """

    def __init__(self, run: Run) -> None:
        self.run, self.opened = run, run.opened
        self.fitted: set[str] = set()
        """The items that are known to be tables of some sort."""

    @cached_property
    def captures(self) -> dict[str, list[Question]]:
        """Return the questions whose estimates rest on an item, by its hash."""
        return _captures(self.opened)

    @cached_property
    def lists(self) -> dict[str, list[Declared]]:
        """Return the lists of persons that an item holds, by its hash."""
        return _lists(self.opened)

    @cached_property
    def shelf(self) -> Shelf:
        """Return where the words are found that a claim sheet quotes."""
        return Shelf(self.opened, self.run.text)

    def is_table(self, item: Item) -> bool:
        """Tell whether an item is a table, by its name or by what the settings say of it."""
        return _suffix(item.name) in _TABLES or item.sha256 in self.captures or item.sha256 in self.lists

    def tabular(self, item: Item) -> Reading:
        """Read a table that is no claim sheet; one that nothing says how to read is accounted for."""
        with self.run.file(item) as path:
            is_table = _suffix(item.name) in _TABLES
            mapping = self.run.mappings.fit(path, item.name) if is_table else None
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
        text = self.run.text(item)
        quoted = "" if isinstance(text, str) else "; its text can be quoted on a claim sheet"
        return Reading(item.name, item.sha256, f"no mapping fits its columns: write one in mappings/{quoted}")

    def _histories(self, item: Item, path: Path) -> Reading:
        """Read a table of capture histories, from which figures make estimates: every row is read, or the file is not."""
        self.run.check(item)
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
        name = self.run.read(body)
        names = ", ".join(question.name for question in questions)
        return Reading(
            item.name, item.sha256, f"capture histories, for the estimate of {names}", id=name, failed="", **counts
        )

    def _list(self, item: Item) -> Reading:
        """Read a list of persons, whose records are linked: it holds names, so its text is kept nowhere."""
        told, rows = [], 0
        for declared in self.lists[item.sha256]:
            try:
                found = records_in(self.run.vault, item, declared)
            except LinkError as error:
                raise ReadError(str(error)) from None
            rows = found.in_file
            told.append(declared.name if not found.left_out else f"{declared.name} ({found.left_out:,} rows left out)")
        counts: dict[str, Any] = {"rows": rows, "read": rows, "rejected": 0}
        body = {"item": item.sha256, "reader": LIST_READER, "mapping": None, "claims": 0, "tables": False, **counts}
        name = self.run.read(body)
        said = f"list of persons, to be linked: {', '.join(told)}"
        return Reading(item.name, item.sha256, said, id=name, failed="", **counts)

    def _table(self, item: Item, path: Path, mapping: TableMapping) -> Reading:
        registers = {n: s for n, s in self.opened.state.registers.items() if n.endswith(".csv")}
        given = {"item": item.sha256, "reader": mapping.reader, "mapping": mapping.sha256, "mapping_name": mapping.name}
        name = content_id(
            "reading", {**given, "registers": registers, "published": item.published, "carrier": item.carrier}
        )
        folder = self.run.folder(name)
        known = self.opened.state.readings.get(name)
        if known is not None and (folder / CLAIMS).is_file():
            body = dict(known.body)
        else:
            self.run.check(item)
            body = {"id": name, **given, "tables": True, **self._counts(item, path, mapping, folder)}
        if known is None:
            self.run.entries.append(("reading", body))
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

    def sheet(self, item: Item) -> Reading:
        """Read a claim sheet: each row is a claim in the ledger, or is rejected with its reason."""
        self.run.check(item)
        with self.run.file(item) as path:
            zone = self.opened.settings.timezone
            found = read_claim_sheet(path, self.opened.registers, self.shelf.find, zone=zone, name=item.name)
        ids = []
        for claim in found.claims:
            ids.append(claim.id)
            known = self.opened.state.claims.get(claim.id)
            if (known is None or known.withdrawn is not None) and claim.id not in self.run.standing:
                self.run.entries.append(("claim", {"id": claim.id, **claim.as_json(), "sheet": item.sha256}))
            self.run.standing.add(claim.id)
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
        name = self.run.read(body, ids=ids)
        folder = self.run.folder(name)
        folder.mkdir(parents=True, exist_ok=True)
        write_rejects(folder / REJECTED, found.rejects)
        return Reading(item.name, item.sha256, "claim sheet", id=name, failed="", claims=len(ids), **counts)


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
