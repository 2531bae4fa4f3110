"""Linked persons on the terminal: what was found list by list, what to look at next, and where the files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from undercount.study.link import LinkRun

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
            f"{told['records']:,} records are {told['persons']:,} persons in the best linkage; drawn linkages have "
            f"{drawn['low']:,} to {drawn['high']:,}.",
            style="bold",
        ),
        Text("Persons by the lists that name them (best linkage):"),
        _overlap(told["overlap"]),
        Text(""),
        *_blocking(told["blocking"]),
        *_judged(told),
        *_changes(run),
        *(Text(f"! {warning}.", style="yellow") for warning in told["warnings"]),
        Text(""),
        *(_next(told, study) if sheet is None else _judge(study, sheet, written or 0)),
        Text(
            f"Files: {run.folder} (victims.csv, pairs.csv, histories.csv, persons.json, link.json); none of them holds a name."
        ),
    ]
    return Group(*parts)


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
    for rule in told["rules"]:
        if rule["pairs"]:
            lines.append(
                Text(
                    f"  {rule['pairs']:,} pairs share {rule['rule']} ({rule['alone']:,} of them nothing else)",
                    style="dim",
                )
            )
    return lines


def _judged(told: Mapping[str, Any]) -> list[RenderableType]:
    judged = told["judgements"]
    lines: list[RenderableType] = []
    if judged["made"]:
        lines.append(Text(f"Judgements in force: {judged['same']:,} same, {judged['different']:,} different."))
    for one in told["agreement"]:
        kappa = "no kappa, since they use one word only" if one["kappa"] is None else f"kappa {one['kappa']:.2f}"
        share = f"{one['share']:.0%}".replace("%", " %")
        lines.append(
            Text(
                f"{' and '.join(one['coders'])} agree on {share} of the {one['pairs']:,} pairs that both judged ({kappa})."
            )
        )
    return lines


def _changes(run: LinkRun) -> list[RenderableType]:
    if run.changes is None:
        return []
    before, now = run.changes.sums()
    renamed = (
        f" ({run.changes.renamed:,} of them under another id: another record founds them now)"
        if run.changes.renamed
        else ""
    )
    return [Text("Victims since the last run:"), Text(f"  ✓ before: {before}"), Text(f"  ✓ now:    {now}{renamed}")]


def _next(told: Mapping[str, Any], study: str) -> list[RenderableType]:
    unsure = sum(one["unsure"] for one in told["pairs"])
    if not unsure:
        return [Text("No pair is unsure. Next: undercount build " + study)]
    pairs = "1 pair is unsure" if unsure == 1 else f"{unsure:,} pairs are unsure"
    return [
        Text(f"{pairs} (probability between 5 and 95 %). To judge those that move the number of persons most:"),
        Text(f"  undercount link {study} --pairs {min(50, unsure)} --out pairs.csv"),
    ]


def _judge(study: str, sheet: Path, written: int) -> list[RenderableType]:
    pairs = "1 pair stands" if written == 1 else f"{written:,} pairs stand"
    return [
        Text(
            f"{pairs} in {sheet}, with names. Write same, different or unsure in the column verdict and why in reason, then:"
        ),
        Text(f"  undercount judge {study} --sheet {sheet}"),
    ]
