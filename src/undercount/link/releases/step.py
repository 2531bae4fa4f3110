"""The difference between two releases of one list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from undercount.counted import counted
from undercount.errors import CountError
from undercount.link.releases.evidence import AGREES, DISAGREES, Flags
from undercount.link.releases.fields import Fields
from undercount.link.releases.lines import Account, Line, Outcome
from undercount.link.releases.match import Match, match
from undercount.link.releases.release import Release
from undercount.link.releases.repeats import Repeats, repeats
from undercount.link.releases.spelling import Difference as Spelling
from undercount.link.releases.spelling import difference as spelling


@dataclass(frozen=True)
class Difference:
    """What changed from one release of a list to the next.

    Args:
        old: The older release.
        new: The newer one.
        lines: One line for each record of either, and one more for each further row that it was merged from or split into.
        account: The rows of both, counted by what became of them.
        notes: What a reader should know, a sentence each.
    """

    old: Release
    new: Release
    lines: tuple[Line, ...]
    account: Account
    notes: tuple[str, ...]

    def fields(self) -> Counter[str]:
        """Return how many records differ in each field."""
        return Counter(field for line in self.lines if line.old is not None for field in line.changed)


def difference(old: Release, new: Release) -> Difference:
    """Return what changed from one release of a list to the next.

    Args:
        old: The older release.
        new: The newer one.

    Raises:
        CountError: If no row of one is found in the other.
    """
    matched = match(old, new)
    if not (matched.partner >= 0).any():
        raise CountError(
            f"two releases of one list must share records; of the {len(old):,} rows of {old.file} none is found among the {len(new):,} of "
            f"{new.file}: check that both are the same list, and that --name and --id name the columns that hold them"
        )
    parts = _Parts(old, new, matched, (repeats(old), repeats(new)), Fields.of(old, new, matched.learned.clock))
    lines = tuple(parts.lines())
    return Difference(old, new, lines, Account.of(lines, len(old), len(new)), tuple(_notes(parts, lines)))


@dataclass(frozen=True)
class _Parts:
    """What lines are made from."""

    old: Release
    new: Release
    match: Match
    repeats: tuple[Repeats, Repeats]
    fields: Fields

    def lines(self) -> Iterator[Line]:
        merged = self._merged()
        into = {*merged.values()}
        doubled = self._doubled()
        split = self._split(into, doubled)
        doubled -= split.keys()
        from_ = {*split.values()}
        notes = _doubts(self)
        for i, j in enumerate(self.match.partner.tolist()):
            if j >= 0:
                outcome = Outcome.MERGED if j in into else Outcome.SPLIT if i in from_ else None
                yield self._pair(i, j, outcome, int(self.match.chosen[i]))
            elif i in merged:
                yield self._pair(i, merged[i], Outcome.MERGED, None)
            else:
                yield Line(Outcome.REMOVED, i, None, notes=(*notes[0].get(i, ()), *self._repeat(0, i)))
        for j, i in enumerate(self.match.taken.tolist()):
            if i >= 0:
                continue
            if j in split:
                yield self._pair(split[j], j, Outcome.SPLIT, None)
            else:
                outcome = Outcome.DUPLICATE if j in doubled else Outcome.ADDED
                yield Line(outcome, None, j, notes=(*notes[1].get(j, ()), *self._repeat(1, j)))

    def _merged(self) -> dict[int, int]:
        """Return for rows of the older release without a row of their own the row that stands for another row and for them."""
        found = self._second(0)
        first = self.repeats[0].first
        for i in np.flatnonzero((self.match.partner < 0) & (first >= 0)).tolist():
            if i not in found and self.match.partner[first[i]] >= 0:
                found[i] = int(self.match.partner[first[i]])
        for i in np.flatnonzero(first >= 0).tolist():
            head = int(first[i])  # the first of the repeated rows may be the one that has no row of its own
            if self.match.partner[head] < 0 and head not in found and self.match.partner[i] >= 0:
                found[head] = int(self.match.partner[i])
        return found

    def _doubled(self) -> set[int]:
        """Return the rows of the newer release that have no row in the older and repeat a row of their own release."""
        first, taken = self.repeats[1].first, self.match.taken
        found = {*np.flatnonzero((taken < 0) & (first >= 0)).tolist()}
        heads = {int(first[j]) for j in np.flatnonzero((taken >= 0) & (first >= 0)).tolist()}
        return found | {head for head in heads if taken[head] < 0}

    def _split(self, into: set[int], doubled: set[int]) -> dict[int, int]:
        """Return for rows of the newer release the row of the older that was split into another row and them."""
        apart = doubled - {*np.flatnonzero(self.repeats[1].renumbered).tolist()}  # two ids tell two rows apart
        return {j: i for j, i in self._second(1).items() if j not in apart and int(self.match.partner[i]) not in into}

    def _second(self, side: int) -> dict[int, int]:
        """Return for rows of one side that have no partner the row of the other side that fits best but has another partner."""
        seen = self.match.seen
        own, other = seen.pairs[side], seen.pairs[1 - side]
        partners = (self.match.partner, self.match.taken)
        fits = np.flatnonzero(seen.strong & (partners[side][own] < 0) & (partners[1 - side][other] >= 0))
        order = fits[np.lexsort((other[fits], -seen.weight[fits]))]
        found: dict[int, int] = {}
        for pair in order.tolist():
            found.setdefault(int(own[pair]), int(other[pair]))
        return found

    def _pair(self, i: int, j: int, outcome: Outcome | None, pair: int | None) -> Line:
        seen = self.match.seen
        if pair is None:
            places = np.flatnonzero((seen.pairs[0] == i) & (seen.pairs[1] == j))
            pair = int(places[0]) if len(places) else -1
        apart = float(seen.apart[pair]) if pair >= 0 else float("nan")
        how = spelling((self.old.written[i], self.old.letters[i]), (self.new.written[j], self.new.letters[j]))
        named = {Spelling.NONE: (), Spelling.MORE: ("name",)}.get(how, (str(how),))
        changed = (*named, *self.fields.changed(i, j, apart))
        if outcome is None:
            only_spelling = changed in ((Spelling.ORTHOGRAPHY,), (Spelling.LETTERS,))
            outcome = Outcome.CORRECTED if only_spelling else Outcome.CHANGED if changed else Outcome.UNCHANGED
        tied = ("another row fits as well",) if self.match.tied[i] else ()
        return Line(outcome, i, j, changed, self.match.basis(pair), (*tied, *self._repeat(0, i), *self._repeat(1, j)))

    def _repeat(self, side: int, place: int) -> tuple[str, ...]:
        first = int(self.repeats[side].first[place])
        release = (self.old, self.new)[side]
        return (f"repeats row {release.rows[first]} of {release.file}",) if first >= 0 else ()


def _reused(parts: _Parts) -> Flags:
    """Return of the pairs that were seen those whose id is the same and whose names are not one person's."""
    seen = parts.match.seen
    reused: Flags = (seen.ids == AGREES) & ~seen.accepted & ~seen.nameless
    return reused


