"""Ledgers: open a study's ledger, and say what an interrupted write left behind in it."""

from __future__ import annotations

import logging
from pathlib import Path

from undercount.ledger import Ledger

LOG = logging.getLogger("undercount")
"""Takes what a user should know and is no error; the command line prints it."""


def open_ledger(path: Path, *, writable: bool = False) -> Ledger:
    """Open a ledger; if something was cut off at its end, log the sentence that says so.

    Raises:
        LedgerError: If it cannot be opened, another process writes to it, a newer version made it, or it was altered.
    """
    ledger = Ledger.open(path, writable=writable)
    if ledger.recovered is not None:
        LOG.warning(ledger.recovered)
    return ledger
