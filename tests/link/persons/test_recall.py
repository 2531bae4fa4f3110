"""What blocking misses is known on invented lists: what is estimated without the truth is near it, on bad lists too."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.proof import LEVELS, declared, design, keys

from undercount.link.persons import (
    Linkage,
    Options,
    block,
    estimated_recall,
    key_records,
    link,
    measured_recall,
    prepare,
)
from undercount.link.persons.assignment import pairs_within
from undercount.link.persons.keys import BESIDE, RULES
from undercount.link.synthetic import generate

MAIN_RULES = tuple(rule for rule in RULES if rule.budget != BESIDE)


def true_pairs(truth: np.ndarray) -> np.ndarray:
    return pairs_within(truth, np.arange(len(truth), dtype=np.int64))


def measured(linkage: Linkage, truth: np.ndarray) -> float:
    return measured_recall(linkage.candidates, true_pairs(truth)).share


@pytest.mark.parametrize(
    ("level", "least", "off"), [("light", 0.998, 0.002), ("middle", 0.98, 0.01), ("heavy", 0.93, 0.04)]
)
def test_most_true_pairs_of_bad_lists_are_compared_and_how_many_is_known(level: str, least: float, off: float) -> None:
    drawn = generate(design(LEVELS[level]), 1)
    truth, lists = keys(drawn), declared(drawn)
    linkage = link(lists)
    share = measured(linkage, truth)
    assert share >= least
    assert estimated_recall(linkage).share == pytest.approx(share, abs=off)
    # With names, days and incidents alone fewer are, and that is known as well.
    fewer = link(lists, options=Options(rules=MAIN_RULES))
    less = measured(fewer, truth)
    assert less < share
    assert estimated_recall(fewer).share == pytest.approx(less, abs=max(0.02, 1.5 * off))


def test_one_name_brings_more_true_pairs_of_long_bad_lists_for_few_pairs_more() -> None:
    drawn = generate(design(LEVELS["middle"], 30_000), 1)
    truth, prepared = keys(drawn), prepare(declared(drawn))
    few, all_of = (block(prepared, key_records(prepared, rules)) for rules in (MAIN_RULES, RULES))
    recall = [measured_recall(found, true_pairs(truth)).share for found in (few, all_of)]
    assert recall[1] > recall[0] + 0.02
    assert len(all_of) < 2 * len(few)
    assert len(all_of) - len(few) < BESIDE.whole + (BESIDE.small + BESIDE.narrowed) * len(prepared)
