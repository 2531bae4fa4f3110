"""Summary of linked persons: what ``build/link/persons.json`` holds and the terminal shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undercount.counted import counted
from undercount.study.doubled import doubled_in
from undercount.study.linked import LinkedPersons

if TYPE_CHECKING:
    from undercount.link.persons import Bin, Calibration

Flags = npt.NDArray[np.bool_]
FORMAT = 1
"""The version of the files in ``build/link``."""

UNSURE = (0.05, 0.95)
"""Between which match probabilities a pair counts as unsure."""

HARDLY = 0.1
"""Below which match probability two records hardly look like one person."""

_DIGITS = 6


def summary(found: LinkedPersons) -> dict[str, Any]:
    """Return what a reader needs to know of linked persons, as plain values without a name or an id of anybody.

    Args:
        found: The linked persons.
    """
    linkage = found.linkage
    return {
        "format": FORMAT,
        "inputs": found.inputs,
        "settings": {"threshold": found.settings.threshold, "cut": found.settings.cut, "seed": found.settings.seed}
        | {"draws": found.settings.draws},
        "lists": _lists(found),
        "records": len(linkage.prepared),
        "persons": found.persons,
        "persons_drawn": spread(len(np.unique(draw)) for draw in found.draws.persons[: found.settings.draws]),
        "blocking": _blocking(found),
        "pairs": _pairs(found),
        "overlap": _overlap(found),
        "by_lists": _by_number(found, of_lists=True),
        "by_records": _by_number(found, of_lists=False),
        "cuts": [{"records": len(cut.records), "persons": cut.into} for cut in linkage.clusters.cuts],
        "kept": [
            {"name": one.name, "values": len(one.labels), "conflicts": one.conflicts(linkage.clusters.of)}
            for one in found.kept
        ],
        "calibration": _calibration(linkage.calibration),
        "judgements": _judgements(found),
        "agreement": _agreement(found),
        "model_is": "kept" if found.was_kept else "trained",
        "model": linkage.model.as_json(),
        "unread": [
            {
                "list": one.of,
                "column": one.column,
                "cells": one.number,
                "first": list(map(list, zip(one.rows, one.values, strict=False))),
            }
            for one in linkage.prepared.unread
        ],
        "warnings": warnings(found),
    }


def warnings(found: LinkedPersons) -> list[str]:
    """Return what a person should look at, one sentence each."""
    conflicts = [(one.name, one.conflicts(found.linkage.clusters.of)) for one in found.kept]
    kept = [
        f"{number:,} persons have records that disagree on {name}: the first list that says something counts"
        for name, number in conflicts
        if number
    ]
    return [*found.linkage.warnings, *(one.sentence() for one in doubled_in(found)), *_by_way_of_others(found), *kept]


def _by_way_of_others(found: LinkedPersons) -> list[str]:
    """Return a sentence on the persons of whom two records hardly look like one person, and others join them."""
    linkage = found.linkage
    person = linkage.clusters.of[linkage.candidates.left]
    inside = person == linkage.clusters.of[linkage.candidates.right]
    number = len(np.unique(person[inside & (linkage.probability < HARDLY)]))
    if not number:
        return []
    persons = counted(number, "person has", "persons have")
    sentence = (
        f"{persons} two records that hardly look like one person (match probability below 10 %), joined by way of another record: they "
        "stand in pairs.csv, with one_victim yes"
    )
    return [sentence]


def naming(found: LinkedPersons) -> list[str]:
    """Return the warnings that name records or quote cells: they are for those who judge, and go on no site and into no figure."""
    unread = [one.sentence() for one in found.linkage.prepared.unread]
    apart = [one.sentence() for one in found.linkage.prepared.apart]
    return [*unread, *apart, *found.linkage.judged.naming, *(one.sentence() for one in doubled_in(found))]


def unnamed(found: LinkedPersons) -> list[str]:
    """Return what the warnings that name records come to for somebody who may not see these."""
    judged, twice = found.linkage.judged, len(doubled_in(found))
    waiting, disputed = len(judged.gone), len(judged.disputed)
    told = [one.counted() for one in found.linkage.prepared.unread]
    told += [one.counted() for one in found.linkage.prepared.apart]
    if waiting:
        told.append(
            f"{counted(waiting, 'judgement waits', 'judgements wait')}, since no list holds {'its' if waiting == 1 else 'their'} "
            "records now"
        )
    if disputed:
        told.append(f"{counted(disputed, 'pair is', 'pairs are')} undecided, since those who judged do not agree")
    if twice:
        told.append(
            f"{counted(twice, 'pair')} of records of a list that is declared to name nobody twice {'was' if twice == 1 else 'were'} judged "
            "to be one person"
        )
    return told


def _lists(found: LinkedPersons) -> list[dict[str, Any]]:
    return [
        {
            "list": one.declared.name,
            "item": one.item.sha256,
            "table": one.item.name,
            "rows": one.in_file,
            "left_out": one.left_out,
            "records": len(one),
            "duplicates": one.declared.duplicates,
        }
        for one in found.lists
    ]


def _blocking(found: LinkedPersons) -> dict[str, Any]:
    candidates = found.linkage.candidates
    recalls = _recalls(found)
    return {
        "pairs": len(candidates),
        "possible": candidates.possible,
        "rules": [
            {
                "rule": rule.name,
                "pairs": rule.pairs,
                "alone": rule.alone,
                "keys_left_out": rule.left_out,
                "recall": recall,
                "adds": adds,
            }
            for rule, (recall, adds) in zip(candidates.rules, recalls, strict=True)
        ],
        "recall": None if np.isnan(found.recall.share) else rounded(found.recall.share),
        "recall_is": "estimated",
    }


def _recalls(found: LinkedPersons) -> list[tuple[float | None, float | None]]:
    """Return for each rule the estimated share of all true pairs that it finds, and the share that no other rule finds.

    A pair counts by its match probability, of all true pairs as :func:`undercount.link.persons.estimated_recall` has them.
    """
    from undercount.link.persons.recall import LIKELY

    linkage, true = found.linkage, found.recall.true
    likely = linkage.probability > LIKELY
    chance, by = linkage.probability[likely], linkage.candidates.by[likely]
    if not true:
        return [(None, None)] * len(linkage.candidates.rules)
    return [
        (
            rounded(float(chance[by >> number & 1 == 1].sum()) / true),
            rounded(float(chance[by == 1 << number].sum()) / true),
        )
        for number in range(len(linkage.candidates.rules))
    ]


def _pairs(found: LinkedPersons) -> list[dict[str, Any]]:
    """Return for each two lists, and each list that may repeat persons, what is known of their common persons."""
    linkage = found.linkage
    one, other = (linkage.prepared.of[side] for side in (linkage.candidates.left, linkage.candidates.right))
    joined = linkage.clusters.of[linkage.candidates.left] == linkage.clusters.of[linkage.candidates.right]
    unsure = (linkage.probability > UNSURE[0]) & (linkage.probability < UNSURE[1])
    best = _both(found, linkage.clusters.of)
    drawn = [_both(found, draw) for draw in found.draws.persons[: found.settings.draws]]
    numbers = range(len(found.lists))
    rows = []
    for a, b in [*combinations(numbers, 2), *((n, n) for n in numbers if found.lists[n].declared.duplicates)]:
        here = (one == a) & (other == b)
        rows.append(
            {
                "lists": [found.names[a], found.names[b]],
                "persons": int(best[a, b]),
                "persons_drawn": spread(int(both[a, b]) for both in drawn),
                "compared": int(here.sum()),
                "joined": int((here & joined).sum()),
                "unsure": int((here & unsure).sum()),
                "judged": sum(_is_of(found, pair, a, b) for pair in linkage.judged.pairs),
            }
        )
    return rows


def _both(found: LinkedPersons, persons: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how many persons are on every two lists; of one list with itself, on it more than once.

    Shapes: (lists, lists).
    """
    from undercount.link.persons.linking import histories_of

    bits = histories_of(persons, found.linkage.prepared).astype(np.int64)
    both = bits.T @ bits
    of = found.linkage.prepared.of
    for number, one in enumerate(found.lists):
        mine = persons[of == number] if one.declared.duplicates else persons[:0]
        both[number, number] = (np.unique(mine, return_counts=True)[1] > 1).sum()
    return both


