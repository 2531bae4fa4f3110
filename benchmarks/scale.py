"""Scale: ``python -m benchmarks.scale 1000000`` links that many invented records in five lists: time, memory, how many links are right.

The lists are drawn by :mod:`undercount.link.synthetic` from one seed: an office's in both scripts, a hospital's and a committee's in
Arabic, the press in Latin letters, an observatory's in both. Each leaves names out, mistypes, misreads, romanises by systems of its own,
and is wrong about ages and dates. Drawing them is not timed, nor is compilation. Several sizes are run one after another, each in an
interpreter of its own, so that each has its own peak of memory: together they are the cost curve.

Precision and recall are those of all pairs of records of one person, for two thresholds of probability. Seconds are of the processor, all
cores together, and of the clock; memory is that of the whole process, with the lists.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from undercount.link.persons import ListOf, Options, judge, link
from undercount.link.synthetic import Design, Hand, ListDesign, SyntheticLists, generate, write

SIZES = (100_000, 1_000_000)
SEED = 4
RECORDS_A_PERSON = 2.0
THRESHOLDS = (0.5, 0.9)
# Of more records the lists are written to files and read from there.
IN_MEMORY = 2_000_000
_PART = 4_000_000
Persons = npt.NDArray[np.int64]


def design(records: int) -> Design:
    """Return the design of about so many records."""
    press = {"press": 2.0, "english": 1.0, "french": 0.5}
    known = ("sex", "age", "died", "governorate")
    return Design(
        persons=int(records / RECORDS_A_PERSON),
        lists=(
            ListDesign(
                "office",
                0.5,
                fields=("name_ar", "name_en", *known, "place_ar"),
                hand=Hand(spelling=0.1, typing=0.02, drops={"grandfather": 0.1}),
                missing={"age": 0.05},
                age_off=0.05,
            ),
            ListDesign(
                "hospital",
                0.45,
                fields=("name_ar", *known, "place_ar"),
                hand=Hand(spelling=0.15, scanning=0.01, drops={"grandfather": 0.3}),
                missing={"age": 0.1, "place_ar": 0.2},
                age_off=0.1,
                date_off=0.05,
            ),
            ListDesign(
                "press",
                0.3,
                fields=("name_en", *known),
                hand=Hand(systems=press, loose=0.1, typing=0.02, drops={"father": 0.2, "grandfather": 0.6}),
                missing={"age": 0.2},
                age_off=0.1,
                date_off=0.05,
            ),
            ListDesign(
                "observatory",
                0.4,
                fields=("name_ar", "name_en", *known, "place_ar"),
                hand=Hand(systems=press, spelling=0.1, typing=0.02, husbands_name=0.1, drops={"grandfather": 0.4}),
                missing={"age": 0.15},
                month_only=0.05,
            ),
            ListDesign(
                "committee",
                0.35,
                fields=("name_ar", *known, "place_ar"),
                hand=Hand(spelling=0.2, typing=0.02, family_first=0.02, drops={"father": 0.1, "grandfather": 0.5}),
                missing={"age": 0.2, "sex": 0.05},
                age_off=0.1,
            ),
        ),
    )


def declared(drawn: SyntheticLists) -> list[ListOf]:
    """Return the lists as a user would declare them."""
    return [declared_as(name, columns, list(columns)) for name, columns in drawn.lists.items()]


def declared_as(name: str, table: Any, columns: list[str]) -> ListOf:
    """Return one list with these columns."""
    return ListOf(
        name=name,
        table=table,
        id="record",
        names=tuple(column for column in ("name_ar", "name_en") if column in columns),
        sex="sex",
        age="age",
        death="died",
        place=tuple(column for column in ("governorate", "place_ar") if column in columns),
    )


def pairs_of(groups: Persons) -> int:
    """Return how many pairs of records are of one group."""
    counts = np.unique(groups, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def same(truth: Persons, left: Persons, right: Persons) -> int:
    """Return how many pairs of records are of one person."""
    return int((truth[left] == truth[right]).sum())


def peak() -> float:
    """Return the most memory that this process has held (GB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def from_files(records: int, folder: Path, connection: duckdb.DuckDBPyConnection) -> tuple[list[ListOf], Persons]:
    """Return lists that are read from files, and the person of each record: drawn block by block, they are never in memory as a whole."""
    drawn = folder / "drawn"
    counts = write(design(records), SEED, drawn)
    tables = {name: connection.read_parquet(str(drawn / "lists" / f"{name}.parquet")) for name in counts}
    truth = connection.read_parquet(str(drawn / "truth.parquet"))
    persons = [truth.filter(f"list = '{name}'").project("person").fetchnumpy()["person"] for name in counts]
    return [declared_as(name, table, table.columns) for name, table in tables.items()], np.concatenate(persons)


def one(records: int) -> None:
    """Link one size, and print what it takes."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        if records > IN_MEMORY:
            measure(*from_files(records, Path(folder), connection))
        else:
            drawn = generate(design(records), SEED)
            measure(declared(drawn), np.concatenate([drawn.truth[name]["person"] for name in drawn.lists]))


def measure(lists: list[ListOf], truth: Persons) -> None:
    """Link lists, and print what it takes."""
    warm_up()
    before, clock, start = peak(), time.perf_counter(), time.process_time()
    linkage = link(lists)
    seconds, wall = time.process_time() - start, time.perf_counter() - clock
    true, blocked = pairs_of(truth), linkage.candidates
    kept = sum(
        same(truth, blocked.left[at : at + _PART], blocked.right[at : at + _PART])
        for at in range(0, len(blocked), _PART)
    )
    print(
        f"{len(truth):>11,} records: {seconds:7.1f} s processor, {wall:7.1f} s clock, {1e6 * seconds / len(truth):5.1f} s a million; "
        f"peak {peak():.2f} GB, of which {before:.2f} before\n"
        f"{'':>11} {len(blocked):,} pairs compared, among them {kept / true:.4f} of "
        f"{true:,} true ones; {linkage.model.rounds} rounds of training",
        flush=True,
    )
    for threshold in THRESHOLDS:
        found = judge(linkage, (), Options(threshold=threshold)).clusters.of
        right = pairs_of(truth * (int(found.max()) + 1) + found)
        print(
            f"{'':>11} from probability {threshold}: precision {right / max(1, pairs_of(found)):.4f}, recall {right / true:.4f}",
            flush=True,
        )


def warm_up() -> None:
    """Compile the kernels, which is done once and kept."""
    link(declared(generate(design(3000), SEED)))


def main(arguments: list[str]) -> int:
    """Run each size in a process of its own."""
    sizes = [int(float(size)) for size in arguments] or list(SIZES)
    if len(sizes) == 1:
        one(sizes[0])
        return 0
    return max(
        subprocess.run([sys.executable, "-m", "benchmarks.scale", str(size)], check=False).returncode for size in sizes
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
