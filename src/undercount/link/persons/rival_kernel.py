"""Weigh rivals for one record against each other, and join pairs into persons. Compiled."""

from __future__ import annotations

from typing import Any

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
def join_pairs(left: Any, right: Any, parent: Any, lists: Any, foe: Any, apart: Any) -> None:
    """Join the sets of pairs in their order, unless the two share a list or were judged apart."""
    for pair in range(len(left)):
        one, other = root_of(parent, left[pair]), root_of(parent, right[pair])
        if one == other or lists[one] & lists[other] or are_apart(parent, one, other, foe, apart):
            continue
        if other < one:
            one, other = other, one
        parent[other] = one
        lists[one] |= lists[other]
        foe[one] |= foe[other]


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
