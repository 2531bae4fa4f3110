"""Origins: repeated wording and repeated figures, against a naive search over all pairs."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.link.incidents.made import made
from undercount.errors import LinkError
from undercount.link.incidents import Report, same_origin
from undercount.link.incidents.origins import shingles

LONG = "The director of the mill said on Monday that shells had fallen on the yard and that twelve workers were dead by noon"
ARABIC = "قال مدير المطحنة يوم الاثنين إن القذائف سقطت على الباحة وإن اثني عشر عاملا قتلوا قبل الظهر بقليل"


def test_near_identical_wording_is_one_origin() -> None:
    reports = [
        made("a", "x", text=LONG, killed=None),
        made("b", "y", text=f"REPORT: {LONG}.", killed=None),
        made(
            "c",
            "z",
            text="A quite different text about another matter that shares hardly a word with those two.",
            killed=None,
        ),
    ]
    (origin,) = same_origin(reports)
    assert (origin.reports, origin.evidence[0].kind, origin.chained) == (("a", "b"), "wording", False)
    assert "of their word sequences are the same" in origin.evidence[0].says


def test_arabic_spelling_does_not_hide_it() -> None:
    other = ARABIC.replace("إن", "ان").replace("اثني", "إثني").replace("الاثنين", "الإثنين")
    assert same_origin([made("a", "x", text=ARABIC, killed=None), made("b", "y", text=other, killed=None)])


def test_short_texts_say_nothing() -> None:
    assert (
        same_origin(
            [made("a", "x", text="Shelling in town", killed=None), made("b", "y", text="Shelling in town", killed=None)]
        )
        == ()
    )


def test_repeated_figures_of_one_speaker_are_one_origin() -> None:
    reports = [
        made("a", "paper", cites=("commission",), killed=82),
        made("b", "wire", cites=("commission",), killed=82),
    ]
    (origin,) = same_origin(reports)
    assert origin.evidence[0].words == "82 civilian by commission"


@pytest.mark.parametrize(
    "other",
    [
        made("b", "wire", cites=("hospital",), killed=82),
        made("b", "wire", cites=("commission",), killed=81),
        made("b", "wire", "2016-12-12", cites=("commission",), killed=82),
        made("b", "wire", cites=("commission",), killed=82, at=(36.9, 37.1)),
    ],
)
def test_another_speaker_number_day_or_place_is_not(other: Report) -> None:
    assert same_origin([made("a", "paper", cites=("commission",), killed=82), other]) == ()


def test_small_numbers_are_equal_by_chance() -> None:
    reports = [made("a", "paper", cites=("commission",), killed=2), made("b", "wire", cites=("commission",), killed=2)]
    assert same_origin(reports) == ()
    assert len(same_origin(reports, least_count=2)) == 1


def test_a_chain_is_marked() -> None:
    words = [f"w{n}" for n in range(60)]
    texts = [words[0:40], words[10:50], words[20:60]]
    reports = [made(f"r{n}", f"s{n}", text=" ".join(t), killed=None) for n, t in enumerate(texts)]
    (origin,) = same_origin(reports)
    assert (len(origin.reports), len(origin.evidence), origin.chained) == (3, 2, True)


@given(st.integers(0, 10**6), st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_every_pair_above_the_limit_is_found(seed: int, limit: float) -> None:
    rng = random.Random(seed)
    base = [f"w{rng.randrange(30)}" for _ in range(40)]
    texts = []
    for _ in range(8):
        start = rng.randrange(20)
        text = base[start : start + 20]
        texts.append([w if rng.random() < 0.93 else f"v{rng.randrange(9)}" for w in text])
    reports = [made(f"r{n}", f"s{n}", text=" ".join(t), killed=None) for n, t in enumerate(texts)]
    expected = set()
    for a, b in combinations(reports, 2):
        ours, theirs = (set(zip(*(r.text.split()[k:] for k in range(4)), strict=False)) for r in (a, b))
        if len(ours & theirs) / len(ours | theirs) >= limit:
            expected.add((a.id, b.id))
    found = {(e.left, e.right) for origin in same_origin(reports, similarity=limit) for e in origin.evidence}
    assert found == expected


def test_shingles_are_the_same_in_every_run() -> None:
    assert shingles("One two THREE four") == {0x197B7AA56DB71AD2}


def test_a_limit_without_sense_is_refused() -> None:
    with pytest.raises(LinkError, match="similarity"):
        same_origin([], similarity=0)
