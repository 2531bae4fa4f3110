"""Write the pages of claims, tables and documents: what a number rests on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

from undercount.site import passages, proofs
from undercount.site.built import Item, Miss, Proposal
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
        _document(renderer, item, texts[item["sha256"]])
        step(1)


def texts_of(contents: Contents) -> dict[str, str]:
    """Return the texts of the documents that have one.

    Raises:
        SiteError: If a text is named and is not there.
    """
    texts = {item["sha256"]: contents.built.text_of(item) for item in contents.documents()}
    return {sha: text for sha, text in texts.items() if text is not None}


def _document(renderer: Renderer, item: Item, text: str) -> None:
    contents = renderer.contents
    quoted = contents.by_item.get(item["sha256"], ())
    spans = {claim.id: span for claim in quoted if (span := passages.find(text, claim))}

    def place(claim: Claim) -> tuple[int, int, str]:
        proposal = contents.proposals.get(claim.id)
        numbers = [one["start"] for one in proposal["fields"] if one["field"] == "number"] if proposal else []
        return spans.get(claim.id, (len(text), 0))[0], numbers[0] if numbers else 0, claim.id

    ordered = sorted(quoted, key=place)
    misses = _misses(contents, item, spans, text)
    kinds = {claim.id: _mark(contents, claim) for claim in quoted}
    found = sorted((one for one in ordered if one.id in spans), key=lambda one: MARKS.index(kinds[one.id]))
    renderer.page(
        document_path(item),
        "document.html",
        item=item,
        stretches=passages.stretches(
            text, {claim.id: spans[claim.id] for claim in found}, [one.marked for one in misses]
        ),
        marks=_marks(kinds, spans),
        marks_of=partial(_marks, kinds),
        claims=[claim for claim in ordered if not contents.is_open(claim) and not contents.is_turned_down(claim)],
        open_claims=[claim for claim in ordered if contents.is_open(claim)],
        turned_down=[claim for claim in ordered if contents.is_turned_down(claim)],
        misses=[(one.sentence, one.word) for one in misses],
        entry_proof=None,
    )


MARKS = ("accepted", "proposed", "turned_down")
"""How a passage of a document is marked, by what was decided of its claims; of several claims the first one leads, and all are shown."""


def _mark(contents: Contents, claim: Claim) -> str:
    return "proposed" if contents.is_open(claim) else "turned_down" if contents.is_turned_down(claim) else "accepted"


def _marks(kinds: Mapping[str, str], claims: Iterable[str]) -> list[str]:
    """Return the marks of some claims, each once."""
    found = {kinds[claim] for claim in claims}
    return [mark for mark in MARKS if mark in found]


@dataclass(frozen=True, slots=True)
class _Missed:
    """A possible miss: its sentence, the word of it that is told of, and what is marked: the sentence, or in a passage that word."""

    sentence: str
    word: str
    marked: tuple[int, int]


def _misses(contents: Contents, item: Item, spans: Mapping[str, tuple[int, int]], text: str) -> list[_Missed]:
    """Return the possible misses of a document.

    A sentence in which some reader, or a person, found a claim is none, unless it has a further number that is in no claim of a machine.
    """
    read = sorted(spans.values())
    ends = list(accumulate((end for _, end in read), max))
    found: list[_Missed] = []
    last = 0
    for one in sorted(contents.misses(item), key=lambda one: (one["start"], one["end"])):
        start, end = one["start"], one["end"]
        at = bisect_left(read, (end,))
        is_read = bool(at) and ends[at - 1] > start
        marked = _left_over(contents, one, spans, text) if is_read else (start, end)
        if start >= last and marked is not None:
            found.append(_Missed(text[start:end], one["word"], marked))
            last = end
    return found


def _left_over(
    contents: Contents, one: Miss, spans: Mapping[str, tuple[int, int]], text: str
) -> tuple[int, int] | None:
    """Return where a number of a sentence stands that is in none of its claims; None where it is in one, or a person read the sentence."""
    start, end = one["start"], one["end"]
    here = [claim for claim, (first, last) in spans.items() if first < end and start < last]
    if one["why"] != "number" or not one["word"] or any(claim not in contents.proposals for claim in here):
        return None
    taken = [f for claim in here for f in contents.proposals[claim]["fields"] if f["field"] == "number"]
    at = text.find(one["word"], start, end)
    while at >= 0:
        after = at + len(one["word"])
        if all(f["end"] <= at or after <= f["start"] for f in taken):
            return at, after
        at = text.find(one["word"], after, end)
    return None


def _claim(renderer: Renderer, claim: Claim, used: Mapping[str, list[str]], texts: Mapping[str, str]) -> None:
    contents = renderer.contents
    text = texts.get(claim.item)
    span = passages.find(text, claim) if text is not None else None
    proof = contents.proof_of(claim)
    proposal = contents.proposals.get(claim.id)
    passage = passages.cut(text, span) if text is not None and span is not None else None
    renderer.page(
        f"claims/{plain(claim.id)}.html",
        "claim.html",
        claim=claim,
        proposal=proposal,
        copy=contents.copy_of(claim),
        parts=_parts(text, span, passage, proposal) if text is not None and span and passage else None,
        named=_named(text, proposal) if text is not None and proposal else (),
        as_read=contents.as_read.get(claim.id),
        decisions=contents.decisions.get(claim.id, ()),
        item=contents.items.get(claim.item),
        passage=passage,
        has_text=text is not None,
        cells=_cells(claim),
        proof=proof,
        steps=proofs.steps(proof, claim.id) if proof else (),
        reading=contents.reading_of(claim),
        own_proof=claim.id in contents.built.publication["proofs"],
        used=used.get(claim.id, []),
    )


def _parts(
    text: str, span: tuple[int, int], passage: passages.Passage, proposal: Proposal | None
) -> tuple[list[passages.Said], list[passages.Said], list[passages.Said]]:
    """Return what stands before a quote, the quote and what stands after, each as stretches with the fields whose words they are."""
    (start, end), fields = span, proposal["fields"] if proposal else ()
    return (
        passages.said(text, (start - len(passage.before), start), fields),
        passages.said(text, (start, end), fields),
        passages.said(text, (end, end + len(passage.after)), fields),
    )


def _named(text: str, proposal: Proposal) -> list[tuple[str, str]]:
    """Return for each field of a proposal its name and its words, each once, the number first."""
    fields = proposal["fields"]
    return list(dict.fromkeys((one["field"], " ".join(text[one["start"] : one["end"]].split())) for one in fields))


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
