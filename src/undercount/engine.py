"""Where work on many parts is done: on the cores of this machine, or as tasks of Apache Spark; the results are the same."""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from undercount.errors import UndercountError
from undercount.record.vocabulary import suggest

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Done = Callable[[int, int], None]
"""Called after each part with how many are done, and of how many."""

ENGINES = ("local", "spark")


class Interrupted(KeyboardInterrupt, Generic[Answer]):
    """Say that a person stopped the work, and hold what was finished.

    Args:
        found: The answers in the order of the items; None where there is none yet.
    """

    def __init__(self, found: Sequence[Answer | None]) -> None:
        super().__init__()
        self.found = tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Hold where work is done.

    Args:
        name: ``local`` or ``spark``.
        cores: How many threads work at once here; None for as many as this process may use. Compiled kernels let go of the interpreter.
        master: Spark's master, such as ``local[*]`` or ``spark://host:7077``, where a session is to be started.
        session: A running Spark session to use instead; it is left running, as is one that is active already.
    """

    name: str = "local"
    cores: int | None = None
    master: str = "local[*]"
    session: Any = None


@dataclass(frozen=True, slots=True)
class Work:
    """Say what is done, in the words of whoever asks for it.

    Args:
        said: What is done, as "strata are estimated".
        refusal: The error that is raised where it cannot be.
    """

    said: str
    refusal: type[UndercountError]


def each(
    task: Callable[[Any, Item], Answer],
    shared: Any,
    items: Sequence[Item],
    work: Work,
    engine: Engine = Engine(),
    done: Done | None = None,
) -> tuple[Answer, ...]:
    """Apply one function to each item and return the answers in the order of the items.

    Args:
        task: A function of a module, so that another process can import it, of what is shared and of an item.
        shared: What all items need: sent to each machine once.
        items: What it is applied to.
        work: What is done.
        engine: Where.
        done: Called after each item.

    Raises:
        UndercountError: Of the kind that ``work`` names, if the engine is unknown, a number of cores is not positive, or Spark or its
            master is not there.
        Interrupted: If a person stops it while it works here; what is being worked on then is not waited for.
    """
    if engine.name not in ENGINES:
        raise work.refusal(
            f"the engine must be one of {', '.join(ENGINES)}; {engine.name!r} is not: {suggest(engine.name, ENGINES)}"
        )
    if engine.cores is not None and engine.cores < 1:
        raise work.refusal(
            f"at least one core must work; {engine.cores} are asked for: give 1 or more, or None for all"
        )
    if engine.name == "spark":
        return _on_spark(task, shared, items, work, engine, done)
    cores = engine.cores or len(os.sched_getaffinity(0))
    return _on_threads(partial(task, shared), items, min(cores, max(len(items), 1)), done)


def _on_threads(
    task: Callable[[Item], Answer], items: Sequence[Item], threads: int, done: Done | None
) -> tuple[Answer, ...]:
    pool = ThreadPoolExecutor(threads)
    waiting: list[Future[Answer]] = []
    try:
        waiting += [pool.submit(task, item) for item in items]
        for number, future in enumerate(as_completed(waiting), 1):
            future.result()
            if done is not None:
                done(number, len(items))
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt)
        pool.shutdown(wait=not stopped, cancel_futures=True)
        if stopped:
            found = [_finished(future) for future in waiting]
            raise Interrupted([*found, *[None] * (len(items) - len(found))]) from None
        raise
    pool.shutdown()
    return tuple(future.result() for future in waiting)


def _finished(future: Future[Answer]) -> Answer | None:
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


@lru_cache(maxsize=1)
def _unpacked(shared: bytes) -> Any:
    """Return what the tasks of one process share: read once, however many there are."""
    return pickle.loads(shared)


def apply_packed(shared: Any, message: bytes) -> bytes:
    """Read a function and its argument, call it, and return its result, or its refusal, as bytes: what one Spark task does.

    Args:
        shared: What is shared, as bytes behind ``value``.
        message: The function and the item, as bytes.
    """
    task, item = pickle.loads(message)
    try:
        return packed(task(_unpacked(shared.value), item))
    except UndercountError as error:
        return packed(error)


def _on_spark(
    task: Callable[[Any, Item], Answer],
    shared: Any,
    items: Sequence[Item],
    work: Work,
    engine: Engine,
    done: Done | None,
) -> tuple[Answer, ...]:
    if not items:
        return ()
    messages = [packed((task, item)) for item in items]
    with _session(engine, work) as spark:
        try:
            context = spark.sparkContext
            held = context.broadcast(packed(shared))
            # A few slices for each core even out long and short parts; one for each part would cost more than most of them do.
            slices = min(len(messages), 4 * context.defaultParallelism)
            found = context.parallelize(messages, slices).map(partial(apply_packed, held)).collect()
        except Exception as error:
            if "No module named 'undercount'" not in str(error):
                raise
            raise work.refusal(
                "Spark's workers must have the same version of undercount as this machine; one has none: install it there, or leave the "
                "engine at 'local'"
            ) from error
    answers = [pickle.loads(part) for part in found]
    for answer in answers:
        if isinstance(answer, UndercountError):
            raise answer
    if done is not None:
        done(len(items), len(items))
    return tuple(answers)


@contextmanager
def _session(engine: Engine, work: Work) -> Iterator[Any]:
    if engine.session is not None:
        yield engine.session
        return
    try:
        starter = import_module("pyspark.sql").SparkSession
    except ImportError:
        raise work.refusal(
            f"{work.said} on Spark only where pyspark is installed; it is not: install it (pip install 'undercount[spark]'), "
            "or leave the engine at 'local'"
        ) from None
    running = starter.getActiveSession()
    if running is not None:
        yield running
        return
    try:
        spark = _started(starter.builder.master(engine.master).appName("undercount"), engine.master)
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise work.refusal(
            f"Spark must be running at its master; {engine.master!r} did not answer ({reason}): start it, or leave the engine at 'local'"
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
