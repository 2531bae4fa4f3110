"""Estimates on the terminal: one table, then in words what was refused, what to know, what is assumed, and the papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from undercount.study.spoken import COMMAND, spoken

if TYPE_CHECKING:
    from undercount.count.estimators.checks import Fact
    from undercount.count.estimators.histories import CaptureHistories
    from undercount.count.estimators.result import Estimate
    from undercount.study.estimators import Estimated

_MANY = 12
"""If there is more to say of strata than this, what is alike is said once, and refused strata stand below the table alone."""

_NAMED = 6
"""How many strata are named one by one."""

Result = Mapping[str, Any]
"""One estimate as plain values, as ``Estimate.as_json`` gives it."""

_KNOWN = (
    ("rhat", "R-hat"),
    ("ess", "effective draws"),
    ("model", "model"),
    ("terms", "model"),
    ("missing_information", "from imputation"),
)
"""What of a diagnosis stands in the table, with what it is called there."""

_FORMS = {"rhat": ".3f", "missing_information": ".0%"}
"""How numbers of it are written that are no whole numbers."""


def answers(
    name: str,
    histories: CaptureHistories,
    found: Estimated,
    *,
    rows: int,
    counted: bool,
    persons: str = "",
    unused: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> RenderableType:
    """Return everything that the command says of one table.

    Args:
        name: The table's name.
        histories: What it holds.
        found: What the estimators say.
        rows: Rows of the table.
        counted: Whether a row is a history with its count, and not a person.
        persons: How many persons it holds, in words, where rows hold the same persons again and the lists have no sizes; else empty.
        unused: Lists of the table that were not named.
        left_out: Methods that the comparison leaves out for the number of lists, with what they take.
    """
    from undercount.study.estimators import plain

    sizes = ", ".join(f"{one} {size:,}" for one, size in zip(histories.lists, histories.sizes.tolist(), strict=True))
    what = "histories with their counts" if counted else "persons"
    head = f"{name}: {rows:,} rows, read as {what}; {persons or f'{histories.documented:,} persons'} on {len(histories.lists)} lists"
    parts: list[RenderableType] = [Text(f"{head} ({', '.join(histories.lists) if persons else sizes}).")]
    if unused:
        parts.append(
            Text(
                f"Columns of 0 and 1 that are not named, {', '.join(unused)}, are not used; who is on them alone is left out."
            )
        )
    if left_out:
        parts.append(Text(f"Left out: {'; '.join(left_out)}."))
    parts.append(Text(""))
    parts += facts_shown(found.facts)
    results = [plain(one) for one in (*found.strata, *found.totals)]
    if not results:
        return Group(*parts, Text("No estimate was finished."))
    return Group(
        *parts, *results_shown(results, recommended=found.recommended, because=found.because, warnings=found.warnings)
    )


def as_plain(found: Estimated, *, lists: int, named: bool) -> list[dict[str, Any]]:
    """Return every estimate as plain values, and whether it is the one to put first for its persons.

    Args:
        found: What the estimators say.
        lists: How many lists the table has.
        named: Whether a person named the methods, so that none is put first.
    """
    from undercount.count.estimators.compare import put_first
    from undercount.study.estimators import plain

    parts: dict[tuple[tuple[str, str], ...], dict[str, Estimate]] = {}
    for one in found.strata:
        parts.setdefault(one.stratum, {})[one.method.name] = one
    first = {stratum: put_first(methods, lists)[0] for stratum, methods in parts.items()}
    results = []
    for one in (*found.strata, *found.totals):
        best = first[one.stratum] if one.stratum else found.recommended
        results.append({**plain(one), **_versions(one), "recommended": not named and one.method.name == best})
    return results


def _versions(one: Estimate) -> dict[str, Any]:
    """Return the estimate of each version that was mixed, if there were several."""
    rows = getattr(one.detail, "versions", None)
    if rows is None:
        return {}
    return {
        "versions": [
            {**row, "refused": None if row["refused"] is None else spoken(row["refused"], COMMAND)} for row in rows()
        ]
    }


def facts_shown(facts: Sequence[Fact] | Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    """Return the facts of a table, the grave ones marked; of many strata, those of one kind in one line."""
    plain: list[Mapping[str, Any]] = [fact if isinstance(fact, Mapping) else asdict(fact) for fact in facts]
    short = sum(bool(fact["stratum"]) for fact in plain) > _MANY
    kinds: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for number, fact in enumerate(plain):
        alike = (fact["code"], "") if short and fact["stratum"] else (fact["code"], str(number))
        kinds.setdefault(alike, []).append(fact)
    lines: list[RenderableType] = []
    for held in kinds.values():
        grave = any(fact["grave"] for fact in held)
        strata = list(dict.fromkeys(fact["stratum"] for fact in held))
        where = f"{_named(strata)}: " if strata[0] else ""
        such = "such as: " if len(held) > 1 else ""
        lines.append(Text(f"{'! ' if grave else '· '}{where}{such}{held[0]['text']}", style="yellow" if grave else ""))
    return [*lines, Text("")] if lines else []


def _named(strata: Sequence[str]) -> str:
    """Return the names of some strata, and how many more there are."""
    shown = "; ".join(strata[:_NAMED])
    more = f" and {len(strata) - _NAMED:,} more" if len(strata) > _NAMED else ""
    return f"in {len(strata):,} strata ({shown}{more})" if len(strata) > 1 else shown


def results_shown(
    results: Sequence[Result], *, recommended: str = "", because: str = "", warnings: Sequence[str] = ()
) -> list[RenderableType]:
    """Return estimates as a table with what belongs to it in words."""
    parts: list[RenderableType] = [Text(f"{_sentence(because)}", style="bold")] if because else []
    parts += [Text(f"! {_sentence(warning)}", style="yellow") for warning in warnings]
    parts += [Text("")] if parts else []
    parts += [_table(results, recommended), *_unlisted(results), Text("")]
    parts += _variance(results)
    refused = [one for one in results if one["refused"] is not None]
    parts += _sentences("Refused", ((one, [one["refused"]]) for one in refused), "yellow")
    parts += _sentences("To know", ((one, tuple(map(_sentence, one["notes"]))) for one in results), "")
    return [*parts, *_papers(results)]


def stratum_words(result: Result) -> str:
    """Return a stratum in words; all persons where it is none."""
    return ", ".join(f"{column}={label}" for column, label in result["stratum"].items()) or "all"


def _table(results: Sequence[Result], recommended: str) -> Table:
    parted = any(one["stratum"] for one in results)
    short = bool(_unlisted(results))
    table = Table(box=None, pad_edge=False)
    if parted:
        table.add_column("stratum", overflow="fold")
    table.add_column("method", no_wrap=True)
    for name in ("documented", "estimate", f"{_level(results)} interval"):
        table.add_column(name, justify="right", overflow="fold")
    table.add_column("what to know", overflow="fold")
    for one in results:
        if short and one["refused"] is not None and one["stratum"]:
            continue
        cells = [stratum_words(one)] if parted else []
        refused = one["refused"] is not None
        numbers = ("–", "refused") if refused else (_number(one["estimate"]), _interval(one))
        style = "dim" if refused else "bold" if one["method"] == recommended and not one["stratum"] else ""
        table.add_row(*cells, one["method"], f"{one['documented']:,}", *numbers, _facts(one), style=style)
    return table


def _unlisted(results: Sequence[Result]) -> list[RenderableType]:
    """Return how many refused estimates the table leaves out."""
    refused = sum(one["refused"] is not None and bool(one["stratum"]) for one in results)
    strata = len({stratum_words(one) for one in results if one["stratum"]})
    if refused <= _MANY:
        return []
    answered = len({stratum_words(one) for one in results if one["stratum"] and one["refused"] is None})
    return [
        Text(
            f"{refused:,} refused estimates are not in the table but below; {answered:,} of {strata:,} strata have one."
        )
    ]


def _variance(results: Sequence[Result]) -> list[RenderableType]:
    """Return which part of each estimate's variance comes from where, of estimates over several versions."""
    split = [one for one in results if one["refused"] is None and "variance" in one["diagnosis"]]
    if not split:
        return []
    table = Table(box=None, pad_edge=False)
    parts = list(split[0]["diagnosis"]["variance"])
    for name in ("stratum", "method"):
        table.add_column(name, overflow="fold")
    for name in parts:
        table.add_column(name, justify="right")
    for one in split:
        shares = one["diagnosis"]["variance"]
        table.add_row(stratum_words(one), one["method"], *(f"{shares[name]:.0%}".replace("%", " %") for name in parts))
    scale = "the logarithm of the number missed" if split[0]["diagnosis"].get("scale") == "log" else "the total"
    return [Text(f"Where the variance of {scale} comes from:", style="bold"), table, Text("")]


