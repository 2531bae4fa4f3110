"""Run chains of one table until they agree: explore from many starts, learn leaps from what was found, go on from far apart."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.convergence import HIGHEST_RHAT, convergence
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.latent.chain import Chain, Prior, Table
from undercount.count.estimators.latent.leaps import Leaps
from undercount.count.estimators.methods import Report
from undercount.count.estimators.stream import generator

Floats = NDArray[np.float64]
Drawn = tuple[Floats, Floats]
"""Class weights and odds of some draws."""

EVERY = 5
"""After how many sweeps the parameters are kept once."""

_EXPLORERS = 24
_FEW_EXPLORERS = 12
"""How many explore a table of fewer than ``_SMALL`` persons, where parts of a posterior are seldom so far apart."""

_SMALL = 2000
_EXPLORING = 600
"""Sweeps of each explorer before and while it is listened to."""

_SPLITS = 0.1
"""How often a split or a join is tried while the chains learn, and after, if any was accepted."""

_STAGES = (1200, 1200, 3600, 12_000, 24_000)
"""Sweeps of each chain before leaps are tried, and of each stage before the last; each ends with a lesson."""

_GLIDES = 8
"""After how many sweeps a glide is tried: one costs about as much as twenty."""

_SELDOM = 100
"""The same where chains stay apart although they glide."""

_RATE = 0.1
"""How fast the step of glides is learnt while a table is explored."""

_LOOKS = 3
"""How often it is looked within a long stage whether the chains agree."""

_LISTENING = 2400
"""How long explorers run before a lesson, at most."""

_DRAWS = 1500
"""The most draws in a lesson from the first exploring, from the explorers since, and from the chains: from each."""

_TRIES = 2
_COMPONENTS = 12
_WORTH = 0.001
"""Leaps of which fewer than this part is accepted are given up, unless they are needed."""

_NEAR = 1.05
"""Above this R-hat leaps are needed, however seldom one is accepted."""

_MANY = 40_000
"""So many leaps of which none is accepted are enough."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold how a table is to be sampled.

    Args:
        prior: The priors.
        chains: How many chains.
        least_ess: Effective draws, in bulk and in both tails, at which they may stop.
        most_sweeps: Sweeps of each chain after which they must.
        cores: Threads.
    """

    prior: Prior
    chains: int
    least_ess: float
    most_sweeps: int
    cores: int


def totals_of(runs: list[Chain]) -> Floats:
    """Return the draws of the total of all chains without the first quarter of each; shape ``(chains, draws)``."""
    rows = [np.concatenate(chain.missed) for chain in runs]
    found: Floats = np.array([row[len(row) // 4 :] for row in rows], dtype=np.float64) + runs[0].table.documented
    return found


class Sampler:
    """Run the chains of one table.

    Short chains from random starts explore it, and learn how long a step of a glide can be. Those that ended furthest apart go on as the
    chains that must agree. In stages they learn leaps, and what was drawn before a lesson is dropped, so that what is kept comes from
    chains that stay what they are. A lesson is taken from their own draws and from the explorers', who never leap, so that no part of the
    posterior that anybody found is forgotten when all chains have left it. The chains may stop at the end of any stage at which they agree.

    Args:
        held: The table, its strata pooled.
        plan: How.
        seed: The user's seed.
        report: Takes what is being done, how much is done and how much there is in all.
    """

    def __init__(self, held: CaptureHistories, plan: Plan, seed: int, report: Report | None) -> None:
        self._held, self._plan, self._seed, self._report = held, plan, seed, report

    def run(self) -> list[Chain]:
        """Return the chains, with their draws since the last lesson."""
        most = self._plan.most_sweeps // EVERY * EVERY
        with ThreadPoolExecutor(max_workers=min(self._plan.cores, _EXPLORERS)) as pool:
            runs, explorers, first = self._explore(pool)
            for number, sweeps in enumerate(_STAGES):
                if self._agreed(pool, runs, min(sweeps, most - runs[0].sweeps), number > 1) or runs[0].sweeps >= most:
                    return runs
                if number > 1:
                    _settle(runs)
                if number > 1 and runs[0].leaps.tries == 0:
                    continue
                if number > 0:
                    heard = min(sweeps, _LISTENING)
                    list(pool.map(lambda chain, heard=heard: chain.run(heard), explorers))
                found = [first] if number == 0 else [first, _drawn(explorers), _drawn(runs)]
                self._learn([_evenly(part, _DRAWS) for part in found], runs, number)
                for chain in explorers:
                    chain.forget()
            while True:
                wanted = max(_STAGES[-1], runs[0].kept // 2) // EVERY * EVERY
                if self._agreed(pool, runs, min(wanted, most - runs[0].sweeps), True) or runs[0].sweeps >= most:
                    return runs

    def _agreed(self, pool: Executor, runs: list[Chain], sweeps: int, often: bool) -> bool:
        """Let the chains go on, and return whether they agree; if they are looked at often, they stop as soon as they do."""
        last = runs[0].sweeps + sweeps
        step = -(-sweeps // (_LOOKS * EVERY)) * EVERY if often else sweeps
        while runs[0].sweeps < last:
            self._go(pool, runs, min(step, last - runs[0].sweeps))
            if self._enough(runs):
                return True
        return False

    def _explore(self, pool: Executor) -> tuple[list[Chain], list[Chain], Drawn]:
        """Return the chains that ended furthest apart, the others, and what all have drawn."""
        table = Table.of(self._held, self._plan.prior.most_missed)
        small = self._held.documented < _SMALL
        count = max(_FEW_EXPLORERS if small else _EXPLORERS, self._plan.chains)
        found = [
            Chain(table, self._plan.prior, generator(self._held, self._seed, "chain", number), _SPLITS, EVERY)
            for number in range(count)
        ]
        sweeps = min(_EXPLORING // 2 if small else _EXPLORING, self._plan.most_sweeps // 4) // EVERY * EVERY
        for _ in range(2):
            for chain in found:
                chain.forget()
                chain.glide(_GLIDES, rate=_RATE)
            list(pool.map(lambda chain: chain.run(sweeps), found))
        step = float(np.median([chain.step for chain in found]))
        middle = [float(np.median(np.concatenate(chain.missed))) for chain in found]
        ranked = sorted(range(count), key=lambda number: (middle[number], number))
        places = np.linspace(0, count - 1, self._plan.chains).round().astype(int).tolist()
        chosen, drawn = {ranked[place] for place in places}, _drawn(found)
        for chain in found:
            chain.forget()
            chain.glide(_GLIDES, step=step)
        runs = [found[ranked[place]] for place in places]
        return runs, [found[number] for number in range(count) if number not in chosen], drawn

    def _learn(self, found: list[Drawn], runs: list[Chain], number: int) -> None:
        """Give all chains new leaps."""
        share, odds = (np.concatenate([part[place] for part in found]) for place in (0, 1))
        rng = generator(self._held, self._seed, "lesson", number)
        leaps = Leaps.learnt(share, odds, self._held.documented, _COMPONENTS, 1 if number < 2 else _TRIES, rng)
        for chain in runs:
            chain.forget()
            chain.leaps = leaps

    def _go(self, pool: Executor, runs: list[Chain], sweeps: int) -> None:
        done = 0
        while done < sweeps:
            step = min(sweeps - done, 2000)
            list(pool.map(lambda chain, step=step: chain.run(step), runs))
            done += step
            if self._report is not None:
                self._report("chains", runs[0].sweeps, self._plan.most_sweeps)

    def _enough(self, runs: list[Chain]) -> bool:
        agreed = convergence(totals_of(runs))
        return agreed.rhat <= HIGHEST_RHAT and min(agreed.ess, agreed.tail_ess) >= self._plan.least_ess


def _drawn(chains: list[Chain]) -> Drawn:
    """Return the class weights and odds that some chains have kept."""
    share = np.concatenate([part for chain in chains for part in chain.shares])
    return share, np.concatenate([part for chain in chains for part in chain.odds])


def _evenly(drawn: Drawn, most: int) -> Drawn:
    step = -(-len(drawn[0]) // most)
    return drawn[0][::step], drawn[1][::step]


def _settle(runs: list[Chain]) -> None:
    """Give up the moves that are hardly ever accepted; leaps only where chains nearly agree without, or not one was accepted of many.

    Glides mend what is slow within a part of the posterior: they are tried seldom while chains stay in different parts.
    """
    moved = np.sum([chain.moved for chain in runs], axis=0)
    few = moved[2, 1] < _WORTH * moved[2, 0]
    apart = convergence(totals_of(runs)).rhat > _NEAR
    needed = apart and (moved[2, 1] > 0 or moved[2, 0] < _MANY)
    for chain in runs:
        if moved[:2, 1].sum() == 0:
            chain.splits = 0.0
        if few and not needed:
            chain.leaps = Leaps.none()
        chain.glide(_SELDOM if apart else _GLIDES)
