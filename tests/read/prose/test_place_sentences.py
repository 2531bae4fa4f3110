"""Which places a claim has: invented sentences of many countries, with no register, what each must have worked out by reading it.

Between stars stand the words of harm (of a part its number), between braces the number of those harmed.
"""

from __future__ import annotations

import re

import pytest

from undercount.read.prose.arabic.letters import tokens
from undercount.read.prose.arabic.places import arabic_places
from undercount.read.prose.places.belonging import places_of
from undercount.read.prose.places.mentions import places
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.places.world import world_names
from undercount.read.prose.proposal import Located, Span
from undercount.read.prose.words import Document, Sentence
from undercount.read.registers import Registers

Expected = tuple[tuple[str, str, str], ...]
NOWHERE: Expected = ()

ENGLISH: list[tuple[str, Expected]] = [
    # who speaks or acts is no place
    ("Hamas said {12} people were *killed* in an Israeli strike.", NOWHERE),
    ("Israel rejected the claim that it had *killed* {112} people.", NOWHERE),
    ("Sudan said its army had *killed* {40} fighters.", NOWHERE),
    ("Khartoum denied that its soldiers had *killed* {15} civilians.", NOWHERE),
    ("Myanmar's junta said {12} of its soldiers had been *killed*.", NOWHERE),
    ("Ukraine said that 35 drones had *wounded* {11} people overnight.", NOWHERE),
    ("Chad *killed* {two} people, prosecutors said of the defendant.", NOWHERE),
    ("Hamas-run Gaza's health ministry said {112} people had been *killed* since Friday.", NOWHERE),
    ("The Washington Post reported that {9} aid workers were *killed*.", NOWHERE),
    ("Jordan Davis, 17, was *killed* at a gas station.", NOWHERE),
    ("Virginia Gomez, 44, was *killed*.", NOWHERE),
    ("Israel *killed* {23} people in Gaza overnight.", (("Gaza", "country", "Gaza"),)),
    ("Washington said the strike *killed* {four} militants in Yemen.", (("Yemen", "country", "Yemen"),)),
    ("Kyiv said {14} people had been *killed* in Belgorod.", (("Belgorod", "exact", "Belgorod, RU"),)),
    ("Damascus said {18} soldiers had been *killed* in Deir ez-Zor.", (("Deir ez-Zor", "exact", "Deir ez-Zor, SY"),)),
    ("Turkey said its drones had *killed* {12} fighters in northern Iraq.", (("northern Iraq", "country", "Iraq"),)),
    ("Mexico's navy said {six} marines were *wounded* in Culiacan.", (("Culiacan", "exact", "Culiacán, MX"),)),
    ("Pakistan accused India of *killing* {two} men in Rawalakot.", (("Rawalakot", "exact", "Rawalakot, PK"),)),
    ("Syria and Russia *killed* {9} people in Idlib.", (("Idlib", "exact", "Idlib, SY"),)),
    ("Russia-backed forces *killed* {six} people in Bangassou.", (("Bangassou", "exact", "Bangassou, CF"),)),
    ("Saudi-led warplanes *killed* {11} people in Taiz.", (("Taiz", "exact", "Taiz, YE"),)),
    ("{Three} people were *killed* in a strike by Israel in Tyre, Lebanon.", (("Tyre, Lebanon", "exact", "Tyre, LB"),)),
    ("Assam police *arrested* {12} men in Dibrugarh.", (("Dibrugarh", "exact", "Dibrugarh, IN"),)),
    # but what is done to a place, or in it, is there
    ("The bombing of Aleppo *killed* {12} people.", (("Aleppo", "exact", "Aleppo, SY"),)),
    ("An attack on Israel *killed* {12} people.", (("Israel", "country", "Israel"),)),
    ("In Orangi, Karachi *killed* {2} men yesterday.", (("Orangi, Karachi", "", "Karachi, PK"),)),
    # countries, regions, cities: no more precise than the words
    ("At least {14} people were *killed* in Darfur on Monday.", (("Darfur", "adm1", "Darfur, SD"),)),
    (
        "At least {19} people were *killed* in El Fasher, the capital of North Darfur.",
        (("El Fasher, the capital of North Darfur", "exact", "El Fasher, SD"),),
    ),
    (
        "Fighters *killed* {124} villagers in Al-Sariha in Gezira state.",
        (("Al-Sariha in Gezira state", "adm1", "Gezira, SD"),),
    ),
    ("Gunmen *abducted* {287} pupils in Kuriga, Kaduna state.", (("Kuriga, Kaduna state", "adm1", "Kaduna, NG"),)),
    (
        "Bandits *killed* {30} people in three villages of Zamfara.",
        (("three villages of Zamfara", "adm1", "Zamfara, NG"),),
    ),
    (
        "Gunmen *killed* {21} in Plateau state's Mangu district.",
        (("Plateau state's Mangu district", "adm1", "Plateau, NG"),),
    ),
    (
        "A strike on Pazigyi village in Sagaing region *killed* {168}.",
        (("Pazigyi village in Sagaing region", "adm1", "Sagaing, MM"),),
    ),
    (
        "Rebels shelled Sittwe, the capital of Rakhine, *killing* {nine} people.",
        (("Sittwe, the capital of Rakhine", "exact", "Sittwe, MM"),),
    ),
    ("Russian missiles *killed* {7} people in Kharkiv.", (("Kharkiv", "exact", "Kharkiv, UA"),)),
    (
        "{Two} women were *killed* in Kozacha Lopan, Kharkiv region.",
        (("Kozacha Lopan, Kharkiv region", "adm1", "Kharkiv, UA"),),
    ),
    ("{Three} leaders were *shot* dead in Cauca, Colombia.", (("Cauca, Colombia", "adm1", "Cauca, CO"),)),
    ("Rebels *killed* {four} soldiers in Valle de Patía.", (("Valle de Patía", "", ""),)),
    ("Gangs *killed* at least {70} people in Pont-Sonde, Haiti.", (("Pont-Sonde, Haiti", "country", "Haiti"),)),
    ("{Eleven} people were *shot* dead in Guanajuato state.", (("Guanajuato state", "adm1", "Guanajuato, MX"),)),
    (
        "A mob *killed* {two} men in Manipur's Imphal West district.",
        (("Manipur's Imphal West district", "adm1", "Manipur, IN"),),
    ),
    (
        "{Nine} were *killed* in Reasi district of Jammu and Kashmir.",
        (("Reasi district of Jammu and Kashmir", "adm1", "Jammu and Kashmir, IN"),),
    ),
    ("The police *killed* {3} men in Punjab.", (("Punjab", "", "Punjab, IN; Punjab, PK"),)),
    ("Indian police *killed* {3} men in Punjab.", (("Punjab", "adm1", "Punjab, IN"),)),
    ("Boko Haram *killed* {20} fishermen near Lake Chad.", (("Lake Chad", "near", "Lake Chad"),)),
    ("The rebels *killed* {16} people in Hodeidah.", (("Hodeidah", "exact", "Al Ḩudaydah, YE"),)),
    ("{Twenty} people were *killed* in Nuseirat refugee camp.", (("Nuseirat", "exact", "An Nuşayrāt, PS"),)),
    # US local news: streets, counties, states
    ("{Two} teens were *shot* in the 3400 block of West Madison Street.", (("West Madison Street", "", ""),)),
    ("A man was found *shot* on Lincoln Avenue near Charlotte Street.", (("Lincoln Avenue", "", ""),)),
    ("A man was *shot* and killed in Cook County.", (("Cook County", "", ""),)),
    ("A man was *killed* in Fairfax County, Virginia.", (("Fairfax County, Virginia", "adm1", "Virginia, US"),)),
    ("{Four} people were *injured* at a bar in Columbus, Ohio.", (("Columbus, Ohio", "exact", "Columbus, OH, US"),)),
    ("{Two} people were *wounded* in Paris, Texas.", (("Paris, Texas", "exact", "Paris, TX, US"),)),
    (
        "{Two} brothers were *killed* in Springfield, Illinois.",
        (("Springfield, Illinois", "exact", "Springfield, IL, US"),),
    ),
    ("{Six} people were *shot* in Chicago overnight.", (("Chicago", "exact", "Chicago, IL, US"),)),
    # names of several places stay unresolved where nothing tells them apart
    (
        "{Two} people were *wounded* in Springfield.",
        (("Springfield", "", "Springfield, MO, US; Springfield, MA, US; Springfield, IL, US"),),
    ),
    ("{Twelve} people were *killed* in Hyderabad.", (("Hyderabad", "", "Hyderabad, IN; Hyderabad, PK"),)),
    ("Indian police said {twelve} people were *killed* in Hyderabad.", (("Hyderabad", "exact", "Hyderabad, IN"),)),
    ("{Nine} were *killed* in Tripoli, the Libyan army said.", (("Tripoli", "exact", "Tripoli, LY"),)),
    ("{Nine} were *killed* in Tripoli.", (("Tripoli", "", "Tripoli, LY; Tripoli, LB; Trípoli, GR"),)),
    ("{Five} people were *killed* in the Ukrainian port of Odessa.", (("Odessa", "exact", "Odesa, UA"),)),
    ("{Forty} people were *killed* in Georgia.", (("Georgia", "", "Georgia; Georgia, US"),)),
    ("A deputy was *shot* in Georgia, the US marshals said.", (("Georgia", "adm1", "Georgia, US"),)),
    ("Police *shot* dead a man in Nice.", (("Nice", "", ""),)),
    # a total is not where its first part is
    ("At least {2,100} people were *killed*: 800 in Marrakesh and 1,300 in Al Haouz.", NOWHERE),
    (
        "At least {2,100} people were *killed* in Morocco, including 800 in Marrakesh.",
        (("Morocco", "country", "Morocco"),),
    ),
    (
        "At least {112} people were *killed* across Syria on Friday, including 63 in Hama.",
        (("Syria", "country", "Syria"),),
    ),
    (
        "At least 112 people were killed across Syria on Friday, including *{63}* in Hama.",
        (("Hama", "exact", "Ḩamāh, SY"),),
    ),
    ("{A total of 14} civilians were *killed* - 6 in Donetsk, 5 in Kherson and 3 in Kharkiv.", NOWHERE),
    (
        "In Ukraine, {a total of 14} civilians were *killed*: 6 in Donetsk, 5 in Kherson.",
        (("Ukraine", "country", "Ukraine"),),
    ),
    ("{Thirty} people were *killed* in Nigeria this week, 20 of them in Jos.", (("Nigeria", "country", "Nigeria"),)),
    ("{Twelve} people were *killed*: eight in Aleppo and four in Idlib.", NOWHERE),
    ("{Twelve} people, including three children, were *killed* in Aleppo.", (("Aleppo", "exact", "Aleppo, SY"),)),
    ("A strike *killed* {twelve} people, including three children, in Aleppo.", (("Aleppo", "exact", "Aleppo, SY"),)),
    ("Gunmen *killed* {20} in Aleppo.", (("Aleppo", "exact", "Aleppo, SY"),)),
]

