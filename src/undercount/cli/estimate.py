"""`undercount estimate`."""

from __future__ import annotations

from pathlib import Path

import click


def _words(given: tuple[str, ...]) -> list[str]:
    """Return the words of an option that may be given several times and hold commas."""
    return [word.strip() for text in given for word in text.split(",") if word.strip()]


def _methods(_ctx: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> list[str]:
    if not given:
        return []
    from undercount.count.estimators.methods import entry
    from undercount.errors import CountError

    try:
        return [entry(word).name for word in _words(given)]
    except CountError as error:
        raise click.BadParameter(str(error)) from None


def _level(_ctx: click.Context, _parameter: click.Parameter, given: float) -> float:
    if not 0 < given < 1:
        raise click.BadParameter(
            f"the level of an interval lies between 0 and 1; it is {given:g}: give for example 0.95"
        )
    return given


@click.command(name="estimate")
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "--lists", multiple=True, metavar="A,B,…", help="The columns that are lists; by default all that are nothing else."
)
@click.option(
    "--by", multiple=True, metavar="COLUMN,…", help="Columns that part the persons: an estimate for each part."
)
@click.option(
    "--method",
    "methods",
    multiple=True,
    metavar="NAME,…",
    callback=_methods,
    help="Estimators by name, such as decomposable,latent-class; by default all that apply, the one to trust first.",
)
@click.option(
    "--level", type=float, default=0.95, metavar="SHARE", callback=_level, help="The intervals' nominal probability."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, metavar="NUMBER", help="What random draws start from.")
@click.option(
    "--count", default="", metavar="COLUMN", help="The column of counts; by default `count`, else a row is a person."
)
@click.option("--merge", is_flag=True, help="Add up rows that have the same history.")
@click.option(
    "--without-refused", is_flag=True, help="Add up the parts that have an estimate; those left out are named."
)
@click.option("--json", "as_json", is_flag=True, help="Print the estimates as JSON; so it is when the output is piped.")
def command(
    table: Path,
    lists: tuple[str, ...],
    by: tuple[str, ...],
    methods: list[str],
    level: float,
    seed: int,
    count: str,
    merge: bool,
    without_refused: bool,
    as_json: bool,
) -> None:
    """Estimate from TABLE, a table of capture histories, how many persons no list names. No study is needed.

    TABLE is CSV, TSV or a workbook with one column for each list, 1 where the list names the person and 0 where it does not, and a
    column `count` of persons with that history; without such a column each row is one person.

    An estimate that the data cannot bear is refused in a sentence, and the others are still made.

    \b
    Examples:
      undercount estimate capture.csv --lists EXH,ABA,OSCE,HRW
      undercount estimate capture.csv --lists EXH,ABA,OSCE,HRW --by year,sex --method decomposable
      undercount estimate capture.csv --lists EXH,ABA --method chapman --json
    """
    import sys

    from undercount.cli.console import out, print_json, progress
    from undercount.cli.estimates import answers
    from undercount.read.captures import read_captures
    from undercount.study.captures import has_counts, histories_of, unused_lists
    from undercount.study.estimators import estimated, plain

    captured = read_captures(table)
    histories = histories_of(captured, _words(lists) or None, by=_words(by), count=count, merge=merge)
    with progress() as report:
        found = estimated(histories, methods, level=level, seed=seed, without_refused=without_refused, report=report)
    results = [plain(one) for one in (*found.strata, *found.totals)]
    if as_json or not sys.stdout.isatty():
        print_json(results)
    else:
        unused = unused_lists(captured, histories.lists, by=histories.by, count=count)
        rows, counted = len(captured.rows), has_counts(captured, count)
        out.print(answers(captured.name, histories, found, rows=rows, counted=counted, unused=unused))
