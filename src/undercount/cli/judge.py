"""`undercount judge`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from undercount.ledger import Entry

DECISIONS = ("accept", "correct", "grade", "reject", "set-aside")
"""The decisions on one claim. Redacting has no command yet: what a command cannot carry out it must not record."""

VERDICTS = ("same", "different", "unsure")
"""The decisions on two records of lists."""


@click.command(name="judge")
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("target", required=False)
@click.argument("decision", type=click.Choice((*DECISIONS, *VERDICTS)), required=False)
@click.option("--because", default=None, help="The reason, in words; needed for every decision but those of a sheet.")
@click.option(
    "--set", "values", multiple=True, metavar="FIELD=VALUE", help="For correct and grade: the new value of a field."
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path),
    help="A filled pair sheet of `undercount link --pairs`, in the place of TARGET and DECISION: all its verdicts are recorded, or none.",
)
@click.option(
    "--unchanged",
    is_flag=True,
    help="In the place of TARGET and DECISION: judge what newer versions of documents say word for word as in the earlier ones.",
)
@click.option(
    "--by",
    default=None,
    help="Who decides; by default your user name. Of a sheet: who judged it, where no row names a coder.",
)
def command(
    study: Path,
    target: str | None,
    decision: str | None,
    because: str | None,
    values: tuple[str, ...],
    sheet: Path | None,
    unchanged: bool,
    by: str | None,
) -> None:
    """Record a DECISION on TARGET in STUDY. Nothing is overwritten: a later decision supersedes.

    TARGET is a claim's id, or the first letters of it; for same, different and unsure it is two records as "LIST:ID LIST:ID", or two
    incidents as "incident:ID incident:ID". What is
    judged of two records overrides the linkage for ever, until it is judged anew: unsure leaves it to the linkage again.

    \b
    Examples:
      undercount judge aleppo-2016 claim:3fa1 reject --because "counts the same strike twice"
      undercount judge aleppo-2016 claim:3fa1 correct --set low=31 --because "the document says 31"
      undercount judge aleppo-2016 "ministry:1204 ngo:A-77" same --because "one mother, one birthday"
      undercount judge aleppo-2016 --sheet pairs.csv --by amira
      undercount judge aleppo-2016 --unchanged --because "the correction leaves these sentences as they were"
    """
    from undercount.cli.console import now, out, who

    if sheet is not None:
        _refuse_beside_sheet(target, because, values, unchanged)
        _sheet(study, sheet, by=by, at=now())
        return
    if not unchanged and (target is None or decision is None):
        raise click.UsageError(
            "a judgement needs a TARGET and a DECISION, --sheet with a filled pair sheet, or --unchanged: give them"
        )
    if because is None:
        raise click.UsageError("a judgement needs a reason: give it with --because")
    if target is None or decision is None or unchanged:
        _refuse_beside_unchanged(target, values)
        _unchanged(study, because=because, by=who(by), at=now())
        return
    if decision in VERDICTS:
        if values:
            raise click.UsageError(f"the decision {decision!r} takes no --set: leave it out")
        entry, notes = _judge_two(study, target, decision, because=because, by=who(by))
        following = f"undercount link {study}"
    else:
        from undercount.study.judging import judge

        judged = judge(study, target, decision, because=because, values=values, at=now(), by=who(by))
        entry, notes = judged.entry, judged.notes
        following = f"undercount build {study}"
    _note(notes)
    out.print(f"Entry {entry.index}: {decision} {entry.body['target']}. Next: {following}", soft_wrap=True)


def _judge_two(study: Path, target: str, verdict: str, *, because: str, by: str) -> tuple[Entry, tuple[str, ...]]:
    """Record a verdict on two records or two incidents; return the entry and what a person should know of it."""
    from undercount.cli.console import now
    from undercount.study.judging_incidents import judge_incidents, names_incidents
    from undercount.study.judging_pairs import judge_pair

    if names_incidents(target):
        return judge_incidents(study, target, verdict, because=because, at=now(), by=by), ()
    judged = judge_pair(study, target, verdict, because=because, at=now(), by=by)
    return judged.entry, judged.notes


def _note(notes: tuple[str, ...]) -> None:
    from undercount.cli.console import out
    from undercount.cli.plain import plain

    for note in notes:
        out.print(f"! {plain(note)}.", style="yellow", soft_wrap=True)


def _refuse_beside_unchanged(target: str | None, values: tuple[str, ...]) -> None:
    given = [name for name, one in (("TARGET", target), ("--set", values)) if one]
    if given:
        raise click.UsageError(
            f"--unchanged judges all such claims as they were judged; {given[0]} is given too: leave it out"
        )


def _unchanged(study: Path, *, because: str, by: str, at: str) -> None:
    from undercount.cli.console import out
    from undercount.counted import counted
    from undercount.study.judging_unchanged import judge_unchanged

    judged = judge_unchanged(study, because=because, at=at, by=by)
    counts = {one: sum(entry.body["decision"] == one for entry in judged.entries) for one in DECISIONS}
    said = ", ".join(f"{number:,} {decision}" for decision, number in counts.items() if number)
    _note((judged.note,) if judged.note else ())
    made = counted(len(judged.entries), "judgement")
    out.print(f"{made} recorded ({said}), as in the earlier version. Next: undercount build {study}", soft_wrap=True)


def _refuse_beside_sheet(target: str | None, because: str | None, values: tuple[str, ...], unchanged: bool) -> None:
    options = (("TARGET", target), ("--because", because), ("--set", values), ("--unchanged", unchanged))
    given = [name for name, one in options if one]
    if given:
        raise click.UsageError(
            f"--sheet has its own records, verdicts and reasons; {given[0]} is given too: leave it out"
        )


def _sheet(study: Path, sheet: Path, *, by: str | None, at: str) -> None:
    from undercount.cli.console import out, who
    from undercount.counted import counted
    from undercount.study.judging_incidents import is_incident_sheet, judge_incident_sheet
    from undercount.study.judging_pairs import judge_sheet

    record = judge_incident_sheet if is_incident_sheet(sheet) else judge_sheet
    judged = record(study, sheet, at=at, by=who(by), coder=by or "")
    counts = {verdict: sum(entry.body["decision"] == verdict for entry in judged.entries) for verdict in VERDICTS}
    said = ", ".join(f"{number:,} {verdict}" for verdict, number in counts.items() if number)
    _note(judged.notes)
    made, left = counted(len(judged.entries), "judgement"), counted(judged.empty, "row has", "rows have")
    out.print(f"{made} recorded ({said}); {left} no verdict. Next: undercount link {study}", soft_wrap=True)
