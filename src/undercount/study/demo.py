"""Demo: the built-in example, made, read, built and explained."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from undercount.errors import StudyError
from undercount.ledger.disk import Progress
from undercount.study.add import Addition, add
from undercount.study.build import build
from undercount.study.create import create
from undercount.study.layout import Layout

_MARK = ".undercount-demo"


@dataclass(frozen=True, slots=True)
class Shown:
    """The example as it was built.

    Args:
        root: The study's folder.
        figures: Its figures.
        truth: The true number of each figure, known because it is invented.
    """

    root: Path
    figures: Sequence[Mapping[str, Any]]
    truth: Mapping[str, int]

    def sentences(self) -> list[str]:
        """Return what to see in it and where to look."""
        lines = [
            "",
            "Everything in this example is invented, so the truth is known. Beside it stands what is documented:",
        ]
        for figure in self.figures:
            if figure["name"] in self.truth:
                lines.append("  " + self._beside(figure))
        site = self.root / "build" / "site" / "index.html"
        lines += [
            "",
            f"Look:    open {site} in a browser; every number is a link to the words that carry it.",
            f"Unfold:  undercount figure {self.root} {self.figures[0]['name']}",
            f"Check:   undercount verify {self.root}",
            "Begin:   undercount new my-study",
        ]
        return lines

    def _beside(self, figure: Mapping[str, Any]) -> str:
        truth = self.truth[figure["name"]]
        low, high = figure["low"], figure["high"]
        most = "no maximum" if high is None else f"at most {high:,}"
        if low > truth or (high is not None and high < truth):
            verdict = "the sources mislead: the truth lies outside"
        elif figure["status"] == "disputed":
            verdict = "disputed: the sources cannot all be right"
        else:
            verdict = f"{truth - low:,} of {truth:,} are not documented"
        estimated = _estimated(figure)
        return f"{figure['name']}: true {truth:,}; documented at least {low:,}, {most} – {verdict}.{estimated}"


def _estimated(figure: Mapping[str, Any]) -> str:
    """Return what a figure's first method says of what the lists missed, or nothing."""
    results = (figure["estimate"] or {"results": []})["results"]
    if not results or results[0]["refused"] is not None:
        return ""
    first = results[0]
    most = "" if first["high"] is None else f" to {first['high']:,.0f}"
    return (
        f" Estimated by {first['method']} from lists that name {first['documented']:,}: {first['estimate']:,.0f} "
        f"({first['low']:,.0f}{most})."
    )


def demo(folder: Path, *, at: str, report: Progress) -> Shown:
    """Make, read and build the built-in example in a folder; an example that stands there is made anew.

    Args:
        folder: Where to put it.
        at: The time, UTC to the second.
        report: Told of the progress.

    Raises:
        StudyError: If the folder holds something that is no example.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).is_file():
            raise StudyError(
                f"the example needs a folder of its own; {str(folder)!r} holds something else: give another name"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("This folder holds the built-in example and can be deleted.\n", encoding="utf-8")
    root, keys = folder / "study", folder / "key"
    create(root, keys=keys)
    example = resources.files("undercount.example")
    with resources.as_file(example) as source:
        _furnish(Layout(root), source)
        additions = _additions(source)
        add(root, additions, at=at, by="demo", report=report)
        truth = tomllib.loads((source / "truth.toml").read_text(encoding="utf-8"))["truth"]
    built = build(root, at=at, by="demo", keys=keys, truth=truth, report=report)
    return Shown(root, built.figures, truth)


def _furnish(layout: Layout, source: Path) -> None:
    """Put the example's settings, registers and mappings in the place of the empty ones; the ledger's name and key stay."""
    made = layout.settings.read_text(encoding="utf-8")
    ledger = made[made.index("[ledger]") : made.index("# A figure is a question")]
    written = (source / "study.toml").read_text(encoding="utf-8")
    head, mark, figures = written.partition("[[figure]]")
    layout.settings.write_text(f"{head}{ledger}\n{mark}{figures}", encoding="utf-8")
    for folder in ("things", "mappings"):
        if (source / folder).is_dir():
            shutil.copytree(source / folder, layout.root / folder, dirs_exist_ok=True)


def _additions(source: Path) -> list[Addition]:
    rows = tomllib.loads((source / "add.toml").read_text(encoding="utf-8"))["item"]
    return [
        Addition(
            source / row["file"],
            name=row["file"],
            carrier=row.get("carrier", ""),
            published=str(row.get("published", "")),
            supersedes=row.get("supersedes"),
            because=row.get("because", ""),
        )
        for row in rows
    ]
