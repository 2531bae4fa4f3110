"""In which language a text is: what it declares, else its letters, else its words; in doubt nothing.

References:
    Lui and Baldwin (2012), langid.py: an off-the-shelf language identification tool, ACL; here by its port py3langid.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 20_000
"""How many characters are looked at."""

LEAST_LETTERS = 20
LEAST_CONFIDENCE = 0.8
"""Below this probability, or with fewer letters, the words do not tell the language."""

LEAST_SHARE = 0.1
"""With a smaller share of Arabic letters a text is not in the Arabic script that it declares."""

ARABIC_LETTERS = ("ar", "fa", "ur", "ps", "ug", "sdh", "ckb", "sd", "ku")
"""The languages that are written in Arabic letters."""
_PLAUSIBLE = (
    *(
        "ar",
        "fa",
        "ur",
        "ps",
        "ug",
        "sdh",
        "ku",
        "he",
        "tr",
        "az",
        "hy",
        "ka",
        "en",
        "fr",
        "es",
        "pt",
        "de",
        "it",
        "nl",
    ),
    *("ru", "uk", "be", "pl", "ro", "bg", "sr", "hr", "bs", "sq", "mk", "el", "hu", "am", "om", "so", "sw", "ha", "rw"),
    *("hi", "bn", "ne", "si", "ta", "my", "th", "vi", "id", "ms", "tl", "zh", "ja", "ko", "km", "uz", "tg", "kk", "ky"),
)
_ENGLISH = frozenset(
    (
        *("the", "of", "and", "to", "in", "a", "was", "were", "that", "by", "for", "on", "at", "is"),
        *("had", "has", "have", "from", "with", "it", "as", "be", "an", "been", "who", "said", "their"),
        *("they",),
    )
)
_SHARED = frozenset(
    ("a", "in", "on", "is", "as", "be", "had", "was", "to", "an", "by", "at", "for", "with", "from", "that")
)
"""Words of these that other languages have too, or that stand in names of theirs: French "a" and "on", Dutch "in" and "had"."""
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, declared: str = "") -> tuple[str, str]:
    """Return a text's language (BCP 47, empty in doubt), and a sentence where it is not the one declared, else nothing.

    A page's template may declare English around an Arabic article: a declaration falls where more than half of the letters
    are Arabic and it names a language of other letters, or fewer than a tenth are and it names one of these.

    Args:
        text: The text; its first :data:`SAMPLE` characters are looked at.
        declared: What the item declares, or empty.
    """
    named = declared.strip().replace("_", "-")
    sample = text[:SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    arabic = sum("\u0600" <= c <= "\u06ff" and c.isalpha() for c in sample)
    in_arabic = bool(letters) and arabic * 2 > letters
    if named and (letters < LEAST_LETTERS or _fits(named, arabic / letters)):
        return named, ""
    found = _by_letters(sample) if in_arabic else _by_words(sample, letters)
    if not named:
        return found, ""
    if not found:
        return named, ""
    return found, f"the page says that it is in {named}, and its letters are those of {found}"


def is_english(text: str) -> bool:
    """Tell whether the small words of English make up enough of a text that no other language can have them by chance."""
    words = [word.lower() for word in _WORD.findall(text[:SAMPLE])]
    common = [word for word in words if word in _ENGLISH]
    return len(common) * 8 >= len(words) and len(set(common) - _SHARED) >= min(2, 1 + len(words) // LEAST_LETTERS)


def most_likely(text: str, among: tuple[str, ...]) -> tuple[str, float]:
    """Return the language that the words of a text fit best, and how probable it is.

    Args:
        text: The text; its first :data:`SAMPLE` characters are looked at.
        among: The languages to choose from; empty is some sixty.
    """
    language, likely = _identifier(among or _PLAUSIBLE).classify(text[:SAMPLE])
    return str(language), float(likely)


def _fits(named: str, arabic: float) -> bool:
    return arabic >= LEAST_SHARE if named.split("-")[0].lower() in ARABIC_LETTERS else arabic <= 0.5


def _by_letters(sample: str) -> str:
    best, confidence = _identifier(ARABIC_LETTERS).classify(sample) if len(sample) >= LEAST_LETTERS else ("ar", 1.0)
    return str(best) if confidence >= LEAST_CONFIDENCE else "ar"


def _by_words(sample: str, letters: int) -> str:
    words = [word.lower() for word in _WORD.findall(sample)]
    common = sum(word in _ENGLISH for word in words)
    if "the" in words and len(words) >= LEAST_LETTERS and common * 5 >= len(words):
        return "en"  # spares the second that the model takes to load
    if letters < LEAST_LETTERS:
        return ""
    best, confidence = _identifier(_PLAUSIBLE).classify(sample)
    return str(best) if confidence >= LEAST_CONFIDENCE else ""


@lru_cache(maxsize=2)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([one for one in languages if one in identifier.labels])
    return identifier
