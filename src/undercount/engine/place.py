"""Where work on many parts is done, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from undercount.errors import UndercountError

Answer = TypeVar("Answer")
Done = Callable[[int, int], None]
"""Called as parts are done with how many are, and of how many."""

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
        session: A running Spark session, or one that :func:`undercount.engine.kept` started, to use instead; it is left running, as is one
            that is active already.
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
