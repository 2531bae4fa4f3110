"""Account for cells that hold something and were not read: how many there are of each column, and where the first of them stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.counted import counted

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Unread:
    """Hold what was not read of one column of a list: it counts as not known.

    Args:
        of: The list's name.
        column: The column, or its columns joined by commas.
        number: How many cells were not read.
        rows: The numbers of the first rows with one.
        values: What stands there.
        why: What to do about it.
    """

    of: str
    column: str
    number: int
    rows: tuple[int, ...]
    values: tuple[str, ...]
    why: str

    def sentence(self) -> str:
        """Return a sentence with the first rows and what stands there."""
        shown = ", ".join(f"row {row}: {value!r}" for row, value in zip(self.rows, self.values, strict=True))
        return f"{self.counted()} ({shown}{', …' if self.number > len(self.rows) else ''}): {self.why}"

    def counted(self) -> str:
        """Return how many cells were not read, without what stands in them."""
        cells = counted(self.number, "cell")
        return f'{cells} of "{self.column}" in the list "{self.of}" {"were" if self.number > 1 else "was"} not read and count as not known'


def unread_cells(
    of: str,
    column: str,
    codes: npt.NDArray[np.int32],
    values: Sequence[str | None],
    *,
    numbers: Sequence[int] | None,
    why: str,
) -> Unread | None:
    """Return what was not read of a column, None where all was.

    Args:
        of: The list's name.
        column: The column.
        codes: The number of each row's value, -1 for none.
        values: For each distinct value what stands there, None where it was read or says nothing.
        numbers: The number of each row as the file shows it; None counts from 1.
        why: What to do about it.
    """
    bad = np.array([*(value is not None for value in values), False], dtype=bool)
    at = np.flatnonzero(bad[codes])
    if not len(at):
        return None
    first = at[:SHOWN].tolist()
    rows = tuple(row + 1 if numbers is None else int(numbers[row]) for row in first)
    return Unread(of, column, len(at), rows, tuple(str(values[codes[row]]) for row in first), why)
