"""Documents in several languages: each paragraph is read by the reader of its own, or named where there is none."""

from __future__ import annotations

import csv
import gzip
import io
import json
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import ReadError
from undercount.read.prose.claims import Captured
from undercount.read.prose.gathered import Gathered
from undercount.read.prose.languages import languages_in, only_in, paragraphs_of, unread
from undercount.read.prose.reader import ProseReader
from undercount.read.text import ItemText, TextPart, text_of

ENGLISH = (
    "The regional council said that 14 people were killed on Wednesday in the market of Ambara, and that it was still counting the dead.\n"
    "Another 37 were wounded, a doctor at the hospital told reporters, among them the driver of an ambulance and two of his children.\n"
)
ARABIC = (
    "قالت مديرية الصحة إن 14 شخصا قتلوا يوم الأربعاء في سوق المدينة وأصيب 37 آخرون بجروح.\n"
    "وقال المرصد إن 22 مدنيا قتلوا في القصف بينهم ستة أطفال، وإن فرق الإنقاذ ما زالت تبحث عن ناجين تحت الأنقاض.\n"
)
FRENCH = (
    "Selon la direction de la santé, 14 personnes ont été tuées mercredi au marché et 37 autres blessées. L'observatoire affirme que 22 "
    "civils ont été tués.\n"
)
PERSIAN = (
    "وزارت بهداشت گفت که ۱۴ نفر روز چهارشنبه در بازار کشته شدند و ۳۷ نفر دیگر زخمی شدند و پزشکان می‌گویند که "
    "وضعیت بیمارستان‌ها خوب نیست.\n"
)
RUSSIAN = "Министерство здравоохранения сообщило, что в среду на рынке погибли 14 человек и ещё 37 получили ранения.\n"
LANGUAGE = {ENGLISH: "en", ARABIC: "ar", FRENCH: "fr", PERSIAN: "fa", RUSSIAN: "ru"}
ABOUT = Captured("0" * 64, "report.txt", published="2021-03-18")


def document(*pieces: str, language: str = "") -> ItemText:
    return ItemText("\n".join(pieces), "plain-text/1", language or LANGUAGE[pieces[0]])


def told(text: ItemText) -> list[tuple[str, str]]:
    """Return the language of each stretch with its words."""
    return [(one.language, text.text[one.start : one.end].strip()) for one in paragraphs_of(text)]


def said(found: Gathered) -> list[tuple[str, object, object]]:
    return sorted((one.claim.quote, one.details["number"]["words"], str(one.claim.quantity)) for one in found.proposed)


@pytest.mark.parametrize(("own", "other"), [pair for pair in product(LANGUAGE, repeat=2) if pair[0] != pair[1]])
@pytest.mark.parametrize("order", ["own first", "other first", "between"])
def test_each_paragraph_is_in_its_own_language(own: str, other: str, order: str) -> None:
    pieces = {"own first": (own, other), "other first": (other, own), "between": (own, other, own)}[order]
    text = document(*pieces, language=LANGUAGE[own])
    assert told(text) == [(LANGUAGE[piece], piece.strip()) for piece in pieces]


@pytest.mark.parametrize(
    "pieces", [(ENGLISH, ARABIC), (ARABIC, ENGLISH), (ENGLISH, ARABIC, ENGLISH), (ARABIC, ENGLISH, ARABIC)]
)
def test_what_is_read_in_two_languages_is_what_is_read_in_each(pieces: tuple[str, ...]) -> None:
    reader = ProseReader(parse=False)
    text = document(*pieces)
    both = reader.read(text, ABOUT)
    each = [reader.read(document(kind), ABOUT) for kind in dict.fromkeys(pieces)]
    assert set(said(both)) == {one for found in each for one in said(found)}
    assert len(said(both)) == sum(
        len(said(found)) * pieces.count(kind) for found, kind in zip(each, dict.fromkeys(pieces), strict=True)
    )
    assert both.reader == " and ".join(found.reader for found in each)
    assert not both.rejects
    for one in both.proposed:
        number = one.details["number"]
        assert text.text[number["start"] : number["end"]] == number["words"]


def test_a_name_or_a_few_words_in_other_letters_are_no_paragraph_of_their_own() -> None:
    names = "The dead are:\nأحمد خليل\nمحمد صالح العلي\nA boy of six\n"
    assert languages_in(document(ENGLISH + names, language="en")) == ("en",)
    inside = ENGLISH.replace("the hospital", "the hospital (مشفى المدينة الوطني الكبير في ساحة الشهداء)")
    assert languages_in(document(inside, language="en")) == ("en",)
    wrapped = (
        "The statement of the group, which is known in the province by the name\n"
        "هيئة الدفاع عن أهالي المدينة القديمة والريف\n"
        "and which nobody had heard of before the war, said that 14 people were\n"
        "killed when shells hit the market of the town on Wednesday.\n"
    )
    assert languages_in(document(wrapped * 3, language="en")) == ("en",)
    assert languages_in(document(ARABIC + "الدكتور John Smith Johnson\nJohn Smith\n", language="ar")) == ("ar",)


