"""Number codes in the order in which they first come. Compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled

FREE = np.int64(-1)
# An odd number whose multiples spread over 64 bits: the golden ratio's.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@compiled
def number_keys(codes: Any, bits: Any, keys: Any, numbers: Any, found: Any, first: Any) -> Any:
    """Write the number of each code, from 0 in the order of first places, and the first place of each; return how many there are.

    ``keys`` (all free) and ``numbers`` are a table of 2 to the power of ``bits`` places.
    """
    mask, shift, count = (1 << bits) - 1, np.uint64(64 - bits), 0
    for at in range(len(codes)):
        code = codes[at]
        slot = np.int64((np.uint64(code) * _SPREAD) >> shift)
        while keys[slot] != FREE and keys[slot] != code:
            slot = (slot + 1) & mask
        if keys[slot] == FREE:
            keys[slot] = code
            numbers[slot] = count
            first[count] = at
            count += 1
        found[at] = numbers[slot]
    return count
