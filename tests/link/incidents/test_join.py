"""Decisions: what is merged and on what it rests, what blocks a merge, and what a person's word does."""

from __future__ import annotations

import pytest

from tests.link.incidents.made import HERE, made
from undercount.errors import LinkError
from undercount.link.incidents import Joined, Pair, Report, Rules, Trees, Verdict, join_incidents
from undercount.link.incidents.judged import judged
from undercount.record import Tree


def pair_of(joined: Joined, left: str = "a", right: str = "b") -> Pair:
    return next(p for p in joined.pairs if {p.left, p.right} == {left, right})


def two(left: Report, right: Report, **how: object) -> Pair:
    return pair_of(join_incidents([left, right], **how))  # type: ignore[arg-type]


def test_equal_clock_times_and_counts_are_merged_and_rest_on_the_clock() -> None:
    pair = two(made("a", "x", "2016-12-10T14:05Z"), made("b", "y", "2016-12-10T14:07Z"))
    assert (pair.decision, pair.rests_on, pair.blocks) == ("merge", "clock", ())


def test_clock_times_five_minutes_apart_are_not_merged() -> None:
    pair = two(made("a", "x", "2016-12-10T14:05Z"), made("b", "y", "2016-12-10T14:10Z"))
    assert (pair.decision, pair.because) == ("ask", "blocked")
    assert [block.says for block in pair.blocks] == ["two clock times, 5 minutes apart"]


def test_a_merge_of_equal_counts_rests_on_the_day_and_says_so() -> None:
    joined = join_incidents([made("a", "x"), made("b", "y")])
    assert (pair_of(joined).decision, pair_of(joined).rests_on) == ("merge", "day")
    assert joined.summary.rests_on == {"day": 1}
    assert "1 of 1 rest on day precision alone" in "\n".join(joined.summary.lines())


def test_a_month_rests_on_the_month_and_is_no_merge_by_itself() -> None:
    pair = two(made("a", "x", "2016-12"), made("b", "y"))
    assert (pair.decision, pair.rests_on) == ("ask", "month")


def test_nothing_is_merged_by_place_and_day_alone_unless_asked() -> None:
    left, right = made("a", "x", killed=None), made("b", "y", killed=None)
    assert (two(left, right).decision, two(left, right).because) == ("ask", "alone")
    joined = join_incidents([left, right], rules=Rules(merge_alone=True))
    assert pair_of(joined).decision == "merge"
    assert joined.summary.day_alone == 1


def test_an_uncertain_date_is_never_merged() -> None:
    assert two(made("a", "x", "2016-12-10~"), made("b", "y")).because == "vague"


DOUBLE_TAPS = [
    "A double-tap strike on the flour mill.",
    "The mill was hit twice.",
    "غارة مزدوجة على مطحنة الدقيق",
    "ضربتان متتاليتان على المطحنة",
]


@pytest.mark.parametrize("text", DOUBLE_TAPS)
def test_a_double_tap_of_the_place_makes_two_strikes_of_one_incident(text: str) -> None:
    left = made("a", "x", "2016-12-10T14:05Z", text=text)
    joined = join_incidents([left, made("b", "y", "2016-12-10T14:25Z", killed=11)])
    (incident,) = joined.incidents
    assert pair_of(joined).decision == "strikes"
    assert [strike.when.edtf for strike in incident.strikes] == ["2016-12-10T14:05Z", "2016-12-10T14:25Z"]
    assert [strike.reports for strike in incident.strikes] == [("a",), ("b",)]
    assert incident.least_strikes == 2


@pytest.mark.parametrize("text", DOUBLE_TAPS)
def test_a_double_tap_elsewhere_does_not(text: str) -> None:
    left = made("a", "x", "2016-12-10T14:05Z", text=text)
    right = made("b", "y", "2016-12-10T14:25Z", at=(HERE[0] + 0.03, HERE[1]))
    assert two(left, right).decision != "strikes"


def test_nor_does_one_five_hours_later() -> None:
    left = made("a", "x", "2016-12-10T14:05Z", text=DOUBLE_TAPS[0])
    assert two(left, made("b", "y", "2016-12-10T19:05Z")).decision == "ask"


