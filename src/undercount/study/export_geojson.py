"""Incidents as GeoJSON: a point only where one is known, and every number with its speaker.

References:
    Butler et al. (2016), The GeoJSON Format, RFC 7946.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from undercount.counted import counted
from undercount.study.export_aside import (
    is_kept_back,
    kept_back_sentence,
    persons_sentence,
    redacted,
    rejected_sentence,
    withdrawn_sentence,
)
from undercount.study.export_incidents import Event, claim_event, incidents_of, standing_rows
from undercount.study.export_proposed import how_read, judged_in
from undercount.study.export_sheet import SHEET, sheet_of
from undercount.study.opened import Opened
from undercount.study.rows import Row
from undercount.study.words import ASIDE

POINTS = ("site", "location")
"""Kinds of place that are a point on a map; any other is an area, whatever coordinates stand in its register."""

_AREAS = ("country", "adm1", "adm2")
_PLAIN = ("claim", "origin", "stance", "act", "unit", "low", "best", "high", "qualifier", "phrase", "sex", "age")
_MORE = ("status", "covers", "assurance", "basis", "grade", "published", "standing")

Position = tuple[float, float]
"""Longitude and latitude (degrees, WGS 84), in this order."""


@dataclass(frozen=True, slots=True)
class Features:
    """A FeatureCollection that is ready to be written.

    Args:
        features: The features.
        sentences: What to tell the user.
        sheet: The rows of the claim sheet that goes along as a foreign member (section 6.1), so that the claims can be read back.
    """

    features: Sequence[Mapping[str, Any]]
    sentences: tuple[str, ...] = ()
    sheet: Sequence[Sequence[str | int | None]] = ()

    @property
    def rows(self) -> int:
        """How many features there are."""
        return len(self.features)

    def write(self, file: BinaryIO) -> None:
        """Write the collection, one feature a line."""
        file.write(b'{"type": "FeatureCollection", "features": [')
        for at, feature in enumerate(self.features):
            file.write(b",\n" if at else b"\n")
            file.write(json.dumps(feature, ensure_ascii=False, allow_nan=False).encode("utf-8"))
        sheet = {"columns": list(SHEET), "rows": [list(row) for row in self.sheet]}
        file.write(b'\n], "claim_sheet": ' + json.dumps(sheet, ensure_ascii=False).encode("utf-8") + b"}\n")


def features_of(opened: Opened) -> Features:
    """Return all incidents, and the claims that people coded or accepted, are about none but name a place, each as one feature.

    Args:
        opened: The study.
    """
    kept_back = redacted(opened)
    rows = standing_rows(opened)
    shown = [r for r in rows if not is_kept_back((r.claim, r.item, r.incident, r.person), kept_back)]
    incidents = [e for e in incidents_of(opened, shown) if not is_kept_back((e.id, e.item), kept_back)]
    coded = [row for row in shown if row.incident is None and row.standing != "derived"]
    claims = [claim_event(row) for row in coded if row.places]
    map_of = _Map(opened)
    features = [map_of.feature(event) for event in sorted((*incidents, *claims), key=lambda e: (e.kind, e.id))]
    lines = [
        *_point_sentence(features),
        *_nowhere_sentence(shown),
        *judged_in(opened).sentences(),
        *kept_back_sentence(len(rows) - len(shown), "claim"),
        *withdrawn_sentence(opened),
        *persons_sentence(opened),
        *rejected_sentence(opened),
    ]
    return Features(features, tuple(lines), sheet_of(opened, "csv").table)


def _nowhere_sentence(rows: Sequence[Row]) -> list[str]:
    """Say which claims are no feature, because they are about no incident and, if they are of no table, name no place."""
    nowhere = Counter(
        row.standing for row in rows if row.incident is None and (row.standing == "derived" or not row.places)
    )
    words = {
        "coded": ("hand-coded claim", "hand-coded claims", "about no incident and no place of the register"),
        "accepted": (
            "accepted claim",
            "accepted claims",
            "read in documents, about no incident and no place of the register",
        ),
        "derived": ("claim", "claims", "of tables about no incident"),
    }
    told = [
        f"{counted(nowhere[standing], one, many)} {about}"
        for standing, (one, many, about) in words.items()
        if nowhere[standing]
    ]
    return (
        [f"Not among the features: {'; '.join(told)}: use csv, or the Parquet files in build/tables."] if told else []
    )


def _point_sentence(features: Sequence[Mapping[str, Any]]) -> list[str]:
    without = sum(1 for feature in features if feature["geometry"] is None)
    if not without:
        return []
    told = f"{without:,} of {len(features):,} features have no geometry, because no point is known for certain"
    return [
        f"{told}: their places, and a point near them where there is one (approximate_point), stand in their properties."
    ]


class _Map:
    """Turns events into features."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.facilities = {f.id: f for f in opened.registers.facilities}

    def feature(self, event: Event) -> dict[str, Any]:
        """Return an event as a feature (RFC 7946, section 3.2)."""
        precision = event.precision or self._precision(event)
        near = _position(event.lat, event.lon) or self._point_of_places(event)
        at = self._facility(event)
        if at is not None:
            precision = "exact"
        point = (at or near) if precision == "exact" else None
        properties = self._properties(event, precision)
        properties["approximate_point"] = list(near) if near is not None and point is None else None
        geometry = None if point is None else {"type": "Point", "coordinates": list(point)}
        return {"type": "Feature", "id": event.id, "geometry": geometry, "properties": properties}

    def _properties(self, event: Event, precision: str) -> dict[str, Any]:
        return {
            "id": event.id,
            "kind": event.kind,
            "list": event.list,
            "title_en": event.title_en,
            "title_ar": event.title_ar,
            "when": event.edtf,
            "places": [self._place(node) for node in event.places],
            "place_text": event.place_text,
            "precision": precision or None,
            "actors": [self._named("actor", node) for node in event.actors],
            "acts": sorted({row.act for row in event.claims}),
            "claims": [self._claim(row) for row in event.claims],
            "sources": self._sources(event),
            "note": event.note,
        }

    def _precision(self, event: Event) -> str:
        """Return how precisely a place is known where only its kind tells."""
        if not event.places:
            return "anywhere" if event.lat is None and not event.place_text else ""
        place = self.opened.places.get(event.places[0])
        if len(event.places) > 1 or place is None or event.lat is not None:
            return ""
        if place.kind in POINTS and place.lat is not None:
            return "exact"
        return place.kind if place.kind in _AREAS else ""

    def _point_of_places(self, event: Event) -> Position | None:
        place = self.opened.places.get(event.places[0]) if len(event.places) == 1 else None
        return None if place is None else _position(place.lat, place.lon)

    def _facility(self, event: Event) -> Position | None:
        """Return where the one facility stands that every claim of an event is about."""
        targets = {row.targets for row in event.claims}
        only = next(iter(targets)) if len(targets) == 1 else None
        facility = self.facilities.get(only[0]) if only is not None and len(only) == 1 else None
        return None if facility is None else _position(facility.lat, facility.lon)

    def _place(self, node: str) -> dict[str, Any]:
        place = self.opened.places.get(node)
        return {**self._named("place", node), "kind": place.kind if place is not None else ""}

    def _named(self, kind: str, node: str) -> dict[str, Any]:
        return {"id": node, "en": self.opened.name(kind, node, "en"), "ar": self.opened.name(kind, node, "ar")}

    def _claim(self, row: Row) -> dict[str, Any]:
        aside = self.opened.withdrawn.get(row.claim)
        return {
            "speaker": self._named("source", row.speaker),
            **{name: getattr(row, name) for name in (*_PLAIN, *_MORE)},
            "item": row.item,
            "row": row.row if row.standing == "derived" else None,
            **(how_read(row, self.opened) if row.standing == "accepted" else {}),
            "set_aside": None if aside is None else ASIDE[aside[0]]["en"].format(aside[1]),
        }

    def _sources(self, event: Event) -> list[dict[str, Any]]:
        """Return the documents and tables from which an event is known."""
        shas = dict.fromkeys([*([event.item] if event.item else []), *(row.item for row in event.claims)])
        return [_item(self.opened, sha) for sha in shas]


def _item(opened: Opened, sha: str) -> dict[str, Any]:
    item = opened.items.get(sha)
    about = ("", "", "") if item is None else (item.name, item.carrier, item.published)
    return {"sha256": sha, **dict(zip(("name", "carrier", "published"), about, strict=True))}


def _position(lat: float | None, lon: float | None) -> Position | None:
    return None if lat is None or lon is None else (lon, lat)


__all__ = ["POINTS", "Features", "features_of"]
