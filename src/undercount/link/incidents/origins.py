"""Origins: which reports repeat one another, by wording or by one speaker's figures, so that they count once.

Thirty papers that quote one press briefing are one source. Two signs show it: near-identical wording, and the same figures by the same
speaker of the same time and place. Neither proves who was first: that is for the dates of publication and for a person.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from undercount.errors import LinkError
from undercount.link.incidents.clock import meets
from undercount.link.incidents.report import Report, by_id, kilometres
from undercount.link.names.letters import normalise
from undercount.record.tree import Tree

Ids = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Repetition:
    """Say that two reports repeat one another, and what shows it.

    Args:
        left: One report's id.
        right: The other one's.
        kind: ``wording`` or ``figures``.
        similarity: For wording the share of all their word sequences that both have (Jaccard); for figures 1.
        words: The speaker and the figures that are the same; empty for wording.
    """

    left: str
    right: str
    kind: str
    similarity: float
    words: str = ""

    @property
    def says(self) -> str:
        """Return it as a sentence."""
        if self.kind == "wording":
            return f"{self.similarity:.0%} of their word sequences are the same"
        return f"both give {self.words}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Hold reports that repeat one another.

    Args:
        reports: Their ids, sorted.
        evidence: What shows it, pair by pair.
        chained: Whether two of them are held together only by a third. Repetition passes on, so they stay; but look at them.
    """

    reports: tuple[str, ...]
    evidence: tuple[Repetition, ...]
    chained: bool


def same_origin(
    reports: Sequence[Report],
    *,
    places: Tree | None = None,
    similarity: float = 0.5,
    words: int = 4,
    least_words: int = 12,
    least_count: int = 5,
) -> tuple[Origin, ...]:
    """Return the groups of reports that repeat one another.

    Args:
        reports: The reports.
        places: The place tree, by which figures of reports without coordinates are compared.
        similarity: Two texts repeat one another if at least this share of their word sequences is common (Jaccard).
        words: The length of a word sequence (words).
        least_words: A shorter text says nothing by its wording (words).
        least_count: Figures whose greatest number is smaller say nothing by being equal (victims).

    Raises:
        RecordError: If two reports share an id.
        LinkError: If the similarity is not above 0 and at most 1, or a length is below 1.

    References:
        Broder 1997, On the resemblance and containment of documents (shingles). Chaudhuri, Ganti and Kaushik 2006, A primitive operator for
        similarity joins in data cleaning (the prefix filter, by which every pair is found and few are compared).
    """
    if not 0 < similarity <= 1 or words < 1 or least_words < words:
        raise LinkError(
            f"the similarity lies above 0 and at most at 1, and no text is shorter than a word sequence; they are {similarity}, "
            f"{words} and {least_words}: correct them"
        )
    by_id(list(reports))
    found = [*_by_wording(reports, similarity, words, least_words), *_by_figures(reports, places, least_count)]
    return tuple(_groups(found))


def shingles(text: str, words: int = 4) -> frozenset[int]:
    """Return the word sequences of a text as 64-bit hashes, in one spelling of its letters."""
    parts = normalise(text).split()
    return frozenset(
        int.from_bytes(hashlib.blake2b(" ".join(parts[at : at + words]).encode(), digest_size=8).digest(), "big")
        for at in range(len(parts) - words + 1)
    )


def _by_wording(reports: Sequence[Report], similarity: float, words: int, least_words: int) -> Iterator[Repetition]:
    """Yield pairs of near-identical wording.

    Of two sets whose Jaccard similarity reaches s, the |a| - ceil(s |a|) + 1 rarest members of one and of the other share one: only these
    are looked up.
    """
    sets = [(r.id, shingles(r.text, words)) for r in reports if len(normalise(r.text).split()) >= least_words]
    often = Counter(member for _, members in sets for member in members)
    seen: dict[int, list[int]] = {}
    for at, (name, members) in enumerate(sets):
        rarest = sorted(members, key=lambda m: (often[m], m))[: len(members) - ceil(similarity * len(members)) + 1]
        near = sorted({other for member in rarest for other in seen.get(member, ())})
        for other in near:
            theirs = sets[other][1]
            common = len(members & theirs)
            share = common / (len(members) + len(theirs) - common)
            if share >= similarity:
                yield Repetition(min(sets[other][0], name), max(sets[other][0], name), "wording", share)
        for member in rarest:
            seen.setdefault(member, []).append(at)


def _by_figures(reports: Sequence[Report], places: Tree | None, least: int) -> Iterator[Repetition]:
    """Yield pairs that give the same figures of one speaker, of the same time and place."""
    given: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        figures = _figures(report, least)
        for speaker in sorted({report.source, *report.cites}) if figures else ():
            given.setdefault((speaker, figures), []).append(report)
    known = set()
    for (speaker, figures), group in sorted(given.items()):
        for at, right in enumerate(group):
            for left in group[:at]:
                pair = (left.id, right.id) if left.id < right.id else (right.id, left.id)
                if pair not in known and meets(left.when, right.when) and _near(left, right, places):
                    known.add(pair)
                    yield Repetition(pair[0], pair[1], "figures", 1.0, f"{figures} by {speaker}")


def _figures(report: Report, least: int) -> str:
    """Return all counts of a report in words, or nothing where they are too small to say anything."""
    numbers = [n for toll in report.tolls for n in toll.quantity.numbers().values() if n is not None]
    if max(numbers, default=0) < least:
        return ""
    parts = []
    for toll in sorted(report.tolls, key=lambda t: (t.of, t.quantity.unit)):
        said = [str(n) for n in dict.fromkeys(n for n in toll.quantity.numbers().values() if n is not None)]
        parts.append(f"{'–'.join(said)} {toll.of or 'killed'}")
    return ", ".join(parts)


def _near(left: Report, right: Report, places: Tree | None) -> bool:
    if left.spot is not None and right.spot is not None:
        return kilometres(left.spot, right.spot) <= left.spot.radius + right.spot.radius
    if set(left.places) & set(right.places):
        return True
    if places is None:
        return False
    return any(
        places.under(a, b) or places.under(b, a)
        for a in left.places
        for b in right.places
        if a in places and b in places
    )


def _groups(found: Sequence[Repetition]) -> Iterator[Origin]:
    beside: dict[str, set[str]] = {}
    for link in found:
        beside.setdefault(link.left, set()).add(link.right)
        beside.setdefault(link.right, set()).add(link.left)
    done: set[str] = set()
    for start in sorted(beside):
        if start in done:
            continue
        members, stack = {start}, [start]
        while stack:
            for other in beside[stack.pop()] - members:
                members.add(other)
                stack.append(other)
        done |= members
        yield _origin(members, beside, found)


def _origin(members: set[str], beside: Mapping[str, set[str]], found: Sequence[Repetition]) -> Origin:
    links = sorted(
        (link for link in found if link.left in members), key=lambda link: (link.left, link.right, link.kind)
    )
    chained = any(len(beside[name]) < len(members) - 1 for name in members)
    return Origin(tuple(sorted(members)), tuple(links), chained)