@pytest.mark.parametrize("text", ["The mill was struck again.", "قصف الطيران المطحنة مجدداً", "The jets returned."])
def test_words_of_a_further_strike_leave_the_pair_to_a_person(text: str) -> None:
    pair = two(made("a", "x", text=text), made("b", "y"))
    assert (pair.decision, pair.because, [b.kind for b in pair.blocks]) == ("ask", "blocked", ["words"])


@pytest.mark.parametrize("text", ["There was no second strike.", "لم تعاود الطائرات القصف", "Families returned home."])
def test_words_that_are_taken_back_block_nothing(text: str) -> None:
    assert two(made("a", "x", text=text), made("b", "y")).decision == "merge"


SEVERAL = [
    "Two airstrikes on the mill.",
    "Two raids minutes apart.",
    "A series of strikes.",
    "غارتان على المطحنة",
    "غارات على المطحنة",
]


@pytest.mark.parametrize("text", SEVERAL)
def test_a_report_of_several_strikes_is_not_merged_with_one_of_one(text: str) -> None:
    pair = two(made("a", "x", "2016-12-10T14:05Z"), made("b", "y", text=text))
    assert (pair.decision, pair.because, [b.kind for b in pair.blocks]) == ("ask", "blocked", ["words"])


@pytest.mark.parametrize(
    ("other", "decision", "least"),
    [("Two strikes.", "merge", 2), ("Three strikes.", "ask", 0), ("Airstrikes.", "merge", 2)],
)
def test_two_reports_of_as_many_strikes_are_merged_and_keep_them(other: str, decision: str, least: int) -> None:
    joined = join_incidents([made("a", "x", text="Two raids on the mill."), made("b", "y", text=other)])
    assert pair_of(joined).decision == decision
    assert [incident.least_strikes for incident in joined.incidents] == [least] * (decision == "merge")


def test_the_sum_of_two_strikes_is_shown_with_both_and_merged_with_none() -> None:
    reports = [
        made("a1", "x", "2016-12-10T14:05Z", killed=12),
        made("a2", "x", "2016-12-10T14:25Z", killed=5, text="A second strike."),
        made("b", "y", killed=17, text="Two strikes on the mill."),
    ]
    joined = join_incidents(reports)
    shown = [pair_of(joined, name, "b") for name in ("a1", "a2")]
    assert [(pair.decision, pair.because) for pair in shown] == [("ask", "parent")] * 2
    assert shown[0].reason == "b tells of several strikes, and its count may be the sum of a1 + a2"
    assert joined.incidents == ()
    other = [reports[0], reports[1], made("b", "y", killed=40, text="Two strikes on the mill.")]
    assert "parent" not in {pair.because for pair in join_incidents(other).pairs}


@pytest.mark.parametrize("text", ["Airstrikes on the mill.", "غارات على المطحنة"])
def test_a_plain_plural_is_merged_with_what_is_no_single_strike_and_keeps_two(text: str) -> None:
    (incident,) = join_incidents([made("a", "x"), made("b", "y", text=text)]).incidents
    assert incident.least_strikes == 2
    parts = [made("a1", "x", killed=12), made("a2", "x", killed=5), made("b", "y", killed=17, text=text)]
    joined = join_incidents(parts)
    assert (joined.incidents, {pair.because for pair in joined.pairs}) == ((), {"parent"})


def test_a_judged_merge_with_a_report_of_three_strikes_keeps_three() -> None:
    reports = [made("a", "x", "2016-12-10T14:05Z"), made("b", "y", text="Three strikes hit the mill.")]
    (incident,) = join_incidents(reports, verdicts=[verdict("a", "b", "same")]).incidents
    assert (incident.least_strikes, [strike.reports for strike in incident.strikes], incident.untold) == (
        3,
        [("a",)],
        ("b",),
    )


