"""What people decided of pairs of reports: it stands above every rule, and what it implies stands too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

from undercount.errors import LinkError
from undercount.link.chains import against_each_other, beside, contradiction, groups

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
        open: Pairs that are undecided although nobody disagrees on the very pair, since what follows from the verdicts of some coders
            contradicts others (one says that A is B and B is C, another that A is not C).
    """

    group: Mapping[str, str]
    parted: frozenset[Ids]
    direct: Mapping[Ids, tuple[Verdict, ...]]
    open: frozenset[Ids] = frozenset()

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
        agreed = {pair: said for pair, said in self.direct.items() if pair not in self.open}
        found = [said for said in agreed.values() if {v.verdict for v in said} in ({SAME}, {DIFFERENT})]
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
        LinkError: If a verdict is on a report that is gone, or a coder contradicts themselves (A is B, B is C, A is not C): the
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
    _refuse_contradictions(direct)
    open_ = _by_chains(direct)
    decided = {pair: {v.verdict for v in said} for pair, said in direct.items() if pair not in open_}
    group = _groups(pair for pair, words in decided.items() if words == {SAME})
    parted = {
        _ordered(group.get(left, left), group.get(right, right))
        for (left, right), words in decided.items()
        if words == {DIFFERENT}
    }
    return Judged(group, frozenset(parted), direct, open_)


def _standing(verdicts: Iterable[Verdict]) -> dict[Ids, tuple[Verdict, ...]]:
    found: dict[Ids, dict[str, Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.pair, {})[verdict.coder] = verdict
    return {pair: tuple(of.values()) for pair, of in found.items()}


def _ordered(left: str, right: str) -> Ids:
    return (left, right) if left < right else (right, left)


def _groups(pairs: Iterable[Ids]) -> dict[str, str]:
    """Return for each id the first id of all that pairs join with it."""
    return {node: min(group) for group in groups(beside(pairs)) for node in group}


def _refuse_contradictions(direct: Mapping[Ids, tuple[Verdict, ...]]) -> None:
    """Refuse what one coder says against themselves."""
    by: dict[str, dict[str, list[Ids]]] = {}
    for pair, said in direct.items():
        for verdict in said:
            by.setdefault(verdict.coder, {}).setdefault(verdict.verdict, []).append(pair)
    for coder, of in by.items():
        way = contradiction(of.get(SAME, ()), of.get(DIFFERENT, ()))
        if way:
            steps = ", ".join(f"{a} is {b}" for a, b in pairwise(way))
            raise LinkError(
                f"verdicts of one coder must not contradict each other; {coder} says: {steps}, but {way[0]} is not {way[-1]}: "
                "look at them again and change one"
            )


def _by_chains(direct: Mapping[Ids, tuple[Verdict, ...]]) -> frozenset[Ids]:
    """Return the pairs that coders leave undecided, since what follows from some contradicts others."""
    same, different = (
        {pair: frozenset(v.coder for v in said) for pair, said in direct.items() if {v.verdict for v in said} == {word}}
        for word in (SAME, DIFFERENT)
    )
    return against_each_other(same, different)
