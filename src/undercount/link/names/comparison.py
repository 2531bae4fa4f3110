"""Compare names: how much two names speak for one person, part by part, for a pair or for millions of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undercount.link.names.encoding import Encoded, encode
from undercount.link.names.frequencies import Frequencies
from undercount.link.names.name_kernel import far_pairs, pair_scores
from undercount.link.names.parts import Name
from undercount.link.names.symbols import costs

PARTS = ("given", "father", "grandfather", "family", "kunya")


class Weights(NamedTuple):
    """What agreements and differences of parts count (nats, unless said otherwise), in the order of the kernel's places.

    Args:
        given_differs: Against one person, where the given names differ; what else agrees makes up for little of it.
        father_differs: Against, at most, for each father's or grandfather's name.
        family_differs: Against, at most, for the family name: women may be under a husband's or a father's, and people have two.
        family_as_father: Against, where a family name is found among the fathers' names.
        generation_missing: Against, for each generation that the shorter name lacks.
        generation_extra: Against, for each further word that has no counterpart, on either side.
        per_letter: Against, for each letter by which names of one script differ.
        per_letter_across: Against, for each letter across scripts.
        particle: Distance of a name with Abd or Abu from the bare one (letters).
        article: Distance of a name with the article from the bare one (letters).
        ending: Distance of a name with al-Din or the like from the bare one (letters).
        turned: Against, where the names agree only with a family name put first.
        better_script: Share of the script that speaks more for one person, where both are compared.
        family_most: For, at most, by a family name.
        family_share: Share of what a family name tells: relatives and neighbours share it.
        kunya_most: For, at most, by a kunya.
        kunya_differs: Against, where kunyas differ.
    """

    given_differs: float
    father_differs: float
    family_differs: float
    family_as_father: float
    generation_missing: float
    generation_extra: float
    per_letter: float
    per_letter_across: float
    particle: float
    article: float
    ending: float
    turned: float
    better_script: float
    family_most: float
    family_share: float
    kunya_most: float
    kunya_differs: float


# Chosen on half of the keyed persons of one recorder's list against a ministry's; docs/explanation/names.md says how they fare.
WEIGHTS = Weights(
    given_differs=9.0,
    father_differs=3.0,
    family_differs=2.5,
    family_as_father=0.7,
    generation_missing=0.3,
    generation_extra=1.8,
    per_letter=6.0,
    per_letter_across=6.0,
    particle=0.5,
    article=0.08,
    ending=0.35,
    turned=2.0,
    better_script=0.7,
    family_most=4.0,
    family_share=0.6,
    kunya_most=3.0,
    kunya_differs=1.5,
)
# The score is the logistic function of the evidence (nats), a half at MIDDLE.
_MIDDLE, _WIDTH = 5.0, 2.0
# What the other parts say for one person counts so much, and for so many nats at most, where the given names differ.
MOST_DIFFERENT = 0.3 * 10.0 - WEIGHTS.given_differs
LEAST_LOGIT = (MOST_DIFFERENT - _MIDDLE) / _WIDTH
"""The largest log-odds of a score where the given names differ and no kunya agrees."""


class Level(StrEnum):
    """How a part of two names compares, from nothing known to the same."""

    MISSING = "missing"
    DIFFERENT = "different"
    MOVED = "moved"
    CLOSE = "close"
    VARIANT = "variant"
    SAME = "same"


class Script(StrEnum):
    """In which script two names were compared."""

    NONE = "none"
    ARABIC = "arabic"
    LATIN = "latin"
    BOTH = "both"
    ACROSS = "across"


LEVELS, SCRIPTS = tuple(Level), tuple(Script)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two names compare.

    Args:
        score: From 0, surely not one person by their names, to 1. It orders pairs; it is no probability.
        given: The given names.
        father: The fathers' names; ``moved`` where one is found at another place of the other name.
        grandfather: The grandfathers' names.
        family: The family names.
        kunya: The kunyas.
        script: In which script they were compared.
    """

    score: float
    given: Level
    father: Level
    grandfather: Level
    family: Level
    kunya: Level
    script: Script


