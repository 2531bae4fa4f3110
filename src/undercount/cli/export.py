"""`undercount export`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="export")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "geojson", "ucdp"]), default="csv", show_default=True
)
@click.option(
    "--out", "target", type=click.Path(path_type=Path), help="The file to write; by default STUDY/build/export/."
)
def command(study: Path, form: str, target: Path | None) -> None:
    """Write the claims of STUDY so that they can be read back: csv and xlsx are claim sheets, ucdp has the columns of UCDP GED.

    A cell that a spreadsheet would run as a formula is made harmless, and comes back as it was.

    \b
    Example:
      undercount export aleppo-2016 --format xlsx --out claims.xlsx
    """
    from undercount.cli.console import out, progress
    from undercount.study.export import export

    with progress() as report:
        written = export(study, form, target, report=report)
    out.print(f"Wrote {written.rows:,} rows to {written.path}.", soft_wrap=True)
    for line in written.sentences:
        out.print(line, soft_wrap=True)
