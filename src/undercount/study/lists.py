"""Lists: what ``study.toml`` says of the lists of persons that are linked, and how they are linked, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from undercount.errors import RecordError
from undercount.record import suggest

if TYPE_CHECKING:
    from undercount.link.persons import ListOf

KEYS = (
    "name",
    "table",
    "id",
    "names",
    "sex",
    "age",
    "age_group",
    "birth",
    "death",
    "death_precision",
    "place",
    "incident",
    "as_of",
    "no_name",
    "duplicates",
    "where",
    "keep",
)
"""What a ``[[list]]`` may hold."""

_AS_DECLARED = tuple(key for key in KEYS if key not in ("table", "as_of", "where", "keep"))
"""Settings that mean what they mean to ``ListOf``."""

LINK_KEYS = ("threshold", "cut", "draws", "seed", "publish", "duplicates", "coders")
"""What ``[link]`` may hold."""

NOTHING, INITIALS, NAMES_WRITTEN = "nothing", "initials", "names"
PUBLISH = (NOTHING, INITIALS, NAMES_WRITTEN)
"""What of the victims goes on the site: counts alone, their initials, or their names as the lists write them."""

NUMBERED, NAMED = "numbered", "named"
CODERS = (NUMBERED, NAMED)
"""How those who judge stand on the site and in figures: as numbers, or with their names and their reasons on incidents."""

RESERVED = ("draw", "count", "victim")
"""Columns of what linking writes, so names of no list and of nothing that is kept."""

LONGEST_NAME = 80
"""The most characters of a list's name."""

