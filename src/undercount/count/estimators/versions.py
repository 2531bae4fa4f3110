"""Several versions of the same persons in one table, such as linkages or imputations: they are told apart, never added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from undercount.count.estimators.engine import LOCAL, Engine, Stopped, estimate_each
from undercount.count.estimators.histories import CaptureHistories, Key
from undercount.count.estimators.methods import Report
from undercount.count.estimators.mixture import PARTS, mixed
from undercount.count.estimators.result import Estimate
from undercount.count.estimators.strata import Item, estimate_stratum, strata_estimate
from undercount.count.estimators.totals import StrataEstimate


class StoppedVersions(KeyboardInterrupt):
    """Say that a person stopped the work on several versions, and hold the strata that were finished in all of them.

    Args:
        finished: For each version those strata, which may be none.
        undone: The other strata, each named by its labels; the whole table is named by nothing.
    """

    def __init__(self, finished: Sequence[StrataEstimate], undone: Sequence[str]) -> None:
        super().__init__()
        self.finished = tuple(finished)
        self.undone = tuple(undone)


def versions_of(histories: CaptureHistories, columns: Sequence[str]) -> dict[Key, CaptureHistories]:
    """Return each version of the persons as a table of its own, by the version's labels; the other columns part its strata.

    Args:
        histories: A table that is parted by the columns, among others.
        columns: Those that tell the versions apart.
    """
    place = [histories.by.index(name) for name in columns]
    others = [number for number, name in enumerate(histories.by) if name not in columns]
    by = tuple(histories.by[number] for number in others)
    rows: dict[Key, list[int]] = {}
    for row, key in enumerate(histories.keys):
        rows.setdefault(tuple(key[number] for number in place), []).append(row)
    found = {}
    for version, chosen in rows.items():
        table = histories.table[chosen]
        held = table.sum(axis=0) > 0
        keys = tuple(tuple(histories.keys[row][number] for number in others) for row in chosen)
        found[version] = CaptureHistories(
            histories.lists, histories.patterns[held], table[:, held].copy(), by, keys, histories.stratum
        )
    return found


def estimate_versions(
    versions: Sequence[CaptureHistories],
    method: str,
    *,
    level: float = 0.95,
    seed: int = 1,
    known: Mapping[str, Sequence[StrataEstimate]] | None = None,
    place: Engine = LOCAL,
    report: Report | None = None,
) -> tuple[StrataEstimate, ...]:
    """Estimate each stratum of each version by itself, in one batch.

    Args:
        versions: The versions' tables, parted by the same columns or by none.
        method: The estimator's name.
        level: The intervals' nominal probability.
        seed: What the random streams start from, besides the data.
        known: What other methods gave for the same versions: a mixture of them need not make them anew.
        place: Where they are worked on.
        report: Called after each estimate.

    Returns:
        The strata of each version; one stratum without labels where there are none.

    Raises:
        CountError: If there is no such method, the level is not between 0 and 1, or Spark is not there.
        StoppedVersions: If a person stops it.
    """
    tables = [table.split() for table in versions]
    items = [Item(table, method, level, seed, True, {}) for part in tables for table in part]
    before = _mixed(items, known or {}) if method == "mixture" else {}
    left = [number for number in range(len(items)) if number not in before]
    stopped = False
    try:
        made: Sequence[Estimate | None] = estimate_each(
            estimate_stratum,
            [items[number] for number in left],
            cores=place.cores,
            engine=place.name,
            master=place.master,
            session=place.session,
            report=report,
        )
    except Stopped as stop:
        made, stopped = stop.found, True
    every = {**before, **dict(zip(left, made, strict=True))}
    flat = iter([every[number] for number in range(len(items))])
    found = [[next(flat) for _ in part] for part in tables]
    if stopped:
        raise _stopped(versions, tables, found, method, level, seed)
    return tuple(
        strata_estimate(method, table, part, one, level=level, seed=seed)
        for table, part, one in zip(versions, tables, found, strict=True)
    )


def _mixed(items: Sequence[Item], known: Mapping[str, Sequence[StrataEstimate]]) -> dict[int, Estimate]:
    """Return the mixtures whose parts are known: those of tables in which every list names somebody, so that none is left out."""
    if not set(PARTS) <= known.keys():
        return {}
    parts = zip(*([one for part in known[name] for one in part.estimates] for name in PARTS), strict=True)
    weights = [1.0] * len(PARTS)
    return {
        number: mixed(item.histories, one, weights, level=item.level, seed=item.seed)
        for number, (item, one) in enumerate(zip(items, parts, strict=True))
        if item.histories.sizes.all()
    }


def _stopped(
    versions: Sequence[CaptureHistories],
    tables: Sequence[Sequence[CaptureHistories]],
    found: Sequence[Sequence[Estimate | None]],
    method: str,
    level: float,
    seed: int,
) -> StoppedVersions:
    """Return what of a stopped batch is whole: the strata that every version that has them has finished."""
    pairs = [
        (key, part)
        for table, one in zip(versions, found, strict=True)
        for key, part in zip(table.keys, one, strict=True)
    ]
    undone = {key for key, part in pairs if part is None}
    names = {
        key: table.name
        for one, part in zip(versions, tables, strict=True)
        for key, table in zip(one.keys, part, strict=True)
    }
    finished = []
    for table, part, one in zip(versions, tables, found, strict=True):
        kept = [number for number, key in enumerate(table.keys) if key not in undone]
        some = replace(table, table=table.table[kept].copy(), keys=tuple(table.keys[number] for number in kept))
        whole = [part[number] for number in kept], [one[number] for number in kept]
        finished.append(strata_estimate(method, some, *whole, level=level, seed=seed))
    return StoppedVersions(finished, [names[key] for key in sorted(undone)])
