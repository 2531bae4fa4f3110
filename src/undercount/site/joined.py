"""Read what came of joining incidents, and decide where each joined incident and each pair that was not joined stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, cast

from undercount.site.built import SiteError
from undercount.site.tables import Claim, of_plain

PAGES = 2_000
"""So many joined incidents have a page each; more share as many pages."""

PAIRS = 50
"""Pairs that were not joined on one page."""

FORMAT = 1

Json = Mapping[str, Any]


class Strike(TypedDict):
    """One strike of an incident: when, and which reports tell of it."""

    edtf: str
    reports: list[str]


class Evidence(TypedDict):
    """One thing that speaks for or against two reports being of one event."""

    kind: str
    bits: float
    form: str
    facts: dict[str, Any]


class Pair(TypedDict):
    """Two reports, what was decided of them and why."""

    left: str
    right: str
    decision: str
    because: str
    details: dict[str, str]
    bits: float
    distance_km: float | None
    rests_on: str
    evidence: list[Evidence]
    blocks: list[dict[str, Any]]
    judged: list[dict[str, str]]
    repeats: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Report:
    """What one list tells of one incident, as far as the pages show it."""

    id: str
    list: str
    title: Mapping[str, str]
    note: str
    when: str
    places: tuple[str, ...]
    place_text: str
    precision: str
    radius: float | None
    actors: tuple[str, ...]
    claims: tuple[Claim, ...]
    aside: int


@dataclass(frozen=True, slots=True)
class Event:
    """One event as several lists tell of it.

    Args:
        id: Its id, which lasts.
        reports: What each list tells, the founding report first.
        span: From when to when they all were (EDTF).
        strikes: Its strikes, each with its own time.
        untold: Reports that do not say which strike they mean.
        least_strikes: How many strikes there were at the least.
        joins: The pairs that hold it together.
        open: Pairs of it and of others that were not joined, the nearest to a merge first.
        path: The page on which it stands.
        counted_apart: Pairs of its reports that the bounds count as two events.
    """

    id: str
    reports: tuple[Report, ...]
    span: str
    strikes: Sequence[Strike]
    untold: tuple[str, ...]
    least_strikes: int
    joins: tuple[Pair, ...]
    open: tuple[Pair, ...]
    path: str
    counted_apart: Sequence[Sequence[str]]

    @property
    def has_clock(self) -> bool:
        """Tell whether a clock time is shown of it."""
        return any("T" in text for text in (self.span, *(report.when for report in self.reports)))

    @property
    def anchor(self) -> str:
        """Return the name of its place on the page."""
        return f"i-{_key(self.id)}"


@dataclass(frozen=True, slots=True)
class Joined:
    """All joined incidents, and the pairs that were not joined.

    Args:
        summary: The counts.
        lists: How many reports each list has.
        events: The joined incidents, by time.
        reports: Every report that is shown, by id.
        unjoined: The pairs that were not joined, the nearest to a merge first.
        addresses: Where each report's incident is told, or a pair of it that was not joined.
        pair_addresses: Where each pair that was not joined stands.
    """

    summary: Json
    lists: Mapping[str, int]
    events: Sequence[Event]
    reports: Mapping[str, Report]
    unjoined: Sequence[Pair]
    addresses: Mapping[str, str]
    pair_addresses: Mapping[tuple[str, str], str]

    @property
    def joined(self) -> frozenset[str]:
        """Return the reports that are told with others."""
        return frozenset(report.id for event in self.events for report in event.reports)

    def pages(self) -> dict[str, list[Event]]:
        """Return the joined incidents by their page."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.path, []).append(event)
        return found


def load(build: Path) -> Joined | None:
    """Read ``link/incidents.json``; None where nothing was joined.

    Raises:
        SiteError: If the file is not as this program writes it.
    """
    path = build / "link" / "incidents.json"
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as problem:
        raise SiteError(f"{path} must be JSON, and is not ({problem}): build the study again") from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise SiteError(f"{path} is of no format that this program knows: build the study again")
    return _arranged(value)


def _arranged(value: Json) -> Joined:
    reports = {name: _report(name, one) for name, one in value["reports"].items()}
    pairs = cast(list[Pair], value["pairs"])
    touching: dict[str, list[Pair]] = {}
    for pair in sorted(pairs, key=lambda p: (-p["bits"], p["left"], p["right"])):
        for name in (pair["left"], pair["right"]):
            touching.setdefault(name, []).append(pair)
    several = max(1, -(-len(value["incidents"]) // PAGES))
    events = [
        _event(one, reports, touching, number // several, several) for number, one in enumerate(value["incidents"])
    ]
    apart = [pair for pair in pairs if pair["decision"] not in ("merge", "strikes")]
    unjoined = sorted(apart, key=lambda p: (-p["bits"], p["left"], p["right"]))
    stands = {(p["left"], p["right"]): f"unjoined/{n // PAIRS + 1}.html#p-{n + 1}" for n, p in enumerate(unjoined)}
    addresses: dict[str, str] = {}
    for pair in unjoined:
        for name in (pair["left"], pair["right"]):
            addresses.setdefault(name, stands[pair["left"], pair["right"]])
    addresses |= {report.id: f"{event.path}#{event.anchor}" for event in events for report in event.reports}
    return Joined(value["summary"], value["lists"], events, reports, unjoined, addresses, stands)


def _key(incident: str) -> str:
    return incident.rpartition(":")[2]


def _event(one: Json, reports: Mapping[str, Report], touching: Json, number: int, several: int) -> Event:
    members = set(one["reports"])
    pairs = _once(pair for name in one["reports"] for pair in touching.get(name, ()))
    joins = [p for p in pairs if p["decision"] in ("merge", "strikes") and {p["left"], p["right"]} <= members]
    return Event(
        id=one["id"],
        reports=tuple(reports[name] for name in one["reports"]),
        span=one["span"],
        strikes=one["strikes"],
        untold=tuple(one["untold"]),
        least_strikes=one["least_strikes"],
        joins=tuple(joins),
        open=tuple(p for p in pairs if p["decision"] not in ("merge", "strikes")),
        path=f"incident/{_key(one['id'])}.html" if several == 1 else f"incident/{number + 1}.html",
        counted_apart=one["counted_apart"],
    )


def _once(pairs: Iterable[Pair]) -> list[Pair]:
    found = {(pair["left"], pair["right"]): pair for pair in pairs}
    return sorted(found.values(), key=lambda p: (-p["bits"], p["left"], p["right"]))


def _report(name: str, one: Json) -> Report:
    return Report(
        id=name,
        list=one["list"],
        title=one["title"],
        note=one["note"],
        when=one["shown"],
        places=tuple(one["places"]),
        place_text=one["place_text"],
        precision=one["precision"],
        radius=one["radius_km"],
        actors=tuple(one["actors"]),
        claims=tuple(of_plain(claim) for claim in one["claims"]),
        aside=one["claims_aside"],
    )
