"""Join reports into incidents: find near pairs, weigh them, decide, and keep together only what goes together pair by pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2

import numpy as np

from undercount.errors import LinkError
from undercount.link.incidents import evidence as weigh
from undercount.link.incidents.candidates import Candidates, Ints, candidates
from undercount.link.incidents.chance import Chance, chance, cited_by_both, classes, gaps, of_sources
from undercount.link.incidents.clock import HOUR
from undercount.link.incidents.clusters import Cut, clusters
from undercount.link.incidents.evidence import Evidence
from undercount.link.incidents.joined import JoinedIncident, joined
from undercount.link.incidents.judged import DIFFERENT, Judged, Verdict, judged
from undercount.link.incidents.pairs import ASK, Pair, Told, blocks, decided, is_double_tap, rests_on, told_by
from undercount.link.incidents.parents import with_parents
from undercount.link.incidents.report import Report, by_id
from undercount.link.incidents.rules import DEFAULT, Rules
from undercount.link.incidents.summary import Summary, summary_of
from undercount.record.tree import Tree
from undercount.record.when import DAY


@dataclass(frozen=True, slots=True)
class Trees:
    """The trees by which reports are compared; without one, only equal nodes agree."""

    places: Tree | None = None
    actors: Tree | None = None
    targets: Tree | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Hold what came of joining reports.

    Args:
        incidents: Incidents of two reports or more.
        single: Ids of the reports that were joined with none.
        pairs: Every pair that was near enough to compare, with its evidence, decision and reason.
        cuts: Pairs that were cut because others do not go together.
        summary: The counts.
    """

    incidents: tuple[JoinedIncident, ...]
    single: tuple[str, ...]
    pairs: tuple[Pair, ...]
    cuts: tuple[Cut, ...]
    summary: Summary


def join_incidents(
    reports: Sequence[Report],
    *,
    trees: Trees | None = None,
    verdicts: Iterable[Verdict] = (),
    within: frozenset[str] = frozenset(),
    rules: Rules = DEFAULT,
) -> Joined:
    """Join reports of one event into incidents.

    Two reports of one source are two events, as a recorder lists them, unless the source is named in ``within``. Nothing is merged because
    place and day are equal alone: how much that is worth is counted in the reports themselves, and each merge says on what it rests.

    Args:
        reports: The reports; each id once.
        trees: The trees of places, actors and targets.
        verdicts: What people decided, the oldest first. It overrides every rule.
        within: Sources that may report one event more than once, as newspapers do.
        rules: The rules.

    Raises:
        RecordError: If two reports share an id.
        LinkError: If verdicts contradict each other or are on a report that is not there, or a source in ``within`` reports nothing.
    """
    named = by_id(list(reports))
    trees = trees or Trees()
    _check(within, {report.source for report in reports})
    decisions = judged(verdicts, named.keys())
    around = candidates(reports, places=trees.places, reach=rules.reach, slack=rules.window * DAY, within=within)
    near = np.flatnonzero(gaps(reports, around) <= rules.slack * HOUR)
    told = told_by(reports)
    pairs = _decide(_weigh(reports, around, near, trees, told, rules), named, decisions, told, (within, rules))
    found, cuts = clusters(pairs, {r.id: r.source for r in reports}, decisions, within)
    shown = _with_cuts(pairs, cuts)
    incidents = _incidents(found, named, shown, told, rules.apart)
    held = {name for incident in incidents for name in incident.reports}
    return Joined(
        incidents,
        tuple(report.id for report in reports if report.id not in held),
        shown,
        tuple(cuts),
        summary_of(around, shown, counts=(len(reports), len(incidents), len(cuts))),
    )


def _check(within: frozenset[str], sources: set[str]) -> None:
    unknown = sorted(within - sources)
    if unknown:
        raise LinkError(
            f"a source that may repeat itself must report something; {unknown[0]!r} does not: correct its name"
        )


def _weigh(
    reports: Sequence[Report], around: Candidates, near: Ints, trees: Trees, told: Told, rules: Rules
) -> list[Pair]:
    """Return the candidates with their evidence and blocks, not yet decided."""
    by_chance = chance(reports, around, near, rules, (trees.actors, trees.targets))
    kinds = classes(reports, around, rules.fine)[near]
    found = []
    for at, (i, j) in enumerate(zip(around.left[near].tolist(), around.right[near].tolist(), strict=True)):
        left, right = reports[i], reports[j]
        distance = float(around.distance[near[at]])
        seen = _evidence(left, right, (int(kinds[at]), distance, float(by_chance.per_day[at])), by_chance, trees, rules)
        apart = None if distance != distance else distance
        bits = sum(item.bits for item in seen)
        found.append(
            Pair(
                left.id,
                right.id,
                apart,
                bits,
                seen,
                blocks(left, right, told, rules),
                rests_on(left, right),
                ASK,
                "some",
            )
        )
    return found


