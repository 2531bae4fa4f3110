"""`undercount read`."""

from __future__ import annotations

from pathlib import Path

import click

_MOST_REJECTS = 5


@click.command(name="read")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--by", default=None, help="Who reads; by default your user name.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(study: Path, by: str | None, as_json: bool) -> None:
    """Turn the items of STUDY into claims: tables by their mapping, claim sheets row by row.

    Every row is read or rejected; what was rejected stands in build/reports/rejected.csv with file, row, column, value, rule and remedy.

    \b
    Example:
      undercount read aleppo-2016
    """
    from rich.table import Table

    from undercount.cli.console import now, out, print_json, progress, who
    from undercount.cli.plain import plain
    from undercount.study.reading import read

    with progress() as report:
        found = read(study, at=now(), by=who(by), report=report)
    if as_json:
        print_json(found.as_json())
        found.need_all()
        return
    tables = [one for one in found.readings if one.id]
    table = Table(box=None, pad_edge=False)
    table.add_column("table or claim sheet", overflow="fold")
    table.add_column("read by", overflow="fold")
    for name in ("rows", "read", "rejected", "claims", "cells left out"):
        table.add_column(name, justify="right")
    for one in tables:
        numbers = (one.rows, one.read, one.rejected, one.claims, one.warned)
        table.add_row(plain(one.name), plain(one.reader), *(f"{n:,}" for n in numbers))
    if tables:
        out.print(table)
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
    out.print(f"\nNext: undercount build {study}", soft_wrap=True)
