"""Lay out the incidents that several lists tell of: each with all its figures side by side, and why it was joined or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undercount.site.contents import chunked
from undercount.site.joined import PAIRS, Joined, Report
from undercount.site.language import Language
from undercount.site.names import Names
from undercount.site.render import Renderer
from undercount.site.tables import Claim

ROWS = 250
"""Joined incidents on one page of their list."""

Say = Callable[[Mapping[str, Any]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of count, with what each report says of it, in the order of the reports.

    Args:
        unit: What is counted.
        act: What was done.
        claim: A claim that counts this kind: it says of whom.
        cells: The claims of each report.
    """

    unit: str
    act: str
    claim: Claim
    cells: tuple[tuple[Claim, ...], ...]


def side_by_side(reports: Sequence[Report]) -> list[Line]:
    """Return what several reports say, one line for each kind of count: persons first, the killed first, all before their parts."""
    kinds: dict[tuple[str, str, str, str, str], list[tuple[Claim, ...]]] = {}
    for at, report in enumerate(reports):
        for claim in report.claims:
            cells = kinds.setdefault(_kind(claim), [()] * len(reports))
            cells[at] = (*cells[at], claim)
    lines = []
    for (unit, act, *_), cells in sorted(kinds.items(), key=lambda kind: _order(kind[0])):
        first = next(claim for cell in cells for claim in cell)
        lines.append(Line(unit, act, first, tuple(cells)))
    return lines


def _kind(claim: Claim) -> tuple[str, str, str, str, str]:
    told = (term if term != "unknown" else "" for term in (claim.sex, claim.age, claim.status))
    return claim.unit, claim.act, *told  # type: ignore[return-value]


def _order(kind: tuple[str, str, str, str, str]) -> tuple[bool, bool, int, tuple[str, str, str, str, str]]:
    return kind[0] != "person", kind[1] != "killing", sum(bool(term) for term in kind[2:]), kind


def pages(renderer: Renderer, joined: Joined) -> None:
    """Write the list of joined incidents, their pages, and the pages of pairs that were not joined."""
    common: dict[str, Any] = {
        "joined": joined,
        "facts": _facts(renderer.language, renderer.names),
        "details": _isolated,
        "signed": _signed(renderer.language),
    }
    rows = list(chunked(joined.events, ROWS)) or [[]]
    for number, chunk in enumerate(rows, start=1):
        renderer.page(f"joined/{number}.html", "joined_list.html", rows=chunk, number=number, total=len(rows), **common)
    for path, events in joined.pages().items():
        renderer.page(path, "incident.html", events=[(one, side_by_side(one.reports)) for one in events], **common)
    chunks = list(chunked(list(enumerate(joined.unjoined, start=1)), PAIRS))
    for number, pairs in enumerate(chunks, start=1):
        renderer.page(
            f"unjoined/{number}.html", "unjoined.html", rows=pairs, number=number, total=len(chunks), **common
        )


def page_count(joined: Joined) -> int:
    """Return how many pages :func:`pages` writes in one language."""
    lists = max(1, -(-len(joined.events) // ROWS))
    return lists + len(joined.pages()) + -(-len(joined.unjoined) // PAIRS)


def _facts(language: Language, names: Names) -> Say:
    """Return what writes the numbers and names of a piece of evidence in a language; its terms are the template's to name."""

    def facts(values: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for name, value in values.items():
            if name in ("precision", "level"):
                continue
            if name == "share":
                found[name] = language.percent(value)
            elif name == "source":
                found[name] = _isolate(names.source(value))
            elif name == "of":
                found[name] = counted(value, names)
            elif isinstance(value, int | float):
                found[name] = language.number(_short(value, places=1 if name == "distance" else 3))
            else:
                found[name] = language.own_digits(str(value))
        return found

    return facts


def counted(kind: str, names: Names) -> str:
    """Return in words whom a toll counts, from its terms."""
    terms = ("killing",) if kind == "killed" else tuple(part for term in kind.split() for part in term.split(";"))
    return names.language.say("list.separator").join(_term(term, names) for term in terms)


def _term(term: str, names: Names) -> str:
    found = (names.label(kind, term) for kind in ("act", "sex", "age", "status"))
    return next((label for label in found if label != term), term)


def _short(value: float, *, places: int) -> float | int:
    short = round(value, places)
    return int(short) if short == int(short) else short


def _signed(language: Language) -> Callable[[float], str]:
    """Return what writes a weight with its sign."""
    return lambda bits: f"{'+' if bits > 0 else ''}{language.number(_short(bits, places=1))}"


def _isolated(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _isolate(value) for name, value in values.items()}


def _isolate(text: str) -> str:
    """Return a name that may read the other way, kept from turning the sentence around it."""
    return f"\u2068{text}\u2069"
