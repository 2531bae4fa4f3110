"""Reports: what one source tells of one event, as plain values that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from undercount.errors import RecordError
from undercount.record.quantity import Quantity
from undercount.record.when import When

EARTH = 6371.0088
"""Mean radius of the Earth (kilometres; IUGG 1980)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Hold where something was, as a point that is at most so far from it.

    Args:
        lat: Latitude (degrees, WGS 84).
        lon: Longitude (degrees, WGS 84).
        radius: How far from the point it may have been (kilometres): what the source's own precision says, never zero.

    Raises:
        RecordError: If the point is not on the globe, or the radius is not positive.
    """

    lat: float
    lon: float
    radius: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise RecordError(
                f"lat must lie in -90..90 and lon in -180..180; they are {self.lat} and {self.lon}: are they swapped?"
            )
        if not 0 < self.radius < float("inf"):
            raise RecordError(
                f"a point's radius must be a positive number of kilometres; it is {self.radius}: say how precisely it is known"
            )


@dataclass(frozen=True, slots=True)
class Toll:
    """State how many of one kind of victims a report counts.

    Args:
        of: Whom it counts, in the caller's words ("civilian", "child killed"); empty is all who were killed. Only tolls of one
            kind are compared.
        quantity: How many.
    """

    of: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what one source tells of one event.

    Args:
        id: Its identity: an incident's id, or a claim's. No two reports share one.
        source: Who recorded it.
        when: When it was, as precisely as it is told.
        spot: Where it was, or None if it has no coordinates.
        places: Where it was, as nodes of the place tree, several being their union; empty is anywhere.
        actors: Who may have done it: nodes of the actor tree; empty is not told.
        targets: What was hit: nodes of the target tree; empty is not told.
        tolls: Its counts of victims.
        victims: Named victims: their names as written.
        text: Its words: title, note, passage, in any script.
        cites: The sources on which it rests (their ids or names), and the ids of reports that it cites.
        strikes: The strikes that it tells apart, each with its own interval; empty where it tells none apart.
        linked: The ids that the linkage of persons gave its victims, if it gave one to each: where both reports have them, they are
            compared instead of the names.

    Raises:
        RecordError: If it has no id or source.
    """

    id: str
    source: str
    when: When
    spot: Spot | None = None
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    tolls: tuple[Toll, ...] = ()
    victims: tuple[str, ...] = ()
    text: str = ""
    cites: tuple[str, ...] = ()
    strikes: tuple[When, ...] = ()
    linked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id or not self.source:
            raise RecordError(
                f"a report needs an id and a source; one has {self.id!r} and {self.source!r}: give it both"
            )

    @property
    def moments(self) -> tuple[When, ...]:
        """Return the intervals in which it says that something was done: its strikes, or its own interval."""
        return self.strikes or (self.when,)


def disc_around(spots: Sequence[Spot]) -> Spot:
    """Return one spot that contains several: their middle, and the farthest that any of them reaches from it.

    Raises:
        ValueError: If there is none.
    """
    if len(spots) == 1:
        return spots[0]
    lat, lon = np.radians([s.lat for s in spots]), np.radians([s.lon for s in spots])
    x, y, z = (float(np.mean(part)) for part in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    middle = Spot(float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x))), 1.0)
    return Spot(middle.lat, middle.lon, max(kilometres(middle, spot) + spot.radius for spot in spots))


def kilometres(left: Spot, right: Spot) -> float:
    """Return the great-circle distance between two points (kilometres; haversine)."""
    north, south = np.radians(left.lat), np.radians(right.lat)
    turn = np.radians(right.lon - left.lon)
    part = np.sin((south - north) / 2) ** 2 + np.cos(north) * np.cos(south) * np.sin(turn / 2) ** 2
    return float(2.0 * EARTH * np.arcsin(min(1.0, float(np.sqrt(part)))))


def by_id(reports: tuple[Report, ...] | list[Report]) -> dict[str, Report]:
    """Return reports by id.

    Raises:
        RecordError: If two reports share an id.
    """
    found: dict[str, Report] = {}
    for report in reports:
        if report.id in found:
            raise RecordError(
                f"no two reports may share an id; {report.id!r} is the id of one by {found[report.id].source!r} and of one by "
                f"{report.source!r}: put the list's name before it"
            )
        found[report.id] = report
    return found
