"""How far apart two words are, by their letters and particles, as numbers. Compiled; :mod:`undercount.link.names.symbols` has the costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled
from undercount.link.names.layout import (
    ARTICLE,
    CLOSE,
    COARSE,
    DIFFERENT,
    ENDING,
    FINE,
    HAS_ARTICLE,
    HEAD,
    KNOWN,
    LENGTH,
    MEANT,
    MORE_ACROSS,
    MORE_WITHIN,
    MOST_MEANT,
    PARTICLE,
    SAME,
    TAIL,
    VARIANT,
)

FAR: Any = np.float32(1.6)
NEAR: Any = np.float32(1.0)
SPELLING: Any = np.float32(0.35)
INITIAL: Any = np.float32(0.4)
# How many pairs of words are remembered.
SLOTS = 1 << 14
# Distances are kept as whole millionths of a letter.
MILLION: Any = np.float32(1e6)
MILLIONTH: Any = np.float32(1e-6)
NO_NEARER: Any = np.float32(np.int64(FAR * MILLION)) * MILLIONTH


@compiled
def letters_apart(a: Any, x: Any, la: Any, b: Any, y: Any, lb: Any, costs: Any, more: Any, room: Any) -> Any:
    """Return the cost (letters) of writing one word as the other; neighbours that change places cost less than two letters."""
    before, previous, current = 0, 1, 2
    room[previous, 0] = 0.0
    for j in range(lb):
        room[previous, j + 1] = room[previous, j] + costs[b[y, j], more]
    for i in range(la):
        p = a[x, i]
        more_p = costs[p, more]
        left = room[previous, 0] + more_p
        room[current, 0] = left
        least = left
        for j in range(lb):
            q = b[y, j]
            cost = min(room[previous, j] + costs[p, q], room[previous, j + 1] + more_p, left + costs[q, more])
            if i > 0 and j > 0 and p == b[y, j - 1] and q == a[x, i - 1] and p != q:
                cost = min(cost, room[before, j - 1] + np.float32(0.8))
            room[current, j + 1] = cost
            left = cost
            least = min(least, cost)
        if least >= FAR:
            return FAR
        before, previous, current = previous, current, before
    return min(FAR, room[previous, lb])


@compiled
def ones(bits: Any) -> Any:
    """Return how many of the lower 32 bits are set."""
    bits = bits - ((bits >> 1) & 0x55555555)
    bits = (bits & 0x33333333) + ((bits >> 2) & 0x33333333)
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F
    return ((bits * 0x01010101) & 0xFFFFFFFF) >> 24


@compiled
def far_by_sounds(la: Any, coarse: Any, fine: Any, lb: Any, coarse_too: Any, fine_too: Any, across: bool) -> bool:
    """Return whether two words are far apart by their lengths (letters) and their consonants alone."""
    if la < 2 or lb < 2:
        return False
    if abs(la - lb) > (6 if across else 3) or ones(np.int64(coarse ^ coarse_too)) > 2:
        return True
    return not across and ones(np.int64(fine ^ fine_too)) > 4


@compiled
def surely_far(a: Any, x: Any, b: Any, y: Any, across: bool) -> bool:
    """Return whether two words of different names are far apart by their lengths and consonants alone."""
    return bool(
        far_by_sounds(
            np.int64(a[x, LENGTH]), a[x, COARSE], a[x, FINE], np.int64(b[y, LENGTH]), b[y, COARSE], b[y, FINE], across
        )
    )


@compiled
def other_names(a: Any, x: Any, b: Any, y: Any, column: Any) -> bool:
    """Return whether two words each may be common names of which none is the same; a column holds the first that each may be."""
    if a[x, column] < 0 or b[y, column] < 0:
        return False
    for one in range(MOST_MEANT):
        for other in range(MOST_MEANT):
            if a[x, column + one] >= 0 and a[x, column + one] == b[y, column + other]:
                return False
    return True


@compiled
def stems_apart(a: Any, x: Any, b: Any, y: Any, across: bool, costs: Any, room: Any) -> Any:
    """Return how far apart two words without their particles are (letters)."""
    la, lb = np.int64(a[x, LENGTH]), np.int64(b[y, LENGTH])
    if a[x, KNOWN] >= 0 and a[x, KNOWN] == b[y, KNOWN]:
        return np.float32(0.0)
    if la == 0 or lb == 0:
        return np.float32(0.5)
    if la == 1 or lb == 1:
        # An initial is that of a name whose first letter it can be; what it tells is little (``name_kernel.told``).
        return INITIAL if costs[a[x, 0], b[y, 0]] <= np.float32(0.5) else FAR
    if surely_far(a, x, b, y, across):
        return FAR
    apart = letters_apart(a, x, la, b, y, lb, costs, MORE_ACROSS if across else MORE_WITHIN, room)
    apart *= min(np.float32(1.5), max(np.float32(0.75), np.float32(10.0) / np.float32(la + lb)))
    return max(apart, np.float32(1.2)) + np.float32(0.3) if other_names(a, x, b, y, MEANT) else apart


@compiled
def words_apart(a: Any, x: Any, b: Any, y: Any, across: bool, costs: Any, weights: Any, room: Any) -> Any:
    """Return how far apart two words with their particles are (letters)."""
    apart = stems_apart(a, x, b, y, across, costs, room)
    if a[x, HEAD] != b[y, HEAD]:
        apart += weights[PARTICLE] if a[x, HEAD] == 0 or b[y, HEAD] == 0 else np.float32(1.2)
    elif a[x, HAS_ARTICLE] != b[y, HAS_ARTICLE]:
        apart += weights[ARTICLE]
    if a[x, TAIL] != b[y, TAIL]:
        apart += weights[ENDING] if a[x, TAIL] == 0 or b[y, TAIL] == 0 else np.float32(1.0)
    return min(FAR, apart)


@compiled
def looked_up(
    a: Any, x: Any, b: Any, y: Any, across: Any, costs: Any, weights: Any, room: Any, memory: Any, way: Any
) -> Any:
    """Return how far apart two words are (letters, to a millionth), remembered where the same two were met lately."""
    known = a[x, KNOWN] >= 0 and a[x, KNOWN] == b[y, KNOWN]
    if not known and surely_far(a, x, b, y, across):
        return NO_NEARER
    key = (x << 32) | y
    slot = ((x * 40503) ^ y) & (memory.shape[1] - 1)
    if memory[way, slot, 0] != key:
        memory[way, slot, 0] = key
        memory[way, slot, 1] = np.int64(words_apart(a, x, b, y, across, costs, weights, room) * MILLION)
    return np.float32(memory[way, slot, 1]) * MILLIONTH


@compiled
def level_of(apart: Any) -> Any:
    """Return the level of a distance."""
    if apart <= np.float32(0.001):
        return SAME
    return VARIANT if apart <= SPELLING else CLOSE if apart <= NEAR else DIFFERENT
