"""Exact multipliers from floating ones: whole numbers over one denominator, so that a proof can be added up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm

import numpy as np

from undercount.count.axes import Ints
from undercount.count.grid import Floats

SMALL = (
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    15,
    16,
    20,
    24,
    30,
    36,
    48,
    60,
    72,
    84,
    120,
    180,
    240,
    360,
    420,
    840,
    2520,
    5040,
)
LARGEST = 1 << 31
FINE = 10**9


def candidates(multipliers: Floats, sign: Floats) -> Iterator[tuple[Ints, int]]:
    """Yield whole numerators and their denominator, the plainest first; the last is safe against rounding.

    The last keeps every sum over a point from growing: floors are rounded down and ceilings up, each by a little more than the
    solver's error.

    Args:
        multipliers: What the solver found.
        sign: +1 for a floor, -1 for a ceiling.
    """
    for denominator in SMALL:
        scaled = multipliers * denominator
        whole = np.rint(scaled)
        if np.abs(scaled - whole).max(initial=0.0) <= 1e-6 * denominator:
            yield whole.astype(np.int64), denominator
            break
    fractions = [Fraction(float(m)).limit_denominator(10_000) if m > 1e-9 else Fraction(0) for m in multipliers]
    common = lcm(*(f.denominator for f in fractions)) if fractions else 1
    if common < LARGEST:
        yield np.array([f.numerator * (common // f.denominator) for f in fractions], dtype=np.int64), common
    for slack in (1e-9, 1e-7, 1e-6, 1e-5):
        room = max(1.0, slack * FINE)
        scaled = multipliers * FINE
        lowered = np.maximum(np.floor(scaled - room), 0.0)
        raised = np.where(multipliers > 1e-12, np.ceil(scaled + room), 0.0)
        yield np.where(sign > 0, lowered, raised).astype(np.int64), FINE
