"""Compile a kernel to machine code, and keep what was compiled for as long as no source beside it has changed.

Numba's own cache looks at the file of the function alone, so a change of a function that it calls would go unseen and old code would
give old numbers. Here the key also holds a digest of every source file of this package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit
from numba.core.caching import FunctionCache

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


@cache
def _sources() -> str:
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


class _Cache(FunctionCache):
    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        key: tuple[Any, ...] = super()._index_key(sig, codegen)  # type: ignore[no-untyped-call]
        return (*key, _sources())


def compiled(function: Kernel) -> Kernel:
    """Return the function compiled when it is first called: without the interpreter's lock, in exact IEEE arithmetic."""
    kernel: Any = njit(nogil=True, error_model="numpy")(function)
    kernel._cache = _Cache(function)  # type: ignore[no-untyped-call]
    return cast(Kernel, kernel)
