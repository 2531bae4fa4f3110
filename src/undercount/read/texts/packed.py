"""Unpack gzip and ZIP within limits: a small file that unpacks to a huge one, or a cut one, is refused as a whole."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from tempfile import SpooledTemporaryFile
from typing import IO

from undercount.errors import ReadError

MOST_UNPACKED = 1 << 30
"""The most bytes into which an archive may unpack."""

MOST_DOCUMENT = 200 << 20
"""The most bytes into which a document may unpack."""

MOST_ENTRIES = 100_000
# what the standard library raises on a ZIP whose bytes were altered
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    RuntimeError,
)
_CHUNK = 1 << 20
_IN_MEMORY = 64 << 20


def unpack_gzip(data: bytes | IO[bytes], name: str, *, most: int) -> IO[bytes]:
    """Return the bytes inside a gzip file, as a file at its begin; on disk where they are many.

    Args:
        data: The packed bytes, or a file of them.
        name: The file's name, for messages.
        most: The most bytes that may come out.

    Raises:
        ReadError: If it is cut off or broken anywhere, or holds more.
    """
    out: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data) if isinstance(data, bytes) else data) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    out.close()
                    raise ReadError(_too_much(name, most))
                out.write(chunk)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        out.close()
        raise ReadError(f"a gzip file must be whole; {name} is not ({short(error)}): capture it again") from None
    out.seek(0)
    return out


def open_zip(data: bytes, name: str, *, most: int) -> zipfile.ZipFile:
    """Open a ZIP file whose entries together are not more than a limit and need no password.

    Args:
        data: Its bytes.
        name: The file's name, for messages.
        most: The most bytes that may come out.

    Raises:
        ReadError: If it is cut off or no ZIP, needs a password, or would unpack to more.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise ReadError(
            f"{name} must be a whole ZIP container, and is not ({short(error)}): capture it again"
        ) from None
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > most:
        raise ReadError(_too_much(name, most))
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReadError(
            f"a file must be without a password; {name} needs one: save a copy without it, and add that as an item of its own"
        )
    return archive


def entry_of(archive: zipfile.ZipFile, path: str, name: str) -> bytes:
    """Return the bytes of one entry, which its checksum proves whole.

    Raises:
        ReadError: If they are cut off or altered.
    """
    try:
        return archive.read(path)
    except _BROKEN as error:
        raise ReadError(
            f"{name} must be whole; its part {path[:80]!r} is not ({short(error)}): capture it again"
        ) from None


def _too_much(name: str, most: int) -> str:
    return (
        f"a packed file must unpack to at most {most >> 20} MB; {name} would give more: unpack it yourself, and add the part that is "
        "quoted as an item of its own"
    )


def short(error: object) -> str:
    """Return an error's words on one line that a person can read."""
    return " ".join("".join(char if char.isprintable() else " " for char in str(error)).split())[:120]