def _level(results: Sequence[Result]) -> str:
    levels = {one["level"] for one in results}
    return f"{levels.pop() * 100:g} %" if len(levels) == 1 else ""


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _interval(result: Result) -> str:
    low, high = result["low"], result["high"]
    if low is None and high is None:
        return "–"
    return f"from {_number(low)}" if high is None else f"{_number(low)}–{_number(high)}"


def _facts(result: Result) -> str:
    diagnosis = result["diagnosis"]
    found = []
    for key, name in _KNOWN:
        value = diagnosis.get(key)
        if isinstance(value, float | int) and not isinstance(value, bool):
            found.append(f"{name} {value:{_FORMS.get(key, ',.0f')}}".replace("%", " %"))
        elif isinstance(value, str):
            found.append(f"{name} {value}")
        elif isinstance(value, list) and value:
            found.append(f"{name} {' '.join(map(str, value))}")
    return ", ".join(found)


def _sentences(title: str, said: Iterable[tuple[Result, Sequence[str]]], style: str) -> list[RenderableType]:
    """Return sentences with whom they concern; one that several share stands once, and of many those that differ in numbers alone."""
    told = [(one, sentences) for one, sentences in said if sentences]
    short = len(told) > _MANY and any(one["stratum"] for one, _ in told)
    who: dict[str, list[tuple[Result, str]]] = {}
    for result, sentences in told:
        for sentence in sentences if short else [sentences[0] if len(sentences) == 1 else _joined(sentences)]:
            bare = sentence.replace(f" (stratum {stratum_words(result)})", "") if short else sentence
            who.setdefault(re.sub(r"\d[\d,.]*", "#", bare) if short else sentence, []).append((result, bare))
    lines: list[RenderableType] = [Text(f"{title}:", style="bold")] if who else []
    for held in who.values():
        such = "such as: " if len({bare for _, bare in held}) > 1 else ""
        lines.append(Padding(Text(f"{_concerned(held, short)}: {such}{held[0][1]}", style=style), (0, 0, 0, 2)))
    return [*lines, Text("")] if lines else []


