"""Benchmarks of the stepwise model: ``python -m benchmarks.sparse [name …]`` prints one line for each, the best package's beside ours.

The packages' CPU seconds were measured on a machine with two cores, one thread. Ours are those of one thread, after the kernel is
compiled; the line ``compile`` says what that costs once. The lower limits rest on a few outermost resamples, so those of 1,000
move with the seed.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from undercount.count.estimators.existence import check_all_two_way, existence
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.sparse import stepwise, stepwise_points

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@dataclass(frozen=True)
class Reference:
    """What the packages print: estimate, Wald limits and BCa limits at 95 %, and their CPU seconds."""

    table: str
    estimate: float
    wald: tuple[float, float] | None = None
    wald_seconds: float | None = None
    bca: tuple[float, float] | None = None
    bca_seconds: float | None = None


CASES = {
    "uk6": Reference("uk_2013_6list", 11418, (9977, 13146), 0.25, (9267, 14307), 170.3),
    "uk5": Reference("uk_2013_5list", 11313, (9884, 13027), 0.11, (8785, 14701), 110.7),
    "western": Reference("western_us_5list", 2483.4, (1657, 3830), 0.04, (1293, 3672), 42.7),
    "no5": Reference("new_orleans_5list_sparsemse2019", 1034.2, (658, 1709), 0.02, (589, 1704), 30.8),
    "no8": Reference("new_orleans_8list_sparsemse2019", 1183.7, (721, 2046), 0.49, (717, 1657)),
    "no5-2026": Reference("new_orleans_5list_msepkg2026", 981.43),
    "no8-2026": Reference("new_orleans_8list_msepkg2026", 1110.49),
    "ned5": Reference("netherlands_5list", 121522, None, 0.11, (48002, 173698)),
    "ned6": Reference("netherlands_6list", 111139, (92440, 133991), 0.36),
    "peru6": Reference("peru_trc2003_6source_total", float("nan")),
    "colombia20": Reference("colombia_recruitment_R1_hombre_1999", float("nan")),
}
MOST_LISTS_FOR_BCA = 12


def read(name: str) -> CaptureHistories:
    with (SHARED / "data/mse" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return CaptureHistories.from_counts({column: [row[column] for row in rows] for column in rows[0]})


def interval(estimate: float | None, limits: tuple[float | None, float | None] | None) -> str:
    if estimate is None or estimate != estimate:
        return "-"
    if limits is None:
        return f"{estimate:,.1f}"
    low, high = ("none" if limit is None else f"{limit:,.0f}" for limit in limits)
    return f"{estimate:,.1f} [{low}, {high}]"


def line(work: str, ours: str, seconds: float, reference: str = "-", theirs: float | None = None) -> None:
    spent = "-" if theirs is None else f"{theirs:.2f}"
    print(f"{work:<34}{ours:<32}{seconds:>9.4f}  {reference:<32}{spent:>9}", flush=True)


def measure(name: str) -> None:
    reference = CASES[name]
    table = read(reference.table)
    began = time.process_time()
    found = stepwise(table, interval="wald")
    spent = time.process_time() - began
    ours = interval(found.estimate, (found.low, found.high))
    line(f"{name} Wald", ours, spent, interval(reference.estimate, reference.wald), reference.wald_seconds)
    if len(table.lists) > MOST_LISTS_FOR_BCA:
        return
    for resamples in (1000, 20_000):
        began = time.process_time()
        found = stepwise(table, bootstrap=resamples)
        spent = time.process_time() - began
        ours = interval(found.estimate, (found.low, found.high))
        theirs = interval(reference.estimate, reference.bca) if resamples == 1000 and reference.bca else "-"
        line(f"{name} BCa {resamples:,}", ours, spent, theirs, reference.bca_seconds if resamples == 1000 else None)


def measure_existence() -> None:
    for name in ("uk_2013_5list", "uk_2013_6list"):
        table = read(name)
        began = time.process_time()
        found = check_all_two_way(table)
        spent = time.process_time() - began
        line(f"{name}: all two-list models", f"{found.usable:,} of {found.models:,} usable", spent)
    table = read("uk_2013_6list")
    began = time.process_time()
    answer = existence(table, list(combinations(table.lists, 2)))
    line("one model, all two-list terms", str(answer.usable), time.process_time() - began)


def main(names: list[str]) -> None:
    print(f"{'work':<34}{'ours':<32}{'CPU s':>9}  {'reference':<32}{'CPU s':>9}")
    began = time.process_time()
    stepwise_points(np.array([[30, 20, 10, 9, 2, 3, 1]]), 3)
    check_all_two_way(CaptureHistories(("A", "B"), np.array([1, 2, 3]), np.array([[9, 8, 2]])))
    line("compile, or load what was compiled", "-", time.process_time() - began)
    for name in names or list(CASES):
        measure(name)
    if not names:
        measure_existence()


if __name__ == "__main__":
    main(sys.argv[1:])
