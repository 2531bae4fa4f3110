"""The Arabic reader on invented passages of reports: who says it, who did it, what is denied, what is done without anybody counted."""

from __future__ import annotations

from importlib import resources
from tomllib import loads

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.read.prose.in_arabic import number_of, read
from undercount.read.prose.proposal import Proposal


def _said(one: Proposal) -> str:
    """Return a claim as its act, its number, and what of unit, part and modality is not the common one."""
    number = number_of(one)
    unit = "" if one.quantity.unit == "person" else one.quantity.unit
    part = "" if one.part_of is None else "part"
    how = "" if one.modality == "asserted" else one.modality
    return " ".join(word for word in (one.act, number, unit, part, how) if word)


def _claims(text: str) -> str:
    return "; ".join(_said(one) for one in read(text).proposals)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # Denials and bounds.
        ("لم تقتل قوات النظام أي مدني في البلدة منذ إعلان الهدنة.", "killing some denied"),
        ("نفى الجيش مقتل مدنيين في القصف الذي استهدف سوق البلدة.", "killing some denied; attack-on-facility 1 facility"),
        ("لم تسجل المستشفيات أي إصابة بين المدنيين حتى مساء أمس.", "injury 0"),
        ("اعترضت الدفاعات سبع مسيرات دون أن تسفر عن إصابات.", "injury 0"),
        ("وأكد مدير المستشفى أن عدد القتلى لم يتجاوز خمسة.", "killing <=5"),
        ("والسلطات تقول إن القتلى لا يتجاوزون التسعة.", "killing <=9"),
        ("وسقط ثمانية قتلى في الأقل.", "killing >=8"),
        # Since when a town is besieged is no count's time.
        ("قتل اليوم سبعة مدنيين في المدينة التي تحاصرها القوات منذ ثلاثة أشهر.", "killing 7"),
        ("قتل سبعة مدنيين منذ ثلاثة أشهر.", "killing 7 cumulative"),
        # Numbers.
        ("قتل ما بين عشرة آلاف وأربعين ألف شخص.", "killing 10000-40000"),
        ("ويحتجز في السجن ما بين مئة وخمسين ومئتي شخص بينهم قاصرون.", "detention 150-200; detention some part"),
        ("وصل عدد ضحايا الألغام إلى 217 مدنياً بين قتيل وجريح.", ""),
        ("بلغت نسبة النازحين 60 بالمئة من السكان، ووزعت المنظمة 1500 سلة غذائية.", ""),
        # Parts.
        ("بلغ عدد شهداء المجزرة 21 شهيداً: 8 أطفال و5 نساء و8 رجال.", "killing 21; killing 8 part; killing 5 part; killing 8 part"),
        ("بلغ عدد شهداء المجزرة 22 شهيداً: 8 أطفال و5 نساء و8 رجال.", "killing 22"),
        ("قتل خمسة عشر شخصاً معظمهم من النساء والأطفال.", "killing 15; killing some part"),
        ("قتل 613 شخصاً، منهم 509 قرب مواقع المؤسسة.", "killing 613; killing 509 part"),
        # What persons went through.
        ("تعرضت ما لا يقل عن 26 امرأة للاغتصاب في المدينة.", "sexual-violence >=26"),
        ("أجبرت عمليات الهدم 34 عائلة على النزوح.", "displacement 34 family"),
        ("لا يزال مصير سبعة عشر شاباً مجهولاً.", "missing 17"),
        ("يخشى أن يكون العشرات ما زالوا في عداد المفقودين.", "missing some hypothetical"),
        ("لا يزال العشرات تحت الأنقاض.", ""),
        ("اختطفت طبيبة من أمام عيادتها، وعثر على جثتها بعد يومين.", "abduction 1; killing 1 body"),
        ("قتل مزارعان وجرح ثالث بانفجار لغم.", "killing 2; injury 1"),
        ("تعذيب ستة معتقلين حتى الموت.", "killing 6"),
        ("استشهد الفتى محمد نزال (17 عاماً) والشاب وديع علاونة.", "killing 1; killing 1"),
        # What was hit.
        ("قصفت طائرات حربية مستشفى ميدانياً وأخرجته عن الخدمة.", "attack-on-facility 1 facility; out-of-service 1 facility"),
        ("أصبح المستشفى خارج الخدمة.", "out-of-service 1 facility"),
        ("من أصل 36 مستشفى، خرج 19 عن الخدمة.", "out-of-service 19 facility"),
        ("تعرضت ثلاثة مستشفيات ومركزان صحيان للقصف.", "attack-on-facility 3 facility; attack-on-facility 2 facility"),
        ("استشهد صحفي جراء استهداف طائرة مسيرة لسيارته.", "killing 1; attack-on-facility 1 vehicle"),
        # Practices.
        ("استخدمت القوات الاغتصاب سلاحاً في الحرب.", "sexual-violence some"),
        ("نفذ الطيران غارة مزدوجة على القرية.", "double-tap some attack"),
        ("سجل المرصد 12 خرقاً لاتفاق وقف إطلاق النار.", "ceasefire-breach 12 incident"),
        ("سجل المرصد خرقين للهدنة.", "ceasefire-breach 2 incident"),
        ("اتهم الجيش الجماعة بخرق الهدنة 80 مرة في يوم واحد.", "ceasefire-breach 80 incident"),
        ("نفت الجماعة خرق الهدنة.", "ceasefire-breach some incident denied"),
        ("دعا المبعوث إلى عدم خرق الهدنة.", ""),
        ("استنكرت النقابة الاستهداف الممنهج للكوادر الطبية.", "attack some attack"),
        ("التعذيب الممنهج مستمر في السجن، ويتعرض المعتقلون لشتى أنواع التعذيب.", "torture some"),
        ("يستخدم النظام تجويع السكان سلاحاً في الغوطة.", "starvation some"),
        ("دخلت القافلة بموجب اتفاق وقف إطلاق النار.", ""),
        # No harm.
        ("قال أحدهم إنه جرح مشاعر والدته.", ""),
        ("كانوا يقتلون الوقت بلعب الورق.", ""),
        ("ضربوه حتى فقد وعيه.", ""),
        ("المدرسة تؤوي 400 عائلة نازحة.", ""),
        ("أنقذ خفر السواحل سبعة عشر آخرين بعد فقدان الاتصال بالقارب.", ""),
        ("لم يبق في المنطقة سوى ثمانية مستشفيات متبقية تعمل.", ""),
    ],
)  # fmt: skip
def test_a_passage_yields_its_claims_and_no_other(text: str, claims: str) -> None:
    assert _claims(text) == claims


