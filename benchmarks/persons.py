"""Persons: ``python -m benchmarks.persons`` links real lists of the dead and measures the links with known keys, beside two peers.

**Airwars and the ministry**: the whole Airwars list (5,569 records) with the ministry's list of June 2025 (55,202), without labels.
Scored are the keyed records of its *dev* half. Of their 1,609 keys 1,585 are in that release: F1 is given with pairs that can be found as
truth, and, stricter, with all 1,609. A few keys are wrong, so neither can reach 1. Records without a key are linked but not scored. *Held
out* are the keyed records whose incident's id hashes to an odd number: nothing was chosen on them, and no label of theirs is used.
**With 300 labels**: the 300 pairs that the program itself would ask about first, among keyed records that are not held out, judged by key.

**US police killings**: Mapping Police Violence (MPV) and the Washington Post (WaPo), 2015 to April 2021, by MPV's column of WaPo ids; that
key is off by a row in April and May 2019, so the same is given without records of these months, and without the keys that are shown to be
off by a row: WaPo's record has, letter for letter once normalised, the name of the row above or below, and not that of the row that bears
the key. That rule knows nothing of this program's links. Four lists (with the Guardian and Killed by Police) for 2015 and 2016, scored on
the pairs that this key decides.

Peers, on the same columns: *exact*, the normalised Arabic (else Latin) name with a single candidate; *Splink 5*, as its tutorials use it:
two blocking rules, Jaro–Winkler on the whole name, age and sex, its own training, best link on each side. A peer that is not installed is
named with what it takes to see it.

Nothing printed names anybody. Seconds are processor time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from undercount.link.names import normalise
from undercount.link.persons import (
    Judgement,
    Linkage,
    ListOf,
    Records,
    Scores,
    Verdict,
    assign,
    draw,
    estimated_recall,
    evaluate,
    judge,
    likely_pairs,
    link,
    measured_recall,
    reliability,
)

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
LISTS = SHARED / "data" / "lists"
LABELS = 300
NO_NAME = ("Name withheld by police", "TK TK", "Unknown")
Table = dict[str, list[Any]]
Flags = npt.NDArray[np.bool_]


def rows_of(name: str, *, columns: str = "*", where: str = "true") -> Table:
    """Return a list's columns as texts."""
    path = str(LISTS / f"{name}.csv.gz").replace("'", "''")
    with duckdb.connect() as connection:
        relation = connection.sql(f"SELECT {columns} FROM read_csv('{path}', all_varchar=true) WHERE {where}")
        cells = list(zip(*relation.fetchall(), strict=True))
        return {column: list(of) for column, of in zip(relation.columns, cells, strict=True)}


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print the processor time that a step takes (seconds)."""
    start = time.process_time()
    yield
    print(f"  {what}: {time.process_time() - start:.1f} s", flush=True)


def shown(name: str, scores: Scores, reach: str = "") -> None:
    """Print one line of scores."""
    low, high = scores.f1_interval
    print(
        f"  {name:<44} precision {scores.precision:.4f}  recall {scores.recall:.4f}  F1 {scores.f1:.4f} ({low:.3f} to {high:.3f})"
        f"  {scores.right:,} of {scores.true:,}{'  reach ' + reach if reach else ''}"
    )


def scored(linkage: Linkage, keys: Sequence[object]) -> Any:
    """Return the evaluation by known keys."""
    return evaluate(linkage.prepared, linkage.candidates, linkage.clusters.of, keys, np.random.default_rng(1))


# --- Airwars and the ministry


def gaza() -> tuple[Table, Table, tuple[ListOf, ListOf]]:
    """Return both tables, and their declarations."""
    airwars = rows_of("airwars_gaza_killed", columns="*, row_number() OVER () AS record")
    ministry = rows_of("gaza_moh_2025_06_15")
    return (
        airwars,
        ministry,
        (
            ListOf(
                name="airwars",
                table=airwars,
                id="record",
                names=("name_ar", "name_en"),
                sex="gender",
                age="age_years",
                age_group="age_group",
            ),
            ListOf(name="ministry", table=ministry, id="moh_key", names=("name_ar", "name_en"), sex="sex", age="age"),
        ),
    )


def is_held_out(incident: str) -> bool:
    """Return whether an incident's records are held out."""
    return hashlib.sha256(incident.encode()).digest()[0] % 2 == 1


