"""`undercount demo`."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import which

import click


@click.command(name="demo")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
def command(folder: Path) -> None:
    """Build the built-in example, a fictional city under siege, in FOLDER (default: demo), and explain what came out.

    Everything in it is invented, so the true numbers are known and stand beside what is documented.
    """
    from undercount.cli.console import now, out, progress
    from undercount.cli.show import figures_table
    from undercount.study.demo import demo

    with progress() as report:
        shown = demo(folder, at=now(), report=report)
    out.print(figures_table(shown.figures))
    for line in shown.sentences():
        out.print(line, soft_wrap=True)
    if which("undercount") is None:
        here = Path(sys.argv[0]).parent
        out.print(f'\nTo type the command as `undercount`: export PATH="{here.resolve()}:$PATH"', soft_wrap=True)
