"""Clusters: which reports come into one incident, so that every two of them go together.

Complete linkage: the best pairs are joined first, and two clusters become one only if each report of one goes with each of the other. So A
like B and B like C never bring A and C together unseen: where they do not go together, the weaker pair is cut, and the cut is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from undercount.link.incidents.judged import DIFFERENT, SAME, Judged
from undercount.link.incidents.pairs import APART, MERGE, STRIKES, Pair

Ids = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cut:
    """A pair that was good enough to join, and was not joined because two others would have come together.

    Args:
        left: One report of the pair.
        right: The other.
        bits: The weight of its evidence.
        first: The one of the two that do not go together.
        second: The other.
        because: ``candidate`` (they are not even near), ``apart``, ``blocked``, ``one-source`` or ``judged``.
    """

    left: str
    right: str
    bits: float
    first: str
    second: str
    because: str


def clusters(
    pairs: Iterable[Pair], source: Mapping[str, str], judged: Judged, within: frozenset[str] = frozenset()
) -> tuple[list[tuple[str, ...]], list[Cut]]:
    """Return the clusters of at least two reports, each sorted, and what was cut.

    Args:
        pairs: All candidate pairs, decided.
        source: The source of each report.
        judged: What people decided.
        within: The sources that may report one event more than once.
    """
    known = {(pair.left, pair.right): pair for pair in pairs}
    members: dict[str, list[str]] = {}
    of: dict[str, str] = {}
    for report, first in sorted(judged.group.items()):
        members.setdefault(first, []).append(report)
        of[report] = first
    cuts = []
    joining = [p for p in known.values() if p.decision in (MERGE, STRIKES)]
    for pair in sorted(joining, key=lambda p: (-p.bits, p.left, p.right)):
        left, right = of.setdefault(pair.left, pair.left), of.setdefault(pair.right, pair.right)
        ours, theirs = members.setdefault(left, [pair.left]), members.setdefault(right, [pair.right])
        if left == right:
            continue
        against = _against(ours, theirs, known, source, judged, within)
        if against is not None:
            cuts.append(Cut(pair.left, pair.right, pair.bits, *against))
            continue
        ours += theirs
        for report in members.pop(right):
            of[report] = left
    return sorted(tuple(sorted(m)) for m in members.values() if len(m) > 1), cuts


def _against(
    ours: list[str],
    theirs: list[str],
    known: Mapping[Ids, Pair],
    source: Mapping[str, str],
    judged: Judged,
    within: frozenset[str],
) -> tuple[str, str, str] | None:
    """Return the first two reports that do not go together, and why; None if all do."""
    for first in sorted(ours):
        for second in sorted(theirs):
            why = _incompatible(first, second, known, source, judged, within)
            if why == "blocked" and _one_double_tap(first, second, [*ours, *theirs], known):
                why = None
            if why is not None:
                return first, second, why
    return None


def _one_double_tap(first: str, second: str, members: list[str], known: Mapping[Ids, Pair]) -> bool:
    """Tell whether two reports are strikes of one double tap, each with a third report whose words speak of it."""

    def is_strike(one: str, other: str) -> bool:
        pair = known.get((one, other)) or known.get((other, one))
        return pair is not None and pair.decision == STRIKES

    return any(is_strike(first, third) and is_strike(second, third) for third in members)


def _incompatible(
    first: str,
    second: str,
    known: Mapping[Ids, Pair],
    source: Mapping[str, str],
    judged: Judged,
    within: frozenset[str],
) -> str | None:
    verdict = judged.on(first, second)
    if verdict == SAME:
        return None
    if verdict == DIFFERENT:
        return "judged"
    if source[first] == source[second] and source[first] not in within:
        return "one-source"
    pair = known.get((first, second)) or known.get((second, first))
    if pair is None:
        return "candidate"
    if pair.decision == APART:
        return "apart"
    return "blocked" if pair.blocks and pair.decision != STRIKES else None
