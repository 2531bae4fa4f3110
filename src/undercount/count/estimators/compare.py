"""Every estimator on one table: numbers, assumptions, diagnosis, and which of them to put first, by stated rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from undercount.count.estimators.convergence import HIGHEST_RHAT
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import METHODS, Estimator, Report, entry
from undercount.count.estimators.mixture import PARTS, mixed
from undercount.count.estimators.result import Estimate, check_level
from undercount.count.estimators.strata import Item, estimate_stratum

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from undercount.count.estimators.checks import Fact

ORDER = (
    "mixture",
    "loglinear-average",
    "latent-class",
    "decomposable",
    "loglinear-stepwise",
    "loglinear-bic",
    "sample-coverage",
    "no-highest-order",
    "chapman",
    "lincoln-petersen",
)
"""Which estimator is put first: the first of these that gives a number and whose chains agree.

The mixture comes first because its interval holds the doubt about the model, which is most of the doubt; then what averages over the models
of one family; then what chooses one model with the choice in its interval; then what assumes one model. Chao's bound, the models in which
persons differ by one assumed law, and independence are shown and never put first: the first is a bound, the others give as many answers as
there are laws.
"""

RULES = (
    "an estimator is put first only if it gives a number and its chains agree (R-hat at most 1.01)",
    "the mixture of families comes first, since its interval holds the doubt about the model",
    "next comes what averages over the models of one family, then what chooses among models and carries the choice into its interval",
    "bounds, independence, assumed laws of heterogeneity and, with more than two lists, two of them alone are shown and never put first",
)

LEFT_OUT = frozenset({"loglinear", "m0", "mh-chao", "mh-poisson2", "mh-darroch", "mh-gamma3.5", "lincoln-petersen"})
"""Methods that are not compared unless they are named: those that need a model to be named, and twins of those that are shown.

With more than two lists those that compare a pair are left out, too: which pair is a choice, and the pair that shares most persons is the
one most likely to depend on each other, which makes the total too low.
"""

FAR_APART = 1.5
"""Where the highest estimate is more than this many times the lowest, the model and not the sampling is the doubt."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Hold every estimator's answer for one table.

    Args:
        documented: Persons on at least one list.
        lists: The lists.
        stratum: Of which stratum the table is.
        estimates: The answers by the method's name, the recommended one first.
        recommended: The method that is put first, or None if none can be.
        why: Why it is put first, or why none is, in one sentence.
        facts: What the table itself says against an estimate.
        warnings: What a reader of any of the numbers must know; one sentence each.
        level: The intervals' nominal probability.
    """

    documented: int
    lists: tuple[str, ...]
    stratum: tuple[tuple[str, str], ...]
    estimates: Mapping[str, Estimate]
    recommended: str | None
    why: str
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]
    level: float
    rules: tuple[str, ...] = field(default=RULES, repr=False)

    @property
    def rows(self) -> tuple[Estimate, ...]:
        """The estimates one by one, the recommended one first."""
        return tuple(self.estimates.values())

    @property
    def best(self) -> Estimate | None:
        """The estimate that is put first."""
        return None if self.recommended is None else self.estimates[self.recommended]

    def picture(self, *, truth: float | None = None) -> Figure:
        """Draw every estimate on one axis beside the documented count (:func:`undercount.count.pictures.comparison`).

        Args:
            truth: The total that is known from elsewhere (persons), or None.
        """
        from undercount.count.pictures import comparison

        return comparison(self, truth=truth)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as plain values."""
        return {
            "documented": self.documented,
            "lists": list(self.lists),
            "stratum": dict(self.stratum),
            "recommended": self.recommended,
            "why": self.why,
            "rules": list(self.rules),
            "facts": [{"code": fact.code, "text": fact.text, "grave": fact.grave} for fact in self.facts],
            "warnings": list(self.warnings),
            "estimates": [part.as_json() for part in self.estimates.values()],
        }

    def __str__(self) -> str:
        """Return a table: one line a method, the recommended one first, with what is to be known of it."""
        width = max([len(name) for name in self.estimates] + [6])
        rows = [f"{self.documented:,} documented on {len(self.lists)} lists ({', '.join(self.lists)})", ""]
        rows.append(f"  {'method':<{width}} {'estimate':>10} {'low':>10} {'high':>10}  diagnosis")
        for name, part in self.estimates.items():
            mark = "*" if name == self.recommended else " "
            if part.refused is not None:
                rows.append(f"{mark} {name:<{width}} refused: {part.refused}")
                continue
            numbers = " ".join(f"{_shown(number):>10}" for number in (part.estimate, part.low, part.high))
            rows.append(f"{mark} {name:<{width}} {numbers}  {_diagnosis(part)}")
        rows += ["", f"* {self.why}" if self.recommended else self.why]
        rows += [f"! {warning}" for warning in self.warnings]
        rows += [f"! {fact.text}" for fact in self.facts if fact.grave]
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        """Return the table for a notebook, with each method's assumptions."""
        head = (
            "<tr><th>method</th><th>estimate</th><th>low</th><th>high</th><th>diagnosis</th><th>assumptions</th></tr>"
        )
        rows = []
        for name, part in self.estimates.items():
            title = f"<b>{escape(name)}</b>" if name == self.recommended else escape(name)
            assumed = escape("; ".join(part.method.assumptions))
            if part.refused is not None:
                rows.append(
                    f"<tr><td>{title}</td><td colspan='4'>refused: {escape(part.refused)}</td><td>{assumed}</td></tr>"
                )
                continue
            numbers = "".join(f"<td>{_shown(number)}</td>" for number in (part.estimate, part.low, part.high))
            rows.append(f"<tr><td>{title}</td>{numbers}<td>{escape(_diagnosis(part))}</td><td>{assumed}</td></tr>")
        said = [self.why, *self.warnings, *(fact.text for fact in self.facts if fact.grave)]
        notes = "".join(f"<li>{escape(text)}</li>" for text in said)
        return f"<p>{self.documented:,} documented</p><table>{head}{''.join(rows)}</table><ul>{notes}</ul>"


