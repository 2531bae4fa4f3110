"""A writer that is killed, interrupted or runs out of room at any moment."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from undercount.errors import LedgerError
from undercount.ledger import Ledger, Vault, verify

from .support import AT, BY, claim, fill

WRITER = """
import sys
from undercount.ledger import Ledger
with Ledger.open(sys.argv[1], writable=True, segment_bytes=4000) as ledger:
    batch = 0
    while True:
        batch = batch % 5 + 1
        rows = [("claim", {"id": "claim:x", "n": ledger.size + k, "quote": "x" * 150}) for k in range(batch)]
        for entry in ledger.append_many(rows, at="2016-12-13T09:00:00Z", by="amal"):
            print(entry.index, entry.leaf.hex(), flush=True)
"""


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    rng = random.Random(20161213)
    path = tmp_path / "l"
    acknowledged: dict[int, str] = {}
    for _ in range(25):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        for _ in range(rng.randrange(1, 40)):
            index, leaf = writer.stdout.readline().split()
            acknowledged[int(index)] = leaf
        for _ in range(rng.randrange(20_000)):
            pass
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read()
        writer.wait(30)
        writer.stdout.close()
        for line in rest.splitlines(keepends=True):
            if line.endswith("\n"):
                index, leaf = line.split()
                acknowledged[int(index)] = leaf
        leaves = {entry.index: entry.leaf.hex() for entry in Ledger.open(path).entries()}
        assert acknowledged.items() <= leaves.items()
        acknowledged = leaves
        verify(path, trusted_keys=[])
    assert len(acknowledged) > 100


class Faults:
    """Lets the n-th call to the system fail, before or after it did its work, or half-way through a write."""

    CALLS = ("open", "write", "fsync", "ftruncate", "replace", "rename", "unlink")

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls, self.at, self.after = 0, -1, False
        self.error: BaseException | None = None
        for name in self.CALLS:
            monkeypatch.setattr(os, name, self._wrap(name, getattr(os, name)))

    def arm(self, at: int, error: BaseException, *, after: bool) -> None:
        self.calls, self.at, self.error, self.after = 0, at, error, after

    def _wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls - 1 != self.at or self.error is None:
                return real(*arguments, **named)
            if self.after:
                result = real(*arguments, **named)
                if name == "open":
                    os.close(result)
            elif name == "write":
                real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            raise self.error

        return call


FAILURES = {
    "full disk": OSError(errno.ENOSPC, "No space left on device"),
    "broken disk": OSError(errno.EIO, "Input/output error"),
    "Ctrl-C": KeyboardInterrupt(),
}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("failure", FAILURES)
def test_an_append_that_fails_at_any_call_records_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Any, after: Any
) -> None:
    faults = Faults(monkeypatch)
    reached = 0
    for at in range(200):
        path = tmp_path / f"l-{at}"
        with Ledger.open(path, writable=True, segment_bytes=500) as ledger:
            fill(ledger, 2)
            faults.arm(at, FAILURES[failure], after=after)
            try:
                fill(ledger, 3)
            except (LedgerError, KeyboardInterrupt) as error:
                reached += 1
                said = str(error)
                assert failure != "full disk" or "is full" in said
            else:
                assert faults.calls <= at
                break
            finally:
                faults.arm(-1, FAILURES[failure], after=after)
            size = Ledger.open(path).size
            assert size in (2, 5)
            if "nothing of this step was recorded" in said:
                assert size == ledger.size == 2
            if failure != "broken disk":
                assert ledger.size == size
                fill(ledger, 1)
                size += 1
        with Ledger.open(path, writable=True) as ledger:
            assert [entry.index for entry in ledger.entries()] == list(range(size))
            fill(ledger, 1)
        verify(path, trusted_keys=[])
    assert reached > 10


def test_after_a_broken_disk_the_ledger_must_be_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = Faults(monkeypatch)
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        faults.arm(2, FAILURES["broken disk"], after=False)
        with pytest.raises(LedgerError, match=r"cannot be written \(Input/output error\)"):
            fill(ledger, 1)
        with pytest.raises(LedgerError, match="open the ledger again"):
            fill(ledger, 1)
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        fill(ledger, 1)


def test_ctrl_c_on_any_line_of_our_code_records_all_or_nothing(tmp_path: Path) -> None:
    """An interrupt reaches Python between two lines: raise one on every line that an append runs through."""
    interrupted = 0
    for at in range(10_000):
        path = tmp_path / f"l-{at}"
        with Ledger.open(path, writable=True, segment_bytes=700) as ledger:
            fill(ledger, 2)
            ledger.root()
            stopped = _append_interrupted(ledger, at)
            size = Ledger.open(path).size
            assert size in (2, 4)
            if not stopped:
                assert size == 4
                break
            interrupted += 1
            assert ledger.size == size
            assert ledger.root() == Ledger.open(path).root()
        with Ledger.open(path, writable=True, segment_bytes=700) as ledger:
            fill(ledger, 1)
            assert [entry.index for entry in ledger.entries()] == list(range(size + 1))
    assert interrupted > 100


def _append_interrupted(ledger: Ledger, at: int) -> bool:
    """Append two entries, with an interrupt on the ``at``-th line; tell whether it came to that."""
    lines = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if "undercount" not in frame.f_code.co_filename or "tests" in frame.f_code.co_filename:
            return None
        if event == "line":
            lines += 1
            if lines == at + 1:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        fill(ledger, 2)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def _with_little_room(limit: int, work: Callable[[], None]) -> None:
    """Run work in which no file may grow beyond ``limit`` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        work()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_that_the_system_says_is_full(tmp_path: Path) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, writable=True) as ledger:
        fill(ledger, 20)

        def work() -> None:
            with pytest.raises(LedgerError, match=r"is full: nothing of this step was recorded; free some space"):
                fill(ledger, 50)

        _with_little_room((path / "segments" / "00000001.jsonl").stat().st_size + 1000, work)
        assert ledger.size == Ledger.open(path).size == 20
        fill(ledger, 50)
    assert verify(path, trusted_keys=[]).entries == 70
    assert Ledger.open(path).recovered is None


def test_a_file_for_which_there_is_no_room_leaves_nothing_in_the_vault(tmp_path: Path) -> None:
    source = tmp_path / "large.bin"
    source.write_bytes(random.Random(1).randbytes(300_000))
    vault = Vault(tmp_path / "vault")

    def work() -> None:
        with pytest.raises(LedgerError, match="is full: the file was not added; free some space"):
            vault.add(source)

    _with_little_room(100_000, work)
    assert [path for path in vault.root.rglob("*") if path.is_file()] == []
    vault.add(source)
    assert vault.check() == ()


def test_a_source_that_fails_leaves_the_batch_out(tmp_path: Path) -> None:
    def rows() -> Any:
        yield "claim", claim(1)
        raise KeyboardInterrupt

    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        with pytest.raises(KeyboardInterrupt):
            ledger.append_many(rows(), at=AT, by=BY)
        assert ledger.size == 0
        fill(ledger, 1)
    assert Path(tmp_path / "l" / "segments" / "00000001.jsonl").read_bytes().count(b"\n") == 1
