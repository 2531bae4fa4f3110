"""The registers of a study, read from the CSV files of ``things/``.

Further columns are allowed and kept. Every error names the file, the row and the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from undercount.read.names import NameIndex
from undercount.read.register_lines import (
    COLUMNS,
    Line,
    need_entry,
    need_id,
    need_parents,
    need_term,
    need_unique,
    read_date,
    read_lines,
    read_point,
    read_span,
)
from undercount.record import (
    Agreement,
    Facility,
    Incident,
    Membership,
    Place,
    Source,
    Tree,
    actor_tree,
    vocabulary,
)


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


def _places(lines: tuple[Line, ...]) -> tuple[Place, ...]:
    need_unique(lines)
    need_parents(lines)
    kinds = vocabulary("place-kind")
    found: list[Place] = []
    for line in lines:
        need_term(line, "kind", kinds.terms)
        lat, lon = read_point(line)
        c = line.cells
        found.append(Place(c["id"], c["parent"] or None, c["kind"], c["name_en"], c["name_ar"], lat, lon))
    return tuple(found)


def _actors(lines: tuple[Line, ...], zone: str) -> tuple[Membership, ...]:
    need_parents(lines)
    found: list[Membership] = []
    for line in lines:
        need_id(line)
        c = line.cells
        start, end = read_date(line, "from", zone).start, read_date(line, "to", zone).end
        if start is not None and end is not None and start >= end:
            raise line.fault("to", "a membership must end after it begins", "put the earlier date under from")
        found.append(Membership(c["id"], c["parent"] or None, (start, end), c["name_en"], c["name_ar"]))
    return tuple(found)


def _facilities(lines: tuple[Line, ...], places: set[str]) -> tuple[Facility, ...]:
    need_unique(lines)
    classes = vocabulary("target")
    found: list[Facility] = []
    for line in lines:
        need_term(line, "class", classes.terms, needed=True)
        need_entry(line, "place", places, "place", needed=True)
        if line.cells["id"] in classes.terms:
            raise line.fault(
                "id", "a facility's id must not be a class of the list 'target'", "give it a name of its own"
            )
        lat, lon = read_point(line)
        c = line.cells
        found.append(Facility(c["id"], c["place"], c["class"], c["name_en"], c["name_ar"], lat, lon))
    return tuple(found)


def _agreements(lines: tuple[Line, ...], places: set[str], actors: set[str], zone: str) -> tuple[Agreement, ...]:
    need_unique(lines)
    acts = vocabulary("act")
    found: list[Agreement] = []
    for line in lines:
        need_entry(line, "parties", actors, "actor")
        need_entry(line, "place", places, "place")
        need_entry(line, "forbids", set(acts.terms), "act")
        c = line.cells
        when = read_span(line, zone)
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
    need_unique(lines)
    need_parents(lines)
    kinds = vocabulary("source-kind")
    for line in lines:
        need_term(line, "kind", kinds.terms)
    rows = (line.cells for line in lines)
    return tuple(Source(c["id"], c["kind"], c["parent"] or None, c["name_en"], c["name_ar"]) for c in rows)


def _incidents(lines: tuple[Line, ...], places: set[str], zone: str) -> tuple[Incident, ...]:
    need_unique(lines)
    found: list[Incident] = []
    for line in lines:
        need_entry(line, "place", places, "place")
        c = line.cells
        found.append(
            Incident(c["id"], "study", read_date(line, "when", zone), line.many("place"), c["name_en"], c["name_ar"])
        )
    return tuple(found)


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
