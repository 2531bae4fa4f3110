"""The engine against a second implementation, on small random instances.

The second one shares nothing with the engine but the record's values: it enumerates every point, and an exact simplex in fractions
answers. It is slow and meant to be obvious.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from undercount.count import program
from undercount.count.bounds import Bounds, Constraint, bounds
from undercount.count.certificate import check
from undercount.count.identities import Identities
from undercount.errors import CertificateError
from undercount.record.scope import Scope, Space
from undercount.record.tree import Tree


def parted_by(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    both = [*pairs, *((right, left) for left, right in pairs)]
    return {one: frozenset(right for left, right in both if left == one) for one, _ in both}


PLACES = Tree.of([("r", None), ("a", "r"), ("b", "r"), ("a1", "a"), ("a2", "a")])
ACTORS = Tree(
    {
        "gov": (),
        "opp": (),
        "m": (("gov", (None, 4)), ("opp", (4, None))),
        "both": (("gov", (None, None)), ("opp", (2, 6))),
    }
)
ACTS = Tree.of([("kill", None), ("shell", "kill")])
TARGETS = Tree.of([("hospital", None)])
LISTS = {"i1": "x", "i2": "x", "j1": "y", "j2": "y", "k1": "z"}
SPACE = Space(PLACES, ACTORS, ACTS, TARGETS, LISTS)
PAIRS = (("i1", "j1"), ("i2", "k1"), ("j2", "k1"), ("i1", "k1"))
"""Incidents of different lists that a person judged to be different events."""
PARTED = Space(PLACES, ACTORS, ACTS, TARGETS, LISTS, parted_by(PAIRS))


def inside_tree(tree: Tree, node: str | None, wanted: tuple[str, ...] | None, moment: float) -> bool:
    if wanted is None:
        return True
    if node is None:
        return False
    return any(
        (start is None or moment >= start) and (end is None or moment < end)
        for above in wanted
        for start, end in tree.periods(node, above)
    )


def moments(scopes: Sequence[Scope], space: Space) -> list[float]:
    edges = {e for s in scopes for e in (s.start, s.end) if e is not None}
    for tree in (space.places, space.actors, space.acts, space.targets):
        for memberships in tree.parents.values():
            edges |= {e for _, period in memberships for e in period if e is not None}
    ordered = sorted(edges)
    return [min(ordered, default=0) - 1.0, *ordered]


def identities(scopes: Sequence[Scope], space: Space) -> list[frozenset[str]]:
    by_list: dict[str | None, set[str]] = {}
    for scope in scopes:
        if scope.incident is not None:
            by_list.setdefault(space.lists.get(scope.incident), set()).add(scope.incident)
    choices = [[None, *sorted(names)] for names in by_list.values()]
    found = [frozenset(name for name in choice if name is not None) for choice in product(*choices)]
    return [names for names in found if not any(names & space.parted.get(name, frozenset()) for name in names)]


def patterns(scopes: Sequence[Scope], space: Space) -> set[frozenset[int]]:
    """Return the distinct sets of scopes that some point lies in."""
    bits = max(s.cells.bit_length() for s in scopes)
    nodes = [[None, *tree.nodes] for tree in (space.places, space.actors, space.acts, space.targets)]
    found: set[frozenset[int]] = set()
    for moment in moments(scopes, space):
        in_time = [
            i
            for i, s in enumerate(scopes)
            if (s.start is None or moment >= s.start) and (s.end is None or moment < s.end)
        ]
        for place, actor, act, target in product(*nodes):
            here = [
                i
                for i in in_time
                if inside_tree(space.places, place, scopes[i].places, moment)
                and inside_tree(space.actors, actor, scopes[i].actors, moment)
                and inside_tree(space.acts, act, scopes[i].acts, moment)
                and inside_tree(space.targets, target, scopes[i].targets, moment)
            ]
            for bit in range(bits):
                in_cell = [i for i in here if scopes[i].cells >> bit & 1]
                for identity in identities([scopes[i] for i in in_cell], space):
                    found.add(
                        frozenset(i for i in in_cell if scopes[i].incident is None or scopes[i].incident in identity)
                    )
    return found


def simplex(cost: list[Fraction], lines: list[list[Fraction]], right: list[Fraction]) -> Fraction | str | None:
    """Minimise cost · x over lines · x <= right, x >= 0, by Bland's rule: the value, None if impossible, "none" if unbounded."""
    count, size = len(cost), len(lines)
    table = [
        [*line, *(Fraction(int(i == j)) for j in range(size)), r]
        for i, (line, r) in enumerate(zip(lines, right, strict=True))
    ]
    basis = list(range(count, count + size))
    # Phase one by the dual simplex on a zero objective: pivot out negative right sides, Bland's rule against cycles.
    while True:
        bad = [i for i in range(size) if table[i][-1] < 0]
        if not bad:
            break
        i = min(bad, key=lambda k: basis[k])
        enter = next((j for j in range(count + size) if table[i][j] < 0), None)
        if enter is None:
            return None
        pivot(table, basis, i, enter)
    full = [*cost, *([Fraction(0)] * size)]
    while True:
        reduced = [full[j] - sum(full[basis[i]] * table[i][j] for i in range(size)) for j in range(count + size)]
        enter = next((j for j in range(count + size) if reduced[j] < 0), None)
        if enter is None:
            return sum((full[basis[i]] * table[i][-1] for i in range(size)), Fraction(0))
        steps = [(table[i][-1] / table[i][enter], basis[i], i) for i in range(size) if table[i][enter] > 0]
        if not steps:
            return "none"
        pivot(table, basis, min(steps)[2], enter)


