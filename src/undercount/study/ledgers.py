"""Ledgers: open a study's ledger, and say what an interrupted write left behind in it."""

from __future__ import annotations

import logging
from pathlib import Path

from undercount.errors import LedgerError
from undercount.ledger import Ledger
from undercount.ledger.head import FORMAT_NAME, SEGMENTS_NAME

LOG = logging.getLogger("undercount")
"""Takes what a user should know and is no error; the command line prints it."""


def open_ledger(path: Path, *, writable: bool = False, make: bool = False) -> Ledger:
    """Open a ledger; if something was cut off at its end, log the sentence that says so.

    Args:
        path: The ledger's folder.
        writable: Open it for writing.
        make: Make an empty one where there is none: only a new study may.

    Raises:
        LedgerError: If it cannot be opened, another process writes to it, a newer version made it, or it was altered.
    """
    if not make:
        need_ledger(path)
    ledger = Ledger.open(path, writable=writable)
    if ledger.recovered is not None:
        LOG.warning(ledger.recovered)
    return ledger


def need_ledger(path: Path) -> None:
    """Refuse a study whose ledger is gone.

    Raises:
        LedgerError: If there is none.
    """
    if not (path / FORMAT_NAME).exists() and not (path / SEGMENTS_NAME).exists():
        raise LedgerError(f"a study must have its ledger; there is none in {path}: restore that folder from a copy")
