"""Proof: ``python -m benchmarks.proof [runs] [--level NAME …]`` invents conflicts of known size, links their lists, and estimates the dead.

Each run draws a conflict, writes its lists, links them, and estimates the total in six ways that differ only in who was taken for one
person. The estimator, log-linear models averaged, is right for the lists as they were drawn: independent ones, and in the last level two
that depend on each other. The row of true persons shows what it reaches without any linkage. Seeds are 1, 2, 3 …; every run counts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.linkage import propagate
from undercount.count.estimators.methods import estimate
from undercount.link.names import normalise
from undercount.link.persons.assignment import Records, assign
from undercount.link.persons.blocking import measured_recall
from undercount.link.persons.draws import draw
from undercount.link.persons.judgements import Judgement, Verdict
from undercount.link.persons.linking import Linkage, histories_of, judge, likely_pairs, link
from undercount.link.persons.lists import ListOf
from undercount.link.persons.prepared import Prepared
from undercount.link.persons.recall import estimated_recall
from undercount.link.synthetic import Design, Hand, ListDesign, SyntheticLists, generate
from undercount.shares import wilson

Rows = npt.NDArray[np.int64]
PERSONS, RUNS, DRAWS, JUDGED, METHOD = 1_200, 20, 25, 250, "loglinear-average"
_LATIN = ("name_en", "sex", "age", "died", "governorate")
_BOTH = ("name_ar", *_LATIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Hold how much goes wrong in the lists of one level, and whom they reach.

    Args:
        spelled: How often a part of a name is in another spelling (probability); half as often in another system of romanisation.
        damaged: How often a part is mistyped, and how often misread by a machine.
        short: How often a name is abbreviated, and a wife named by her husband's family.
        dropped: How often the grandfather is left out; the father half, the family name a sixth as often.
        missing: How often age and day of death are missing; sex and place half as often. As often an age is off, a day known to the
            month only, and a day late.
        reach: By what the lists' coverage is multiplied.
        lists: How many lists.
        dependent: Whether the first and the third list depend on each other: odds ratio 3.
    """

    spelled: float
    damaged: float
    short: float
    dropped: float
    missing: float
    reach: float = 1.0
    lists: int = 3
    dependent: bool = False


_LIGHT = Level(spelled=0.1, damaged=0.01, short=0.02, dropped=0.1, missing=0.05)
_MIDDLE = Level(spelled=0.3, damaged=0.04, short=0.05, dropped=0.3, missing=0.15)
LEVELS = {
    "light": _LIGHT,
    "middle": _MIDDLE,
    "heavy": Level(spelled=0.5, damaged=0.08, short=0.1, dropped=0.55, missing=0.3),
    "light, wide reach": replace(_LIGHT, reach=1.6),
    "middle, wide reach": replace(_MIDDLE, reach=1.6),
    "middle, four lists": replace(_MIDDLE, lists=4, dependent=True),
}
_LISTS = (
    ("press", 0.40, _LATIN, {"press": 2.0, "french": 1.0}),
    ("office", 0.35, _BOTH, {"scholarly": 1.0, "press": 1.0}),
    ("web", 0.30, _BOTH, {"english": 1.0}),
    ("graves", 0.25, _BOTH, {"egyptian": 1.0}),
)


def design(level: Level, persons: int = PERSONS) -> Design:
    """Return the design of a level: who dies is the same at all of them."""
    rates = {"age": level.missing, "died": level.missing, "sex": level.missing / 2, "governorate": level.missing / 2}
    drops = {"grandfather": level.dropped, "father": level.dropped / 2, "family": level.dropped / 6}
    lists = []
    for name, coverage, fields, systems in _LISTS[: level.lists]:
        hand = Hand(
            systems=systems,
            loose=level.spelled / 2,
            spelling=level.spelled,
            typing=level.damaged,
            scanning=level.damaged,
            abbreviated=level.short,
            husbands_name=level.short,
            drops=drops,
        )
        off = level.missing
        lists.append(
            ListDesign(
                name,
                coverage * level.reach,
                fields=fields,
                hand=hand,
                missing=rates,
                age_off=off,
                month_only=off,
                date_off=off,
            )
        )
    pairs = (("press", "web", 3.0),) if level.dependent else ()
    return Design(persons=persons, lists=tuple(lists), pairs=pairs, surnames=1_500)


