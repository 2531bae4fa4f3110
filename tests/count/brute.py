"""A second implementation of the bounds: every point is enumerated, and an exact simplex in fractions answers.

It shares nothing with the engine but the record's values; it is slow and meant to be obvious.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product

from undercount.count.bounds import Constraint
from undercount.record.scope import Scope, Space
from undercount.record.tree import Tree

Row = tuple[frozenset[int], int, bool]
"""The points that a row contains, its amount, and whether it is a floor."""


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
    return [frozenset(name for name in choice if name is not None) for choice in product(*choices)]


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


def simplex(cost: list[Fraction], lines: list[list[Fraction]], right: list[Fraction]) -> Fraction | None | str:
    """Minimise cost · x over lines · x <= right, x >= 0, by Bland's rule: the value, None if impossible, "none" if unbounded."""
    count, size = len(cost), len(lines)
    table = [
        [*line, *(Fraction(int(i == j)) for j in range(size)), r] for i, (line, r) in enumerate(zip(lines, right, strict=True))
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

    def value(self, sign: int, used: Sequence[int] | None = None) -> Fraction | None | str:
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
        values = [self.value(1, self.without(gone)) for gone in combinations(self.origins, min(count, len(self.origins)))]
        return min(v for v in values if isinstance(v, Fraction))
