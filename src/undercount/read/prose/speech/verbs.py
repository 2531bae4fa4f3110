"""Attributions in a parsed sentence by a verb: what it takes, and who its subject is."""

from __future__ import annotations

from undercount.read.prose.speech.beside import behind
from undercount.read.prose.speech.cues import Cues, Takes
from undercount.read.prose.speech.sources import subject_of
from undercount.read.prose.speech.words import Attribution, Found, Range, Tree, is_infinitive, made, without

_GAPS = frozenset({"which", "that", "whom", "what"})
_KEPT = frozenset({"as", "for", "of", "with", "to", "over", "on", "against"})

_LONGEST_NAME = 6
"""Within how many words a name stands between a comma and the verb at the end of a sentence."""


def by_verb(tree: Tree, at: int, cues: Cues) -> Attribution | None:
    """Return what a verb says: "said that …", "vowed to …", "condemned …"."""
    takes = cues.verbs[tree.low(at)]
    held = held_by(tree, at, takes, cues)
    if held is None:
        return None
    what, pieces = held
    rule, standing = takes.get(what) or next(iter(takes.values()))
    source, is_pronoun_head = subject_of(tree, at, cues)
    if source is not None and any(source[0] == first for first, _ in pieces):
        source = behind(tree, at)  # "twenty, say the rebels"
    if "raised" in takes or (
        source is not None and tree.low(source[0]) == "it" and tree.kid(at, "nsubjpass") is not None
    ):
        source = None
    if tree.kid(at, "neg") is not None and standing in ("neutral", "knowledge"):
        standing = "doubt"
    return made(tree, pieces, source, _verb_words(tree, at), f"{rule}/{what}", standing, is_pronoun_head)


def mistagged(tree: Tree, at: int, cues: Cues) -> Attribution | None:
    """Return what a verb at the end says that the parse took for a noun: "300 people have died, MSF estimates"."""
    start = next((k for k in range(at - 1, 0, -1) if tree.words[k].text == ","), None)
    is_last = all(word.tag in (".", "''") for word in tree.words[at + 1 :])
    if start is None or not is_last or not 1 < at - start <= _LONGEST_NAME or tree.words[at].role in ("conj", "appos"):
        return None
    named = [word.tag for word in tree.words[start + 1 : at]]
    said = tree.words[:start]
    if named[-1] != "NNP" or not {*named} <= {"DT", "NNP"} or not any(w.tag in ("VBD", "VBZ", "VBP") for w in said):
        return None
    rule, standing = cues.verbs[tree.low(at)]["around"]
    return made(tree, [(0, start)], (start + 1, at - 1), (at, at), f"{rule}/around", standing, None)


def held_by(tree: Tree, at: int, takes: Takes, cues: Cues) -> Found | None:
    """Return what a verb takes, the surest first."""
    for rule in (_number, _clause, _figure, _named, _infinitive, _passive, _object, _preposition, _around, _gap):
        found = rule(tree, at, takes, cues)
        if found is not None:
            return found
    return None


def _clause(tree: Tree, at: int, takes: Takes, _: Cues) -> Found | None:
    clauses = tree.all_kids(at, "ccomp")
    if not clauses:
        return None
    first = clauses[0]
    what = "clause"
    if is_infinitive(tree, first):
        what = "infinitive"
    elif (
        not tree.words[first].tag.startswith(("VB", "MD")) and "name" in takes and tree.kid(first, "nsubj") is not None
    ):
        what = "name"
    if what not in takes:
        return None
    pieces = [piece for clause in clauses for piece in without(tree.whole(clause), [(at, at), *_subjects(tree, at)])]
    return what, pieces


def _figure(tree: Tree, at: int, takes: Takes, _: Cues) -> Found | None:
    """Return the number that somebody gives: "put the death toll at 77"."""
    thing = tree.kid(at, "dobj")
    if "figure" not in takes or thing is None:
        return None
    # A parse can hang "at 30" on a word in "the number of people killed".
    inside = (k for k in range(thing + 1, tree.right[thing] + 1) if tree.words[k].role == "prep")
    place = next((k for k in (*tree.all_kids(at, "prep"), *inside) if tree.low(k) == "at" and k > at), None)
    number = None if place is None else tree.kid(place, "pobj")
    if place is None or number is None:
        return None
    if not any(word.tag == "CD" for word in tree.words[tree.left[number] : tree.right[number] + 1]):
        return None
    return "figure", [tree.whole(thing), tree.whole(place)]


