"""What was captured and decided: an append-only list of entries, and a vault of files, that nothing ever rewrites.

Everything else is computed from here. :class:`Ledger` adds and reads entries, :class:`Vault` keeps captured bytes,
:func:`replay` turns entries into the state that follows from them, :func:`verify` proves that nothing was altered.
"""

from __future__ import annotations

from undercount.ledger.entry import Entry
from undercount.ledger.ledger import Ledger

__all__ = ["Entry", "Ledger"]
