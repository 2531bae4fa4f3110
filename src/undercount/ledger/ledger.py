"""The ledger: entries are added at its end and read from its beginning, and nothing else is ever done to it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from undercount.errors import LedgerError
from undercount.ledger.disk import make_folder, sync_folder, write_all, write_failure
from undercount.ledger.entry import Entry, LineMaker, line_leaf, read_line
from undercount.ledger.head import (
    FORMAT_NAME,
    Head,
    check_format,
    make_ledger,
    read_head,
    segment_path,
    write_head,
)
from undercount.ledger.lock import WriterLock, release_after_failure
from undercount.ledger.merkle import Tree
from undercount.ledger.recovery import cut_segment, ending_words, find_ending, set_aside
from undercount.ledger.segments import LinePlace, read_blocks
from undercount.ledger.vault import VAULT_NAME, Vault
from undercount.record.canonical import JSON

SEGMENT_BYTES = 16 * 1024 * 1024
"""A segment takes no further line once it is this long (bytes)."""

_LINES_A_WRITE = 4096


class Ledger:
    """A ledger that is open for reading, or for reading and writing.

    A reader sees the ledger as it was when it was opened, needs no lock, and may read while another process writes.
    There is one writer at a time.

    Attributes:
        path: The ledger's folder.
        recovered: What was cut off at the end of the ledger, in one sentence; None if it ends as it should.

    Examples:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp()) / "ledger"
        >>> with Ledger.open(folder, writable=True) as ledger:
        ...     entry = ledger.append("question", {"name": "killed"}, at="2016-12-13T09:00:00Z", by="amal")
        >>> entry.index, Ledger.open(folder).size
        (0, 1)
    """

    def __init__(self, path: Path, head: Head, recovered: str | None, lock: WriterLock | None, limit: int) -> None:
        """Use :meth:`open`."""
        self.path, self.recovered = path, recovered
        self._head, self._lock, self._limit = head, lock, limit
        self._tree: Tree | None = None
        self._broken = False

    @classmethod
    def open(cls, path: Path | str, *, writable: bool = False, segment_bytes: int = SEGMENT_BYTES) -> Self:
        """Open the ledger in a folder; for writing, an absent or empty folder becomes an empty ledger.

        Opening reads the head only, however long the ledger is; lines are checked when they are read.

        Args:
            path: The ledger's folder.
            writable: Take the writer's lock, and put aside what an unfinished append left.
            segment_bytes: Length after which a new segment is begun (bytes).

        Raises:
            LedgerError: There is no ledger, or it cannot be read or written.
            LockedError: Another process writes to it.
            VersionError: A newer version made it.
            TamperedError: Its head or its end is not what was written.
        """
        folder = Path(path)
        if not writable:
            check_format(folder)
            ending = find_ending(folder, read_head(folder))
            return cls(folder, ending.head, ending_words(folder, ending), None, segment_bytes)
        lock = _locked(folder)
        try:
            _make_if_absent(folder)
            check_format(folder)
            ending = find_ending(folder, read_head(folder))
            recovered = None if ending.whole else set_aside(folder, ending)
            Vault(folder / VAULT_NAME).sweep()
        except OSError as error:
            release_after_failure(lock, error)
            raise write_failure(error, folder, "the ledger was not opened, and nothing in it is lost") from error
        except BaseException as error:
            release_after_failure(lock, error)
            raise
        return cls(folder, ending.head, recovered, lock, segment_bytes)

    def close(self) -> None:
        """Give back the writer's lock, if there is one; closing twice does nothing."""
        if self._lock is not None:
            lock, self._lock = self._lock, None
            lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def size(self) -> int:
        """Number of entries."""
        return self._head.size

    @property
    def head(self) -> Head:
        """How far the ledger goes."""
        return self._head

    def append(self, kind: str, body: Mapping[str, JSON], *, at: str, by: str) -> Entry:
        """Add one entry; when this returns, it is on the disk.

        Args:
            kind: One of :data:`~undercount.ledger.bodies.KINDS`.
            body: What it says; see :mod:`undercount.ledger.bodies`.
            at: The time, UTC to the second: ``2016-12-13T09:00:00Z``.
            by: Who writes.

        Raises:
            RecordError: The body, the time or the writer is not as it must be; nothing was written.
            LedgerError: The ledger is open for reading only, or the disk is full; nothing was recorded.
        """
        return self.append_many([(kind, body)], at=at, by=by)[0]

    def append_many(self, entries: Iterable[tuple[str, Mapping[str, JSON]]], *, at: str, by: str) -> tuple[Entry, ...]:
        """Add entries together: when this returns all are on the disk; if it raises, none is recorded.

        The disk is asked once for all of them, so many entries cost little more than one. One exception: a Ctrl-C in the
        instant after the entries were recorded raises although they are there; :attr:`size` tells.

        Args:
            entries: Pairs of kind and body.
            at: The time of all.
            by: The writer of all.

        Raises:
            RecordError: A body, the time or the writer is not as it must be.
            LedgerError: The ledger is open for reading only, or the disk is full.
        """
        if self._lock is None:
            raise LedgerError(f"The ledger in {self.path} is open for reading only: open it with writable=True.")
        if self._broken:
            raise LedgerError(f"An append to {self.path} failed and could not be undone: open the ledger again.")
        maker = LineMaker(at=at, by=by)
        tree, self._tree = self._tree, None
        try:
            added, head = self._write(iter(entries), maker)
            if added:
                write_head(self.path, head)
            self._head = head
        except OSError as error:
            raise write_failure(error, self.path, self._undo(error)) from error
        except BaseException as error:
            self._undo(error)
            raise
        if tree is not None:
            tree.extend([entry.leaf for entry in added])
            self._tree = tree
        return tuple(added)

    def entries(self, start: int = 0) -> Iterator[Entry]:
        """Read the entries from an index on, checking every line before it is given out.

        Raises:
            TamperedError: A line was altered, removed or put in; the sentence names it.
            VersionError: A newer version wrote a line.
        """
        for block in read_blocks(self.path, self._head):
            for number, (line, leaf) in enumerate(zip(block.lines, block.leaves, strict=True), 1):
                index = block.first + number - 1
                if index >= start:
                    yield read_line(line, leaf=leaf, where=LinePlace(self.path, block.segment, number, index))

    @property
    def tree(self) -> Tree:
        """The Merkle tree over all entries, built from the lines when it is first asked for.

        Raises:
            TamperedError: A line was altered, removed or put in.
        """
        if self._tree is None:
            tree = Tree()
            for block in read_blocks(self.path, self._head):
                tree.extend(block.leaves)
            self._tree = tree
        return self._tree

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the first ``size`` entries (default all); 32 bytes."""
        return self.tree.root(size)

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Prove that an entry is among the first ``size`` (default all); see :func:`~.merkle.verify_inclusion`."""
        return self.tree.inclusion(index, size)

    def consistency(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """Prove that the ledger of ``second`` entries (default all) begins with that of ``first``."""
        return self.tree.consistency(first, second)

    def _write(self, entries: Iterator[tuple[str, Mapping[str, JSON]]], maker: LineMaker) -> tuple[list[Entry], Head]:
        """Write lines after the head and bring them to the disk; the head file still ends before them."""
        added: list[Entry] = []
        head = self._head
        while portion := list(islice(entries, _LINES_A_WRITE)):
            lines: list[bytes] = []
            index, previous, room = head.size, head.leaf, self._limit - head.end
            for kind, body in portion:
                if room <= 0:
                    head = self._write_lines(head, lines, previous, index)
                    head = Head(head.size, head.leaf, head.segment + 1, 0)
                    lines, room = [], self._limit
                line = maker.line(kind, body, index=index, previous=previous)
                previous = line_leaf(line)
                added.append(Entry(index, kind, maker.at, maker.by, body, previous))
                lines.append(line)
                index += 1
                room -= len(line) + 1
            head = self._write_lines(head, lines, previous, index)
        return added, head

    def _write_lines(self, head: Head, lines: list[bytes], leaf: bytes, size: int) -> Head:
        """Write lines at a head's end, and give the head after them."""
        if not lines:
            return head
        data = b"\n".join(lines) + b"\n"
        path = segment_path(self.path, head.segment)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            if os.fstat(descriptor).st_size != head.end:
                raise LedgerError(f"{path} has changed while it was being written: open the ledger again.")
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if head.end == 0:
            sync_folder(path.parent)
        return Head(size, leaf, head.segment, head.end + len(data))

    def _undo(self, error: BaseException) -> str:
        """Take back an append that failed: what the head on the disk does not cover is cut off again.

        Returns:
            What is true now, as a clause.
        """
        self._broken, before = True, self._head.size
        try:
            self._head = read_head(self.path)
            for number, start, _ in reversed(find_ending(self.path, self._head).extra):
                cut_segment(self.path, number, start)
        except (OSError, LedgerError) as second:
            error.add_note(f"the append could not be undone: {second}")
            return "none of this step was acknowledged, and what it left is put aside when the ledger is opened again"
        self._broken = isinstance(error, OSError) and error.errno == errno.EIO
        return (
            "nothing of this step was recorded" if self._head.size == before else "the step was recorded all the same"
        )


def _locked(folder: Path) -> WriterLock:
    try:
        make_folder(folder)
    except OSError as error:
        raise write_failure(error, folder, "the ledger was not opened") from error
    lock = WriterLock(folder)
    lock.acquire()
    return lock


def _make_if_absent(folder: Path) -> None:
    if not (folder / FORMAT_NAME).exists() and not segment_path(folder, 1).exists():
        make_ledger(folder)
