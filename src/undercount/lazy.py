"""Names of a package that are loaded when they are first asked for, since what they need is slow to import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def lazily(package: str, home: Mapping[str, str]) -> Callable[[str], object]:
    """Return what a package needs as its ``__getattr__`` (PEP 562).

    Args:
        package: The package's name.
        home: The module below it in which each public name stands.
    """

    def find(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{home[name]}"), name)

    return find