def test_a_practice_has_the_act_and_the_unit_that_english_gives_it() -> None:
    data = resources.files("undercount.read.prose") / "data"
    english = loads((data / "practices.toml").read_text(encoding="utf-8"))
    arabic = {one["rule"]: one for one in loads((data / "arabic.toml").read_text(encoding="utf-8"))["practices"]}
    shared = arabic.keys() & english.keys()
    assert len(shared) >= 8
    assert {(r, arabic[r]["act"], arabic[r]["unit"]) for r in shared} == {
        (r, english[r]["act"], english[r]["unit"]) for r in shared
    }


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("أكد مدير المستشفى مقتل خمسة، فيما تحدث ناشطون عن أكثر من عشرين قتيلاً.", ["مدير المستشفى", "ناشطون"]),
        ("قتل خمسة، فيما أفاد ناشطون بجرح عشرين.", ["", "ناشطون"]),
        ("قالت الوزارة إن خمسة قتلوا، بينما أصيب ستة.", ["الوزارة", "الوزارة"]),
        ("قتل خمسة، بينما أصيب ستة، بحسب المرصد.", ["المرصد", "المرصد"]),
        ("وكانت حصيلة سابقة أفادت بمقتل 33 شخصاً.", [""]),
        ("ريف إدلب: استشهاد طفلة.", [""]),
        ("الدفاع المدني: مقتل طفلة.", ["الدفاع المدني"]),
        ("رفعت وزارة الصحة حصيلة الغارة إلى ستة عشر قتيلاً.", ["وزارة الصحة"]),
        ("ادعى التحالف أنه قتل 85 مسلحاً.", ["التحالف"]),
    ],
)
def test_who_says_it_is_told_for_each_clause(text: str, speakers: list[str]) -> None:
    chains = [one.chain[-1].span for one in read(text).proposals]
    assert ["" if span is None else span.of(text) for span in chains] == speakers


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("قتل الجيش ثلاثة مسلحين، بينما قُتل جندي وأصيب اثنان.", [["الجيش"], [], []]),
        ("استشهد ثلاثة خلال اقتحام قوات الاحتلال المخيم، فيما اعتقلت أربعة شبان.", [["قوات الاحتلال"]] * 2),
        ("ادعى التحالف أنه قتل 85 مسلحاً.", [["التحالف"]]),
        ("قال الطبيب إنه قتل ثلاثة.", [[]]),
        ("استهدف مسلحون مجهولون ناقلة جنود، ما أدى لمقتل ثلاثة عناصر.", [["مسلحون مجهولون"]]),
        ("مقتل خمسة جنود في هجوم استهدف قوات النظام في المدينة.", [[]]),
        ("سجل المرصد خرقين للهدنة من جانب جماعة الحوثي.", [["جماعة الحوثي"]]),
        ("اختطفت طبيبة على يد أربعة مسلحين.", [["مسلحين"]]),
        ("استخدمت قوات الدعم السريع الاغتصاب سلاحاً.", [["قوات الدعم السريع"]]),
        ("رصدت اللجنة 47 انتهاكاً للهدنة، نُسب 31 منها إلى القوات الحكومية.", [[]]),
    ],
)
def test_who_did_it_is_not_carried_to_what_others_did(text: str, blamed: list[list[str]]) -> None:
    assert [[b.span.of(text) for b in one.blamed] for one in read(text).proposals] == blamed


