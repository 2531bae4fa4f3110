"""Names: ``python -m benchmarks.names`` measures the comparison of names on two lists of the same war's dead, beside two peers.

No protocol was published for these figures; here it is. **Positives**: the persons of the Airwars list with a key to the ministry's list of
June 2025, each with the ministry's record of that key (all keyed rows; some keys are wrong, so no recall can reach 1). **Negatives**: each
of those persons with every other ministry record of the same sex, an age within five years of the keyed record's, and the family name of
either of the two (the last word, without article). **Recall at 1 % false positives**: the share of positives whose score is above that of
99 % of the negatives. *Arabic only* and *Latin only* hide the other script on both sides; *across* hides Arabic on one side and Latin on
the other, both ways together. Weights were chosen on the half of the persons whose incident's id hashes to an even number; the other
half, *held out*, was only measured. Frequencies of names are those of the ministry's list, which knows no key.

Peers, written here from their definitions, on names in lower case without diacritics: Jaro–Winkler (prefix 0.1, four letters) and the
token-set ratio (the largest of the three normalised indel similarities of the sorted common and remaining words).

**Pairs per second**: 500,000 pairs of one family of the ministry's list, both scripts and each alone, in processor time, after compilation.

**Releases**: records of August 2024 and June 2025 are one where their exact key occurs once in each release and is the same; recall is the
share of the ministry's own keys in both releases that are found, precision the share of found pairs whose two keys are the same. A record
that was given a new key by the ministry counts as an error.

Nothing printed names anybody.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from undercount.link.names import Encoded, Frequencies, Name, compare_many, encode, key, keys, normalise, parse

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
RELEASES = ("gaza_moh_2024_01_05", "gaza_moh_2024_08_31", "gaza_moh_2025_06_15")
YEARS = 5
FALSE = 0.01
SPEED_PAIRS = 500_000

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Row:
    """One record of a list: its key, its names in both scripts, its age (years) and its sex."""

    key: str
    arabic: str
    latin: str
    age: float | None
    sex: str
    incident: str = ""
    birth_year: str = ""


def rows_of(name: str) -> list[Row]:
    """Return the records of a list."""
    with gzip.open(SHARED / "data" / "lists" / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return [
            Row(
                row.get("moh_key") or "",
                row.get("name_ar") or "",
                row.get("name_en") or "",
                years(row.get("age") or row.get("age_years") or ""),
                (row.get("sex") or row.get("gender") or "").lower(),
                row.get("incident_id") or "",
                row.get("birth_year") or "",
            )
            for row in csv.DictReader(file)
        ]


def years(text: str) -> float | None:
    """Return an age in years: a number, or a number of months, weeks or days."""
    found = re.search(r"\d+(\.\d+)?", text)
    if "month" in text and found:
        return float(found[0]) / 12
    if "day" in text or "week" in text:
        return 0.0
    return float(found[0]) if found else None


@dataclass(frozen=True)
class Pairs:
    """The pairs of the measurement: places in the two lists, whether each is of one person, whether it is held out."""

    left: Places
    right: Places
    same: npt.NDArray[np.bool_]
    held_out: npt.NDArray[np.bool_]


def family_of(name: Name) -> str:
    """Return the family name without article and particles."""
    return "" if name.parts.family is None else name.parts.family.stem


def pairs_of(people: Sequence[Row], parsed: Sequence[Name], ministry: Sequence[Row], listed: Sequence[Name]) -> Pairs:
    """Return the positives and negatives."""
    place = {row.key: at for at, row in enumerate(ministry)}
    families: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (row, name) in enumerate(zip(ministry, listed, strict=True)):
        families[family_of(name), row.sex].append(at)
    found: list[tuple[int, int, bool, bool]] = []
    for person, (row, name) in enumerate(zip(people, parsed, strict=True)):
        true = place[row.key]
        held_out = hashlib.sha256(row.incident.encode()).digest()[0] % 2 == 1
        found.append((person, true, True, held_out))
        for family in sorted({family_of(name), family_of(listed[true])}):
            for other in families.get((family, ministry[true].sex), ()):
                if other != true and near(ministry[true].age, ministry[other].age):
                    found.append((person, other, False, held_out))
    left, right, same, held = zip(*found, strict=True)
    return Pairs(np.array(left), np.array(right), np.array(same), np.array(held))


def near(one: float | None, other: float | None) -> bool:
    """Return whether two ages may be one."""
    return one is None or other is None or abs(one - other) <= YEARS


def recall(scores: npt.NDArray[np.floating], same: npt.NDArray[np.bool_]) -> float:
    """Return the share of positives that score above 99 % of the negatives."""
    negatives = np.sort(scores[~same])
    threshold = negatives[int(np.ceil((1 - FALSE) * len(negatives))) - 1]
    return float((scores[same] > threshold).mean())


def shown(name: str, scores: npt.NDArray[np.floating], pairs: Pairs, reach: str) -> None:
    """Print one row: all pairs, those that weights were chosen on, and those held out."""
    held = pairs.held_out
    parts = (
        recall(scores, pairs.same),
        recall(scores[~held], pairs.same[~held]),
        recall(scores[held], pairs.same[held]),
    )
    print(f"{name:<34}" + "".join(f"{part:>10.3f}" for part in parts) + f"{reach:>12}")


def one_script(names: Sequence[Name], script: str) -> list[Name]:
    """Return names without the script that is not wanted."""
    return [replace(name, latin=None) if script == "arabic" else replace(name, arabic=None) for name in names]


def comparison(people: Sequence[Row], ministry: Sequence[Row]) -> None:
    """Print recall at 1 % false positives by script, with peers."""
    parsed = [parse(row.arabic, row.latin) for row in people]
    listed = [parse(row.arabic, row.latin) for row in ministry]
    pairs = pairs_of(people, parsed, ministry, listed)
    wrong = int((~pairs.same).sum())
    print(
        f"\nsame family, sex and age: recall at 1 % false positives; {pairs.same.sum():,} positives, {wrong:,} negatives"
    )
    print(f"{'':<34}{'all':>10}{'chosen on':>10}{'held out':>10}{'reach':>12}")
    for script in ("arabic", "latin"):
        for peer, measure in (("token set", token_set), ("Jaro-Winkler", jaro_winkler)):
            shown(f"{peer}, {script}", peer_scores(people, ministry, pairs, script, measure), pairs, "")
    shown("Jaro-Winkler, normalised Arabic", peer_scores(people, ministry, pairs, "normal", jaro_winkler), pairs, "")
    for use in (True, False):
        frequencies = Frequencies.learn(listed) if use else None
        left = {script: encode(one_script(parsed, script), frequencies) for script in ("arabic", "latin")}
        right = {script: encode(one_script(listed, script), frequencies) for script in ("arabic", "latin")}
        both = (
            Encoded(left["arabic"].arabic, left["latin"].latin),
            Encoded(right["arabic"].arabic, right["latin"].latin),
        )
        how = "" if use else ", no frequencies"
        shown(f"both scripts{how}", compare_many(*both, pairs.left, pairs.right).scores, pairs, "0.94")
        for script, reach in (("arabic", "0.91"), ("latin", "")):
            alone = compare_many(left[script], right[script], pairs.left, pairs.right).scores
            shown(f"{script.capitalize()} only{how}", alone, pairs, reach)
        ways = (("arabic", "latin"), ("latin", "arabic"))
        across = [compare_many(left[a], right[b], pairs.left, pairs.right).scores for a, b in ways]
        twice = Pairs(
            *(np.concatenate([field, field]) for field in (pairs.left, pairs.right, pairs.same, pairs.held_out))
        )
        shown(f"across scripts{how}", np.concatenate(across), twice, "0.85")
        if use:
            speed(listed, right, both[1])
    blocking(parsed, listed, pairs)


def speed(listed: Sequence[Name], scripts: dict[str, Encoded], both: Encoded) -> None:
    """Print microseconds of processor time a pair."""
    families: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(listed):
        families[family_of(name)].append(at)
    rng = np.random.default_rng(1)
    blocks = [np.array(block) for block in families.values() if len(block) > 1]
    share = SPEED_PAIRS / sum(len(block) ** 2 for block in blocks)
    sizes = [max(1, round(share * len(block) ** 2)) for block in blocks]
    left = np.concatenate([rng.choice(block, size) for block, size in zip(blocks, sizes, strict=True)])
    right = np.concatenate([rng.choice(block, size) for block, size in zip(blocks, sizes, strict=True)])
    order = rng.permutation(len(left))
    print(
        f"{'microseconds a pair (reach 3)':<34}{'one family':>12}{'shuffled':>12}   {len(left):,} pairs of one family"
    )
    arms = (
        ("both scripts", both, both),
        ("Arabic only", scripts["arabic"], scripts["arabic"]),
        ("across", scripts["arabic"], scripts["latin"]),
    )
    for arm, one, other in arms:
        seconds = [timed(one, other, left, right), timed(one, other, left[order], right[order])]
        print(f"{arm:<34}" + "".join(f"{second / len(left) * 1e6:>12.2f}" for second in seconds))


def timed(one: Encoded, other: Encoded, left: Places, right: Places) -> float:
    """Return the least processor time of three runs (seconds)."""

    def run() -> float:
        start = time.process_time()
        compare_many(one, other, left, right)
        return time.process_time() - start

    return min(run() for _ in range(3))


def blocking(parsed: Sequence[Name], listed: Sequence[Name], pairs: Pairs) -> None:
    """Print how many keyed persons share a blocking key with their record, and how many pairs the keys make."""
    mine, theirs = [keys(name) for name in parsed], [keys(name) for name in listed]
    true = [bool(mine[a] & theirs[b]) for a, b in zip(pairs.left[pairs.same], pairs.right[pairs.same], strict=True)]
    of_key: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(theirs):
        for one in found:
            of_key[one].append(at)
    made = sum(len({at for one in found for at in of_key.get(one, ())}) for found in mine)
    print(
        f"{'blocking keys':<34}recall {np.mean(true):.3f}, {made / len(mine):,.0f} candidates a person of {len(listed):,}"
    )


def releases() -> None:
    """Print how far an exact key links two releases, raw and normalised."""
    found = {name: rows_of(name) for name in RELEASES}
    print("\nministry releases, exact key: recall of the ministry's own keys, and precision")
    print(f"{'':<34}{'raw name':>20}{'key':>20}{'reach':>20}")
    for first, second in ((1, 2), (0, 1), (0, 2)):
        older, newer = found[RELEASES[first]], found[RELEASES[second]]
        reach = "0.965 at 0.994" if (first, second) == (1, 2) else ""
        cells = [f"{r:.3f} at {p:.4f}" for r, p in (exact(older, newer, raw), exact(older, newer, spelled))]
        print(
            f"{RELEASES[first][9:] + ' to ' + RELEASES[second][9:]:<34}"
            + "".join(f"{cell:>20}" for cell in cells)
            + f"{reach:>20}"
        )


def raw(row: Row) -> str:
    """Return a name as the list writes it."""
    return row.arabic


def spelled(row: Row) -> str:
    """Return a name's exact key."""
    return key(parse(row.arabic))


