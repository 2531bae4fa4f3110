"""Published victims: what the site may show of linked persons one by one, under the policy that the study states.

No id is published: a record's id can be somebody's identity number, and a victim's id is a hash of one. Victims stand in the order of what
is shown of them, so that their order tells nothing else.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from undercount.study.linked import LinkedPersons
from undercount.study.lists import INITIALS, NAMES_WRITTEN
from undercount.study.pair_sheet import place_of

FEWEST = 10
"""An area is named only where the linkage has at least so many persons in it: a small place and initials could tell who it was."""

_CHILD, _OLD = 18, 60
_LATE = "9999"
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Area:
    """The areas of records, with those named that hold enough persons."""

    of: Mapping[int, int]
    names: Mapping[int, str]


def victims_published(found: LinkedPersons, policy: str) -> list[dict[str, Any]]:
    """Return the victims by the lists that name them, as far as a policy lets them be shown; nothing by the default.

    Each victim has what is known, in the order of the lists: ``initials`` by script or ``names`` with their lists; ``ages`` (groups),
    ``months``, ``areas``; how many ``records``; in how many drawn linkages exactly these are one person (``same``); and whether a person
    or the model joined them (``by``).

    Args:
        found: The linked persons.
        policy: Of :data:`undercount.study.lists.PUBLISH`.
    """
    if policy not in (INITIALS, NAMES_WRITTEN):
        return []
    members = _members(found)
    areas, same, judged = _areas(found), _same(found), _judged(found)
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for rows in members:
        of = found.linkage.prepared.of
        on = tuple(name for at, name in enumerate(found.names) if any(of[row] == at for row in rows))
        who = _names(found, rows) if policy == NAMES_WRITTEN else _initials(found, rows)
        groups[on].append(
            {
                **who,
                "ages": _ages(found, rows),
                "months": _months(found, rows),
                "areas": list(
                    dict.fromkeys(areas.names[areas.of[row]] for row in rows if areas.of[row] in areas.names)
                ),
                "records": len(rows),
                "same": int(same[rows[0]]),
                "by": None if len(rows) == 1 else "person" if len({judged[row] for row in rows}) == 1 else "model",
            }
        )
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), str(list(group[0]))))
    return [{"lists": list(on), "victims": sorted(held, key=_order)} for on, held in ordered]


def _order(victim: Mapping[str, Any]) -> tuple[str, str]:
    return (victim["months"] or [_LATE])[0], json.dumps(victim, ensure_ascii=False)


def _members(found: LinkedPersons) -> list[list[int]]:
    """Return the rows of each person's records, list after list."""
    held: dict[int, list[int]] = defaultdict(list)
    for row, person in enumerate(found.linkage.clusters.of.tolist()):
        held[person].append(row)
    return list(held.values())


def _names(found: LinkedPersons, rows: Iterable[int]) -> dict[str, Any]:
    """Return the name of each record that has one, in each way in which its list writes it."""
    return {"names": [[found.records[row][0], name] for row in rows for name in _written(found, row)]}


def _initials(found: LinkedPersons, rows: Iterable[int]) -> dict[str, Any]:
    """Return the initials in Arabic and in Latin letters, each of the first record that is named in them."""
    initials: dict[str, str] = {}
    for row in rows:
        for script, letters in initials_of(*_written(found, row)).items():
            initials.setdefault(script, letters)
    return {"initials": initials}


def _written(found: LinkedPersons, row: int) -> list[str]:
    """Return the ways in which a list writes the name of one of its records."""
    of, at = place_of(found.lists, row)
    absent = {word.casefold() for word in of.declared.no_name}
    ways = [(one,) if isinstance(one, str) else one for one in of.declared.names]
    names = [" ".join(cell.strip() for name in columns if (cell := of.columns[name][at])) for columns in ways]
    return [name for name in names if name and name.casefold() not in absent]


def initials_of(*names: str) -> dict[str, str]:
    """Return the initials of a name by script (``ar``, ``en``): of the given name, the fathers and the family; Abu and Umm stay words.

    Args:
        names: The ways in which it is written.
    """
    from undercount.link.names import parse

    name = parse(*names)
    found = {}
    for script, parts in (("ar", name.arabic), ("en", name.latin)):
        if parts is not None:
            words = (parts.given, *parts.fathers, parts.family)
            letters = [_letter(word.before or word.stem, script) for word in words if word is not None]
            kunya = (
                []
                if parts.kunya is None
                else [f"{_KUNYA[script, parts.kunya.before]} {_letter(parts.kunya.stem, script)}"]
            )
            found[script] = " ".join([*letters, *kunya])
    return {script: letters for script, letters in found.items() if letters}