def airwars_and_ministry() -> None:
    """Print how well the two lists are linked."""
    airwars, ministry, lists = gaza()
    print("\nAirwars (dev half) and the ministry's list of June 2025")
    with timed("linked, training included"):
        linkage = link(lists)
    keys = [*(key or None for key in airwars["moh_key"]), *ministry["moh_key"]]
    held = np.array([is_held_out(incident) for incident in airwars["incident_id"]])
    found = scored(linkage, keys)
    between = found.by_lists["airwars", "ministry"]
    shown("without labels", between, "0.965 (best known 0.959)")
    strict(between, airwars, ministry)
    for name, which in (("of which chosen on", ~held), ("of which held out", held)):
        shown(name, scored(linkage, only(keys, which)).by_lists["airwars", "ministry"])
    estimate = estimated_recall(linkage)
    recall = measured_recall(linkage.candidates, true_pairs(linkage, airwars))
    print(
        f"  blocking: {len(linkage.candidates):,} of {linkage.candidates.possible:,} pairs; recall {recall.share:.4f} measured "
        f"(reach 0.99, best known 0.982), {estimate.share:.4f} estimated without keys"
    )
    for field, scores in found.by_missing.items():
        shown(f"by missing field: {field}", scores)
    diagram(linkage, airwars)
    labelled(linkage, airwars, keys, held)
    with timed("20 drawn linkages"):
        drawn = draw(linkage, 20, np.random.default_rng(1))
    both = [int(drawn.histories(at).all(axis=1).sum()) for at in range(len(drawn))]
    print(
        f"  on both lists: {int(linkage.histories().all(axis=1).sum()):,} linked, {min(both):,} to {max(both):,} in draws"
    )
    peers(airwars, ministry, keys)


def only(keys: Sequence[object], which: Flags) -> list[object]:
    """Return the keys of some of the first list's records, and all of the others'."""
    return [key if at >= len(which) or which[at] else None for at, key in enumerate(keys)]


def strict(scores: Scores, airwars: Table, ministry: Table) -> None:
    """Print F1 with keys that are not in the ministry's list counted as missed."""
    listed = set(ministry["moh_key"])
    missing = sum(key is not None and key not in listed for key in airwars["moh_key"])
    f1 = 2 * scores.right / (scores.found + scores.true + missing)
    print(f"  {'with all keys, listed or not':<44} F1 {f1:.4f}")


def keyed_pairs(linkage: Linkage, airwars: Table) -> tuple[Flags, Flags]:
    """Return which candidates are of a keyed record, and which of these are true."""
    rows = linkage.prepared.rows()
    of = {at: rows.get(("ministry", key)) for at, key in enumerate(airwars["moh_key"]) if key}
    left, right = linkage.candidates.left.tolist(), linkage.candidates.right.tolist()
    keyed = np.array([a in of for a in left])
    return keyed, np.array([of.get(a) == b for a, b in zip(left, right, strict=True)])


def true_pairs(linkage: Linkage, airwars: Table) -> npt.NDArray[np.int64]:
    """Return the rows of each keyed record and the ministry's record of its key."""
    rows = linkage.prepared.rows()
    found = [(at, rows.get(("ministry", key), -1)) for at, key in enumerate(airwars["moh_key"]) if key]
    return np.array([pair for pair in found if pair[1] >= 0], dtype=np.int64)


def diagram(linkage: Linkage, airwars: Table) -> None:
    """Print the reliability diagram of uncalibrated probabilities."""
    keyed, same = keyed_pairs(linkage, airwars)
    print("  uncalibrated match probability: said, true (95 % interval), pairs")
    for one in reliability(linkage.model_probability[keyed], same[keyed]):
        print(f"    {one.said:.4f}  {one.true:.4f} ({one.low:.3f} to {one.high:.3f})  {one.pairs:,}")


