"""`undercount evaluate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undercount.cli.evaluate_text import command as text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from undercount.study.evaluation import Evaluated


class _SetOrPart(click.Group):
    """A group whose first word, where it names no command, is a set of texts or a study."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = next((word for word in args if not word.startswith("-")), None)
        if named is not None and named not in self.commands:
            args = ["text", *args]
        return super().parse_args(ctx, args)


@click.group(name="evaluate", cls=_SetOrPart)
def command() -> None:
    """Say how good what the program proposes is, by what somebody knows otherwise.

    `undercount evaluate SET` scores the readers of prose on texts with known numbers, `undercount evaluate STUDY` by the study's own
    judgements, and `undercount evaluate link STUDY` the linkage of lists.
    """


command.add_command(text)


@command.command(name="link")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--truth",
    required=True,
    type=click.Path(path_type=Path),
    metavar="KEY",
    help="A table that says who is who: list, id and key, or list_1, id_1, list_2 and id_2.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def link(study: Path, truth: Path, as_json: bool) -> None:
    """Score the linkage of STUDY's lists of persons by a key: precision, recall and F1 of pairs and of persons.

    A pair counts where the key knows both records. The worst errors stand in build/link/evaluation.html, with names.

    \b
    Example:
      undercount evaluate link aleppo-2016 --truth key.csv
    """
    from undercount.cli.console import out, print_json, progress
    from undercount.study.evaluation import evaluate_study

    with progress() as report:
        found = evaluate_study(study, truth, report=report)
    if as_json:
        print_json(found.as_json())
        return
    out.print(_shown(found), soft_wrap=True)


def _shown(found: Evaluated) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    told = found.as_json()
    key, blocking = told["key"], told["blocking"]
    gone = f" {key['gone']:,} rows of the key name records that no list has now." if key["gone"] else ""
    missed = told["missed"]
    parts: list[RenderableType] = [
        Text(f"The key knows {key['records']:,} of {len(found.key.keys):,} records.{gone}"),
        Text(""),
        _table("what was found", [("pairs of records", told["pairs"]), ("whole persons", told["persons"])]),
        Text(""),
        Text(
            f"Blocking compared {blocking['found']:,} of {blocking['true']:,} true pairs: {_share(blocking['recall'])} "
            f"({_interval(blocking['recall_interval'])})."
        ),
        Text(
            f"Errors: {told['false']:,} pairs are wrongly one person; {sum(missed.values()):,} true pairs were missed, "
            f"{missed['blocking']:,} by blocking, {missed['model']:,} by the model, {missed['rival']:,} for a nearer record."
        ),
    ]
    if told["undecided"]:
        parts.append(Text(f"{told['undecided']:,} pairs that were found are undecided by the key, and count nowhere."))
    parts += [
        Text(""),
        _table("two lists", [(" and ".join(one["lists"]), one) for one in told["by_lists"]]),
        Text(""),
        _table("a record lacks", [(one["missing"], one) for one in told["by_missing"]]),
        Text(""),
        Text(f"The worst errors, side by side and with names: open {found.folder / 'evaluation.html'} in a browser."),
    ]
    return Group(*parts)


def _table(what: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(what, overflow="fold")
    for name in ("right", "found", "true", "precision", "recall", "F1", "95 % interval"):
        table.add_column(name, justify="right")
    for name, one in rows:
        counts = (f"{one[key]:,}" for key in ("right", "found", "true"))
        shares = (_share(one[key]) for key in ("precision", "recall", "f1"))
        table.add_row(name, *counts, *shares, _interval(one["f1_interval"]))
    return table


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}".replace("%", " %")


def _interval(ends: Sequence[float]) -> str:
    return f"{ends[0] * 100:.1f}–{ends[1] * 100:.1f} %"
