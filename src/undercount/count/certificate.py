"""Check a certificate by adding up: no solver, no floating point, nothing shared with what found it.

A certificate for a minimum gives each of its claims a multiplier such that, at every point of the space, the floors that contain the point
add up to no more than its ceilings, plus one inside the question. Then the floors' quantities minus the ceilings', each times its
multiplier, are never above the true count. For a maximum the ceilings must add up to at least the floors, plus one inside the
question. For a conflict they must nowhere fall below the floors, and yet the quantities must differ the other way.

A point is a place reached exactly (in the node and in none of its listed children), a moment, an actor, an act and a target
likewise, a victim cell, and the incidents that it belongs to: at most one of each list, and no two that a person judged to be different
events. Only the points that the claims with a multiplier tell apart need a look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf, lcm

from undercount.count.identities import Identities
from undercount.count.result import Certificate, Constraint, Term
from undercount.errors import CertificateError
from undercount.record.scope import Scope, Space
from undercount.record.tree import Tree

Spans = tuple[tuple[float, float], ...]
ALWAYS: Spans = ((-inf, inf),)


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold what a check has confirmed.

    Args:
        bound: The whole number that is proven.
        value: The sum that proves it.
        claims: How many claims carry it.
        rows: How many combinations of place, actor, act, victims and target were swept through time.
    """

    bound: int
    value: Fraction
    claims: int
    rows: int


@dataclass(frozen=True, slots=True)
class _Item:
    """Hold one scope with its whole-number weight; the question is the item without a weight."""

    number: int
    scope: Scope
    weight: int
    spans: Spans
    asked: bool = False


def check(question: Scope, certificate: Certificate, constraints: Mapping[str, Constraint], space: Space) -> Facts:
    """Confirm that a certificate proves its bound.

    Args:
        question: The scope asked about.
        certificate: The proof.
        constraints: What the claims say, by the claim's id.
        space: The trees and the incidents' lists.

    Raises:
        CertificateError: If a term is not what its claim says, the sum is wrong, or a point refutes the proof.
    """
    return Checker(constraints, space).check(question, certificate)


