"""Write the reference of the vocabularies from the data files that the program reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from undercount.record.vocabulary import LISTS, Term, Vocabulary, vocabulary

MARKS = {
    "once": "can happen to one person or thing once only",
    "event": "counts events, not persons or things",
}


def reference(names: Iterable[str] = LISTS) -> str:
    """Return every list with its citation and its terms, in Markdown."""
    return "\n".join(line for name in names for line in section(vocabulary(name)))


def section(words: Vocabulary) -> Iterator[str]:
    """Yield the lines that the reference says of one list."""
    yield f"## {words.name}\n"
    yield f"{words.citation}\n"
    ranked = any(term.rank for term in words.terms.values())
    header = ("term", "English", "Arabic", *(("rank",) if ranked else ()), "more")
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for term in words.terms.values():
        cells = (f"`{term.id}`", term.en, term.ar, *((str(term.rank),) if ranked else ()), more(term))
        yield f"| {' | '.join(cells)} |"
    yield ""


def more(term: Term) -> str:
    """Return what is to be known of a term beside its labels."""
    parts = [f"a kind of `{term.parent}`"] if term.parent else []
    parts += [text for mark, text in MARKS.items() if getattr(term, mark)]
    return "; ".join(parts)
