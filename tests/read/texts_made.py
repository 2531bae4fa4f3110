"""Files of every kind, made here: pages, mail, archives, DOCX and PDF."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile
from collections.abc import Sequence

import docx

ARTICLE = (
    "<article><h1>Strike hits a clinic</h1><p>At least <b>82</b> civilians were killed in four neighbourhoods of the city on "
    "Tuesday, the human rights office said in a statement to the press.</p><p>Among them were 11 women and 13&nbsp;children, its "
    "spokesman told reporters in the capital.<br>He gave no names of the dead.</p><table><tr><td>East</td><td>12 dead</td></tr></table>"
    "<p>The reality is likely worse, he said on Wednesday, and added that more people were under the rubble.</p></article>"
)


def page(*, head: str = "", body: str = ARTICLE, lang: str = "en") -> str:
    """Return a page with menus and links around its article."""
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><title>Strike</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/n'>News</a></nav>{body}<aside><h3>Most read</h3>"
        "<ul><li><a href='/x'>200 killed in another town</a></li></ul></aside>"
        "<footer><p>Copyright the paper</p></footer></body></html>"
    )


def pdf(pages: Sequence[str | None], *, info: str = "", encrypt: bool = False, picture: bytes = b"") -> bytes:
    """Return a PDF: each page a line of text, or where None a picture (grey pixels, 1,200 to a row)."""
    kids = " ".join(f"{10 + 3 * n} 0 R" for n in range(len(pages)))
    out = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        f"2 0 obj<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>endobj".encode(),
        b"3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
    ]
    width, height = (1200, len(picture) // 1200) if picture else (8, 8)
    pixels = picture or bytes(64)
    for n, text in enumerate(pages):
        at = 10 + 3 * n
        use = "/Font<</F1 3 0 R>>" if text is not None else f"/XObject<</Im {at + 2} 0 R>>"
        ops = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET" if text is not None else "432 0 0 144 0 0 cm /Im Do"
        box = "0 0 200 200" if text is not None else "0 0 432 144"
        out += [
            f"{at} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {at + 1} 0 R/Resources<<{use}>>>>endobj".encode(),
            f"{at + 1} 0 obj<</Length {len(ops)}>>stream\n{ops}\nendstream endobj".encode(),
        ]
        if text is None:
            kind = f"/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {len(pixels)}"
            out.append(
                f"{at + 2} 0 obj<</Type/XObject/Subtype/Image{kind}>>stream\n".encode() + pixels + b"\nendstream endobj"
            )
    out.append(f"5 0 obj<<{info}>>endobj".encode())
    lock = (
        b"/Encrypt<</Filter/Standard/V 1/R 2/O<%b>/U<%b>/P -4>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)
        if encrypt
        else b""
    )
    return b"%PDF-1.4\n" + b"\n".join(out) + b"\ntrailer<</Root 1 0 R/Info 5 0 R" + lock + b">>\n%%EOF\n"


def word(paragraphs: Sequence[str]) -> bytes:
    """Return a DOCX of paragraphs, with a table, a header and a footer."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "East", "12 dead"
    document.add_paragraph("After the table.")
    document.sections[0].header.paragraphs[0].text = "Situation report"
    document.sections[0].footer.paragraphs[0].text = "For release"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """Return a ZIP with entries added or replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return file.getvalue()


Saved = tuple[str, bytes, str]
"""Address, bytes, Content-Type."""


def warc(
    records: Sequence[Saved],
    *,
    packed: bool = True,
    status: str = "200 OK",
    date: str = "2016-12-20T08:00:00Z",
    encoding: str = "",
) -> bytes:
    """Return a WARC of answers, each with the digest of its block (ISO 28500), written without any library."""
    made = [_record("warcinfo", "made.warc", date, b"software: a test\r\n", "application/warc-fields")]
    for url, data, kind in records:
        body = gzip.compress(data, mtime=0) if encoding == "gzip" else data
        fields = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" + (
            f"Content-Encoding: {encoding}\r\n" if encoding else ""
        )
        block = f"HTTP/1.1 {status}\r\n{fields}\r\n".encode() + body
        made.append(_record("response", url, date, block, "application/http; msgtype=response"))
    return b"".join(gzip.compress(one, mtime=0) if packed else one for one in made)


def _record(kind: str, url: str, date: str, block: bytes, media: str) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{len(block):012d}>\r\nWARC-Date: {date}\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Block-Digest: sha1:{digest}\r\nContent-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def wacz(archives: dict[str, bytes]) -> bytes:
    """Return a WACZ of WARC files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("datapackage.json", "{}")
        for name, data in archives.items():
            made.writestr(f"archive/{name}", data)
    return file.getvalue()


def message(
    *, subject: str = "82 killed", date: str = "Wed, 14 Dec 2016 23:30:00 -0500", body: str = "", extra: str = ""
) -> bytes:
    """Return a message of plain text."""
    return (
        f"From: Press Office <press@example.org>\r\nTo: list@example.org\r\nSubject: {subject}\r\nDate: {date}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n{extra}\r\n{body}"
    ).encode()
