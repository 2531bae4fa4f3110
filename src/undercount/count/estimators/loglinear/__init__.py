"""Log-linear models of the lists' overlaps: one that is given, the best of all, or all of them averaged.

Public names: :func:`loglinear`, :func:`loglinear_models`, :func:`averaged_loglinear` and what they return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undercount.lazy import lazily

if TYPE_CHECKING:
    from undercount.count.estimators.loglinear.average import LoglinearAverage, averaged_loglinear
    from undercount.count.estimators.loglinear.estimate import Loglinear, loglinear
    from undercount.count.estimators.loglinear.listing import LoglinearModel, LoglinearModels, loglinear_models

__all__ = [
    "Loglinear",
    "LoglinearAverage",
    "LoglinearModel",
    "LoglinearModels",
    "averaged_loglinear",
    "loglinear",
    "loglinear_models",
]

_HOME = {
    "Loglinear": "estimate",
    "LoglinearAverage": "average",
    "LoglinearModel": "listing",
    "LoglinearModels": "listing",
    "averaged_loglinear": "average",
    "loglinear": "estimate",
    "loglinear_models": "listing",
}

__getattr__ = lazily(__name__, _HOME)
