"""The terminal: tables for a person, JSON for a program, a progress bar for what takes long."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.segment import Segment

from undercount.cli.plain import plain

Report = Callable[[str, int, int], None]
"""Takes what is being done, how much is done and how much there is in all."""


class _Screen(Console):
    """A console on which names and quotes are text: nothing in them is markup, an emoji's name or a terminal's command."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(plain(segment.text, lines=True), segment.style)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


out = _Screen(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 110)
err = _Screen(stderr=True, highlight=False, markup=False, emoji=False)


def now() -> str:
    """Return the present time, UTC to the second, as the ledger holds it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def who(given: str | None) -> str:
    """Return who writes: what was given, or the name of the user of this machine."""
    if given:
        return given
    try:
        return getuser()
    except (KeyError, OSError):
        return "unknown"


def keys_in(given: Path | None) -> Path:
    """Return the folder of private keys: what was given, or the one in the user's data folder."""
    if given is not None:
        return given
    from undercount.ledger.keys import keys_folder

    return keys_folder(os.environ, Path.home())


def print_json(value: Any) -> None:
    """Print a value as JSON in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.flush()


_PATIENCE = 1.5
"""Seconds after which work shows a progress bar."""


@contextmanager
def progress() -> Iterator[Report]:
    """Show a progress bar on the terminal's error stream while something is being done; nothing where there is no terminal."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    tasks: dict[str, Any] = {}
    begun = monotonic()

    def report(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total or None)
        bar.update(tasks[what], completed=done, total=total or None)
        if not bar.live.is_started and monotonic() - begun > _PATIENCE:
            bar.start()

    try:
        yield report
    finally:
        bar.stop()


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Open a file beside its place to be written, and move it there when it is whole: nobody ever finds half of it."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            yield file
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
