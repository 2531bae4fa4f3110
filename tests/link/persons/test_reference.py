"""Real lists with known keys: what the benchmark measures must hold; floors stand a little below what was measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks import persons

from undercount.link.persons import assign, evaluate, link, measured_recall
from undercount.link.persons.assignment import Records

pytestmark = pytest.mark.reference


@pytest.fixture(autouse=True)
def _lists(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons, "LISTS", shared / "lists")


def test_airwars_and_the_ministry_are_linked_without_labels() -> None:
    airwars, ministry, lists = persons.gaza()
    linkage = link(lists)
    keys = [*(key or None for key in airwars["moh_key"]), *ministry["moh_key"]]
    found = evaluate(linkage.prepared, linkage.candidates, linkage.clusters.of, keys, np.random.default_rng(1))
    # The best known without labels is 0.959; with keys that the ministry's list no longer has counted as missed.
    assert found.by_lists["airwars", "ministry"].f1 >= 0.965
    assert measured_recall(linkage.candidates, persons.true_pairs(linkage, airwars)).share >= 0.99
    keyed, same = persons.keyed_pairs(linkage, airwars)
    sure = keyed & (linkage.model_probability > 0.999)
    assert same[sure].mean() > 0.98


def test_four_lists_of_police_killings_agree_with_the_key() -> None:
    linkage = link(persons.american(four=True))
    keys = persons.american_keys(linkage)
    found = evaluate(linkage.prepared, linkage.candidates, linkage.clusters.of, keys, np.random.default_rng(1))
    assert found.pairs.f1 >= 0.9995
    assert found.persons.f1 >= 0.9995
    records = Records(linkage.prepared.of, linkage.prepared.may_repeat)
    again = assign(records, linkage.candidates.left, linkage.candidates.right, linkage.probability)
    assert len(set(again.of.tolist())) == len(set(linkage.clusters.of.tolist()))


def test_two_lists_of_police_killings_agree_with_the_key() -> None:
    linkage = link(persons.american(four=False))
    found = evaluate(
        linkage.prepared,
        linkage.candidates,
        linkage.clusters.of,
        persons.american_keys(linkage),
        np.random.default_rng(1),
    )
    # The key is off by a row in April and May 2019; 0.9909 was measured.
    assert found.pairs.f1 >= 0.99
