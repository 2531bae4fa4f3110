"""Linkage: ``python -m benchmarks.linkage [METHOD …]`` estimates Khartoum's deaths under 25 linkages of the same records.

The table stands beside what was published for each linkage (Dahab and others 2024, eight log-linear models with covariates, averaged by
AIC), whose totals are not to be met: the tables here hold no covariates. What is to be seen is the split of the variance.
"""

from __future__ import annotations

import csv
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.linkage import LinkageEstimate, propagate

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
PUBLISHED = {"all": "61,202 [22,286, 209,152]", "intentional": "26,024 [12,571, 58,704]"}
COLUMNS = {"all": "all_cause_conc", "intentional": "intl_injury_conc"}
METHODS = ("loglinear-average", "decomposable", "loglinear-stepwise")


def tables(cause: str) -> list[tuple[str, CaptureHistories]]:
    """Return the 25 tables of a cause, named by their thresholds of duplication and of matching."""
    path = SHARED / "data" / "mse" / "sudan_khartoum_2023_24_3list_by_linkage_threshold.csv"
    with path.open() as file:
        every = CaptureHistories.from_counts(
            list(csv.DictReader(file)), strata=["cause", "dup_threshold", "match_threshold"]
        )
    found = []
    for part in every.split():
        labels = dict(part.stratum)
        if labels["cause"] == cause:
            found.append((f"d{labels['dup_threshold']} m{labels['match_threshold']}", part))
    return sorted(found, key=lambda item: item[0][::-1])


def published(cause: str) -> dict[str, str]:
    """Return what was published for each linkage."""
    path = SHARED / "data" / "mse-reference" / "sudan_published_by_threshold.csv"
    with path.open() as file:
        rows = list(csv.DictReader(file))
    return {f"d{row['dup_threshold']} m{row['ovrlp_threshold']}": row[COLUMNS[cause]] for row in rows}


def show(cause: str, methods: Sequence[str]) -> None:
    """Print one cause: a row a linkage, the mixture and its variance."""
    parts = tables(cause)
    start = time.process_time()
    one = {method: _run(parts, [method]) for method in methods}
    every = _run(parts, list(methods))
    seconds = time.process_time() - start
    print(f"\nKhartoum, {cause} causes: {len(parts)} linkages, {seconds:.1f} CPU s")
    print(f"{'linkage':<8} {'listed':>6} {'published':>28} " + " ".join(f"{method:>28}" for method in methods))
    reference = published(cause)
    for number, (name, table) in enumerate(parts):
        cells = " ".join(f"{_cell(one[method], number):>28}" for method in methods)
        print(f"{name:<8} {table.documented:>6,} {_grouped(reference.get(name, '')):>28} {cells}")
    for method, found in {**one, "all three": every}.items():
        estimate = found.estimate
        if estimate.refused is not None or found.split is None:
            print(f"{method}: refused: {estimate.refused}")
            continue
        shares = ", ".join(f"{name} {share:.0%}" for name, share in found.split.shares().items())
        high = "none" if estimate.high is None else f"{estimate.high:,.0f}"
        print(f"{method}: {estimate.estimate:,.0f} [{estimate.low:,.0f}, {high}]; variance (log scale): {shares}")
    print(f"published: {PUBLISHED[cause]}")


def _run(parts: Sequence[tuple[str, CaptureHistories]], methods: list[str]) -> LinkageEstimate:
    names, linkages = [name for name, _ in parts], [table for _, table in parts]
    return propagate(linkages, methods, names=names, without_refused=True)


def _cell(found: LinkageEstimate, number: int) -> str:
    part = found.each[number][0][0]
    if part.refused is not None:
        return "refused"
    high = "none" if part.high is None else f"{part.high:,.0f}"
    return f"{part.estimate:,.0f} [{part.low:,.0f}, {high}]"


def _grouped(text: str) -> str:
    """Return a published cell in the form of ours."""
    numbers = re.findall(r"\d+", text)
    if len(numbers) != 3:
        return text
    middle, low, high = (f"{int(number):,}" for number in numbers)
    return f"{middle} [{low}, {high}]"


def main(methods: Sequence[str]) -> int:
    """Print both causes, or say that the data is not there."""
    if not (SHARED / "data" / "mse").is_dir():
        print(f"the reference data is not there: {SHARED / 'data' / 'mse'}")
        return 0
    for cause in COLUMNS:
        show(cause, methods or METHODS)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
