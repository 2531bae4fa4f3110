"""Candidate pairs: which reports of different sources are near enough in space and time to be worth comparing.

Space is cut into cubes as wide as two reports can be apart, in three dimensions, so that neither a pole nor the date line is special. In
each cube reports stand in the order of time. Reports of like precision stand in grids of their own: one that is known to a province only
makes the cubes of the others no wider.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from undercount.link.incidents.report import EARTH, Report
from undercount.record.tree import Tree
from undercount.record.when import DAY

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_RADII = (2.0, 10.0, 50.0, 250.0, float("inf"))
_LENGTHS = (DAY + 3600, 7 * DAY + 3600, 31 * DAY + 3600, 2**62)
_FARTHEST = 20_100.0
_FEW = 200_000


@dataclass(frozen=True, slots=True)
class Candidates:
    """Hold which reports may be worth comparing.

    Shapes:
        left, right: (pairs,) positions in the reports, left below right, sorted.
        distance: (pairs,) kilometres between the two points; nan where one has none and the pair stands for its place.

    Args:
        without_time: Ids of reports with an open time: they have no candidates.
        without_place: Ids of reports without point and place: they have none either.
    """

    left: Ints
    right: Ints
    distance: Floats
    without_time: tuple[str, ...]
    without_place: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Reports as columns: the ends of their times, their points on a unit sphere, their radii (km), their sources."""

    start: Ints
    end: Ints
    points: Floats
    radius: Floats
    source: Ints


def candidates(
    reports: Sequence[Report],
    *,
    places: Tree | None = None,
    reach: float,
    slack: float,
    within: frozenset[str] = frozenset(),
) -> Candidates:
    """Return the pairs of reports whose places and times, as precisely as they are known, come near each other.

    Args:
        reports: The reports.
        places: The place tree, by which reports without a point are found; None if there is none.
        reach: How far apart (kilometres) the nearest points of two spots may be.
        slack: How long (seconds) may lie between the two intervals.
        within: The sources whose own reports are compared with one another as well.
    """
    columns = _columns(reports)
    names = {name: at for at, name in enumerate(sorted({r.source for r in reports}))}
    inner = np.array([names[name] for name in within if name in names], dtype=np.int64)
    timed = np.array([r.when.start is not None and r.when.end is not None for r in reports], dtype=np.bool_)
    pointed = np.array([r.spot is not None for r in reports], dtype=np.bool_)
    pairs = [*_near(columns, np.flatnonzero(timed & pointed), reach, slack, inner)]
    if places is not None:
        pairs += _same_place(reports, columns, np.flatnonzero(timed), places, slack)
    left, right = _unique(pairs, len(reports))
    kept = _comparable(columns, left, right, inner)
    left, right = left[kept], right[kept]
    return Candidates(
        left,
        right,
        _distances(columns, left, right),
        tuple(r.id for r, ok in zip(reports, timed, strict=True) if not ok),
        tuple(r.id for r in reports if r.spot is None and not (places is not None and r.places)),
    )


def _columns(reports: Sequence[Report]) -> _Columns:
    names = {name: at for at, name in enumerate(sorted({r.source for r in reports}))}
    spots = np.array(
        [(np.nan, np.nan, np.nan) if r.spot is None else (r.spot.lat, r.spot.lon, r.spot.radius) for r in reports],
        dtype=np.float64,
    ).reshape(-1, 3)
    lat, lon = np.radians(spots[:, 0]), np.radians(spots[:, 1])
    points = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return _Columns(
        np.array([r.when.start or 0 for r in reports], dtype=np.int64),
        np.array([r.when.end or 0 for r in reports], dtype=np.int64),
        points,
        spots[:, 2],
        np.array([names[r.source] for r in reports], dtype=np.int64),
    )


def _classes(columns: _Columns, rows: Ints) -> Iterator[tuple[Ints, float, int]]:
    """Yield the rows of like precision, with their greatest radius (km) and length (seconds), ordered by start."""
    radius, length = columns.radius[rows], columns.end[rows] - columns.start[rows]
    wide, long = np.searchsorted(_RADII, radius), np.searchsorted(_LENGTHS, length)
    for pair in sorted(set(zip(wide.tolist(), long.tolist(), strict=True))):
        chosen = rows[(wide == pair[0]) & (long == pair[1])]
        chosen = chosen[np.argsort(columns.start[chosen], kind="stable")]
        spans = columns.end[chosen] - columns.start[chosen]
        yield chosen, float(columns.radius[chosen].max()), int(spans.max())


def _comparable(columns: _Columns, left: Ints, right: Ints, inner: Ints) -> npt.NDArray[np.bool_]:
    """Tell which pairs are of two reports, and of two sources or of one that is compared with itself."""
    other: npt.NDArray[np.bool_] = columns.source[left] != columns.source[right]
    if len(inner):
        other |= np.isin(columns.source[left], inner)
    chosen: npt.NDArray[np.bool_] = (left != right) & other
    return chosen


