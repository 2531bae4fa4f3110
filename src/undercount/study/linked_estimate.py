"""Linked estimate: what the lists missed, from the persons of linked lists, with the doubt about who is who carried through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.versions import versions_of
from undercount.errors import HistoriesError
from undercount.ledger.disk import Progress
from undercount.read.captures import CaptureTable
from undercount.record.figure import Estimation
from undercount.study.captures import histories_of
from undercount.study.estimate import body_json
from undercount.study.estimators import Estimated
from undercount.study.linked import COUNT, DRAW, LinkedPersons
from undercount.study.linked_summary import joined_names, naming, rounded, unnamed
from undercount.study.mixing import Choice, Mixing, Versions
from undercount.study.spoken import SETTINGS, spoken, spoken_all


def linked_histories(asked: Estimation, found: LinkedPersons) -> CaptureHistories:
    """Return the capture histories of the best linkage, as a figure asks for them.

    Raises:
        ReadError: If the rows cannot be chosen.
        HistoriesError: If nobody is left, or the histories break a rule.
    """
    return histories_for(asked, found.table(None, _columns(asked)))


def histories_for(asked: Estimation, table: CaptureTable) -> CaptureHistories:
    """Return the capture histories of a table of linked persons, as a figure asks for them.

    Raises:
        ReadError: If the rows cannot be chosen.
        HistoriesError: If nobody is left, or the histories break a rule.
    """
    return _histories(asked, table, asked.by)


def linked_json(
    asked: Estimation, found: LinkedPersons, bounds: tuple[int, int | None], *, report: Progress | None
) -> Mapping[str, Any]:
    """Make a figure's estimate from linked lists; every drawn linkage is estimated by itself, and they are mixed.

    Args:
        asked: What the figure asks.
        found: The linked persons.
        bounds: The figure's documented minimum and maximum (persons).
        report: Told of the progress.

    Raises:
        CountError: If it cannot be made as it is asked.
    """
    best = linked_histories(asked, found)
    versions = _versions(asked, found)
    choice = Choice(list(asked.methods), asked.level, asked.seed, "mixture", asked.without_refused, total=True)
    tell: Progress = report or (lambda _what, _done, _total: None)
    made = spoken_all(Mixing(versions, choice).run(tell), SETTINGS)
    body = body_json(asked, best, made, bounds, rows=len(found.records), report=tell)
    return {
        "item": "",
        "name": joined_names(asked.lists),
        **body,
        "warnings": [*_dependent(asked, found), *body["warnings"], *_warnings(found)],
        "linkage": _linkage(asked, found, versions, made),
    }


def _columns(asked: Estimation) -> list[str]:
    return list(dict.fromkeys([*asked.by, *(column for column, _ in asked.where)]))


def _histories(asked: Estimation, table: CaptureTable, by: Sequence[str]) -> CaptureHistories:
    chosen = table.where(dict(asked.where))
    # What rows were chosen by is no list, although its labels may be 0 and 1.
    held = {name: cells for name, cells in chosen.columns.items() if name in by or name not in _columns(asked)}
    try:
        return histories_of(CaptureTable(chosen.name, held, chosen.rows), asked.lists, by=by, count=COUNT, merge=True)
    except HistoriesError as error:
        raise HistoriesError(spoken(str(error), SETTINGS)) from None


def _versions(asked: Estimation, found: LinkedPersons) -> Versions:
    draws = asked.draws or found.settings.draws
    whole = _histories(asked, found.table(draws, _columns(asked)), (*asked.by, DRAW))
    tables = versions_of(whole, (DRAW,))
    numbers = sorted(tables, key=lambda key: int(key[0]))
    return Versions(
        linkages=tuple(number for (number,) in numbers),
        weights=None,
        replicates=tuple(("",) for _ in numbers),
        tables=tuple((tables[number],) for number in numbers),
        by=asked.by,
        called="drawn linkage",
    )


def _warnings(found: LinkedPersons) -> list[str]:
    """Return what a reader of the estimate must know of the linkage; what names a record stays in ``build/link``."""
    named = naming(found)
    return [*(warning for warning in found.linkage.warnings if warning not in named), *unnamed(found)]


def _dependent(asked: Estimation, found: LinkedPersons) -> list[str]:
    """Return a sentence for each two lists of an estimate of which one looks like a copy of the other: no method's assumptions hold."""
    told = []
    for one in found.linkage.prepared.copied:
        if set(one.lists) <= set(asked.lists):
            first, second = one.lists
            left = ", ".join(name for name in asked.lists if name != second)
            told.append(
                f'this estimate rests on lists that are not independent, since "{first}" and "{second}" look like copies, so it is not to '
                f"be relied on: leave one of them out of the figure's lists, as {left}"
            )
    return told


def _linkage(asked: Estimation, found: LinkedPersons, versions: Versions, made: Estimated) -> dict[str, Any]:
    """Return what an estimate rests on where lists were linked: the lists, the drawn linkages, and what they add to the doubt."""
    persons = [table.documented for table in versions.flat]
    split = [one for one in made.totals if one.refused is None and "variance" in one.diagnosis]
    ruled, recall = found.linkage.judged.ruled, found.recall.share
    return {
        "inputs": found.inputs,
        "lists": [
            {
                "list": one.declared.name,
                "item": one.item.sha256,
                "name": one.item.name,
                "records": len(one),
                "left_out": one.left_out,
            }
            for one in found.lists
        ],
        "draws": len(versions.flat),
        "persons": {"low": min(persons), "high": max(persons)},
        "calibrated": found.linkage.calibration is not None,
        "judged": {"same": len(ruled.together), "different": len(ruled.apart)},
        "blocking_recall": None if np.isnan(recall) else rounded(recall),
        "variance": [
            {"method": one.method.name, **{part: rounded(share) for part, share in one.diagnosis["variance"].items()}}
            for one in split
        ],
        "words": _words(found, persons, len(asked.lists)),
    }


def _words(found: LinkedPersons, persons: Sequence[int], lists: int) -> dict[str, str]:
    records, draws, low, high = len(found.records), len(persons), min(persons), max(persons)
    span = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    all_drawn = found.settings.draws
    more = {"en": "", "ar": ""}
    if all_drawn != draws:
        more = {
            "en": f" The page of the lists counts {all_drawn:,} drawn linkages, so its ranges differ from this one.",
            "ar": f" أما صفحة القوائم فتعدّ {all_drawn:,} ربطاً مسحوباً، ولذلك تختلف مجالاتها عن هذا المجال.",
        }
    return {
        "en": f"Who is the same person on {lists} lists was linked by a model and by judgements, from {records:,} records of all linked "
        f"lists. In {draws:,} linkages drawn from what is not sure these lists name {span} persons; each was estimated by itself."
        f"{more['en']}",
        "ar": f"رُبط من هو الشخص نفسه في {lists} قوائم بنموذج وبأحكام أشخاص، من {records:,} سجلاً في كل القوائم المربوطة. وفي {draws:,} "
        f"ربطاً سُحبت مما ليس مؤكداً تسمّي هذه القوائم {span} من الأشخاص؛ وقُدِّر كلٌّ منها على حدة.{more['ar']}",
    }
