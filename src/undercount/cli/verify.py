"""`undercount verify`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="verify")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--key", "keys", multiple=True, help="A public key to trust instead of those in study.toml; may be given again."
)
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
def command(study: Path, keys: tuple[str, ...], as_json: bool) -> None:
    """Check STUDY: every entry, proof and signature of the ledger, every captured byte, every built file, every figure's certificate.

    Prints facts and ends with status 0, or names what is wrong and ends with status 1. It proves that what was recorded is unaltered
    and that the figures follow from it; it does not prove that a claim is true.

    \b
    Example:
      undercount verify aleppo-2016
    """
    from undercount.cli.console import out, print_json, progress
    from undercount.study.verify import verify

    with progress() as report:
        facts = verify(study, keys=keys, report=report)
    if as_json:
        print_json(facts.as_json())
        return
    for line in facts.sentences():
        out.print(line if line.startswith("Note: ") else f"✓ {line}", soft_wrap=True)
