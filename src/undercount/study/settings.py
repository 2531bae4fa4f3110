"""Settings of a study: what a person wrote in ``study.toml``, checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from undercount.errors import RecordError, StudyError, VersionError
from undercount.record import Admission, Question, When, suggest, vocabulary
from undercount.record.figure import GROUPS, METHODS
from undercount.record.victims import axis_terms
from undercount.study.estimation import estimation_of
from undercount.study.lists import (
    NOTHING,
    NUMBERED,
    Declared,
    Linking,
    coders_of,
    declared_lists,
    duplicates_of,
    linking_of,
    publish_of,
)
from undercount.study.prose import Prose, prose_of

FORMAT = 1
"""The newest format of a study that this program knows."""

LANGUAGES = ("en", "ar")
"""The languages in which the site can be written."""

LONGEST_NAME = 80
"""The most characters of a figure's name, which is a file's name as well."""

_TOP = (
    "format",
    "title_en",
    "title_ar",
    "description_en",
    "description_ar",
    "timezone",
    "languages",
    "fictional",
    "banner_en",
    "banner_ar",
    "ledger",
    "read",
    "list",
    "link",
    "figure",
)
_LEDGER = ("origin", "public_keys")
_FIGURE = (
    "name",
    "title_en",
    "title_ar",
    "unit",
    "act",
    "status",
    "sex",
    "age",
    "place",
    "when",
    "actor",
    "target",
    "by",
    "methods",
    "estimate",
    "admit",
)
_ADMIT = ("grade", "speakers", "judged", "proposed")


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold what ``study.toml`` says.

    Args:
        title: The study's title by language.
        description: What it is about, by language.
        timezone: IANA name of the zone in which dates are meant.
        languages: Languages of the site.
        fictional: True if everything in it is invented.
        banner: A line for every page of the site, by language.
        origin: The name under which checkpoints are signed.
        public_keys: The keys whose signatures are trusted.
        questions: The questions asked, in order.
        lists: The lists of persons that are linked, in order.
        link: How they are linked.
        publish: What of the victims goes on the site, of :data:`undercount.study.lists.PUBLISH`.
        coders: How those who judge are published, of :data:`undercount.study.lists.CODERS`.
        duplicates: The lists of incidents that may tell of one incident more than once.
        prose: How the text of documents is read.
    """

    title: Mapping[str, str]
    description: Mapping[str, str]
    timezone: str
    languages: tuple[str, ...]
    fictional: bool
    banner: Mapping[str, str]
    origin: str
    public_keys: tuple[str, ...]
    questions: tuple[Question, ...]
    lists: tuple[Declared, ...] = ()
    link: Linking = field(default_factory=Linking)
    publish: str = NOTHING
    coders: str = NUMBERED
    duplicates: tuple[str, ...] = ()
    prose: Prose = field(default_factory=Prose)

    def question(self, name: str) -> Question:
        """Return one question.

        Raises:
            StudyError: If no question has that name.
        """
        for question in self.questions:
            if question.name == name:
                return question
        raise StudyError(f"a figure must be asked for in study.toml; {name!r} is not: {suggest(name, self.names())}")

    def names(self) -> list[str]:
        """Return the names of the questions, in order."""
        return [question.name for question in self.questions]


_TWICE = "Cannot overwrite a value"
"""What Python's reader of TOML says of a key that stands twice."""


