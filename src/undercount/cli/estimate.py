"""`undercount estimate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from undercount.cli.engines import engine_of, engine_options
from undercount.cli.estimate_options import (
    not_done,
    refuse_contradictions,
    refuse_one_part,
    refuse_twice,
    words,
)

if TYPE_CHECKING:
    from undercount.count.estimators.histories import CaptureHistories
    from undercount.read.captures import CaptureTable
    from undercount.study.estimators import Estimated
    from undercount.study.mixing import Choice, Versions


def _methods(_ctx: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> list[str]:
    if not given:
        return []
    from undercount.count.estimators.methods import entry
    from undercount.errors import CountError

    try:
        return [entry(word).name for word in words(given)]
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
    help="Estimators by name, such as decomposable,latent-class; by default all that apply, the one to trust first. The names are chapman, "
    "lincoln-petersen, chao, sample-coverage, m0, mt, mh-chao, mh-poisson2, mh-darroch, mh-gamma3.5, mth-chao, mth-poisson2, mth-darroch, "
    "mth-gamma3.5, loglinear-bic, loglinear-aic, loglinear, loglinear-average, loglinear-stepwise, decomposable, no-highest-order, "
    "latent-class, mixture.",
)
@click.option(
    "--level", type=float, default=0.95, metavar="SHARE", callback=_level, help="The intervals' nominal probability."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, metavar="NUMBER", help="What random draws start from.")
@click.option(
    "--count", default="", metavar="COLUMN", help="The column of counts; by default `count`, else a row is a person."
)
@click.option(
    "--linkage",
    default="",
    metavar="COLUMN,…[:WEIGHT]",
    help="Columns whose labels are several linkages of the same records, which are mixed and not added up; and a column with the weight of "
    "each, by default equal.",
)
@click.option(
    "--replicates",
    default="",
    metavar="COLUMN",
    help="The column whose labels are imputations of the same records, which are combined and not added up.",
)
@click.option(
    "--rule",
    type=click.Choice(["mixture", "verdata"]),
    default=None,
    help="How imputations are combined: their draws mixed (the default), or by Rubin's rules as verdata does.",
)
@click.option("--merge", is_flag=True, help="Add up rows that have the same history.")
@click.option(
    "--without-refused", is_flag=True, help="Add up the parts that have an estimate; those left out are named."
)
@click.option("--no-total", is_flag=True, help="Leave the total of the parts out, as where one part holds another.")
@engine_options
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
    linkage: str,
    replicates: str,
    rule: str | None,
    merge: bool,
    without_refused: bool,
    no_total: bool,
    engine: str,
    master: str | None,
    as_json: bool | None,
) -> None:
    """Estimate from TABLE, a table of capture histories, how many persons no list names. No study is needed.

    TABLE is CSV, TSV or a workbook with one column for each list, 1 where the list names the person and 0 where it does not, and a
    column `count` of persons with that history; without such a column each row is one person.

    An estimate that the data cannot bear is refused in a sentence, and the others are still made. The exit status is 0 also where every
    method refused; whoever reads the JSON sees it in `refused`.

    Output that is piped is JSON: a list of estimates, stratum by stratum and then the total. `recommended` is true for the one that the
    comparison puts first for those persons, and for none where methods were named with --method. With --linkage or --replicates,
    `versions` holds the estimate of each, and `variance` of the diagnosis which part of the variance comes from where.

    A Ctrl-C while parts are estimated prints those that are finished, names the others, and ends with the status 130.

    \b
    Examples:
      undercount estimate capture.csv --lists EXH,ABA,OSCE,HRW
      undercount estimate capture.csv --lists EXH,ABA,OSCE,HRW --by year,sex --method decomposable
      undercount estimate capture.csv --lists EXH,ABA --method chapman --json
      undercount estimate capture.csv --by year --linkage threshold:weight --method loglinear-average
      undercount estimate capture.csv --by place --engine spark --master spark://host:7077
      undercount estimate capture.csv --text | less
    """
    from undercount.errors import CountError
    from undercount.read.captures import read_captures
    from undercount.study.mixing import Choice
    from undercount.study.spoken import COMMAND, spoken

    refuse_contradictions(by, linkage, replicates, rule, without_refused=without_refused, no_total=no_total)
    refuse_one_part(engine, by, linkage, replicates)
    place = engine_of(engine, master)
    choice = Choice(methods, level, seed, rule or "mixture", without_refused, not no_total, place)
    captured = read_captures(table)
    try:
        answer = _answer(captured, lists, by, count, linkage, replicates, merge, choice)
    except CountError as error:
        others = {*words(by), count or "count"}
        raise type(error)(spoken(str(error), COMMAND, _like_lists(captured.columns, others))) from None
    _print(captured, answer, as_json)
    if answer.undone:
        from undercount.cli.commands import say

        raise SystemExit(say(not_done(answer.undone), status=130))


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what is to be printed.

    Args:
        histories: What the table holds.
        counted: Whether a row is a history with its count.
        found: What the estimators say.
        unused: Columns of 0 and 1 that were not named.
        named: Whether a person named the methods.
        persons: How many persons there are, in words, where the lists' sizes are no numbers of persons; else empty.
        undone: The strata that were not done when a person stopped the work, by method.
    """

    histories: CaptureHistories
    counted: bool
    found: Estimated
    unused: tuple[str, ...]
    named: bool
    persons: str
    undone: Mapping[str, tuple[str, ...]]


