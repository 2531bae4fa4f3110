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
    from undercount.count.estimators.chao import chao
    from undercount.count.estimators.checks import facts
    from undercount.count.estimators.closed import ClosedFit, closed
    from undercount.count.estimators.combine import Replicates, combine_replicates, combine_strata
    from undercount.count.estimators.compare import Comparison, compare
    from undercount.count.estimators.consistency import Consistency, LeaveOneOut, internal_consistency, leave_one_out
    from undercount.count.estimators.convergence import Convergence, convergence
    from undercount.count.estimators.coverage import SampleCoverage, sample_coverage
    from undercount.count.estimators.dependence import Dependence, dependences
    from undercount.count.estimators.doubly_robust import RobustFit, RobustStrata, doubly_robust, doubly_robust_by
    from undercount.count.estimators.existence import AllTwoWay, Existence, check_all_two_way, existence
    from undercount.count.estimators.fact import Fact, Facts
    from undercount.count.estimators.graphs import GraphAverage, decomposable
    from undercount.count.estimators.histories import CaptureHistories
    from undercount.count.estimators.identify import no_highest_order
    from undercount.count.estimators.identify_cells import CellDraws, ClassDraws
    from undercount.count.estimators.identify_curve import SensitivityCurve, sensitivity_curve
    from undercount.count.estimators.identify_observable import observable
    from undercount.count.estimators.latent.latent_class import LatentClasses, latent_class
    from undercount.count.estimators.linkage import LinkageEstimate, propagate
    from undercount.count.estimators.loglinear import LoglinearModels, averaged_loglinear, loglinear, loglinear_models
    from undercount.count.estimators.methods import METHODS, estimate
    from undercount.count.estimators.mixture import Mixture, mixture
    from undercount.count.estimators.predictive import Predictive, predictive_check
    from undercount.count.estimators.result import Estimate, Method
    from undercount.count.estimators.sensitivity import Sensitivity, prior_sensitivity
    from undercount.count.estimators.simulate import DESIGNS, simulate
    from undercount.count.estimators.sparse import Stepwise, stepwise, stepwise_points
    from undercount.count.estimators.strata import by_stratum
    from undercount.count.estimators.totals import Share, StrataEstimate
    from undercount.count.estimators.two_lists import TwoLists, chapman, chapman_pairs, lincoln_petersen

__all__ = [
    "DESIGNS",
    "METHODS",
    "AllTwoWay",
    "CaptureHistories",
    "CellDraws",
    "ClassDraws",
    "ClosedFit",
    "Comparison",
    "Consistency",
    "Convergence",
    "Dependence",
    "Estimate",
    "Existence",
    "Fact",
    "Facts",
    "GraphAverage",
    "LatentClasses",
    "LeaveOneOut",
    "LinkageEstimate",
    "LoglinearModels",
    "Method",
    "Mixture",
    "Predictive",
    "Replicates",
    "RobustFit",
    "RobustStrata",
    "SampleCoverage",
    "Sensitivity",
    "SensitivityCurve",
    "Share",
    "Stepwise",
    "StrataEstimate",
    "TwoLists",
    "averaged_loglinear",
    "by_stratum",
    "chao",
    "chapman",
    "chapman_pairs",
    "check_all_two_way",
    "closed",
    "combine_replicates",
    "combine_strata",
    "compare",
    "convergence",
    "decomposable",
    "dependences",
    "doubly_robust",
    "doubly_robust_by",
    "estimate",
    "existence",
    "facts",
    "internal_consistency",
    "latent_class",
    "leave_one_out",
    "lincoln_petersen",
    "loglinear",
    "loglinear_models",
    "mixture",
    "no_highest_order",
    "observable",
    "predictive_check",
    "prior_sensitivity",
    "propagate",
    "sample_coverage",
    "sensitivity_curve",
    "simulate",
    "stepwise",
    "stepwise_points",
]

_HOME = {
    "DESIGNS": "simulate",
    "METHODS": "methods",
    "AllTwoWay": "existence",
    "CaptureHistories": "histories",
    "CellDraws": "identify_cells",
    "ClassDraws": "identify_cells",
    "ClosedFit": "closed",
    "Comparison": "compare",
    "Consistency": "consistency",
    "Convergence": "convergence",
    "Dependence": "dependence",
    "Estimate": "result",
    "Existence": "existence",
    "Fact": "fact",
    "Facts": "fact",
    "GraphAverage": "graphs",
    "LatentClasses": "latent.latent_class",
    "LeaveOneOut": "consistency",
    "LinkageEstimate": "linkage",
    "LoglinearModels": "loglinear",
    "Method": "result",
    "Mixture": "mixture",
    "Predictive": "predictive",
    "Replicates": "combine",
    "RobustFit": "doubly_robust",
    "RobustStrata": "doubly_robust",
    "SampleCoverage": "coverage",
    "Sensitivity": "sensitivity",
    "SensitivityCurve": "identify_curve",
    "Share": "totals",
    "Stepwise": "sparse",
    "StrataEstimate": "totals",
    "TwoLists": "two_lists",
    "averaged_loglinear": "loglinear",
    "by_stratum": "strata",
    "chao": "chao",
    "chapman": "two_lists",
    "chapman_pairs": "two_lists",
    "check_all_two_way": "existence",
    "closed": "closed",
    "combine_replicates": "combine",
    "combine_strata": "combine",
    "compare": "compare",
    "convergence": "convergence",
    "decomposable": "graphs",
    "dependences": "dependence",
    "doubly_robust": "doubly_robust",
    "doubly_robust_by": "doubly_robust",
    "estimate": "methods",
    "existence": "existence",
    "facts": "checks",
    "internal_consistency": "consistency",
    "latent_class": "latent.latent_class",
    "leave_one_out": "consistency",
    "lincoln_petersen": "two_lists",
    "loglinear": "loglinear",
    "loglinear_models": "loglinear",
    "mixture": "mixture",
    "no_highest_order": "identify",
    "observable": "identify_observable",
    "predictive_check": "predictive",
    "prior_sensitivity": "sensitivity",
    "propagate": "linkage",
    "sample_coverage": "coverage",
    "sensitivity_curve": "identify_curve",
    "simulate": "simulate",
    "stepwise": "sparse",
    "stepwise_points": "sparse",
}
"""In which module of ``undercount.count.estimators`` each public name stands."""


def __getattr__(name: str) -> Any:
    """Give a public name when it is asked for."""
    if name == "pictures":
        return import_module("undercount.count.pictures")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"undercount.count.estimators.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
