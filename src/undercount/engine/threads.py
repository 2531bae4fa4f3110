"""Work on many parts on the cores of this machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from itertools import islice
from typing import TypeVar

from undercount.engine.place import Done, Interrupted

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def on_threads(
    task: Callable[[Item], Answer], items: Sequence[Item], threads: int, done: Done | None
) -> tuple[Answer, ...]:
    """Apply a function to each item in so many threads, and return the answers in the order of the items.

    Raises:
        Interrupted: If a person stops it; what is being worked on then is not waited for.
    """
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
    """Return what a thread has found; None where it has not, or failed."""
    return future.result() if future.done() and not future.cancelled() and future.exception() is None else None


def in_turn_on_threads(task: Callable[[Item], Answer], items: Sequence[Item], threads: int) -> Iterator[Answer]:
    """Yield a function's answer for each item in the order of the items; not many more answers than threads are there at once."""
    pool = ThreadPoolExecutor(threads)
    left = iter(items)
    try:
        waiting = deque(pool.submit(task, item) for item in islice(left, 2 * threads))
        while waiting:
            answer = waiting.popleft().result()
            waiting.extend(pool.submit(task, item) for item in islice(left, 1))
            yield answer
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
