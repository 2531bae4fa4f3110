"""Compare pairs of records field by field: each field of a pair has a level, from a clear difference to the same.

A level belongs to a group. Levels of one group are what can be observed where so much is known (two exact ages; an age and a group), so
chances add up to one within a group, and level 0, where a side knows nothing, says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.names import compare_many
from undercount.link.names.comparison import LEAST_LOGIT, given_differ
from undercount.link.persons.given import are_two_names
from undercount.link.persons.level_kernel import age_levels, binary_levels, date_levels, place_levels
from undercount.link.persons.place_levels import COLUMNS
from undercount.link.persons.prepared import Prepared

Rows = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Bands of the evidence of names (the score's logit, half nats), narrow where it separates persons from namesakes.
_BANDS = np.concatenate([[-4.0, -2.5, -1.5], np.arange(-0.5, 8.75, 0.5)])
_WIDE = np.array([-4.0, -1.5, 0.5])
_STEP = 0.8
# The day that NumPy counts from, as days since 0001-01-01.
_EPOCH = 719163


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Hold pairs of records to compare.

    Args:
        left: The row of each pair's first record.
        right: The row of its second.
        shared: Whether their names share a key of blocking.
        told: What their names tell (:func:`evidence`).

    Shapes: all (pairs,).
    """

    left: Rows
    right: Rows
    shared: Flags
    told: Floats

    def __len__(self) -> int:
        return len(self.left)

    @classmethod
    def of(cls, prepared: Prepared, left: Rows, right: Rows, shared: Flags) -> Pairs:
        """Return pairs with what their names tell."""
        return cls(left, right, shared, evidence(prepared, left, right))


