"""Evaluation: how good a study's linkage is by a key, and its worst errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undercount.counted import counted
from undercount.ledger.disk import Progress
from undercount.study.layout import Layout
from undercount.study.linkage_key import LinkageKey, counts, read_key
from undercount.study.linked import options_of
from undercount.study.linked_summary import FORMAT, rounded
from undercount.study.opened import Opened
from undercount.study.work import at_work, finished_reading

if TYPE_CHECKING:
    from undercount.link.persons import Evaluation, Linkage, Recall, Scores
    from undercount.study.linked import LinkedPersons

Rows = npt.NDArray[np.int64]
EVALUATION, PAGE = "evaluation.json", "evaluation.html"
"""What an evaluation writes into ``build/link``."""

WORST = 50
"""Errors of each kind that are shown."""

BLOCKING, MODEL, RIVAL = "blocking", "model", "rival"
"""What missed a pair: it was never compared; its probability was too low; or another record took the place."""


JUDGED_NOTE = (
    "What people judged is right by their own word, and says nothing of the model: without judgements is how the model alone links all "
    "records; pairs that nobody judged are those of which no judgement says or implies anything. All other tables are with judgements."
)
"""What stands beside scores of a linkage in which people judged."""


@dataclass(frozen=True, slots=True)
class Error:
    """Hold one pair that the linkage has wrong.

    Args:
        left: The row of a record among all records.
        right: That of the other.
        probability: Its match probability; None where the two were not compared.
        missed_by: What missed it, of :data:`BLOCKING`, :data:`MODEL` and :data:`RIVAL`; empty for a pair that is wrongly one person.
    """

    left: int
    right: int
    probability: float | None
    missed_by: str = ""


@dataclass(frozen=True, eq=False)
class Evaluated:
    """Hold how good a linkage is by a key.

    Args:
        found: The linked persons.
        key: The key.
        scores: What was counted.
        alone: The same of the linkage as it would be without any judgement; None where there are none.
        false: Pairs that are wrongly one person, the most probable first.
        missed: Pairs that are one person and were not found, the most probable first.
        folder: Where the files stand.
    """

    found: LinkedPersons
    key: LinkageKey
    scores: Evaluation
    alone: Evaluation | None
    false: tuple[Error, ...]
    missed: tuple[Error, ...]
    folder: Path

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain values, without a name or an id of anybody."""
        of = self.scores
        return {
            "format": FORMAT,
            "inputs": self.found.inputs,
            "key": dict(counts(self.key)),
            "pairs": scores_json(of.pairs),
            "persons": scores_json(of.persons),
            "unjudged": None if of.unjudged is None else scores_json(of.unjudged),
            "alone": None if self.alone is None else _alone(self.alone),
            "blocking": {**_recall(of.blocking), "rules": _rules(self.found, self.key)},
            "by_lists": [{"lists": list(names), **scores_json(one)} for names, one in of.by_lists.items()],
            "by_missing": [{"missing": field, **scores_json(one)} for field, one in of.by_missing.items()],
            "undecided": of.unknown,
            "false": len(self.false),
            "missed": {why: sum(one.missed_by == why for one in self.missed) for why in (BLOCKING, MODEL, RIVAL)},
        }


def evaluate_study(root: Path, key: Path, *, report: Progress) -> Evaluated:
    """Evaluate a study's linkage by a key, and write what was found into ``build/link``.

    Args:
        root: The study's folder.
        key: The table that says who is who (:func:`undercount.study.linkage_key.read_key`).
        report: Told of the progress.

    Raises:
        UndercountError: If the lists cannot be linked, or the key is not as it must be.
    """
    from undercount.study.evaluation_page import page
    from undercount.study.linked_files import need_lists
    from undercount.study.written import json_bytes, write_link

    layout = Layout.existing(root)
    opened = Opened.open(root)
    need_lists([one.name for one in opened.settings.lists])
    records = [(one.declared.name, record) for one in opened.lists for record in one.ids]
    truth = read_key(key, records, [one.name for one in opened.settings.lists])
    evaluated = evaluate_linked(opened.linked(report), truth, layout.link)
    with at_work(layout):
        write_link(layout, {EVALUATION: json_bytes(evaluated.as_json()), PAGE: page(evaluated).encode("utf-8")})
        finished_reading(layout)
    return evaluated


def evaluate_linked(found: LinkedPersons, key: LinkageKey, folder: Path) -> Evaluated:
    """Evaluate linked persons by a key.

    Args:
        found: The linked persons.
        key: The key.
        folder: Where the files will stand.
    """
    from undercount.link.persons import judge

    linkage = found.linkage
    alone = judge(linkage, (), options_of(found.settings)) if linkage.judged.pairs else None
    scores = _scored(linkage, found.settings.seed, key)
    without = None if alone is None else _scored(alone, found.settings.seed, key)
    false, missed = _errors(found, key)
    return Evaluated(found, key, scores, without, tuple(false), tuple(missed), folder)


def _scored(linkage: Linkage, seed: int, key: LinkageKey) -> Evaluation:
    from undercount.link.persons import evaluate

    rng, ruled = np.random.default_rng([seed, 2]), linkage.judged.ruled
    return evaluate(linkage.prepared, linkage.candidates, linkage.clusters.of, key.keys, rng, ruled=ruled)


