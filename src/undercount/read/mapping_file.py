"""Mapping files: TOML checked key by key, with the nearest known key where one is wrong."""

from __future__ import annotations

import hashlib
import tomllib
from importlib import resources
from pathlib import Path

from undercount.errors import MappingError
from undercount.read.mapping import (
    ActorRule,
    ClaimRule,
    IncidentRule,
    Level,
    Mapping,
    PersonRule,
    PlaceRule,
    SourceRule,
    Value,
    WhenRule,
    constant,
)
from undercount.read.options import TableOptions
from undercount.read.section import Section, read_value
from undercount.record import cells, suggest, vocabulary

FORMAT = 1
"""The version of the mapping format that this program reads."""

NUMBERS = ("low", "best", "high")
WORDS = (
    "act",
    "unit",
    "qualifier",
    "stance",
    "sex",
    "age",
    "status",
    "target",
    "covers",
    "phrase",
    "assurance",
    "basis",
    "grade",
    "note",
)
PERSON_WORDS = ("name_en", "name_ar", "sex", "age_years", "status", "note")
TERMS = {
    "act": "act",
    "unit": "unit",
    "qualifier": "qualifier",
    "grade": "grade",
    "basis": "basis",
    "stance": "stance",
    "covers": "covers",
}
"""The fields of a claim that hold a term, and the list that it is in."""

_DEFAULTS = {"qualifier": "exactly", "stance": "affirms", "covers": "within", "unit": "person"}


