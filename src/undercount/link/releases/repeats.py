"""Rows of one release that repeat another of its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undercount.link.releases.evidence import AGREES, DISAGREES, LIKE, PARTLY, Coded, evidence
from undercount.link.releases.learned import Clock
from undercount.link.releases.match import MOST_NAMESAKES
from undercount.link.releases.pairs import coded, sharing, unique
from undercount.link.releases.release import Codes, Release


@dataclass(frozen=True, slots=True)
class Repeats:
    """Hold which rows of a release repeat others.

    Args:
        first: For each row the place of the first row that it repeats, or -1.
        reused: How many pairs of rows share an id and have names that are not one person's.
    """

    first: Codes
    reused: int


def repeats(release: Release) -> Repeats:
    """Return which rows of a release repeat others.

    A row repeats another where their names are the same or spellings of one, neither ids nor sexes nor births disagree, and the ids or the
    births agree; or where all their cells are the same and the name has three words. Two people may share all this: a person should look.
    """
    letters, ids = coded(release.letters)[0], coded(release.ids)[0]
    cells = coded(list(zip(*release.columns.values(), strict=True)))[0]
    pairs = unique(*(sharing(codes, codes, most=MOST_NAMESAKES)[0] for codes in (letters, ids)))
    later = pairs[0] < pairs[1]
    pairs = pairs[0][later], pairs[1][later]
    times = np.bincount(letters[letters >= 0], minlength=1)
    kind = "birth" if release.roles.birth else "age" if release.roles.age else ""
    found = evidence(release, release, Coded((letters, letters), (ids, ids), times), Clock(kind, kind), pairs)
    told = (found.ids == AGREES) | (found.apart == 0) | ((cells[pairs[0]] == cells[pairs[1]]) & (found.words >= 3))
    against = (found.ids == DISAGREES) | (found.sexes == DISAGREES) | (found.born == DISAGREES)
    same = (found.likeness >= LIKE) & told & ~against
    first = np.full(len(release), -1)
    for i, j in zip(pairs[0][same].tolist(), pairs[1][same].tolist(), strict=True):
        if first[j] < 0:
            first[j] = first[i] if first[i] >= 0 else i
    return Repeats(first, int(((found.ids == AGREES) & (found.likeness < PARTLY) & ~found.nameless).sum()))
