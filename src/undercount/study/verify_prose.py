"""Verify what a machine read out of texts: every word of every proposal stands where it is said to stand, in the captured bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from undercount.errors import TamperedError
from undercount.ledger import Vault
from undercount.ledger.disk import Progress
from undercount.read.prose.spelled import numbers_in
from undercount.read.text import text_of
from undercount.record import Claim
from undercount.study.derived import CLAIMS, folder_of
from undercount.study.opened import Opened
from undercount.study.positions import method_of
from undercount.study.proposed import PROPOSALS, fields_in, hash_of, proposals_in
from undercount.study.rows import row_of, rows_in


def check_prose(opened: Opened, report: Progress) -> int:
    """Take the text of every document from its bytes again and check each proposal against it.

    Returns:
        Number of proposals that stand in their documents word for word.

    Raises:
        TamperedError: If the proposals of a reading are not those that the ledger names, their table holds other claims, or words do not
            stand where a proposal has them.
    """
    by_text: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for reading in opened.readings.values():
        if reading.get("proposals"):
            for one in _read_again(reading, opened):
                by_text.setdefault(_text_of(one), []).append(one)
    for claim in opened.state.claims.values():
        if "proposal" in claim.body:
            kept: Mapping[str, Any] = {"id": claim.id, "claim": claim.body, "proposal": claim.body["proposal"]}
            by_text.setdefault(_text_of(kept), []).append(kept)
    vault = Vault(opened.layout.vault)
    for number, ((sha, method), proposals) in enumerate(by_text.items()):
        report("checking proposals", number, len(by_text))
        item = opened.items[sha]
        kind, ocr = item.media_type, opened.settings.prose.ocr
        text = text_of(vault.path(sha), name=item.name, media_type=kind, ocr=ocr, method=method).text
        for one in proposals:
            _check(one, text, item.name)
    report("checking proposals", len(by_text), len(by_text))
    return len({one["id"] for proposals in by_text.values() for one in proposals})


def _text_of(one: Mapping[str, Any]) -> tuple[str, str]:
    """Return the item of a proposal, and the method that took the text in which its positions are."""
    return str(one["claim"]["item"]), method_of(one["claim"]["selectors"])


def _read_again(reading: Mapping[str, Any], opened: Opened) -> list[Mapping[str, Any]]:
    """Return a reading's proposals, whose hash the ledger names and whose claims are those of its table."""
    folder = folder_of(opened.tables, str(reading["id"]))
    file = folder / PROPOSALS
    if not file.is_file() or hash_of(file.read_bytes()) != reading["proposals"]:
        raise TamperedError(
            f"{file} is not what the ledger names: run `undercount build {opened.layout.root}` to have it as it was"
        )
    proposals = list(proposals_in([folder]))
    expected = {str(one["id"]): row_of(Claim.from_json(one["claim"]), str(one["id"])) for one in proposals}
    found = {row.claim: row for row in rows_in([folder / CLAIMS])}
    if expected != found:
        raise TamperedError(
            f"{folder / CLAIMS} holds other claims than were proposed: run `undercount build {opened.layout.root}` to have it as it was"
        )
    return proposals


def _check(one: Mapping[str, Any], text: str, name: str) -> None:
    details, claim = one["proposal"], one["claim"]
    for _, span in fields_in(details):
        if text[span["start"] : span["end"]] != span["words"]:
            raise TamperedError(
                f"{one['id']} has the words {span['words']!r}, which do not stand there in {name}: read it again"
            )
    if claim["quote"] not in text:
        raise TamperedError(f"{one['id']} quotes what does not stand in {name}: read it again")
    words = details["number"]["words"]
    possible = numbers_in(words)
    for number in (claim["low"], claim["best"], claim["high"]):
        if number is not None and number not in possible:
            raise TamperedError(
                f"{one['id']} has the number {number:,}, which {words!r} in {name} does not say: read it again"
            )
