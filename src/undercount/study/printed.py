"""Printed numbers: the reported range and the best sum of each list, as recorders print them; never mixed into the bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from undercount.count.methods import Entry, best_sum, reported_range
from undercount.record import ALL_CELLS, Scope, Space
from undercount.study.rows import Row


def by_list(rows: Iterable[Row], question: Scope, space: Space) -> dict[str, list[Entry]]:
    """Return for each list what each source gives for each incident that certainly lies in a question.

    Where a source gives a whole and its parts, the widest count that fits the question is used; where it gives parts only, their sum.

    Args:
        rows: Admitted affirmations.
        question: The scope asked about.
        space: The trees.
    """
    wide = replace(question, cells=ALL_CELLS)
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        fits = row.incident is not None and not row.cells & ~question.cells
        if fits and replace(row.scope, cells=ALL_CELLS).within(wide, space):
            groups.setdefault((row.list or "study", str(row.incident), row.speaker), []).append(row)
    found: dict[str, list[Entry]] = {}
    for (listed, incident, _), group in sorted(groups.items()):
        found.setdefault(listed, []).append((incident, *_numbers(_widest(group))))
    return found


def _widest(group: Sequence[Row]) -> list[Row]:
    """Return the counts that lie in no wider one, the widest first, leaving out any that overlaps one before it."""
    kept: list[Row] = []
    for row in sorted(group, key=lambda r: (-r.cells.bit_count(), -len(r.published), r.claim)):
        if not any(row.cells & other.cells and row.act == other.act for other in kept):
            kept.append(row)
    return kept


def _numbers(rows: Sequence[Row]) -> tuple[int | None, int | None, int | None]:
    def total(values: list[int | None]) -> int | None:
        known = [v for v in values if v is not None]
        return sum(known) if known else None

    return total([r.low for r in rows]), total([r.best for r in rows]), total([r.high for r in rows])


def range_json(lists: Mapping[str, Sequence[Entry]], duplicates: Set[str] = frozenset()) -> dict[str, Any]:
    """Return the reported range of each list; of all only where there is one list, for two may tell of one event.

    Args:
        lists: The entries of each list.
        duplicates: Lists that may tell of one event more than once: their incidents are counted and not added.
    """
    found = []
    for name, entries in lists.items():
        one = reported_range(entries)
        found.append(
            {
                "list": name,
                "low": one.low if one.claims and name not in duplicates else None,
                "high": one.high if one.claims and name not in duplicates else None,
                "incidents": one.incidents,
                "claims": one.claims,
                "without_number": one.incidents_without_number,
            }
        )
    whole = found[0] if len(found) == 1 else {"low": None, "high": None, "incidents": None, "claims": None}
    return {**{k: whole[k] for k in ("low", "high", "incidents", "claims")}, "lists": found}


def sum_json(lists: Mapping[str, Sequence[Entry]], duplicates: Set[str] = frozenset()) -> dict[str, Any]:
    """Return the sum of each list's best numbers; of all only where there is one list.

    Where several sources of a list give different best numbers for one incident none of them is taken.

    Args:
        lists: The entries of each list.
        duplicates: Lists that may tell of one event more than once: their incidents are counted and not added.
    """
    found = []
    for name, entries in lists.items():
        best: dict[str, set[int]] = {}
        for incident, _, number, _ in entries:
            best.setdefault(incident, set()).update(() if number is None else (number,))
        agreed: list[Entry] = [
            (incident, None, next(iter(numbers)) if len(numbers) == 1 else None, None)
            for incident, numbers in best.items()
        ]
        one = best_sum(agreed)
        several = sum(len(numbers) > 1 for numbers in best.values())
        found.append(
            {
                "list": name,
                "sum": one.sum if one.claims and name not in duplicates else None,
                "claims": one.claims,
                "without_number": one.claims_without_number - several,
                "disagreeing": several,
            }
        )
    whole = found[0] if len(found) == 1 else {"sum": None, "claims": None}
    return {**{k: whole[k] for k in ("sum", "claims")}, "lists": found}
