from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

from undercount.errors import LinkError
from undercount.link.persons.comparisons import COMPARISONS
from undercount.link.persons.model import Field, Model, compete, load_model


def exact(odds: dict[tuple[int, int], float], single: tuple[bool, bool]) -> dict[tuple[int, int], float]:
    """Return the share of each pair in all sets of pairs that respect single lists, weighed by their odds."""
    total, having = 0.0, dict.fromkeys(odds, 0.0)
    for number in range(len(odds) + 1):
        for chosen in itertools.combinations(odds, number):
            lefts, rights = [a for a, _ in chosen], [b for _, b in chosen]
            if (single[1] and len(set(lefts)) < len(lefts)) or (single[0] and len(set(rights)) < len(rights)):
                continue
            weight = float(np.prod([odds[pair] for pair in chosen]))
            total += weight
            for pair in chosen:
                having[pair] += weight
    return {pair: weight / total for pair, weight in having.items()}


@pytest.mark.parametrize("single", [(True, True), (False, True), (True, False), (False, False)])
@pytest.mark.parametrize(
    "odds",
    [
        {(0, 0): 3.0},
        {(0, 0): 3.0, (0, 1): 1.0, (0, 2): 40.0},
        {(0, 0): 3.0, (0, 1): 1.0, (1, 1): 5.0, (2, 1): 0.1},
    ],
)
def test_rivals_are_weighed_exactly_where_pairs_form_no_cycle(
    odds: dict[tuple[int, int], float], single: tuple[bool, bool]
) -> None:
    left, right = (np.array([pair[at] for pair in odds]) for at in (0, 1))
    found = compete(np.array(list(odds.values())), left, right, single)
    assert found == pytest.approx(list(exact(odds, single).values()), abs=1e-9)


def test_rivals_in_a_cycle_are_weighed_nearly() -> None:
    odds = {(0, 0): 8.0, (0, 1): 2.0, (1, 0): 1.0, (1, 1): 4.0}
    left, right = (np.array([pair[at] for pair in odds]) for at in (0, 1))
    found = compete(np.array(list(odds.values())), left, right, (True, True))
    assert found == pytest.approx(list(exact(odds, (True, True)).values()), abs=0.05)


def model() -> Model:
    rng = np.random.default_rng(1)
    fields = tuple(
        Field(one, rng.uniform(0.1, 1, len(one.levels)), rng.uniform(0.1, 1, len(one.levels))) for one in COMPARISONS
    )
    return Model(fields, ("a", "b"), {(0, 1): 12.5}, 100, 7)


def test_a_model_is_saved_and_loaded_as_it_was(tmp_path: Path) -> None:
    before = model()
    before.save(tmp_path / "model.json")
    after = load_model(tmp_path / "model.json")
    assert after.as_json() == before.as_json()
    levels = np.array([[1, 2, 10, 3, 4, 5, 1], [0] * 7], dtype=np.int8)
    assert after.weights(levels).tolist() == before.weights(levels).tolist()
    assert after.weights(levels)[1] == 0


def test_weights_are_logarithms_of_ratios() -> None:
    one = model()
    levels = np.array([[1, 2, 10, 3, 4, 5, 1]], dtype=np.int8)
    ratio = np.prod(
        [field.same[level] / field.other[level] for field, level in zip(one.fields, levels[0], strict=True)]
    )
    assert one.weights(levels)[0] == pytest.approx(float(np.log(ratio)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda held: held.update(version=99), "reads models of version 3; .* has version 99: train anew"),
        (lambda held: held["fields"][1]["levels"].pop(), "does not have the fields and levels"),
        (lambda held: held.pop("version"), "is a JSON file with a version; .* is none"),
    ],
)
def test_a_model_of_another_kind_is_refused(tmp_path: Path, change: object, said: str) -> None:
    held = model().as_json()
    assert callable(change)
    change(held)
    path = tmp_path / "model.json"
    path.write_text(json.dumps(held))
    with pytest.raises(LinkError) as caught:
        load_model(path)
    assert re.search(said, str(caught.value))
