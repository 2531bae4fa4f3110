"""Gather what the pages are about and where each claim is found: the shape of the site before any page is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from undercount.site import built as built_files
from undercount.site import joined as joined_files
from undercount.site import tables
from undercount.site.built import Built, Copy, Correction, Item, Miss, Proof, Proposal, Reading
from undercount.site.joined import Joined
from undercount.site.tables import Claim, Incident

ROWS = 200
"""Rows of a table on one page."""

_OCR = "ocr-text/"
"""How the method is called that recognises text in a picture."""

T = TypeVar("T")

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class TablePage:
    """One page of claims that a mapping read from a table."""

    path: str
    slug: str
    number: int
    total: int
    reading: str
    item: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is on the site and where it stands.

    Args:
        built: The study's files.
        claims: Every claim by id.
        incidents: Every incident, by time.
        tables: The pages of claims read from tables.
        addresses: Where each claim stands: path below the language's folder, with its fragment.
        items: The documents by SHA-256.
        by_item: The claims with pages of their own, by document.
        joined: Which incidents are told by several lists; None where they were not compared.
        decisions: What people decided of each claim, in order.
        as_read: Of the claims that a person changed those of a table or a text as they were read, before that.
    """

    built: Built
    claims: Mapping[str, Claim]
    incidents: Sequence[Incident]
    tables: Sequence[TablePage]
    addresses: Mapping[str, str]
    items: Mapping[str, Item]
    by_item: Mapping[str, Sequence[Claim]]
    joined: Joined | None
    decisions: Mapping[str, Sequence[Correction]]
    as_read: Mapping[str, Claim]

    def documents(self) -> list[Item]:
        """Return the documents that have a page of their own: those with a text."""
        return [item for item in self.built.publication["items"] if item["text"]]

    def own_pages(self) -> list[Claim]:
        """Return the claims that have a page of their own."""
        return [claim for claim in self.claims.values() if claim.own_page]

    @property
    def proposals(self) -> Mapping[str, Proposal]:
        """Return for each claim that a machine read from a text what it keeps beyond it."""
        proposed = self.built.publication.get("proposed")
        return proposed["claims"] if proposed else {}

    def is_open(self, claim: Claim) -> bool:
        """Return whether a claim is only proposed: no person has decided anything of it."""
        proposal = self.proposals.get(claim.id)
        return proposal is not None and proposal["decided"] is None

    def is_turned_down(self, claim: Claim) -> bool:
        """Return whether a machine proposed a claim and a person rejected it or set it aside."""
        proposal = self.proposals.get(claim.id)
        return proposal is not None and proposal["decided"] in ("reject", "set-aside")

    def misses(self, item: Item) -> list[Miss]:
        """Return the sentences of a document that may hold a claim and gave none."""
        proposed = self.built.publication.get("proposed")
        return proposed["misses"].get(item["sha256"], []) if proposed else []

    def recognised(self, item: str) -> str:
        """Return how much of a document's text a machine recognised in a picture: ``whole``, ``part`` or, for none, the empty string.

        Args:
            item: The document (SHA-256).
        """
        method = self.built.publication.get("recognised", {}).get(item, "")
        said = (_method(claim) for claim in self.by_item.get(item, ()))
        method = method or next((one for one in said if _OCR in one), "")
        return "" if _OCR not in method else "whole" if method.startswith(_OCR) else "part"

    def copy_of(self, claim: Claim) -> Copy | None:
        """Return where the words of a claim stand in a document that was published before, or None."""
        proposed = self.built.publication.get("proposed")
        return proposed["copies"].get(claim.id) if proposed else None

    def reading_of(self, claim: Claim) -> Reading | None:
        """Return the reading that a claim comes from, by its table's folder, its reader or its document."""
        readings = self.built.publication["readings"]
        wanted = {plain(claim.reading), plain(claim.reader)} - {""}
        for reading in readings:
            if plain(reading["id"]) in wanted:
                return reading
        return next((reading for reading in readings if claim.item and reading["item"] == claim.item), None)

    def proof_of(self, claim: Claim) -> Proof | None:
        """Return the proof that the claim, or else the reading that made it, is in the ledger."""
        proofs = self.built.publication["proofs"]
        if claim.id in proofs:
            return proofs[claim.id]
        reading = self.reading_of(claim)
        return proofs.get(reading["id"]) if reading else None


