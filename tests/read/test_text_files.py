"""DOCX, PDF, mail, web archives and pictures: whole or not at all, with what was left out said."""

from __future__ import annotations

import builtins
import gzip
import io
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image, ImageDraw, ImageFont

from undercount.errors import ReadError
from undercount.read.text import text_of
from undercount.read.texts import pdf as pdf_module
from undercount.read.texts import scans
from undercount.read.texts import word as word_module
from undercount.read.texts.archive import MOST_TEXT
from undercount.read.texts.pdf import pdf_region

from .test_text_pages import refuse
from .texts_made import message, page, pdf, repacked, wacz, warc, word


def test_docx_has_its_paragraphs_tables_headers_and_footers() -> None:
    found = text_of(word(["Report", "At least 82 were killed.", "قتل ٤١"]), name="a.docx")
    assert found.text == (
        "Report\nAt least 82 were killed.\nقتل ٤١\nEast\t12 dead\nAfter the table.\n\nSituation report\n\nFor release\n"
    )
    assert found.method == "docx-text/2"
    assert [(part.name, found.text[part.start : part.end]) for part in found.parts[1:]] == [
        ("header", "Situation report\n"),
        ("footer", "For release\n"),
    ]


def body_of(xml: str) -> bytes:
    """Return a DOCX whose one paragraph has the given content."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_docx_takes_what_is_shown_and_not_what_is_struck_out() -> None:
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    xml = (
        run.format("At least ")
        + f"<w:ins w:id='1' w:author='a'>{run.format('82')}</w:ins>"
        + "<w:del w:id='2' w:author='a'><w:r><w:delText>41</w:delText></w:r></w:del>"
        + f"<w:hyperlink>{run.format(' civilians')}</w:hyperlink><w:smartTag>{run.format(' died')}</w:smartTag>"
        + "<w:r><w:noBreakHyphen/><w:tab/><w:instrText>PAGE</w:instrText></w:r>"
        + f"<w:sdt><w:sdtContent>{run.format('there')}</w:sdtContent></w:sdt>"
        + f"<w:r><w:txbxContent><w:p>{run.format('In a box')}</w:p></w:txbxContent></w:r>"
    )
    assert text_of(body_of(xml), name="a.docx").text == "At least 82 civilians died-\tthere\nIn a box\n"


def test_docx_leaves_out_what_is_struck_through_and_earlier_captures_have_it() -> None:
    run = "<w:r><w:rPr>{}</w:rPr><w:t xml:space='preserve'>{}</w:t></w:r>"
    xml = (
        run.format("", "At least ")
        + run.format("<w:strike/>", "12 ")
        + run.format("<w:strike w:val='true'/>", "or 13 ")
        + run.format("<w:strike w:val='0'/>", "15 ")
        + run.format("<w:dstrike/>", "wounded")
        + run.format("<w:b/>", "died")
    )
    found = text_of(body_of(xml), name="a.docx")
    assert found.text == "At least 15 died\n"
    assert found.notes == ("what it strikes out is left out: in 2 places, first “12 or 13”",)
    earlier = text_of(body_of(xml), name="a.docx", method=word_module.EARLIER)
    assert (earlier.text, earlier.method) == ("At least 12 or 13 15 woundeddied\n", "docx-text/1")


def test_docx_has_its_footnotes() -> None:
    made = word(["Text."])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='1'><w:p><w:r><w:t>Of them 3 were children.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    import zipfile

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        rels = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    rels = rels.replace(
        "</Relationships>", f"<Relationship Id='rId99' Type='{kind}/footnotes' Target='footnotes.xml'/></Relationships>"
    )
    types = types.replace(
        "</Types>",
        "<Override PartName='/word/footnotes.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml."
        "footnotes+xml'/></Types>",
    )
    changed = {
        "word/footnotes.xml": notes.encode(),
        "word/_rels/document.xml.rels": rels.encode(),
        "[Content_Types].xml": types.encode(),
    }
    found = text_of(repacked(made, changed), name="a.docx")
    assert [found.text[p.start : p.end] for p in found.parts if p.name == "footnotes"] == ["Of them 3 were children.\n"]
    assert "---" not in found.text


def test_docx_that_is_locked_old_cut_or_a_bomb_is_refused() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ReadError, match=r"a\.docx asks for a password: save a copy without it"):
        text_of(locked, name="a.docx")
    with pytest.raises(ReadError, match=r"a\.doc is in the older DOC format: save it as DOCX or PDF"):
        text_of(ole, name="a.doc")
    whole = word(["Text."])
    for cut in (100, len(whole) // 2, len(whole) - 5):
        with pytest.raises(ReadError, match=r"a\.docx must be a whole ZIP container, and is not"):
            text_of(whole[:cut], name="a.docx")
    at = whole.index(b"word/document.xml") + 60
    with pytest.raises(ReadError, match=r"a\.docx must be whole; its part 'word/document\.xml' is not"):
        text_of(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :], name="a.docx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("undercount.read.texts.word.MOST_DOCUMENT", 2 << 20)
        with pytest.raises(ReadError, match=r"must unpack to at most 2 MB; a\.docx would give more"):
            text_of(repacked(whole, {"word/media/a.bin": bytes(3 << 20)}), name="a.docx")
    with pytest.raises(ReadError, match=r"a DOCX must hold a document; a\.docx does not"):
        text_of(repacked(whole, {"_rels/.rels": b"<Relationships/>"}), name="a.docx")


def test_pdf_says_which_pages_are_pictures() -> None:
    found = text_of(pdf(["At least 82", None, "third"]), name="a.pdf")
    assert found.text == "At least 82\n\n\f\n\n\fthird\n\n\f"
    assert found.notes == (f"no text was read from page 2, for there are only pictures: {scans.OCR_HINT}",)
    with pytest.raises(
        ReadError, match=r"a\.pdf has none, for its pages are pictures \(a scan\): .*write ocr = true under \[read\]"
    ):
        text_of(pdf([None, None]), name="a.pdf")
    with pytest.raises(ReadError, match=r"a PDF must be readable without a password; a\.pdf asks for one: save a copy"):
        text_of(pdf(["x"], encrypt=True), name="a.pdf")


def test_a_span_of_a_pdf_has_its_place_on_the_page() -> None:
    data = pdf(["first", "At least 82 dead"])
    found = text_of(data, name="a.pdf")
    at = found.text.index("82")
    region = pdf_region(data, found, at, at + 2)
    whole = pdf_region(data, found, found.text.index("At"), found.text.index("dead") + 4)
    assert region is not None
    assert whole is not None
    assert (region.page, whole.page) == (2, 2)
    # Helvetica at 12 points from x = 20: "At least " is 8.00 + 3.34 + 3.34 + 2.66 + 6.67 + 6.67 + 6.00 + 3.34 + 3.34 = 43.4 points wide
    assert region.x == pytest.approx(63.4, abs=1)
    assert region.width == pytest.approx(2 * 12 * 0.556, abs=1.5)
    assert 99 <= region.y <= 102
    assert whole.x == pytest.approx(20, abs=1)
    assert whole.x + whole.width > region.x + region.width
    assert pdf_region(data, found, found.text.index("\f"), found.text.index("\f") + 1) is None


def test_mail_has_its_subject_sender_date_and_words() -> None:
    found = text_of(message(body="At least 82 people were killed.\r\nقتل ٤١\r\n"), name="a.eml")
    assert found.text == (
        "Subject: 82 killed\nFrom: Press Office <press@example.org>\nDate: Wed, 14 Dec 2016 23:30:00 -0500\n\n"
        "At least 82 people were killed.\nقتل ٤١\n"
    )
    assert [found.text[a:b] for a, b in found.main] == ["82 killed", "At least 82 people were killed.\nقتل ٤١\n"]
    assert found.method == "mail-text/2"
    encoded = message(subject="=?utf-8?b?2YLYqtmEINmk2aE=?=", body="x")
    assert text_of(encoded, name="a.eml").text.startswith("Subject: قتل ٤١\n")


MULTIPART = (
    b"From: a@example.org\nSubject: s\nDate: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
    b"--B\nContent-Type: text/html; charset=windows-1256\nContent-Transfer-Encoding: 8bit\n\n<p>"
    + "قتل 41 شخصا".encode("windows-1256")
    + b"</p>\n--B\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=list.pdf\n"
    b"Content-Transfer-Encoding: base64\n\nJVBERg==\n--B\nContent-Type: message/rfc822\n\nSubject: inner\n\n9 dead\n--B--\n"
)


def test_attachments_are_named_and_not_read() -> None:
    found = text_of(MULTIPART, name="a.eml")
    assert found.text.endswith("\n\nقتل 41 شخصا\n")
    assert found.language == "ar"
    assert "9 dead" not in found.text
    assert found.notes[-1] == (
        "attachments were not read: list.pdf (application/pdf, 4 bytes), a forwarded message; add those that matter as items of their own"
    )
    with pytest.raises(ReadError, match=r"the message a\.eml has none but its headers"):
        text_of(message(body=""), name="a.eml")
    with pytest.raises(
        ReadError, match=r"a saved message must begin with its headers \(From, Date, Subject\); a\.eml does not"
    ):
        text_of(b"just text\n\nmore", name="a.eml")


def test_lines_that_a_message_quotes_are_not_its_own() -> None:
    body = "We counted 12 dead.\r\n\r\nOn Monday someone wrote:\r\n> 5 people were killed.\r\n> And more.\r\nYours\r\n"
    found = text_of(message(body=body), name="a.eml")
    own = "".join(found.text[start:end] for start, end in found.main)
    assert "12 dead" in own
    assert "Yours" in own
    assert "5 people" in found.text
    assert "5 people" not in own
    assert any("quotes from an earlier message" in note for note in found.notes)
    assert not any("earlier" in note for note in text_of(message(body="We counted 12."), name="a.eml").notes)


def test_a_mailbox_is_its_messages() -> None:
    one, two = (message(subject=s, body=f"{s} dead\r\n").replace(b"\r\n", b"\n") for s in ("12", "13"))
    found = text_of(b"From a Wed\n" + one + b"\nFrom b Thu\n" + two, name="a.mbox")
    assert [(p.name, found.text[p.start : p.end].splitlines()[-1]) for p in found.parts] == [
        ("12", ""),
        ("13", "13 dead"),
    ]
    assert found.part_of(found.text.index("13 dead")) == found.parts[1]
    with pytest.raises(ReadError, match=r"a mailbox must begin with a line “From …”"):
        text_of(one, name="a.mbox")


def test_a_page_saved_in_one_file_is_its_page() -> None:
    data = (
        b"From: <Saved by a browser>\nSnapshot-Content-Location: http://example.org/a\nDate: Tue, 20 Dec 2016 08:00:00 -0000\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n--B\nContent-Type: text/html\n\n"
        + page().encode()
        + b"\n--B--\n"
    )
    found = text_of(data, name="a.mhtml", media_type="message/rfc822")
    plain = text_of(page().encode(), name="a.html")
    assert (found.text, found.main, found.method) == (plain.text, plain.main, "mhtml-text/2")


FIRST = ("http://example.org/a", page().encode(), "text/html")
SECOND = (
    "http://example.org/b",
    page(lang="ar", body="<p>قتل 41 شخصا في حلب، حسب ما قاله متحدث باسم المستشفى يوم الثلاثاء.</p>").encode(
        "windows-1256"
    ),
    "text/html; charset=windows-1256",
)
PICTURE = ("http://example.org/c.png", b"\x89PNG", "image/png")


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_an_archive_is_its_pages_under_their_addresses(packed: bool, encoding: str) -> None:
    data = warc([FIRST, SECOND, PICTURE], packed=packed, encoding=encoding)
    found = text_of(data, name="a.warc.gz" if packed else "a.warc")
    alone = text_of(FIRST[1], name="a.html")
    assert found.text.startswith(f"http://example.org/a\n{alone.text}\nhttp://example.org/b\n")
    assert [(p.name, p.captured, p.language) for p in found.parts] == [
        ("http://example.org/a", "2016-12-20T08:00:00Z", "en"),
        ("http://example.org/b", "2016-12-20T08:00:00Z", "ar"),
    ]
    head = len("http://example.org/a\n")
    assert found.main[: len(alone.main)] == tuple((a + head, b + head) for a, b in alone.main)
    assert not found.in_main(0, head - 1)
    assert found.notes[-1] == "not read: records that are no pages (1)"
    assert text_of(wacz({"a.warc.gz": data}), name="a.wacz") == found


def test_an_archive_that_is_cut_or_altered_is_refused() -> None:
    packed, plain = warc([FIRST, SECOND]), warc([FIRST, SECOND], packed=False)
    for cut in (30, len(packed) // 2, len(packed) - 3):
        with pytest.raises(ReadError, match=r"a gzip file must be whole; a\.warc\.gz is not"):
            text_of(packed[:cut], name="a.warc.gz")
    for cut in (len(plain) - 40, plain.index(b"under the rubble"), plain.index(SECOND[1][-200:])):
        with pytest.raises(ReadError, match=r"a WARC must be whole; record [23] of a\.warc is cut off"):
            text_of(plain[:cut], name="a.warc")
    with pytest.raises(ReadError, match=r"must be what its digest names; record 2 of a\.warc is not"):
        text_of(plain.replace(b"<b>82</b>", b"<b>83</b>"), name="a.warc")
    short = plain.replace(b"Content-Length: ", b"Content-Length: 1", 0)
    at = short.index(b"WARC-Type: response")
    length = short.index(b"Content-Length: ", at) + len(b"Content-Length: ")
    end = short.index(b"\r\n", length)
    shorter = str(int(short[length:end]) - 20).encode()
    with pytest.raises(ReadError):
        text_of(short[:length] + shorter + short[end:], name="a.warc")
    with pytest.raises(ReadError, match=r"a WARC must begin with a record; a\.warc does not"):
        text_of(b"hello", name="a.warc")


def test_an_archive_without_a_page_is_refused() -> None:
    with pytest.raises(
        ReadError, match=r"a web archive must hold a page with text; a\.warc holds none: save the page again"
    ):
        text_of(warc([PICTURE], packed=False), name="a.warc")
    with pytest.raises(ReadError, match=r"holds none: save"):
        text_of(warc([FIRST], packed=False, status="404 Not Found"), name="a.warc")
    wall = ("http://example.org/w", b"<p>Please enable JavaScript</p>", "text/html")
    with pytest.raises(
        ReadError, match=r"holds none: a page must hold what was published; http://example.org/w holds only"
    ):
        text_of(warc([wall]), name="a.warc.gz")
    both = text_of(warc([FIRST, wall]), name="a.warc.gz")
    assert any("http://example.org/w holds only a notice" in note for note in both.notes)
    with pytest.raises(ReadError, match=r"a WACZ must hold a WARC under archive/; a\.wacz holds no archive"):
        text_of(wacz({}), name="a.wacz")
    bomb = gzip.compress(b"WARC/1.0\r\n" + bytes(2 << 20))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("undercount.read.texts.archive.MOST_UNPACKED", 1 << 20)
        with pytest.raises(ReadError, match=r"must unpack to at most 1 MB; a\.warc\.gz would give more"):
            text_of(bomb, name="a.warc.gz")
        patch.undo()
        patch.setattr("undercount.read.texts.archive.MOST_TEXT", 100)
        with pytest.raises(ReadError, match=r"must have at most 100 characters together"):
            text_of(warc([FIRST]), name="a.warc.gz")
    assert MOST_TEXT == 200_000_000


LINES = ("At least 82 civilians were killed in the city,", "including 11 women and 13 children.")


def drawn() -> Image.Image:
    """Return a picture of two lines of text."""
    picture = Image.new("L", (1200, 400), 255)
    draw = ImageDraw.Draw(picture)
    for n, line in enumerate(LINES):
        draw.text((40, 40 + 80 * n), line, fill=0, font=ImageFont.load_default(size=36))
    return picture


def png() -> bytes:
    """Return the picture as PNG."""
    file = io.BytesIO()
    drawn().save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail on any connection, and on any look for weights elsewhere."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr("socket.socket.connect", refused)
    monkeypatch.setattr("socket.getaddrinfo", refused)
    monkeypatch.setattr("rapidocr.utils.download_file.DownloadFile.run", refused)
    scans._engine.cache_clear()


@pytest.mark.usefixtures("no_network")
def test_text_in_a_picture_is_recognised_when_asked_for() -> None:
    with pytest.raises(ReadError, match=r"a\.png is a picture: .*write ocr = true under \[read\]"):
        text_of(png(), name="a.png")
    found = text_of(png(), name="a.png", ocr=True)
    assert found.text == "\n".join(LINES) + "\n\f"
    assert found.method.startswith("ocr-text/1 (rapidocr ")
    assert "was recognised by a machine" in found.notes[0]
    assert [found.text[r.start : r.end] for r in found.regions] == list(LINES)
    at = found.text.index("11 women")
    region = found.region(at, at + 2)
    assert region is not None
    assert region.page == 1
    assert region.x == pytest.approx(40, abs=12)
    # the second line is drawn 120 pixels from the top, so about 236 to 280 from the bottom of 400
    assert region.y + region.height == pytest.approx(280, abs=14)
    assert region.y < 250
    assert text_of(png(), name="a.png", ocr=True) == found


@pytest.mark.usefixtures("no_network")
def test_scanned_pages_of_a_pdf_are_recognised_where_they_stand() -> None:
    data = pdf(["typed page", None], picture=np.asarray(drawn()).tobytes())
    found = text_of(data, name="a.pdf", ocr=True)
    assert found.text == "typed page\n\n\f" + "\n".join(LINES) + "\n\f"
    assert found.method.startswith("pdf-text/2 and ocr-text/1 (rapidocr ")
    at = found.text.index("13 children")
    assert found.page_of(at) == 2
    region = found.region(at, at + 2)
    assert region is not None
    # the picture fills a page of 432 by 144 points: 0.36 points to a pixel
    assert region.page == 2
    assert region.x == pytest.approx(40 * 0.36, abs=5)
    assert region.y + region.height == pytest.approx(280 * 0.36, abs=6)
    alone = text_of(pdf([None], picture=np.asarray(drawn()).tobytes()), name="a.pdf", ocr=True)
    assert alone.method.startswith("ocr-text/1")
    assert pdf_module.METHOD not in alone.method


def test_a_picture_that_cannot_be_recognised_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blank = io.BytesIO()
    Image.new("L", (400, 300), 255).save(blank, "PNG")
    with pytest.raises(ReadError, match=r"none was recognised in a\.png: add a transcript"):
        text_of(blank.getvalue(), name="a.png", ocr=True)
    with pytest.raises(ReadError, match=r"a picture must be whole; a\.png is not"):
        text_of(png()[:200], name="a.png", ocr=True)
    with pytest.raises(ReadError, match=r"a picture must be whole; a\.png is not"):
        text_of(b"\x89PNG", name="a.png", ocr=True)
    monkeypatch.setattr(scans, "MOST_PIXELS", 1000)
    with pytest.raises(ReadError, match=r"a\.png has more: add it in parts"):
        text_of(png(), name="a.png", ocr=True)
    scans._engine.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(scans, "_WEIGHTS", {"Det.model_path": "none.onnx"})
        with pytest.raises(ReadError, match=r"needs the weights that rapidocr ships; none\.onnx is not there"):
            text_of(png(), name="a.png", ocr=True)
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", refuse("rapidocr"))
        with pytest.raises(
            ReadError, match=r"needs the extra ocr; a\.png is one: install the extra ocr \(make extras\)"
        ):
            text_of(png(), name="a.png", ocr=True)


def test_lines_that_are_hardly_legible_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Result:
        txts, scores = ("82 dead", "8? d"), (0.95, 0.3)
        boxes: Any = np.array([[[0, 0], [10, 0], [10, 5], [0, 5]]] * 2, dtype=float)

    monkeypatch.setattr(scans, "_engine", lambda: lambda _: Result())
    found = scans.recognise([scans.Picture(np.zeros((100, 100, 3), dtype=np.uint8), 1)], "a")
    assert found.texts == ("82 dead",)
    assert found.notes[0].endswith("(1 lines, 0 of them in doubt, 1 left out as illegible)")
