"""`undercount figure`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="figure")
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the figure as JSON; so it is when the output is piped.")
@click.option(
    "--text", "as_text", is_flag=True, help="Print the figure as a person reads it, even when the output is piped."
)
def command(study: Path, name: str | None, as_json: bool, as_text: bool) -> None:
    """Show the figure NAME of STUDY with its proof and every claim; without NAME, list the figures.

    The figure is computed from the ledger as it is now; nothing is written.

    \b
    Examples:
      undercount figure aleppo-2016
      undercount figure aleppo-2016 killed-east
      undercount figure aleppo-2016 killed-east --json
      undercount figure aleppo-2016 killed-east --text > figure.txt
    """
    import sys

    from undercount.cli.console import out, print_json, progress
    from undercount.cli.show import figures_table, unfolded
    from undercount.study.near_words import repeated_sentence
    from undercount.study.opened import Opened

    if as_json and as_text:
        raise click.UsageError("--json and --text exclude each other: give one")
    json = as_json or not (as_text or sys.stdout.isatty())
    with progress() as report:
        opened = Opened.open(study, report=report)
        names = opened.settings.names() if name is None else [name]
        estimate = json or name is not None  # the list of figures on a terminal shows none
        figures = [opened.figure(one, report=report, estimate=estimate).body for one in names]
    if json:
        print_json(figures[0] if name is not None else figures)
    elif name is None:
        out.print(figures_table(figures))
    else:
        out.print(unfolded(figures[0]))
        copied = repeated_sentence(figures[0], {sha: item.name for sha, item in opened.items.items()})
        if copied:
            out.print(copied, style="yellow", soft_wrap=True)
