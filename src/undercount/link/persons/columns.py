"""Keep long columns of pairs on disk: written part by part, and read back where they are looked at, as arrays like any other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import IO, Any

import numpy as np
import numpy.typing as npt

LONG = 200_000_000
"""From how many bytes on a column is kept on disk."""


class Column:
    """Gather a column part by part: in memory while it is short, in a nameless file that goes with it when it is long.

    The file lies where the system keeps temporary files (``TMPDIR``). It is mapped, not read: what is looked at comes into memory, and
    leaves it when others need the room.

    Args:
        like: An empty array of the type and the width of a row.
    """

    def __init__(self, like: npt.NDArray[Any]) -> None:
        self._like = like
        self._parts: list[npt.NDArray[Any]] = []
        self._bytes = 0
        self._file: IO[bytes] | None = None

    def add(self, part: npt.NDArray[Any]) -> None:
        """Add rows."""
        part = np.ascontiguousarray(part, dtype=self._like.dtype)
        self._bytes += part.nbytes
        self._parts.append(part)
        if self._bytes >= LONG:
            # It is open for as long as there are rows to come; then only the map of it is.
            self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115
            for one in self._parts:
                self._file.write(one.data)
            self._parts = []

    def whole(self) -> npt.NDArray[Any]:
        """Return all rows."""
        if self._file is None:
            return np.concatenate([self._like, *self._parts])
        self._file.flush()
        shape = (self._bytes // (self._like.dtype.itemsize * int(np.prod(self._like.shape[1:]))), *self._like.shape[1:])
        mapped = np.memmap(self._file, dtype=self._like.dtype, mode="r+", shape=shape)
        self._file.close()
        return mapped.view(np.ndarray)


def kept(parts: Iterable[npt.NDArray[Any]], like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return parts of a column as one, kept on disk where it is long."""
    column = Column(like)
    for part in parts:
        column.add(part)
    return column.whole()