def exact(older: Sequence[Row], newer: Sequence[Row], by: Callable[[Row], str]) -> tuple[float, float]:
    """Return recall and precision of linking records whose key occurs once in each release."""
    one, other = once(older, by), once(newer, by)
    pairs = [(one[text].key, other[text].key) for text in one.keys() & other.keys()]
    right = sum(a == b != "" for a, b in pairs)
    shared = {row.key for row in older if row.key} & {row.key for row in newer}
    return right / len(shared), right / len(pairs)


def once(rows: Sequence[Row], by: Callable[[Row], str]) -> dict[str, Row]:
    """Return the rows whose key occurs once."""
    texts = [by(row) for row in rows]
    counts = Counter(texts)
    return {text: row for text, row in zip(texts, rows, strict=True) if text and counts[text] == 1}


# --- peers


def peer_scores(
    people: Sequence[Row], ministry: Sequence[Row], pairs: Pairs, script: str, measure: Callable[[str, str], float]
) -> npt.NDArray[np.float64]:
    """Return a peer's scores of all pairs."""
    left, right = [plain(row, script) for row in people], [plain(row, script) for row in ministry]
    return np.array([measure(left[a], right[b]) for a, b in zip(pairs.left, pairs.right, strict=True)])


def plain(row: Row, script: str) -> str:
    """Return a name for the peers."""
    if script == "normal":
        return normalise(row.arabic)
    text = unicodedata.normalize("NFKD", (row.arabic if script == "arabic" else row.latin).lower())
    return " ".join("".join(letter for letter in text if not unicodedata.combining(letter)).replace("-", " ").split())


