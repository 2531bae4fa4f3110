"""Work on ``build/``: one process at a time, and a mark that stands as long as what is there may not fit together."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from undercount.ledger.lock import WriterLock
from undercount.study.layout import Layout

READ, BUILD = "read", "build"
"""What can be unfinished: tables, texts and reports only, or everything in ``build/``."""

OF_READING = ("reports", "tables", "texts")
"""What a reading writes in ``build/``."""

_LEFT_BEHIND = (".reading-*", ".making", "tables/*/.reading-*")


@contextmanager
def at_work(layout: Layout) -> Iterator[None]:
    """Hold ``build/`` against other processes, and mark what a reading writes as unfinished; :func:`finished` ends that.

    Raises:
        LockedError: If another process reads or builds the study.
        LedgerError: If the folder cannot be written.
    """
    layout.build.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(layout.build)
    lock.acquire()
    try:
        for pattern in _LEFT_BEHIND:
            for path in layout.build.glob(pattern):
                shutil.rmtree(path, ignore_errors=True)
        if unfinished(layout) is None:
            mark(layout, READ)
        yield
    finally:
        lock.release()


@contextmanager
def at_linking(layout: Layout) -> Iterator[None]:
    """Hold ``build/`` as :func:`at_work` does, for work that leaves what a reading wrote, and leaves all as it was if it is refused.

    Raises:
        LockedError: If another process reads or builds the study.
        LedgerError: If the folder cannot be written.
    """
    before = unfinished(layout)
    with at_work(layout):
        try:
            yield
        except BaseException:
            if before is None:
                finished(layout)
            raise
        finished_reading(layout)


def mark(layout: Layout, what: str) -> None:
    """Mark what is unfinished from now on."""
    layout.unfinished.write_text(what, encoding="utf-8")


def unfinished(layout: Layout) -> str | None:
    """Return what is unfinished in ``build/``: :data:`READ`, :data:`BUILD`, or None."""
    if not layout.unfinished.exists():
        return None
    return READ if layout.unfinished.read_bytes() == READ.encode() else BUILD


def finished(layout: Layout) -> None:
    """Say that everything in ``build/`` fits together."""
    layout.unfinished.unlink(missing_ok=True)


def finished_reading(layout: Layout) -> None:
    """Say so of a reading, if it left what the last build was made of or there was no build."""
    if unfinished(layout) == READ and (not layout.manifest.is_file() or _is_as_built(layout)):
        finished(layout)


def _is_as_built(layout: Layout) -> bool:
    files = json.loads(layout.manifest.read_bytes())["files"]
    built = {name: sha for name, sha in files.items() if name.split("/")[0] in OF_READING}
    here = [p for name in OF_READING for p in (layout.build / name).rglob("*") if p.is_file()]
    return {path.relative_to(layout.build).as_posix(): _hash(path) for path in here} == built


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
