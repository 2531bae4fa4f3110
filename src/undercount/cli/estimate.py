"""`undercount estimate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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
@click.option(
    "--json/--text",
    "as_json",
    default=None,
    help="Print the estimates as JSON, or as a table; by default JSON where the output is piped and else a table.",
)
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
    as_json: bool | None,
) -> None:
    """Estimate from TABLE, a table of capture histories, how many persons no list names. No study is needed.

    TABLE is CSV, TSV or a workbook with one column for each list, 1 where the list names the person and 0 where it does not, and a
    column `count` of persons with that history; without such a column each row is one person.

    An estimate that the data cannot bear is refused in a sentence, and the others are still made. The exit status is 0 also where every
    method refused; whoever reads the JSON sees it in `refused`.

    Output that is piped is JSON: a list of estimates, stratum by stratum and then the total. `recommended` is true for the one that the
    comparison puts first for those persons, and for none where methods were named with --method.

    \b
    Examples:
      undercount estimate capture.csv --lists EXH,ABA,OSCE,HRW
      undercount estimate capture.csv --lists EXH,ABA,OSCE,HRW --by year,sex --method decomposable
      undercount estimate capture.csv --lists EXH,ABA --method chapman --json
      undercount estimate capture.csv --text | less
    """
    import sys

    from undercount.cli.console import out, print_json, progress
    from undercount.cli.estimates import answers, as_plain, spoken, spoken_all
    from undercount.count.estimators.compare import outside
    from undercount.errors import CountError
    from undercount.read.captures import read_captures
    from undercount.study.captures import has_counts, histories_of, unused_lists
    from undercount.study.estimators import estimated

    captured = read_captures(table)
    try:
        histories = histories_of(captured, _words(lists) or None, by=_words(by), count=count, merge=merge)
        with progress() as report, _compiling():
            found = estimated(
                histories, methods, level=level, seed=seed, without_refused=without_refused, report=report
            )
    except CountError as error:
        others = {*_words(by), count or "count"}
        raise type(error)(spoken(str(error), _like_lists(captured.columns, others))) from None
    found = spoken_all(found)
    if as_json or (as_json is None and not sys.stdout.isatty()):
        print_json(as_plain(found, lists=len(histories.lists), named=bool(methods)))
        return
    out.print(
        answers(
            captured.name,
            histories,
            found,
            rows=len(captured.rows),
            counted=has_counts(captured, count),
            unused=unused_lists(captured, histories.lists, by=histories.by, count=count),
            left_out=() if methods else outside(len(histories.lists)),
        )
    )


def _like_lists(columns: Mapping[str, Sequence[str]], others: set[str]) -> list[str]:
    from undercount.count.estimators.tables import like_a_list

    return [name for name, column in columns.items() if name not in others and like_a_list(column)]


@contextmanager
def _compiling() -> Iterator[None]:
    """Say once on a terminal's error stream, when something is compiled, why the first run takes longer than all others."""
    from numba.core import event

    from undercount.cli.console import err

    class Once(event.Listener):
        said = not err.is_terminal

        def on_start(self, _event: event.Event) -> None:
            if not self.said:
                self.said = True
                err.print("the first run compiles the estimators, which takes about half a minute")

        def on_end(self, _event: event.Event) -> None:
            pass

    with event.install_listener("numba:compile", Once()):
        yield
