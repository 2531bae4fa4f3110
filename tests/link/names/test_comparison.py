"""The comparison of names: what is one person's name, what is another's, and the same by a second, naive implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.link.names import naive

from undercount.link.names import Frequencies, Level, Script, compare, compare_many, encode, normalise, parse
from undercount.link.names.common import names
from undercount.link.names.lexicon import meant_by
from undercount.link.names.words import is_arabic

_ARABIC = "كريم كريمة سالم سليم حمد محمد محمود النجار نجار الحداد حنان حنين عبدالكريم ابوزرقة نورالدين نور زرقاوي موسى سلمى ليلى"
ARABIC = _ARABIC.split()
_LATIN = "Karim Kareem Karima Salem Saleem Hamad Muhammad Mohd. Mahmoud al-Najjar Najar Haddad Hanan Haneen Abdulkarim Abu-Zarqa"
LATIN = _LATIN.split()
NAMES = st.one_of(
    st.lists(st.sampled_from(ARABIC), min_size=1, max_size=5).map(" ".join),
    st.lists(st.sampled_from(LATIN), min_size=1, max_size=5).map(" ".join),
    st.lists(st.sampled_from(LATIN), min_size=3, max_size=4).map(lambda words: f"{' '.join(words[:-1])} ({words[-1]})"),
)
WORDS = st.one_of(
    st.text(st.sampled_from("ابتحدرسشعفقكلمنهوية"), min_size=2, max_size=9),
    st.text(st.sampled_from("abdehiklmnorstuyz'"), min_size=2, max_size=9),
)

SAME = [
    ("كريم سالم النجار", "كريم سالم حمد النجار"),
    ("كريم سالم النجار", "Kareem Salim an-Najjar"),
    ("فاطمة سالم زرقاوي", "فاطمه سالم الزرقاوى"),
    ("Salma Zarqawi", "Salmah al-Zarqawi"),
    ("Hiba Salem Najjar", "Hibeh Salem Najjar"),
    ("عبد الكريم سالم زرقاوي", "Abdelkarim Salem Zarqawi"),
    ("Mhd. Salem Zarqawi", "محمد سالم زرقاوي"),
    ("Abd. Salem Zarqawi", "Abdulrahman Salem Zarqawi"),
    ("Zarqawi, Hilal Salem", "Hilal Salem Zarqawi"),
    ("زرقاوي هلال سالم", "هلال سالم زرقاوي"),
    ("هلال زرقاوي النجار", "هلال سالم النجار (زرقاوي)"),
    ("نور الدين سالم زرقاوي", "نورالدين زرقاوي"),
    ("هلال سالم حمد أبو زرقة", "هلال سالم حمد ابوزرقه"),
]
DIFFERENT = [
    ("كريم سالم حمد النجار", "كريمة سالم حمد النجار"),
    ("Karim Salem Hamad Najjar", "Karima Salem Hamad Najjar"),
    ("كريم سالم حمد النجار", "Karima Salem Hamad Najjar"),
    ("سليمان سالم حمد زرقاوي", "سليمانة سالم حمد زرقاوي"),
    ("حسن سالم حمد النجار", "حسين سالم حمد النجار"),
    ("حسن سالم حمد النجار", "Hussein Salem Hamad Najjar"),
    ("محمد سالم حمد النجار", "محمود سالم حمد النجار"),
    ("Mohammed Salem Najjar", "Mahmoud Salem Najjar"),
    ("عبد الكريم سالم النجار", "عبد الرحيم سالم النجار"),
    ("علي سالم حمد النجار", "علا سالم حمد النجار"),
    ("Hassan Salem Najjar", "Hussein Salem Najjar"),
    ("Hasan Salem Najjar", "حسين سالم النجار"),
    ("حسن سالم النجار", "Husain Salem Najjar"),
    ("Mona Salem Najjar", "Mina Salem Najjar"),
    ("Khaled Salem Najjar", "Khulud Salem Najjar"),
    ("خالد سالم النجار", "Khulud Salem Najjar"),
    ("Salah Salem Najjar", "Saleh Salem Najjar"),
    ("Samah Salem Najjar", "Sameh Salem Najjar"),
    ("Anas Salem Najjar", "Enas Salem Najjar"),
    ("Akram Salem Najjar", "Ikram Salem Najjar"),
    ("Samia Salem Najjar", "Sumaya Salem Najjar"),
    ("Ola Salem Najjar", "Alaa Salem Najjar"),
    ("K. Salem Najjar", "Mohammed Salem Najjar"),
]
# A spelling that two names share is either; another one with their consonants and the sound of their vowels is too.
EITHER = [
    ("Hassan Salem Najjar", "حسان سالم النجار"),
    ("Hassan Salem Najjar", "حسن سالم النجار"),
    ("Salim Salem Najjar", "سالم سالم النجار"),
    ("Salim Salem Najjar", "Saleem Salem Najjar"),
    ("Alaa Salem Najjar", "علا سالم النجار"),
    ("Ola Salem Najjar", "علا سالم النجار"),
    ("Omer Salem Najjar", "عمر سالم النجار"),
    ("Khulud Salem Najjar", "خلود سالم النجار"),
    ("Muhamad Salem Najjar", "Mohammed Salem Najjar"),
]


@pytest.mark.parametrize(("one", "other"), SAME + EITHER)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    found = compare(one, other)
    assert found.score > 0.5
    assert found.given in (Level.SAME, Level.VARIANT, Level.CLOSE)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_given_name_that_differs_decides(one: str, other: str) -> None:
    found = compare(one, other)
    assert found.given is Level.DIFFERENT
    assert found.score < 0.05


@pytest.mark.parametrize(("one", "other"), DIFFERENT + EITHER)
def test_the_order_of_two_names_and_scripts_changes_nothing(one: str, other: str) -> None:
    assert compare(one, other) == compare(other, one)


def test_every_two_names_of_the_table_differ_wherever_no_spelling_is_shared() -> None:
    listed: dict[str, set[int]] = {}
    for arabic, romanised in names():
        for spelling in (arabic, *romanised):
            listed.setdefault(spelling, set()).update(meant_by(normalise(spelling)))
    spellings = [spelling for spelling, numbers in listed.items() if len(spelling) > 1 and numbers]
    encoded = encode([f"{spelling} زرقاوي" if is_arabic(spelling) else f"{spelling} zarqawi" for spelling in spellings])
    rows, columns = (places.ravel() for places in np.indices((len(spellings), len(spellings))))
    apart = np.array([[not listed[a] & listed[b] for b in spellings] for a in spellings]).ravel()
    levels = compare_many(encoded, encoded, rows[apart], columns[apart]).levels[:, 0]
    assert apart.sum() > 400_000
    assert (levels == list(Level).index(Level.DIFFERENT)).all()


_ABDULLAH = """عبد الله|عبدالله|عبداله|عبداللة|Abdullah|Abdallah|Abd Allah|Abd-Allah|AbdAllah|Abdulla|Abdalla|
Abdellah|Abdulah|Abdulaah|Abdoullah|Abdollah"""
ABDULLAH = [name.strip() for name in _ABDULLAH.split("|")]
_OTHERS = """عبد الرحمن|Abdulrahman|عبيد الله|Obaidullah|Ubaydallah|نصر الله|Nasrallah|عبد الإله|Abdulilah|عبد العلي|عبد العالي|Abdulali|
عطا الله|Atallah"""
OTHERS = [name.strip() for name in _OTHERS.split("|")]


def named(given: str) -> str:
    """Return a name in the script of its given name."""
    return f"{given} {'علي' if is_arabic(given) else 'Ali'}"


@pytest.mark.parametrize("one", ABDULLAH)
@pytest.mark.parametrize("other", ABDULLAH)
def test_abdullah_is_one_name_however_it_is_written(one: str, other: str) -> None:
    found = compare(named(one), named(other))
    assert found.given is Level.SAME
    assert found.score > 0.5
    father = compare(
        f"أحمد {one}" if is_arabic(one) else f"Ahmad {one}", f"أحمد {other}" if is_arabic(other) else f"Ahmad {other}"
    )
    assert (father.given, father.family) == (Level.SAME, Level.SAME)
    assert naive.score(named(one), named(other)) == pytest.approx(found.score, abs=1e-4)


@pytest.mark.parametrize("one", ABDULLAH)
@pytest.mark.parametrize("other", OTHERS)
def test_abdullah_is_no_other_name_with_allah_or_abd(one: str, other: str) -> None:
    found = compare(named(one), named(other))
    assert found.given is Level.DIFFERENT
    assert found.score < 0.05


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الإله", "Abdulilah"),
        ("عطا الله", "Atallah"),
        ("عبد العلي", "Abdelali"),
        ("عبد العالي", "Abdelali"),
        ("نصر الله", "Nasrallah"),
    ],
)
def test_the_others_are_themselves_across_scripts(one: str, other: str) -> None:
    assert compare(named(one), named(other)).given in (Level.SAME, Level.VARIANT)


def test_two_very_common_names_are_no_person_where_the_family_is_another() -> None:
    common = compare("حسن حسن مأمون حمدان", "حسن حسن الشامي")
    assert (common.given, common.father, common.family) == (Level.SAME, Level.SAME, Level.DIFFERENT)
    assert common.score < 0.5 < compare("هلال زهير مأمون حمدان", "هلال زهير الشامي").score


@pytest.mark.parametrize("wrong", [None, float("nan"), 3, b"Karim"])
def test_what_is_no_text_is_refused_in_a_sentence(wrong: object) -> None:
    with pytest.raises(
        TypeError,
        match=r"a name is a text or a parsed name; .*, at place 0 from 0, is of type .*: .*an empty",
    ):
        compare(wrong, "Karim Najjar")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="at place 1 from 0"):
        encode(["Karim Najjar", wrong])  # type: ignore[list-item]


def test_an_initial_is_weak_evidence() -> None:
    names = ["M. Ali Saleh", "Moh. Ali Saleh", "K. Ali Saleh", "Ali Saleh"]
    initial, shortened, other, _ = (compare(name, "Mohammed Ali Saleh").score for name in names)
    assert shortened > initial > 0.5 > other
    assert initial == pytest.approx(compare("Z. Ali Saleh", "Zuhair Ali Saleh").score), (
        "a rare name tells no more by its letter"
    )
    assert compare("M. Saleh", "Mohammed Saleh").score < 0.5
    assert compare("M. Ali Saleh", "محمد علي صالح").score == pytest.approx(initial, abs=0.01)
    assert compare("S. Ali Saleh", "Shadi Ali Saleh").given is not Level.DIFFERENT


def test_levels_say_what_is_missing_moved_and_different() -> None:
    found = compare("كريم سالم النجار", "كريم حمد سالم النجار")
    assert (found.father, found.grandfather, found.family) == (Level.MOVED, Level.MISSING, Level.SAME)
    found = compare("كريم النجار", "كريم حمد سالم نجار")
    assert (found.father, found.grandfather, found.family) == (Level.MISSING, Level.MISSING, Level.VARIANT)
    found = compare("كريم هلال سالم النجار", "كريم زهير سالم زرقاوي")
    assert (found.father, found.grandfather, found.family) == (Level.DIFFERENT, Level.SAME, Level.DIFFERENT)


def test_missing_generations_cost_less_than_different_ones() -> None:
    whole, missing, other = (
        compare("هلال سالم حمد النجار", name).score
        for name in ("هلال سالم حمد النجار", "هلال سالم النجار", "هلال سالم زهير النجار")
    )
    assert whole > missing > other


def test_a_woman_may_stand_under_another_family_name() -> None:
    assert compare("هديل سالم حمد زرقاوي", "هديل سالم حمد النجار").score > 0.5
    assert compare("هديل زرقاوي", "هديل النجار").score < 0.5


def test_a_kunya_alone_is_compared_with_a_kunya() -> None:
    same, other = compare("أبو هلال النجار", "كريم النجار أبو هلال"), compare("أبو هلال النجار", "كريم النجار أبو زهير")
    assert (same.given, same.kunya, same.family) == (Level.MISSING, Level.SAME, Level.SAME)
    assert other.kunya is Level.DIFFERENT
    assert same.score > other.score
    assert compare("أم هلال", "أم هلال").score < 0.5, "a kunya alone is no identity"


def test_a_rare_name_tells_more_than_a_common_one() -> None:
    assert compare("هيلانة النجار", "هيلانة النجار").score > compare("محمد النجار", "محمد النجار").score
    listed = [parse("محمد سالم النجار")] * 900 + [parse("كريم سالم النجار")] * 99 + [parse("زهير سالم النجار")]
    frequencies = Frequencies.learn(listed)
    scores = [compare(f"{given} النجار", f"{given} النجار", frequencies).score for given in ("محمد", "كريم", "زهير")]
    assert scores == sorted(scores)
    assert scores[0] < scores[2]


def test_two_common_names_that_look_alike_are_told_apart_by_the_list() -> None:
    learnt = Frequencies.learn([parse("زهيف سالم النجار"), parse("زهيق سالم النجار")] * 500)
    rare = Frequencies.learn(
        [parse("زهيف سالم النجار")] * 500 + [parse("كريم سالم النجار")] * 499 + [parse("زهيق سالم النجار")]
    )
    slips = [compare("زهيف سالم النجار", "زهيق سالم النجار", frequencies).score for frequencies in (learnt, rare)]
    assert slips[0] < slips[1]


@pytest.mark.parametrize(
    ("one", "other", "script"),
    [
        (("كريم النجار",), ("كريم النجار",), Script.ARABIC),
        (("Karim Najjar",), ("Karim Najjar",), Script.LATIN),
        (("كريم النجار", "Karim Najjar"), ("كريم النجار", "Karim Najjar"), Script.BOTH),
        (("كريم النجار", "Karim Najjar"), ("كريم النجار",), Script.ARABIC),
        (("كريم النجار",), ("Karim Najjar",), Script.ACROSS),
        (("",), ("Karim Najjar",), Script.NONE),
    ],
)
def test_the_script_is_the_best_that_both_have(one: tuple[str, ...], other: tuple[str, ...], script: Script) -> None:
    assert compare(parse(*one), parse(*other)).script is script
    assert compare(parse(*other), parse(*one)).script is script


def test_arabic_decides_less_where_latin_letters_disagree() -> None:
    both = compare(parse("كريم سالم زرقاوي", "Karim Salem Zarqawi"), parse("كريم سالم زرقاوي", "Karima Salem Zarqawi"))
    assert both.script is Script.BOTH
    assert (
        compare("كريم سالم زرقاوي", "كريم سالم زرقاوي").score
        > both.score
        > compare("Karim Salem Zarqawi", "Karima Salem Zarqawi").score
    )


@given(NAMES, NAMES)
def test_the_order_of_the_two_changes_nothing(one: str, other: str) -> None:
    assert compare(one, other).score == pytest.approx(compare(other, one).score, abs=1e-5)


@given(NAMES)
def test_nothing_is_more_like_a_name_than_itself(name: str) -> None:
    found = compare(name, name)
    assert {found.given, found.father, found.grandfather, found.family} <= {Level.SAME, Level.MISSING}


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=12))
def test_many_pairs_at_once_compare_as_one_by_one(pairs: list[tuple[str, str]]) -> None:
    left, right = encode(one for one, _ in pairs), encode(other for _, other in pairs)
    many = compare_many(left, right)
    assert [many[at] for at in range(len(many))] == [compare(one, other) for one, other in pairs]
    backwards = np.arange(len(pairs))[::-1]
    assert (compare_many(left, right, backwards, backwards).scores == many.scores[::-1]).all()


@given(NAMES, NAMES)
def test_scores_are_those_of_a_naive_implementation(one: str, other: str) -> None:
    assert compare(one, other).score == pytest.approx(naive.score(one, other), abs=1e-4)


@given(st.lists(WORDS, min_size=2, max_size=4), st.lists(WORDS, min_size=2, max_size=4))
def test_scores_of_any_letters_are_those_of_a_naive_implementation(one: list[str], other: list[str]) -> None:
    a, b = " ".join(one), " ".join(other)
    frequencies = Frequencies.learn([parse(a), parse(b), parse(b)])
    assert compare(a, b, frequencies).score == pytest.approx(naive.score(a, b, frequencies), abs=1e-4)


def test_places_that_are_not_there_are_refused() -> None:
    names = encode(["Karim Najjar", "Hanan Najjar"])
    with pytest.raises(ValueError, match="rows must name places from 0 to 1; 2 is not one"):
        compare_many(names, names, [0, 2], [0, 1])
    with pytest.raises(ValueError, match="2 rows stand beside 1 columns"):
        compare_many(names, names, [0, 1], [0])


def test_no_names_make_no_comparisons() -> None:
    assert len(compare_many(encode([]), encode([]))) == 0
