"""What the estimators say in the words of who reads it: the options of the command, or the settings of ``study.toml``.

The estimators are a library, and their sentences name its functions and arguments as the remedy. Whoever writes a command or a study
has other words for the same remedy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from undercount.count.estimators.result import Estimate
    from undercount.study.estimators import Estimated

_NAME = r"""(?:'[^']*'|"[^"]*")"""
_ONE = "put one column in the table that is 1 where any of them is"
_PYTHON = "most_sweeps|most_missed|sensitivity_curve|select|top|missed|bootstrap|saturated"
"""What no command and no setting has."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Say what one reader calls the remedies.

    Args:
        lists: How the lists are named.
        by: How the columns that part the persons are named.
        count: How the column of counts is named.
        method: How a method is named; ``{}`` is its name.
        another: How another method is asked for.
        merge: How rows of one history are added up.
        without_refused: How what was refused is left out.
        versions: How several versions of the same records are told apart and mixed.
        mixture: How draws of imputations are mixed.
    """

    lists: str
    by: str
    count: str
    method: str
    another: str
    merge: str
    without_refused: str
    versions: str
    mixture: str

    @property
    def rules(self) -> tuple[tuple[str, str], ...]:
        """What the estimators' words are, as patterns, and what is said instead."""
        return (
            (rf"\(drop_list(?:\({_NAME}\))?\)", f"(name the others with {self.lists})"),
            (rf"\(join_lists(?:\(\[{_NAME}, {_NAME}\], …\))?\)", f"({_ONE})"),
            (r"\(keep_lists\)|\(lists=\[…\]\)", f"({self.lists})"),
            (r"\(without_refused=True\)", f"({self.without_refused})"),
            (r"\(merge\)", f"({self.merge})"),
            (r"\(propagate\)", f"({self.versions})"),
            (r"\(rule='mixture'\)", f"({self.mixture})"),
            (r"tell them apart as strata, or", f"tell them apart as strata ({self.by}), or"),
            (r"is named as a stratum\b", f"is used by {self.by}"),
            (r"is named as the count\b", f"is used by {self.count}"),
            (r"as one row for each person, with .+ as a list$", f"as one row for each person, without {self.count}"),
            (
                r"say that (.+) is the count, name it as a list or a stratum",
                rf"say that \1 is the count ({self.count}), a list ({self.lists}) or a stratum ({self.by})",
            ),
            (r"name (two lists to compare others|other two lists)", rf"name \1 ({self.lists})"),
            (r"\(chapman\)", f"({self.method.format('chapman')})"),
            (r"use (?:latent_class|the latent-class model)", f"use {self.method.format('latent-class')}"),
            (r"or give interval='posterior'", f"or use {self.another}"),
            (rf"\(((?:{_PYTHON})(?:=[^()]*(?:\([^()]*\))?)?)\)", r"(in Python: \1)"),
        )


COMMAND = Speech(
    "--lists", "--by", "--count", "--method {}", "another --method", "--merge", "--without-refused",
    "--linkage or --replicates", "--rule mixture",
)  # fmt: skip
"""The options of ``undercount estimate``."""

SETTINGS = Speech(
    "the setting lists", "the setting by", "the setting count", "the method {}", "another method", "the setting merge = true",
    "the setting without_refused = true", "one by the setting where, or all with --linkage or --replicates of `undercount estimate`",
    "--rule mixture of `undercount estimate`",
)  # fmt: skip
"""What a figure's ``estimate`` may hold in ``study.toml``."""


def spoken(sentence: str, speech: Speech, lists: Sequence[str] | None = None) -> str:
    """Return a sentence of the estimators in a reader's words.

    Args:
        sentence: The sentence.
        speech: The reader's words.
        lists: Columns of the table that can be lists, for an example; None for no example.
    """
    for pattern, words in speech.rules:
        sentence = re.sub(pattern, words, sentence)
    if lists is None:
        return sentence
    example = f"name the lists' columns, as in {speech.lists} {','.join(lists) if len(lists) > 1 else 'A,B'}"
    return re.sub(r"name the lists' columns$", lambda _: example, sentence)


def spoken_all(found: Estimated, speech: Speech) -> Estimated:
    """Return what the estimators say with every sentence as :func:`spoken` gives it."""

    def said(sentences: Sequence[str]) -> tuple[str, ...]:
        return tuple(spoken(sentence, speech) for sentence in sentences)

    def of(one: Estimate) -> Estimate:
        refused = None if one.refused is None else spoken(one.refused, speech)
        return replace(one, refused=refused, notes=said(one.notes))

    return replace(
        found,
        facts=tuple(replace(fact, text=spoken(fact.text, speech)) for fact in found.facts),
        strata=tuple(map(of, found.strata)),
        totals=tuple(map(of, found.totals)),
        because=spoken(found.because, speech),
        warnings=said(found.warnings),
    )
