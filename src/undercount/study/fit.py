"""Fit: which mapping reads a table, told by its columns or its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from undercount.read.mapping import Mapping as TableMapping
from undercount.read.mapping_file import parse_mapping, ready_mappings
from undercount.read.recognise import column_names, recognise, stem_of


@dataclass(frozen=True)
class Mappings:
    """The mappings that a study can use: its own, then the ready ones.

    Args:
        own: What stands in ``mappings/``.
        ready: What comes with the program and has no namesake in ``mappings/``.
        files: The bytes of each mapping's file by their SHA-256.
    """

    own: tuple[TableMapping, ...]
    ready: tuple[TableMapping, ...]
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, folder: Path) -> Mappings:
        """Read a study's mappings and the ready ones.

        Raises:
            MappingError: If one is not valid; the text names file, line, key and remedy.
        """
        files: dict[str, bytes] = {}

        def parsed(data: bytes, name: str) -> TableMapping:
            mapping = parse_mapping(data, name)
            files[mapping.sha256] = data
            return mapping

        own = tuple(parsed(path.read_bytes(), path.name) for path in sorted(folder.glob("*.toml")))
        shipped = resources.files("undercount.read") / "mappings"
        taken = {m.name for m in own}
        ready = tuple(
            parsed((shipped / f"{name}.toml").read_bytes(), f"{name}.toml")
            for name in ready_mappings()
            if name not in taken
        )
        return cls(own, ready, files)

    def fit(self, path: Path, item: str) -> TableMapping | None:
        """Return the mapping that reads a table; None if none does.

        A mapping of the study goes before a ready one; among several the one that asks for the most columns, and of equals the one that
        has the item's name. A mapping without ``columns`` reads the item that has its name.

        Args:
            path: The table.
            item: The item's name.

        Raises:
            ReadError: If the file cannot be opened as a table at all.
            MappingError: If several mappings fit equally well.
        """
        stem = stem_of(item)
        named = [m for m in self.own if not m.columns and m.name == stem]
        if named:
            return named[0]
        columns = column_names(path)
        return recognise(columns, self.own, item=item) or recognise(columns, self.ready, item=item)
