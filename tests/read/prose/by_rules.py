"""One reader by rules with its parser, loaded once, for tests that read single texts."""

from __future__ import annotations

from functools import cache

from undercount.read.prose.proposal import Found
from undercount.read.prose.reader import ProseReader
from undercount.read.prose.verifier import verify


@cache
def reader() -> ProseReader:
    return ProseReader()


def read(text: str) -> Found:
    """Return what the rules find in a text, having verified every proposal."""
    found = reader().found_all([text])[0]
    assert all(verify(proposal, text) is None for proposal in found.proposals)
    return found
