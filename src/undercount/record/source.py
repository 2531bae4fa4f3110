"""Sources and items: who speaks, and what was captured byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass

from undercount.errors import RecordError

SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody who speaks or prints: a UN body, a recorder, a hospital, a party, a newspaper, a witness.

    Args:
        id: Its identity in the register.
        kind: A term of ``source-kind``, or empty.
        parent: The source to which it belongs, or None.
        name_en: Name in English or in Latin letters.
        name_ar: Name in Arabic.
    """

    id: str
    kind: str = ""
    parent: str | None = None
    name_en: str = ""
    name_ar: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What was captured: bytes, named by their hash.

    Args:
        sha256: SHA-256 of the bytes (64 lower-case hex digits).
        name: The file's name when it was added.
        media_type: Its media type (RFC 6838).
        size: Its length (bytes).
        carrier: The source that published it, or empty.
        published: The day on which it was published (EDTF), or empty.
        supersedes: The hash of the item that it corrects or updates, or None.
        because: Why it supersedes it.

    Raises:
        RecordError: If the hash is none.
    """

    sha256: str
    name: str
    media_type: str
    size: int
    carrier: str = ""
    published: str = ""
    supersedes: str | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if not SHA256.fullmatch(self.sha256):
            raise RecordError(f"an item is named by 64 lower-case hex digits; {self.sha256!r} is not: use its SHA-256")