def pivot(table: list[list[Fraction]], basis: list[int], row: int, column: int) -> None:
    by = table[row][column]
    table[row] = [v / by for v in table[row]]
    for other in range(len(table)):
        factor = table[other][column]
        if other != row and factor:
            table[other] = [v - factor * w for v, w in zip(table[other], table[row], strict=True)]
    basis[row] = column


class Brute:
    """Answer one question by enumeration."""

    def __init__(self, question: Scope, constraints: Sequence[Constraint], space: Space) -> None:
        self.rows: list[tuple[str, str, Scope, int, bool]] = []
        for c in constraints:
            if c.outer is not None and c.low is not None:
                self.rows.append((c.claim, c.origin, c.outer, c.low, True))
            if c.inner is not None and c.high is not None:
                self.rows.append((c.claim, c.origin, c.inner, c.high, False))
        scopes = [question, *(scope for _, _, scope, _, _ in self.rows)]
        self.points = sorted(patterns(scopes, space), key=sorted)
        self.origins = sorted({c.origin for c in constraints})

    def _lines(self, used: Sequence[int]) -> tuple[list[list[Fraction]], list[Fraction]]:
        lines, right = [], []
        for r in used:
            *_, amount, floor = self.rows[r]
            sign = -1 if floor else 1
            lines.append([Fraction(sign * int(r + 1 in point)) for point in self.points])
            right.append(Fraction(sign * amount))
        return lines, right

    def value(self, sign: int, used: Sequence[int] | None = None) -> Fraction | str | None:
        used = range(len(self.rows)) if used is None else used
        cost = [Fraction(sign * int(0 in point)) for point in self.points]
        found = simplex(cost, *self._lines(used))
        return sign * found if isinstance(found, Fraction) else found

    def misses(self, used: Sequence[int]) -> Fraction:
        """Return the least total relaxation that makes the rows hold."""
        lines, right = self._lines(used)
        lines = [[*line, *(Fraction(-int(i == j)) for j in range(len(used)))] for i, line in enumerate(lines)]
        found = simplex([Fraction(0)] * len(self.points) + [Fraction(1)] * len(used), lines, right)
        assert isinstance(found, Fraction)
        return found

    def without(self, origins: Sequence[str] = (), claims: Sequence[str] = ()) -> list[int]:
        return [r for r, (c, o, *_) in enumerate(self.rows) if o not in origins and c not in claims]

    def robust(self, count: int) -> Fraction:
        values = [
            self.value(1, self.without(gone)) for gone in combinations(self.origins, min(count, len(self.origins)))
        ]
        return min(v for v in values if isinstance(v, Fraction))


def nodes(tree: Tree) -> st.SearchStrategy[tuple[str, ...] | None]:
    some = st.lists(st.sampled_from(tree.nodes), min_size=1, max_size=2, unique=True).map(lambda n: tuple(sorted(n)))
    return st.one_of(st.none(), some, some)


@st.composite
def scopes(draw: st.DrawFn, *, incidents: bool = True) -> Scope:
    start = draw(st.one_of(st.none(), st.integers(0, 6)))
    end = draw(st.one_of(st.none(), st.integers(0 if start is None else start + 1, 8)))
    incident = draw(st.one_of(st.none(), st.sampled_from(sorted(LISTS)))) if incidents else None
    return Scope(
        draw(nodes(PLACES)),
        start,
        end,
        draw(nodes(ACTORS)) if draw(st.booleans()) else None,
        draw(nodes(ACTS)) if draw(st.booleans()) else None,
        draw(st.sampled_from((1, 2, 3, 3, 3))),
        draw(nodes(TARGETS)) if draw(st.integers(0, 4)) == 0 else None,
        incident,
    )


