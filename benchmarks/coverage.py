"""Coverage: ``python -m benchmarks.coverage [runs] [--method NAME …] [--design NAME …]`` prints one table for each group of designs.

Each row is a design with a known total, each column a method: the part of its 95 % intervals that hold the truth, over that many simulated
tables. A refusal is no interval; how many there were stands behind the slash. The last table is the internal consistency of Binette and
Steorts on the data sets that they used, beside what they found.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from undercount.count.estimators.consistency import Known, internal_consistency, summarised
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.simulate import DESIGNS, simulate
from undercount.count.estimators.strata import Item, estimate_stratum

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
METHODS = (
    "mt", "mth-chao", "sample-coverage", "loglinear-bic", "loglinear-average", "loglinear-stepwise", "decomposable", "latent-class",
    "mixture",
)  # fmt: skip
BINETTE = {
    "mt": "independence -0.29 / 0.55 / 0.88",
    "loglinear-stepwise": "SparseMSE -0.17 / 0.63 / 0.90",
    "decomposable": "dga -0.34 / 0.60 / 0.80",
    "latent-class": "LCMCR -0.52 / 0.72 / 0.60",
}
TABLES = (
    "uk_2013_5list.csv",
    "netherlands_5list.csv",
    "new_orleans_5list_sparsemse2019.csv",
    "western_us_5list.csv",
    "australia_4list.csv",
)


@dataclass(frozen=True, slots=True)
class Score:
    """Hold how one method did on one design."""

    runs: int
    refused: int
    covered: int
    too_low: int
    too_high: int
    bias: float
    width: float

    def __str__(self) -> str:
        given = self.runs - self.refused
        shown = "-" if given == 0 else f"{self.covered / given:.2f}"
        return shown + (f"/{self.refused}" if self.refused else "")


def score(design: str, method: str, runs: int) -> Score:
    """Return how often a method's intervals hold the truth."""
    covered = too_low = too_high = refused = 0
    biases, widths = [], []
    for seed in range(1, runs + 1):
        histories, truth = simulate(design, seed)
        found = estimate_stratum(Item(histories, method, 0.95, seed, True, {}))
        if found.estimate is None or found.low is None:
            refused += 1
            continue
        too_low += found.high is not None and found.high < truth
        too_high += found.low > truth
        covered += found.low <= truth and (found.high is None or truth <= found.high)
        biases.append(np.log(found.estimate / truth))
        widths.append(np.inf if found.high is None else np.log(found.high / found.low))
    return Score(
        runs,
        refused,
        covered,
        too_low,
        too_high,
        float(np.median(biases)) if biases else float("nan"),
        float(np.median(widths)) if widths else float("nan"),
    )


def by_design(designs: Sequence[str], methods: Sequence[str], runs: int) -> None:
    """Print coverage, the side of the misses, and the median log width of the intervals."""
    scores = {}
    for design in designs:
        for method in methods:
            start = time.process_time()
            scores[design, method] = score(design, method, runs)
            print(f"{design} {method} {time.process_time() - start:.1f} CPU s", file=sys.stderr)
    cells: dict[str, Callable[[Score], str]] = {
        "coverage of 95 % intervals / refusals": str,
        "misses below and above the truth": lambda one: f"{one.too_low}+{one.too_high}",
        "median of log(estimate / truth)": lambda one: f"{one.bias:.2f}",
        "median of log(high / low)": lambda one: f"{one.width:.2f}",
    }
    for title, cell in cells.items():
        print(f"\n{title}, {runs} runs")
        print("| design | " + " | ".join(methods) + " |\n" + "| --- " * (len(methods) + 1) + "|")
        for design in designs:
            print(f"| {design} | " + " | ".join(cell(scores[design, method]) for method in methods) + " |")
        if title.startswith("coverage"):
            print("| all | " + " | ".join(_whole([scores[d, m] for d in designs]) for m in methods) + " |")


def _whole(parts: Sequence[Score]) -> str:
    given = sum(part.runs - part.refused for part in parts)
    refused = sum(part.refused for part in parts)
    return str(Score(given + refused, refused, sum(part.covered for part in parts), 0, 0, 0.0, 0.0))


def by_consistency(methods: Sequence[str]) -> None:
    """Print the internal consistency on the published data sets."""
    tables = []
    for name in TABLES:
        path = SHARED / "data" / "mse" / name
        if path.is_file():
            with path.open() as file:
                tables.append((name, CaptureHistories.from_counts(list(csv.DictReader(file)))))
        else:
            print(f"{name} is not there and is left out")
    print(
        "\n| method | mean log relative bias | root mean square | coverage | lower | upper | cases | refused | published |"
    )
    print("| --- " * 9 + "|")
    for method in methods:
        cases: list[Known] = []
        for _, table in tables:
            cases += internal_consistency(table, method).cases
        held = summarised(cases)
        if held is not None:
            print(
                f"| {method} | {held.mean:.2f} | {held.rmse:.2f} | {held.coverage:.2f} | {held.lower_coverage:.2f} | "
                f"{held.upper_coverage:.2f} | {held.cases} | {held.refused} | {BINETTE.get(method, '')} |"
            )


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=20)
    parser.add_argument("--method", action="append", default=[])
    parser.add_argument("--design", action="append", default=[])
    asked = parser.parse_args(arguments)
    methods = asked.method or list(METHODS)
    by_consistency(methods)
    if asked.runs > 0:
        by_design(asked.design or list(DESIGNS), methods, asked.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
