"""The levels of pairs of records, field by field. Compiled; :mod:`undercount.link.persons.comparisons` names them."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled

YEAR, MONTH, WEEK, FEW = 366, 31, 7, 3
TEN = 10
UNSURE = 3
"""In place of the scripts in which a place is known: its name may be another place's as well, so that no other is surely another place."""


@compiled
def binary_levels(values: Any, left: Any, right: Any, found: Any) -> None:
    """Write 0 where a side knows nothing (a negative value), 1 where they differ, 2 where they are the same."""
    for pair in range(len(left)):
        one, other = values[left[pair]], values[right[pair]]
        found[pair] = 0 if one < 0 or other < 0 else 2 if one == other else 1


@compiled
def age_levels(ages: Any, exact: Any, left: Any, right: Any, found: Any) -> None:
    """Write the levels of ages, which are half-open intervals (years)."""
    for pair in range(len(left)):
        a, b = left[pair], right[pair]
        one, other = ages[a, 0], ages[b, 0]
        if np.isnan(one) or np.isnan(other):
            found[pair] = 0
            continue
        fits = one < ages[b, 1] and other < ages[a, 1]
        if not (exact[a] and exact[b]):
            found[pair] = 2 if fits else 1
            continue
        mine, theirs = np.int64(np.floor(one)), np.int64(np.floor(other))
        found[pair] = age_level(mine, theirs, np.int64(0) if fits else abs(mine - theirs))


@compiled
def age_level(one: Any, other: Any, apart: Any) -> Any:
    """Return the level of two ages that are known (years)."""
    if apart <= 2:
        return 10 - apart
    # Two digits swapped, or the first one off by one.
    if one >= TEN and other >= TEN:
        swapped = one // TEN == other % TEN and one % TEN == other // TEN
        if swapped or (one % TEN == other % TEN and abs(one // TEN - other // TEN) == 1):
            return 7
    if apart <= 5:
        return 6
    return 5 if apart <= 10 else 4 if apart <= 20 else 3


@compiled
def date_levels(days: Any, calendar: Any, left: Any, right: Any, found: Any) -> None:
    """Write the levels of dates, which are the first and last day that each can be; ``calendar`` has the year, month, day of the first."""
    for pair in range(len(left)):
        a, b = left[pair], right[pair]
        if days[a, 0] < 0 or days[b, 0] < 0:
            found[pair] = 0
            continue
        if days[a, 0] != days[a, 1] or days[b, 0] != days[b, 1]:
            found[pair] = 2 if days[a, 0] <= days[b, 1] and days[b, 0] <= days[a, 1] else 1
            continue
        found[pair] = date_level(abs(days[a, 0] - days[b, 0]), calendar, a, b)


@compiled
def date_level(apart: Any, calendar: Any, a: Any, b: Any) -> Any:
    """Return the level of two days."""
    if apart <= 1:
        return 10 - apart
    if apart <= FEW:
        return 8
    if calendar[a, 0] == calendar[b, 0] and calendar[a, 1] == calendar[b, 2] and calendar[a, 2] == calendar[b, 1]:
        return 7
    return 6 if apart <= WEEK else 5 if apart <= MONTH else 4 if apart <= YEAR else 3


@compiled
def place_levels(places: Any, scripts: Any, common: Any, by_columns: Any, left: Any, right: Any, found: Any) -> None:
    """Write the levels of places from the largest area to the smallest that both know.

    Of ``scripts`` the one is 0 and the other 1 where two places cannot be compared; nothing below them can. One is 3 where a name may be
    another place's, too: it may be the same place that the other side calls by another number. Below areas that differ nothing is the
    same. Where places stand ``by_columns``, two largest areas that are not known count as the same, as in models trained on such.
    """
    for pair in range(len(left)):
        a, b = left[pair], right[pair]
        found[pair] = 0
        largest = apart = False
        for depth in range(places.shape[1]):
            known = places[a, depth] >= 0 and places[b, depth] >= 0
            if known and scripts[a, depth] + scripts[b, depth] == 1:
                break
            same = places[a, depth] == places[b, depth]
            if depth == 0:
                largest = same and (known or by_columns)
            if known:
                if not same and not apart and (scripts[a, depth] == UNSURE or scripts[b, depth] == UNSURE):
                    break
                apart = apart or not same
                if depth == 0:
                    found[pair] = 1 if apart else 2
                elif not apart:
                    found[pair] = 5 if common[a, depth] else 6
                else:
                    found[pair] = 4 if largest else 3
