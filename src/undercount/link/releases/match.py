"""Find for each row of a release the row of another that is the same record, one for one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undercount.link.names import keys
from undercount.link.releases.evidence import AGREES, NEAR, Coded, Evidence, Flags, Scores, evidence
from undercount.link.releases.learned import Learned, learn
from undercount.link.releases.pairs import Pairs, coded, in_order, key_pairs, sharing, unique
from undercount.link.releases.release import Codes, Release

MOST_NAMESAKES = 10_000
"""The most pairs of rows that one spelling of a name, or one id, may make; beyond, rows are paired by all that is known, in order."""

MARGIN = 0.1
"""By how much the weight of two rows with names alike must exceed that of any other pair of either: else nobody can tell who is meant."""

MOST_ALIKE = 20_000
"""The most pairs of rows that one key of consonants may make."""


@dataclass(frozen=True)
class Match:
    """Which rows are one record.

    Args:
        partner: For each row of the older release the place of its row in the newer, or -1.
        taken: For each row of the newer release the place of its row in the older, or -1.
        chosen: For each row of the older release the place of its pair in ``seen``, or -1.
        seen: All pairs that were looked at.
        tied: For each row of the older release whether another row fits as well, so that chance chose.
        learned: What the releases tell of how they are kept.
        unused: How many keys of consonants are too common and were not used.
    """

    partner: Codes
    taken: Codes
    chosen: Codes
    seen: Evidence
    tied: Flags
    learned: Learned
    unused: int

    def basis(self, pair: int) -> tuple[str, ...]:
        """Return what a pair is taken for one record by.

        Args:
            pair: Its place in ``seen``, or -1 for rows that are the same in every cell.
        """
        if pair < 0:
            return ("all cells",)
        seen = self.seen
        name = ("name",) if seen.same[pair] else ("spelling",) if seen.likeness[pair] else ()
        by_id = ("id",) if seen.ids[pair] == AGREES else ()
        return (*by_id, *name, *((self.learned.clock.kind,) if seen.born[pair] == AGREES else ()))


def match(old: Release, new: Release, among: tuple[Flags, Flags] | None = None) -> Match:
    """Return which rows of two releases are one record: at most one row of each.

    Rows that share a spelling or an id are looked at first, then what is left over and shares consonants of its names. Of pairs with enough
    evidence the strongest are taken first; of equals the first rows of the files. Names that are only alike join rows where no other row
    comes near.

    Args:
        old: The older release.
        new: The newer one.
        among: Which rows of each may be matched; None is all.
    """
    found = _codes(old, new)
    learned = learn(old, new, _anchors(found), found.ids)
    if not learned.ids_last:
        none = np.full(len(old), -1), np.full(len(new), -1)
        found = Coded(found.letters, none, found.times)
    open_rows = among or (np.ones(len(old), dtype=bool), np.ones(len(new), dtype=bool))
    exact = evidence(old, new, found, learned.clock, _within(_exact_pairs(old, new, found), open_rows))
    links = Links.none(len(old), len(new))
    links.take(exact)
    links.hold(_without_name(old, new, open_rows))
    rest = open_rows[0] & (links.partner < 0), open_rows[1] & (links.taken < 0)
    pairs, unused = _alike(old, new, rest)
    near = learned.clock.apart(old, new, pairs) <= NEAR  # a likeness alone never joins rows
    pairs = pairs[0][near], pairs[1][near]
    like = evidence(old, new, found, learned.clock, pairs)
    links.take(like, after=len(exact.pairs[0]), margin=MARGIN)
    return Match(links.partner, links.taken, links.chosen, _joined(exact, like), links.tied, learned, unused)


@dataclass
class Links:
    """The pairs that are taken so far."""

    partner: Codes
    taken: Codes
    chosen: Codes
    tied: Flags

    @classmethod
    def none(cls, old: int, new: int) -> Links:
        """Return no pair."""
        return cls(np.full(old, -1), np.full(new, -1), np.full(old, -1), np.zeros(old, dtype=bool))

    def take(self, found: Evidence, after: int = 0, margin: float = 0.0) -> None:
        """Take the accepted pairs whose rows are free, from the strongest on.

        Args:
            found: The pairs.
            after: How many pairs were looked at before.
            margin: By how much a pair must outweigh every other of its rows.
        """
        weight, (old, new) = found.weight, found.pairs
        accepted = np.flatnonzero(found.accepted)
        if margin:
            accepted = accepted[
                _clear(weight[accepted], old[accepted], margin) & _clear(weight[accepted], new[accepted], margin)
            ]
        order = accepted[np.lexsort((new[accepted], old[accepted], -weight[accepted]))]
        best: dict[int, float] = {}
        left = []
        for pair, i, j in zip(order.tolist(), old[order].tolist(), new[order].tolist(), strict=True):
            if self.partner[i] < 0 and self.taken[j] < 0:
                self.partner[i], self.taken[j], self.chosen[i] = j, i, pair + after
                best[i] = weight[pair]
            else:
                left.append((i, j, weight[pair]))
        for i, j, rival in left:
            for holder in (i, int(self.taken[j])):
                if best.get(holder) == rival:
                    self.tied[holder] = True

    def hold(self, pairs: Pairs) -> None:
        """Take pairs of free rows that nothing else can be said of."""
        self.partner[pairs[0]] = pairs[1]
        self.taken[pairs[1]] = pairs[0]


def _clear(weight: Scores, places: Codes, margin: float) -> Flags:
    """Return for each pair whether no other pair of its row comes near its weight."""
    order = np.lexsort((-weight, places))
    ordered, first = weight[order], np.searchsorted(places[order], places[order], "left")
    following = np.append(ordered, -np.inf)[first + 1]
    has_other = np.append(places[order], -1)[first + 1] == places[order]
    best = np.arange(len(order)) == first
    clear = np.zeros(len(order), dtype=bool)
    clear[order] = best & (~has_other | (ordered - following >= margin))
    return clear


def _codes(old: Release, new: Release) -> Coded:
    letters = coded(old.letters, new.letters)
    ids = coded(old.ids, new.ids)
    size = 1 + max(int(codes.max(initial=-1)) for codes in letters)
    times = np.maximum(*(np.bincount(codes[codes >= 0], minlength=size) for codes in letters))
    return Coded((letters[0], letters[1]), (ids[0], ids[1]), times)


def _anchors(found: Coded) -> Pairs:
    """Return the rows of names that each release has once."""
    (old, new), _ = sharing(*found.letters, most=1)
    return old, new


def _exact_pairs(old: Release, new: Release, found: Coded) -> Pairs:
    """Return the pairs that share a spelling or an id; where these would be too many, pairs in order of all that is known."""
    many = []
    for codes in (found.letters, found.ids):
        pairs, large = sharing(*codes, most=MOST_NAMESAKES)
        many.append(pairs)
        if len(large):
            kept = [np.where(np.isin(one, large), one, -1) for one in codes]
            many += [in_order(*finer) for finer in _finer(old, new, kept)]
    return unique(*many)


def _finer(old: Release, new: Release, kept: list[Codes]) -> list[list[Codes]]:
    """Return numbers of ever less that rows share beside a name or an id that is too common."""
    sides = [
        list(zip(codes.tolist(), one.ids, one.births.tolist(), one.ages.tolist(), one.sexes.tolist(), strict=True))
        for one, codes in ((old, kept[0]), (new, kept[1]))
    ]
    by_id = coded(*([(facts[0], facts[1]) if facts[0] >= 0 and facts[1] else () for facts in side] for side in sides))
    by_facts = coded(*([(facts[0], *facts[2:]) if facts[0] >= 0 else () for facts in side] for side in sides))
    return [by_id, by_facts, kept]


def _without_name(old: Release, new: Release, rest: tuple[Flags, Flags]) -> Pairs:
    """Return pairs of rows that have neither name nor id and are the same in all that can be compared, in order."""
    others = [column for column in old.columns if column in new.columns]
    sides = []
    for one, rows in ((old, rest[0]), (new, rest[1])):
        facts = zip(one.sexes.tolist(), *(one.columns[column] for column in others), strict=True)
        unnamed = [row and not (letters or id_) for row, letters, id_ in zip(rows, one.letters, one.ids, strict=True)]
        sides.append([fact if is_unnamed else () for fact, is_unnamed in zip(facts, unnamed, strict=True)])
    numbers = coded(*sides)
    return in_order(numbers[0], numbers[1])


def _within(pairs: Pairs, rows: tuple[Flags, Flags]) -> Pairs:
    kept = rows[0][pairs[0]] & rows[1][pairs[1]]
    return pairs[0][kept], pairs[1][kept]


def _alike(old: Release, new: Release, rest: tuple[Flags, Flags]) -> tuple[Pairs, int]:
    """Return the pairs of rows left over that share consonants of their names."""
    if not (rest[0].any() and rest[1].any()):
        none = np.zeros(0, dtype=np.int64)
        return (none, none), 0
    places = [np.flatnonzero(rows) for rows in rest]
    found = [
        [keys(name) for name in release.parsed(where.tolist())]
        for release, where in zip((old, new), places, strict=True)
    ]
    pairs, unused = key_pairs(found[0], found[1], MOST_ALIKE)
    return (places[0][pairs[0]], places[1][pairs[1]]), unused


def _joined(one: Evidence, other: Evidence) -> Evidence:
    pairs = (np.concatenate([one.pairs[0], other.pairs[0]]), np.concatenate([one.pairs[1], other.pairs[1]]))
    rest = ("same", "likeness", "nameless", "disjoint", "ids", "apart", "sexes", "alone", "words")
    return Evidence(pairs, *(np.concatenate([getattr(one, name), getattr(other, name)]) for name in rest))
