"""Files that were cut or altered anywhere: a text or one sentence, never another error, and never half of a cut archive."""

from __future__ import annotations

import random

import pytest

from undercount.errors import ReadError
from undercount.read.text import text_of
from undercount.read.texts.published import published_of

from .texts_made import message, page, pdf, wacz, warc, word

PAGE = ("http://example.org/a", page().encode(), "text/html; charset=utf-8")
ROUNDS = 60
WHOLE = {
    "a.html": page(
        head='<script type=\'application/ld+json\'>{"@type": "Article", "datePublished": "2016-12-14"}</script>'
    ).encode(),
    "a.txt": "Published 14 December 2016\nقتل ٤١ شخصا\n".encode(),
    "a.docx": word(["At least 82 were killed."]),
    "a.pdf": pdf(["At least 82", None]),
    "a.eml": message(body="At least 82 were killed.\r\n"),
    "a.mbox": b"From a\n" + message(body="12 dead\r\n") + b"\n\nFrom b\n" + message(body="13 dead\r\n"),
    "a.mhtml": b"MIME-Version: 1.0\nDate: Tue, 20 Dec 2016 08:00:00 -0000\nContent-Type: text/html\n\n"
    + page().encode(),
    "a.warc": warc([PAGE, PAGE], packed=False),
    "a.warc.gz": warc([PAGE]),
    "a.wacz": wacz({"a.warc.gz": warc([PAGE])}),
}


def broken(data: bytes, rng: random.Random) -> bytes:
    """Return a file cut, or with some bytes changed, removed or doubled."""
    if rng.random() < 0.3:
        return data[: rng.randrange(1, len(data))]
    out = bytearray(data)
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(out))
        change = rng.random()
        if change < 0.6:
            out[at] = rng.randrange(256)
        elif change < 0.8:
            del out[at : at + rng.randrange(1, 30)]
        else:
            out[at:at] = out[at : at + rng.randrange(1, 30)]
        if not out:
            return b"\0"
    return bytes(out)


@pytest.mark.parametrize("name", WHOLE)
def test_a_broken_file_gives_a_text_or_one_sentence(name: str) -> None:
    rng = random.Random(name)
    assert text_of(WHOLE[name], name=name).text
    said = []
    for _ in range(ROUNDS):
        data = broken(WHOLE[name], rng)
        try:
            text_of(data, name=name)
        except ReadError as error:
            said.append(str(error))
        try:
            published_of(data, name)
        except ReadError as error:
            said.append(str(error))
    assert [one for one in said if "\n" in one or len(one) > 600] == []
    if name in ("a.docx", "a.warc.gz", "a.wacz"):
        assert len(said) > ROUNDS, "their checksums must tell that they were altered"
