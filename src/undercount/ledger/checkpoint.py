"""Checkpoints (C2SP tlog-checkpoint): a signed note that says which tree a ledger had.

References:
    C2SP, tlog-checkpoint (https://c2sp.org/tlog-checkpoint).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from undercount.errors import TamperedError
from undercount.ledger.entry import Entry
from undercount.ledger.ledger import Ledger
from undercount.ledger.note import PrivateKey, check_name, sign_note

_SIZE = re.compile(r"0|[1-9]\d{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says.

    Attributes:
        origin: The ledger's name.
        size: Number of entries that it covers.
        root: Root of their tree (32 bytes).
    """

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Give the text that is signed: origin, size and root, a line each."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; lines after the third are extensions and are passed over.

    Raises:
        TamperedError: The text has not that form.
    """
    lines = text.split("\n")
    if len(lines) >= 4 and lines[-1] == "" and all(lines[:-1]) and _SIZE.fullmatch(lines[1]):
        try:
            root = base64.b64decode(lines[2].encode("ascii"), validate=True)
        except ValueError:
            root = b""
        if len(root) == 32 and base64.b64encode(root).decode() == lines[2]:
            return Checkpoint(lines[0], int(lines[1]), root)
    raise TamperedError(f"The text {text!r:.120} is no checkpoint: it must give origin, size and root, a line each.")


def add_checkpoint(ledger: Ledger, key: PrivateKey, *, at: str, by: str, published: str | None = None) -> Entry:
    """Sign the ledger as it stands, and add the signed note to it as an entry.

    Args:
        ledger: Open for writing.
        key: Its name is the ledger's origin.
        at: Time of the entry (see :meth:`Ledger.append`).
        by: Who writes.
        published: SHA-256 of the manifest of what was built from these entries, or None.

    Returns:
        The entry; its body holds the note. The note covers all entries before it.

    Raises:
        TamperedError: A line of the ledger was altered.
        LedgerError: The ledger is open for reading only, or the disk is full.
    """
    checkpoint = Checkpoint(check_name(key.name), ledger.size, ledger.root())
    body = {"note": sign_note(checkpoint.text(), key), "published": published}
    return ledger.append("checkpoint", body, at=at, by=by)
