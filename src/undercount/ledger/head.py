"""The head: the one small file that says how far the ledger goes.

An append is made when the head says so. Bytes after it belong to an append that nobody was told of; bytes before it
that are missing or different were changed from outside. The head is replaced whole, after the lines that it
covers have reached the disk.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from undercount.errors import LedgerError, TamperedError, UndercountError, VersionError
from undercount.ledger.disk import make_folder, replace_file
from undercount.ledger.entry import NO_LEAF
from undercount.record.canonical import canonical_bytes

FORMAT = 1
"""The ledger format that this program writes, and the newest that it reads."""

HEAD_NAME, FORMAT_NAME, SEGMENTS_NAME = "head", "format", "segments"


@dataclass(frozen=True, slots=True)
class Head:
    """How far the ledger goes.

    Attributes:
        size: Number of entries.
        leaf: Leaf hash of the last one (32 zero bytes if there is none).
        segment: Number of the last segment, from 1.
        end: Length of the last segment's part that counts (bytes).
    """

    size: int = 0
    leaf: bytes = NO_LEAF
    segment: int = 1
    end: int = 0


def segment_path(ledger: Path, number: int) -> Path:
    """Give the path of a segment by its number."""
    return ledger / SEGMENTS_NAME / f"{number:08d}.jsonl"


def head_bytes(head: Head) -> bytes:
    """Write a head as the file's bytes: canonical JSON with a hash over itself."""
    body: dict[str, int | str] = {
        "end": head.end,
        "leaf": head.leaf.hex(),
        "segment": head.segment,
        "size": head.size,
        "v": FORMAT,
    }
    seal = hashlib.sha256(b"undercount:head:v1\n" + canonical_bytes(body)).hexdigest()
    return canonical_bytes({**body, "seal": seal}) + b"\n"


def write_head(ledger: Path, head: Head) -> None:
    """Replace the head file; when this returns, the new head is on the disk."""
    replace_file(ledger / HEAD_NAME, head_bytes(head))


def read_head(ledger: Path) -> Head:
    """Read the head file.

    Raises:
        TamperedError: The file is missing or is not what this program writes.
        LedgerError: The file cannot be read.
    """
    path = ledger / HEAD_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise TamperedError(
            f"{path} is missing, and without it nobody can tell where the ledger ends: restore it from a copy."
        ) from error
    except OSError as error:
        raise LedgerError(f"{path} cannot be read ({error.strerror}): check its permissions.") from error
    try:
        value = json.loads(data)
        head = Head(value["size"], bytes.fromhex(value["leaf"]), value["segment"], value["end"])
        whole = head_bytes(head) == data
    except (ValueError, KeyError, TypeError, UndercountError):
        whole = False
    if not whole:
        raise TamperedError(f"{path} is damaged: its bytes do not match its own hash; restore it from a copy.")
    return head


def check_format(ledger: Path) -> None:
    """Refuse a ledger of a newer format, and a folder that holds no ledger.

    Raises:
        VersionError: The format is newer.
        TamperedError: The format file holds something else.
        LedgerError: There is no ledger.
    """
    path = ledger / FORMAT_NAME
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        if segment_path(ledger, 1).exists():
            raise TamperedError(f"{path} is missing: restore it from a copy (it holds the one line 1).") from error
        raise LedgerError(f"There is no ledger in {ledger}: make the study first, or name its folder.") from error
    except OSError as error:
        raise LedgerError(f"{path} cannot be read ({error.strerror}): check its permissions.") from error
    if text == b"%d\n" % FORMAT:
        return
    number = text.removesuffix(b"\n")
    if number.isdigit() and int(number) > FORMAT:
        raise VersionError(
            f"{path} says that the ledger is of format {int(number)}, and this undercount reads up to {FORMAT}: "
            "a newer version wrote it; update undercount."
        )
    raise TamperedError(f"{path} is damaged: it holds {text[:40]!r} and must hold the one line {FORMAT}; restore it.")


def make_ledger(ledger: Path) -> None:
    """Make an empty ledger, so that a crash half-way leaves none or a whole one."""
    make_folder(ledger / SEGMENTS_NAME)
    write_head(ledger, Head())
    replace_file(ledger / FORMAT_NAME, b"%d\n" % FORMAT)
