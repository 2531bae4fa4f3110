"""Places: entries of the place tree, and how precisely a place is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from undercount.errors import RecordError

UCDP_WHERE = {1: "exact", 2: "near", 3: "adm2", 4: "adm1", 5: "country", 6: "country", 7: "anywhere"}
"""UCDP's ``where_prec`` as a term of the list ``precision`` (GED codebook 19.1). Code 5 is a line or a vague region: only its country
is certain."""

ACLED_GEO = {1: "exact", 2: "adm2", 3: "adm1"}
"""ACLED's ``geo_precision``: the place, a part of a region, a larger region (ACLED codebook)."""

RADIUS_BY_PRECISION: Mapping[str, float] = MappingProxyType(
    {"exact": 2.0, "near": 25.0, "adm2": 30.0, "adm1": 80.0, "country": 300.0}
)
"""How far from its point something may have been (kilometres), by how precisely the table says that the place is known.

``near`` is UCDP's own 25 km. The others are set: a place named is held for a village or a part of a town, a region for a disc of its usual
size (Syria's districts and governorates). ``anywhere`` has none.
"""

RADIUS_BY_KIND: Mapping[str, float] = MappingProxyType(
    {
        "site": 0.5,
        "quarter": 2.0,
        "village": 2.0,
        "location": 2.0,
        "town": 3.0,
        "part": 5.0,
        "city": 5.0,
        "adm3": 15.0,
        "adm2": 30.0,
        "adm1": 80.0,
        "country": 300.0,
    }
)
"""How far from the point of a place something in it may have been (kilometres), by the place's kind; all are set, as above."""

RADIUS_UNSTATED = 10.0
"""The same where nothing says how precisely a point is known (kilometres; set)."""


def point_radius(*, precision: str = "", kind: str = "") -> float | None:
    """Return how far from a point something may have been (kilometres), or None where the point says nothing.

    Args:
        precision: A term of ``precision`` that the point's table gives; empty where it gives none.
        kind: The kind of the place that the point stands for, a term of ``place-kind``; it is heard where no precision is given.
    """
    if precision:
        return RADIUS_BY_PRECISION.get(precision)
    return RADIUS_BY_KIND.get(kind, RADIUS_UNSTATED)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the place register.

    Args:
        id: Its identity.
        parent: The place that contains it, or None.
        kind: A term of ``place-kind``, or empty.
        name_en: Name in English or in Latin letters.
        name_ar: Name in Arabic.
        lat: Latitude of a point in it (degrees, WGS 84), or None.
        lon: Longitude of that point (degrees, WGS 84), or None.

    Raises:
        RecordError: If the coordinates are not on the globe, or only one of them is given.
    """

    id: str
    parent: str | None = None
    kind: str = ""
    name_en: str = ""
    name_ar: str = ""
    lat: float | None = None
    lon: float | None = None

    def __post_init__(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise RecordError(f"a place needs both lat and lon or neither; {self.id!r} has one of them: add the other")
        if self.lat is not None and self.lon is not None and not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise RecordError(
                f"lat must lie in -90..90 and lon in -180..180; {self.id!r} has {self.lat}, {self.lon}: are they swapped?"
            )


def from_ucdp(code: int) -> str:
    """Return the precision that a UCDP ``where_prec`` states.

    Raises:
        RecordError: If the code is not 1 to 7.
    """
    if code not in UCDP_WHERE:
        raise RecordError(f"UCDP where_prec must be 1 to 7; it is {code}: check the row against UCDP's codebook")
    return UCDP_WHERE[code]


def to_ucdp(precision: str) -> int:
    """Return the UCDP ``where_prec`` of a precision; of a country 6, for 5 is a vague region or a line."""
    return next(code for code, term in reversed(UCDP_WHERE.items()) if term == precision)


def from_acled(code: int) -> str:
    """Return the precision that an ACLED ``geo_precision`` states.

    Raises:
        RecordError: If the code is not 1, 2 or 3.
    """
    if code not in ACLED_GEO:
        raise RecordError(
            f"ACLED geo_precision must be 1, 2 or 3; it is {code}: check the row against ACLED's codebook"
        )
    return ACLED_GEO[code]


def to_acled(precision: str) -> int:
    """Return the ACLED ``geo_precision`` of a precision; what is known less well than a region has 3."""
    return {"exact": 1, "near": 2, "adm2": 2}.get(precision, 3)
