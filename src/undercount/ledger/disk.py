"""Writing that lasts: bytes reach the disk before anybody is told so, and a name changes whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

from undercount.errors import LedgerError

Progress = Callable[[str, int, int], None]
"""Called with the step's name, the bytes done and the bytes in all."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def no_progress(_step: str, _done: int, _total: int) -> None:
    """Report nothing."""


def write_all(descriptor: int, data: bytes) -> None:
    """Write all bytes to an open file; a short write is continued.

    Raises:
        OSError: The disk is full or broken; some bytes may have been written.
    """
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Make new, renamed and removed names in a folder last."""
    if os.name != "posix":  # pragma: no cover  (other systems give no handle on a folder)
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, so that it is still there after a power cut."""
    missing = [folder, *folder.parents]
    for path in reversed([path for path in missing if not path.exists()]):
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Give a file new content in one step: whoever opens it finds the old bytes or the new, never a mixture."""
    fresh = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_failure(error: OSError, path: Path, outcome: str) -> LedgerError:
    """Put a failed write into one sentence.

    Args:
        error: What the system said.
        path: What was being written.
        outcome: What is true now, as a clause ("nothing of this step was recorded").
    """
    if error.errno in _NO_ROOM:
        return LedgerError(f"The disk that holds {path} is full: {outcome}; free some space and run the step again.")
    return LedgerError(
        f"{path} cannot be written ({error.strerror or error}): {outcome}; "
        "check the disk and the folder's permissions, then run the step again."
    )


def is_running(pid: int) -> bool:
    """Tell whether a process of this number runs on this machine; where that cannot be asked, say yes."""
    if os.name != "posix":  # pragma: no cover  (signal 0 is no question there)
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