def declared(drawn: SyntheticLists) -> list[ListOf]:
    """Return the lists as a person would declare them."""
    found = []
    for one in drawn.design.lists:
        names = tuple(name for name in ("name_ar", "name_en") if name in one.fields)
        table = {name: column.tolist() for name, column in drawn.lists[one.name].items()}
        found.append(
            ListOf(
                name=one.name,
                table=table,
                id="record",
                names=names,
                sex="sex",
                age="age",
                death="died",
                place=("governorate",),
            )
        )
    return found


def keys(drawn: SyntheticLists) -> Rows:
    """Return the number of each record's true person, in the order in which lists and records were declared."""
    return np.concatenate([drawn.truth[name]["person"] for name in drawn.design.names]).astype(np.int64)


def answered(linkage: Linkage, truth: Rows, number: int = JUDGED) -> list[Judgement]:
    """Return what somebody who knows the truth would judge of the pairs that the linkage asks for."""
    prepared = linkage.prepared
    records = [(prepared.lists[of].name, key) for of, key in zip(prepared.of, prepared.ids, strict=True)]
    return [
        Judgement(records[a], records[b], Verdict.SAME if truth[a] == truth[b] else Verdict.DIFFERENT)
        for a, b, _ in likely_pairs(linkage, number)
    ]


def by_exact_name(prepared: Prepared) -> Rows:
    """Return the persons that records with exactly the same name make, letters normalised, in either script."""
    left, right = [], []
    holds: dict[str, list[int]] = {}
    texts = [normalised for one in prepared.lists for normalised in _normalised(one)]
    for row, written in enumerate(texts):
        for text in written:
            for other in holds.setdefault(text, []):
                if prepared.of[other] != prepared.of[row]:
                    left.append(other)
                    right.append(row)
            holds[text].append(row)
    records = Records(prepared.of, prepared.may_repeat)
    return assign(records, np.array(left, int), np.array(right, int), np.ones(len(left))).of


