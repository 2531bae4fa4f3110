"""Reading: turn captured items into claims, and say of every row what became of it."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from undercount.errors import ReadError, StudyError
from undercount.ledger import Vault
from undercount.read.claim_row import READER as SHEET_READER
from undercount.read.claim_sheet import is_claim_sheet, read_claim_sheet
from undercount.read.mapping import Mapping as TableMapping
from undercount.read.rejects import Reject, write_rejects
from undercount.read.table import read_table
from undercount.read.text import ItemText, text_of
from undercount.record import Item
from undercount.record.canonical import content_id
from undercount.study.derived import CLAIMS, folder_of
from undercount.study.fit import Mappings
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.log import log_settings
from undercount.study.opened import Opened
from undercount.study.shelf import Shelf

Report = Callable[[str, int, int], None]

_TABLES = (".csv", ".tsv", ".xlsx", ".ods", ".jsonl", ".ndjson", ".parquet")
_REJECTED = "rejected.csv"


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one item.

    Args:
        name: The item's name.
        item: Its hash.
        reader: What read it, or why nothing could.
        rows: Rows that came in.
        read: Rows that were read.
        rejected: Rows that were rejected.
        warned: Cells that were left out of rows that were read.
        claims: Claims made.
        id: The reading's id; empty if nothing read the item as a table or claim sheet.
    """

    name: str
    item: str
    reader: str
    rows: int = 0
    read: int = 0
    rejected: int = 0
    warned: int = 0
    claims: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What became of all items of a study, and where the report of what was not read stands."""

    readings: tuple[Reading, ...]
    report: Path
    withdrawn: int

    def sentences(self) -> list[str]:
        """Return what to tell the user."""
        rows = sum(r.rows for r in self.readings)
        read, rejected = sum(r.read for r in self.readings), sum(r.rejected for r in self.readings)
        lines = [f"\n{rows:,} rows in = {read:,} read + {rejected:,} rejected."]
        if rejected or any(r.warned for r in self.readings):
            lines.append(
                f"Every rejected row and every cell that was left out, with its rule and remedy: {self.report}"
            )
        if self.withdrawn:
            lines.append(
                f"{self.withdrawn:,} claims of superseded claim sheets were withdrawn; they stay in the ledger."
            )
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        return {"readings": [asdict(r) for r in self.readings], "report": str(self.report), "withdrawn": self.withdrawn}


def read(root: Path, *, at: str, by: str, report: Report) -> ReadingResult:
    """Read every item of a study that nothing supersedes: claim sheets into the ledger, tables into ``build/tables``.

    What was read before, with the same mapping, registers and program, is not read again.

    Args:
        root: The study's folder.
        at: The time, UTC to the second.
        by: Who reads.
        report: Told of the progress.

    Raises:
        UndercountError: If the settings, a register or a mapping are not as they must be, or the disk is full.
    """
    log_settings(root, at=at, by=by)
    layout = Layout.existing(root)
    opened = Opened.open(root)
    work = _Work(layout, opened)
    items = [item for sha, item in opened.items.items() if opened.state.items[sha].superseded_by is None]
    readings = []
    for number, item in enumerate(_sheets_last(items)):
        report("reading", number, len(items))
        readings.append(work.read(item))
    report("reading", len(items), len(items))
    withdrawn = work.finish(at=at, by=by)
    order = {item.sha256: n for n, item in enumerate(items)}
    readings.sort(key=lambda r: order[r.item])
    return ReadingResult(tuple(readings), layout.reports / _REJECTED, withdrawn)


def _sheets_last(items: Sequence[Item]) -> list[Item]:
    """Return the items so that claim sheets come after the documents that they quote."""
    return sorted(items, key=lambda item: is_claim_sheet(Path(item.name)))


class _Work:
    """The readings of one run: what is read, and what must be written into the ledger at its end."""

    def __init__(self, layout: Layout, opened: Opened) -> None:
        self.layout, self.opened = layout, opened
        self.vault = Vault(layout.vault)
        self.entries: list[tuple[str, Mapping[str, Any]]] = []
        self.standing: set[str] = set()
        self.current_folders: set[str] = set()
        self.rejects: list[Path] = []
        self.mappings = Mappings.of(layout.mappings)
        layout.texts.mkdir(parents=True, exist_ok=True)
        layout.tables.mkdir(parents=True, exist_ok=True)
        self.shelf = Shelf(opened, self._text)
        self._texts: dict[str, ItemText | str] = {}

    def read(self, item: Item) -> Reading:
        """Read one item; what cannot be read at all is said and stops no other item."""
        try:
            return self._read(item)
        except ReadError as error:
            folder = self._folder(content_id("reading", {"item": item.sha256, "failed": str(error)}))
            folder.mkdir(parents=True, exist_ok=True)
            rule, _, remedy = str(error).rpartition(": ")
            write_rejects(folder / _REJECTED, [Reject(item.name, 0, "", "", rule, remedy)])
            return Reading(item.name, item.sha256, f"could not be read: {error}")

    def _read(self, item: Item) -> Reading:
        if is_claim_sheet(Path(item.name)):
            return self._sheet(item)
        if _suffix(item.name) in _TABLES:
            with self._file(item) as path:
                mapping = self.mappings.fit(path, PurePosixPath(item.name).name.split(".")[0])
                if mapping is not None:
                    return self._table(item, path, mapping)
            text = self._text(item)
            quoted = "" if isinstance(text, str) else "; its text can be quoted on a claim sheet"
            return Reading(item.name, item.sha256, f"no mapping fits its columns: write one in mappings/{quoted}")
        text = self._text(item)
        if isinstance(text, str):
            return Reading(item.name, item.sha256, text)
        return Reading(item.name, item.sha256, f"text ({text.method}), to be quoted on a claim sheet")

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
            self.vault.check_one(item.sha256)
            try:
                found = text_of(self.vault.path(item.sha256), name=item.name, media_type=item.media_type)
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
            self.vault.check_one(item.sha256)
            body = {"id": name, **given, "tables": True, **self._counts(item, path, mapping, folder)}
        if known is None:
            self.entries.append(("reading", body))
        elif dict(known.body) != body:
            raise StudyError(
                f"reading {item.name} again gives other counts than the ledger holds for the same reader and mapping: "
                "the program or one of its libraries has changed; build with the version that read it"
            )
        counts = {key: int(body[key]) for key in ("rows", "read", "rejected", "warned", "claims")}
        return Reading(item.name, item.sha256, f"mapping {mapping.name}", id=name, **counts)

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
        self.vault.check_one(item.sha256)
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
        counts = {"rows": found.report.rows, "read": found.report.read, "rejected": found.report.rejected}
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
        return Reading(item.name, item.sha256, "claim sheet", id=name, claims=len(ids), **counts)

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


def _suffix(name: str) -> str:
    """Return the suffix that tells a file's format, without ``.gz``."""
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def _join(parts: Sequence[Path], target: Path) -> None:
    """Write the rejects of all readings into one table that a spreadsheet opens."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        for number, part in enumerate(part for part in parts if part.is_file()):
            with part.open(encoding="utf-8-sig", newline="") as file:
                for line, row in enumerate(csv.reader(file)):
                    if line or not number:
                        writer.writerow(row)
