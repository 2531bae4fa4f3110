"""When an item was published: every way in which items say it, who goes before whom, and what is no date of publication."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import ReadError
from undercount.read.texts.days import day_in
from undercount.read.texts.published import Dated, judged, published_of
from undercount.record import When

from .texts_made import message, page, pdf, wacz, warc, word


def linked(**fields: object) -> str:
    """Return a page's linked data."""
    return f"<script type='application/ld+json'>{json.dumps(fields)}</script>"


META = "<meta property='article:published_time' content='2016-12-14T09:00:00+03:00'>"
ELSEWHERE = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2011-01-01"}]}


@pytest.mark.parametrize(
    ("head", "body", "when", "how", "standing"),
    [
        (META, "", "2016-12-14", "meta article:published_time", "stated"),
        ("<meta name='DC.date.issued' content='2016-12'>", "", "2016-12", "meta dc.date.issued", "stated"),
        (
            linked(**{"@type": "NewsArticle", "datePublished": "2016-12-14T09:00:00Z"}),
            "",
            "2016-12-14",
            "JSON-LD datePublished",
            "stated",
        ),
        (
            linked(**{"@graph": [ELSEWHERE, {"@type": ["Report"], "datePublished": "2016-12-14"}]}),
            "",
            "2016-12-14",
            "JSON-LD datePublished",
            "stated",
        ),
        (linked(**ELSEWHERE), "", "", "", ""),
        (
            "",
            "<time itemprop='datePublished' datetime='2016-12-14'>x</time>",
            "2016-12-14",
            "itemprop datePublished",
            "stated",
        ),
        ("", "<p>Published: 14 December 2016</p>", "2016-12-14", "the words “Published: 14 December 2016”", "stated"),
        ("", "<p>نُشر في ١٤ كانون الأول ٢٠١٦</p>", "2016-12-14", "the words “نُشر في ١٤ كانون الأول ٢٠١٦”", "stated"),
        ("", "<p>Wednesday, December 14, 2016</p>", "2016-12-14?", "the line “Wednesday, December 14, 2016”", "weak"),
        (
            "",
            "<p>GENEVA (14 December 2016) – At least 82 died.</p>",
            "2016-12-14",
            "dateline “GENEVA (14 December 2016) –”",
            "stated",
        ),
        ("", "<time datetime='2016-12-14T10:00Z'>Wednesday</time>", "2016-12-14?", "the page's only <time>", "weak"),
    ],
)
def test_a_page_says_when_it_was_published(head: str, body: str, when: str, how: str, standing: str) -> None:
    found = published_of(page(head=head, body=f"{body}<p>At least 82 people died in the city.</p>").encode(), "a.html")
    assert (found.when, found.how, found.standing, found.note) == (when, how, standing, "")
    When.parse(found.when)


def test_two_statements_of_one_moment_are_one_and_of_two_days_leave_the_time_between_them() -> None:
    late = "<meta property='article:published_time' content='2016-12-14T23:30:00-05:00'>"
    same = published_of(
        page(head=late + linked(**{"@type": "NewsArticle", "datePublished": "2016-12-15T04:30:00Z"})).encode(), "a.html"
    )
    assert (same.when, same.how, same.note) == ("2016-12-14", "meta article:published_time; JSON-LD datePublished", "")
    two = published_of(
        page(head=late + linked(**{"@type": "NewsArticle", "datePublished": "2016-12-17"})).encode(), "a.html"
    )
    assert two.when == "2016-12-14/2016-12-17"
    assert (
        two.note == "its dates differ: 2016-12-14 by meta article:published_time, 2016-12-17 by JSON-LD datePublished"
    )


def test_what_a_person_says_goes_before_what_the_item_says() -> None:
    data = page(head=META).encode()
    found = published_of(data, "a.html", given="2016-12-13")
    assert (found.when, found.standing) == ("2016-12-13", "given")
    assert found.note == (
        "the item itself says 2016-12-14 (meta article:published_time); what was given when it was added, 2016-12-13, goes before it"
    )
    assert published_of(data, "a.html", given="2016-12-14").note == ""
    assert published_of(b"%PDF-broken", "a.pdf", given="2016-12-14").when == "2016-12-14"
    with pytest.raises(ReadError):
        published_of(b"%PDF-broken", "a.pdf")


