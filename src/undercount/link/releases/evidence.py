"""How much speaks for two rows being one record, and when it is enough.

The rules were set on two releases of one ministry's list and checked on a third; docs/how-to/releases.md says how they fare.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from undercount.link.names import compare_many, encode
from undercount.link.releases.cells import UNKNOWN
from undercount.link.releases.learned import Clock, Years
from undercount.link.releases.pairs import Pairs
from undercount.link.releases.release import Codes, Release

AGREES, UNTOLD, DISAGREES = 1, 0, -1

LIKE = 0.9
"""The least score of two names that are taken for spellings of one where the births are as expected."""

VERY_LIKE = 0.95
"""The same where the births are a year from that."""

PARTLY = 0.5
"""The least score of two names that an id they share may join."""

NEAR, FAR = 1.0, 2.0
"""Years between births that still agree, and from which on they disagree."""

Flags = npt.NDArray[np.bool_]
States = npt.NDArray[np.int8]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against pairs of rows.

    Args:
        pairs: The places of each pair in the older and in the newer release.
        same: Whether the names are the same but for orthography.
        likeness: How alike the names are, from 0 to 1; 1 where they are the same, 0 where one is missing.
        nameless: Whether one of the names is missing.
        disjoint: Whether the names have nothing in common.
        ids: Whether the ids agree, disagree, or one is unknown.
        apart: Years between the births, beyond what is expected; NaN where unknown.
        sexes: Whether the sexes agree, disagree, or one is unknown.
        alone: Whether each release has this spelling of the name once.
        words: How many words the name has in the older release.
    """

    pairs: Pairs
    same: Flags
    likeness: Scores
    nameless: Flags
    disjoint: Flags
    ids: States
    apart: Years
    sexes: States
    alone: Flags
    words: Codes

    @cached_property
    def born(self) -> States:
        """Return whether the births agree, disagree, or tell nothing: a difference of more than one and less than two years."""
        return np.select([self.apart <= NEAR, self.apart > FAR], [AGREES, DISAGREES], UNTOLD).astype(np.int8)

    @cached_property
    def accepted(self) -> Flags:
        """Return whether there is enough to take the rows for one record."""
        born, ids, sexes = self.born, self.ids, self.sexes
        against = (born == DISAGREES).astype(int) + (sexes == DISAGREES)
        by_id = (ids == AGREES) & np.where(
            self.nameless, against == 0, (self.likeness >= PARTLY) | (~self.disjoint & (against == 0))
        )
        whole, two = self.words >= 3, self.words == 2
        told = np.where(born == AGREES, whole | two | self.alone, (born == UNTOLD) & (whole | (two & self.alone)))
        despite_id = (ids != DISAGREES) | (born == AGREES)
        by_name = self.same & (ids != AGREES) & (sexes != DISAGREES) & told & despite_id
        though_corrected = self.same & self.alone & whole & (ids == UNTOLD) & (against <= 1)
        exactly = (self.apart == 0) & (self.likeness >= LIKE)
        nearly = (born == AGREES) & (self.likeness >= VERY_LIKE) & (sexes != DISAGREES)
        by_spelling = ~self.same & (ids == UNTOLD) & (exactly | nearly)
        accepted: Flags = by_id | by_name | though_corrected | by_spelling
        return accepted

    @cached_property
    def strong(self) -> Flags:
        """Return whether there is enough to say that a row stands for the same person as another that has its record already."""
        told = (self.ids == AGREES) | (self.born == AGREES)
        against = (self.ids == DISAGREES) | (self.sexes == DISAGREES)
        strong: Flags = self.accepted & (self.same | ((self.ids == AGREES) & (self.likeness >= LIKE))) & told & ~against
        return strong

    @cached_property
    def weight(self) -> Scores:
        """Return how much speaks for each pair: an order, no probability."""
        born = np.select([self.apart == 0, self.born == AGREES, self.born == DISAGREES], [0.5, 0.3, -0.5], 0.0)
        sexes = np.select([self.sexes == AGREES, self.sexes == DISAGREES], [0.1, -0.3], 0.0)
        ids = np.select([self.ids == AGREES, self.ids == DISAGREES], [4.0, -0.6], 0.0)
        weight: Scores = ids + self.likeness + 0.1 * self.same + born + sexes
        return np.round(weight, 6)


@dataclass(frozen=True)
class Coded:
    """Spellings and ids of two releases as numbers, equal where the values are; -1 is none.

    Args:
        letters: The spellings of each release.
        ids: The ids of each release.
        times: How often each spelling stands in the release in which it stands more often.
    """

    letters: tuple[Codes, Codes]
    ids: tuple[Codes, Codes]
    times: Codes


def evidence(old: Release, new: Release, coded: Coded, clock: Clock, pairs: Pairs) -> Evidence:
    """Return what speaks for and against pairs of rows."""
    i, j = pairs
    one, other = coded.letters[0][i], coded.letters[1][j]
    nameless = (one < 0) | (other < 0)
    same = (one == other) & ~nameless
    likeness, disjoint = np.where(same, 1.0, 0.0), np.zeros(len(i), dtype=bool)
    differ = np.flatnonzero(~same & ~nameless)
    likeness[differ], disjoint[differ] = _compared(old, new, (i[differ], j[differ]))
    words = np.array([name.count(" ") + 1 for name in old.written], dtype=np.int64)
    return Evidence(
        pairs, same, likeness, nameless, disjoint,
        ids=_states(coded.ids[0][i], coded.ids[1][j]),
        apart=clock.apart(old, new, pairs),
        sexes=_states(old.sexes[i], new.sexes[j]),
        alone=same & (coded.times[one] == 1),
        words=words[i],
    )  # fmt: skip


def _states(one: npt.NDArray[np.integer], other: npt.NDArray[np.integer]) -> States:
    untold = (one == UNKNOWN) | (other == UNKNOWN)
    return np.select([untold, one == other], [UNTOLD, AGREES], DISAGREES).astype(np.int8)


def _compared(old: Release, new: Release, pairs: Pairs) -> tuple[Scores, Flags]:
    """Return how alike names are, and whether they have nothing in common."""
    (rows, i), (columns, j) = (np.unique(places, return_inverse=True) for places in pairs)
    found = compare_many(encode(old.parsed(rows.tolist())), encode(new.parsed(columns.tolist())), i, j)
    # Levels of given, father, grandfather and family name: missing and different come first.
    disjoint: Flags = np.all(found.levels[:, :4] <= 1, axis=1)
    return found.scores.astype(float), disjoint
