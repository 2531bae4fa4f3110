"""Place records: a number for each place, from the largest area to the smallest, so that equal numbers are equal places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.counted import counted
from undercount.link.persons.hierarchy import Hierarchy, Name, Rows, Spellings, Standing
from undercount.link.persons.level_kernel import UNSURE
from undercount.link.persons.lists import Coded, Read, renumbered
from undercount.link.persons.place_levels import COLUMNS, PlaceLevels
from undercount.link.persons.places import ARABIC, LATIN, Apart, Spelt, spelt
from undercount.link.persons.unread import SHOWN, Unread, unread_cells
from undercount.link.register import Register

Ints = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]
_AGAINST = (
    "things/places.csv has them in different places, so what is larger than both is all that counts: correct the list, or the register if "
    "it has another place of that name"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """Hold the places of records.

    Args:
        places: A number for each place from the largest area to the smallest, -1 where nothing is known.
        scripts: In which script each place is known, or that its name may be another's as well
            (:data:`undercount.link.persons.level_kernel.UNSURE`).
        area: The number of each record's largest area, to show it; -1 where nothing is known.
        areas: What each largest area is called.
        apart: Places that cannot be compared across scripts, level by level.
        unread: Rows whose columns name places that do not lie in one another, list by list.
        levels: At which level places stand.
        warnings: What a person should know besides, one sentence each.

    Shapes: ``places``, ``scripts`` (records, depth); ``area`` (records,).
    """

    places: Ints
    scripts: Codes
    area: Ints
    areas: tuple[str, ...]
    apart: tuple[Apart, ...] = ()
    unread: tuple[Unread, ...] = ()
    levels: PlaceLevels = COLUMNS
    warnings: tuple[str, ...] = ()


def placed(read: Sequence[Read], register: Register, levels: PlaceLevels | None = None) -> Placed:
    """Return the places of the records of lists.

    Args:
        read: The lists as read.
        register: The places that are known.
        levels: At which level places stand; None learns it from the lists, by the register.

    Raises:
        LinkError: If a place of the register lies in one that has no entry, or in itself, or the register has nothing of the areas by
            which the levels are known.
    """
    if levels == COLUMNS or (levels is None and not register.parents):
        return _by_columns(read, register)
    hierarchy = Hierarchy(register)
    rows = [hierarchy.rows(one) for one in read]
    stand = hierarchy.levels(rows) if levels is None else levels.fitted(hierarchy.paths)
    return _by_columns(read, register) if stand == COLUMNS else _by_levels(read, hierarchy, rows, stand)


def _by_columns(read: Sequence[Read], register: Register) -> Placed:
    """Return places that stand at the level of their column."""
    found: list[Ints] = []
    scripts: list[Codes] = []
    apart: list[Apart] = []
    for level in range(max(len(one.of.place) for one in read)):
        columns = [one.column(one.of.place[level] if level < len(one.of.place) else None) for one in read]
        known_as = spelt({str(value) for column in columns for value in column.values}, register.names)
        codes = numbered(
            [Coded(column.codes, [known_as.names[str(value)] for value in column.values]) for column in columns]
        )
        scripts.append(_scripts(columns, known_as))
        if known_as.alone:
            apart.append(Apart(level, known_as.alone))
        if found:
            known = codes >= 0
            above = (found[-1].astype(np.int64) + 1) * (int(codes.max(initial=0)) + 1)
            codes[known] = renumbered((above + codes)[known])[0]
        else:
            areas = _first_written(columns, known_as)
        found.append(codes)
    if not found:
        return _nowhere(sum(one.rows for one in read))
    return Placed(np.stack(found, axis=1), np.stack(scripts, axis=1), found[0], areas, tuple(apart))


def _nowhere(rows: int) -> Placed:
    nowhere = np.full(rows, -1, dtype=np.int32)
    return Placed(np.zeros((rows, 0), dtype=np.int32), np.zeros((rows, 0), dtype=np.int8), nowhere, ())


def _first_written(columns: Sequence[Coded], known_as: Spelt) -> tuple[str, ...]:
    """Return how each place is written first, in the order in which places are numbered."""
    first: dict[str, str] = {}
    for column in columns:
        for value in column.values:
            first.setdefault(known_as.names[str(value)], str(value))
    return tuple(first.values())


def _scripts(columns: Sequence[Coded], known_as: Spelt) -> Codes:
    of = [
        np.array([*(known_as.scripts[known_as.names[str(value)]] for value in column.values), 0], dtype=np.int8)[
            column.codes
        ]
        for column in columns
    ]
    return np.concatenate(of)


def numbered(columns: Sequence[Coded]) -> Ints:
    """Return one number for each value over the columns of all lists, -1 where nothing is written."""
    numbers: dict[object, int] = {}
    codes = [
        np.array([*(numbers.setdefault(value, len(numbers)) for value in column.values), -1], dtype=np.int32)[
            column.codes
        ]
        for column in columns
    ]
    return np.concatenate(codes)


def _by_levels(read: Sequence[Read], hierarchy: Hierarchy, lists: Sequence[Rows], levels: PlaceLevels) -> Placed:
    """Return places that stand where the register has them."""
    lists, known_as = hierarchy.across(lists, levels)
    standing = [[hierarchy.standing(number, row, levels) for row in rows.cells] for number, rows in enumerate(lists)]
    depth = max((level + 1 for rows in standing for one in rows for level in one.at), default=0)
    numbers = _Numbers(known_as, [{} for _ in range(depth)])
    area: dict[Name, int] = {}
    parts = []
    for rows, of in zip(lists, standing, strict=True):
        places, scripts = numbers.arrays(of)
        areas = [-1 if one.area is None else area.setdefault(one.area, len(area)) for one in of]
        shown = np.array(areas, dtype=np.int32)
        parts.append((places[rows.codes], scripts[rows.codes], shown[rows.codes]))
    places, scripts, largest = (np.concatenate(part) for part in zip(*parts, strict=True))
    called = _called(lists, hierarchy)
    areas_called = tuple(called.get(name) or hierarchy.name_of(name) for name in area)
    contradicting = tuple(_contradicting(*one) for one in zip(read, lists, standing, strict=True))
    unread = tuple(one for one in contradicting if one is not None)
    warnings = tuple(told for one in zip(read, lists, standing, strict=True) for told in _outside(*one))
    return Placed(places, scripts, largest, areas_called, numbers.apart(called, hierarchy), unread, levels, warnings)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Number the places of each level."""

    known_as: Spellings
    of: list[dict[Name, int]]

    def arrays(self, standing: Sequence[Standing]) -> tuple[Ints, Codes]:
        """Return the number and the script of each level of some rows."""
        places = np.full((len(standing), len(self.of)), -1, dtype=np.int32)
        scripts = np.zeros((len(standing), len(self.of)), dtype=np.int8)
        for row, one in enumerate(standing):
            for level, written in one.at.items():
                name = written if written[0] else (False, self.known_as.name_of(level, written[1]))
                places[row, level] = self.of[level].setdefault(name, len(self.of[level]))
                scripts[row, level] = UNSURE if level in one.unsure else self.known_as.script_of(level, name)
        return places, scripts

    def apart(self, called: Mapping[Name, str], hierarchy: Hierarchy) -> tuple[Apart, ...]:
        """Return the places of each level that are known in Arabic alone where others are known in Latin letters alone."""
        found = []
        for level, names in enumerate(self.of):
            scripts = {name: self.known_as.script_of(level, name) for name in names}
            if LATIN in scripts.values() and ARABIC in scripts.values():
                alone = [name for name, script in scripts.items() if script == ARABIC]
                found.append(Apart(level, tuple(sorted(called.get(name) or hierarchy.name_of(name) for name in alone))))
        return tuple(found)


