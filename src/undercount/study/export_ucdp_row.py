"""One incident as a row in UCDP's columns, and a count of what the row cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from undercount.counted import counted
from undercount.record import Quantity, When
from undercount.record.place import UCDP_WHERE, to_ucdp
from undercount.record.when import iso_day
from undercount.study.export_incidents import Event
from undercount.study.opened import Opened
from undercount.study.rows import Row

COLUMNS = (
    "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name", "side_a_new_id",
    "side_a", "side_b_new_id", "gwnob", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
    "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "low", "best", "high",
)  # fmt: skip
"""The columns of UCDP GED 19.1 in their order, as the file of events of one country has them."""

_LEVELS = {"country": "country", "adm1": "adm_1", "adm2": "adm_2"}
"""The column for each kind of place that has one; any other place stands in ``where_coordinates``."""

_PRECISION = {"country": "country", "adm1": "adm1", "adm2": "adm2", "adm3": "adm2"}
"""How precisely a place of a kind is known; one of any other kind is a settlement or a point, UCDP's 1."""

_SENTENCES = {
    "attributed": "{n} of other lists are in UCDP's columns, which do not say whose a number is: read back with the ready mapping "
    "they would be UCDP's word under new ids. To get such claims back as they are, use csv for hand-coded ones and the tables "
    "themselves for the others.",
    "undated": "Not in the file: {n} without a first and a last day, which UCDP's columns need, and their claims: use geojson.",
    "clock": "In {n} the time of day is left out, because UCDP's columns hold days.",
    "places": "In {n} that lie in one of several places the smallest place around them stands, because UCDP's columns hold one.",
    "sides": "In {n} all who may have done it stand in side_a, and type_of_violence is empty, because their sides are not known.",
    "range": "In {n} the speakers disagree: low and high are the least and the greatest of their numbers, and best is empty.",
    "civilians": "In {n} the least or greatest number of civilians is left out, because UCDP's columns hold one number of them.",
    "claims": "Not in the file: {n} about other acts, other units, parts of the victims, or denials: use csv or geojson.",
    "aside": "Not in the file: {n} that a person set aside or whose document was replaced: use geojson, which gives the reasons.",
    "title": "In {n} the title stands in source_headline, and the note is left out.",
}
_NOUNS = {"claims": "claim", "aside": "claim"}


@dataclass
class Losses:
    """Counts what UCDP's columns do not hold."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, count: int = 1) -> None:
        """Count one loss, or several."""
        self.counts[what] += count

    def sentences(self) -> list[str]:
        """Return a sentence for each kind of loss that there was."""
        return [
            text.format(n=counted(self.counts[what], _NOUNS.get(what, "incident")))
            for what, text in _SENTENCES.items()
            if self.counts[what]
        ]


@dataclass(frozen=True, slots=True)
class _Deaths:
    """What UCDP's columns hold of the numbers of one incident."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    civilians: int | None = None


