"""Figures on the terminal: a table of all, and one unfolded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

_MOST = 40


def count(value: int | None) -> str:
    """Return a number as people read it; no number is said in words."""
    return "none" if value is None else f"{value:,}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def figures_table(figures: Sequence[Mapping[str, Any]]) -> Table:
    """Return the figures of a study, one a row."""
    table = Table(box=None, pad_edge=False)
    table.add_column("figure", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    for name in ("minimum", "one origin wrong", "two wrong", "maximum"):
        table.add_column(name, justify="right", max_width=12)
    table.add_column("status", no_wrap=True)
    table.add_column("judged", justify="right")
    for figure in figures:
        robust = figure["robust"]
        style = {"disputed": "yellow", "none": "dim"}.get(figure["status"], "")
        table.add_row(
            figure["name"],
            figure["unit"],
            count(figure["low"]),
            count(robust.get("1", 0)),
            count(robust.get("2", 0)),
            count(figure["high"]),
            Text(figure["status"], style=style),
            _share(figure["judged"]),
        )
    return table


def unfolded(figure: Mapping[str, Any]) -> RenderableType:
    """Return one figure with its proof, its claims, what was set aside, and its disputes."""
    parts: list[RenderableType] = [
        Text(figure["title"]["en"], style="bold"),
        Text(figure["question"]["en"], style="dim"),
        Text(figure["admission"]["text"]["en"], style="dim"),
        Text(""),
        figures_table([figure]),
        Text(""),
    ]
    parts += _proof(figure)
    parts += _conflicts(figure)
    parts += _methods(figure)
    parts += _claims(figure)
    parts += _groups(figure)
    ledger = figure["ledger"]
    parts += [Text(f"left out: {line}", style="yellow") for line in figure["left_out"]]
    parts.append(Text(f"ledger: {ledger['size']:,} entries, root {ledger['root']}", style="dim"))
    return Group(*parts)


def _proof(figure: Mapping[str, Any]) -> list[RenderableType]:
    certificate = figure["certificate"]
    lines: list[RenderableType] = []
    for side, name in (("low", "minimum"), ("high", "maximum")):
        words = certificate.get(f"words_{side}")
        if words and certificate[side]:
            lines.append(Text(f"{name}: {words['en']}"))
    return [*lines, Text("")] if lines else []


def _conflicts(figure: Mapping[str, Any]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    by_id = {claim["id"]: claim for claim in figure["claims"]}
    for conflict in figure["conflicts"]:
        parts.append(Text(f"These claims cannot all be true; they miss by {conflict['misses_by']}:", style="yellow"))
        for claim in conflict["claims"]:
            row = by_id[claim]
            parts.append(Text(f"  {claim[:14]} {row['speaker']} {row['stance']}: {said(row)} “{row['quote']}”"))
        table = Table("without", box=None, pad_edge=False)
        table.add_column("minimum", justify="right")
        table.add_column("maximum", justify="right")
        for resolution in conflict["resolutions"]:
            without = ", ".join(f"{c[:14]} ({by_id[c]['speaker']})" for c in resolution["without"])
            table.add_row(without, count(resolution["low"]), count(resolution["high"]))
        parts += [table, Text("")]
    return parts


def _methods(figure: Mapping[str, Any]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for key, name in (("reported_range", "reported range"), ("best_sum", "best sum")):
        for row in (figure.get(key) or {}).get("lists", []):
            numbers = ", ".join(f"{k.replace('_', ' ')} {v:,}" for k, v in row.items() if isinstance(v, int))
            parts.append(Text(f"{name} of the list {row['list']}: {numbers} (a separate method, not a bound)"))
    return [*parts, Text("")] if parts else []


def said(claim: Mapping[str, Any]) -> str:
    """Return the numbers of a claim in short."""
    numbers = [
        (word, claim[key]) for key, word in (("low", "≥"), ("best", ""), ("high", "≤")) if claim[key] is not None
    ]
    if len({n for _, n in numbers}) == 1 and any(word == "" for word, _ in numbers):
        return f"{numbers[0][1]:,}"
    return " ".join(f"{word}{n:,}" for word, n in numbers) or claim["qualifier"]


def _claims(figure: Mapping[str, Any]) -> list[RenderableType]:
    rows = figure["claims"]
    if not rows:
        return [Text("No claim of the study says anything about this question.")]
    table = Table(
        "claim",
        "says",
        "role",
        "speaker",
        "carrier",
        "when",
        "quote, or why it was set aside",
        box=None,
        pad_edge=False,
    )
    for claim in rows[:_MOST]:
        aside = claim["set_aside_because"]
        last = Text(f"set aside: {aside}", style="dim") if aside else Text(claim["quote"] or claim["note"])
        says = ("not " if claim["stance"] == "denies" else "") + said(claim)
        table.add_row(claim["id"][:14], says, claim["role"], claim["speaker"], claim["carrier"], claim["when"], last)
    parts: list[RenderableType] = [table]
    if len(rows) > _MOST:
        parts.append(Text(f"… and {len(rows) - _MOST:,} more claims; --json prints all of them", style="dim"))
    return [*parts, Text("")]


def _groups(figure: Mapping[str, Any]) -> list[RenderableType]:
    groups = figure["groups"]
    if not groups:
        return []
    table = Table(*figure["by"], box=None, pad_edge=False)
    for name in ("minimum", "if one origin is wrong", "maximum"):
        table.add_column(name, justify="right")
    table.add_column("status")
    for group in groups[:_MOST]:
        numbers = (count(group["low"]), count(group["robust"].get("1", 0)), count(group["high"]))
        table.add_row(*group["key"].values(), *numbers, group["status"])
    note = (
        "Minima of groups need not add up to the whole: a claim may lie in the whole and in no one group for certain."
    )
    parts: list[RenderableType] = [table]
    if len(groups) > _MOST:
        parts.append(Text(f"… and {len(groups) - _MOST:,} more groups; --json prints all of them", style="dim"))
    return [*parts, Text(note, style="dim"), Text("")]
