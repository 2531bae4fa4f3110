"""Make small studies with invented lists of persons whose truth is known."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from undercount.link.synthetic import Design, Hand, ListDesign, write
from undercount.study.link import LinkRun, link_study

from .support import AT, Small, quiet

PRESS = Hand(systems={"press": 2, "french": 1}, typing=0.02, drops={"father": 0.2, "grandfather": 0.6})
OFFICE = Hand(spelling=0.1, scanning=0.01)
NAMES = ("press", "office", "web")
DESIGN = Design(
    persons=240,
    lists=(
        ListDesign("press", 0.5, fields=("name_en", "sex", "age", "died", "place_en"), hand=PRESS, missing={"age": 0.3, "sex": 0.1}),
        ListDesign("office", 0.6, fields=("name_ar", "name_en", "sex", "age", "died"), hand=OFFICE, age_off=0.05),
        ListDesign("web", 0.4, fields=("name_ar", "name_en", "sex", "age", "died"), hand=PRESS, month_only=0.1),
    ),
)  # fmt: skip
COLUMNS = {"press": '["name_en"]', "office": '["name_ar", "name_en"]', "web": '["name_ar", "name_en"]'}
KEEP = 'keep = { sex = "sex", year = "died" }'
FIGURE = 'name = "dead"\nunit = "person"\nmethods = ["bounds", "estimate"]\nestimate = { linked = true, '
ASKED = FIGURE + 'lists = ["press", "office", "web"], method = ["chapman", "chao"], draws = 4 }'


def block(name: str, *more: str) -> str:
    """Return the declaration of one list."""
    lines = (f'name = "{name}"', f'table = "{name}.csv"', 'id = "record"', f"names = {COLUMNS[name]}")
    fields = ('sex = "sex"', 'age = "age"', 'death = "died"', KEEP)
    return "\n".join(("", "[[list]]", *lines, *fields, *more, ""))


class Linked(Small):
    """A study with the three lists captured, none declared yet."""

    def __init__(self, folder: Path, design: Design = DESIGN) -> None:
        super().__init__(folder)
        write(design, 1, folder / "data", form="csv")
        self.plain = self.layout.settings.read_text(encoding="utf-8")
        for name in NAMES:
            self.add(folder / "data" / "lists" / f"{name}.csv", name=f"{name}.csv")

    @classmethod
    def copied(cls, folder: Path) -> Linked:
        """Return a study that was copied into a folder."""
        made = cls.__new__(cls)
        made.folder, made.root, made.keys = folder, folder / "study", folder / "keys"
        from undercount.study.layout import Layout

        made.layout = Layout(made.root)
        made.plain = made.layout.settings.read_text(encoding="utf-8").partition("\n[link]")[0]
        return made

    def declare(self, *blocks: str, link: str = "draws = 6", figures: Sequence[str] = ()) -> None:
        asked = "".join(f"\n[[figure]]\n{figure}\n" for figure in figures)
        text = f"{self.plain}\n[link]\n{link}\n{''.join(blocks)}{asked}"
        self.layout.settings.write_text(text, encoding="utf-8")

    def link(self) -> LinkRun:
        run = link_study(self.root, at=AT, by="tester", report=quiet)
        assert run is not None
        return run

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.layout.link.iterdir())}

    def victims(self) -> dict[tuple[str, str], str]:
        return {(row["list"], row["id"]): row["victim"] for row in self.rows("victims.csv")}

    def rows(self, name: str) -> list[dict[str, str]]:
        return read_rows(self.layout.link / name)

    def given(self) -> dict[tuple[str, str], Mapping[str, str]]:
        """Return the rows of the lists' files by list and id."""
        folder = self.folder / "data" / "lists"
        return {(name, row["record"]): row for name in NAMES for row in read_rows(folder / f"{name}.csv")}

    def truth(self) -> dict[tuple[str, str], str]:
        return {(row["list"], row["record"]): row["person"] for row in read_rows(self.folder / "data" / "truth.csv")}


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def three() -> tuple[str, ...]:
    """Return the declarations of all three lists."""
    return tuple(block(name) for name in NAMES)