class Checker:
    """Check many certificates against the same claims.

    Args:
        constraints: What the claims say, by the claim's id.
        space: The trees and the incidents' lists.
    """

    def __init__(self, constraints: Mapping[str, Constraint], space: Space) -> None:
        self._constraints = constraints
        self._space = space
        self._forks = {id(t): _forks(t) for t in (space.places, space.actors, space.acts, space.targets)}

    def check(self, question: Scope, certificate: Certificate) -> Facts:
        """Confirm one certificate; see :func:`check`."""
        scopes = [self._scope(term) for term in certificate.terms]
        _confirm_sum(certificate)
        common = lcm(*(term.multiplier.denominator for term in certificate.terms))
        items = [
            _item(number, scope, int(term.multiplier * common) * (1 if term.side == "low" else -1))
            for number, (scope, term) in enumerate(zip(scopes, certificate.terms, strict=True))
        ]
        if certificate.side != "conflict":
            items.append(_item(-1, question, 0, asked=True))
        side = {"low": common, "high": -common, "conflict": 0}[certificate.side]
        count = 0
        apart, items = self._apart(items, question, common) if certificate.side == "low" else (0, items)
        for row in self._rows(items, side):
            count += 1
            excess = _sweep(row, side, self._space)
            if excess > 0:
                names = sorted({certificate.terms[i.number].claim for i in row if not i.asked})[:6]
                raise CertificateError(
                    f"the certificate for the {certificate.side} bound {certificate.bound} does not hold: at a point of {', '.join(names)} "
                    f"the multipliers are {Fraction(excess, common)} too much; rebuild the figure from the ledger"
                )
        return Facts(certificate.bound, certificate.value, len({t.claim for t in certificate.terms}), count + apart)

    def _apart(self, items: list[_Item], question: Scope, common: int) -> tuple[int, list[_Item]]:
        """Settle the incidents of a list that stands alone, and return how many, with the items that are left to sweep.

        Where every claim is about an incident of one list, a point lies in the claims of one incident at the most. Such an incident
        refutes nothing if its multipliers add up to no more than 1 and each of its claims lies wholly in the question.
        """
        lists = self._space.lists
        own = [i for i in items if not i.asked]
        if any(i.scope.incident is None for i in own) or len({lists.get(str(i.scope.incident)) for i in own}) > 1:
            return 0, items
        groups: dict[str | None, list[_Item]] = {}
        for item in own:
            groups.setdefault(item.scope.incident, []).append(item)
        left = [
            group
            for group in groups.values()
            if sum(max(0, i.weight) for i in group) > common
            or not all(i.scope.within(question, self._space) for i in group)
        ]
        return len(groups) - len(left), [*(i for group in left for i in group), *(i for i in items if i.asked)]

    def _scope(self, term: Term) -> Scope:
        constraint = self._constraints.get(term.claim)
        if constraint is None:
            raise CertificateError(
                f"the certificate names the claim {term.claim!r}, which is not among the admitted ones"
            )
        scope, quantity = (
            (constraint.outer, constraint.low) if term.side == "low" else (constraint.inner, constraint.high)
        )
        if scope is None or quantity is None:
            raise CertificateError(f"the certificate uses a {term.side} of the claim {term.claim!r}, which states none")
        if quantity != term.quantity or constraint.origin != term.origin:
            raise CertificateError(
                f"the certificate gives the claim {term.claim!r} as {term.quantity} by {term.origin!r}, "
                f"but it says {quantity} by {constraint.origin!r}"
            )
        if term.multiplier < 0:
            raise CertificateError(
                f"the certificate counts the claim {term.claim!r} {term.multiplier} times: never below 0"
            )
        return scope

    def _rows(self, items: list[_Item], side: int) -> Iterator[list[_Item]]:
        """Yield the items that lie together in everything but time."""
        space = self._space
        for first in _by_cells(items):
            for second in self._by_tree(first, [i.scope.acts for i in first], space.acts, side):
                for third in self._by_tree(second, [i.scope.targets for i in second], space.targets, side):
                    for fourth in self._by_tree(third, [i.scope.actors for i in third], space.actors, side):
                        yield from self._by_tree(fourth, [i.scope.places for i in fourth], space.places, side)

    def _by_tree(
        self, items: list[_Item], values: Sequence[tuple[str, ...] | None], tree: Tree, side: int
    ) -> Iterator[list[_Item]]:
        """Yield for each kind of node the items that contain it, each kind once."""
        if not _matters(items, side):
            return
        if all(v == values[0] for v in values) and not tree.is_timed:
            yield items
            return
        named: dict[str, list[_Item]] = {}
        always = [i for i, v in zip(items, values, strict=True) if v is None]
        for item, value in zip(items, values, strict=True):
            for node in value or ():
                named.setdefault(node, []).append(item)
        seen: set[tuple[tuple[int, Spans], ...]] = set()
        kinds: list[str | None] = [None, *named, *self._forks[id(tree)]]
        for kind in kinds:
            inside = _inside(kind, always, named, tree)
            key = tuple(sorted((i.number, i.spans) for i in inside))
            if key not in seen:
                seen.add(key)
                if _matters(inside, side):
                    yield inside


def _confirm_sum(certificate: Certificate) -> None:
    terms = certificate.terms
    if len({(t.claim, t.side) for t in terms}) < len(terms):
        raise CertificateError("the certificate uses one side of a claim twice: add its multipliers up")
    floors = sum((t.multiplier * t.quantity for t in terms if t.side == "low"), Fraction(0))
    ceilings = sum((t.multiplier * t.quantity for t in terms if t.side == "high"), Fraction(0))
    value = ceilings - floors if certificate.side == "high" else floors - ceilings
    if value != certificate.value:
        raise CertificateError(
            f"the certificate says that its terms add up to {certificate.value}, but they give {value}"
        )
    if certificate.side == "conflict":
        if value <= 0 or certificate.bound != 0:
            raise CertificateError(f"the certificate of a conflict must add up to more than 0, but gives {value}")
        if any(t.multiplier > 1 for t in terms):
            raise CertificateError(
                "the certificate of a conflict counts a claim more than once: its size would be overstated"
            )
        return
    proven = floor(value) if certificate.side == "high" else max(0, ceil(value))
    if certificate.bound != proven:
        raise CertificateError(
            f"the certificate proves {proven}, but the bound that it is given for is {certificate.bound}"
        )


