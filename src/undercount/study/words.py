"""Words: the sentences that a figure says of itself, in English and Arabic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from undercount.record import Admission, Question, vocabulary

Bilingual = dict[str, str]
"""One text in English and Arabic, under ``en`` and ``ar``."""

Name = Callable[[str, str, str], str]
"""Gives the name of a thing: kind (``place``, ``actor``, ``source`` …), id, language."""

LANGUAGES = ("en", "ar")

ASIDE: Mapping[str, Bilingual] = {
    "proposed": {
        "en": "a machine proposed it and no person has accepted it yet",
        "ar": "اقترحته آلة ولم يقبله أحد بعد",
    },
    "hypothetical": {
        "en": "its words speak of what may be or may come, and not of what was",
        "ar": "كلماته تتحدث عما قد يكون أو قد يقع، لا عما وقع",
    },
    "background": {
        "en": "its words speak of another time or place than the report is about",
        "ar": "كلماته تتحدث عن زمان أو مكان غير ما يتناوله التقرير",
    },
    "grade": {"en": "its grade is below {0}", "ar": "درجته أدنى من {0}"},
    "ungraded": {
        "en": "it has no grade, and the rule asks for at least {0}",
        "ar": "ليست له درجة، والقاعدة تشترط {0} على الأقل",
    },
    "speaker": {"en": "the rule does not admit what {0} says", "ar": "القاعدة لا تقبل ما يقوله {0}"},
    "unjudged": {"en": "no person has accepted it", "ar": "لم يقبله أحد"},
    "rejected": {"en": "rejected by a person: {0}", "ar": "رفضه شخص: {0}"},
    "set-aside": {"en": "set aside by a person: {0}", "ar": "نحّاه شخص جانباً: {0}"},
    "replaced": {"en": "its document was replaced by a newer one: {0}", "ar": "حلّت محل وثيقته وثيقة أحدث: {0}"},
    "withdrawn": {"en": "withdrawn: {0}", "ar": "سُحب: {0}"},
    "judged-words": {
        "en": "a person decided on these words already, in {0}",
        "ar": "بتّ شخص في هذه الكلمات من قبل، في {0}",
    },
    "read-twice": {
        "en": "another reader read the same words, and they count once: {0}",
        "ar": "قرأ قارئ آخر الكلمات نفسها، وتُحسب مرة واحدة: {0}",
    },
    "part": {
        "en": "it counts some of those whom another claim of its passage counts, and says nothing else of them",
        "ar": "يعدّ بعض من يعدّهم ادعاء آخر في المقطع نفسه، ولا يقول عنهم شيئاً آخر",
    },
    "repetition": {
        "en": "it repeats what its origin said, which is counted once already",
        "ar": "تكرار لما قاله مصدره الأول، وقد حُسب مرة واحدة",
    },
    "older": {
        "en": "its origin said something else later, and the latest word counts",
        "ar": "قال مصدره الأول شيئاً آخر لاحقاً، والكلمة الأحدث هي المحسوبة",
    },
    "weaker": {
        "en": "its origin is given with different numbers on one day; the weakest of them counts",
        "ar": "نُقلت عن مصدره الأول أرقام مختلفة في يوم واحد؛ وأضعفها هو المحسوب",
    },
}

ASSUMPTIONS: Mapping[str, Bilingual] = {
    "true": {
        "en": "Every admitted claim is true: the figure is what follows from them and nothing more.",
        "ar": "كل ادعاء مقبول صحيح: الرقم هو ما يلزم عنها ولا شيء غيره.",
    },
    "floor": {
        "en": "A number is a minimum unless its speaker says that the count is complete or that there were no more.",
        "ar": "كل عدد حدٌّ أدنى ما لم يقل قائله إن العدّ كامل أو إنه لم يقع أكثر من ذلك.",
    },
    "incident": {
        "en": "Incidents of one list are different events; those of two lists may be one event, and are not added "
        "unless a person has judged.",
        "ar": "حوادث القائمة الواحدة وقائع مختلفة؛ وحوادث قائمتين قد تكون واقعة واحدة فلا تُجمع ما لم يحكم شخص بذلك.",
    },
    "judged-one": {
        "en": "Incidents that a person judged to be one event count as one; where their claims disagree on place or time, only what holds "
        "for all of them is certain.",
        "ar": "الحوادث التي حكم شخص بأنها واقعة واحدة تُعدّ واقعة واحدة؛ وحيث تختلف ادعاءاتها في المكان أو الزمن فالمؤكد ما يصح لها كلها "
        "وحده.",
    },
    "duplicates": {
        "en": "Incidents of a list that may tell of one incident more than once are not added unless what they state of time or place "
        "excludes that they are one, or a person judged them to be different events; no sum of such a list is printed.",
        "ar": "حوادث القائمة التي قد تذكر الحادث الواحد أكثر من مرة لا تُجمع ما لم ينفِ ما تذكره من زمن أو مكان أنها واحد، "
        "أو يحكم شخص بأنها وقائع مختلفة؛ ولا يُطبع مجموع لمثل هذه القائمة.",
    },
    "judged-different": {
        "en": "Incidents of different lists that a person judged to be different events are added, as incidents of one list are.",
        "ar": "الحوادث من قائمتين التي حكم شخص بأنها وقائع مختلفة تُجمع، كما تُجمع حوادث القائمة الواحدة.",
    },
    "origin": {
        "en": "What several carriers repeat from one origin counts once, with the origin's latest word.",
        "ar": "ما تنقله جهات عدة عن مصدر أول واحد يُحسب مرة واحدة، بكلمته الأحدث.",
    },
    "spelling": {
        "en": "An origin that no register names is taken as its table spells it: two spellings count as two origins, so what is left if "
        "one is wrong may be less. Enter it in things/sources.csv with its aliases.",
        "ar": "المصدر الأول الذي لا يسميه أي سجل يؤخذ كما تكتبه قائمته: كتابتان تُعدّان مصدرين، فقد يكون الباقي إن أخطأ أحدهما أقل. "
        "أدخله في things/sources.csv مع أسمائه الأخرى.",
    },
    "things": {
        "en": "One facility can be hit twice and is still one facility: counts in different months are not added.",
        "ar": "قد تُصاب المنشأة الواحدة مرتين وتبقى منشأة واحدة: لا تُجمع أعداد الأشهر المختلفة.",
    },
    "cases": {
        "en": "One person can suffer this act more than once: the figure counts cases.",
        "ar": "قد يتعرض الشخص الواحد لهذا الفعل أكثر من مرة: الرقم يعدّ الحالات.",
    },
}


def rejected_words(item: str, rejected: int, rows: int) -> Bilingual:
    """Return that rows of a table were rejected and count in no figure."""
    return {
        "en": f"{rejected:,} of the {rows:,} rows of {item} were rejected and count nowhere; build/reports/rejected.csv lists them",
        "ar": f"رُفض {rejected:,} من {rows:,} صفاً في {item} ولا تُحسب في أي رقم؛ تجدها في build/reports/rejected.csv",
    }


def beside_words(persons: int, low: int, high: int | None) -> Bilingual:
    """Return how the persons on the lists of an estimate stand to the figure's documented bounds.

    Args:
        persons: Persons on at least one list.
        low: The documented minimum (persons).
        high: The documented maximum (persons), or None.
    """
    if persons < low:
        return {
            "en": f"These lists name {persons:,} persons, fewer than the {low:,} whom the claims document: they are another basis and "
            f"do not hold everyone whom the claims count. An estimate below {low:,} is then too low.",
            "ar": f"تسمّي هذه القوائم {persons:,} من الأشخاص، وهو أقل من {low:,} توثّقهم الادعاءات: فهي أساس آخر ولا تضم كل من تعدّهم "
            f"الادعاءات. وكل تقدير دون {low:,} هو إذن أقل من الواقع.",
        }
    if high is not None and persons > high:
        return {
            "en": f"These lists name {persons:,} persons, more than the {high:,} that the claims allow: a claim that states a maximum is "
            "wrong, or the lists hold persons outside this question.",
            "ar": f"تسمّي هذه القوائم {persons:,} من الأشخاص، وهو أكثر من {high:,} تسمح بهم الادعاءات: إما أن ادعاءً يضع حداً أقصى خاطئ، "
            "وإما أن في القوائم أشخاصاً خارج هذا السؤال.",
        }
    return {
        "en": f"These lists name {persons:,} persons; the claims document at least {low:,}. Both count what is on record, each on its own "
        "basis; the estimate adds whom no list names, and changes neither.",
        "ar": f"تسمّي هذه القوائم {persons:,} من الأشخاص، وتوثّق الادعاءات {low:,} على الأقل. كلاهما يعدّ ما سُجّل، كلٌّ على أساسه؛ والتقدير "
        "يضيف من لا تسمّيه أي قائمة، ولا يغيّر أياً منهما.",
    }


_NOTES: tuple[tuple[str, str], ...] = (
    (
        r"(\d+) incidents are so imprecise that each may be one event with more than (\d+) others; .*",
        (
            "{0} من الحوادث غير دقيقة إلى حد أن كلاً منها قد يكون واقعة واحدة مع أكثر من {1} غيره؛ لا تُستعمل ادعاءاتها، "
            "وهذا لا يمكن إلا أن يوسّع الحدود"
        ),
    ),
    (
        r"(\d+) incident claims are so imprecise in time and place .*",
        "{0} من ادعاءات الحوادث غير دقيقة في الزمان والمكان إلى حد أنها لا تُستعمل، وهذا لا يمكن إلا أن يوسّع الحدود",
    ),
    (
        r"Disputes elsewhere \((\d+)\) .*",
        (
            "خلافات في مواضع أخرى ({0}) لا تمسّ هذا السؤال إلا عبر مجاميع تشمل الموضعين؛ لا تُستعمل ادعاءاتها هنا، "
            "وهذا لا يمكن إلا أن يوسّع الحدود"
        ),
    ),
    (
        r"Each way out of one dispute .*",
        "يُحسب كل مخرج من خلاف دون ادعاءات الخلافات الأخرى، وهذا لا يمكن إلا أن يوسّع الحدود",
    ),
    (
        r"There are more ways to resolve .*",
        "طرق حل الخلافات أكثر مما جُرّب؛ ويشمل الرقم أيضاً الطرق التي لم تُذكر",
    ),
    (
        r"Not every choice of (\d+) wrong origins was tried; .*",
        "لم تُجرَّب كل مجموعة من {0} من المصادر الخاطئة؛ ما يُطبع على أنه باقٍ مثبت، وقد تكون القيمة الحقيقية أعلى",
    ),
)


def note_words(sentence: str) -> Bilingual:
    """Return a sentence of the bounds about what was not used or not searched in both languages."""
    for pattern, arabic in _NOTES:
        found = re.fullmatch(pattern, sentence)
        if found is not None:
            return {"en": sentence, "ar": arabic.format(*found.groups())}
    raise ValueError(f"no Arabic for the note {sentence!r}")


def label(name: str, term: str, language: str) -> str:
    """Return the label of a vocabulary's term, or the term itself where the list lacks it."""
    found = vocabulary(name).terms.get(term)
    return term if found is None else found.en if language == "en" else found.ar


