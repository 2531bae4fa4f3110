"""Work on many parts as tasks of Apache Spark."""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from undercount import __version__
from undercount.engine.packing import Once, OtherVersion, apply_packed, message
from undercount.engine.place import Engine, Work
from undercount.engine.session import Cluster, cluster
from undercount.errors import UndercountError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_AT_ONCE = 2
"""How many batches are under way, so that no worker waits for the last task of one. Their answers lie in Java's memory here."""

_LOOK = 2.0
"""How often is looked whether workers are there, in seconds."""

_PATIENCE = 120.0
"""How long none may be there, in seconds: a worker that is there takes some seconds to start, on a busy machine a minute."""

_KNOWN = {
    "No module named 'undercount'": (
        "Spark's workers must have the same version of undercount as this machine; one has none: install it there, and name the Python "
        "that has it in the environment variable PYSPARK_PYTHON here"
    ),
    "Cannot run program": (
        "Spark's workers must have the Python that this machine asks them for; one has none at that path: name theirs in the environment "
        "variable PYSPARK_PYTHON here"
    ),
    "PYTHON_VERSION_MISMATCH": (
        "Spark's workers must have the version of Python that runs here; one has another: name the right one in the environment variable "
        "PYSPARK_PYTHON here"
    ),
    "OutOfMemoryError": (
        "Spark needs memory for what is shared and for the answers; Java had too little: give more with spark.driver.memory and "
        "spark.executor.memory in spark-defaults.conf"
    ),
    "Python worker exited unexpectedly": (
        "Spark's workers need memory for all records, once for each of their cores; one ended before its task did, as a system without "
        "memory ends it: give Spark fewer cores with spark.cores.max in spark-defaults.conf"
    ),
    "SparkContext was shut down": (
        "Spark must run until the work is done; its master, or its part on this machine, stopped before: start it again"
    ),
    "ExecutorLostFailure": (
        "Spark's workers must run until the work is done; one was lost each time that a task was tried: look into that worker's log"
    ),
}
"""What Spark says where its workers cannot do the work, and what it means."""


def on_spark(
    task: Callable[[Any, Item], Answer],
    shared: Any,
    items: Sequence[Item],
    work: Work,
    engine: Engine,
    batches: int | None = None,
) -> Iterator[list[Answer]]:
    """Apply a function of what is shared to each item as tasks of Spark, and yield the answers batch by batch, in the order of the items.

    Args:
        task: The function.
        shared: What all items need.
        items: What it is applied to.
        work: What is done.
        engine: Where Spark is.
        batches: How many batches there are at most; None for as many as make each small.

    Raises:
        UndercountError: Of the kind that ``work`` names, if Spark or its master is not there or its workers cannot do the work; or what the
            function refuses.
    """
    if not items:
        return
    with cluster(engine, work) as there:
        context = there.context
        try:
            held = context.broadcast(Once(shared))
            # A few slices for each core even out long and short parts; one for each part would cost more than most of them do.
            slices = 4 * context.defaultParallelism
            size = slices if batches is None else max(slices, -(-len(items) // batches))
            cut = (
                [message(task, item) for item in items[start : start + size]] for start in range(0, len(items), size)
            )
            yield from _in_batches(
                partial(_answers, context, partial(apply_packed, held), slices, work), cut, there, work
            )
        except Exception as error:
            if isinstance(error, UndercountError):
                raise
            sentence = _meaning(str(error), there, engine.master)
            if sentence is None:
                raise
            raise work.refusal(f"{sentence}, or leave the engine at 'local'") from error


def _meaning(said: str, there: Cluster, master: str) -> str | None:
    """Return what it means that Spark failed; None where it is an error of this program."""
    found = next((meaning for sign, meaning in _KNOWN.items() if sign in said), None)
    if found is None and there.stopped():
        return (
            f"Spark must run until the work is done; what is at {master!r} did not register this program as Spark does, or ended it: see "
            "that Spark runs there, in the version that pyspark has here"
        )
    return found


def _answers(
    context: Any, applied: Callable[[bytes], bytes], slices: int, work: Work, batch: Sequence[bytes]
) -> list[Any]:
    """Return the answers of one batch: what one job of Spark does.

    Raises:
        UndercountError: If a task refuses its item, or a worker has another version of this program.
    """
    found = context.parallelize(batch, min(len(batch), slices)).map(applied).collect()
    answers = [pickle.loads(part) for part in found]
    for answer in answers:
        if isinstance(answer, UndercountError):
            raise answer
        if isinstance(answer, OtherVersion):
            raise work.refusal(
                f"Spark's workers must have the same version of undercount as this machine; it is {__version__} here, and one has "
                f"{answer.there}: install {__version__} there, or leave the engine at 'local'"
            )
    return answers


def _in_batches(
    run: Callable[[Sequence[bytes]], list[Any]], batches: Iterator[Sequence[bytes]], there: Cluster, work: Work
) -> Iterator[list[Any]]:
    """Yield the answers of each batch, a few batches under way at once."""
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        jobs = deque(pool.submit(run, batch) for batch in islice(batches, _AT_ONCE))
        while jobs:
            _wait(jobs[0], there, work)
            answers = jobs.popleft().result()
            jobs.extend(pool.submit(run, batch) for batch in islice(batches, 1))
            yield answers
    except BaseException:
        there.cancel()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _wait(job: Future[list[Any]], there: Cluster, work: Work) -> None:
    """Wait until a job ends.

    Raises:
        UndercountError: If for a while no worker is there: Spark itself would wait for ever.
    """
    seen = time.monotonic()
    while not wait([job], timeout=_LOOK).done:
        now = time.monotonic()
        if there.workers() != 0:
            seen = now
        elif now - seen > _PATIENCE:
            raise work.refusal(
                f"Spark needs a worker with a free core and the memory of spark.executor.memory; for {_PATIENCE:g} seconds its master had "
                "none: start one, wait until one is free, or leave the engine at 'local'"
            )
