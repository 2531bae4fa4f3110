"""The reported range and the best sum: how casualty recorders make a total today, as separate named methods.

Neither is a bound: a recorder's low is not a proof, a list is never complete, and two lists may hold one event twice. They stand beside the
bounds so that a reader can compare with what others print.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Entry = tuple[str, int | None, int | None, int | None]
"""An incident's id with the low, best and high figure that one source gives for it."""


@dataclass(frozen=True, slots=True)
class ReportedRange:
    """Hold the sum over incidents of the lowest and of the highest figure that any source gives.

    Args:
        low: Sum of each incident's lowest figure (units).
        high: Sum of each incident's highest figure (units).
        incidents: Incidents with at least one number.
        claims: Entries with at least one number.
        incidents_without_number: Incidents of which no source gives a number.
        claims_without_number: Entries that give none.
    """

    low: int
    high: int
    incidents: int
    claims: int
    incidents_without_number: int
    claims_without_number: int


@dataclass(frozen=True, slots=True)
class BestSum:
    """Hold the sum of best figures.

    Args:
        sum: Sum of the best figures (units).
        claims: Entries with a best figure.
        claims_without_number: Entries without one.
    """

    sum: int
    claims: int
    claims_without_number: int


def reported_range(entries: Iterable[Entry]) -> ReportedRange:
    """Add up, over incidents, the lowest and the highest figure that any admitted source gives.

    Use it to compare with recorders who print a range. Do not read it as a minimum or a maximum: it adds unproven lows, and its high
    is only the highest figure that somebody printed. An entry with one number counts as both ends.

    Args:
        entries: Incident id with low, best and high (units), one entry for each source's claim about an incident.

    Returns:
        The range, with what had no number counted apart.

    References:
        Airwars, Methodology: "minimum and maximum" per incident over all sources, summed. Iraq Body Count, Methods: "deaths
        reported: minimum and maximum" per incident, summed.

    Examples:
        >>> reported_range([("a", 3, None, 5), ("a", None, 7, None), ("b", None, None, None)])
        ReportedRange(low=3, high=7, incidents=1, claims=2, incidents_without_number=1, claims_without_number=1)
    """
    ranges: dict[str, tuple[int, int] | None] = {}
    claims = without = 0
    for incident, *figures in entries:
        numbers = [f for f in figures if f is not None]
        known = ranges.setdefault(incident, None)
        if not numbers:
            without += 1
            continue
        claims += 1
        low, high = min(numbers), max(numbers)
        ranges[incident] = (low, high) if known is None else (min(known[0], low), max(known[1], high))
    found = [r for r in ranges.values() if r is not None]
    low, high = sum(r[0] for r in found), sum(r[1] for r in found)
    return ReportedRange(low, high, len(found), claims, len(ranges) - len(found), without)


def best_sum(entries: Iterable[Entry]) -> BestSum:
    """Add up the best figure of every entry.

    Use it to compare with a data set that publishes one best estimate for each event. It says nothing about what the data set missed, and
    counts an event twice if two entries describe it.

    Args:
        entries: Incident id with low, best and high (units).

    References:
        Sundberg and Melander (2013), Introducing the UCDP Georeferenced Event Dataset, Journal of Peace Research 50(4): the best
        estimate of each event, summed.

    Examples:
        >>> best_sum([("a", 3, 4, 5), ("b", 1, None, 9)])
        BestSum(sum=4, claims=1, claims_without_number=1)
    """
    best = [figure for _, _, figure, _ in entries]
    known = [b for b in best if b is not None]
    return BestSum(sum(known), len(known), len(best) - len(known))
