"""Which line ends of a text mean nothing, because its lines were broken by width.

Each run of lines between blank ones is looked at by itself: prose, a table below it and a list of notes stand in one document. Where lines
were broken by width, most go on: the next begins with a small letter, or they end in a word that ends nothing ("the", "of"); and hardly any
would have had room for the next word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

_ENDED = re.compile(r"[.!?…:;\"”’)\]]\s*$")
_LETTER = re.compile(r"[\"'“‘(\[]*([^\W\d_])")
_HANGING = re.compile(
    r"\b(?:an?|the|and|or|but|nor|of|to|in|on|at|by|for|from|with|than|that|which|who|whose|its?|their|his|her|as|was|were|is|are|been|be|had|"
    r"has|have|not|between|into|about|against|during|least|some|these|those|this|will|would|could|said)$",
    re.I,
)
"""A word that ends no note and no heading."""
_ITEM = re.compile(r"(?:[-•*·]|\d+[.)])\s")

WIDTHS = (40, 100)
"""Between how many characters the lines of a text in capitals lie that was broken by width."""
_ROOM = 0.85
"""What share of the width a line and the next word fill, if the word had no room; letters are not equally wide."""
_TIGHT = 0.8
"""What share of the lines that go on must have had no room."""
_ON = 0.6
"""What share of the full lines must go on, in a run of lines that shows its width itself."""
_ON_AMONG = 0.25
"""The same share, in a run of lines among others that show the width."""
_FULL = 0.7
"""From what share of the width on a line is a full one."""
_HALF = 0.5
"""From what share of the width on a line that goes on is not a heading."""
_LONGER = 1.3
"""By what factor a line may be longer than the width."""
_NARROW = 40
"""Below how many characters three lines must show a width, and not two."""
_LEAST = 20
_FEW = 2
"""Up to how many full lines that do not seem to go on say nothing against a width that others show."""
_CAPITALS = 0.1
"""Up to what share of small letters a text is written in capitals."""
_LOOSE = 0.3
"""From what share of sentences on that begin with a small letter such a letter shows nothing."""


@dataclass(frozen=True, slots=True)
class _Step:
    """From one line to the next, within a run.

    Args:
        at: Where the next line begins.
        length: Of the line (characters).
        filled: Of the line with the first word of the next.
        is_open: Whether the line ends without a mark.
        is_on: Whether the line seems to go on: the next begins with a small letter, or the line ends in a word that ends nothing.
        is_small: Whether the next begins with a small letter.
        is_apart: Whether either is a row of cells, or the next an item of a list.
    """

    at: int
    length: int
    filled: int
    is_open: bool
    is_on: bool
    is_small: bool
    is_apart: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines with no blank one between them.

    Args:
        steps: From each to the next.
        width: The longest of its lines that go on; 0 where there is none.
    """

    steps: Sequence[_Step]
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", max((step.length for step in self.going_on()), default=0))

    def going_on(self) -> list[_Step]:
        return [step for step in self.steps if step.is_open and step.is_on and not step.is_apart]

    def full(self, width: int) -> list[_Step]:
        return [step for step in self.steps if step.is_open and not step.is_apart and step.length >= _FULL * width]


def ends_in(text: str) -> list[int]:
    """Return where lines of a text begin before which something ended: all but those that were broken by width."""
    every = [match.end() for match in re.finditer(r"\n", text)]
    letters = sum(char.isalpha() for char in text)
    small = sum(char.islower() for char in text)
    if len(every) == 0 or letters == 0:
        return every
    if small <= _CAPITALS * letters:
        return [] if _is_wrapped(text) else every
    runs = [_Run(steps) for steps in _runs(text)]
    if _begins_small(text):
        return every
    joined = {at for run, width in _widths(runs) for at in _joined(run, width)}
    return [at for at in every if at not in joined]


def _runs(text: str) -> Iterator[list[_Step]]:
    steps: list[_Step] = []
    before = ""
    at = 0
    for line in text.split("\n"):
        said = line.strip()
        if before and said:
            steps.append(_step(before, said, at))
        elif steps:
            yield steps
            steps = []
        before, at = said, at + len(line) + 1
    if steps:
        yield steps


def _step(before: str, after: str, at: int) -> _Step:
    letter = _LETTER.match(after)
    small = letter is not None and letter[1].islower()
    return _Step(
        at,
        len(before),
        len(before) + 1 + len(after.split(maxsplit=1)[0]),
        not _ENDED.search(before),
        small or _HANGING.search(before) is not None,
        small,
        "\t" in before or "\t" in after or _ITEM.match(after) is not None,
    )


def _begins_small(text: str) -> bool:
    """Tell whether a text begins its paragraphs and sentences with small letters, as messages do, or knows no capitals."""
    if not any(char.isupper() for char in text):
        return True
    lines = [line.strip() for line in text.split("\n")]
    first = [b for a, b in pairwise(["", *lines]) if b and (not a or a[-1] in ".!?")]
    letters = [match[1] for line in first if (match := _LETTER.match(line))]
    return bool(letters) and sum(letter.islower() for letter in letters) >= _LOOSE * len(letters)


def _widths(runs: Sequence[_Run]) -> Iterator[tuple[_Run, int]]:
    """Yield runs whose lines were broken by width, with that width."""
    shown = [run for run in runs if _shows(run)]
    usual = round(median(run.width for run in shown)) if shown else 0
    for run in runs:
        if run in shown:
            yield run, run.width
            continue
        on, full = len(run.going_on()), len(run.full(run.width or usual))
        alike = usual and max(step.length for step in run.steps) <= _LONGER * usual
        if alike and (on >= _ON_AMONG * full if on else full <= _FEW):
            yield run, max(run.width, usual)


def _shows(run: _Run) -> bool:
    """Tell whether a run of lines shows by itself that it was broken by width."""
    on = run.going_on()
    tight = sum(step.filled >= _ROOM * run.width for step in on)
    return (
        len(on) > (_FEW if run.width < _NARROW else 0)
        and run.width >= _LEAST
        and tight >= _TIGHT * len(on)
        and any(step.is_small for step in on)
        and len(on) >= _ON * len(run.full(run.width))
    )


def _joined(run: _Run, width: int) -> Iterator[int]:
    """Yield where lines of a run begin that go on with the line before."""
    for step in run.steps:
        tight = step.filled >= _ROOM * width and step.length <= _LONGER * width
        goes_on = step.is_on and step.is_open and step.length >= _HALF * width
        if not step.is_apart and (tight or goes_on):
            yield step.at


def _is_wrapped(text: str) -> bool:
    """Tell whether the lines of a text in capitals were broken by width: many, about equally long, most without a mark at their end."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 3:
        return False
    low, high = WIDTHS
    open_ended = sum(1 for line in lines if not _ENDED.search(line))
    return low <= median(map(len, lines)) <= high and max(map(len, lines)) <= 2 * high and 2 * open_ended > len(lines)