def jaro_winkler(one: str, other: str) -> float:
    """Return the Jaro–Winkler similarity."""
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    matched = []
    for at, letter in enumerate(one):
        for to in range(max(0, at - reach), min(len(other), at + reach + 1)):
            if not taken[to] and other[to] == letter:
                taken[to] = True
                matched.append(letter)
                break
    if not matched:
        return float(one == other)
    theirs = [letter for letter, is_taken in zip(other, taken, strict=True) if is_taken]
    swapped = sum(a != b for a, b in zip(matched, theirs, strict=True)) / 2
    count = len(matched)
    jaro = (count / len(one) + count / len(other) + (count - swapped) / count) / 3
    prefix = next(
        (at for at, (a, b) in enumerate(zip(one[:4], other[:4], strict=False)) if a != b), min(4, len(one), len(other))
    )
    return jaro + 0.1 * prefix * (1 - jaro)


def token_set(one: str, other: str) -> float:
    """Return the token-set ratio."""
    a, b = set(one.split()), set(other.split())
    common = " ".join(sorted(a & b))
    first, second = (" ".join([common, *sorted(rest)]).strip() for rest in (a - b, b - a))
    if common and (a <= b or b <= a):
        return 1.0
    return max(ratio(x, y) for x, y in ((common, first), (common, second), (first, second)) if (x and y) or x == y)


def ratio(one: str, other: str) -> float:
    """Return twice the longest common subsequence by the length of both texts."""
    return 2 * longest(one, other) / max(1, len(one) + len(other))


def longest(one: str, other: str) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for letter in one:
        row = list(step(row, letter, other))
    return row[-1]


def step(row: Sequence[int], letter: str, other: str) -> Iterator[int]:
    """Yield the next row of the table of common subsequences."""
    left = 0
    yield 0
    for to, theirs in enumerate(other):
        left = row[to] + 1 if letter == theirs else max(row[to + 1], left)
        yield left


def main() -> int:
    """Print all tables, or say that the data is not there."""
    if not (SHARED / "data" / "lists").is_dir():
        print(f"the reference data is not there: {SHARED / 'data' / 'lists'}")
        return 0
    ministry = rows_of(RELEASES[2])
    listed = {row.key for row in ministry}
    people = [row for row in rows_of("airwars_gaza_killed") if row.key in listed]
    comparison(people, ministry)
    releases()
    return 0


if __name__ == "__main__":
    sys.exit(main())
