"""Lay out how persons of several lists were linked: the lists and their overlap, what was compared, how sure, and how good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from undercount.site.language import Language
from undercount.site.names import bare
from undercount.site.overlap import lists_of
from undercount.site.persons import Level, Persons
from undercount.site.reliability import diagram
from undercount.site.render import Renderer
from undercount.site.victims import addresses, pages_of, write_pages

PAGE = "linkage.html"
"""Where the linkage stands below the language's folder."""


def pages(renderer: Renderer, persons: Persons) -> None:
    """Write the page of the linkage, and the pages of victims as far as the policy lets them be shown.

    Raises:
        SiteError: If the counts do not add up.
    """
    victims = pages_of(persons)
    language = renderer.language
    renderer.page(
        PAGE,
        "linkage.html",
        persons=persons,
        lists=lists_of(persons, addresses(victims), mirrored=renderer.mirrored),
        diagram=diagram(persons["calibration"], mirrored=renderer.mirrored),
        evaluation=persons["evaluation"],
        what_was_found=found_rows(persons["evaluation"], language),
        by_lists=evaluated("by_lists", persons, lambda one: _isolated(map(renderer.names.source, one["lists"]))),
        by_missing=evaluated("by_missing", persons, lambda one: language.say(f"field.{_slug(one['missing'])}")),
        like=lambda level: likeness(level, language),
        factor=lambda level: factor(level, language),
        rule=lambda text: language.translated(bare(text)) or text,
        tenths=lambda share: "–" if share is None else language.tenths(share),
        range_of=lambda span: spelled(span, language),
    )
    write_pages(renderer, persons, victims)


def page_count(persons: Persons) -> int:
    """Return how many pages :func:`pages` writes in one language."""
    return 1 + len(pages_of(persons))


def evaluated(
    part: str, persons: Persons, name: Callable[[Mapping[str, Any]], str]
) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the scores of one part of the evaluation, each with its name; none where this linkage was not evaluated.

    Args:
        part: ``by_lists`` or ``by_missing``.
        persons: The linked persons.
        name: Returns what a row is called.
    """
    held = persons["evaluation"] or {}
    return [(name(one), one) for one in held.get(part, ())]


def found_rows(evaluation: Mapping[str, Any] | None, language: Language) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the scores of what was found, each with its name: where people judged, what the model alone finds stands beside."""
    held = evaluation or {}
    alone = held.get("alone") or {}
    rows = (
        ("of_pairs", held.get("pairs")),
        ("of_unjudged", held.get("unjudged")),
        ("of_persons", held.get("persons")),
        ("of_pairs_alone", alone.get("pairs")),
        ("of_persons_alone", alone.get("persons")),
    )
    return [(language.say(f"linkage.{name}"), scores) for name, scores in rows if scores]


def likeness(level: Level, language: Language) -> str:
    """Return how alike one field of two records is, in words."""
    words = level["level"]
    text = language.translated(words) or words
    if not level["steps"]:
        return text
    return language.say(
        "linkage.step", like=text, step=language.number(level["step"]), steps=language.number(level["steps"])
    )


def factor(level: Level, language: Language) -> str:
    """Return how many times likelier a level is for one person than for two, ``÷`` where it is less likely."""
    same, other = level["same"], level["other"]
    if not same or not other:
        return "–"
    ratio = same / other
    return f"× {_short(ratio, language)}" if ratio >= 1 else f"÷ {_short(1 / ratio, language)}"


def _isolated(names: Iterable[str]) -> str:
    """Return names of lists in a row that each script reads in its own direction."""
    return " + ".join(f"\u2068{name}\u2069" for name in names)


def _slug(field: str) -> str:
    return field.replace(" ", "_").lower()


def _short(value: float, language: Language) -> str:
    """Return a number with two digits that matter."""
    return language.number(round(value) if value >= 10 else round(value, 1))


def spelled(span: Mapping[str, int], language: Language) -> str:
    """Return the range over drawn linkages, or the one number that all have."""
    low, high = language.number(span["low"]), language.number(span["high"])
    return low if low == high else language.say("quantity.range", low=low, high=high)
