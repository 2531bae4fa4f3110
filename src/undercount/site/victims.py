"""Lay out the victims of linked lists as far as the study's policy lets them be shown, in pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from undercount.site.built import SiteError
from undercount.site.contents import chunked
from undercount.site.persons import Persons, Victim, Victims
from undercount.site.render import Renderer

ROWS = 250
"""Victims on one page."""

Lists = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Victims of one history on one page.

    Args:
        lists: The lists that name them, and no other does.
        anchor: The name of its place on the page; empty where it goes on from the page before.
        total: How many victims have this history.
        victims: Those on this page.
    """

    lists: Lists
    anchor: str
    total: int
    victims: tuple[Victim, ...]


def pages_of(persons: Persons) -> list[list[Block]]:
    """Return the victims in pages of at most :data:`ROWS`, by the lists that name them.

    Raises:
        SiteError: If victims are published, and not each person once.
    """
    if not persons["victims"]:
        return []
    if {tuple(one["lists"]): len(one["victims"]) for one in persons["victims"]} != {
        tuple(row["lists"]): row["persons"] for row in persons["overlap"]
    }:
        raise SiteError("each person must be one published victim, and is not: build the study again")
    flat = [(number, victim) for number, one in enumerate(persons["victims"]) for victim in one["victims"]]
    seen: set[int] = set()
    return [list(_blocks(persons["victims"], chunk, seen)) for chunk in map(list, chunked(flat, ROWS))]


def _blocks(groups: list[Victims], chunk: list[tuple[int, Victim]], seen: set[int]) -> Iterator[Block]:
    for number in dict.fromkeys(number for number, _ in chunk):
        mine = tuple(victim for of, victim in chunk if of == number)
        anchor = "" if number in seen else f"on-{number + 1}"
        seen.add(number)
        yield Block(tuple(groups[number]["lists"]), anchor, len(groups[number]["victims"]), mine)


def addresses(pages: list[list[Block]]) -> dict[Lists, str]:
    """Return where the victims of each history begin: path below the language's folder, with its fragment."""
    return {
        block.lists: f"victims/{number}.html#{block.anchor}"
        for number, blocks in enumerate(pages, start=1)
        for block in blocks
        if block.anchor
    }


def write_pages(renderer: Renderer, persons: Persons, pages: list[list[Block]]) -> None:
    """Write the pages of victims, if any may be shown."""
    for number, blocks in enumerate(pages, start=1):
        renderer.page(
            f"victims/{number}.html",
            "victims.html",
            persons=persons,
            blocks=blocks,
            number=number,
            total=len(pages),
            columns=_columns(persons),
        )


def _columns(persons: Persons) -> list[str]:
    """Return what is known of any victim, so that no column stands empty."""
    victims = [victim for one in persons["victims"] for victim in one["victims"]]
    known = {"ages": False, "months": False, "areas": False}
    for victim in victims:
        known |= {name: True for name in known if victim.get(name)}
    return [name for name, is_known in known.items() if is_known]
