"""One run of reading: the study, what is written into its ledger at the end, and the folders and texts that are kept."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from undercount.errors import ReadError, TamperedError
from undercount.ledger import Vault
from undercount.read.text import ItemText, text_of
from undercount.record import Item
from undercount.record.canonical import content_id
from undercount.study.derived import folder_of
from undercount.study.fit import Mappings
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.opened import Opened

REJECTED = "rejected.csv"
"""The table of what was not read, in the folder of each reading and among the reports."""


@dataclass
class Run:
    """Hold what the readings of one run share.

    Args:
        layout: The study's folder.
        opened: The study.
        entries: The ledger's entries of this run.
        standing: The claims of claim sheets that stand.
        kept: The names of the folders of tables that are still needed.
        rejects: The tables of what was not read.
        vault: The study's vault.
        mappings: Its mappings of tables.

    Raises:
        UndercountError: If a mapping is not as it must be, whether a table needs it or not.
    """

    layout: Layout
    opened: Opened
    entries: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    standing: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    rejects: list[Path] = field(default_factory=list)
    vault: Vault = field(init=False)
    mappings: Mappings = field(init=False)
    _texts: dict[str, ItemText | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.vault = Vault(self.layout.vault)
        self.mappings = Mappings.of(self.layout.mappings)
        self.layout.texts.mkdir(parents=True, exist_ok=True)
        self.layout.tables.mkdir(parents=True, exist_ok=True)

    def check(self, item: Item) -> None:
        """Check that an item's bytes are those that were captured.

        Raises:
            TamperedError: If they are not.
        """
        try:
            self.vault.check_one(item.sha256)
        except TamperedError as error:
            raise TamperedError(f"{item.name}: {error}") from None

    def read(self, body: Mapping[str, Any], **also: Any) -> str:
        """Add the entry of a reading, unless the ledger has it; return its id.

        Args:
            body: What the ledger holds of it.
            also: What else its id rests on.
        """
        name = content_id("reading", {**body, **also})
        if name not in self.opened.state.readings:
            self.entries.append(("reading", {"id": name, **body}))
        return name

    def folder(self, reading: str) -> Path:
        """Return the folder of a reading's tables, and keep it."""
        folder = folder_of(self.layout.tables, reading)
        self.kept.add(folder.name)
        self.rejects.append(folder / REJECTED)
        return folder

    @contextmanager
    def file(self, item: Item) -> Iterator[Path]:
        """Give the captured bytes under a name that tells their format."""
        with tempfile.TemporaryDirectory(dir=self.layout.build, prefix=".reading-") as folder:
            path = Path(folder) / PurePosixPath(item.name).name
            try:
                path.symlink_to(self.vault.path(item.sha256).resolve())
            except OSError:
                shutil.copyfile(self.vault.path(item.sha256), path)
            yield path

    def text(self, item: Item) -> ItemText | str:
        """Return an item's text, kept in ``build/texts``, or why it has none."""
        if item.sha256 not in self._texts:
            self.check(item)
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
            if folder.name not in self.kept:
                shutil.rmtree(folder, ignore_errors=True)
        texts = {f"{sha}.txt" for sha, text in self._texts.items() if not isinstance(text, str)}
        for text in self.layout.texts.iterdir():
            if text.name not in texts:
                text.unlink()
        _join(self.rejects, self.layout.reports / REJECTED)
        return len(gone)

    def _with_mappings(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return the entries, having captured the mapping files that they name."""
        for kind, body in self.entries:
            if kind == "reading" and body["mapping"] is not None:
                self.vault.add(BytesIO(self.mappings.files[body["mapping"]]))
        return self.entries


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
