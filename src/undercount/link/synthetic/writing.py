"""A list's records of persons: what its writers know, and how they write it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undercount.link.synthetic.damage import damage, misread, mistyped
from undercount.link.synthetic.design import FIELDS, Hand, ListDesign
from undercount.link.synthetic.people import ADULT, WIFE, Bools, Ints, People
from undercount.link.synthetic.romanise import SYSTEMS
from undercount.link.synthetic.stream import stream
from undercount.link.synthetic.vocabulary import MEN, SHORT_FORMS, SPELLINGS, Names, Texts, Vocabulary, texts

_SCHOLARLY = list(SYSTEMS).index("scholarly")
_SCRIPTS = {"name_ar": "arabic", "name_en": "latin", "place_ar": "arabic", "place_en": "latin"}
SEXES = texts(["male", "female"])
_SLIPS, _SLIP_SHARES = np.array([-2, -1, 1, 2]), (0.15, 0.35, 0.35, 0.15)


@dataclass(frozen=True, slots=True)
class Rolls:
    """Give the streams of one list in one block, by purpose."""

    seed: int
    block: int
    name: str

    def __call__(self, *purpose: str) -> np.random.Generator:
        """Return the stream of one purpose."""
        return stream(self.seed, self.block, self.name, *purpose)


def records(one: ListDesign, who: People, rows: Ints, names: Names, rolls: Rolls) -> dict[str, Texts]:
    """Return a list's columns for records of persons, as its writers write them anew.

    Args:
        one: The list.
        who: The block's persons.
        rows: For each record the place of its person in ``who``.
        names: The tables of names.
        rolls: The list's streams.
    """
    columns: dict[str, Texts] = {}
    fields = [name for name in FIELDS if name in one.fields]
    hand = _Writing(one.hand, who, rows, names, rolls)
    for name in fields:
        columns[name] = _column(name, one, hand)
    for name in fields:
        rate = one.missing.get(name, 0.0)
        if rate > 0:
            columns[name][rolls("missing", name).random(len(rows)) < rate] = None
    return columns


def _column(name: str, one: ListDesign, hand: _Writing) -> Texts:
    who, rows, rolls = hand.who, hand.rows, hand.rolls
    if name in ("name_ar", "name_en"):
        return hand.names(_SCRIPTS[name])
    if name in ("place_ar", "place_en"):
        return hand.part(_SCRIPTS[name], hand.tables.towns, who.town[rows], "place")
    if name == "governorate":
        found: Texts = hand.tables.governorates.latin[who.governorate[rows], _SCHOLARLY]
        return found
    if name == "sex":
        wrong = rolls("sex").random(len(rows)) < one.sex_wrong
        sexes: Texts = SEXES[(who.woman[rows] ^ wrong).astype(np.int64)]
        return sexes
    if name == "age":
        return _ages(who.age[rows], one.age_off, rolls("age"))
    if name == "incident":
        label: Texts = labels(who, one.name, rolls)[who.incident[rows]]
        return label
    day = (who.born if name == "born" else who.died)[rows]
    if name == "died":
        late = rolls("late")
        day = day + np.where(late.random(len(rows)) < one.date_off, late.integers(1, 4, len(rows)), 0)
    return dates(day, rolls("month", name).random(len(rows)) < one.month_only)


def _ages(age: Ints, rate: float, rng: np.random.Generator) -> Texts:
    slip = np.where(rng.random(len(age)) < rate, rng.choice(_SLIPS, len(age), p=_SLIP_SHARES), 0)
    found = age + np.where(age + slip < 0, -slip, slip)
    return found.astype(object)


def labels(who: People, name: str, rolls: Rolls) -> Texts:
    """Return a list's own number of each incident of the block, which tells nothing of another list's."""
    begins = int(who.person[0])
    order = rolls("incident").permutation(int(who.incident[-1]) + 1)
    return texts([f"{name}-i{begins + number}" for number in order.tolist()])


def dates(days: Ints, month_only: Bools | None = None) -> Texts:
    """Return days (from 1970-01-01) as dates in EDTF: to the day, or some to the month."""
    if not len(days):
        return texts([])
    least = int(days.min())
    every = np.arange(least, int(days.max()) + 1).astype("datetime64[D]")
    whole = texts(np.datetime_as_string(every).tolist())
    found = whole[days - least]
    if month_only is not None:
        for at in np.flatnonzero(month_only).tolist():
            found[at] = found[at][:7]
    return found


class _Writing:
    """Write the names of a list's records; what is left out is the same in both scripts."""

    def __init__(self, hand: Hand, who: People, rows: Ints, tables: Names, rolls: Rolls) -> None:
        self.hand, self.who, self.rows, self.tables, self.rolls = hand, who, rows, tables, rolls
        self.count = len(rows)
        weights = np.cumsum([hand.systems.get(name, 0.0) for name in SYSTEMS])
        chance = rolls("system").random(self.count)
        self.system = np.searchsorted(weights / weights[-1], chance, side="right").astype(np.int64)

    def _now_and_then(self, rate: float, *purpose: str) -> Bools:
        return np.asarray(self.rolls(*purpose).random(self.count) < rate, dtype=np.bool_)

    def names(self, script: str) -> Texts:
        """Return the names in Arabic or in Latin letters."""
        who, rows, hand = self.who, self.rows, self.hand
        husbands = (who.role[rows] == WIFE) & self._now_and_then(hand.husbands_name, "husband")
        family = np.where(husbands, who.husband[rows], who.family[rows])
        given, father, grandfather = (
            self._generation(script, getattr(who, name)[rows], name) for name in ("given", "father", "grandfather")
        )
        last = self._dropped(self.part(script, self.tables.families, family, "family"), "family")
        found = texts([" ".join(filter(None, parts)) for parts in zip(given, father, grandfather, last, strict=True)])
        for at in np.flatnonzero(self._now_and_then(hand.family_first, "family first")).tolist():
            if last[at]:
                rest = " ".join(filter(None, (given[at], father[at], grandfather[at])))
                found[at] = f"{last[at]} {rest}" if script == "arabic" else f"{last[at]}, {rest}"
        if hand.kunya_only > 0:
            self._kunyas(script, found, last)
        return found

    def _generation(self, script: str, numbers: Ints, name: str) -> Texts:
        table = self.tables.given
        found = self.part(script, table, numbers, name)
        if self.hand.abbreviated > 0:
            forms = table.short_arabic if script == "arabic" else table.short_latin
            short = self._now_and_then(self.hand.abbreviated, "short", name)
            form = self.rolls("short form", name).integers(SHORT_FORMS, size=self.count)
            found[short] = forms[numbers[short], form[short]]
        return found if name == "given" else self._dropped(found, name)

    def _dropped(self, found: Texts, name: str) -> Texts:
        found[self._now_and_then(self.hand.drops.get(name, 0.0), "drop", name)] = ""
        return found

    def _kunyas(self, script: str, found: Texts, last: Texts) -> None:
        who, rows = self.who, self.rows
        only = np.flatnonzero((who.age[rows] >= ADULT) & self._now_and_then(self.hand.kunya_only, "kunya"))
        with_family = self._now_and_then(0.5, "kunya and family")
        son = who.son[rows] + np.where(who.woman[rows], MEN, 0)
        kunya = self.part(script, self.tables.kunyas, son, "kunya")
        for at in only.tolist():
            found[at] = f"{kunya[at]} {last[at]}" if with_family[at] and last[at] else kunya[at]

    def part(self, script: str, table: Vocabulary, numbers: Ints, purpose: str) -> Texts:
        """Return a part of each record's name, as it may be spelt or romanised, mistyped and misread."""
        found = self._arabic(table, numbers, purpose) if script == "arabic" else self._latin(table, numbers, purpose)
        damage(found, self.hand.typing, self.rolls("typing", script, purpose), mistyped)
        damage(found, self.hand.scanning, self.rolls("scanning", script, purpose), misread)
        return found

    def _arabic(self, table: Vocabulary, numbers: Ints, purpose: str) -> Texts:
        rng = self.rolls("spelling", purpose)
        other = rng.random(self.count) < self.hand.spelling
        found: Texts = table.arabic[numbers, np.where(other, rng.integers(1, 1 + SPELLINGS, size=self.count), 0)]
        return found

    def _latin(self, table: Vocabulary, numbers: Ints, purpose: str) -> Texts:
        other = self.rolls("other system", purpose).integers(1, len(SYSTEMS), size=self.count)
        loose = self._now_and_then(self.hand.loose, "loose", purpose)
        found: Texts = table.latin[numbers, np.where(loose, (self.system + other) % len(SYSTEMS), self.system)]
        return found
