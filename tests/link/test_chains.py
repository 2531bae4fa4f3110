"""Which verdicts of several coders are set against each other by what follows from them."""

from __future__ import annotations

from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given

from undercount.link.chains import against_each_other, contradiction

PAIRS = list(combinations("abcdef", 2))
CODERS = st.frozensets(st.sampled_from(("kim", "lee", "max")), min_size=1)


def joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return the group of each one, by naive repeated merging."""
    group = {name: name for name in "abcdef"}
    for _ in pairs:
        for one, other in pairs:
            lower = min(group[one], group[other])
            group[one] = group[other] = lower
    return group


@given(st.dictionaries(st.sampled_from(PAIRS), st.tuples(st.booleans(), CODERS)))
def test_what_is_left_is_consistent_and_nothing_is_left_out_without_a_contradiction(
    said: dict[tuple[str, str], tuple[bool, frozenset[str]]],
) -> None:
    same = {pair: who for pair, (is_same, who) in said.items() if is_same}
    different = {pair: who for pair, (is_same, who) in said.items() if not is_same}
    for coder in ("kim", "lee", "max"):
        if contradiction([p for p in same if coder in same[p]], [p for p in different if coder in different[p]]):
            return  # such verdicts are refused before
    found = against_each_other(same, different)
    assert found == against_each_other(dict(reversed(same.items())), dict(reversed(different.items())))
    before = joined(list(same))
    clash = {pair for pair in different if before[pair[0]] == before[pair[1]]}
    assert bool(found) == bool(clash)
    assert found & different.keys() <= clash
    left = joined([pair for pair in same if pair not in found])
    assert all(left[one] != left[other] for one, other in different)
