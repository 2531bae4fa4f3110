"""Patterns of real Arabic reports, in sentences of the tests' own: who is a part, what is no number, who goes on speaking."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.read.prose.arabic_numerals import counted
from tests.read.prose.arabic_sentences import SENTENCES
from tests.read.prose.in_arabic import number_of, read
from undercount.read.prose.arabic.reading import read_arabic
from undercount.read.prose.arabic.turned import weeks
from undercount.read.prose.proposal import Proposal
from undercount.read.text import ItemText


def _said(one: Proposal) -> str:
    number = number_of(one)
    unit = "" if one.quantity.unit == "person" else one.quantity.unit
    part = "part" if one.part_of is not None or one.rules[0].endswith("part") else ""
    share = "share" if "victims.share" in one.rules else ""
    how = "" if one.modality == "asserted" else one.modality
    return " ".join(word for word in (one.act, number, unit, part, share, how) if word)


def _claims(text: str) -> str:
    return "; ".join(_said(one) for one in read(text).proposals)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # A verb behind one or two persons without a number.
        ("قالت اللجنة إن رجلا أصيب بشظايا قذيفة.", "injury 1"),
        ("قالت اللجنة إن معلمة وطالبا قتلا صباح أمس جراء القصف.", "killing 1; killing 1"),
        ("ذكر الأهالي أن امرأة (41 عاما) وطفلا أصيبا بحروق.", "injury 1; injury 1"),
        ("قال الأهالي إن «صبيا في الثالثة عشرة من العمر قتل وأصيب والداه بجروح».", "killing 1; injury 2"),
        ("وكان مدنيان جرحا، الأحد، بقصف مماثل.", "injury 2"),
        ("عامل قتل وآخر أصيب في انهيار الجدار.", "killing 1; injury 1"),
        ("أكد المصدر أن سائقا سوريا توفي، مساء الجمعة.", "killing 1"),
        ("قال الشاهد إن صحفيا اعتقل في المطار.", "detention 1"),
        # With an object behind the verb the subject did it.
        ("قال الشاهد إن جنديا قتل صبيا قرب البوابة.", "killing 1"),
        ("أعلنت النيابة أن ضابطا اعتقل ثلاثة شبان.", "detention 3"),
        ("قال الشهود إن مسلحا قتل أربعة عمال وأصاب آخر.", "killing 4; injury 1"),
        ("قتلت المجموعة حارسا واحدا.", "killing 1"),
        # Parts behind a comma, of kinds that can be parts, and no greater than their whole.
        ("قتل 14 شخصا، بينهم 5 أطفال، و4 نساء، وأصيب 22.", "killing 14; killing 5 part; killing 4 part; injury 22"),
        (
            "شهد الشهر مقتل ٨٠ مدنيا، بينهم ٢١ طفلا، و٩ نساء، وستة ضحايا بسبب التعذيب.",
            "killing 80; killing 21 part; killing 9 part; killing 6 part",
        ),
        ("قتل 14 مدنيا بينهم 5 أطفال، و3 جنود.", "killing 14; killing 5 part"),
        ("قتل شخصان أحدهما فتاة.", "killing 2; killing 1 part"),
        ("قتل شابان أحدهما برصاص الحرس والآخر طعنا.", "killing 2"),
        ("أفاد التقرير أن 16 مدنيا، بمن فيهم 6 أطفال، قتلوا في الغارات.", "killing 16; killing 6 part"),
        ("وكان من بين القتلى 310 مدنيين إضافة إلى 45 جنديا و 7 قتلى مجهولي الهوية.", "killing 310 part; killing 7 part"),
        # Dead and wounded together, and the wounded who died.
        ("نحو 60 شخصا بينهم جنود قتلوا وأصيبوا في القصف.", ""),
        ("نحو 60 شخصا قتلوا أو أصيبوا في القصف.", ""),
        ("مقتل أو إصابة 15 شخصا في الهجوم.", ""),
        ("توفي جريح ثان متأثرا بجروحه ليرتفع عدد القتلى إلى ستة.", "killing 1 share; killing 6"),
        ("وفاة ثلاثة جرحى متأثرين بإصاباتهم.", "killing 3 share"),
        # What is no number, or another than its last words.
        ("تجاوزت الحصيلة حاجز الربع مليون ضحية.", ""),
        ("بلغ عدد القتلى من المدنيين 318ر52 ألف قتيل.", ""),
        ("خلف النزاع ألفي قتيل وشرد ملايين الأشخاص.", "killing 2000"),
        ("تجاوز عدد الجثامين المائتين وعشرين جثمانا.", ""),
        ("مقتل (6) أشخاص وإصابة (19) آخرين في هجوم على القرية.", "killing 6; injury 19"),
        ("قتلت الكتيبة 33 “مقاتلا” خلال المعارك.", "killing 33"),
        ("قتل 4 إلى 6 أشخاص.", "killing 4-6"),
        ("تلتها المحافظة بخمسة عشر قتيلا وسبعة وثلاثين جريحا ثم المدينة بتسعة قتلى.", "killing 15; injury 37; killing 9"),
        ("وانتشلت الفرق 12 جثة أخرى.", "killing 12 body"),
        ("أفادت الهيئة بأن 53 مهاجرا، بينهم رضيعان، لقوا حتفهم أو فقدوا إثر انقلاب قارب كان يقل 55 شخصا.", ""),
        ("مقتل سائق حافلة تقل 30 طالبا.", "killing 1"),
        ("إن (62) شخصا، من بينهم (23) طفلا وامرأتين، أصيبوا بجروح.", "injury 62; injury 23 part; injury 2 part"),
        (
            "أصابت القوات 64 شخصا بينهم طفلان في الشمال (61 إصابة) والجنوب (ثلاث إصابات).",
            "injury 64; injury 2 part; injury 61 part; injury 3 part",
        ),
        ("أصابت القوات ثلاثة عمال، ووصفت إصابة اثنين منهم بالخطرة.", "injury 3; injury 2 part"),
        ("أصيب 10 أشخاص، وتوفي ثلاثة منهم لاحقا.", "injury 10; killing 3 share"),
        ("قالت الشرطة إن عاملا يبلغ من العمر (21 عاما) توفي متأثرا بجراحه.", "killing 1"),
        ("قتل ما لايقل عن أربعة أشخاص.", "killing >=4"),
        ("إن 70 ألفا على الأقل قتلوا في الصراع.", "killing >=70000"),
        ("أدى القصف إلى ارتقاء 30 ألفا 631 شهيدا، وإصابة 72 ألفا 43 آخرين.", "killing 30631; injury 72043"),
        ("إن خمسين شخصا في المستشفى وبعضهم مصاب بجروح خطيرة.", ""),
        # Tolls.
        ("ارتفع عدد القتلى من 4 إلى 6 أشخاص.", "killing 6"),
        ("بلغت حصيلة القتلى المدنيين جراء العملية التي تشنها القوات منذ 18 يوما على أحياء المدينة أكثر من 700 شخص.", "killing >=700"),
        ("تجاوز عدد القتلى التسعة.", "killing >=9"),
        ("القتلى الذين سقطوا خلال الأزمة تجاوز 90 ألفا.", "killing >=90000"),
        ("ارتفاع عدد ضحايا العدوان على المدينة إلى 8140 شهيدا.", "killing 8140 cumulative"),
        ("قتل 3 في غارة، لترتفع حصيلة ضحايا الحرب إلى 900 قتيل.", "killing 3; killing 900 cumulative"),
        ("تجاوز عدد القتلى 300 قتيل.", "killing >=300"),
        ("تجاوزت حصيلة الهجوم 300 قتيل و700 جريح.", "killing >=300; injury >=700"),
        ("لم يتجاوز عدد القتلى 3 قتلى.", "killing <=3"),
        ("زاد عدد القتلى على 300 قتيل.", "killing >=300"),
        ("زاد عدد القتلى إلى 300 قتيل.", "killing 300"),
        ("ناهز عدد القتلى 300 قتيل.", "killing ~300"),
        ("تجاوزت القوات الحدود بعد سقوط 12 قتيلا.", "killing 12"),
        # Not said to be so.
        ("إن سقوط نحو 200 قتيل في اليوم صار مألوفا.", "killing ~200 background"),
        ("قتل 5 أشخاص في اليوم الأول من الهدنة.", "killing 5"),
        ("قتل 61 مدنيا منذ 5 آذار وحتى أمس.", "killing 61"),
        ("قتل 61 مدنيا منذ 9 كانون الثاني.", "killing 61 cumulative"),
        ("أدى العدوان المستمر إلى ارتقاء 3100 شهيد، وإصابة 7000 آخرين.", "killing 3100 cumulative; injury 7000 cumulative"),
        ("عدد القتلى مرشح للارتفاع إلى 70.", "killing 70 hypothetical"),
        ("وقالت إن عدد القتلى قد يصل إلى 70 قتيلا.", "killing 70 hypothetical"),
        ("وكان عدد القتلى قد بلغ 70 قتيلا.", "killing 70"),
        ("لا صحة لما تردد عن مقتل عشرة أطفال.", "killing 10 denied"),
        ("بعد عام على مقتل 15 مدنيا في السوق، نظم الأهالي وقفة.", "killing 15 background"),
        ("إن نحو 40 مدنيا يقتلون يوميا في المدينة.", "killing ~40 background"),
        ("قتل 5 أشخاص يوم الجمعة.", "killing 5"),
    ],
)  # fmt: skip
def test_a_sentence_yields_its_claims_and_no_other(text: str, claims: str) -> None:
    assert _claims(text) == claims


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("قتل 14 مدنيا بينهم 5 أطفال، و3 جنود.", "جنود"),
        ("قتل ضابط ونجا 30 جنديا كانوا في الموقع.", "جنديا"),
        ("نحو 60 شخصا قتلوا أو أصيبوا في القصف.", "قتلوا"),
        ("مقتل أو إصابة 15 شخصا في الهجوم.", "مقتل"),
        ("قتل 61 مدنيا، هم 30 في المدينة و2 في الريف و8 في الجبل.", "30"),
        ("تجاوزت الحصيلة حاجز الربع مليون ضحية.", "الحصيلة"),
    ],
)
def test_persons_who_are_counted_in_no_claim_are_listed(text: str, word: str) -> None:
    (miss,) = read(text).misses
    assert miss.word.of(text) == word


def test_a_sentence_of_which_every_number_is_a_claim_is_not_listed() -> None:
    assert read("قتل 14 شخصا، بينهم 5 أطفال، و4 نساء، وأصيب 22.").misses == ()


@pytest.mark.parametrize(
    ("text", "speaker", "stands_for"),
    [
        ("قال المرصد المدني للحقوق إن القصف اشتد. وأضاف أن خمسة قتلوا.", "وأضاف", "المرصد المدني للحقوق"),
        ("قالت وزارة الصحة إن الوضع صعب. وأوضحت أن 12 شخصا أصيبوا.", "وأوضحت", "وزارة الصحة"),
        ("قالت وزارة الصحة إن الوضع صعب. وقالت الوزارة إن 12 شخصا أصيبوا.", "الوزارة", "وزارة الصحة"),
        ("أفاد مصدر أمني محلي بوقوع انفجار. وقال المصدر إن ثلاثة قتلوا.", "المصدر", "مصدر أمني محلي"),
        (
            "قال المرصد المدني للحقوق إن القصف اشتد. وأضاف أنه عنيف. وتابع أن ستة قتلوا.",
            "وتابع",
            "المرصد المدني للحقوق",
        ),
        # Nobody before fits the verb, or the word is another's.
        ("قالت وزارة الصحة إن الوضع صعب. وأضاف أن 12 شخصا أصيبوا.", None, None),
        ("قال المرصد المدني للحقوق إن القصف اشتد. وسجل يوم السبت مقتل خمسة مدنيين.", None, None),
        ("قال المرصد المدني للحقوق إن القصف اشتد. وقالت الشرطة إن خمسة قتلوا.", "الشرطة", None),
        # Names in quotation marks, and behind what they issued.
        ("أعلنت «شبكة أطباء الوادي» مقتل سبعة مواطنين.", "شبكة أطباء الوادي", None),
        ("وأكد “مقتل سبعة جنود”.", None, None),
        ("بحسب تقرير صادر عن الشبكة المدنية، قتل 12 شخصا.", "الشبكة المدنية", None),
        ("وجاء في تقرير الشبكة أن 12 شخصا قتلوا.", "الشبكة", None),
        ("وفقا لوزارة الصحة، قتل خمسة.", "وزارة الصحة", None),
        ("أعلن المركز المدني الإثنين أن خمسة قتلوا.", "المركز المدني", None),
    ],
)
def test_who_goes_on_speaking_is_whoever_was_named(text: str, speaker: str | None, stands_for: str | None) -> None:
    chain = read(text).proposals[-1].chain
    last = chain[-1]
    assert (last.span.of(text) if last.span is not None else None) == speaker
    assert (last.meant.of(text) if last.meant is not None else None) == stands_for


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("قتل خمسة مدنيين هذا الأسبوع في البلدة.", "2024-03-09/2024-03-12"),
        ("قتل خمسة مدنيين خلال الأسبوع الجاري.", "2024-03-09/2024-03-12"),
        ("قتل خمسة مدنيين خلال الأسبوع الماضي.", "2024-03-02/2024-03-10"),
        ("قتل مدني قبل أسبوعين في البلدة.", "2024-02-24/2024-03-03"),
        ("قتل مدني هذا العام.", "2024/2024-03-12"),
    ],
)
def test_a_week_holds_whichever_day_it_begins_on(text: str, edtf: str) -> None:
    when = read(text).proposals[0].when
    assert when is not None
    assert when.when is not None
    assert when.when.edtf == edtf


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(-5, 1), st.sampled_from((5, 6, 0)))
def test_the_days_of_a_week_hold_the_calendar_week_of_every_habit(today: date, turn: int, start: int) -> None:
    first = today
    while first.weekday() != start:
        first -= timedelta(days=1)
    first += timedelta(days=7 * turn)
    found = weeks(today, turn)
    assert found.first is not None
    assert found.last is not None
    assert found.first <= first
    assert first + timedelta(days=6) <= found.last
    assert (found.last - found.first).days <= 12


@given(st.one_of(st.integers(3, 999), st.integers(1000, 99_999)), st.booleans())
@example(111, False)
@example(12, True)
def test_a_number_in_words_is_read_back_whole(number: int, women: bool) -> None:
    assume(number % 100 not in (1, 2))  # "101 persons" is said with two nouns
    verb = "قتلت" if women else "قتل"
    for text in (
        f"{verb} {counted(number, women=women)} في القصف.",
        f"مقتل {counted(number, women=women, oblique=True)} في القصف.",
    ):
        assert _claims(text) == f"killing {number}"


WORDS = sorted({word for text, _ in SENTENCES for word in text.split()})
ODD = [
    "ال",
    "الـ",
    "و",
    "تجاوز",
    "القتلى",
    "150",
    "الفا",
    "487ر74",
    "الربع",
    "مليون",
    "(",
    ")",
    "«",
    "”",
    "،",
    "إضافة",
    "إلى",
    "بمن",
    "فيهم",
    "أو",
    "وأضاف",
    "أن",
    "قد",
]


@given(st.lists(st.sampled_from(WORDS + ODD * 8), min_size=1, max_size=25))
@example(["تجاوز", "ال"])
@example(["القتلى", "تجاوز", "150"])
def test_no_words_break_the_reader_and_no_part_is_greater_than_its_whole(words: list[str]) -> None:
    found = read_arabic(ItemText(" ".join(words), "test/1", "ar"), "2024-03-12")
    for one in found.proposals:
        whole = None if one.part_of is None else found.proposals[one.part_of].quantity.best
        assert whole is None or one.quantity.best is None or one.quantity.best <= whole