def test_a_quotation_in_other_letters_leaves_its_paragraph_in_the_documents_language() -> None:
    inside = 'قال الشاهد: "At least 14 people were killed in the market"، وأضاف أن 37 شخصا أصيبوا.\n'
    assert languages_in(document(ARABIC + inside, language="ar")) == ("ar",)
    assert languages_in(document(ENGLISH + inside, language="en")) == ("en",)


def test_a_short_line_goes_with_its_neighbours() -> None:
    text = document(ENGLISH, "بيان صحفي\n" + ARABIC + "دمشق\n", ENGLISH)
    assert [language for language, _ in told(text)] == ["en", "ar", "en"]
    assert told(text)[1][1].startswith("بيان صحفي")
    assert told(text)[1][1].endswith("دمشق")


def test_a_list_of_names_is_in_no_other_language() -> None:
    names = (
        "Ahmad Khalil, Mohammad Saleh, Omar Hussein, Fatima Ali, Yusuf Haddad, Salim Nasser, Rami Aziz, Zeinab Hassan, Ibrahim Musa, "
        "Nour Said\n"
    )
    assert languages_in(document(ENGLISH + names, language="en")) == ("en",)
    assert unread(document(ENGLISH + names, language="en")) == ()


@pytest.mark.parametrize(
    ("other", "named"), [(FRENCH, "French (fr)"), (PERSIAN, "Persian (fa)"), (RUSSIAN, "Russian (ru)")]
)
def test_what_has_no_reader_is_named_and_gives_no_claim(other: str, named: str) -> None:
    text = document(ENGLISH, other)
    (note,) = unread(text)
    assert note.startswith(f"a paragraph in {named} has no reader (“{other[:20]}")
    assert note.endswith("code its claims on a claim sheet, or ask a model with --endpoint")
    reader = ProseReader(parse=False)
    assert said(reader.read(text, ABOUT)) == said(reader.read(document(ENGLISH), ABOUT)) != []
    assert unread(document(other, ENGLISH)) == unread(text)
    assert languages_in(document(other, ENGLISH)) == ("en",)
    twice = unread(document(ENGLISH, other, ENGLISH, other))
    assert twice[0].startswith(f"2 paragraphs in {named} have no reader (“")
    around = ItemText(text.text, "html-text/2", "en", main=((0, len(ENGLISH)),))
    assert unread(around) == ()


def test_a_document_without_a_paragraph_that_can_be_read_is_refused() -> None:
    with pytest.raises(
        ReadError, match=r"prose must be in a language with a reader \(en, ar\); this is in 'fr': code its claims"
    ):
        languages_in(document(FRENCH))
    with pytest.raises(ReadError, match=r"this is in 'fr': code"):
        languages_in(document(FRENCH * 2, language="en"))


def test_documents_in_one_item_are_each_in_their_own_language() -> None:
    text = f"{ENGLISH}\n{ARABIC}\n{FRENCH}"
    ends = [len(ENGLISH) + 1, len(ENGLISH) + len(ARABIC) + 2, len(text)]
    parts = tuple(
        TextPart(a, b, f"page {b}", language)
        for (a, b), language in zip(pairwise([0, *ends]), ("en", "ar", "fr"), strict=True)
    )
    item = ItemText(text, "warc-text/2", "en", parts=parts)
    assert [language for language, _ in told(item)] == ["en", "ar", "fr"]
    assert len(unread(item)) == 1


@given(
    st.lists(
        st.sampled_from([*LANGUAGE, "أحمد خليل", "14", "A short line.", "", "Ambara, 4 May", "# قائمة"]), max_size=8
    ),
    st.sampled_from(["en", "ar", "fr", ""]),
)
def test_stretches_cover_the_text_and_positions_stay(pieces: list[str], language: str) -> None:
    text = ItemText("\n".join(pieces), "plain-text/1", language)
    found = paragraphs_of(text)
    assert [one.start for one in found] == [0, *(one.end for one in found)][: len(found)]
    assert not found or found[-1].end == len(text.text)
    for one in found:
        alone = only_in(text, one.language)
        assert len(alone.text) == len(text.text)
        assert alone.text[one.start : one.end] == text.text[one.start : one.end]
        assert all(a in (b, "\n") for a, b in zip(alone.text, text.text, strict=True))


@pytest.mark.reference
def test_reports_in_english_hold_no_paragraph_in_another_language(shared: Path) -> None:
    """1,300 articles of MUC-4 (in capitals), 482 narratives with lists of Arabic names, 1,000 notes, the seed article."""
    folder = shared / "text"
    muc, airwars = (
        gzip.decompress((folder / f"{name}.jsonl.gz").read_bytes()).decode()
        for name in ("muc4_dev", "airwars_gaza_dev")
    )
    texts = [
        max((v for v in json.loads(line).values() if isinstance(v, str)), key=len)
        for line in (muc + airwars).splitlines()
    ]
    notes = gzip.decompress((folder / "acled_south_southeast_asia_2015_dev.csv.gz").read_bytes()).decode()
    texts += [max(row.values(), key=len) for row in list(csv.DictReader(io.StringIO(notes)))[:1000]]
    texts.append(text_of(shared / "seed" / "aleppo-op-ed.txt").text)
    assert len(texts) == 2783
    assert {one.language for text in texts for one in paragraphs_of(ItemText(text, "plain-text/1", "en"))} == {"en"}
