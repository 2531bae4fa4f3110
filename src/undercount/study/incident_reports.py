"""Incident reports: what each list of a study tells of each of its incidents, as reports that can be joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from undercount.ledger.disk import Progress
from undercount.link.incidents import Report, Spot, Toll
from undercount.link.incidents.clock import CLOCK, precision
from undercount.link.incidents.report import disc_around
from undercount.record import Quantity, Scope, When
from undercount.record.place import point_radius
from undercount.study.export_incidents import Event, incidents_of
from undercount.study.incident_victims import linked_victims, victims_named
from undercount.study.opened import Opened
from undercount.study.rows import Row

NEVER = 2**53
"""Stands for the ledger entry of what no entry brought: an incident that only a register names."""


@dataclass(frozen=True)
class IncidentReports:
    """Hold the reports of a study's incidents, and what stands behind each.

    Args:
        reports: The reports, in the order in which the ledger got to know of them, then by list and id.
        events: What the study knows of each incident, with the claims that stand.
        first: For each report the first ledger entry that brought it, through all releases of its table.
        aside: How many claims on each incident are withdrawn, rejected or set aside, and so weigh nothing.
        scopes: Where, when and by whom each was, as far as two lists can be compared in it: what the bounds go by.
    """

    reports: tuple[Report, ...]
    events: Mapping[str, Event]
    first: Mapping[str, int]
    aside: Mapping[str, int]
    scopes: Mapping[str, Scope]

    @cached_property
    def lists(self) -> dict[str, int]:
        """Return how many reports each list has, by name."""
        return dict(sorted(Counter(report.source for report in self.reports).items()))

    @cached_property
    def without_time(self) -> tuple[str, ...]:
        """Return the reports with an open time: they can be compared with nothing."""
        return tuple(r.id for r in self.reports if r.when.start is None or r.when.end is None)

    @cached_property
    def without_place(self) -> tuple[str, ...]:
        """Return the reports without a point and a place: they can be compared with nothing either."""
        return tuple(r.id for r in self.reports if r.spot is None and not r.places)


def reports_of(opened: Opened, report: Progress | None = None) -> IncidentReports:
    """Return one report for each incident of each list.

    Claims that are withdrawn, rejected or set aside weigh nothing. An incident without time or place stays, and is counted.

    Args:
        opened: The study.
        report: Told of the progress, where persons have to be linked first.
    """
    rows = opened.rows()
    aside = Counter(row.incident for row in rows if row.incident and row.claim in opened.withdrawn)
    events = {e.id: e for e in incidents_of(opened, (row for row in rows if row.claim not in opened.withdrawn))}
    first = _first_entries(opened, events.values())
    teller = _Teller(opened, events.values(), linked_victims(opened, report))
    found = sorted((teller.report(event) for event in events.values()), key=lambda r: (first[r.id], r.source, r.id))
    weightless = {name: aside[name] for name in sorted(filter(None, aside))}
    scopes = {event.id: teller.scope(event) for event in events.values()}
    return IncidentReports(tuple(found), events, first, weightless, scopes)


def _first_entries(opened: Opened, events: Iterable[Event]) -> dict[str, int]:
    """Return for each incident the ledger entry that first brought its table, or a claim on it."""
    coded: dict[str, int] = {}
    for claim in opened.state.claims.values():
        incident = claim.body.get("incident")
        if incident:
            coded[incident] = min(claim.entry, coded.get(incident, NEVER))
    found = {}
    for event in events:
        entry = coded.get(event.id, NEVER)
        if event.item:
            entry = min(entry, opened.state.items[_first_release(opened, event.item)].first)
        found[event.id] = entry
    return found


def _first_release(opened: Opened, item: str) -> str:
    seen = {item}
    while (older := opened.items[item].supersedes) and older in opened.items and older not in seen:
        item = older
        seen.add(item)
    return item


class _Teller:
    """Turn what a study knows of an incident into a report.

    Args:
        opened: The study.
        events: All incidents.
        linked: The ids of the victims of each incident of which all are linked.
    """

    def __init__(self, opened: Opened, events: Iterable[Event], linked: Mapping[str, tuple[str, ...]]) -> None:
        self._opened = opened
        self._facilities = {f.id: f for f in opened.registers.facilities if f.lat is not None}
        listed = list(events)
        self._several = {
            "actor": len({opened.gazetteer(node) for event in listed for node in event.actors}) > 1,
            "place": len({opened.gazetteer(node) for event in listed for node in event.places}) > 1,
        }
        self._victims = victims_named(opened)
        self._linked = linked

    def report(self, event: Event) -> Report:
        """Return the report of one incident."""
        space = self._opened.space
        return Report(
            event.id,
            event.list or "study",
            When(event.start, event.end, event.edtf, event.is_certain),
            self._spot(event),
            places=tuple(place for place in event.places if place in space.places),
            actors=self._comparable("actor", event.actors),
            targets=tuple(sorted({t for row in event.claims for t in row.targets or () if t in space.targets})),
            tolls=tolls_of(event.claims),
            victims=self._victims.get(event.id, ()),
            text=_text(event),
            cites=tuple(sorted({s for row in event.claims for s in (row.origin, row.speaker) if s} - {event.list})),
            strikes=_strikes(event.claims),
            linked=self._linked.get(event.id, ()),
        )

    def scope(self, event: Event) -> Scope:
        """Return where, when and by whom an incident was, open where lists cannot be compared in it."""
        start, end = (event.start, event.end) if event.is_certain else (None, None)
        places, actors = (
            self._comparable("place", event.places) or None,
            self._comparable("actor", event.actors) or None,
        )
        return Scope(places, start, end, actors)

    def _comparable(self, kind: str, nodes: Sequence[str]) -> tuple[str, ...]:
        """Return the places or actors as far as lists can be compared in them.

        Two tables that name actors in words of their own may mean one: neither is then evidence against the other. So where several
        are at work an actor is the narrowest entry that the study's own register has for it; without one, it is not told.
        """
        if not self._several[kind]:
            return tuple(nodes)
        lifted = [self._registered(kind, node) for node in nodes]
        return () if None in lifted else tuple(sorted({one for one in lifted if one is not None}))

    def _registered(self, kind: str, node: str) -> str | None:
        tree = self._opened.space.actors if kind == "actor" else self._opened.space.places
        if not self._opened.gazetteer(node):
            return node
        parents = tree.parents.get(node, ())
        return self._registered(kind, parents[0][0]) if len(parents) == 1 else None

    def _spot(self, event: Event) -> Spot | None:
        """Return the most precise point that is known of an incident: its own, a facility's that was hit, or its places'."""
        found = [self._own_spot(event), self._facility_spot(event), self._places_spot(event.places)]
        return min((spot for spot in found if spot is not None), key=lambda spot: spot.radius, default=None)

    def _own_spot(self, event: Event) -> Spot | None:
        points = [(event.lat, event.lon)] if event.lat is not None else [(r.lat, r.lon) for r in event.claims]
        kinds = self._opened.basis.kinds
        kind = kinds.get(event.places[0], "") if len(event.places) == 1 else ""
        radius = point_radius(precision=event.precision, kind=kind)
        if radius is None:
            return None
        spots = {Spot(lat, lon, radius) for lat, lon in points if lat is not None and lon is not None}
        return disc_around(sorted(spots, key=lambda s: (s.lat, s.lon))) if spots else None

    def _facility_spot(self, event: Event) -> Spot | None:
        """Return the point of the one facility that was hit, or None where none or several are named."""
        named = {target for row in event.claims for target in row.targets or ()}
        facility = self._facilities.get(next(iter(named))) if len(named) == 1 else None
        radius = point_radius(kind="site")
        if facility is None or facility.lat is None or facility.lon is None or radius is None:
            return None
        return Spot(facility.lat, facility.lon, radius)

    def _places_spot(self, places: Sequence[str]) -> Spot | None:
        spots = [self._place_spot(place) for place in places]
        known = [spot for spot in spots if spot is not None]
        return disc_around(known) if known and len(known) == len(spots) else None

    def _place_spot(self, place: str | None) -> Spot | None:
        """Return a place's point with the radius of its kind, or that of the narrowest place around it that has a point."""
        while place is not None and (entry := self._opened.places.get(place)) is not None:
            radius = point_radius(kind=entry.kind)
            if entry.lat is not None and entry.lon is not None and radius is not None:
                return Spot(entry.lat, entry.lon, radius)
            place = entry.parent
        return None


