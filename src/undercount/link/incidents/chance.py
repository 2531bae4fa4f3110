"""What is near by chance: how often two sources' reports lie so near each other on days on which they cannot be of one event.

Same place and same day is weak evidence in a town that is shelled daily and strong evidence in a village that is hit once a year. So the
reports themselves say how much it is worth: around each report, the other source's reports of the weeks before and after are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from undercount.link.incidents.candidates import Candidates, Floats, Ints
from undercount.link.incidents.report import Report
from undercount.link.incidents.rules import BARE, COARSE, EDGES, Rules
from undercount.record.tree import Tree
from undercount.record.when import DAY

SAMPLE = 20_000
"""Shared sources are counted in at most so many pairs, evenly taken."""

_HALF = 0.5
"""Added to each count, so that what never happened by chance in a month is not held impossible."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chance:
    """Hold what the reports show of pairs on other days.

    Args:
        per_day: For each near pair, how many reports of the other source lie as near on one day by chance; of the two reports' own
            surroundings the more crowded one.
        actors: For each two sources the share of such pairs whose actors agree, where both name some.
        targets: The same for targets.
        shared: For each two sources and each source cited, the share of such pairs that share it.
        pairs: How many pairs on other days were seen.

    Shapes:
        per_day: (near pairs,)
    """

    per_day: Floats
    actors: Mapping[Pair, float]
    targets: Mapping[Pair, float]
    shared: Mapping[tuple[Pair, str], float]
    pairs: int


def gaps(reports: Sequence[Report], found: Candidates) -> Floats:
    """Return how much time lies between the intervals of each pair (seconds), negative where they overlap."""
    start = np.array([r.when.start or 0 for r in reports], dtype=np.int64)
    end = np.array([r.when.end or 0 for r in reports], dtype=np.int64)
    later = np.maximum(start[found.left], start[found.right])
    return (later - np.minimum(end[found.left], end[found.right])).astype(np.float64)


def classes(reports: Sequence[Report], found: Candidates, fine: float) -> Ints:
    """Return each pair's class of distance: those of :data:`EDGES`, one beyond them, one for coarse points, one without points."""
    radius = np.array([np.inf if r.spot is None else r.spot.radius for r in reports])
    widest = np.maximum(radius[found.left], radius[found.right])
    near = np.searchsorted(np.array(EDGES), found.distance, side="left")
    coarse = np.where(np.isnan(found.distance), BARE, COARSE)
    return np.where(np.isnan(found.distance) | (widest > fine), coarse, near).astype(np.int64)


def chance(
    reports: Sequence[Report], around: Candidates, near: Ints, rules: Rules, trees: tuple[Tree | None, Tree | None]
) -> Chance:
    """Count what lies near by chance.

    Args:
        reports: The reports.
        around: All pairs that are near in space within the window of the rules.
        near: Which of them are candidates.
        rules: The rules.
        trees: The actor tree and the target tree.
    """
    kinds = classes(reports, around, rules.fine)
    other = np.flatnonzero(gaps(reports, around) > rules.guard * DAY)
    sources = sorted({r.source for r in reports})
    code = np.array([sources.index(r.source) for r in reports], dtype=np.int64)
    keys = [_keys(around.left, around.right, code, kinds, len(sources))]
    keys.append(_keys(around.right, around.left, code, kinds, len(sources)))
    known, count = np.unique(np.concatenate([keys[0][other], keys[1][other]]), return_counts=True)
    most = np.maximum(_looked_up(known, count, keys[0][near]), _looked_up(known, count, keys[1][near]))
    left, right = around.left[other], around.right[other]
    pair = _source_pairs(left, right, code, sources)
    return Chance(
        (most + _HALF) / (2.0 * (rules.window - rules.guard)),
        _agreement([r.actors for r in reports], left, right, pair, trees[0]),
        _agreement([r.targets for r in reports], left, right, pair, trees[1]),
        _shared(reports, left, right),
        len(other),
    )


def _keys(left: Ints, right: Ints, code: Ints, kinds: Ints, sources: int) -> Ints:
    """Return one number for each report, other source and class of distance."""
    return (left * sources + code[right]) * (BARE + 1) + kinds


def _looked_up(known: Ints, count: Ints, wanted: Ints) -> Floats:
    if not len(known):
        return np.zeros(len(wanted))
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, count[at], 0).astype(np.float64)


def of_sources(left: Report, right: Report) -> Pair:
    """Return the two sources of a pair in the order of the alphabet."""
    return (left.source, right.source) if left.source <= right.source else (right.source, left.source)


def _source_pairs(left: Ints, right: Ints, code: Ints, sources: list[str]) -> tuple[Ints, list[Pair]]:
    low, high = np.minimum(code[left], code[right]), np.maximum(code[left], code[right])
    known, number = np.unique(low * len(sources) + high, return_inverse=True)
    return number, [(sources[k // len(sources)], sources[k % len(sources)]) for k in known.tolist()]


def _agreement(
    nodes: list[tuple[str, ...]], left: Ints, right: Ints, pair: tuple[Ints, list[Pair]], tree: Tree | None
) -> dict[Pair, float]:
    """Return for each two sources how many of the pairs agree of those in which both name some.

    Each different pair of names is compared once.
    """
    unique = sorted(set(nodes))
    code = {names: at for at, names in enumerate(unique)}
    of = np.array([code[names] for names in nodes], dtype=np.int64)
    keys = (pair[0] * len(unique) + of[left]) * len(unique) + of[right]
    seen: Counter[Pair] = Counter()
    agreed: Counter[Pair] = Counter()
    for key, count in zip(*(a.tolist() for a in np.unique(keys, return_counts=True)), strict=True):
        rest, right_names = divmod(key, len(unique))
        which, left_names = divmod(rest, len(unique))
        if unique[left_names] and unique[right_names]:
            seen[pair[1][which]] += count
            agreed[pair[1][which]] += count * agree(unique[left_names], unique[right_names], tree)
    return {names: (agreed[names] + 1) / (count + 2) for names, count in seen.items()}


def agree(left: Sequence[str], right: Sequence[str], tree: Tree | None) -> bool:
    """Tell whether two sets of nodes may mean one: a node on one side is or contains a node on the other."""

    def below(a: str, b: str) -> bool:
        return tree is not None and a in tree and b in tree and tree.under(a, b)

    return any(a == b or below(a, b) or below(b, a) for a in left for b in right)


def _shared(reports: Sequence[Report], left: Ints, right: Ints) -> dict[tuple[Pair, str], float]:
    """Return for each two sources and each source that both may cite the share of pairs that share it."""
    step = max(1, len(left) // SAMPLE)
    seen: Counter[Pair] = Counter()
    found: Counter[tuple[Pair, str]] = Counter()
    for i, j in zip(left[::step].tolist(), right[::step].tolist(), strict=True):
        names = of_sources(reports[i], reports[j])
        seen[names] += 1
        for name in cited_by_both(reports[i], reports[j]):
            found[names, name] += 1
    return {key: (count + 1) / (seen[key[0]] + 2) for key, count in found.items()}


def cited_by_both(left: Report, right: Report) -> frozenset[str]:
    """Return the sources that two reports share: cited by both, or one citing the other's recorder."""
    both = set(left.cites) & set(right.cites)
    if right.source in left.cites:
        both.add(right.source)
    if left.source in right.cites:
        both.add(left.source)
    return frozenset(both)
