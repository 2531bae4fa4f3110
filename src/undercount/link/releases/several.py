"""Several releases of one list: the difference of each from the one before, and the records that were removed and are back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from undercount.errors import CountError
from undercount.link.releases.evidence import Flags
from undercount.link.releases.lines import Account, Line, Outcome
from undercount.link.releases.match import Match, match
from undercount.link.releases.release import Release
from undercount.link.releases.step import Difference, difference

Told = Callable[[str, int, int], None]
"""Takes what is being done, how much is done and how much there is in all."""


@dataclass(frozen=True)
class History:
    """What became of the records of a list over its releases.

    Args:
        releases: The releases, oldest first.
        steps: The difference of each from the one before.
    """

    releases: tuple[Release, ...]
    steps: tuple[Difference, ...]


def history(releases: Sequence[Release], told: Told | None = None) -> History:
    """Return what became of the records of a list over its releases.

    A record that a release adds is looked for among those that stood in an earlier release and not in the one before: it is then restored,
    not added. The latest release in which it stood counts, and it is restored once.

    Args:
        releases: Two or more, oldest first.
        told: Told of the progress.

    Raises:
        CountError: If there are fewer than two releases, or one shares no record with the one before.
    """
    if len(releases) < 2:
        raise CountError(
            f"a difference needs two releases of a list; there are {len(releases)}: give the older, then the newer"
        )
    steps: list[Difference] = []
    gone: list[Flags] = []
    for at, (old, new) in enumerate(pairwise(releases)):
        if told is not None:
            told("comparing releases", at, len(releases) - 1)
        step = difference(old, new)
        for since in range(at - 1, -1, -1):
            step = _with_restored(releases, since, step, gone[since])
        gone.append(_places(len(old), [line.old for line in step.lines if line.outcome == Outcome.REMOVED]))
        steps.append(step)
    return History(tuple(releases), tuple(steps))


def _with_restored(releases: Sequence[Release], since: int, step: Difference, gone: Flags) -> Difference:
    """Return a difference in which rows that are back from an earlier release are restored; these are taken out of what is gone."""
    added = _places(len(step.new), [line.new for line in step.lines if line.outcome == Outcome.ADDED])
    if not (gone.any() and added.any()):
        return step
    found = match(releases[since], step.new, (gone, added))
    lines = tuple(_restored(line, since, found) for line in step.lines)
    gone[found.partner >= 0] = False
    return replace(step, lines=lines, account=Account.of(lines, len(step.old), len(step.new)))


def _restored(line: Line, since: int, found: Match) -> Line:
    if line.outcome != Outcome.ADDED or line.new is None or found.taken[line.new] < 0:
        return line
    place = int(found.taken[line.new])
    return replace(line, outcome=Outcome.RESTORED, since=(since, place), rests_on=found.basis(int(found.chosen[place])))


def _places(size: int, places: Sequence[int | None]) -> Flags:
    flags = np.zeros(size, dtype=bool)
    flags[[place for place in places if place is not None]] = True
    return flags
