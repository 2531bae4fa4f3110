"""A claim that was read in a PDF's text as an earlier version took it stands, is verified, and is shown in its words today."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.read.prose.serving import Server, answer, claim, serving
from tests.read.test_text_layout import REPORT
from tests.read.typeset import bound, set_lines, wrapped
from undercount.read.prose.model.endpoint import Endpoint
from undercount.read.text import text_of
from undercount.read.texts.pdf import EARLIER
from undercount.study.judging import judge
from undercount.study.opened import Opened
from undercount.study.positions import method_of
from undercount.study.published_proposals import proposals_published
from undercount.study.verify import verify

from .support import AT, Small, quiet

FIGURE = 'name = "killed"\nunit = "person"\nact = "killing"'


@pytest.fixture
def study(tmp_path: Path) -> Small:
    """A study with a PDF of two columns and several pages."""
    small = Small(tmp_path)
    small.prose("patterns")
    (tmp_path / "report.pdf").write_bytes(bound(set_lines(wrapped(REPORT, 45), (40, 320), 740, 690)))
    small.add(tmp_path / "report.pdf", published="2022-01-14")
    small.ask(FIGURE)
    return small


def as_before(patch: pytest.MonkeyPatch) -> None:
    """Let a PDF's text be taken as an earlier version took it."""
    patch.setattr("undercount.study.reading_run.text_of", partial(text_of, method=EARLIER))


def words_shown(small: Small, id_: str) -> dict[str, str]:
    """Return the words that the site marks for each field of a claim, in today's text."""
    opened = Opened.open(small.root)
    (file,) = small.layout.texts.glob("*.txt")
    text = file.read_bytes().decode("utf-8")
    published: Any = proposals_published(opened)
    return {f["field"]: " ".join(text[f["start"] : f["end"]].split()) for f in published["claims"][id_]["fields"]}


def test_a_judged_claim_of_an_earlier_text_is_verified_and_shown(study: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        as_before(patch)
        study.read()
        opened = Opened.open(study.root)
        old = next(row for row in opened.rows() if row.best == 23)
        judge(study.root, old.claim, "accept", because="it is so", values=(), at=AT, by="amira")
    study.read()
    study.build()
    opened = Opened.open(study.root)
    assert method_of(opened.state.claims[old.claim].body["selectors"]) == EARLIER
    assert verify(study.root, report=quiet).proposals > 1
    shown = words_shown(study, old.claim)
    assert shown["number"] == "23"
    assert shown["trigger"] == "shot"
    assert shown["victims"] == "farmers"


def test_what_a_model_was_shown_is_read_again_in_that_text(study: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    study.prose("none")
    said = claim(
        quote="On 4 July, riders came to the village of Ostrel and shot 23 farmers",
        amount_words="23",
        trigger_words="shot",
        best=23,
    )
    with monkeypatch.context() as patch:
        as_before(patch)
        with serving(Server([answer(said)])) as server:
            study.read(endpoint=Endpoint(server.address, "small"))
    before = {row.claim for row in Opened.open(study.root).rows()}
    study.read()
    study.build()
    assert {row.claim for row in Opened.open(study.root).rows()} == before != set()
    assert verify(study.root, report=quiet).proposals == 1
    assert words_shown(study, *before)["number"] == "23"
