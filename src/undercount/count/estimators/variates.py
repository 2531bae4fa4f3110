"""Random variates for kernels: exact, from a stream whose four words of state the caller holds.

References:
    Blackman and Vigna (2021), Scrambled linear pseudorandom number generators, ACM TOMS 47(4): xoshiro256++.
    Marsaglia and Tsang (2000), The ziggurat method, J. Stat. Softw. 5(8); (2000), A simple method for generating gamma variables, ACM
    TOMS 26(3).
    Hörmann (1993), The generation of binomial random variates, J. Stat. Comput. Simul. 46: BTRS; and The transformed rejection method for
    generating Poisson random variables, Insurance: Mathematics and Economics 12: PTRS.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from undercount.compiled import compiled

State = NDArray[np.uint64]
"""Four words; not all zero."""

_LAYERS = 256
_EDGE = 3.6541528853610088
_AREA = 0.00492867323399


def _ziggurat() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the layers' widths and heights of the normal density without its constant."""
    x = np.zeros(_LAYERS + 1)
    x[0], x[1] = _AREA / math.exp(-0.5 * _EDGE**2), _EDGE
    for layer in range(2, _LAYERS):
        x[layer] = math.sqrt(-2 * math.log(_AREA / x[layer - 1] + math.exp(-0.5 * x[layer - 1] ** 2)))
    return x, np.exp(-0.5 * x**2)


_WIDTH, _HEIGHT = _ziggurat()


@compiled
def _bits(state: State) -> np.uint64:
    s0, s1, s2, s3 = state[0], state[1], state[2], state[3]
    total = s0 + s3
    out: np.uint64 = ((total << np.uint64(23)) | (total >> np.uint64(41))) + s0
    moved = s1 << np.uint64(17)
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= moved
    s3 = (s3 << np.uint64(45)) | (s3 >> np.uint64(19))
    state[0], state[1], state[2], state[3] = s0, s1, s2, s3
    return out


@compiled
def uniform(state: State) -> float:
    """Draw from the open interval from 0 to 1; never 0, never 1."""
    return (float(_bits(state) >> np.uint64(12)) + 0.5) * (1.0 / 4503599627370496.0)


@compiled
def normal(state: State) -> float:
    """Draw a standard normal."""
    while True:
        word = _bits(state)
        layer = int(word & np.uint64(255))
        signed = float(np.int64(word) >> np.int64(11)) * (1.0 / 4503599627370496.0)
        x = signed * float(_WIDTH[layer])
        if abs(x) < _WIDTH[layer + 1]:
            return x
        if layer == 0:
            while True:
                tail = -math.log(uniform(state)) / _EDGE
                if -2 * math.log(uniform(state)) > tail * tail:
                    return _EDGE + tail if signed > 0 else -(_EDGE + tail)
        if _HEIGHT[layer] + uniform(state) * (_HEIGHT[layer + 1] - _HEIGHT[layer]) < math.exp(-0.5 * x * x):
            return x


@compiled
def gamma(state: State, shape: float) -> float:
    """Draw a gamma variate of scale 1."""
    if shape == 1.0:
        return -math.log(uniform(state))
    boost = 1.0
    if shape < 1.0:
        boost = uniform(state) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(state)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = uniform(state)
        if u < 1.0 - 0.0331 * x * x * x * x or math.log(u) < 0.5 * x * x + d * (1.0 - v + math.log(v)):
            return boost * d * v


@compiled
def log_of_gamma(state: State, shape: float) -> float:
    """Draw the logarithm of a gamma variate of scale 1, which does not vanish however small the shape is."""
    if shape >= 1.0:
        return math.log(gamma(state, shape))
    return math.log(gamma(state, shape + 1.0)) + math.log(uniform(state)) / shape


@compiled
def log_gamma(x: float) -> float:
    """Return log Γ(x) for x > 0, by Stirling's series beyond 12 (exact to the last digits of double precision)."""
    if x < 12.0:
        return math.lgamma(x)
    inverse = 1.0 / x
    square = inverse * inverse
    series = (
        1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188))))
    ) * inverse
    return (x - 0.5) * math.log(x) - x + 0.9189385332046727 + series


@compiled
def _stirling(k: float) -> float:
    """Return what is missing in Stirling's formula for log k!."""
    if k < 10:
        return math.lgamma(k + 1.0) - ((k + 0.5) * math.log(k + 1.0) - (k + 1.0) + 0.9189385332046727)
    inverse = 1.0 / (k + 1.0)
    square = inverse * inverse
    return (1.0 / 12 - (1.0 / 360 - square / 1260) * square) * inverse


@compiled
def binomial(state: State, n: int, p: float) -> int:
    """Draw how many of n happen, each with probability p."""
    if p <= 0.0 or n == 0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - _binomial_below_half(state, n, 1.0 - p)
    return _binomial_below_half(state, n, p)


@compiled
def _binomial_below_half(state: State, n: int, p: float) -> int:
    mean = n * p
    if mean < 10.0:
        u = uniform(state)
        if u < 1.0 - mean:
            return 0
        q = 1.0 - p
        mass = math.exp(n * math.log1p(-p))
        odds = p / q
        x = 0
        while u > mass and x < n:
            u -= mass
            x += 1
            mass *= odds * (n - x + 1) / x
        return x
    return _binomial_large(state, n, p)


@compiled
def _binomial_large(state: State, n: int, p: float) -> int:
    q = 1.0 - p
    spread = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    v_quick = 0.92 - 4.2 / b
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        us = 0.5 - abs(u)
        k = math.floor((2.0 * a / us + b) * u + c)
        if k < 0 or k > n:
            continue
        if us >= 0.07 and v <= v_quick:
            return int(k)
        mode = math.floor((n + 1) * p)
        v *= (2.83 + 5.1 / b) * spread / (a / (us * us) + b)
        limit = (
            (mode + 0.5) * math.log((mode + 1.0) / (p / q * (n - mode + 1.0))) + _stirling(mode) + _stirling(n - mode)
        )
        limit += (n + 1.0) * math.log((n - mode + 1.0) / (n - k + 1.0))
        limit += (k + 0.5) * math.log(p / q * (n - k + 1.0) / (k + 1.0)) - _stirling(k) - _stirling(n - k)
        if math.log(v) <= limit:
            return int(k)


@compiled
def poisson(state: State, mean: float) -> int:
    """Draw a Poisson count."""
    if mean < 12.0:
        u = uniform(state)
        if u < 1.0 - mean:
            return 0
        mass = math.exp(-mean)
        x = 0
        while u > mass and x < 1000:
            u -= mass
            x += 1
            mass *= mean / x
        return x
    return _poisson_large(state, mean)


@compiled
def _poisson_large(state: State, mean: float) -> int:
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    v_quick = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        us = 0.5 - abs(u)
        k = math.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= v_quick:
            return int(k)
        if k < 0 or (us < 0.013 and v > us):
            continue
        if math.log(v * inverse / (a / (us * us) + b)) <= k * math.log(mean) - mean - math.lgamma(k + 1.0):
            return int(k)
