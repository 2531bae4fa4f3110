"""The forms of English words: plurals of nouns, and the third person, past and -ing of verbs."""

from __future__ import annotations

from collections.abc import Mapping

_VOWELS = "aeiou"
_MEN = ("man", "woman")


def plural(word: str) -> str:
    """Return the plural of a noun by rule: "villager" → "villagers", "gunman" → "gunmen", "casualty" → "casualties"."""
    for end in _MEN:
        if word.endswith(end) and word not in ("human", "german", "roman", "shaman"):
            return word[:-2] + "en"
    if word.endswith("child"):
        return word + "ren"
    if word.endswith("-in-law"):
        return plural(word.removesuffix("-in-law")) + "-in-law"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh", "z")) else "s")


def singular(word: str) -> str:
    """Return the singular that a rule would make the plural from; the word itself where it is none."""
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def verb_forms(verb: str, irregular: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return all forms of a verb and its particles: "gun down" → "gun down", "guns down", "gunned down", "gunning down".

    "Shoot and kill" is inflected in both its verbs, "fatally shoot" in its last word.
    """
    words = verb.split()
    if len(words) == 3 and words[1] == "and":
        pairs = zip(_forms(words[0], irregular), _forms(words[2], irregular), strict=False)
        return tuple(f"{first} and {second}" for first, second in pairs)
    at = 1 if words[0].endswith("ly") and len(words) > 1 else 0
    return tuple(" ".join([*words[:at], form, *words[at + 1 :]]) for form in _forms(words[at], irregular))


def _forms(verb: str, irregular: Mapping[str, list[str]]) -> list[str]:
    """Return the base, the third person, the past, the participle where it differs, and the -ing form."""
    if verb in irregular:
        return [verb, *irregular[verb]]
    past = verb + "d" if verb.endswith("e") else verb[:-1] + "ied" if _consonant_y(verb) else verb + "ed"
    third = (
        verb + "es"
        if verb.endswith(("s", "x", "ch", "sh", "z"))
        else plural(verb)
        if _consonant_y(verb)
        else verb + "s"
    )
    ing = verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else verb + "ing"
    return [verb, third, past, ing]


def _consonant_y(word: str) -> bool:
    return word.endswith("y") and word[-2:-1] not in _VOWELS
