"""The summary: how reports were joined, in counts that add up, and on what the merges rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from undercount.link.incidents.candidates import Candidates
from undercount.link.incidents.clock import DAYLONG, PRECISIONS
from undercount.link.incidents.pairs import APART, ASK, DECISIONS, MERGE, STRIKES, Pair, day_alone


@dataclass(frozen=True, slots=True)
class Summary:
    """Say how reports were joined, in counts that add up.

    Args:
        reports: How many reports there were.
        pairs: How many pairs were near enough to compare.
        decisions: How many of them were decided in each way.
        by_person: How many pairs of those that were joined a person judged: they rest on no precision.
        rests_on: How many of the other joined pairs rest on each precision of time.
        day_alone: Of those that rest on the day, how many have nothing else that speaks for them.
        incidents: How many incidents hold two reports or more.
        cut: How many pairs were cut because others do not go together.
        without_time: How many reports have an open time, and were compared with nothing.
        without_place: How many have neither point nor place, and were compared with nothing.
    """

    reports: int
    pairs: int
    decisions: Mapping[str, int]
    by_person: int
    rests_on: Mapping[str, int]
    day_alone: int
    incidents: int
    cut: int
    without_time: int
    without_place: int

    def lines(self) -> tuple[str, ...]:
        """Return the summary as sentences."""
        merges = self.decisions[MERGE] + self.decisions[STRIKES]
        on_day = self.rests_on.get(DAYLONG, 0)
        rests = ", ".join(f"{self.rests_on[term]:,} on {term}" for term in PRECISIONS if self.rests_on.get(term))
        strikes, ask, apart = self.decisions[STRIKES], self.decisions[ASK], self.decisions[APART]
        time, place = self.without_time, self.without_place
        return (
            f"{self.reports:,} reports, {self.pairs:,} pairs near enough to compare",
            f"{merges:,} joined ({strikes:,} as strikes of one incident), {ask:,} to ask, {apart:,} kept apart, {self.cut:,} cut",
            f"{self.incidents:,} incidents are told by two reports or more",
            f"of what was joined by rule, the time rests: {rests or 'on nothing'}; {self.by_person:,} were judged by a person",
            f"{on_day:,} of {merges - self.by_person:,} rest on day precision alone: no clock time tells whether it was one strike",
            f"in {self.day_alone:,} of these nothing but place and day speaks for it",
            f"{time:,} reports without a bounded time and {place:,} without a place were compared with nothing",
        )


def summary_of(around: Candidates, pairs: Sequence[Pair], *, counts: tuple[int, int, int]) -> Summary:
    """Return the summary of what was decided.

    Args:
        around: What was compared, and the reports that could not be.
        pairs: The decided pairs.
        counts: How many reports, joined incidents and cuts there are.
    """
    joining = [pair for pair in pairs if pair.decision in (MERGE, STRIKES)]
    by_rule = [pair for pair in joining if pair.because != "judged"]
    return Summary(
        counts[0],
        len(pairs),
        {decision: sum(pair.decision == decision for pair in pairs) for decision in DECISIONS},
        len(joining) - len(by_rule),
        dict(Counter(pair.rests_on for pair in by_rule)),
        day_alone(by_rule),
        counts[1],
        counts[2],
        len(around.without_time),
        len(around.without_place),
    )
