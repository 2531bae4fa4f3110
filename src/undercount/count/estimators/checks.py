"""What bears on whether an estimate can be made and believed: facts about a table of capture histories, in words."""

from __future__ import annotations

from dataclasses import dataclass

from undercount.count.estimators.histories import CaptureHistories


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold one fact about a table.

    Args:
        code: A short name, such as ``empty-pair``.
        text: The fact in one sentence, with what to do where something can be done.
        grave: Whether an estimate that ignores it should not be believed.
        lists: The lists that it is about.
    """

    code: str
    text: str
    grave: bool
    lists: tuple[str, ...] = ()


def facts(histories: CaptureHistories) -> tuple[Fact, ...]:
    """Return the facts of a table, the gravest first."""
    found = [Fact("empty-list", f"nobody is on {name!r}", True, (name,)) for name in _empty(histories)]
    return tuple(found)


def _empty(histories: CaptureHistories) -> list[str]:
    return [name for name, size in zip(histories.lists, histories.sizes.tolist(), strict=True) if size == 0]