def _number(tree: Tree, at: int, takes: Takes, _: Cues) -> Found | None:
    """Return the bare number that is all somebody says: "12 died, the rebels say 20", "twenty, say the rebels"."""
    if "clause" not in takes:
        return None
    if at + 1 < len(tree.words) and tree.words[at + 1].tag == "CD" and _ends(tree, at + 2):
        return "clause", [(at + 1, at + 1)]
    opens = at == 2 or (at > 2 and tree.words[at - 3].text in (";", ",", ":"))
    if opens and tree.words[at - 1].text == "," and tree.words[at - 2].tag == "CD" and not _ends(tree, at + 1):
        return "clause", [(at - 2, at - 2)]
    return None


def _ends(tree: Tree, at: int) -> bool:
    return at >= len(tree.words) or tree.words[at].text in (".", ",", ";", ")", "!", "?", "but", "while")


def _named(tree: Tree, at: int, takes: Takes, _: Cues) -> Found | None:
    """Return what is called something: "called it a massacre"."""
    name, thing = tree.kid(at, "oprd", "attr"), tree.kid(at, "dobj", "nsubjpass")
    if "name" not in takes or name is None:
        return None
    pieces = [tree.whole(name)] if thing is None else [tree.whole(thing), tree.whole(name)]
    return "name", pieces


def _infinitive(tree: Tree, at: int, takes: Takes, cues: Cues) -> Found | None:
    """Return what is vowed or urged: "vowed to fight", "urged them to leave", "is believed to be dead", "seems to hold"."""
    goal = tree.kid(at, "xcomp")
    if goal is None and "raised" in takes:
        goal = tree.kid(at, "oprd", "acomp")
    if goal is None:
        return None
    if "raised" in takes:
        if tree.low(goal) in cues.verbs:
            return None
        subject = tree.kid(at, "nsubj")
        return "raised", ([] if subject is None else [tree.whole(subject)]) + [tree.whole(goal)]
    passive = tree.kid(at, "nsubjpass")
    what = next(
        (w for w in ("infinitive", "clause") if w in takes and (w == "infinitive" or passive is not None)), None
    )
    if what is None:
        return None
    if passive is not None and tree.low(at) not in cues.hearers:
        return what, [tree.whole(passive), tree.whole(goal)]
    other = tree.kid(at, "dobj")
    if other is not None and "object" in takes:
        return what, [(min(tree.left[other], tree.left[goal]), max(tree.right[other], tree.right[goal]))]
    return what, [tree.whole(goal)]


def _passive(tree: Tree, at: int, takes: Takes, cues: Cues) -> Found | None:
    """Return what was said of its subject: "was announced", "were reported killed", "was accused of …"."""
    subject = tree.kid(at, "nsubjpass")
    as_what = next((kid for kid in tree.all_kids(at, "prep") if tree.low(kid) == "as"), None)
    held = tree.kid(at, "oprd") if "clause" in takes else as_what if "as" in takes else None
    if (
        subject is None
        or (tree.low(at) in cues.hearers and "of" not in takes)
        or ("passive" not in takes and held is None)
    ):
        return None
    if as_what is not None and tree.low(tree.kid(as_what, "pcomp") or as_what) in cues.verbs:
        return None
    what = "passive" if "passive" in takes else "clause" if "clause" in takes else "as"
    pieces = [tree.whole(subject)]
    rest = [
        kid
        for kid in tree.all_kids(at, "oprd", "acomp", "advcl", "prep", "xcomp")
        if kid > at and (tree.words[kid].role != "prep" or tree.low(kid) in ("as", "for", "of"))
    ]
    pieces += [tree.whole(kid) for kid in rest[:1]]
    return what, pieces