class RowMaker:
    """Puts incidents of any list into UCDP's columns."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.zone = opened.settings.timezone

    def row(self, event: Event, losses: Losses) -> dict[str, str] | None:
        """Return an incident as a row, or None where its date is not bounded.

        Args:
            event: The incident.
            losses: Takes what the row does not hold.
        """
        if event.start is None or event.end is None or not event.is_certain:
            losses.add("undated")
            return None
        used = [row for row in event.claims if row.claim not in self.opened.withdrawn]
        losses.add("attributed")
        losses.add("sides", int(bool(event.actors)))
        losses.add("title", int(bool(event.title_en and event.note)))
        losses.add("aside", len(event.claims) - len(used))
        cells = {
            "id": event.id,
            "side_a": ", ".join(self._actor(node) for node in event.actors),
            "source_headline": event.title_en or event.title_ar or event.note,
            **self._sources(used),
            **self._time(event, losses),
            **self._place(event, losses),
            **_numbers(deaths_of(used, losses)),
        }
        return {column: cell for column, cell in cells.items() if cell}

    def _time(self, event: Event, losses: Losses) -> dict[str, str]:
        start, end = event.start or 0, event.end or 0
        first, last = iso_day(start, zone=self.zone), iso_day(end - 1, zone=self.zone)
        if "T" in event.edtf:
            losses.add("clock")
        code = When(start, end, event.edtf).ucdp_precision()
        return {"year": first[:4], "date_start": first, "date_end": last, "date_prec": str(code)}

    def _place(self, event: Event, losses: Losses) -> dict[str, str]:
        tree = self.opened.space.places
        node = event.places[0] if event.places else None
        if len(event.places) > 1:
            losses.add("places")
            around = [{place, *tree.ancestors(place)} for place in event.places]
            shared = set.intersection(*around)
            node = max(shared, key=lambda place: (tree.depth(place), place), default=None)
        cells = {} if node is None else self._levels(node)
        kind = self.opened.places[node].kind if node in self.opened.places else ""
        precision = (event.precision if len(event.places) == 1 else "") or (
            "anywhere" if node is None else _PRECISION.get(kind, "exact")
        )
        lat, lon = event.lat, event.lon
        if (lat is None or lon is None) and node in self.opened.places:
            lat, lon = self.opened.places[node].lat, self.opened.places[node].lon
        if lat is not None and lon is not None:
            cells |= {"latitude": repr(lat), "longitude": repr(lon), "geom_wkt": f"POINT ({lon!r} {lat!r})"}
        return cells | {"where_prec": str(to_ucdp(precision) if precision in UCDP_WHERE.values() else 7)}

    def _levels(self, node: str) -> dict[str, str]:
        """Return a place and what contains it, each in the column of its kind."""
        cells: dict[str, str] = {}
        for place in (node, *self.opened.space.places.ancestors(node)):
            kind = self.opened.places[place].kind if place in self.opened.places else ""
            column = _LEVELS.get(kind, "where_coordinates" if place == node else "")
            if column:
                cells.setdefault(column, self._place_name(place))
        return cells

    def _place_name(self, node: str) -> str:
        index = self.opened.registers.place_names
        name = self.opened.name("place", node, "en")
        return node if node in index.names and index.find(name) != (node,) else name

    def _actor(self, node: str) -> str:
        """Return an actor's name; the id where the name would be taken for several or for another."""
        index = self.opened.registers.actor_names
        name = self.opened.name("actor", node, "en")
        return node if "," in name or (node in index.names and index.find(name) != (node,)) else name

    def _sources(self, rows: Sequence[Row]) -> dict[str, str]:
        origins = [self.opened.name("source", one, "en") for one in dict.fromkeys(row.origin for row in rows)]
        items = [self.opened.items[sha].name for sha in dict.fromkeys(row.item for row in rows)]
        days = {row.published for row in rows}
        return {
            "number_of_sources": str(len(origins)) if origins else "",
            "source_original": "; ".join(origins),
            "source_article": "; ".join(items),
            "source_date": days.pop() if len(days) == 1 else "",
        }


def deaths_of(rows: Sequence[Row], losses: Losses) -> _Deaths:
    """Return what UCDP's columns hold of the claims about one incident.

    ``low``, ``best`` and ``high`` are of all deaths, ``deaths_civilians`` is the best number of civilians. Where only civilians are spoken
    of, their least number is the least number of all deaths as well.

    Args:
        rows: The claims.
        losses: Takes what the columns do not hold.
    """
    deaths = [
        r for r in rows if r.act == "killing" and r.unit == "person" and r.stance == "affirms" and not _is_part(r)
    ]
    everybody = [r for r in deaths if not r.status]
    civilians = [r for r in deaths if r.status == "civilian"]
    losses.add("claims", len(rows) - len(everybody) - len(civilians))
    losses.add("range", int(_disagree(everybody) or _disagree(civilians)))
    whole, part = _range(everybody), _range(civilians)
    beside = {part.high, part.low if everybody else None} - {None, part.best}
    losses.add("civilians", int(bool(beside)))
    low = whole.low if everybody else part.low
    return _Deaths(low, whole.best, whole.high, part.best)


def _is_part(row: Row) -> bool:
    return bool(row.sex or row.age or row.targets)


def _disagree(rows: Sequence[Row]) -> bool:
    return len({(r.low, r.best, r.high, r.qualifier) for r in rows}) > 1


def _range(rows: Sequence[Row]) -> _Deaths:
    """Return the least and the greatest number said, each only if all say one, and the best one where all agree on it."""
    quantities = [Quantity(r.low, r.best, r.high, r.qualifier, r.unit) for r in rows]
    lows = [q.floor for q in quantities if q.floor is not None]
    highs = [q.ceiling for q in quantities if q.ceiling is not None]
    bests = {q.best for q in quantities}
    return _Deaths(
        low=min(lows) if lows and len(lows) == len(rows) else None,
        best=bests.pop() if len(bests) == 1 else None,
        high=max(highs) if highs and len(highs) == len(rows) else None,
    )


def _numbers(deaths: _Deaths) -> dict[str, str]:
    cells = {"low": deaths.low, "best": deaths.best, "high": deaths.high, "deaths_civilians": deaths.civilians}
    return {column: "" if count is None else str(count) for column, count in cells.items()}
