"""Answers: each function takes plain values, answers one question, and returns a frozen result.

What the lists of victims missed is answered here by name: ``import undercount.count as uc``, then :func:`uc.chao`, :func:`uc.loglinear`,
:func:`uc.latent_class` and the others in ``__all__``. For what is documented take
:mod:`undercount.count.bounds` for the minimum and maximum, :mod:`undercount.count.certificate` to check a proof,
:mod:`undercount.count.methods` for the reported range and the best sum.

Nothing is imported before it is asked for, so that ``import undercount.count`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from undercount.count.estimators.convergence import Convergence, convergence
    from undercount.count.estimators.histories import CaptureHistories
    from undercount.count.estimators.result import Estimate, Method

__all__ = ["CaptureHistories", "Convergence", "Estimate", "Method", "convergence"]

_HOME = {
    "CaptureHistories": "histories",
    "Convergence": "convergence",
    "Estimate": "result",
    "Method": "result",
    "convergence": "convergence",
}
"""In which module of ``undercount.count.estimators`` each public name stands."""


def __getattr__(name: str) -> Any:
    """Give a public name when it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"undercount.count.estimators.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
