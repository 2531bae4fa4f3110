"""The site's words: both languages say everything, in the plural forms that they have."""

from __future__ import annotations

import re
from fractions import Fraction
from importlib.resources import files
from string import Formatter

import pytest

from undercount.record import vocabulary
from undercount.site import dates
from undercount.site.language import CODES, load

TEMPLATES = {path.name: path.read_text("utf-8") for path in files("undercount.site").joinpath("templates").iterdir()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    english, arabic = load("en"), load("ar")
    assert english.strings.keys() == arabic.strings.keys()
    assert english.plurals.keys() == arabic.plurals.keys()


def test_both_languages_put_in_the_same_values() -> None:
    english, arabic = load("en"), load("ar")
    for key, text in english.strings.items():
        assert placeholders(text) == placeholders(arabic.strings[key]), key


@pytest.mark.parametrize("code", CODES)
def test_each_counted_word_has_exactly_the_plural_forms_of_its_language(code: str) -> None:
    language = load(code)
    wanted = {language.locale.plural_form(n) for n in range(200)}
    for key, forms in language.plurals.items():
        assert forms.keys() == wanted, key


@pytest.mark.parametrize("code", CODES)
def test_every_key_that_a_template_names_is_there(code: str) -> None:
    language = load(code)
    for name, text in TEMPLATES.items():
        for key in re.findall(r"(?:\bt|\.say)\('([a-z0-9_.-]+)'(?! ~)", text):
            assert key in language.strings, (name, key)
        for key in re.findall(r"\bn\('([a-z0-9_.-]+)'", text):
            assert key in language.plurals, (name, key)


def test_every_string_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in files("undercount.site").iterdir() if path.name.endswith(".py"))
    text = "".join(TEMPLATES.values()) + code
    built = (
        set(re.findall(r"'([a-z]+\.[a-z_]*)' ~", text))
        | set(re.findall(r'f"([a-z]+\.)\{', code))
        | {"methods.", "dimension.", "figure.", "estimator."}
    )
    for key in load("en").strings:
        assert key in text or any(key.startswith(stem) for stem in built), key


def test_arabic_text_holds_no_western_digits_but_in_names_of_standards() -> None:
    for key, text in load("ar").strings.items():
        assert not re.search(r"[0-9]", re.sub(r"RFC \d+|البايت 01|\{\w+\}", "", text)), key


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "لا ادعاءات"), (1, "ادعاء واحد"), (2, "ادعاءان"), (3, "٣ ادعاءات"), (11, "١١ ادعاءً"), (100, "١٠٠ ادعاء")],
)
def test_arabic_counts_agree_with_their_number(number: int, words: str) -> None:
    assert load("ar").count("claims", number) == words


@pytest.mark.parametrize(
    ("value", "english", "arabic"),
    [
        (1150, "1,150", "١٬١٥٠"),
        (-150, "−150", "−١٥٠"),
        (0, "0", "٠"),
        (Fraction(1, 2), "1⁄2", "١⁄٢"),
        ("3/2", "3⁄2", "٣⁄٢"),
        (Fraction(4, 2), "2", "٢"),
    ],
)
def test_numbers(value: int | str | Fraction, english: str, arabic: str) -> None:
    assert load("en").number(value) == english
    assert load("ar").number(value) == arabic


@pytest.mark.parametrize(
    ("share", "words"), [(0.93, "93%"), (0.0, "0%"), (0.004, "<1%"), (0.999, "99%"), (1.0, "100%")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float, words: str) -> None:
    assert load("en").percent(share) == words


@pytest.mark.parametrize(
    ("edtf", "english", "arabic"),
    [
        ("2016-12-10", "10 December 2016", "١٠ كانون الأول/ديسمبر ٢٠١٦"),
        ("2016-12", "December 2016", "كانون الأول/ديسمبر ٢٠١٦"),
        ("2016", "2016", "٢٠١٦"),
        ("2016-12-10/2016-12-13", "10 – 13 December 2016", "١٠ – ١٣ كانون الأول/ديسمبر ٢٠١٦"),
        (
            "2016-11-15/2016-12-22",
            "15 November – 22 December 2016",
            "١٥ تشرين الثاني/نوفمبر – ٢٢ كانون الأول/ديسمبر ٢٠١٦",
        ),
        ("2015-12/2016-01", "December 2015 – January 2016", "كانون الأول/ديسمبر ٢٠١٥ – كانون الثاني/يناير ٢٠١٦"),
        ("2016-07/..", "from July 2016", "منذ تموز/يوليو ٢٠١٦"),
        ("../2016-10-07", "until 7 October 2016", "حتى ٧ تشرين الأول/أكتوبر ٢٠١٦"),
        ("2016-12-10~", "about 10 December 2016", "نحو ١٠ كانون الأول/ديسمبر ٢٠١٦"),
        ("2016-12-10T14:05Z", "10 December 2016, 14:05 UTC", "١٠ كانون الأول/ديسمبر ٢٠١٦، ١٤:٠٥ UTC"),
        ("", "date not stated", "التاريخ غير مذكور"),
        ("../..", "date not stated", "التاريخ غير مذكور"),
        ("2016-12-1X", "2016-12-1X", "2016-12-1X"),
        ("2016-13", "2016-13", "2016-13"),
        ("last winter", "last winter", "last winter"),
    ],
)
def test_dates(edtf: str, english: str, arabic: str) -> None:
    assert dates.words(edtf, load("en")) == english
    assert dates.words(edtf, load("ar")) == arabic


@pytest.mark.parametrize("unit", list(vocabulary("unit").terms))
@pytest.mark.parametrize("code", CODES)
def test_every_unit_has_the_forms_that_stand_behind_a_number(code: str, unit: str) -> None:
    term = vocabulary("unit").terms[unit]
    forms = load(code).plurals[f"unit.{unit}"]
    assert (term.en if code == "en" else term.ar) == forms["other" if code == "en" else "few"]
    assert forms["one"] != forms["other"] or code == "ar"
