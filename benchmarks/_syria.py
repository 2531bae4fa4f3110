"""UCDP and Airwars, Syria 2016–18, as reports: what both benchmarks and tests of incidents read."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from undercount.link.incidents import Report, Spot, Toll
from undercount.record import Quantity, Tree, When

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
EVENTS = SHARED / "data" / "events"
FIRST, AFTER = "2016-01-01", "2019-01-01"
ZONE = "Asia/Damascus"

# Radii in kilometres. Airwars' own words for how precisely a place is known; UCDP's where_prec (2 is "near", within about 25 km).
AIRWARS_RADIUS: dict[str | None, float] = {
    "within_1m": 0.1,
    "within_100m": 0.1,
    "exact_location": 0.5,
    "exact_location_other": 0.5,
    "exact_location_coalition": 0.5,
    "street": 0.5,
    "nearby_landmark": 1,
    "neighbourhood_area": 2,
    "village": 2,
    "town": 3,
    "city": 5,
    "subdistrict": 15,
    "district": 30,
    "province_governorate": 80,
    None: 10,
}
UCDP_RADIUS = {1: 2.0, 2: 25.0, 3: 30.0, 4: 80.0, 5: 80.0, 6: 300.0, 7: 1000.0}

# UCDP codes an ally's strike under the side that it helps, so camps are what the two name in common.
CAMPS = {
    "government": ("Government of Syria", "Russian Military", "Iranian Military", "Government of Iran"),
    "coalition": ("SDF", "U.S.-led Coalition", "YPG", "Jordanian Military", "Government of United States of America"),
    "turkey": ("Turkish Military", "Government of Turkey", "SNA", "Hawar Kilis Operations Room"),
    "israel": ("Israeli Military", "Government of Israel"),
}
OF_CAMP = {name: camp for camp, names in CAMPS.items() for name in names}


def rows(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as db:
        return db.execute(sql).fetchall()


def airwars_table() -> str:
    return f"read_parquet('{EVENTS / 'airwars_syria_incidents.parquet'}')"


def ucdp_table() -> str:
    return f"read_csv('{EVENTS / 'ucdp_ged191_syria.csv.gz'}')"


def actors(text: str | None) -> tuple[str, ...]:
    names = {name.strip() for name in (text or "").split(",")} - {"", "Civilians", "Unknown"}
    return tuple(sorted(names))


def actor_tree(reports: list[Report]) -> Tree:
    """Return the tree of camps: UCDP's sides stand for the camp, Airwars' belligerents below it."""
    names = {name for report in reports for name in report.actors}
    pairs: dict[str, str | None] = dict.fromkeys(CAMPS)
    pairs |= {name: OF_CAMP.get(name) for name in sorted(names - set(CAMPS))}
    return Tree.of(pairs.items())


def whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def airwars() -> list[Report]:
    """Return Airwars' incidents of 2016–18, each code once; what is not on the globe or crosswise is left out or turned round."""
    sql = f"""SELECT code, date[:10], coalesce(date_end[:10], date[:10]), lat, lon, geo_precision, civ_killed_min, civ_killed_max,
        belligerents
        FROM {airwars_table()} WHERE date >= '{FIRST}' AND date < '{AFTER}' ORDER BY seq"""
    found: dict[str, Report] = {}
    for code, first, last, lat, lon, precise, low, high, who in rows(sql):
        on_globe = lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180
        spot = Spot(lat, lon, AIRWARS_RADIUS[precise]) if on_globe else None
        numbers = sorted(int(n) for n in (low, high) if n is not None)
        tolls = (
            (
                Toll(
                    "civilian",
                    Quantity(whole(low) if len(numbers) < 2 else numbers[0], None, numbers[-1], "between", "person"),
                ),
            )
            if numbers
            else ()
        )
        name = f"airwars:{code}"
        when = When.of_days(date.fromisoformat(first), date.fromisoformat(max(first, last)), zone=ZONE)
        found.setdefault(name, Report(name, "airwars", when, spot, actors=actors(who), tolls=tolls))
    return list(found.values())


def ucdp(*, cites: bool) -> list[Report]:
    """Return UCDP's events; its numbers in order, and its sides as camps."""
    sql = f"""SELECT id, date_start, date_end, where_prec, latitude, longitude, deaths_civilians, low, best, high, side_a || ', ' || side_b,
        source_article FROM {ucdp_table()} ORDER BY id"""
    found = []
    for number, first, last, precise, lat, lon, civilians, *deaths, sides, articles in rows(sql):
        low, best, high = sorted(int(n) for n in deaths)
        tolls = (
            Toll("civilian", Quantity(None, int(civilians), None, "about", "person")),
            Toll("", Quantity(low, best, high, "between", "person")),
        )
        sources = {name.casefold() for name in re.findall(r'"([^",]*),', articles or "")} if cites else set()
        camps = {OF_CAMP.get(name, name) for name in actors(sides)}
        found.append(
            Report(
                f"ucdp:{int(number)}",
                "ucdp",
                When.of_days(first, last, zone=ZONE),
                Spot(lat, lon, UCDP_RADIUS[int(precise)]),
                actors=tuple(sorted(camps)),
                tolls=tolls,
                cites=tuple(sorted(sources)),
            )
        )
    return found


def shifted(reports: list[Report], days: int) -> list[Report]:
    """Return reports with their dates moved, so that whatever they match they match by chance."""
    found = []
    for report in reports:
        assert report.when.start is not None
        assert report.when.end is not None
        first = date(1970, 1, 1) + timedelta(seconds=report.when.start + 12 * 3600)
        last = date(1970, 1, 1) + timedelta(seconds=report.when.end - 6 * 3600)
        move = timedelta(days=days)
        found.append(replace(report, when=When.of_days(first + move, last + move, zone=ZONE)))
    return found


def large(reports: list[Report], least: int = 10) -> list[Report]:
    """Return the located Airwars incidents with so many civilians killed or more by its lowest count (441 for ten)."""
    return [
        r
        for r in reports
        if r.spot is not None and any(t.of == "civilian" and (t.quantity.low or 0) >= least for t in r.tolls)
    ]


def cited_codes(reports: list[Report]) -> set[tuple[str, str]]:
    """Return the pairs that UCDP itself states: events whose source is an Airwars incident by a code that still is in use.

    Airwars numbered its Russian incidents and its first Coalition incidents anew; only codes with CS, TS and YS still mean what they meant.
    """
    known = {r.id for r in reports}
    found = set()
    for number, articles in rows(
        f"SELECT id, source_article FROM {ucdp_table()} WHERE source_article ILIKE '%airwars%'"
    ):
        for article in re.findall(r'"(airwars[^"]*)"', articles, re.IGNORECASE):
            for code in re.findall(r"\b((?:CS|TS|YS)\d+[a-z]?)\b", article):
                pair = (f"airwars:{code}", f"ucdp:{int(number)}")
                if known.issuperset(pair):
                    found.add(pair)
    return found