def _is_of(found: LinkedPersons, pair: tuple[int, int, bool], a: int, b: int) -> bool:
    return {int(found.linkage.prepared.of[row]) for row in pair[:2]} == {a, b}


def _overlap(found: LinkedPersons) -> list[dict[str, Any]]:
    """Return how many persons of the best linkage are on exactly these lists, the most frequent first."""
    table = found.table(None, ())
    rows = zip(*(table.columns[name] for name in (*found.names, "count")), strict=True)
    found_rows = [
        {
            "lists": [name for name, cell in zip(found.names, row[:-1], strict=True) if cell == "1"],
            "persons": int(row[-1]),
        }
        for row in rows
    ]
    return sorted(found_rows, key=lambda row: (-int(str(row["persons"])), str(row["lists"])))


def _by_number(found: LinkedPersons, *, of_lists: bool) -> list[dict[str, int]]:
    """Return how many persons are on so many lists, or have so many records."""
    of, persons = found.linkage.prepared.of.astype(np.int64), found.linkage.clusters.of
    held = np.unique(np.stack([persons, of], axis=1), axis=0)[:, 0] if of_lists else persons
    sizes, counts = np.unique(np.unique(held, return_counts=True)[1], return_counts=True)
    name = "lists" if of_lists else "records"
    return [{name: int(size), "persons": int(count)} for size, count in zip(sizes, counts, strict=True)]


