"""Outlines of places for the map: a GeoJSON file that a person puts into ``things/``, checked before it is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from undercount.errors import StudyError

NAME = "outlines.geojson"
_SHAPES = ("Polygon", "MultiPolygon")


def read_outlines(things: Path) -> Mapping[str, Any] | None:
    """Return the outlines of a study's places; None where there are none.

    Args:
        things: The folder of the registers.

    Raises:
        StudyError: If the file is no GeoJSON FeatureCollection (RFC 7946) of areas that each name a place in the property ``id``.
    """
    path = things / NAME
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError, OSError) as error:
        raise StudyError(f"outlines must be GeoJSON in UTF-8; {path} is not ({error}): save it again") from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise StudyError(f"outlines must be a GeoJSON FeatureCollection; {path} is none: save it as one")
    for number, feature in enumerate(features, start=1):
        if not _is_area(feature):
            raise StudyError(
                f"an outline must be a GeoJSON Feature with a Polygon or MultiPolygon and a place's id in its properties; "
                f"feature {number} of {path} is none: correct or remove it"
            )
    found: Mapping[str, Any] = data
    return found


def _is_area(feature: object) -> bool:
    if not isinstance(feature, dict):
        return False
    properties, geometry = feature.get("properties"), feature.get("geometry")
    if not isinstance(properties, dict) or not isinstance(properties.get("id"), str) or not isinstance(geometry, dict):
        return False
    rings = geometry.get("coordinates")
    if geometry.get("type") == "MultiPolygon":
        return isinstance(rings, list) and all(_are_rings(polygon) for polygon in rings)
    return geometry.get("type") in _SHAPES and _are_rings(rings)


def _are_rings(rings: object) -> bool:
    return isinstance(rings, list) and all(isinstance(ring, list) and all(map(_is_point, ring)) for ring in rings)


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in point)
    )
