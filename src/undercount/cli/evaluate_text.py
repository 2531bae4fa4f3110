"""`undercount evaluate SET`: how well prose is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from undercount.read.prose.measure.scoring import Score


@click.command(name="text")
@click.argument("given", metavar="SET", type=click.Path(path_type=Path))
@click.option("--first", type=click.IntRange(min=1), default=None, help="Only so many texts, from the beginning.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def command(given: Path, first: int | None, as_json: bool) -> None:
    """Score the readers of prose: on SET, a table of texts with known numbers, or on a study by its own judgements.

    A set is a CSV or JSON Lines file, gzipped or not, with a column text (or notes, summary) and columns killed (or fatalities, nkill),
    injured (or nwound) or children. Each text is read by rules and by patterns alone.

    \b
    Examples:
      undercount evaluate coded-notes.csv
      undercount evaluate aleppo-2016
    """
    if given.is_dir():
        _study(given, as_json)
        return
    from undercount.cli.console import out, print_json, progress
    from undercount.read.prose.measure.gold import read_gold
    from undercount.read.prose.measure.scoring import scored
    from undercount.read.prose.reader import ProseReader

    golds = read_gold(given)[:first]
    with progress() as report:
        readers = {"rules": ProseReader(), "patterns": ProseReader(parse=False)}
        found = {name: scored(golds, one, partial(report, f"reading by {name}")) for name, one in readers.items()}
    if as_json:
        print_json({name: one.as_json() for name, one in found.items()})
        return
    if readers["rules"].pipeline is None:
        out.print(
            "English is read by patterns alone here: install undercount[nlp] to have its sentences parsed.",
            style="yellow",
        )
    _print(len(golds), {name: one.scores for name, one in found.items()})
    for name, one in found.items():
        out.print(f"{name}: {one.per_second:,.0f} texts a CPU second", soft_wrap=True)


def _print(texts: int, found: Mapping[str, Sequence[Score]]) -> None:
    from rich.table import Table

    from undercount.cli.console import out
    from undercount.read.prose.measure.rows import rows

    table = Table(box=None, pad_edge=False)
    table.add_column(f"{texts:,} texts", overflow="fold")
    table.add_column("of which", overflow="fold")
    table.add_column("of", justify="right")
    for name in found:
        table.add_column(name, justify="right")
        table.add_column("95 %", justify="right")
    for row in rows(found):
        table.add_row(*row)
    out.print(table)


def _study(study: Path, as_json: bool) -> None:
    from rich.table import Table

    from undercount.cli.console import out, print_json, progress
    from undercount.cli.plain import plain
    from undercount.read.prose.measure.rows import interval
    from undercount.read.prose.measure.scoring import Score
    from undercount.study.opened import Opened
    from undercount.study.own_score import own_scores

    with progress() as report:
        found = own_scores(Opened.open(study, report=report))
    if as_json:
        print_json([one.as_json() for one in found])
        return
    if not found:
        out.print(f"No reader has proposed anything in {study}: run `undercount read {study}`.", soft_wrap=True)
        return
    table = Table(box=None, pad_edge=False)
    for name in (
        "reader",
        "proposed",
        "judged",
        "accepted",
        "precision",
        "95 %",
        "coded by hand",
        "found",
        "recall",
        "95 %",
    ):
        table.add_column(name, justify="left" if name == "reader" else "right", overflow="fold")
    for one in found:
        precision, recall = Score("", "", one.accepted, one.judged), Score("", "", one.found, one.coded)
        shares = [
            (f"{s.share:.2f}", interval(s)) if s.share is not None else ("cannot tell", "") for s in (precision, recall)
        ]
        numbers = [f"{n:,}" for n in (one.proposed, one.judged, one.accepted)]
        table.add_row(plain(one.reader), *numbers, *shares[0], f"{one.coded:,}", f"{one.found:,}", *shares[1])
    out.print(table)
    out.print(
        "Precision: the share of judged proposals that were accepted as they were. Where the queue was followed, the likeliest to be "
        "wrong were judged first, and it is lower than among all. Recall: of the claims that a person coded by hand in the same "
        "documents, how many were proposed too.",
        soft_wrap=True,
    )
