"""Incidents in the columns of UCDP GED: what came from UCDP goes out as it came, anything else as far as its columns hold it.

References:
    Sundberg and Melander (2013), Introducing the UCDP Georeferenced Event Dataset, Journal of Peace Research 50(4). Högbladh (2019), UCDP
    GED Codebook version 19.1.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from undercount.counted import counted
from undercount.ledger import Vault
from undercount.read.cells import row_cells
from undercount.read.options import TableOptions
from undercount.read.rejects import harmless
from undercount.study.export_aside import (
    is_kept_back,
    judged_sentence,
    kept_back_sentence,
    persons_sentence,
    redacted,
    rejected_sentence,
    withdrawn_sentence,
)
from undercount.study.export_csv import write_rows
from undercount.study.export_incidents import Event, incidents_of, standing_rows
from undercount.study.export_proposed import judged_in
from undercount.study.export_ucdp_row import COLUMNS, Losses, RowMaker
from undercount.study.fit import Mappings
from undercount.study.opened import Opened
from undercount.study.rows import Row

MAPPING = "ucdp-ged"
"""The mapping whose tables have UCDP's own columns."""

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is ready to be written.

    Args:
        columns: Its columns.
        table: Its rows by column.
        sentences: What to tell the user.
    """

    columns: Sequence[str]
    table: Sequence[Mapping[str, str]]
    sentences: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.table)

    def write(self, file: BinaryIO) -> None:
        """Write the table without UTF-8's mark, as UCDP does."""
        rows = ([harmless_text(row.get(column, "")) for column in self.columns] for row in self.table)
        write_rows(file, self.columns, rows, mark=False)


def harmless_text(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; a number with a sign is none."""
    return cell if _PLAIN_NUMBER.fullmatch(cell) else harmless(cell)


def table_of(opened: Opened) -> Table:
    """Return one row for each incident that UCDP's columns can hold.

    Args:
        opened: The study.

    Raises:
        TamperedError: If a captured table of UCDP's was altered.
    """
    kept_back = redacted(opened)
    rows = standing_rows(opened)
    shown = [r for r in rows if not is_kept_back((r.claim, r.item, r.incident, r.person), kept_back)]
    events = [e for e in incidents_of(opened, shown) if not is_kept_back((e.id, e.item), kept_back)]
    hidden = {r.incident for r in rows if is_kept_back((r.claim, r.item, r.incident, r.person), kept_back)}
    own = _Own.of(opened)
    captured = own.rows_of([e for e in events if e.item in own.items and e.id not in hidden])
    losses, maker = Losses(), RowMaker(opened)
    made = [row for e in events if e.item not in own.items and (row := maker.row(e, losses)) is not None]
    extra = dict.fromkeys(column for row in captured for column in row if column not in COLUMNS)
    table = Table((*COLUMNS, *extra), (*captured, *made))
    lines = [
        *losses.sentences(),
        *_added_claims(events, own),
        *_no_incident(shown),
        *judged_in(opened).sentences(),
        *kept_back_sentence(len(rows) - len(shown), "claim"),
        *withdrawn_sentence(opened),
        *persons_sentence(opened),
        *rejected_sentence(opened),
        *judged_sentence(
            opened, (r.claim for r in shown if r.item in own.items), "the rows of UCDP's own tables go out as captured"
        ),
        *_formulas(table),
    ]
    return Table(table.columns, table.table, tuple(lines))


@dataclass(frozen=True, slots=True)
class _Own:
    """The tables of the study that have UCDP's own columns.

    Args:
        opened: The study.
        items: For each of them (SHA-256) how its file is laid out.
    """

    opened: Opened
    items: Mapping[str, TableOptions]

    @classmethod
    def of(cls, opened: Opened) -> _Own:
        found = [r for r in opened.readings.values() if r.get("mapping_name") == MAPPING and r.get("tables", True)]
        if not found:
            return cls(opened, {})
        mappings = Mappings.of(opened.layout.mappings)
        options = {m.sha256: m.table for m in (*mappings.own, *mappings.ready)}
        return cls(opened, {r["item"]: options.get(r["mapping"], TableOptions()) for r in found})

    def rows_of(self, events: Iterable[Event]) -> list[dict[str, str]]:
        """Return the captured rows behind incidents and their claims, under UCDP's names, in the tables' order."""
        wanted: dict[str, set[int]] = {}
        for event in events:
            wanted.setdefault(event.item, set()).add(event.row)
            for claim in event.claims:
                if claim.item in self.items:
                    wanted.setdefault(claim.item, set()).add(claim.row)
        return [row for item in self.items if item in wanted for row in self._captured(item, wanted[item])]

    def _captured(self, sha: str, rows: set[int]) -> list[dict[str, str]]:
        vault = Vault(self.opened.layout.vault)
        vault.check_one(sha)
        with tempfile.TemporaryDirectory(prefix="undercount-") as folder:
            path = Path(folder) / PurePosixPath(self.opened.items[sha].name).name
            try:
                path.symlink_to(vault.path(sha).resolve())
            except OSError:
                shutil.copyfile(vault.path(sha), path)
            found = row_cells(path, rows, self.items[sha])
        ours = {column.lower(): column for column in COLUMNS}
        return [{ours.get(name.lower(), name): cell for name, cell in found[row].items()} for row in sorted(found)]


def _added_claims(events: Sequence[Event], own: _Own) -> list[str]:
    """Say how many claims about UCDP's incidents come from elsewhere."""
    added = sum(1 for e in events if e.item in own.items for claim in e.claims if claim.item not in own.items)
    if not added:
        return []
    told = counted(added, "claim")
    return [f"Not in the file: {told} of other sources about UCDP's incidents: use csv or geojson."]


def _no_incident(rows: Sequence[Row]) -> list[str]:
    coded = Counter(row.standing for row in rows if row.incident is None)
    nouns = {"coded": "hand-coded claim", "accepted": "accepted claim"}
    parts = [counted(coded[standing], noun) for standing, noun in nouns.items() if coded[standing]]
    parts += [counted(coded["derived"], "claim") + " of tables"] if coded["derived"] else []
    return [f"Not in the file: {' and '.join(parts)} about no incident: use csv or geojson."] if parts else []


def _formulas(table: Table) -> list[str]:
    cells = sum(1 for row in table.table for cell in row.values() if harmless_text(cell) != cell)
    if not cells:
        return []
    told = counted(cells, "cell has", "cells have")
    return [f"{told} an apostrophe before text that a spreadsheet would run as a formula."]


__all__ = ["MAPPING", "Table", "harmless_text", "table_of"]
