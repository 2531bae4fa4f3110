"""The posterior of the number missed, averaged over graphs, exact at every whole number without looking at each of them.

A graph's log posterior is smooth in the number missed, and so are the graphs' probabilities given that number. They are computed at the
16 Chebyshev nodes of a panel of whole numbers, and a panel is halved until the polynomial through them is exact to eight digits. Panels
double in length away from 0, so that a posterior with a long tail costs a few panels more and needs no upper limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Logs = Callable[[Floats], Floats]
"""From numbers missed, shape ``(points,)``, to the log of each graph's posterior, not normalised: shape ``(graphs, points)``."""

NODES = 16
EXACT = 1 << 16
"""A panel of more whole numbers than this is summed in as many equal blocks of them."""

FEW = 1 << 10
"""So many blocks where next to none of the posterior is."""

FARTHEST = 1 << 56
"""A posterior that has not fallen here does not fall."""

TAIL = 1e-9
"""The share of the posterior that may lie beyond the last panel."""

_ERROR = 1e-8
_FAINT = 1e-13
_SLIGHT = 1e-3
_STEEP = 30.0
_TOGETHER = 12
_SCAN = np.linspace(-1, 1, 257)


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Hold the posterior of the number missed.

    Args:
        start: The first number missed of each block (persons); shape ``(blocks,)``.
        width: How many whole numbers the block holds; shape ``(blocks,)``.
        mass: The block's probability; sums to 1; shape ``(blocks,)``.
        weights: Each graph's probability; shape ``(graphs,)``.
        evidence: The log of the sum of the posterior before it was normalised.
        tail: The probability that lies beyond the last block, estimated; 0 where a range was given.
    """

    start: Floats
    width: Floats
    mass: Floats
    weights: Floats
    evidence: float
    tail: float = 0.0

    def quantiles(self, probabilities: Floats | Sequence[float]) -> Floats:
        """Return the smallest number missed whose cumulative probability reaches each probability (persons)."""
        wanted = np.asarray(probabilities, dtype=np.float64)
        reached = np.cumsum(self.mass)
        block = np.minimum(np.searchsorted(reached, wanted * reached[-1] * (1 - 1e-14)), len(reached) - 1)
        into = (wanted * reached[-1] - (reached[block] - self.mass[block])) / np.maximum(self.mass[block], 1e-300)
        within = np.clip(np.ceil(into * self.width[block]) - 1, 0, self.width[block] - 1)
        found: Floats = self.start[block] + within
        return found

    def cumulative(self, missed: Floats) -> Floats:
        """Return the probability that at most so many were missed, at each number."""
        edges = np.append(self.start, self.start[-1] + self.width[-1])
        found: Floats = np.interp(missed + 1.0, edges, np.append(0.0, np.cumsum(self.mass)))
        return found

    @property
    def mean(self) -> float:
        """The mean number missed (persons), over the blocks that are held."""
        return float(((self.start + (self.width - 1) / 2) * self.mass).sum() / self.mass.sum())


@dataclass(slots=True, eq=False)
class _Panel:
    """One panel: its whole numbers, in blocks of one width, and what its nodes said."""

    first: int
    size: int
    logs: Floats
    shares: Floats
    highest: float
    error: float = 0.0
    rough: tuple[float, float] = (0.0, 0.0)
    blocks: int = EXACT

    @property
    def exact(self) -> bool:
        return self.size <= NODES

    @property
    def width(self) -> int:
        """How many whole numbers a block holds: a power of two, so that the blocks fill the panel."""
        width = 1
        while self.size > width * self.blocks and self.size % (2 * width) == 0:
            width *= 2
        return width


def at_points(logs: Logs, missed: Floats) -> Posterior:
    """Return the posterior on given numbers missed only, each with the prior's own weight.

    Args:
        logs: The graphs' log posterior.
        missed: Whole numbers, rising.
    """
    averaged, parts = [], []
    for part in np.array_split(missed, max(1, len(missed) // 4096)):
        total, shares = _averaged(logs(part))
        averaged.append(total)
        parts.append(shares)
    log = np.concatenate(averaged)
    highest = float(log.max())
    mass = np.exp(log - highest)
    weights = np.concatenate(parts, axis=1) @ mass
    norm = float(mass.sum())
    return Posterior(missed, np.ones(len(missed)), mass / norm, weights / norm, highest + float(np.log(norm)))


def on_panels(logs: Logs, first: int, last: int | None, scale: int, *, blocks: int = EXACT) -> Posterior:
    """Return the posterior on every whole number from the first to the last, or as far as it does not vanish.

    Args:
        logs: The graphs' log posterior.
        first: The smallest number missed (persons).
        last: The largest, or None: as far as needed.
        scale: About how many were documented; the tail is looked at beyond 64 times as many (persons).
        blocks: In how many blocks a panel is summed; a panel with fewer whole numbers is summed one by one.
    """
    if last is not None:
        return _summed(_refined(logs, _computed(logs, _edges(first, last + 1)), blocks), 0.0)
    end = 1 << (64 * scale).bit_length()
    panels = _computed(logs, _edges(first, end))
    tail = _tail(panels)
    while tail > TAIL and end < FARTHEST:
        panels += _computed(logs, _edges(end, end << 6))
        end <<= 6
        tail = _tail(panels)
    return _summed(_refined(logs, panels, blocks), tail)


def _edges(first: int, end: int) -> list[tuple[int, int]]:
    """Return panels from the first whole number up to the end: sixteen numbers, then about as many as lie before each."""
    found = []
    while first < end:
        size = max(NODES, 1 << (first.bit_length() - 1) if first else 0)
        if size > end - first:
            size = end - first if end - first <= EXACT else 1 << ((end - first).bit_length() - 1)
        found.append((first, size))
        first += size
    return found


def _angles() -> Floats:
    return (np.arange(NODES) + 0.5) * np.pi / NODES


def _to_coefficients() -> Floats:
    """Return the matrix from values at the nodes to Chebyshev coefficients; shape ``(coefficients, nodes)``."""
    matrix: Floats = 2.0 / NODES * np.cos(np.outer(np.arange(NODES), _angles()))
    matrix[0] /= 2
    return matrix


def _computed(logs: Logs, spans: list[tuple[int, int]]) -> list[_Panel]:
    """Compute the nodes of panels, some panels at a time."""
    found: list[_Panel] = []
    transform = _to_coefficients()
    for place in range(0, len(spans), _TOGETHER):
        batch = spans[place : place + _TOGETHER]
        points = [_nodes(first, size) for first, size in batch]
        values, shares = _averaged(logs(np.concatenate(points)))
        begin = 0
        for (first, size), own in zip(batch, points, strict=True):
            part = slice(begin, begin + len(own))
            begin += len(own)
            panel = _Panel(first, size, values[part], shares[:, part], float(values[part].max()))
            if not panel.exact:
                panel.logs, panel.shares = transform @ panel.logs, panel.shares @ transform.T
                panel.error = float(np.abs(panel.logs[-3:]).max()) + float(np.abs(panel.shares[:, -3:]).max())
            panel.rough = _rough(panel)
            found.append(panel)
    return found


def _nodes(first: int, size: int) -> Floats:
    if size <= NODES:
        return np.arange(first, first + size, dtype=np.float64)
    return first + (size - 1) / 2 * (1 + np.cos(_angles()))


def _averaged(logs: Floats) -> tuple[Floats, Floats]:
    """Return the log of the sum over graphs, and each graph's share in it."""
    highest: Floats = logs.max(axis=0)
    shares: Floats = np.exp(logs - highest)
    total = shares.sum(axis=0)
    shares /= total
    return highest + np.log(total), shares


