"""Reading the segments: every line is checked against the chain before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from undercount.errors import LedgerError, TamperedError
from undercount.ledger.entry import NO_LEAF, chain_leaves, check_version, line_kinds, line_leaf, line_tail
from undercount.ledger.head import Head, segment_path


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one segment, in their place in the chain.

    Attributes:
        segment: The segment's number.
        first: Index of its first line.
        lines: The lines, without line breaks.
        leaves: Their leaf hashes.
    """

    segment: int
    first: int
    lines: list[bytes]
    leaves: list[bytes]


class LinePlace(NamedTuple):
    """Where a line stands: put into words only when a sentence needs it."""

    ledger: Path
    segment: int
    number: int
    entry: int

    def __str__(self) -> str:
        """Name the line by its segment, its line (from 1) and its entry (from 0)."""
        return f"{segment_path(self.ledger, self.segment)}, line {self.number} (entry {self.entry})"


def read_blocks(ledger: Path, head: Head) -> Iterator[Block]:
    """Read the ledger up to its head, segment by segment, checking the chain and that it ends where the head says.

    A segment is given out once the next one, or the head, has confirmed its last line.

    Raises:
        TamperedError: A line was altered, removed or put in, or the end is missing; the sentence names it.
        VersionError: A line is of a newer version.
        LedgerError: A segment cannot be read.
    """
    last: Block | None = None
    for block in read_whole_lines(ledger, head):
        if last is not None:
            yield last
        last = block
    _check_end(ledger, head, last)
    if last is not None:
        yield last


def read_whole_lines(ledger: Path, head: Head) -> Iterator[Block]:
    """Read the ledger up to its head, or up to the last whole line if its end is missing, checking the chain.

    Raises:
        TamperedError: A line before the end was altered, removed or put in.
        VersionError: A line is of a newer version.
        LedgerError: A segment cannot be read.
    """
    index, previous = 0, NO_LEAF
    for number in range(1, head.segment + 1 if head.size else 1):
        end = head.end if number == head.segment else None
        data = read_segment(ledger, number, end)
        lines = split_lines(ledger, number, data, index, cut=end is not None and len(data) < end)
        leaves = chain_leaves(lines, index=index, previous=previous)
        block = Block(number, index, lines, leaves)
        if len(leaves) < len(lines):
            _blame(ledger, block, head, previous)
        if lines:
            yield block
            index, previous = index + len(lines), leaves[-1]


def read_segment(ledger: Path, number: int, end: int | None = None) -> bytes:
    """Read a segment's bytes, up to ``end``.

    Raises:
        TamperedError: The file is missing.
        LedgerError: The file cannot be read.
    """
    path = segment_path(ledger, number)
    try:
        with path.open("rb") as file:
            return file.read() if end is None else file.read(end)
    except FileNotFoundError as error:
        raise TamperedError(f"{path} is missing, with every entry in it: restore it from a copy.") from error
    except OSError as error:
        raise LedgerError(f"{path} cannot be read ({error.strerror}): check its permissions and the disk.") from error


def split_lines(ledger: Path, number: int, data: bytes, index: int, *, cut: bool = False) -> list[bytes]:
    """Split a segment into its lines; a last line without its break is dropped if ``cut``, else refused."""
    *lines, rest = data.split(b"\n")
    if rest and not cut:
        place = LinePlace(ledger, number, len(lines) + 1, index + len(lines))
        raise TamperedError(f"{place} has lost its line break: it was altered; restore the ledger from a copy.")
    return lines


def _check_end(ledger: Path, head: Head, last: Block | None) -> None:
    size = last.first + len(last.lines) if last else 0
    if size < head.size:
        raise TamperedError(
            f"The end of {segment_path(ledger, head.segment)} is missing: {ledger / 'head'} promises {head.size} "
            f"entries and {size} are there; restore the ledger from a copy."
        )
    if last and (size > head.size or last.leaves[-1] != head.leaf):
        place = LinePlace(ledger, last.segment, len(last.lines), size - 1)
        raise TamperedError(
            f"{place} was altered: its hash is not the one in {ledger / 'head'}; restore it from a copy."
        )


def _blame(ledger: Path, block: Block, head: Head, previous: bytes) -> None:
    """Say which line breaks the chain.

    A line is known to be whole if the line after it (or the head) names its hash. If the line that does not fit is
    whole, the one before it was altered.
    """
    at = len(block.leaves)
    line, index = block.lines[at], block.first + at
    previous = block.leaves[-1] if at else previous
    place = LinePlace(ledger, block.segment, at + 1, index)
    tail = line_tail(line)
    if tail is None or line_leaf(line) != _named_after(ledger, block, at, head):
        raise TamperedError(f"{place} was altered: its bytes do not fit the chain of hashes; restore it from a copy.")
    if tail.index > index:
        raise TamperedError(
            f"Entries {index} to {tail.index - 1} are missing before {place}: restore the ledger from a copy."
        )
    if tail.index < index:
        raise TamperedError(
            f"{place} says that it is entry {tail.index}: lines were put in before it; restore the ledger from a copy."
        )
    if tail.previous == previous:
        check_version(tail.version, line_kinds([line])[0], place)
    _blame_the_line_before(ledger, block, at)


def _blame_the_line_before(ledger: Path, block: Block, at: int) -> None:
    index = block.first + at
    if at:
        place = LinePlace(ledger, block.segment, at, index - 1)
    elif index:
        count = len(split_lines(ledger, block.segment - 1, read_segment(ledger, block.segment - 1), index))
        place = LinePlace(ledger, block.segment - 1, count, index - 1)
    else:
        raise TamperedError(
            f"{LinePlace(ledger, block.segment, 1, 0)} names an entry before it: the beginning of the ledger was "
            "removed; restore the ledger from a copy."
        )
    raise TamperedError(f"{place} was altered: the next line names another hash; restore it from a copy.")


def _named_after(ledger: Path, block: Block, at: int, head: Head) -> bytes | None:
    """Give the leaf hash that the line after the one at ``at``, or the head, names for it."""
    if at + 1 < len(block.lines):
        tail = line_tail(block.lines[at + 1])
    elif block.segment < head.segment:
        tail = line_tail(read_segment(ledger, block.segment + 1).split(b"\n", 1)[0])
    else:
        return head.leaf
    return None if tail is None else tail.previous
