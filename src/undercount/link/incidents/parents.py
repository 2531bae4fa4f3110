"""Parents: a report of several strikes whose count may be the sum of single strikes that another source tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from undercount.link.incidents.clock import gap
from undercount.link.incidents.pairs import APART, ASK, MERGE, Pair, Told, least_told
from undercount.link.incidents.report import Report

MOST_PARTS, MOST_NEAR = 4, 8
"""So many strikes are tried as parts, out of so many near reports of one source."""


def with_parents(pairs: Sequence[Pair], named: Mapping[str, Report], told: Told) -> list[Pair]:
    """Return the decided pairs; those of a report of several strikes with what may be its parts are left to a person, who is told why.

    Without it the sum is one event and its parts are others, each too far from the sum to be shown.

    Args:
        pairs: The decided pairs.
        named: The reports by id.
        told: The words by which reports speak of several strikes.
    """
    near: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        for whole, part in ((pair.left, pair.right), (pair.right, pair.left)):
            if least_told(named[whole], told) > 1 and _is_open(pair) and _within(named[part], named[whole]):
                near.setdefault((whole, named[part].source), []).append(pair)
    found: dict[tuple[str, str], Pair] = {}
    for (whole, _), around in sorted(near.items()):
        parts = next(_sums(named[whole], around, named, least_told(named[whole], told)), ())
        for _, pair in parts:
            details = (("whole", whole), ("parts", " + ".join(sorted(part for part, _ in parts))))
            found.setdefault((pair.left, pair.right), replace(pair, decision=ASK, because="parent", details=details))
    return [found.get((pair.left, pair.right), pair) for pair in pairs]


def _is_open(pair: Pair) -> bool:
    """Tell whether a pair is merged by rule, blocked, or has too little evidence: nobody judged it."""
    return (pair.decision, pair.because) in {(MERGE, "enough"), (ASK, "blocked"), (ASK, "some"), (APART, "little")}


def _within(part: Report, whole: Report) -> bool:
    apart = gap(part.when, whole.when)
    return apart is not None and apart < 0


def _sums(
    whole: Report, around: Sequence[Pair], named: Mapping[str, Report], strikes: int
) -> Iterator[tuple[tuple[str, Pair], ...]]:
    """Yield the sets of near reports, as many as there were strikes, whose counts of a kind add up to the whole's."""
    parts = sorted((-pair.bits, pair.right if pair.left == whole.id else pair.left, pair) for pair in around)[
        :MOST_NEAR
    ]
    if strikes > MOST_PARTS:
        return
    for some in combinations([(name, pair) for _, name, pair in parts], strikes):
        kinds = [_counts(named[name]) for name, _ in some]
        for of, (low, high) in _counts(whole).items():
            if all(of in kind for kind in kinds):
                least, most = (sum(kind[of][end] for kind in kinds) for end in (0, 1))
                if 0 < least <= high and low <= most:
                    yield some
                    break


def _counts(report: Report) -> dict[str, tuple[int, int]]:
    """Return from how many to how many a report counts, by kind; a floor counts for itself."""
    found = {}
    for toll in report.tolls:
        numbers = [n for n in toll.quantity.numbers().values() if n is not None]
        if numbers and max(numbers) > 0:
            found[toll.of] = (min(numbers), max(numbers))
    return found
