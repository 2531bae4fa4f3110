"""Victim cells: sex × age × status, as bits.

A cell is a fact about the world: everybody who was harmed is in one. "Unknown" is what a source does not say, and is written as
all the cells that remain possible.

References:
    SDG indicator 16.1.2, minimum disaggregation by sex (man, woman, unknown), age (child below 18, adult 18 and above, unknown) and status
    (civilian, other protected person, member of armed forces or groups, person directly participating in hostilities,
    unknown): OHCHR, Guidance on Casualty Recording (2019). Older persons (60 and above): United Nations usage.
"""

from __future__ import annotations

from itertools import product

from undercount.errors import RecordError

SEXES = ("female", "male")
AGES = ("child", "adult-under-60", "older")
STATUSES = ("civilian", "protected-other", "armed-member", "direct-participant")

CELLS = tuple(product(SEXES, AGES, STATUSES))
"""The cells in the order of their bits."""

ALL_CELLS = (1 << len(CELLS)) - 1
"""Every cell: nothing is said about the victims."""

_GROUPS: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in (*SEXES, *AGES, *STATUSES)},
    "adult": ("adult-under-60", "older"),
    "combatant": ("armed-member", "direct-participant"),
}
_AXES = (SEXES, AGES, STATUSES)
_NAMES = ("sex", "age", "status")
UNKNOWN = ("", "unknown")
"""What stands for "not said" in a table."""


def axis_terms(axis: str) -> tuple[str, ...]:
    """Return the terms that an axis (``sex``, ``age``, ``status``) knows, groups first."""
    leaves = _AXES[_NAMES.index(axis)]
    groups = tuple(name for name, members in _GROUPS.items() if len(members) > 1 and members[0] in leaves)
    return (*groups, *leaves)


def cells(*, sex: str = "", age: str = "", status: str = "") -> int:
    """Return the bits of the cells that fit; each argument is a term, several joined by ``;``, or empty for "not said".

    Raises:
        RecordError: If a term is not in its list.
    """
    wanted = [_leaves(axis, text) for axis, text in zip(_NAMES, (sex, age, status), strict=True)]
    return sum(
        1 << bit
        for bit, cell in enumerate(CELLS)
        if all(value in leaves for value, leaves in zip(cell, wanted, strict=True))
    )


def _leaves(axis: str, text: str) -> frozenset[str]:
    known = _AXES[_NAMES.index(axis)]
    terms = [term.strip() for term in text.split(";")]
    if all(term in UNKNOWN for term in terms):
        return frozenset(known)
    found: set[str] = set()
    for term in terms:
        leaves = _GROUPS.get(term, ())
        if not leaves or leaves[0] not in known:
            raise RecordError(
                f"{axis} must be one of {', '.join(axis_terms(axis))}; {term!r} is none of them: use one of these"
            )
        found.update(leaves)
    return frozenset(found)


def axis_of(bits: int, axis: str) -> tuple[str, ...]:
    """Return the leaves of one axis that occur in a set of cells."""
    at = _NAMES.index(axis)
    held = {cell[at] for bit, cell in enumerate(CELLS) if bits >> bit & 1}
    return tuple(leaf for leaf in _AXES[at] if leaf in held)
