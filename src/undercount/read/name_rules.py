"""What a row's names of actors and sources mean: entries of the registers, or derived ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from undercount.read.dimensions import Cells, Fault, Resolved
from undercount.read.mapping import ActorRule, SourceRule, Value
from undercount.read.names import NameIndex, fold, slug
from undercount.read.registers import Registers
from undercount.record import Membership, Source, suggest


@dataclass
class ActorResolver:
    """Find or derive the actors that rows name; together they are who may have done it.

    Args:
        rule: What the mapping says.
        registers: The study's registers.
    """

    rule: ActorRule
    registers: Registers
    derived: dict[str, Membership] = field(default_factory=dict)

    def __call__(self, cells: Cells, _: Cells) -> Resolved:
        """Read one combination of cells; no name at all, or one that stands for anyone, is any actor."""
        found: set[str] = set()
        for value, cell in zip(self.rule.of, cells, strict=True):
            for given in _names(value, cell):
                name = _looked_up(given, value)
                if isinstance(name, Fault):
                    return Resolved((None,), name)
                if not name or fold(name) in {fold(word) for word in self.rule.anyone}:
                    return Resolved((None,))
                entry = _entry(name, self.registers.actor_names, self.rule.unknown, value.label(), "actor")
                if isinstance(entry, Fault):
                    return Resolved((None,), entry)
                found.add(entry or self._derive(name))
        return Resolved((sorted(found) or None,))

    def _derive(self, name: str) -> str:
        node = f"{self.rule.prefix or 'derived'}:actor/{slug(name)}"
        self.derived.setdefault(node, Membership(node, None, name_en=name))
        return node


@dataclass
class SourceResolver:
    """Find or derive the sources that rows name.

    Args:
        rule: What the mapping says.
        registers: The study's registers.
    """

    rule: SourceRule
    registers: Registers
    derived: dict[str, Source] = field(default_factory=dict)

    def resolve(self, value: Value, cell: str | None) -> str | Fault | None:
        """Return the source that a cell names, or what is wrong with it; None for an empty cell."""
        if cell is None:
            return None
        if value.is_fixed or cell in self.rule.entries:
            return self.declared(cell, value.label())
        entry = _entry(cell, self.registers.source_names, self.rule.unknown, value.label(), "source")
        if isinstance(entry, Fault):
            return entry
        return entry or self._derive(cell)

    def declared(self, name: str, label: str) -> str | Fault:
        """Return a source that the mapping itself names: an entry of the register, or one that the mapping describes."""
        hits = self.registers.source_names.find(name)
        if len(hits) == 1:
            return hits[0]
        about: Mapping[str, str] | None = self.rule.entries.get(name)
        if about is None:
            return Fault(
                label,
                name,
                "a source must be in the register of sources",
                suggest(name, self.registers.source_names.words()),
            )
        self.derived.setdefault(name, Source(name, about["kind"], None, about["name_en"], about["name_ar"]))
        return name

    def _derive(self, name: str) -> str:
        node = f"{self.rule.prefix or 'derived'}:source/{slug(name)}"
        self.derived.setdefault(node, Source(node, "", None, name))
        return node


def _names(value: Value, cell: str | None) -> Sequence[str]:
    if cell is None:
        return ()
    parts = cell.split(value.split) if value.split else [cell]
    return [part.strip() for part in parts if part.strip()]


def _looked_up(name: str, value: Value) -> str | Fault:
    """Return what a lookup makes of one of several names; nothing where the name stands for anyone."""
    if not value.lookup:
        return name
    found = value.lookup.get(name.lower())
    if found is not None:
        return found
    if value.unknown == "reject":
        return Fault(value.label(), name, "a value must be in the mapping's lookup", suggest(name, value.lookup))
    return name if value.unknown == "keep" else ""


def _entry(name: str, names: NameIndex, unknown: str, label: str, noun: str) -> str | Fault | None:
    """Return the register's entry of a name, a fault where it is ambiguous or must be there and is not, or None to derive one."""
    hits = names.find(name)
    if len(hits) == 1:
        return hits[0]
    if hits:
        rule = f"a name must stand for one entry of the register; it stands for {', '.join(hits[:4])}"
        return Fault(label, name, rule, "write the id of the one that is meant, or give the others other names")
    if unknown == "derive":
        return None
    return Fault(label, name, f"{noun} must be in its register", suggest(name, names.words()))
