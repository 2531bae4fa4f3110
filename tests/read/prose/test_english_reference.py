"""The rules reader for English on real texts: the article that the project grew from, and the development sets."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from undercount.read.prose.analysis.parse import analyse, installed_pipeline
from undercount.read.prose.english.reading import is_wanted, read_english
from undercount.read.prose.verifier import verify

pytestmark = [pytest.mark.reference, pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")]


def test_the_seed_article_comes_out_right(shared: Path) -> None:
    text = (shared / "seed" / "aleppo-op-ed.txt").read_text(encoding="utf-8")
    found = read_english(analyse(text, installed_pipeline(), wanted=is_wanted))
    said = [
        (p.act, p.quantity.unit, p.quantity.qualifier, p.quantity.low, p.quantity.best, p.part_of)
        for p in found.proposals
    ]
    assert ("summary-killing", "person", "at-least", 82, None, None) in said
    whole = said.index(("summary-killing", "person", "at-least", 82, None, None))
    assert ("summary-killing", "person", "exactly", None, 11, whole) in said
    assert ("summary-killing", "person", "exactly", None, 13, whole) in said
    assert ("destruction", "facility", "at-least", 20, None, None) in said
    assert ("attack-on-facility", "attack", "at-least", 23, None, None) in said
    assert ("forced-conscription", "person", "vague", None, None, None) in said
    practices = {(p.act, p.quantity.unit, p.victims.targets) for p in found.proposals if p.quantity.is_empty}
    assert practices >= {
        ("killing", "person", ()),
        ("sexual-violence", "person", ()),
        ("torture", "person", ()),
        ("ceasefire-breach", "incident", ()),
        ("attack-on-facility", "attack", ("hospital",)),
        ("double-tap", "attack", ("first-responder",)),
        ("siege", "incident", ()),
    }
    assert len(found.proposals) == 14
    numbers = {n for p in found.proposals for n in p.quantity.numbers().values() if n is not None}
    assert numbers == {
        82,
        11,
        13,
        20,
        23,
    }  # neither the eight hospitals that remain nor the eight millennia, nor the 13th century
    assert all(verify(proposal, text) is None for proposal in found.proposals)
