"""Prepare lists for linking: every record of every list as one row of arrays that comparisons read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError
from undercount.link.names import Encoded, Frequencies, Names, encode, parse_many
from undercount.link.names.table import no_names
from undercount.link.persons.cells import Years, age_of, group_of, is_silent, sex_of
from undercount.link.persons.dates import day_first, days_of
from undercount.link.persons.lists import (
    Coded,
    Copied,
    ListOf,
    Read,
    ages_left_out,
    copies,
    name_texts,
    read_list,
)
from undercount.link.persons.place_levels import COLUMNS, PlaceLevels
from undercount.link.persons.placed import numbered, placed
from undercount.link.persons.places import Apart
from undercount.link.persons.unread import Unread, unread_cells
from undercount.link.register import NOWHERE, Register

Ints = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]
Reals = npt.NDArray[np.float32]
_YEAR = 365.2425
_COMMON = 0.005
MOST_LISTS = 62
_DATES = "write them as 2016-11-15, 2016-11 or 2016; 05/11/2016 is read where the column shows that the day or the month comes first"
_SEXES = "write male or female"
_AGES = "write years, as 34, or 34-36, 30s, ~40, 40+, 4 months, child, infant"
_GROUPS = "write child or adult"


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
        places: A number for each place from the largest area to the smallest, -1 where nothing is known; equal numbers are equal places,
            where no larger areas of the two are known to differ.
        scripts: For each place whether it is known in Latin letters (0), in Arabic (1) or in both (2): one of the first and one of the
            second cannot be compared. Or that its name may be another place's as well (3): it is surely none but those of the same number.
        common: Whether a place holds many of all records.
        incident: A number for each incident, -1 where nothing is known.
        warnings: What a person should know before linking, one sentence each.
        copied: Lists that look like copies of one another.
        apart: Places that cannot be compared across scripts, level by level.
        frequencies: How common names were taken to be.
        unread: The cells that hold something and were not read, column by column.
        register: The register of places, where one was given.
        place_levels: At which level places stand.
        area: The number of each record's largest area to show, -1 where nothing is known; it can be left out of comparison.
        areas: What each of these is called.

    Shapes: ``age``, ``birth``, ``death`` (records, 2); ``places``, ``scripts``, ``common`` (records, depth); all others (records,).
    """

    lists: tuple[ListOf, ...]
    of: Codes
    ids: tuple[str, ...]
    parsed: Names
    names: Encoded
    named: npt.NDArray[np.bool_]
    sex: Codes
    age: Reals
    exact: npt.NDArray[np.bool_]
    birth: Ints
    death: Ints
    places: Ints
    scripts: Codes
    common: npt.NDArray[np.bool_]
    incident: Ints
    warnings: tuple[str, ...] = ()
    copied: tuple[Copied, ...] = ()
    apart: tuple[Apart, ...] = ()
    frequencies: Frequencies | None = None
    unread: tuple[Unread, ...] = ()
    register: Register = NOWHERE
    place_levels: PlaceLevels = COLUMNS
    area: Ints | None = None
    areas: tuple[str, ...] = ()

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

    @property
    def single(self) -> frozenset[str]:
        """Return the names of the lists that name nobody twice."""
        return frozenset(of.name for of in self.lists if not of.duplicates)

    def bare(self) -> Prepared:
        """Return the same records without the lists' tables, the ids and the texts of names, which comparison does not need."""
        return replace(
            self,
            lists=tuple(replace(of, table={}) for of in self.lists),
            ids=(),
            parsed=no_names(),
            frequencies=None,
            register=NOWHERE,
            area=None,
            areas=(),
        )

    def rows(self) -> dict[tuple[str, str], int]:
        """Return the row of each record by its list's name and its id."""
        return {
            (self.lists[number].name, key): row for row, (number, key) in enumerate(zip(self.of, self.ids, strict=True))
        }