_MOST_DRAWS = 1000
_FOR_EXAMPLE = 'write [[list]], name = "ministry", table = "ministry.csv", id = "number" and names = ["name"]'
Columns = tuple[str, ...]
Names = tuple[str | Columns, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Hold what is declared of one list of persons; the columns mean what ``undercount.link.persons.ListOf`` says.

    Args:
        name: The list's name.
        table: The captured item that holds it: its name, or the first letters of its SHA-256.
        id: The column that names each record, once.
        names: The columns with the name, a tuple for its parts.
        sex: The column of sex.
        age: The column of age.
        age_group: The column that says child or adult.
        birth: The column, or columns, of the date of birth.
        death: The column, or columns, of the date of death.
        death_precision: The column that says how precisely the date of death is known.
        place: Columns of place from the largest area to the smallest.
        incident: The column of an incident's number that lists share.
        as_of: The day on which ages are taken where nothing else is known (ISO 8601), or empty.
        no_name: What the list writes where it has no name.
        duplicates: Whether it may name one person twice.
        where: The rows that are taken: for a column the cells that it may hold.
        keep: What linked persons inherit: its name, and the column that holds it.
    """

    name: str
    table: str
    id: str
    names: Names = ()
    sex: str | None = None
    age: str | None = None
    age_group: str | None = None
    birth: str | Columns | None = None
    death: str | Columns | None = None
    death_precision: str | None = None
    place: Columns = ()
    incident: str | None = None
    as_of: str = ""
    no_name: Columns = ()
    duplicates: bool = False
    where: tuple[tuple[str, Columns], ...] = ()
    keep: tuple[tuple[str, str], ...] = ()

    def of(self, columns: Mapping[str, Sequence[str | None]]) -> ListOf:
        """Return the list as linking takes it, with its records.

        Args:
            columns: The cells of each column, by its name.
        """
        from undercount.link.persons import ListOf

        given = {name: getattr(self, name) for name in _AS_DECLARED}
        return ListOf(table=columns, as_of=date.fromisoformat(self.as_of) if self.as_of else None, **given)

    def as_json(self) -> dict[str, Any]:
        """Return the declaration as plain values."""
        return {**asdict(self), "where": dict(self.where), "keep": dict(self.keep)}


@dataclass(frozen=True, slots=True)
class Linking:
    """Hold how lists are linked.

    Args:
        threshold: The match probability from which on two records are joined in the best linkage.
        cut: Clusters of more records are cut by average linkage (records).
        draws: How many linkages are drawn for estimates.
        seed: What random draws start from.
    """

    threshold: float = 0.5
    cut: int = 25
    draws: int = 25
    seed: int = 1


def declared_lists(given: object) -> tuple[Declared, ...]:
    """Return the lists that a study declares.

    Args:
        given: What stands under ``list``.

    Raises:
        RecordError: If a setting is unknown or not as it must be, or two lists have one name.
    """
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise RecordError(f"a list of persons must be a block of its own; it is {given!r}: {_FOR_EXAMPLE}")
    found = tuple(_declared(one) for one in given)
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise RecordError(f"each list needs a name of its own; {name!r} is used twice: rename one")
    for one in found:
        for stratum, _ in one.keep:
            if stratum in names:
                raise RecordError(
                    f"list {one.name!r}: what is kept must not have a list's name; {stratum!r} is one: "
                    f'write keep = {{ another = "{dict(one.keep)[stratum]}" }}'
                )
    return found


def linking_of(given: object) -> Linking:
    """Return how a study's lists are linked.

    Args:
        given: What stands under ``link``.

    Raises:
        RecordError: If a setting is unknown or not as it must be.
    """
    if not isinstance(given, Mapping):
        raise RecordError(f"link must be a table; it is {given!r}: write [link] and the settings below it")
    for key in given:
        if key not in LINK_KEYS:
            raise RecordError(f"[link] knows no setting {key!r}: {suggest(key, LINK_KEYS)}")
    usual = Linking()
    threshold = given.get("threshold", usual.threshold)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 < threshold < 1:
        raise RecordError(f"[link]: threshold must lie between 0 and 1; it is {threshold!r}: write threshold = 0.5")
    return Linking(
        threshold=float(threshold),
        cut=_whole(given, "cut", usual.cut, 2, 100_000),
        draws=_whole(given, "draws", usual.draws, 2, _MOST_DRAWS),
        seed=_whole(given, "seed", usual.seed, 0, 2**53 - 1),
    )


def publish_of(given: Mapping[str, Any]) -> str:
    """Return what of the victims may be published, of :data:`PUBLISH`; nothing where it is not said.

    Args:
        given: What stands under ``link``, checked by :func:`linking_of`.

    Raises:
        RecordError: If it is none of these.
    """
    return _one_of(given, "publish", PUBLISH, NOTHING)


def coders_of(given: Mapping[str, Any]) -> str:
    """Return how those who judge are published, of :data:`CODERS`; as numbers where it is not said.

    Args:
        given: What stands under ``link``, checked by :func:`linking_of`.

    Raises:
        RecordError: If it is none of these.
    """
    return _one_of(given, "coders", CODERS, NUMBERED)


def _one_of(given: Mapping[str, Any], key: str, allowed: tuple[str, ...], usual: str) -> str:
    """Return a setting under ``link`` that is one of some words."""
    value = given.get(key, usual)
    if value not in allowed:
        raise RecordError(
            f"[link]: {key} must be one of {', '.join(allowed)}; it is {value!r}: {suggest(str(value), allowed)}"
        )
    return str(value)


def duplicates_of(given: Mapping[str, Any]) -> Columns:
    """Return the names of the lists of incidents that may tell of one incident more than once, as newspapers do.

    Args:
        given: What stands under ``link``, checked by :func:`linking_of`.

    Raises:
        RecordError: If they are no names.
    """
    value = given.get("duplicates", [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise RecordError(
            f'[link]: duplicates must be a list of the names of lists of incidents; it is {value!r}: write duplicates = ["press"]'
        )
    return tuple(dict.fromkeys(value))


def _whole(given: Mapping[str, Any], key: str, default: int, least: int, most: int) -> int:
    value = given.get(key, default)
    if type(value) is not int or not least <= value <= most:
        raise RecordError(
            f"[link]: {key} must be a whole number from {least:,} to {most:,}; it is {value!r}: write {key} = {default}"
        )
    return value


def _declared(row: Mapping[str, Any]) -> Declared:
    name = row.get("name", "")
    if (
        not isinstance(name, str)
        or not name
        or len(name) > LONGEST_NAME
        or not all(c.isalnum() or c in "-_" for c in name)
    ):
        raise RecordError(
            f"a list of persons needs a name of letters, digits, - and _, at most {LONGEST_NAME}; {name!r} is none: give it one"
        )
    if name in RESERVED:
        raise RecordError(f"a list of persons must not be called {', '.join(RESERVED)}; {name!r} is: rename it")
    for key in row:
        if key not in KEYS:
            raise RecordError(f"list {name!r}: there is no setting {key!r}: {suggest(key, KEYS)}")
    for key in ("table", "id"):
        if not row.get(key):
            raise RecordError(f"list {name!r}: {key} must be given; it is missing: {_FOR_EXAMPLE}")
    found = Declared(
        name=name,
        table=_text(row, name, "table") or "",
        id=_text(row, name, "id") or "",
        names=_names(row, name),
        birth=_date_columns(row, name, "birth"),
        death=_date_columns(row, name, "death"),
        place=_texts(row, name, "place"),
        as_of=_as_of(row, name),
        no_name=_texts(row, name, "no_name"),
        duplicates=_yes(row, name, "duplicates"),
        where=_where(row, name),
        keep=_keep(row, name),
        **{key: _text(row, name, key) for key in ("sex", "age", "age_group", "death_precision", "incident")},
    )
    if not (found.names or found.birth or found.death):
        raise RecordError(
            f"list {name!r}: a list needs names or dates to be linked; it declares neither: "
            'write names = ["…"], birth = "…" or death = "…" with its columns'
        )
    return found


def _text(row: Mapping[str, Any], name: str, key: str) -> str | None:
    value = row.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise RecordError(f'list {name!r}: {key} must be text in quotes; it is {value!r}: write {key} = "…"')
    return value


def _texts(row: Mapping[str, Any], name: str, key: str) -> Columns:
    value = row.get(key, ())
    words = (value,) if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not all(isinstance(one, str) and one.strip() for one in words):
        raise RecordError(f'list {name!r}: {key} must be a list of texts; it is {value!r}: write {key} = ["…"]')
    return tuple(words)


def _names(row: Mapping[str, Any], name: str) -> Names:
    value = row.get("names", [])
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(_is_name(one) for one in words):
        raise RecordError(
            f"list {name!r}: names must be a list of columns, an inner list for the parts of one name; it is {value!r}: "
            'write names = ["name_ar", "name_en"] or names = [["given", "father", "family"]]'
        )
    return tuple(one if isinstance(one, str) else tuple(one) for one in words)


def _is_name(one: object) -> bool:
    parts = one if isinstance(one, list) and one else [one]
    return all(isinstance(part, str) and part.strip() for part in parts)


def _date_columns(row: Mapping[str, Any], name: str, key: str) -> str | Columns | None:
    value = row.get(key)
    if value is None or isinstance(value, str):
        return _text(row, name, key)
    columns = _texts(row, name, key)
    if not 1 < len(columns) <= 3:
        raise RecordError(
            f"list {name!r}: {key} must be one column, or the columns of year, month and day; it is {value!r}: "
            f'write {key} = "…" or {key} = ["year", "month", "day"]'
        )
    return columns


def _as_of(row: Mapping[str, Any], name: str) -> str:
    value = row.get("as_of", "")
    try:
        return date.fromisoformat(str(value)).isoformat() if value else ""
    except ValueError:
        raise RecordError(f"list {name!r}: as_of must be a day; it is {value!r}: write as_of = 2024-08-31") from None


def _yes(row: Mapping[str, Any], name: str, key: str) -> bool:
    value = row.get(key, False)
    if not isinstance(value, bool):
        raise RecordError(f"list {name!r}: {key} must be true or false; it is {value!r}: write {key} = true")
    return value


def _where(row: Mapping[str, Any], name: str) -> tuple[tuple[str, Columns], ...]:
    value = row.get("where", {})
    if not isinstance(value, Mapping):
        raise RecordError(f'list {name!r}: where must be a table; it is {value!r}: write where = {{ year = ["2016"] }}')
    found = []
    for column, given in value.items():
        cells = given if isinstance(given, list) else [given]
        if not cells or not all(isinstance(cell, str | int) and not isinstance(cell, bool) for cell in cells):
            raise RecordError(
                f'list {name!r}: where gives for a column the cells to take; {column} has {given!r}: write {column} = ["2016"]'
            )
        found.append((str(column), tuple(str(cell) for cell in cells)))
    return tuple(found)


def _keep(row: Mapping[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    value = row.get("keep", [])
    pairs = (
        value.items()
        if isinstance(value, Mapping)
        else ((one, one) for one in value)
        if isinstance(value, list)
        else None
    )
    found = None if pairs is None else [(stratum, column) for stratum, column in pairs]
    if found is None or not all(isinstance(part, str) and part.strip() for pair in found for part in pair):
        raise RecordError(
            f"list {name!r}: keep must be a list of columns, or a table of names with their columns; it is {value!r}: "
            'write keep = ["sex"] or keep = { year = "died" }'
        )
    for stratum, column in found:
        if stratum in RESERVED:
            raise RecordError(
                f"list {name!r}: what is kept must not be called {', '.join(RESERVED)}; {stratum!r} is: "
                f'write keep = {{ another = "{column}" }}'
            )
    return tuple(found)