def compare(
    histories: CaptureHistories,
    methods: Sequence[str | Estimator] | None = None,
    *,
    level: float = 0.95,
    seed: int = 1,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    report: Report | None = None,
) -> Comparison:
    """Estimate one table with every estimator, and say which answer to put first.

    Use it first, before any single estimate: where the estimators disagree, no single one is to be believed alone.

    Args:
        histories: The table; its strata are taken together.
        methods: The estimators to compare; None for all that can take this many lists, without those in ``LEFT_OUT`` and, with more than
            two lists, without those of a pair.
        level: The intervals' nominal probability.
        seed: What the random streams start from, besides the data.
        options: Keyword arguments of a method, by its name.
        report: Called after each estimator, and as the work of the longer ones goes on.

    Returns:
        The answers, the rules by which one is put first, and what speaks against all of them.

    Raises:
        CountError: If there is no such method or option, or the level is not between 0 and 1.

    Assumptions:
        Those of each method, which the comparison holds. See ``RULES`` for how one is put first.

    References:
        Binette and Steorts (2022), On the reliability of multiple systems estimation for the quantification of modern slavery,
        JRSS A 185(2): several estimators side by side, with known numbers.
    """
    check_level(level)
    lists = len(histories.lists)
    chosen: list[str | Estimator] = _default(lists) if methods is None else list(methods)
    names = [entry(one).name for one in chosen]
    found: dict[str, Estimate] = {}
    given = options or {}
    for number, (name, one) in enumerate(zip(names, chosen, strict=True), 1):
        if name == "mixture" and "mixture" not in given and set(PARTS) <= set(found):
            parts = [found[part] for part in PARTS]
            found[name] = mixed(histories, parts, [1.0] * len(parts), level=level, seed=seed)
        else:
            found[name] = estimate_stratum(Item(histories, one, level, seed, False, given.get(name, {}), report))
        if report is not None:
            report("compare estimators", number, len(chosen))
    recommended, why = put_first(found, lists)
    facts = histories.check()
    ordered = dict(sorted(found.items(), key=lambda item: item[0] != recommended))
    return Comparison(
        histories.documented,
        histories.lists,
        histories.stratum,
        ordered,
        recommended,
        why,
        facts,
        _warnings(found, recommended),
        level,
    )


def agrees(estimate: Estimate) -> bool:
    """Say whether an estimate has a number and no chain of it disagrees with another."""
    rhat = estimate.diagnosis.get("rhat")
    return estimate.refused is None and (rhat is None or rhat <= HIGHEST_RHAT)


