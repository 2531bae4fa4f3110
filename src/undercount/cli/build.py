"""`undercount build`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="build")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--by", default=None, help="Who builds; by default your user name.")
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    help="Folder of the private key; by default undercount/keys in your data folder.",
)
@click.option("--no-site", is_flag=True, help="Compute tables and figures only.")
def command(study: Path, by: str | None, keys: Path | None, no_site: bool) -> None:
    """Compute everything in STUDY from its ledger: tables, figures and the site, all in build/.

    What is in build/ can be deleted and comes back byte for byte. A signed checkpoint records what was built.

    \b
    Example:
      undercount build aleppo-2016
    """
    from undercount.cli.console import keys_in, now, out, progress, who
    from undercount.cli.show import figures_table
    from undercount.study.build import build

    with progress() as report:
        built = build(study, at=now(), by=who(by), keys=keys_in(keys), with_site=not no_site, report=report)
    out.print(figures_table(built.figures))
    for line in built.sentences():
        out.print(line, soft_wrap=True)
