"""What a row's place cells mean: the narrowest entry of the place tree that certainly contains the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from undercount.errors import RecordError
from undercount.read.dimensions import Cells, Fault, Resolved
from undercount.read.mapping import PlaceRule
from undercount.read.names import fold, slug
from undercount.read.registers import Registers
from undercount.read.rejects import rule_and_remedy
from undercount.record import Place, suggest
from undercount.record.place import from_acled, from_ucdp

OUTPUTS = {"places": "VARCHAR[]", "place_text": "VARCHAR", "place_precision": "VARCHAR"}
_NONE = (None,) * len(OUTPUTS)
_CODE = "correct the code in a copy of the file, or add it to the mapping"
_FIX = "add the place to things/places.csv, or correct the cell in a copy of the file"


@dataclass(frozen=True, slots=True)
class Named:
    """A place at one level of a chain, as a row names it."""

    level: int
    label: str
    text: str
    arabic: str
    kind: str


@dataclass
class PlaceResolver:
    """Find or derive the places that rows name.

    Args:
        rule: What the mapping says.
        labels: For each level the column that holds its name, for messages.
        precision_label: The column of the precision code, for messages.
        registers: The study's registers.
    """

    rule: PlaceRule
    labels: Sequence[str]
    precision_label: str
    registers: Registers
    derived: dict[str, Place] = field(default_factory=dict)

    def __call__(self, cells: Cells, point: Cells) -> Resolved:
        """Read one combination: the names of the levels, their Arabic names, the precision code; and the first row's point."""
        n = len(self.rule.levels)
        names, arabic, code = cells[:n], cells[n : 2 * n], cells[-1] if self.rule.precision is not None else None
        try:
            precision = self._precision(code)
        except (RecordError, ValueError) as error:
            known = isinstance(error, RecordError)
            rule, remedy = (
                rule_and_remedy(error, _CODE) if known else ("a precision code must be a whole number", _CODE)
            )
            return Resolved(_NONE, Fault(self.precision_label, code or "", rule, remedy))
        depth = self._depth(precision)
        chain = [
            Named(i, self.labels[i], names[i] or "", arabic[i] or "", self.rule.levels[i].kind)
            for i in range(n)
            if names[i] or arabic[i]
        ]
        used = [c for c in chain if c.level < depth]
        written = ", ".join(reversed([c.text or c.arabic for c in chain])) or None
        if not used:
            return Resolved((None, written, precision))
        whole = len(used) == len(chain) and bool(names[n - 1] or arabic[n - 1])
        found = self._descend(used, point if whole else ())
        if isinstance(found, Fault):
            return Resolved(_NONE, found)
        return Resolved(([found], written, precision))

    def _precision(self, code: str | None) -> str | None:
        if self.rule.precision is None:
            return None
        if code is None:
            return "anywhere" if self.rule.scheme or "" not in self.rule.codes else self.rule.codes[""]
        if not self.rule.scheme:
            if code not in self.rule.codes:
                raise RecordError(
                    f"a precision code must be one that the mapping knows; {code!r} is not: {suggest(code, self.rule.codes)}"
                )
            return self.rule.codes[code]
        number = float(code)
        if not number.is_integer():
            raise ValueError(code)
        return from_ucdp(int(number)) if self.rule.scheme == "ucdp" else from_acled(int(number))

    def _depth(self, precision: str | None) -> int:
        """Return how many levels certainly contain the place."""
        if precision is None or precision not in self.rule.depth:
            return len(self.rule.levels) if precision != "anywhere" else 0
        level = self.rule.depth[precision]
        return 0 if not level else [lv.name for lv in self.rule.levels].index(level) + 1

    def _descend(self, chain: Sequence[Named], point: Cells) -> str | Fault:
        """Walk down from the widest name: entries of the register as far as they go, derived ones below."""
        matched: str | None = None
        node: str | None = None
        above = ""
        for at, named in enumerate(chain):
            key = fold(named.text or named.arabic)
            if key == above:
                continue
            above = key
            hits = self._find(named, matched, first=node is None)
            if len(hits) > 1:
                return _fault(
                    named, f"a place's name must stand for one entry; it stands for {', '.join(hits[:4])}", _FIX
                )
            if hits:
                matched = node = hits[0]
                continue
            if self.rule.unknown == "reject":
                return _fault(
                    named,
                    "a place must be in the register of places",
                    suggest(named.text or named.arabic, self.registers.place_names.words()),
                )
            node = self._derive(named, node, point if at == len(chain) - 1 else ())
        return node or ""

    def _find(self, named: Named, matched: str | None, *, first: bool) -> tuple[str, ...]:
        """Return the register's entries of a name below what was matched.

        Before anything was matched, a narrower name is looked up only in trees that do not begin with a country: the register then simply
        begins lower than the table.
        """
        names = self.registers.place_names
        hits: tuple[str, ...] = ()
        for text in (named.text, named.arabic):
            if text and not hits:
                hits = names.find(text, under=matched)
        if hits and matched is None and not first:
            tree, kinds = self.registers.place_tree, self._kinds
            hits = tuple(h for h in hits if not any(kinds.get(a) == "country" for a in tree.ancestors(h)))
        return hits

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return {p.id: p.kind for p in self.registers.places}

    def _derive(self, named: Named, parent: str | None, point: Cells) -> str:
        prefix = f"{self.rule.prefix}:" if self.rule.prefix else "derived:"
        inside = parent is not None and parent.startswith(prefix)
        stem = slug(named.text or named.arabic)
        node = f"{parent}/{stem}" if inside else f"{prefix}{parent + '/' if parent else ''}{stem}"
        held = self.derived.get(node)
        lat, lon = _point(point)
        if held is None or (held.lat is None and lat is not None):
            self.derived[node] = Place(node, parent, named.kind, named.text or named.arabic, named.arabic, lat, lon)
        return node


def _fault(named: Named, rule: str, remedy: str) -> Fault:
    return Fault(named.label, named.text or named.arabic, rule, remedy)


def _point(cells: Cells) -> tuple[float | None, float | None]:
    """Return the first row's coordinates, if they are on the globe."""
    if len(cells) != 2 or cells[0] is None or cells[1] is None:
        return None, None
    try:
        lat, lon = float(cells[0]), float(cells[1])
    except ValueError:
        return None, None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else (None, None)