def test_one_report_of_a_double_tap_brings_its_two_strikes_together() -> None:
    reports = [
        made("a", "x", text="A double tap on the mill."),
        made("b", "y", "2016-12-10T14:05Z"),
        made("c", "z", "2016-12-10T14:25Z"),
    ]
    joined = join_incidents(reports)
    (incident,) = joined.incidents
    assert incident.reports == ("a", "b", "c")
    assert [strike.reports for strike in incident.strikes] == [("b",), ("c",)]
    assert incident.untold == ("a",)


def test_strikes_that_a_report_tells_apart_keep_their_own_intervals() -> None:
    left = made("a", "x", strikes=("2016-12-10T14:05Z", "2016-12-10T14:25Z"))
    joined = join_incidents([left, made("b", "y", "2016-12-10T14:26Z")])
    (incident,) = joined.incidents
    assert (incident.strikes[0].when.edtf, incident.strikes[0].reports) == ("2016-12-10T14:05Z", ("a",))
    assert incident.strikes[1].reports == ("a", "b")


def test_every_source_keeps_its_figures() -> None:
    (incident,) = join_incidents(
        [made("a", "x", killed=12), made("b", "y", killed=20)], rules=Rules(merge_at=2.5)
    ).incidents
    assert [(s.source, s.toll.quantity.best) for s in incident.tolls] == [("x", 12), ("y", 20)]


def test_two_that_fit_alike_are_left_to_a_person() -> None:
    joined = join_incidents([made("a", "x"), made("b", "y"), made("c", "y")])
    assert {p.because for p in joined.pairs} == {"rival"}
    assert pair_of(joined).reason == "c fits nearly as well"


def test_crowding_takes_weight_from_place_and_day() -> None:
    quiet = [made("a", "x", killed=None), made("b", "y", killed=None)]
    days = [f"2016-12-{day:02d}" for day in range(1, 25) if day not in range(8, 13)]
    busy = [*quiet, *(made(f"c{day}{n}", "y", day, killed=None) for day in days for n in range(3))]
    before, after = two(*quiet), pair_of(join_incidents(busy))
    assert before.bits - after.bits > 4
    assert (before.decision, after.decision) == ("ask", "apart")


def test_actors_agree_by_their_tree_and_differ_otherwise() -> None:
    tree = Trees(actors=Tree.of([("state", None), ("army", "state"), ("rebels", None)]))
    agree = two(made("a", "x", actors=("army",)), made("b", "y", actors=("state",)), trees=tree)
    differ = two(made("a", "x", actors=("army",)), made("b", "y", actors=("rebels",)), trees=tree)
    kinds = {e.form: e.bits for p in (agree, differ) for e in p.evidence if e.kind == "actor"}
    assert kinds["actor"] > 0 > kinds["actor-differ"]


def test_shared_victims_and_citations_weigh() -> None:
    plain = two(made("a", "x"), made("b", "y"))
    named = two(made("a", "x", victims=("رامي ه",)), made("b", "y", victims=("رامي ه", "منى ه")))
    cited = two(made("a", "x", cites=("b",)), made("b", "y"))
    other = two(made("a", "x", victims=("رامي ه",)), made("b", "y", victims=("منى ه",)))
    assert named.bits - plain.bits > 10
    assert cited.bits - plain.bits == pytest.approx(10)
    assert other.bits < plain.bits


def test_evidence_says_everything_and_adds_up() -> None:
    left = made("a", "x", actors=("army",), targets=("mill",), victims=("Rami H",), cites=("z",))
    pair = two(left, made("b", "y", actors=("army",), targets=("mill",), victims=("Rami H",), cites=("z",)))
    assert [e.kind for e in pair.evidence] == [
        "recorded",
        "place",
        "time",
        "actor",
        "target",
        "toll",
        "victims",
        "sources",
    ]
    assert pair.bits == pytest.approx(sum(e.bits for e in pair.evidence))
    assert all(e.says for e in pair.evidence)


def verdict(left: str, right: str, word: str, coder: str = "kim") -> Verdict:
    return Verdict(left, right, word, "seen", coder)


