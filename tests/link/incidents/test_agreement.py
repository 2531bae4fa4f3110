"""How far coders agree on pairs of incidents, beside the same worked out by hand."""

from __future__ import annotations

import pytest

from undercount.link.incidents import Verdict
from undercount.link.incidents.agreement import agreements


def said(words: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[Verdict, ...]]:
    return {
        (f"a{at}", f"b{at}"): tuple(
            Verdict(f"a{at}", f"b{at}", word, "seen", coder) for coder, word in zip(("kim", "lee"), pair, strict=True)
        )
        for at, pair in enumerate(words)
    }


def test_kappa_is_what_it_is_by_hand() -> None:
    (found,) = agreements(said([("same", "same")] * 4 + [("same", "different")] + [("different", "different")] * 5))
    # 9 of 10 agree; by chance 0.5 × 0.4 + 0.5 × 0.6 = 0.5.
    assert (found.coders, found.pairs, found.agreed) == (("kim", "lee"), 10, 9)
    assert found.kappa == pytest.approx(0.8)
    assert found.says == "kim and lee agree on 9 of the 10 pairs that both judged (90 %; kappa 0.80)."


def test_no_kappa_from_one_pair_or_one_word() -> None:
    (one,) = agreements(said([("same", "different")]))
    assert (one.kappa, one.says) == (
        None,
        "kim and lee do not agree on the one pair that both judged; how far they agree cannot be told from one.",
    )
    (word,) = agreements(said([("same", "same")] * 3))
    assert word.kappa is None
    assert "no kappa" in word.says


def test_coders_without_a_pair_in_common_have_no_agreement() -> None:
    direct = {
        ("a", "b"): (Verdict("a", "b", "same", "r", "kim"),),
        ("a", "c"): (Verdict("a", "c", "same", "r", "lee"),),
    }
    assert list(agreements(direct)) == []
