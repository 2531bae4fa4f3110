"""Master: the linear program over the points seen so far, solved by HiGHS in floating point.

It is the dual of the bounds: one variable for each floor and ceiling, one row for each point. Points are added where they are
violated, so that only those that matter are ever written down.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import highspy
import numpy as np

from undercount.count.axes import Bools, Ints
from undercount.count.grid import Floats
from undercount.errors import CountError


@dataclass(slots=True)
class Tally:
    """Count the work of the linear programs."""

    programs: int = 0
    columns: int = 0
    atoms: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Cuts:
    """Hold points as sparse rows: which variables contain the point, and whether the question does.

    Shapes:
        starts: (points + 1,); index: (entries,); asked: (points,)
    """

    starts: Ints
    index: Ints
    asked: Bools

    def __len__(self) -> int:
        return len(self.asked)


@dataclass(slots=True)
class Pool:
    """Hold every point seen, each once, for all the linear programs of one component."""

    seen: set[bytes] = field(default_factory=set)
    batches: list[Cuts] = field(default_factory=list)

    def add(self, points: list[tuple[Ints, bool]]) -> Cuts | None:
        """Keep the points that are new, and return them."""
        index: list[Ints] = []
        asked: list[bool] = []
        for variables, flag in points:
            key = variables.astype(np.int32).tobytes() + (b"\1" if flag else b"\0")
            if key not in self.seen:
                self.seen.add(key)
                index.append(variables)
                asked.append(flag)
        if not asked:
            return None
        starts = np.concatenate(([0], np.cumsum([len(i) for i in index]))).astype(np.int64)
        cuts = Cuts(starts, np.concatenate(index).astype(np.int64), np.array(asked, dtype=np.bool_))
        self.batches.append(cuts)
        return cuts


class _Silent(highspy.Highs):
    """HiGHS without the callbacks of its Python layer: setting them up prints a banner on standard output."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


class Master:
    """Maximise amount · multiplier over multipliers in [0, limit] whose signed sum at each point stays below its right side.

    Args:
        sign: +1 for a floor, -1 for a ceiling.
        side: The right side at a point that the question contains; 0 elsewhere.
        tally: Where the work is counted.
    """

    def __init__(self, sign: Floats, side: float, tally: Tally) -> None:
        self.sign = sign
        self.side = side
        self.tally = tally
        self.taken = 0
        self.solver = _Silent()
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("solver", "simplex")):
            self.solver.setOptionValue(name, value)
        self.solver.setOptionValue("presolve", "off")
        count = len(sign)
        self.solver.addVars(count, np.zeros(count), np.ones(count))
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def take(self, pool: Pool) -> None:
        """Add the points of the pool that are not in the program yet."""
        for cuts in pool.batches[self.taken :]:
            count = len(cuts)
            upper = np.where(cuts.asked, self.side, 0.0)
            values = self.sign[cuts.index]
            self.solver.addRows(
                count,
                np.full(count, -highspy.kHighsInf),
                upper,
                len(cuts.index),
                cuts.starts[:-1].astype(np.int32),
                cuts.index.astype(np.int32),
                values,
            )
        self.taken = len(pool.batches)

    def aim(self, amount: Floats, limit: Floats) -> None:
        """Set the objective and the greatest multipliers."""
        count = len(amount)
        number = np.arange(count, dtype=np.int32)
        self.solver.changeColsCost(count, number, amount)
        self.solver.changeColsBounds(count, number, np.zeros(count), limit)

    def solve(self) -> Floats:
        """Return the best multipliers.

        Raises:
            CountError: If HiGHS gives up.
        """
        began = time.perf_counter()
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.solver.clearSolver()
            self.solver.run()
        self.tally.seconds += time.perf_counter() - began
        self.tally.programs += 1
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise CountError(f"HiGHS stopped with {status}: ask a narrower question, or admit fewer claims")
        return np.maximum(np.asarray(self.solver.getSolution().col_value, dtype=np.float64), 0.0)
