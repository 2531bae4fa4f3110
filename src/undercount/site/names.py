"""Name things in one language: register entries, terms of the vocabularies, quantities and scopes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Protocol

from undercount.counted import denies_any
from undercount.site import dates
from undercount.site.built import Figure, Item, Named, Place, Publication
from undercount.site.language import Language
from undercount.site.sums import Sum
from undercount.site.tables import Claim

_NUMBERED = re.compile(r"coder (\d+)")
"""What a coder is called where the study publishes no names."""


class Entry(Protocol):
    """A line of a figure's list, as far as names need it."""

    @property
    def claim(self) -> Claim:
        """Return the claim."""


class Names:
    """What each id of a publication is called in one language."""

    def __init__(self, publication: Publication, language: Language) -> None:
        self.language = language
        self._dates: dict[tuple[str, bool], str] = {}
        self._labels = publication["labels"]
        proposed = publication.get("proposed")
        self._proposals = proposed["claims"] if proposed else {}
        self._places = _by_id(publication["places"], language.code)
        self._actors = _by_id(publication["actors"], language.code)
        self._sources = _by_id(publication["sources"], language.code)
        self._things = _by_id(_named(publication.get("facilities")), language.code) | _by_id(
            _named(publication.get("agreements")), language.code
        )

    def label(self, kind: str, term: str | None) -> str:
        """Return the label of a vocabulary's term; a term without one is its own label."""
        if not term:
            return ""
        own = self._labels.get(kind, {}).get(term)
        if isinstance(own, dict) and own.get(self.language.code):
            return self.digits(own[self.language.code])
        return self.language.text(own) or self._things.get(term, term)

    def unit(self, unit: str, number: int | None = None) -> str:
        """Return what is counted, in the form that stands behind a number; in the plural where there is none."""
        forms = self.language.plurals.get(f"unit.{unit}")
        if forms is None or number is None:
            return self.label("unit", unit)
        return forms[self.language.locale.plural_form(number)]

    def unit_of(self, claim: Claim) -> str:
        """Return what a claim counts, in the form that its last number asks for: "between 1 and 3 persons", "at least 1 person"."""
        return self.unit(claim.unit, next((n for n in (claim.high, claim.low, claim.best) if n is not None), None))

    def place(self, place: str) -> str:
        """Return a place's name."""
        return self._places.get(place, place)

    def actor(self, actor: str) -> str:
        """Return an actor's name."""
        return self._actors.get(actor, actor)

    def source(self, source: str | None) -> str:
        """Return a source's name; nothing where it is not said."""
        return self._sources.get(source, source) if source else ""

    def all_of(self, ids: Iterable[str], kind: str) -> str:
        """Return the names of places, actors or targets, joined as a list."""
        return self.language.say("list.separator").join(self.of(one, kind) for one in ids)

    def of(self, one: str, kind: str) -> str:
        """Return the name of a place, an actor or a term of a vocabulary."""
        if kind in ("place", "actor"):
            return self.place(one) if kind == "place" else self.actor(one)
        return self.label(kind, one)

    def when(self, edtf: str | None, *, short: bool = False) -> str:
        """Return a date in words."""
        key = (edtf or "", short)
        if key not in self._dates:
            self._dates[key] = dates.words(key[0], self.language, short=short)
        return self._dates[key]

    def quantity(self, claim: Claim) -> str:
        """Return what a claim says, in digits and with its qualifier: never more than was said."""
        say, number = self.language.say, self.language.number
        low, best, high = claim.low, claim.best, claim.high
        if denies_any(claim.stance, claim.phrase):
            return say("quantity.any")
        if low is None and best is None and high is None:
            return say("quantity.any") if claim.stance == "denies" else say("quantity.vague")
        if low is not None and high is not None:
            if low == high:
                return number(low)
            text = say("quantity.between", low=number(low), high=number(high))
            return text if best is None else say("quantity.with_best", range=text, best=number(best))
        if high is not None:
            return say("quantity.at_most", high=number(high))
        if low is not None:
            text = say("quantity.at_least", low=number(low))
            return text if best is None or best == low else say("quantity.with_best", range=text, best=number(best))
        if claim.qualifier == "exactly":
            return number(best or 0)
        if claim.qualifier == "at-least":
            return say("quantity.at_least", low=number(best or 0))
        return say("quantity.about", best=number(best or 0))

    def victims(self, claim: Claim) -> str:
        """Return who was harmed, as far as it is said."""
        terms = (("sex", claim.sex), ("age", claim.age), ("status", claim.status))
        return self.language.say("list.separator").join(
            self.label(kind, term) for kind, text in terms for term in text.split(";") if term and term != "unknown"
        )

    def documents(self, shas: Iterable[str], items: Mapping[str, Item]) -> str:
        """Return the names of documents as a list, each in its own direction."""
        return self._as_said(items[sha]["name"] for sha in shas if sha in items)

    def where(self, claim: Claim) -> str:
        """Return where, from the register, else in the source's words, else that it is not said."""
        if claim.places:
            return self.all_of(claim.places, "place")
        return claim.place_text or self._unlisted(claim, "places") or self.language.say("scope.any_place")

    def by_whom(self, claim: Claim) -> str:
        """Return by whom, with the speaker's own words for how sure that is, or that it is not said."""
        who = self.all_of(claim.actors, "actor") if claim.actors else self._unlisted(claim, "blamed")
        if not who:
            return self.language.say("scope.any_actor")
        proposal = self._proposals.get(claim.id)
        sure = [one.get("certainty", "") for one in proposal["fields"]] if proposal else []
        words = self._as_said(filter(None, sure))
        return self.language.say("scope.as_sure", who=who, words=words) if words else who

    def _unlisted(self, claim: Claim, field: str) -> str:
        """Return the words that a text has for a place or an actor which the registers do not know; nothing where it has none."""
        proposal = self._proposals.get(claim.id)
        words = [one["words"] for one in proposal["fields"] if one["field"] == field] if proposal else []
        joined = self._as_said(words)
        return self.language.say("scope.in_no_register", words=joined) if joined else ""

    def _as_said(self, words: Iterable[str]) -> str:
        """Return words of a text as a list, each once and in its own direction."""
        return self.language.say("list.separator").join(f"\u2068{one}\u2069" for one in dict.fromkeys(words))

    def part(self, stratum: Mapping[str, str]) -> str:
        """Return what a part of an estimate is called: its labels, in words where a vocabulary has them."""
        return " · ".join(self.label(column, label) for column, label in stratum.items())

    def estimator(self, method: str) -> str:
        """Return the name of an estimator; one without a name is its own."""
        return self.language.strings.get(f"estimator.{method}", method)

    def sentence(self, sentence: str) -> str:
        """Return a sentence of an estimator in this language, or as it stands where it is not translated."""
        text = (self.language.translated(bare(sentence)) or sentence).removesuffix(".")
        named = f"estimator.{text.partition(' ')[0]}" in self.language.strings
        return f"{text if named else text[:1].upper() + text[1:]}."

    def is_foreign(self, sentence: str) -> bool:
        """Return whether a sentence of an estimator stands in English on a page of another language."""
        return self.language.code != "en" and self.language.translated(bare(sentence)) is None

    def question(self, figure: Figure) -> str:
        """Return a figure's question, its dates in words and its numbers in the language's digits."""
        text, when = self.language.text(figure["question"]), figure["scope"].get("when")
        if isinstance(when, str) and when:
            text = text.replace(when, self.when(when))
        return text

    def digits(self, text: str) -> str:
        """Return a text with its western digits in the language's own, for sums that are written elsewhere."""
        if self.language.digits == "latn":
            return text
        return self.language.own_digits(re.sub(r"(?<=\d),(?=\d\d\d)", "٬", text))

    def dimension(self, dimension: str) -> str:
        """Return what a figure's groups are made by; ``place:KIND`` names a level."""
        name, _, level = dimension.partition(":")
        key = f"dimension.{name}"
        text = self.language.strings.get(key, name)
        return f"{text} ({self.label('place-kind', level)})" if level else text

    def of_group(self, dimension: str, key: Mapping[str, str]) -> str:
        """Return the name of a group along one dimension of its key."""
        return self.key(dimension, key.get(dimension.partition(":")[0], ""))

    def key(self, dimension: str, value: str, *, short: bool = False) -> str:
        """Return the name of one group along one dimension."""
        name = dimension.partition(":")[0]
        if not value:
            return self.language.say("scope.rest")
        if name in ("year", "month", "day", "week"):
            return self.when(value, short=short)
        return self.of(value, name)

    def key_words(self, figure: Figure, time: str, values: str) -> str:
        """Return the name of a small chart: its group along every dimension but time."""
        others = [dimension for dimension in figure["by"] if dimension.partition(":")[0] != time]
        return " · ".join(self.key(d, value) for d, value in zip(others, values.split("\n"), strict=True))

    def month(self, month: str) -> str:
        """Return the name of a month without its year."""
        return self.language.month(int(month[5:7]), short=True)

    def in_incidents(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the first claims that are about an incident, or the first ones where none is."""
        shown = list(entries)
        return ([entry for entry in shown if entry.claim.incident] or shown)[:5]

    def list_of(self, one: str) -> str:
        """Return the name of a list of incidents: the source whose list it is, the coders' own, or its id."""
        return self.language.say("method.own_list") if one == "study" else self.source(one)

    def coder(self, name: str) -> str:
        """Return what somebody who judged is called: a number in the reader's language, or the name that the study publishes."""
        found = _NUMBERED.fullmatch(name)
        return (
            self.language.say("joined.coder", n=self.language.number(int(found[1]))) if found else f"\u2068{name}\u2069"
        )

    def judged(self, one: Mapping[str, str]) -> str:
        """Return who judged two incidents how, and why where the study publishes it."""
        said = {"coder": self.coder(one["coder"]), "verdict": self.language.say(f"verdict.{one['verdict']}")}
        if not one["because"]:
            return self.language.say("joined.person_bare", **said)
        return self.language.say("joined.person", **said, because=f"\u2068{one['because']}\u2069")

    def shares(self, total: Sum) -> list[tuple[str, str, Fraction]]:
        """Return what each origin adds to a sum, the largest first: origin, one of its claims, its share."""
        added: dict[str, tuple[str, Fraction]] = {}
        for line in total.lines:
            origin = line.origin or line.speaker
            claim, share = added.get(origin, (line.claim, Fraction(0)))
            added[origin] = (claim, share + line.product)
        return sorted(((o, c, s) for o, (c, s) in added.items()), key=lambda row: (-row[2], row[0]))


def bare(sentence: str) -> str:
    """Return a sentence without what differs between writers: its first letter's case and its full stop."""
    text = sentence.strip().removesuffix(".")
    return text[:1].lower() + text[1:]


def _by_id(rows: Iterable[Mapping[str, object]] | Iterable[Place] | Iterable[Named], code: str) -> dict[str, str]:
    """Return names by id in a language, else in the other, else the id."""
    names: dict[str, str] = {}
    for row in rows:
        own, other = row.get(f"name_{code}"), row.get("name_en") or row.get("name_ar")
        names[str(row["id"])] = str(own or other or row["id"])
    return names


def _named(rows: object) -> list[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
