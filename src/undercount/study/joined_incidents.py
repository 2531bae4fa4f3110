"""Joined incidents: which incidents of a study's lists are one event, under what people decided, with ids that last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from undercount.count.clocks import may_be_one_strike
from undercount.counted import counted
from undercount.ledger.disk import Progress
from undercount.link.incidents import DEFAULT, Joined, JoinedIncident, Pair, Rules, Trees, Verdict, join_incidents
from undercount.link.incidents.agreement import Agreement, agreements
from undercount.link.incidents.clock import DAYLONG
from undercount.link.incidents.judged import Judged, judged
from undercount.link.incidents.pairs import APART, ASK, STRIKES
from undercount.record import Scope, Space
from undercount.record.canonical import content_id
from undercount.study.incident_copies import IncidentCopy, copies_of_incidents
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
        copies: The pairs whose reports repeat one another.
    """

    told: IncidentReports
    joined: Joined
    rules: Rules
    verdicts: tuple[Verdict, ...]
    gone: tuple[Verdict, ...]
    counted_apart: tuple[tuple[str, str], ...]
    copies: Mapping[tuple[str, str], IncidentCopy] = field(default_factory=dict)

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
        lists = ", ".join(f"{name} {count:,}" for name, count in self.told.lists.items())
        ask, near = summary.decisions[ASK], summary.pairs
        told, of = counted(summary.reports, "incident"), counted(len(self.told.lists), "list")
        lines = [
            f"{told} of {of} ({lists}); {counted(near, 'pair is', 'pairs are')} near enough to compare.",
            f"{counted(summary.incidents, 'incident is', 'incidents are')} told by two reports or more; {_left(ask)}.",
        ]
        if summary.incidents:
            lines.append(self._rests())
        time, place = len(self.told.without_time), len(self.told.without_place)
        if time or place:
            parts = [
                f"{counted(number, 'incident')} without {what}"
                for number, what in ((time, "a bounded date"), (place, "a place"))
                if number
            ]
            lines.append(f"{' and '.join(parts)} {'was' if time + place == 1 else 'were'} compared with nothing.")
        if self.counted_apart:
            left, right = self.counted_apart[0]
            lines.append(
                f"{counted(len(self.counted_apart), 'joined pair')}, such as {left} and {right}, "
                f"{'excludes' if len(self.counted_apart) == 1 else 'exclude'} each other by what they state of time, place or doer: the "
                "bounds count the two as two until a person judges them one."
            )
        if self.gone:
            one = self.gone[0]
            lines.append(
                f"{counted(len(self.gone), 'judgement is', 'judgements are')} on incidents that the study no longer has, such as "
                f"{one.coder}'s on {one.left} and {one.right}: it stands in the ledger and was not heard."
            )
        return [*lines, *self._judged(), *self._copied()]

    @property
    def on_day(self) -> int:
        """Return how many joined incidents rest, among what was joined by rule, on a time known to the day."""
        return sum(DAYLONG in incident.rests_on for incident in self.joined.incidents)

    @property
    def by_person(self) -> int:
        """Return how many joined incidents are held together by a person's word."""
        return sum(incident.by_person for incident in self.joined.incidents)

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Return how far every two coders agree who judged a pair in common."""
        return tuple(agreements(self._direct))

    @property
    def disputed(self) -> int:
        """Return on how many pairs coders disagree, which so are not decided."""
        found = self._together
        return sum(pair in found.open or len({v.verdict for v in said}) > 1 for pair, said in found.direct.items())

    @property
    def _direct(self) -> Mapping[tuple[str, str], tuple[Verdict, ...]]:
        """Return the last verdict of each coder on each pair."""
        return self._together.direct

    @cached_property
    def _together(self) -> Judged:
        return judged(self.verdicts, self.told.events.keys())

    def _rests(self) -> str:
        of = counted(len(self.joined.incidents), "joined incident")
        rest = f"{self.on_day:,} of {of} {'rests' if self.on_day == 1 else 'rest'} on day precision alone"
        word = (
            f"; {self.by_person:,} {'rests' if self.by_person == 1 else 'rest'} on a person's word"
            if self.by_person
            else ""
        )
        return f"{rest}, where no clock time tells whether it was one strike{word}."

    def _judged(self) -> list[str]:
        if not self.verdicts:
            return []
        standing = [verdict for said in self._direct.values() for verdict in said]
        coders = {verdict.coder for verdict in standing}
        disputed = f"; on {self.disputed:,} of them coders disagree, which decides nothing" if self.disputed else ""
        said = counted(len(standing), "judgement is", "judgements are")
        of = f"{counted(len(self._direct), 'pair of incidents', 'pairs of incidents')}, by {counted(len(coders), 'coder')}"
        return [f"{said} in force on {of}{disputed}.", *(one.says for one in self.agreements)]

    def _copied(self) -> list[str]:
        if not self.copies:
            return []
        (left, right), copy = next(iter(self.copies.items()))
        lines = f"{counted(len(self.copies), 'pair of reports repeats', 'pairs of reports repeat')} one another, such as {left} and {right}"
        first = f"{copy.first} was published first" if copy.first else "which was first is not told"
        line = f"{lines} ({copy.found.says}; {first})."
        if copy.claim is None:
            return [f"{line} Their claims have one origin."]
        how = f"undercount judge STUDY {copy.claim} correct --set origin=SOURCE --because REASON"
        return [f"{line} To the bounds they are two origins until a person says whose word it is: {how}"]


def _left(ask: int) -> str:
    return f"{counted(ask, 'pair is', 'pairs are')} left to a person"


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
    apart = tuple(_counted_apart(opened, told, joined))
    found = JoinedIncidents(told, joined, rules, heard, gone, apart)
    named = {one.id: one for one in told.reports}
    return replace(found, copies=copies_of_incidents(found.shown, named, told.events, space.places))


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
