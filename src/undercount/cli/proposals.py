"""Proposed claims on a terminal: a passage once, its words underlined, and below it one line for each claim that was read in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from undercount.cli.plain import plain
from undercount.counted import denies_any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

MODALITY = {
    "denied": "denied",
    "hypothetical": "feared or possible",
    "background": "of another time or place",
    "cumulative": "a toll that adds up",
}
"""How words are meant that do not simply say that it was so."""

PUBLISHED = "published"
"""The rule of a date that no words say: it was no later than the document."""

_ONE = ("number", "trigger", "victims", "method", "when")
_SEVERAL = ("blamed", "places")
_SHOWN = 18
"""Characters of a claim's id: ``claim:`` and twelve letters."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposed claim as the terminal shows it.

    Args:
        document: The document's name.
        id: The claim's id.
        quote: The words of its passage.
        start: Where they begin in the document's text (code points).
        claim: The claim's values, under the names of the claims table.
        details: What the proposal keeps beyond them: for each field its words and where they stand.
        notes: What else a person should know, a line each.
    """

    document: str
    id: str
    quote: str
    start: int
    claim: Mapping[str, Any]
    details: Mapping[str, Any]
    notes: tuple[str, ...] = ()


def printed(claims: Iterable[Shown]) -> Iterator[RenderableType]:
    """Yield what a terminal shows of some claims: those of one passage that follow each other stand below it together."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    last = None
    for (document, quote, start), members in groupby(claims, key=lambda one: (one.document, one.quote, one.start)):
        several = list(members)
        yield Text("" if document == last else f"\n{plain(document)}", style="bold")
        last = document
        yield Padding(passage(quote, start, [one.details for one in several]), (0, 2), expand=False)
        lines = Table.grid(padding=(0, 2, 0, 0))
        lines.add_column(no_wrap=True)
        lines.add_column(overflow="fold")
        for one in several:
            lines.add_row(one.id[:_SHOWN], Text(summary(one.claim, one.details), style="green"))
            for note in one.notes:
                lines.add_row("", Text(plain(note), style="yellow"))
        yield Padding(lines, (0, 2), expand=False)


def passage(quote: str, start: int, details: Sequence[Mapping[str, Any]]) -> Text:
    """Return a quote with the words of its claims' fields underlined.

    Args:
        quote: The words of the passage.
        start: Where they begin in the document's text (code points).
        details: What each claim's proposal keeps: for each field its words and where they stand.
    """
    from rich.text import Text

    marks = [False] * len(quote)
    for span in (span for one in details for span in _spans(one)):
        for at in range(max(0, span["start"] - start), min(len(quote), span["end"] - start)):
            marks[at] = True
    text = Text()
    for marked, run in groupby(zip(quote, marks, strict=True), key=lambda pair: pair[1]):
        words = "".join(" " if char.isspace() else plain(char) for char, _ in run)
        text.append(words, style="bold underline" if marked else "")
    return text


def _spans(details: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (details[name] for name in _ONE if details[name] and details[name].get("rule") != PUBLISHED)
    for name in _SEVERAL:
        yield from details[name]
    for link in details["chain"]:
        yield from (link[name] for name in ("speaker", "cue") if link[name])


def summary(claim: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """Return in one line what was made of a passage: how it is meant, how many of what, which act, whom, where, when, who says it."""
    parts = ["of these" if details["part_of"] is not None else "", MODALITY.get(details["modality"], "")]
    parts += [_number(claim, details), _label("act", claim["act"])]
    parts += [", ".join(_label(kind, claim[kind]) for kind in ("sex", "age", "status") if claim[kind])]
    parts += [", ".join(_label("target", target) for target in claim["targets"] or ())]
    parts += [f"by {', '.join(map(_blamed, details['blamed']))}" if details["blamed"] else ""]
    parts += [f"“{_words(details['method'])}”" if details["method"] else ""]
    parts += [", ".join(_place(place) for place in details["places"])]
    parts += [_when(claim, details)]
    parts += [" ← ".join(_speaker(link) for link in details["chain"])]
    return plain(" · ".join(part for part in parts if part))


def _label(kind: str, terms: str) -> str:
    """Return what a vocabulary calls a term, or several with semicolons; a register's entry has its id."""
    from undercount.record import vocabulary

    known = vocabulary(kind).terms
    return ", ".join(known[term].en if term in known else term for term in terms.split(";"))


def _when(claim: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    edtf = str(claim["edtf"] or "")
    until = f"until {edtf.removeprefix('../')}" if edtf.startswith("../") else edtf
    when = details["when"]
    if when is not None and when["edtf"] and when["rule"] != PUBLISHED:
        return until
    why = str(when["why_not"]) if when is not None and when["why_not"] else ""
    more = ", ".join(filter(None, (f"“{_words(when)}”: {why}" if when is not None and why else "", until)))
    return f"undated ({more})" if more else "undated"


def _blamed(one: Mapping[str, Any]) -> str:
    """Return who is said to have done it, with the speaker's own degree of certainty."""
    return f"{_words(one)} ({one['certainty']})" if one["certainty"] else _words(one)


def _words(span: Mapping[str, Any]) -> str:
    return " ".join(str(span["words"]).split())


def _place(place: Mapping[str, Any]) -> str:
    return f"{_words(place)} → {place['place']}" if place["place"] else f"{_words(place)} (in no register)"


def _number(claim: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """Return what is counted and how many, with the words behind a number that none of them says ("the nurse")."""
    from undercount.read.prose.spelled import is_implied

    words = details["number"]["words"]
    implied = is_implied(claim["low"], claim["best"], claim["high"], words=words)
    return f"{_how_many(claim, details)} (“{_words(details['number'])}”)" if implied else _how_many(claim, details)


def _how_many(claim: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """Return what is counted and how many, never more than was said: the rule of the pages, for one line."""
    unit = _label("unit", claim["unit"])
    if details["modality"] == "denied" and denies_any("denies", details["number"]["words"]):
        return f"any {unit}"
    low, best, high = (claim[name] for name in ("low", "best", "high"))
    beside = f" (best {best:,})" if best is not None and best not in (low, high) else ""
    if low is not None and high is not None:
        return _counted(low, claim["unit"]) if low == high else f"between {low:,} and {high:,}{beside} {unit}"
    if high is not None:
        return f"at most {high:,} {unit}"
    if low is not None:
        return f"at least {low:,}{beside} {unit}"
    if best is None:
        return f"{unit}, no number: “{_words(details['number'])}”"
    hedge = {"exactly": "", "at-least": "at least "}.get(claim["qualifier"], "about ")
    return f"{hedge}{_counted(best, claim['unit'])}"


def _counted(number: int, unit: str) -> str:
    """Return a number with its unit, whose id is its singular."""
    return f"{number:,} {unit if number == 1 else _label('unit', unit)}"


def _speaker(link: Mapping[str, Any]) -> str:
    if link["speaker"] is None:
        return f"nobody named (“{_words(link['cue'])}”)" if link["cue"] else "the document"
    words = _words(link["speaker"])
    return f"{words} (meaning {_words(link['meant'])})" if link["meant"] else words
