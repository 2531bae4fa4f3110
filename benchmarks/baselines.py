"""The baselines beside published numbers: ``python -m benchmarks.baselines`` prints one line for each, with CPU seconds."""

from __future__ import annotations

import csv
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from undercount.count import CaptureHistories, Estimate, chao, chapman, closed, lincoln_petersen, sample_coverage

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Work = Callable[[CaptureHistories], Estimate]


def table(name: str) -> CaptureHistories:
    with (SHARED / "data" / "mse" / f"{name}.csv").open(encoding="utf-8") as file:
        return CaptureHistories.from_counts(list(csv.DictReader(file)))


def model(name: str) -> Work:
    return lambda histories: closed(histories, model=name)


def covering(name: str) -> Work:
    return lambda histories: sample_coverage(histories, estimator=name)


def pair(work: Callable[..., Estimate], first: str, second: str) -> Work:
    return lambda histories: work(histories, first, second)


CASES: list[tuple[str, str, Work, str]] = [
    ("kosovo", "mt", model("mt"), "7395 (Rcapture 1.4-4)"),
    ("kosovo", "chao", chao, "8591 (Rcapture, Mth Chao LB)"),
    ("kosovo", "mth-poisson2", model("mth-poisson2"), "9328 (Rcapture)"),
    ("kosovo", "mth-darroch", model("mth-darroch"), "12797 (Rcapture)"),
    ("kosovo", "mth-gamma3.5", model("mth-gamma3.5"), "18387 (Rcapture)"),
    ("uk_2013_5list", "mt", model("mt"), "13444 [12004, 15160] (Binette and Steorts 2022, independence)"),
    ("hepatitis_a_taiwan_3list", "chapman P Q", pair(chapman, "P", "Q"), "331 to 378, all pairs (Chao 2015)"),
    ("hepatitis_a_taiwan_3list", "chapman P E", pair(chapman, "P", "E"), "-"),
    ("hepatitis_a_taiwan_3list", "chapman Q E", pair(chapman, "Q", "E"), "-"),
    ("hepatitis_a_taiwan_3list", "lincoln-petersen P Q", pair(lincoln_petersen, "P", "Q"), "-"),
    (
        "hepatitis_a_taiwan_3list",
        "coverage, independent",
        covering("independent"),
        "407 se 26 of 200 tables, coverage 51.3 % (Chao 2015)",
    ),
    ("hepatitis_a_taiwan_3list", "coverage, full", covering("full"), "971 se 688 of 200 tables"),
    (
        "hepatitis_a_taiwan_3list",
        "coverage, one-step",
        covering("one-step"),
        "508 se 53 of 200 tables; screening found about 545",
    ),
    ("diabetes_casale_4list", "coverage, auto", covering("auto"), "2609 [2477, 2784] (Chao 2015)"),
    ("diabetes_casale_4list", "coverage, one-step", covering("one-step"), "-"),
    ("congenital_anomaly_massachusetts_5list", "coverage, auto", covering("auto"), "-"),
    ("colombia_recruitment_R1_hombre_1999", "chao", chao, "20 lists"),
    ("colombia_recruitment_R1_hombre_1999", "mth-darroch", model("mth-darroch"), "20 lists"),
]


def main() -> int:
    print(f"{'data':39} {'method':22} {'estimate':>9} {'low':>9} {'high':>9} {'s.e.':>7} {'cpu ms':>7}  reference")
    for name, method, work, reference in CASES:
        histories = table(name)
        before = time.process_time()
        found = work(histories)
        spent = 1000 * (time.process_time() - before)
        if found.refused is not None:
            print(f"{name:39} {method:22} {found.refused}")
            continue
        numbers = [found.estimate, found.low, found.high]
        shown = " ".join(f"{'none' if number is None else format(number, '.1f'):>9}" for number in numbers)
        print(f"{name:39} {method:22} {shown} {found.diagnosis['standard_error']:7.1f} {spent:7.1f}  {reference}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
