"""One row of a claim sheet as a claim, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from undercount.errors import RecordError
from undercount.read.hedging import qualifier_said
from undercount.read.names import NameIndex
from undercount.read.quotes import FoldedText, selectors, without_vowel_signs
from undercount.read.registers import Registers
from undercount.read.rejects import Reject, rule_and_remedy
from undercount.read.text import ItemText
from undercount.record import Claim, Passage, Quantity, When, cells, suggest, vocabulary
from undercount.record.hedge import hedges
from undercount.record.quantity import MOST_DIGITS, QUALIFIERS

READER = "claim-sheet/1"
"""Name and version of this reader."""

T = TypeVar("T")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A document as a claim sheet needs it.

    Args:
        sha256: Its SHA-256.
        name: Its name.
        carrier: Who published it, or empty.
        published: When (EDTF), or empty.
        text: Its text, or None where it has none.
        why_not: Why it has none.
    """

    sha256: str
    name: str
    carrier: str = ""
    published: str = ""
    text: ItemText | None = None
    why_not: str = ""


Resolver = Callable[[str], SheetItem | None]
"""Gives the item for a path or a SHA-256 as the sheet has it, or None."""


Found = tuple[SheetItem, Passage, str]
"""A document, the passage in it and its words."""


class CellError(Exception):
    """A cell breaks a rule."""

    def __init__(self, column: str, rule: str, remedy: str, value: str | None = None) -> None:
        self.parts = (column, rule, remedy, value)


@dataclass
class SheetRows:
    """Turn rows into claims, one by one."""

    file: str
    registers: Registers
    find_item: Resolver
    zone: str
    claims: list[Claim] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)
    _texts: dict[str, FoldedText] = field(default_factory=dict)

    def take(self, number: int, row: Row) -> None:
        """Add the row's claim, or everything that is wrong with the row."""
        before = len(self.rejects)
        found = self._try(number, row, self.passage)
        quantity = self._try(number, row, self.quantity)
        when = self._try(number, row, self.when)
        names = {column: self._try(number, row, check) or () for column, check in _name_checks(self).items()}
        for check in (*_TERMS, SheetRows.incident):
            self._try(number, row, partial(check, self))
        if len(self.rejects) == before and found is not None and quantity is not None and when is not None:
            self._try(number, row, lambda cells_: self._add(number, cells_, found, quantity, when, names))

    def _try(self, number: int, row: Row, check: Callable[[Row], T]) -> T | None:
        try:
            return check(row)
        except CellError as fault:
            column, rule, remedy, value = fault.parts
            shown = row.get(column, "") if value is None else value
            self.rejects.append(Reject(self.file, number, column, shown, f"row rejected: {rule}", remedy))
        return None

    def _add(
        self, number: int, row: Row, found: Found, quantity: Quantity, when: When, names: Mapping[str, tuple[str, ...]]
    ) -> None:
        item, passage, quote = found
        carrier = next(iter(names["carrier"]), item.carrier)
        speaker = next(iter(names["speaker"]), carrier)
        if not speaker:
            raise CellError("speaker", "a claim must have a speaker, and the item has no carrier", "name who says it")
        claim = Claim(
            passage=passage,
            quote=quote,
            speaker=speaker,
            carrier=carrier or speaker,
            origin=next(iter(names["origin"]), speaker),
            stance=row.get("stance") or "affirms",
            quantity=quantity,
            act=row["act"],
            when=when,
            places=names["place"],
            actors=names["actor"],
            targets=names["target"],
            covers=row.get("covers") or "within",
            incident=row.get("incident") or None,
            person=row.get("person") or None,
            published=item.published,
            reader=READER,
            row=number,
            **{name: row.get(name, "") for name in ("sex", "age", "status", "assurance", "basis", "grade", "note")},
        )
        first = self._seen.setdefault(claim.id, number)
        if first != number:
            raise CellError(
                "quote", f"a row must not repeat another; this one says what row {first} says", "remove one of them"
            )
        self.claims.append(claim)

    def passage(self, row: Row) -> Found:
        """Find the document and the words in it."""
        if row.get(""):
            raise CellError(
                "",
                "a row must not have cells beyond the header's columns",
                "put text that holds a comma in quotes",
                row[""],
            )
        if not row["item"]:
            raise CellError("item", "a claim must name its document", "give its path or its SHA-256")
        item = self.find_item(row["item"])
        if item is None:
            raise CellError(
                "item", "a claim's document must be in the study", "add it with `undercount add`, or correct the path"
            )
        if not row["quote"]:
            raise CellError("quote", "a claim must quote its document", "copy the words that say it")
        if item.text is None:
            raise CellError(
                "quote",
                "the words must be found in the document, and it has no text",
                item.why_not or "add a transcript",
            )
        text = self._texts.get(item.sha256)
        if text is None:
            text = self._texts[item.sha256] = FoldedText.of(item.text)
        spans = text.find(row["quote"])
        if not spans:
            raise CellError("quote", f"the words must stand in the document {item.name}", _parting(text, row["quote"]))
        start, end = spans[0]
        return item, Passage(item.sha256, selectors(item.text, start, end)), item.text.text[start:end]

    def quantity(self, row: Row) -> Quantity:
        """Read low, best, high and how they are hedged."""
        numbers = {name: _number(name, row.get(name, "")) for name in ("low", "best", "high")}
        given = row.get("qualifier", "")
        qualifier = qualifier_said(given) if given else _hedge(numbers, row)
        if qualifier is None:
            remedy = suggest(given, [*QUALIFIERS, *hedges()]) + "; other words are kept in the column phrase"
            raise CellError(
                "qualifier", "qualifier must be a term of its list, or a hedge that the program knows", remedy
            )
        phrase = row.get("phrase") or (given if given != qualifier else "")
        try:
            return Quantity(**numbers, qualifier=qualifier, unit=row["unit"], phrase=phrase)
        except RecordError:
            value = ", ".join(f"{name} {n}" for name, n in numbers.items() if n is not None)
            remedy = "check the numbers against the quote"
            raise CellError("low, best, high", "low ≤ best ≤ high must hold", remedy, value) from None

    def when(self, row: Row) -> When:
        """Read the date."""
        try:
            return When.parse(row.get("when", ""), zone=self.zone)
        except RecordError as error:
            raise CellError("when", *rule_and_remedy(error, "correct it")) from None

    def names(self, row: Row, column: str, index: NameIndex, noun: str) -> tuple[str, ...]:
        """Read entries of a register, joined by ``;``."""
        found: list[str] = []
        for part in (p.strip() for p in row.get(column, "").split(";")):
            if not part:
                continue
            hits = index.find(part)
            if not hits:
                raise CellError(column, f"{noun} must be in its register", suggest(part, index.words()), part)
            if len(hits) > 1:
                raise CellError(
                    column,
                    f"a name must stand for one entry; it stands for {', '.join(hits[:4])}",
                    "write the id",
                    part,
                )
            found.append(hits[0])
        return tuple(sorted(set(found)))

    def one(self, row: Row, column: str) -> tuple[str, ...]:
        """Read one source, or none."""
        found = self.names(row, column, self.registers.source_names, "a source")
        if len(found) > 1:
            raise CellError(column, f"{column} must be one source", "write a row for each")
        return found

    def incident(self, row: Row) -> None:
        """Check an incident against the register, where the study keeps one; an id with ``:`` is another list's."""
        given, known = row.get("incident", ""), [i.id for i in self.registers.incidents]
        if given and known and ":" not in given and given not in known:
            raise CellError(
                "incident", "an incident must be in its register, where there is one", suggest(given, known)
            )


