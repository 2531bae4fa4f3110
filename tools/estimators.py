"""Write the reference of the estimators from their functions and their ``Method`` constants, so that it cannot say anything else."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

import undercount.count
import undercount.count.estimators
from undercount.count.estimators.methods import METHODS, Entry
from undercount.count.estimators.result import Method

KINDS: Mapping[str, tuple[str, ...]] = {
    "A table of capture histories, and what speaks against an estimate": (
        *("CaptureHistories", "facts", "Facts", "Fact", "dependences", "Dependence"),
        *("existence", "Existence", "check_all_two_way", "AllTwoWay"),
    ),
    "Every estimator by its name, side by side": ("estimate", "METHODS", "compare", "Comparison", "Estimate", "Method"),
    "Two lists, bounds, and models of a closed population": (
        *("chapman", "chapman_pairs", "lincoln_petersen", "TwoLists", "chao", "closed", "ClosedFit"),
        *("sample_coverage", "SampleCoverage"),
    ),
    "Log-linear models": (
        *("loglinear", "loglinear_models", "LoglinearModels", "averaged_loglinear"),
        *("stepwise", "stepwise_points", "Stepwise"),
    ),
    "Bayesian models and mixtures": (
        *("decomposable", "GraphAverage", "latent_class", "LatentClasses", "mixture", "Mixture"),
        *("convergence", "Convergence"),
    ),
    "Covariates": ("doubly_robust", "doubly_robust_by", "RobustFit", "RobustStrata"),
    "Identification: what no table can tell": (
        *("no_highest_order", "sensitivity_curve", "SensitivityCurve", "observable", "CellDraws", "ClassDraws"),
    ),
    "Strata, imputations and linkages": (
        *("by_stratum", "StrataEstimate", "Share", "combine_replicates", "combine_strata", "Replicates"),
        *("propagate", "LinkageEstimate"),
    ),
    "Diagnosis": (
        *("internal_consistency", "Consistency", "leave_one_out", "LeaveOneOut", "prior_sensitivity", "Sensitivity"),
        *("predictive_check", "Predictive"),
    ),
    "Simulated tables whose truth is known": ("simulate", "DESIGNS"),
}
"""The public names by what they are for. A name that stands in none of them is put under the last heading."""

CONSTANTS = {
    "METHODS": "Hold every estimator by its name.",
    "DESIGNS": "Hold the simulation designs by name.",
}
"""What the public values that have no docstring of their own are."""

REST = "Others"

REFUSES = {
    "sample_coverage": (
        "fewer than three lists, lists of which no two share anybody, an estimate or a standard error that is not finite, and a total "
        "below the documented count"
    ),
    "decomposable": (
        "where graphs that join lists without a shared person have most of the weight, where the posterior does not vanish for large "
        "totals, and an upper limit beyond a thousand times the documented"
    ),
    "no_highest_order": (
        "an upper limit beyond a thousand times the documented, a total below the documented count, and, for the Wald interval, a history "
        "that nobody has"
    ),
    "latent_class": (
        "where R-hat is above 1.01 or there are fewer than 400 effective draws when the sweeps are spent: the draws stay in the result for "
        "whoever wants to look"
    ),
}
"""When a function refuses, where its docstring does not say it in a clause."""


def estimators() -> str:
    """Return a table of the methods that a command or :func:`undercount.count.estimate` can name; those of one function share a row."""
    known = methods()
    rows: dict[tuple[str, str], list[str]] = {}
    for name, one in METHODS.items():
        rows.setdefault((_called(one), known[name].reference), []).append(name)
    return _table(
        ("method", "function", "lists", "paper"),
        [
            (
                ", ".join(f"`{name}`" for name in named),
                f"`{called}`",
                _lists(METHODS[named[-1]]),
                paper.removesuffix("."),
            )
            for (called, paper), named in rows.items()
        ],
    )


def assumptions() -> str:
    """Return what each method assumes and when it refuses, one part a function."""
    known = methods()
    by_function: dict[str, list[str]] = {}
    for name, one in METHODS.items():
        by_function.setdefault(str(one.function), []).append(name)
    return "\n".join(line for names in by_function.values() for line in _assumed(names, known))


def _assumed(names: list[str], known: Mapping[str, Method]) -> Iterator[str]:
    titles = ", ".join(f"`{name}`" for name in names)
    yield f"**{titles}**" + (f": {known[names[0]].title}\n" if len(names) == 1 else "\n")
    said: dict[str, list[str]] = {}
    for name in names:
        for sentence in known[name].assumptions:
            said.setdefault(_sentence(sentence), []).append(name)
    for sentence, whose in said.items():
        only = "" if len(whose) == len(names) else f" ({', '.join(f'`{name}`' for name in whose)})"
        yield f"- {sentence}{only}"
    one = METHODS[names[0]]
    yield f"- **Refuses** {REFUSES.get(str(one.function)) or refuses(one.call())}.\n"


def refuses(function: Any) -> str:
    """Return when a function refuses, as the ``Returns`` of its docstring says it.

    Raises:
        ValueError: If it does not say it.
    """
    text = inspect.getdoc(function) or ""
    found = re.search(r"^Returns:\n(.*?)(?:\n\n|\Z)", text, re.DOTALL | re.MULTILINE)
    words = " ".join((found[1] if found else "").split())
    said = re.search(r"refus(?:al|ed) ((?:if|where|when) .*?)(?:\.(?:\s|$)|$)", words)
    if said is None:
        raise ValueError(f"the Returns of {function.__name__} must say when it refuses: say it there, or in REFUSES")
    return _plain(said[1])


def names() -> str:
    """Return a table for each kind of public name: the name, and what it answers."""
    lines = []
    for heading, group in grouped().items():
        rows = [(f"`{name}`", _plain(answer(name))) for name in group]
        lines.append(f"### {heading}\n\n{_table(('name', 'what it does'), rows)}")
    return "\n".join(lines)


def grouped() -> dict[str, list[str]]:
    """Return the public names by kind; those of no kind stand under the last heading."""
    public = list(undercount.count.__all__)
    found = {heading: [name for name in group if name in public] for heading, group in KINDS.items()}
    rest = [name for name in public if name not in {one for group in found.values() for one in group}]
    return {**found, **({REST: rest} if rest else {})}


def names_told() -> list[str]:
    """Return every public name that the page tells of."""
    return [name for group in grouped().values() for name in group]


def pictures() -> str:
    """Return a table of the pictures: the function, and what it draws."""
    drawn = import_module("undercount.count.pictures")
    functions = [name for name in drawn.__all__ if inspect.isfunction(getattr(drawn, name))]
    rows = [(f"`{name}`", _plain(_first_line(getattr(drawn, name)))) for name in functions]
    return _table(("picture", "what it draws"), rows)


def answer(name: str) -> str:
    """Return the first line of what a public name says of itself."""
    return CONSTANTS[name] if name in CONSTANTS else _first_line(getattr(undercount.count, name))


def methods() -> dict[str, Method]:
    """Return every ``Method`` of the estimators' modules by its name."""
    package = undercount.count.estimators
    found: dict[str, Method] = {}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(import_module(module.name)).values():
            for one in _held(value):
                found.setdefault(one.name, one)
    return found


def _held(value: Any) -> Iterator[Method]:
    if isinstance(value, Method):
        yield value
    elif isinstance(value, Mapping):
        yield from (one for one in value.values() if isinstance(one, Method))


def _called(one: Entry) -> str:
    if one.function == "closed":
        return "closed(model=…)"
    options = ", ".join(f'{name}="{value}"' for name, value in one.options.items())
    return f"{one.function}({options})" if options else f"{one.function}()"


def _lists(one: Entry) -> str:
    if one.pair:
        return "2, named"
    return f"{one.least_lists} or more" if one.most_lists is None else f"{one.least_lists} to {one.most_lists}"


def _first_line(value: Any) -> str:
    return (inspect.getdoc(value) or "").partition("\n\n")[0].replace("\n", " ")


def _plain(text: str) -> str:
    """Return a docstring's words as Markdown."""
    return re.sub(r":\w+:`~?([^`]+)`", lambda found: f"`{found[1].rpartition('.')[2]}`", text.replace("``", "`"))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].removesuffix('.')}."


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(header)]
    lines += [("---",) * len(lines[0]), *map(tuple, rows)]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
