"""Where things stand in a study's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from undercount.errors import StudyError

REGISTERS = ("places", "actors", "facilities", "agreements", "sources")
"""The registers that every study has, each a CSV file in ``things/``."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Name the files and folders of one study.

    Args:
        root: The study's folder.
    """

    root: Path

    @classmethod
    def existing(cls, root: Path) -> Layout:
        """Return the layout of a folder that is a study.

        Raises:
            StudyError: If the folder is not there or is no study.
        """
        layout = cls(root)
        if not layout.settings.is_file():
            what = "is no study: it has no study.toml" if root.is_dir() else "is not there"
            raise StudyError(
                f"a study is a folder with a study.toml; {str(root)!r} {what}: make one with `undercount new {root}`"
            )
        return layout

    @property
    def settings(self) -> Path:
        """The settings that a person edits."""
        return self.root / "study.toml"

    @property
    def things(self) -> Path:
        """The registers that a person edits."""
        return self.root / "things"

    @property
    def mappings(self) -> Path:
        """How to read each table."""
        return self.root / "mappings"

    @property
    def ledger(self) -> Path:
        """The ledger and the vault."""
        return self.root / "ledger"

    @property
    def vault(self) -> Path:
        """The captured bytes."""
        return self.ledger / "vault"

    @property
    def build(self) -> Path:
        """Everything that is computed."""
        return self.root / "build"

    @property
    def tables(self) -> Path:
        """The tables that were read from items."""
        return self.build / "tables"

    @property
    def figures(self) -> Path:
        """The figures as JSON."""
        return self.build / "figures"

    @property
    def reports(self) -> Path:
        """What could not be read, as tables."""
        return self.build / "reports"

    @property
    def texts(self) -> Path:
        """The text of the items."""
        return self.build / "texts"

    @property
    def link(self) -> Path:
        """The linked persons and incidents: for who works on the study, published nowhere."""
        return self.build / "link"

    @property
    def manifest(self) -> Path:
        """The hashes of all that was built."""
        return self.build / "manifest.json"

    @property
    def unfinished(self) -> Path:
        """Stands as long as what is in ``build/`` may not fit together."""
        return self.build / ".unfinished"

    def register(self, name: str) -> Path:
        """Return the file of a register."""
        return self.things / f"{name}.csv"
