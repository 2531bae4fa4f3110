"""The text of items: the same characters every time, and a reason where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from undercount.errors import ReadError
from undercount.read.text import text_of

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 45>>stream\nBT /F1 12 Tf 20 100 Td (At least 82) Tj ET    \nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"6 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 7 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"7 0 obj<</Length 45>>stream\nBT /F1 12 Tf 20 100 Td (second page) Tj ET    \nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def test_html_is_read_block_by_block() -> None:
    page = (
        "<!DOCTYPE html><html lang='en'><head><title>No</title><style>p{}</style></head><body><h1>A  <b>big</b>\n title</h1>"
        "<p>One<br>two &amp; <i>th</i>ree</p><script>x()</script><table><tr><td>a</td><td> b </td></table><pre>x\n  y</pre></body></html>"
    )
    found = text_of(page.encode(), name="a.html")
    assert (found.text, found.method, found.language) == (
        "A big title\nOne\ntwo & three\na\tb\nx\ny\n",
        "html-text/1",
        "en",
    )
    assert text_of(page.encode(), name="a", media_type="text/html; charset=utf-8") == found


def test_html_in_a_declared_encoding() -> None:
    page = '<html><head><meta charset="windows-1256"></head><body><p>حلب الشرقية</p></body></html>'.encode(
        "windows-1256"
    )
    assert text_of(page, name="a.htm").text == "حلب الشرقية\n"
    assert text_of(page, name="a.htm").language == "ar"
    assert text_of(b'<?xml version="1.0" encoding="utf-8"?><html><body>x</body></html>', name="a.xhtml").text == "x\n"


def test_pdf_pages_have_their_positions() -> None:
    found = text_of(PDF, name="a.pdf")
    assert found.text == "At least 82\n\fsecond page\n\f"
    assert found.pages == (0, 13)
    assert (found.page_of(3), found.page_of(13)) == (1, 2)
    with pytest.raises(ReadError, match=r"a PDF must be whole and without a password; a\.pdf is not"):
        text_of(b"%PDF-1.4 broken", name="a.pdf")


def test_plain_text_and_tables_are_text(tmp_path: Path) -> None:
    assert text_of("قتل ٤١".encode("utf-16"), name="a.txt").text == "قتل ٤١"
    assert text_of(b"a,b\n1,2\n", name="a.csv").text == "a,b\n1,2\n"
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["a", 3])
    assert text_of(path).text == "a\t3"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (
            b"\x89PNG",
            "a.png",
            "an item must be text, HTML, PDF or a table to be quoted; a.png is not: add a transcript of it",
        ),
        (b"", "a.txt", "a.txt is empty: capture it again"),
        (b"<html><body><img src=x></body></html>", "a.html", "a.html has none (an image or a scan): add a transcript"),
    ],
)
def test_no_text_has_a_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        text_of(data, name=name)
    assert reason in str(caught.value)