def _concerned(held: Sequence[tuple[Result, str]], short: bool) -> str:
    """Return the methods, and strata, that one sentence concerns."""
    if not short:
        return ", ".join(one["method"] + (f" ({stratum_words(one)})" if one["stratum"] else "") for one, _ in held)
    methods = list(dict.fromkeys(one["method"] for one, _ in held))
    strata = list(dict.fromkeys(stratum_words(one) for one, _ in held))
    return f"{', '.join(methods)} {_named(strata) if len(strata) > 1 else f'({strata[0]})'}"


def _papers(results: Sequence[Result]) -> list[RenderableType]:
    """Return what the methods assume, what all of them do said once, and the papers in short; JSON has them in full."""
    methods = {one["method"]: one for one in results if one["assumptions"]}
    shared = [
        sentence
        for sentence in next(iter(methods.values()), {"assumptions": ()})["assumptions"]
        if len(methods) > 1 and all(sentence in one["assumptions"] for one in methods.values())
    ]
    lines: list[RenderableType] = [Text("What each assumes, and its paper:", style="bold")] if methods else []
    said = {_joined(shared): ["all of them"]} if shared else {}
    for name, one in methods.items():
        papers = ", ".join(re.findall(r"(?:^|; )([^;]*? \(\d{4}\))", one["reference"]))
        words = _joined(sentence for sentence in one["assumptions"] if sentence not in shared)
        said.setdefault(f"{words} {papers}".strip(". ") + ".", []).append(name)
    return [
        *lines,
        *(Padding(Text(f"{', '.join(who)}: {words}", style="dim"), (0, 0, 0, 2)) for words, who in said.items()),
    ]


def _sentence(text: str) -> str:
    """Return words as a sentence; it may begin with the name of a method, which keeps its small letter."""
    return f"{text.removesuffix('.')}."


def _joined(sentences: Iterable[str]) -> str:
    """Return sentences as one line, however each of them ends."""
    return "; ".join(one.removesuffix(".") for one in sentences if one) + "."
