"""Rows of one release that repeat another of its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undercount.link.releases.evidence import AGREES, DISAGREES, LIKE, PARTLY, Coded, Flags, evidence
from undercount.link.releases.learned import Clock
from undercount.link.releases.match import MOST_NAMESAKES
from undercount.link.releases.pairs import coded, sharing, unique
from undercount.link.releases.release import Codes, Release


@dataclass(frozen=True, slots=True)
class Repeats:
    """Hold which rows of a release repeat others.

    Args:
        first: For each row the place of the first row that it repeats, or -1.
        renumbered: For each row whether it repeats that one in all but its id.
        reused: How many pairs of rows share an id and have names that are not one person's.
    """

    first: Codes
    renumbered: Flags
    reused: int


def repeats(release: Release) -> Repeats:
    """Return which rows of a release repeat others.

    A row repeats another where their names are the same or spellings of one, neither ids nor sexes nor births disagree, and the ids or the
    births agree; or where all their cells are the same and the name has three words. A row under another id repeats one where all other
    cells are the same, the name has three words, and a birth or age is given. Two people may share all this: a person should look.
    """
    letters, ids = coded(release.letters)[0], coded(release.ids)[0]
    cells, but_id = (
        coded(list(zip(*(cells for name, cells in release.columns.items() if name != without), strict=True)))[0]
        for without in ("", release.roles.id)
    )
    pairs = unique(*(sharing(codes, codes, most=MOST_NAMESAKES)[0] for codes in (letters, ids)))
    later = pairs[0] < pairs[1]
    pairs = pairs[0][later], pairs[1][later]
    times = np.bincount(letters[letters >= 0], minlength=1)
    kind = "birth" if release.roles.birth else "age" if release.roles.age else ""
    found = evidence(release, release, Coded((letters, letters), (ids, ids), times), Clock(kind, kind), pairs)
    whole = found.words >= 3
    told = (found.ids == AGREES) | (found.apart == 0) | ((cells[pairs[0]] == cells[pairs[1]]) & whole)
    against = (found.ids == DISAGREES) | (found.sexes == DISAGREES) | (found.born == DISAGREES)
    under_other_id = (but_id[pairs[0]] == but_id[pairs[1]]) & whole & (found.apart == 0)
    same = ((found.likeness >= LIKE) & told & ~against) | under_other_id
    first, renumbered = np.full(len(release), -1), np.zeros(len(release), dtype=bool)
    only = under_other_id & (found.ids == DISAGREES)
    for i, j, by_cells in zip(pairs[0][same].tolist(), pairs[1][same].tolist(), only[same].tolist(), strict=True):
        if first[j] < 0:
            first[j] = first[i] if first[i] >= 0 else i
            renumbered[j] = by_cells
    return Repeats(first, renumbered, int(((found.ids == AGREES) & (found.likeness < PARTLY) & ~found.nameless).sum()))
