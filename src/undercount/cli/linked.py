"""Linked persons on the terminal: what was found list by list, what to look at next, and where the files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from undercount.counted import counted

if TYPE_CHECKING:
    from undercount.study.link import LinkRun
    from undercount.study.worth_judging import Sensitivity

_SETS = 12


def linked_shown(run: LinkRun, study: str, *, sheet: Path | None, written: int | None) -> RenderableType:
    """Return what a run of linking persons found, as a person reads it.

    Args:
        run: The run.
        study: The study's folder as the person named it.
        sheet: The sheet of pairs that was written, or None.
        written: How many pairs stand in it.
    """
    told = run.summary
    drawn = told["persons_drawn"]
    parts: list[RenderableType] = [
        _lists(told["lists"]),
        Text(""),
        _pairs(told["pairs"]),
        Text(""),
        Text(
            f"{counted(told['records'], 'record is', 'records are')} {counted(told['persons'], 'person')} in the best linkage; "
            f"{counted(told['settings']['draws'], 'drawn linkage')} have {_span(drawn)}.",
            style="bold",
        ),
        Text("Persons by the lists that name them (best linkage):"),
        _overlap(told["overlap"]),
        Text(""),
        *_blocking(told["blocking"]),
        *_model(told),
        *_judged(told),
        *_changes(run),
        *(Text(f"! {warning}.", style="yellow") for warning in (*run.unread, *told["warnings"])),
        Text(""),
        *(_next(told, study) if sheet is None else _judge(study, sheet, written or 0, run.sensitivity)),
        Text(
            f"Files: {run.folder} (victims.csv, pairs.csv, histories.csv, persons.json, link.json); none of them holds a name."
        ),
    ]
    return Group(*parts)


def _span(drawn: Mapping[str, int]) -> str:
    low, high = drawn["low"], drawn["high"]
    return f"{low:,} each" if low == high else f"{low:,} to {high:,}"


def _lists(lists: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("list", no_wrap=True)
    table.add_column("table", overflow="fold")
    for name in ("rows", "left out", "records linked"):
        table.add_column(name, justify="right")
    for one in lists:
        table.add_row(one["list"], one["table"], *(f"{one[key]:,}" for key in ("rows", "left_out", "records")))
    return table


def _pairs(pairs: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("two lists", overflow="fold")
    for name in ("persons on both", "in drawn linkages", "pairs compared", "unsure", "judged"):
        table.add_column(name, justify="right")
    for one in pairs:
        low, high = one["persons_drawn"]["low"], one["persons_drawn"]["high"]
        first, second = one["lists"]
        name = f"{first}, twice" if first == second else f"{first} and {second}"
        spread = f"{low:,}–{high:,}" if low != high else f"{low:,}"
        table.add_row(
            name, f"{one['persons']:,}", spread, *(f"{one[key]:,}" for key in ("compared", "unsure", "judged"))
        )
    return table


def _overlap(overlap: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for one in overlap[:_SETS]:
        lists = one["lists"]
        table.add_row(f"{one['persons']:,}", f"{lists[0]} only" if len(lists) == 1 else " + ".join(lists))
    if len(overlap) > _SETS:
        rest = sum(one["persons"] for one in overlap[_SETS:])
        table.add_row(f"{rest:,}", f"on {len(overlap) - _SETS} other sets of lists, in persons.json")
    return table


def _blocking(told: Mapping[str, Any]) -> list[RenderableType]:
    recall = told["recall"]
    share = (
        "of the true pairs cannot be estimated how many"
        if recall is None
        else f"an estimated {recall:.1%} of the true pairs"
    )
    lines: list[RenderableType] = [
        Text(f"Compared: {told['pairs']:,} of {told['possible']:,} pairs, which hold {share.replace('%', ' %')}.")
    ]
    return [*lines, _rules(told["rules"])]


def _rules(rules: Sequence[Mapping[str, Any]]) -> Table:
    """Return what each rule of blocking finds, and the estimated share of all true pairs that it finds and that no other does."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("pairs compared since both share", overflow="fold")
    for name in ("pairs", "nothing else", "true pairs (est.)", "by it alone"):
        table.add_column(name, justify="right")
    for rule in rules:
        if rule["pairs"]:
            shares = ("–" if rule[key] is None else f"{rule[key]:.1%}".replace("%", " %") for key in ("recall", "adds"))
            table.add_row(rule["rule"], f"{rule['pairs']:,}", f"{rule['alone']:,}", *shares)
    return table


def _model(told: Mapping[str, Any]) -> list[RenderableType]:
    if told["model_is"] != "kept":
        return []
    pairs = f"{told['model']['trained_on']:,} pairs"
    return [
        Text(
            f"Linked with the kept model (things/linkage.json, trained on {pairs}); --model new trains anew on these lists."
        )
    ]


def _judged(told: Mapping[str, Any]) -> list[RenderableType]:
    judged = told["judgements"]
    lines: list[RenderableType] = []
    if judged["made"]:
        lines.append(Text(f"Judgements in force: {judged['same']:,} same, {judged['different']:,} different."))
    lines += [Text(_agreement(one)) for one in told["agreement"]]
    return lines


def _agreement(one: Mapping[str, Any]) -> str:
    from undercount.link.incidents.agreement import agreement_sentence

    return agreement_sentence(one["coders"], one["pairs"], round(one["share"] * one["pairs"]), one["kappa"])


def _changes(run: LinkRun) -> list[RenderableType]:
    if run.changes is None:
        return []
    before, now = run.changes.sums()
    renamed = run.changes.renamed
    told = (
        f" ({counted(renamed, 'of these has', 'of these have')} another id, since another record founds them now)"
        if renamed
        else ""
    )
    return [Text("Victims since the last run:"), Text(f"  ✓ before: {before}"), Text(f"  ✓ now:    {now}{told}")]


def _next(told: Mapping[str, Any], study: str) -> list[RenderableType]:
    unsure, disputed = sum(one["unsure"] for one in told["pairs"]), told["judgements"]["disputed"]
    if not unsure + disputed:
        return [Text("No pair is unsure. Next: undercount build " + study)]
    parts = [f"{counted(unsure, 'pair is', 'pairs are')} unsure (probability between 5 and 95 %)"] if unsure else []
    parts += [f"{counted(disputed, 'pair is', 'pairs are')} disputed"] if disputed else []
    return [
        Text(f"{' and '.join(parts)}. To judge first those that move the study's number most:"),
        Text(f"  undercount link {study} --pairs {min(50, unsure + disputed)} --out pairs.csv"),
    ]


def _judge(study: str, sheet: Path, written: int, of: Sensitivity | None) -> list[RenderableType]:
    moves = "the number of persons on record (moves_persons_by)"
    if of is not None:
        moves = f"the estimate of the figure {of.figure}, by {of.method} (moves_estimate_by, persons)"
    return [
        Text(
            f"{counted(written, 'pair stands', 'pairs stand')} in {sheet}, with names, those first whose verdict is expected to move most "
            f"{moves}. Write same, different or unsure in the column verdict and why in reason, then:"
        ),
        Text(f"  undercount judge {study} --sheet {sheet}"),
    ]
