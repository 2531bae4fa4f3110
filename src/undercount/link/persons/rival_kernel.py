"""Weigh rivals for one record against each other, and join pairs into persons. Compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled


@compiled
def weigh(odds: Any, left: Any, right: Any, single: Any, rounds: Any, sums: Any, sums_too: Any, message: Any) -> None:
    """Turn ``message`` into match probabilities by passing messages along pairs.

    ``single`` says whether the first list, and the second, names nobody twice. ``sums`` and ``sums_too`` have a place for each record of
    the first and the second list.
    """
    pairs = len(odds)
    first, second = single
    for pair in range(pairs):
        message[pair] = odds[pair]
    for _ in range(rounds if first and second else 1):
        if second:
            add_up(message, left, sums)
        for pair in range(pairs):
            rest = max(sums[left[pair]] - message[pair], 0.0) if second else 0.0
            message[pair] = odds[pair] / (1.0 + rest)
        if first:
            add_up(message, right, sums_too)
        for pair in range(pairs):
            rest = max(sums_too[right[pair]] - message[pair], 0.0) if first else 0.0
            message[pair] = odds[pair] / (1.0 + rest)
    if second:
        add_up(message, left, sums)
    for pair in range(pairs):
        message[pair] /= 1.0 + (sums[left[pair]] if second else message[pair])


@compiled
def clear(of: Any, sums: Any) -> None:
    """Set the sums of some records to nothing."""
    for pair in range(len(of)):
        sums[of[pair]] = 0.0


@compiled
def add_up(message: Any, of: Any, sums: Any) -> None:
    """Add the messages of each record."""
    clear(of, sums)
    for pair in range(len(of)):
        sums[of[pair]] += message[pair]


@compiled
def root_of(parent: Any, row: Any) -> Any:
    """Return the row that stands for a record's set: the smallest."""
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


@compiled
def join_pairs(left: Any, right: Any, parent: Any, lists: Any, foe: Any, apart: Any, evidence: Any) -> None:
    """Join the sets of pairs in their order, unless the two share a list, were judged apart, or are two by the other pairs between them.

    ``evidence`` has where the pairs of each record begin, the other record of each, what each says for one person (nats), the sum from
    which on two sets may be joined, and how many pairs come first that join them whatever it is; nothing begins where none says anything.
    """
    starts, near, says, least, sure = evidence
    weighs = len(starts) > 0
    following, size = circles(parent, len(parent) if weighs else 0)
    for pair in range(len(left)):
        one, other = root_of(parent, left[pair]), root_of(parent, right[pair])
        if one == other or lists[one] & lists[other] or are_apart(parent, one, other, foe, apart):
            continue
        if other < one:
            one, other = other, one
        if weighs:
            few, many = (one, other) if size[one] < size[other] else (other, one)
            if pair >= sure and said_between(few, many, parent, following, starts, near, says) < least:
                continue
            following[one], following[other] = following[other], following[one]
            size[one] += size[other]
        parent[other] = one
        lists[one] |= lists[other]
        foe[one] |= foe[other]


@compiled
def circles(parent: Any, rows: Any) -> Any:
    """Return for each row the next one of its set, in a circle, and for each set's own row how many there are."""
    following, size = np.arange(rows), np.ones(rows, np.int64)
    for row in range(rows):
        root = root_of(parent, row)
        if root != row:
            following[row], following[root] = following[root], row
            size[root] += 1
    return following, size


@compiled
def said_between(few: Any, many: Any, parent: Any, following: Any, starts: Any, near: Any, says: Any) -> Any:
    """Return what all pairs between two sets say together for one person (nats)."""
    total, row = 0.0, few
    while True:
        for at in range(starts[row], starts[row + 1]):
            if root_of(parent, near[at]) == many:
                total += says[at]
        row = following[row]
        if row == few:
            return total


@compiled
def are_apart(parent: Any, one: Any, other: Any, foe: Any, apart: Any) -> bool:
    """Return whether two sets hold records that were judged two persons."""
    if not (foe[one] and foe[other]):
        return False
    for judged in range(len(apart)):
        a, b = root_of(parent, apart[judged, 0]), root_of(parent, apart[judged, 1])
        if (a == one and b == other) or (a == other and b == one):
            return True
    return False


@compiled
def settle(parent: Any) -> None:
    """Write the smallest row of each record's set."""
    for row in range(len(parent)):
        parent[row] = root_of(parent, row)
