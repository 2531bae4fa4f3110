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
    by_item: dict[str, list[Mapping[str, Any]]] = {}
    for reading in opened.readings.values():
        if reading.get("proposals"):
            by_item.setdefault(str(reading["item"]), []).extend(_read_again(reading, opened))
    for claim in opened.state.claims.values():
        if "proposal" in claim.body:
            one: Mapping[str, Any] = {"id": claim.id, "claim": claim.body, "proposal": claim.body["proposal"]}
            by_item.setdefault(str(claim.body["item"]), []).append(one)
    vault = Vault(opened.layout.vault)
    for number, (sha, proposals) in enumerate(by_item.items()):
        report("checking proposals", number, len(by_item))
        item = opened.items[sha]
        text = text_of(vault.path(sha), name=item.name, media_type=item.media_type, ocr=opened.settings.prose.ocr).text
        for one in proposals:
            _check(one, text, item.name)
    report("checking proposals", len(by_item), len(by_item))
    return len({one["id"] for proposals in by_item.values() for one in proposals})


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
