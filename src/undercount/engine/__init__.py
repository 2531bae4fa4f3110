"""Where work on many parts is done: on the cores of this machine, or as tasks of Apache Spark; the results are the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from undercount.engine.packing import packed
from undercount.engine.place import ENGINES, Done, Engine, Interrupted, Work
from undercount.engine.session import cluster
from undercount.engine.spark import on_spark
from undercount.engine.threads import in_turn_on_threads, on_threads
from undercount.record.vocabulary import suggest

Item = TypeVar("Item")
Answer = TypeVar("Answer")
LOCAL = Engine()
"""The cores of this machine, as many as this process may use."""

__all__ = ["ENGINES", "LOCAL", "Done", "Engine", "Interrupted", "Work", "each", "each_in_turn", "kept", "packed"]

_BATCHES = 16
"""In at most how many batches small answers are asked of Spark: each batch costs some tenths of a second."""


def each(
    task: Callable[[Any, Item], Answer],
    shared: Any,
    items: Sequence[Item],
    work: Work,
    engine: Engine = LOCAL,
    done: Done | None = None,
) -> tuple[Answer, ...]:
    """Apply one function to each item and return the answers in the order of the items.

    Args:
        task: A function of a module, so that another process can import it, of what is shared and of an item.
        shared: What all items need: sent to each machine once.
        items: What it is applied to.
        work: What is done.
        engine: Where.
        done: Called as items are done.

    Raises:
        UndercountError: Of the kind that ``work`` names, if the engine is unknown, a number of cores is not positive, or Spark or its
            master is not there, or its workers cannot do the work.
        Interrupted: If a person stops it; what is being worked on then is not waited for.
    """
    _check(engine, work)
    if engine.name == "local":
        return on_threads(partial(task, shared), items, min(_cores(engine), max(len(items), 1)), done)
    found: list[Answer] = []
    try:
        for answers in on_spark(task, shared, items, work, engine, _BATCHES):
            found += answers
            if done is not None:
                done(len(found), len(items))
    except KeyboardInterrupt:
        raise Interrupted([*found, *[None] * (len(items) - len(found))]) from None
    return tuple(found)


def each_in_turn(
    task: Callable[[Any, Item], Answer], shared: Any, items: Sequence[Item], work: Work, engine: Engine = LOCAL
) -> Iterator[Answer]:
    """Apply one function to each item and yield the answers in the order of the items, where they are too large to be kept all at once.

    Args:
        task: As for :func:`each`.
        shared: As there.
        items: As there.
        work: As there.
        engine: As there.

    Raises:
        UndercountError: As there.
    """
    _check(engine, work)
    if engine.name == "local":
        yield from in_turn_on_threads(partial(task, shared), items, min(_cores(engine), max(len(items), 1)))
        return
    for answers in on_spark(task, shared, items, work, engine):
        yield from answers


@contextmanager
def kept(engine: Engine, work: Work) -> Iterator[Engine]:
    """Give the engine with its session started, so that several pieces of work share one.

    Raises:
        UndercountError: Of the kind that ``work`` names, if Spark or its master is not there.
    """
    if engine.name != "spark" or engine.session is not None:
        yield engine
        return
    with cluster(engine, work) as there:
        yield replace(engine, session=there)


def _check(engine: Engine, work: Work) -> None:
    """Check what was asked for.

    Raises:
        UndercountError: Of the kind that ``work`` names, if the engine is unknown or a number of cores is not positive.
    """
    if engine.name not in ENGINES:
        raise work.refusal(
            f"the engine must be one of {', '.join(ENGINES)}; {engine.name!r} is not: {suggest(engine.name, ENGINES)}"
        )
    if engine.cores is not None and engine.cores < 1:
        raise work.refusal(
            f"at least one core must work; {engine.cores} are asked for: give 1 or more, or None for all"
        )


def _cores(engine: Engine) -> int:
    """Return how many cores work: not every system tells which ones this process may use."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return engine.cores or there
