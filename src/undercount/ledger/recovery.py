"""Opening after a crash: what lies beyond the head is kept aside, and said.

Three states of a ledger's end are told apart. Bytes *after* the head belong to an append that did not finish: nobody
was told that it was made. *Missing* bytes before the head mean that the disk, or a copy, lost the end. *Different*
bytes before the head are tampering, and are found when they are read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from undercount.ledger.disk import make_folder, replace_file, sync_folder
from undercount.ledger.head import SEGMENTS_NAME, Head, segment_path, write_head
from undercount.ledger.lock import writer_is_alive
from undercount.ledger.segments import read_whole_lines

ASIDE_NAME = "aside"


@dataclass(frozen=True, slots=True)
class Ending:
    """How the segments end, beside what the head says.

    Attributes:
        head: The end that holds: the file's own, or a shorter one if the end is missing.
        promised: Number of entries that the head file promises.
        extra: Bytes that lie after it: (segment, offset, length), in order.
    """

    head: Head
    promised: int
    extra: tuple[tuple[int, int, int], ...]

    @property
    def whole(self) -> bool:
        """Tell that the segments end exactly where the head says."""
        return not self.extra and self.head.size == self.promised


def find_ending(ledger: Path, head: Head) -> Ending:
    """Compare the segments' lengths with the head; only if the end is missing, read them.

    Raises:
        TamperedError: The end is missing and what is left was altered as well.
    """
    path = segment_path(ledger, head.segment)
    length = path.stat().st_size if path.exists() else 0
    holds = head if length >= head.end else _longest_whole(ledger, head)
    starts = [(holds.segment, holds.end), *((number, 0) for number in _numbers_after(ledger, holds.segment))]
    extra = []
    for number, start in starts:
        file = segment_path(ledger, number)
        size = file.stat().st_size - start if file.exists() else 0
        if size > 0 or number > holds.segment:
            extra.append((number, start, size))
    return Ending(holds, head.size, tuple(extra))


def ending_words(ledger: Path, ending: Ending, kept: tuple[Path, ...] = ()) -> str | None:
    """Say in one sentence what was cut off; None when the ledger ends as it should."""
    size = sum(length for _, _, length in ending.extra)
    last = f"entry {ending.head.size - 1}" if ending.head.size else "the start"
    where = f"kept in {', '.join(str(path) for path in kept)}" if kept else "not read"
    if ending.head.size < ending.promised:
        return (
            f"The end of the ledger in {ledger} is missing: {ending.promised} entries were written and "
            f"{ending.head.size} are whole, so those after {last} are lost ({size} bytes of a broken line are {where}); "
            "restore the ledger folder from a copy, or enter the lost entries again."
        )
    if not size:
        return None
    if not kept and writer_is_alive(ledger):
        return (
            f"Another process is writing to {ledger}: {size} bytes after {last} are not acknowledged yet and not read."
        )
    return (
        f"The last step that wrote to {ledger} did not finish: {size} bytes after {last} were never acknowledged "
        f"and are {where}; run that step again."
    )


def set_aside(ledger: Path, ending: Ending) -> str | None:
    """Move what lies after the end into ``ledger/aside``, and make the head and the segments agree again.

    Returns:
        What happened, in one sentence, which is also kept beside the bytes; None when nothing did.
    """
    kept = tuple(_keep(ledger, *piece) for piece in ending.extra if piece[2])
    words = ending_words(ledger, ending, kept)
    if words is not None:
        name = f"{ending.head.segment:08d}-{ending.head.end}"
        _write_aside(ledger, name, ".txt", words.encode() + b"\n")
    if ending.head.size < ending.promised:
        write_head(ledger, ending.head)
    for number, start, _ in reversed(ending.extra):
        cut_segment(ledger, number, start)
    return words


def cut_segment(ledger: Path, number: int, end: int) -> None:
    """Cut a segment off at ``end``; a segment that keeps no byte is removed, except the first."""
    path = segment_path(ledger, number)
    if not path.exists():
        return
    if end == 0:
        path.unlink()
    else:
        descriptor = os.open(path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, end)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync_folder(path.parent)


def aside_words(ledger: Path) -> tuple[str, ...]:
    """Give the sentences of all that was ever set aside, oldest place first."""
    folder = ledger / ASIDE_NAME
    return tuple(path.read_text("utf-8").strip() for path in sorted(folder.glob("*.txt"))) if folder.exists() else ()


def _longest_whole(ledger: Path, head: Head) -> Head:
    """Find the last whole line of a ledger whose end is missing."""
    whole = Head()
    for block in read_whole_lines(ledger, head):
        end = sum(len(line) + 1 for line in block.lines)
        whole = Head(block.first + len(block.lines), block.leaves[-1], block.segment, end)
    return whole


def _numbers_after(ledger: Path, segment: int) -> list[int]:
    names = (path.stem for path in (ledger / SEGMENTS_NAME).glob("*.jsonl"))
    return sorted(number for number in (int(name) for name in names if name.isdigit()) if number > segment)


def _keep(ledger: Path, segment: int, start: int, length: int) -> Path:
    with segment_path(ledger, segment).open("rb") as file:
        file.seek(start)
        return _write_aside(ledger, f"{segment:08d}-{start}", ".bytes", file.read(length))


def _write_aside(ledger: Path, name: str, suffix: str, data: bytes) -> Path:
    """Write a file under a name that is free, or already holds the same bytes."""
    folder = ledger / ASIDE_NAME
    make_folder(folder)
    path, again = folder / (name + suffix), 1
    while path.exists() and path.read_bytes() != data:
        again += 1
        path = folder / f"{name}-{again}{suffix}"
    if not path.exists():
        replace_file(path, data)
    return path
