"""`undercount releases`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from undercount.link.releases.several import History
    from undercount.link.releases.step import Difference


@click.command(name="releases")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="OLD NEW [NEWER]…")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="COLUMN",
    help="The column of names; several, in order, where a name is spread over them. By default told by the columns' names.",
)
@click.option("--id", "id_column", default="", metavar="COLUMN", help="The column of ids; by default told by its name.")
@click.option("--sex", default="", metavar="COLUMN", help="The column of sexes; by default told by its name.")
@click.option("--birth", default="", metavar="COLUMN", help="The column of dates or years of birth; likewise.")
@click.option("--age", default="", metavar="COLUMN", help="The column of ages; likewise.")
@click.option(
    "--out",
    "target",
    type=click.Path(path_type=Path),
    help="A CSV file to write: a line for each record of either release.",
)
@click.option("--values", is_flag=True, help="Write names, ids and the values that differ into that file as well.")
@click.option(
    "--json/--text",
    "as_json",
    default=None,
    help="Print the counts as JSON, or as a table; by default JSON where the output is piped and else a table.",
)
def command(
    files: tuple[Path, ...],
    names: tuple[str, ...],
    id_column: str,
    sex: str,
    birth: str,
    age: str,
    target: Path | None,
    values: bool,
    as_json: bool | None,
) -> None:
    """Compare releases of one list, oldest first: what is unchanged, corrected, changed, merged, split, removed, added and restored.

    Each is CSV, TSV, XLSX, ODS, JSON Lines or Parquet with a row for each record. The counts add up to the last row of both releases,
    or the command ends with an error. What is printed names nobody.

    Where a column is called otherwise in each release, give one name for each, joined by =. An id joins nothing where its names are not one
    person's. With three releases or more, what was removed and is back counts as restored, not as added.

    \b
    Examples:
      undercount releases list-march.csv list-june.xlsx
      undercount releases list-march.csv list-june.csv --id number --name name_ar --out difference.csv
      undercount releases a.csv b.csv c.csv --birth born=dob=dob
    """
    import sys

    from undercount.cli.console import out, print_json, progress
    from undercount.link.releases import Asked, history, read_releases

    _refuse_target(target, files, values)
    single = {"id": id_column, "sex": sex, "birth": birth, "age": age}
    with progress() as report:
        report("comparing releases", 0, 0)
        releases = read_releases(files, Asked(names, {kind: column for kind, column in single.items() if column}))
        found = history(releases, report)
    if target is not None:
        _write(target, found, values)
    if as_json or (as_json is None and not sys.stdout.isatty()):
        print_json(_plain(found))
        return
    out.print(_shown(found))
    if target is not None:
        out.print(f"Wrote {sum(len(step.lines) for step in found.steps):,} lines to {target}", soft_wrap=True)


def _refuse_target(target: Path | None, files: tuple[Path, ...], values: bool) -> None:
    from undercount.errors import ExportError

    if target is None:
        if values:
            raise click.UsageError("--values says what goes into the file of --out; there is no --out: give both")
        return
    if target.suffix.lower() != ".csv":
        raise ExportError(f"a difference is written as CSV; {target.name!r} does not end in .csv: change its name")
    if any(target.resolve() == file.resolve() for file in files):
        raise ExportError(
            f"a difference must not take the place of a release; {target} is one: give another file to --out"
        )
    if not target.parent.is_dir():
        raise ExportError(
            f"a difference must go into a folder that is there; {str(target.parent)!r} is not: make it first"
        )


def _write(target: Path, found: History, values: bool) -> None:
    from undercount.cli.console import whole_file
    from undercount.link.releases.written import COLUMNS, VALUES, table
    from undercount.read import harmless
    from undercount.study.export_csv import write_rows

    header = (*COLUMNS, *(VALUES if values else ()))
    with whole_file(target) as file:
        rows = ([harmless(cell) for cell in row] for row in table(found, values=values))
        write_rows(file, header, rows, mark=True)


def _plain(found: History) -> dict[str, Any]:
    """Return the counts as plain values."""
    from dataclasses import asdict

    return {
        "releases": [{"file": one.file, "rows": len(one), "columns": asdict(one.roles)} for one in found.releases],
        "steps": [
            {
                "older": {"file": step.old.file, "rows": step.account.old_rows, **_counted(step, old=True)},
                "newer": {"file": step.new.file, "rows": step.account.new_rows, **_counted(step, old=False)},
                "fields": dict(sorted(step.fields().items())),
                "notes": list(step.notes),
            }
            for step in found.steps
        ],
    }


def _counted(step: Difference, *, old: bool) -> dict[str, int]:
    from undercount.link.releases.lines import IN_NEW, IN_OLD

    counts = step.account.old if old else step.account.new
    return {str(outcome): counts[outcome] for outcome in (IN_OLD if old else IN_NEW)}


def _shown(found: History) -> RenderableType:
    """Return the counts as a person reads them."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = []
    for release in found.releases:
        roles = release.roles
        known = [
            ("name", ", ".join(roles.names)),
            ("id", roles.id),
            ("sex", roles.sex),
            ("birth", roles.birth),
            ("age", roles.age),
        ]
        told = "; ".join(f"{kind}: {column}" for kind, column in known if column)
        parts.append(Text(f"{release.file}: {len(release):,} rows ({told})", style="dim"))
    for step in found.steps:
        parts += [Text(""), Text(f"{step.old.file} → {step.new.file}", style="bold"), _table(step), *_sums(step)]
    return Group(*parts)


def _table(step: Difference) -> RenderableType:
    from rich.table import Table

    from undercount.link.releases.lines import IN_NEW, IN_OLD, Outcome

    table = Table(box=None, pad_edge=False)
    table.add_column("what became of the record")
    table.add_column("rows before", justify="right")
    table.add_column("rows after", justify="right")
    account = step.account
    for outcome in Outcome:
        if account.old[outcome] or account.new[outcome]:
            before = f"{account.old[outcome]:,}" if outcome in IN_OLD else ""
            table.add_row(str(outcome), before, f"{account.new[outcome]:,}" if outcome in IN_NEW else "")
    table.add_row("all", f"{account.old_rows:,}", f"{account.new_rows:,}", style="bold")
    return table


def _sums(step: Difference) -> list[RenderableType]:
    from rich.text import Text

    before, after = step.account.sums()
    fields = ", ".join(f"{field} {times:,}" for field, times in step.fields().most_common())
    return [
        Text(f"✓ before: {before}"),
        Text(f"✓ after:  {after}"),
        *([Text(f"Fields that differ: {fields}")] if fields else []),
        *(Text(f"· {note}", style="dim") for note in step.notes),
    ]