def _called(lists: Sequence[Rows], hierarchy: Hierarchy) -> Mapping[Name, str]:
    """Return how each place is written first where a row names it."""
    first: dict[Name, str] = {}
    for rows in lists:
        for row in rows.cells:
            for cell, place in zip(row, hierarchy.settle(row).places, strict=True):
                if cell is not None:
                    first.setdefault((False, cell.name) if place is None else (True, place[-1]), cell.written)
    return first


def _contradicting(read: Read, rows: Rows, standing: Sequence[Standing]) -> Unread | None:
    """Return the rows of a list whose columns name places that do not lie in one another."""
    written = [
        None if of.agrees else ", ".join(cell.written for cell in row if cell is not None)
        for row, of in zip(rows.cells, standing, strict=True)
    ]
    column = ", ".join(read.of.place)
    return unread_cells(read.of.name, column, rows.codes, written, numbers=read.of.rows, why=_AGAINST)


def _outside(read: Read, rows: Rows, standing: Sequence[Standing]) -> list[str]:
    """Return a warning if rows of a list name first an area that the register does not have, where it has another."""
    outside = np.array([one.outside for one in standing], dtype=bool)[rows.codes]
    if not outside.any():
        return []
    at = np.flatnonzero(outside)
    first = [row + 1 if read.of.rows is None else int(read.of.rows[row]) for row in at[:SHOWN].tolist()]
    rows_told = (
        f"row{'s' if len(first) > 1 else ''} {', '.join(map(str, first))}{', …' if len(at) > len(first) else ''}"
    )
    told = (
        f'in {counted(len(at), "row")} of the list "{read.of.name}" ({rows_told}) the largest area is not in things/places.csv, which has '
        "the smaller places beside it in another, so these count by their names alone: add the area, or this spelling of it under aliases"
    )
    return [told]
