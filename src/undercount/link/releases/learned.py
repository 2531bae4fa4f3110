"""What two releases themselves tell of how they are kept: how ages and years of birth go together, and whether ids last.

Learnt from anchors, the rows of a spelling of a name that each release has once. No one of them is certain; what most of them say is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.releases.cells import UNKNOWN
from undercount.link.releases.pairs import Pairs
from undercount.link.releases.release import Codes, Release

_FEWEST, _MOST_AGREE, _LASTING = 20, 0.8, 0.5

Years = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clock:
    """Say how ages or births of two releases go together.

    Args:
        old: The column kind of the older release, ``birth`` or ``age``; empty where they cannot be compared.
        new: That of the newer.
        offset: What the newer value is expected to be beyond the older (years), births counted forward and ages backward.
        slack: What the values may differ from that and still agree (years).
        anchors: On how many rows it rests; 0 where it was not learnt.
        share: Which share of these agrees.
    """

    old: str = ""
    new: str = ""
    offset: int = 0
    slack: int = 0
    anchors: int = 0
    share: float = 0.0

    @property
    def kind(self) -> str:
        """Return what is compared: ``birth``, ``age``, ``age and birth``, or nothing."""
        return self.old if self.old == self.new else "age and birth"

    def apart(self, old: Release, new: Release, pairs: Pairs) -> Years:
        """Return how far births or ages are from what is expected (years, without sign); NaN where one is unknown."""
        if not self.old:
            return np.full(len(pairs[0]), np.nan)
        values = _years(new, self.new)[pairs[1]] - _years(old, self.old)[pairs[0]]
        apart: Years = np.maximum(0.0, np.abs(values - self.offset) - self.slack)
        return apart

    def sentence(self, old: Release, new: Release) -> str:
        """Return what was learnt, or nothing where there was nothing to learn."""
        if not self.old:
            if (old.roles.birth or old.roles.age) and (new.roles.birth or new.roles.age):
                return (
                    "Ages and births cannot be compared: one release has ages and the other births, and too few names tell how they go "
                    "together."
                )
            return ""
        if self.old == self.new and self.offset == 0:
            return ""
        about = f"of {self.anchors:,} rows with a name that each release has once, {self.share:.1%} agree within a year"
        if self.old == self.new:
            return f"{'Ages' if self.old == 'age' else 'Births'} are expected to be {abs(self.offset)} years apart: {about}."
        return (
            f"An age and a year of birth agree where they add up to {abs(self.offset)}, give or take a year: {about}."
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """Hold what two releases tell of how they are kept.

    Args:
        clock: How ages or births go together.
        ids_last: Whether ids are the same in both releases.
        same_ids: Of how many anchors with an id in both the id is the same.
        anchored_ids: How many anchors have an id in both.
    """

    clock: Clock
    ids_last: bool
    same_ids: int
    anchored_ids: int

    def sentences(self, old: Release, new: Release) -> list[str]:
        """Return what was learnt."""
        said = [self.clock.sentence(old, new)]
        if self.anchored_ids and not self.ids_last:
            said.append(
                f"Ids do not last from one release to the next: of {self.anchored_ids:,} rows with a name that each release has once, "
                f"{self.same_ids:,} have the same id in both. They are not used."
            )
        return [sentence for sentence in said if sentence]


def learn(old: Release, new: Release, anchors: Pairs, ids: tuple[Codes, Codes]) -> Learned:
    """Return what two releases tell of how they are kept.

    Args:
        old: The older release.
        new: The newer one.
        anchors: Rows of a name that each release has once.
        ids: The ids of each release as numbers, -1 for none.
    """
    one, other = ids[0][anchors[0]], ids[1][anchors[1]]
    both = (one >= 0) & (other >= 0)
    same, known = int((one[both] == other[both]).sum()), int(both.sum())
    return Learned(_clock(old, new, anchors), known < _FEWEST or same >= _LASTING * known, same, known)


def _clock(old: Release, new: Release, anchors: Pairs) -> Clock:
    for kinds in (("birth", "birth"), ("age", "age"), ("birth", "age"), ("age", "birth")):
        if getattr(old.roles, kinds[0]) and getattr(new.roles, kinds[1]):
            return _learned_clock(old, new, anchors, kinds)
    return Clock()


def _learned_clock(old: Release, new: Release, anchors: Pairs, kinds: tuple[str, str]) -> Clock:
    between = _years(new, kinds[1])[anchors[1]] - _years(old, kinds[0])[anchors[0]]
    between = between[~np.isnan(between)]
    mixed = kinds[0] != kinds[1]
    unlearned = Clock() if mixed else Clock(*kinds)
    if len(between) < _FEWEST:
        return unlearned
    values, times = np.unique(between, return_counts=True)
    offset = int(values[np.argmax(times)])
    share = float((np.abs(between - offset) <= 1).mean())
    if share < _MOST_AGREE:
        return unlearned
    return Clock(*kinds, offset=offset, slack=int(mixed or offset != 0), anchors=len(between), share=share)


def _years(release: Release, kind: str) -> Years:
    """Return births, or ages as negative numbers, so that both grow with time; NaN where unknown."""
    found = release.births if kind == "birth" else release.ages
    return np.where(found == UNKNOWN, np.nan, found.astype(float) * (1 if kind == "birth" else -1))