def aside_words(code: str, parameter: str, name: Name) -> Bilingual:
    """Return why a claim was set aside."""
    shown = dict.fromkeys(LANGUAGES, parameter)
    if code in ("grade", "ungraded"):
        shown = {language: label("grade", parameter, language) for language in LANGUAGES}
    if code == "speaker":
        shown = {language: name("source", parameter, language) for language in LANGUAGES}
    return {language: ASIDE[code][language].format(shown[language]) for language in LANGUAGES}


def question_words(question: Question, name: Name) -> Bilingual:
    """Return what is asked, as one line of its parts."""
    return {language: _question(question, name, language) for language in LANGUAGES}


def _question(question: Question, name: Name, language: str) -> str:
    parts = [label("unit", question.unit, language)]
    parts += [_joined((label("act", act, language) for act in question.act), language)] if question.act else []
    for axis, value in (("status", question.status), ("sex", question.sex), ("age", question.age)):
        parts += [_joined((label(axis, term, language) for term in value.split(";")), language)] if value else []
    parts += [_joined((name("target", t, language) for t in question.targets), language)] if question.targets else []
    parts += [_joined((name("place", p, language) for p in question.places), language)] if question.places else []
    if question.actors:
        by = {"en": "by ", "ar": "على يد "}[language]
        parts.append(by + _joined((name("actor", a, language) for a in question.actors), language))
    parts += [question.when.edtf] if question.when.edtf else []
    return " · ".join(parts)


