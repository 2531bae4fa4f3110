"""Evidence: what speaks for and against two reports being of one event, item by item, each with its weight and its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from undercount.link.incidents.chance import agree, cited_by_both
from undercount.link.incidents.clock import CLOCK, HOUR, PART, coarser, gap, meets, minutes_apart, precision
from undercount.link.incidents.report import Report, Toll
from undercount.link.incidents.rules import BARE, COARSE, EDGES, Rules
from undercount.link.names.letters import normalise
from undercount.record.quantity import Quantity
from undercount.record.tree import Tree
from undercount.record.when import DAY

KINDS = ("recorded", "place", "time", "actor", "target", "toll", "victims", "sources")
"""What evidence is about."""

MOST_SHARED, MOST_NAMED = 3.0, 20.0
"""The most bits that shared sources and shared victims give: a daily digest is shared by events that have nothing else in common."""

BY_NAME = 10.0
"""Bits of a report that cites the other one itself."""

_SAYS: Mapping[str, str] = {
    "recorded": "taken as given: {share:.0%} of one source's events are recorded by the other",
    "place": "{distance:.1f} km apart; {per_day:.3f} reports of the other source a day lie so near by chance",
    "place-coarse": "as near as a precision of {radius:.0f} km tells; {per_day:.3f} reports a day are by chance",
    "place-bare": "one lies in the place of the other; {per_day:.3f} reports a day do so by chance",
    "time": "the same {precision}",
    "time-next": "not the same {precision}, but next to it",
    "time-apart": "clock times {minutes:.0f} minutes apart on one day",
    "actor": "the actors agree, as they do by chance in {share:.0%}",
    "actor-differ": "the actors differ, as they do by chance in {share:.0%}",
    "target": "the targets agree, as they do by chance in {share:.0%}",
    "target-differ": "the targets differ, as they do by chance in {share:.0%}",
    "toll": "{left} and {right} {of}: {level}",
    "victims": "{shared} of {left} and {right} named victims are the same",
    "victims-none": "none of {left} and {right} named victims are the same",
    "sources": "both rest on {source}, as {share:.1%} of unrelated pairs do",
    "sources-cited": "one cites the other",
}
LEVELS: Mapping[str, str] = {
    "one": "could be one count",
    "double": "within a factor of two",
    "fivefold": "within a factor of five",
    "beyond": "more than a factor of five apart",
    "none": "none against some",
}
_NAMED: Mapping[str, str] = {
    CLOCK: "clock time",
    PART: "part of the day",
    "day": "day",
    "days": "days",
    "month": "month",
    "longer": "span of time",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against.

    Args:
        kind: One of :data:`KINDS`.
        bits: Its weight: positive speaks for one event.
        form: Which sentence says it.
        facts: The numbers in it, and the terms: a precision of time (``clock.PRECISIONS``), a level of agreement (:data:`LEVELS`).
    """

    kind: str
    bits: float
    form: str
    facts: tuple[tuple[str, float | int | str], ...] = ()

    @property
    def says(self) -> str:
        """Return the evidence as a sentence."""
        facts = dict(self.facts)
        for name, words in (("precision", _NAMED), ("level", LEVELS)):
            if name in facts:
                facts[name] = words.get(str(facts[name]), facts[name])
        return _SAYS[self.form].format(**facts)


def place(kind: int, distance: float, per_day: float, radius: float, rules: Rules) -> Evidence:
    """Weigh how near two places are: against how many reports are so near on one day by chance."""
    if kind == BARE:
        return Evidence("place", log2(1.0 / per_day), "place-bare", (("per_day", per_day),))
    if kind == COARSE:
        return Evidence("place", log2(1.0 / per_day), "place-coarse", (("radius", radius), ("per_day", per_day)))
    bits = log2(rules.distance_same[kind] / per_day)
    upper = EDGES[kind] if kind < len(EDGES) else float("inf")
    return Evidence("place", bits, "place", (("distance", distance), ("within", upper), ("per_day", per_day)))


def time(left: Report, right: Report, rules: Rules) -> Evidence:
    """Weigh how well two times agree: against how many days the less precise of them spans."""
    apart = minutes_apart(left.moments, right.moments)
    if apart is not None:
        return _clock(left, right, apart, rules)
    both = coarser(precision(left.when), precision(right.when))
    days = max(_days(left), _days(right), 1.0)
    named = (("precision", both),)
    if meets(left.when, right.when):
        return Evidence("time", log2(rules.day_same / days), "time", named)
    return Evidence("time", log2((1.0 - rules.day_same) / (2.0 * days)), "time-next", named)


