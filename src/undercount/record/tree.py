"""Trees of things that contain one another: places, actors, acts, targets.

Membership can be bound to a time: a militia belongs to a coalition from one day to another. A node never covers its parent:
what lies in the parent and in none of its listed children stays possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from undercount.errors import RegisterError

Period = tuple[int | None, int | None]
"""A half-open interval of UTC seconds; None is open."""

ALWAYS: Period = (None, None)


def overlap(left: Period, right: Period) -> Period | None:
    """Return what two half-open periods share, or None if they share nothing."""
    start = right[0] if left[0] is None else left[0] if right[0] is None else max(left[0], right[0])
    end = right[1] if left[1] is None else left[1] if right[1] is None else min(left[1], right[1])
    if start is not None and end is not None and start >= end:
        return None
    return (start, end)


def contains(outer: Period, inner: Period) -> bool:
    """Tell whether one period lies wholly in another."""
    left = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    right = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return left and right


@dataclass(frozen=True)
class Tree:
    """Hold which node lies in which.

    Args:
        parents: For each node its memberships: pairs of a parent and the period in which it holds. A root has none.

    Raises:
        RegisterError: If a parent is no node, or the memberships form a cycle.
    """

    parents: Mapping[str, tuple[tuple[str, Period], ...]]
    _paths: dict[str, dict[str, tuple[Period, ...]]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for node, memberships in self.parents.items():
            for parent, _ in memberships:
                if parent not in self.parents:
                    raise RegisterError(
                        f"the parent of {node!r} is {parent!r}, which is no entry: add it or correct it"
                    )
        self._refuse_cycles()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str | None]]) -> Tree:
        """Build a tree whose memberships hold always from pairs of a node and its parent (None for a root)."""
        return cls({node: () if parent is None else ((parent, ALWAYS),) for node, parent in pairs})

    def _refuse_cycles(self) -> None:
        done: set[str] = set()
        for root in self.parents:
            stack: list[tuple[str, Iterator[tuple[str, Period]]]] = [(root, iter(self.parents[root]))]
            on_path = [root]
            while stack and root not in done:
                node, rest = stack[-1]
                step = next(rest, None)
                if step is None:
                    stack.pop()
                    on_path.pop()
                    done.add(node)
                elif step[0] in on_path:
                    loop = [*on_path[on_path.index(step[0]) :], step[0]]
                    raise RegisterError(
                        f"the register has a cycle: {' → '.join(loop)}: correct the parent of one of them"
                    )
                elif step[0] not in done:
                    stack.append((step[0], iter(self.parents[step[0]])))
                    on_path.append(step[0])

    def __contains__(self, node: object) -> bool:
        return node in self.parents

    def __len__(self) -> int:
        return len(self.parents)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Return all nodes in the order given."""
        return tuple(self.parents)

    @cached_property
    def is_timed(self) -> bool:
        """Tell whether any membership is bound to a time or a node has several parents."""
        return any(len(m) > 1 or any(p != ALWAYS for _, p in m) for m in self.parents.values())

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {node: [] for node in self.parents}
        for node, memberships in self.parents.items():
            for parent in dict.fromkeys(parent for parent, _ in memberships):
                found[parent].append(node)
        return {node: tuple(children) for node, children in found.items()}

    def children(self, node: str) -> tuple[str, ...]:
        """Return the nodes directly below, whenever their membership holds.

        Raises:
            RegisterError: If the node is no entry.
        """
        self._need(node)
        return self._children[node]

    def roots(self) -> tuple[str, ...]:
        """Return the nodes without a parent."""
        return tuple(node for node, memberships in self.parents.items() if not memberships)

    def ancestors(self, node: str) -> Mapping[str, tuple[Period, ...]]:
        """Return every node above and the node itself, each with the periods in which it contains the node.

        Raises:
            RegisterError: If the node is no entry.
        """
        self._need(node)
        known = self._paths.get(node)
        if known is None:
            known = {node: (ALWAYS,)}
            for parent, period in self.parents[node]:
                for above, spans in self.ancestors(parent).items():
                    kept = [p for p in (overlap(period, span) for span in spans) if p is not None]
                    known[above] = _merge([*known.get(above, ()), *kept])
            known = {above: spans for above, spans in known.items() if spans}
            self._paths[node] = known
        return known

    def periods(self, node: str, above: str) -> tuple[Period, ...]:
        """Return the periods in which a node lies in another; empty if never."""
        return self.ancestors(node).get(above, ())

    def under(self, node: str, above: str) -> bool:
        """Tell whether a node ever lies in another, or is it."""
        return above in self.ancestors(node)

    def depth(self, node: str) -> int:
        """Return how many steps a node lies below its root, by the longest way."""
        self._need(node)
        return max((self.depth(parent) + 1 for parent, _ in self.parents[node]), default=0)

    def subtree(self, node: str) -> tuple[str, ...]:
        """Return a node and all that ever lie below it."""
        self._need(node)
        found: dict[str, None] = {}
        stack = [node]
        while stack:
            here = stack.pop()
            if here not in found:
                found[here] = None
                stack.extend(reversed(self._children[here]))
        return tuple(found)

    def top(self, nodes: Iterable[str]) -> tuple[str, ...]:
        """Return the nodes that always lie in no other of them, sorted: the shortest way to write their union."""
        unique = sorted(set(nodes))
        return tuple(n for n in unique if not any(o != n and ALWAYS in self.periods(n, o) for o in unique))

    def _need(self, node: str) -> None:
        if node not in self.parents:
            raise RegisterError(f"{node!r} is no entry of the register: add it, or correct the spelling")


def _merge(spans: list[Period]) -> tuple[Period, ...]:
    """Return the union of periods as disjoint periods in order."""
    low, high = float("-inf"), float("inf")
    ordered = sorted((low if a is None else a, high if b is None else b) for a, b in spans)
    merged: list[tuple[float, float]] = []
    for start, end in ordered:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple((None if a == low else int(a), None if b == high else int(b)) for a, b in merged)
