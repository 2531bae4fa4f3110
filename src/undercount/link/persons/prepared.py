"""Prepare lists for linking: every record of every list as one row of arrays that comparisons read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError
from undercount.link.names import Encoded, Frequencies, Name, encode, normalise, parse
from undercount.link.persons.cells import Days, age_of, days_of, group_of, sex_of
from undercount.link.persons.lists import ListOf, Read, copies, read_list

Ints = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]
Reals = npt.NDArray[np.float32]
_YEAR = 365.2425
_COMMON = 0.005
MOST_LISTS = 62


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Hold the records of all lists, one row each, list after list.

    Args:
        lists: The lists' declarations, in order.
        of: The number of each record's list.
        ids: The id of each record in its list.
        parsed: The parsed names.
        names: The same names ready for comparison.
        named: Whether a record has a name.
        sex: 0 male, 1 female, -1 not known.
        age: The youngest and the oldest that the person can have been at death (years), NaN where nothing is known.
        exact: Whether the age is known to the year or better.
        birth: The first and the last day on which the person can have been born (days since 0001-01-01), -1 where nothing is known.
        death: Likewise for the day of death.
        places: A number for each place from the largest area to the smallest, -1 where nothing is known; equal numbers are equal places.
        common: Whether a place holds many of all records.
        incident: A number for each incident, -1 where nothing is known.
        warnings: What a person should know before linking, one sentence each.

    Shapes: ``age``, ``birth``, ``death`` (records, 2); ``places``, ``common`` (records, depth); all others (records,).
    """

    lists: tuple[ListOf, ...]
    of: Codes
    ids: tuple[str, ...]
    parsed: tuple[Name, ...]
    names: Encoded
    named: npt.NDArray[np.bool_]
    sex: Codes
    age: Reals
    exact: npt.NDArray[np.bool_]
    birth: Ints
    death: Ints
    places: Ints
    common: npt.NDArray[np.bool_]
    incident: Ints
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.of)

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """Return how many records each list has."""
        return np.bincount(self.of, minlength=len(self.lists)).astype(np.int64)

    @property
    def may_repeat(self) -> npt.NDArray[np.bool_]:
        """Return for each list whether it may name one person twice."""
        return np.array([of.duplicates for of in self.lists])

    def rows(self) -> dict[tuple[str, str], int]:
        """Return the row of each record by its list's name and its id."""
        return {
            (self.lists[number].name, key): row for row, (number, key) in enumerate(zip(self.of, self.ids, strict=True))
        }


def prepare(lists: Sequence[ListOf], frequencies: Frequencies | None = None) -> Prepared:
    """Return the records of lists ready for blocking and comparison.

    Args:
        lists: The lists, at least one that may repeat persons or two others.
        frequencies: How common names are; None learns them from all records.

    Raises:
        LinkError: If a list is not as :func:`undercount.link.persons.lists.read_list` needs it, two lists share a name, or there is nothing
            to link.
    """
    _check(lists)
    read = [read_list(of) for of in lists]
    names = [name for one in read for name in _names(one)]
    parsed = _parsed(names)
    known = frequencies if frequencies is not None else Frequencies.learn(parsed)
    death = _days([days for one in read for days in _dates(one, one.of.death, one.of.death_precision)])
    birth = _days([days for one in read for days in _dates(one, one.of.birth, None)])
    age, exact = _ages(read, birth, death)
    places = _places(read)
    return Prepared(
        lists=tuple(lists),
        of=np.repeat(np.arange(len(read), dtype=np.int8), [one.rows for one in read]),
        ids=tuple(str(value) for one in read for value in one.columns[one.of.id]),
        parsed=tuple(parsed),
        names=encode(parsed, known),
        named=np.array([name.arabic is not None or name.latin is not None for name in parsed], dtype=bool),
        sex=np.array([sex_of(value) for one in read for value in one.column(one.of.sex)], dtype=np.int8),
        age=age,
        exact=exact,
        birth=birth,
        death=death,
        places=places,
        common=_common(places),
        incident=_numbered([value for one in read for value in one.column(one.of.incident)]),
        warnings=tuple(copies(read)),
    )