@dataclass(frozen=True, slots=True)
class Comparisons:
    """How many pairs of names compare.

    Args:
        scores: As :class:`Comparison` has it.
        levels: For each pair and each of ``PARTS`` the number of its level in ``LEVELS``.
        scripts: For each pair the number of its script in ``SCRIPTS``.

    Shapes: ``scores``, ``scripts`` (pairs,); ``levels`` (pairs, 5).
    """

    scores: npt.NDArray[np.float32]
    levels: npt.NDArray[np.int8]
    scripts: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, pair: int) -> Comparison:
        given, father, grandfather, family, kunya = (LEVELS[level] for level in self.levels[pair])
        script = SCRIPTS[self.scripts[pair]]
        return Comparison(float(self.scores[pair]), given, father, grandfather, family, kunya, script)


def compare(a: Name | str, b: Name | str, frequencies: Frequencies | None = None) -> Comparison:
    """Return how two names compare: in Arabic where both have it, in both scripts where both have both, else across scripts.

    The given name decides: where it differs, whatever else agrees, the score is near 0. Generations may be missing on one side; a family
    name may come first; a rare name that is shared tells more than a common one.

    Args:
        a: A parsed name, or a text to parse.
        b: The other.
        frequencies: How common names are, learnt from the largest list at hand; without it what is generally known is taken.

    Raises:
        TypeError: If one is neither a parsed name nor a text.
    """
    return compare_many(encode([a], frequencies), encode([b], frequencies))[0]


def compare_many(
    left: Encoded,
    right: Encoded,
    rows: Sequence[int] | npt.NDArray[np.integer] | None = None,
    columns: Sequence[int] | npt.NDArray[np.integer] | None = None,
) -> Comparisons:
    """Return how many pairs of names compare, each as :func:`compare` would have it.

    Args:
        left: Names as :func:`encode` gives them.
        right: The others, encoded with the same frequencies.
        rows: For each pair its place in ``left``; None for all in order.
        columns: For each pair its place in ``right``; None for all in order.

    Raises:
        ValueError: ``rows`` and ``columns`` differ in length, or name a place that is not there.
    """
    first, second = _places(rows, len(left), "rows"), _places(columns, len(right), "columns")
    if len(first) != len(second):
        raise ValueError(
            f"each pair needs one place in each list: {len(first)} rows stand beside {len(second)} columns; give as many"
        )
    values = np.zeros(len(first), dtype=np.float32)
    levels = np.zeros((len(first), len(PARTS)), dtype=np.int8)
    scripts = np.zeros(len(first), dtype=np.int8)
    pair_scores(
        left.joined,
        right.joined,
        first,
        second,
        costs(),
        np.array(WEIGHTS, dtype=np.float32),
        (values, levels, scripts),
    )
    scores = 1 / (1 + np.exp(np.float32(-1 / _WIDTH) * (values - np.float32(_MIDDLE))))
    return Comparisons(np.where(scripts > 0, scores, np.float32(0.0)), levels, scripts)


def given_differ(
    left: Encoded, right: Encoded, rows: npt.NDArray[np.integer], columns: npt.NDArray[np.integer]
) -> npt.NDArray[np.bool_]:
    """Return for many pairs whether their given names surely differ, in a fraction of the time of :func:`compare_many`.

    Where it is so, the log-odds of the score are at most ``LEAST_LOGIT``, whatever else agrees.

    Args:
        left: Names as :func:`encode` gives them.
        right: The others, encoded with the same frequencies.
        rows: For each pair its place in ``left``.
        columns: For each pair its place in ``right``.
    """
    first, second = _places(rows, len(left), "rows"), _places(columns, len(right), "columns")
    far = np.zeros(len(first), dtype=np.bool_)
    far_pairs(left.joined, right.joined, first, second, costs(), np.array(WEIGHTS, dtype=np.float32), far)
    return far


def _places(given: Sequence[int] | npt.NDArray[np.integer] | None, size: int, name: str) -> npt.NDArray[np.int64]:
    if given is None:
        return np.arange(size, dtype=np.int64)
    places = np.ascontiguousarray(given, dtype=np.int64)
    if len(places) and (places.min() < 0 or places.max() >= size):
        wrong = int(places[(places < 0) | (places >= size)][0])
        raise ValueError(
            f"{name} must name places from 0 to {size - 1}; {wrong} is not one: look at how they were made"
        )
    return places
