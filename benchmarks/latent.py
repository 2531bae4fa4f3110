"""Benchmarks of the latent-class sampler: ``python -m benchmarks.latent [speed|seeds|published|strata …]``, references beside ours.

Reference numbers are from runs of LCMCR 0.4.14 and of a tempered prototype on another machine, and from the publications named.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import undercount.count as uc
from undercount.count.estimators.latent.chain import Chain, Prior, Table
from undercount.count.estimators.stream import generator

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
COLOMBIA = "colombia_recruitment_R1_hombre_1999"


def table(name: str) -> uc.CaptureHistories:
    with (SHARED / f"data/mse/{name}.csv").open() as file:
        return uc.CaptureHistories.from_counts(list(csv.DictReader(file)))


def line(work: str, ours: str, seconds: float, reference: str) -> None:
    print(f"{work:<58}{ours:<64}{seconds:>9.2f}  {reference}", flush=True)


def fitted(name: str, seed: int, **options: int) -> tuple[uc.Estimate, float]:
    began = time.process_time()
    found = uc.latent_class(table(name), seed=seed, cores=1, **options)  # type: ignore[arg-type]
    return found, time.process_time() - began


def said(found: uc.Estimate) -> str:
    facts = found.diagnosis
    numbers = "refused" if found.estimate is None else f"{found.estimate:,.0f} [{found.low:,.0f}, {found.high:,.0f}]"
    return f"{numbers} mean {facts['mean']:,.0f} R-hat {facts['rhat']:.4f} ESS {facts['ess']:,.0f}"


def speed() -> None:
    """Effective draws of Kosovo in a second, and what one sweep of the Colombian table costs."""
    fitted("kosovo", 99, classes=10)
    found, seconds = fitted("kosovo", 1, classes=10, least_ess=4000, most_sweeps=400_000)
    each = found.diagnosis["ess"] / seconds
    line(
        "kosovo, effective draws a CPU second, pilot included",
        f"{each:,.0f} ({said(found)})",
        seconds,
        "LCMCR 95, prototype 65-135",
    )
    histories = table(COLOMBIA)
    for splits in (0.0, 0.1):
        chain = Chain(Table.of(histories, 20.0), Prior(15, 0.25, 0.25, 20.0), generator(histories, 1), splits, 100)
        chain.run(2000)
        began = time.process_time()
        chain.run(20_000)
        each = (time.process_time() - began) / 20_000 * 1e6
        line(
            f"colombia, one sweep, splits tried {splits:.0%}",
            f"{each:.1f} us",
            each * 0.02,
            "LCMCR 146 us, prototype 28 us",
        )


def seeds() -> None:
    """Eight seeds on the two tables whose published figures differ by seed."""
    references = {
        "netherlands_5list": "LCMCR R-hat 1.46 after 20 x 1e8 sweeps",
        COLOMBIA: "LCMCR R-hat 1.47 over 6 seeds, 45 s each",
    }
    for name, reference in references.items():
        rows, total = [], 0.0
        for seed in range(1, 9):
            found, seconds = fitted(name, seed, classes=15 if name == COLOMBIA else 10)
            line(f"{name}, seed {seed}", said(found), seconds, "")
            total += seconds
            assert found.draws is not None
            rows.append(np.random.default_rng(seed).permutation(found.draws.ravel())[:1000])
        between = uc.convergence(np.array(rows))
        line(f"{name}, 8 seeds together", f"R-hat between seeds {between.rhat:.4f}", total, reference)


def published() -> None:
    """Posterior summaries beside published ones."""
    for name, classes, reference in (
        ("kosovo", 10, "prototype 6 x 400k: 10,430 [9,060, 13,759], mean 10,681"),
        (
            "netherlands_5list",
            10,
            "prototype (R-hat 1.027): 49,752 [42,433, 152,372]; published 50,081 [25,312, 161,730]",
        ),
        ("uk_2013_5list", 10, "published 20,232 [10,935, 32,842]; LCMCR 20,972 [11,984, 30,155] ESS 104"),
        ("new_orleans_5list_sparsemse2019", 10, "published 830 [568, 1,379]"),
        ("western_us_5list", 10, "published 1,836 [1,301, 2,955]"),
        (COLOMBIA, 15, "prototype: 1,722 [1,377, 3,003], mean 1,916; published (one chain) mean 2,066 [1,396, 3,062]"),
        (
            "colombia_recruitment_R2_hombre_1999",
            15,
            "prototype mean 1,638 [1,407, 2,272]; published 1,634 [1,417, 2,214]",
        ),
        ("philippines_manila_police_2016_17", 5, "published mean 575 [534, 639]"),
        ("philippines_manila_unidentified_2016_17", 5, "published mean 414 [314, 635]"),
        ("philippines_quezon_police_2016_17", 5, "published mean 348 [338, 368]"),
        ("philippines_quezon_unidentified_2016_17", 5, "published mean 428 [392, 481]"),
        ("philippines_caloocan_police_2016_17", 5, "published mean 331 [302, 379]"),
        ("philippines_caloocan_unidentified_2016_17", 5, "published mean 745 [632, 908]"),
    ):
        found, seconds = fitted(name, 1, classes=classes)
        line(name, said(found), seconds, reference)


def strata() -> None:
    """Many strata with five lists: what one costs, and so what 1,000 strata in 10 replicates would."""
    rng = np.random.default_rng(7)
    spent, refused, count = 0.0, 0, 40
    for number in range(count):
        weights = rng.dirichlet([2.0, 1.0])
        capture = rng.uniform(0.05, 0.5, (2, 5))
        kinds = rng.choice(2, size=int(rng.integers(150, 900)), p=weights)
        on = rng.uniform(size=(len(kinds), 5)) < capture[kinds]
        on = on[on.any(axis=1)]
        histories = uc.CaptureHistories.from_records({f"L{j}": on[:, j].astype(int).tolist() for j in range(5)})
        began = time.process_time()
        found = uc.latent_class(histories, seed=number, cores=1)
        spent += time.process_time() - began
        refused += found.refused is not None
    hours = spent / count * 10_000 / 2 / 60
    line(
        f"{count} strata of 5 lists, {refused} refused",
        f"{spent / count:.2f} CPU s each; 10,000 of them on 2 cores: {hours:.0f} min",
        spent,
        "goal 30 min",
    )


PARTS: dict[str, Callable[[], None]] = {"speed": speed, "published": published, "seeds": seeds, "strata": strata}


def main(names: list[str]) -> None:
    print(f"{'work':<58}{'ours':<64}{'CPU s':>9}  reference")
    for name in names or list(PARTS):
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
