"""Number codes by the order in which they first come, in time that grows with their number alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undercount.link.number_kernel import FREE, number_keys

Rows = npt.NDArray[np.int64]


def numbered(codes: Rows) -> tuple[Rows, Rows]:
    """Return the number of each code, and the place at which each number first comes.

    Args:
        codes: Codes, none of them negative.
    """
    bits = max(4, int(2 * len(codes)).bit_length())
    keys, numbers = np.full(1 << bits, FREE, dtype=np.int64), np.empty(1 << bits, dtype=np.int32)
    found, first = np.empty(len(codes), dtype=np.int64), np.empty(len(codes), dtype=np.int64)
    count = number_keys(np.asarray(codes, dtype=np.int64), bits, keys, numbers, found, first)
    return found, first[:count].copy()