def _normalised(of: ListOf) -> list[list[str]]:
    table = dict(of.table) if isinstance(of.table, dict) else {}
    columns = [table[str(name)] for name in of.names]
    return [
        [normalise(str(cell)).casefold() for cell in cells if cell is not None] for cells in zip(*columns, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold one interval.

    Args:
        documented: Persons on at least one list.
        estimate: The total (persons); None where it was refused.
        low: The interval's lower end.
        high: Its upper end; None where it is open.
        linkage: The share of the variance that comes from the linkage.
    """

    documented: int
    estimate: float | None
    low: float | None
    high: float | None
    linkage: float = 0.0

    def misses(self, truth: int) -> int:
        """Return -1 where the interval lies below the truth, 1 above it, 0 where it holds it."""
        if self.high is not None and self.high < truth:
            return -1
        return int(self.low is not None and self.low > truth)


@dataclass(frozen=True, slots=True)
class Run:
    """Hold one conflict's answers by how records became persons, and what the linkage was worth.

    Args:
        answers: The answers.
        facts: Numbers about the linkage, by name.
        seconds: Processor seconds of linking and of estimating.
    """

    answers: dict[str, Answer]
    facts: dict[str, float]
    seconds: tuple[float, float]


def run(level: Level, seed: int, persons: int = PERSONS) -> Run:
    """Draw, write, link and estimate one conflict."""
    drawn = generate(design(level, persons), seed)
    truth = keys(drawn)
    began = time.process_time()
    linkage = link(declared(drawn))
    judged = judge(linkage, answered(linkage, truth))
    plain, sure = (draw(one, DRAWS, np.random.default_rng([seed, 1])).persons for one in (linkage, judged))
    linked = time.process_time()
    ways = {
        "true persons": truth[None],
        "exact names": by_exact_name(linkage.prepared)[None],
        "best linkage": linkage.clusters.of[None],
        "draws": plain,
        "best, judged": judged.clusters.of[None],
        "draws, judged": sure,
    }
    answers = {name: answer(persons_of, linkage.prepared, seed) for name, persons_of in ways.items()}
    seconds = linked - began, time.process_time() - linked
    return Run(answers, facts(linkage, ways, truth), seconds)


def answer(persons: Rows, prepared: Prepared, seed: int) -> Answer:
    """Return the estimate from one linkage, or from several with the doubt about them."""
    names = [of.name for of in prepared.lists]
    tables = [
        CaptureHistories.from_records(dict(zip(names, histories_of(one, prepared).T, strict=True)), lists=names)
        for one in persons
    ]
    if len(tables) == 1:
        found = estimate(tables[0], METHOD, seed=seed)
        return Answer(found.documented, found.estimate, found.low, found.high)
    mixed = propagate(tables, METHOD, seed=seed, cores=1, without_refused=True)
    share = 0.0 if mixed.split is None else mixed.split.shares()["linkage"]
    return Answer(mixed.estimate.documented, mixed.estimate.estimate, mixed.estimate.low, mixed.estimate.high, share)


def facts(linkage: Linkage, ways: dict[str, Rows], truth: Rows) -> dict[str, float]:
    """Return how many pairs are true, how many of them were compared, and how many each way found, as shares of the true ones."""
    true = joined(truth)
    order = np.argsort(truth, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(truth[order])) + 1)
    pairs = [(a, b) for rows in groups for at, a in enumerate(rows.tolist()) for b in rows.tolist()[:at]]
    found = {
        "compared": measured_recall(linkage.candidates, np.array(pairs)).share,
        "compared, as estimated": estimated_recall(linkage).share,
    }
    for name, persons in ways.items():
        found[f"{name}: joined"] = float(np.mean([joined(one) for one in persons])) / true
        found[f"{name}: rightly"] = float(np.mean([joined(one, truth) for one in persons])) / true
    return found


def joined(persons: Rows, truth: Rows | None = None) -> int:
    """Return how many pairs of records are one person, or how many of them rightly."""
    both = persons.tolist() if truth is None else list(zip(persons.tolist(), truth.tolist(), strict=True))
    return sum(count * (count - 1) // 2 for count in Counter(both).values())


def coverage(answers: Sequence[Answer], truth: int) -> str:
    """Return how many intervals hold the truth, with a 95 % interval (Wilson)."""
    given = [one for one in answers if one.estimate is not None]
    held = sum(one.misses(truth) == 0 for one in given)
    low, high = wilson(held, len(given))
    below = sum(one.misses(truth) < 0 for one in given)
    above = sum(one.misses(truth) > 0 for one in given)
    refused = f", {len(answers) - len(given)} refused" if len(given) < len(answers) else ""
    return f"{held}/{len(given)} ({low:.2f}–{high:.2f}) | {below} + {above}{refused}"


def row(name: str, runs: Sequence[Run], truth: int) -> str:
    """Return one line of the table."""
    answers = [one.answers[name] for one in runs]
    given = [one for one in answers if one.estimate is not None]
    bias = np.mean([np.log((one.estimate or np.nan) / truth) for one in given])
    width = np.median([np.inf if one.high is None else one.high - (one.low or 0.0) for one in given])
    share = np.mean([one.linkage for one in given])
    found, right = (np.mean([one.facts[f"{name}: {what}"] for one in runs]) for what in ("joined", "rightly"))
    shown = f"{share:.0%}" if name.startswith("draws") else "–"
    return f"| {name} | {found:.3f} | {right:.3f} | {coverage(answers, truth)} | {np.expm1(bias):+.1%} | {width:,.0f} | {shown} |"


def show(name: str, level: Level, runs: int, persons: int) -> None:
    """Run and print one level."""
    done = [run(level, seed, persons) for seed in range(1, runs + 1)]
    compared, guessed = (np.mean([one.facts[key] for one in done]) for key in ("compared", "compared, as estimated"))
    linking, estimating = (np.mean([one.seconds[at] for one in done]) for at in (0, 1))
    print(f"\n### {name}: {runs} conflicts of {persons:,} dead, {level.lists} lists")
    print(f"True pairs that were compared: {compared:.3f}, estimated without keys {guessed:.3f}.")
    print(f"Processor seconds a conflict: {linking:.1f} to link and draw, {estimating:.1f} to estimate.\n")
    print("| persons by | joined | rightly | holds the truth | misses below + above | bias | median width | linkage |")
    print("| --- " * 8 + "|")
    for way in done[0].answers:
        print(row(way, done, persons), flush=True)


def main(arguments: Sequence[str]) -> int:
    """Print all levels, or those that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proof", description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=RUNS, help="conflicts of each level")
    parser.add_argument("--level", action="append", choices=list(LEVELS), help="a level; all of them without it")
    parser.add_argument("--persons", type=int, default=PERSONS, help="how many die in each conflict")
    asked = parser.parse_args(arguments)
    for name in asked.level or LEVELS:
        show(name, LEVELS[name], asked.runs, asked.persons)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
