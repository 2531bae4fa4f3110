"""What single Arabic words say: harm, persons, numbers of a form; with the prefixes that words carry taken off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from tomllib import loads
from typing import Any

from undercount.read.prose.arabic.letters import plain, tokens

ONE, TWO, MANY = 1, 2, 0
"""The number of a form: a singular, a dual, a plural without a number."""


_KEPT = 50_000
"""How many words are remembered."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that can be counted.

    Args:
        sort: ``victim`` (it says the harm itself), ``person``, ``body``, ``family``, ``attack``, ``strike``, or for what is hit the unit
            of counting (``facility``, ``building``, ``vehicle``).
        form: :data:`ONE`, :data:`TWO` or :data:`MANY`.
        act: For a victim the act.
        sex: Term of ``sex``, or empty.
        age: Term of ``age``, or empty.
        status: Term of ``status``, or empty.
        target: Term of ``target``, or empty.
        definite: Whether the word carries the article, or a pronoun.
        owned: Whether it carries a pronoun: "والدته".
    """

    sort: str
    form: int
    act: str = ""
    sex: str = ""
    age: str = ""
    status: str = ""
    target: str = ""
    definite: bool = False
    owned: bool = False


THINGS = frozenset({"facility", "building", "vehicle"})
"""The sorts of nouns that are hit, and are no persons."""


@cache
def lexicon() -> Mapping[str, Any]:
    """Return the data file of Arabic words."""
    data: Mapping[str, Any] = loads(
        (resources.files("undercount.read.prose") / "data" / "arabic.toml").read_text(encoding="utf-8")
    )
    return data


@lru_cache(maxsize=_KEPT)
def bare_forms(word: str) -> tuple[tuple[str, bool], ...]:
    """Return a word as it is and with its prefixes taken off (و ف, then ب ل ك, then ال), each with whether an article came off."""
    return tuple(_bare_forms(word))


def _bare_forms(word: str) -> Iterator[tuple[str, bool]]:
    seen = {word}
    yield word, False
    for first in ("", "و", "ف"):
        if first and not word.startswith(first):
            continue
        rest = word[len(first) :]
        for second in ("", "ب", "ك", "ل"):
            if second and not rest.startswith(second):
                continue
            body = rest[len(second) :]
            article = "ال" if body.startswith("ال") else "ل" if second == "ل" and body.startswith("ل") else ""
            for form, definite in ((body, False), (body[len(article) :], bool(article))):
                if len(form) > 1 and form not in seen:
                    seen.add(form)
                    yield form, definite


@lru_cache(maxsize=_KEPT)
def noun_of(word: str) -> Noun | None:
    """Return what a word counts, or None."""
    for form, definite in bare_forms(word):
        noun = _nouns().get(form)
        if noun is not None and not (definite and noun.owned):
            return replace(noun, definite=definite or noun.owned)
    return None


def counts(word: str) -> Noun | None:
    """Return what a word counts that stands behind its number: no word with "and" or a preposition before it."""
    noun = _nouns().get(word)
    return noun if noun is not None else noun_of(word) if word.startswith("ال") else None


@lru_cache(maxsize=_KEPT)
def act_of(word: str) -> str:
    """Return the act that a verb or a verbal noun says, or nothing; with an article it names a group ("القتل") and says none."""
    for form, definite in bare_forms(word):
        if form in _acts() and not definite:
            return _acts()[form]
    return ""


def says_harm(word: str) -> bool:
    """Tell whether a word is one of harm at all, with an article or without: "القتل", "قصف", "الحصيلة"."""
    return any(form in _harms() for form, _ in bare_forms(word))


@cache
def _harms() -> frozenset[str]:
    data = lexicon()
    hits = (word for act in ("attack-on-facility", "destruction", "damage") for word in data["hits"][act])
    return frozenset(_acts()) | {plain(word) for word in (*hits, "حصيلة", "اختطاف", "تعذيب")}


@lru_cache(maxsize=_KEPT)
def has(word: str, *path: str) -> bool:
    """Tell whether a word, or a form of it without prefixes, stands in a list of the data file."""
    return any(form in _listed(path) for form, _ in bare_forms(word))


def begins(word: str, starts: Iterable[str]) -> bool:
    """Tell whether a word, or a form of it without prefixes, begins with one of some letters."""
    return _begins(word, tuple(starts))


@lru_cache(maxsize=_KEPT)
def _begins(word: str, starts: tuple[str, ...]) -> bool:
    spelt = _spelt(starts)
    return any(form.startswith(spelt) for form, _ in bare_forms(word))


@cache
def _spelt(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(word) for word in words)


@cache
def _listed(path: tuple[str, ...]) -> frozenset[str]:
    data: Any = lexicon()
    for key in path:
        data = data[key]
    return frozenset(plain(word) for word in data)


@cache
def phrases(*path: str) -> tuple[tuple[str, ...], ...]:
    """Return the entries of a list of the data file as words, the longest first."""
    data: Any = lexicon()
    for key in path:
        data = data[key]
    found = {tuple(token.word for token in tokens(entry)) for entry in data}
    return tuple(sorted(found, key=len, reverse=True))


@cache
def table(*path: str) -> Mapping[tuple[str, ...], Any]:
    """Return a table of the data file by the words of its keys."""
    data: Any = lexicon()
    for key in path:
        data = data[key]
    return {tuple(token.word for token in tokens(entry)): value for entry, value in data.items()}


@cache
def _acts() -> Mapping[str, str]:
    found = {plain(word): act for act, words in lexicon()["triggers"].items() for word in words}
    for word, act in list(found.items()):
        for form in _conjugated(word, found):
            found.setdefault(form, act)
    return found


def _conjugated(word: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the duals and plurals of a verb in the third person: of "أصاب" (known with "أصابت") and of "يقتل"."""
    if word.startswith("ي") and len(word) > 3:
        return (f"ت{word[1:]}", f"{word}ون", f"{word}وا", f"{word}ان", f"س{word}", f"ست{word[1:]}", f"س{word}ون")
    return (f"{word}وا", f"{word}ا", f"{word}تا", f"{word}ن") if f"{word}ت" in known else ()


