"""Documents of every kind through a study: read in their languages, dated by what they say, quoted, and verified again later."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.read.prose.test_languages import ARABIC, ENGLISH, FRENCH
from tests.read.texts_made import page, wacz, warc
from undercount.read.text import text_of
from undercount.read.texts import webpage
from undercount.study.judging import judge
from undercount.study.opened import Opened
from undercount.study.verify import verify

from .support import AT, Small, quiet

FIGURE = 'name = "killed"\nunit = "person"\nact = "killing"'
DATED = "<meta property='article:published_time' content='2021-03-18T09:00:00Z'>"
NEWS = (
    "<article><h1>Shells on a market</h1><p>At least 14 people were killed yesterday in the market of Ambara, the regional council said "
    "in a statement that was read out on the radio of the town.</p><p>Another 37 were wounded, a doctor at the hospital told reporters. "
    "He gave no names, and said that the hospital had neither beds nor blood for so many.</p></article>"
)
IN_ARABIC = (
    "<article><p>قالت مديرية الصحة في بيان إن 22 مدنيا قتلوا أمس في قصف على سوق المدينة، وإن فرق الإنقاذ ما زالت تبحث "
    "عن ناجين.</p></article>"
)
ARCHIVE = warc(
    [
        ("http://example.org/en", page(head=DATED, body=NEWS).encode(), "text/html"),
        (
            "http://example.org/ar",
            page(head=DATED.replace("18", "20"), body=IN_ARABIC, lang="ar").encode(),
            "text/html",
        ),
    ],
    date="2021-04-01T08:00:00Z",
)


def study(folder: Path, name: str, data: bytes) -> Small:
    small = Small(folder)
    small.prose("patterns")
    (folder / name).write_bytes(data)
    small.add(folder / name)
    small.ask(FIGURE)
    return small


@pytest.mark.parametrize(("name", "data"), [("a.warc.gz", ARCHIVE), ("a.wacz", wacz({"a.warc.gz": ARCHIVE}))])
def test_the_pages_of_an_archive_are_read_dated_and_quoted(tmp_path: Path, name: str, data: bytes) -> None:
    small = study(tmp_path, name, data)
    small.read()
    rows = {(row.act, row.unit, row.best or row.low): row for row in Opened.open(small.root).rows()}
    killed, wounded, arabic = (
        rows[key] for key in (("killing", "person", 14), ("injury", "person", 37), ("killing", "person", 22))
    )
    assert killed.quote.startswith("At least 14 people were killed yesterday")
    assert (killed.edtf, arabic.edtf) == ("2021-03-17", "2021-03-19")
    assert wounded.quote.startswith("Another 37 were wounded")
    assert arabic.quote.startswith("قالت مديرية الصحة")
    assert not any(row.quote.startswith("200 killed") for row in rows.values()), "what stands beside the article"
    small.build()
    assert verify(small.root, report=quiet).proposals == len(rows)


@pytest.mark.parametrize(
    ("name", "cut"), [("a.warc.gz", ARCHIVE[:-40]), ("a.wacz", wacz({"a.warc.gz": ARCHIVE})[:-40])]
)
def test_an_archive_that_is_cut_off_gets_one_sentence_and_is_kept(tmp_path: Path, name: str, cut: bytes) -> None:
    small = study(tmp_path, name, cut)
    small.read()
    (line,) = (small.layout.reports / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert name in line
    assert "capture it again" in line
    assert Opened.open(small.root).rows() == ()


def test_a_document_in_three_languages_is_read_in_two_and_the_third_is_named(tmp_path: Path) -> None:
    small = study(tmp_path, "a.txt", "\n".join((ENGLISH, ARABIC, FRENCH)).encode())
    result = small.read()
    (reading,) = result.readings
    assert reading.reader.startswith("patterns-en/")
    assert " and rules-ar/" in reading.reader
    assert [note for note in reading.notes if "French (fr) has no reader" in note]
    quotes = {row.quote for row in Opened.open(small.root).rows()}
    assert sum(quote in ENGLISH for quote in quotes) >= 2
    assert sum(quote in ARABIC for quote in quotes) >= 2
    assert not any(quote in FRENCH for quote in quotes)
    small.build()
    assert verify(small.root, report=quiet).proposals == reading.claims > 4


def test_a_claim_of_a_page_that_was_read_with_what_it_strikes_out_is_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = NEWS.replace("At least 14", "At least <del>12</del> 14")
    small = study(tmp_path, "a.html", page(head=DATED, body=body).encode())
    with monkeypatch.context() as patch:
        patch.setattr("undercount.study.reading_run.text_of", partial(text_of, method=webpage.EARLIER))
        small.read()
        old = next(row for row in Opened.open(small.root).rows() if row.act == "injury")
        judge(small.root, old.claim, "accept", because="it is so", values=(), at=AT, by="amira")
    small.read()
    small.build()
    rows = [row for row in Opened.open(small.root).rows() if row.act == "killing"]
    assert [row.low for row in rows if row.unit == "person"] == [14]
    assert "12" not in rows[0].quote
    assert verify(small.root, report=quiet).proposals > 1
