"""Designs: what cannot be is refused in one sentence."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from undercount.errors import UndercountError
from undercount.link.synthetic import Design, DesignError, Hand, ListDesign

A, B = ListDesign("A", 0.5), ListDesign("B", 0.4)
AR, EN = ("name_ar", "died"), ("name_en", "died")

REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("persons must be a whole number from 1 to 1,000,000,000; 0 is not", lambda: Design(persons=0, lists=(A,))),
    ("; 2.5 is not", lambda: Design(persons=2.5, lists=(A,))),  # type: ignore[arg-type]
    ("surnames must be", lambda: Design(persons=10, lists=(A,), surnames=10**6)),
    ("from 1 to 12 lists; 0 are given", lambda: Design(persons=10, lists=())),
    ("rename one of A, B, a", lambda: Design(persons=10, lists=(A, B, ListDesign("a", 0.5)))),
    ("'../x' is not", lambda: ListDesign("../x", 0.5)),
    ("a coverage must be a probability from 0 to 1; 1.5 is not", lambda: ListDesign("A", 1.5)),
    ("nan is not", lambda: ListDesign("A", math.nan)),
    ("2 are given", lambda: Design(persons=10, lists=(ListDesign("A", (0.1, 0.2)),), classes=(1, 1, 1))),
    ("classes need weights", lambda: Design(persons=10, lists=(A,), classes=())),
    ("classes need weights", lambda: Design(persons=10, lists=(A,), classes=(1, -1))),
    ("'town' is neither", lambda: Design(persons=10, lists=(A,), classes_by="town")),
    ("'C' is none", lambda: Design(persons=10, lists=(A, B), pairs=(("A", "C", 2.0),))),
    ("must be two lists, once", lambda: Design(persons=10, lists=(A, B), pairs=(("A", "A", 2.0),))),
    ("must be two lists, once", lambda: Design(persons=10, lists=(A, B), pairs=(("A", "B", 2.0), ("B", "A", 3.0)))),
    ("odds ratio must be above 0", lambda: Design(persons=10, lists=(A, B), pairs=(("A", "B", 0.0),))),
    ("the largest of 174 shares", lambda: Design(persons=10, lists=(A,), commonest=0.001)),
    ("the largest of 50 shares", lambda: Design(persons=10, lists=(A,), surnames=50)),
    ("a mean of at least 2", lambda: Design(persons=10, lists=(A,), household=1.5)),
    ("'agee' is not: did you mean 'age'?", lambda: ListDesign("A", 0.5, fields=("name_ar", "agee"))),
    ("can be there once", lambda: ListDesign("A", 0.5, fields=("name_ar", "name_ar"))),
    ("add 'name_ar' or 'name_en'", lambda: ListDesign("A", 0.5, fields=("sex", "age"))),
    ("'age' is not", lambda: ListDesign("A", 0.5, fields=AR, missing={"age": 0.5})),
    ("rate for 'died' must be a probability", lambda: ListDesign("A", 0.5, missing={"died": 2})),
    ("duplicates must be a probability", lambda: ListDesign("A", 0.5, duplicates=-0.1)),
    ("hand's typing must be a probability", lambda: Hand(typing=7)),
    ("'presse' is not: did you mean 'press'?", lambda: Hand(systems={"presse": 1})),
    ("systems need weights", lambda: Hand(systems={})),
    ("'mother' is not", lambda: Hand(drops={"mother": 0.5})),
    ("drops of 'father' must be a probability", lambda: Hand(drops={"father": 1.5})),
    ("put that list first", lambda: Design(persons=10, lists=(ListDesign("A", 0.5, copies={"B": 0.5}), B))),
    (
        "both need names in one script",
        lambda: Design(
            persons=10, lists=(ListDesign("A", 0.5, fields=AR), ListDesign("B", 0.5, fields=EN, copies={"A": 0.5}))
        ),
    ),
]


@pytest.mark.parametrize(("words", "make"), REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(words: str, make: Callable[[], object]) -> None:
    with pytest.raises(DesignError) as caught:
        make()
    text = str(caught.value)
    assert words in text
    assert "\n" not in text
    assert ". " not in text
    assert isinstance(caught.value, UndercountError)


def test_a_design_cannot_be_changed() -> None:
    systems = {"press": 1.0}
    hand = Hand(systems=systems)
    systems["french"] = 2.0
    assert dict(hand.systems) == {"press": 1.0}
    with pytest.raises(TypeError):
        hand.systems["french"] = 2.0  # type: ignore[index]
    with pytest.raises(AttributeError):
        A.name = "C"  # type: ignore[misc]


def test_shares_of_classes_are_weights() -> None:
    lists = (ListDesign("A", (0.2, 0.6)), B)
    one, other = (Design(persons=10, lists=lists, classes=weights).cells() for weights in ((1, 3), (0.25, 0.75)))
    assert one == pytest.approx(other)
    assert one[[1, 3]].sum() == pytest.approx(0.25 * 0.2 + 0.75 * 0.6)
