"""Three releases of one ministry's list: the counts add up, and matches are right by a key that the matching never sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from undercount.link.releases import Outcome, Release, history, read_releases
from undercount.link.releases.columns import Asked
from undercount.link.releases.match import match
from undercount.link.releases.pairs import coded

pytestmark = pytest.mark.reference
NAMES = ("2024_01_05", "2024_08_31", "2025_06_15")
ROWS = (14_121, 34_344, 55_202)
KEY = "moh_key"


@pytest.fixture(scope="module")
def releases(shared: Path) -> list[Release]:
    """The releases; their key is no id."""
    found = read_releases([shared / "lists" / f"gaza_moh_{name}.csv.gz" for name in NAMES], Asked(("name_ar",)))
    assert [one.roles.id for one in found] == [""] * 3
    return found


def hidden(release: Release) -> Release:
    """Return a release without its key."""
    return replace(release, columns={name: cells for name, cells in release.columns.items() if name != KEY})


def test_the_counts_add_up_to_the_last_row(releases: list[Release]) -> None:
    steps = history([hidden(one) for one in releases]).steps
    for step, (before, after) in zip(steps, pairwise(ROWS), strict=True):
        assert sum(step.account.old.values()) == before
        assert sum(step.account.new.values()) == after
        assert {line.old for line in step.lines if line.old is not None} == set(range(before))
        assert {line.new for line in step.lines if line.new is not None} == set(range(after))
    assert steps[1].account.new[Outcome.RESTORED] >= 50  # by the key alone it is 58
    for line in steps[1].lines:
        assert (line.since is not None) == (line.outcome == Outcome.RESTORED)


@pytest.mark.parametrize(("old", "new", "recall"), [(0, 1, 0.997), (1, 2, 0.99), (0, 2, 0.99)])
def test_matches_are_those_of_the_key_that_is_hidden(
    releases: list[Release], old: int, new: int, recall: float
) -> None:
    """Of the rows whose key both releases have, ``recall`` are found; of the matches that the key can judge, 0.998 are right.

    The key is made from an id and changes where the id is corrected: it cannot judge a match of two rows each of whose keys stands in
    one release alone.
    """
    one, other = hidden(releases[old]), hidden(releases[new])
    found = match(one, other).partner
    keys = coded(releases[old].columns[KEY], releases[new].columns[KEY])
    where = {key: place for place, key in enumerate(keys[1].tolist()) if key >= 0}
    truth = np.array([where.get(key, -1) for key in keys[0].tolist()])
    claimed = np.isin(keys[1], keys[0][keys[0] >= 0])
    matched = found >= 0
    right = matched & (found == truth)
    judged = matched & ((truth >= 0) | claimed[np.maximum(found, 0)])
    assert right.sum() / (truth >= 0).sum() >= recall
    assert right.sum() / judged.sum() >= 0.998
    # What cannot be judged is not chance: a full name that each release has once has a namesake under another key far more seldom.
    spelt = coded(one.letters, other.letters)
    names, per_name = Counter(spelt[1].tolist()), spelt[0].tolist()
    namesakes = sum(names[name] > 1 for name, place in zip(per_name, truth.tolist(), strict=True) if place >= 0)
    lost = int((truth < 0).sum())
    assert (matched & ~judged).sum() > 3 * lost * namesakes / (truth >= 0).sum()
