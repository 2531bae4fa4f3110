"""The text of items: the same characters every time, and a reason where there are none."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest
import xlsxwriter

from undercount.errors import ReadError
from undercount.read.text import text_of
from undercount.read.texts import packed, plain
from undercount.read.texts.language import language_of

from .texts_made import pdf

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
        "html-text/2",
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
    assert found.text == "At least 82\n\n\fsecond page\n\n\f"
    assert found.pages == (0, 14)
    assert (found.page_of(3), found.page_of(14)) == (1, 2)
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
            "an item must have text to be quoted; a.png is a picture: write ocr = true under [read]",
        ),
        (
            b"x",
            "a.zip",
            "an item must be text, HTML, PDF, DOCX, e-mail, a web archive or a table to be quoted; a.zip is not: add a",
        ),
        (b"x", "a.rtf", "a.rtf is not: save it as DOCX or PDF, and add that as an item of its own"),
        (b"", "a.txt", "a.txt is empty: capture it again"),
        (b" \n", "a.txt", "an item must have text to be quoted; a.txt is blank"),
        (b"<html><body><img src=x></body></html>", "a.html", "a.html has none (an image or a scan): add a transcript"),
    ],
)
def test_no_text_has_a_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        text_of(data, name=name)
    assert reason in str(caught.value)


def test_a_text_in_two_encodings_is_refused_with_its_line() -> None:
    arabic = "قتل ٤١ شخصا في حلب\n"
    mixed = "مقدمة\n".encode() + b"plain\n" + arabic.replace("٤١", "41").encode("windows-1256")
    with pytest.raises(ReadError) as caught:
        text_of(mixed, name="a.txt")
    assert str(caught.value) == (
        "a text must be in one encoding; a.txt has 1 line in UTF-8, and line 3 is not; it looks like windows-1256 (Arabic): "
        "take each part from where it came from and save it as UTF-8 by itself, since no program can turn both at once"
    )
    with pytest.raises(
        ReadError, match=r"must be UTF-8 or UTF-16; a\.txt is not, from line 2 on; it looks like windows-1252"
    ):
        text_of("ok\nd\xe9j\xe0 vu\n".encode("latin-1"), name="a.txt")
    with pytest.raises(ReadError, match=r"a text must be whole; a\.txt is UTF-16 and is cut off"):
        text_of("a text".encode("utf-16")[:-1], name="a.txt")


def test_fifty_megabytes_of_text_are_read_whole_in_four_times_their_size() -> None:
    line = b"At least 82 civilians were killed in four neighbourhoods, it said.\n"
    data = line * (50_000_000 // len(line))
    tracemalloc.start()
    found = text_of(data, name="a.txt")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.text.encode() == data
    assert peak < 4 * len(data)


def test_a_packed_text_is_read_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gzip.compress(b"At least 82\n" * 1000, mtime=0)
    assert text_of(whole, name="a.txt.gz").text == "At least 82\n" * 1000
    for cut in (12, len(whole) // 2, len(whole) - 1):
        with pytest.raises(ReadError, match=r"a gzip file must be whole; a\.txt\.gz is not"):
            text_of(whole[:cut], name="a.txt.gz")
    with packed.unpack_gzip(whole, "a", most=12_000) as file:
        assert len(file.read()) == 12_000
    with pytest.raises(ReadError, match=r"must unpack to at most 0 MB; a would give more"):
        packed.unpack_gzip(whole, "a", most=11_999)


ENGLISH = "At least 82 civilians were killed in the city on Tuesday and many more of the wounded were in the hospital, it said."


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (ENGLISH, "", "en"),
        (ENGLISH, "en_GB", "en-GB"),
        (ENGLISH, "ar", "en"),
        ("Au moins 82 civils ont été tués dans la ville mardi, selon un porte-parole des Nations unies.", "", "fr"),
        ("قُتل ما لا يقل عن 82 مدنيا في المدينة يوم الثلاثاء، وفق ما قاله متحدث باسم الأمم المتحدة.", "", "ar"),
        ("قُتل ما لا يقل عن 82 مدنيا في المدينة يوم الثلاثاء، وفق ما قاله متحدث باسم الأمم المتحدة.", "en", "ar"),
        ("در حمله هوایی دست‌کم ۱۲ غیرنظامی کشته شدند و ده‌ها نفر زخمی شدند، یک سخنگو گفت.", "", "fa"),
        ("Щонайменше 12 цивільних загинули внаслідок обстрілу міста, повідомив речник адміністрації.", "", "uk"),
        ("حلب", "", "ar"),
        ("12, 13, 14", "", ""),
        ("Kandahar 3", "", ""),
        ("xq zzkw prrt vlnn qqst wrpl kxxz brqw nnmp ttrv", "", ""),
    ],
)
def test_the_language_is_declared_or_shown_by_letters_or_words(text: str, declared: str, language: str) -> None:
    found, note = language_of(text, declared)
    assert found == language
    assert bool(note) == (bool(declared) and declared[:2] != language[:2])


def test_a_guess_at_an_encoding_looks_at_the_letters() -> None:
    assert plain.guessed("حلب".encode("windows-1256")) == "windows-1256 (Arabic)"
    assert plain.guessed("garçon".encode("windows-1252")) == "windows-1252 (Western)"


@pytest.mark.parametrize("name", ["briefing", "notes.log", "notes.text", "Report of 14.12.2016", "briefing.gz"])
@pytest.mark.parametrize("media_type", ["", "application/octet-stream"])
def test_text_is_read_whatever_its_name(name: str, media_type: str) -> None:
    data = "At least 14 people were killed, قتل 14".encode()
    packed = gzip.compress(data) if name.endswith(".gz") else data
    assert text_of(packed, name=name, media_type=media_type).text == data.decode()
    assert text_of("Killed: 14".encode("utf-16"), name="briefing", media_type=media_type).text == "Killed: 14"


@pytest.mark.parametrize(
    ("data", "method"),
    [
        (b"<!DOCTYPE html><p>At least 14 people died</p>", "html-text/2"),
        (b"\n<HTML><p>At least 14 people died</p>", "html-text/2"),
        (pdf(["At least 14 people died"]), "pdf-text/2"),
    ],
)
def test_a_file_whose_name_tells_nothing_is_what_its_bytes_say(data: bytes, method: str) -> None:
    found = text_of(data, name="saved", media_type="application/octet-stream")
    assert found.text.strip() == "At least 14 people died"
    assert found.method == method


def test_bytes_that_are_no_text_are_not_read_as_text() -> None:
    with pytest.raises(ReadError, match=r"an item must be text, HTML, PDF.*; data is not: add a transcript of it"):
        text_of(b"\x7fELF\x02\x01\x01\x00\x00killed 14", name="data")
