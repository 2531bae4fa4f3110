"""What a message quotes of an earlier one is in its text and is not its own, however its mail program marks it."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.read.text import text_of
from undercount.read.texts import mail, webpage
from undercount.read.texts.quoted_mail import own_lines

from .texts_made import message

OWN = "Five people died today, the council of the town told us."
EARLIER = "Twenty people were killed yesterday near the bridge."
NOTE = "what it quotes from an earlier message is not read as its own: add that message as an item"
HEADERS = "From: Old <o@example.org>\nSent: Monday, 1 March 2021 10:00\nTo: list@example.org\nSubject: toll"

IN_TEXT = {
    "sign": f"On Monday someone wrote:\n> {EARLIER}",
    "outlook": f"-----Original Message-----\n{HEADERS}\n\n{EARLIER}",
    "line and header": f"________________________________\n{HEADERS}\n\n{EARLIER}",
    "header alone": f"{HEADERS}\n\n{EARLIER}",
    "forwarded": f"---------- Forwarded message ---------\nFrom: Old <o@example.org>\nDate: Mon, Mar 1, 2021\n\n{EARLIER}",
    "apple": f"Begin forwarded message:\n\nFrom: Old <o@example.org>\nDate: 1 March 2021\n\n{EARLIER}",
    "wrote": f"On Mon, 1 Mar 2021 at 10:00, Old <o@example.org> wrote:\n\n{EARLIER}",
    "wrote, broken": f"On Mon, 1 Mar 2021 at 10:00, Old Name of the Office\n<o@example.org> wrote:\n\n{EARLIER}",
    "french": f"De : Ancien <o@example.org>\nEnvoyé : lundi 1 mars 2021 10:00\nÀ : liste\n\n{EARLIER}",
    "arabic": f"من: المكتب <o@example.org>\nتم الإرسال: 1 آذار 2021\n\n{EARLIER}",
}
IN_HTML = {
    "cite": f"<blockquote type='cite'><p>{EARLIER}</p></blockquote>",
    "gmail": f"<div class='gmail_quote'><div dir='ltr'>On 1 March Old wrote:</div><blockquote>{EARLIER}</blockquote></div>",
    "outlook": "<div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Old &lt;o@example.org&gt;<br><b>Sent:</b> Monday, 1 March 2021"
    f"<br><b>To:</b> list</p></div><p>{EARLIER}</p>",
    "original": f"<p>-----Original Message-----</p><p>From: Old</p><p>Sent: 1 March 2021</p><p>{EARLIER}</p>",
}


def html_message(body: str) -> bytes:
    return message(body=f"<html><body><p>{OWN}</p>{body}</body></html>").replace(b"text/plain", b"text/html")


@pytest.mark.parametrize(
    "data", [message(body=f"{OWN}\r\n\r\n{quoted}\r\n") for quoted in IN_TEXT.values()], ids=IN_TEXT
)
def test_what_plain_text_quotes_is_not_its_own(data: bytes) -> None:
    said_and_quoted(data)


@pytest.mark.parametrize("data", [html_message(quoted) for quoted in IN_HTML.values()], ids=IN_HTML)
def test_what_html_quotes_is_not_its_own(data: bytes) -> None:
    said_and_quoted(data)


def said_and_quoted(data: bytes) -> None:
    found = text_of(data, name="a.eml")
    own, earlier = found.text.index(OWN), found.text.index(EARLIER)
    assert found.in_main(own, own + len(OWN))
    assert not found.in_main(earlier, earlier + len(EARLIER))
    assert NOTE in found.notes
    before = text_of(data, name="a.eml", method=mail.EARLIER[0])
    assert (before.text, before.method) == (found.text, "mail-text/1")


@pytest.mark.parametrize(
    "body",
    [
        f"{OWN}\r\n\r\nFrom: the hospital we had the names of the dead.\r\nDate: none was given.\r\n",
        f"{OWN}\r\n\r\nOn 1 March 2021 the monitor wrote:\r\n\r\n{EARLIER}\r\n",
        f"{OWN}\r\n\r\nThe original message of the governor is this.\r\n\r\n{EARLIER}\r\n",
    ],
)
def test_what_a_person_wrote_as_a_sentence_begins_no_earlier_message(body: str) -> None:
    found = text_of(message(body=body), name="a.eml")
    last = body.split("\r\n")[-2]
    assert found.in_main(found.text.index(last), len(found.text))
    assert NOTE not in found.notes


def test_a_message_that_only_forwards_another_says_nothing_itself() -> None:
    found = text_of(message(subject="", body=IN_TEXT["forwarded"]).replace(b"Subject: \r\n", b""), name="a.eml")
    assert EARLIER in found.text
    assert not found.in_main(found.text.index(EARLIER), len(found.text))


def test_lines_after_those_with_a_sign_are_the_senders_again() -> None:
    text = f"> {EARLIER}\nThat is wrong.\n> {EARLIER}\nSo is that.\n"
    assert [text[start:end] for start, end in own_lines(text)] == ["That is wrong.\n", "So is that.\n"]


BLOCKS = st.lists(st.tuples(st.sampled_from(("own", "quoted", "deep")), st.text("ab  ", max_size=6)), max_size=12)


@given(BLOCKS)
def test_the_lines_that_html_quotes_are_those_of_the_elements_that_quote(blocks: list[tuple[str, str]]) -> None:
    made = {
        "own": "<div><span>{}</span></div>",
        "quoted": "<blockquote type=cite>{}</blockquote>",
        "deep": "<div class='x gmail_quote'><ul><li>{}</li></ul></div>",
    }
    body = "".join(made[kind].format(words and f"{kind} {words}") for kind, words in blocks)
    root = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    pieces = list(webpage._texts(root))
    text = webpage._tidy("".join(piece for piece, _ in pieces))
    quoted = "".join(text[start:end] for start, end in webpage._quoted_lines(pieces))
    expected = [" ".join(f"{kind} {words}".split()) for kind, words in blocks if words and kind != "own"]
    assert quoted.splitlines() == expected
