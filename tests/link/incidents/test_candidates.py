"""Candidates are exactly the pairs that a second, naive search over all pairs finds."""

from __future__ import annotations

import importlib
import math
import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.link.incidents.made import made
from undercount.errors import RecordError
from undercount.link.incidents import Report, Spot, candidates
from undercount.link.incidents.report import by_id
from undercount.record import Tree, When
from undercount.record.when import DAY


def haversine(left: Spot, right: Spot) -> float:
    p, q = math.radians(left.lat), math.radians(right.lat)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(right.lon - left.lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, h)))


def naive(reports: list[Report], reach: float, slack: float, within: frozenset[str]) -> set[tuple[str, str]]:
    found = set()
    for left, right in combinations(reports, 2):
        if left.source == right.source and left.source not in within:
            continue
        if left.spot is None or right.spot is None:
            continue
        a, b, c, d = left.when.start, left.when.end, right.when.start, right.when.end
        if a is None or b is None or c is None or d is None:
            continue
        if max(a, c) - min(b, d) > slack:
            continue
        if haversine(left.spot, right.spot) <= left.spot.radius + right.spot.radius + reach:
            found.add((left.id, right.id))
    return found


def pairs(
    reports: list[Report], *, reach: float, slack: float, within: frozenset[str] = frozenset()
) -> set[tuple[str, str]]:
    found = candidates(reports, reach=reach, slack=slack, within=within)
    return {(reports[i].id, reports[j].id) for i, j in zip(found.left.tolist(), found.right.tolist(), strict=True)}


search = importlib.import_module("undercount.link.incidents.candidates")
CENTRES = [(36.2, 37.15), (0.0, 179.99), (0.0, -179.99), (89.9, 10.0), (89.95, -170.0), (-89.99, 0.0), (36.0, 37.4)]


def scattered(rng: random.Random, count: int) -> list[Report]:
    found = []
    for number in range(count):
        lat, lon = rng.choice(CENTRES)
        lat, lon = max(-90.0, min(90.0, lat + rng.gauss(0, 0.05))), (lon + rng.gauss(0, 0.05) + 180) % 360 - 180
        start = rng.randrange(40) * DAY + rng.randrange(DAY)
        length = rng.choice([60, 3600, DAY, DAY, DAY, 7 * DAY, 31 * DAY, 400 * DAY])
        open_end = rng.random() < 0.03
        when = When(start, None if open_end else start + length, "made")
        radius = rng.choice([0.1, 1.0, 5.0, 5.0, 30.0, 300.0, 12_000.0])
        spot = None if rng.random() < 0.03 else Spot(lat, lon, radius)
        found.append(Report(f"r{number}", rng.choice("abc"), when, spot))
    return found


@given(
    st.integers(0, 10**6), st.integers(0, 60), st.sampled_from([0.5, 5.0, 60.0]), st.sampled_from([-43200, 0, 43200])
)
def test_a_search_over_all_pairs_finds_the_same(seed: int, count: int, reach: float, slack: int) -> None:
    reports = scattered(random.Random(seed), count)
    within = frozenset({"a"})
    assert pairs(reports, reach=reach, slack=slack, within=within) == naive(reports, reach, slack, within)


@pytest.mark.parametrize("seed", range(4))
def test_so_does_a_search_in_cubes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few reports are compared by time alone; here all are put in cubes."""
    monkeypatch.setattr(search, "_FEW", 0)
    reports = scattered(random.Random(seed), 600)
    assert pairs(reports, reach=5.0, slack=43200) == naive(reports, 5.0, 43200, frozenset())


def test_a_report_without_a_point_is_found_by_its_place() -> None:
    tree = Tree.of([("syria", None), ("aleppo", "syria"), ("east", "aleppo"), ("idlib", "syria")])
    reports = [
        made("a", "x", at=None, places=("aleppo",)),
        made("b", "y", places=("east",)),
        made("c", "y", places=("idlib",)),
        made("d", "z", at=None, places=("syria",)),
        made("e", "z", at=None),
    ]
    found = candidates(reports, places=tree, reach=5, slack=0)
    named = {(reports[i].id, reports[j].id) for i, j in zip(found.left, found.right, strict=True)}
    assert named == {("a", "b"), ("a", "d"), ("b", "d"), ("c", "d")}
    assert math.isnan(found.distance[0])
    assert found.without_place == ("e",)


def test_nothing_is_compared_with_an_open_time() -> None:
    reports = [made("a", "x", "../2016-12-10"), made("b", "y")]
    found = candidates(reports, reach=5, slack=0)
    assert (len(found.left), found.without_time) == (0, ("a",))


def test_no_reports_are_no_pairs() -> None:
    assert len(candidates([], reach=5, slack=0).left) == 0


def test_a_point_off_the_globe_is_refused() -> None:
    with pytest.raises(RecordError, match="swapped"):
        Spot(37.0, 3615.0, 1.0)
    with pytest.raises(RecordError, match="positive number of kilometres"):
        Spot(37.0, 36.0, 0.0)


def test_an_id_stands_once() -> None:
    with pytest.raises(RecordError, match="'a' is the id of one by 'x' and of one by 'y'"):
        by_id([made("a", "x"), made("a", "y")])
