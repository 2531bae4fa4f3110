"""Places: ``python -m benchmarks.places [runs]`` links two invented lists of which one writes governorates and the other towns.

Each run draws a conflict with the errors of a level of :mod:`benchmarks.proof`, writes an office's list and the press's with the columns of
place that the row says, and links them without a register, with one that has the names alone, and with one that says which town lies in
which governorate. The register has each town and governorate under its correct Arabic name and one romanisation; spellings beyond are in
no register. Then the lists that write both get one governorate in seven, or one town in seven, of somebody else, and are linked by the
register, with what else could be done with rows that contradict it. F1 is that of all pairs of records of one person, over all runs. Seeds
are 1, 2, 3 …; every run counts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.proof import LEVELS, design
from undercount.link.persons import ListOf, link
from undercount.link.register import Register
from undercount.link.synthetic import Design, SyntheticLists, generate
from undercount.link.synthetic.people import people
from undercount.link.synthetic.romanise import SYSTEMS
from undercount.link.synthetic.vocabulary import names

RUNS, PERSONS, TOWNS, GOVERNORATES = 10, 2_000, 120, 12
LEVEL = "middle"
_KNOWN = ("sex", "age", "died", "governorate")
_COUNTRY = "country"
_BOTH_WRITTEN = "governorate, town | governorate, town"
_MISTAKEN = 1 / 7
Persons = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]
Columns = dict[str, list[Any]]


def conflict(level: str = LEVEL, persons: int = PERSONS) -> Design:
    """Return the design of two lists, an office's and the press's, that write both governorates and towns."""
    made = design(LEVELS[level], persons)
    press, office, *_ = made.lists
    lists = (
        replace(office, coverage=0.5, fields=("name_ar", "name_en", *_KNOWN, "place_ar")),
        replace(press, coverage=0.5, fields=("name_en", *_KNOWN, "place_en")),
    )
    return replace(made, lists=lists, towns=TOWNS, governorates=GOVERNORATES)


def register(of: Design, seed: int) -> Register:
    """Return the register of a conflict's places: a country, its governorates, their towns."""
    told = names(of.surnames, of.towns, of.governorates)
    who = people(of, seed, 0, 0, of.persons)
    lies_in = dict(zip(who.town.tolist(), who.governorate.tolist(), strict=True))
    press, scholarly = (list(SYSTEMS).index(name) for name in ("press", "scholarly"))
    words: dict[str, tuple[str, ...]] = {_COUNTRY: ("Country",)}
    words |= {f"governorate-{at}": (str(told.governorates.latin[at, scholarly]),) for at in range(of.governorates)}
    words |= {f"town-{at}": (str(told.towns.arabic[at, 0]), str(told.towns.latin[at, press])) for at in lies_in}
    parents = {f"governorate-{at}": _COUNTRY for at in range(of.governorates)}
    parents |= {f"town-{at}": f"governorate-{above}" for at, above in lies_in.items()}
    return known_alone(words, parents)


def known_alone(words: Mapping[str, tuple[str, ...]], parents: Mapping[str, str]) -> Register:
    """Return a register of which names that several places have are told apart from the others."""
    holding: dict[str, set[str]] = {}
    for place, of in words.items():
        for word in of:
            holding.setdefault(word, set()).add(place)
    alone = {place: tuple(word for word in of if len(holding[word]) == 1) for place, of in words.items()}
    shared = {place: tuple(word for word in of if len(holding[word]) > 1) for place, of in words.items()}
    return Register(alone, shared, parents)


def _governorate(table: Columns) -> Columns:
    return {"governorate": table["governorate"]}


def _town(table: Columns) -> Columns:
    return {"place": table["place_ar"] if "place_ar" in table else table["place_en"]}


def _both(table: Columns) -> Columns:
    return {**_governorate(table), **_town(table)}


def _either(table: Columns) -> Columns:
    """Return one column that holds the governorate in every other row and the town in the others."""
    cells = zip(table["governorate"], _town(table)["place"], strict=True)
    return {"location": [cell[at % 2] for at, cell in enumerate(cells)]}


Writing = Callable[[Columns], Columns]
WRITINGS: dict[str, tuple[Writing, Writing]] = {
    "governorate | town": (_governorate, _town),
    "governorate, town | town": (_both, _town),
    "town | governorate or town in one column": (_town, _either),
    _BOTH_WRITTEN: (_both, _both),
}


def declared(drawn: SyntheticLists, writing: tuple[Writing, Writing]) -> list[ListOf]:
    """Return the lists as a person would declare them, with columns of place."""
    found = []
    for one, write in zip(drawn.design.lists, writing, strict=True):
        table = {name: column.tolist() for name, column in drawn.lists[one.name].items()}
        places = write(table)
        told = tuple(name for name in ("name_ar", "name_en") if name in one.fields)
        found.append(
            ListOf(
                name=one.name,
                table={**table, **places},
                id="record",
                names=told,
                sex="sex",
                age="age",
                death="died",
                place=tuple(places),
            )
        )
    return found


