"""Clocks: what a stated minute says of an incident that another list puts a few minutes earlier or later.

Two reports of one strike seldom give the same minute. Linking takes two clock times as two strikes from some minutes on
(``undercount.link.incidents.DEFAULT.apart``); the bounds must not tell apart what linking does not, or a minimum would add one
strike to itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from undercount.count.frame import Extent
from undercount.link.incidents.clock import HOUR, MINUTE, seconds_apart
from undercount.link.incidents.rules import DEFAULT
from undercount.record import Scope, Space, When

SHORTER = 23 * HOUR
"""A time that is shorter than this (seconds) is no day, the shortest of which has 23 hours: a clock time or a part of a day."""

APART = int(DEFAULT.apart * MINUTE)
"""Two clock times that are this far apart (seconds) are two strikes."""


def may_be_one_strike(left: Extent | Scope, right: Extent | Scope) -> bool:
    """Tell whether two clock times that exclude each other are so near that they may be told of one strike."""
    ours, theirs = _clock(left), _clock(right)
    if ours is None or theirs is None:
        return False
    return 0 < seconds_apart(When(*ours, ""), When(*theirs, "")) < APART


def agreeing(extents: Mapping[str, Extent], space: Space) -> Mapping[str, Extent]:
    """Return where and when incidents were, those that may be one strike at the time of either.

    Only incidents of different lists, at places that may be one, and that nobody judged to be different events are held together. Each
    is then known to lie in the time from the first to the last of those that it may be, and no more: of two that may be one on both
    sides of midnight neither is certainly of its day.

    Args:
        extents: Where and when each incident was.
        space: The trees, the incidents' lists, and what a person parted.
    """
    clocks = {name: clock for name, extent in extents.items() if (clock := _clock(extent)) is not None}
    found = dict(clocks)
    for left, right in _near(found):
        ours, theirs = extents[left], extents[right]
        if space.may_be_same(left, right) and _meet(ours, theirs, space) and may_be_one_strike(ours, theirs):
            for name, other in ((left, clocks[right]), (right, clocks[left])):
                start, end = found[name]
                found[name] = (min(start, other[0]), max(end, other[1]))
    wider = {
        n: replace(extents[n], start=a, end=b)
        for n, (a, b) in found.items()
        if (a, b) != (extents[n].start, extents[n].end)
    }
    return {**extents, **wider} if wider else extents


def _near(clocks: Mapping[str, tuple[int, int]]) -> list[tuple[str, str]]:
    """Return the pairs of incidents of which the later begins soon after the earlier ended."""
    timed = sorted((start, end, name) for name, (start, end) in clocks.items())
    pairs = []
    for at, (_, end, name) in enumerate(timed):
        for start, _, other in timed[at + 1 :]:
            if start >= end + APART:
                break
            if start >= end:
                pairs.append((name, other))
    return pairs


def _clock(of: Extent | Scope) -> tuple[int, int] | None:
    """Return a bounded time that is shorter than a day (its first second, and the first after it), or None."""
    if of.start is None or of.end is None or not 0 < of.end - of.start < SHORTER:
        return None
    return of.start, of.end


def _meet(left: Extent, right: Extent, space: Space) -> bool:
    return Scope(places=left.places).meet(Scope(places=right.places), space) is not None
