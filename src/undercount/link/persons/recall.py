"""Estimate how many persons blocking misses where no keys are known, from how narrowly it found the others."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.stats import binom

from undercount.link.names import Name
from undercount.link.names.skeletons import skeleton
from undercount.link.persons.blocking import Recall
from undercount.link.persons.linking import Linkage

Rows = npt.NDArray[np.int64]
# Pairs that are less probable than that tell nothing of persons.
_LIKELY = 0.05
# Names share a key when two of their words do.
_SHARED = 2


def estimated_recall(linkage: Linkage) -> Recall:
    """Return the recall of blocking as it can be known without keys.

    Where several rules find pairs, each rule is judged by the persons that the others find: what all miss together is the product of
    what each misses. Where only names do, words of a person's name are taken to be written alike, each for itself, in both records, and
    how many are tells how often fewer than two are. Errors that come together, as of a name that is wholly another one, are missed by
    this too: the estimate is an upper one.

    References:
        Sekar and Deming 1949 for the rules; the words are a binomial truncated below two, fitted by maximum likelihood.
    """
    likely = np.flatnonzero(linkage.probability > _LIKELY)
    found = float(linkage.probability[likely].sum())
    using = [number for number, rule in enumerate(linkage.candidates.rules) if rule.pairs]
    if not found or not using:
        return Recall(0.0, 0.0, False)
    missed = _missed_by_words(linkage, likely) if len(using) == 1 else _missed_by_rules(linkage, likely, using)
    return Recall(found, found / (1 - missed), False)


def _missed_by_rules(linkage: Linkage, likely: Rows, using: list[int]) -> float:
    """Return the share of persons that no rule finds."""
    chance, by = linkage.probability[likely], linkage.candidates.by[likely]
    missed = 1.0
    for number in using:
        others = by & ~(1 << number) != 0
        by_others = float(chance[others].sum())
        missed *= 1 - float(chance[others & (by >> number & 1 == 1)].sum()) / by_others if by_others else 1.0
    return min(missed, 1 - 1e-9)


def _missed_by_words(linkage: Linkage, likely: Rows) -> float:
    """Return the share of persons of whose names fewer than two words are written alike."""
    counts = _alike(linkage, likely)
    if not counts:
        return 0.0
    words, alike = (np.array(side) for side in zip(*counts, strict=True))
    weight = np.array(list(counts.values()))

    def unlikely(share: float) -> float:
        seen = binom.logpmf(alike, words, share) - binom.logsf(_SHARED - 1, words, share)
        return -float((weight * seen).sum())

    share = float(minimize_scalar(unlikely, bounds=(0.3, 0.9999), method="bounded").x)
    all_of = weight / binom.sf(_SHARED - 1, words, share)
    return float(1 - weight.sum() / all_of.sum())


def _alike(linkage: Linkage, likely: Rows) -> Counter[tuple[int, int]]:
    """Return how many persons there are by the words of their shorter name, and by how many of them are alike (expected persons)."""
    counts: Counter[tuple[int, int]] = Counter()
    parsed, chance = linkage.prepared.parsed, linkage.probability
    left, right = linkage.candidates.left[likely].tolist(), linkage.candidates.right[likely].tolist()
    for a, b, weight in zip(left, right, chance[likely].tolist(), strict=True):
        words, alike = max(_shared(parsed[a], parsed[b]), key=lambda one: one[1], default=(0, 0))
        if alike >= _SHARED:
            counts[words, alike] += weight
    return counts


def _shared(one: Name, other: Name) -> list[tuple[int, int]]:
    """Return for each script of both names the words of the shorter one, and how many the other has too."""
    found = []
    for script in ("arabic", "latin"):
        mine, theirs = (_skeletons(name, script) for name in (one, other))
        if mine and theirs:
            found.append((min(mine.total(), theirs.total()), (mine & theirs).total()))
    return found


def _skeletons(name: Name, script: str) -> Counter[str]:
    parts = getattr(name, script)
    if parts is None:
        return Counter()
    words = (parts.given, *parts.fathers, parts.family)
    return Counter(skeleton(word) for word in words if word is not None)