def load_settings(path: Path) -> Settings:
    """Read and check a study's settings.

    Raises:
        StudyError: If the file cannot be read, is no TOML, or holds an unknown key or a wrong value.
        VersionError: If the study was made by a newer program.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StudyError(f"the settings must be readable; {path} is not: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        twice = (
            ": a key stands there for the second time, leave one of the two lines out" if _TWICE in str(error) else ""
        )
        raise StudyError(f"study.toml must be TOML in UTF-8; {path} is not: {error}{twice}") from None
    version = data.get("format", FORMAT)
    if type(version) is not int or version < 1:
        raise StudyError(f"format must be a whole number from 1; it is {version!r} ({path}): write format = {FORMAT}")
    if version > FORMAT:
        raise VersionError(
            f"this program reads studies up to format {FORMAT}; {path} is of format {version}: install a newer undercount"
        )
    _known(data, _TOP, path, "")
    zone = _text(data, "timezone", path) or "UTC"
    try:
        When.parse("2000", zone=zone)
    except RecordError as error:
        raise StudyError(f"{error} ({path}, timezone)") from None
    ledger = data.get("ledger", {})
    if not isinstance(ledger, dict):
        raise StudyError(f"ledger must be a table; it is {ledger!r} ({path}): write [ledger] and the settings below it")
    _known(ledger, _LEDGER, path, "[ledger] ")
    questions = tuple(_question(row, path, zone) for row in _blocks(data, path))
    _unique([question.name for question in questions], path)
    lists, link = _lists(data, path)
    publish, coders, duplicates = _published(data, path)
    _need_declared(questions, lists, path)
    return Settings(
        title=_by_language(data, "title", path),
        description=_by_language(data, "description", path),
        timezone=zone,
        languages=_languages(data, path),
        fictional=_yes(data, "fictional", path),
        banner=_by_language(data, "banner", path),
        origin=_text(ledger, "origin", path),
        public_keys=_texts(ledger, "public_keys", path),
        questions=questions,
        lists=lists,
        link=link,
        publish=publish,
        coders=coders,
        duplicates=duplicates,
        prose=_prose(data, path),
    )


def _prose(data: Mapping[str, Any], path: Path) -> Prose:
    try:
        return prose_of(data.get("read", {}))
    except RecordError as error:
        raise StudyError(f"{error} ({path})") from None


def _lists(data: Mapping[str, Any], path: Path) -> tuple[tuple[Declared, ...], Linking]:
    try:
        return declared_lists(data.get("list", [])), linking_of(data.get("link", {}))
    except RecordError as error:
        raise StudyError(f"{error} ({path})") from None


def _published(data: Mapping[str, Any], path: Path) -> tuple[str, str, tuple[str, ...]]:
    """Return what of victims and of coders is published, and which lists of incidents repeat themselves."""
    try:
        link = data.get("link", {})
        return publish_of(link), coders_of(link), duplicates_of(link)
    except RecordError as error:
        raise StudyError(f"{error} ({path})") from None


def _need_declared(questions: Iterable[Question], lists: Sequence[Declared], path: Path) -> None:
    """Refuse an estimate from linked lists that names a list, or something kept, that no ``[[list]]`` declares."""
    names = [one.name for one in lists]
    kept = list(dict.fromkeys(stratum for one in lists for stratum, _ in one.keep))
    for question in questions:
        asked = question.estimate
        if asked is None or not asked.linked:
            continue
        for name in asked.lists:
            if name not in names:
                remedy = suggest(name, names) if names else 'declare it with [[list]] and name = "…"'
                raise StudyError(
                    f"an estimate from linked lists must name lists that study.toml declares; {name!r} is none ({path}, figure "
                    f"{question.name!r}): {remedy}"
                )
        for stratum in (*asked.by, *(column for column, _ in asked.where)):
            if stratum not in kept:
                remedy = suggest(stratum, kept) if kept else f'write keep = ["{stratum}"] in a [[list]]'
                raise StudyError(
                    f"an estimate from linked lists can part persons by what lists keep; {stratum!r} is not kept ({path}, figure "
                    f"{question.name!r}): {remedy}"
                )


def _by_language(data: Mapping[str, Any], name: str, path: Path) -> dict[str, str]:
    return {language: _text(data, f"{name}_{language}", path) for language in ("en", "ar")}


def _text(data: Mapping[str, Any], key: str, path: Path) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise StudyError(f'{key} must be text in quotes; it is {value!r} ({path}): write {key} = "…"')
    return value


def _texts(data: Mapping[str, Any], key: str, path: Path, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    value = data.get(key, default)
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise StudyError(f'{key} must be a list of texts; it is {value!r} ({path}): write {key} = ["…"]')
    return tuple(value)


def _languages(data: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    languages = _texts(data, "languages", path, LANGUAGES)
    for language in languages:
        if language not in LANGUAGES:
            raise StudyError(
                f"languages must be of {', '.join(LANGUAGES)}; {language!r} is none of them ({path}): {suggest(language, LANGUAGES)}"
            )
    return languages


def _yes(data: Mapping[str, Any], key: str, path: Path) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise StudyError(f"{key} must be true or false; it is {value!r} ({path}): write {key} = true")
    return value


def _blocks(data: Mapping[str, Any], path: Path) -> list[Mapping[str, Any]]:
    blocks = data.get("figure", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise StudyError(f"a figure must be a block of its own; it is {blocks!r} ({path}): write [[figure]] above each")
    return blocks


def _known(data: Mapping[str, Any], known: Iterable[str], path: Path, where: str) -> None:
    for key in data:
        if key not in known:
            raise StudyError(f"study.toml knows no setting {where}{key!r} ({path}): {suggest(key, known)}")


def _unique(names: list[str], path: Path) -> None:
    for name in names:
        if names.count(name) > 1:
            raise StudyError(f"each figure needs a name of its own; {name!r} is used twice ({path}): rename one")


def _question(row: Mapping[str, Any], path: Path, zone: str) -> Question:
    name = str(row.get("name", ""))
    where = f"{path}, figure {name!r}"
    if not name or len(name) > LONGEST_NAME or not all(c.isalnum() or c in "-_" for c in name):
        raise StudyError(
            f"a figure needs a name of letters, digits, - and _, at most {LONGEST_NAME}; {name!r} is none ({path}): give it one"
        )
    _known(row, _FIGURE, path, f"figure {name!r}: ")
    try:
        return _checked(row, name, zone)
    except RecordError as error:
        raise StudyError(f"{error} ({where})") from None


def _checked(row: Mapping[str, Any], name: str, zone: str) -> Question:
    acts = _several(row.get("act", ""))
    for act in acts:
        vocabulary("act").need(act)
    if not row.get("unit"):
        raise RecordError(f'a figure needs a unit, what is counted; {name!r} has none: write unit = "person"')
    methods = _several(row.get("methods", ("bounds",)))
    for method in methods:
        if method not in METHODS:
            raise RecordError(
                f"a method must be one of {', '.join(METHODS)}; {method!r} is none: {suggest(method, METHODS)}"
            )
    return Question(
        name=name,
        unit=vocabulary("unit").need(str(row["unit"])).id,
        act=acts,
        places=_several(row.get("place", "")),
        when=When.parse(str(row.get("when", "")), zone=zone),
        actors=_several(row.get("actor", "")),
        sex=";".join(_axis(row, "sex")),
        age=";".join(_axis(row, "age")),
        status=";".join(_axis(row, "status")),
        targets=_several(row.get("target", "")),
        by=tuple(_group(word) for word in _several(row.get("by", ()))),
        methods=methods,
        admit=_admission(row.get("admit", "all")),
        title_en=str(row.get("title_en", "")),
        title_ar=str(row.get("title_ar", "")),
        estimate=estimation_of(row, name, methods),
    )


def _several(value: object) -> tuple[str, ...]:
    """Return the words of a setting: a list, or text in which they are parted by ``;``."""
    words = [str(v) for v in value] if isinstance(value, list | tuple) else str(value).split(";")
    return tuple(word.strip() for word in words if word.strip())


def _axis(row: Mapping[str, Any], axis: str) -> tuple[str, ...]:
    terms = _several(row.get(axis, ""))
    for term in terms:
        if term not in axis_terms(axis):
            raise RecordError(
                f"{axis} must be one of {', '.join(axis_terms(axis))}; {term!r} is none: {suggest(term, axis_terms(axis))}"
            )
    return terms


def _group(word: str) -> str:
    if word.split(":")[0] not in GROUPS:
        raise RecordError(f"by must be of {', '.join(GROUPS)}; {word!r} is none of them: {suggest(word, GROUPS)}")
    return word


def _admission(value: object) -> Admission:
    if value == "all":
        return Admission()
    if not isinstance(value, dict):
        raise RecordError(
            f'admit must be "all" or a table such as {{ grade = "fair" }}; it is {value!r}: rewrite it so'
        )
    for key in value:
        if key not in _ADMIT:
            raise RecordError(f"admit knows {', '.join(_ADMIT)}; {key!r} is none of them: {suggest(key, _ADMIT)}")
    grade = str(value.get("grade", ""))
    if grade:
        vocabulary("grade").need(grade)
    proposed = value.get("proposed", False)
    if not isinstance(proposed, bool):
        raise RecordError(
            f"admit.proposed must be true or false; it is {proposed!r}: write proposed = true, or leave it out"
        )
    return Admission(grade, _several(value.get("speakers", ())), str(value.get("judged", "")), proposed)
