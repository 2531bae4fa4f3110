"""Estimate how many persons blocking misses where no keys are known, from how narrowly it found the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.stats import binom

from undercount.link.names import Name
from undercount.link.names.skeletons import skeleton
from undercount.link.persons.blocking import Recall, shares_names
from undercount.link.persons.keys import NAMES, WORD_AND_AREA, WORD_AND_TIME
from undercount.link.persons.linking import Linkage

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
LIKELY = 0.05
"""Pairs that are less probable than that tell nothing of persons."""

# Names share a key when two of their words do.
_SHARED = 2
# So many pairs are looked at, spread evenly over all.
_SAMPLE = 20_000


def estimated_recall(linkage: Linkage) -> Recall:
    """Return the recall of blocking as it can be known without keys.

    Words of a person's name are taken to be written alike, each for itself, in both records: how many are, where two are at least, tells
    how often one is or none. Of such persons the rules that ask for one name, or for none, find as many as of those whose names two words
    show to be one; in large lists, where keys are narrowed, the names' own rule and the others tell by each other what both miss. Without
    a rule of names, all that miss a person together is the product of what each misses.

    It is no measurement. On invented lists whose truth is known it is within 0.01 of it where errors are light or middling, and within
    0.04 where half of all words are spelt in another way. Errors that come together, as of a name that is wholly another one, are missed
    by this too, and make it too high.

    References:
        The words are a binomial truncated below two, fitted by maximum likelihood; Sekar and Deming 1949 for what two rules both miss.
    """
    likely = np.flatnonzero(linkage.probability > LIKELY)
    found = float(linkage.probability[likely].sum())
    using = [number for number, rule in enumerate(linkage.candidates.rules) if rule.pairs]
    if not found or not using:
        return Recall(0.0, 0.0, False)
    by_names = any(linkage.candidates.rules[number].name == NAMES.name for number in using)
    missed = _missed_by_words(linkage, likely) if by_names else _missed_by_rules(linkage, likely, using)
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
    """Return the share of persons that are missed, of those whose names share two words, one, and none."""
    sample = likely[:: max(1, len(likely) // _SAMPLE)]
    words, alike = _alike(linkage, sample)
    two = alike >= _SHARED
    chance, by = linkage.probability[sample][two], linkage.candidates.by[sample][two]
    if not chance.sum():
        return 0.0
    none, one = _fewer(words[two], alike[two], chance)
    rules = [rule.name for rule in linkage.candidates.rules]
    in_names = shares_names(by, rules)
    words_too = _bits(rules, [rule.name for rule in (NAMES, WORD_AND_TIME, WORD_AND_AREA)])
    others, nameless = by & ~_bits(rules, [NAMES.name]) != 0, by & ~words_too != 0
    of_two = _by_either(chance, in_names, others) if linkage.candidates.rules[rules.index(NAMES.name)].narrowed else 1.0
    of_one, of_none = (_share(chance[in_names], which[in_names]) for which in (others, nameless))
    return min(1 - (of_two * (1 - one - none) + of_one * one + of_none * none), 1 - 1e-9)


def _bits(rules: Sequence[str], of: Sequence[str]) -> int:
    return sum(1 << number for number, rule in enumerate(rules) if rule in of)


def _share(chance: Floats, which: npt.NDArray[np.bool_]) -> float:
    return float(chance[which].sum()) / float(chance.sum()) if chance.sum() else 0.0


def _by_either(chance: Floats, one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> float:
    """Return the share of persons that at least one of two rules finds, if they find them independently."""
    both = one & other
    if not both.any():
        return 1.0
    return 1 - (1 - _share(chance[other], both[other])) * (1 - _share(chance[one], both[one]))


def _fewer(words: Rows, alike: Rows, chance: Floats) -> tuple[float, float]:
    """Return the shares of persons of whose words none is written alike, and one, from those of whom two are at least."""

    def unlikely(share: float) -> float:
        seen = binom.logpmf(alike, words, share) - binom.logsf(_SHARED - 1, words, share)
        return -float((chance * seen).sum())

    share = float(minimize_scalar(unlikely, bounds=(0.3, 0.9999), method="bounded").x)
    all_of = chance / binom.sf(_SHARED - 1, words, share)
    none, one = (float((all_of * binom.pmf(number, words, share)).sum() / all_of.sum()) for number in (0, 1))
    return none, one


def _alike(linkage: Linkage, pairs: Rows) -> tuple[Rows, Rows]:
    """Return for pairs the words of the shorter name, and how many of them the other has too: in the script in which these are most."""
    parsed = linkage.prepared.parsed
    left, right = linkage.candidates.left[pairs].tolist(), linkage.candidates.right[pairs].tolist()
    found = [
        max(_shared(parsed[a], parsed[b]), key=lambda one: one[1], default=(0, 0))
        for a, b in zip(left, right, strict=True)
    ]
    counts = np.array(found, dtype=np.int64).reshape(-1, 2)
    return counts[:, 0], counts[:, 1]


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
