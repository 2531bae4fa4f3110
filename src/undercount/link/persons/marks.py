"""What narrows a key that too many records share: a further name by its consonants, the day of death, the age, the smallest place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.names import Names
from undercount.link.names.layout import NAMED
from undercount.link.names.symbols import MOST_NAMED
from undercount.link.persons.block_kernel import write_marks
from undercount.link.persons.prepared import Prepared

Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
# Ages that differ by up to so many years share a mark.
_YEARS = 3
_OTHERS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Hold the marks of records.

    Args:
        starts: Where the marks of each record begin.
        marks: The marks: names by their consonants first, then days and ages, then places.
        names: How many different names there are.
        places: The first mark that is a place.
    """

    starts: Rows
    marks: npt.NDArray[np.int32]
    names: int
    places: int


def marks_of(prepared: Prepared) -> Marks:
    """Return the marks of all records. Days and ages have two marks each, so that neighbours share one."""
    scripts, names = _sounds(prepared.parsed)
    others, places = _others(prepared, names)
    starts = np.zeros(len(prepared) + 1, dtype=np.int64)
    marks = np.empty(len(prepared) * (2 * MOST_NAMED + _OTHERS), dtype=np.int32)
    count = write_marks(*scripts[0], *scripts[1], NAMED, others, starts, marks)
    return Marks(starts, marks[:count].copy(), names, places)


def words_of(prepared: Prepared, which: npt.NDArray[np.bool_]) -> tuple[Numbers, Rows, int]:
    """Return the names in some records' names, by their consonants: the row and the mark of each, once a record; and how many there are."""
    rows = np.flatnonzero(which).astype(np.int32)
    scripts, names = _sounds(prepared.parsed)
    chosen = [(script[rows], sounds) for script, sounds in scripts]
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    marks = np.empty(len(rows) * 2 * MOST_NAMED, dtype=np.int32)
    count = write_marks(*chosen[0], *chosen[1], NAMED, np.zeros((len(rows), 0), dtype=np.int64), starts, marks)
    return np.repeat(rows, np.diff(starts)), marks[:count].astype(np.int64), names


def _sounds(names: Names) -> tuple[list[tuple[Numbers, Rows]], int]:
    """Return for each script the words of each name, and what each word sounds like; and how many different sounds there are."""
    numbers: dict[str, int] = {}
    scripts = []
    for script in (names.arabic, names.latin):
        sounds = [numbers.setdefault(fact.skeleton, len(numbers)) for fact in script.facts]
        scripts.append((script.rows, np.array(sounds or [0], dtype=np.int64)))
    return scripts, len(numbers)


def _others(prepared: Prepared, first: int) -> tuple[Rows, int]:
    """Return the marks that are not names, -1 where nothing is known, numbered from ``first``; and the first that is a place."""
    day = np.where(prepared.death[:, 0] == prepared.death[:, 1], prepared.death[:, 0] // 2, -1).astype(np.int64)
    age = np.where(prepared.exact, np.nan_to_num(prepared.age[:, 0]) // _YEARS, -1).astype(np.int64)
    place = np.full(len(prepared), -1, dtype=np.int64)
    for level in range(prepared.places.shape[1]):
        place = np.where(
            prepared.places[:, level] >= 0, level + prepared.places.shape[1] * prepared.places[:, level], place
        )
    # In a large list an age alone narrows little.
    area = (
        prepared.places[:, 0].astype(np.int64) + 1
        if prepared.places.shape[1]
        else np.zeros(len(prepared), dtype=np.int64)
    )
    areas = int(area.max(initial=0)) + 1
    columns = []
    for values, steps, by in ((day, 2, 0 * area), (age, 2, area), (place, 1, 0 * area)):
        places = first
        columns += [np.where(values >= 0, first + (values + step) * areas + by, -1) for step in range(steps)]
        first += (int(values.max(initial=-1)) + 1 + steps) * areas
    return np.stack(columns, axis=1).astype(np.int64), places