def test_a_list_by_line_yields_each_person_it_names() -> None:
    text = "أسماء الشهداء في القرية:\n1- أحمد علي اليوسف، 45 عاماً\n2- فاطمة أحمد اليوسف، 12 عاماً\n- الطفل عمر العلوان\nانتهى."
    assert not read(text).misses
    found = read(text).proposals
    assert [one.amount.of(text) for one in found] == ["أحمد علي اليوسف", "فاطمة أحمد اليوسف", "الطفل عمر العلوان"]
    assert {(one.act, one.quantity.best, one.trigger.of(text)) for one in found} == {("killing", 1, "الشهداء")}


def test_a_list_by_line_stands_before_what_is_told_behind_it() -> None:
    text = "أسماء الشهداء:\n- أحمد علي اليوسف\nوقتل 12 مدنيا بينهم ثلاثة أطفال."
    found = read(text).proposals
    assert [one.quantity.best for one in found] == [1, 12, 3]
    assert [one.part_of for one in found] == [None, None, 1]


@pytest.mark.parametrize(
    "text",
    [
        "أسماء الشهداء الثلاثة والخمسين 53:\n- أحمد علي اليوسف",
        "استشهد ثلاثة مدنيين هم:\n- أحمد علي اليوسف",
        "أسماء المرشحين:\n- أحمد علي اليوسف",
        "أسماء الشهداء:\nأحمد علي اليوسف",
    ],
)
def test_names_without_a_heading_of_harm_or_with_a_count_are_no_claims_of_their_own(text: str) -> None:
    assert not [one for one in read(text).proposals if "ar.roster" in one.rules]


_TENS = {20: "عشرين", 30: "ثلاثين", 40: "أربعين", 50: "خمسين", 60: "ستين", 70: "سبعين", 80: "ثمانين", 90: "تسعين"}
_HUNDREDS = {100: "مئة", 200: "مئتين", 300: "ثلاثمئة", 400: "أربعمئة", 500: "خمسمئة"}


@given(st.sampled_from(sorted({**_TENS, **_HUNDREDS})), st.sampled_from(sorted({**_TENS, **_HUNDREDS})))
def test_the_ends_of_a_range_in_words_are_never_added_up(low: int, high: int) -> None:
    words = {**_TENS, **_HUNDREDS}
    claims = _claims(f"قتل ما بين {words[low]} و{words[high]} شخصا.")
    assert claims == f"killing {low}-{high}" if low < high else f"{low + high}" not in claims
