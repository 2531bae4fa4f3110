"""`undercount evaluate SET`: how well prose is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from undercount.read.prose.measure.attribution import ScoredAttributions
    from undercount.read.prose.measure.gold import Refused
    from undercount.read.prose.measure.scoring import Scored
    from undercount.read.prose.reader import ProseReader


@click.command(name="text")
@click.argument("given", metavar="SET", type=click.Path(path_type=Path))
@click.option("--first", type=click.IntRange(min=1), default=None, help="Only so many texts, from the beginning.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def command(given: Path, first: int | None, as_json: bool) -> None:
    """Score the readers of prose: on SET, a table of texts with known numbers, or on a study by its own judgements.

    A set is a CSV or JSON Lines file, gzipped or not, with a column text (or notes, summary) and columns killed (or fatalities, nkill),
    injured (or nwound) or children; or JSON Lines of articles with marked attributions. Each text is read by rules and by patterns alone.
    A column hedge (or killed_hedge, injured_hedge, children_hedge: exactly, at-least, at-most, about, between, vague) parts the scores by
    hedge. An empty number is one that nobody knows; a number that is no whole number is rejected, and named.

    \b
    Examples:
      undercount evaluate coded-notes.csv
      undercount evaluate aleppo-2016
    """
    if given.is_dir():
        _study(given, as_json)
        return
    from undercount.cli.console import out, print_json
    from undercount.read.prose.measure.attribution import is_attributed
    from undercount.read.prose.reader import ProseReader

    readers = {"rules": ProseReader(), "patterns": ProseReader(parse=False)}
    pipeline = readers["rules"].pipeline
    if pipeline is not None:
        _ = pipeline.nlp  # loaded before anything is timed
    scored = (_attributions if is_attributed(given) else _numbers)(given, first, readers)
    if as_json:
        rejected = [asdict(one) for one in scored.refused]
        print_json({**{name: one.as_json() for name, one in scored.found.items()}, "rejected": rejected})
        return
    if pipeline is None:
        out.print(
            "English is read by patterns alone here: install the extra nlp (make extras) to have its sentences parsed.",
            style="yellow",
        )
    _print(scored)
    for name, speed in scored.speeds.items():
        out.print(f"{name}: {speed}", soft_wrap=True)
    _print_refused(scored.refused)


@dataclass(frozen=True)
class _Scored:
    """What each reader did on a set: how many texts, the results, what the measures are called, how fast it was, and what was rejected."""

    texts: int
    found: Mapping[str, Scored | ScoredAttributions]
    words: Mapping[str, str]
    speeds: Mapping[str, str]
    refused: Sequence[Refused] = ()


def _numbers(given: Path, first: int | None, readers: Mapping[str, ProseReader]) -> _Scored:
    """Score the numbers that readers find in texts."""
    from undercount.cli.console import progress
    from undercount.read.prose.measure.gold import read_set
    from undercount.read.prose.measure.rows import WORDS
    from undercount.read.prose.measure.scoring import scored

    read = read_set(given)
    golds = read.golds[:first]
    with progress() as report:
        found = {name: scored(golds, one, partial(report, f"reading by {name}")) for name, one in readers.items()}
    speeds = {name: f"{one.per_second:,.0f} texts a CPU second" for name, one in found.items()}
    return _Scored(len(golds), found, WORDS, speeds, read.refused)


def _attributions(given: Path, first: int | None, readers: Mapping[str, ProseReader]) -> _Scored:
    """Score who is found to say what."""
    from undercount.cli.console import progress
    from undercount.read.prose.measure.attribution import MEASURES, read_articles, scored_attributions

    articles = read_articles(given)[:first]
    with progress() as report:
        found = {
            name: scored_attributions(articles, one.pipeline, partial(report, f"reading by {name}"))
            for name, one in readers.items()
        }
    speeds = {
        name: f"{one.words / max(one.parse_seconds + one.rule_seconds, 1e-9):,.0f} words a CPU second"
        for name, one in found.items()
    }
    return _Scored(len(articles), found, MEASURES, speeds)


def _print(scored: _Scored) -> None:
    from rich.table import Table

    from undercount.cli.console import out
    from undercount.counted import counted
    from undercount.read.prose.measure.rows import rows

    table = Table(box=None, pad_edge=False)
    table.add_column(counted(scored.texts, "text"), overflow="fold")
    table.add_column("of which", overflow="fold")
    table.add_column("of", justify="right")
    for name in scored.found:
        table.add_column(name, justify="right")
        table.add_column("95 %", justify="right")
    for row in rows({name: one.scores for name, one in scored.found.items()}, scored.words):
        table.add_row(*row)
    out.print(table)


def _print_refused(refused: Sequence[Refused]) -> None:
    """Say which values of a set were rejected: each row by its number, and how many in all."""
    from undercount.cli.console import out
    from undercount.cli.plain import plain
    from undercount.counted import counted

    if not refused:
        return
    said = counted(
        len(refused), "value of the set was rejected and counts", "values of the set were rejected and count"
    )
    out.print(f"{said} nowhere:", style="yellow")
    for one in refused[:_MOST]:
        out.print(plain(f"  {one}"), soft_wrap=True)
    if len(refused) > _MOST:
        out.print(f"  … and {len(refused) - _MOST:,} more; --json prints all of them", style="dim")


_MOST = 20
"""So many rejected values are printed."""


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
