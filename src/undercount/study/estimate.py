"""Estimate: what the lists of a captured table missed, as it stands in a figure beside its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from undercount.count.estimators.histories import CaptureHistories
from undercount.ledger.disk import Progress
from undercount.read.captures import CaptureTable
from undercount.record import Item
from undercount.record.figure import Estimation
from undercount.study import words
from undercount.study.drawn import drawn_json
from undercount.study.estimators import Estimated, estimated, plain
from undercount.study.spoken import SETTINGS, spoken_all


def estimate_json(
    asked: Estimation,
    item: Item,
    table: CaptureTable,
    histories: CaptureHistories,
    bounds: tuple[int, int | None],
    *,
    report: Progress | None,
) -> Mapping[str, Any]:
    """Make a figure's estimate, with everything that it rests on; the figure's bounds stay what they are.

    Args:
        asked: What the figure asks.
        item: The captured item.
        table: The table in it.
        histories: The capture histories that were chosen from it.
        bounds: The figure's documented minimum and maximum (persons).
        report: Told of the progress.

    Raises:
        CountError: If it cannot be made as it is asked.
    """
    tell: Progress = report or (lambda _what, _done, _total: None)
    found = estimated(
        histories,
        asked.methods,
        level=asked.level,
        seed=asked.seed,
        without_refused=asked.without_refused,
        report=tell,
    )
    body = body_json(asked, histories, spoken_all(found, SETTINGS), bounds, rows=len(table.rows), report=tell)
    return {"item": item.sha256, "name": item.name, **body, "linkage": None}


def body_json(
    asked: Estimation,
    histories: CaptureHistories,
    found: Estimated,
    bounds: tuple[int, int | None],
    *,
    rows: int,
    report: Progress,
) -> dict[str, Any]:
    """Return what a figure holds of an estimate, whatever its persons come from.

    Args:
        asked: What the figure asks.
        histories: The capture histories that are documented.
        found: What the estimators say, in the words of the settings.
        bounds: The figure's documented minimum and maximum (persons).
        rows: How many rows, or records, it was made from.
        report: Told of the progress.
    """
    setting: dict[str, Any] = {"level": asked.level, "seed": asked.seed, "without_refused": asked.without_refused}
    return {
        "rows": rows,
        "persons": histories.documented,
        "lists": _lists(histories),
        "by": list(asked.by),
        "where": {column: list(cells) for column, cells in asked.where},
        "level": asked.level,
        "seed": asked.seed,
        "histories": _histories(histories),
        "facts": [
            {
                "code": fact.code,
                "text": fact.text,
                "grave": fact.grave,
                "lists": list(fact.lists),
                "stratum": fact.stratum,
            }
            for fact in found.facts
        ],
        "recommended": found.recommended or None,
        "because": found.because or None,
        "warnings": list(found.warnings),
        "results": [plain(one) for one in found.totals],
        "strata": [plain(one) for one in found.strata],
        "drawn": drawn_json(histories, found, report=report, **setting),
        "beside": words.beside_words(histories.documented, *bounds),
    }


def _lists(histories: CaptureHistories) -> list[dict[str, Any]]:
    alone = dict(zip(histories.patterns.tolist(), histories.counts.tolist(), strict=True))
    return [
        {"list": name, "persons": size, "alone": alone.get(1 << number, 0)}
        for number, (name, size) in enumerate(zip(histories.lists, histories.sizes.tolist(), strict=True))
    ]


def _histories(histories: CaptureHistories) -> list[dict[str, Any]]:
    """Return how many persons have each history that somebody has, the most frequent first."""
    rows = [
        {"lists": [name for name, on in zip(histories.lists, bits, strict=True) if on], "persons": count}
        for bits, count in zip(histories.bits.tolist(), histories.counts.tolist(), strict=True)
        if count
    ]
    return sorted(rows, key=lambda row: (-row["persons"], len(row["lists"])))
