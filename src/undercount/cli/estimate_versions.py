"""Versions of one table for `undercount estimate`: which columns tell linkages and imputation replicates apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from undercount.cli.estimate_options import words
from undercount.errors import CountError

if TYPE_CHECKING:
    from undercount.count.estimators.histories import CaptureHistories
    from undercount.read.captures import CaptureTable
    from undercount.study.mixing import Versions


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold which columns tell versions apart.

    Args:
        linkage: The columns of which each combination of labels is a linkage; empty for one linkage.
        weight: The column of the linkages' weights; empty for equal weights.
        replicates: The columns of which each combination of labels is an imputation; empty for one.
    """

    linkage: tuple[str, ...] = ()
    weight: str = ""
    replicates: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that tell versions apart."""
        return (*self.linkage, *self.replicates)

    @classmethod
    def of(cls, columns: Mapping[str, Any], linkage: str, replicates: str) -> Asked:
        """Read what the options say: ``COLUMN,…`` or, for linkages, ``COLUMN,…:WEIGHT``.

        Args:
            columns: The table's columns.
            linkage: What --linkage says.
            replicates: What --replicates says.
        """
        # A column's own name may hold a colon.
        if linkage in columns or ":" not in linkage:
            return cls(tuple(words([linkage])), "", tuple(words([replicates])))
        columns_of, _, weight = linkage.rpartition(":")
        return cls(tuple(words([columns_of])), weight.strip(), tuple(words([replicates])))


def without_weight(table: CaptureTable, asked: Asked) -> CaptureTable:
    """Return a table without the column of weights, which is neither a list nor a stratum.

    Raises:
        CountError: If there is no such column.
    """
    if not asked.weight:
        return table
    if asked.weight not in table.columns:
        from undercount.record import suggest

        raise CountError(
            f"{table.name}: the linkages' weights stand in a column; {asked.weight!r} is none: {suggest(asked.weight, table.columns)}"
        )
    return replace(table, columns={name: cells for name, cells in table.columns.items() if name != asked.weight})


def weights_of(table: CaptureTable, asked: Asked) -> dict[tuple[str, ...], float]:
    """Return each linkage's weight.

    Raises:
        CountError: If a weight is no number from 0, or one linkage has two weights.
    """
    found: dict[tuple[str, ...], float] = {}
    columns = [table.columns[name] for name in asked.linkage]
    for row, cell, *labels in zip(table.rows, table.columns[asked.weight], *columns, strict=True):
        key = tuple(label.strip() for label in labels)
        try:
            weight = float(cell)
        except ValueError:
            weight = -1.0
        if not 0 <= weight < float("inf"):
            raise CountError(
                f"{table.name}: the weight of a linkage is a number from 0; row {row} has {cell!r}: mend it"
            )
        if found.setdefault(key, weight) != weight:
            raise CountError(
                f"{table.name}: a linkage has one weight; {named(asked.linkage, key)} has {found[key]:g} and, in row {row}, {weight:g}: "
                "mend it"
            )
    return found


def named(columns: Sequence[str], key: Sequence[str]) -> str:
    """Return a version in words: its label, or labels with their columns where several tell versions apart."""
    if len(columns) == 1:
        return key[0]
    return ", ".join(f"{column}={label}" for column, label in zip(columns, key, strict=True))


def versions_in(histories: CaptureHistories, table: CaptureTable, asked: Asked) -> Versions:
    """Return the versions that a table holds.

    Args:
        histories: The table's histories, parted by the versions' columns among others.
        table: The table, for the weights.
        asked: Which columns tell versions apart.

    Raises:
        CountError: If there is only one version of a kind, or the weights are not as they must be.
    """
    from undercount.count.estimators.versions import versions_of
    from undercount.study.mixing import Versions

    by_linkage = versions_of(histories, asked.linkage)
    weights = weights_of(table, asked) if asked.weight else {}
    parts = {key: versions_of(part, asked.replicates) for key, part in by_linkage.items()}
    _refuse_one(table, "linkage", asked.linkage, list(parts))
    for part in parts.values():
        _refuse_one(table, "replicates", asked.replicates, list(part))
    return Versions(
        linkages=tuple(named(asked.linkage, key) for key in parts),
        weights=tuple(weights[key] for key in parts) if asked.weight else None,
        replicates=tuple(tuple(named(asked.replicates, key) for key in part) for part in parts.values()),
        tables=tuple(tuple(part.values()) for part in parts.values()),
        by=tuple(name for name in histories.by if name not in asked.columns),
    )


def _refuse_one(table: CaptureTable, option: str, columns: Sequence[str], keys: Sequence[tuple[str, ...]]) -> None:
    if columns and len(keys) < 2:
        raise CountError(
            f"{table.name}: --{option} needs a column that tells at least two versions apart; {', '.join(columns)} holds only "
            f"{named(columns, keys[0])!r}: name another column, or leave --{option} out"
        )
