"""Estimation: what a figure of ``study.toml`` says of its estimate, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from undercount.errors import CountError, RecordError
from undercount.record import suggest
from undercount.record.figure import Estimation

KEYS = (
    "table",
    "linked",
    "lists",
    "by",
    "where",
    "count",
    "merge",
    "method",
    "level",
    "seed",
    "draws",
    "without_refused",
)
"""What an estimate's table may hold."""

_MOST_DRAWS = 1000
_FOR_EXAMPLE = 'write estimate = { table = "capture.csv", lists = ["a", "b", "c"] }'


def estimation_of(row: Mapping[str, Any], name: str, methods: tuple[str, ...]) -> Estimation | None:
    """Return what a figure's block says of its estimate, or None where none is asked for.

    Args:
        row: The block.
        name: The figure's name.
        methods: The methods that it asks for.

    Raises:
        RecordError: If the estimate has no table, or a setting is unknown or not as it must be.
    """
    asked = row.get("estimate")
    if "estimate" not in methods:
        if asked is None:
            return None
        raise RecordError(
            f'an estimate must be among the methods; figure {name!r} only says from what to make it: add "estimate" to its methods'
        )
    if asked is None:
        raise RecordError(
            f"an estimate needs a table of capture histories, or linked lists; figure {name!r} names none: "
            f"{_FOR_EXAMPLE}, below its methods"
        )
    if not isinstance(asked, Mapping):
        raise RecordError(f"estimate must be a table in curly brackets; it is {asked!r}: {_FOR_EXAMPLE}")
    for key in asked:
        if key not in KEYS:
            raise RecordError(f"estimate knows no setting {key!r}: {suggest(key, KEYS)}")
    if row.get("unit") != "person":
        raise RecordError(
            f'an estimate is a number of persons; figure {name!r} counts {row.get("unit")!r}: ask it with unit = "person"'
        )
    linked = _linked(asked)
    return Estimation(
        table="" if linked else _table(asked),
        lists=_lists(asked),
        by=_words(asked, "by"),
        where=_where(asked),
        count=_text(asked, "count"),
        merge=_yes(asked, "merge"),
        methods=_methods(asked),
        level=_level(asked),
        seed=_seed(asked),
        without_refused=_yes(asked, "without_refused"),
        linked=linked,
        draws=_draws(asked, linked),
    )


def _linked(asked: Mapping[str, Any]) -> bool:
    """Return whether an estimate is made from the study's linked lists."""
    linked = _yes(asked, "linked")
    for key in ("table", "count", "merge"):
        if linked and key in asked:
            raise RecordError(
                f"estimate: persons come from the lists that are linked or from a table; both linked and {key} are given: "
                "leave one of the two out"
            )
    return linked


def _draws(asked: Mapping[str, Any], linked: bool) -> int | None:
    """Return from how many drawn linkages an estimate is made; None for as many as ``[link]`` says."""
    draws = asked.get("draws")
    if draws is None:
        return None
    if not linked:
        raise RecordError(
            "estimate: draws are of linked lists, and linked is not given: write linked = true, or leave it out"
        )
    if type(draws) is not int or not 2 <= draws <= _MOST_DRAWS:
        raise RecordError(
            f"estimate: draws must be a whole number from 2 to {_MOST_DRAWS:,}; it is {draws!r}: write draws = 25"
        )
    return draws


def _text(asked: Mapping[str, Any], key: str) -> str:
    value = asked.get(key, "")
    if not isinstance(value, str):
        raise RecordError(f'estimate: {key} must be text in quotes; it is {value!r}: write {key} = "…"')
    return value.strip()


def _words(asked: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = asked.get(key, ())
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise RecordError(f'estimate: {key} must be a list of texts; it is {value!r}: write {key} = ["…"]')
    return tuple(one.strip() for one in value if one.strip())


def _table(asked: Mapping[str, Any]) -> str:
    table = _text(asked, "table")
    if not table:
        raise RecordError(
            f"estimate: a table must be named, a file that was added to the study, or linked = true: {_FOR_EXAMPLE}"
        )
    return table


def _lists(asked: Mapping[str, Any]) -> tuple[str, ...]:
    lists = _words(asked, "lists")
    if len(lists) < 2:
        raise RecordError(
            f"estimate: at least two lists must be named, the columns of 0 and 1; there are {len(lists)}: {_FOR_EXAMPLE}"
        )
    return lists


def _where(asked: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    where = asked.get("where", {})
    if not isinstance(where, Mapping):
        raise RecordError(f'estimate: where must be a table; it is {where!r}: write where = {{ year = ["2016"] }}')
    chosen = []
    for column, cells in where.items():
        one = isinstance(cells, str | int) and not isinstance(cells, bool)
        found = [cells] if one else cells
        if not isinstance(found, list) or not found or not all(isinstance(cell, str | int) for cell in found):
            raise RecordError(
                f'estimate: where gives for a column the cells to take; {column} has {cells!r}: write {column} = ["2016"]'
            )
        chosen.append((str(column), tuple(str(cell) for cell in found)))
    return tuple(chosen)


def _yes(asked: Mapping[str, Any], key: str) -> bool:
    value = asked.get(key, False)
    if not isinstance(value, bool):
        raise RecordError(f"estimate: {key} must be true or false; it is {value!r}: write {key} = true")
    return value


def _methods(asked: Mapping[str, Any]) -> tuple[str, ...]:
    names = _words(asked, "method")
    if names:
        from undercount.count.estimators.methods import entry

        for name in names:
            try:
                entry(name)
            except CountError as error:
                raise RecordError(f"estimate: {error}") from None
    return names


def _level(asked: Mapping[str, Any]) -> float:
    level = asked.get("level", 0.95)
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise RecordError(
            f"estimate: the level of an interval lies between 0 and 1; it is {level!r}: write level = 0.95"
        )
    return float(level)


def _seed(asked: Mapping[str, Any]) -> int:
    seed = asked.get("seed", 1)
    if type(seed) is not int or not 0 <= seed < 2**53:
        raise RecordError(f"estimate: seed must be a whole number from 0; it is {seed!r}: write seed = 1")
    return seed
