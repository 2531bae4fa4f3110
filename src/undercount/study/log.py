"""Logging: put what a person edited (settings, registers, questions) into the ledger when it changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from undercount.ledger import State, Vault, replay
from undercount.read.registers import read_registers
from undercount.study.kept_model import NAME as LINKAGE
from undercount.study.kept_model import read_kept
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.outlines import NAME as OUTLINES
from undercount.study.outlines import read_outlines
from undercount.study.settings import Settings, load_settings

_KEPT = ("places", "actors", "facilities", "agreements", "sources", "incidents")


def log_settings(root: Path, *, at: str, by: str) -> int:
    """Capture settings, registers and questions of a study that differ from what the ledger last had.

    Args:
        root: The study's folder.
        at: The time, UTC to the second.
        by: Who writes.

    Returns:
        Number of entries that were added.

    Raises:
        StudyError: If the settings are not as they must be; nothing is then logged.
        RegisterError: If a register is inconsistent; nothing is then logged.
        LinkError: If ``things/linkage.json`` is no kept model; nothing is then logged.
        LedgerError: If the ledger cannot be written.
    """
    layout = Layout.existing(root)
    settings = load_settings(layout.settings)
    read_registers(layout.things, zone=settings.timezone)
    read_outlines(layout.things)
    read_kept(layout.things)
    with open_ledger(layout.ledger, writable=True) as ledger:
        state = replay(ledger.entries())
        entries = [*_registers(layout, state), *_questions(settings, state)]
        ledger.append_many(entries, at=at, by=by)
    return len(entries)


def _registers(layout: Layout, state: State) -> list[tuple[str, Mapping[str, Any]]]:
    vault = Vault(layout.vault)
    files = {"study.toml": layout.settings}
    files.update({f"{name}.csv": layout.register(name) for name in _KEPT})
    files.update({name: layout.things / name for name in (OUTLINES, LINKAGE)})
    entries: list[tuple[str, Mapping[str, Any]]] = []
    for name, path in files.items():
        sha = vault.add(path)[0] if path.is_file() else None
        if state.registers.get(name) != sha:
            entries.append(("register", {"name": name, "sha256": sha}))
    return entries


def _questions(settings: Settings, state: State) -> list[tuple[str, Mapping[str, Any]]]:
    asked: dict[str, Mapping[str, Any] | None] = {q.name: q.as_json() for q in settings.questions}
    asked.update({name: None for name in state.questions if name not in asked})
    return [
        ("question", {"name": name, "question": question})
        for name, question in asked.items()
        if state.questions.get(name) != question
    ]
