"""Who stands beside a verb that the parse gave no subject: before it, over what commas and parentheses set off, or behind a quotation."""

from __future__ import annotations

from undercount.read.prose.speech.words import CLOSING, NEGATED, Range, Tree

_FINITE = ("VBD", "VBZ", "VBP")
_NOMINAL = ("NN", "NNS", "NNP", "NNPS", "PRP")
_COUNTED = frozenset(
    {
        "many",
        "some",
        "most",
        "several",
        "few",
        "others",
        "both",
        "all",
        "third",
        "half",
        "quarter",
        "one",
        "another",
        "none",
    }
)
_COMMAS = frozenset({",", "-", "–", "—", "--"})
_OPENING = ("IN", "RB", "VBG", "VBN", "CC", "WDT", "WP", "WRB", "TO")
_RELATIVE = frozenset({"who", "which", "whose", "as", "that", "where", "when"})
_JOINING = frozenset({"and", "but", "then", ",", ";", "or"})
_PRONOUNS = frozenset({"i", "we", "he", "she", "it", "they", "you"})


def beside(tree: Tree, at: int) -> Range | None:
    """Return the noun or pronoun beside a finite verb that the parse gave no subject, or None."""
    word = tree.words[at]
    contracted = _contracted(tree, at)
    if contracted is not None:
        return contracted
    is_quoted = at > 0 and tree.words[at - 1].text in CLOSING
    if word.tag not in (*_FINITE, "VBN") and not (_is_finite_base(tree, at) or (is_quoted and word.tag == "VB")):
        return None
    found = (behind(tree, at) if is_quoted else None) or _before(tree, at)
    if found is None and at and tree.words[at - 1].text == "," and word.tag in _FINITE:
        return behind(tree, at)
    return found


def _before(tree: Tree, at: int) -> Range | None:
    end = _before_auxiliaries(tree, at)
    if end > 0 and tree.words[end].text in _COMMAS:
        end = _before_insertion(tree, end)
    if end > 1 and tree.words[end].text == ")":
        end = _before_parenthesis(tree, end)
    if end < 0 or not _is_nominal(tree, end, at):
        return None
    return _phrase(tree, end)


def named(tree: Tree, head: int, at: int) -> Range:
    """Return a name with what explains it, up to a word: "Omar, a doctor" of "Omar, a doctor, called …"."""
    ends = [tree.right[kid] for kid in tree.all_kids(head, "appos") if tree.right[kid] < at]
    return tree.left[head], max([head, *ends])


def earlier(tree: Tree, at: int) -> Range | None:
    """Return the last subject before a finite verb that "and", "but" or a comma joins to it: "shot two men, but denied …"."""
    end = at - 1
    while end > 0 and (tree.words[end].tag in ("RB", "MD") or tree.words[end].head == at):
        end -= 1
    if tree.words[at].tag not in _FINITE or end < 1 or tree.low(end) not in _JOINING:
        return None
    subjects = [
        k
        for k in range(end)
        if tree.words[k].role in ("nsubj", "nsubjpass") and tree.words[tree.words[k].head].role != "relcl"
    ]
    return tree.whole(subjects[-1]) if subjects and tree.right[subjects[-1]] < at else None


def is_set_off(tree: Tree, at: int) -> bool:
    """Say whether a comma that ends an insertion stands before a participle: "Omar, a doctor, called …", which is finite then."""
    if at < 2 or tree.words[at - 1].text != "," or not tree.words[tree.words[at].head].tag.startswith("NNP"):
        return False
    head = tree.words[at].head
    return any(tree.words[k].text == "," for k in range(head + 1, at - 1))


def _is_finite_base(tree: Tree, at: int) -> bool:
    """Say whether a base form is finite behind an auxiliary ("did not mention")."""
    if tree.words[at].tag != "VB":
        return False
    return tree.kid(at, "aux") is not None and not any(tree.words[kid].tag == "TO" for kid in tree.kids[at])