def test_a_capture_is_only_the_last_day_on_which_it_can_have_been_published() -> None:
    url = "http://example.org/a"
    plain = page(body="<p>At least 82 people died in the city on that day.</p>").encode()
    alone = published_of(warc([(url, plain, "text/html")]), "a.warc.gz")
    assert (alone.when, alone.standing) == ("../2016-12-20", "bound")
    assert alone.how == "WARC-Date: a capture, so it was published no later"
    stated = published_of(wacz({"a.warc.gz": warc([(url, page(head=META).encode(), "text/html")])}), "a.wacz")
    assert (stated.when, stated.standing) == ("2016-12-14", "stated")
    late = published_of(warc([(url, page(head=META.replace("2016", "2018")).encode(), "text/html")]), "a.warc.gz")
    assert late.when == "../2016-12-20"
    assert (
        late.note
        == "it cannot have been published on 2018-12-14 (meta article:published_time), for it was captured by 2016-12-20"
    )
    address = published_of(warc([("http://example.org/2016/12/14/a", plain, "text/html")]), "a.warc.gz")
    assert (address.when, address.how) == ("2016-12-14?", "its address")
    two = published_of(
        warc([(url, page(head=META).encode(), "text/html"), (f"{url}/b", plain, "text/html")]), "a.warc.gz"
    )
    assert (two.when, two.note) == ("", "its 2 pages have dates of their own")
    assert [(name, part.when) for name, part in two.parts] == [(url, "2016-12-14"), (f"{url}/b", "../2016-12-20")]


def test_messages_and_files_say_when_they_were_sent_or_made() -> None:
    mail = published_of(message(body="x"), "a.eml")
    assert (mail.when, mail.how, mail.standing) == ("2016-12-14", "e-mail Date", "stated")
    assert mail.found[0].moment == "2016-12-15T04:30:00+00:00"
    assert published_of(message(date="no date", body="x"), "a.eml").when == ""
    box = published_of(
        b"From a\n" + message(body="x") + b"\n\nFrom b\n" + message(date="Thu, 15 Dec 2016 09:00:00 +0000", body="y"),
        "a.mbox",
    )
    assert [part.when for _, part in box.parts] == ["2016-12-14", "2016-12-15"]
    saved = (
        b"Date: Tue, 20 Dec 2016 08:00:00 -0000\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>At least 82 died.</p>"
    )
    assert published_of(saved, "a.mht").when == "../2016-12-20"
    made = published_of(pdf(["x"], info="/CreationDate(D:20161214103000Z)"), "a.pdf")
    assert (made.when, made.how) == ("2016-12-14?", "PDF CreationDate (when the file was made)")
    said = published_of(pdf(["Published 13 December 2016"], info="/CreationDate(D:20161214103000Z)"), "a.pdf")
    assert (said.when, said.standing) == ("2016-12-13", "stated")
    assert published_of(word(["Text."]), "a.docx").when == "", "the date of python-docx's template is none"
    document = docx.Document()
    document.core_properties.created = datetime.datetime(2016, 12, 14, 8, 0, tzinfo=datetime.UTC)
    file = io.BytesIO()
    document.save(file)
    assert published_of(file.getvalue(), "a.docx").when == "2016-12-14?"


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers walk through the mosque on December 13, 2016, after they took the area.\nAfter five years of war, some are weary.\n",
        "The report, published on 3 May 2015, said that 41 people had died.\n",
        "Published reports of 14 December 2016 speak of a market that was hit twice, and of no one who was there to rescue them.\n",
        "Twelve were killed on 14 December 2016.\n",
        "Published 03/04/2016\n",
        "Updated 14 December 2016\n",
        "31 February 2016\n",
    ],
)
def test_a_date_in_a_sentence_or_one_with_two_readings_is_no_date_of_publication(text: str) -> None:
    found = published_of(text.encode(), "a.txt")
    assert (found.when, found.found) == ("", ())


@pytest.mark.reference
def test_the_seed_article_does_not_date_itself(shared: Path) -> None:
    """Its only full date stands in a picture's caption, and is of the day before its publication."""
    assert published_of(shared / "seed" / "aleppo-op-ed.txt").when == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-12-14", "2016-12-14"),
        ("2016-12", "2016-12"),
        ("2016/12/14", "2016-12-14"),
        ("14.12.2016", "2016-12-14"),
        ("12/14/2016", "2016-12-14"),
        ("04/04/2016", "2016-04-04"),
        ("03/04/2016", None),
        ("Wed, 14 Dec 2016 23:30:00 -0500", "2016-12-14"),
        ("14th of December, 2016", "2016-12-14"),
        ("Dec. 14, 2016", "2016-12-14"),
        ("14 décembre 2016", "2016-12-14"),
        ("14 de diciembre de 2016", "2016-12-14"),
        ("14 декабря 2016", "2016-12-14"),
        ("14 грудня 2016", "2016-12-14"),
        ("14. Dezember 2016", "2016-12-14"),
        ("14 Aralık 2016", "2016-12-14"),
        ("١٤ ديسمبر ٢٠١٦", "2016-12-14"),
        ("14 كانون الأول 2016", "2016-12-14"),
        ("30 February 2016", None),
        ("2016-13-01", None),
        ("May 2016", None),
        ("82 killed", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_written(text: str, day: str | None) -> None:
    found = day_in(text)
    assert (found.edtf if found else None) == day


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%Y/%m/%d"]),
)
def test_every_day_written_out_is_read_back(day: datetime.date, form: str) -> None:
    found = day_in(f"on {day.strftime(form)}.")
    assert found is not None
    assert found.edtf == day.isoformat()


