from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest

from undercount.errors import LinkError
from undercount.link.persons.assignment import Ruled
from undercount.link.persons.judgements import Judgement, Verdict, agreement, follows, in_force

A, B, C, D = ("x", "1"), ("y", "2"), ("z", "3"), ("x", "4")
ROWS = {A: 0, B: 1, C: 2, D: 3}
SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE


def test_a_coders_last_judgement_of_a_pair_counts_whichever_way_it_is_named() -> None:
    judged = in_force([Judgement(A, B, SAME, coder="n"), Judgement(B, A, DIFFERENT, "another mother", "n")], ROWS)
    assert judged.ruled.together == ()
    assert judged.ruled.apart == ((0, 1),)
    assert in_force([Judgement(A, B, SAME), Judgement(A, B, UNSURE)], ROWS).pairs == ()


@pytest.mark.parametrize("other", [DIFFERENT, UNSURE])
def test_coders_who_do_not_agree_have_decided_nothing_until_they_do(other: Verdict) -> None:
    said = [Judgement(A, B, SAME, coder="amira"), Judgement(B, A, other, coder="bilal")]
    judged = in_force(said, ROWS)
    assert (judged.pairs, judged.open) == ((), ((0, 1),))
    (said_of_it,) = judged.disputed
    assert said_of_it.startswith(f'1 of "x" and 2 of "y" are undecided: amira judged same, bilal judged {other.value};')
    assert judged.naming == judged.disputed
    agreed = in_force([*said, Judgement(A, B, SAME, coder="bilal")], ROWS)
    assert (agreed.pairs, agreed.open) == (((0, 1, True),), ())


def test_what_is_not_agreed_contradicts_nothing() -> None:
    said = [
        Judgement(A, B, SAME),
        Judgement(B, C, SAME),
        Judgement(A, C, DIFFERENT, coder="n"),
        Judgement(A, C, SAME, coder="m"),
    ]
    assert in_force(said, ROWS).open == ((0, 2),)


def test_what_follows_from_judgements_is_what_a_walk_over_them_finds() -> None:
    rng = np.random.default_rng(3)
    for _ in range(40):
        pairs = [tuple(sorted(rng.choice(9, 2, replace=False).tolist())) for _ in range(6)]
        group = list(range(9))
        for a, b in pairs[:4]:
            old, new = group[b], group[a]
            group = [new if one == old else one for one in group]
        apart = [pair for pair in pairs[4:] if group[pair[0]] != group[pair[1]]]
        asked = [(a, b) for a in range(9) for b in range(9) if a != b]
        told = [
            group[a] == group[b] or any({group[a], group[b]} == {group[x], group[y]} for x, y in apart)
            for a, b in asked
        ]
        left, right = (np.array(side) for side in zip(*asked, strict=True))
        assert follows(Ruled(tuple(pairs[:4]), tuple(apart)), 9, left, right).tolist() == told


def test_a_contradiction_names_the_three() -> None:
    with pytest.raises(LinkError) as caught:
        in_force([Judgement(A, B, SAME), Judgement(B, C, SAME), Judgement(A, C, DIFFERENT)], ROWS)
    assert str(caught.value) == (
        "judgements of one coder must not contradict each other; somebody judged: "
        '1 of "x" and 2 of "y" are the same, 2 of "y" and 3 of "z" are the same, '
        'but 1 of "x" and 3 of "z" are different: judge one of these pairs anew'
    )


def test_a_chain_of_one_coder_against_another_coders_verdict_leaves_all_three_undecided() -> None:
    said = [
        Judgement(A, B, SAME, coder="amira"),
        Judgement(B, C, SAME, coder="amira"),
        Judgement(A, C, DIFFERENT, coder="basil"),
    ]
    for order in permutations(said):
        judged = in_force(order, ROWS)
        assert (judged.pairs, set(judged.open)) == ((), {(0, 1), (1, 2), (0, 2)})
        assert all("another coder's judgements says otherwise" in one for one in judged.disputed)
    agreed = in_force([*said, Judgement(A, C, SAME, coder="basil")], ROWS)
    assert (len(agreed.ruled.together), agreed.open) == (3, ())


