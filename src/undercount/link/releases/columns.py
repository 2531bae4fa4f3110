"""Which column of a list holds the id, the name, the sex, the age and the birth: as a person says, or by the columns' names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from undercount.errors import MappingError
from undercount.record import suggest

_WORD = re.compile(r"[^\W_]+")
_WHOSE = frozenset(
    [
        "of",
        "the",
        "victim",
        "victims",
        "person",
        "persons",
        "deceased",
        "martyr",
        "record",
        "الشهيد",
        "الضحية",
        "الضحيه",
    ]
)
_KINDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    # For each kind of column: one of these words must stand in its name, and beside it only words of the second set.
    "name": (
        frozenset(["name", "names", "surname", "fullname", "nom", "اسم", "الاسم", "الإسم", "إسم", "الاسماء"]),
        frozenset(
            [
                "full",
                "first",
                "second",
                "third",
                "fourth",
                "given",
                "middle",
                "father",
                "fathers",
                "grandfather",
                "grandfathers",
                "last",
                "family",
                "ar",
                "arabic",
                "en",
                "english",
                "latin",
                "رباعي",
                "الرباعي",
                "الكامل",
                "كامل",
                "العائلة",
                "العائله",
                "الاب",
                "الأب",
                "الجد",
                "الاول",
                "الأول",
                "بالعربية",
                "بالانجليزية",
            ]
        ),
    ),
    "id": (
        frozenset(["id", "ids", "identifier", "identity", "هوية", "الهوية", "هويه", "الهويه"]),
        frozenset(["national", "card", "no", "number", "num", "nr", "document", "رقم", "الوطني", "الوطنية"]),
    ),
    "sex": (frozenset(["sex", "gender", "جنس", "الجنس", "النوع"]), frozenset()),
    "birth": (
        frozenset(["birth", "born", "dob", "birthdate", "birthday", "birthyear", "ميلاد", "الميلاد", "المولد"]),
        frozenset(["date", "year", "day", "of", "in", "تاريخ", "سنة", "سنه", "عام"]),
    ),
    "age": (
        frozenset(["age", "ages", "العمر", "عمر", "السن", "سن"]),
        frozenset(["in", "years", "year", "at", "death", "years", "سنوات", "بالسنوات"]),
    ),
}


@dataclass(frozen=True, slots=True)
class Roles:
    """Say which columns hold what; empty where a list has no such column.

    Args:
        names: The columns that make the name, in order.
        id: The column of ids.
        sex: The column of sexes.
        birth: The column of dates or years of birth.
        age: The column of ages.
    """

    names: tuple[str, ...] = ()
    id: str = ""
    sex: str = ""
    birth: str = ""
    age: str = ""

    @property
    def taken(self) -> frozenset[str]:
        """Return every column that has a role."""
        return frozenset(name for name in (*self.names, self.id, self.sex, self.birth, self.age) if name)


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold the columns that a person names. What is not named is found by the columns' names.

    Args:
        names: The columns that make the name.
        single: For ``id``, ``sex``, ``birth`` and ``age`` the column.
    """

    names: tuple[str, ...] = ()
    single: Mapping[str, str] = field(default_factory=dict)

    def of(self, release: int, releases: int) -> Asked:
        """Return what is asked of one release, where ``A=B`` names the column of each release in turn.

        Raises:
            MappingError: If such a name has not one part for each release.
        """
        return Asked(
            tuple(_part(name, release, releases) for name in self.names),
            {kind: _part(name, release, releases) for kind, name in self.single.items() if name},
        )


def _part(name: str, release: int, releases: int) -> str:
    parts = name.split("=")
    if len(parts) == 1:
        return name
    if len(parts) != releases:
        raise MappingError(
            f"a column that is called otherwise in each release needs one name for each; {name!r} has {len(parts)} for {releases} "
            "releases: write them in the releases' order, joined by ="
        )
    return parts[release]


def roles_of(file: str, columns: Sequence[str], asked: Asked) -> Roles:
    """Return which columns of a release hold what.

    Args:
        file: The release's name, for messages.
        columns: Its columns.
        asked: What a person says.

    Raises:
        MappingError: If a named column is not there, one stands for two things, or no column can be a name.
    """
    for name in (*asked.names, *asked.single.values()):
        if name not in columns:
            raise MappingError(
                f"a column that is named must be in every release; {name!r} is not in {file}: {suggest(name, columns)}"
            )
    taken = {*asked.names, *asked.single.values()}
    if len(taken) < len(asked.names) + len(asked.single):
        twice = next(name for name in taken if (*asked.names, *asked.single.values()).count(name) > 1)
        raise MappingError(f"a column holds one thing; {twice!r} is named twice for {file}: name another column")
    free = [column for column in columns if column not in taken]
    names = asked.names or tuple(column for column in free if _is("name", column))
    if not names:
        raise MappingError(
            f"a release must have a column of names; no column of {file} looks like one (it has {', '.join(columns[:12])}): "
            "say which with --name"
        )
    found = {kind: asked.single.get(kind, "") or _first(kind, free) for kind in ("id", "sex", "birth", "age")}
    return Roles(names, **found)


def common_names(roles: Iterable[Roles]) -> tuple[str, ...]:
    """Return the columns of names that all releases have, in the order of the first; nothing where there is none."""
    all_roles = list(roles)
    return tuple(name for name in all_roles[0].names if all(name in other.names for other in all_roles))


def _first(kind: str, columns: Iterable[str]) -> str:
    return next((column for column in columns if _is(kind, column)), "")


def _is(kind: str, column: str) -> bool:
    needed, beside = _KINDS[kind]
    words = _WORD.findall(column.casefold().replace("_", " "))
    return any(word in needed for word in words) and all(
        word in needed or word in beside or word in _WHOSE for word in words
    )
