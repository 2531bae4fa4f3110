"""The words that stand before a name or in its place, and are no part of it: titles, ranks, and what is written of people nobody knows.

Typed in from general knowledge. A word that is also somebody's given name is here only in the form in which it is not: الرائد is a major,
and رائد is Raed.
"""

from __future__ import annotations

from collections.abc import Sequence

from undercount.link.names.letters import normalise
from undercount.link.names.words import is_arabic, is_article


def _normalised(words: str) -> frozenset[str]:
    return frozenset(normalise(words).split())


_ARABIC_TITLES = """
الحاج الحج الحاجه الحجه حاج حاجه الشيخ الشيخه شيخ الشهيد الشهيده شهيد الدكتور الدكتوره دكتور دكتوره المهندس المهندسه مهندس مهندسه
الاستاذ الاستاذه استاذ البروفيسور بروفيسور السيد السيده الانسه الطفل الطفله المواطن المواطنه الصحفي الصحفيه الصحافي الاعلامي المسعف
الممرض الممرضه المعلم المعلمه الرضيع الرضيعه الشاب الشابه المحامي المحاميه القاضي القائد الضابط الطبيب الطبيبه الطيار د م
الملازم ملازم النقيب نقيب الرائد العقيد عقيد المقدم مقدم العميد اللواء الفريق المشير العماد الرقيب رقيب العريف الجندي المجند مجند
المساعد الشرطي شرطي المقاتل
"""
_LATIN_TITLES = """
hajj haj hadj hajja hajjah hajji haji sheikh shaikh shaykh sheik sheikha shaikha dr doctor prof professor eng engr engineer mr mrs ms miss
sir madam mme mlle martyr ustaz ustadh sayyid child infant captain capt cpt lieutenant lt colonel col general gen major maj sergeant sgt
private pvt pfc corporal cpl brigadier brig marshal admiral commander cmdr cdr conscript officer soldier judge lawyer journalist nurse
paramedic rev reverend
"""
TITLES = _normalised(f"{_ARABIC_TITLES} {_LATIN_TITLES}")
"""They are left out where another word follows."""
TITLES_WITH_ARTICLE = frozenset(
    ["shahid", "shaheed", "naqib", "aqid", "muqaddam", "mulazim", "raed", "raid", "amid", "liwa", "muhandis", "doktor"]
)
"""Arabic titles in Latin letters that are names without the article, beside all of ``TITLES``."""
_ALSO_GIVEN = frozenset({"major", "marshal", "judge", "sir"})
"""Titles that are given names, too, where one word alone follows: Major Davis."""
BESIDE_TITLES = _normalised("first second third st nd staff warrant ركن الركن اول ثاني ثان الاول الثاني")
"""What may stand before or after a rank: first lieutenant, ملازم أول."""

NO_NAME = frozenset(
    {
        *("لايوجد", "مجهول", "مجهوله", "مجهولين", "المجهول", "المجهوله"),
        *("unknown", "unnamed", "unidentified", "anonymous"),
    }
)
"""They say that there is no name."""

_KINDS = """
man men woman women male female boy girl child children infant newborn toddler teenager youth adult person people individual human
body bodies corpse remains victim victims civilian civilians elderly old young name age number no withheld family
رجل رجال امراه امراءه امرءه سيده نساء ذكر انثي طفل طفله اطفال رضيع رضيعه جنين شاب شابه شباب فتي فتاه ولد صبي صبيه شخص
اشخاص جثه جثمان جثامين جثث رفات اشلاء ضحيه ضحايا مدني مدنيه مدنيون مسن مسنه عجوز بالغ الاسم اسم رقم عمره عمرها الهويه هويه عائله
"""
KINDS = _normalised(_KINDS)
"""What a person is said to be who has no name: alone, or beside a word that says that there is none, they are no name."""

_ONE_WORD_BEHIND = 2
_RELATIVES = frozenset({"baby", "son", "daughter", "wife", "widow", "بنت", "ابن", "ابنه", "مولود", "مولوده", "زوجه"})
# Behind a word that says that there is no name, where somebody is from is no name either.
_FROM = frozenset({"from", "in", "at", "near", "من", "في", "قرب"})
# Before "of" they say whose relative is meant, as "son" does, or as Umm and Abu do.
_OF_WHOM = {
    **dict.fromkeys(
        ("child", "infant", "newborn", "toddler", "boy", "girl", "husband", "brother", "sister"), ("son", "of")
    ),
    "mother": ("umm",),
    "father": ("abu",),
}
# "Child" in Arabic, without article and before a name, is somebody's child.
_CHILD_OF = frozenset({"طفل", "طفله", "رضيع", "رضيعه"})


def without_titles(written: Sequence[str]) -> list[str]:
    """Return the words that are a name: without the titles before it, and none at all where nobody is named.

    "Child of Ahmad" becomes "son of Ahmad", whose given name is not written, and "mother of Ahmad" Umm Ahmad. Beside a word that says that
    there is no name, what else is said of the person is left out: "Unknown woman", "طفل مجهول", "Unidentified man 1 from Najjar".

    Args:
        written: The words of a text in one script, in the spelling of ``normalise``.
    """
    words = _named(_untitled(_of_whom(list(written))))
    about = KINDS | _RELATIVES
    return [] if all(word in about for word in words) else words


def stands_before(written: Sequence[str]) -> bool:
    """Return whether words may be a title, or begin one, at the beginning of a name."""
    first = written[0]
    titled = len(written) > 1 and is_article(first) and _with_article(written[1])
    return titled or first in TITLES or first in BESIDE_TITLES


def may_be_no_name(word: str) -> bool:
    """Return whether a word, wherever it stands, may have to be left out of a name or say whose relative is meant."""
    return word in NO_NAME or word in KINDS or word in _RELATIVES or word == "of"


def _of_whom(written: list[str]) -> list[str]:
    for at, word in enumerate(written[:-2]):
        if written[at + 1] == "of" and word in _OF_WHOM:
            return [*written[:at], *_OF_WHOM[word], *written[at + 2 :]]
    if len(written) > 1 and written[0] in _CHILD_OF and not NO_NAME.intersection(written):
        return ["ابن", *written[1:]]
    return written


def _untitled(written: list[str]) -> list[str]:
    """Return words without titles before them; the last word is never left out."""
    behind = False
    while len(written) > 1:
        first, second = written[0], written[1]
        if first in _ALSO_GIVEN and len(written) == _ONE_WORD_BEHIND:
            break
        if first in TITLES or (first in BESIDE_TITLES and (behind or second in TITLES or second in BESIDE_TITLES)):
            written = written[1:]
        elif len(written) > 2 and is_article(first) and not is_arabic(first) and _with_article(second):
            written = written[2:]
        else:
            break
        behind = True
    return written


def _with_article(word: str) -> bool:
    return word in TITLES or word in TITLES_WITH_ARTICLE


def _named(written: list[str]) -> list[str]:
    """Return words without what is said of somebody whose name is not known, where a word says so."""
    if not NO_NAME.intersection(written):
        return written
    first = next(at for at, word in enumerate(written) if word in NO_NAME)
    end = next((at for at in range(first, len(written)) if written[at] in _FROM), len(written))
    left = [word for word in written[:end] if word not in NO_NAME and word not in KINDS and word not in TITLES]
    return [] if all(len(word) == 1 or word in _RELATIVES for word in left) else left
