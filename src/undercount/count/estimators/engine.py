"""Estimate many tables, on the cores of this machine or as tasks of Apache Spark; the results are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, TypeVar

from undercount.count.estimators.methods import Report
from undercount.count.estimators.result import Estimate
from undercount.engine import ENGINES, LOCAL, Engine, Interrupted, Work, each, kept, packed
from undercount.errors import CountError

Item = TypeVar("Item")
_WORK = Work("strata are estimated", CountError)


class Stopped(Interrupted[Estimate]):
    """Say that a person stopped the work on many tables, and hold what was finished.

    Args:
        found: The estimates in the order of the items; None where there is none yet.
    """


def estimate_each(
    task: Callable[[Item], Estimate],
    items: Sequence[Item],
    *,
    cores: int | None = None,
    engine: str = "local",
    master: str = "local[*]",
    session: Any = None,
    report: Report | None = None,
) -> tuple[Estimate, ...]:
    """Apply one function to each item and return the estimates in the order of the items.

    Args:
        task: A function of a module, so that another process can import it.
        items: What it is applied to.
        cores: How many threads work at once here; None for as many as this process may use. Compiled kernels let go of the interpreter.
        engine: ``local`` or ``spark``.
        master: Spark's master, such as ``local[*]`` or ``spark://host:7077``, where a session is to be started.
        session: A running Spark session to use instead; it is left running, as is one that is active already.
        report: Called after each item with how many are done.

    Raises:
        CountError: If the engine is unknown, a number of cores is not positive, or Spark or its master is not there.
        Stopped: If a person stops it while it works here; what is being worked on then is not waited for.
    """
    place = Engine(name=engine, cores=cores, master=master, session=session)
    done = None if report is None else lambda number, of: report("estimate strata", number, of)
    try:
        found = each(_applied, task, items, _WORK, place, done)
    except Interrupted as error:
        raise Stopped(error.found) from None
    # An unpickled estimate has skipped the checks of its making; remaking it runs them and closes its draws to writing.
    return tuple(replace(answer) for answer in found) if engine == "spark" else found


def _applied(task: Callable[[Item], Estimate], item: Item) -> Estimate:
    return task(item)


def kept_engine(place: Engine) -> AbstractContextManager[Engine]:
    """Give an engine whose session is started once for all that is estimated on it.

    Raises:
        CountError: If Spark or its master is not there.
    """
    return kept(place, _WORK)


__all__ = ["ENGINES", "LOCAL", "Engine", "Stopped", "estimate_each", "kept_engine", "packed"]
