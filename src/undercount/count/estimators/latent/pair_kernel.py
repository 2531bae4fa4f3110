"""The proposal of one class or of two that expectation-maximisation laid out, and their prior: compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled
from undercount.count.estimators.variates import State, gamma, log_gamma, uniform

Floats = NDArray[np.float64]

_POINTS = 5
"""How many numbers of missed persons a proposal mixes, evenly spaced on the log scale."""

_SPACING = 1.2
HELD = 0.7
"""By how much the persons found count in the proposal; below 1 it is wider than if their classes were known."""


@compiled
def width(n: Floats, listed: Floats) -> float:
    """Return how uncertain the missed of the class that misses most are, on the log scale."""
    place = 0 if n[2] >= n[3] else 1
    seen, missed = n[place], n[2 + place]
    if missed < 0.5:
        return 0.5
    size = seen + missed
    sharpness = seen / (missed * size)
    for j in range(listed.shape[1]):
        sharpness -= listed[place, j] / (size * (size - listed[place, j] + 1.0))
    return 0.7 if sharpness <= 0.0 else min(0.7, max(0.05, 1.2 / (missed * math.sqrt(sharpness))))


@compiled
def _beta(state: State, a: float, b: float) -> float:
    x = gamma(state, a)
    return x / (x + gamma(state, b))


@compiled
def draw(state: State, n: Floats, listed: Floats, wide: float, pair: Floats, two: bool) -> tuple[float, float]:
    """Draw one or two classes from the proposal.

    Args:
        pair: Filled: log probability of being on each list and off it, in the first class and then in the second.

    Returns:
        The pair's part of what is left of the stick, and the second's part of the pair.
    """
    whole = 0.0
    for point in range(_POINTS):
        whole += _point_weight(point)
    u = uniform(state) * whole
    point = 0
    while point < _POINTS - 1:
        u -= _point_weight(point)
        if u <= 0.0:
            break
        point += 1
    factor = math.exp(wide * (point - 0.5 * (_POINTS - 1)) * _SPACING)
    a, b = HELD * (n[0] + n[2] * factor), (HELD * (n[1] + n[3] * factor) if two else 0.0)
    omega = _beta(state, 1.0 + a + b, 1.0 + HELD * n[4])
    f = _beta(state, 1.0 + b, 1.0 + a) if two else 0.0
    for second in range(2 if two else 1):
        size = b if second == 1 else a
        for j in range(listed.shape[1]):
            held = HELD * listed[second, j]
            odd = gamma(state, 1.0 + held) / gamma(state, 1.0 + size - held)
            pair[2 * second + 1, j] = -math.log1p(odd)
            pair[2 * second, j] = math.log(odd) + pair[2 * second + 1, j]
    return omega, f


@compiled
def _point_weight(point: int) -> float:
    z = (point - 0.5 * (_POINTS - 1)) * _SPACING
    found: float = math.exp(-0.5 * z * z)
    return found


@compiled
def _log_beta(a: float, b: float) -> float:
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b)


@compiled
def _log_class(listed: Floats, size: float, logs: Floats, row: int) -> float:
    found = 0.0
    whole = log_gamma(2.0 + size)
    for j in range(listed.size):
        held = HELD * listed[j]
        found += held * logs[row, j] + (size - held) * logs[row + 1, j] + whole
        found -= log_gamma(1.0 + held) + log_gamma(1.0 + size - held)
    return found


@compiled
def log_one(n: Floats, listed: Floats, wide: float, logs: Floats, omega: float) -> float:
    """Return the log density of the proposal of one class."""
    parts, whole = np.empty(_POINTS), 0.0
    for point in range(_POINTS):
        a = HELD * (n[0] + n[2] * math.exp(wide * (point - 0.5 * (_POINTS - 1)) * _SPACING))
        c = HELD * n[4]
        parts[point] = (
            a * math.log(omega)
            + c * math.log1p(-omega)
            - _log_beta(1.0 + a, 1.0 + c)
            + _log_class(listed[0], a, logs, 0)
        )
        parts[point] += math.log(_point_weight(point))
        whole += _point_weight(point)
    return _log_sum(parts) - math.log(whole)


@compiled
def log_two(n: Floats, listed: Floats, wide: float, logs: Floats, omega: float, f: float) -> float:
    """Return the log density of the proposal of two classes, in either order."""
    parts, whole = np.empty(2 * _POINTS), 0.0
    for point in range(_POINTS):
        factor = math.exp(wide * (point - 0.5 * (_POINTS - 1)) * _SPACING)
        a, b, c = HELD * (n[0] + n[2] * factor), HELD * (n[1] + n[3] * factor), HELD * n[4]
        common = (
            (a + b) * math.log(omega)
            + c * math.log1p(-omega)
            - _log_beta(1.0 + a + b, 1.0 + c)
            - _log_beta(1.0 + a, 1.0 + b)
        )
        common += math.log(_point_weight(point))
        whole += _point_weight(point)
        there = b * math.log(f) + a * math.log1p(-f)
        back = b * math.log1p(-f) + a * math.log(f)
        parts[2 * point] = common + there + _log_class(listed[0], a, logs, 0) + _log_class(listed[1], b, logs, 2)
        parts[2 * point + 1] = common + back + _log_class(listed[0], a, logs, 2) + _log_class(listed[1], b, logs, 0)
    return _log_sum(parts) - math.log(2.0 * whole)


@compiled
def _log_sum(parts: Floats) -> float:
    highest = float(parts[0])
    for part in parts:
        highest = max(highest, part)
    found = 0.0
    for part in parts:
        found += math.exp(part - highest)
    return highest + math.log(found)


@compiled
def log_stick(omega: float, strength: float) -> float:
    """Return the log prior density of a class's part of what is left of the stick."""
    return math.log(strength) + (strength - 1.0) * math.log1p(-omega)


@compiled
def log_sticks(omega: float, f: float, strength: float) -> float:
    """Return the log prior density of two neighbours' sticks, as one of their common part and the second's part in it."""
    first = omega * (1.0 - f)
    second = omega * f / (1.0 - first)
    return log_stick(first, strength) + log_stick(second, strength) + math.log(omega / (1.0 - first))
