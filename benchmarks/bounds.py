"""Benchmarks of the bounds: ``python -m benchmarks.bounds [name …]`` prints one line for each, HiGHS' own time beside ours."""

from __future__ import annotations

import csv
import gzip
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path

from undercount.count.bounds import Bounds, Constraint, bounds_by
from undercount.record.scope import Scope, Space
from undercount.record.tree import Tree
from undercount.record.victims import cells

DAY = 86400
SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Case = tuple[list[Scope], list[Constraint], Space]


def ladder(name: str, branching: tuple[int, ...]) -> Tree:
    """Return a tree in which each node of level n has ``branching[n]`` children."""
    pairs: list[tuple[str, str | None]] = [(name, None)]
    level = [name]
    for width in branching:
        level = [f"{above}.{number}" for above, number in product(level, range(width))]
        pairs += [(node, node.rsplit(".", 1)[0]) for node in level]
    return Tree.of(pairs)


def truth(space: Space, rng: random.Random, days: int, events: int) -> list[tuple[str, int, str, int]]:
    """Return a known truth: events at a place, on a day, by an actor, with a number of killed."""
    places, actors = list(space.places.nodes), list(space.actors.nodes)
    return [
        (rng.choice(places), rng.randrange(days) * DAY, rng.choice(actors), 1 + int(rng.expovariate(0.2)))
        for _ in range(events)
    ]


def inside(event: tuple[str, int, str, int], scope: Scope, space: Space) -> bool:
    place, moment, actor, _ = event
    assert scope.places is not None
    assert scope.start is not None
    assert scope.end is not None
    if not scope.start <= moment < scope.end or not space.places.under(place, scope.places[0]):
        return False
    return scope.actors is None or space.actors.under(actor, scope.actors[0])


def window(rng: random.Random, days: int, longest: int) -> tuple[int, int]:
    length = 1 + int(rng.random() ** 2 * longest)
    start = rng.randrange(days - length + 1)
    return start * DAY, (start + length) * DAY


def aggregates(
    space: Space,
    rng: random.Random,
    events: list[tuple[str, int, str, int]],
    count: int,
    days: int,
    kept: Callable[[str], bool],
    slack: float = 0.5,
) -> list[Constraint]:
    """Return claims that hold in the truth: four fifths floors below it, one fifth ceilings above it."""
    places = [p for p in space.places.nodes if kept(p)]
    actors = [None, *space.actors.nodes]
    found = []
    for number in range(count):
        actor = rng.choice(actors)
        scope = Scope((rng.choice(places),), *window(rng, days, days), None if actor is None else (actor,))
        total = sum(e[3] for e in events if inside(e, scope, space))
        low, high = int(total * rng.uniform(1 - slack, 1.0)), int(total * rng.uniform(1.0, 1 + slack)) + 1
        name, origin = f"c{number:06}", f"o{rng.randrange(count // 4 + 1):05}"
        if number % 5:
            found.append(Constraint(name, origin, scope, None, low, None))
        else:
            found.append(Constraint(name, origin, None, scope, None, high))
    return found


def overlapping(slack: float = 0.5) -> Case:
    """3,000 heavily overlapping random claims: 5 place levels, 700 days, 3 actor levels, four fifths floors."""
    rng = random.Random(1)
    space = Space(ladder("p", (4, 4, 4, 4)), ladder("a", (3, 3)), Tree.of([]), Tree.of([]))
    claims = aggregates(space, rng, truth(space, rng, 700, 4000), 3000, 700, lambda _: True, slack)
    return [Scope(("p.1",), 200 * DAY, 400 * DAY, None)], claims, space


def tied(slack: float = 0.5) -> Case:
    """The same 3,000 claims, and one that says that the whole is complete: now every claim can matter."""
    _, claims, space = overlapping(slack)
    everything = Scope(None, None, None, None)
    claims.append(Constraint("whole", "commission", everything, everything, 20_000, 30_000))
    return [Scope(("p.1",), 200 * DAY, 400 * DAY, None)], claims, space


def tight() -> Case:
    """The same with claims within two hundredths of the truth: the proofs need many claims."""
    return tied(0.02)


def mixed() -> Case:
    """400 floors that differ in place, time, actor, act, victims and target, and one ceiling over all."""
    rng = random.Random(3)
    trees = ladder("p", (5, 4, 3)), ladder("a", (3, 4)), ladder("k", (8,)), ladder("t", (6,))
    space = Space(*trees, {})
    kinds = [
        cells(status=status, age=age) for status in ("", "civilian", "combatant") for age in ("", "child", "adult")
    ]

    def one(tree: Tree, silent: float) -> tuple[str, ...] | None:
        return None if rng.random() < silent else (rng.choice(tree.nodes),)

    claims = []
    for number in range(400):
        places = (rng.choice(space.places.nodes),)
        actors, acts, targets = one(space.actors, 0.5), one(space.acts, 0.2), one(space.targets, 0.7)
        scope = Scope(places, *window(rng, 400, 60), actors, acts, rng.choice(kinds), targets)
        claims.append(Constraint(f"c{number:03}", f"o{rng.randrange(40):02}", scope, None, rng.randrange(1, 50), None))
    everything = Scope(("p",), 0, 500 * DAY)
    claims.append(Constraint("whole", "commission", None, everything, None, 100_000))
    return [everything], claims, space


