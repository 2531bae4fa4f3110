"""`undercount read`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from undercount.cli.proposals import Shown
    from undercount.read.prose.model.endpoint import Endpoint
    from undercount.study.account import Reading
    from undercount.study.earlier import Before

_MOST_REJECTS = 5
_MOST_SHOWN = 12


@click.command(name="read")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--endpoint", default=None, metavar="ADDRESS", help="Show the text of documents to a model there, and nowhere else."
)
@click.option("--model", default=None, help="The model, as the endpoint knows it; needed with --endpoint.")
@click.option(
    "--key", default=None, metavar="VARIABLE", help="The variable of the environment that holds the endpoint's key."
)
@click.option("--patience", default=120.0, show_default=True, help="Seconds that one answer of the model may take.")
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="A document whose claims are shown, and the model's only one; all items are read.",
)
@click.option("--by", default=None, help="Who reads; by default your user name.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(
    study: Path,
    endpoint: str | None,
    model: str | None,
    key: str | None,
    patience: float,
    only: tuple[str, ...],
    by: str | None,
    as_json: bool,
) -> None:
    """Turn the items of STUDY into claims: tables by their mapping, claim sheets row by row, prose as proposals.

    Every row is read or rejected; what was rejected stands in build/reports/rejected.csv with file, row, column, value, rule and remedy.
    What is read from prose is only proposed: it counts in no figure until a person has judged it, or the figure's rule says so.
    Nothing leaves this machine unless --endpoint names where to. With --only every item is read all the same: the claims of the documents
    that it names are printed, and, with --endpoint, the model is shown these documents and no other.

    \b
    Examples:
      undercount read aleppo-2016
      undercount read aleppo-2016 --only briefing.txt
      undercount read aleppo-2016 --endpoint http://localhost:8080/v1 --model qwen3-8b
    """
    from undercount.cli.console import now, out, print_json, progress, who
    from undercount.cli.plain import plain
    from undercount.study.reading import read

    asked = _endpoint(endpoint, model, key, patience)
    with progress() as report:
        found = read(study, at=now(), by=who(by), report=report, endpoint=asked, only=only)
    if as_json:
        print_json(found.as_json())
        found.need_all()
        return
    _print_tables([one for one in found.readings if one.id and not one.prose])
    documents = [one for one in found.readings if one.prose]
    _print_prose(
        study,
        [one for one in documents if not only or one.name in only],
        of=sum(one.claims for one in documents),
        before=found.earlier.before,
    )
    texts = [one for one in found.readings if not one.id and one.reader.startswith("text (")]
    if texts:
        out.print(f"\n{len(texts):,} documents have text that can be quoted on a claim sheet.")
    for one in found.readings:
        if not one.id and one not in texts and not one.failed:
            out.print(plain(f"{one.name}: {one.reader}"), style="yellow", soft_wrap=True)
    for line in found.sentences():
        out.print(line, soft_wrap=True)
    for line in found.first_rejects(_MOST_REJECTS):
        out.print(plain(f"  {line}"), style="yellow", soft_wrap=True)
    found.need_all()
    proposed = any(one.prose and one.claims for one in found.readings)
    out.print(f"\nNext: undercount {'queue' if proposed else 'build'} {study}", soft_wrap=True)


def _endpoint(address: str | None, model: str | None, key: str | None, patience: float) -> Endpoint | None:
    import os

    from undercount.read.prose.model.endpoint import Endpoint

    if address is None:
        given = [name for name, one in (("--model", model), ("--key", key)) if one]
        if given:
            raise click.UsageError(
                f"{given[0]} belongs to --endpoint, which is not given: give the address of the model"
            )
        return None
    if not model:
        raise click.UsageError("--endpoint needs --model: give the name of the model as the endpoint knows it")
    if key is not None and not os.environ.get(key):
        raise click.UsageError(
            f"the variable {key} of the environment must hold the endpoint's key; it is empty: set it"
        )
    return Endpoint(address, model, os.environ[key] if key else "", patience)


def _print_tables(tables: list[Reading]) -> None:
    from rich.table import Table

    from undercount.cli.console import out
    from undercount.cli.plain import plain

    if not tables:
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("table or claim sheet", overflow="fold")
    table.add_column("read by", overflow="fold")
    for name in ("rows", "read", "rejected", "claims", "cells left out"):
        table.add_column(name, justify="right")
    for one in tables:
        numbers = (one.rows, one.read, one.rejected, one.claims, one.warned)
        table.add_row(plain(one.name), plain(one.reader), *(f"{n:,}" for n in numbers))
    out.print(table)


def _print_prose(study: Path, documents: list[Reading], *, of: int, before: Mapping[str, Before]) -> None:
    """Print what was proposed, document by document: the first passages with their words underlined, and the counts.

    Args:
        study: The study's folder.
        documents: The documents to show.
        of: How many claims the study's documents propose, whether they are shown or not.
        before: What was decided on the words of some of them in an earlier version of their document.
    """
    from rich.table import Table

    from undercount.cli.console import out
    from undercount.cli.plain import plain
    from undercount.cli.proposals import printed

    if not documents:
        return
    for part in printed(islice(_proposed(study, documents, before), _MOST_SHOWN)):
        out.print(part)
    more = sum(one.claims for one in documents) - _MOST_SHOWN
    if more > 0:
        out.print(f"\n… and {more:,} more; all that wait: undercount queue {study} --first {of}", soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    table.add_column("document", overflow="fold")
    table.add_column("read by", overflow="fold")
    for name in ("proposed", "rejected", "possible misses"):
        table.add_column(name, justify="right")
    for one in documents:
        table.add_row(plain(one.name), plain(one.reader), *(f"{n:,}" for n in (one.claims, one.rejected, one.misses)))
    out.print()
    out.print(table)
    for note in dict.fromkeys(note for one in documents for note in one.notes):
        out.print(plain(note), style="yellow", soft_wrap=True)


def _proposed(study: Path, documents: list[Reading], before: Mapping[str, Before]) -> Iterator[Shown]:
    """Yield what was proposed, in the order of the documents and of their words; with its reader where a document has several."""
    from undercount.cli.proposals import Shown
    from undercount.study.derived import folder_of
    from undercount.study.layout import Layout
    from undercount.study.positions import start_of
    from undercount.study.proposed import proposals_in

    tables = Layout(study).tables
    readers = Counter(one.item for one in documents if one.claims)
    for one in documents:
        by = f"read by {one.reader}" if readers[one.item] > 1 else ""
        for found in proposals_in([folder_of(tables, one.id)]):
            claim = found["claim"]
            flat = {**claim, "edtf": claim["when"]["edtf"]}
            was = before.get(found["id"])
            notes = tuple(filter(None, (by, was.said() if was is not None else "")))
            start = start_of(claim["selectors"])
            yield Shown(one.name, found["id"], claim["quote"], start, flat, found["proposal"], notes)