def _evidence(
    left: Report,
    right: Report,
    where: tuple[int, float, float],
    by_chance: Chance,
    trees: Trees,
    rules: Rules,
) -> tuple[Evidence, ...]:
    both = of_sources(left, right)
    kind, distance, per_day = where
    radius = max((r.spot.radius for r in (left, right) if r.spot is not None), default=0.0)
    same = rules.agree_same
    shared = {name: by_chance.shared.get((both, name), 0.0) for name in cited_by_both(left, right)}
    found = [
        Evidence("recorded", log2(rules.recorded), "recorded", (("share", rules.recorded),)),
        weigh.place(kind, distance, per_day, radius, rules),
        weigh.time(left, right, rules),
        weigh.nodes("actor", left.actors, right.actors, by_chance.actors.get(both, 0.5), same, trees.actors),
        weigh.nodes("target", left.targets, right.targets, by_chance.targets.get(both, 0.5), same, trees.targets),
        weigh.tolls(left, right, rules),
        weigh.victims(left, right, rules),
        weigh.sources(left, right, shared, rules),
    ]
    return tuple(item for item in found if item is not None)


def _decide(
    pairs: list[Pair],
    named: Mapping[str, Report],
    decisions: Judged,
    told: Told,
    how: tuple[frozenset[str], Rules],
) -> list[Pair]:
    """Return the pairs with what is decided of each."""
    within, rules = how
    rivals = _rivals(pairs, named, decisions, within, rules)
    found = []
    for pair in pairs:
        left, right = named[pair.left], named[pair.right]
        decision, because, name = decided(
            pair,
            verdict=decisions.on(pair.left, pair.right),
            double_tap=bool(pair.blocks) and is_double_tap(left, right, pair.distance, told, rules),
            rival=rivals.get((pair.left, pair.right)),
            rules=rules,
        )
        details = (("rival", name),) if name else ()
        found.append(replace(pair, decision=decision, because=because, details=details))
    found = with_parents(found, named, told)
    return found + _by_verdict_alone(found, named, decisions, told, rules)


def _by_verdict_alone(
    pairs: Sequence[Pair], named: Mapping[str, Report], decisions: Judged, told: Told, rules: Rules
) -> list[Pair]:
    """Return the pairs that people decided and that are no candidates: they are shown as well, with no evidence but the verdict."""
    known = {(pair.left, pair.right) for pair in pairs}
    found = []
    for left, right in decisions.direct:
        if (left, right) in known or (right, left) in known:
            continue
        a, b = named[left], named[right]
        pair = Pair(left, right, None, 0.0, (), blocks(a, b, told, rules), rests_on(a, b), ASK, "disagreed")
        decision, because, _ = decided(
            pair, verdict=decisions.on(left, right), double_tap=False, rival=None, rules=rules
        )
        found.append(replace(pair, decision=decision, because=because))
    return found


def _rivals(
    pairs: Sequence[Pair], named: Mapping[str, Report], decisions: Judged, within: frozenset[str], rules: Rules
) -> dict[tuple[str, str], str]:
    """Return for each pair another report of the same source that fits one of its two nearly as well, or better.

    For a source that repeats itself, the second-best may be the same event told again: there is no rival among its reports.
    """
    best: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for pair in pairs:
        if decisions.on(pair.left, pair.right) == DIFFERENT:
            continue
        for one, other in ((pair.left, pair.right), (pair.right, pair.left)):
            source = named[other].source
            if source not in within:
                best.setdefault((one, source), []).append((pair.bits, other))
    for ranked in best.values():
        ranked.sort(key=lambda x: (-x[0], x[1]))
    found: dict[tuple[str, str], str] = {}
    for pair in pairs:
        for one, other in ((pair.left, pair.right), (pair.right, pair.left)):
            rest = next(((b, name) for b, name in best.get((one, named[other].source), ()) if name != other), None)
            if rest is not None and rest[0] > pair.bits - rules.margin:
                found.setdefault((pair.left, pair.right), rest[1])
    return found


def _with_cuts(pairs: Sequence[Pair], cuts: Sequence[Cut]) -> tuple[Pair, ...]:
    """Return the pairs, those that were cut left to a person."""
    by_pair = {(cut.left, cut.right): cut for cut in cuts}
    found = []
    for pair in pairs:
        cut = by_pair.get((pair.left, pair.right))
        if cut is not None:
            details = (("first", cut.first), ("second", cut.second))
            pair = replace(pair, decision=ASK, because="cut", details=details)
        found.append(pair)
    return tuple(found)


def _incidents(
    found: Sequence[tuple[str, ...]], named: Mapping[str, Report], pairs: Sequence[Pair], told: Told, apart: float
) -> tuple[JoinedIncident, ...]:
    of = {name: at for at, cluster in enumerate(found) for name in cluster}
    inside: list[list[Pair]] = [[] for _ in found]
    for pair in pairs:
        at = of.get(pair.left)
        if at is not None and at == of.get(pair.right):
            inside[at].append(pair)
    return tuple(joined(cluster, named, inside[at], told, apart) for at, cluster in enumerate(found))
