"""Place records by a register in which places lie in one another: whatever a row writes, it is compared as deep as both sides know.

A name of one place of the register stands at that place's level, with the larger places that hold it above, in whatever column it is
written. What is in no register stands at its column's level, in the place above it if the row names one. Three rows tell less than they
write. A name that several places have, where the row does not settle which, is the same place where it is written alike, and otherwise
says nothing. Under a larger place that the register does not have where it has another, a name is taken as such a name: the register may
know a namesake only. And of a row whose places do not lie in one another only what holds all of them is known: either could be the
mistake, or a namesake that the register lacks, so it counts neither for nor against one person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from undercount.link.names.words import is_arabic
from undercount.link.persons.lists import Read
from undercount.link.persons.place_levels import Held, PlaceLevels, learnt
from undercount.link.persons.places import ARABIC, BOTH, LATIN, counterparts, plain
from undercount.link.persons.settling import Settled, settled
from undercount.link.register import Path, Register

Codes = npt.NDArray[np.int32]
Name = tuple[bool, str]
"""What stands at a level: whether it is a place of the register, and its id, or its name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold what a row writes in a column of place.

    Args:
        written: What is written.
        name: The name, as names are compared.
        paths: The places of the register that it may be, as paths.
    """

    written: str
    name: str
    paths: tuple[Path, ...]


Row = tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold the distinct rows of place of one list.

    Args:
        codes: Which of them each record has.
        cells: For each what stands in its columns, None where nothing does.
        counts: How many records have it.
    """

    codes: Codes
    cells: Sequence[Row]
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold where a row of place stands.

    Args:
        at: What stands at each level that is known.
        unsure: The levels at which a name stands that could be another place's as well.
        area: The largest area that the row names or lies in, to show it; None where nothing is known.
        agrees: Whether its columns name places that lie in one another.
        outside: Whether the largest area that it names is not in the register, which has another there.
    """

    at: Mapping[int, Name]
    unsure: frozenset[int]
    area: Name | None
    agrees: bool
    outside: bool


@dataclass(slots=True)
class Hierarchy:
    """Read places by a register in which places lie in one another."""

    register: Register
    _paths: dict[str, Path] = field(init=False)
    _having: dict[str, tuple[Path, ...]] = field(init=False)
    _settled: dict[tuple[tuple[Path, ...], ...], Settled] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._paths = self.register.paths()
        having: dict[str, dict[Path, None]] = defaultdict(dict)
        for place, path in self._paths.items():
            for word in self.register.words(place):
                if word:
                    having[plain(word)][path] = None
        self._having = {name: tuple(paths) for name, paths in having.items()}

    @property
    def paths(self) -> Mapping[str, Path]:
        """Return for each place those in which it lies, from the uppermost down, and itself."""
        return self._paths

    def rows(self, read: Read) -> Rows:
        """Return the distinct rows of place of a list."""
        codes, rows = read.joined(read.of.place)
        known: dict[str, Cell] = {}
        cells = [tuple(None if value is None else self._cell(str(value), known) for value in row) for row in rows]
        return Rows(codes, cells, np.bincount(codes, minlength=len(rows)).tolist())

    def _cell(self, written: str, known: dict[str, Cell]) -> Cell:
        if written not in known:
            name = plain(written)
            own = self._paths.get(written)
            known[written] = Cell(written, name, self._having.get(name, ()) if own is None else (own,))
        return known[written]

    def name_of(self, of: Name) -> str:
        """Return what a place is called: the first of its names, its id where it has no other, or itself where it is in no register."""
        return next((word for word in self.register.words(of[1]) if word and word != of[1]), of[1]) if of[0] else of[1]

    def settle(self, row: Row) -> Settled:
        """Return which places of the register a row names."""
        paths = tuple(() if cell is None else cell.paths for cell in row)
        found = self._settled.get(paths)
        if found is None:
            found = self._settled[paths] = settled(paths)
        return found

    def levels(self, lists: Sequence[Rows]) -> PlaceLevels:
        """Return at which levels the places of lists stand."""
        columns = [self._held(rows) for rows in lists]
        paths = {self.settle(row).path for rows in lists for row in rows.cells}
        return learnt(columns, paths)

    def _held(self, rows: Rows) -> list[Held]:
        width = len(rows.cells[0]) if rows.cells else 0
        depths: list[Counter[int]] = [Counter() for _ in range(width)]
        others = [False] * width
        for row, count in zip(rows.cells, rows.counts, strict=True):
            for column, (cell, place) in enumerate(zip(row, self.settle(row).places, strict=True)):
                if place is not None:
                    depths[column][len(place) - 1] += count
                others[column] |= cell is not None and not cell.paths
        return [Held(*one) for one in zip(depths, others, strict=True)]

    def across(self, lists: Sequence[Rows], levels: PlaceLevels) -> tuple[list[Rows], Spellings]:
        """Return rows in which names in the other script that surely are a place of the register are it, and what others are called.

        As without a hierarchy, names are compared across scripts with those of their own level.
        """
        free: dict[int, dict[str, None]] = defaultdict(dict)
        places: dict[int, dict[str, None]] = defaultdict(dict)
        for number, rows in enumerate(lists):
            for row in rows.cells:
                for column, cell in enumerate(row):
                    if cell is not None and not cell.paths:
                        free[levels.of_column(number, column)][cell.name] = None
                for depth, place in enumerate(self.settle(row).path):
                    places[levels.of_depth(depth)][place] = None
        spelt = Spellings(self.register)
        for level, names in free.items():
            spelt.compare(level, list(names), list(places[level]))
        return [self._resolved(number, rows, levels, spelt) for number, rows in enumerate(lists)], spelt

    def _resolved(self, number: int, rows: Rows, levels: PlaceLevels, spelt: Spellings) -> Rows:
        def cell_of(column: int, cell: Cell | None) -> Cell | None:
            if cell is None or cell.paths:
                return cell
            place = spelt.place_of(levels.of_column(number, column), cell.name)
            return cell if place is None else Cell(cell.written, cell.name, (self._paths[place],))

        if not spelt.has_places:
            return rows
        cells = [tuple(cell_of(column, cell) for column, cell in enumerate(row)) for row in rows.cells]
        return Rows(rows.codes, cells, rows.counts)

    def standing(self, number: int, row: Row, levels: PlaceLevels) -> Standing:
        """Return where a row of a list stands."""
        of = self.settle(row)
        outside = of.agrees and _outside(number, row, of, levels)
        if not outside:
            at: dict[int, Name] = {
                level: (True, place) for depth, place in enumerate(of.path) if (level := levels.of_depth(depth)) >= 0
            }
            rest = _beside(number, row, of, levels) if of.agrees else ()
        else:
            at = {}
            rest = ((levels.of_column(number, column), cell) for column, cell in enumerate(row) if cell is not None)
        unsure = set()
        for wanted, cell in rest:
            level = wanted
            while level in at:
                level += 1
            if level >= 0:
                at[level] = (False, cell.name)
                unsure |= {level} if cell.paths else set()
        return Standing(at, frozenset(unsure), _area(of, at, levels), of.agrees, outside)


def _outside(number: int, row: Row, of: Settled, levels: PlaceLevels) -> bool:
    """Return whether the largest place that a row names is not in the register, where the register has another."""
    top, lowest = levels.of(of.path) if of.path else -1, levels.of_depth(levels.left_out)
    for column, cell in enumerate(row):
        if cell is None:
            continue
        if any(_is_on(path, of.path) and levels.of(path) >= 0 for path in cell.paths):
            return False
        if not cell.paths and lowest <= levels.of_column(number, column) <= top:
            return True
    return False


def _is_on(path: Path, longer: Path) -> bool:
    return path == longer[: len(path)]


def _beside(number: int, row: Row, of: Settled, levels: PlaceLevels) -> Iterator[tuple[int, Cell]]:
    """Yield what a row names beside the places that are settled, with its level: a larger place than these tells nothing more."""
    top = levels.of(of.path) if of.path else -1
    last = max((column for column, place in enumerate(of.places) if place is not None), default=-1)
    for column, cell in enumerate(row):
        if cell is None or any(_is_on(path, of.path) for path in cell.paths):
            continue
        level = levels.of_column(number, column)
        lowest = levels.of_depth(levels.left_out)
        if not of.path or level < lowest or level > top:
            yield level, cell
        elif column > last:
            yield top + 1, cell


def _area(of: Settled, at: Mapping[int, Name], levels: PlaceLevels) -> Name | None:
    """Return the largest area to show: one that the row itself names, be it left out of comparison, else the largest in which it lies."""
    named = next((place for place in of.places if place is not None and levels.of(place) < 0), None)
    return at.get(0) if named is None else (True, named[-1])


@dataclass(slots=True)
class Spellings:
    """Hold what places of each level are called across scripts."""

    register: Register
    _places: dict[tuple[int, str], str] = field(default_factory=dict)
    _names: dict[tuple[int, str], str] = field(default_factory=dict)
    _both: set[tuple[int, Name]] = field(default_factory=set)
    _scripts: dict[str, int] = field(default_factory=dict)

    @property
    def has_places(self) -> bool:
        """Return whether a name in the other script is a place of the register."""
        return bool(self._places)

    def place_of(self, level: int, name: str) -> str | None:
        """Return the place of the register that a name stands for by its counterpart in the other script."""
        return self._places.get((level, name))

    def name_of(self, level: int, name: str) -> str:
        """Return the name under which a place that is in no register is known."""
        return self._names.get((level, name), name)

    def script_of(self, level: int, of: Name) -> int:
        """Return the script in which a place is known."""
        if (level, of) in self._both:
            return BOTH
        if not of[0]:
            return ARABIC if is_arabic(of[1]) else LATIN
        return self._script(of[1])

    def compare(self, level: int, names: Sequence[str], places: Sequence[str]) -> None:
        """Find which names of a level are one place with another name, or with a place of the register, in the other script."""
        shown = {name: place for place in sorted(places) for name in self._shown(place)}
        arabic = sorted({name for name in (*names, *shown) if is_arabic(name)})
        latin = sorted({name for name in (*names, *shown) if not is_arabic(name)})
        for one, other in counterparts(arabic, latin).items() if arabic and latin else ():
            if one in shown and other in shown:
                continue
            if one in shown or other in shown:
                place, name = (shown[one], other) if one in shown else (shown[other], one)
                self._places[level, name] = place
                self._both.add((level, (True, place)))
            else:
                self._names[level, one] = other
                self._both.add((level, (False, other)))

    def _shown(self, place: str) -> list[str]:
        """Return a name by which a place that the register names in one script alone can be found in the other."""
        if self._script(place) == BOTH:
            return []
        return [plain(word) for word in self.register.names.get(place, ()) if word and word != place][:1]

    def _script(self, place: str) -> int:
        if place not in self._scripts:
            scripts = {is_arabic(plain(word)) for word in self.register.words(place) if word}
            self._scripts[place] = BOTH if len(scripts) > 1 else ARABIC if True in scripts else LATIN
        return self._scripts[place]
