"""Doubly robust estimates beside published ones, and their error beside the plug-in's: ``python -m benchmarks.doubly_robust [part …]``.

Parts: ``peru``, ``gaza``, ``errors``. The published Peru numbers are random forests of another program fitted to each agent alone, with
coordinates of departments and strata that the public records lack; here all agents are fitted at once, so that they add up.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from undercount.count import Estimate, doubly_robust, doubly_robust_by
from undercount.count.estimators.robust import Nuisance, contributions, targeted

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Floats = NDArray[np.float64]

# Das, Kennedy and Jewell (2023), their result files: doubly robust with random forests, margin 0.01, 5 folds.
PERU = {
    "": "68,874 [58,543, 79,204]; targeted 59,633 [51,162, 68,104]; plug-in 72,300",
    "EST": "20,756 [13,775, 27,737]",
    "SLU": "13,313 [10,333, 16,293]",
    "OTR": "3,536",
    "NOD": "25,749 [13,384, 38,114]",
}


def records(name: str) -> list[dict[str, str]]:
    with gzip.open(SHARED / "data" / "mse" / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def show(label: str, found: Estimate, seconds: float, reference: str) -> None:
    if found.refused is not None:
        print(f"{label:34} refused: {found.refused}")
        return
    low, high = found.low or 0, found.high or 0
    others = f"targeted {found.diagnosis['tmle']:>7,.0f} plug-in {found.diagnosis['plug_in']:>7,.0f}"
    at_margin = f"{found.diagnosis['at_margin']:4.0%} at margin"
    print(
        f"{label:34} {found.estimate:>7,.0f} [{low:>7,.0f}, {high:>7,.0f}] {others} {at_margin} {seconds:6.1f} s  {reference}"
    )


def peru() -> None:
    """CVR against the union of DP and ODH, by agent, as in the paper."""
    rows = records("peru_trc2003_3list_records")
    covariates = ["age", "sex", "situation", "strata", "department"]
    for learner in ("logistic", "boosting", "forest"):
        before = time.process_time()
        found = doubly_robust_by(
            rows,
            "CVR",
            ["DP", "ODH"],
            by="agent",
            covariates=covariates,
            categories=["strata", "department"],
            learner=learner,
            margin=0.01,
        )
        spent = time.process_time() - before
        show(f"peru {learner} total", found.total, spent, PERU[""])
        for part in found.strata:
            show(f"peru {learner} {part.stratum[0][1]}", part, 0.0, PERU[part.stratum[0][1]])


def gaza() -> None:
    """Hospital records against the survey and the obituaries; the published total is from log-linear models of three lists."""
    rows = records("gaza_2023_24_records")
    for first, second in (
        ("moh_hospital", ["online_survey", "obituaries"]),
        (["moh_hospital", "obituaries"], ["online_survey"]),
    ):
        for learner in ("logistic", "boosting"):
            before = time.process_time()
            found = doubly_robust(
                rows, first, second, covariates=["age", "sex", "month", "gov"], categories=["month"], learner=learner
            )
            reference = "64,260 [55,298, 78,525] (Jamaluddine et al. 2025)"
            show(f"gaza {learner} {found.lists[0]:.22}", found, time.process_time() - before, reference)


def expit(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


def errors() -> None:
    """Relative bias and coverage when the probabilities have errors of n^-alpha, as in section 5 of the paper; 300 populations each."""
    print(
        "capture probability, alpha: relative bias of plug-in / targeted / doubly robust; coverage of the doubly robust 95 % interval"
    )
    size = 5000
    for shift, chance in ((-1.35, 0.3), (-0.77, 0.5), (0.15, 0.8)):
        for alpha in (0.1, 0.2, 0.3, 0.4, 0.5):
            rng = np.random.default_rng(1)
            biases, covered = [], 0
            for _ in range(300):
                x = rng.uniform(-1, 1, size)
                first, second = expit(shift + 0.9 * x), expit(shift + 0.7 * x)
                on = [rng.random(size) < first, rng.random(size) < second]
                seen = on[0] | on[1]
                cells = (on[0] + 2 * on[1].astype(np.int64))[seen]
                share = (1 - (1 - first) * (1 - second))[seen]
                bent = [
                    expit(np.log(q / (1 - q)) + rng.normal(size**-alpha, size**-alpha, len(q)))
                    for q in (first[seen] / share, second[seen] / share, first[seen] * second[seen] / share)
                ]
                nuisance = Nuisance.bounded(bent[0], bent[1], bent[2], 0.005)
                score = contributions(cells, nuisance)
                total, n = float(score.sum()), len(cells)
                error = (n * float(score.var(ddof=1)) + max(total * (total - n) / n, 0.0)) ** 0.5
                covered += abs(total - size) <= 1.96 * error
                biases.append([nuisance.weight.sum(), targeted(cells, nuisance, 0.005).sum(), total])
            bias = " / ".join(f"{value:+7.2%}" for value in np.mean(biases, axis=0) / size - 1)
            print(f"{chance}, {alpha}: {bias}; {covered / 300:.0%}", flush=True)


PARTS = {"peru": peru, "gaza": gaza, "errors": errors}


def main(wanted: list[str]) -> int:
    for name in wanted or PARTS:
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
