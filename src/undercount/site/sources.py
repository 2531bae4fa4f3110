"""Count who says what and who printed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from undercount.site.built import Item
from undercount.site.contents import Contents
from undercount.site.render import Renderer


@dataclass(frozen=True, slots=True)
class Row:
    """A source with what it says and prints.

    Args:
        source: Its id.
        kind: What kind of source it is.
        depth: How deep it stands in the tree.
        spoken: Claims that it speaks.
        carried: Claims that it printed.
        first: Claims of which it is the origin.
        example: A claim that it speaks or printed, or None.
    """

    source: str
    kind: str
    depth: int
    spoken: int
    carried: int
    first: int
    example: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A captured document with the number of claims read from it."""

    item: Item
    claims: int
    page: str | None
    superseded_by: str | None


def pages(renderer: Renderer) -> None:
    """Write the sources page."""
    renderer.page("sources.html", "sources.html", rows=rows(renderer.contents), documents=documents(renderer.contents))


def rows(contents: Contents) -> list[Row]:
    """Return the sources as a tree, parents before their children."""
    claims = contents.claims.values()
    spoken = Counter(claim.speaker for claim in claims)
    carried = Counter(claim.carrier for claim in claims)
    first = Counter(claim.origin or claim.speaker for claim in claims)
    example: dict[str, str] = {}
    for claim in claims:
        for source in (claim.speaker, claim.carrier):
            example.setdefault(source, claim.id)
    kinds = {source["id"]: source.get("kind") or "" for source in contents.built.publication["sources"]}
    known = [*kinds, *sorted((set(spoken) | set(carried) | set(first)) - kinds.keys() - {""})]
    return [
        Row(source, kinds.get(source, ""), depth, spoken[source], carried[source], first[source], example.get(source))
        for source, depth in _tree(contents, known)
    ]


def documents(contents: Contents) -> list[Document]:
    """Return the documents in the order of their ledger entries."""
    counted = Counter(claim.item for claim in contents.claims.values())
    newer = {item["supersedes"]: item["sha256"] for item in contents.items.values() if item["supersedes"]}
    tables = {page.item: page.path for page in reversed(contents.tables)}
    return [
        Document(
            item,
            counted[item["sha256"]],
            document_path(item) if item["text"] else tables.get(item["sha256"]),
            newer.get(item["sha256"]),
        )
        for item in sorted(contents.items.values(), key=lambda item: item["entry"])
    ]


def document_path(item: Item) -> str:
    """Return where a document's page stands."""
    return f"documents/{item['sha256'][:16]}.html"


def _tree(contents: Contents, known: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the sources with their depth, children behind their parent; a loop in the register ends nowhere."""
    parents = {source["id"]: source.get("parent") or "" for source in contents.built.publication["sources"]}
    children: dict[str, list[str]] = {}
    for source in known:
        parent = parents.get(source, "")
        children.setdefault(parent if parent in known else "", []).append(source)
    seen: set[str] = set()
    waiting = [(source, 0) for source in reversed(children.get("", []))]
    while waiting:
        source, depth = waiting.pop()
        if source in seen:
            continue
        seen.add(source)
        yield source, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(source, []))]