def _near(columns: _Columns, rows: Ints, reach: float, slack: float, inner: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs whose points and times are near, class by class."""
    groups = list(_classes(columns, rows))
    for at, (ours, radius, _) in enumerate(groups):
        for theirs, other, longest in groups[at:]:
            far = reach + radius + other
            for left, right in _cells(columns, ours, theirs, far, (int(longest + slack), int(slack))):
                kept = _comparable(columns, left, right, inner)
                left, right = left[kept], right[kept]
                gap = np.maximum(columns.start[left], columns.start[right]) - np.minimum(
                    columns.end[left], columns.end[right]
                )
                left, right = left[gap <= slack], right[gap <= slack]
                apart = _distances(columns, left, right)
                kept = apart <= columns.radius[left] + columns.radius[right] + reach
                yield left[kept], right[kept]


def _cells(
    columns: _Columns, ours: Ints, theirs: Ints, far: float, margin: tuple[int, int]
) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs in the same or in neighbouring cubes of which theirs begins at most so long before ours begins or after it ends."""
    if far >= _FARTHEST / 2 or len(ours) * len(theirs) <= _FEW:
        yield from _windows(
            columns, ours, theirs, np.zeros(len(ours), np.int64), np.zeros(len(theirs), np.int64), margin
        )
        return
    side = 2.0 * np.sin(far / EARTH / 2.0) + 1e-12
    width = int(2.0 / side) + 4
    here = np.floor((columns.points[ours] + 1.0) / side).astype(np.int64) + 1
    there = np.floor((columns.points[theirs] + 1.0) / side).astype(np.int64) + 1
    known, number = np.unique((there[:, 0] * width + there[:, 1]) * width + there[:, 2], return_inverse=True)
    steps = np.array([(x * width + y) * width + z for x, y, z in product((-1, 0, 1), repeat=3)], dtype=np.int64)
    wanted = (((here[:, 0] * width + here[:, 1]) * width + here[:, 2])[:, None] + steps).ravel()
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    hit = np.flatnonzero(known[at] == wanted)
    yield from _windows(columns, ours[hit // len(steps)], theirs, at[hit], number, margin)


def _windows(
    columns: _Columns, ours: Ints, theirs: Ints, cell: Ints, cells: Ints, margin: tuple[int, int]
) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of one cell whose times can meet: theirs stand in the order of cell and start, and a window is a slice."""
    if not len(ours):
        return
    before, after = margin
    base = int(min(columns.start[ours].min(), columns.start[theirs].min())) - before
    span = int(max(columns.end[ours].max(), columns.start[theirs].max())) - base + after + 2
    keys = cells * span + (columns.start[theirs] - base)
    order = np.argsort(keys, kind="stable")
    keys, theirs = keys[order], theirs[order]
    first = np.searchsorted(keys, cell * span + (columns.start[ours] - base - before), side="left")
    last = np.searchsorted(keys, cell * span + (columns.end[ours] - base + after), side="right")
    count = np.maximum(last - first, 0)
    for part in _parts(count):
        sizes = count[part]
        offsets = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        yield np.repeat(ours[part], sizes), theirs[np.repeat(first[part], sizes) + offsets]


def _parts(count: Ints, most: int = 4_000_000) -> Iterator[slice]:
    """Yield slices of at most so many pairs each, or of one report: memory stays bounded."""
    total = np.cumsum(count)
    at = 0
    while at < len(count):
        done = int(total[at - 1]) if at else 0
        after = max(at + 1, int(np.searchsorted(total, done + most, side="right")))
        yield slice(at, after)
        at = after


def _same_place(
    reports: Sequence[Report], columns: _Columns, rows: Ints, places: Tree, slack: float
) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of which one has no point and one's place lies in the other's."""
    bare = [row for row in rows.tolist() if reports[row].spot is None]
    if not bare:
        return
    inside: dict[str, list[int]] = {}
    for row in rows.tolist():
        for node in {above for place in reports[row].places if place in places for above in places.ancestors(place)}:
            inside.setdefault(node, []).append(row)
    for row in bare:
        near = {other for place in reports[row].places if place in places for other in inside[place] if other != row}
        found = np.array(sorted(near), dtype=np.int64)
        gap = np.maximum(columns.start[found], columns.start[row]) - np.minimum(columns.end[found], columns.end[row])
        found = found[gap <= slack]
        yield np.full(len(found), row, dtype=np.int64), found


def _unique(pairs: list[tuple[Ints, Ints]], size: int) -> tuple[Ints, Ints]:
    if not pairs:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    left, right = np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])
    keys = np.unique(np.minimum(left, right) * max(size, 1) + np.maximum(left, right))
    return keys // max(size, 1), keys % max(size, 1)


def _distances(columns: _Columns, left: Ints, right: Ints) -> Floats:
    """Return great-circle distances (km), from chords, which are exact near zero."""
    chord = np.linalg.norm(columns.points[left] - columns.points[right], axis=1)
    angle: Floats = np.arcsin(np.minimum(chord / 2.0, 1.0))
    return 2.0 * EARTH * angle
