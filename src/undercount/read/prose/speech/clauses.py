"""Attributions in a parsed sentence: a verb, noun or adjective that says, what it takes, and who says it."""

from __future__ import annotations

from undercount.read.prose.speech.cues import Cues
from undercount.read.prose.speech.nouns import by_adjective, by_adverb, by_noun, by_phrase, stands
from undercount.read.prose.speech.verbs import by_verb, mistagged
from undercount.read.prose.speech.words import Attribution, Tree
from undercount.read.prose.words import Sentence


def in_parsed(sentence: Sentence, cues: Cues) -> list[Attribution]:
    """Return the attributions that a parsed sentence holds, in the order of their cues."""
    tree = Tree(sentence.words)
    found: list[Attribution] = []
    for at, word in enumerate(sentence.words):
        low = word.text.lower()
        if low not in cues.every:
            continue
        one = _at(tree, at, low, cues)
        if one is not None:
            found.append(one)
    return found


def _at(tree: Tree, at: int, low: str, cues: Cues) -> Attribution | None:
    word = tree.words[at]
    phrase = next((p for p in cues.phrases.get(low, ()) if stands(tree, at, p)), None)
    if phrase is not None:
        said = by_phrase(tree, at, phrase, cues)
        if said is not None:
            return said
    if low in cues.adverbs and word.kind == "ADV":
        return by_adverb(tree, at, cues)
    if word.tag.startswith("VB") and low in cues.verbs:
        return by_verb(tree, at, cues)
    if word.tag == "NNS" and "around" in cues.verbs.get(low, ()):
        said = mistagged(tree, at, cues)
        if said is not None:
            return said
    if word.tag.startswith("NN") and low in cues.nouns:
        return by_noun(tree, at, cues)
    if low in cues.adjectives and word.tag[:2] in ("JJ", "VB"):
        return by_adjective(tree, at, cues)
    return None
