"""Whether two given names can be one that somebody wrote wrongly or shortly. Compiled; :mod:`undercount.link.persons.given` says when."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled
from undercount.link.names.layout import KNOWN, LENGTH, MEANT, MOST_MEANT
from undercount.link.names.symbols import LONGEST

# Up to so many letters a name is short: one slip in it at most. Of a name in whose place another's begins, so many are left out at least.
SHORT, SHORTENED, LEFT_OUT = 4, 3, 2
ONE: Any = np.float32(1.0)
TWO: Any = np.float32(2.0)
ALIKE: Any = np.float32(0.6)
ROOM = LONGEST + 1


@compiled
def slips(a: Any, x: Any, la: Any, b: Any, y: Any, lb: Any, costs: Any, room: Any) -> Any:
    """Return how many slips (letters left out, put in, changed, or swapped with a neighbour) make one word of the other.

    A letter for one that sounds or looks alike costs its share of a slip.
    """
    before, previous, current = 0, 1, 2
    for j in range(lb + 1):
        room[previous, j] = j
    for i in range(la):
        room[current, 0] = i + 1
        p = a[x, i]
        for j in range(lb):
            q = b[y, j]
            cost = min(room[previous, j] + min(costs[p, q], ONE), room[previous, j + 1] + ONE, room[current, j] + ONE)
            if i > 0 and j > 0 and p == b[y, j - 1] and q == a[x, i - 1]:
                cost = min(cost, room[before, j - 1] + ONE)
            room[current, j + 1] = cost
        before, previous, current = previous, current, before
    return room[previous, lb]


@compiled
def begins(a: Any, x: Any, la: Any, b: Any, y: Any, lb: Any, costs: Any) -> bool:
    """Return whether one of two words is how the other begins: an initial, an abbreviation, a short form."""
    shorter = min(la, lb)
    if la == lb or (shorter > SHORTENED and abs(la - lb) < LEFT_OUT):
        return False
    for at in range(shorter):  # noqa: SIM110 - compiled: a loop, not a generator
        if costs[a[x, at], b[y, at]] > ALIKE:
            return False
    return True


@compiled
def meant(a: Any, x: Any, b: Any, y: Any) -> bool:
    """Return whether there is a common name that both words may stand for."""
    if a[x, KNOWN] >= 0 and a[x, KNOWN] == b[y, KNOWN]:
        return True
    for one in range(MEANT, MEANT + MOST_MEANT):
        for other in range(MEANT, MEANT + MOST_MEANT):
            if a[x, one] >= 0 and a[x, one] == b[y, other]:
                return True
    return False


@compiled
def may_be_one(a: Any, x: Any, b: Any, y: Any, costs: Any, room: Any) -> bool:
    """Return whether two given names can be one."""
    if meant(a, x, b, y):
        return True
    if a[x, KNOWN] >= 0 and b[y, KNOWN] >= 0:
        return False
    la, lb = np.int64(a[x, LENGTH]), np.int64(b[y, LENGTH])
    if la == 0 or lb == 0 or begins(a, x, la, b, y, lb, costs):
        return True
    if abs(la - lb) > 2:
        return False
    most = ONE if min(la, lb) <= SHORT else TWO
    return bool(slips(a, x, la, b, y, lb, costs, room) <= most)


@compiled
def other_names(left: Any, right: Any, rows: Any, to: Any, costs: Any, found: Any) -> None:
    """Write whether the given names of each pair are two: known of both, and in no script or across scripts one.

    ``left`` and ``right`` are each the words and the names of both scripts (``encoding.Joined``).
    """
    room = np.empty((3, ROOM), np.float32)
    words, given, words_too, given_too = left[0], left[3], right[0], right[3]
    size, size_too = len(given) // 2, len(given_too) // 2
    for pair in range(len(rows)):
        compared, one = False, False
        for way in range(4):
            # In Arabic, in Latin letters, from the one to the other: a slip in one script is seldom in the other, too.
            if one:
                break
            i = rows[pair] + (size if way % 2 else 0)
            j = to[pair] + (size_too if way == 1 or way == 2 else 0)
            x, y = np.int64(given[i, 0]), np.int64(given_too[j, 0])
            if x >= 0 and y >= 0:
                compared = True
                one = may_be_one(words, x, words_too, y, costs, room)
        found[pair] = compared and not one
