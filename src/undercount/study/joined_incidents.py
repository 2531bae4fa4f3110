"""Joined incidents: which incidents of a study's lists are one event, under what people decided, with ids that last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from undercount.count.clocks import may_be_one_strike
from undercount.ledger.disk import Progress
from undercount.link.incidents import DEFAULT, Joined, JoinedIncident, Pair, Rules, Trees, Verdict, join_incidents
from undercount.link.incidents.clock import DAYLONG
from undercount.link.incidents.pairs import APART, ASK, MERGE, STRIKES
from undercount.record import Scope, Space
from undercount.record.canonical import content_id
from undercount.study.incident_judgements import verdicts_in
from undercount.study.incident_reports import IncidentReports, reports_of
from undercount.study.opened import Opened

WHAT = "joining incidents"
"""What progress is told of."""


@dataclass(frozen=True)
class JoinedIncidents:
    """Hold which incidents of a study are one event.

    Args:
        told: The reports that were compared, and those that could not be.
        joined: What came of it.
        rules: The rules by which they were joined.
        verdicts: The judgements that were heard, the oldest first.
        gone: The judgements on incidents that the study no longer has: they stand in the ledger, and are heard again once it has.
        counted_apart: Pairs of reports of one joined incident that the bounds count as two events: what they state of time, place and
            doer excludes that they are one, and nobody judged it.
    """

    told: IncidentReports
    joined: Joined
    rules: Rules
    verdicts: tuple[Verdict, ...]
    gone: tuple[Verdict, ...]
    counted_apart: tuple[tuple[str, str], ...]

    def founder(self, reports: Sequence[str]) -> str:
        """Return the report on which an incident is founded: the one that the ledger got to know of first."""
        return min(reports, key=lambda name: (self.told.first[name], name))

    def id_of(self, incident: JoinedIncident) -> str:
        """Return an incident's id: it stays while other reports come and go, and while lists are read after the founder's."""
        return incident_id(self.founder(incident.reports))

    @property
    def shown(self) -> tuple[Pair, ...]:
        """Return the pairs that are more than too little evidence: joined, blocked, cut, judged, or left to a person."""
        return tuple(pair for pair in self.joined.pairs if pair.decision != APART or pair.because != "little")

    def sentences(self) -> list[str]:
        """Return what came of it, for a person."""
        summary = self.joined.summary
        merges = summary.decisions[MERGE] + summary.decisions[STRIKES]
        on_day = summary.rests_on.get(DAYLONG, 0)
        lists = ", ".join(f"{name} {count:,}" for name, count in self.told.lists.items())
        ask, near = summary.decisions[ASK], summary.pairs
        lines = [
            f"{summary.reports:,} incidents of {len(self.told.lists):,} lists ({lists}); {near:,} pairs are near enough to compare.",
            f"{summary.incidents:,} incidents are told by two reports or more; {ask:,} pairs are left to a person.",
            f"{on_day:,} of {merges:,} merges rest on day precision alone: no clock time tells whether it was one strike.",
        ]
        time, place = len(self.told.without_time), len(self.told.without_place)
        if time or place:
            lines.append(
                f"{time:,} incidents without a bounded date and {place:,} without a place were compared with nothing."
            )
        if self.counted_apart:
            left, right = self.counted_apart[0]
            lines.append(
                f"{len(self.counted_apart):,} joined pairs, such as {left} and {right}, exclude each other by what they state of time, "
                "place or doer: the bounds count them as two until a person judges them one."
            )
        if self.gone:
            one = self.gone[0]
            lines.append(
                f"{len(self.gone):,} judgements are on incidents that the study no longer has, such as {one.coder}'s on {one.left} and "
                f"{one.right}: they stand in the ledger and were not heard."
            )
        return lines


def incident_id(founder: str) -> str:
    """Return the id of the joined incident that a report founds."""
    return content_id("incident", {"founded_on": founder})


def join(opened: Opened, report: Progress, *, rules: Rules = DEFAULT) -> JoinedIncidents | None:
    """Join the incidents of a study's lists; None where there are not two lists with incidents, nor one that may repeat itself.

    Args:
        opened: The study.
        report: Told of the progress.
        rules: The rules.

    Raises:
        LinkError: If judgements contradict each other; the incidents and who judged are named.
    """
    told = reports_of(opened, report)
    within = opened.duplicates
    if len(told.lists) < 2 and not within:
        return None
    report(WHAT, 0, len(told.reports))
    verdicts = verdicts_in(opened.state)
    gone = tuple(v for v in verdicts if not told.events.keys() >= set(v.pair))
    heard = tuple(v for v in verdicts if v not in gone)
    space = opened.space
    trees = Trees(space.places, space.actors, space.targets)
    joined = join_incidents(told.reports, trees=trees, verdicts=heard, within=within, rules=rules)
    report(WHAT, len(told.reports), len(told.reports))
    return JoinedIncidents(told, joined, rules, heard, gone, tuple(_counted_apart(opened, told, joined)))


def _counted_apart(opened: Opened, told: IncidentReports, joined: Joined) -> Iterator[tuple[str, str]]:
    """Yield the pairs of one joined incident that share no point of the space in which the bounds count; strikes are two by right."""
    one = opened.judged_incidents.group
    strikes = {frozenset((pair.left, pair.right)) for pair in joined.pairs if pair.decision == STRIKES}
    for incident in joined.incidents:
        for left, right in combinations(sorted(incident.reports, key=lambda name: (told.first[name], name)), 2):
            settled = (left in one and one[left] == one.get(right)) or frozenset((left, right)) in strikes
            if not settled and _exclude(told.scopes[left], told.scopes[right], opened.space):
                yield left, right


def _exclude(left: Scope, right: Scope, space: Space) -> bool:
    """Tell whether two incidents cannot be one to the bounds, for which clock times a few minutes apart may be of one strike."""
    if may_be_one_strike(left, right):
        left, right = (replace(scope, start=None, end=None) for scope in (left, right))
    return left.meet(right, space) is None
