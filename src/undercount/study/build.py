"""Build: compute everything in ``build/`` from the ledger, and record in it what was built."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undercount.errors import LedgerError, StudyError
from undercount.ledger import State, Vault
from undercount.ledger.checkpoint import add_checkpoint
from undercount.ledger.disk import Progress
from undercount.ledger.keys import load_key
from undercount.record.canonical import canonical_bytes
from undercount.study.incident_files import write_incidents
from undercount.study.joined_incidents import join
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.link import link_opened
from undercount.study.near_words import repeated_sentence
from undercount.study.opened import Opened
from undercount.study.publish import publication
from undercount.study.queue import waiting_sentence
from undercount.study.reading import read_all
from undercount.study.work import BUILD, at_work, finished, mark
from undercount.study.written import json_bytes

PUBLISHED = ("figures", "publication.json", "site", "reports", "texts", "tables")
"""What stands in ``build/`` and is hashed in the manifest."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made.

    Args:
        root: The study's folder.
        figures: The figures' bodies, in the order of the questions.
        pages: Number of pages of the site.
        signed: True if a signed checkpoint covers what was built.
        notes: Sentences that the user should read.
    """

    root: Path
    figures: Sequence[Mapping[str, Any]]
    pages: int
    signed: bool
    notes: tuple[str, ...]

    def sentences(self) -> list[str]:
        """Return what to tell the user, and where to look."""
        lines = list(self.notes)
        if self.pages:
            lines.append(f"The site has {self.pages:,} pages: open {self.root}/build/site/index.html in a browser.")
        if self.figures:
            lines.append(f"To take a figure apart: undercount figure {self.root} {self.figures[0]['name']}")
        lines.append(f"To check everything: undercount verify {self.root}")
        return lines


def build(
    root: Path,
    *,
    at: str,
    by: str,
    keys: Path,
    with_site: bool = True,
    truth: Mapping[str, int] | None = None,
    report: Progress,
) -> Built:
    """Compute tables, figures and the site of a study, and sign a checkpoint over what was built.

    Args:
        root: The study's folder.
        at: The time, UTC to the second; it is put in the ledger and in nothing that is built.
        by: Who builds.
        keys: The folder of private keys.
        with_site: Also write the site.
        truth: For a fictional study the true number of each figure.
        report: Told of the progress.

    Raises:
        UndercountError: If the study cannot be read, a question cannot be answered, or the disk is full.
    """
    layout = Layout.existing(root)
    with at_work(layout):
        reading = read_all(layout, at=at, by=by, report=report)
        reading.need_all()
        opened = Opened.open(root, report=report)
        if opened.settings.lists:
            link_opened(opened, report)
        figures = _computed(opened, truth, report)
        write_incidents(layout, join(opened, report), zone=opened.settings.timezone, coders=opened.coders)
        pages = _site(opened, report) if with_site else _no_site(opened.layout.build)
        signed, notes = _sign(opened, at=at, by=by, keys=keys)
        finished(layout)
    names = {sha: item.name for sha, item in opened.items.items()}
    said = (waiting_sentence(opened), *(repeated_sentence(figure, names) for figure in figures))
    return Built(root, figures, pages, signed, (*reading.left_out(), *filter(None, said), *notes))


def _computed(opened: Opened, truth: Mapping[str, int] | None, report: Progress) -> Sequence[Mapping[str, Any]]:
    """Compute the figures and what the site needs to know, and put them in place together."""
    made = opened.layout.build / ".making"
    shutil.rmtree(made, ignore_errors=True)
    (made / "figures").mkdir(parents=True)
    try:
        figures = _figures(opened, made / "figures", report)
        texts = sorted(path.stem for path in opened.layout.texts.glob("*.txt"))
        (made / "publication.json").write_bytes(json_bytes(publication(opened, truth=truth, texts=texts)))
        mark(opened.layout, BUILD)
        _take(made, opened.layout.build, ("figures", "publication.json"))
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return figures


def _figures(opened: Opened, folder: Path, report: Progress) -> list[Mapping[str, Any]]:
    questions = opened.settings.questions
    figures = []
    for number, question in enumerate(questions):
        report("figures", number, len(questions))
        body = opened.figure(question.name, report=report).body
        (folder / f"{question.name}.json").write_bytes(json_bytes(body))
        figures.append(body)
    report("figures", len(questions), len(questions))
    return figures


def _take(made: Path, build: Path, names: Sequence[str]) -> None:
    """Put what was made in the place of what stood there."""
    for name in names:
        target = build / name
        if target.is_dir():
            shutil.rmtree(target)
        (made / name).replace(target)


def _site(opened: Opened, report: Progress) -> int:
    from undercount.site import write

    return write(opened.layout.build, progress=report).pages


def _no_site(build: Path) -> int:
    shutil.rmtree(build / "site", ignore_errors=True)
    return 0


def manifest_of(build: Path) -> dict[str, Any]:
    """Return the hash of every file in a build folder, by its path."""
    files = {}
    for path in sorted(build.rglob("*")):
        name = path.relative_to(build).as_posix()
        if path.is_file() and name.split("/")[0] in PUBLISHED:
            with path.open("rb") as file:
                files[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return {"files": files}


def _sign(opened: Opened, *, at: str, by: str, keys: Path) -> tuple[bool, list[str]]:
    layout, settings = opened.layout, opened.settings
    manifest = manifest_of(layout.build)
    manifest["ledger"] = {"size": opened.size, "root": opened.root}
    data = canonical_bytes(manifest) + b"\n"
    published = hashlib.sha256(data).hexdigest()
    layout.manifest.write_bytes(data)
    last = opened.state.checkpoint
    if last is not None and last.published == published and last.entry >= opened.size:
        return True, ["Nothing changed since the last signed checkpoint."]
    if not settings.origin:
        return False, ["No checkpoint was signed: study.toml has no [ledger] origin."]
    try:
        key = load_key(keys, settings.origin)
    except LedgerError as error:
        return False, [f"No checkpoint was signed. {error}"]
    if str(key.public) not in settings.public_keys:
        raise StudyError(
            f"the signing key must be one that study.toml trusts; {key.public} is not: add it to public_keys under [ledger]"
        )
    with open_ledger(layout.ledger, writable=True) as ledger:
        entry = add_checkpoint(ledger, key, at=at, by=by, published=published)
    return True, [f"Entry {entry.index:,} is a signed checkpoint over all before it and over what was built."]


def materialised(layout: Layout, state: State, folder: Path) -> Path:
    """Write the settings and registers into a folder as the ledger last had them, and return it."""
    vault = Vault(layout.vault)
    (folder / "things").mkdir(parents=True, exist_ok=True)
    for name, sha in state.registers.items():
        if sha is not None:
            target = folder / ("study.toml" if name == "study.toml" else f"things/{name}")
            target.write_bytes(vault.path(sha).read_bytes())
    return folder
