"""`undercount new`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="new")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    help="Folder for the private key; by default undercount/keys in your data folder.",
)
@click.option(
    "--origin",
    help="Name under which checkpoints are signed; by default undercount/, the folder's name and some random digits.",
)
def command(study: Path, keys: Path | None, origin: str | None) -> None:
    """Make STUDY: a folder with commented settings, empty registers, and an empty ledger with a key of its own.

    The private key is kept outside the study, so that who gets a copy of the study cannot sign for it.

    \b
    Example:
      undercount new aleppo-2016
    """
    from undercount.cli.console import keys_in, out
    from undercount.study.create import create

    made = create(study, keys=keys_in(keys), origin=origin)
    out.print(f"Made the study {made.root}.", soft_wrap=True)
    out.print(
        f"Its private key is {made.key}: keep it safe and out of the study; with it you sign checkpoints.",
        soft_wrap=True,
    )
    out.print("\nNext:", style="bold")
    out.print(
        f"  1. edit {made.root}/study.toml (your questions) and {made.root}/things/*.csv (places, actors, sources)",
        soft_wrap=True,
    )
    out.print(f"  2. undercount add {made.root} FILES --carrier SOURCE --published 2016-12-13", soft_wrap=True)
    out.print(f"  3. undercount read {made.root}", soft_wrap=True)
    out.print(f"  4. undercount build {made.root}", soft_wrap=True)
