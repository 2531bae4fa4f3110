"""The end of the ledger after a crash: cut at every byte, and unfinished at every byte."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from undercount.errors import TamperedError
from undercount.ledger import Ledger, verify
from undercount.ledger.head import Head, read_head, write_head

from .support import fill


def ledger_of(folder: Path, count: int, segment_bytes: int) -> Path:
    with Ledger.open(folder, writable=True, segment_bytes=segment_bytes) as ledger:
        fill(ledger, count)
    return folder


def segment_files(path: Path) -> list[Path]:
    return sorted((path / "segments").iterdir())


def whole_lines(path: Path) -> int:
    return sum(file.read_bytes().count(b"\n") for file in segment_files(path))


@pytest.mark.parametrize("segment_bytes", [10_000, 300])
def test_an_append_that_stopped_at_any_byte_leaves_the_acknowledged_entries(tmp_path: Path, segment_bytes: int) -> None:
    """The head covers three entries; two more were being written when the power went, and part of them is there."""
    full = ledger_of(tmp_path / "full", 3, segment_bytes)
    acknowledged = read_head(full)
    ledger_of(full, 2, segment_bytes)
    write_head(full, acknowledged)
    tail = [file for file in segment_files(full) if int(file.stem) >= acknowledged.segment]
    total = sum(file.stat().st_size for file in tail) - acknowledged.end
    for left in range(total + 1):
        path = shutil.copytree(full, tmp_path / f"cut-{left}")
        _leave(path, acknowledged, left)
        reader = Ledger.open(path)
        assert len(list(reader.entries())) == 3
        with Ledger.open(path, writable=True, segment_bytes=segment_bytes) as ledger:
            assert ledger.size == 3
            assert (ledger.recovered is None) == (reader.recovered is None) == (left == 0)
            if left:
                assert f"{left} bytes after entry 2 were never acknowledged and are kept in" in str(ledger.recovered)
                kept = b"".join(file.read_bytes() for file in sorted((path / "aside").glob("*.bytes")))
                assert len(kept) == left
            fill(ledger, 2)
        assert [entry.index for entry in Ledger.open(path).entries()] == list(range(5))
        facts = verify(path, trusted_keys=[])
        assert [note for note in facts.notes if "never acknowledged" in note] == [ledger.recovered] * bool(left)
        shutil.rmtree(path)


def _leave(path: Path, head: Head, left: int) -> None:
    """Keep ``left`` bytes after the head, and drop the rest as if it had never reached the disk."""
    for file in segment_files(path):
        if int(file.stem) >= head.segment:
            start = head.end if int(file.stem) == head.segment else 0
            keep = min(left, file.stat().st_size - start)
            left -= keep
            if keep == 0 and start == 0:
                file.unlink()
            else:
                os.truncate(file, start + keep)


@pytest.mark.parametrize("segment_bytes", [10_000, 300])
def test_a_ledger_cut_off_at_any_byte_opens_and_says_what_is_lost(tmp_path: Path, segment_bytes: int) -> None:
    full = ledger_of(tmp_path / "full", 2, segment_bytes)
    last = segment_files(full)[-1]
    for length in range(last.stat().st_size):
        path = shutil.copytree(full, tmp_path / f"cut-{length}")
        os.truncate(path / "segments" / last.name, length)
        whole = whole_lines(path)
        torn = sum(file.stat().st_size for file in segment_files(path)) - sum(
            file.read_bytes().rfind(b"\n") + 1 for file in segment_files(path)
        )
        with pytest.raises(TamperedError, match=r"is missing|lost its line break"):
            verify(path, trusted_keys=[])
        reader = Ledger.open(path)
        assert [entry.index for entry in reader.entries()] == list(range(whole))
        assert f"2 entries were written and {whole} are whole" in str(reader.recovered)
        with Ledger.open(path, writable=True, segment_bytes=segment_bytes) as ledger:
            assert ledger.size == whole
            assert f"({torn} bytes of a broken line are" in str(ledger.recovered)
            fill(ledger, 1)
        with Ledger.open(path, writable=True) as ledger:
            assert ledger.recovered is None
            assert [entry.index for entry in ledger.entries()] == list(range(whole + 1))
        assert any(f"{whole} are whole" in note for note in verify(path, trusted_keys=[]).notes)
        shutil.rmtree(path)


def test_a_cut_ledger_whose_rest_was_altered_is_tampering(tmp_path: Path) -> None:
    path = ledger_of(tmp_path / "l", 4, 10_000)
    file = segment_files(path)[0]
    data = bytearray(file.read_bytes()[:-50])
    data[200] ^= 1
    file.write_bytes(data)
    with pytest.raises(TamperedError, match=r"line 1 \(entry 0\) was altered"):
        Ledger.open(path)


def test_a_missing_last_segment_is_named(tmp_path: Path) -> None:
    path = ledger_of(tmp_path / "l", 4, 500)
    file = segment_files(path)[-1]
    file.unlink()
    with pytest.raises(TamperedError, match=f"{file.name} is missing"):
        Ledger.open(path)


def test_what_is_kept_aside_is_never_overwritten(tmp_path: Path) -> None:
    path = ledger_of(tmp_path / "l", 2, 10_000)
    for text in (b"first", b"second", b"first"):
        with segment_files(path)[0].open("ab") as file:
            file.write(text)
        Ledger.open(path, writable=True).close()
    assert sorted(file.read_bytes() for file in (path / "aside").glob("*.bytes")) == [b"first", b"second"]


def test_a_crash_while_the_ledger_is_made_leaves_one_that_can_be_made(tmp_path: Path) -> None:
    path = tmp_path / "l"
    (path / "segments").mkdir(parents=True)
    with Ledger.open(path, writable=True) as ledger:
        fill(ledger, 1)
    assert Ledger.open(path).size == 1


def test_a_reader_beside_a_writer_says_that_it_is_still_writing(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        fill(ledger, 1)
        with segment_files(tmp_path / "l")[0].open("ab") as file:
            file.write(b"half a li")
        assert "Another process is writing" in str(Ledger.open(tmp_path / "l").recovered)
    assert "did not finish: 9 bytes after entry 0" in str(Ledger.open(tmp_path / "l").recovered)
