"""Write the pages of claims, tables and documents: what a number rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from undercount.site import passages, proofs
from undercount.site.contents import Contents, TablePage, plain
from undercount.site.render import Renderer
from undercount.site.sources import document_path
from undercount.site.tables import Claim

Step = Callable[[int], None]
"""Told how many pages were written."""


def pages(renderer: Renderer, used: Mapping[str, list[str]], texts: Mapping[str, str], step: Step) -> None:
    """Write a page for each hand-coded claim, for each document with a text, and for each stretch of a table.

    Args:
        renderer: The language.
        used: The figures in which each claim is counted or set aside.
        texts: The documents' texts by SHA-256.
        step: Told of progress.
    """
    contents = renderer.contents
    for claim in contents.own_pages():
        _claim(renderer, claim, used, texts)
        step(1)
    for page in contents.tables:
        _table(renderer, page, used)
        step(1)
    for item in contents.documents():
        text = texts[item["sha256"]]
        quoted = contents.by_item.get(item["sha256"], ())
        found = {claim.id: span for claim in quoted if (span := passages.find(text, claim))}
        renderer.page(
            document_path(item),
            "document.html",
            item=item,
            stretches=passages.stretches(text, found),
            claims=quoted,
            entry_proof=None,
        )
        step(1)


def texts_of(contents: Contents) -> dict[str, str]:
    """Return the texts of the documents that have one.

    Raises:
        SiteError: If a text is named and is not there.
    """
    texts = {item["sha256"]: contents.built.text_of(item) for item in contents.documents()}
    return {sha: text for sha, text in texts.items() if text is not None}


def _claim(renderer: Renderer, claim: Claim, used: Mapping[str, list[str]], texts: Mapping[str, str]) -> None:
    contents = renderer.contents
    text = texts.get(claim.item)
    span = passages.find(text, claim) if text is not None else None
    proof = contents.proof_of(claim)
    renderer.page(
        f"claims/{plain(claim.id)}.html",
        "claim.html",
        claim=claim,
        item=contents.items.get(claim.item),
        passage=passages.cut(text, span) if text is not None and span is not None else None,
        has_text=text is not None,
        cells=_cells(claim),
        proof=proof,
        steps=proofs.steps(proof, claim.id) if proof else (),
        reading=contents.reading_of(claim),
        own_proof=claim.id in contents.built.publication["proofs"],
        used=used.get(claim.id, []),
    )


def _table(renderer: Renderer, page: TablePage, used: Mapping[str, list[str]]) -> None:
    contents = renderer.contents
    proof = contents.proof_of(page.claims[0])
    reading = contents.reading_of(page.claims[0])
    renderer.page(
        page.path,
        "table.html",
        page=page,
        item=contents.items.get(page.item),
        reading=reading,
        proof=proof,
        steps=proofs.steps(proof, reading["id"] if reading else page.item) if proof else (),
        used=used,
        columns_of=_columns,
    )


def _columns(claim: Claim) -> str:
    """Return the table's columns that a claim was read from, by name."""
    for selector in claim.selectors:
        names = selector.get("columns")
        if isinstance(names, list):
            return ", ".join(str(name) for name in names)
    return ""


def _cells(claim: Claim) -> tuple[str, str, str]:
    """Return sheet, row and columns of a claim that stands in a table; empty where it does not."""
    for selector in claim.selectors:
        if selector.get("type") == "TableCellSelector":
            return str(selector.get("sheet") or ""), str(selector.get("row") or ""), _columns(claim)
    return "", "", ""
