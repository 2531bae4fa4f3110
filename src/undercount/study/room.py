"""Room: whether there is the memory that linking takes, asked before it is needed, and a lack of it in one sentence.

It is asked beforehand because a library of linear algebra that finds none waits for ever, in a loop of its own which nothing can stop.
Nothing here imports such a library.
"""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOMEM
from pathlib import Path

from undercount.errors import LinkError, UndercountError

_GIGABYTE = 10**9
_NO_MEMORY = ("failed to map segment", "annot allocate memory", "can't start new thread", "bad_alloc")
"""What the system's loader, the threads and the arrays say where there is no memory."""

_BASE, _CORE = 1.05, 0.1
"""Address space that the program and its libraries take before anything is linked, and more for each core (GB).

Measured: 1.13 with one core, 1.20 with two; each thread of linear algebra and of the database has room of its own.
"""
_WORK = 0.28
"""What linking takes when they are loaded, with hardly a record (GB): 0.26 was measured, most of it to compile kernels once."""

_RESIDENT = 0.3
"""What the program takes of memory itself with hardly a record (GB): address space is wider than what is used of it."""


def fits(gigabytes: float) -> bool:
    """Tell whether this process may have so much more memory (GB) now; it is asked for and given back untouched."""
    try:
        mmap.mmap(-1, int(gigabytes * _GIGABYTE), access=mmap.ACCESS_COPY).close()
    except (OSError, ValueError, OverflowError, MemoryError):
        return False
    return True


def need_libraries() -> None:
    """Refuse to begin where the program's libraries do not fit, let alone a list.

    Raises:
        LinkError: If there is too little memory.
    """
    libraries = _BASE + _CORE * _cores()
    if not fits(libraries):
        raise _too_little("linking takes", "with its libraries", _used() + libraries + _WORK)


def need_room(records: int) -> None:
    """Refuse to link lists that do not fit, when they were read and nothing was linked.

    Args:
        records: How many records they have.

    Raises:
        LinkError: If there is too little memory.
    """
    work = _WORK + _of_records(records)
    if not fits(work):
        raise _too_little(
            f"linking {records:,} records takes", "the program and its libraries included", _used() + work
        )


@contextmanager
def enough_memory(what: str, records: int = 0) -> Iterator[None]:
    """Turn a lack of memory into a sentence.

    Args:
        what: What needs it, as the subject of "need more than".
        records: How many records are linked, to say how much they usually need; 0 where that is not known.

    Raises:
        LinkError: If memory lacks.
    """
    try:
        yield
    except UndercountError:
        raise
    except Exception as error:
        if not _is_for_memory(error):
            raise
        raise LinkError(
            f"linking keeps all records and compared pairs in memory; {what} need more than {_there()} "
            f"(about {_total(records):.1f} GB is usual{' for so many' if records else ''}, the program included): {_remedy()}"
        ) from None


def _too_little(takes: str, included: str, gigabytes: float) -> LinkError:
    return LinkError(
        f"{takes} about {gigabytes:.2f} GB of memory, {included}, which is more than {_there()}: {_remedy()}"
    )


def _total(records: int) -> float:
    """Return how much linking takes in all (GB): of address space where that is limited, else of memory."""
    program = _RESIDENT if _limit() is None else _BASE + _CORE * _cores() + _WORK
    return program + _of_records(records)


def _of_records(records: int) -> float:
    """Return how much records and their pairs take (GB), between what was measured at 0.02, 0.1, 1 and 10 million."""
    millions = records / 1e6
    return 0.15 * min(1.0, millions / 0.02) + 2.3 * min(millions, 1.0) + 1.3 * max(millions - 1.0, 0.0)


def _cores() -> int:
    return os.cpu_count() or 1


def _limit() -> int | None:
    """Return the limit of this process's address space (bytes), where there is one."""
    if sys.platform == "win32":
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def _used() -> float:
    """Return how much address space this process has (GB); 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / _GIGABYTE


def _there() -> str:
    """Return how much memory there is."""
    limit = _limit()
    if limit is not None:
        return f"the {limit / _GIGABYTE:.2f} GB that ulimit -v allows"
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return "this machine has free"
    return f"this machine has free of its {memory / _GIGABYTE:.1f} GB"


def _remedy() -> str:
    first = "" if _limit() is None else "raise that limit, "
    return f"{first}link fewer records with where in a [[list]], or use a machine with more memory; what was linked before stays"


def _is_for_memory(error: BaseException | None) -> bool:
    """Tell whether something was refused because the memory does not suffice, which often has no kind of error of its own."""
    while error is not None:
        if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
            return True
        if getattr(error, "errno", None) == ENOMEM or any(words in str(error) for words in _NO_MEMORY):
            return True
        error = error.__cause__ or error.__context__
    return False