def tolls_of(rows: Sequence[Row]) -> tuple[Toll, ...]:
    """Return the counts of persons by kind: what was done where it is not killing, then sex, age and status.

    Where several claims count one kind, the toll spans them all: no source's word is chosen here.
    """
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        said = any(number is not None for number in (row.low, row.best, row.high))
        if row.unit == "person" and row.stance == "affirms" and said:
            kinds.setdefault(kind_of(row), []).append(row)
    return tuple(Toll(kind, _spanned(of)) for kind, of in sorted(kinds.items()))


def kind_of(row: Row) -> str:
    """Return whom a claim counts as terms parted by blanks; empty is all who were killed."""
    terms = ("" if row.act == "killing" else row.act, row.sex, row.age, row.status)
    return " ".join(term for term in terms if term and term != "unknown")


def _spanned(rows: Sequence[Row]) -> Quantity:
    said = {(r.low, r.best, r.high, r.qualifier, r.phrase) for r in rows}
    if len(said) == 1:
        low, best, high, qualifier, phrase = said.pop()
        return Quantity(low, best, high, qualifier, "person", phrase)
    numbers = [n for r in rows for n in (r.low, r.best, r.high) if n is not None]
    return Quantity(min(numbers), None, max(numbers), "between", "person")


def _strikes(rows: Sequence[Row]) -> tuple[When, ...]:
    """Return the clock times that claims on an incident give, each once."""
    told = {When(r.start, r.end, r.edtf, r.time_certain) for r in rows if r.start is not None and r.end is not None}
    return tuple(sorted((w for w in told if precision(w) == CLOCK), key=lambda w: (w.start, w.end, w.edtf)))


def _text(event: Event) -> str:
    """Return the words of an incident: titles, notes and quotes. The cells that a mapping read are no words."""
    words = [event.title_en, event.title_ar, event.note]
    for row in event.claims:
        words += [row.phrase, row.note] if row.standing == "derived" else [row.quote, row.note]
    return "\n".join(dict.fromkeys(word for word in words if word))