def _method(claim: Claim) -> str:
    """Return the method that took the text in which a claim's words stand."""
    return next((str(one["method"]) for one in claim.selectors if one.get("method")), "")


def plain(name: str) -> str:
    """Return an id as it may stand in a file's name or an anchor: the kind before the colon is dropped."""
    return _UNSAFE.sub("-", name.rpartition(":")[2]).strip("-")


def gather(build: Path) -> Contents:
    """Read everything and decide where each claim stands.

    Raises:
        SiteError: If a file or a column is missing.
    """
    built = built_files.load(build)
    claims = {claim.id: claim for claim in tables.claims(build)}
    for figure in built.figures.values():
        for entry in figure["claims"]:
            if entry["id"] not in claims:
                claims[entry["id"]] = tables.of_figure(entry)
    as_read = _put_judged(claims, built.publication.get("judged", {}))
    pages = _table_pages([claim for claim in claims.values() if not claim.own_page])
    addresses = {claim.id: f"claims/{plain(claim.id)}.html#passage" for claim in claims.values() if claim.own_page}
    addresses |= {claim.id: f"{page.path}#c-{plain(claim.id)}" for page in pages for claim in page.claims}
    by_item: dict[str, list[Claim]] = {}
    decisions: dict[str, list[Correction]] = {}
    for decision in built.publication["corrections"]:
        if decision["claim"]:
            decisions.setdefault(decision["claim"], []).append(decision)
    for claim in claims.values():
        if claim.own_page:
            by_item.setdefault(claim.item, []).append(claim)
    return Contents(
        built=built,
        claims=claims,
        incidents=tables.incidents(build),
        tables=pages,
        addresses=addresses,
        items={item["sha256"]: item for item in built.publication["items"]},
        by_item=by_item,
        joined=joined_files.load(build),
        decisions=decisions,
        as_read=as_read,
    )


def _put_judged(claims: dict[str, Claim], judged: Mapping[str, Mapping[str, object]]) -> dict[str, Claim]:
    """Put what people changed in the place of what was read, and return what was read of the claims that have changed."""
    as_read: dict[str, Claim] = {}
    for name, values in judged.items():
        was = claims.get(name)
        reading = was.reading if was is not None else ""
        now = replace(tables.of_plain(values), selectors=tables.selectors(values["locator"]), reading=reading)
        claims[name] = now
        if was is not None and replace(was, selectors=now.selectors) != now:
            as_read[name] = was
    return as_read


def _table_pages(claims: Sequence[Claim]) -> list[TablePage]:
    """Return the pages of derived claims, by reading and document."""
    pages: list[TablePage] = []
    names: set[str] = set()
    ordered = sorted(claims, key=lambda c: (c.reading, c.item, c.row or 0, c.id))
    for (reading, item), members in groupby(ordered, key=lambda c: (c.reading, c.item)):
        slug = free_name(f"{plain(reading)[:24] or 'table'}-{item[:8]}", names)
        chunks = list(chunked(list(members), ROWS))
        pages += [
            TablePage(f"tables/{slug}-{n}.html", slug, n, len(chunks), reading, item, tuple(chunk))
            for n, chunk in enumerate(chunks, start=1)
        ]
    return pages


def free_name(name: str, taken: set[str]) -> str:
    """Return the name, with a number behind it if it is taken, and take it."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found


def chunked(values: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """Yield the values in rows of at most ``size``."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
