"""What was captured and decided: an append-only list of entries, and a vault of files, that nothing ever rewrites.

Everything else is computed from here. :class:`Ledger` adds and reads entries, :class:`Vault` keeps captured bytes,
:func:`replay` turns entries into the state that follows from them, :func:`verify` proves that nothing was altered.
"""

from __future__ import annotations

from undercount.ledger.checkpoint import Checkpoint, add_checkpoint, read_checkpoint
from undercount.ledger.entry import Entry
from undercount.ledger.keys import key_path, keys_folder, load_key, make_key, save_key
from undercount.ledger.ledger import Ledger
from undercount.ledger.merkle import verify_consistency, verify_inclusion
from undercount.ledger.note import PrivateKey, PublicKey, read_public_key
from undercount.ledger.state import State, judgement_id, replay
from undercount.ledger.vault import Finding, Vault
from undercount.ledger.verify import Facts, verify

__all__ = [
    "Checkpoint",
    "Entry",
    "Facts",
    "Finding",
    "Ledger",
    "PrivateKey",
    "PublicKey",
    "State",
    "Vault",
    "add_checkpoint",
    "judgement_id",
    "key_path",
    "keys_folder",
    "load_key",
    "make_key",
    "read_checkpoint",
    "read_public_key",
    "replay",
    "save_key",
    "verify",
    "verify_consistency",
    "verify_inclusion",
]
