"""One table of a TOML file, taken key by key: every wrong key or value is named with its line and the nearest right one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from undercount.errors import MappingError
from undercount.read.mapping import Value
from undercount.record import suggest

_UNKNOWN = ("reject", "leave", "keep")


class Section:
    """One table of a mapping file, from which keys are taken one by one; what is left over is unknown."""

    def __init__(self, data: dict[str, object], path: str, file: str, source: str) -> None:
        self.data = dict(data)
        self.path = path
        self.file = file
        self.source = source
        self.asked: list[str] = []

    def at(self, key: str) -> str:
        """Return the full name of a key."""
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, rule: str, remedy: str) -> MappingError:
        """Return the error that a key breaks a rule, with its place in the file."""
        value = self.data.get(key)
        shown = "" if value is None else f"; it is {value!r}"
        line = _line(self.source, self.path, key)
        where = f"{self.file}, line {line}, key {self.at(key)}" if line else f"{self.file}, key {self.at(key)}"
        return MappingError(f"{rule}{shown} ({where}): {remedy}")

    def take(self, key: str) -> object:
        """Return a key's value, or None."""
        self.asked.append(key)
        return self.data.get(key)

    def text(self, key: str, *, needed: bool = False, choices: Iterable[str] = (), default: str = "") -> str:
        """Return a text."""
        value = self.take(key)
        known = tuple(choices)
        if value is None:
            if needed:
                raise self.fault(key, f"a mapping must have {self.at(key)}", "add it")
            return default
        if not isinstance(value, str):
            raise self.fault(key, f"{self.at(key)} must be text", "put it in quotes")
        if known and value not in known:
            raise self.fault(key, f"{self.at(key)} must be one of {', '.join(known)}", suggest(value, known))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fault(key, f"{self.at(key)} must be a list of texts", 'write it as ["one", "two"]')
        return tuple(value)

    def number(self, key: str, default: int, least: int) -> int:
        """Return a whole number."""
        value = self.take(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.fault(key, f"{self.at(key)} must be a whole number from {least}", "correct it")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.fault(key, f"{self.at(key)} must be true or false", "write it without quotes")
        return value

    def words(self, key: str) -> dict[str, str]:
        """Return a table of texts."""
        value = self.take(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise self.fault(key, f"{self.at(key)} must be a table of texts", 'write it as { "1" = "exact" }')
        return {str(k): str(v) for k, v in value.items()}

    def section(self, key: str) -> Section | None:
        """Return a table below this one, or None."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.fault(key, f"{self.at(key)} must be a table", f"write it as [{self.at(key)}]")
        return Section(value, self.at(key), self.file, self.source)

    def needed_section(self, key: str) -> Section:
        """Return a table below this one that must be there."""
        found = self.section(key)
        if found is None:
            raise self.fault(key, f"a mapping must have a table [{self.at(key)}]", "add it")
        return found

    def sections(self, key: str) -> list[Section]:
        """Return a list of tables below this one."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.fault(key, f"{self.at(key)} must be a list of tables", f"write each as [[{self.at(key)}]]")
        return [Section(v, self.at(key), self.file, self.source) for v in value]

    def value(self, key: str, *, needed: bool = False) -> Value | None:
        """Return where a value comes from."""
        raw = self.take(key)
        if raw is None:
            if needed:
                raise self.fault(key, f"a mapping must have {self.at(key)}", 'add it, such as { column = "…" }')
            return None
        if isinstance(raw, (str, int)) and not isinstance(raw, bool):
            return Value("constant", str(raw), path=self.at(key))
        if not isinstance(raw, dict):
            raise self.fault(key, f"{self.at(key)} must be a constant or a table", 'write it as { column = "…" }')
        return read_value(Section(raw, self.at(key), self.file, self.source))

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self.data:
            if key not in self.asked:
                raise self.fault(
                    key, f"a mapping must hold known keys; {self.at(key)!r} is none", suggest(key, self.asked)
                )


def _line(source: str, path: str, key: str) -> int:
    """Return the line on which a key probably stands, or 0."""
    last = path.rsplit(".", 1)[-1]
    header = re.compile(rf"^\s*\[+\s*{re.escape(path)}\s*\]+", re.M)
    found = header.search(source) if path else None
    begin = found.start() if found else 0
    for pattern in (rf"(?:^|[\s{{,.\[\"]){re.escape(key)}\"?\s*(?:=|\]|\.)", rf"(?:^|[\s{{,.\[]){re.escape(last)}\s*="):
        hit = re.compile(pattern, re.M).search(source, begin)
        if hit:
            return source.count("\n", 0, hit.end() - 1) + 1
    return source.count("\n", 0, begin) + 1 if found else 0


def read_value(section: Section) -> Value:
    """Return where a value comes from, as a table with one of ``value``, ``column``, ``template`` and ``expr`` says."""
    kinds = [kind for kind in ("value", "column", "template", "expr") if kind in section.data]
    if len(kinds) != 1:
        unknown = next((k for k in section.data if k not in ("value", "column", "template", "expr")), "column")
        raise section.fault(
            unknown if not kinds else kinds[1],
            f"{section.path} must have exactly one of value, column, template and expr",
            suggest(unknown, ("value", "column", "template", "expr")) if not kinds else "remove the others",
        )
    text = section.text(kinds[0], needed=True)
    found = Value(
        kind="constant" if kinds[0] == "value" else kinds[0],
        text=text,
        lookup={k.strip().lower(): v for k, v in section.words("lookup").items()},
        unknown=section.text("unknown", choices=_UNKNOWN, default="reject"),
        missing=section.text("missing") if "missing" in section.data else None,
        split=section.text("split"),
        where=section.text("where"),
        path=section.path,
    )
    section.asked += ["missing", *kinds]
    section.done()
    return found
