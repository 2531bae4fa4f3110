"""Names of real lists, by counts alone: what the benchmark measures may not fall below what was reached."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks import names as measured

from undercount.link.names import Encoded, Frequencies, compare_many, encode, keys, parse

pytestmark = pytest.mark.reference


def test_recall_at_one_percent_of_false_positives(shared: Path) -> None:
    ministry = measured.rows_of("gaza_moh_2025_06_15")
    listed_keys = {row.key for row in ministry}
    people = [row for row in measured.rows_of("airwars_gaza_killed") if row.key in listed_keys]
    parsed, listed = ([parse(row.arabic, row.latin) for row in rows] for rows in (people, ministry))
    pairs = measured.pairs_of(people, parsed, ministry, listed)
    assert pairs.same.sum() == 1585
    frequencies = Frequencies.learn(listed)
    left, right = (
        {script: encode(measured.one_script(names, script), frequencies) for script in ("arabic", "latin")}
        for names in (parsed, listed)
    )

    def recalls(one: Encoded, other: Encoded) -> tuple[float, float]:
        """Return recall on all pairs and on those that no weight was chosen on."""
        scores = compare_many(one, other, pairs.left, pairs.right).scores
        held = pairs.held_out
        return measured.recall(scores, pairs.same), measured.recall(scores[held], pairs.same[held])

    both = [Encoded(side["arabic"].arabic, side["latin"].latin) for side in (left, right)]
    assert min(recalls(both[0], both[1])) >= 0.96
    assert min(recalls(left["arabic"], right["arabic"])) >= 0.94
    assert min(*recalls(left["arabic"], right["latin"]), *recalls(left["latin"], right["arabic"])) >= 0.92


def test_the_exact_key_links_two_releases(shared: Path) -> None:
    older, newer = measured.rows_of("gaza_moh_2024_08_31"), measured.rows_of("gaza_moh_2025_06_15")
    recall, precision = measured.exact(older, newer, measured.spelled)
    raw, _ = measured.exact(older, newer, measured.raw)
    assert recall >= 0.965
    assert precision >= 0.994
    assert raw == pytest.approx(0.463, abs=0.001)


def test_blocking_keys_find_what_is_to_be_found(shared: Path) -> None:
    ministry = {row.key: row for row in measured.rows_of("gaza_moh_2025_06_15")}
    people = [row for row in measured.rows_of("airwars_gaza_killed") if row.key in ministry]
    found = [
        bool(keys(parse(row.arabic, row.latin)) & keys(parse(ministry[row.key].arabic, ministry[row.key].latin)))
        for row in people
    ]
    assert np.mean(found) >= 0.99
