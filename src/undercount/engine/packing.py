"""What travels between this machine and Spark's workers: functions, items and answers as bytes."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from undercount import __version__
from undercount.errors import UndercountError


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


class Once:
    """Hold what all tasks share so that whoever unpickles it has the value itself.

    Spark unpickles what it broadcasts once in each process of its workers; the bytes are then let go of.

    Args:
        value: What is shared.
    """

    def __init__(self, value: Any) -> None:
        self._packed = packed(value)

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        return pickle.loads, (self._packed,)


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """Say that a worker has another version of the program, and did nothing.

    Args:
        there: The worker's version.
    """

    there: str


def message(task: Callable[[Any, Any], Any], item: Any) -> bytes:
    """Return what one task is given: this program's version, and the function and its item still packed.

    A worker of another version would have other classes, so that it must see the version before it unpacks anything else.
    """
    return packed((__version__, packed((task, item))))


def apply_packed(shared: Any, given: bytes) -> bytes:
    """Read a function and its item, call it, and return its result, or its refusal, as bytes: what one Spark task does.

    Args:
        shared: What is shared, behind ``value``.
        given: What :func:`message` made.
    """
    version, asked = pickle.loads(given)
    if version != __version__:
        return packed(OtherVersion(__version__))
    task, item = pickle.loads(asked)
    try:
        return packed(task(shared.value, item))
    except UndercountError as error:
        return packed(error)
