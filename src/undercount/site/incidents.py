"""Lay out the incidents: columns of data for the map's script, and plain pages by month for readers without scripts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files

from undercount.site.contents import Contents, chunked
from undercount.site.language import CODES, load
from undercount.site.names import Names
from undercount.site.render import Renderer, Writer
from undercount.site.tables import Claim, Incident

EXACT = frozenset({"exact"})
"""Precisions that are a point on the map; every other place is drawn as an area or named in words."""

ROWS = 250
"""Incidents on one page of the plain list."""

MARGIN = 6.0
"""Degrees around the study within which country outlines are drawn."""


@dataclass(slots=True)
class Index:
    """Numbers for values in the order in which they first appear."""

    values: dict[Hashable, int] = field(default_factory=dict)

    def of(self, value: Hashable) -> int:
        """Return the number of a value."""
        return self.values.setdefault(value, len(self.values))


@dataclass(frozen=True, slots=True)
class Reported:
    """What the claims about one incident say, over all its claims.

    Args:
        claims: The claims, by id.
        low: The lowest figure that a claim about all its victims gives, in the unit that most of them count, or None.
        high: The highest, or None.
        unit: The unit.
    """

    claims: tuple[str, ...]
    low: int | None
    high: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident in the plain list."""

    incident: Incident
    reported: Reported | None
    month: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the plain list: how many incidents it has and on which page it begins."""

    month: str
    incidents: int
    page: int


def reported(claims: Iterable[Claim]) -> dict[str, Reported]:
    """Return what is reported of each incident."""
    by_incident: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.incident:
            by_incident.setdefault(claim.incident, []).append(claim)
    return {incident: _reported(members) for incident, members in by_incident.items()}


def _reported(claims: Sequence[Claim]) -> Reported:
    counted = [claim for claim in claims if claim.stance == "affirms"] or list(claims)
    acts = Counter((claim.unit, claim.act) for claim in counted)
    unit, act = min(acts, key=lambda pair: (pair[0] != "person", -acts[pair], pair))
    same = [claim for claim in counted if (claim.unit, claim.act) == (unit, act)]
    # Parts of a count (children among the dead) are not the count: only the claims that say least of the victims are compared.
    widest = min(_narrowed(claim) for claim in same)
    same = [claim for claim in same if _narrowed(claim) == widest]
    lows = [value for c in same if (value := c.low if c.low is not None else c.best) is not None]
    highs = [value for c in same for value in (c.high, c.best, c.low) if value is not None]
    ordered = sorted(claims, key=lambda c: (c not in same, -(c.best or c.low or 0), c.id))
    return Reported(tuple(c.id for c in ordered), min(lows, default=None), max(highs, default=None), unit)


def _narrowed(claim: Claim) -> int:
    """Return how many of sex, age, status and actor a claim is limited to."""
    return sum(bool(part) and part != "unknown" for part in (claim.sex, claim.age, claim.status)) + bool(claim.actors)


def month_of(incident: Incident) -> str:
    """Return the month in which an incident begins, or nothing where its begin is not known."""
    if incident.start is None:
        return ""
    return datetime.fromtimestamp(incident.start, UTC).strftime("%Y-%m")


def data(contents: Contents, said: Mapping[str, Reported]) -> str:
    """Return the script that hands the map its incidents: columns of numbers, each text written once.

    File addresses forbid fetching, so the data is a script that sets one variable.
    """
    publication = contents.built.publication
    names = [Names(publication, load(code)) for code in CODES]
    places, actors, acts, dates, texts, pages, units, told = (Index() for _ in range(8))
    told_at = {} if contents.joined is None else contents.joined.addresses
    at = {place["id"]: (place["lat"], place["lon"]) for place in publication["places"]}
    rows = []
    for one in contents.incidents:
        lat, lon, kind = _position(one, at)
        claims = said[one.id].claims if one.id in said else ()
        page, _, anchor = contents.addresses[claims[0]].partition("#") if claims else ("", "", "")
        rows.append(
            [
                one.title,
                _day(one.start),
                _day(one.end),
                dates.of(one.edtf),
                [places.of(place) for place in one.places],
                texts.of(one.place_text),
                kind,
                None if lat is None else round(lat, 4),
                None if lon is None else round(lon, 4),
                [actors.of(actor) for actor in one.actors],
                [acts.of(act) for act in one.acts],
                said[one.id].low if claims else None,
                said[one.id].high if claims else None,
                len(claims),
                pages.of(page),
                anchor,
                units.of(said[one.id].unit if claims else ""),
                told.of(told_at.get(one.id, "")),
            ]
        )
    parents = _parents(contents, places)
    value = {
        "rows": rows,
        "places": [[name.place(str(place)) for name in names] for place in places.values],
        "ids": list(places.values),
        "parents": parents,
        "actors": [[name.actor(str(actor)) for name in names] for actor in actors.values],
        "acts": [[name.label("act", str(act)) for name in names] for act in acts.values],
        "units": [[name.label("unit", str(unit)) for name in names] for unit in units.values],
        "dates": [[name.when(str(date)) for name in names] for date in dates.values],
        "texts": list(texts.values),
        "pages": list(pages.values),
        "told": list(told.values),
    }
    return f"window.undercountIncidents={_script(value)};\n"


def outlines(contents: Contents) -> str:
    """Return the script with the map's lines: the study's own outlines and, where it is a real place, countries around it."""
    publication = contents.built.publication
    own = publication["outlines"] or {"type": "FeatureCollection", "features": []}
    labels = {
        place["id"]: [Names(publication, load(code)).place(place["id"]) for code in CODES]
        for place in publication["places"]
    }
    value = {
        "own": own,
        "labels": labels,
        "parents": {place["id"]: place["parent"] for place in publication["places"]},
        "countries": [] if publication["fictional"] else _countries(contents),
    }
    return f"window.undercountOutlines={_script(value)};\n"


def write_data(contents: Contents, writer: Writer, said: Mapping[str, Reported]) -> None:
    """Write the scripts that both languages share."""
    writer.write("assets/incidents-data.js", data(contents, said))
    writer.write("assets/outlines-data.js", outlines(contents))


def pages(renderer: Renderer, said: Mapping[str, Reported]) -> None:
    """Write the incidents page and the plain list."""
    contents = renderer.contents
    listed = [Listed(one, said.get(one.id), month_of(one)) for one in contents.incidents]
    chunks = list(chunked(listed, ROWS))
    months: dict[str, Month] = {}
    for position, entry in enumerate(listed):
        known = months.get(entry.month) or Month(entry.month, 0, position // ROWS + 1)
        months[entry.month] = Month(entry.month, known.incidents + 1, known.page)
    years: dict[str, list[Month]] = {}
    for month in months.values():
        years.setdefault(month.month[:4], []).append(month)
    renderer.page("incidents.html", "incidents.html", total=len(listed), years=years, pages=len(chunks))
    for number, chunk in enumerate(chunks, start=1):
        renderer.page(
            f"incidents/{number}.html", "incidents_list.html", rows=chunk, number=number, total=len(chunks), exact=EXACT
        )


def _position(
    one: Incident, at: Mapping[str, tuple[float | None, float | None]]
) -> tuple[float | None, float | None, int]:
    """Return where an incident is drawn and how: 0 a point, 1 somewhere in an area, 2 not on the map."""
    if one.lat is not None and one.lon is not None:
        return one.lat, one.lon, 0 if one.precision in EXACT else 1
    known = [at[place] for place in one.places if at.get(place, (None, None))[0] is not None]
    if not known:
        return None, None, 2
    lats, lons = [lat for lat, _ in known if lat is not None], [lon for _, lon in known if lon is not None]
    return sum(lats) / len(lats), sum(lons) / len(lons), 1


def _parents(contents: Contents, places: Index) -> list[list[int]]:
    """Return for each named place the named places above it, after giving numbers to all of them."""
    above = {place["id"]: place["parent"] for place in contents.built.publication["places"]}
    chains: list[list[int]] = []
    position = 0
    while position < len(places.values):
        place = list(places.values)[position]
        chain: list[int] = []
        parent = above.get(str(place))
        while parent and len(chain) < 20:
            chain.append(places.of(parent))
            parent = above.get(parent)
        chains.append(chain)
        position += 1
    return chains


def _countries(contents: Contents) -> list[object]:
    """Return the outlines of the countries near the study's places."""
    box = _box(contents)
    if box is None:
        return []
    source = files("undercount.site").joinpath("static", "vendor", "natural-earth", "countries-110m.geojson")
    features = json.loads(source.read_text("utf-8"))["features"]
    return [feature["geometry"] for feature in features if _near(feature["geometry"]["coordinates"], box)]


def _box(contents: Contents) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of all that is drawn, with a margin."""
    points = [(one.lon, one.lat) for one in contents.incidents]
    points += [(place["lon"], place["lat"]) for place in contents.built.publication["places"]]
    lons = [lon for lon, lat in points if lon is not None and lat is not None]
    lats = [lat for lon, lat in points if lon is not None and lat is not None]
    if not lons:
        return None
    return min(lons) - MARGIN, min(lats) - MARGIN, max(lons) + MARGIN, max(lats) + MARGIN


def _near(coordinates: object, box: tuple[float, float, float, float]) -> bool:
    """Return whether any corner of an outline lies in the box, or around it."""
    corners = list(_corners(coordinates))
    west, south = min(x for x, _ in corners), min(y for _, y in corners)
    east, north = max(x for x, _ in corners), max(y for _, y in corners)
    return west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1]


def _corners(coordinates: object) -> Iterable[tuple[float, float]]:
    if isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
    elif isinstance(coordinates, list):
        for part in coordinates:
            yield from _corners(part)


def _day(seconds: int | None) -> int | None:
    return None if seconds is None else seconds // 86_400


def _script(value: object) -> str:
    """Return JSON that is safe inside a script: no tag can be closed and no line separator breaks it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
