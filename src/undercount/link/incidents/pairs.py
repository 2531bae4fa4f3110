"""Pairs: two reports, what speaks for and against their being of one event, what blocks a merge, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from undercount.link.incidents.clock import CLOCK, DAYLONG, VAGUE, coarser, meets, minutes_apart, precision
from undercount.link.incidents.evidence import Evidence
from undercount.link.incidents.judged import DIFFERENT, SAME, UNSURE
from undercount.link.incidents.report import Report
from undercount.link.incidents.rules import Rules
from undercount.link.incidents.wording import DOUBLE, SEVERAL, Mark, marks

MERGE, STRIKES, ASK, APART = "merge", "strikes", "ask", "apart"
DECISIONS = (MERGE, STRIKES, ASK, APART)
"""One event told twice; two strikes of one incident; for a person to say; two events."""

_BECAUSE = {
    "judged": "a person said so",
    "disagreed": "a person looked and did not decide, or two disagree",
    "blocked": "what blocks a merge leaves it to a person",
    "double-tap": "the words speak of a double tap of this place",
    "vague": "one date is open, or its source calls it uncertain",
    "parent": "{whole} tells of several strikes, and its count may be the sum of {parts}",
    "alone": "nothing but place and date speaks for it",
    "rival": "{rival} fits nearly as well",
    "cut": "{first} and {second}, which would come into one incident, do not go together",
    "enough": "the evidence is enough",
    "some": "the evidence is not enough to merge and too much to pass over",
    "little": "the evidence is too little",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that forbids to merge two reports as one strike.

    Args:
        kind: ``clock`` or ``words``.
        reports: The reports that say so.
        words: The words, or the minutes between the clock times.
        said: For words the clause in which they stand, as it is written.
    """

    kind: str
    reports: tuple[str, ...]
    words: str
    said: str = ""

    @property
    def says(self) -> str:
        """Return the block as a sentence."""
        if self.kind == "clock":
            return f"two clock times, {self.words} minutes apart"
        return f"{' and '.join(self.reports)} says “{self.words}”"


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold two reports and what was decided of them.

    Args:
        left: One report's id.
        right: The other one's.
        distance: How far apart their points are (kilometres), or None.
        bits: The weight of all evidence: the logarithm to base 2 of the odds that the two are of one event. It is not calibrated.
        evidence: What speaks for and against, with weights.
        blocks: What forbids to merge them as one strike.
        rests_on: How precisely the less precise of the two times is known: a term of ``clock.PRECISIONS``. A merge rests on it.
        decision: One of :data:`DECISIONS`.
        because: Why: a key of the reasons.
        details: Names that the reason needs.
    """

    left: str
    right: str
    distance: float | None
    bits: float
    evidence: tuple[Evidence, ...]
    blocks: tuple[Block, ...]
    rests_on: str
    decision: str
    because: str
    details: tuple[tuple[str, str], ...] = ()

    @property
    def alone(self) -> bool:
        """Tell whether nothing but place and time speaks for the pair: no actor, target, count, victim or source."""
        return not any(item.bits > 0 for item in self.evidence if item.kind not in ("recorded", "place", "time"))

    @property
    def reason(self) -> str:
        """Return why it was decided so, as a sentence."""
        return _BECAUSE[self.because].format(**dict(self.details))


def rests_on(left: Report, right: Report) -> str:
    """Return the precision on which a merge of two reports rests: that of the less precise time.

    A report that tells its strikes' clock times apart is as precise as the least precise of them.
    """
    found = [coarse for report in (left, right) for coarse in [_coarsest(report)]]
    return coarser(*found)


def _coarsest(report: Report) -> str:
    terms = [precision(moment) for moment in report.moments]
    found = terms[0]
    for term in terms[1:]:
        found = coarser(found, term)
    return found


Told = Mapping[str, Mapping[str, Mark]]
"""For each report the words by which it speaks of several strikes, by their kind."""


def told_by(reports: Iterable[Report]) -> Told:
    """Return for each report that speaks of several strikes its words of each kind: those of most strikes, else the first."""
    found: dict[str, dict[str, Mark]] = {}
    for report in reports:
        for mark in marks(report.text) if report.text else ():
            if not mark.taken_back:
                known = found.setdefault(report.id, {})
                before = known.get(mark.kind)
                if before is None or (mark.counted, mark.strikes) > (before.counted, before.strikes):
                    known[mark.kind] = mark
    return found


def blocks(left: Report, right: Report, told: Told, rules: Rules) -> tuple[Block, ...]:
    """Return what forbids to merge two reports as one strike: clock times apart, and words of several strikes.

    Two reports that each tell of as many strikes at once may be of the same ones: nothing is lost if they are merged. Nor is anything
    where one tells of "airstrikes" and the other of nothing that is one strike: the incident keeps two.
    """
    found = []
    apart = minutes_apart(left.moments, right.moments)
    if apart is not None and apart >= rules.apart:
        found.append(Block("clock", (left.id, right.id), f"{apart:.0f}"))
    for report in (left, right):
        for kind, mark in told.get(report.id, {}).items():
            if kind != SEVERAL or not _as_many(mark, right if report is left else left, told):
                found.append(Block("words", (report.id,), mark.words, mark.said))
    return tuple(found)


def _as_many(mark: Mark, other: Report, told: Told) -> bool:
    """Tell whether another report may tell of as many strikes as words do: the same number, several and no number, or no clock time."""
    if mark.plain and not any(precision(moment) == CLOCK for moment in other.moments):
        return True
    theirs = told.get(other.id, {}).get(SEVERAL)
    if len(other.strikes) > 1:
        return not mark.counted or mark.strikes == len(other.strikes)
    return theirs is not None and (theirs.strikes == mark.strikes or not (mark.counted and theirs.counted))


def is_double_tap(left: Report, right: Report, distance: float | None, told: Told, rules: Rules) -> bool:
    """Tell whether the words of either report speak of a double tap, and place and time let the two be its strikes."""
    if not any(DOUBLE in told.get(report.id, {}) for report in (left, right)):
        return False
    reach = rules.double_tap_reach
    if left.spot is not None and right.spot is not None:
        reach = max(reach, min(left.spot.radius, right.spot.radius))
    if distance is None or distance > reach:
        return False
    apart = minutes_apart(left.moments, right.moments)
    return apart <= rules.double_tap_within if apart is not None else meets(left.when, right.when)


def least_told(report: Report, told: Told) -> int:
    """Return how many strikes there were at the least by what a report says."""
    return max([1, len(report.strikes), *(mark.strikes for mark in told.get(report.id, {}).values())])


def decided(
    pair: Pair, *, verdict: str | None, double_tap: bool, rival: str | None, rules: Rules
) -> tuple[str, str, str]:
    """Return what to do with a pair, why, and the name that the reason needs.

    Args:
        pair: The pair.
        verdict: What people decided of it, or None.
        double_tap: Whether the words speak of a double tap of this place.
        rival: Another report that fits nearly as well, or None.
        rules: The rules.
    """
    if verdict is not None:
        return _by_verdict(pair, verdict)
    if pair.bits < rules.ask_at:
        return APART, "little", ""
    if pair.blocks:
        enough = double_tap and pair.bits >= rules.merge_at and rival is None and pair.rests_on != VAGUE
        return (STRIKES, "double-tap", "") if enough else (ASK, "blocked", "")
    if pair.bits < rules.merge_at:
        return ASK, "some", ""
    doubt = _doubt(pair, rules)
    if doubt:
        return ASK, doubt, ""
    return (ASK, "rival", rival) if rival is not None else (MERGE, "enough", "")


def _doubt(pair: Pair, rules: Rules) -> str:
    """Return why a pair of much evidence is not merged all the same, or nothing."""
    if pair.rests_on == VAGUE:
        return "vague"
    return "alone" if pair.alone and pair.rests_on != CLOCK and not rules.merge_alone else ""


def _by_verdict(pair: Pair, verdict: str) -> tuple[str, str, str]:
    if verdict == UNSURE:
        return ASK, "disagreed", ""
    if verdict == DIFFERENT:
        return APART, "judged", ""
    if verdict != SAME:
        raise ValueError(verdict)
    return (STRIKES if pair.blocks else MERGE), "judged", ""


def day_alone(pairs: Iterable[Pair]) -> int:
    """Return how many merges rest on the day alone: no clock time on one side, and nothing else speaks for them."""
    return sum(pair.decision in (MERGE, STRIKES) and pair.rests_on == DAYLONG and pair.alone for pair in pairs)
