"""One writer at a time, and a sentence that says who it is."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from undercount.errors import LedgerError, LockedError
from undercount.ledger.disk import is_running, write_failure

LOCK_NAME, WRITER_NAME = "lock", "writer"


class WriterLock:
    """The lock on ``ledger/lock``, with a file beside it that says who holds it.

    The system releases the lock when the process ends, however it ends, so a leftover file locks nobody out.
    """

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._lock = FileLock(ledger / LOCK_NAME, timeout=0, thread_local=False)

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            LockedError: Another process, or another part of this one, writes to the ledger.
            LedgerError: The lock file cannot be made.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise LockedError(
                f"Another process writes to {self._ledger} ({writer_words(self._ledger)}): "
                "wait until it has ended, or end it, then run the step again."
            ) from error
        except OSError as error:
            raise write_failure(error, self._ledger / LOCK_NAME, "nothing was changed") from error
        try:
            (self._ledger / WRITER_NAME).write_text(json.dumps({"pid": os.getpid()}), "utf-8")
        except OSError as error:
            self._lock.release()
            raise write_failure(error, self._ledger / WRITER_NAME, "nothing was changed") from error

    def release(self) -> None:
        """Give the lock back."""
        (self._ledger / WRITER_NAME).unlink(missing_ok=True)
        self._lock.release()


def writer_words(ledger: Path) -> str:
    """Say who holds the lock: ``process 4711, since 2016-12-13 09:00:00 UTC``."""
    path = ledger / WRITER_NAME
    pid = _writer_pid(path)
    try:
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return "it does not say which"
    return f"process {'unknown' if pid is None else pid}, since {since:%Y-%m-%d %H:%M:%S} UTC"


def writer_is_alive(ledger: Path) -> bool:
    """Tell whether the process that last took the lock, and did not give it back, still runs on this machine."""
    pid = _writer_pid(ledger / WRITER_NAME)
    return pid is not None and is_running(pid)


def _writer_pid(path: Path) -> int | None:
    try:
        pid = json.loads(path.read_bytes())["pid"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return pid if isinstance(pid, int) and pid > 0 else None


def release_after_failure(lock: WriterLock, error: BaseException) -> None:
    """Release a lock without hiding the error that made it useless."""
    try:
        lock.release()
    except (OSError, LedgerError) as second:
        error.add_note(f"the lock could not be released: {second}")