_KUNYA = {("ar", "abu"): "أبو", ("ar", "umm"): "أم", ("en", "abu"): "Abu", ("en", "umm"): "Umm"}
_ARABIC = {"abd": "ع", "abu": "أ", "umm": "أ", "bin": "ب", "bint": "ب"}


def _letter(word: str, script: str) -> str:
    """Return a word's first letter with a full stop; of a particle the letter with which it is written in the script."""
    letter = _ARABIC.get(word, word[:1]) if script == "ar" else word[:1].upper()
    return f"{letter}."


def _ages(found: LinkedPersons, rows: Iterable[int]) -> list[str]:
    """Return the age groups that records give, the narrower where one holds the other."""
    ages = found.linkage.prepared.age
    groups = dict.fromkeys(group for row in rows if (group := age_group(*ages[row].tolist())))
    narrow = {"adult-under-60", "older"} & groups.keys()
    return [group for group in groups if group != "adult" or not narrow]


def age_group(youngest: float, oldest: float) -> str:
    """Return the age group in which somebody certainly was, or nothing.

    Args:
        youngest: The least age that the person can have had (years); not a number where nothing is known.
        oldest: The age that the person had certainly not reached (years).
    """
    if oldest <= _CHILD:
        return "child"
    if youngest >= _OLD:
        return "older"
    if youngest >= _CHILD:
        return "adult-under-60" if oldest <= _OLD else "adult"
    return ""


def _months(found: LinkedPersons, rows: Iterable[int]) -> list[str]:
    """Return the months of death that records give, a year where no month of it is given."""
    days = found.linkage.prepared.death
    told_ = dict.fromkeys(month for row in rows if (month := month_of(*days[row].tolist())))
    return [one for one in told_ if len(one) > 4 or not any(other != one and other.startswith(one) for other in told_)]


def month_of(first: int, last: int) -> str:
    """Return the month, else the year, in which two days and all between them lie, or nothing.

    Args:
        first: The first day (days since 0001-01-01), below 1 where nothing is known.
        last: The last day.
    """
    if first < 1 or last < 1:
        return ""
    one, other = date.fromordinal(first), date.fromordinal(last)
    if one.year != other.year:
        return ""
    return f"{one.year:04d}-{one.month:02d}" if one.month == other.month else f"{one.year:04d}"


def _areas(found: LinkedPersons) -> _Area:
    """Return the largest area of each record, and the name of each that holds enough persons."""
    prepared, persons = found.linkage.prepared, found.linkage.clusters.of.tolist()
    codes: Sequence[int] = [-1] * len(persons) if prepared.area is None else prepared.area.tolist()
    held = Counter(area for area, _ in {*zip(codes, persons, strict=True)} if area >= 0)
    names = {area: name for area, name in enumerate(prepared.areas) if held[area] >= FEWEST}
    return _Area(dict(enumerate(codes)), names)


def _same(found: LinkedPersons) -> Rows:
    """Return for each record in how many drawn linkages its person has exactly the records of the best one."""
    best = _first_rows(found.linkage.clusters.of)
    sizes = np.bincount(best, minlength=len(best))
    same = np.zeros(len(best), dtype=np.int64)
    for persons in found.draws.persons[: found.settings.draws]:
        drawn = _first_rows(persons)
        drawn_sizes = np.bincount(drawn, minlength=len(drawn))
        alike = (drawn == best) & (drawn_sizes[drawn] == sizes[best])
        whole = np.ones(len(best), dtype=bool)
        np.logical_and.at(whole, best, alike)
        same += whole[best]
    return same


def _first_rows(persons: Rows) -> Rows:
    """Return for each record the first row among the records of its person."""
    _, first, at = np.unique(persons, return_index=True, return_inverse=True)
    return np.asarray(first[at], dtype=np.int64)


def _judged(found: LinkedPersons) -> list[int]:
    """Return a number for each record that is equal for records that people have judged to be one person."""
    above = list(range(len(found.records)))

    def top(row: int) -> int:
        while above[row] != row:
            above[row] = above[above[row]]
            row = above[row]
        return row

    for one, other in found.linkage.judged.ruled.together:
        above[top(one)] = top(other)
    return [top(row) for row in range(len(above))]
