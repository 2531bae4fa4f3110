"""Pages: the same text as by a walk that is easy to see through, which of it is the article, and pages that are only a notice."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import ReadError
from undercount.read.text import text_of
from undercount.read.texts import webpage
from undercount.read.texts.article import MOST_CHARACTERS, article_of

from .texts_made import ARTICLE, message, page

MENU = "Home News\n"


def walked(node: lxml.html.HtmlElement, parts: list[str], *, preformatted: bool = False) -> None:
    """Add the text of an element as ``html-text/1`` was first written: by recursion."""
    tag = node.tag if isinstance(node.tag, str) else ""
    if tag and tag not in webpage._SILENT:
        block = tag in webpage._BLOCKS
        pre = preformatted or tag == "pre"
        parts.append("\n" if block or tag == "br" else "\t" if tag in ("td", "th") else "")
        parts.append(webpage._inline(node.text, pre))
        for child in node:
            walked(child, parts, preformatted=pre)
        parts.append("\n" if block else "")
    parts.append(webpage._inline(node.tail, preformatted))


TAGS = st.sampled_from(
    ["p", "div", "b", "pre", "td", "tr", "table", "br", "script", "ul", "li", "noscript", "h1", "span"]
)
WORDS = st.text(alphabet="ab 1\n\t\xa0قé<", max_size=8).map(lambda text: text.replace("<", "&lt;"))


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=4))


@given(st.recursive(st.one_of(WORDS, st.just("<!-- no -->")), element, max_leaves=25))
def test_any_page_gives_the_text_that_a_plain_recursion_gives(body: str) -> None:
    root = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    parts: list[str] = []
    walked(root, parts)
    assert list("".join(piece for piece, _ in webpage._texts(root))) == list("".join(parts))


def test_the_article_is_told_from_what_stands_around_it() -> None:
    found = text_of(page().encode(), name="a.html")
    assert found.text.startswith(MENU)
    assert found.text.endswith("Most read\n200 killed in another town\nCopyright the paper\n")
    ((start, end),) = found.main
    assert start == len(MENU)
    assert found.text[start:end].startswith("Strike hits a clinic\nAt least 82 civilians")
    assert found.text[start:end].endswith("under the rubble.")
    assert "11 women and 13\xa0children" in found.text[start:end]
    at = found.text.index("200 killed")
    assert not found.in_main(at, at + 3)
    assert found.in_main(start, start + 1)
    assert found.notes == ()


def test_the_spans_are_those_whose_words_the_extractor_kept() -> None:
    """Without white space the spans are exactly what trafilatura gives."""
    from trafilatura import bare_extraction

    source = page(
        body=ARTICLE.replace("<table>", "<p>Share</p><aside><a href='/y'>9 dead elsewhere</a></aside><table>")
    )
    found = text_of(source.encode(), name="a.html")
    kept: Any = bare_extraction(lxml.html.document_fromstring(source), include_comments=False)
    spans = "".join(found.text[a:b] for a, b in found.main)
    assert "".join(spans.split()) == "".join("".join(kept.body.itertext()).split())


def test_a_line_that_stands_twice_is_placed_between_its_neighbours() -> None:
    text = "Two killed\nMenu\nStrike on the city hits a market\nTwo killed\nThe market was full, said the mayor of the city.\nTwo killed\n"
    root = lxml.html.document_fromstring("<p>x</p>")

    def spans(monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[int, int], ...]:
        body = lxml.html.fromstring(
            "<body><p>Strike on the city hits a market</p><p>Two killed</p><p>The market was full, said the mayor of the city.</p></body>"
        )
        monkeypatch.setattr("trafilatura.bare_extraction", lambda *_, **__: type("Document", (), {"body": body}))
        return article_of(root, text)[0]

    with pytest.MonkeyPatch.context() as patch:
        assert spans(patch) == ((text.index("Strike"), text.rindex("\nTwo killed")),)


def refuse(wanted: str) -> Callable[..., Any]:
    """Return an import that does not find one package."""
    real = builtins.__import__

    def found(name: str, *args: Any, **named: Any) -> Any:
        if name.partition(".")[0] == wanted:
            raise ImportError(name)
        return real(name, *args, **named)

    return found


def test_without_the_extra_the_whole_page_is_read_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = text_of(page().encode(), name="a.html")
    monkeypatch.setattr(builtins, "__import__", refuse("trafilatura"))
    without = text_of(page().encode(), name="a.html")
    assert without.text == with_it.text
    assert without.main == ()
    assert without.in_main(0, 1)
    assert without.notes == (
        "the whole page is read, with its menus and links: install the extra web (make extras) to tell the article from them",
    )


def test_what_the_extractor_cannot_do_costs_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("trafilatura.bare_extraction", fails)
    found = text_of(page().encode(), name="a.html")
    assert (found.main, found.notes) == ((), ("the whole page is read: looking for its article failed (RuntimeError)",))
    root = lxml.html.document_fromstring("<p>x</p>")
    assert article_of(root, "x" * (MOST_CHARACTERS + 1))[1].startswith(
        "the whole page is read: it is longer than 5,000,000"
    )
    other = lxml.html.fromstring("<body><p>words that are nowhere on the page at all</p></body>")
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *_, **__: type("Document", (), {"body": other}))
    assert article_of(root, "Some other words.\n") == (
        (),
        "the whole page is read: the article that was found does not stand in its text",
    )


def test_no_page_is_read_by_half() -> None:
    """libxml2 stops at 10 MB of one text and at 256 open elements, and gives what came before."""
    long = b"<p>before</p><p>" + b"word " * 2_100_000 + b"END</p><p>after</p>"
    assert text_of(b"<body>" + long, name="a.html").text.endswith("END\nafter\n")
    deep = b"<p>before</p>" + b"<div>" * 1000 + b"deep" + b"</div>" * 1000 + b"<p>after</p>"
    assert text_of(deep, name="a.html").text == "before\ndeep\nafter\n"
    deeper = b"<p>before</p>" + b"<div>" * 3000 + b"deep" + b"</div>" * 3000 + b"<p>after</p>"
    with pytest.raises(ReadError, match=r"must not nest elements thousands deep; a\.html does"):
        text_of(deeper, name="a.html")


def test_bytes_that_are_no_characters_are_said() -> None:
    body = b"<html><head><meta charset=utf-8></head><body><p>caf\xc3\xa9</p>\n<p>\xc7\xe1 and \xcd</p></body></html>"
    found = text_of(body, name="a.html")
    assert found.text == "café\n�� and �\n"
    assert found.notes[-1] == (
        "3 characters could not be read and stand as �, the first in “café �� and �”: compare the words and numbers beside them with the "
        "original, and save that again as UTF-8 if it can be had"
    )
    guessed = text_of("<body><p>déjà vu".encode("latin-1"), name="a.html")
    assert guessed.text == "déjà vu\n"
    assert guessed.notes[0] == "it names no encoding and is no UTF-8: it was read as windows-1252, as browsers do"


SENTENCES = (
    ("The army said that it had killed “about 30 terrorists” outside the town’s only café.", "windows-1252"),
    ("Der Bürgermeister nannte 14 Tote, darunter fünf Kinder, und „über 30“ Verletzte.", "windows-1252"),
    ("El alcalde habló de 14 muertos, entre ellos cinco niños, según el hospital.", "windows-1252"),
    ("قال مدير الصحة إن 14 شخصا على الأقل قتلوا يوم الأربعاء", "windows-1256"),
)


@pytest.mark.parametrize(("text", "encoding"), SENTENCES)
@pytest.mark.parametrize("said", ["utf-8", "", "windows-1252", "windows-1256"])
def test_a_page_is_read_in_the_encoding_that_it_is_in_whatever_it_says(text: str, encoding: str, said: str) -> None:
    head = f"<meta charset='{said}'>" if said else ""
    page_of = f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode
    new = text_of(page_of("utf-8"), name="a.html")
    assert new.text == f"{text}\n"
    as_said = "it says that it is {}, and is UTF-8".replace(",", "").format(said)
    assert any(note.startswith(as_said) for note in new.notes) == said.startswith("windows")
    if said in ("utf-8", ""):
        old = text_of(page_of(encoding), name="a.html")
        assert old.text == f"{text}\n"
        assert f"it was read as {encoding}" in old.notes[0]
        assert not any("�" in note for note in old.notes)


@pytest.mark.parametrize(("text", "encoding"), SENTENCES)
def test_a_message_is_read_in_the_encoding_that_it_is_in(text: str, encoding: str) -> None:
    data = message(body="BODY\r\n").replace(b"BODY", text.encode(encoding))
    found = text_of(data, name="a.eml")
    assert found.text.endswith(f"\n\n{text}\n")
    assert found.notes == (
        f"it says that it is utf-8, and its bytes are not: it was read as {encoding}, which they all are",
    )
    assert "�" in text_of(data, name="a.eml", method="mail-text/1").text


@pytest.mark.parametrize("said", ["utf-f", "hex", "idna", "undefined", "utf-16", "none"])
def test_a_name_that_is_no_encoding_of_text_says_nothing(said: str) -> None:
    body = f"<meta charset='{said}'><p>The town’s “only” hospital</p>".encode("windows-1252")
    assert text_of(body, name="a.html", method=webpage.EARLIER).text
    if said != "utf-16":
        assert text_of(body, name="a.html").text == "The town’s “only” hospital\n"


@pytest.mark.parametrize("encoding", ["windows-1252", "windows-1256"])
@pytest.mark.parametrize(
    "text", ["The town’s “only” hospital", "قال إن 14 شخصا قتلوا", "À l’hôpital, 14 tués à l’église"]
)
def test_letters_that_were_decoded_twice_are_said_and_left(text: str, encoding: str) -> None:
    def as_browsers(byte: int) -> str:
        return bytes((byte,)).decode(encoding, errors="ignore") or chr(byte)

    twice = "".join(map(as_browsers, text.encode()))
    found = text_of(f"{twice}\n".encode(), name="a.txt")
    assert found.text == f"{twice}\n"
    assert any("decoded twice" in note for note in found.notes)
    assert not any("twice" in note for note in text_of(text.encode(), name="a.txt").notes)


def test_a_capital_before_a_quotation_mark_was_not_decoded_twice() -> None:
    text = "„Der Fuß“ – CITÉ» – “JOSÉ” – в № 5 «Обь» – فقط، في خطأ، مع، شيء، حي ع، ثم"
    assert text_of(text.encode(), name="a.txt").notes == ()


STRUCK = (
    "<p>The toll: <del>12</del> <ins>15</ins> people were killed. <s>Nine</s> Eight people were <b>injured</b>, "
    "<span style='color:red; text-decoration: underline line-through'>not <i>ten</i> </span>the hospital said.</p>"
)


def test_what_a_page_strikes_out_is_left_out_and_said_and_stands_in_earlier_captures() -> None:
    found = text_of(page(body=STRUCK).encode(), name="a.html")
    said = "The toll: 15 people were killed. Eight people were injured, the hospital said."
    assert f"{said}\n" in found.text
    assert "what it strikes out is left out: in 3 places, first “12”" in found.notes
    earlier = text_of(page(body=STRUCK).encode(), name="a.html", method=webpage.EARLIER)
    assert (
        "The toll: 12 15 people were killed. Nine Eight people were injured, not ten the hospital said." in earlier.text
    )
    assert earlier.method == "html-text/1"
    assert (
        text_of(page().encode(), name="a.html").text
        == text_of(page().encode(), name="a.html", method=webpage.EARLIER).text
    )
    with pytest.raises(ReadError, match=r"all of a\.html is struck out: save the page as it stands now"):
        text_of(b"<del><p>12 dead</p></del>", name="a.html")


COOKIES = (
    "<h2>We value your privacy</h2><p>We and our 142 partners store cookies on your device and process personal data, such as "
    "unique identifiers, for personalised advertising and content.</p><button>Accept all</button><button>Reject all</button>"
    "<a>More options</a><p>© 2024 The Paper</p>"
)


CHECKING = (
    "<h1>Checking your browser before accessing example.org</h1>"
    "<p>Please enable JavaScript and cookies to continue</p><p>Ray ID: 5f3a</p>"
)
ONE_MORE_STEP = (
    "<h1>One more step</h1><p>Please complete the security check to access example.org</p>"
    "<p>Completing the CAPTCHA proves you are a human and gives you temporary access to the web property.</p>"
    "<p>Your IP: 203.0.113.7</p><p>Performance &amp; security by Example</p>"
)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (COOKIES, "a notice about cookies or consent (“We value your privacy”)"),
        ("<h1>Sign in</h1><p>Please log in to continue</p><p>Forgot password?</p>", "a login or a subscription notice"),
        ("<p>You need to enable JavaScript to run this app.</p>", "a notice that the browser must run scripts"),
        (
            "<h1>Just a moment...</h1><p>Checking your browser before accessing the site.</p>",
            "a check that the visitor is no robot",
        ),
        (CHECKING, "a check that the visitor is no robot (“Checking your browser”)"),
        (ONE_MORE_STEP, "a check that the visitor is no robot (“Completing the CAPTCHA”)"),
        ("<h1>404 Not Found</h1><p>nginx</p>", "a message that the page is not there or is closed"),
        ("<p>يستخدم هذا الموقع ملفات تعريف الارتباط</p><p>موافق</p>", "a notice about cookies or consent"),
    ],
)
def test_a_page_that_is_only_a_notice_is_refused(body: str, what: str) -> None:
    with pytest.raises(ReadError) as caught:
        text_of(f"<html><body>{body}</body></html>".encode(), name="a.html")
    assert str(caught.value).startswith(f"a page must hold what was published; a.html holds only {what}")


def test_a_page_that_scripts_write_is_refused() -> None:
    body = (
        b"<html><body><noscript>Enable JavaScript</noscript><div id=root></div><script src=a.js></script></body></html>"
    )
    with pytest.raises(ReadError, match=r"has none, for its scripts write it in the browser: save it again"):
        text_of(body, name="a.html")


@pytest.mark.parametrize(
    "news",
    [
        "At least 82 civilians were killed.",
        "12 dead in the market",
        "The governor refused to accept that there were 20 wounded.",
        "قتل 41 شخصا في قصف على المدينة",
        "The minister said that the website of the army gave another number of the dead than the hospital did on Monday.",
    ],
)
def test_a_single_sentence_of_news_beside_a_notice_is_kept(news: str) -> None:
    assert f"{news}\n" in text_of(f"<html><body>{COOKIES}<p>{news}</p></body></html>".encode(), name="a.html").text