DAYS = st.dates(datetime.date(2016, 1, 1), datetime.date(2016, 3, 1)).map(datetime.date.isoformat)


@given(
    st.lists(
        st.builds(Dated, DAYS, st.sampled_from(["a", "b", "c"]), st.sampled_from(["stated", "weak", "bound"])),
        max_size=6,
    )
)
def test_what_follows_from_dates_contains_every_statement_and_is_never_later_than_the_capture(
    dates: list[Dated],
) -> None:
    found = judged(dates)
    span = When.parse(found.when)
    bounds = [one.when for one in dates if one.standing == "bound"]
    last = When.parse(min(bounds)).end if bounds else None
    for one in dates:
        day = When.parse(one.when)
        possible = last is None or (day.start or 0) <= last
        if one.standing == "stated" and possible:
            assert (span.start or 0) <= (day.start or 0)
            assert (day.end or 0) <= (span.end or 0)
            assert found.standing == "stated"
    assert set(found.found) == set(dates)
    assert bool(found.when) == any(
        one.standing == "bound" or last is None or (When.parse(one.when).start or 0) <= last for one in dates
    )
    assert span.certain == (found.standing != "weak")


@pytest.mark.parametrize(
    ("text", "when", "standing"),
    [
        ("12 March 2018: yesterday 17 people were killed in the town.", "2018-03-12", "stated"),
        ("March 12, 2018 - Seventeen people were killed in the town last night.", "2018-03-12", "stated"),
        ("Monday, 12 March 2018: this morning shells fell on the town.", "2018-03-12", "stated"),
        ("12 آذار 2018: قتل أمس 17 شخصا في البلدة", "2018-03-12", "stated"),
        ("GENEVA, 12 March 2018 – Seventeen people were killed.", "2018-03-12", "stated"),
        ("درعا، 12 آذار/مارس 2018 – قالت المديرية إن 17 شخصا قتلوا", "2018-03-12", "stated"),
        ("جنيف (12 آذار 2018) – قالت الأمم المتحدة إن 17 شخصا قتلوا", "2018-03-12", "stated"),
        ("غزة، الاثنين ١٢ مارس (آذار) ٢٠١٨ - (وكالة) قتل 17 شخصا", "2018-03-12", "stated"),
        ("12 آذار/مارس 2018: قتل أمس 17 شخصا في البلدة", "2018-03-12", "stated"),
        ("درعا، 12 آذار 2018 – قتل 17 شخصا\nوقتل اثنان في 15 آذار 2018", "2018-03-12?", "weak"),
        # two months, a sentence, a heading of what happened: none of them says when this was written
        ("درعا، 12 آذار/نيسان 2018 – قالت المديرية إن 17 شخصا قتلوا", "", ""),
        ("قتل 17 شخصا في درعا يوم 12 آذار 2018 – قالت المديرية", "", ""),
        ("قصف على درعا 12 آذار 2018 - قتل 17 شخصا", "", ""),
        # nothing counts from it, so that it may be the day of what is told
        ("12 March 2018: 17 people were killed in the town.", "", ""),
        ("12 March 2018: 17 people were killed. Yesterday it was calm.", "", ""),
        # something contradicts it
        (
            "12 March 2018: yesterday 17 people were killed.\n13 March 2018: today nobody was killed.",
            "2018-03-12?",
            "weak",
        ),
        ("GENEVA, 12 March 2018 – Seventeen people died.\nOn 15 March 2018 two more died.", "2018-03-12?", "weak"),
        ("GENEVA, 12 March 2018 – Seventeen people died.\nOn 1 March 2018 two more died.", "2018-03-12", "stated"),
        # what the text says of its publication goes before its dateline
        ("Published: 14 March 2018\nGENEVA, 12 March 2018 – Seventeen people died.", "2018-03-14", "stated"),
    ],
)
def test_a_dateline_gives_the_day_where_nothing_contradicts_it(text: str, when: str, standing: str) -> None:
    found = published_of(text.encode(), "a.txt")
    assert (found.when, found.standing) == (when, standing)
    assert (standing == "") or found.how.startswith(("dateline “", "the words “"))


def test_a_dateline_gives_way_to_what_a_page_says_of_itself() -> None:
    line = "<p>GENEVA (14 December 2016) – At least 82 died.</p>"
    marked = published_of(page(head=META.replace("2016-12-14", "2016-12-15"), body=line).encode(), "a.html")
    assert (marked.when, marked.note) == ("2016-12-15", "")
    timed = f"{line}<time datetime='2016-12-16T10:00Z'>Friday</time>"
    found = published_of(page(body=f"{timed}<p>At least 82 people died in the city.</p>").encode(), "a.html")
    assert (found.when, found.standing) == ("2016-12-14?", "weak")