def _object(tree: Tree, at: int, takes: Takes, cues: Cues) -> Found | None:
    """Return what is announced, praised or described, with what is said of it: "portrayed him as a thief"."""
    thing = tree.kid(at, "dobj")
    if thing is None or thing < at or not {"object", "as"} & takes.keys() or tree.low(at) in cues.hearers:
        return None
    as_what = next((kid for kid in tree.all_kids(at, "prep") if tree.low(kid) == "as" and kid > thing), None)
    if "object" not in takes and as_what is None:
        return None
    what = "object" if "object" in takes else "as"
    end = tree.right[thing]
    for kid in sorted(tree.all_kids(at, "prep", "oprd", "xcomp", "dative")):
        if kid > thing and (tree.words[kid].role != "prep" or tree.low(kid) in _KEPT):
            end = max(end, tree.right[kid])
    return what, [(tree.left[thing], end)]


def _preposition(tree: Tree, at: int, takes: Takes, cues: Cues) -> Found | None:
    """Return what is spoken of: "warned of …", "called for …"."""
    for kid in tree.all_kids(at, "prep", "agent"):
        if kid < at or tree.low(kid) not in takes:
            continue
        thing = tree.kid(kid, "pobj", "pcomp")
        if thing is not None and not (tree.words[thing].tag == "VBG" and tree.low(thing) in cues.verbs):
            end = max(
                [tree.right[thing], *(tree.right[k] for k in tree.all_kids(at, "advcl") if k == tree.right[thing] + 1)]
            )
            return tree.low(kid), [(tree.left[thing], end)]
    return None


def _around(tree: Tree, at: int, takes: Takes, _: Cues) -> Found | None:
    """Return the sentence around a verb that is put into it: "the toll, she said, has risen", "as he noted, …"."""
    word = tree.words[at]
    if "clause" not in takes or word.head == at:
        return None
    marker = tree.kid(at, "mark", "advmod")
    is_as = word.role == "advcl" and marker is not None and tree.low(marker) in ("as", "like")
    if not is_as and word.role not in ("parataxis", "dep"):
        return None
    if tree.kid(at, "nsubj", "nsubjpass") is None:
        return None
    head = word.head
    return ("clause", without(tree.whole(head), [tree.whole(at)]))


def _gap(tree: Tree, at: int, takes: Takes, cues: Cues) -> Found | None:
    """Return the noun whose clause leaves out what is said: "the toll that the army gave", "deaths reported by the UN"."""
    word = tree.words[at]
    if not {"object", "clause"} & takes.keys() or tree.low(at) in cues.hearers:
        return None
    what = "object" if "object" in takes else "clause"
    if word.role == "acl" and word.tag == "VBN" and tree.kid(at, "agent") is not None:
        return what, without(tree.whole(word.head), [tree.whole(at)])
    if word.role == "relcl" and tree.kid(at, "nsubj") is not None and tree.kid(at, "neg") is None:
        thing = tree.kid(at, "dobj")
        subject = tree.kid(at, "nsubj")
        if (
            subject is not None
            and tree.low(subject) not in ("who", "which", "that")
            and (thing is None or tree.low(thing) in _GAPS)
        ):
            return what, without(tree.whole(word.head), [tree.whole(at)])
    return None


def _subjects(tree: Tree, at: int) -> list[Range]:
    """Return the subject of a verb that stands inside its own clause: "the toll, the army said, rose"."""
    return [tree.whole(kid) for kid in tree.all_kids(at, "nsubj")]


def _verb_words(tree: Tree, at: int) -> Range:
    """Return a verb with its auxiliaries and its particle."""
    start, end = at, at
    finite = tree.words[at].tag in ("VBD", "VBZ")
    kids = [k for k in tree.all_kids(at, "aux", "auxpass", "neg", "prt") if not (finite and tree.words[k].tag == "MD")]
    for kid in sorted(kids, key=lambda k: abs(k - at)):
        if start - 3 <= kid < start:
            start = kid
        elif kid == end + 1:
            end = kid
    return start, end