def _places(panel: _Panel) -> Floats:
    """Return the middles of the panel's blocks on the scale of its polynomial, from -1 to 1."""
    steps = np.arange(panel.size // panel.width, dtype=np.float64) * panel.width + (panel.width - 1) / 2
    return steps * (2 / (panel.size - 1)) - 1


def _profile(panel: _Panel) -> Floats:
    """Return the log posterior at the middle of each of the panel's blocks."""
    return panel.logs if panel.exact else _polynomial(_places(panel), panel.logs)


def _polynomial(places: Floats, coefficients: Floats) -> Floats:
    return np.asarray(np.polynomial.chebyshev.chebval(places, coefficients), dtype=np.float64)


def _rough(panel: _Panel) -> tuple[float, float]:
    """Return about the log of the panel's sum, and how far its log posterior falls where it is not faint."""
    profile = panel.logs if panel.exact else _polynomial(_SCAN, panel.logs)
    step = 1.0 if panel.exact else panel.size / len(_SCAN)
    highest = float(profile.max())
    return highest + float(np.log(np.exp(profile - highest).sum() * step)), highest - float(profile.min())


def _whole(panels: list[_Panel]) -> float:
    """Return the log of the posterior's sum so far; of a polynomial that is not to be trusted only the nodes count."""
    sums = np.array([panel.rough[0] if panel.error < 1 else panel.highest for panel in panels])
    return float(sums.max()) + float(np.log(np.exp(sums - sums.max()).sum()))


def _tail(panels: list[_Panel]) -> float:
    """Return which share of the whole lies beyond the last panel, from how fast the posterior falls at its end."""
    last = panels[-1]
    ends = last.logs[[0, -1]] if last.exact else _polynomial(np.array([-1.0, 1.0]), last.logs)
    end = last.first + last.size
    slope = float(ends[1] - ends[0]) / float(np.log((end - 1) / max(last.first, 1)))
    if slope >= -1:
        return 1.0
    beyond = float(ends[1]) + np.log(end) - np.log(-slope - 1)
    return float(np.exp(min(0.0, beyond - _whole(panels))))


def _refined(logs: Logs, panels: list[_Panel], blocks: int) -> list[_Panel]:
    """Halve panels until each polynomial is exact where the posterior is not faint."""
    done: list[_Panel] = []
    noise = 64 * np.finfo(np.float64).eps * max(float(np.abs(panel.logs).max()) for panel in panels)
    while panels:
        whole = _whole(panels + done)
        coarse: list[_Panel] = []
        for panel in panels:
            log, fall = panel.rough
            share = float(np.exp(min(0.0, log + min(panel.error, 50.0) - whole)))
            panel.blocks = blocks if share > _SLIGHT else FEW
            blunt = panel.width > 1 and fall > _STEEP
            wrong = panel.error * share > _ERROR + noise or panel.error > 1
            (coarse if not panel.exact and share > _FAINT and (wrong or blunt) else done).append(panel)
        panels = _computed(logs, [half for panel in coarse for half in _halves(panel)])
    return sorted(done, key=lambda panel: panel.first)


def _halves(panel: _Panel) -> tuple[tuple[int, int], tuple[int, int]]:
    half = panel.size // 2
    return (panel.first, half), (panel.first + half, panel.size - half)


def _summed(panels: list[_Panel], tail: float) -> Posterior:
    """Add up the panels: block by block for the number missed, polynomial by polynomial for the graphs."""
    profiles = [_profile(panel) for panel in panels]
    highest = max(float(profile.max()) for profile in profiles)
    starts, widths, masses = [], [], []
    weights = np.zeros(len(panels[0].shares))
    for panel, profile in zip(panels, profiles, strict=True):
        mass = np.exp(profile - highest) * panel.width
        starts.append(panel.first + np.arange(len(mass), dtype=np.float64) * panel.width)
        widths.append(np.full(len(mass), float(panel.width)))
        masses.append(mass)
        if mass.sum() > 0:
            weights += panel.shares @ (mass if panel.exact else _moments(_places(panel), mass))
    whole = np.concatenate(masses)
    norm = float(whole.sum())
    weights = np.clip(weights, 0, None)
    return Posterior(
        np.concatenate(starts),
        np.concatenate(widths),
        whole / norm,
        weights / weights.sum(),
        highest + float(np.log(norm)),
        tail,
    )


def _moments(places: Floats, mass: Floats) -> Floats:
    """Return the sum of the mass times each Chebyshev polynomial; shape ``(coefficients,)``."""
    before, now = np.ones(len(places)), places
    doubled = 2 * places
    found = [mass.sum(), np.einsum("i,i->", mass, now)]
    for _ in range(NODES - 2):
        before, now = now, doubled * now - before
        found.append(np.einsum("i,i->", mass, now))
    return np.array(found, dtype=np.float64)
