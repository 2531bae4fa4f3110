"""Who is excepted from what is said of all: "all but three of the 62", "everyone except two guards", "none but a child".

References:
    Quirk et al., A Comprehensive Grammar of the English Language (Longman, 1985), 9.57–9.58, on exception.
"""

from __future__ import annotations

from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group

_ALL = frozenset(
    {"all", "everyone", "everybody", "every", "any", "anyone", "none", "nobody", "no-one", "one", "nothing"}
)
_EXCEPT = ("except", "except for", "excepting", "save for", "with the exception of", "other than", "apart from")
_NEARLY = frozenset({"nearly", "almost", "not", "virtually", "practically"})
_HEDGED = 4
"""How many words of a hedge can stand between: "all but at least three"."""


def is_spared(line: Line, group: Group) -> bool:
    """Say whether a group is excepted from all others, so that what is said of these is not said of it."""
    start = group.start - (line.text(group.start - 1, group.start) in ("the", "these", "those"))
    if start < 1:
        return False
    if _is_nearly_all(line, start):
        return True
    if line.low[start - 1] == "but":
        return start > 1 and (line.low[start - 2] in _ALL or "all" in line.low[max(0, start - _HEDGED) : start - 1])
    return any(line.text(start - size, start) in _EXCEPT for size in (1, 2, 4) if size <= start)


def _is_nearly_all(line: Line, start: int) -> bool:
    """Say whether fewer than a number are meant: "almost all 12 passengers", "not all of the 60"; "every one" is not one."""
    if line.text(start - 1, start + 1) == "every one":
        return True
    at = start - 1 - (line.low[start - 1] == "of")
    return at > 0 and line.low[at] == "all" and line.low[at - 1] in _NEARLY