def incidents() -> Case:
    """100,000 incident claims of one list, and 1,000 claims about regions and periods, four fifths floors."""
    rng = random.Random(2)
    space = Space(ladder("p", (4, 4, 4, 4)), ladder("a", (3, 3)), Tree.of([]), Tree.of([]), {})
    events = truth(space, rng, 700, 110_000)
    lists = {f"i{number:06}": "monitor" for number in range(100_000)}
    space = Space(space.places, space.actors, space.acts, space.targets, lists)
    claims = aggregates(space, rng, events, 1000, 700, lambda p: p.count(".") <= 2)
    for number, (place, moment, actor, killed) in enumerate(events[:100_000]):
        vague = rng.random()
        length = DAY if vague < 0.9 else 30 * DAY
        where = place.rsplit(".", 1)[0] if vague > 0.95 and "." in place else place
        scope = Scope((where,), moment, moment + length, (actor,), incident=f"i{number:06}")
        claims.append(
            Constraint(f"e{number:06}", "monitor", scope, None, rng.randint(max(1, killed - 2), killed), None)
        )
    return [Scope(("p.1",), 200 * DAY, 400 * DAY, None)], claims, space


def seconds(text: str) -> int:
    return (date.fromisoformat(text[:10]) - date(1970, 1, 1)).days * DAY


def ucdp_rows() -> list[dict[str, str]]:
    with gzip.open(SHARED / "data/events/ucdp_ged191_syria.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ucdp_cells() -> list[tuple[str, str]]:
    """Return the months and the governorates, in the order of the questions."""
    rows = ucdp_rows()
    regions = sorted({row["adm_1"] for row in rows if row["adm_1"]})
    return list(product(sorted({row["date_start"][:7] for row in rows}), regions))


def ucdp() -> Case:
    """The UCDP Syria table by month × governorate."""
    places: dict[str, str | None] = {"syria": None}
    actors: dict[str, str | None] = {}
    claims, lists = [], {}
    for row in ucdp_rows():
        region = row["adm_1"] or "syria"
        place = region
        if region != "syria":
            places.setdefault(region, "syria")
            if int(float(row["where_prec"])) <= 2:
                place = f"{region}/{row['where_coordinates']}"
                places.setdefault(place, region)
        name, actor = f"u{int(float(row['id']))}", row["side_a"]
        actors.setdefault(actor, None)
        lists[name] = "ucdp"
        start, end = seconds(row["date_start"]), seconds(row["date_end"]) + DAY
        scope = Scope((place,), start, end, (actor,), incident=name)
        claims.append(Constraint(name, "ucdp", scope, None, int(float(row["best"])), None))
    space = Space(Tree.of(places.items()), Tree.of(actors.items()), Tree.of([]), Tree.of([]), lists)
    questions = [
        Scope((region,), seconds(f"{month}-01"), seconds(after(month)), None) for month, region in ucdp_cells()
    ]
    return questions, claims, space


def after(month: str) -> str:
    """Return the first day after a month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02}-01"


def two_lists() -> Case:
    """Two lists of 5,000 incidents each of one truth: two fifths of the events are on both, one in twenty is vague."""
    rng = random.Random(4)
    space = Space(ladder("p", (4, 4, 4, 4)), ladder("a", (3, 3)), Tree.of([]), Tree.of([]), {})
    events = truth(space, rng, 700, 8000)
    lists: dict[str, str] = {}
    claims = []
    for name, own in (("x", events[:5000]), ("y", events[3000:])):
        for number, (place, moment, _, killed) in enumerate(own):
            incident = f"{name}{number:05}"
            lists[incident] = name
            vague = rng.random() < 0.05
            where = place.rsplit(".", 1)[0] if vague and "." in place else place
            length = 7 * DAY if vague else DAY
            scope = Scope((where,), moment, moment + length, None, incident=incident)
            claims.append(Constraint(incident, name, scope, None, killed, None))
    space = Space(space.places, space.actors, space.acts, space.targets, lists)
    return [Scope(("p",), 0, 710 * DAY, None)], claims, space


CASES: dict[str, Callable[[], Case]] = {
    "overlapping": overlapping,
    "tied": tied,
    "tight": tight,
    "mixed": mixed,
    "incidents": incidents,
    "ucdp": ucdp,
    "two-lists": two_lists,
}


def measure(name: str) -> list[Bounds]:
    questions, claims, space = CASES[name]()
    for robust in (0, 2):
        began, worked = time.perf_counter(), time.process_time()
        answers = bounds_by(questions, claims, space, robust=robust)
        spent, busy = time.perf_counter() - began, time.process_time() - worked
        efforts = [a.effort for a in answers]
        high = None if any(a.high is None for a in answers) else sum(a.high for a in answers if a.high is not None)
        print(
            f"{name:<12}{robust:>7}{len(claims):>9,}{len(questions):>7,}{spent:>9.2f}{busy:>9.2f}"
            f"{sum(e.solver_seconds for e in efforts):>9.2f}{sum(e.check_seconds for e in efforts):>9.2f}"
            f"{max(e.rows for e in efforts):>9,}{sum(e.atoms for e in efforts):>13,}{sum(e.columns for e in efforts):>9,}"
            f"{sum(e.programs for e in efforts):>6}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:>7,}"
            f"  {sum(a.low for a in answers):,}–{high if high is None else format(high, ',')}"
            f" {answers[0].status} {dict(answers[0].robust)} {len(answers[0].low_certificate.terms)} terms {answers[0].left_out}",
            flush=True,
        )
    return answers


def main(names: list[str]) -> None:
    print(
        f"{'case':<12}{'robust':>7}{'claims':>9}{'cells':>7}{'ours s':>9}{'cpu s':>9}{'HiGHS s':>9}{'check s':>9}{'rows':>9}"
        f"{'atoms':>13}{'columns':>9}{'LPs':>6}{'MiB':>7}  answer"
    )
    for name in names or list(CASES):
        measure(name)


if __name__ == "__main__":
    main(sys.argv[1:])
