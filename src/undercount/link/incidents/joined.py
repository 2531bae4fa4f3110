"""Joined incidents: what several reports tell of one event, with every source's figures and every strike's own time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from undercount.link.incidents.clock import CLOCK, PART, minutes_apart, precision
from undercount.link.incidents.pairs import Pair, Told, least_told
from undercount.link.incidents.report import Report, Toll
from undercount.record.when import When, describe

_JOINED = ("merge", "strikes")


@dataclass(frozen=True, slots=True)
class SaidToll:
    """One report's count, with who gave it: a joined incident carries all of them.

    Args:
        report: The report.
        source: Its source.
        toll: The count.
    """

    report: str
    source: str
    toll: Toll


@dataclass(frozen=True, slots=True)
class ToldStrike:
    """One strike of an incident.

    Args:
        when: Its interval: what the times that its reports give share, or, where they share nothing, what contains them all.
        reports: The reports that give it.
    """

    when: When
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinedIncident:
    """Hold one event as several reports tell it.

    Args:
        reports: Their ids, sorted.
        strikes: Its strikes in the order of time, each with its own interval.
        untold: Reports that do not say which of several strikes they are about.
        least_strikes: How many strikes there were at the least, by clock times and by the words of the reports.
        tolls: Every count of every report.
        pairs: The pairs that hold it together, and those inside it that were not decided.
    """

    reports: tuple[str, ...]
    strikes: tuple[ToldStrike, ...]
    untold: tuple[str, ...]
    least_strikes: int
    tolls: tuple[SaidToll, ...]
    pairs: tuple[Pair, ...]

    @property
    def id(self) -> str:
        """Return the first of its reports' ids."""
        return self.reports[0]

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Return on which precision of time each pair in it rests that was joined by rule; what a person judged rests on their word."""
        return tuple(pair.rests_on for pair in self.pairs if pair.decision in _JOINED and pair.because != "judged")

    @property
    def by_person(self) -> bool:
        """Tell whether a person judged a pair that holds it together."""
        return any(pair.decision in _JOINED and pair.because == "judged" for pair in self.pairs)


def joined(
    cluster: Sequence[str], reports: Mapping[str, Report], inside: Iterable[Pair], told: Told, apart: float
) -> JoinedIncident:
    """Return the incident that some reports tell of.

    Args:
        cluster: The ids of its reports.
        reports: All reports by id.
        inside: The pairs inside it.
        told: The words by which reports speak of several strikes.
        apart: Clock times that are so far apart are two strikes (minutes).
    """
    members = [reports[name] for name in sorted(cluster)]
    stated = {report.id: least_told(report, told) for report in members}
    strikes, untold = _strikes(members, apart, stated)
    return JoinedIncident(
        tuple(report.id for report in members),
        strikes,
        untold,
        max(len(strikes), *stated.values()),
        tuple(SaidToll(report.id, report.source, toll) for report in members for toll in report.tolls),
        tuple(inside),
    )


def _strikes(
    members: Sequence[Report], apart: float, stated: Mapping[str, int]
) -> tuple[tuple[ToldStrike, ...], tuple[str, ...]]:
    """Return the strikes that clock times tell apart, and the reports that do not say which one they mean.

    A report of several strikes without their times is of no single one.
    """
    moments = [(moment, report.id) for report in members for moment in report.moments]
    clocked = sorted(
        ((m, name) for m, name in moments if precision(m) in (CLOCK, PART)), key=lambda x: (x[0].start, x[0].end, x[1])
    )
    groups: list[list[tuple[When, str]]] = []
    for moment, name in clocked:
        if groups and all((minutes_apart((moment,), (other,)) or 0.0) < apart for other, _ in groups[-1]):
            groups[-1].append((moment, name))
        else:
            groups.append([(moment, name)])
    placed = {name for _, name in clocked}
    rest = tuple(report.id for report in members if report.id not in placed)
    if not groups:
        everyone = [(moment, name) for moment, name in moments]
        return (ToldStrike(_shared([m for m, _ in everyone]), tuple(sorted({n for _, n in everyone}))),), ()
    if len(groups) == 1:
        whole = tuple(name for name in rest if stated[name] > 1)
        names = tuple(sorted({name for _, name in groups[0]} | (set(rest) - set(whole))))
        return (ToldStrike(_shared([m for m, _ in groups[0]]), names),), whole
    found = tuple(ToldStrike(_shared([m for m, _ in g]), tuple(sorted({n for _, n in g}))) for g in groups)
    return found, rest


def _shared(moments: Sequence[When]) -> When:
    """Return what some intervals share, or their hull where they share nothing."""
    unique = list(dict.fromkeys(moments))
    if len(unique) == 1:
        return unique[0]
    starts = [m.start for m in unique if m.start is not None]
    ends = [m.end for m in unique if m.end is not None]
    low, high = (max(starts) if starts else None), (min(ends) if ends else None)
    if low is not None and high is not None and low >= high:
        low = min(starts) if len(starts) == len(unique) else None
        high = max(ends) if len(ends) == len(unique) else None
    return When(low, high, describe(low, high), all(m.certain for m in unique))
