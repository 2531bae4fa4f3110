"""The reference page on items names every method, limit and standing that the code has."""

from __future__ import annotations

import re
from pathlib import Path

from undercount.read import text
from undercount.read.texts import archive, article, language, mail, packed, pdf, plain, published, scans, webpage, word
from undercount.read.texts.item_text import ItemText

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "items.md").read_text(encoding="utf-8")


def test_every_method_is_in_the_table() -> None:
    given = set(re.findall(r"\| `([a-z-]+/\d+)` \|", PAGE))
    used = {
        plain.METHOD,
        webpage.METHOD,
        mail.PAGE_METHOD,
        pdf.METHOD,
        word.METHOD,
        mail.METHOD,
        mail.BOX_METHOD,
        scans.VERSION,
    }
    assert given == used | {archive.METHOD.split()[0], text.SHEET_METHOD}


def test_every_field_and_standing_is_explained() -> None:
    table = PAGE[PAGE.index("| field |") : PAGE.index("`region(start, end)`")]
    assert set(re.findall(r"`(\w+)`", table)) == set(ItemText.__dataclass_fields__)
    rows = re.findall(r"^\| (\w+) \|", PAGE[PAGE.index("| standing |") :], re.MULTILINE)
    assert [row for row in rows if row in published.STANDINGS] == [one for one in published.STANDINGS if one != "given"]


def test_every_ending_is_named_or_read_as_plain_text() -> None:
    endings = {ending for ending in text._KINDS if ending.startswith(".")}
    named = set(re.findall(r"`(\.\w+)`", PAGE))
    left = {ending for ending in endings - named if text._KINDS[ending] not in ("plain", "picture")}
    assert left == {".xlsm", ".xlsb", ".doc"}, "spreadsheets of other programs, and DOC, which is refused"
    assert named - endings <= {".gz"}


def test_limits_are_as_they_are_told() -> None:
    said = " ".join(PAGE.split())
    assert f"longer than {article.MOST_CHARACTERS // 1_000_000} million characters" in said
    assert article.LEAST_SHARE == 0.8
    assert "less than four fifths" in said
    assert f"fewer than {language.LEAST_LETTERS} letters, or below a probability of {language.LEAST_CONFIDENCE}" in said
    assert f"in doubt (below {scans.DOUBTFUL_SCORE}) or left out as illegible (below {scans.LEAST_SCORE})" in said
    assert packed.MOST_DOCUMENT == text.MOST_BYTES == 200 << 20
    assert f"more than {text.MOST_BYTES >> 20} MB" in said
    assert f"(archives {packed.MOST_UNPACKED >> 30} GB)" in said
