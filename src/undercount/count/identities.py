"""Identities: how much the incidents that one point can belong to add up to, for the checker of certificates.

A point belongs to at most one incident of each list, and to no two that a person judged to be different events.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import heappop, heappush


class Identities:
    """Hold, at one moment, what the scopes that name incidents add.

    Args:
        lists: For each incident the list that names it.
        parted: For an incident the incidents of other lists that are another event than it; each way round.
    """

    def __init__(self, lists: Mapping[str, str], parted: Mapping[str, frozenset[str]]) -> None:
        self._lists = lists
        self._parted = {incident: others for incident, others in parted.items() if others}
        self._weight: dict[str, int] = {}
        self._heaps: dict[str | None, list[tuple[int, str]]] = {}

    def add(self, incident: str, weight: int) -> None:
        """Add to what an incident weighs."""
        now = self._weight.get(incident, 0) + weight
        self._weight[incident] = now
        heappush(self._heaps.setdefault(self._lists.get(incident), []), (-now, incident))

    def most(self, *, but: Collection[str] = (), skip: tuple[str | None, ...] = ()) -> int:
        """Return the greatest weight of incidents that one point can belong to.

        Args:
            but: Incidents that it does not belong to.
            skip: Lists to none of whose incidents it belongs.
        """
        names = [name for name in self._heaps if name not in skip]
        tops = {name: self._top(name, but) for name in names}
        chosen = {incident for _, incident in tops.values() if incident}
        if not any(chosen & self._parted.get(incident, frozenset()) for incident in chosen):
            return sum(weight for weight, _ in tops.values())
        return self._search(sorted(names, key=lambda name: (-tops[name][0], name or "")), frozenset(but))

    def most_as(self, target: str) -> int:
        """Return the greatest weight of a point that belongs to one incident."""
        others = self.most(but=self._parted.get(target, ()), skip=(self._lists.get(target),))
        return others + self._weight.get(target, 0)

    def _search(self, names: list[str | None], but: frozenset[str]) -> int:
        """Try for the first list each incident that others are parted from, and the heaviest that none is; then the other lists."""
        if not names:
            return 0
        first, *rest = names
        best = self._search(rest, but)
        for weight, incident in self._candidates(first, but):
            if weight + sum(self._top(name, but)[0] for name in rest) > best:
                best = max(best, weight + self._search(rest, but | self._parted.get(incident, frozenset())))
        return best

    def _candidates(self, name: str | None, but: Collection[str]) -> list[tuple[int, str]]:
        held = {incident for _, incident in self._heaps[name] if incident in self._parted and incident not in but}
        some = [(self._weight[incident], incident) for incident in held if self._weight[incident] > 0]
        free = self._top(name, {*but, *held})
        return sorted([*some, free] if free[1] else some, reverse=True)

    def _top(self, name: str | None, but: Collection[str]) -> tuple[int, str]:
        """Return the heaviest incident of a list, with its weight; (0, "") where none weighs anything."""
        heap, aside = self._heaps[name], []
        best = (0, "")
        while heap:
            weight, incident = heap[0]
            if self._weight[incident] != -weight:
                heappop(heap)
            elif incident in but:
                aside.append(heappop(heap))
            else:
                best = (-weight, incident) if weight < 0 else best
                break
        for entry in aside:
            heappush(heap, entry)
        return best