def _clock(left: Report, right: Report, apart: float, rules: Rules) -> Evidence:
    if apart < rules.apart:
        both = coarser(*(max((precision(m) for m in r.moments), key=(CLOCK, PART).index) for r in (left, right)))
        span = max(_days(left), _days(right), 2.0 * rules.apart * 60 / DAY)
        if left.strikes or right.strikes:
            span = max(span, HOUR / DAY)
        return Evidence("time", log2(rules.clock_same / span), "time", (("precision", both),))
    between = gap(left.when, right.when) or 0
    same = between < DAY / 2
    share = rules.day_same if same else (1.0 - rules.day_same) / 2.0
    return Evidence("time", log2(share), "time-apart", (("minutes", apart),))


def _days(report: Report) -> float:
    if report.when.start is None or report.when.end is None:
        return float("inf")
    return (report.when.end - report.when.start) / DAY


def nodes(
    kind: str, left: Sequence[str], right: Sequence[str], share: float, same: float, tree: Tree | None
) -> Evidence | None:
    """Weigh actors or targets, where both reports name some."""
    if not left or not right:
        return None
    if agree(left, right, tree):
        return Evidence(kind, log2(max(same, share) / share), kind, (("share", share),))
    return Evidence(kind, log2((1.0 - same) / (1.0 - share)), f"{kind}-differ", (("share", 1.0 - share),))


def tolls(left: Report, right: Report, rules: Rules) -> Evidence | None:
    """Weigh the counts: of the kinds of victims that both count, the one that tells most."""
    theirs = {toll.of: toll for toll in right.tolls}
    found = [_toll(toll, theirs[toll.of], rules) for toll in left.tolls if toll.of in theirs]
    weighed = [evidence for evidence in found if evidence is not None]
    return max(weighed, key=lambda e: (abs(e.bits), e.facts), default=None)


def level(left: Quantity, right: Quantity) -> tuple[str, str] | None:
    """Return how near two counts are (``one``, ``double``, ``fivefold``, ``beyond``, ``none``), and the size of the greater.

    They could be one count where their ranges meet. Two counts of none say nothing; a count without a number neither.
    """
    ours, theirs = _range(left), _range(right)
    if ours is None or theirs is None or (ours[1] == 0 and theirs[1] == 0):
        return None
    meeting = min(ours[1], theirs[1])
    greatest = meeting if max(ours[0], theirs[0]) <= meeting else max(ours[0], theirs[0])
    size = "large" if greatest >= 10 else "middle" if greatest >= 3 else "small"
    if max(ours[0], theirs[0]) <= meeting:
        return ("one", size) if meeting > 0 else None
    if meeting == 0:
        return "none", size
    ratio = max(ours[0], theirs[0]) / meeting
    return ("double" if ratio <= 2 else "fivefold" if ratio <= 5 else "beyond"), size


def _range(quantity: Quantity) -> tuple[int, int] | None:
    said = [n for n in (quantity.low, quantity.best, quantity.high) if n is not None]
    return (said[0], said[-1]) if said else None


def _toll(left: Toll, right: Toll, rules: Rules) -> Evidence | None:
    found = level(left.quantity, right.quantity)
    if found is None:
        return None
    ours, theirs = _range(left.quantity), _range(right.quantity)
    facts = (
        ("left", _written(ours)),
        ("right", _written(theirs)),
        ("of", left.of or "killed"),
        ("level", found[0]),
    )
    return Evidence("toll", rules.tolls[found], "toll", facts)


def _written(numbers: tuple[int, int] | None) -> str:
    if numbers is None:
        return "none"
    return str(numbers[0]) if numbers[0] == numbers[1] else f"{numbers[0]}–{numbers[1]}"


def victims(left: Report, right: Report, rules: Rules) -> Evidence | None:
    """Weigh named victims: those that the linkage of persons found to be one, or else equal names after orthographic normalisation."""
    if left.linked and right.linked:
        ours, theirs = set(left.linked), set(right.linked)
    else:
        ours, theirs = {normalise(name) for name in left.victims}, {normalise(name) for name in right.victims}
    if not ours or not theirs:
        return None
    shared = len(ours & theirs)
    facts = (("shared", shared), ("left", len(ours)), ("right", len(theirs)))
    if shared:
        bits = min(shared * log2(1.0 / (rules.name_chance * len(ours) * len(theirs))), MOST_NAMED)
        return Evidence("victims", max(bits, 0.0), "victims", facts)
    return Evidence("victims", -min(1.0 * min(len(ours), len(theirs)), 4.0), "victims-none", facts)


def sources(left: Report, right: Report, shared: Mapping[str, float], rules: Rules) -> Evidence | None:
    """Weigh shared sources: the rarest that both rest on; a report that cites the other itself weighs most."""
    if left.id in right.cites or right.id in left.cites:
        return Evidence("sources", BY_NAME, "sources-cited")
    both = cited_by_both(left, right)
    if not both:
        return None
    source = min(both, key=lambda name: (shared.get(name, 0.0), name))
    share = shared.get(source, 0.0)
    bits = MOST_SHARED if share == 0 else min(log2(max(rules.cites_same, share) / share), MOST_SHARED)
    return Evidence("sources", bits, "sources", (("source", source), ("share", share)))
