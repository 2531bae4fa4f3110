"""`undercount judge`."""

from __future__ import annotations

from pathlib import Path

import click

DECISIONS = ("accept", "correct", "grade", "reject", "set-aside")
"""The decisions on one claim. Judging pairs and redacting have no command yet: what a command cannot carry out it must not record."""


@click.command(name="judge")
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("target")
@click.argument("decision", type=click.Choice(DECISIONS))
@click.option("--because", required=True, help="The reason, in words.")
@click.option(
    "--set", "values", multiple=True, metavar="FIELD=VALUE", help="For correct and grade: the new value of a field."
)
@click.option("--by", default=None, help="Who decides; by default your user name.")
def command(study: Path, target: str, decision: str, because: str, values: tuple[str, ...], by: str | None) -> None:
    """Record a DECISION on TARGET (a claim's id, or the first letters of it) in STUDY. Nothing is overwritten: a later decision supersedes.

    \b
    Examples:
      undercount judge aleppo-2016 claim:3fa1 reject --because "counts the same strike twice"
      undercount judge aleppo-2016 claim:3fa1 correct --set low=31 --because "the document says 31"
    """
    from undercount.cli.console import now, out, who
    from undercount.study.judging import judge

    entry = judge(study, target, decision, because=because, values=values, at=now(), by=who(by))
    out.print(f"Entry {entry.index}: {decision} {entry.body['target']}. Next: undercount build {study}", soft_wrap=True)