def _calibration(made: Calibration | None) -> dict[str, Any] | str:
    if made is None:
        return "uncalibrated"
    return {
        "judged": made.judged,
        "said": [rounded(one) for one in made.said],
        "true": [rounded(one) for one in made.true],
        "before": [_bin(one) for one in made.before],
        "after": [_bin(one) for one in made.after],
    }


def _bin(one: Bin) -> dict[str, Any]:
    return {"pairs": one.pairs} | {name: rounded(getattr(one, name)) for name in ("said", "true", "low", "high")}


def _judgements(found: LinkedPersons) -> dict[str, int]:
    ruled = found.linkage.judged.ruled
    return {
        "made": len(found.judgements),
        "same": len(ruled.together),
        "different": len(ruled.apart),
        "waiting": len(found.linkage.judged.gone),
        "disputed": len(found.linkage.judged.disputed),
    }


def _agreement(found: LinkedPersons) -> list[dict[str, Any]]:
    """Return how far every two coders agree who judged a pair in common."""
    from undercount.link.persons import agreement

    by: dict[str, set[Any]] = {}
    for judgement in found.judgements:
        by.setdefault(judgement.coder, set()).add(judgement.pair)
    rows = []
    for one, other in combinations(sorted(by), 2):
        if by[one] & by[other]:
            told = agreement(found.judgements, one, other)
            kappa = None if np.isnan(told.kappa) else rounded(told.kappa)
            rows.append({"coders": [one, other], "pairs": told.pairs, "share": rounded(told.share), "kappa": kappa})
    return rows


def spread(numbers: Any) -> dict[str, int]:
    """Return the least, the median and the most of some whole numbers."""
    held = sorted(numbers)
    return {"low": held[0], "median": held[len(held) // 2], "high": held[-1]}


def rounded(number: float) -> float:
    """Return a number as it is written: digits beyond these are the arithmetic of one machine."""
    return round(float(number), _DIGITS)


def joined_names(names: Sequence[str]) -> str:
    """Return lists' names as a person reads them."""
    return " + ".join(names)
