"""Account: what became of every item of a study when it was read."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from undercount.errors import ReadError
from undercount.read.rejects import Reject, as_meant
from undercount.study.earlier import Earlier


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
        prose: Whether it is a document whose words were read.
        misses: Sentences of a document that may hold a claim and gave none.
        notes: What the user should know of how it was read, a sentence each.
        unread: Why the item could not be read at all; empty if it could, or if nothing asks for it to be read.
        failed: Why a claim sheet, or a table that a mapping fits, could not be read at all; empty if it could.
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
    unread: str = ""
    failed: str = ""
    misses: int = 0
    prose: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What became of all items of a study, and where the report of what was not read stands.

    Args:
        readings: What became of each item.
        report: The report of what was not read.
        withdrawn: How many claims of superseded claim sheets were withdrawn.
        earlier: What people judged in earlier versions of documents.
        root: The study's folder.
    """

    readings: tuple[Reading, ...]
    report: Path
    withdrawn: int
    earlier: Earlier = field(default_factory=Earlier)
    root: Path = Path()

    def sentences(self) -> list[str]:
        """Return what to tell the user."""
        tables = [r for r in self.readings if not r.prose]
        rows = sum(r.rows for r in tables)
        read, rejected = sum(r.read for r in tables), sum(r.rejected for r in tables)
        lines = []
        if rows or not any(r.prose for r in self.readings):
            lines.append(f"\n{rows:,} rows in = {read:,} read + {rejected:,} rejected.")
        if any(r.rejected for r in self.readings if r.prose):
            lines.append(f"Every rejected proposal, with its rule and remedy: {self.report}")
        if rejected or any(r.warned for r in self.readings):
            lines.append(
                f"Every rejected row and every cell that was left out, with its rule and remedy: {self.report}"
            )
        unread = sum(1 for r in self.readings if r.unread)
        if unread:
            items = len({r.item for r in self.readings})
            lines.append(
                f"{unread:,} of {items:,} items could not be read; each stands with its reason in {self.report}"
            )
        if self.withdrawn:
            lines.append(
                f"{self.withdrawn:,} claims of superseded claim sheets were withdrawn; they stay in the ledger."
            )
        return [*lines, *self._of_earlier()]

    def _of_earlier(self) -> list[str]:
        """Return what became of what people judged in earlier versions of documents."""
        said = self.earlier.sentence(self.root)
        return [f"! {said}."] if said else []

    def left_out(self) -> list[str]:
        """Return what somebody who only looks at figures should know: what of the items is not in them."""
        rejected, warned = sum(r.rejected for r in self.readings), sum(r.warned for r in self.readings)
        lines = [f"{r.name} could not be read: {r.unread}" for r in self.readings if r.unread]
        if rejected or warned:
            what = [
                f"{n:,} {noun}" for n, noun in ((rejected, "rows were rejected"), (warned, "cells were left out")) if n
            ]
            lines.append(f"{' and '.join(what)}; why stands in {self.report}")
        return [*lines, *self._of_earlier()]

    def first_rejects(self, most: int) -> list[str]:
        """Return the first rows and cells that were not taken, each as one sentence."""
        if not self.report.is_file():
            return []
        csv.field_size_limit(1 << 30)
        with self.report.open(encoding="utf-8-sig", newline="") as file:
            rows = islice(csv.DictReader(file), most)
            return [_reject(row).sentence() for row in rows if row["row"] != "0" or row["column"]]

    def need_all(self) -> None:
        """Refuse to go on without a claim sheet, or a table that a mapping fits.

        Raises:
            ReadError: If one could not be read at all.
        """
        failed = [r.failed for r in self.readings if r.failed]
        if len(failed) == 1:
            raise ReadError(failed[0])
        if failed:
            raise ReadError(
                f"{failed[0]} (and {len(failed) - 1:,} more files could not be read; all stand in {self.report})"
            )

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        return {
            "readings": [asdict(r) for r in self.readings],
            "report": str(self.report),
            "withdrawn": self.withdrawn,
            "earlier_versions": self.earlier.as_json(),
        }


def _reject(row: Mapping[str, str]) -> Reject:
    cells = {name: as_meant(value) for name, value in row.items()}
    return Reject(cells["file"], int(cells["row"]), cells["column"], cells["value"], cells["rule"], cells["remedy"])