def _doubts(parts: _Parts) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    """Return for rows without a partner what makes that doubtful: a row of the other release with the same name, or the same id."""
    seen, partner, taken = parts.match.seen, parts.match.partner, parts.match.taken
    reused = _reused(parts)
    found: tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]] = ({}, {})
    for side, (own, other) in enumerate((seen.pairs, seen.pairs[::-1])):
        release, held = ((parts.new, taken), (parts.old, partner))[side]
        alone = (partner, taken)[side][own] < 0
        for pair in np.flatnonzero(alone & (seen.same | reused)).tolist():
            place, there = int(own[pair]), int(other[pair])
            row = f"row {release.rows[there]} of {release.file}"
            why = (
                f"{row} has its id and another name"
                if reused[pair]
                else f"{row} has its name{_why_not(parts, pair, held[there] >= 0)}"
            )
            # Several pairs of rows can be the same two: one is said once.
            found[side][place] = tuple(dict.fromkeys((*found[side].get(place, ()), why)))[:3]
    return found


def _why_not(parts: _Parts, pair: int, held: bool) -> str:
    seen = parts.match.seen
    against = [
        what
        for what, states in (("id", seen.ids), (parts.match.learned.clock.kind, seen.born), ("sex", seen.sexes))
        if states[pair] == DISAGREES
    ]
    if against:
        return f" and another {' and '.join(against)}"
    return ", and is taken for another row's record" if held else ", and too little else tells them to be one"


def _notes(parts: _Parts, lines: tuple[Line, ...]) -> Iterator[str]:
    """Yield what a reader should know of a difference."""
    old, new, matched = parts.old, parts.new, parts.match
    yield from old.notes()
    yield from new.notes()
    yield from matched.learned.sentences(old, new)
    yield from parts.fields.left_out()
    if reused := int(_reused(parts).sum()):
        yield f"{counted(reused, 'id')} of one release stand in the other with another name; such an id joins nothing."
    for found, release in zip(parts.repeats, (old, new), strict=True):
        if repeated := int((found.first >= 0).sum()):
            yield f"{counted(repeated, 'row')} of {release.file} {'repeats' if repeated == 1 else 'repeat'} another of its rows."
        if found.reused:
            yield f"{counted(found.reused, 'pair')} of rows of {release.file} share an id and not a name; such an id joins nothing."
    for outcome, release in ((Outcome.REMOVED, new), (Outcome.ADDED, old)):
        doubtful = sum("has its name" in " ".join(line.notes) for line in lines if line.outcome == outcome)
        if doubtful:
            yield f"Of the rows {outcome}, {doubtful:,} have a namesake in {release.file} and may be that person: see the notes."
    if tied := int(matched.tied.sum()):
        yield f"{counted(tied, 'row')} paired with one of several that fit as well; which one is chance."
    if matched.unused:
        yield f"{counted(matched.unused, 'combination')} of names too common to look at; spellings that share no other were not compared."
    if not matched.learned.clock.old and not matched.learned.anchored_ids:
        yield "Without births, ages and ids a corrected spelling cannot be told from another person: such a record is removed and added."
