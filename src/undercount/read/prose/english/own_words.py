"""Own words: a user's file of words, checked key by key and merged into the program's lists.

Lists and tables grow; one word of a user's never puts out the program's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from undercount.errors import ReadError
from undercount.record import suggest, vocabulary

CITATION = "citation"
"""The heading of a data file that names its sources, which nobody extends."""

FRAMES = ("patient", "subject", "state", "noun-of", "noun", "object", "within", "toll")
"""How words of harm take their victims."""

RULES = ("triggers", "practices")
"""The data files whose headings are rules: a user can add rules of another name."""

Files = Mapping[str, Mapping[str, Any]]
_TERMS = {
    ("practices", "struck"): "act",
    ("practices", "under_attack"): "act",
    ("units", "unit"): "unit",
    ("units", "target"): "target",
}
"""The tables whose keys are terms of a list."""

_Check = Callable[[Any], str]


def own_words(path: Path) -> Mapping[str, Any]:
    """Read a user's file of words.

    Raises:
        ReadError: If it is not there, or not TOML in UTF-8.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ReadError(
            f"a file of words must be readable; {path.name} is not ({error.strerror}): correct the line words in study.toml"
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReadError(f"a file of words must be TOML in UTF-8; {path.name} is not ({error}): mend it") from None


def merged(ours: Files, theirs: Mapping[str, Any], path: Path) -> dict[str, dict[str, Any]]:
    """Return the program's lists with a user's words in them.

    Args:
        ours: For each data file its headings.
        theirs: The user's, in the same form.
        path: Their file, for what is said of it.

    Raises:
        ReadError: If a heading or key is not known, a value is not as it is there, or a rule lacks what it needs.
    """
    made = {name: dict(headings) for name, headings in ours.items()}
    for name, headings in theirs.items():
        if name not in made or not isinstance(headings, dict):
            raise ReadError(
                f"a file of words has the headings {', '.join(ours)}; {path.name} has {name!r}: {suggest(name, ours)}"
            )
        for heading, value in headings.items():
            where = (
                f"{path.name}, [{name}] {heading}"
                if not isinstance(value, dict)
                else f"{path.name}, [{name}.{heading}]"
            )
            made[name][heading] = _joined(made[name], name, heading, value, where)
    return made


def _joined(had: Mapping[str, Any], name: str, heading: str, value: Any, where: str) -> Any:
    old = had.get(heading)
    if heading == CITATION or (old is None and not (name in RULES and isinstance(value, dict))):
        known = [one for one in had if one != CITATION]
        raise ReadError(
            f"a file of words can extend the lists of {name}; {where} is none of them: {suggest(heading, known)}"
        )
    if name in RULES and isinstance(value, dict) and (old is None or "act" in old):
        rule = _extended(old or {}, value, where)
        _need_rule(name, rule, where)
        return rule
    return _extended_by(old, value, where, name=name, heading=heading)


def _extended_by(old: Any, value: Any, where: str, *, name: str, heading: str) -> Any:
    """Return a list or table with a user's words after its own, each of the kind that is there."""
    if isinstance(old, list) and isinstance(value, list):
        if all(isinstance(one, str) for one in old):
            _need(_words(value), where)
        else:
            for one in value:
                _need_entry(one, old, where)
        return [*old, *value]
    if isinstance(old, dict) and isinstance(value, dict):
        example = next(iter(old.values()))
        terms = _TERMS.get((name, heading))
        for key, one in value.items():
            _need(_term(terms)(key) if terms else "", f"{where}, the key {key!r}")
            _need(_like(example)(one), f"{where}, {key}")
        return _extended(old, value, where)
    wanted = "a list" if isinstance(old, list) else "a table"
    raise ReadError(
        f"a file of words must have lists and tables as the program has them; {where} is no {wanted.split()[1]}: write {wanted}"
    )


def _extended(old: Mapping[str, Any], value: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return a table with a user's keys: where both have a list, the user's words come after it."""
    made = dict(old)
    for key, one in value.items():
        had = made.get(key)
        if isinstance(had, list):
            _need(_words(one), f"{where}, {key}")
        made[key] = [*had, *one] if isinstance(had, list) else one
    return made


def _words(value: Any) -> str:
    is_so = isinstance(value, list) and value and all(isinstance(one, str) and one.strip() for one in value)
    return "" if is_so else "a list of words in quotes, none of them empty"


def _like(example: Any) -> _Check:
    """Return the check of a value of a table, by one that is there."""
    if isinstance(example, list):
        return _words
    if isinstance(example, int):
        return lambda value: "" if type(value) is int and value >= 0 else "a whole number from 0"
    return lambda value: "" if isinstance(value, str) and value.strip() else "a word in quotes"


def _term(name: str) -> _Check:
    terms = vocabulary(name).terms
    return lambda value: (
        "" if isinstance(value, str) and value in terms else f"a term of the list {name} ({suggest(str(value), terms)})"
    )


def _one_of(*known: str) -> _Check:
    return lambda value: "" if isinstance(value, str) and value in known else f"one of {', '.join(known)}"


def _flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _reach(value: Any) -> str:
    return "" if type(value) is int and value > 0 else "a whole number of words from 1"


def _checks(name: str) -> Mapping[str, _Check]:
    """Return for each key of a rule what its value must be."""
    every = {"act": _term("act"), "words": _words, "unit": _term("unit")}
    if name == "practices":
        return {**every, "whom": _flag, "counts": _flag}
    more = {"frame": _one_of(*FRAMES), "verbs": _words, "near": _words, "before": _words, "reach": _reach}
    return {**every, **more, "whom": _one_of("person"), "passive": _flag}


_NEEDED = {"triggers": ("act", "frame"), "practices": ("act", "unit", "words")}


def _need_rule(name: str, rule: Mapping[str, Any], where: str) -> None:
    """Refuse a rule that lacks a key, has one that is none, or a value that is not as it must be."""
    checks = _checks(name)
    for key, value in rule.items():
        if key not in checks:
            raise ReadError(
                f"a rule of {name} has the keys {', '.join(checks)}; {where} has {key!r}: {suggest(key, checks)}"
            )
        _need(checks[key](value), f"{where}, {key}")
    for key in _NEEDED[name]:
        if key not in rule:
            raise ReadError(
                f"a rule of {name} needs {' and '.join(_NEEDED[name])}; {where} has no {key}: write {key} = {_example(key)}"
            )
    if "verbs" not in rule and "words" not in rule:
        raise ReadError(
            f'a rule of {name} needs verbs or words; {where} has neither: write verbs = ["kill"] or words = ["killed in action"]'
        )


def _example(key: str) -> str:
    examples = {"act": '"killing"', "frame": '"patient"', "unit": '"incident"', "words": '["breached the truce"]'}
    known = f" (one of {', '.join(FRAMES)})" if key == "frame" else ""
    return f"{examples[key]}{known}"


def _need_entry(one: Any, old: list[Any], where: str) -> None:
    """Refuse an entry of a list of tables that does not look like those that are there."""
    keys = list(dict.fromkeys(key for entry in old for key in entry))
    every = [key for key in keys if all(key in entry for entry in old)]
    if not isinstance(one, dict) or not set(every) <= one.keys() <= set(keys):
        perhaps = ", ".join(key for key in keys if key not in every)
        more = f", and perhaps {perhaps}" if perhaps else ""
        raise ReadError(f"an entry of {where} must be a table with {', '.join(every)}{more}; one is not: write it so")
    for key, value in one.items():
        known = {
            item
            for entry in old
            if key in entry
            for item in (entry[key] if isinstance(entry[key], list) else [entry[key]])
        }
        if key == "words":
            _need(_words(value), f"{where}, {key}")
        elif key == "takes":
            _need(
                "" if isinstance(value, list) and set(map(str, value)) <= known else f"of {', '.join(sorted(known))}",
                f"{where}, {key}",
            )
        elif key == "standing":
            _need(_one_of(*sorted(known))(value), f"{where}, {key}")
        elif key == "id":
            _need("" if isinstance(value, str) and value else "a word in quotes", f"{where}, {key}")
        else:
            _need(_flag(value), f"{where}, {key}")


def _need(wanted: str, where: str) -> None:
    if wanted:
        raise ReadError(f"a value in a file of words must be {wanted}; {where} is not: correct it")
