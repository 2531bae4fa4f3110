"""Incidents: ``python -m benchmarks.incidents [--sheet FILE]`` joins UCDP Syria with Airwars Syria 2016–18 and says what that is worth.

There is no key of which events are one. Three things stand in for it. Dates of one list are moved by days, so that what is still found is
found by chance. UCDP names Airwars' code for some events. And ``--sheet`` writes the pairs for people to judge.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from math import log2
from pathlib import Path

import numpy as np

from benchmarks import _syria as syria
from undercount.link.incidents import (
    DEFAULT,
    Joined,
    Report,
    Spot,
    Trees,
    candidates,
    join_incidents,
    pair_sheet,
    to_ask,
)
from undercount.link.incidents.candidates import Candidates
from undercount.link.incidents.clock import DAYLONG, meets, precision
from undercount.link.incidents.evidence import level
from undercount.link.incidents.rules import EDGES
from undercount.record.when import DAY, When

MOVED = (-28, -5, 5, 28)
NEXT_DAYS = (-6, -5, -4, -3, 3, 4, 5, 6)


def near(reports: list[Report], *, reach: float, hours: float) -> Candidates:
    return candidates(reports, reach=reach, slack=hours * 3600)


# What a crude match finds, and what it finds by chance.


def crude(airwars: list[Report], ucdp: list[Report], kilometre: float, deaths: int) -> float:
    """Return the share of incidents for which UCDP has an event of the same day so near, with so many deaths or more."""
    kept = [u for u in ucdp if any(t.of == "" and (t.quantity.best or 0) >= deaths for t in u.tolls)]
    # A match by the points alone, as if they were exact: what precision says is not heard.
    points = [_exact(r) for r in (*airwars, *kept)]
    found = candidates(points, reach=kilometre, slack=-DAY / 2)
    return len({int(i) for i in found.left if i < len(airwars)}) / len(airwars)


def _exact(report: Report) -> Report:
    assert report.spot is not None
    spot = Spot(report.spot.lat, report.spot.lon, 1e-6)
    return Report(report.id, report.source, report.when, spot, tolls=report.tolls)


def print_crude(large: list[Report], ucdp: list[Report]) -> None:
    print(
        f"\nA crude match: same day, within so many km, so many deaths or more; {len(large)} Airwars incidents (known: 72 %)"
    )
    print(f"{'km':>4} {'deaths':>7} {'found':>7} {'by chance, dates moved by 5 and 28 days':>42}")
    for kilometre in (2.0, 5.0, 10.0):
        for deaths in (1, 5):
            chance = [crude(syria.shifted(large, days), ucdp, kilometre, deaths) for days in MOVED]
            print(
                f"{kilometre:>4.0f} {deaths:>7} {crude(large, ucdp, kilometre, deaths):>7.1%} {np.mean(chance):>42.1%}"
            )


# What ours finds.


def found_for(joined: Joined, wanted: set[str], decisions: tuple[str, ...]) -> int:
    return len({p.left for p in joined.pairs if p.decision in decisions} & wanted)


def print_ours(airwars: list[Report], ucdp: list[Report], large: list[Report], trees: Trees) -> Joined:
    before = time.process_time()
    joined = join_incidents([*airwars, *ucdp], trees=trees)
    spent = time.process_time() - before
    print(f"\nOurs, {len(airwars):,} Airwars and {len(ucdp):,} UCDP reports, {spent:.1f} CPU s with scoring")
    print(*(f"  {line}" for line in joined.summary.lines()), sep="\n")
    print(f"{'dates moved':>12} {'merged':>7} {'to ask':>7} {'large merged':>13} {'large to ask or merged':>23}")
    for days in (0, *MOVED):
        moved = join_incidents([*syria.shifted(airwars, days), *ucdp], trees=trees) if days else joined
        wanted = {r.id for r in large}
        merged, shown = found_for(moved, wanted, ("merge",)), found_for(moved, wanted, ("merge", "ask"))
        count = moved.summary.decisions
        share = f"{merged:>6} {merged / len(large):>6.1%} {shown:>15} {shown / len(large):>7.1%}"
        print(f"{days:>12} {count['merge']:>7} {count['ask']:>7} {share}")
    return joined


def print_key(joined: Joined, key: set[tuple[str, str]], when: dict[str, When]) -> None:
    """Print what became of the pairs that UCDP states itself, and whether a merge of one of their reports went elsewhere."""
    known = {(p.left, p.right): p for p in joined.pairs}
    became = Counter(known[pair].decision if pair in known else "not near" for pair in key)
    merged = {(p.left, p.right) for p in joined.pairs if p.decision == "merge"}
    events = {right for _, right in key}
    wrong = [pair for pair in merged if pair[1] in events and pair not in key]
    right = [pair for pair in merged if pair in key]
    print(
        f"\n{len(key)} pairs that UCDP states by Airwars' code (not read by the match): {dict(sorted(became.items()))}"
    )
    same_day = sum(meets(when[left], when[right]) for left, right in key)
    print(f"  {same_day} of them have the same day (in the rules {DEFAULT.day_same})")
    print(f"  merges that touch one of these UCDP events: {len(right)} as stated, {len(wrong)} otherwise")


# The numbers of the rules, measured again.


def surplus(airwars: list[Report], ucdp: list[Report], days: int) -> tuple[np.ndarray, Counter[tuple[str, str]]]:
    """Count pairs of one day, both finely located, by distance, and those within a kilometre by their counts of civilians."""
    reports = [*(syria.shifted(airwars, days) if days else airwars), *ucdp]
    found = near(reports, reach=DEFAULT.reach, hours=-12)
    by_distance, by_toll = np.zeros(len(EDGES) + 1), Counter[tuple[str, str]]()
    for i, j, distance in zip(found.left.tolist(), found.right.tolist(), found.distance.tolist(), strict=True):
        left, right = reports[i], reports[j]
        if left.spot is None or right.spot is None or max(left.spot.radius, right.spot.radius) > DEFAULT.fine:
            continue
        if precision(left.when) != DAYLONG or precision(right.when) != DAYLONG or not meets(left.when, right.when):
            continue
        by_distance[int(np.searchsorted(EDGES, distance))] += 1
        if distance <= 1 and left.tolls:
            told = level(left.tolls[0].quantity, right.tolls[0].quantity)
            by_toll[told or ("silent", "")] += 1
    return by_distance, by_toll


def print_weights(airwars: list[Report], ucdp: list[Report]) -> None:
    same, tolls = surplus(airwars, ucdp, 0)
    others = [surplus(airwars, ucdp, days) for days in NEXT_DAYS]
    chance = np.mean([d for d, _ in others], axis=0)
    share = (same - chance) / (same - chance).sum()
    print(f"\nPairs of the same day, both located within {DEFAULT.fine:.0f} km, against dates moved by 3 to 6 days")
    for at, number in enumerate(same.tolist()):
        edge = f"to {EDGES[at]:g} km" if at < len(EDGES) else "beyond"
        ours = f"share of one event {share[at]:.2f}, in the rules {DEFAULT.distance_same[at]:.2f}"
        print(f"  {edge:>10} {number:>6.0f} by chance {chance[at]:>7.1f}; {ours}")
    print("Counts of civilians killed, within 1 km: bits measured and in the rules (pooled there where few)")
    total, base = sum(tolls.values()), sum(sum(t.values()) for _, t in others) / len(others)
    for told in sorted(DEFAULT.tolls):
        seen, by_chance = tolls[told], sum(t[told] for _, t in others) / len(others)
        part = (seen - by_chance) / (total - base)
        bits = log2(part / (by_chance / base)) if part > 0 and by_chance > 0 else float("nan")
        ours = f"{bits:>6.2f} bits, in the rules {DEFAULT.tolls[told]:.1f}"
        print(f"  {told[0]:>9} {told[1]:>7} {seen:>5} by chance {by_chance:>6.1f}: {ours}")


# Same-day pairs of one recorder within 500 m.


def same_day_ratio(reports: list[Report]) -> tuple[int, float, float]:
    """Return same-day pairs within 500 m, and that number over what pairs 1 day apart and 1 to 7 days apart lead to expect."""
    fine = [r for r in reports if r.spot is not None and precision(r.when) == DAYLONG]
    found = candidates([_exact(r) for r in fine], reach=0.5, slack=8 * DAY, within=frozenset({"airwars"}))
    starts = np.array([r.when.start or 0 for r in fine])
    lags = np.bincount(np.rint(np.abs(starts[found.left] - starts[found.right]) / DAY).astype(int), minlength=9)
    return int(lags[0]), lags[0] / (lags[1] / 2), lags[0] / (lags[1:8].mean() / 2)


def print_double_taps(airwars: list[Report]) -> None:
    print(
        "\nSame-day pairs within 500 m, one recorder (Airwars), as a share of what pairs on days near by lead to expect (known: 0.66)"
    )
    print(
        f"{'located within':>15} {'by':>10} {'incidents':>10} {'same-day pairs':>15} {'of 1 day':>9} {'of 1-7 days':>12}"
    )
    for radius in (1.0, 2.0, 5.0):
        fine = [r for r in airwars if r.spot is not None and r.spot.radius <= radius]
        by = {
            "all": fine,
            "Russia": [r for r in fine if r.actors == ("Russian Military",)],
            "Coalition": [r for r in fine if r.actors == ("U.S.-led Coalition",)],
        }
        for name, chosen in by.items():
            pairs, of_next, of_week = same_day_ratio(chosen)
            print(f"{radius:>12.0f} km {name:>10} {len(chosen):>10,} {pairs:>15} {of_next:>9.2f} {of_week:>12.2f}")


# Speed.


def made_up(count: int, source: str, rng: random.Random) -> list[Report]:
    """Return reports around 500 places over three years: a tenth known to the week, a twentieth to the month, a tenth to 25 km only."""
    places = [(rng.uniform(32, 37), rng.uniform(35.6, 42)) for _ in range(500)]
    found = []
    for number in range(count):
        lat, lon = places[min(int(rng.expovariate(1 / 15)), 499)]
        start = rng.randrange(1096) * DAY
        days = 30 if rng.random() < 0.05 else 7 if rng.random() < 0.1 else 1
        spot = Spot(lat + rng.gauss(0, 0.01), lon + rng.gauss(0, 0.01), 25.0 if rng.random() < 0.1 else 2.0)
        found.append(Report(f"{source}{number}", source, When(start, start + days * DAY, "made up"), spot))
    return found


def print_speed() -> None:
    rng = random.Random(4)
    reports = [*made_up(20_000, "a", rng), *made_up(10_000, "b", rng)]
    before, began = time.process_time(), time.perf_counter()
    found = near(reports, reach=DEFAULT.reach, hours=DEFAULT.slack)
    print(
        f"\nCandidates of 20,000 × 10,000 made-up reports: {len(found.left):,} pairs in {time.process_time() - before:.2f} CPU s, "
        f"{time.perf_counter() - began:.2f} s (wanted: 1 s or less)"
    )


def main(arguments: list[str]) -> int:
    airwars, ucdp = syria.airwars(), syria.ucdp(cites=False)
    large, trees = syria.large(airwars), Trees(actors=syria.actor_tree([*airwars, *ucdp]))
    print_speed()
    print_crude(large, ucdp)
    joined = print_ours(airwars, ucdp, large, trees)
    print_key(joined, syria.cited_codes([*airwars, *ucdp]), {r.id: r.when for r in (*airwars, *ucdp)})
    print_double_taps(airwars)
    print_weights(airwars, ucdp)
    if arguments[:1] == ["--sheet"] and len(arguments) == 2:
        wanted = {r.id for r in large}
        merges = [p for p in joined.pairs if p.decision == "merge" and p.left in wanted]
        pairs = [*merges, *(p for p in to_ask(joined.pairs) if p.left in wanted)]
        sheet = pair_sheet(pairs, {r.id: r for r in (*airwars, *ucdp)})
        Path(arguments[1]).write_text(sheet, encoding="utf-8", newline="")
        print(f"\n{len(pairs):,} pairs of the {len(large)} large incidents are in {arguments[1]} for judging")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
