"""The reader of prose as a whole: long texts are read piece by piece and say the same."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from undercount.read.prose import reader as module
from undercount.read.prose.claims import Captured
from undercount.read.prose.reader import ProseReader
from undercount.read.text import ItemText

LINE = "At least {n} civilians, including two children, were killed in Elm Street.\n"
ABOUT = Captured("0" * 64, "report.txt")


def test_a_long_text_is_read_in_pieces_and_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = ItemText("".join(LINE.format(n=n) for n in range(20, 60)), "plain-text/1", "en")
    reader = ProseReader(parse=False)
    whole = reader.read(text, ABOUT)
    monkeypatch.setattr(module, "LONGEST", 300)
    pieces = reader.read(text, ABOUT)
    assert [one.details for one in pieces.proposed] == [one.details for one in whole.proposed]
    assert len(pieces.proposed) == 80
    assert not pieces.rejects


@pytest.mark.parametrize("text", ["", "one\n", "a" * 1000, "a line\n" * 300, "a line\n\n" + "b" * 700 + "\nend"])
def test_pieces_cover_the_text_and_are_cut_between_lines_where_there_are_any(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST", 100)
    starts = module._cut(text, [0])
    pieces = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert "".join(pieces) == text
    assert all(len(piece) <= 100 for piece in pieces)
    assert all(piece.endswith("\n") for piece in pieces[:-1]) or "bbb" in text or "aaa" in text


@pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")
@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("By October 7, the hospital had recorded 23 attacks that killed 4 people.", []),
        ("By Friday at least 12 people had been killed by soldiers.", ["soldiers"]),
        ("The army denied that any civilian was killed.", []),
        ("The army denied that its soldiers had killed ten men.", ["its soldiers"]),
    ],
)
def test_neither_a_date_nor_who_denies_is_blamed(text: str, blamed: list[str]) -> None:
    found = ProseReader().found(ItemText(text, "plain-text/1", "en"), "2024-05-15")
    assert found.proposals
    assert sorted({one.span.of(text) for proposal in found.proposals for one in proposal.blamed}) == blamed
