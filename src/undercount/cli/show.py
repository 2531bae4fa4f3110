"""Figures on the terminal: a table of all, and one unfolded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from undercount.counted import counted, denies_any
from undercount.record import vocabulary

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
    for name in ("at least", "one wrong", "two wrong", "at most"):
        table.add_column(name, justify="right", overflow="fold")
    table.add_column("status", no_wrap=True)
    table.add_column("judged", justify="right", overflow="fold")
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
    parts += _proposed(figure)
    parts += _proof(figure)
    parts += _conflicts(figure)
    parts += _denials(figure)
    parts += _methods(figure)
    parts += _estimate(figure)
    parts += _groups(figure)
    parts += _claims(figure)
    ledger = figure["ledger"]
    parts += [
        Text(
            f"judged {one['verdict']} by {one['coder']}: {one['left']} and {one['right']}"
            + (f" ({one['because']})" if one["because"] else ""),
            style="dim",
        )
        for one in figure["incident_judgements"]
    ]
    parts += [Text(f"left out: {line['en']}", style="yellow") for line in figure["left_out"]]
    parts.append(Text(f"ledger: {ledger['size']:,} entries, root {ledger['root']}", style="dim"))
    return Group(*parts)


def _proposed(figure: Mapping[str, Any]) -> list[RenderableType]:
    """Return what of the claims nobody has judged: how many count, and how many would bear on the question and count nothing."""
    open_ = [claim["admitted"] for claim in figure["claims"] if claim["standing"] == "proposed"]
    counting, waiting = sum(open_), len(open_) - sum(open_)
    lines: list[RenderableType] = []
    if counting:
        said = counted(counting, "claim that counts is", "claims that count are")
        lines.append(Text(f"{said} only proposed: no person has judged {'it' if counting == 1 else 'them'}.", "yellow"))
    if waiting:
        said = counted(waiting, "proposed claim waits", "proposed claims wait")
        lines.append(Text(f"{said} for a person and {'counts' if waiting == 1 else 'count'} nothing here.", "yellow"))
    return [*lines, Text("")] if lines else []


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
    unit = vocabulary("unit").terms[figure["unit"]].en
    for number, conflict in enumerate(figure["conflicts"], 1):
        head = f"Dispute {number}: these claims cannot all be true, and miss by {conflict['misses_by']} {unit}:"
        parts.append(Text(head, style="yellow"))
        for claim in conflict["claims"]:
            parts += _claim(by_id[claim], False)
        following = figure["conflicts"][number] if number < len(figure["conflicts"]) else None
        if following is not None and following["resolutions"] == conflict["resolutions"]:
            continue
        for resolution in conflict["resolutions"]:
            who = Counter(_whose(by_id[c]) for c in resolution["without"])
            without = ", ".join(name if n == 1 else f"{name} ({n} claims)" for name, n in who.items())
            outcome = f"at least {count(resolution['low'])}, at most {count(resolution['high'])}"
            more = len(resolution["without"]) > 1
            parts.append(Padding(Text(f"if {without} {'are' if more else 'is'} wrong: {outcome}"), (0, 0, 0, 2)))
        if any(len(resolution["without"]) > 1 for resolution in conflict["resolutions"]):
            parts.append(
                Padding(
                    Text("Where several are named, one alone would leave others that clash.", style="dim"), (0, 0, 0, 2)
                )
            )
        parts.append(Text(""))
    return parts


def _denials(figure: Mapping[str, Any]) -> list[RenderableType]:
    """Return who denies, among the admitted claims."""
    denying = [
        claim
        for claim in figure["claims"]
        if claim["admitted"] and claim["stance"] == "denies" and claim["role"] != "repetition"
    ]
    if not denying:
        return []
    said = counted(len(denying), "admitted claim is a denial", "admitted claims are denials")
    who = ", ".join(dict.fromkeys(_whose(claim) for claim in denying))
    return [Text(f"{said} ({who}): a denial counts nobody, and the sum does not say who is right.", "yellow"), Text("")]


def _methods(figure: Mapping[str, Any]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for key, name in (("reported_range", "reported range"), ("best_sum", "best sum")):
        for row in (figure.get(key) or {}).get("lists", []):
            numbers = ", ".join(f"{k.replace('_', ' ')} {v:,}" for k, v in row.items() if isinstance(v, int))
            parts.append(Text(f"{name} of the list {row['list']}: {numbers} (a separate method, not a bound)"))
    return [*parts, Text("")] if parts else []


def _estimate(figure: Mapping[str, Any]) -> list[RenderableType]:
    estimate = figure["estimate"]
    if estimate is None:
        return []
    from undercount.cli.estimates import facts_shown, results_shown

    sizes = ", ".join(f"{one['list']} {one['persons']:,}" for one in estimate["lists"])
    chosen = "".join(f", where {column} is {' or '.join(cells)}" for column, cells in estimate["where"].items())
    what = f"{estimate['rows']:,} rows, {estimate['persons']:,} persons on {len(estimate['lists'])} lists ({sizes})"
    parts: list[RenderableType] = [
        Text("What the lists missed: an estimate beside the bounds, which stay as they are", style="bold"),
        Text(f"from {_basis(estimate)}{chosen}: {what}"),
        Text(estimate["beside"]["en"]),
        *([] if estimate["linkage"] is None else [Text(estimate["linkage"]["words"]["en"])]),
        Text(""),
        *facts_shown(estimate["facts"]),
    ]
    results = [*estimate["strata"], *estimate["results"]]
    recommended, because = estimate["recommended"] or "", estimate["because"] or ""
    return [
        *parts,
        *results_shown(results, recommended=recommended, because=because, warnings=estimate["warnings"]),
        Text(""),
    ]


def _basis(estimate: Mapping[str, Any]) -> str:
    """Return what an estimate is made from: a captured table, or linked lists."""
    if estimate["linkage"] is None:
        return f"{estimate['name']} (SHA-256 {estimate['item'][:16]}…)"
    linkage = estimate["linkage"]
    return f"the linked lists {estimate['name']} ({linkage['draws']:,} drawn linkages)"


def said(claim: Mapping[str, Any]) -> str:
    """Return the numbers of a claim in short."""
    if denies_any(claim["stance"], claim["phrase"] or ""):
        return "that there were any"
    numbers = [
        (word, claim[key]) for key, word in (("low", "≥"), ("best", ""), ("high", "≤")) if claim[key] is not None
    ]
    if len({n for _, n in numbers}) == 1 and any(word == "" for word, _ in numbers):
        return f"{numbers[0][1]:,}"
    if not numbers:
        return "that there were any" if claim["stance"] == "denies" else "no number"
    return " ".join(f"{word}{n:,}" for word, n in numbers)


def _whose(claim: Mapping[str, Any]) -> str:
    """Return whose a claim is: its origin, and the speaker through whom it is known, where that is another."""
    origin, speaker = claim["origin"], claim["speaker"]
    return f"{origin} through {speaker}" if origin and origin != speaker else str(speaker)


def _claims(figure: Mapping[str, Any]) -> list[RenderableType]:
    rows = figure["claims"]
    if not rows:
        return [Text("No claim of the study says anything about this question.")]
    certificate = figure["certificate"]
    carrying = {t["claim"] for side in ("low", "high") for t in certificate[side] or ()}
    order = {"both": 1, "floor": 1, "ceiling": 1, "none": 2, "repetition": 3}

    def place(claim: Mapping[str, Any]) -> int:
        return 0 if claim["id"] in carrying else 4 if not claim["admitted"] else order[claim["role"]]

    parts: list[RenderableType] = [Text("Claims, those that carry the proof first:", style="bold")]
    for claim in sorted(rows, key=place)[:_MOST]:
        parts += _claim(claim, claim["id"] in carrying)
    if len(rows) > _MOST:
        parts.append(Text(f"… and {len(rows) - _MOST:,} more claims; --json prints all of them", style="dim"))
    return [*parts, Text("")]


def _claim(claim: Mapping[str, Any], carrying: bool) -> list[RenderableType]:
    denied = "denies: " if claim["stance"] == "denies" else ""
    via = "" if claim["carrier"] == claim["speaker"] else f" in {claim['carrier']}"
    axes = (claim["sex"], claim["age"], claim["status"])
    facts = (
        claim["when"],
        ", ".join(claim["places"]),
        " ".join(part for part in (*axes, *claim["targets"]) if part),
        f"by {', '.join(claim['actors'])}" if claim["actors"] else "",
        claim["grade"],
        claim["role"] if claim["admitted"] else "set aside",
        claim["id"][:14],
    )
    head = Text("● " if carrying else "○ ", style="bold")
    head.append(f"{_whose(claim)}{via}: {denied}{said(claim)}", style="bold" if carrying else "")
    head.append(" · ".join(("", *(fact for fact in facts if fact))), style="dim")
    lines: list[RenderableType] = [head]
    quote = claim["quote"] or claim["note"]
    if quote:
        lines.append(Padding(Text(f"“{quote}”"), (0, 0, 0, 2)))
    if claim["set_aside_because"]:
        lines.append(Padding(Text(claim["set_aside_because"], style="dim"), (0, 0, 0, 2)))
    return lines


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
