"""What an answer costs, in counts: the sizes that are measured in seconds by ``python -m benchmarks.bounds``."""

from __future__ import annotations

import csv
import gzip
import importlib.util
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from undercount.count.bounds import Constraint, bounds, bounds_by
from undercount.count.certificate import check
from undercount.record.scope import Scope, Space


@pytest.fixture(scope="module")
def sizes() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "bounds.py"
    spec = importlib.util.spec_from_file_location("benchmarks_bounds", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_three_thousand_overlapping_claims_need_few_of_their_points(sizes: ModuleType) -> None:
    case: Callable[[], tuple[list[Scope], list[Constraint], Space]] = sizes.tight
    questions, claims, space = case()
    answer = bounds(questions[0], claims, space)
    effort = answer.effort
    assert effort.atoms > 1_000_000
    assert effort.columns < 3 * len(claims)
    assert effort.programs < 60
    assert answer.high_certificate is not None
    known = {c.claim: c for c in claims}
    assert check(questions[0], answer.high_certificate, known, space).bound == answer.high


def test_two_lists_of_thousands_are_one_small_program(sizes: ModuleType) -> None:
    questions, claims, space = sizes.two_lists()
    answer = bounds(questions[0], claims, space, robust=1)
    heaviest = max(sum(c.low for c in claims if c.origin == origin) for origin in ("x", "y"))
    everything = sum(c.low for c in claims)
    assert heaviest <= answer.low < everything
    assert answer.effort.programs <= 6
    assert answer.effort.columns <= 2 * len(claims)
    assert len(answer.left_out) == 1


@pytest.mark.reference
def test_the_events_of_one_list_are_added_cell_by_cell_without_a_program(sizes: ModuleType, shared: Path) -> None:
    questions, claims, space = sizes.ucdp()
    answers = bounds_by(questions, claims, space)
    assert len(answers) == 658
    assert sum(a.effort.programs for a in answers) == 0
    expected: Counter[tuple[str, str]] = Counter()
    with gzip.open(shared / "events" / "ucdp_ged191_syria.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["adm_1"] and row["date_start"][:7] == row["date_end"][:7]:
                expected[row["date_start"][:7], row["adm_1"]] += int(float(row["best"]))
    found = {
        (month, region): answer.low
        for (month, region), answer in zip(sizes.ucdp_cells(), answers, strict=True)
        if answer.low
    }
    assert found == {cell: total for cell, total in expected.items() if total}