def counted(drawn: SyntheticLists, lists: list[ListOf], known: Register | None) -> Counts:
    """Return how many pairs of records were joined rightly, were joined, are of one person, and were compared."""
    truth = np.concatenate([drawn.truth[name]["person"] for name in drawn.design.names]).astype(np.int64)
    found = link(lists, register=known, cores=1)
    both = found.clusters.of * (int(truth.max()) + 1) + truth
    pairs = (both, found.clusters.of, truth)
    return np.array([*(_pairs(one) for one in pairs), len(found.candidates)], dtype=np.int64)


def _pairs(groups: Persons) -> int:
    counts = np.unique(groups, return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def run(runs: int = RUNS, level: str = LEVEL, persons: int = PERSONS) -> dict[tuple[str, str], Counts]:
    """Return for each way to write places and each register what :func:`counted` counts, over all runs."""
    total: dict[tuple[str, str], Counts] = {}
    of = conflict(level, persons)
    for seed in range(1, runs + 1):
        drawn, known = generate(of, seed), register(of, seed)
        registers = {"none": None, "names": Register(known.names), "hierarchy": known}
        for name, writing in WRITINGS.items():
            lists = declared(drawn, writing)
            for which, one in registers.items():
                total[name, which] = total.get((name, which), 0) + counted(drawn, lists, one)
    return total


def mistaken(lists: list[ListOf], column: str, rng: np.random.Generator) -> list[ListOf]:
    """Return lists in which some records have another's cell in a column."""
    found = []
    for one in lists:
        cells = list(_columns(one)[column])
        wrong = np.flatnonzero(rng.random(len(cells)) < _MISTAKEN).tolist()
        others = [cells[at] for at in rng.integers(len(cells), size=len(wrong)).tolist()]
        for at, other in zip(wrong, others, strict=True):
            cells[at] = other
        found.append(replace(one, table={**_columns(one), column: cells}))
    return found


def without(lists: list[ListOf], column: str, known: Register) -> list[ListOf]:
    """Return lists in which rows that contradict a register are empty in one column of place: the other is believed."""
    which = {word: place for place, words in known.names.items() for word in words}
    found = []
    for one in lists:
        table = _columns(one)
        cells = [
            None if _contradict(which.get(area), which.get(town), known) else cell
            for cell, area, town in zip(table[column], table["governorate"], table["place"], strict=True)
        ]
        found.append(replace(one, table={**table, column: cells}))
    return found


def _contradict(area: str | None, town: str | None, known: Register) -> bool:
    return area is not None and town is not None and known.parents[town] != area


def _columns(one: ListOf) -> Columns:
    return dict(one.table)  # type: ignore[arg-type]  # as `declared` made it


def mistakes(runs: int, level: str, column: str) -> dict[str, Counts]:
    """Return for each way to treat rows that contradict the register what :func:`counted` counts, over all runs."""
    total: dict[str, Counts] = {}
    of = conflict(level)
    for seed in range(1, runs + 1):
        drawn, known = generate(of, seed), register(of, seed)
        lists = mistaken(declared(drawn, WRITINGS[_BOTH_WRITTEN]), column, np.random.default_rng(seed))
        ways = {
            "by names alone": (lists, Register(known.names)),
            "what holds both counts": (lists, known),
            "the governorate is believed": (without(lists, "place", known), known),
            "the town is believed": (without(lists, "governorate", known), known),
        }
        for way, (written, one) in ways.items():
            total[way] = total.get(way, 0) + counted(drawn, written, one)
    return total


def _line(name: str, counts: Counts, runs: int) -> str:
    right, joined, true, compared = counts.tolist()
    return f"{name:53} {2 * right / (joined + true):7.4f} {right / joined:9.4f} {right / true:7.4f} {compared / runs:15,.0f}"


def main(runs: int) -> None:
    """Print the tables."""
    for level in ("middle", "heavy"):
        began = time.process_time()
        print(f"level {level}, {runs} conflicts of {PERSONS:,} dead")
        print(f"{'columns of place, register':53} {'F1':>7} {'precision':>9} {'recall':>7} {'pairs compared':>15}")
        for (name, which), counts in run(runs, level).items():
            print(_line(f"{name:42} {which}", counts, runs))
        for column in ("governorate", "place"):
            print(f"one {column} in seven is another's")
            for name, counts in mistakes(runs, level, column).items():
                print(_line(name, counts, runs))
        print(f"{time.process_time() - began:.0f} s of processor\n", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