def _contracted(tree: Tree, at: int) -> Range | None:
    """Return the word in which a pronoun and its auxiliary are one, where they were not parted: "they're saying"."""
    for kid in tree.all_kids(at, "aux", "auxpass"):
        low = tree.low(kid).replace("’", "'")
        if "'" in low and low.split("'")[0] in _PRONOUNS:
            return kid, kid
    return None


def behind(tree: Tree, at: int) -> Range | None:
    """Return the longest noun phrase that begins right behind a verb: "…," said the mayor, Omar Haddad."""
    first = at + 1
    heads = [k for k in range(first, len(tree.words)) if tree.left[k] == first and _can_speak(tree, k)]
    if not heads:
        return None
    head = max(heads, key=lambda k: tree.right[k])
    return first, max(head, tree.right[head])


def _can_speak(tree: Tree, at: int) -> bool:
    word = tree.words[at]
    return (
        word.tag in (*_NOMINAL, "CD")
        or tree.low(at) in _COUNTED
        or (at > 0 and word.text.istitle() and word.tag == "RB")
    )


def _before_auxiliaries(tree: Tree, at: int) -> int:
    """Return the word before a verb's auxiliaries and adverbs; what only a modal can be before a base form is a name else ("Will said")."""
    finite = tree.words[at].tag in ("VBD", "VBZ", "VBN")
    end = at - 1
    while end >= 0 and (
        tree.low(end) in NEGATED
        or (tree.words[end].tag in ("VBZ", "VBP", "VBD") and tree.words[end].head == at)
        or (tree.words[end].tag == "MD" and not finite)
        or (tree.words[end].tag == "RB" and not tree.words[end].text[0].isupper())
    ):
        end -= 1
    return end


def _before_insertion(tree: Tree, comma: int) -> int:
    """Return the last word of the subject before what is set off: "the mayor, speaking on Monday in Idlib, Syria, …"."""
    ends = [k for k in range(comma + 1) if tree.words[k].text in _COMMAS]
    starts = [0, *(k + 1 for k in ends)]
    parts = [(start, end) for start, end in zip(starts, ends, strict=False) if start < end]
    for at, (start, end) in enumerate(parts[:-1]):
        first = tree.words[start]
        if first.tag.startswith(_OPENING) or first.text[0] in "\"“'" or _has_verb(tree, start, end):
            continue
        if all(tree.low(s) in _RELATIVE or not _has_verb(tree, s, e) for s, e in parts[at + 1 :]):
            return end - 1
    return -1


def _has_verb(tree: Tree, start: int, end: int) -> bool:
    return any(tree.words[k].tag in (*_FINITE, "MD") for k in range(start, end))


def _before_parenthesis(tree: Tree, end: int) -> int:
    at = end
    while at > 0 and tree.words[at].text != "(":
        at -= 1
    return at - 1


def _is_nominal(tree: Tree, end: int, at: int) -> bool:
    word = tree.words[end]
    if _can_speak(tree, end):
        return tree.low(end) not in NEGATED
    return end == at - 1 and word.text[0].isupper() and word.text[1:].islower() and word.tag in ("RB", "MD", "JJ", "UH")


def _phrase(tree: Tree, end: int) -> Range:
    """Return the noun phrase that ends at a word, with a clause of its own in it: "a woman who gave her name as Amal"."""
    top = at = end
    while tree.words[at].head != at and tree.right[tree.words[at].head] <= end:
        at = tree.words[at].head
        if tree.words[at].tag in (*_NOMINAL, "IN", "CD"):
            top = at
        elif tree.words[at].role != "relcl":
            break
    start = tree.left[top]
    if tree.words[start].tag == "IN" and start and tree.words[start - 1].tag in _NOMINAL:
        start = tree.left[start - 1]  # a parse can lose the noun before: "Armenian-backed officials in Karo said"
    return start, end
