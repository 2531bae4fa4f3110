"""The Arabic reader on invented sentences: numbers, duals, parts, acts, dates, speakers, and what it must not say."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.read.prose.arabic.letters import plain, tokens
from undercount.read.prose.arabic.reading import READER, read_arabic
from undercount.read.prose.context import Known, resolved
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.proposal import Dated, Found, Located, Span
from undercount.read.prose.verifier import verify
from undercount.read.registers import Registers
from undercount.read.text import ItemText
from undercount.record import Membership, Place, Source

REGISTERS = Registers(
    places=(Place("nur", None, "adm1", "Nur", "نورستانة"), Place("nur-city", "nur", "city", "Nur", "نورستانة")),
    actors=(Membership("falcons", None, (None, None), "Falcons", "كتيبة الصقور"),),
    sources=(Source("civil-guard", "civil-defence", None, "Civil Guard", "الحرس المدني"),),
)


def _read(text: str, published: str = "2016-12-14") -> Found:
    found = read_arabic(ItemText(text, "test/1"), published, REGISTERS)
    assert [verify(one, text) for one in found.proposals] == [None] * len(found.proposals)
    return found


def _counts(text: str) -> list[tuple[str, int | None, str]]:
    return [
        (
            p.act,
            p.quantity.best if p.quantity.best is not None else p.quantity.low or p.quantity.high,
            p.quantity.qualifier,
        )
        for p in _read(text).proposals
    ]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("مقتل خمسة مدنيين في القصف", [("killing", 5, "exactly")]),
        ("قُتل ٢٣ شخصاً في السوق", [("killing", 23, "exactly")]),
        ("استشهاد أحد عشر مواطنا", [("killing", 11, "exactly")]),
        ("مقتل مئة وخمسة وعشرين مدنيا", [("killing", 125, "exactly")]),
        ("مقتل 1,200 مدني", [("killing", 1200, "exactly")]),
        ("قتيلان في غارة على السوق", [("killing", 2, "exactly")]),
        ("استشهاد طفلتين بقصف", [("killing", 2, "exactly")]),
        ("استشهاد مواطنَين بقصف", [("killing", 2, "exactly")]),
        ("إصابة مدنيين اثنين", [("injury", 2, "exactly")]),
        ("مقتل امرأة في المدينة", [("killing", 1, "exactly")]),
        ("مقتل مدنيين في القصف", [("killing", None, "vague")]),
        ("عشرات القتلى في القصف", [("killing", None, "vague")]),
        ("17 قتيلاً وعشرة جرحى", [("killing", 17, "exactly"), ("injury", 10, "exactly")]),
        ("مقتل شخصين وإصابة 12 آخرين", [("killing", 2, "exactly"), ("injury", 12, "exactly")]),
        ("إن ما لا يقل عن 82 مدنيا قتلوا", [("killing", 82, "at-least")]),
        ("مقتل أكثر من أربعين شخصا", [("killing", 40, "at-least")]),
        ("مقتل 18 مدنياً على الأقل", [("killing", 18, "at-least")]),
        ("مقتل ما لا يزيد عن 9 أشخاص", [("killing", 9, "at-most")]),
        ("إصابة نحو 30 مدنيا", [("injury", 30, "about")]),
        ("قتلت قوات مجهولة خمسة مدنيين", [("killing", 5, "exactly")]),
        ("مقتل عائلة من ستة أشخاص", [("killing", 6, "exactly")]),
        ("ارتفاع عدد القتلى إلى 31", [("killing", 31, "exactly")]),
        ("اعتقال 12 شاباً في البلدة", [("detention", 12, "exactly")]),
        ("اختطاف ثلاثة أطباء", [("abduction", 3, "exactly")]),
        ("إعدام سبعة أشخاص", [("summary-killing", 7, "exactly")]),
        ("نفذت الطائرات ست غارات على البلدة", [("attack", 6, "exactly")]),
        ("انتشال 3 جثث من تحت الأنقاض", [("killing", 3, "exactly")]),
        ("مقتل رجل وامرأة وطفلين", [("killing", 1, "exactly"), ("killing", 1, "exactly"), ("killing", 2, "exactly")]),
        ("يقتل أحد أفراد الفريق", [("killing", 1, "exactly")]),
    ],
)
def test_who_was_harmed_is_counted_as_the_words_say(text: str, counts: list[tuple[str, int | None, str]]) -> None:
    assert _counts(text) == counts


@pytest.mark.parametrize(
    "text",
    [
        "7 شهداء وجرحى بقصف",
        "36 مدنيا بين قتيل وجريح",
        "45 قتيلا وجريحا",
        "مقتل وجرح نحو 20 مدنيا",
        "قطع 15 كم في 3 ساعات",
        "القتل جريمة",
    ],
)
def test_a_number_of_dead_and_wounded_together_is_neithers(text: str) -> None:
    assert _counts(text) == []


def test_parts_belong_to_their_whole() -> None:
    found = _read("مقتل خمسة مدنيين بينهم طفلان وامرأة وإصابة سبعة آخرين")
    whole, children, woman, hurt = found.proposals
    assert whole.part_of is None
    assert (children.part_of, children.victims.age, children.quantity.best) == (0, "child", 2)
    assert (woman.part_of, woman.victims.sex) == (0, "female")
    assert (hurt.part_of, hurt.act) == (None, "injury")
    assert whole.victims.status == "civilian"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("مقتل 12 شخصا، سبعة منهم مدنيون، في قصف", [(12, None), (7, 0)]),
        ("مقتل خمسة مدنيين، ثلاثة منهم أطفال", [(5, None), (3, 0)]),
        ("قتل 12 شخصا، سبعة منهم مدنيون وخمسة مسلحون", [(12, None), (7, 0), (5, 0)]),
        ("قتل عشرة أشخاص، أربعة منهم من عائلة واحدة", [(10, None), (4, 0)]),
        ("أصيب 9 أشخاص بينهم ثلاثة من الكوادر", [(9, None), (3, 0)]),
        ("اعتقال 12 شخصا، وأفرج عن سبعة منهم", [(12, None)]),
        ("أصيب 12 شخصا، توفي سبعة منهم لاحقا", [(12, None), (7, None)]),
    ],
)
def test_so_many_of_them_are_a_part(text: str, counts: list[tuple[int, int | None]]) -> None:
    assert [(p.quantity.best, p.part_of) for p in _read(text).proposals] == counts


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("مقتل مدني أمس", "2016-12-13"),
        ("مقتل مدني أمس الأول", "2016-12-12"),
        ("مقتل مدني فجر اليوم", "2016-12-14"),
        ("مقتل مدني يوم الاثنين", "2016-12-12"),
        ("مقتل مدني مساء الأربعاء الماضي", "2016-12-07"),
        ("مقتل مدني في 12 أيار 2016", "2016-05-12"),
        ("مقتل مدني في 7 أكتوبر", "2016-10-07"),
        ("مقتل مدني في 20 كانون الأول", "2015-12-20"),
        ("مقتل مدني في 3 جويلية 2015", "2015-07-03"),
        ("مقتل مدني يوم الجمعة 09/12/2016", "2016-12-09"),
        ("مقتل مدني في ٥ تموز/يوليو ٢٠١٥", "2015-07-05"),
        ("مقتل مئة مدني منذ السابع من أكتوبر", "2016-10-07/2016-12-14"),
        ("مقتل مدني في الحادي والعشرين من شهر آذار", "2016-03-21"),
        ("مقتل مدني في الخامس عشر من تشرين الثاني 2014", "2014-11-15"),
        ("مقتل مدني يوم العاشر من تشرين الأول/أكتوبر", "2016-10-10"),
        ("مقتل مدني في الثلاثين نيسان", "2016-04-30"),
        ("مقتل مدني يوم الجمعة التاسع من كانون الأول", "2016-12-09"),
        ("مقتل مدني في الأسبوع الأول من آذار", "2016-03"),
        ("مقتل مدني بين السابع والعاشر من أكتوبر", "2016-10"),
        ("مقتل مدني بين 3 و5 آذار", "2016-03-03/2016-03-05"),
        ("مقتل مدني الشهر الماضي", "2016-11"),
        ("مقتل مدني قبل يومين", "2016-12-12"),
        ("مقتل مدني خلال الساعات الـ24 الماضية", "2016-12-13/2016-12-14"),
        ("مقتل مئة مدني منذ عام 2011", "2011/2016-12-14"),
        ("مقتل مدني", "../2016-12-14"),
    ],
)
def test_dates_look_back(text: str, edtf: str) -> None:
    when = _read(text).proposals[0].when
    assert when is not None
    assert when.when is not None, when.why_not
    assert when.when.edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("قالت الوزارة يوم الاثنين إن خمسة مدنيين قتلوا", "../2016-12-12"),
        ("أعلن الجيش اليوم الأربعاء مقتل جندي", "../2016-12-14"),
        ("قالت الوزارة يوم الاثنين إن خمسة مدنيين قتلوا يوم السبت", "2016-12-10"),
        ("قالت الوزارة إن خمسة مدنيين قتلوا يوم الاثنين", "2016-12-12"),
    ],
)
def test_the_date_of_a_speech_says_only_that_it_was_no_later(text: str, edtf: str) -> None:
    when = _read(text).proposals[0].when
    assert when is not None
    assert when.when is not None
    assert when.when.edtf == edtf


@pytest.mark.parametrize(
    ("words", "edtf"), [("يوم الاثنين", "2016-12-12"), ("في 9 كانون الأول", "2016-12-09"), ("09/12/2016", "2016-12-09")]
)
def test_a_date_that_a_model_quotes_is_worked_out(words: str, edtf: str) -> None:
    text = f"مقتل خمسة مدنيين في مدينة نورستانة {words}."
    one = _read(text).proposals[0]
    start = text.index(words)
    place = text.index("مدينة")
    quoted = replace(
        one,
        when=Dated(Span(start, start + len(words)), None, "not worked out yet"),
        places=(Located(Span(place, place + len("مدينة نورستانة"))),),
    )
    (known,) = resolved([quoted], text, lambda _: "2016-12-14", Known(REGISTERS, Gazetteer.of(REGISTERS), "UTC"))
    assert known.when is not None
    assert known.when.when is not None, known.when.why_not
    assert known.when.when.edtf == edtf
    assert [where.place for where in known.places] == ["nur-city"]


@pytest.mark.parametrize("text", ["مقتل مدني الأحد الأول من أيار 2015", "مقتل مدني في الحادي والثلاثين من نيسان"])
def test_a_day_in_words_that_the_calendar_lacks_stays_unresolved(text: str) -> None:
    when = _read(text).proposals[0].when
    assert when is not None
    assert when.when is None
    assert when.why_not


def test_without_a_publication_a_relative_date_says_why() -> None:
    when = _read("مقتل مدني يوم الاثنين", "").proposals[0].when
    assert when is not None
    assert when.when is None
    assert "no day of publication" in when.why_not


def test_a_fast_that_moves_stays_unresolved() -> None:
    when = _read("مقتل مدني في رمضان").proposals[0].when
    assert when is not None
    assert when.when is None


@pytest.mark.parametrize(
    ("text", "speaker", "named", "source"),
    [
        ("أعلن الحرس المدني مقتل خمسة مدنيين", "الحرس المدني", True, "civil-guard"),
        ("أفاد الحرس المدني بأن خمسة مدنيين قتلوا", "الحرس المدني", True, "civil-guard"),
        ("مقتل خمسة مدنيين بحسب مصادر محلية", "مصادر محلية", False, ""),
        ("الحرس المدني: مقتل خمسة مدنيين", "الحرس المدني", True, "civil-guard"),
        ("قُتل 20 شخصا، وفق ما أفاد الحرس المدني", "الحرس المدني", True, "civil-guard"),
        ("قُتل 20 شخصا وفقا لما ذكرته وكالة الأنباء", "وكالة الأنباء", True, ""),
        ("قتل ثلاثة مدنيين كما أفاد مصدر طبي", "مصدر طبي", False, ""),
        ("قتل ثلاثة مدنيين على ما قال شهود عيان", "شهود عيان", False, ""),
        ("نفت وزارة الدفاع مقتل أي مدني", "وزارة الدفاع", True, ""),
        ("زعم الجيش مقتل 12 مسلحا", "الجيش", True, ""),
        ("اتهم المجلس المحلي الجيش بقتل 12 مدنيا", "المجلس المحلي", True, ""),
        ("اتهمت الوزارة في بيان قوات الأمن بقتل 12 مدنيا", "الوزارة", True, ""),
        ("مقتل خمسة مدنيين وفقا للحرس المدني", "للحرس المدني", True, ""),
    ],
)
def test_the_speaker_is_not_the_author(text: str, speaker: str, named: bool, source: str) -> None:
    chain = _read(text).proposals[0].chain
    assert chain[0].span is None
    assert len(chain) == 2
    assert chain[1].span is not None
    assert (chain[1].span.of(text), chain[1].named, chain[1].source) == (speaker, named, source)


@pytest.mark.parametrize(
    ("text", "cue"), [("قُتل 20 شخصا وفق ما أفاد الحرس المدني", "وفق ما أفاد"), ("نفت الوزارة مقتل 3 مدنيين", "نفت")]
)
def test_the_cue_is_all_the_words_by_which_they_speak(text: str, cue: str) -> None:
    said = _read(text).proposals[0].chain[1].cue
    assert said is not None
    assert said.of(text) == cue


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("قتلت قوات البرق الأزرق 20 مدنياً في القرية", [("قوات البرق الأزرق", "")]),
        ("قوات البرق تقتل ثلاثة مدنيين", [("قوات البرق", "")]),
        ("قتل مسلحون خمسة مدنيين", [("مسلحون", "")]),
        ("قتل ثلاثة أشخاص في قصف إسرائيلي على البلدة", [("إسرائيلي", "")]),
        ("مقتل خمسة مدنيين في غارة جوية روسية", [("روسية", "")]),
        ("قتل شاب برصاص الجيش السوداني قرب الحاجز", [("الجيش السوداني", "")]),
        ("قتل شاب برصاص الجيش والشرطة", [("الجيش", ""), ("الشرطة", "")]),
        ("قتل شاب برصاص الجيش الحي", [("الجيش", "")]),
        ("مقتل خمسة مدنيين على يد مسلحين مجهولين", [("مسلحين مجهولين", "")]),
        ("مقتل خمسة مدنيين بقصف مدفعي لقوات النظام على المدينة", [("قوات النظام", "")]),
        ("مقتل خمسة مدنيين في هجوم نُسب إلى جماعة الفجر", [("جماعة الفجر", "نُسب")]),
        ("مقتل خمسة مدنيين في غارة يُشتبه بأنها روسية", [("روسية", "يُشتبه")]),
        ("مقتل خمسة مدنيين بقصف يعتقد أن الجيش نفذه", [("الجيش", "يعتقد")]),
        ("اتهمت منظمة حقوقية قوات البرق بقتل 12 مدنيا", [("قوات البرق", "اتهمت")]),
        ("اتُهمت قوات الأمن بقتل خمسة متظاهرين", [("قوات الأمن", "اتُهمت")]),
        ("تبنى تنظيم الفجر الهجوم الذي قتل فيه 12 شخصا", [("تنظيم الفجر", "تبنى")]),
        ("قتلت كتيبة الصقور خمسة مدنيين", [("كتيبة الصقور", "")]),
        ("قتل جنود في كمين", []),
        ("هجوم على قوات الأمن يقتل 5 جنود", []),
        ("مقتل خمسة جنود في هجوم استهدف قوات النظام", []),
        ("الطائرات الحربية قصفت قوات النظام وقتلت 5 جنود", []),
        ("قتل عنصران من قوات البرق في غارة", []),
        ("قال الجيش الإسرائيلي إن خمسة مسلحين قتلوا", []),
    ],
)
def test_who_did_it_is_named_as_the_words_stand(text: str, blamed: list[tuple[str, str]]) -> None:
    one = _read(text).proposals[0]
    assert [(b.span.of(text), b.certainty) for b in one.blamed] == blamed
    assert all(b.actors == (("falcons",) if "الصقور" in b.span.of(text) else ()) for b in one.blamed)


def test_each_harm_has_whoever_is_blamed_beside_it() -> None:
    text = "قتل ثلاثة جنود برصاص مسلحين وقتل مدني بقصف الجيش"
    assert [[b.span.of(text) for b in one.blamed] for one in _read(text).proposals] == [["مسلحين"], ["الجيش"]]


def test_places_and_actors_are_those_of_the_registers() -> None:
    text = "مقتل خمسة مدنيين بقصف نفذته كتيبة الصقور على مدينة نورستانة"
    one = _read(text).proposals[0]
    assert [(p.span.of(text), p.place) for p in one.places] == [("مدينة نورستانة", "nur-city")]
    assert [b.actors for b in one.blamed] == [("falcons",)]
    assert one.method is not None
    assert one.method.of(text) == "بقصف"
    assert one.reader == READER


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("مقتل خمسة مدنيين بقصف لكتيبة الصقور", ["falcons"]),
        ("اعتقلت كتيبة الصقور خمسة شبان", ["falcons"]),
        ("مقتل شاب على يد كتيبة الصقور", ["falcons"]),
        ("قالت كتيبة الصقور إن خمسة مدنيين قتلوا", []),
        ("مقتل خمسة مدنيين بحسب كتيبة الصقور", []),
        ("مقتل ثلاثة من كتيبة الصقور", []),
    ],
)
def test_who_only_speaks_or_was_hit_is_not_blamed(text: str, actors: list[str]) -> None:
    assert [actor for blamed in _read(text).proposals[0].blamed for actor in blamed.actors] == actors


def test_denials_have_no_number_of_their_own_and_nobody_is_none() -> None:
    denied = _read("نفى الجيش مقتل أي مدني").proposals[0]
    assert (denied.modality, denied.quantity.qualifier, denied.quantity.numbers()) == (
        "denied",
        "vague",
        {"low": None, "best": None, "high": None},
    )
    nobody = _read("لم يقتل أي مدني").proposals[0]
    assert (nobody.modality, nobody.quantity.best, nobody.quantity.phrase) == ("asserted", 0, "لم يقتل أي")
    assert (nobody.act, nobody.victims.status) == ("killing", "civilian")
    refused = _read("لم يقتل الجيش خمسة مدنيين").proposals[0]
    assert (refused.modality, refused.quantity.best) == ("denied", 5)


def test_what_gave_nothing_is_listed() -> None:
    found = _read("وقعت مجزرة في البلدة. تجمع 40 شخصا في الساحة. الطقس جميل.")
    assert found.proposals == ()
    assert [one.why for one in found.misses] == ["harm", "number"]


LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئءـًٌٍَُِّْ 0123٤٥.،؟\n"


@given(st.text(alphabet=LETTERS, max_size=120))
def test_every_word_leads_back_to_its_letters(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert at <= token.start < token.end <= len(text)
        assert plain(text[token.start : token.end]) == token.word
        at = token.end


@given(st.text(alphabet=LETTERS, max_size=60))
def test_one_spelling_is_reached_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert not any(unicodedata.combining(c) for c in plain(text))


def test_a_word_broken_to_pass_a_filter_is_whole() -> None:
    assert [t.word for t in tokens("مقـ ـتل شخصين")] == ["مقتل", "شخصين"]
    assert _counts("مقـ ـتل شخصين") == [("killing", 2, "exactly")]
