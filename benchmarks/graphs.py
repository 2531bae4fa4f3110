"""Benchmarks of decomposable graphs and of identification: ``python -m benchmarks.graphs [name …]`` prints one line for each.

The peer's numbers and CPU seconds (one thread) are those of dga 2.0.2, run once on the machine of the reference runs; R is not needed.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from undercount.count.estimators.graphs import decomposable
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.identify import no_highest_order
from undercount.count.estimators.identify_curve import sensitivity_curve
from undercount.count.estimators.result import Estimate

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
REPEATS = 5

Case = tuple[Callable[[], Estimate], str, float | None]


def read(name: str) -> CaptureHistories:
    with (SHARED / "data/mse" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return CaptureHistories.from_counts(list(csv.DictReader(lines)))


def kept(name: str, prior: float | None = None, missed: Sequence[int] | None = None) -> Callable[[], Estimate]:
    """Return the work of dga: the complete graph kept, the numbers of missed persons as given."""
    histories = read(name)
    return lambda: decomposable(histories, prior=prior, missed=missed, saturated="keep")


def coarse(name: str) -> Callable[[], Estimate]:
    """Return the same on the thousand numbers of Binette and Steorts (2022)."""
    grid = np.round(np.linspace(1, 30 * read(name).documented, 1000)).astype(int).tolist()
    return kept(name, None, grid)


def whole(name: str) -> Callable[[], Estimate]:
    """Return ours: no grid, no upper limit, the complete graph left out."""
    histories = read(name)
    return lambda: decomposable(histories)


def last_of_curve(name: str) -> Estimate:
    return sensitivity_curve(read(name)).estimates[10]


CASES: dict[str, Callable[[], Case]] = {
    "spina-bifida": lambda: (kept("spina_bifida_ny_3list", 1, range(1, 301)), "732 [682, 798]", 0.001),
    "congenital": lambda: (
        kept("congenital_anomaly_massachusetts_5list", 0.5, range(1, 301)),
        "616 [588, 655]",
        0.01,
    ),
    "kosovo-1/16": lambda: (kept("kosovo", 1 / 16, range(1, 132_001)), "12,595 [9,827, 16,544]", 0.5),
    "kosovo-1/2": lambda: (kept("kosovo", 0.5, range(1, 132_001)), "11,323 [4,500, 14,486]", 0.5),
    "kosovo-1": lambda: (kept("kosovo", 1, range(1, 132_001)), "4,617 [4,408, 6,860]", 0.5),
    "kosovo-grid": lambda: (coarse("kosovo"), "12,593 [9,818, 16,557]", 0.004),
    "uk5-exact": lambda: (kept("uk_2013_5list", None, range(1, 82_321)), "22,990 [10,387, 33,510]", 3.95),
    "uk5-grid": lambda: (coarse("uk_2013_5list"), "23,016 [10,408, 33,481]", 0.02),
    "netherlands5-grid": lambda: (coarse("netherlands_5list"), "50,270 [41,616, 203,328]", 0.02),
    "new-orleans5-grid": lambda: (coarse("new_orleans_5list_sparsemse2019"), "869 [514, 1,763]", 0.02),
    "western-grid": lambda: (coarse("western_us_5list"), "2,128 [1,340, 3,868]", 0.02),
    "korea-grid": lambda: (coarse("korea_palembang"), "161 [124, 460]", 0.02),
    "peru-grid": lambda: (coarse("peru_trc2003_3list_total"), "24,693", None),
    "peru-exact": lambda: (kept("peru_trc2003_3list_total"), "", None),
    "peru": lambda: (whole("peru_trc2003_3list_total"), "", None),
    "kosovo": lambda: (whole("kosovo"), "", None),
    "korea": lambda: (whole("korea_palembang"), "", None),
    "uk5": lambda: (whole("uk_2013_5list"), "", None),
    "netherlands5": lambda: (whole("netherlands_5list"), "", None),
    "uk6": lambda: (whole("uk_2013_6list"), "", None),
    "netherlands6": lambda: (whole("netherlands_6list"), "", None),
    "gaza-nhoi-wald": lambda: (
        lambda: no_highest_order(read("gaza_2023_24_3list_total"), interval="wald"),
        "64,696 [58,327, 72,461]",
        None,
    ),
    "gaza-nhoi": lambda: (
        lambda: no_highest_order(read("gaza_2023_24_3list_total")),
        "64,696 [58,327, 72,461]",
        None,
    ),
    "kosovo-xi-curve": lambda: (lambda: last_of_curve("kosovo"), "", None),
}


def said(result: Estimate) -> str:
    if result.estimate is None or result.low is None:
        return f"refused: {result.refused}"
    high = "none" if result.high is None else f"{result.high:,.0f}"
    return f"{result.estimate:,.0f} [{result.low:,.0f}, {high}]"


def measure(name: str) -> Estimate:
    work, reference, theirs = CASES[name]()
    spent = []
    for _ in range(REPEATS):
        began = time.process_time()
        result = work()
        spent.append(time.process_time() - began)
    best = result.diagnosis.get("best_graph", "")
    peer = "" if theirs is None else f"{theirs:.3f}"
    print(
        f"{name:<19}{said(result):<29}{reference:<29}{spent[0]:>9.3f}{min(spent):>9.3f}{peer:>9}  {best}",
        flush=True,
    )
    return result


def main(names: list[str]) -> None:
    print(
        f"{'work':<19}{'ours':<29}{'reference':<29}{'first s':>9}{'best s':>9}{'dga s':>9}  most probable graph (CPU seconds)"
    )
    for name in names or list(CASES):
        measure(name)


if __name__ == "__main__":
    main(sys.argv[1:])
