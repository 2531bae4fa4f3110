"""One entry of the ledger and the line that holds it.

A line is the canonical JSON of an object with the keys ``at``, ``body``, ``by``, ``kind``, ``n``, ``prev`` and ``v``.
Canonical order puts ``n`` (the entry's index), ``prev`` (the leaf hash of the line before) and ``v`` last, so that a
line's place in the chain can be checked by its last bytes alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from binascii import hexlify
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from undercount.errors import RecordError, TamperedError, VersionError
from undercount.ledger.bodies import KINDS, check_body
from undercount.record.canonical import JSON, canonical_bytes

VERSION = 1
"""The version of the line that this program writes, and the newest that it reads."""

LEAF_PREFIX = b"\x00undercount:entry:v1\n"
"""What is hashed before a line: the leaf byte of RFC 9162 and the domain tag."""

NO_LEAF = bytes(32)
"""Stands in ``prev`` of the first entry, and in the head of an empty ledger."""

_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TAIL = re.compile(rb',"n":(0|[1-9]\d{0,15}),"prev":"([0-9a-f]{64})","v":([1-9]\d{0,8})\}')
_sha256 = hashlib.sha256


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was put into the ledger.

    Attributes:
        index: Place in the ledger, from 0.
        kind: One of :data:`~undercount.ledger.bodies.KINDS`.
        at: When, as the writer's clock gave it: ``2016-12-13T09:00:00Z``.
        by: Who wrote it.
        body: What it says.
        leaf: Its leaf hash in the Merkle tree (32 bytes).
    """

    index: int
    kind: str
    at: str
    by: str
    body: Mapping[str, Any]
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Tail:
    """What the last bytes of a line say of its place in the chain."""

    index: int
    previous: bytes
    version: int


def line_leaf(line: bytes) -> bytes:
    """Hash a line (without its line break) to its leaf hash."""
    return _sha256(LEAF_PREFIX + line).digest()


def line_ending(index: int, previous: bytes) -> bytes:
    """Give the last bytes of the line at an index, after a line with the leaf hash ``previous``."""
    return b',"n":%d,"prev":"%b","v":1}' % (index, hexlify(previous))


def line_tail(line: bytes) -> Tail | None:
    """Read a line's place in the chain from its last bytes; None when they have not the form."""
    start = line.rfind(b',"n":')
    found = _TAIL.fullmatch(line, start) if start >= 0 else None
    return None if found is None else Tail(int(found[1]), bytes.fromhex(found[2].decode()), int(found[3]))


def line_kinds(lines: Sequence[bytes]) -> list[str]:
    """Read the kinds of lines that stand in the chain; they may be kinds that this version does not know.

    No key after the kind has its form, so the last ``"kind":"`` of a line is its own, not one inside the body.
    """
    starts = [line.rfind(b'"kind":"') + 8 for line in lines]
    found = [line[start : line.find(b'"', start)] for line, start in zip(lines, starts, strict=True)]
    names = {name: name.decode("utf-8", "replace") for name in set(found)}
    return [names[name] for name in found]


class LineMaker:
    """Turns bodies into lines that share a time and a writer."""

    def __init__(self, *, at: str, by: str) -> None:
        """Check the time and the writer once for all lines.

        Args:
            at: Time of the entry, UTC to the second: ``2016-12-13T09:00:00Z``.
            by: Who writes, not empty.

        Raises:
            RecordError: Either has not that form.
        """
        _check_writer(at, by)
        self.at, self.by = at, by
        self._start = b'{"at":' + canonical_bytes(at) + b',"body":'
        self._writer = b',"by":' + canonical_bytes(by) + b',"kind":"'

    def line(self, kind: str, body: Mapping[str, JSON], *, index: int, previous: bytes) -> bytes:
        """Write one entry as a line, without its line break.

        Raises:
            RecordError: The body lacks what its kind needs, or cannot be written canonically.
            ValueError: The kind is not one of the closed list.
        """
        check_body(kind, body)
        middle = canonical_bytes(body) + self._writer + kind.encode() + b'"'
        return self._start + middle + line_ending(index, previous)


def read_line(line: bytes, *, leaf: bytes, where: object) -> Entry:
    """Read a line back to its entry; the line must be canonical, byte for byte.

    Args:
        line: The bytes, without the line break.
        leaf: Its leaf hash.
        where: The line's place, put into words by ``str`` if a sentence needs it.

    Raises:
        VersionError: The line or its kind is of a newer version.
        TamperedError: The line is not one that this program writes.
    """
    try:
        value = json.loads(line)
        canonical = isinstance(value, dict) and canonical_bytes(value) == line
    except (ValueError, RecordError, RecursionError):
        canonical = False
    if not canonical:
        raise TamperedError(
            f"{where} is not in canonical form, so this program did not write it: restore the ledger from a copy."
        )
    check_version(value.get("v"), value.get("kind"), where)
    try:
        check_body(value["kind"], value["body"])
        _check_writer(value["at"], value["by"])
    except (RecordError, KeyError) as error:
        reason = f"lacks {error}" if isinstance(error, KeyError) else f"breaks a rule ({str(error).rstrip('.')})"
        raise TamperedError(
            f"{where} {reason}, so this program did not write it: restore the ledger from a copy."
        ) from error
    return Entry(value["n"], value["kind"], value["at"], value["by"], value["body"], leaf)


def check_version(version: object, kind: object, where: object) -> None:
    """Refuse a line or a kind that only a newer program knows.

    Raises:
        VersionError: The version is above ours, or the kind is not in our list.
    """
    if version != VERSION:
        raise VersionError(
            f"{where} is of version {version}, and this undercount reads up to {VERSION}: update undercount."
        )
    if kind not in KINDS:
        raise VersionError(
            f"{where} is of the kind {kind!r}, which this undercount does not know (it knows {', '.join(KINDS)}): "
            "a newer version wrote it; update undercount."
        )


def chain_leaves(lines: Sequence[bytes], *, index: int, previous: bytes) -> list[bytes]:
    """Hash lines that must follow one another; stop before the first that does not.

    Args:
        lines: Lines without line breaks.
        index: The index that the first must have.
        previous: The leaf hash of the line before the first.

    Returns:
        The leaf hashes of the lines that stand in their place; fewer than the lines if one does not.
    """
    leaves: list[bytes] = []
    add, prefix, ending = leaves.append, LEAF_PREFIX, line_ending(index, previous)
    for line in lines:
        if not line.endswith(ending):
            break
        leaf = _sha256(prefix + line).digest()
        add(leaf)
        index += 1
        ending = b',"n":%d,"prev":"%b","v":1}' % (index, hexlify(leaf))
    return leaves


@lru_cache(maxsize=1024)
def _check_writer(at: object, by: object) -> None:
    """Refuse a time or a writer that is not as it must be; few of each occur in a ledger."""
    if not isinstance(at, str) or _AT.fullmatch(at) is None or not _is_a_time(at):
        raise RecordError(f"An entry's time is {at!r}, and must be UTC to the second, as in 2016-12-13T09:00:00Z.")
    if not isinstance(by, str) or not by.strip():
        raise RecordError(f"An entry's writer is {by!r}, and must be a name; say who writes.")


def _is_a_time(at: str) -> bool:
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return False
    return True
