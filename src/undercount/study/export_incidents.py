"""The incidents of a study, each with its claims, as exports need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undercount.record import Incident as Registered
from undercount.record.when import describe
from undercount.study.derived import INCIDENTS, records
from undercount.study.export_proposed import judged_in
from undercount.study.opened import Opened
from undercount.study.rows import Row

_NOT_CERTAIN = frozenset("?~%")


@dataclass(frozen=True, slots=True)
class Event:
    """One incident, or one claim that is about none, with what is known of its time and place.

    Args:
        id: The incident's id, or the claim's.
        kind: ``incident`` or ``claim``.
        list: The list that names it, or empty.
        title_en: Title in English, or as the table has it.
        title_ar: Title in Arabic.
        note: What the table notes.
        edtf: When, as it is written.
        start: First second (UTC), or None.
        end: First second after it, or None.
        places: Where: nodes of the place tree, several being their union.
        place_text: Where, as the table has it.
        precision: A term of ``precision`` where the table says how precisely the place is known, else empty.
        lat: Latitude that the table gives (degrees, WGS 84), or None.
        lon: Longitude that the table gives (degrees, WGS 84), or None.
        actors: Who may have done it.
        item: The table that names it (SHA-256), or empty.
        row: Its row there, or 0.
        claims: What is said of it.
    """

    id: str
    kind: str
    list: str = ""
    title_en: str = ""
    title_ar: str = ""
    note: str = ""
    edtf: str = ""
    start: int | None = None
    end: int | None = None
    places: tuple[str, ...] = ()
    place_text: str = ""
    precision: str = ""
    lat: float | None = None
    lon: float | None = None
    actors: tuple[str, ...] = ()
    item: str = ""
    row: int = 0
    claims: tuple[Row, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Tell whether the date is one that bounds the event."""
        return not _NOT_CERTAIN & set(self.edtf)


def standing_rows(opened: Opened) -> list[Row]:
    """Return all claims but those that were withdrawn, with what a person corrected; of what a machine proposed what a person accepted."""
    accepted = judged_in(opened).ids
    return [
        row
        for row in opened.rows()
        if opened.withdrawn.get(row.claim, ("", ""))[0] != "withdrawn"
        and (row.standing in ("coded", "derived") or row.claim in accepted)
    ]


def incidents_of(opened: Opened, rows: Iterable[Row]) -> list[Event]:
    """Return all incidents: those of tables, those of the register, and those that hand-coded claims name.

    Args:
        opened: The study.
        rows: The claims.
    """
    by_incident: dict[str, list[Row]] = {}
    for row in rows:
        if row.incident is not None:
            by_incident.setdefault(row.incident, []).append(row)
    found: dict[str, Event] = {}
    for record in _recorded(opened):
        found.setdefault(record["incident"], _from_table(record, by_incident.get(record["incident"], ())))
    for registered in opened.registers.incidents:
        if registered.id not in found:
            found[registered.id] = _registered(opened, registered, by_incident.get(registered.id, ()))
    for incident, claims in by_incident.items():
        if incident not in found:
            found[incident] = _registered(opened, Registered(incident), claims)
    return list(found.values())


def claim_event(row: Row) -> Event:
    """Return a claim that is about no incident."""
    return Event(
        id=row.claim,
        kind="claim",
        note=row.note,
        edtf=row.edtf,
        start=row.start,
        end=row.end,
        places=row.places or (),
        place_text=row.place_text,
        lat=row.lat,
        lon=row.lon,
        actors=row.actors or (),
        item=row.item,
        row=row.row,
        claims=(row,),
    )


def _recorded(opened: Opened) -> Iterator[Mapping[str, Any]]:
    for folder in opened.folders:
        yield from records(folder / INCIDENTS)


def _from_table(record: Mapping[str, Any], claims: Sequence[Row]) -> Event:
    return Event(
        id=record["incident"],
        kind="incident",
        list=record["list"] or "",
        title_en=record["title"] or "",
        note=record["note"] or "",
        edtf=record["edtf"] or "",
        start=record["start"],
        end=record["end"],
        places=tuple(record["places"] or ()),
        place_text=record["place_text"] or "",
        precision=record["place_precision"] or "",
        lat=record["lat"],
        lon=record["lon"],
        actors=tuple(record["actors"] or ()),
        item=record["item"],
        row=int(record["row"]),
        claims=tuple(claims),
    )


def _registered(opened: Opened, incident: Registered, claims: Sequence[Row]) -> Event:
    """Return a hand-given incident; what the register does not say of it is what its claims say together."""
    edtf, start, end = incident.when.edtf, incident.when.start, incident.when.end
    if not edtf:
        edtf, start, end = _hull(claims, opened.settings.timezone)
    return Event(
        id=incident.id,
        kind="incident",
        list=opened.incident_lists.get(incident.id, incident.list),
        title_en=incident.name_en,
        title_ar=incident.name_ar,
        edtf=edtf,
        start=start,
        end=end,
        places=incident.places or _union([row.places for row in claims]),
        actors=_union([row.actors for row in claims]),
        claims=tuple(claims),
    )


def _union(several: Sequence[tuple[str, ...] | None]) -> tuple[str, ...]:
    """Return the union of some scopes' nodes; nothing where one of them is anywhere or anybody."""
    if any(one is None for one in several):
        return ()
    return tuple(sorted({node for one in several for node in one or ()}))


def _hull(claims: Sequence[Row], zone: str) -> tuple[str, int | None, int | None]:
    """Return the interval that contains the dates of all claims, as EDTF and in seconds."""
    dates = {row.edtf for row in claims}
    if len(dates) == 1:
        return claims[0].edtf, claims[0].start, claims[0].end
    spans = [(row.start, row.end) if row.time_certain else (None, None) for row in claims]
    starts, ends = [start for start, _ in spans if start is not None], [end for _, end in spans if end is not None]
    start = min(starts) if spans and len(starts) == len(spans) else None
    end = max(ends) if spans and len(ends) == len(spans) else None
    return ("" if start is None and end is None else describe(start, end, zone=zone)), start, end