def compared_by_default(name: str, lists: int) -> bool:
    """Say whether an estimator is compared on so many lists without being named."""
    one = METHODS[name]
    return name not in LEFT_OUT and one.takes(lists) and (lists == 2 or not one.pair)


def _default(lists: int) -> list[str | Estimator]:
    # The mixture comes last, when what it mixes is there.
    names = [name for name in METHODS if name != "mixture" and compared_by_default(name, lists)]
    return [*names, "mixture"] if METHODS["mixture"].takes(lists) else [*names]


def outside(lists: int) -> tuple[str, ...]:
    """Return which methods the comparison leaves out for the number of lists, in words with what they take."""
    takers: dict[str, list[str]] = {}
    for name, one in METHODS.items():
        if name not in LEFT_OUT and not compared_by_default(name, lists):
            most = "" if one.pair else " or more" if one.most_lists is None else f" to {one.most_lists}"
            takers.setdefault(f"{one.least_lists}{most} lists", []).append(name)
    return tuple(f"{', '.join(names)} ({what})" for what, names in takers.items())


def put_first(found: Mapping[str, Estimate], lists: int) -> tuple[str | None, str]:
    """Return which of the estimates of one table is put first by ``RULES``, or None, and why.

    Args:
        found: The estimates by the method's name.
        lists: How many lists the table has; of more than two, the estimate of a pair is not put first.
    """
    order = [name for name in ORDER if lists == 2 or not METHODS[name].pair]
    usable = [name for name in order if name in found and agrees(found[name])]
    if usable:
        name = usable[0]
        passed = [other for other in order[: order.index(name)] if other in found]
        above = f"; above it stand {', '.join(passed)}, refused or with chains that disagree" if passed else ""
        return name, f"{name} is put first: {_reason(name)}{above}"
    shown = [name for name, part in found.items() if part.refused is None]
    if shown:
        return (
            None,
            f"no estimate is put first: of {', '.join(shown)} each assumes one model or is a bound; give bounds as bounds",
        )
    return None, "no estimator gives a number: give the documented count alone, or mend what the refusals name"


def _reason(name: str) -> str:
    if name == "mixture":
        return "its interval holds the doubt about the model, by mixing families of models that each average over their own"
    if name in ("loglinear-average", "latent-class", "decomposable"):
        return "it averages over the models of its family, and no mixture of families could be made"
    if name in ("loglinear-stepwise", "loglinear-bic"):
        return "it chooses among models and carries the choice into its interval"
    return "it rests on one model, and nothing better gives a number"


def _warnings(found: Mapping[str, Estimate], recommended: str | None) -> tuple[str, ...]:
    numbers = {name: part.estimate for name, part in found.items() if part.estimate is not None and agrees(part)}
    warnings = []
    if len(numbers) > 1:
        low, high = min(numbers, key=lambda n: numbers[n] or 0), max(numbers, key=lambda n: numbers[n] or 0)
        if (numbers[high] or 0) > FAR_APART * (numbers[low] or 1):
            warnings.append(
                f"the same records give {numbers[low]:,.0f} ({low}) to {numbers[high]:,.0f} ({high}): the model, not the sampling, is the "
                "doubt"
            )
    best = None if recommended is None else found[recommended]
    if best is not None and best.low is not None:
        above = [n for n, v in numbers.items() if best.high is not None and v is not None and v > best.high]
        if above:
            warnings.append(f"above the interval of {recommended} lie {', '.join(above)}")
    disagreeing = [name for name, part in found.items() if part.diagnosis.get("rhat", 1.0) > HIGHEST_RHAT]
    if disagreeing:
        warnings.append(f"the chains of {', '.join(disagreeing)} disagree (R-hat above {HIGHEST_RHAT}): not to be used")
    return tuple(warnings)


def _diagnosis(part: Estimate) -> str:
    words = []
    for name, value in part.diagnosis.items():
        if isinstance(value, bool) or not isinstance(value, int | float | np.number):
            continue
        words.append(f"{name} {value:.4g}")
    return ", ".join(words[:4])


def _shown(number: float | None) -> str:
    return "none" if number is None else f"{number:,.0f}"