def _joined(words: Iterable[str], language: str) -> str:
    return {"en": ", ", "ar": "، "}[language].join(words)


def admission_words(rule: Admission, name: Name) -> Bilingual:
    """Return an admission rule as a sentence."""
    return {language: _admission(rule, name, language) for language in LANGUAGES}


def _admission(rule: Admission, name: Name, language: str) -> str:
    english = language == "en"
    parts = []
    if rule.grade:
        grade = label("grade", rule.grade, language)
        parts.append(f"graded at least “{grade}”" if english else f"درجته «{grade}» على الأقل")
    if rule.speakers:
        who = _joined((name("source", s, language) for s in rule.speakers), language)
        parts.append(f"said by {who}" if english else f"قاله {who}")
    if rule.judged:
        parts.append("coded or accepted by a person" if english else "رمّزه أو قبله شخص")
    joined = (" and " if english else " و").join(parts)
    if english:
        said = f"Only claims {joined} are admitted" if parts else "All claims are admitted"
        also = ", also those that a machine proposed and no person has judged" if rule.proposed else ""
    else:
        said = f"لا يُقبل إلا ادعاء {joined}" if parts else "تُقبل كل الادعاءات"
        also = "، ومعها ما اقترحته آلة ولم يحكم فيه أحد" if rule.proposed else ""
    return f"{said}{also}{'' if parts else _EXCEPT[language][rule.proposed]}."