def _check(lists: Sequence[ListOf]) -> None:
    repeated = [name for name, count in Counter(of.name for of in lists).items() if count > 1]
    if repeated:
        raise LinkError(f'each list needs a name of its own; "{repeated[0]}" is given twice: rename one')
    if len(lists) > MOST_LISTS:
        raise LinkError(
            f"at most {MOST_LISTS} lists are linked at once; {len(lists)} were given: join lists of one source into one"
        )
    if len(lists) < 2 and not any(of.duplicates for of in lists):
        raise LinkError(
            "linking needs two lists, or one that may name a person twice; "
            f"{len(lists)} without duplicates {'was' if len(lists) == 1 else 'were'} given: add a list, or declare duplicates"
        )


def _names(read: Read) -> list[tuple[str, ...]]:
    """Return the texts in which each record's name is written."""
    absent = {text.casefold() for text in read.of.no_name}
    columns = []
    for one in read.of.names:
        texts = [" ".join(str(cell) for cell in cells if cell is not None) for cells in read.joined(one)]
        columns.append(["" if text.casefold() in absent else text for text in texts])
    return list(zip(*columns, strict=True)) if columns else [()] * read.rows


def _parsed(texts: Sequence[tuple[str, ...]]) -> list[Name]:
    known: dict[tuple[str, ...], Name] = {}
    for text in texts:
        if text not in known:
            known[text] = parse(*text)
    return [known[text] for text in texts]


def _dates(read: Read, columns: str | tuple[str, ...] | None, precision: str | None) -> list[Days | None]:
    cells = zip(read.joined(columns), read.column(precision), strict=True)
    known: dict[tuple[object, ...], Days | None] = {}
    found = []
    for one in cells:
        if one not in known:
            known[one] = days_of(*one)
        found.append(known[one])
    return found


def _days(days: Sequence[Days | None]) -> Ints:
    return np.array([(-1, -1) if one is None else one for one in days], dtype=np.int32).reshape(-1, 2)


def _ages(read: Sequence[Read], birth: Ints, death: Ints) -> tuple[Reals, npt.NDArray[np.bool_]]:
    """Return ages at death as written, else from the date of birth, else from the group."""
    written = [age_of(value) for one in read for value in one.column(one.of.age)]
    groups = [group_of(value) for one in read for value in one.column(one.of.age_group)]
    as_of = np.repeat([one.of.as_of.toordinal() if one.of.as_of else -1 for one in read], [one.rows for one in read])
    end = np.where(death >= 0, death, as_of[:, None])
    born = (birth[:, 0] >= 0) & (end[:, 0] >= 0)
    lived = np.stack([end[:, 0] - birth[:, 1], end[:, 1] - birth[:, 0]], axis=1) / _YEAR
    ages = np.full((len(written), 2), np.nan, dtype=np.float32)
    exact = np.zeros(len(written), dtype=bool)
    for row, (age, group) in enumerate(zip(written, groups, strict=True)):
        if age is not None:
            ages[row], exact[row] = age, True
        elif born[row] and lived[row, 1] >= 0:
            ages[row] = np.floor(max(lived[row, 0], 0.0)), np.floor(lived[row, 1]) + 1
            exact[row] = ages[row, 1] - ages[row, 0] <= 2
        elif group is not None:
            ages[row] = group
    return ages, exact


def _places(read: Sequence[Read]) -> Ints:
    depth = max(len(one.of.place) for one in read)
    levels = []
    for level in range(depth):
        cells: list[object] = []
        for one in read:
            cells += one.column(one.of.place[level] if level < len(one.of.place) else None)
        levels.append(cells)
    numbers: list[Ints] = []
    for level, cells in enumerate(levels):
        above = numbers[-1] if level else np.zeros(len(cells), dtype=np.int32)
        within = [
            None if cell is None else (int(parent), _plain(cell)) for parent, cell in zip(above, cells, strict=True)
        ]
        numbers.append(_numbered(within))
    return np.stack(numbers, axis=1) if numbers else np.zeros((sum(one.rows for one in read), 0), dtype=np.int32)


def _plain(value: object) -> str:
    return normalise(str(value)).casefold()


def _numbered(values: Sequence[object]) -> Ints:
    numbers: dict[object, int] = {}
    return np.array(
        [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int32
    )


def _common(places: Ints) -> npt.NDArray[np.bool_]:
    """Return whether each record's place holds more than one in two hundred of all records."""
    common = np.zeros(places.shape, dtype=bool)
    for level in range(places.shape[1]):
        known = places[:, level] >= 0
        counts = np.bincount(places[known, level]) if known.any() else np.zeros(1, dtype=np.int64)
        common[known, level] = counts[places[known, level]] > _COMMON * len(places)
    return common
