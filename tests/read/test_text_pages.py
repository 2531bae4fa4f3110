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

from .texts_made import ARTICLE, page

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
    assert list("".join(webpage._texts(root))) == list("".join(parts))


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
    assert "�" in found.text
    assert (
        found.notes[0]
        == "its bytes are not all utf-8: in 3 places, first in line 2, what could not be read stands as �"
    )
    guessed = text_of("<body><p>déjà vu".encode("latin-1"), name="a.html")
    assert guessed.text == "déjà vu\n"
    assert guessed.notes[0] == "it names no encoding and is no UTF-8: it was read as windows-1252, as browsers do"


COOKIES = (
    "<h2>We value your privacy</h2><p>We and our 142 partners store cookies on your device and process personal data, such as "
    "unique identifiers, for personalised advertising and content.</p><button>Accept all</button><button>Reject all</button>"
    "<a>More options</a><p>© 2024 The Paper</p>"
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
