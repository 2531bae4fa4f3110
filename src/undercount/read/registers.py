"""The registers of a study, read from the CSV files of ``things/``.

Further columns are allowed and kept. Every error names the file, the row and the column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from undercount.errors import RegisterError, UndercountError
from undercount.read.encoding import decode
from undercount.read.names import NameIndex
from undercount.record import (
    Agreement,
    Facility,
    Incident,
    Membership,
    Place,
    Source,
    Tree,
    When,
    actor_tree,
    suggest,
    vocabulary,
)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "places": ("id", "parent", "kind", "name_en", "name_ar", "lat", "lon"),
    "actors": ("id", "parent", "from", "to", "name_en", "name_ar"),
    "facilities": ("id", "place", "class", "name_en", "name_ar", "lat", "lon"),
    "agreements": ("id", "parties", "place", "from", "to", "forbids", "name_en", "name_ar"),
    "sources": ("id", "kind", "parent", "name_en", "name_ar"),
    "incidents": ("id", "place", "when", "name_en", "name_ar"),
}
"""The columns that each register must have; ``aliases`` (joined by ``;``) is used where it is there."""

_OPTIONAL_FILES = ("facilities", "agreements", "incidents")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a register's file."""

    file: str
    row: int
    cells: Mapping[str, str]

    def fault(self, column: str, rule: str, remedy: str) -> RegisterError:
        """Return the error that a cell of this row breaks a rule."""
        value = self.cells.get(column, "")
        return RegisterError(f"{rule}; it is {value!r} ({self.file}, row {self.row}, column {column!r}): {remedy}")

    def many(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that ``;`` joins."""
        return tuple(part.strip() for part in self.cells[column].split(";") if part.strip())


@dataclass(frozen=True)
class Registers:
    """Hold what exists: places, actors, facilities, agreements, sources and hand-given incidents.

    Args:
        places: The places.
        actors: The memberships of actors, several for one actor.
        facilities: The facilities.
        agreements: The agreements.
        sources: The sources.
        incidents: The incidents that a person named.
        aliases: For each register and entry the further words that stand for it.
        extra: For each register and entry the columns that the program does not know, of its first row.
    """

    places: tuple[Place, ...] = ()
    actors: tuple[Membership, ...] = ()
    facilities: tuple[Facility, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    sources: tuple[Source, ...] = ()
    incidents: tuple[Incident, ...] = ()
    aliases: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    extra: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    @cached_property
    def place_tree(self) -> Tree:
        """Return the tree of places."""
        return Tree.of((p.id, p.parent) for p in self.places)

    @cached_property
    def actor_tree(self) -> Tree:
        """Return the tree of actors, with memberships bound to time."""
        return actor_tree(self.actors)

    @cached_property
    def source_tree(self) -> Tree:
        """Return the tree of sources."""
        return Tree.of((s.id, s.parent) for s in self.sources)

    @cached_property
    def place_names(self) -> NameIndex:
        """Return the index of places by name."""
        return self._index("places", self.places, self.place_tree)

    @cached_property
    def actor_names(self) -> NameIndex:
        """Return the index of actors by name."""
        return self._index("actors", self.actors, self.actor_tree)

    @cached_property
    def source_names(self) -> NameIndex:
        """Return the index of sources by name."""
        return self._index("sources", self.sources, self.source_tree)

    @cached_property
    def target_names(self) -> NameIndex:
        """Return the index of target classes and facilities by name."""
        terms = vocabulary("target")
        tree = terms.tree((f.id, f.kind) for f in self.facilities)
        names = {t.id: (t.en, t.ar) for t in terms.terms.values()}
        for facility in self.facilities:
            names[facility.id] = (facility.name_en, facility.name_ar)
        return NameIndex(names, tree)

    def _index(self, name: str, entries: Iterable[Place | Membership | Source], tree: Tree) -> NameIndex:
        names: dict[str, tuple[str, ...]] = {}
        more = self.aliases.get(name, {})
        for entry in entries:
            names[entry.id] = (*names.get(entry.id, ()), entry.name_en, entry.name_ar, *more.get(entry.id, ()))
        return NameIndex(names, tree)


def read_registers(folder: Path, *, zone: str = "UTC") -> Registers:
    """Read the registers of a study.

    Args:
        folder: The folder ``things/``. A file that is not there is an empty register.
        zone: The time zone in which the days in ``from``, ``to`` and ``when`` are meant (IANA name).

    Raises:
        RegisterError: If a file or column is missing, an id stands twice, a parent or place is no entry, memberships form a cycle,
            or a date or a coordinate is none. The text names file, row, column, value and remedy.
        ReadError: If a file is in the wrong encoding.
    """
    tables = {name: read_lines(folder / f"{name}.csv", name) for name in COLUMNS}
    places = _places(tables["places"])
    actors = _actors(tables["actors"], zone)
    known_places = {p.id for p in places}
    known_actors = {a.id for a in actors}
    facilities = _facilities(tables["facilities"], known_places)
    agreements = _agreements(tables["agreements"], known_places, known_actors, zone)
    incidents = _incidents(tables["incidents"], known_places, zone)
    sources = _sources(tables["sources"])
    aliases = {name: _aliases(lines) for name, lines in tables.items()}
    extra = {name: _extra(lines, COLUMNS[name]) for name, lines in tables.items()}
    return Registers(places, actors, facilities, agreements, sources, incidents, aliases, extra)


def read_lines(path: Path, name: str) -> tuple[Line, ...]:
    """Read one register's file as rows with every cell as it stands, blanks around it removed.

    Raises:
        RegisterError: If a column is missing or a row has another width than the header.
        ReadError: If the file is in the wrong encoding.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return ()
    reader = csv.reader(io.StringIO(decode(path.read_bytes(), path.name), newline=""))
    header = [h.strip() for h in next(reader, [])]
    for column in COLUMNS[name]:
        if column not in header:
            raise RegisterError(
                f"{path.name} must have the columns {','.join(COLUMNS[name])}; {column!r} is missing (row 1): add it"
            )
    lines: list[Line] = []
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise RegisterError(
                f"a row must have as many cells as the header ({len(header)}); this one has {len(row)} ({path.name}, row "
                f"{number}): put a cell that holds a comma in double quotes"
            )
        lines.append(Line(path.name, number, dict(zip(header, (c.strip() for c in row), strict=True))))
    return tuple(lines)


def _places(lines: tuple[Line, ...]) -> tuple[Place, ...]:
    _unique(lines)
    _parents(lines)
    kinds = vocabulary("place-kind")
    found: list[Place] = []
    for line in lines:
        _term(line, "kind", kinds.terms)
        lat, lon = _coordinates(line)
        c = line.cells
        found.append(Place(c["id"], c["parent"] or None, c["kind"], c["name_en"], c["name_ar"], lat, lon))
    return tuple(found)


def _actors(lines: tuple[Line, ...], zone: str) -> tuple[Membership, ...]:
    _parents(lines)
    found: list[Membership] = []
    for line in lines:
        _id(line)
        c = line.cells
        start, end = _date(line, "from", zone).start, _date(line, "to", zone).end
        if start is not None and end is not None and start >= end:
            raise line.fault("to", "a membership must end after it begins", "put the earlier date under from")
        found.append(Membership(c["id"], c["parent"] or None, (start, end), c["name_en"], c["name_ar"]))
    return tuple(found)


def _facilities(lines: tuple[Line, ...], places: set[str]) -> tuple[Facility, ...]:
    _unique(lines)
    classes = vocabulary("target")
    found: list[Facility] = []
    for line in lines:
        _term(line, "class", classes.terms, needed=True)
        _entry(line, "place", places, "place", needed=True)
        if line.cells["id"] in classes.terms:
            raise line.fault(
                "id", "a facility's id must not be a class of the list 'target'", "give it a name of its own"
            )
        lat, lon = _coordinates(line)
        c = line.cells
        found.append(Facility(c["id"], c["place"], c["class"], c["name_en"], c["name_ar"], lat, lon))
    return tuple(found)


def _agreements(lines: tuple[Line, ...], places: set[str], actors: set[str], zone: str) -> tuple[Agreement, ...]:
    _unique(lines)
    acts = vocabulary("act")
    found: list[Agreement] = []
    for line in lines:
        _entry(line, "parties", actors, "actor")
        _entry(line, "place", places, "place")
        _entry(line, "forbids", set(acts.terms), "act")
        c = line.cells
        when = _span(line, zone)
        found.append(
            Agreement(
                c["id"],
                line.many("parties"),
                line.many("place"),
                when,
                line.many("forbids"),
                c["name_en"],
                c["name_ar"],
            )
        )
    return tuple(found)


def _sources(lines: tuple[Line, ...]) -> tuple[Source, ...]:
    _unique(lines)
    _parents(lines)
    kinds = vocabulary("source-kind")
    for line in lines:
        _term(line, "kind", kinds.terms)
    rows = (line.cells for line in lines)
    return tuple(Source(c["id"], c["kind"], c["parent"] or None, c["name_en"], c["name_ar"]) for c in rows)


def _incidents(lines: tuple[Line, ...], places: set[str], zone: str) -> tuple[Incident, ...]:
    _unique(lines)
    found: list[Incident] = []
    for line in lines:
        _entry(line, "place", places, "place")
        c = line.cells
        found.append(
            Incident(c["id"], "study", _date(line, "when", zone), line.many("place"), c["name_en"], c["name_ar"])
        )
    return tuple(found)


def _id(line: Line) -> str:
    name = line.cells["id"]
    if not name:
        raise line.fault("id", "every entry must have an id", "give it one, such as east-aleppo")
    if ";" in name or name != name.strip():
        raise line.fault("id", "an id must not hold ';', which joins several ids", "write it with hyphens")
    return name


def _unique(lines: Iterable[Line]) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        name = _id(line)
        if name in seen:
            raise line.fault(
                "id",
                f"an id must stand in its register once and stands in row {seen[name]} already",
                "remove or rename one",
            )
        seen[name] = line.row


def _parents(lines: tuple[Line, ...]) -> None:
    """Refuse a parent that is no entry, and a cycle, in terms of the file's rows."""
    known = {line.cells["id"]: line for line in lines}
    above: dict[str, list[str]] = {}
    for line in lines:
        parent = line.cells["parent"]
        if parent and parent not in known:
            raise line.fault("parent", "a parent must be an entry of the same register", suggest(parent, known))
        above.setdefault(line.cells["id"], []).extend([parent] if parent else [])
    loop = _cycle(above)
    if loop:
        raise known[loop[0]].fault(
            "parent",
            f"entries must not contain themselves: {' → '.join(loop)} is a cycle",
            "correct the parent of one of them",
        )


def _cycle(above: Mapping[str, list[str]]) -> list[str]:
    """Return the entries of a cycle, the first one again at the end, or nothing."""
    done: set[str] = set()
    for root in above:
        path: list[str] = []
        stack = [iter([root])]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                if path:
                    done.add(path.pop())
            elif node in path:
                return [*path[path.index(node) :], node]
            elif node not in done:
                path.append(node)
                stack.append(iter(above[node]))
    return []


def _term(line: Line, column: str, known: Iterable[str], *, needed: bool = False) -> None:
    value = line.cells[column]
    if (value or needed) and value not in known:
        raise line.fault(column, f"{column} must be a term of its list", suggest(value, known))


def _entry(line: Line, column: str, known: set[str], noun: str, *, needed: bool = False) -> None:
    values = line.many(column)
    if needed and not values:
        raise line.fault(
            column, f"{column} must name {'an' if noun[0] in 'aeiou' else 'a'} {noun} of its register", "add it"
        )
    for value in values:
        if value not in known:
            raise line.fault(
                column, f"{column} must name entries of its register; {value!r} is none", suggest(value, known)
            )


def _date(line: Line, column: str, zone: str) -> When:
    return _checked(line, column, lambda: When.parse(line.cells[column], zone=zone))


def _span(line: Line, zone: str) -> When:
    start, end = _date(line, "from", zone), _date(line, "to", zone)
    edtf = f"{line.cells['from'] or '..'}/{line.cells['to'] or '..'}"
    return _checked(line, "to", lambda: When(start.start, end.end, edtf, start.certain and end.certain))


def _checked(line: Line, column: str, make: Callable[[], When]) -> When:
    try:
        return make()
    except UndercountError as error:
        raise RegisterError(f"{error} ({line.file}, row {line.row}, column {column!r})") from None


def _coordinates(line: Line) -> tuple[float | None, float | None]:
    values: list[float | None] = []
    for column, limit in (("lat", 90.0), ("lon", 180.0)):
        text = line.cells[column]
        try:
            value = float(text) if text else None
        except ValueError:
            value = float("nan")
        if value is not None and not -limit <= value <= limit:
            raise line.fault(
                column, f"{column} must be degrees between -{limit:.0f} and {limit:.0f}", "write it as 36.2021"
            )
        values.append(value)
    if (values[0] is None) != (values[1] is None):
        missing = "lat" if values[0] is None else "lon"
        raise line.fault(missing, "an entry must have both lat and lon or neither", "add the other")
    return values[0], values[1]


def _aliases(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        if line.cells.get("aliases"):
            found[line.cells["id"]] = (*found.get(line.cells["id"], ()), *line.many("aliases"))
    return found


def _extra(lines: Iterable[Line], known: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        more = {k: v for k, v in line.cells.items() if k not in known}
        if more:
            found.setdefault(line.cells["id"], more)
    return found
