"""Text that a machine recognised in a picture is marked so wherever its claims stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from undercount.site import write
from undercount.site.language import CODES, load
from undercount.study.opened import Opened

from ..study.support import Small
from .proposals import Made, judged
from .test_proposals import badges, tree, words_of

SAID = "At least 12 people were killed in Elm Street on 3 May 2024."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a study of which one document was recognised in a picture and another one in part."""
    found = judged(tmp_path_factory.mktemp("recognised"))
    file = found.small.layout.build / "publication.json"
    publication = json.loads(file.read_bytes())
    sha = {item["name"]: item["sha256"] for item in publication["items"]}
    publication["recognised"] = {
        sha["arabic.txt"]: "ocr-text/1 (rapidocr 3)",
        sha["copy.txt"]: "pdf-text/2 and ocr-text/1 (rapidocr 3)",
    }
    file.write_text(json.dumps(publication, ensure_ascii=False), encoding="utf-8")
    write(found.small.layout.build)
    return found


@pytest.mark.parametrize("code", CODES)
def test_document_claim_and_lists_say_that_a_machine_recognised_the_text(made: Made, code: str) -> None:
    say = load(code).say
    figure = tree(made.site / code / "figures" / "killed.html")
    for name, document, how in (
        ("15 مدنياً على الأقل", "arabic.txt", "whole"),
        ("copy at least 12", "copy.txt", "part"),
    ):
        badge = say(f"recognised.badge_{how}")
        assert badge in badges(made.page(code, name))
        assert badge in badges(made.document(code, document))
        for page in (made.page(code, name), made.document(code, document)):
            (note,) = tree(page).find_class("note--recognised")
            assert words_of(note) == say(f"recognised.note_{how}")
        (entry,) = figure.xpath(f"//*[@id='c-{made.ids[name].removeprefix('claim:')}']")
        assert badge in words_of(entry)
        assert badge in words_of(
            tree(made.document(code, document)).xpath("//h2[@id='proposed']/following-sibling::ul")[0]
        )


@pytest.mark.parametrize("code", CODES)
def test_no_other_document_bears_the_mark(made: Made, code: str) -> None:
    for page in (made.document(code), made.page(code, "40"), made.page(code, "at least 12")):
        assert not tree(page).find_class("note--recognised")
        assert not tree(page).find_class("badge--recognised")


def test_a_picture_that_was_recognised_is_marked_from_its_reading_on(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (1400, 160), "white")
    ImageDraw.Draw(picture).text((30, 50), SAID, "black", ImageFont.load_default(40))
    picture.save(tmp_path / "scan.png")
    small = Small(tmp_path)
    small.prose("patterns")
    text = small.layout.settings.read_text(encoding="utf-8")
    said = text.replace('\nprose = "patterns"', '\nprose = "patterns"\nocr = true')
    assert said != text
    small.layout.settings.write_text(said, encoding="utf-8")
    small.ask('name = "killed"\nunit = "person"\nact = "killing"')
    small.add(tmp_path / "scan.png", published="2024-05-04")
    small.document("typed.txt", SAID, published="2024-05-04")
    small.build(with_site=True)
    publication = json.loads((small.layout.build / "publication.json").read_bytes())
    names = {sha: item.name for sha, item in Opened.open(small.root).items.items()}
    assert {names[sha]: method.split("/")[0] for sha, method in publication["recognised"].items()} == {
        "scan.png": "ocr-text"
    }
    site = small.layout.build / "site" / "en"
    badge = load("en").say("recognised.badge_whole")
    marked = [page for page in (site / "claims").glob("*.html") if badge in badges(page)]
    assert len(marked) == 1
    assert "scan.png" in words_of(tree(marked[0]))
