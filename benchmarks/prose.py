"""Prose: ``python -m benchmarks.prose`` reads development texts and compares each one's number with what coders wrote down for it.

**ACLED** South and South-East Asia 2015: the number killed of a note against ``FATALITIES``, where that is above zero; and the share of
notes with zero from which a death was read. One report can be split over several rows, so that the key is a share of the note's number:
about 0.93 is the ceiling. **Airwars** Gaza: the least number killed, injured, and of children among the killed. Airwars counts an unnamed
plural as two, "dozens" as twelve; these conventions are applied here and are none of the reader's. **MUC-4**: of the keys for death and
injury with a number of two or more, how many are among the proposals of the document; and, of those found, how many bear the key's hedge.
Eight keys that say "at most" are about a sum of dead and injured and hedge no word of the text; they are left out.

Beside the reader stands the same reader by patterns alone, without a parser. Intervals are Wilson's, 95 %. Speed is of one core's processor
time, for the texts of ACLED: the whole way, and spaCy's own part in it, both for the sentences that the rules want and for all.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undercount.read.prose.analysis.parse import Pipeline, analyse_all, installed_pipeline
from undercount.read.prose.english.reading import is_wanted, read_english
from undercount.read.prose.measure.summary import ACTS, totals
from undercount.read.prose.proposal import Found, Proposal
from undercount.record import Quantity
from undercount.shares import wilson

DATA = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data" / "text"
REACH = {
    "ACLED killed": 0.86, "ACLED zero, but a death read": 0.02, "Airwars killed, least": 0.86, "Airwars injured, least": 0.72,
    "Airwars children killed, least": 0.62, "MUC-4 numbers of two or more, found": 0.77, "MUC-4 hedge, of those found": 0.97,
}  # fmt: skip
_PLURAL, _DOZENS, _HUNDREDS = 2, 12, 200
_EFFECTS = {"DEATH": "killing", "INJURY": "injury"}
_HEDGES = {"exact": "exactly", "at_least": "at-least", "approx": "about"}


@dataclass(frozen=True, slots=True)
class Score:
    """How often something held: ``right`` of ``of``."""

    name: str
    right: int
    of: int

    def cells(self) -> str:
        """Return the share with its interval and the counts."""
        low, high = wilson(self.right, self.of)
        return f"{self.right / self.of:.3f} [{low:.3f}, {high:.3f}] {self.right:,}/{self.of:,}"


def read_all(texts: Sequence[str], pipeline: Pipeline | None) -> list[Found]:
    """Read texts with a parser or by patterns alone."""
    return [read_english(document) for document in analyse_all(texts, pipeline, wanted=is_wanted)]


def least(quantity: Quantity | None) -> int:
    """Return the least number that a quantity stands for, by the conventions of Airwars for words without one."""
    if quantity is None:
        return 0
    said = next((n for n in (quantity.low, quantity.best, quantity.high) if n is not None), None)
    if said is not None:
        return said
    words = quantity.phrase.lower()
    return _HUNDREDS if "hundreds" in words else _DOZENS if "dozens" in words or "scores" in words else _PLURAL


def numbered(quantity: Quantity | None) -> int:
    """Return the number that a quantity says, or 0 where it says none."""
    if quantity is None:
        return 0
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), 0)


def acled(pipeline: Pipeline | None) -> list[Score]:
    """Score the notes of ACLED."""
    rows = _acled()
    said = [numbered(totals(found, "killing")) for found in read_all([row["NOTES"] for row in rows], pipeline)]
    keyed = [(int(row["FATALITIES"]), number) for row, number in zip(rows, said, strict=True)]
    dead = [(key, number) for key, number in keyed if key]
    none = [number for key, number in keyed if not key]
    return [
        Score("ACLED killed", sum(key == number for key, number in dead), len(dead)),
        Score("ACLED zero, but a death read", sum(number > 0 for number in none), len(none)),
    ]


def airwars(pipeline: Pipeline | None) -> list[Score]:
    """Score the assessments of Airwars."""
    rows = _lines("airwars_gaza_dev.jsonl.gz")
    found = read_all([row["text"] for row in rows], pipeline)
    asked: tuple[tuple[str, Callable[[Any], int | None], Callable[[Found], int]], ...] = (
        ("Airwars killed, least", lambda row: row["killed_min"], lambda one: least(totals(one, "killing"))),
        ("Airwars injured, least", lambda row: row["injured_min"], lambda one: least(totals(one, "injury"))),
        (
            "Airwars children killed, least",
            lambda row: (row["killed_breakdown"].get("children") or [None])[0],
            lambda one: least(totals(one, "killing", age="child")),
        ),
    )
    scores = []
    for name, key, number in asked:
        pairs = [(key(row), number(one)) for row, one in zip(rows, found, strict=True)]
        scores.append(Score(name, sum(k == n for k, n in pairs if k), sum(1 for k, _ in pairs if k)))
    return scores


def muc(pipeline: Pipeline | None) -> list[Score]:
    """Score the keys of MUC-4 with a number of two or more."""
    rows = _lines("muc4_dev.jsonl.gz")
    found = dict(zip((row["id"] for row in rows), read_all([row["text"] for row in rows], pipeline), strict=True))
    keys, hit, hedged, alike = 0, 0, 0, 0
    for line in (DATA / "muc4_casualty_fills_dev.jsonl").read_text(encoding="utf-8").splitlines():
        fill = json.loads(line)
        acts = {act for effect in fill["effect"] if effect in _EFFECTS for act in ACTS[_EFFECTS[effect]]}
        value = fill["number"]["value"]
        if value is None or value < _PLURAL or not acts:
            continue
        same = [p for p in found[fill["doc_id"]].proposals if p.act in acts and value in p.quantity.numbers().values()]
        keys, hit = keys + 1, hit + bool(same)
        if same and fill["number"]["hedge"] in _HEDGES:
            hedged, alike = hedged + 1, alike + any(_is_hedged(p, fill["number"]["hedge"]) for p in same)
    return [
        Score("MUC-4 numbers of two or more, found", hit, keys),
        Score("MUC-4 hedge, of those found", alike, hedged),
    ]


def _is_hedged(proposal: Proposal, hedge: str) -> bool:
    return proposal.quantity.qualifier == _HEDGES[hedge]


def speed(pipeline: Pipeline) -> Iterable[str]:
    """Yield what the texts of ACLED cost in processor time, beside the parse alone."""
    texts = [row["NOTES"] for row in _acled()]
    read_all(texts[:50], pipeline)
    start = time.process_time()
    documents = list(analyse_all(texts, pipeline, wanted=is_wanted))
    parsed = time.process_time() - start
    for document in documents:
        read_english(document)
    whole = time.process_time() - start
    start = time.process_time()
    list(analyse_all(texts, pipeline))
    every = time.process_time() - start
    start = time.process_time()
    read_all(texts, None)
    plain = time.process_time() - start
    count = len(texts)
    yield f"{count:,} notes of ACLED, processor seconds: {whole:.1f} in all = {count / whole:.0f} notes/s"
    yield f"  of which splitting and spaCy on the sentences with a word of harm: {parsed:.1f}; the rules: {whole - parsed:.1f}"
    yield f"  spaCy on every sentence, without any rule: {every:.1f} = {count / every:.0f} notes/s"
    yield f"  by patterns alone: {plain:.1f} = {count / plain:.0f} notes/s"


def _acled() -> list[dict[str, str]]:
    with gzip.open(DATA / "acled_south_southeast_asia_2015_dev.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _lines(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main() -> int:
    """Print the table and the speed."""
    if not DATA.is_dir():
        print(
            f"the development texts are not at {DATA}: set UNDERCOUNT_SHARED to the folder above data", file=sys.stderr
        )
        return 1
    pipeline = installed_pipeline()
    if pipeline is None:
        print(
            "no parser is installed: install undercount[nlp] to see more than the reader by patterns", file=sys.stderr
        )
    print(f"reader: rules with {pipeline.name if pipeline else 'no parser'}; beside it patterns alone")
    for task in (acled, airwars, muc):
        full, bare = task(pipeline), task(None)
        for with_parser, without in zip(full, bare, strict=True):
            goal = f"{'≤' if 'zero' in with_parser.name else '≥'} {REACH[with_parser.name]:.2f}"
            print(f"{with_parser.name:38} {goal:7} {with_parser.cells():34} patterns {without.cells()}", flush=True)
    for line in speed(pipeline) if pipeline else ():
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
