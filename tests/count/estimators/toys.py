"""Small estimators and tables that several tests use: what they give is known without the estimators of the package."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np

from undercount.count.estimators import stream
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate, Method
from undercount.errors import CountError, HistoriesError

TOY = Method("toy", "draws around twice the documented count", ("it is a toy",), "nobody")


def toy(histories: CaptureHistories, *, factor: float = 2.0, level: float = 0.95, seed: int = 1) -> Estimate:
    """Draw totals around a multiple of the documented count, from the stream of the table."""
    if factor < 1:
        raise CountError("the factor is above 1: mend it")
    try:
        histories.usable()
    except HistoriesError as error:
        return Estimate.refusal(TOY, histories, str(error), level=level)
    rng = stream.generator(histories, seed, "toy")
    missed = histories.documented * (factor - 1)
    draws = histories.documented + missed * np.exp(0.2 * rng.standard_normal((4, 1000)))
    low, middle, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return made(histories, float(middle), float(low), float(high), level=level, draws=draws)


def plain(histories: CaptureHistories, *, level: float = 0.95) -> Estimate:
    """Return twice the documented count with a fixed interval and no draws."""
    return made(
        histories, histories.documented * 2.0, histories.documented * 1.5, histories.documented * 3.0, level=level
    )


def unlimited(histories: CaptureHistories, *, level: float = 0.95) -> Estimate:
    """Return an estimate that has no upper limit."""
    return made(histories, histories.documented * 2.0, histories.documented * 1.5, None, level=level)


def broken(histories: CaptureHistories, *, level: float = 0.95) -> Estimate:
    """Raise as an estimator does whose data do not allow an answer."""
    raise HistoriesError(f"no estimate of {histories.documented} persons (stratum {histories.name})")


def made(
    histories: CaptureHistories, estimate: float | None, low: float | None, high: float | None, **others: Any
) -> Estimate:
    """Return an estimate with these numbers."""
    return Estimate(
        TOY,
        histories.lists,
        histories.stratum,
        histories.documented,
        estimate,
        low,
        high,
        others.pop("level", 0.95),
        **others,
    )


def table(*rows: tuple[str, str, int], lists: str = "ABC") -> CaptureHistories:
    """Return a table from a stratum's label, the lists that name the persons, and how many they are."""
    cells = [{"place": place, "count": count, **{name: int(name in on) for name in lists}} for place, on, count in rows]
    return CaptureHistories.from_counts(cells, list(lists), strata=["place"])


def read(path: Path, **how: Any) -> CaptureHistories:
    """Read a file of reference data."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        return CaptureHistories.from_counts(list(csv.DictReader(file)), **how)
