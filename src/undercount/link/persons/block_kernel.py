"""Narrow blocks of records that share a key, and list the pairs of records of one block. Compiled; records and blocks are numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled

# An odd number whose multiples spread over 64 bits: the golden ratio's.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@compiled
def order_by(values: Any, at: Any, order: Any) -> None:
    """Write the places of values in the order of the values, those of one value in their own; ``at`` has where each value begins."""
    for place in range(len(values)):
        order[at[values[place]]] = place
        at[values[place]] += 1


@compiled
def narrow_block(
    rows: Any, start: Any, end: Any, marked: Any, skip: Any, lists: Any, table: Any, numbers: Any, held: Any, met: Any
) -> Any:
    """Number the marks of the records of one block, and count the records and the pairs of each; return how many marks there are.

    ``skip`` are two marks and a range of marks that are left out. ``held`` gets the number of each record's mark, -1 where it is left
    out; ``met`` for each mark how many records have it, the list of the last one, how many of that list, and how many pairs are of one
    list.
    """
    starts, marks = marked
    of, may_repeat = lists
    mask, count, entry = len(table) - 1, 0, 0
    for place in range(start, end):
        row = rows[place]
        for at in range(starts[row], starts[row + 1]):
            mark = marks[at]
            held[entry] = -1
            entry += 1
            if mark == skip[0] or mark == skip[1] or (skip[2] <= mark < skip[3]):
                continue
            slot = np.int64((np.uint64(mark) * _SPREAD) >> np.uint64(32)) & mask
            while table[slot] >= 0 and table[slot] != mark:
                slot = (slot + 1) & mask
            if table[slot] < 0:
                table[slot] = mark
                numbers[slot] = count
                met[count, 0], met[count, 1], met[count, 2], met[count, 3] = 0, -1, 0, 0
                count += 1
            number = numbers[slot]
            held[entry - 1] = number
            # Records of one list come one after another.
            if met[number, 1] != of[row]:
                met[number, 1], met[number, 2] = of[row], 0
            if not may_repeat[of[row]]:
                met[number, 3] += met[number, 2]
            met[number, 2] += 1
            met[number, 0] += 1
    return count


@compiled
def narrow(
    rows: Any,
    ends: Any,
    marked: Any,
    skips: Any,
    lists: Any,
    scratch: Any,
    to: Any,
    blocks: Any,
    parent: Any,
    pairs: Any,
    size: Any,
) -> Any:
    """Part blocks by the marks of their records; return how many entries and how many narrower blocks there are.

    Only what pairs records to compare is kept.
    """
    table, numbers, held, met = scratch
    starts = marked[0]
    entries, made, start = 0, 0, 0
    for block in range(len(ends)):
        end = ends[block]
        most = 0
        for place in range(start, end):
            most += starts[rows[place] + 1] - starts[rows[place]]
        room = 16
        while room < 2 * most:
            room *= 2
        table[:room] = -1
        count = narrow_block(rows, start, end, marked, skips[block], lists, table[:room], numbers, held, met)
        for number in range(count):
            all_pairs = met[number, 0] * (met[number, 0] - 1) // 2 - met[number, 3]
            kept = all_pairs > 0
            if kept:
                pairs[made], size[made], parent[made] = all_pairs, met[number, 0], block
                made += 1
            met[number, 1] = made - 1 if kept else -1
        entry = 0
        for place in range(start, end):
            for _ in range(starts[rows[place]], starts[rows[place] + 1]):
                if held[entry] >= 0 and met[held[entry], 1] >= 0:
                    to[entries], blocks[entries] = rows[place], met[held[entry], 1]
                    entries += 1
                entry += 1
        start = end
    return entries, made


@compiled
def place_by_record(rows: Any, blocks: Any, first: Any, record_at: Any, record_blocks: Any) -> None:
    """Place the block of each entry, numbered from ``first``, with its record; ``record_at`` ends as the ends."""
    for entry in range(len(rows)):
        row = rows[entry]
        record_blocks[record_at[row]] = first + blocks[entry]
        record_at[row] += 1


@compiled
def place_by_block(record_starts: Any, record_blocks: Any, block_at: Any, block_rows: Any, places: Any) -> None:
    """Place each record with its blocks, in the order of records, and say where it stands there; ``block_at`` ends as the ends."""
    for row in range(len(record_starts) - 1):
        for entry in range(record_starts[row], record_starts[row + 1]):
            block = record_blocks[entry]
            block_rows[block_at[block]] = row
            places[entry] = block_at[block]
            block_at[block] += 1


@compiled
def work_of(wanted: Any, record_starts: Any, record_blocks: Any, places: Any, block_ends: Any, work: Any) -> None:
    """Write for each wanted record how many later records its blocks hold, as often as they do."""
    for at in range(len(wanted)):
        total = 0
        for entry in range(record_starts[wanted[at]], record_starts[wanted[at] + 1]):
            total += block_ends[record_blocks[entry]] - places[entry] - 1
        work[at] = total


@compiled
def list_pairs_of(
    wanted: Any, new: Any, inside: bool, index: Any, of: Any, may_repeat: Any, rule_of: Any, stamp: Any, by_of: Any,
    left: Any, right: Any, by: Any,
) -> Any:  # fmt: skip
    """Write the pairs of wanted records with later ones that share a block, each once, in order; return how many there are.

    Pairs are of two lists, or of one that may repeat persons; ``inside``, of one that may not. Where ``new`` is not empty, one of the two
    must be new. ``stamp`` holds, for each record, the record for which it was met last, and ``by_of`` the bits of the rules then.
    """
    record_starts, record_blocks, places, block_ends, block_rows = index
    count = 0
    for at in range(len(wanted)):
        row = wanted[at]
        begin = count
        only_new = len(new) > 0 and not new[row]
        for entry in range(record_starts[row], record_starts[row + 1]):
            block = record_blocks[entry]
            bit = np.int64(1) << rule_of[block]
            for place in range(places[entry] + 1, block_ends[block]):
                other = block_rows[place]
                across = of[row] != of[other] or may_repeat[of[row]]
                if across == inside or (only_new and not new[other]):
                    continue
                if stamp[other] == row:
                    by_of[other] |= bit
                    continue
                stamp[other] = row
                by_of[other] = bit
                right[count] = other
                count += 1
        right[begin:count].sort()
        for pair in range(begin, count):
            left[pair] = row
            by[pair] = by_of[right[pair]]
    return count


@compiled
def find_pairs(left: Any, right: Any, one: Any, other: Any, place: Any) -> None:
    """Write the place of each wanted pair among pairs in the order of their rows, -1 where it is not there."""
    for wanted in range(len(one)):
        low, high = 0, len(left)
        while low < high:
            middle = (low + high) // 2
            before = left[middle] < one[wanted] or (left[middle] == one[wanted] and right[middle] < other[wanted])
            if before:
                low = middle + 1
            else:
                high = middle
        there = low < len(left) and left[low] == one[wanted] and right[low] == other[wanted]
        place[wanted] = low if there else -1


@compiled
def write_marks(
    arabic: Any, sounds: Any, latin: Any, sounds_too: Any, named: Any, others: Any, starts: Any, marks: Any
) -> Any:
    """Write the marks of each record: the sounds of its words, each once, and the other marks that are not negative."""
    count = 0
    for row in range(len(arabic)):
        begin = count
        starts[row] = begin
        for script in range(2):
            rows, of = (arabic, sounds) if script == 0 else (latin, sounds_too)
            for word in range(rows[row, named]):
                count = _marked(marks, begin, count, of[rows[row, word]])
        for column in range(others.shape[1]):
            if others[row, column] >= 0:
                count = _marked(marks, begin, count, others[row, column])
    starts[len(arabic)] = count
    return count


@compiled
def _marked(marks: Any, begin: Any, count: Any, mark: Any) -> Any:
    for at in range(begin, count):
        if marks[at] == mark:
            return count
    marks[count] = mark
    return count + 1
