"""Clusters: every two reports in one go together, and what was cut is shown."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.link.incidents.made import made
from undercount.link.incidents import Pair, Verdict, join_incidents
from undercount.link.incidents.clusters import clusters
from undercount.link.incidents.judged import Verdict as _Verdict
from undercount.link.incidents.judged import judged
from undercount.link.incidents.pairs import DECISIONS


def pair(left: str, right: str, bits: float, decision: str) -> Pair:
    return Pair(left, right, 0.0, bits, (), (), "day", decision, "enough")


def test_a_like_b_and_b_like_c_do_not_bring_a_and_c_together_unseen() -> None:
    pairs = [pair("a", "b", 5, "merge"), pair("b", "c", 4, "merge"), pair("a", "c", -9, "apart")]
    found, cuts = clusters(pairs, {"a": "x", "b": "y", "c": "z"}, judged([], set()))
    assert found == [("a", "b")]
    assert [(c.left, c.right, c.first, c.second, c.because) for c in cuts] == [("b", "c", "a", "c", "apart")]


def test_two_reports_that_are_not_even_near_are_cut() -> None:
    """Three villages in a row, each within reach of the next: the ends are not."""
    km = 1 / 111.2
    reports = [
        made(n, s, at=(36.0 + step * km, 37.0)) for n, s, step in (("a", "x", 0), ("b", "y", 4.4), ("c", "z", 8.8))
    ]
    joined = join_incidents(reports)
    assert len(joined.incidents) == 1
    (cut,) = joined.cuts
    assert {cut.first, cut.second} == {"a", "c"}
    shown = next(p for p in joined.pairs if (p.left, p.right) == (cut.left, cut.right))
    assert (shown.decision, shown.because) == ("ask", "cut")
    assert "do not go together" in shown.reason


def test_a_verdict_joins_what_the_rules_would_cut() -> None:
    km = 1 / 111.2
    reports = [
        made(n, s, at=(36.0 + step * km, 37.0)) for n, s, step in (("a", "x", 0), ("b", "y", 4.4), ("c", "z", 8.8))
    ]
    joined = join_incidents(reports, verdicts=[Verdict("a", "c", "same", "seen", "kim")])
    assert [i.reports for i in joined.incidents] == [("a", "b", "c")]


@given(st.integers(0, 10**6))
def test_every_two_in_a_cluster_go_together(seed: int) -> None:
    rng = random.Random(seed)
    names = [f"r{n}" for n in range(9)]
    source = {name: rng.choice("uvwxyz") for name in names}
    pairs = [
        pair(a, b, rng.uniform(-5, 9), rng.choice(DECISIONS))
        for a, b in combinations(names, 2)
        if source[a] != source[b] and rng.random() < 0.8
    ]
    verdicts = []
    if rng.random() < 0.5:
        verdicts.append(_Verdict(names[0], names[1], rng.choice(["same", "different"]), "seen", "kim"))
    decisions = judged(verdicts, set(names))
    found, cuts = clusters(pairs, source, decisions)
    known = {(p.left, p.right): p.decision for p in pairs}
    for cluster in found:
        for a, b in combinations(cluster, 2):
            if decisions.on(a, b) == "same":
                continue
            assert decisions.on(a, b) != "different"
            assert source[a] != source[b]
            assert known[a, b] != "apart"
    of = {name: at for at, cluster in enumerate(found) for name in cluster}
    assert sum(len(cluster) for cluster in found) == len(of)
    together = {(c.left, c.right) for c in cuts}
    for p in pairs:
        if p.decision in ("merge", "strikes") and of.get(p.left, p.left) != of.get(p.right, p.right):
            assert (p.left, p.right) in together
