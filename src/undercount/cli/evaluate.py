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

    from undercount.counted import counted
    from undercount.study.evaluation import JUDGED_NOTE, gone_words, rows_of, undecided_words

    told = found.as_json()
    key = told["key"]
    known = f"The key knows {key['records']:,} of {counted(len(found.key.keys), 'record')}."
    parts: list[RenderableType] = [
        Text(f"{known}{gone_words(key['gone'])}{undecided_words(told['undecided'])}"),
        Text(""),
        _table("what was found", rows_of(told)),
        *([Text(f"{JUDGED_NOTE}\n", style="dim")] if told["alone"] is not None else [Text("")]),
        *(Text(line) for line in _errors(told)),
        *([Text(""), _rules(told["blocking"])] if told["blocking"]["true"] else []),
        Text(""),
        _table("two lists", [(" and ".join(one["lists"]), one) for one in told["by_lists"]]),
        Text(""),
        _table("a record lacks", [(one["missing"], one) for one in told["by_missing"]]),
        Text("In brackets: 95 % intervals.", style="dim"),
        Text(""),
        Text(f"The worst errors, side by side and with names: open {found.folder / 'evaluation.html'} in a browser."),
    ]
    return Group(*parts)


def _errors(told: Mapping[str, Any]) -> tuple[str, str]:
    from undercount.counted import counted

    blocking, missed, lost = told["blocking"], told["missed"], sum(told["missed"].values())
    share = f": {_share(blocking['recall'])} {_interval(blocking['recall_interval'])}" if blocking["true"] else ""
    why = [("by blocking", "blocking"), ("by the model", "model"), ("for a nearer record", "rival")]
    reasons = ", ".join(f"{missed[part]:,} {words}" for words, part in why if missed[part])
    wrong = counted(told["false"], "pair is", "pairs are")
    gone = counted(lost, "true pair was", "true pairs were")
    return (
        f"Blocking compared {blocking['found']:,} of {counted(blocking['true'], 'true pair')}{share}.",
        f"Errors: {wrong} wrongly one person; {gone} missed{f' ({reasons})' if lost else ''}.",
    )


def _rules(blocking: Mapping[str, Any]) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("compared since both share", overflow="fold")
    for name in ("true pairs found", "recall", "by it alone"):
        table.add_column(name, justify="right")
    for rule in blocking["rules"]:
        table.add_row(
            rule["rule"], f"{rule['found']:,}", _share(rule["found"] / blocking["true"]), f"{rule['alone']:,}"
        )
    return table


def _table(what: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(what, overflow="fold")
    for name in ("right", "found", "true", "precision", "recall", "F1"):
        table.add_column(name, justify="right")
    for name, one in rows:
        counts = (f"{one[key]:,}" for key in ("right", "found", "true"))
        shares = (f"{_share(one[key])}\n{_interval(one[f'{key}_interval'])}" for key in ("precision", "recall", "f1"))
        table.add_row(name, *counts, *shares)
    return table


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}".replace("%", " %")


def _interval(ends: Sequence[float] | None) -> str:
    return "" if ends is None else f"({ends[0] * 100:.1f}–{ends[1] * 100:.1f} %)"
