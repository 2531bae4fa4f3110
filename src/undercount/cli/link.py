"""`undercount link`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undercount.cli.engines import engine_of, engine_options

if TYPE_CHECKING:
    from rich.console import RenderableType

    from undercount.cli.console import Report
    from undercount.engine import Engine
    from undercount.study.link import LinkRun


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what a person asks of linking.

    Args:
        study: The study's folder.
        by: Who links.
        pairs: How many pairs are written for judging; 0 for none.
        target: The sheet of pairs to write, or None.
        engine: Where the records of persons are compared.
        model: The model to keep from now on: ``last``, ``new`` or a file; empty to leave it as it is.
    """

    study: Path
    by: str
    pairs: int
    target: Path | None
    engine: Engine
    model: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what one part of linking says.

    Args:
        name: Its name in the JSON.
        plain: What it found as plain values.
        text: What it found as a person reads it.
    """

    name: str
    plain: dict[str, Any]
    text: RenderableType


def persons(asked: Asked, report: Report) -> Shown | None:
    """Link the lists of persons; None where no list is declared."""
    from undercount.cli.console import now
    from undercount.cli.linked import linked_shown
    from undercount.study.link import link_study

    run = link_study(asked.study, at=now(), by=asked.by, model=asked.model, engine=asked.engine, report=report)
    if run is None:
        return None
    written = _write_pairs(run, asked) if asked.target is not None else None
    changes = None if run.changes is None else run.changes.as_json()
    plain = {**run.summary, "changes": changes, "pairs_written": written, "unread_releases": list(run.unread)}
    return Shown("persons", plain, linked_shown(run, str(asked.study), sheet=asked.target, written=written))


def _write_pairs(run: LinkRun, asked: Asked) -> int:
    """Write the pairs that are most worth judging; return how many."""
    from undercount.cli.console import whole_file
    from undercount.study.pair_sheet import pair_sheet

    assert asked.target is not None
    data, number = pair_sheet(run.found, asked.pairs, run.sensitivity)
    with whole_file(asked.target) as file:
        file.write(data)
    return number


def _refuse_target(pairs: int | None, target: Path | None) -> None:
    from undercount.errors import ExportError

    if (pairs is None) != (target is None):
        raise click.UsageError("--pairs says how many pairs, and --out where to write them: give both, or neither")
    if target is None:
        return
    if target.suffix.lower() != ".csv":
        raise ExportError(f"a pair sheet is written as CSV; {target.name!r} does not end in .csv: change its name")
    if not target.parent.is_dir():
        raise ExportError(
            f"a pair sheet must go into a folder that is there; {str(target.parent)!r} is not: make it first"
        )
    if target.exists():
        raise ExportError(
            f"a pair sheet may hold verdicts that nobody recorded yet; {str(target)!r} is there: record them, then remove it or give "
            "another name"
        )


def incidents(asked: Asked, report: Report) -> Shown | None:
    """Join the incidents of the lists; None where there are not two lists with incidents."""
    from rich.text import Text

    from undercount.cli.console import now
    from undercount.link.incidents.pairs import ASK
    from undercount.study.incident_files import join_study, summary_json

    run = join_study(asked.study, at=now(), by=asked.by, report=report)
    if run is None:
        return None
    found, files = run
    asks = found.joined.summary.decisions[ASK]
    copied = f"Pairs for a person to judge: copy {files[1]}, which is written anew each time, and fill in the copy's last columns."
    lines = [*found.sentences(), *([f"{copied} Then: undercount judge {asked.study} --sheet COPY.csv"] if asks else [])]
    return Shown("incidents", summary_json(found), Text("\n".join(lines)))


PARTS: tuple[Callable[[Asked, Report], Shown | None], ...] = (persons, incidents)
"""What linking does, in this order; each part returns None where the study declares nothing for it."""


@click.command(name="link")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--pairs",
    type=click.IntRange(min=1),
    default=None,
    metavar="NUMBER",
    help="Also write a sheet of so many pairs to judge, those first whose verdicts move the study's number most.",
)
@click.option(
    "--out",
    "target",
    type=click.Path(path_type=Path),
    help="The CSV file of --pairs. It holds names: keep it where they may be.",
)
@click.option(
    "--model",
    default="",
    metavar="WHICH",
    help="Link with a saved model, now and later: last for that of the last run, or its file; new trains anew, now and later.",
)
@click.option("--by", default=None, help="Who links; by default your user name.")
@engine_options
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(
    study: Path,
    pairs: int | None,
    target: Path | None,
    model: str,
    by: str | None,
    engine: str,
    master: str | None,
    as_json: bool,
) -> None:
    """Link what STUDY's lists say of the same persons and of the same incidents, and say how sure that is.

    Lists of persons stand in study.toml, a [[list]] block for each; incidents are those of the tables that were read. Judgements in the
    ledger are kept; the same input gives the same files, in build/link/. What is printed names nobody.

    \b
    Examples:
      undercount link aleppo-2016
      undercount link aleppo-2016 --pairs 50 --out pairs.csv
      undercount link aleppo-2016 --model last
      undercount link aleppo-2016 --engine spark --master spark://host:7077
    """
    from undercount.cli.console import out, print_json, progress, who
    from undercount.study.room import need_libraries

    _refuse_target(pairs, target)
    need_libraries()
    asked = Asked(study, who(by), pairs or 0, target, engine_of(engine, master), model)
    with progress() as report:
        shown = [one for one in (part(asked, report) for part in PARTS) if one is not None]
    if not shown:
        from undercount.study.unlinkable import refuse_to_link

        refuse_to_link(study)
    if as_json:
        print_json({one.name: one.plain for one in shown})
        return
    for one in shown:
        out.print(one.text, soft_wrap=True)
