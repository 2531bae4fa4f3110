"""Each stratum estimated by itself, on the cores of this machine or on Spark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from undercount.count.estimators import joint, stream
from undercount.count.estimators.engine import LOCAL, Engine, Stopped, estimate_each
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import Estimator, Report, check_options, entry, estimate
from undercount.count.estimators.result import Estimate, check_level
from undercount.count.estimators.totals import StrataEstimate
from undercount.errors import CountError, HistoriesError


class StoppedStrata(KeyboardInterrupt):
    """Say that a person stopped the work on a table's strata, and hold those that were finished.

    Args:
        finished: The finished strata by their method; a method that was not begun is not among them.
        undone: The strata that were not, by method, each named by its labels.
    """

    def __init__(self, finished: Mapping[str, StrataEstimate], undone: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.finished = finished
        self.undone = undone


def by_stratum(
    histories: CaptureHistories,
    method: str | Estimator,
    *,
    level: float = 0.95,
    seed: int = 1,
    cores: int | None = None,
    engine: str = "local",
    master: str = "local[*]",
    session: Any = None,
    empty_lists: str = "drop",
    report: Report | None = None,
    **options: Any,
) -> StrataEstimate:
    """Estimate each stratum by itself.

    Use it where the chance to be listed differs between places, times or groups: one estimate over all of them would then be too low.
    A stratum's result depends on its data and the seed alone: not on its position, the number of cores or the engine.

    Args:
        histories: A table with strata.
        method: The name of an estimator, or its function.
        level: The intervals' nominal probability.
        seed: What the random streams start from, besides each stratum's data.
        cores: How many strata are worked on at once; None for as many as there are cores.
        engine: ``local``, or ``spark`` for strata as Spark tasks.
        master: Spark's master, where a session is to be started.
        session: A running Spark session to use instead.
        empty_lists: ``drop`` leaves out, in each stratum, the lists that name nobody there, and says so; ``refuse`` refuses the stratum.
        report: Called after each stratum.
        options: The estimator's own keyword arguments.

    Returns:
        An estimate for each stratum. One that cannot be estimated is refused in words, and the others are kept.

    Raises:
        CountError: If there is no such method, option, engine or rule for empty lists, the estimator refuses an option's value, or Spark
            is not there.
        StoppedStrata: If a person stops it; it holds the strata that were finished.

    References:
        Sekar and Deming (1949), On a method of estimating birth and death rates and the extent of registration, JASA 44(245):
        strata against unequal chances to be listed.
    """
    check_level(level)
    chosen = entry(method)
    check_options(chosen, options)
    if empty_lists not in ("drop", "refuse"):
        raise CountError(f"empty lists are dropped or refused; {empty_lists!r} is neither: give 'drop' or 'refuse'")
    tables = histories.split()
    items = [Item(table, method, level, seed, empty_lists == "drop", dict(options)) for table in tables]
    try:
        found: Sequence[Estimate | None] = estimate_each(
            estimate_stratum, items, cores=cores, engine=engine, master=master, session=session, report=report
        )
    except Stopped as stopped:
        found = stopped.found
    return strata_estimate(chosen.name, histories, tables, found, level=level, seed=seed)


def strata_estimate(
    method: str,
    histories: CaptureHistories,
    tables: Sequence[CaptureHistories],
    found: Sequence[Estimate | None],
    *,
    level: float,
    seed: int,
) -> StrataEstimate:
    """Return estimates of strata that were made already with joint draws.

    Args:
        method: The estimator's name.
        histories: The table with strata.
        tables: Its strata one by one.
        found: Their estimates; None where a person stopped the work before it was made.
        level: The intervals' nominal probability.
        seed: What the draws are ordered or made from.

    Raises:
        StoppedStrata: If one was not made.
    """
    kept = [
        (key, part, table) for key, part, table in zip(histories.keys, found, tables, strict=True) if part is not None
    ]
    strata = StrataEstimate(
        method,
        histories.by,
        tuple(key for key, _, _ in kept),
        tuple(part for _, part, _ in kept),
        level,
        tuple(
            None if part.refused is not None else joint.draws_of(part, _order(table, seed)) for _, part, table in kept
        ),
    )
    undone = tuple(table.name for table, part in zip(tables, found, strict=True) if part is None)
    if undone:
        raise StoppedStrata({method: strata}, {method: undone})
    return strata


def by_stratum_each(
    histories: CaptureHistories,
    methods: Sequence[str],
    *,
    level: float = 0.95,
    seed: int = 1,
    place: Engine = LOCAL,
    report: Report | None = None,
) -> dict[str, StrataEstimate]:
    """Estimate each stratum by itself with each of several estimators.

    Args:
        histories: A table with strata.
        methods: The names of the estimators.
        level: The intervals' nominal probability.
        seed: What the random streams start from, besides each stratum's data.
        place: Where the strata are worked on.
        report: Called after each stratum.

    Returns:
        The strata's estimates by method.

    Raises:
        CountError: As :func:`by_stratum`.
        StoppedStrata: If a person stops it; it holds what was finished of every method.
    """
    found: dict[str, StrataEstimate] = {}
    every = tuple(table.name for table in histories.split())
    for number, method in enumerate(methods):
        rest = dict.fromkeys(methods[number + 1 :], every)
        try:
            found[method] = by_stratum(
                histories,
                method,
                level=level,
                seed=seed,
                cores=place.cores,
                engine=place.name,
                master=place.master,
                session=place.session,
                report=report,
            )
        except StoppedStrata as stopped:
            raise StoppedStrata({**found, **stopped.finished}, {**stopped.undone, **rest}) from None
        except KeyboardInterrupt:
            raise StoppedStrata(found, {method: every, **rest}) from None
    return found


@dataclass(frozen=True, slots=True)
class Item:
    """Hold what one stratum's estimate needs, so that a task of Spark can be given it.

    Args:
        histories: The stratum's table.
        method: The estimator's name, or its function.
        level: The interval's nominal probability.
        seed: What the random streams start from.
        drop: Whether lists that name nobody here are left out.
        options: The estimator's own keyword arguments.
        report: Told of the progress within the estimate; not on Spark.
    """

    histories: CaptureHistories
    method: str | Estimator
    level: float
    seed: int
    drop: bool
    options: Mapping[str, Any]
    report: Report | None = None


def estimate_stratum(item: Item) -> Estimate:
    """Estimate one stratum; refuse in words, with its name, what its data do not allow."""
    histories = item.histories
    empty = [name for name, size in zip(histories.lists, histories.sizes.tolist(), strict=True) if size == 0]
    left = [name for name in histories.lists if name not in empty]
    notes: tuple[str, ...] = ()
    try:
        if item.drop and empty and len(left) >= 2:
            histories = histories.keep_lists(left)
            notes = (f"left out, since they name nobody in this stratum: {', '.join(empty)}",)
        elif item.drop and len(left) == 1:
            raise HistoriesError(
                f"an estimate of what the lists missed needs two lists that name somebody (stratum {histories.name}); only "
                f"{left[0]!r} does: join this stratum with another, or give the documented count alone"
            )
        chosen = entry(item.method)
        if chosen.most_lists is not None and not chosen.takes(len(histories.lists)):
            raise HistoriesError(_too_many(chosen.name, chosen.least_lists, chosen.most_lists, histories))
        found = estimate(histories, item.method, level=item.level, seed=item.seed, report=item.report, **item.options)
    except HistoriesError as error:
        return Estimate.refusal(entry(item.method).bare_method(), histories, str(error), level=item.level, notes=notes)
    return replace(found, notes=(*notes, *found.notes)) if notes else found


def _too_many(name: str, least: int, most: int, histories: CaptureHistories) -> str:
    where = histories.where
    return (
        f"{name} takes {least} to {most} lists{where}; there are {len(histories.lists)}: join lists, leave some out, or choose another "
        "method"
    )


def _order(table: CaptureHistories, seed: int) -> np.random.Generator:
    """Return the stream that orders one stratum's draws.

    Its labels go into it: two strata with the same counts have the same draws, which must not rise and fall together.
    """
    return stream.generator(table, seed, "joint", *(f"{column}={label}" for column, label in table.stratum))
