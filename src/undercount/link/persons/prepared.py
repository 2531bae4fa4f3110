"""Prepare lists for linking: every record of every list as one row of arrays that comparisons read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError
from undercount.link.names import Encoded, Frequencies, Names, encode, normalise, parse_many
from undercount.link.names.table import no_names
from undercount.link.persons.cells import Years, age_of, days_of, group_of, sex_of
from undercount.link.persons.lists import Coded, ListOf, Read, copies, name_texts, read_list, renumbered

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
        frequencies: How common names were taken to be.

    Shapes: ``age``, ``birth``, ``death`` (records, 2); ``places``, ``common`` (records, depth); all others (records,).
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
    common: npt.NDArray[np.bool_]
    incident: Ints
    warnings: tuple[str, ...] = ()
    frequencies: Frequencies | None = None

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

    def bare(self) -> Prepared:
        """Return the same records without the lists' tables, the ids and the texts of names, which comparison does not need."""
        return replace(
            self, lists=tuple(replace(of, table={}) for of in self.lists), ids=(), parsed=no_names(), frequencies=None
        )

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
    rows = sum(one.rows for one in read)
    parsed = parse_many(_names(read), rows)
    known = frequencies if frequencies is not None else Frequencies.learn(parsed)
    death = _days(read, [(one.of.death, one.of.death_precision) for one in read])
    birth = _days(read, [(one.of.birth, None) for one in read])
    age, exact = _ages(read, birth, death)
    places = _places(read)
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
        places=places,
        common=_common(places),
        incident=_numbered([one.column(one.of.incident) for one in read]),
        warnings=tuple(copies(read)),
        frequencies=known,
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


def _days(read: Sequence[Read], columns: Sequence[tuple[str | tuple[str, ...] | None, str | None]]) -> Ints:
    """Return the first and the last day of each record's date."""
    found = []
    for one, (names, precision) in zip(read, columns, strict=True):
        dates = (names,) if isinstance(names, str) else names or ()
        codes, rows = one.joined([*dates, precision])
        days = [days_of(row[:-1], row[-1]) or (-1, -1) for row in rows]
        found.append(np.array(days, dtype=np.int32).reshape(-1, 2)[codes])
    return np.concatenate(found)


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
    return ages, stated | (born & (ages[:, 1] - ages[:, 0] <= 2))


def _years(column: Coded, of: Callable[[object], Years | None]) -> npt.NDArray[np.float64]:
    """Return the ages of a column (years), NaN where none is written."""
    nothing = (np.nan, np.nan)
    years = np.array([*(of(value) or nothing for value in column.values), nothing], dtype=np.float64)
    return np.asarray(years[column.codes], dtype=np.float64)


def _places(read: Sequence[Read]) -> Ints:
    rows = sum(one.rows for one in read)
    found: list[Ints] = []
    for level in range(max(len(one.of.place) for one in read)):
        columns = [one.column(one.of.place[level] if level < len(one.of.place) else None) for one in read]
        spelt = [Coded(column.codes, [_plain(value) for value in column.values]) for column in columns]
        codes = _numbered(spelt)
        if found:
            known = codes >= 0
            above = (found[-1].astype(np.int64) + 1) * (int(codes.max(initial=0)) + 1)
            codes[known] = renumbered((above + codes)[known])[0]
        found.append(codes)
    return np.stack(found, axis=1) if found else np.zeros((rows, 0), dtype=np.int32)


def _plain(value: object) -> str:
    return normalise(str(value)).casefold()


def _numbered(columns: Sequence[Coded]) -> Ints:
    """Return one number for each value over the columns of all lists, -1 where nothing is written."""
    numbers: dict[object, int] = {}
    codes = [
        np.array([*(numbers.setdefault(value, len(numbers)) for value in column.values), -1], dtype=np.int32)[
            column.codes
        ]
        for column in columns
    ]
    return np.concatenate(codes)


def _common(places: Ints) -> npt.NDArray[np.bool_]:
    """Return whether each record's place holds more than one in two hundred of all records."""
    common = np.zeros(places.shape, dtype=bool)
    for level in range(places.shape[1]):
        known = places[:, level] >= 0
        counts = np.bincount(places[known, level]) if known.any() else np.zeros(1, dtype=np.int64)
        common[known, level] = counts[places[known, level]] > _COMMON * len(places)
    return common