@cache
def _nouns() -> Mapping[str, Noun]:
    """Return every form of every noun: those that the data file writes out first, then what letters make of them."""
    data = lexicon()
    entries = [(entry, Noun("victim", ONE, entry["act"])) for entry in data["victims"]]
    for entry in data["persons"]:
        about = {key: entry.get(key, "") for key in ("sex", "age", "status", "target")}
        entries.append((entry, Noun("person", ONE, **about)))
    for name, sort in (("bodies", "body"), ("families", "family"), ("attacks", "attack"), ("strikes", "strike")):
        entries.append((data[name], Noun(sort, ONE)))
    entries += [(entry, Noun(entry["unit"], ONE, target=entry.get("target", ""))) for entry in data["things"]]
    found: dict[str, Noun] = {}
    for written in (True, False):
        for entry, noun in entries:
            for words in entry.get("broken", ()):
                _add(found, words.split(), noun, written=written, sound=False)
            for word in entry.get("sound", ()):
                _add(found, [word], noun, written=written, sound=True)
    for entry, noun in entries:
        for name, form in (("two", TWO), ("many", MANY)):
            found.update({plain(word): replace(noun, form=form) for word in entry.get(name, ())})
    _add_kin(found)
    for word in data["never"]["adjectives"]:
        found.pop(plain(word), None)
    return found


def _add(found: dict[str, Noun], words: Sequence[str], noun: Noun, *, written: bool, sound: bool) -> None:
    """Add the forms of one noun: singular and plurals, or what they are with endings."""
    one, *plurals = (plain(word) for word in words)
    many = [*plurals, *(_sound_plurals(words[0]) if sound else ())]
    if written:
        found.setdefault(one, noun)
        for plural in many:
            found.setdefault(plural, replace(noun, form=MANY))
        return
    feminine = one.endswith("ه")
    stem = f"{one[:-1]}ت" if feminine else one
    two = [f"{stem}ان"] if sound and not feminine else [f"{stem}ان", f"{stem}ين"]
    forms = [(word, TWO) for word in two] + ([] if feminine else [(f"{one}ا", ONE)])
    for word, form in forms:
        found.setdefault(word, replace(noun, form=form))
    if noun.sort in THINGS or noun.sort in ("person", "body", "family", "victim"):
        _add_owned(
            found,
            stem,
            [stem for word in (*words[1:], *many) for stem in _stems(word)],
            noun,
            two_by_ya=feminine or not sound,
        )


def _sound_plurals(word: str) -> tuple[str, ...]:
    one = plain(word)
    return (f"{one[:-1]}ات",) if one.endswith("ه") else (f"{one}ون", f"{one}ين", f"{one}و", f"{one}ات")


def _stems(plural: str) -> tuple[str, ...]:
    """Return a plural as it stands before a pronoun: "مسعفي" of "مسعفين", "أبنائ" and "أبناؤ" of "أبناء"."""
    word = plain(plural)
    if plural.endswith("ء"):
        return (word, f"{word}ي", f"{word}و")
    if word.endswith(("ون", "ين")):
        return (word[:-1],)
    return (f"{word[:-1]}ت",) if word.endswith("ه") else (word,)


def _add_owned(found: dict[str, Noun], stem: str, many: Iterable[str], noun: Noun, *, two_by_ya: bool) -> None:
    """Add the forms with a pronoun: one "طفلها", two "طفلاها", "طفليها", many "أطفالها"; "مسلحة" is no "مسلحه"."""
    for pronoun in (plain(word) for word in lexicon()["kin"]["pronouns"]):
        owned = replace(noun, owned=True)
        if two_by_ya or pronoun != "ه":
            found.setdefault(f"{stem}{pronoun}", owned)
        found.setdefault(f"{stem}ا{pronoun}", replace(owned, form=TWO))
        if two_by_ya:
            found.setdefault(f"{stem}ي{pronoun}", replace(owned, form=TWO))
        for plural in many:
            found.setdefault(f"{plural}{pronoun}", replace(owned, form=MANY))


def _add_kin(found: dict[str, Noun]) -> None:
    data = lexicon()["kin"]
    found.update({plain(word): Noun("person", MANY, owned=True) for word in data["mine"]})
    for name, form in (("one", ONE), ("two", TWO), ("many", MANY)):
        for stem in data[name]:
            for pronoun in data["pronouns"]:
                for form_ in _stems(stem):
                    found.setdefault(plain(f"{form_}{pronoun}"), Noun("person", form, owned=True))