def ready_mappings() -> tuple[str, ...]:
    """Return the names of the mappings that come with the program."""
    folder = resources.files("undercount.read") / "mappings"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def ready_mapping(name: str) -> Mapping:
    """Return a mapping that comes with the program.

    Raises:
        MappingError: If there is none of that name.
    """
    known = ready_mappings()
    if name not in known:
        raise MappingError(
            f"a ready mapping must be one that comes with the program; {name!r} is none: {suggest(name, known)}"
        )
    entry = resources.files("undercount.read") / "mappings" / f"{name}.toml"
    return parse_mapping(entry.read_bytes(), f"{name}.toml")


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises:
        MappingError: If it is not there, or is not valid; the text names file, line, key and remedy.
    """
    if not path.is_file():
        raise MappingError(f"a mapping must be a file; {path} is none: check the path")
    return parse_mapping(path.read_bytes(), path.name)


def parse_mapping(data: bytes, file: str) -> Mapping:
    """Read a mapping from its bytes.

    Args:
        data: The file's bytes (TOML, UTF-8).
        file: Its name, for messages.

    Raises:
        MappingError: If it is not valid.
    """
    try:
        text = data.decode("utf-8")
        table = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(f"a mapping must be TOML in UTF-8; {file} is not ({error}): correct it there") from None
    top = Section(table, "", file, text)
    version = top.take("format")
    if version != FORMAT:
        raise top.fault(
            "format", f"format must be {FORMAT}, the version that this program reads", f"set format = {FORMAT}"
        )
    mapping = Mapping(
        name=top.text("name", needed=True),
        title=top.text("title"),
        cite=top.text("cite"),
        columns=top.texts("columns"),
        table=_table(top.section("table")),
        sources=_sources(top.needed_section("source")),
        when=_when(top.section("when")),
        place=_place(top.section("place")),
        actors=_actors(top.section("actors")),
        incident=_incident(top.section("incident")),
        claims=tuple(_claim(s, at) for at, s in enumerate(top.sections("claim"), start=1)),
        person=_person(top.section("person")),
        sha256=hashlib.sha256(data).hexdigest(),
        file=file,
    )
    top.done()
    _whole(mapping, top)
    return mapping


def _table(section: Section | None) -> TableOptions:
    if section is None:
        return TableOptions()
    options = TableOptions(
        encoding=section.text("encoding") or None,
        delimiter=section.text("delimiter", choices=(",", ";", "\t", "|")) or None,
        sheet=section.text("sheet") or None,
        header=section.number("header", 1, 1),
        skip_rows=section.number("skip_rows", 0, 0),
    )
    section.done()
    return options


def _when(section: Section | None) -> WhenRule | None:
    if section is None:
        return None
    rule = WhenRule(
        edtf=section.value("edtf"),
        start=section.value("start"),
        end=section.value("end"),
        format=section.text("format"),
        start_time=section.value("start_time"),
        end_time=section.value("end_time"),
        precision=section.value("precision"),
        scheme=section.text("scheme", choices=("ucdp", "acled")),
        zone=section.text("zone"),
        earliest=section.text("earliest"),
        missing=section.text("missing", choices=("reject", "any"), default="reject"),
    )
    section.done()
    if (rule.edtf is None) == (rule.start is None):
        raise section.fault("start", "a time must have either edtf or start", 'add start = { column = "…" }')
    _need_heard(section, rule)
    return rule


def _need_heard(section: Section, rule: WhenRule) -> None:
    """Refuse keys of a time that would go unheard beside the others."""
    for key in ("end", "format", "precision", "scheme") if rule.edtf is not None else ():
        if key in section.data:
            remedy = f"leave {key} out, or give the day in start in the place of edtf"
            raise section.fault(key, f"a time that edtf gives takes no {key}, which would go unheard", remedy)
    for one, other in (("start_time", "end_time"), ("end_time", "start_time")):
        if one in section.data and other not in section.data:
            remedy = f'add {other}, with the same column for a moment: {other} = {{ column = "…" }}'
            raise section.fault(
                one, f"clock times must be given by both start_time and end_time; {other} is not there", remedy
            )


def _place(section: Section | None) -> PlaceRule | None:
    if section is None:
        return None
    levels = tuple(_level(s, at) for at, s in enumerate(section.sections("level"), start=1))
    names = tuple(level.name for level in levels)
    rule = PlaceRule(
        levels=levels,
        precision=section.value("precision"),
        scheme=section.text("scheme", choices=("ucdp", "acled")),
        codes=section.words("codes"),
        depth=section.words("depth"),
        lat=section.value("lat"),
        lon=section.value("lon"),
        unknown=section.text("unknown", choices=("derive", "reject"), default="reject"),
        prefix=section.text("prefix"),
    )
    section.done()
    if not levels:
        raise section.fault("level", "a place must have at least one level", "add [[place.level]]")
    terms = vocabulary("precision").terms
    for code, term in rule.codes.items():
        if term not in terms:
            raise section.fault(
                "codes", f"a precision must be a term of its list; {code!r} has {term!r}", suggest(term, terms)
            )
    for term, level in rule.depth.items():
        if term not in terms:
            raise section.fault(
                "depth", f"a precision must be a term of its list; {term!r} is none", suggest(term, terms)
            )
        if level and level not in names:
            raise section.fault(
                "depth", f"depth must name levels of the place; {level!r} is none", suggest(level, names)
            )
    return rule


def _level(section: Section, at: int) -> Level:
    name = section.text("name")
    value = section.value("value", needed=True) or constant("")
    kind = section.text("kind", choices=vocabulary("place-kind").terms)
    level = Level(
        name or (value.text if value.kind == "column" else f"level {at}"), value, section.value("arabic"), kind
    )
    section.done()
    return level


def _actors(section: Section | None) -> ActorRule:
    if section is None:
        return ActorRule()
    of = tuple(read_value(s) for s in section.sections("of"))
    unknown = section.text("unknown", choices=("derive", "reject"), default="reject")
    rule = ActorRule(of, unknown, section.text("prefix"), section.texts("anyone"))
    section.done()
    return rule


def _sources(section: Section) -> SourceRule:
    entries: dict[str, dict[str, str]] = {}
    for name, data in _tables(section, "entries").items():
        entry = Section(data, f"{section.path}.entries.{name}", section.file, section.source)
        entries[name] = {
            "kind": entry.text("kind", choices=vocabulary("source-kind").terms),
            "name_en": entry.text("name_en"),
            "name_ar": entry.text("name_ar"),
        }
        entry.done()
    rule = SourceRule(
        speaker=section.value("speaker", needed=True) or constant(""),
        carrier=section.value("carrier"),
        origin=section.value("origin"),
        unknown=section.text("unknown", choices=("derive", "reject"), default="reject"),
        prefix=section.text("prefix"),
        entries=entries,
    )
    section.done()
    return rule


def _tables(section: Section, key: str) -> dict[str, dict[str, object]]:
    value = section.take(key)
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
        raise section.fault(key, f"{section.at(key)} must be tables", f"write [{section.at(key)}.name]")
    return value


def _incident(section: Section | None) -> IncidentRule | None:
    if section is None:
        return None
    rule = IncidentRule(
        id=section.value("id", needed=True) or constant(""),
        list=section.text("list", needed=True),
        title=section.value("title"),
        note=section.value("note"),
        unique=section.flag("unique", True),
    )
    section.done()
    return rule


def _claim(section: Section, at: int) -> ClaimRule:
    part = section.text("part", default=str(at))
    words = {name: value for name in WORDS if (value := section.value(name)) is not None}
    rule = ClaimRule(
        part=part,
        where=section.text("where"),
        numbers={name: value for name in NUMBERS if (value := section.value(name)) is not None},
        words={**{k: constant(v) for k, v in _DEFAULTS.items()}, **words},
        keep_zero=section.flag("keep_zero", False),
    )
    section.done()
    if "act" not in words:
        raise section.fault(
            "act", f"a claim must say what was done; the claim {part!r} does not", 'add act = "killing"'
        )
    for name, vocab in TERMS.items():
        _check_terms(section, name, rule.words.get(name), tuple(vocabulary(vocab).terms))
    for axis in ("sex", "age", "status"):
        value = rule.words.get(axis)
        if value is not None and value.is_fixed:
            cells(**{axis: value.text})
    return rule


def _check_terms(section: Section, name: str, value: Value | None, known: tuple[str, ...]) -> None:
    """Refuse a constant, or a lookup's result, that is no term; what comes from cells is checked row by row."""
    if value is None:
        return
    fixed = [value.text] if value.is_fixed else [*value.lookup.values()]
    if value.missing:
        fixed.append(value.missing)
    for term in fixed:
        if term and term not in known:
            raise section.fault(name, f"{name} must be a term of its list; {term!r} is not in it", suggest(term, known))


def _person(section: Section | None) -> PersonRule | None:
    if section is None:
        return None
    rule = PersonRule(
        id=section.value("id", needed=True) or constant(""),
        list=section.text("list", needed=True),
        where=section.text("where"),
        words={name: value for name in PERSON_WORDS if (value := section.value(name)) is not None},
    )
    section.done()
    return rule


def _whole(mapping: Mapping, top: Section) -> None:
    """Check what concerns several parts of a mapping."""
    if not mapping.claims and mapping.person is None and mapping.incident is None:
        raise top.fault(
            "claim", "a mapping must make claims, incidents or persons; this one makes none", "add [[claim]]"
        )
    parts = [claim.part for claim in mapping.claims]
    for part in parts:
        if parts.count(part) > 1:
            raise top.fault("part", f"a claim's part must differ from the others'; {part!r} stands twice", "rename one")