ARABIC: list[tuple[str, Expected]] = [
    ("*قتل* {12} مدنيا في غارة على سوق في الفاشر.", (("الفاشر", "exact", "El Fasher, SD"),)),
    ("قالت الخرطوم إن {15} جنديا *قتلوا* في الأبيض.", (("الأبيض", "exact", "El Obeid, SD"),)),
    ("أعلنت إسرائيل *مقتل* {أربعة} جنود في خان يونس.", (("خان يونس", "exact", "Khān Yūnis, PS"),)),
    ("أعلنت إسرائيل *مقتل* {أربعة} جنود.", NOWHERE),
    ("*خطف* مسلحون نحو {30} طالباً في ولاية كادونا.", (("ولاية كادونا", "adm1", "Kaduna, NG"),)),
    ("*قتل* {30} شخصا في ولاية الجزيرة وسط السودان.", (("ولاية الجزيرة", "", ""),)),
    ("*قتل* {ستة} مدنيين في ولاية راخين في ميانمار.", (("ولاية راخين", "", ""),)),
    ("*قتل* {خمسة} أشخاص في مدينة حماة.", (("مدينة حماة", "exact", "Ḩamāh, SY"),)),
    ("*أصيب* {ثلاثة} مدنيين في المدينة.", NOWHERE),
    ("*قتل* {خمسة} بعد هروبهم من المدينة.", NOWHERE),
    ("*قتل* {خمسة} في قصف طال البرج والقصر.", NOWHERE),
    ("*قتل* {عشرة} أشخاص في دارفور.", (("دارفور", "adm1", "دارفور, SD"),)),
    ("*قتل* {14} شخصا بينهم 6 في دونيتسك.", NOWHERE),
    ("*قتل* {63} شخصا في سوريا بينهم 20 في حلب.", (("سوريا", "country", "سوريا"),)),
    ("قتل 63 شخصا في سوريا بينهم *{20}* في حلب.", (("حلب", "exact", "Aleppo, SY"),)),
    (
        "*قتل* {12} مدنيا في حلب وإدلب ودرعا.",
        (("حلب", "exact", "Aleppo, SY"), ("إدلب", "exact", "Idlib, SY"), ("درعا", "exact", "Dar‘ā, SY")),
    ),
    ("و*قتل* {مدنيان} بحمص.", (("حمص", "exact", "Homs, SY"),)),
    ("*قتل* {4} أشخاص في المكسيك.", (("المكسيك", "country", "المكسيك"),)),
    ("*قتل* {شرطي} في بوغوتا.", (("بوغوتا", "exact", "Bogotá, CO"),)),
    ("*أصيب* {7} مدنيين في الحديدة.", (("الحديدة", "exact", "Al Ḩudaydah, YE"),)),
    ("*قتل* {ثلاثة} في الجنوب.", NOWHERE),
    ("*قتل* {35} ألف شخص في غزة.", (("غزة", "country", "غزة"),)),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.of(Registers())


def _read(marked: str) -> tuple[str, Span, Span | None]:
    """Return a sentence without its marks, with where its words of harm and its number stand."""
    found: dict[str, list[int]] = {}
    text = ""
    for piece in re.split(r"([*{}])", marked):
        if piece in ("*", "{", "}"):
            found.setdefault("*" if piece == "*" else "{", []).append(len(text))
        else:
            text += piece
    amount = found.get("{")
    return text, Span(*found["*"]), None if amount is None else Span(*amount)


def _shown(found: tuple[Located, ...], text: str) -> Expected:
    return tuple((one.span.of(text), one.precision, one.known_as) for one in found)


@pytest.mark.parametrize(("marked", "expected"), ENGLISH)
def test_the_places_of_an_english_claim(gazetteer: Gazetteer, marked: str, expected: Expected) -> None:
    text, trigger, amount = _read(marked)
    document = Document(text, (Sentence((), 0, len(text)),), "en", "test")
    assert _shown(places_of(trigger, places(text, gazetteer), document, amount=amount), text) == expected


@pytest.mark.parametrize(("marked", "expected"), ARABIC)
def test_the_places_of_an_arabic_claim(gazetteer: Gazetteer, marked: str, expected: Expected) -> None:
    text, trigger, amount = _read(marked)
    document = Document(text, (Sentence((), 0, len(text)),), "ar", "test")
    found = arabic_places(tokens(text), gazetteer)
    assert _shown(places_of(trigger, found, document, amount=amount), text) == expected


def test_every_spelling_of_the_data_file_names_a_city_of_the_list() -> None:
    from undercount.read.prose.places.gazetted import lexicon, words_of

    for name, known_as in lexicon()["spellings"].items():
        words = words_of(name)
        some = [k for k in world_names()[words[0]] if k.words == words]
        assert known_as in {one.known_as for k in some for one in (k, *k.rivals)}, name
