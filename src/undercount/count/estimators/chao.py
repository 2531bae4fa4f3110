"""Chao's lower bound: at least how many persons there are, however unequal they are."""

from __future__ import annotations

import math

from undercount.count.estimators.closed import fitted
from undercount.count.estimators.heterogeneity import Summary
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import LOWER_BOUND, Estimate, Method, check_level
from undercount.count.estimators.two_lists import log_normal
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

_CLOSED = "nobody enters or leaves the population that the lists cover, and records are linked without error"
_ALONE = "given a person's visibility, being on one list changes nothing for the others; persons may differ in visibility in any way"

METHOD = Method(
    "chao",
    "Chao's lower bound, lists of unequal reach (Mth)",
    (_CLOSED, _ALONE, "what makes a person visible acts alike on all lists, up to each list's reach"),
    "Chao (1987), Estimating the population size for capture-recapture data with unequal catchability, Biometrics 43(4); Rivest and "
    "Baillargeon (2007), Applications and extensions of Chao's moment estimator for the size of a closed population, Biometrics 63(4)",
    bound=True,
)
METHOD_MH = Method(
    "chao-mh",
    "Chao's lower bound, lists of equal reach (Mh)",
    (
        _CLOSED,
        _ALONE,
        "every list names the same share of the persons: with lists of unequal reach this is no lower bound",
    ),
    "Chao (1987), Estimating the population size for capture-recapture data with unequal catchability, Biometrics 43(4); "
    "Chao (1989), Estimating population size for sparse data in capture-recapture experiments, Biometrics 45(2)",
    bound=True,
)
_MODELS = {"mth": METHOD, "mh": METHOD_MH}


def chao(histories: CaptureHistories, *, model: str = "mth", level: float = 0.95) -> Estimate:
    """Give a lower bound of the total that holds however unequal the persons are.

    Use it when no model of the differences between persons can be defended, and beside every other estimate: what lies below it is
    suspect. It is not an estimate of the total, and where lists depend on each other (a person on one is kept off another) it can fail.

    Args:
        histories: The table; all strata together.
        model: ``mth``, the default, lets lists differ in reach, as lists of victims always do (Rivest and Baillargeon 2007; Rcapture's
            ``Mth Chao (LB)``). ``mh`` is Chao's formula in the numbers f₁ and f₂ of persons on exactly one and two lists,
            n + (t − 1)/t · f₁(f₁ − 1) / (2(f₂ + 1)), for lists of equal reach; with unequal ones it is too high.
        level: The interval's probability.

    Returns:
        The bound with an interval of the bound (profile likelihood for ``mth``, log-normal for ``mh``), which ``notes`` say, or a
        refusal where nobody is on exactly two lists.

    Raises:
        CountError: If there is no such model, or the level is not between 0 and 1.

    Assumptions:
        Those of ``chao.METHOD`` and ``chao.METHOD_MH``.

    References:
        Chao (1987), the bound and the log-transformed interval; Rivest and Baillargeon (2007).

    Examples:
        >>> table = {"A": [1, 0, 0, 1, 1, 0, 1], "B": [0, 1, 0, 1, 0, 1, 1], "C": [0, 0, 1, 0, 1, 1, 1]}
        >>> histories = CaptureHistories.from_counts({**table, "count": [69, 55, 63, 21, 17, 18, 28]})
        >>> round(chao(histories).estimate)
        479
    """
    check_level(level)
    if model not in _MODELS:
        raise CountError(
            f"Chao's lower bound has the models mth and mh; {model!r} is neither: {suggest(model, _MODELS)}"
        )
    method = _MODELS[model]
    why = histories.unusable()
    if why is not None:
        return Estimate.refusal(method, histories, why, level=level)
    captured = Summary.of(histories).captured
    if captured[1] == 0:
        return Estimate.refusal(method, histories, _no_pairs(histories), level=level)
    if model == "mth":
        return fitted(histories, method, "mth-chao", level)
    return _moments(histories, float(captured[0]), float(captured[1]), level)


def _moments(histories: CaptureHistories, once: float, twice: float, level: float) -> Estimate:
    """Return Chao's bias-corrected moment bound for lists of equal reach (Chao 1987; Chao 1989)."""
    lists, documented = len(histories.lists), histories.documented
    share = (lists - 1) / lists
    missed = share * once * (once - 1) / (2 * (twice + 1))
    variance = (
        missed
        + share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    low, high = log_normal(documented, missed, variance, level)
    return Estimate(
        method=METHOD_MH,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=documented,
        estimate=documented + missed,
        low=low,
        high=high,
        level=level,
        interval="log-normal of the number missed",
        notes=(LOWER_BOUND,),
        diagnosis={"standard_error": math.sqrt(variance), "on_one_list": int(once), "on_two_lists": int(twice)},
    )


def _no_pairs(histories: CaptureHistories) -> str:
    where = histories.where
    return (
        f"Chao's lower bound rests on those who are on exactly two lists{where}; nobody is, among {', '.join(histories.lists)}: "
        "join lists, or pool the stratum with another"
    )