def labelled(linkage: Linkage, airwars: Table, keys: Sequence[object], held: Flags) -> None:
    """Print the scores after the pairs that are most worth judging were judged by key."""
    keyed, same = keyed_pairs(linkage, airwars)
    truth = dict(zip(zip(*pairs_of(linkage, keyed), strict=True), same[keyed].tolist(), strict=True))
    asked = [(a, b) for a, b, _ in likely_pairs(linkage, len(linkage.candidates)) if (a, b) in truth and not held[a]][
        :LABELS
    ]
    judgements = [
        Judgement(
            ("airwars", linkage.prepared.ids[a]),
            ("ministry", linkage.prepared.ids[b]),
            Verdict.SAME if truth[a, b] else Verdict.DIFFERENT,
        )
        for a, b in asked
    ]
    after = judge(linkage, judgements)
    pair = ("airwars", "ministry")
    shown(f"with {len(asked)} labels", scored(after, keys).by_lists[pair], "0.972 (best known 0.964)")
    shown("of which held out", scored(after, only(keys, held)).by_lists[pair])


def pairs_of(linkage: Linkage, which: Flags) -> tuple[list[int], list[int]]:
    """Return the rows of some candidates."""
    return linkage.candidates.left[which].tolist(), linkage.candidates.right[which].tolist()


# --- US police killings


def american(*, four: bool) -> tuple[ListOf, ...]:
    """Return two lists from 2015 to April 2021, or four for 2015 and 2016."""
    years = "{0} BETWEEN '2015-01-01' AND '2016-12-31'" if four else "{0} BETWEEN '2015-01-01' AND '2021-04-30'"
    dated = years.format("date")
    named: dict[str, Any] = {"names": ("name",), "age": "age", "place": ("state", "city"), "no_name": NO_NAME}
    mpv = rows_of("mpv_2013-01_2021-04", where=dated)
    wapo = rows_of("wapo_fatal_force_v2_2015_2024", where=dated)
    lists = [
        ListOf(name="mpv", table=mpv, id="mpv_id", sex="sex", death="date", **named),
        ListOf(name="wapo", table=wapo, id="id", sex="gender", death="date", **named),
    ]
    if four:
        day = ("year", "month", "day")
        guardian = rows_of("guardian_the_counted_2015_2016")
        police = rows_of(
            "killed_by_police_2013_2017", columns="*, row_number() OVER () AS record", where="year IN ('2015', '2016')"
        )
        other: dict[str, Any] = {
            "names": ("deceased_name",),
            "age": "deceased_age",
            "place": ("state",),
            "no_name": NO_NAME,
        }
        lists += [
            ListOf(name="guardian", table=guardian, id="uid", sex="gender", death=day, **named),
            ListOf(name="kbp", table=police, id="record", sex="gender", death=day, **other),
        ]
    return tuple(lists)


def american_keys(linkage: Linkage) -> list[object]:
    """Return WaPo's id of each record of MPV and WaPo, where it is known."""
    wapo = dict(zip(*rows_of("mpv_2013-01_2021-04", columns="mpv_id, wapo_id").values(), strict=True))
    names = [of.name for of in linkage.prepared.lists]
    found: list[object] = []
    for number, record in zip(linkage.prepared.of, linkage.prepared.ids, strict=True):
        name = names[number]
        found.append(wapo[record] if name == "mpv" else record if name == "wapo" else None)
    return found


def shifted(mpv: Table, wapo: Table) -> set[str]:
    """Return the ids of MPV's rows whose key is WaPo's id of the row above or below, by exact names alone."""
    theirs = dict(zip(wapo["id"], (normalise(name or "").casefold() for name in wapo["name"]), strict=True))
    mine = [normalise(name or "").casefold() for name in mpv["name"]]
    keyed = [theirs.get(key or "") for key in mpv["wapo_id"]]
    unnamed = {normalise(name).casefold() for name in NO_NAME} | {"", None}
    return {
        record
        for at, (record, name, said) in enumerate(zip(mpv["mpv_id"], mine, keyed, strict=True))
        if said not in unnamed and said != name and said in (*mine[max(0, at - 1) : at], *mine[at + 1 : at + 2])
    }