_EXCEPT = {
    "en": (
        ", except what a machine proposed and no person has judged, and what was rejected, set aside or replaced",
        ", except what was rejected, set aside or replaced",
    ),
    "ar": (
        "، إلا ما اقترحته آلة ولم يحكم فيه أحد وما رُفض أو نُحّي جانباً أو حلّ غيره محله",
        "، إلا ما رُفض أو نُحّي جانباً أو حلّ غيره محله",
    ),
}
"""What a rule that asks for nothing leaves out: without proposals, and with them."""


def multiplier_json(value: Fraction) -> int | str:
    """Return a multiplier as JSON: a whole number, or a fraction as text."""
    return int(value) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


Addend = tuple[Fraction, int, tuple[str, ...]]
"""Signed multiplier, quantity, and whose it is: the id of its origin, then of the speaker who passed it on, where that is another."""

_SHOWN = 8


def sum_words(bound: int, addends: list[Addend], name: Name) -> Bilingual:
    """Return the sum that proves a bound: each addend if they are few, else totals by speaker."""
    return {language: _sum(bound, addends, name, language) for language in LANGUAGES}


def _sum(bound: int, addends: list[Addend], name: Name, language: str) -> str:
    exact = sum((m * q for m, q, _ in addends), Fraction(0))
    right = _each(addends, name, language) if len(addends) <= _SHOWN else _by_speaker(addends, name, language)
    if exact == bound:
        return f"{bound:,} = {right}"
    shown = f"{exact.numerator:,}/{exact.denominator:,}"
    return f"{shown} = {right} → {bound:,}"


def _each(addends: list[Addend], name: Name, language: str) -> str:
    text = ""
    for multiplier, quantity, speaker in addends:
        size = abs(multiplier)
        factor = "" if size == 1 else f"{size} × "
        sign = ("−" if multiplier < 0 else "") if not text else (" − " if multiplier < 0 else " + ")
        text += f"{sign}{factor}{quantity:,} ({_whose(speaker, name, language)})"
    return text or "0"


def _whose(ids: tuple[str, ...], name: Name, language: str) -> str:
    """Return whose a number is: its origin, and through whom it is known."""
    through = " through " if language == "en" else " عن طريق "
    return through.join(name("source", one, language) for one in ids)


def whose(origin: str, speaker: str) -> tuple[str, ...]:
    """Return the ids of whose a number is: its origin, and the speaker where that is another."""
    return (origin, speaker) if origin and origin != speaker else (speaker,)


def _by_speaker(addends: list[Addend], name: Name, language: str) -> str:
    totals: dict[tuple[bool, tuple[str, ...]], tuple[Fraction, int]] = {}
    for multiplier, quantity, speaker in addends:
        key = (multiplier < 0, speaker)
        total, count = totals.get(key, (Fraction(0), 0))
        totals[key] = (total + abs(multiplier) * quantity, count + 1)
    text = ""
    for (negative, speaker), (total, count) in sorted(totals.items(), key=lambda kv: (kv[0][0], -kv[1][0], kv[0][1])):
        sign = ("−" if negative else "") if not text else (" − " if negative else " + ")
        shown = f"{int(total):,}" if total.denominator == 1 else str(total)
        text += f"{sign}{shown} ({_whose(speaker, name, language)}, {_claims(count, language)})"
    return text


def _claims(count: int, language: str) -> str:
    """Return a number of claims in words that fit it."""
    if language == "en":
        return f"{count:,} claim{'' if count == 1 else 's'}"
    if count == 1:
        return "ادعاء واحد"
    if count == 2:
        return "ادعاءان"
    return f"{count:,} {'ادعاءات' if count % 100 in range(3, 11) else 'ادعاءً'}"
