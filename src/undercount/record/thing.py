"""Things: register entries with an identity only."""

from __future__ import annotations

from dataclasses import dataclass

from undercount.record.when import ANY_TIME, When


@dataclass(frozen=True, slots=True)
class Facility:
    """A hospital, a school, a market: something that can be hit.

    Args:
        id: Its identity.
        place: The place in which it stands.
        kind: Its class: a term of ``target``.
        name_en: Name in English or in Latin letters.
        name_ar: Name in Arabic.
        lat: Latitude (degrees, WGS 84), or None.
        lon: Longitude (degrees, WGS 84), or None.
    """

    id: str
    place: str
    kind: str
    name_en: str = ""
    name_ar: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A ceasefire or another agreement: who agreed, where and when it holds, what it forbids.

    Args:
        id: Its identity.
        parties: The actors bound by it.
        places: Where it holds.
        when: When it holds.
        forbids: The acts that it forbids (terms of ``act``).
        name_en: Name in English.
        name_ar: Name in Arabic.
    """

    id: str
    parties: tuple[str, ...]
    places: tuple[str, ...]
    when: When
    forbids: tuple[str, ...]
    name_en: str = ""
    name_ar: str = ""


@dataclass(frozen=True, slots=True)
class Strike:
    """One act inside an incident, with its own time.

    Args:
        when: Its own interval.
        act: A term of ``act``.
    """

    when: When
    act: str = "attack"


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happened at a time and a place.

    Args:
        id: Its identity: the list and its own key, or a hand-given word.
        list: The list that names it; ``study`` for hand-given ones.
        when: When.
        places: Where.
        name_en: Title in English.
        name_ar: Title in Arabic.
        strikes: The strikes or other acts in it, each with its own time; empty where they are not told apart.
    """

    id: str
    list: str = "study"
    when: When = ANY_TIME
    places: tuple[str, ...] = ()
    name_en: str = ""
    name_ar: str = ""
    strikes: tuple[Strike, ...] = ()
