"""The kernel that moves records between persons: one sweep of Gibbs moves and of exchanges over all blocks of records in doubt.

A block is a record, or records that are judged one person. Blocks of one person form a ring (``after``); ``person`` is the number of a
ring, ``first`` a block of it or -1 where the number is free.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undercount.compiled import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNSEEN = -9.0
"""What a pair tells that blocking did not bring together, against being one person (nats)."""


class Blocks(NamedTuple):
    """Hold what never changes: for block b, its neighbours stand at ``near_at[b]`` to ``near_at[b + 1]``, and so on.

    Args:
        lists: The bits of its lists that name nobody twice.
        near_at: Where its neighbours begin.
        near: The neighbours, rising within a block.
        told: For each neighbour, what the pair of their records tells that tells most for one person (nats).
        foes_at: Where the blocks that were judged apart from it begin.
        foes: Those blocks.
        rivals_at: Where the blocks that share a list and a neighbour with it begin.
        rivals: Those blocks.
    """

    lists: Ints
    near_at: Ints
    near: Ints
    told: Floats
    foes_at: Ints
    foes: Ints
    rivals_at: Ints
    rivals: Ints


class State(NamedTuple):
    """Hold what changes.

    Args:
        person: The number of each block's person.
        after: The next block of the same person, round and round.
        first: A block of each person, -1 where that number is free.
        free: Numbers of persons that are free, the next one last.
        spare: How many are free.
    """

    person: Ints
    after: Ints
    first: Ints
    free: Ints
    spare: Ints


@compiled
def sweep(blocks: Blocks, state: State, moves: Floats, choices: Floats, swaps: Floats) -> None:
    """Move each block that has a neighbour, then let each that has a rival try to change places with one.

    Args:
        blocks: The blocks.
        state: Which of them are one person; changed in place.
        moves: A random number for each block's move.
        choices: One for the choice of its rival.
        swaps: One for whether they change places.
    """
    for block in range(len(blocks.lists)):
        if blocks.near_at[block + 1] > blocks.near_at[block]:
            _move(blocks, state, block, moves[block])
    for block in range(len(blocks.lists)):
        count = blocks.rivals_at[block + 1] - blocks.rivals_at[block]
        if count:
            rival = blocks.rivals[blocks.rivals_at[block] + int(choices[block] * count)]
            _swap(blocks, state, block, rival, swaps[block])


@compiled
def _move(blocks: Blocks, state: State, block: int, chance: float) -> None:
    _leave(state, block)
    start, end = blocks.near_at[block], blocks.near_at[block + 1]
    total, best = 1.0, -1
    # Persons are weighed one after another: each takes the place of the choice so far with its share of the weight until then.
    for at in range(start, end):
        person = state.person[blocks.near[at]]
        if _seen(blocks, state, start, at, person) or not _may_join(blocks, state, block, state.first[person], -1):
            continue
        weight = math.exp(min(_gain(blocks, state, block, state.first[person], -1), 600.0))
        total += weight
        share = weight / total
        if chance < share:
            best, chance = person, chance / share
        else:
            chance = (chance - share) / (1.0 - share)
    _enter(state, block, best)


@compiled
def _seen(blocks: Blocks, state: State, start: int, at: int, person: int) -> bool:
    for before in range(start, at):  # noqa: SIM110 - the compiler knows no any
        if state.person[blocks.near[before]] == person:
            return True
    return False


@compiled
def _swap(blocks: Blocks, state: State, one: int, other: int, chance: float) -> None:
    here, there = state.person[one], state.person[other]
    if here == there:
        return
    left, right = state.first[here], state.first[there]
    if not (_may_join(blocks, state, one, right, other) and _may_join(blocks, state, other, left, one)):
        return
    gain = (
        _gain(blocks, state, one, right, other)
        + _gain(blocks, state, other, left, one)
        - _gain(blocks, state, one, left, one)
        - _gain(blocks, state, other, right, other)
    )
    if gain >= 0 or chance < math.exp(gain):
        left_is_one, right_is_one = state.after[one] == one, state.after[other] == other
        _leave(state, one)
        _leave(state, other)
        _enter(state, one, -1 if right_is_one else there)
        _enter(state, other, -1 if left_is_one else here)


@compiled
def _leave(state: State, block: int) -> None:
    person = state.person[block]
    following = state.after[block]
    if following == block:
        state.first[person] = -1
        state.free[state.spare[0]] = person
        state.spare[0] += 1
    else:
        last = following
        while state.after[last] != block:
            last = state.after[last]
        state.after[last] = following
        state.first[person] = following
    state.person[block] = -1
    state.after[block] = block


@compiled
def _enter(state: State, block: int, person: int) -> None:
    if person < 0:
        state.spare[0] -= 1
        person = state.free[state.spare[0]]
        state.first[person] = block
    else:
        state.after[block] = state.after[state.first[person]]
        state.after[state.first[person]] = block
    state.person[block] = person


@compiled
def _may_join(blocks: Blocks, state: State, block: int, first: int, without: int) -> bool:
    """Return whether a block may join a person, one of whose blocks is not counted."""
    other = first
    while True:
        if other != without:
            if blocks.lists[other] & blocks.lists[block]:
                return False
            for at in range(blocks.foes_at[block], blocks.foes_at[block + 1]):
                if blocks.foes[at] == other:
                    return False
        other = state.after[other]
        if other == first:
            return True


@compiled
def _gain(blocks: Blocks, state: State, block: int, first: int, without: int) -> float:
    """Return by how much a person's weight grows when a block joins it, one of its blocks not counted."""
    count = 0
    other = first
    while True:
        count += other != without
        other = state.after[other]
        if other == first:
            break
    if count == 0:
        return 0.0
    members = np.empty(count + 1, dtype=np.int64)
    at = 0
    while at < count:
        if other != without:
            members[at] = other
            at += 1
        other = state.after[other]
    members[count] = block
    return _weight(blocks, members, count + 1) - _weight(blocks, members, count)


@compiled
def _weight(blocks: Blocks, members: Ints, count: int) -> float:
    """Return the weight of a person of the first so many blocks: the heaviest tree that spans them (Prim 1957)."""
    if count < 3:
        return _told(blocks, members[0], members[1]) if count == 2 else 0.0
    near = np.empty(count, dtype=np.float64)
    for at in range(1, count):
        near[at] = _told(blocks, members[0], members[at])
    left = np.arange(count)
    total = 0.0
    for there in range(1, count):
        best = there
        for at in range(there + 1, count):
            if near[left[at]] > near[left[best]]:
                best = at
        left[there], left[best] = left[best], left[there]
        new = left[there]
        total += near[new]
        for at in range(there + 1, count):
            near[left[at]] = max(near[left[at]], _told(blocks, members[new], members[left[at]]))
    return total


@compiled
def _told(blocks: Blocks, one: int, other: int) -> float:
    """Return what the pair of two blocks tells that tells most for one person."""
    low, high = blocks.near_at[one], blocks.near_at[one + 1]
    while low < high:
        middle = (low + high) // 2
        if blocks.near[middle] < other:
            low = middle + 1
        else:
            high = middle
    if low < blocks.near_at[one + 1] and blocks.near[low] == other:
        return float(blocks.told[low])
    return UNSEEN