def test_a_step_that_the_other_coder_affirms_stays_decided() -> None:
    said = [
        Judgement(A, B, SAME, coder="amira"),
        Judgement(A, B, SAME, coder="basil"),
        Judgement(B, C, SAME, coder="amira"),
        Judgement(A, C, DIFFERENT, coder="basil"),
    ]
    judged = in_force(said, ROWS)
    assert (judged.ruled.together, judged.ruled.apart, set(judged.open)) == (((0, 1),), (), {(1, 2), (0, 2)})


def test_two_coders_who_together_join_two_records_of_a_list_that_names_nobody_twice_leave_both_steps_undecided() -> (
    None
):
    said = [Judgement(A, B, SAME, coder="amira"), Judgement(B, D, SAME, coder="basil")]
    for order in permutations(said):
        judged = in_force(order, ROWS, {"x"})
        assert (judged.pairs, set(judged.open)) == ((), {(0, 1), (1, 3)})
        assert all(
            "two records of a list that names nobody twice would be one person" in one for one in judged.disputed
        )
    assert len(in_force(said, ROWS, {"y"}).ruled.together) == 2
    affirmed = in_force([*said, Judgement(A, D, SAME, coder="basil")], ROWS, {"x"})
    assert (len(affirmed.ruled.together), affirmed.open) == (3, ())


def test_a_chain_of_one_coder_that_joins_two_such_records_is_left_to_whoever_records_it() -> None:
    said = [Judgement(A, B, SAME, coder="amira"), Judgement(B, D, SAME, coder="amira")]
    assert len(in_force(said, ROWS, {"x"}).ruled.together) == 2
    withdrawn = in_force([*said, Judgement(B, D, UNSURE, coder="amira")], ROWS, {"x"})
    assert (withdrawn.ruled.together, withdrawn.open) == (((0, 1),), ())


def test_a_judgement_on_a_record_that_is_gone_is_said_and_waits() -> None:
    judgements = [Judgement(A, ("y", "9"), SAME, coder="n"), Judgement(A, B, SAME)]
    judged = in_force(judgements, ROWS)
    assert judged.pairs == ((0, 1, True),)
    assert judged.gone == (
        'the judgement by n that 1 of "x" and 9 of "y" are same waits: no list holds 9 of "y" now; it counts again when the record returns',
    )
    assert in_force(judgements, {**ROWS, ("y", "9"): 4}).gone == ()


def test_a_gone_record_still_contradicts_nothing() -> None:
    gone = ("y", "9")
    judged = in_force([Judgement(A, gone, SAME), Judgement(gone, C, SAME), Judgement(A, C, DIFFERENT)], ROWS)
    assert judged.ruled.apart == ((0, 2),)


def test_a_record_is_not_judged_with_itself() -> None:
    with pytest.raises(LinkError, match='a judgement is about two records; 1 of "x" is named twice'):
        Judgement(A, A, SAME)


def test_kappa_is_cohens() -> None:
    # Cohen's formula by hand: 2 of 4 agree; expected 0.5 * 0.75 + 0.5 * 0.25 = 0.5, so kappa is 0.
    pairs = [(A, B), (B, C), (C, D), (A, C)]
    one = [
        Judgement(*pair, verdict, coder="n")
        for pair, verdict in zip(pairs, (SAME, SAME, DIFFERENT, DIFFERENT), strict=True)
    ]
    other = [
        Judgement(*pair, verdict, coder="m") for pair, verdict in zip(pairs, (SAME, SAME, SAME, DIFFERENT), strict=True)
    ]
    found = agreement([*one, *other], "n", "m")
    assert (found.pairs, found.share) == (4, 0.75)
    assert found.kappa == pytest.approx(0.5)
    assert math.isnan(agreement([Judgement(A, B, SAME, coder=c) for c in "nm"], "n", "m").kappa)
    alone = [Judgement(A, B, SAME, coder="n"), Judgement(A, B, DIFFERENT, coder="m")]
    assert math.isnan(agreement(alone, "n", "m").kappa)  # one pair tells no kappa
    with pytest.raises(LinkError, match="n and k have none in common"):
        agreement(one, "n", "k")
