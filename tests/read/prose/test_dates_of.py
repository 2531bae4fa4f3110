"""Which date belongs to which words of harm."""

from __future__ import annotations

import re

import pytest

from undercount.read.prose.dates.belonging import when_of
from undercount.read.prose.dates.headings import heading_date
from undercount.read.prose.dates.phrases import dates
from undercount.read.prose.proposal import Dated, Span
from undercount.read.prose.words import Document, Sentence


def _date_of(text: str, trigger: str, published: str = "2016-12-14") -> Dated | None:
    sentences = tuple(Sentence((), m.start(), m.end()) for m in re.finditer(r"\S.*?(?:\.(?=\s|$)|$)", text, re.DOTALL))
    document = Document(text, sentences, "en", "test", published)
    at = text.index(trigger)
    return when_of(Span(at, at + len(trigger)), dates(text, published), document)


@pytest.mark.parametrize(
    ("text", "trigger", "edtf"),
    [
        ("Four people were killed on Monday.", "killed", "2016-12-12"),
        ("On Sunday four people were killed, and on Monday two were wounded.", "killed", "2016-12-11"),
        ("On Sunday four people were killed, and on Monday two were wounded.", "wounded", "2016-12-12"),
        ("A shell hit the market on 7 October. Nine people died.", "died", "2016-10-07"),
        ("The ministry said on Monday that four people had been killed.", "killed", "../2016-12-12"),
        ("Four were killed on Sunday, the ministry said on Monday.", "killed", "2016-12-11"),
        ("Sources on Monday reported that 35 people died on Friday.", "died", "2016-12-09"),
        (
            "By October 7 the group had recorded 23 attacks since the siege began in July.",
            "attacks",
            "2016-07/2016-10-07",
        ),
        ("Some 200 people were killed this year.", "killed", "2016/2016-12-14"),
        ("Five were killed on 20 December.", "killed", "2015-12-20"),
        ("RIVERTOWN, 14 Dec 2016 (WIRE) -- Two officers were killed last night.", "killed", "2016-12-13"),
        ("Nine people died.", "died", "../2016-12-14"),
        ("It was the worst since 2011, when 77 people were killed in Norway.", "killed", "2011"),
        ("It was the first strike since March 2015, when 12 were killed.", "killed", "2015-03"),
        ("Gunmen killed 20 people in the deadliest attack since 2011.", "killed", "../2016-12-14"),
        ("Gunmen killed 20 people on Monday in the deadliest attack since 2011.", "killed", "2016-12-12"),
        ("At least 300 people have been killed since March.", "killed", "2016-03/2016-12-14"),
    ],
)
def test_the_date_of_the_clause_then_of_the_sentence_then_of_the_one_before(text: str, trigger: str, edtf: str) -> None:
    found = _date_of(text, trigger)
    assert found is not None
    assert found.when is not None, found.why_not
    assert found.when.edtf == edtf


def test_both_ends_of_an_interval_are_shown_by_the_words_of_one() -> None:
    text = "By October 7 the group had recorded 23 attacks since the siege began in July."
    found = _date_of(text, "attacks")
    assert found is not None
    assert found.span.of(text) == "since the siege began in July"
    text = "Since July and until October 7, forty were killed."
    found = _date_of(text, "killed")
    assert found is not None
    assert found.span.of(text) == "Since July and until October 7"


def test_a_date_of_another_paragraph_is_not_taken() -> None:
    found = _date_of("A shell hit the market on 7 October.\n\nNine people died.", "died")
    assert found is not None
    assert found.rule == "published"


def test_without_a_date_and_a_publication_there_is_none() -> None:
    assert _date_of("Nine people died.", "died", "") is None


def test_without_a_publication_the_words_stay_and_say_why() -> None:
    found = _date_of("Nine people died on Monday.", "died", "")
    assert found is not None
    assert found.when is None
    assert "no day of publication" in found.why_not


def test_what_is_told_is_never_later_than_the_report() -> None:
    found = _date_of("Fighters who will vote on 20 December killed nine people there on 20 December.", "killed")
    assert found is not None
    assert found.when is not None
    assert found.when.edtf == "2015-12-20"


LISTED = "Khan al-Wadi: three people killed"


@pytest.mark.parametrize(
    ("text", "is_headed"),
    [
        (f"Deaths on 5 April 2017:\n- First: two killed\n- {LISTED}", True),
        (f"Deaths on 5 April 2017\n\n- First: two killed\n- Second: one killed\n- {LISTED}", True),
        (f"List of the casualties of Wednesday 5 April 2017\nFirst: two killed\n{LISTED}", True),
        (f"Deaths on 5 April 2017:\n- First: two killed\n\n{LISTED}", False),
        (f"Deaths on 5 April 2017:\n- First: two killed\n- {LISTED}. It went on. More are missing", False),
        (f"Seven deaths on 5 April 2017\nFirst: two killed\nSecond: two killed\n{LISTED}", False),
        (f"7 deaths on 5 April 2017\nFirst: two killed\nSecond: two killed\n{LISTED}", False),
        (f"The talks of 5 April 2017\nFirst: two killed\nSecond: two killed\n{LISTED}", False),
        (f"There were deaths on 5 April 2017.\nFirst: two killed\nSecond: two killed\n{LISTED}", False),
        (f"Deaths on 4 or 5 April and 5 May 2017\nFirst: two killed\nSecond: two killed\n{LISTED}", False),
    ],
)
def test_the_heading_of_a_list_dates_its_lines(text: str, is_headed: bool) -> None:
    at = text.index(LISTED)
    found = heading_date(text, at, dates(text, ""))
    assert (found is not None and found.when is not None and found.when.edtf == "2017-04-05") == is_headed
    sentences = tuple(Sentence((), m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    trigger = Span(text.index("killed", at), text.index("killed", at) + len("killed"))
    of_claim = when_of(trigger, dates(text, ""), Document(text, sentences, "en", "test", ""))
    assert (of_claim is not None) == is_headed


def test_a_day_of_its_own_goes_before_that_of_the_heading() -> None:
    text = "Deaths on 5 April 2017:\nFirst: two killed\nSecond: three people killed on 3 April 2017"
    sentences = tuple(Sentence((), m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    trigger = Span(text.rindex("killed"), text.rindex("killed") + len("killed"))
    found = when_of(trigger, dates(text, ""), Document(text, sentences, "en", "test", ""))
    assert found is not None
    assert found.when is not None
    assert found.when.edtf == "2017-04-03"
