"""Make small studies for tests, the way a person would: registers, items, a claim sheet, questions."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from undercount.read.claim_sheet import COLUMNS as SHEET
from undercount.read.register_lines import COLUMNS
from undercount.study.account import ReadingResult
from undercount.study.add import Addition, add
from undercount.study.build import Built, build
from undercount.study.create import create
from undercount.study.layout import Layout
from undercount.study.reading import read

AT = "2026-01-02T03:04:05Z"


def quiet(_what: str, _done: int, _total: int) -> None:
    """Report nothing."""


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


class Small:
    """A study in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root, self.keys = folder, folder / "study", folder / "keys"
        create(self.root, keys=self.keys)
        self.layout = Layout(self.root)
        self.prose("none")

    def prose(self, how: str) -> None:
        """Say how the text of documents is read: ``rules``, ``patterns`` or ``none``."""
        text = self.layout.settings.read_text(encoding="utf-8")
        said = re.sub('(?m)^prose = ".*"$', f'prose = "{how}"', text)
        self.layout.settings.write_text(said, encoding="utf-8")

    def register(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        write_csv(self.layout.register(name), COLUMNS[name], rows)

    def places(self, *pairs: tuple[str, str]) -> None:
        self.register("places", [{"id": node, "parent": parent} for node, parent in pairs])

    def actors(self, *pairs: tuple[str, str]) -> None:
        self.register("actors", [{"id": node, "parent": parent} for node, parent in pairs])

    def sources(self, *names: str) -> None:
        self.register("sources", [{"id": name} for name in names])

    def ask(self, *figures: str, replace: bool = True) -> None:
        text = self.layout.settings.read_text(encoding="utf-8")
        head = text[: text.index("# A figure is a question")] if replace else text
        blocks = "\n".join(f"[[figure]]\n{figure}\n" for figure in figures)
        self.layout.settings.write_text(f"{head}\n# A figure is a question\n{blocks}", encoding="utf-8")

    def add(self, path: Path, **more: Any) -> None:
        add(self.root, [Addition(path, **{"name": path.name, **more})], at=AT, by="tester", report=quiet)

    def document(self, name: str, text: str, **more: Any) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        self.add(path, **more)
        return path

    def sheet(self, rows: Sequence[Mapping[str, Any]], name: str = "all.claims.csv") -> Path:
        path = write_csv(self.folder / name, SHEET, rows)
        self.add(path)
        return path

    def read(self, **more: Any) -> ReadingResult:
        return read(self.root, at=AT, by="tester", report=quiet, **more)

    def build(self, **more: Any) -> Built:
        options: dict[str, Any] = {
            "at": AT,
            "by": "tester",
            "keys": self.keys,
            "with_site": False,
            "report": quiet,
            **more,
        }
        return build(self.root, **options)

    def figures(self) -> dict[str, Mapping[str, Any]]:
        return {figure["name"]: figure for figure in self.build().figures}
