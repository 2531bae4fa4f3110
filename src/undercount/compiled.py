"""Compile a kernel to machine code, and keep what was compiled for as long as nothing that it is made of has changed.

Numba's own cache looks at the file of the function alone, so a change of a function that it calls would go unseen and old code would
give old numbers. Here the key also holds a digest of the files of all kernels that it calls and of the constants that they read.

Kernels that compile quickly: loops instead of expressions of whole arrays, slices and array functions; sizes as numbers beside the
arrays; few entries from Python, since each holds all that it calls once more; and no array that must not be written to, which is
another type, for which everything is compiled again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit
from numba.core.caching import FunctionCache
from numba.core.dispatcher import Dispatcher

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


@cache
def sources(function: Callable[..., Any]) -> str:
    """Return a digest of all that a kernel is made of: this file, the files of the kernels that it reaches, the constants they read."""
    files, constants, reached = {__file__}, set(), {function}
    left = [function]
    while left:
        kernel = left.pop()
        files.add(kernel.__code__.co_filename)
        for name in kernel.__code__.co_names:
            value = kernel.__globals__.get(name)
            if isinstance(value, Dispatcher) and value.py_func not in reached:
                reached.add(value.py_func)
                left.append(value.py_func)
            elif isinstance(value, int | float | str | tuple):
                constants.add(f"{kernel.__module__}.{name} {value!r}")
    parts = [Path(file).read_bytes() for file in sorted(files)] + [constant.encode() for constant in sorted(constants)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


class _Cache(FunctionCache):
    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        key: tuple[Any, ...] = super()._index_key(sig, codegen)  # type: ignore[no-untyped-call]
        return (*key, sources(self._py_func))


def compiled(function: Kernel) -> Kernel:
    """Return the function compiled when it is first called: without the interpreter's lock, in exact IEEE arithmetic."""
    kernel: Any = njit(nogil=True, error_model="numpy")(function)
    kernel._cache = _Cache(function)  # type: ignore[no-untyped-call]
    return cast(Kernel, kernel)
