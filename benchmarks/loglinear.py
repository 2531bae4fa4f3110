"""Benchmarks of the log-linear models: ``python -m benchmarks.loglinear [word …]`` prints ours beside the R packages' values and seconds.

The references were run on a machine of the same size (CPU seconds, one thread): MultipleSystemsEstimation 1.2.0 and Rcapture 1.4-4;
published limits are those of Silverman, Chan and Vincent (2024). A limit of 1,000 resamples is itself uncertain by 1 to 8 %, so the
limits of 20,000 stand beside it.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear import averaged_loglinear, loglinear, loglinear_models
from undercount.count.estimators.result import Estimate

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@dataclass(frozen=True, slots=True)
class Case:
    """Hold one piece of work with what the reference gives."""

    work: str
    data: str
    options: dict[str, Any]
    values: tuple[float, ...]
    seconds: float | None


BOTH = {"top": 100}
CASES = (
    Case("Korea, BIC + BCa 1,000", "korea_palembang", {}, (157.17, 128, 349), 6.7),
    Case("Korea, BIC, 80 %", "korea_palembang", {"level": 0.8}, (157.17, 135, 288), None),
    Case("Korea, only the best model", "korea_palembang", {"top": 1}, (157.17, 131, 248), None),
    Case("Kosovo, BIC + BCa 1,000, top 20", "kosovo", {"top": 20}, (10356.52, 6947, 18010), 19.2),
    Case("Kosovo, BIC, 80 %", "kosovo", {"top": 20, "level": 0.8}, (10356.52, 7400, 12200), None),
    Case("Kosovo, only the best model", "kosovo", {"top": 1}, (10356.52, 9100, 12000), None),
    Case("Kosovo, order 2", "kosovo", {"max_order": 2}, (14342, 12451, 16273), None),
    Case("UK 5 lists, BIC + BCa 1,000, top 100", "uk_2013_5list", BOTH, (25311.29, 11227, 55831), 133.7),
    Case("UK 5 lists, all models in each resample", "uk_2013_5list", {"top": None}, (25311.29, 11168, 56052), None),
    Case("UK 5 lists, order 2", "uk_2013_5list", {"max_order": 2, "top": None}, (22991, 11456, 43894), None),
    Case("UK 6 lists, search", "uk_2013_6list", {}, (12350, 9622, 27889), None),
    Case("New Orleans 5 lists (n=186)", "new_orleans_5list_msepkg2026", {}, (981.43, 397, 1511), None),
)
POINTS = (
    ("Korea, all models", "korea_palembang", 157.17, 0.5),
    ("Kosovo, all 113 models", "kosovo", 10356.52, 0.6),
    ("UK 5 lists, 6,084 models (order 3)", "uk_2013_5list", 25311.29, 14.1),
    ("New Orleans 5 lists, 5,925 models", "new_orleans_5list_msepkg2026", 981.43, 14.0),
    ("Western US, 3,354 models", "western_us_5list", 2483.38, 10.2),
    ("Netherlands 5 lists, 6,083 models", "netherlands_5list", 148788.8, 13.3),
)
ERRORS = (
    ("Kosovo, standard error (Rcapture)", "kosovo", 786, 0.44),
    ("UK 5, standard error (Rcapture)", "uk_2013_5list", 3638, 46.3),
)


def read(name: str) -> CaptureHistories:
    with (SHARED / "data/mse" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return CaptureHistories.from_counts(list(csv.DictReader(lines)))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what the work gives and its CPU seconds, the least of three runs."""
    spent = []
    for _ in range(3):
        began = time.process_time()
        found = work()
        spent.append(time.process_time() - began)
    return found, min(spent)


def line(work: str, ours: float, theirs: float, seconds: float | None, reference: float | None) -> str:
    spent = "" if seconds is None else f"{seconds:.4f}"
    other = "" if reference is None else f"{reference:g}"
    return f"{work:<58}{ours:>12,.2f}{spent:>10}{theirs:>12,.2f}{other:>8}{ours / theirs - 1:>9.2%}"


def points() -> Iterator[str]:
    for work, data, value, seconds in POINTS:
        histories = read(data)
        found, spent = timed(lambda histories=histories: loglinear_models(histories, max_order=3))  # type: ignore[misc]
        yield line(f"{work}; {found.usable:,} exist", float(found.fits.abundances[0]), value, spent, seconds)
    for work, data, value, seconds in ERRORS:
        histories = read(data)
        chosen, spent = timed(lambda histories=histories: loglinear(histories, interval="wald"))  # type: ignore[misc]
        yield line(work, chosen.diagnosis["standard_error"], value, spent, seconds)


def intervals() -> Iterator[str]:
    for case in CASES:
        histories = read(case.data)
        found, spent = timed(lambda case=case, histories=histories: loglinear(histories, **case.options))  # type: ignore[misc]
        yield line(case.work, found.estimate, case.values[0], spent, case.seconds)
        many = loglinear(histories, **{"bootstrap": 20_000, **case.options}) if case.options.get("top", 1) else found
        for name, one, steady, value in zip(
            ("lower limit", "upper limit"), limits(found), limits(many), case.values[1:], strict=True
        ):
            yield (
                line(f"    {name}", one, value, None, None)
                + f"   with 20,000 resamples {steady:,.0f} ({steady / value - 1:+.2%})"
            )


def limits(found: Estimate) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def averages() -> Iterator[str]:
    for data in ("kosovo", "uk_2013_5list"):
        histories = read(data)
        found, spent = timed(lambda histories=histories: averaged_loglinear(histories))  # type: ignore[misc]
        low, high = limits(found)
        yield f"{data + ', BIC average':<58}{found.estimate:>12,.2f}{spent:>10.4f}   [{low:,.0f}, {high:,.0f}], no reference"


SECTIONS: dict[str, Callable[[], Iterator[str]]] = {"points": points, "intervals": intervals, "averages": averages}


def main(names: list[str]) -> None:
    print(f"{'work':<58}{'ours':>12}{'CPU s':>10}{'reference':>12}{'CPU s':>8}{'off by':>9}")
    for name in names or list(SECTIONS):
        for text in SECTIONS[name]():
            print(text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