def _answer(
    captured: CaptureTable,
    lists: tuple[str, ...],
    by: tuple[str, ...],
    count: str,
    linkage: str,
    replicates: str,
    merge: bool,
    choice: Choice,
) -> Answer:
    from undercount.cli.console import progress
    from undercount.cli.estimate_versions import Asked, versions_in, without_weight
    from undercount.study.captures import has_counts, histories_of, unused_lists
    from undercount.study.estimators import Unfinished, estimated
    from undercount.study.mixing import Mixing, parts_alone
    from undercount.study.spoken import COMMAND, spoken_all

    asked = Asked.of(captured.columns, linkage, replicates)
    refuse_twice({"--by": words(by), "--linkage": asked.linkage, "the weight of --linkage": [asked.weight],
                   "--replicates": asked.replicates, "--lists": words(lists), "--count": [count]})  # fmt: skip
    bare = without_weight(captured, asked)
    histories = histories_of(bare, words(lists) or None, by=[*words(by), *asked.columns], count=count, merge=merge)
    versions = versions_in(histories, captured, asked) if asked.columns else None
    undone: Mapping[str, tuple[str, ...]] = {}
    try:
        with progress() as report, _compiling():
            found = (
                Mixing(versions, choice).run(report)
                if versions is not None
                else estimated(
                    histories,
                    choice.methods,
                    level=choice.level,
                    seed=choice.seed,
                    without_refused=choice.without_refused,
                    place=choice.place,
                    report=report,
                )
            )
    except Unfinished as stopped:
        found, undone = stopped.found, stopped.undone
    if not choice.total:
        found = parts_alone(found)
    return Answer(
        histories,
        has_counts(captured, count),
        spoken_all(found, COMMAND),
        unused_lists(bare, histories.lists, by=histories.by, count=count),
        bool(choice.methods),
        _persons(histories, versions, choice),
        undone,
    )


def _persons(histories: CaptureHistories, versions: Versions | None, choice: Choice) -> str:
    """Return how many persons there are where rows may hold the same persons again: in versions, or in parts that have no total."""
    if versions is not None:
        return versions.words if choice.total else f"{len(versions.flat):,} versions of {len(versions.strata):,} parts"
    return "" if choice.total else f"{len(histories.keys):,} parts"


def _print(captured: CaptureTable, answer: Answer, as_json: bool | None) -> None:
    import sys

    from undercount.cli.console import out, print_json
    from undercount.cli.estimates import answers, as_plain
    from undercount.count.estimators.compare import outside

    lists = len(answer.histories.lists)
    if as_json or (as_json is None and not sys.stdout.isatty()):
        print_json(as_plain(answer.found, lists=lists, named=answer.named))
        return
    out.print(
        answers(
            captured.name,
            answer.histories,
            answer.found,
            rows=len(captured.rows),
            counted=answer.counted,
            persons=answer.persons,
            unused=answer.unused,
            left_out=() if answer.named else outside(lists),
        )
    )


def _like_lists(columns: Mapping[str, Sequence[str]], others: set[str]) -> list[str]:
    from undercount.count.estimators.tables import like_a_list

    return [name for name, column in columns.items() if name not in others and like_a_list(column)]


@contextmanager
def _compiling() -> Iterator[None]:
    """Say once on a terminal's error stream, when something is compiled, why the first run takes longer than all others."""
    from undercount.cli.console import err

    if not err.is_terminal:
        yield
        return
    from numba.core import event

    class Once(event.Listener):
        said = False

        def on_start(self, _event: event.Event) -> None:
            if not self.said:
                self.said = True
                err.print("the first run compiles the estimators, which takes about half a minute")

        def on_end(self, _event: event.Event) -> None:
            pass

    with event.install_listener("numba:compile", Once()):
        yield
