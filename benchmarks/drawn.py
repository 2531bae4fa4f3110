"""Drawn: ``python -m benchmarks.drawn [runs] [--persons N …] [--level NAME]`` counts how often draws hold the true number of persons.

Each run invents lists, links them without labels, draws 40 linkages, and asks whether the middle 95 % of the numbers of persons drawn hold
the number that truly is on some list. Were draws as unsure as they should be, about 19 of 20 would, and the root mean square of their error
would be their own standard deviation. Seeds are 201, 202, 203 …; every run counts. It ends with an error if less than half do.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.proof import LEVELS, declared, design, keys
from undercount.link.persons import draw, link
from undercount.link.synthetic import generate
from undercount.shares import wilson

RUNS, DRAWS, FIRST, SIZES = 10, 40, 201, (240, 1_000, 5_000)


def run(level: str, persons: int, seed: int) -> tuple[int, list[int]]:
    """Return how many persons are on some list, and how many each draw has."""
    invented = generate(design(LEVELS[level], persons), seed)
    drawn = draw(link(declared(invented)), DRAWS, np.random.default_rng([seed, 1]))
    return len(np.unique(keys(invented))), [len(np.unique(one)) for one in drawn.persons]


def show(level: str, persons: int, runs: int) -> bool:
    """Print one size, and return whether at least half of the runs hold the truth."""
    start, found = time.process_time(), [run(level, persons, FIRST + at) for at in range(runs)]
    held = 0
    for truth, drawn in found:
        low, high = np.quantile(drawn, [0.025, 0.975])
        held += int(low <= truth <= high)
    errors = np.array([np.mean(drawn) - truth for truth, drawn in found])
    low, high = wilson(held, runs)
    print(
        f"| {level} | {persons:,} | {held}/{runs} ({low:.2f}–{high:.2f}) | {errors.mean():+.1f} | {np.sqrt((errors**2).mean()):.1f} "
        f"| {np.mean([np.std(drawn) for _, drawn in found]):.1f} | {(time.process_time() - start) / runs:.1f} |",
        flush=True,
    )
    return 2 * held >= runs


def main(arguments: Sequence[str]) -> int:
    """Print all sizes, or those that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drawn", description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=RUNS, help="conflicts of each size")
    parser.add_argument("--persons", type=int, action="append", help="how many die; 240, 1,000 and 5,000 without it")
    parser.add_argument("--level", choices=list(LEVELS), default="light", help="how much goes wrong in the lists")
    asked = parser.parse_args(arguments)
    print(
        "| level | dead | draws hold the persons listed | mean error | root mean square | draws' standard deviation | CPU s a run |"
    )
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: |")
    fits = [show(asked.level, persons, asked.runs) for persons in asked.persons or SIZES]
    return 0 if all(fits) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
