"""What people decided of pairs of reports: it stands above every rule, and what it implies stands too."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

from undercount.errors import LinkError

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
VERDICTS = (SAME, DIFFERENT, UNSURE)

Ids = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's decision on two reports.

    Args:
        left: One report's id.
        right: The other one's.
        verdict: One of :data:`VERDICTS`: of one incident, of two, or seen and not decided.
        reason: Why, in words.
        coder: Who.

    Raises:
        LinkError: If the verdict is no known word, the two are one, or there is no reason or coder.
    """

    left: str
    right: str
    verdict: str
    reason: str
    coder: str

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise LinkError(
                f"a verdict must be one of {', '.join(VERDICTS)}; that on {self.left} and {self.right} is {self.verdict!r}: "
                "use one of these"
            )
        if self.left == self.right:
            raise LinkError(f"a verdict needs two reports; {self.left!r} is given twice: name the other one")
        for name, text in (("reason", self.reason), ("coder", self.coder)):
            if not text.strip():
                raise LinkError(f"a verdict needs a {name}; that on {self.left} and {self.right} has none: say it")

    @property
    def pair(self) -> Ids:
        """Return the two ids in the order of the alphabet."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


def verdict_json(verdict: Verdict) -> dict[str, str]:
    """Return a verdict as plain values."""
    return {
        "left": verdict.left,
        "right": verdict.right,
        "verdict": verdict.verdict,
        "because": verdict.reason,
        "coder": verdict.coder,
    }


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold what all verdicts say together.

    Args:
        group: For each report that a verdict of ``same`` names, the first id of all that are one with it.
        parted: Pairs of such groups (or of reports in none) that are different, in the order of the alphabet.
        direct: The verdicts that stand on each pair: the last one of each coder.
    """

    group: Mapping[str, str]
    parted: frozenset[Ids]
    direct: Mapping[Ids, tuple[Verdict, ...]]

    @property
    def others(self) -> dict[str, frozenset[str]]:
        """Return for each group that is different from others (or report in none) those others, each way round."""
        found: dict[str, set[str]] = {}
        for left, right in sorted(self.parted):
            found.setdefault(left, set()).add(right)
            found.setdefault(right, set()).add(left)
        return {name: frozenset(others) for name, others in found.items()}

    def decided(self) -> tuple[Verdict, ...]:
        """Return the verdicts that decide something, by pair and coder: those on which all coders of a pair agree, and none is unsure."""
        found = [said for said in self.direct.values() if {v.verdict for v in said} in ({SAME}, {DIFFERENT})]
        return tuple(sorted((v for said in found for v in said), key=lambda v: (v.pair, v.coder)))

    def on(self, left: str, right: str) -> str | None:
        """Return what was decided of two reports, or follows from it; None if nobody did.

        Coders who disagree on a pair have decided nothing: it is ``unsure``.
        """
        first, second = self.group.get(left, left), self.group.get(right, right)
        if first == second and left != right:
            return SAME
        if _ordered(first, second) in self.parted:
            return DIFFERENT
        return UNSURE if _ordered(left, right) in self.direct else None


def judged(verdicts: Iterable[Verdict], reports: Set[str]) -> Judged:
    """Bring verdicts together.

    Args:
        verdicts: The verdicts, the oldest first: a coder's later word on a pair replaces their earlier one.
        reports: The ids of all reports.

    Raises:
        LinkError: If a verdict is on a report that is gone, or verdicts contradict each other (A is B, B is C, A is not C): the
            reports are named.
    """
    direct = _standing(verdicts)
    for pair, said in direct.items():
        for report in pair:
            if report not in reports:
                raise LinkError(
                    f"a verdict must be on reports that are there; {said[0].coder}'s on {pair[0]} and {pair[1]} is on {report!r}, "
                    "which is gone: withdraw it, or bring the report back"
                )
    decided = {pair: {v.verdict for v in said} for pair, said in direct.items()}
    same = [pair for pair, words in decided.items() if words == {SAME}]
    group = _groups(same)
    parted = set()
    for pair in (pair for pair, words in decided.items() if words == {DIFFERENT}):
        ends = _ordered(group.get(pair[0], pair[0]), group.get(pair[1], pair[1]))
        if ends[0] == ends[1]:
            raise _contradiction(pair, _chain(same, *pair), direct)
        parted.add(ends)
    return Judged(group, frozenset(parted), direct)


def _standing(verdicts: Iterable[Verdict]) -> dict[Ids, tuple[Verdict, ...]]:
    found: dict[Ids, dict[str, Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.pair, {})[verdict.coder] = verdict
    return {pair: tuple(of.values()) for pair, of in found.items()}


def _ordered(left: str, right: str) -> Ids:
    return (left, right) if left < right else (right, left)


def _groups(pairs: Iterable[Ids]) -> dict[str, str]:
    """Return for each id the first id of all that pairs join with it."""
    above: dict[str, str] = {}

    def top(node: str) -> str:
        while above.setdefault(node, node) != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for left, right in pairs:
        first, second = _ordered(top(left), top(right))
        above[second] = first
    return {node: top(node) for node in list(above)}


def _chain(pairs: list[Ids], start: str, end: str) -> list[str]:
    """Return the shortest way from one report to another by verdicts of ``same``."""
    beside: dict[str, list[str]] = {}
    for left, right in pairs:
        beside.setdefault(left, []).append(right)
        beside.setdefault(right, []).append(left)
    came: dict[str, str] = {start: start}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in sorted(beside.get(here, ())):
            if there not in came:
                came[there] = here
                waiting.append(there)
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _contradiction(pair: Ids, way: list[str], direct: Mapping[Ids, tuple[Verdict, ...]]) -> LinkError:
    steps = [f"{a} is {b} ({_coders(direct[_ordered(a, b)])})" for a, b in pairwise(way)]
    return LinkError(
        f"verdicts must not contradict each other; {', '.join(steps)}, but {pair[0]} is not {pair[1]} ({_coders(direct[pair])}): "
        "look at them again and change one"
    )


def _coders(said: tuple[Verdict, ...]) -> str:
    return ", ".join(verdict.coder for verdict in said)