def police_killings() -> None:
    """Print how well lists of US police killings are linked."""
    print("\nUS police killings: MPV and WaPo, 2015 to April 2021")
    with timed("linked, training included"):
        linkage = link(american(four=False))
    keys = american_keys(linkage)
    found = scored(linkage, keys)
    shown("all keys", found.pairs, "0.992")
    death = linkage.prepared.death[:, 0].astype("int64") - 719163
    month = (death.astype("datetime64[D]")).astype("datetime64[M]")
    off = np.isin(month, np.array(["2019-04", "2019-05"], dtype="datetime64[M]"))
    shown(
        "without April and May 2019",
        scored(linkage, [None if bad else key for key, bad in zip(keys, off, strict=True)]).pairs,
    )
    off_by_a_row = shifted(
        rows_of("mpv_2013-01_2021-04", columns="mpv_id, name, wapo_id"),
        rows_of("wapo_fatal_force_v2_2015_2024", columns="id, name"),
    )
    shown(
        f"without {len(off_by_a_row)} keys shown to be off by a row",
        scored(
            linkage,
            [
                None if linkage.prepared.lists[of].name == "mpv" and record in off_by_a_row else key
                for of, record, key in zip(linkage.prepared.of, linkage.prepared.ids, keys, strict=True)
            ],
        ).pairs,
        "0.992",
    )
    print(f"  blocking: {len(linkage.candidates):,} candidates, recall {found.blocking.share:.4f}")
    print("\nUS police killings: four lists, 2015 and 2016")
    with timed("linked, training included"):
        linkage = link(american(four=True))
    found = scored(linkage, american_keys(linkage))
    shown("pairs that the key decides", found.pairs, "1.000")
    shown("persons that the key decides", found.persons, "1.000")
    counts = Counter(int(number) for number in linkage.histories().sum(axis=1))
    print(
        f"  {sum(counts.values()):,} persons; on 4, 3, 2 and 1 lists: {', '.join(f'{counts[at]:,}' for at in (4, 3, 2, 1))}"
    )
    assignments(linkage)


def assignments(linkage: Linkage) -> None:
    """Print the time of the assignment alone."""
    records = Records(linkage.prepared.of, linkage.prepared.may_repeat)
    start = time.process_time()
    found = assign(records, linkage.candidates.left, linkage.candidates.right, linkage.probability)
    seconds = time.process_time() - start
    print(
        f"  assignment of {len(records.of):,} records: {seconds:.2f} s (reach 0.5), {len(set(found.of.tolist())):,} persons"
    )


# --- peers


def peers(airwars: Table, ministry: Table, keys: Sequence[object]) -> None:
    """Print the scores of the peers."""
    size = len(airwars["moh_key"])
    found: dict[str, Callable[[Table, Table], list[tuple[int, int]]]] = {"exact name": exact}
    if find_spec("splink") is None:
        print("  peer: Splink 5 is not installed (pip install splink)")
    else:
        found["Splink 5"] = splink_naive
    if find_spec("recordlinkage") is None:
        print("  peer: recordlinkage is left out: it is not installed (pip install recordlinkage)")
    else:
        found["recordlinkage"] = recordlinkage_naive
    for name, peer in found.items():
        with timed(name):
            pairs = peer(airwars, ministry)
        known = [(a, b) for a, b in pairs if keys[a] is not None]
        right = sum(keys[a] == keys[size + b] for a, b in known)
        listed = set(ministry["moh_key"])
        true = sum(key in listed for key in airwars["moh_key"] if key)
        print(
            f"  {'peer: ' + name:<44} precision {right / max(1, len(known)):.4f}  recall {right / true:.4f}"
            f"  F1 {2 * right / (len(known) + true):.4f}"
        )


def plain(arabic: str | None, latin: str | None) -> str:
    """Return a name as the peers see it."""
    return normalise(arabic or latin or "")


def exact(airwars: Table, ministry: Table) -> list[tuple[int, int]]:
    """Return pairs of the same normalised name, where each list has it once."""
    mine, theirs = (
        [plain(*names) for names in zip(of["name_ar"], of["name_en"], strict=True)] for of in (airwars, ministry)
    )
    once_mine, once_theirs = Counter(mine), Counter(theirs)
    place = {name: at for at, name in enumerate(theirs)}
    return [
        (at, place[name]) for at, name in enumerate(mine) if name and once_mine[name] == 1 and once_theirs[name] == 1
    ]


