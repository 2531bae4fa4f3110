"""How to read a table: the values of a mapping file."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from undercount.read.options import TableOptions

READER = "table/1"
"""Name and version of the code that applies mappings; a change of what it makes of a table raises the number."""

_CLOCKS_BESIDE_EDTF = "table/2"
"""Its version where clock times stand beside an EDTF date, which the first one did not hear."""

_FIELD = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Value:
    """Say where a value comes from: it is constant, or a column, a template or an expression over columns.

    Args:
        kind: ``constant``, ``column``, ``template`` or ``expr``.
        text: The constant, the column's name, the template with ``{column}`` in it, or the DuckDB expression.
        lookup: What a value is replaced by, found whatever its case; empty for no replacement.
        unknown: What to do with a value that the lookup lacks: ``reject`` the row, ``leave`` the cell out, ``keep`` it as it is.
        missing: What stands for an empty cell, or None.
        split: What separates several values in one cell, or empty.
        where: A condition (DuckDB expression) under which the value counts, or empty.
        path: Where in the mapping file it stands, for messages.
    """

    kind: str
    text: str
    lookup: Map[str, str] = field(default_factory=dict)
    unknown: str = "reject"
    missing: str | None = None
    split: str = ""
    where: str = ""
    path: str = ""

    @property
    def is_fixed(self) -> bool:
        """Tell whether the value is the same for every row."""
        return self.kind == "constant"

    def template_fields(self) -> tuple[str, ...]:
        """Return the columns that a template names."""
        return tuple(_FIELD.findall(self.text)) if self.kind == "template" else ()

    def label(self) -> str:
        """Return what a message calls the value: its column, or its place in the mapping."""
        return self.text if self.kind == "column" else self.path


def constant(text: str) -> Value:
    """Return a value that is the same for every row."""
    return Value("constant", text)


@dataclass(frozen=True, slots=True)
class WhenRule:
    """Say how a row's time is read.

    Args:
        edtf: The date as EDTF, or None where start and end are given.
        start: The first day or moment.
        end: The last day or moment; None is the first one's.
        format: How days are written (``strptime``); empty is ISO 8601.
        start_time: A clock time on the first day, or on the day that ``edtf`` gives; or None.
        end_time: A clock time on the last day, or on that day; or None.
        precision: A code of how precisely the time is known, or None.
        scheme: Whose code it is: ``ucdp`` or ``acled``.
        zone: IANA time zone of the table's dates; empty is the study's.
        earliest: The day before which no date can be right (ISO 8601), or empty.
        missing: ``reject`` a row without a date, or read it as ``any`` time.
    """

    edtf: Value | None = None
    start: Value | None = None
    end: Value | None = None
    format: str = ""
    start_time: Value | None = None
    end_time: Value | None = None
    precision: Value | None = None
    scheme: str = ""
    zone: str = ""
    earliest: str = ""
    missing: str = "reject"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a place chain.

    Args:
        name: The level's name within the mapping.
        value: The place's name at this level.
        arabic: Its name in Arabic, or None.
        kind: A term of ``place-kind`` for derived places.
    """

    name: str
    value: Value
    arabic: Value | None
    kind: str


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """Say how a row's place is read: a chain of levels, and how far down it is certain.

    Args:
        levels: From the widest to the narrowest.
        precision: A code of how precisely the place is known, or None.
        scheme: Whose code it is (``ucdp``, ``acled``), or empty where ``codes`` says.
        codes: For each code a term of ``precision``.
        depth: For each term of ``precision`` the level that certainly contains the place; empty is anywhere.
        lat: Latitude (degrees), or None.
        lon: Longitude (degrees), or None.
        unknown: ``derive`` an entry for a name that the register lacks, or ``reject`` the row.
        prefix: What the ids of derived places begin with.
    """

    levels: tuple[Level, ...]
    precision: Value | None = None
    scheme: str = ""
    codes: Map[str, str] = field(default_factory=dict)
    depth: Map[str, str] = field(default_factory=dict)
    lat: Value | None = None
    lon: Value | None = None
    unknown: str = "reject"
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class ActorRule:
    """Say how a row's actors are read.

    Args:
        of: The values that name them; together they are the actors of the row.
        unknown: ``derive`` an entry for a name that the register lacks, or ``reject`` the row.
        prefix: What the ids of derived actors begin with.
        anyone: Names that stand for anyone ("Unknown"): a row that has one of them says nothing of who did it.
    """

    of: tuple[Value, ...] = ()
    unknown: str = "reject"
    prefix: str = ""
    anyone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRule:
    """Say who speaks, who printed it and who said it first.

    Args:
        speaker: Who says it.
        carrier: Who printed it; None is the item's carrier, or the speaker.
        origin: Who said it first; None is the speaker.
        unknown: ``derive`` an entry for a name that the register lacks, or ``reject`` the row.
        prefix: What the ids of derived sources begin with.
        entries: Sources that the mapping itself describes: for each id its kind and names.
    """

    speaker: Value
    carrier: Value | None = None
    origin: Value | None = None
    unknown: str = "reject"
    prefix: str = ""
    entries: Map[str, Map[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncidentRule:
    """Say which incident a row is about.

    Args:
        id: Its id in its list.
        list: The list's name; the incident's id is the list, a colon and the id.
        title: A title, or None.
        note: A note, or None.
        unique: Whether an id stands in one row only; a further row with it is rejected.
    """

    id: Value
    list: str
    title: Value | None = None
    note: Value | None = None
    unique: bool = True


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Say what one claim of a row is.

    Args:
        part: The claim's name within the mapping.
        where: A condition (DuckDB expression) under which a row makes this claim, or empty.
        numbers: ``low``, ``best`` and ``high``, as far as they are given.
        words: The other fields of a claim by name: ``act``, ``unit``, ``qualifier``, ``stance``, ``sex``, ``age``, ``status``,
            ``target``, ``covers``, ``phrase``, ``assurance``, ``basis``, ``grade``, ``note``.
        keep_zero: Whether a row whose numbers are all 0 makes a claim.
    """

    part: str
    where: str
    numbers: Map[str, Value]
    words: Map[str, Value]
    keep_zero: bool = False


@dataclass(frozen=True, slots=True)
class PersonRule:
    """Say which person a row names.

    Args:
        id: The record's id in its list.
        list: The list's name.
        where: A condition (DuckDB expression) under which a row names a person, or empty.
        words: ``name_en``, ``name_ar``, ``sex``, ``age_years``, ``status``, ``note``, as far as they are given.
    """

    id: Value
    list: str
    where: str
    words: Map[str, Value]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Say how to read one kind of table.

    Args:
        name: The mapping's name.
        title: What it reads.
        cite: Where the table comes from, with its licence.
        columns: The columns by which such a table is recognised.
        table: How the file is laid out.
        sources: Who speaks.
        when: When; None is any time.
        place: Where; None is anywhere.
        actors: Who did it.
        incident: Which incident; None where rows are about none.
        claims: What a row claims.
        person: Which person a row names, or None.
        sha256: SHA-256 of the mapping file's bytes.
        file: The file's name, for messages.
    """

    name: str
    title: str
    cite: str
    columns: tuple[str, ...]
    table: TableOptions
    sources: SourceRule
    when: WhenRule | None
    place: PlaceRule | None
    actors: ActorRule
    incident: IncidentRule | None
    claims: tuple[ClaimRule, ...]
    person: PersonRule | None
    sha256: str
    file: str

    @property
    def reader(self) -> str:
        """Return what names this reader in the record: the code's version, the mapping and its content."""
        clocks = self.when is not None and self.when.edtf is not None and self.when.start_time is not None
        return f"{_CLOCKS_BESIDE_EDTF if clocks else READER} {self.name} {self.sha256[:12]}"