def _item(number: int, scope: Scope, weight: int, *, asked: bool = False) -> _Item:
    start = -inf if scope.start is None else scope.start
    return _Item(number, scope, weight, ((start, inf if scope.end is None else scope.end),), asked)


def _matters(items: Iterable[_Item], side: int) -> bool:
    """Tell whether a point in these items only could refute the proof."""
    return any(i.weight > 0 or (i.asked and side < 0) for i in items)


def _by_cells(items: list[_Item]) -> Iterator[list[_Item]]:
    masks = {item.scope.cells for item in items}
    bits = max((mask.bit_length() for mask in masks), default=0)
    for kind in {frozenset(m for m in masks if m >> bit & 1) for bit in range(bits)}:
        yield items if len(kind) == len(masks) else [i for i in items if i.scope.cells in kind]


def _forks(tree: Tree) -> tuple[str, ...]:
    """Return the nodes that lie in two parents at one time: only they can lie in what no named node lies in alike."""
    found = []
    for node, memberships in tree.parents.items():
        ordered = sorted((-inf if a is None else a, inf if b is None else b) for _, (a, b) in memberships)
        if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
            found.append(node)
    return tuple(found)


def _inside(node: str | None, always: list[_Item], named: Mapping[str, list[_Item]], tree: Tree) -> list[_Item]:
    """Return the items that contain a node, narrowed to the times at which they do."""
    if node is None:
        return always
    spans: dict[int, tuple[_Item, set[tuple[float, float]]]] = {}
    for above, periods in tree.ancestors(node).items():
        for item in named.get(above, ()):
            for start, end in periods:
                spans.setdefault(item.number, (item, set()))[1].add(
                    (-inf if start is None else start, inf if end is None else end)
                )
    narrowed = [(item, _narrow(item.spans, periods)) for item, periods in spans.values()]
    kept = [i if s == i.spans else _Item(i.number, i.scope, i.weight, s, i.asked) for i, s in narrowed if s]
    return [*always, *kept]


def _narrow(spans: Spans, periods: set[tuple[float, float]]) -> Spans:
    if periods == {(-inf, inf)}:
        return spans
    pieces = sorted((max(a, c), min(b, d)) for a, b in spans for c, d in periods if max(a, c) < min(b, d))
    merged: list[tuple[float, float]] = []
    for start, end in pieces:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _sweep(items: list[_Item], side: int, space: Space) -> int:
    """Return by how much the weights exceed what is allowed at the worst moment; at most 0 if nowhere."""
    turns = sorted(
        (moment, item.number, step)
        for item in items
        for start, end in item.spans
        for moment, step in ((start, 1), (end, -1))
    )
    by_number = {item.number: item for item in items}
    question = by_number.get(-1)
    target = None if question is None else question.scope.incident
    named = {i.scope.incident for i in items if i.scope.incident is not None}
    identities = Identities(space.lists, {i: space.parted[i] & named for i in named if i in space.parted})
    base, asked, worst = 0, 0, 0
    for position, (moment, number, step) in enumerate(turns):
        item = by_number[number]
        incident = item.scope.incident
        if item.asked:
            asked += step
        elif incident is None:
            base += step * item.weight
        else:
            identities.add(incident, step * item.weight)
        if position + 1 == len(turns) or turns[position + 1][0] == moment:
            continue
        if target is None:
            worst = max(worst, base + identities.most() - side * asked)
        else:
            worst = max(worst, base + identities.most_as(target) - side * asked, base + identities.most(but={target}))
    return worst
