"""Whether the latent-class sampler keeps the posterior: ``python -m benchmarks.invariant``.

A conflict is drawn from the model: concentration, class weights, capture probabilities, the total and everybody's lists. A chain that
starts at this truth starts with a draw from its table's posterior, so wherever exact sweeps lead it, over many conflicts what it holds at
the end is distributed as what it held at the start. A wrong step would move it. No convergence is needed, and no other program.

References:
    Geweke (2004), Getting it right: joint distribution tests of posterior simulators, JASA 99(467).
    Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based calibration.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import undercount.count as uc
from undercount.count.estimators.latent.chain import Chain, Prior, Table
from undercount.count.estimators.latent.leaps import Leaps

Floats = NDArray[np.float64]
SHAPE = RATE = 0.25
OF = ("log concentration", "concentration", "log total", "classes in use", "largest weight", "first weight")


@dataclass(frozen=True)
class Design:
    """Hold one kind of conflict.

    Args:
        lists: How many lists there are.
        classes: The most classes.
        most: The most persons, of whom p(N) ~ 1/N.
        sweeps: Sweeps of each chain.
        leaps: How many leaps are tried at each sweep; learnt anew for each table.
        glides: After how many sweeps a glide is tried; 0 for never.
        shape: Shape of the concentration's prior as the chain believes it.
    """

    lists: int
    classes: int
    most: int
    sweeps: int
    leaps: int = 0
    glides: int = 0
    shape: float = SHAPE


@dataclass(frozen=True)
class Truth:
    """Hold what a conflict's table came from."""

    concentration: float
    weights: Floats
    capture: Floats
    total: int
    used: int
    on: NDArray[np.bool_]

    def facts(self) -> list[float]:
        return facts(self.concentration, self.weights, self.total, self.used)


def facts(concentration: float, weights: Floats, total: float, used: float) -> list[float]:
    return [np.log(concentration), concentration, np.log(total), used, float(weights.max()), float(weights[0])]


def drawn(design: Design, rng: np.random.Generator) -> Truth:
    """Draw a conflict from the model."""
    concentration = max(rng.gamma(SHAPE) / RATE, 1e-150)
    rest = np.log(rng.uniform(size=design.classes - 1)) / concentration
    left = np.concatenate([[0.0], np.cumsum(rest)])
    weights = np.concatenate([-np.exp(left[:-1]) * np.expm1(rest), [np.exp(left[-1])]])
    capture = rng.uniform(size=(design.lists, design.classes))
    chances = 1 / np.arange(1, design.most + 1)
    total = int(rng.choice(design.most, p=chances / chances.sum())) + 1
    of = rng.choice(design.classes, size=total, p=weights / weights.sum())
    on = rng.uniform(size=(total, design.lists)) < capture[:, of].T
    return Truth(concentration, weights, capture, total, len(np.unique(of)), on)


def differences(design: Design, tables: int, seed: int) -> tuple[Floats, Floats]:
    """Return what chains held at the start and at the end; shape ``(tables, facts)`` each.

    Tables on which a list names nobody, or which hold everybody that there can be, are drawn again: that is seen in the table alone.
    """
    rng = np.random.default_rng(seed)
    start: list[list[float]] = []
    end: list[list[float]] = []
    while len(start) < tables:
        truth = drawn(design, rng)
        seen = truth.on[truth.on.any(axis=1)]
        if not 1 <= len(seen) < design.most or not seen.any(axis=0).all():
            continue
        start.append(truth.facts())
        end.append(_moved(design, truth, seen, rng))
    return np.array(start), np.array(end)


def _moved(design: Design, truth: Truth, seen: NDArray[np.bool_], rng: np.random.Generator) -> list[float]:
    columns = {f"list {j}": seen[:, j].astype(int).tolist() for j in range(design.lists)}
    table = replace(Table.of(uc.CaptureHistories.from_records(columns), 1.0), most=design.most - len(seen))
    chain = Chain(table, Prior(design.classes, design.shape, RATE, 1.0), rng, 0.1, 1)
    if design.leaps and len(seen) >= 10:
        chain.run(800)
        share, odds = np.concatenate(chain.shares)[200:], np.concatenate(chain.odds)[200:]
        chain.leaps = Leaps.learnt(share, odds, len(seen), 4, design.leaps, rng)
        chain.forget()
    if design.glides:
        chain.glide(design.glides, step=0.5 / (1 + len(seen)) ** 0.25)
    chain._strength, chain._share = truth.concentration, truth.weights.copy()
    chain._odds = truth.capture / (1 - truth.capture)
    chain._base = truth.weights * np.prod(1 - truth.capture, axis=0)
    chain.run(design.sweeps)
    return facts(chain._strength, chain._share, len(seen) + int(chain.missed[-1][-1]), int(chain.used[-1][-1]))


def scores(start: Floats, end: Floats) -> Floats:
    """Return by how many standard errors the mean of each fact, and of its square, moved; shape ``(2, facts)``."""
    moved = np.array([end - start, end**2 - start**2])
    found: Floats = moved.mean(axis=1) / (moved.std(axis=1, ddof=1) / np.sqrt(len(start)))
    return found


def main() -> None:
    cases = (
        ("3 lists, 4 classes", Design(3, 4, 400, 60), 20_000),
        ("4 lists, 6 classes, leaps", Design(4, 6, 600, 60, leaps=2), 6_000),
        ("4 lists, 6 classes, glides", Design(4, 6, 600, 60, glides=3), 10_000),
        ("20 lists, 15 classes", Design(20, 15, 1500, 60), 6_000),
        ("3 lists, 4 classes; the chain believes another prior", Design(3, 4, 400, 60, shape=0.5), 5_000),
    )
    print("moved by so many standard errors: mean, mean square\n")
    for name, design, tables in cases:
        began = time.process_time()
        start, end = differences(design, tables, 5)
        found = scores(start, end)
        print(f"{name}: {tables:,} tables, {time.process_time() - began:.0f} CPU s")
        for fact, before, after, one, two in zip(OF, start.mean(axis=0), end.mean(axis=0), *found, strict=True):
            print(f"  {fact:<20} {before:9.4f} at the start {after:9.4f} at the end {one:7.2f} {two:7.2f}")


if __name__ == "__main__":
    main()