def test_a_verdict_overrides_every_rule() -> None:
    same = [made("a", "x"), made("b", "y")]
    apart = [made("a", "x"), made("b", "y", at=(10.0, 10.0), when="2015")]
    assert join_incidents(same, verdicts=[verdict("b", "a", "different")]).incidents == ()
    (incident,) = join_incidents(apart, verdicts=[verdict("a", "b", "same")]).incidents
    assert incident.reports == ("a", "b")
    blocked = [made("a", "x", "2016-12-10T14:05Z"), made("b", "y", "2016-12-10T15:05Z")]
    joined = join_incidents(blocked, verdicts=[verdict("a", "b", "same")])
    assert (pair_of(joined).decision, len(joined.incidents[0].strikes)) == ("strikes", 2)
    assert pair_of(join_incidents(same, verdicts=[verdict("a", "b", "unsure")])).because == "disagreed"


def test_the_last_word_of_a_coder_counts_and_two_who_disagree_decide_nothing() -> None:
    reports = [made("a", "x"), made("b", "y")]
    changed = [verdict("a", "b", "different"), verdict("a", "b", "same")]
    assert pair_of(join_incidents(reports, verdicts=changed)).because == "judged"
    disagree = [verdict("a", "b", "different"), verdict("a", "b", "same", "lee")]
    assert pair_of(join_incidents(reports, verdicts=disagree)).because == "disagreed"


def test_contradicting_verdicts_name_the_three() -> None:
    reports = [made(name, source) for name, source in (("a", "x"), ("b", "y"), ("c", "z"))]
    verdicts = [verdict("a", "b", "same"), verdict("b", "c", "same"), verdict("c", "a", "different")]
    with pytest.raises(LinkError, match=r"kim says: a is b, b is c, but a is not c"):
        join_incidents(reports, verdicts=verdicts)


def test_coders_whose_verdicts_contradict_each_other_by_what_follows_have_decided_nothing() -> None:
    reports = [made(name, source) for name, source in (("a", "x"), ("b", "y"), ("c", "z"))]
    verdicts = [verdict("a", "b", "same"), verdict("b", "c", "same"), verdict("c", "a", "different", "lee")]
    joined = join_incidents(reports, verdicts=verdicts)
    assert {(p.left, p.right): (p.decision, p.because) for p in joined.pairs} == dict.fromkeys(
        [("a", "b"), ("a", "c"), ("b", "c")], ("ask", "disagreed")
    )
    found = judged(verdicts, {"a", "b", "c"})
    assert (found.decided(), dict(found.group), found.parted) == ((), {}, frozenset())


def test_a_verdict_on_what_is_gone_is_named() -> None:
    with pytest.raises(LinkError, match="'gone', which is gone"):
        join_incidents([made("a", "x")], verdicts=[verdict("a", "gone", "same")])


@pytest.mark.parametrize(("word", "reason", "coder"), [("perhaps", "r", "c"), ("same", " ", "c"), ("same", "r", "")])
def test_a_verdict_is_whole(word: str, reason: str, coder: str) -> None:
    with pytest.raises(LinkError):
        Verdict("a", "b", word, reason, coder)


def test_a_source_that_repeats_itself_must_be_there() -> None:
    with pytest.raises(LinkError, match="'papper'"):
        join_incidents([made("a", "paper")], within=frozenset({"papper"}))


@pytest.mark.parametrize(
    "wrong",
    [{"reach": 0.0}, {"guard": 20.0}, {"recorded": 1.0}, {"distance_same": (1.0,)}, {"ask_at": 9.0}],
)
def test_rules_without_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(LinkError):
        Rules(**wrong)  # type: ignore[arg-type]


def test_the_order_of_reports_changes_nothing() -> None:
    reports = [
        made(n, s, d) for n, s, d in (("a", "x", "2016-12-10"), ("b", "y", "2016-12-10"), ("c", "z", "2016-12-11"))
    ]
    there, back = join_incidents(reports), join_incidents(reports[::-1])
    assert [i.reports for i in there.incidents] == [i.reports for i in back.incidents]
    assert {(frozenset((p.left, p.right)), p.decision, p.bits) for p in there.pairs} == {
        (frozenset((p.left, p.right)), p.decision, p.bits) for p in back.pairs
    }
