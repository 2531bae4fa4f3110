from __future__ import annotations

import hashlib
import json
from enum import Enum, IntEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import RecordError
from undercount.record.canonical import LARGEST_INTEGER, canonical_bytes, content_id

scalars = (
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.text(st.characters(codec="utf-8"))
)
keys = st.text(st.characters(codec="utf-8"), max_size=4)
values = st.recursive(scalars, lambda v: st.lists(v, max_size=4) | st.dictionaries(keys, v, max_size=5), max_leaves=25)


@given(values)
def test_bytes_are_those_of_the_reference_library(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


@given(values)
def test_bytes_are_read_back_to_the_same_value(value: Any) -> None:
    assert json.loads(canonical_bytes(value)) == value


@given(st.dictionaries(keys, scalars, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value: Any, random: Any) -> None:
    pairs = list(value.items())
    random.shuffle(pairs)
    assert canonical_bytes(dict(pairs)) == canonical_bytes(value)
    assert content_id("claim", dict(pairs)) == content_id("claim", value)


def test_the_sorting_example_of_rfc_8785() -> None:
    # RFC 8785 section 3.2.3: keys in UTF-16 order, where an emoji (surrogates D83D DE00) sorts before U+FB33.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical_bytes(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_the_string_example_of_rfc_8785() -> None:
    # RFC 8785 section 3.2.2: the string member of the first sample.
    assert canonical_bytes('\u20ac$\u000f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


def test_tuples_are_lists() -> None:
    assert canonical_bytes({"a": (1, (2,))}) == b'{"a":[1,[2]]}'


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    LOW = 1


class Word(str):
    pass


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (1.5, "value is 1.5 of type float"),
        ({"a": [0, {"b": float("nan")}]}, "value.a[1].b is nan of type float"),
        (2**53, f"within ±{LARGEST_INTEGER}"),
        (-(2**53), "write a larger number as text"),
        ({1: 2}, "has the key 1"),
        ({None: 2}, "has the key None"),
        (b"bytes", "type bytes"),
        ({"s": {1, 2}}, "type set"),
        (Colour.RED, "type Colour"),
        (Level.LOW, "type Level"),
        (Word("w"), "type Word"),
        ("\ud800", "surrogate"),
        ({"\ud800": 1}, "surrogate"),
        ({"ü": "\udfff"}, "surrogate"),
    ],
)
def test_what_is_not_of_the_record_is_refused_in_a_sentence(value: Any, says: Any) -> None:
    with pytest.raises(RecordError) as caught:
        canonical_bytes(value)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(RecordError, match="holds itself"):
        canonical_bytes(value)


def test_an_id_is_the_prefix_of_a_tagged_hash() -> None:
    expected = hashlib.sha256(b'undercount:id:v1:claim\n{"a":1}').hexdigest()[:24]
    assert content_id("claim", {"a": 1}) == f"claim:{expected}"


def test_the_kind_is_hashed() -> None:
    assert content_id("claim", {}).split(":")[1] != content_id("reading", {}).split(":")[1]


@pytest.mark.parametrize("kind", ["", "Claim", "claim\n", "a b", "-a", "claim:x"])
def test_a_kind_that_is_not_a_word_is_a_bug_of_the_caller(kind: Any) -> None:
    with pytest.raises(ValueError, match="lower-case word"):
        content_id(kind, {})