def _term(column: str, *, needed: bool = False) -> Callable[[SheetRows, Row], None]:
    def check(_: SheetRows, row: Row) -> None:
        known = vocabulary(column).terms
        value = row.get(column, "")
        if (value or needed) and value not in known:
            raise CellError(column, f"{column} must be a term of its list", suggest(value, known))

    return check


def _victims(column: str) -> Callable[[SheetRows, Row], None]:
    def check(_: SheetRows, row: Row) -> None:
        value = row.get(column, "")
        try:
            cells(**{column: value})
        except RecordError:
            known = vocabulary(column).terms
            raise CellError(column, f"{column} must be a term of its list", suggest(value, known)) from None

    return check


_TERMS = (
    _term("stance"),
    _term("act", needed=True),
    _term("unit", needed=True),
    _victims("sex"),
    _victims("age"),
    _victims("status"),
    _term("covers"),
    _term("basis"),
    _term("grade"),
)


def _name_checks(rows: SheetRows) -> dict[str, Callable[[Row], tuple[str, ...]]]:
    """Return the check of each column that names entries of a register."""
    known = rows.registers
    return {
        "speaker": lambda row: rows.one(row, "speaker"),
        "carrier": lambda row: rows.one(row, "carrier"),
        "origin": lambda row: rows.one(row, "origin"),
        "place": lambda row: rows.names(row, "place", known.place_names, "a place"),
        "actor": lambda row: rows.names(row, "actor", known.actor_names, "an actor"),
        "target": lambda row: rows.names(row, "target", known.target_names, "a target"),
    }


def _number(column: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise CellError(
            column,
            "a count must be a whole number from 0, in digits 0–9",
            "write it without separators; leave it empty if none is said",
        )
    if len(text) > MOST_DIGITS:
        raise CellError(column, f"a count must have at most {MOST_DIGITS} digits", "check the number against the quote")
    return int(text)


def _hedge(numbers: Mapping[str, int | None], row: Row) -> str:
    """Return the qualifier that the numbers themselves state where the column is empty."""
    low, best, high = (numbers[name] is not None for name in ("low", "best", "high"))
    if best or not (low or high):
        return "exactly" if best or row.get("stance") == "denies" else "vague"
    if low and high:
        return "between"
    return "at-least" if low else "at-most"


def _parting(text: FoldedText, quote: str) -> str:
    start = text.longest_start(quote)
    if text.without_vowel_signs().find(without_vowel_signs(quote)):
        return "copy the words from the document itself; they are there with other vowel signs"
    if not start:
        return "copy the words from the document itself; not even the first word is there"
    return f"copy the words from the document itself; they are there up to {start[-60:]!r} and then differ"