@st.composite
def instances(draw: st.DrawFn, *, ceilings: int = 1) -> tuple[Scope, list[Constraint]]:
    pool = draw(st.lists(scopes(), min_size=1, max_size=4))
    found = []
    for number in range(draw(st.integers(1, 6))):
        scope = draw(st.sampled_from(pool)) if draw(st.booleans()) else draw(scopes())
        low = draw(st.one_of(st.none(), st.integers(0, 9)))
        high = draw(st.integers(0, 12)) if draw(st.integers(0, 2)) < ceilings else None
        if low is not None and high is not None and low > high:
            low, high = high, low
        origin = draw(st.sampled_from("pqrs"))
        found.append(Constraint(f"c{number}", origin, scope, scope if high is not None else None, low, high))
    question = draw(st.one_of(st.sampled_from(pool), scopes(incidents=False), scopes()))
    return question, found


@st.composite
def eventful(draw: st.DrawFn) -> tuple[Scope, list[Constraint]]:
    """Return an instance in which most claims are on incidents that meet."""
    question, constraints = draw(instances())
    moved = []
    for one in constraints:
        name = draw(st.sampled_from([*sorted(LISTS), None]))
        outer = None if one.outer is None else replace(one.outer, incident=name)
        inner = None if one.inner is None else replace(one.inner, incident=name)
        wide = draw(st.booleans()) and outer is not None and inner is None
        if wide:
            outer = Scope(("a",), 0, 5, incident=name)
        moved.append(replace(one, outer=outer, inner=inner))
    if draw(st.booleans()):
        question = Scope(question.places, question.start, question.end, incident=draw(st.sampled_from(sorted(LISTS))))
    return question, moved


SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def compare(question: Scope, constraints: list[Constraint], answer: Bounds, space: Space = SPACE) -> None:
    brute = Brute(question, constraints, space)
    low = brute.value(1)
    if low is None:
        # A conflict that shares no point with the question may stay unmentioned: then the rest must be as if it were absent.
        compare_disputed(brute, answer)
        return
    assert isinstance(low, Fraction)
    assert answer.low == ceil(low)
    high = brute.value(-1)
    assert answer.high == (floor(high) if isinstance(high, Fraction) else None)
    assert answer.status == ("none" if low == 0 and answer.high is None else "documented")
    for count in (1, 2):
        assert answer.robust[count] == ceil(brute.robust(count))


def compare_disputed(brute: Brute, answer: Bounds) -> None:
    for conflict in answer.conflicts:
        own = [r for r, (claim, *_) in enumerate(brute.rows) if claim in conflict.claims]
        assert brute.value(1, own) is None
        assert brute.misses(own) == conflict.misses_by
        for claim in conflict.claims:
            assert brute.value(1, [r for r in own if brute.rows[r][0] != claim]) is not None
    if answer.status != "disputed":
        return
    # Each conflict proves what all its ways out leave; the best of these is printed.
    assert answer.low == max(min(r.low for r in c.resolutions) for c in answer.conflicts)
    for conflict in answer.conflicts:
        for resolution in conflict.resolutions:
            left = brute.value(1, brute.without((), resolution.without))
            if isinstance(left, Fraction):
                assert resolution.low == ceil(left)
                top = brute.value(-1, brute.without((), resolution.without))
                assert resolution.high == (floor(top) if isinstance(top, Fraction) else None)


@SETTINGS
@given(instances(ceilings=0))
def test_floors_alone_agree_with_the_enumeration(instance: tuple[Scope, list[Constraint]]) -> None:
    question, constraints = instance
    compare(question, constraints, bounds(question, constraints, SPACE))


@settings(parent=SETTINGS, max_examples=120)
@given(instances())
def test_floors_and_ceilings_agree_with_the_enumeration(instance: tuple[Scope, list[Constraint]]) -> None:
    question, constraints = instance
    compare(question, constraints, bounds(question, constraints, SPACE))


@settings(parent=SETTINGS, max_examples=120)
@given(instances())
def test_written_atoms_agree_with_the_enumeration(instance: tuple[Scope, list[Constraint]]) -> None:
    question, constraints = instance
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "NARROW", 0)
        compare(question, constraints, bounds(question, constraints, SPACE))


@settings(parent=SETTINGS, max_examples=150)
@given(eventful(), st.integers(0, 2))
def test_incidents_that_a_person_parted_agree_with_the_enumeration(
    instance: tuple[Scope, list[Constraint]], ceilings: int
) -> None:
    question, constraints = instance
    if not ceilings:
        constraints = [replace(c, inner=None, high=None) for c in constraints]
    answer = bounds(question, constraints, PARTED)
    compare(question, constraints, answer, PARTED)
    known = {c.claim: c for c in constraints}
    assert check(question, answer.low_certificate, known, PARTED).bound == answer.low
    if answer.status != "disputed":
        together = bounds(question, constraints, SPACE)
        assert together.status == "disputed" or together.low <= answer.low


