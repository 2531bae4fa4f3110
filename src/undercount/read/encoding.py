"""Text files as UTF-8: which encoding they are in, where they break it, and a plain copy where one is needed."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from undercount.errors import MappingError, ReadError
from undercount.record import suggest

CHUNK = 4 << 20
"""How much of a file is held at a time (bytes)."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMON = ("utf-8", "utf-16", "windows-1256", "iso-8859-6", "windows-1252", "iso-8859-1", "windows-1251", "mac-arabic")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A file that is UTF-8 without a mark, and what its line ends are like.

    Args:
        path: The file, or a plain copy of it.
        blank_lines: Whether two line ends follow each other anywhere but at the end.
        mixed_ends: Whether both LF and CRLF, or bare CR, end lines.
    """

    path: Path
    blank_lines: bool
    mixed_ends: bool


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO | gzip.GzipFile]:
    """Open a file's bytes, through gzip where it is one.

    Raises:
        ReadError: If the file cannot be opened, or its gzip is cut off.
    """
    try:
        with path.open("rb") as file:
            if file.read(2) == b"\x1f\x8b":
                with gzip.open(path, "rb") as inner:
                    yield inner
            else:
                file.seek(0)
                yield file
    except (EOFError, gzip.BadGzipFile) as error:
        raise ReadError(f"a .gz file must be whole; {path.name} is not ({error}): copy it again") from None
    except FileNotFoundError:
        raise ReadError(f"a file must exist to be read; {path} does not: check the path") from None


def detect(head: bytes) -> str:
    """Return the encoding that the first bytes of a file show: by its mark, by UTF-16's zero bytes, else UTF-8."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    if len(sample) >= 4 and sample.count(0) > len(sample) // 5:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    return "utf-8"


def known_encoding(name: str) -> str:
    """Return the name under which Python knows an encoding.

    Raises:
        MappingError: If it knows none of that name.
    """
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise MappingError(
            f"encoding must name a known text encoding; {name!r} is none: {suggest(name, _COMMON)}"
        ) from None


def plain_text(path: Path, work: Path, *, encoding: str | None = None) -> PlainText:
    """Make sure that a text file can be read as UTF-8: check every byte, and write a plain copy where needed.

    Args:
        path: The file; may be gzipped.
        work: A folder for the copy.
        encoding: The encoding that the mapping names; None finds it.

    Raises:
        ReadError: If the file is empty, or a byte breaks the encoding.
        MappingError: If the encoding is unknown.
    """
    with open_bytes(path) as file:
        head = file.read(4096)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ReadError(f"a table must have a header row; {path.name} is empty: capture the file again")
    name = known_encoding(encoding) if encoding is not None else detect(head)
    same = name in ("utf-8", "ascii") and not head.startswith(b"\x1f\x8b") and not _is_gzip(path)
    copy = path if same else work / "plain.txt"
    lines = _LineEnds()
    with open_bytes(path) as file, _sink(None if same else copy) as out:
        for data in _as_utf8(file, name, path.name, declared=encoding is not None):
            lines.see(data)
            if out is not None:
                out.write(data)
    return PlainText(copy, lines.blank, lines.mixed)


def decode(data: bytes, name: str, *, encoding: str | None = None) -> str:
    """Return the text of a small file's bytes, without its mark.

    Args:
        data: The bytes.
        name: The file's name, for messages.
        encoding: The encoding that is known; None finds UTF-8 or UTF-16.

    Raises:
        ReadError: If a byte breaks the encoding.
        MappingError: If the encoding is unknown.
    """
    found = known_encoding(encoding) if encoding is not None else detect(data[:4096])
    try:
        return data.decode(found).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _undecodable(error, 0, found, name, declared=encoding is not None, remedy="save it as UTF-8") from None


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


@contextmanager
def _sink(path: Path | None) -> Iterator[BinaryIO | None]:
    if path is None:
        yield None
    else:
        with path.open("wb") as file:
            yield file


class _LineEnds:
    """Watch the line ends of a file that goes by in chunks: blank lines count only where a further line follows."""

    def __init__(self) -> None:
        self.blank = False
        self._crlf = self._lf = self._cr = 0
        self._ends = b"\n"

    def see(self, data: bytes) -> None:
        """Take the next chunk."""
        joined = self._ends + data
        body = joined.rstrip(b"\r\n")
        crs = data.count(b"\r")
        self.blank = self.blank or b"\n\n" in body or (b"\r" in body and b"\n\r\n" in body)
        self._ends = joined[max(len(body) - 1, 0) :] if len(joined) - len(body) < CHUNK else joined[-CHUNK:]
        split = data.startswith(b"\n") and joined[-len(data) - 1 : -len(data)] == b"\r"
        self._crlf += (data.count(b"\r\n") if crs else 0) + split
        self._lf += data.count(b"\n")
        self._cr += crs

    @property
    def mixed(self) -> bool:
        """Tell whether lines end in more than one way, or in CR alone."""
        return 0 < self._crlf < self._lf or self._cr > self._crlf


def _as_utf8(file: BinaryIO | gzip.GzipFile, encoding: str, name: str, *, declared: bool) -> Iterator[bytes]:
    """Give a file's bytes in UTF-8, after checking every one of them."""
    decoder = codecs.getincrementaldecoder(encoding)()
    at = 0
    plain = encoding in ("utf-8", "ascii")
    while True:
        chunk = file.read(CHUNK)
        held = len(decoder.getstate()[0])
        if plain and not held and chunk and chunk.isascii():
            yield chunk
        else:
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise _undecodable(error, at - held, encoding, name, declared=declared) from None
            if text:
                yield text.encode("utf-8")
        if not chunk:
            return
        at += len(chunk)


_SAVE_OR_DECLARE = 'save it as UTF-8, or set encoding = "windows-1256" (or what it is) under [table] in its mapping'


def _undecodable(
    error: UnicodeDecodeError, base: int, encoding: str, name: str, *, declared: bool, remedy: str = _SAVE_OR_DECLARE
) -> ReadError:
    offset = base + error.start
    byte = error.object[error.start]
    rule = (
        f"a table must be in the encoding that its mapping names ({encoding})"
        if declared
        else ("a table must be UTF-8 or UTF-16")
    )
    return ReadError(f"{rule}; {name} has the byte 0x{byte:02X} at offset {offset}, which is not: {remedy}")
