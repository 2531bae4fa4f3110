"""The parts of a name: particles are bound to their words, and each word has its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.link.names import Name, Parts, Script, Word, compare, parse


def words(name: Name) -> tuple[Word, ...]:
    """Return the named words of the parts that are shown."""
    return named(name.parts)


def named(parts: Parts) -> tuple[Word, ...]:
    """Return given name, fathers and family name."""
    return tuple(word for word in (parts.given, *parts.fathers, parts.family) if word is not None)


@pytest.mark.parametrize(
    ("spellings", "stem", "before"),
    [
        (("عبد الكريم", "عبدالكريم", "عبد كريم", "عبد ال كريم"), "كريم", "abd"),
        (("عبد الله", "عبدالله", "عبداله", "عبد هللا"), "الله", "abd"),
        (("عبد ربه", "عبدربه"), "ربه", "abd"),
        (("أبو زرقة", "ابوزرقه", "ابو الزرقة"), "زرقه", "abu"),
        (("أم كريم", "ام كريم"), "كريم", "umm"),
        (
            ("Abd al-Karim", "Abdul Karim", "Abdulkarim", "Abdel-Karim", "AbdelKarim", "Abd el Karim", "abdalkarim"),
            "karim",
            "abd",
        ),
        (("Abdurrahman", "Abdul-Rahman", "Abd ar-Rahman", "Abdelrahman"), "rahman", "abd"),
        (("Abdullah", "Abd Allah", "Abdallah", "Abdulla", "Abdul Lah"), "allah", "abd"),
        (("Abu Zarqa", "Abu-Zarqa", "Abuzarqa", "AbuZarqa", "Abu al-Zarqa"), "zarqa", "abu"),
        (("Umm Karim", "Um Karim", "Oum Karim"), "karim", "umm"),
    ],
)
def test_particles_are_bound_in_every_spelling(spellings: tuple[str, ...], stem: str, before: str) -> None:
    for spelling in spellings:
        name = parse(spelling + (" النجار" if spelling[0] > "z" else " Najjar"))
        first = name.parts.given or name.parts.kunya
        assert first is not None
        assert (first.stem, first.before) == (stem, before), spelling


@pytest.mark.parametrize("spelling", ["Nur al-Din", "Nur Eddin", "Nureddin", "NurAlDin", "Nur ad-Din", "Nur el-Deen"])
def test_an_ending_is_bound(spelling: str) -> None:
    name = parse(f"{spelling} Salem Najjar")
    assert [(word.stem, word.after) for word in words(name)] == [("nur", "din"), ("salem", ""), ("najjar", "")]


@pytest.mark.parametrize("spelling", ["نور الدين", "نورالدين", "نور ال دين"])
def test_an_arabic_ending_is_bound(spelling: str) -> None:
    assert [(word.stem, word.after) for word in words(parse(f"{spelling} سالم"))] == [("نور", "din"), ("سالم", "")]


@pytest.mark.parametrize("spelling", ["an-Najjar", "Al Najjar", "al-Najjar", "el-Najjar", "AlNajjar"])
def test_an_article_is_told_from_its_word(spelling: str) -> None:
    family = parse(f"Hanan {spelling}").parts.family
    assert family == Word("najjar", article=True)


@pytest.mark.parametrize(
    ("text", "given", "father", "grandfather", "family", "kunya", "nisba"),
    [
        ("كريم سالم حمد النجار", "كريم", "سالم", "حمد", "النجار", "", ""),
        ("كريم سالم المصري", "كريم", "سالم", "", "المصري", "", "المصري"),
        ("Karim bin Salem al-Masri", "karim", "salem", "", "al-masri", "", "al-masri"),
        ("Najjar, Karim Salem", "karim", "salem", "", "najjar", "", ""),
        ("Abu Hilal Karim Salem Najjar", "karim", "salem", "", "najjar", "abu-hilal", ""),
        ("Karim Najjar (Abu Hilal)", "karim", "", "", "najjar", "abu-hilal", ""),
        ("Karim al-Najjar Abu Hilal", "karim", "", "", "al-najjar", "abu-hilal", ""),
        ("أم هلال", "", "", "", "", "امهلال", ""),
        ("أم هلال النجار", "", "", "", "النجار", "امهلال", ""),
        ("Dr. Hanan Salem Najjar, 34", "hanan", "salem", "", "najjar", "", ""),
        ("الحاجة حنان سالم النجار ٣٤", "حنان", "سالم", "", "النجار", "", ""),
        ("Mhd. Salem Najjar", "muhammad", "salem", "", "najjar", "", ""),
        ("كريم لا يوجد النجار", "كريم", "", "", "النجار", "", ""),
        ("ابنة/ حنان سالم النجار", "", "حنان", "سالم", "النجار", "", ""),
        ("Son of Hanan Najjar", "", "hanan", "", "najjar", "", ""),
        ("محمدالنجار", "محمد", "", "", "النجار", "", ""),
        ("كريم سالم حمد هلال زهير رافع النجار", "كريم", "سالم", "حمد", "النجار", "", ""),
        ("عبد كريم سالم عبدربه", "عبدالكريم", "سالم", "", "عبدربه", "", ""),
        ("Abdulkarim Abd. Abdullah", "abd-al-karim", "abd", "", "abd-allah", "", ""),
        ("Child of Ahmad Ali", "", "ahmad", "", "ali", "", ""),
        ("Unknown child of Ahmad Ali", "", "ahmad", "", "ali", "", ""),
        ("Infant of Ahmad Ali", "", "ahmad", "", "ali", "", ""),
        ("طفلة أحمد علي", "", "احمد", "", "علي", "", ""),
        ("Mother of Ahmad Ali", "", "", "", "ali", "umm-ahmad", ""),
        ("عمر مجهول", "عمر", "", "", "", "", ""),
        ("Ahmad Ali (unknown)", "ahmad", "", "", "ali", "", ""),
        ("unknown", "", "", "", "", "", ""),
        ("", "", "", "", "", "", ""),
    ],
)
def test_words_have_their_places(
    text: str, given: str, father: str, grandfather: str, family: str, kunya: str, nisba: str
) -> None:
    name = parse(text)
    found = (name.given, name.father, name.grandfather, name.family, name.kunya, name.nisba)
    assert found == (given, father, grandfather, family, kunya, nisba)


_NOBODY = """Unknown male|Unidentified woman|Unnamed child|Name unknown|Unknown man 1|Unknown man B|Unknown|Unidentified body from Gaza|
Unknown soldier|Name withheld by police|Name unknown, male, 30|Woman|Baby girl|N/A|طفل مجهول|امرأة مجهولة|جثة مجهولة|مجهول الهوية|
طفلة مجهولة الهوية|مجهول رقم ٣|جثة|رضيع مجهول من عائلة النجار|الشهيد مجهول|Unknown child / طفل مجهول"""


@pytest.mark.parametrize("text", [text.strip() for text in _NOBODY.split("|")])
def test_who_is_not_known_has_no_name(text: str) -> None:
    name = parse(text)
    assert (name.arabic, name.latin) == (None, None)
    assert compare(text, text).script is Script.NONE


_TITLED = """Captain|Capt.|Sgt.|Lt. Col.|First Lieutenant|1st Lt.|Major General|Private|Engineer|Eng.|Professor|Sheikh|Colonel|
al-Hajj|Al Shaheed|الملازم|الملازم أول|العقيد|النقيب|الرائد|المقدم|اللواء|العميد الركن|الرقيب|المهندس|الأستاذ|الشيخ|
العقيد المهندس|الشهيد النقيب"""


@pytest.mark.parametrize("title", [title.strip() for title in _TITLED.split("|")])
def test_titles_and_ranks_are_no_part_of_a_name(title: str) -> None:
    plain = "أحمد علي" if title[0] > "z" else "Ahmad Ali"
    found, name = parse(f"{title} {plain}"), parse(plain)
    assert (found.arabic, found.latin) == (name.arabic, name.latin)
    aside = parse(f"{plain} ({title.rstrip('.')})") if " " not in title and "-" not in title else name
    assert (aside.arabic, aside.latin) == (name.arabic, name.latin)


@pytest.mark.parametrize("given", ["Amir", "Raed", "رائد", "عميد", "أمير", "Sultan", "Captain", "Shahid", "Major"])
def test_a_given_name_that_could_be_a_title_stays(given: str) -> None:
    assert parse(given).given == parse(f"{given} 30").given != ""
    if given != "Captain":
        assert parse(f"{given} {'علي' if given[0] > 'z' else 'Ali'}").given == parse(given).given


def test_what_is_in_brackets_is_another_name_of_the_same_person() -> None:
    parts = parse("حنان سالم النجار (الحداد)").parts
    assert [word.stem for word in parts.aliases] == ["حداد"]
    assert parts.family == Word("نجار", article=True)


def test_each_script_is_parsed_wherever_it_stands() -> None:
    apart, together = parse("كريم سالم النجار", "Karim Salem Najjar"), parse("كريم سالم النجار / Karim Salem Najjar")
    assert apart.arabic == together.arabic
    assert apart.latin == together.latin
    assert parse("Karim Salem Najjar").arabic is None


@given(st.text(st.sampled_from("ابدعلهمنور يةABdlumK karin-'.,()٣4/`\"\u200f"), max_size=60))
def test_any_text_has_parts_or_none(text: str) -> None:
    name = parse(text)
    for parts in (name.arabic, name.latin):
        assert parts is None or named(parts) or parts.kunya or parts.aliases
        assert parts is None or len(named(parts)) <= 5


@given(st.permutations(["كريم سالم النجار", "Karim Salem Najjar", "Karim Najjar"]))
def test_the_fuller_spelling_counts_in_any_order(texts: list[str]) -> None:
    name = parse(*texts)
    assert name.latin is not None
    assert len(name.latin.fathers) == 1
    assert name.arabic == parse("كريم سالم النجار").arabic