@given(
    st.dictionaries(st.sampled_from(sorted(LISTS)), st.integers(-3, 6)),
    st.sets(st.sampled_from([p for p in combinations(sorted(LISTS), 2) if LISTS[p[0]] != LISTS[p[1]]])),
    st.sampled_from([None, *sorted(LISTS)]),
)
def test_what_one_point_can_belong_to_agrees_with_the_enumeration(
    weights: Mapping[str, int], pairs: set[tuple[str, str]], target: str | None
) -> None:
    space = replace(SPACE, parted=parted_by(sorted(pairs)))
    held = Identities(space.lists, space.parted)
    for incident, weight in weights.items():
        held.add(incident, weight + 2)
        held.add(incident, -2)
    scopes = [Scope(incident=incident) for incident in {*weights, *([] if target is None else [target])}]
    choices = identities(scopes, space) if scopes else [frozenset()]
    if target is None:
        assert held.most() == max(sum(weights.get(i, 0) for i in choice) for choice in choices)
    else:
        assert held.most_as(target) == max(sum(weights.get(i, 0) for i in c) for c in choices if target in c)
        assert held.most(but={target}) == max(sum(weights.get(i, 0) for i in c) for c in choices if target not in c)


def test_a_sum_of_two_incidents_needs_the_judgement_that_parts_them() -> None:
    """The same certificate is refused without the judgement: it is what the sum rests on."""
    claims = [
        Constraint(name, name, Scope(("a",), 0, 5, incident=name), None, low, None)
        for name, low in (("i1", 4), ("j1", 3))
    ]
    question, known = Scope(("a",), 0, 9), {c.claim: c for c in claims}
    apart = bounds(question, claims, PARTED)
    assert (apart.low, apart.robust[1], bounds(question, claims, SPACE).low) == (7, 3, 4)
    assert check(question, apart.low_certificate, known, PARTED).bound == 7
    with pytest.raises(CertificateError, match="does not hold"):
        check(question, apart.low_certificate, known, SPACE)


@SETTINGS
@given(instances(ceilings=2), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(instance: tuple[Scope, list[Constraint]], random: object) -> None:
    question, constraints = instance
    shuffled = list(constraints)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert bounds(question, constraints, SPACE) == bounds(question, shuffled, SPACE)


@SETTINGS
@given(instances(), st.integers(1, 7))
def test_splitting_the_question_never_raises_the_minimum(instance: tuple[Scope, list[Constraint]], cut: int) -> None:
    question, constraints = instance
    whole = bounds(question, constraints, SPACE, robust=0)
    start, end = question.start, question.end
    if whole.status == "disputed" or (start is not None and start >= cut) or (end is not None and end <= cut):
        return
    parts = [
        bounds(
            Scope(
                question.places,
                a,
                b,
                question.actors,
                question.acts,
                question.cells,
                question.targets,
                question.incident,
            ),
            constraints,
            SPACE,
            robust=0,
        )
        for a, b in ((start, cut), (cut, end))
    ]
    assert sum(p.low for p in parts) <= whole.low
    if all(p.high is not None for p in parts):
        assert whole.high is not None
        assert whole.high <= sum(p.high for p in parts if p.high is not None)


@SETTINGS
@given(instances())
def test_admitting_a_claim_never_loosens_the_bounds(instance: tuple[Scope, list[Constraint]]) -> None:
    question, constraints = instance
    full = bounds(question, constraints, SPACE, robust=0)
    if full.status == "disputed" or Brute(question, constraints, SPACE).value(1) is None:
        return
    for gone in combinations(constraints, 1):
        fewer = bounds(question, [c for c in constraints if c not in gone], SPACE, robust=0)
        assert fewer.low <= full.low
        if fewer.high is not None:
            assert full.high is not None
            assert full.high <= fewer.high


@SETTINGS
@given(instances())
def test_every_certificate_passes_the_checker(instance: tuple[Scope, list[Constraint]]) -> None:
    question, constraints = instance
    answer = bounds(question, constraints, SPACE, robust=0)
    known = {c.claim: c for c in constraints}
    assert check(question, answer.low_certificate, known, SPACE).bound == answer.low
    if answer.high_certificate is not None:
        assert check(question, answer.high_certificate, known, SPACE).bound == answer.high
    for conflict in answer.conflicts:
        assert check(question, conflict.certificate, known, SPACE).value == conflict.misses_by


def test_the_enumeration_itself_refuses_what_is_impossible() -> None:
    scope = Scope(("a",), 0, 1)
    brute = Brute(
        scope, [Constraint("l", "l", scope, None, 3, None), Constraint("h", "h", None, scope, None, 1)], SPACE
    )
    assert brute.value(1) is None
    assert brute.misses([0, 1]) == 2