def splink_naive(airwars: Table, ministry: Table) -> list[tuple[int, int]]:
    """Return the best links of Splink with whole names, ages and sex."""
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    arrow: Any = import_module("pyarrow")
    logging.getLogger("splink").setLevel(logging.ERROR)
    logging.getLogger("splink").propagate = False
    warnings.simplefilter("ignore")
    tables = [peer_table(airwars, "gender", "age_years"), peer_table(ministry, "sex", "age")]
    api = DuckDBAPI()
    first, second = (
        api.register(arrow.table(of), dataset_display_name=name) for of, name in zip(tables, ("a", "m"), strict=True)
    )
    rules: list[Any] = [block_on("given", "family"), block_on("given", "father")]
    near = [cll.AbsoluteDifferenceLevel("age", years) for years in (0, 1, 5)]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]),
            cl.ExactMatch("sex"),
            cl.CustomComparison([cll.NullLevel("age"), *near, cll.ElseLevel()], output_column_name="age"),
        ],
        blocking_rules_to_generate_predictions=list(rules),
    )
    linker = Linker([first, second], settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7)
    linker.training.estimate_parameters_using_expectation_maximisation(rules[0])
    predicted = linker.inference.predict(threshold_match_probability=0.5).as_record_list()
    predicted.sort(key=lambda row: -row["match_probability"])
    taken: set[tuple[str, int]] = set()
    found = []
    for row in predicted:
        one, other = (("a", row["unique_id_l"]), ("m", row["unique_id_r"]))
        if row["source_dataset_l"] == "m":
            one, other = ("a", row["unique_id_r"]), ("m", row["unique_id_l"])
        if one not in taken and other not in taken:
            taken |= {one, other}
            found.append((int(one[1]), int(other[1])))
    return found


def recordlinkage_naive(airwars: Table, ministry: Table) -> list[tuple[int, int]]:
    """Return the best links of recordlinkage, as its guide uses it: blocks, names by Jaro-Winkler, expectation and maximisation."""
    module: Any = import_module("recordlinkage")
    pandas: Any = import_module("pandas")
    first, second = (
        pandas.DataFrame(peer_table(of, sex, age)).set_index("unique_id")
        for of, sex, age in ((airwars, "gender", "age_years"), (ministry, "sex", "age"))
    )
    indexer = module.Index()
    for words in (["given", "family"], ["given", "father"]):
        indexer.block(words)
    compare = module.Compare()
    compare.string("name", "name", method="jarowinkler", threshold=0.88, label="name")
    compare.exact("sex", "sex", label="sex")
    compare.numeric("age", "age", scale=2, label="age")
    vectors = compare.compute(indexer.index(first, second), first, second)
    vectors["age"] = (vectors["age"] > 0.5).astype(int)
    vectors = vectors.fillna(0).astype(int)
    classifier = module.ECMClassifier()
    classifier.fit(vectors)
    chance = classifier.prob(vectors)
    return one_each([(float(of), int(a), int(b)) for (a, b), of in chance.items() if of > 0.5])


def one_each(scored_pairs: Sequence[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """Return pairs from the most probable down, each record once."""
    mine: set[int] = set()
    theirs: set[int] = set()
    found = []
    for _, a, b in sorted(scored_pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if a not in mine and b not in theirs:
            mine.add(a)
            theirs.add(b)
            found.append((a, b))
    return found


def peer_table(of: Table, sex: str, age: str) -> Table:
    """Return a list as the peer reads it."""
    names = [plain(*pair) for pair in zip(of["name_ar"], of["name_en"], strict=True)]
    words = [name.split() for name in names]
    return {
        "unique_id": list(range(len(names))),
        "name": [name or None for name in names],
        "given": [word[0] if word else None for word in words],
        "father": [word[1] if len(word) > 2 else None for word in words],
        "family": [word[-1] if len(word) > 1 else None for word in words],
        "sex": of[sex],
        "age": [float(value) if value and value.replace(".", "", 1).isdigit() else None for value in of[age]],
    }


PARTS: dict[str, Callable[[], None]] = {"gaza": airwars_and_ministry, "us": police_killings}


def main(wanted: Sequence[str] = ()) -> int:
    """Print all tables, or say that the data is not there."""
    if not LISTS.is_dir():
        print(f"the reference data is not there: {LISTS}")
        return 0
    for name, part in PARTS.items():
        if not wanted or name in wanted:
            part()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
