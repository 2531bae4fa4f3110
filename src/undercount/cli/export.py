"""`undercount export`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="export", short_help="Write the claims as a table.")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx", "geojson", "ucdp"]),
    default="csv",
    show_default=True,
    help="csv, xlsx: a claim sheet; geojson: incidents on a map; ucdp: incidents in the columns of UCDP GED.",
)
@click.option(
    "--out", "target", type=click.Path(path_type=Path), help="The file to write; by default one in STUDY/build/export."
)
def command(study: Path, form: str, target: Path | None) -> None:
    """Write the claims of STUDY so that they can be read back, and say what is not in the file and why.

    A cell that a spreadsheet would run as a formula is made harmless, and comes back as it was.

    \b
    Example:
      undercount export aleppo-2016 --format xlsx --out coded.claims.xlsx
    """
    from undercount.cli.console import out, progress
    from undercount.study.export import export

    with progress() as report:
        written = export(study, form, target, report=report)
    what = "feature" if form == "geojson" else "row"
    out.print(
        f"Wrote {written.rows:,} {what}{'' if written.rows == 1 else 's'} to {written.path}",
        soft_wrap=True,
        markup=False,
    )
    for line in written.sentences:
        out.print(line, soft_wrap=True, markup=False)