def prepare(
    lists: Sequence[ListOf],
    frequencies: Frequencies | None = None,
    register: Register | None = None,
    *,
    place_levels: PlaceLevels | None = None,
) -> Prepared:
    """Return the records of lists ready for blocking and comparison.

    Args:
        lists: The lists, at least one that may repeat persons or two others.
        frequencies: How common names are; None learns them from all records.
        register: The register of places.
        place_levels: At which level places stood where a model was trained; None learns it from these lists.

    Raises:
        LinkError: If a list is not as :func:`undercount.link.persons.lists.read_list` needs it, two lists share a name, or there is nothing
            to link.
    """
    _check(lists)
    read = [read_list(of) for of in lists]
    rows = sum(one.rows for one in read)
    parsed = parse_many(_names(read), rows)
    known = frequencies if frequencies is not None else Frequencies.learn(parsed)
    death, not_read = _days(read, [(one.of.death, one.of.death_precision) for one in read])
    birth, not_read_too = _days(read, [(one.of.birth, None) for one in read])
    age, exact = _ages(read, birth, death)
    register = register or NOWHERE
    where = placed(read, register, place_levels)
    return Prepared(
        lists=tuple(lists),
        of=np.repeat(np.arange(len(read), dtype=np.int8), [one.rows for one in read]),
        ids=tuple(key for one in read for key in one.ids),
        parsed=parsed,
        names=encode(parsed, known),
        named=parsed.has_arabic | parsed.has_latin,
        sex=np.concatenate([_mapped(one.column(one.of.sex), sex_of, -1).astype(np.int8) for one in read]),
        age=age,
        exact=exact,
        birth=birth,
        death=death,
        places=where.places,
        scripts=where.scripts,
        common=_common(where.places),
        incident=numbered([one.column(one.of.incident) for one in read]),
        warnings=(*(told for one in read for told in ages_left_out(one)), *where.warnings),
        copied=copies(read),
        apart=where.apart,
        frequencies=known,
        unread=(*not_read, *not_read_too, *_unread_words(read), *where.unread),
        register=register,
        place_levels=where.levels,
        area=where.area,
        areas=where.areas,
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


def names_known(lists: Sequence[ListOf]) -> Frequencies:
    """Return how common names are in lists, as :func:`prepare` learns it from them.

    Raises:
        LinkError: If a list is not as :func:`undercount.link.persons.lists.read_list` needs it.
    """
    read = [read_list(of) for of in lists]
    return Frequencies.learn(parse_many(_names(read), sum(one.rows for one in read)))


def _names(read: Sequence[Read]) -> list[tuple[Ints, list[str]]]:
    """Return the columns of names over all lists: the texts of each list, and which of them each record has, -1 for none."""
    found = []
    for at in range(max(len(one.of.names) for one in read)):
        texts: list[str] = []
        codes = []
        for one in read:
            mine = np.full(one.rows, -1, dtype=np.int32)
            if at < len(one.of.names):
                written, own = name_texts(one, one.of.names[at])
                absent = {"", *(text.casefold() for text in one.of.no_name)}
                named = [text.casefold() not in absent if len(absent) > 1 else text != "" for text in own]
                number = np.where([*named, False], np.arange(len(own) + 1) + len(texts), -1).astype(np.int32)
                mine = number[written]
                texts += own
            codes.append(mine)
        found.append((np.concatenate(codes), texts))
    return found


def _mapped(column: Coded, of: Callable[[object], float], absent: float) -> npt.NDArray[np.float64]:
    """Return a number for each row of a column."""
    values = np.array([*(of(value) for value in column.values), absent], dtype=np.float64)
    return np.asarray(values[column.codes], dtype=np.float64)


def _days(
    read: Sequence[Read], columns: Sequence[tuple[str | tuple[str, ...] | None, str | None]]
) -> tuple[Ints, list[Unread]]:
    """Return the first and the last day of each record's date, and what was not read."""
    found, bad = [], []
    for one, (names, precision) in zip(read, columns, strict=True):
        dates = (names,) if isinstance(names, str) else names or ()
        codes, rows = one.joined([*dates, precision])
        order = day_first(row[0] for row in rows) if len(dates) == 1 else None
        days = [days_of(row[:-1], row[-1], days_first=order) for row in rows]
        found.append(np.array([day or (-1, -1) for day in days], dtype=np.int32).reshape(-1, 2)[codes])
        values = [
            None if day or not any(_says(cell) for cell in row[:-1]) else "-".join(str(cell) for cell in row[:-1])
            for day, row in zip(days, rows, strict=True)
        ]
        bad.append(unread_cells(one.of.name, ", ".join(dates), codes, values, numbers=one.of.rows, why=_DATES))
    return np.concatenate(found), [unread for unread in bad if unread]


def _says(cell: object) -> bool:
    return cell is not None and not is_silent(cell)


def _unread_words(read: Sequence[Read]) -> list[Unread]:
    """Return the cells of sex and age that were not read."""
    found = []
    for one in read:
        for name, of, why in (
            (one.of.sex, lambda value: sex_of(value) >= 0, _SEXES),
            (one.of.age, age_of, _AGES),
            (one.of.age_group, group_of, _GROUPS),
        ):
            if name is not None:
                column = one.column(name)
                values = [None if of(value) or not _says(value) else str(value) for value in column.values]
                found.append(unread_cells(one.of.name, name, column.codes, values, numbers=one.of.rows, why=why))
    return [unread for unread in found if unread]


def _ages(read: Sequence[Read], birth: Ints, death: Ints) -> tuple[Reals, npt.NDArray[np.bool_]]:
    """Return ages at death as written, else from the date of birth, else from the group."""
    written = np.concatenate([_years(one.column(one.of.age), age_of) for one in read])
    groups = np.concatenate([_years(one.column(one.of.age_group), group_of) for one in read])
    as_of = np.repeat([one.of.as_of.toordinal() if one.of.as_of else -1 for one in read], [one.rows for one in read])
    end = np.where(death >= 0, death, as_of[:, None])
    lived = np.stack([end[:, 0] - birth[:, 1], end[:, 1] - birth[:, 0]], axis=1) / _YEAR
    stated = ~np.isnan(written[:, 0])
    born = ~stated & (birth[:, 0] >= 0) & (end[:, 0] >= 0) & (lived[:, 1] >= 0)
    ages = np.where(stated[:, None], written, groups).astype(np.float32)
    ages[born, 0] = np.floor(np.maximum(lived[born, 0], 0.0))
    ages[born, 1] = np.floor(lived[born, 1]) + 1
    return ages, (stated & (written[:, 1] - written[:, 0] <= 1)) | (born & (ages[:, 1] - ages[:, 0] <= 2))


def _years(column: Coded, of: Callable[[object], Years | None]) -> npt.NDArray[np.float64]:
    """Return the ages of a column (years), NaN where none is written."""
    nothing = (np.nan, np.nan)
    years = np.array([*(of(value) or nothing for value in column.values), nothing], dtype=np.float64)
    return np.asarray(years[column.codes], dtype=np.float64)


def _common(places: Ints) -> npt.NDArray[np.bool_]:
    """Return whether each record's place holds more than one in two hundred of all records."""
    common = np.zeros(places.shape, dtype=bool)
    for level in range(places.shape[1]):
        known = places[:, level] >= 0
        counts = np.bincount(places[known, level]) if known.any() else np.zeros(1, dtype=np.int64)
        common[known, level] = counts[places[known, level]] > _COMMON * len(places)
    return common
