"""Evidence: what a study captured and read, as its ledger and its folders have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from undercount.errors import StudyError
from undercount.ledger import State
from undercount.read.registers import Registers
from undercount.record import Item
from undercount.study.derived import Derived, derived_registers, folder_of
from undercount.study.kept_model import KeptModel
from undercount.study.layout import Layout
from undercount.study.settings import Settings


@dataclass(frozen=True)
class Evidence:
    """What a study holds before anybody judged it: its files, its ledger, its items and what was read in them.

    Args:
        layout: Where its files stand.
        settings: What ``study.toml`` says.
        registers: What ``things/`` says.
        state: What follows from the ledger's entries.
        size: Number of entries up to the last one that is no checkpoint: the evidence from which figures follow.
        root: Root of the tree of these entries (hexadecimal).
        tables: The folder of tables that readings left.
        kept: The model of persons that the study keeps, or None.
    """

    layout: Layout
    settings: Settings
    registers: Registers
    state: State
    size: int
    root: str
    tables: Path
    kept: KeptModel | None = None

    @cached_property
    def items(self) -> dict[str, Item]:
        """Return all items by their hash, superseded ones included."""
        names = ("sha256", "name", "media_type", "size", "carrier", "published", "supersedes", "because")
        return {sha: Item(**{n: one.body[n] for n in names if n in one.body}) for sha, one in self.state.items.items()}

    @cached_property
    def readings(self) -> dict[str, Mapping[str, Any]]:
        """Return the latest reading of each item that nothing supersedes, and of each model that read it, by its id, in order.

        Each has ``entry``, its place in the ledger.
        """
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for reading in sorted(self.state.readings.values(), key=lambda r: r.entry):
            item = self.state.items.get(reading.body["item"])
            if item is not None and item.superseded_by is None:
                lane = (item.sha256, str(reading.body.get("model", "")))
                found[lane] = {**reading.body, "entry": reading.entry}
        return {str(body["id"]): body for body in found.values()}

    @cached_property
    def folders(self) -> list[Path]:
        """Return the folders of the tables of all current readings.

        Raises:
            StudyError: If a reading's tables are not there.
        """
        found = []
        for reading in self.readings.values():
            if not reading.get("tables", True):
                continue
            folder = folder_of(self.tables, reading["id"])
            if not folder.is_dir():
                name = self.items[reading["item"]].name
                raise StudyError(
                    f"the tables of {name!r} are not in {self.tables}: run `undercount read {self.layout.root}`"
                )
            found.append(folder)
        return found

    @cached_property
    def derived(self) -> Derived:
        """Return the register entries that tables brought along."""
        return derived_registers(self.folders, zone=self.settings.timezone)