def _errors(found: LinkedPersons, key: LinkageKey) -> tuple[list[Error], list[Error]]:
    """Return every pair that is wrongly one person, and every pair that was missed, the most probable first."""
    persons = found.linkage.clusters.of
    groups = _groups(key)
    wrong = [
        (a, b)
        for a, b in found.linkage.clusters.pairs().tolist()
        if key.keys[a] is not None and key.keys[b] is not None and key.keys[a] != key.keys[b]
    ]
    lost = [(a, b) for a, b in _pairs_in(groups.values()) if persons[a] != persons[b]]
    false = [Error(a, b, chance) for (a, b), chance in zip(wrong, _chances(found, wrong), strict=True)]
    missed = [
        Error(a, b, chance, _missed_by(chance, found.settings.threshold))
        for (a, b), chance in zip(lost, _chances(found, lost), strict=True)
    ]
    return sorted(false, key=_order), sorted(missed, key=_order)


def _order(error: Error) -> tuple[float, int, int]:
    return (-1.0 if error.probability is None else -error.probability - 1, error.left, error.right)


def _pairs_in(groups: Iterable[list[int]]) -> list[tuple[int, int]]:
    return [(a, b) for rows in groups for at, a in enumerate(rows) for b in rows[at + 1 :]]


def _missed_by(chance: float | None, threshold: float) -> str:
    if chance is None:
        return BLOCKING
    return MODEL if chance < threshold else RIVAL


def _chances(found: LinkedPersons, pairs: list[tuple[int, int]]) -> list[float | None]:
    """Return the match probability of each pair, None where it was not compared."""
    candidates, size = found.linkage.candidates, len(found.linkage.prepared)
    codes = candidates.left * size + candidates.right
    order = np.argsort(codes, kind="stable")
    wanted = np.array(pairs, dtype=np.int64).reshape(-1, 2) @ np.array([size, 1], dtype=np.int64)
    at = np.searchsorted(codes, wanted, sorter=order)
    there = [place < len(codes) and codes[order[place]] == code for place, code in zip(at, wanted, strict=True)]
    return [
        float(found.linkage.probability[order[place]]) if known else None
        for place, known in zip(at, there, strict=True)
    ]


def scores_json(of: Scores) -> dict[str, Any]:
    """Return scores as plain values; what cannot be said is null, and so is its interval."""
    names = ("precision", "recall", "f1")
    shares = {name: _number(getattr(of, name)) for name in names}
    ends = {name: [rounded(end) for end in getattr(of, f"{name}_interval")] for name in names}
    intervals = {f"{name}_interval": None if shares[name] is None else ends[name] for name in names}
    return {"right": of.right, "found": of.found, "true": of.true, **shares, **intervals}


def _alone(of: Evaluation) -> dict[str, Any]:
    return {"pairs": scores_json(of.pairs), "persons": scores_json(of.persons)}


def rows_of(told: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the rows of what was found, each with its words: where people judged, what the model alone finds stands beside.

    Args:
        told: The evaluation as plain values.
    """
    pairs, persons = "pairs of records", "whole persons"
    rows = [(pairs, told["pairs"])]
    if told["unjudged"] is not None:
        rows.append((f"{pairs} that nobody judged", told["unjudged"]))
    rows.append((persons, told["persons"]))
    if told["alone"] is not None:
        rows += [
            (f"{name}, without judgements", told["alone"][part])
            for name, part in ((pairs, "pairs"), (persons, "persons"))
        ]
    return rows


def _rules(found: LinkedPersons, key: LinkageKey) -> list[dict[str, Any]]:
    """Return for each rule of blocking how many of the true pairs it finds, and how many no other rule finds; counted by the key."""
    true = np.array(_pairs_in(_groups(key).values()), dtype=np.int64).reshape(-1, 2)
    candidates = found.linkage.candidates
    at = candidates.find(true[:, 0], true[:, 1])
    by = candidates.by[at[at >= 0]]
    return [
        {"rule": rule.name, "found": int((by >> number & 1).sum()), "alone": int((by == 1 << number).sum())}
        for number, rule in enumerate(candidates.rules)
        if rule.pairs
    ]


def _groups(key: LinkageKey) -> dict[str, list[int]]:
    """Return the rows of each key's records."""
    groups: dict[str, list[int]] = {}
    for row, name in enumerate(key.keys):
        if name is not None:
            groups.setdefault(name, []).append(row)
    return groups


def gone_words(gone: int) -> str:
    """Return what is said of rows of the key that name a record which is gone."""
    if not gone:
        return ""
    return f" {counted(gone, 'row of the key names a record', 'rows of the key name records')} that no list has now."


def undecided_words(unknown: int) -> str:
    """Return what is said of pairs that the key does not decide."""
    if not unknown:
        return ""
    told = counted(unknown, "pair that was found is", "pairs that were found are")
    return f" {told} undecided by the key, and count{'s' if unknown == 1 else ''} nowhere."


def _recall(of: Recall) -> dict[str, Any]:
    from undercount.shares import wilson

    ends = [rounded(end) for end in wilson(of.found, of.true)] if of.true else None
    return {"found": int(of.found), "true": int(of.true), "recall": _number(of.share), "recall_interval": ends}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else rounded(value)
