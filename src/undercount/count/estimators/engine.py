"""Where the work on many tables is done: on the cores of this machine, or as tasks of Apache Spark; the results are the same."""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeVar

from undercount.count.estimators.methods import Report
from undercount.count.estimators.result import Estimate
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Item = TypeVar("Item")

ENGINES = ("local", "spark")


class Stopped(KeyboardInterrupt):
    """Say that a person stopped the work on many tables, and hold what was finished.

    Args:
        found: The estimates in the order of the items; None where there is none yet.
    """

    def __init__(self, found: Sequence[Estimate | None]) -> None:
        super().__init__()
        self.found = tuple(found)


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
    if engine not in ENGINES:
        raise CountError(
            f"the engine must be one of {', '.join(ENGINES)}; {engine!r} is not: {suggest(engine, ENGINES)}"
        )
    if cores is not None and cores < 1:
        raise CountError(f"at least one core must work; {cores} are asked for: give 1 or more, or None for all")
    if engine == "spark":
        return _on_spark(task, items, master, session, report)
    return _on_threads(task, items, min(cores or len(os.sched_getaffinity(0)), max(len(items), 1)), report)


def _on_threads(
    task: Callable[[Item], Estimate], items: Sequence[Item], threads: int, report: Report | None
) -> tuple[Estimate, ...]:
    pool = ThreadPoolExecutor(threads)
    waiting: list[Future[Estimate]] = []
    try:
        waiting += [pool.submit(task, item) for item in items]
        for done, future in enumerate(as_completed(waiting), 1):
            future.result()
            if report is not None:
                report("estimate strata", done, len(items))
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt)
        pool.shutdown(wait=not stopped, cancel_futures=True)
        if stopped:
            found = [_finished(future) for future in waiting]
            raise Stopped([*found, *[None] * (len(items) - len(found))]) from None
        raise
    pool.shutdown()
    return tuple(future.result() for future in waiting)


def _finished(future: Future[Estimate]) -> Estimate | None:
    return future.result() if future.done() and not future.cancelled() and future.exception() is None else None


class _Packer(pickle.Pickler):
    """Pickle read-only mappings, which the standard pickler does not know."""

    def reducer_override(self, value: Any) -> Any:
        return (read_only, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented


def read_only(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a mapping that cannot be changed: by name, since its type cannot be found where it is unpickled."""
    return MappingProxyType(mapping)


def packed(value: Any) -> bytes:
    """Return a value as bytes that another process can read."""
    held = io.BytesIO()
    _Packer(held, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return held.getvalue()


def apply_packed(message: bytes) -> bytes:
    """Read a function and its argument, call it, and return its result, or its refusal, as bytes: what one Spark task does."""
    task, item = pickle.loads(message)
    try:
        return packed(task(item))
    except CountError as error:
        return packed(error)


def _on_spark(
    task: Callable[[Item], Estimate], items: Sequence[Item], master: str, session: Any, report: Report | None
) -> tuple[Estimate, ...]:
    if not items:
        return ()
    messages = [packed((task, item)) for item in items]
    with _session(master, session) as spark:
        try:
            context = spark.sparkContext
            # A few slices for each core even out long and short strata; one for each stratum would cost more than most of them do.
            slices = min(len(messages), 4 * context.defaultParallelism)
            found = context.parallelize(messages, slices).map(apply_packed).collect()
        except Exception as error:
            if "No module named 'undercount'" not in str(error):
                raise
            raise CountError(
                "Spark's workers must have the same version of undercount as this machine; one has none: install it there, or leave the "
                "engine at 'local'"
            ) from error
    answers = [pickle.loads(part) for part in found]
    for answer in answers:
        if isinstance(answer, CountError):
            raise answer
    if report is not None:
        report("estimate strata", len(items), len(items))
    # An unpickled estimate has skipped the checks of its making; remaking it runs them and closes its draws to writing.
    return tuple(replace(answer) for answer in answers)


@contextmanager
def _session(master: str, session: Any) -> Iterator[Any]:
    if session is not None:
        yield session
        return
    try:
        starter = import_module("pyspark.sql").SparkSession
    except ImportError:
        raise CountError(
            "strata are estimated on Spark only where pyspark is installed; it is not: install it (pip install 'undercount[spark]'), "
            "or leave the engine at 'local'"
        ) from None
    running = starter.getActiveSession()
    if running is not None:
        yield running
        return
    try:
        spark = _started(starter.builder.master(master).appName("undercount"), master)
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CountError(
            f"Spark must be running at its master; {master!r} did not answer ({reason}): start it, or leave the engine at 'local'"
        ) from error
    try:
        yield spark
    finally:
        spark.stop()


def _started(builder: Any, master: str) -> Any:
    """Return a new session; on this machine its workers run in this interpreter, unless the user has said in which."""
    # Spark takes the first python3 on the path otherwise, and reads its choice from the environment alone.
    name, known = "PYSPARK_PYTHON", os.environ.get("PYSPARK_PYTHON")
    if known is not None or not master.startswith("local"):
        return builder.getOrCreate()
    os.environ[name] = sys.executable
    try:
        return builder.getOrCreate()
    finally:
        del os.environ[name]
