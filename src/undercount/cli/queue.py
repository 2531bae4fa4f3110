"""`undercount queue`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from undercount.cli.proposals import Shown
    from undercount.study.queue import Waiting

WORDS = {
    "values": "the document gives other numbers for the same",
    "readers": "another reader reads it otherwise",
    "many": "ten or more",
    "at-most": "a ceiling",
    "vague": "no number is said",
    "cumulative": "a toll that adds up",
    "pronoun": "the speaker is a pronoun",
    "no-speaker": "nobody is named who says it",
    "uncounted": "taken as feared or as of another time: no figure counts it",
    "undated": "no date",
    "implied": "no word says the number: a noun alone, or a list that is added up",
    "judged": "a judged claim reads it otherwise",
}
"""The reasons to look at a claim, in words."""

DECIDED = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "set-aside": "set aside"}
"""What a person did with a claim that tells the same, in words."""


@click.command(name="queue")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--first", default=10, show_default=True, type=click.IntRange(min=1), help="How many claims to show.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the whole queue as JSON; so it is when the output is piped."
)
def command(study: Path, first: int, as_json: bool) -> None:
    """Show which proposed claims of STUDY wait for a person's judgement, the likeliest to be wrong first.

    The chance that a claim is wrong orders the queue and is no figure. Decide with `undercount judge STUDY CLAIM accept|correct|reject`.

    \b
    Example:
      undercount queue aleppo-2016
    """
    import sys

    from undercount.cli.console import out, print_json, progress
    from undercount.cli.plain import plain
    from undercount.cli.proposals import printed
    from undercount.study.opened import Opened
    from undercount.study.queue import queue

    with progress() as report:
        opened = Opened.open(study, report=report)
        waiting = queue(opened)
    if as_json or not sys.stdout.isatty():
        print_json([one.as_json() for one in waiting])
        return
    earlier = opened.earlier.sentence(study)
    if earlier:
        out.print(plain(f"! {earlier}."), style="yellow", soft_wrap=True)
    if not waiting:
        out.print("No proposed claim waits for a judgement.")
        return
    for part in printed(_together(waiting[:first])):
        out.print(part)
    more = f" (the first {first:,} are shown)" if len(waiting) > first else ""
    again = sum(one.is_said_before for one in waiting)
    last = "The last one tells" if again == 1 else f"The last {again:,} tell"
    said = f" {last} what was judged already and need not be judged again." if again else ""
    out.print(f"\n{len(waiting):,} proposed claims wait for a judgement{more}.{said}", soft_wrap=True)
    judge = f'judge {study} {waiting[0].row.claim[:18]} accept --because "…"'
    out.print(f"Next: undercount {judge if again < len(waiting) else f'build {study}'}", soft_wrap=True)


def _together(waiting: Iterable[Waiting]) -> list[Shown]:
    """Return the claims with those of one passage together, where the first of them stands."""
    from undercount.cli.proposals import Shown
    from undercount.study.copies import AGES
    from undercount.study.positions import start_of
    from undercount.study.rows import plain

    passages: dict[tuple[str, int, str, bool], list[Shown]] = {}
    for one in waiting:
        row = one.row
        start = start_of(json.loads(row.locator))
        copied = f"nearly the same words stand in {one.copied}, which {AGES[one.copied_age]}" if one.copied else ""
        notes = (_judged(one), one.earlier.said() if one.earlier is not None else "", copied, _because(one))
        shown = Shown(one.name, row.claim, row.quote, start, plain(row), one.details, tuple(filter(None, notes)))
        passages.setdefault((row.item, start, row.quote, one.is_said_before), []).append(shown)
    return [one for several in passages.values() for one in several]


def _because(one: Waiting) -> str:
    """Return why a claim should be looked at; one that tells what was judged already need not be."""
    reasons = "; ".join(WORDS[code] + (f" ({_id(one)})" if code == "judged" else "") for code in one.reasons)
    return f"look at it because: {reasons}" if reasons and not one.is_said_before else ""


def _judged(one: Waiting) -> str:
    """Return the claim in which a person judged already what this one tells."""
    if one.before is None or not one.is_said_before:
        return ""
    return f"judged already as {_id(one)} ({DECIDED[one.before.decision]})"


def _id(one: Waiting) -> str:
    return one.before.claim[:18] if one.before is not None else ""