Levels = Callable[[Prepared, Pairs], Codes]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold how one field of two records is compared.

    Args:
        name: The field.
        levels: The name of each level; the first is "missing".
        groups: The group of each level; 0 for "missing".
        start: What each level is taken to tell before anything is learnt (nats, only differences within a group count).
        rises: The level from which on a later one can never tell less than an earlier one; 0 where levels have no order.
        of: Returns the levels of pairs of records.
        apart: Levels that say that two records are two persons, whatever else agrees.
    """

    name: str
    levels: tuple[str, ...]
    groups: tuple[int, ...]
    start: tuple[float, ...]
    rises: int
    of: Levels
    apart: tuple[int, ...] = ()


def evidence(prepared: Prepared, left: Rows, right: Rows) -> Floats:
    """Return what the names of pairs tell (score on the logit scale), NaN where one has no name.

    Where the given names differ it is the most that other parts could make of it, which is in the lowest band all the same.
    """
    told = np.full(len(left), LEAST_LOGIT)
    there = prepared.named[left] & prepared.named[right]
    told[~there] = np.nan
    # Most pairs are of two given names, and whatever else they share would change nothing.
    near = np.flatnonzero(there & ~given_differ(prepared.names, prepared.names, left, right))
    score = compare_many(prepared.names, prepared.names, left[near], right[near]).scores.astype(np.float64)
    told[near] = np.log(np.clip(score, 1e-12, None)) - np.log(np.clip(1 - score, 1e-9, None))
    return told


def _name(prepared: Prepared, pairs: Pairs) -> Codes:
    """Return levels of names: narrow bands where they share a key of blocking, wide ones where they do not.

    Pairs that names brought together and pairs that something else did are different crowds of namesakes, so each has its own levels. The
    lowest band of each is of given names that are two and not one with slips in it.
    """
    two = np.zeros(len(pairs), dtype=np.int64)
    low = np.flatnonzero(pairs.told < _BANDS[0])
    two[low] = are_two_names(prepared.names, pairs.left[low], pairs.right[low])
    narrow = _FIRST + np.where(two > 0, 0, 1 + np.digitize(pairs.told, _BANDS))
    wide = 1 + np.where(two > 0, 0, 1 + np.digitize(pairs.told, _WIDE))
    return np.where(np.isnan(pairs.told), 0, np.where(pairs.shared, narrow, wide)).astype(np.int8)


def _binary(values: npt.NDArray[np.signedinteger], pairs: Pairs) -> Codes:
    found = np.empty(len(pairs), dtype=np.int8)
    binary_levels(values, pairs.left, pairs.right, found)
    return found


def _sex(prepared: Prepared, pairs: Pairs) -> Codes:
    return _binary(prepared.sex, pairs)


_AGES = ("missing", "group differs", "group fits", "over 20 years", "11 to 20 years", "6 to 10 years", "3 to 5 years", "a digit", "2 years",
         "1 year", "same")  # fmt: skip


def _age(prepared: Prepared, pairs: Pairs) -> Codes:
    found = np.empty(len(pairs), dtype=np.int8)
    age_levels(prepared.age, prepared.exact, pairs.left, pairs.right, found)
    return found


_DATES = ("missing", "cannot be", "can be", "over a year", "a year or less", "a month or less", "a week or less", "day and month swapped",
          "3 days or less", "next day", "same day")  # fmt: skip


def _dates(days: npt.NDArray[np.int32], pairs: Pairs) -> Codes:
    found = np.empty(len(pairs), dtype=np.int8)
    date_levels(days, _calendar(days[:, 0]), pairs.left, pairs.right, found)
    return found


def _calendar(ordinals: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the year, the month and the day of days (days since 0001-01-01)."""
    days = (ordinals.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    month = (months - years.astype("datetime64[M]")).astype(np.int64) + 1
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    return np.stack([years.astype(np.int64) + 1970, month, day], axis=1).astype(np.int32)


def _birth(prepared: Prepared, pairs: Pairs) -> Codes:
    return _dates(prepared.birth, pairs)


def _death(prepared: Prepared, pairs: Pairs) -> Codes:
    return _dates(prepared.death, pairs)


_PLACES = (
    "missing",
    "largest area differs",
    "largest area same",
    "differs",
    "area same, place differs",
    "common place same",
    "place same",
)


def _place(prepared: Prepared, pairs: Pairs) -> Codes:
    """Return levels of place: in one group where only the largest area is known on both sides, in another where more is."""
    found = np.empty(len(pairs), dtype=np.int8)
    of = (prepared.places, prepared.scripts, prepared.common, prepared.place_levels == COLUMNS)
    place_levels(*of, pairs.left, pairs.right, found)
    return found


def _incident(prepared: Prepared, pairs: Pairs) -> Codes:
    return _binary(prepared.incident, pairs)


_MATCH = ("missing", "differs", "same")
_FIRST = len(_WIDE) + 3
_NARROW = len(_BANDS) + 2
NAME = Comparison(
    "name",
    (
        "missing",
        *(f"no key shared, band {band}" for band in range(1, _FIRST)),
        *(f"band {band}" for band in range(1, _NARROW + 1)),
    ),
    (0, *[1] * (_FIRST - 1 + _NARROW)),
    (
        0.0,
        *(_STEP * (float(edge) * 2 - 10) for edge in (-8.0, -6.0, *_WIDE)),
        *(_STEP * (band - len(_BANDS) / 2) for band in range(-1, len(_BANDS) + 1)),
    ),
    _FIRST,
    _name,
    (1, _FIRST),
)
SEX = Comparison("sex", _MATCH, (0, 1, 1), (0.0, -4.0, 0.0), 0, _sex)
_TENS = (0, 1, 1, *[2] * 8)
AGE = Comparison("age", _AGES, _TENS, (0.0, -2.5, 0.0, -4.0, -2.5, -1.5, -1.0, 0.0, 0.7, 1.5, 3.0), 0, _age)
BIRTH = Comparison("birth", _DATES, _TENS, (0.0, -3.0, 1.0, -4.0, -3.0, -2.0, -1.0, 3.0, 3.0, 3.0, 7.0), 0, _birth)
DEATH = Comparison("death", _DATES, _TENS, (0.0, -4.0, 1.0, -5.0, -3.0, -1.0, 1.0, 3.0, 3.5, 4.5, 6.5), 0, _death)
PLACE = Comparison("place", _PLACES, (0, 1, 1, 2, 2, 2, 2), (0.0, -3.0, 2.0, -4.0, 1.0, 4.0, 6.0), 0, _place)
INCIDENT = Comparison("incident", _MATCH, (0, 1, 1), (0.0, -1.0, 6.0), 0, _incident)
COMPARISONS = (NAME, SEX, AGE, BIRTH, DEATH, PLACE, INCIDENT)


def usable(prepared: Prepared) -> tuple[Comparison, ...]:
    """Return the comparisons of fields that at least two lists know, or one list that may repeat persons."""
    known: dict[str, Flags] = {
        "name": prepared.named,
        "sex": prepared.sex >= 0,
        "age": ~np.isnan(prepared.age[:, 0]),
        "birth": prepared.birth[:, 0] >= 0,
        "death": prepared.death[:, 0] >= 0,
        "place": np.asarray((prepared.places >= 0).any(axis=1)),
        "incident": prepared.incident >= 0,
    }
    return tuple(one for one in COMPARISONS if _twice(prepared, known[one.name]))


def _twice(prepared: Prepared, known: npt.NDArray[np.bool_]) -> bool:
    knows = np.bincount(prepared.of[known], minlength=len(prepared.lists)) > 0
    return int(knows.sum()) > 1 or bool((knows & prepared.may_repeat).any())


def levels_of(prepared: Prepared, comparisons: tuple[Comparison, ...], pairs: Pairs) -> Codes:
    """Return the level of each comparison for pairs of records.

    Shapes: (pairs, comparisons).
    """
    found = np.zeros((len(pairs), len(comparisons)), dtype=np.int8)
    for column, one in enumerate(comparisons):
        found[:, column] = one.of(prepared, pairs)
    return found
