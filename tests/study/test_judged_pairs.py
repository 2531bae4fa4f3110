"""What people judge of two records: disagreement, exceptions to a list's declaration, which pairs to judge, and the words for them."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from undercount.count.estimators.methods import estimate
from undercount.errors import LinkError
from undercount.link.names import compare
from undercount.link.persons import judge as judged_anew
from undercount.link.persons.judgements import Judgement, Verdict
from undercount.study import open_study
from undercount.study.evaluation import evaluate_study
from undercount.study.judging_pairs import judge_pair
from undercount.study.linked import options_of
from undercount.study.pair_sheet import pair_sheet
from undercount.study.published_persons import following
from undercount.study.worth_judging import Sensitivity, sensitivity_of, worth_judging

from .lists_made import ASKED, FIGURE, Linked, three
from .support import AT, quiet

Record = tuple[str, str]
CHAO = (
    FIGURE + 'lists = ["press", "office", "web"], method = ["chao"], by = ["sex"], draws = 4, without_refused = true }'
)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A study that is linked."""
    made = Linked(tmp_path_factory.mktemp("judged"))
    made.declare(*three(), figures=[ASKED.replace('["chapman", "chao"]', '["chao"]')])
    made.link()
    return made


@pytest.fixture
def study(pattern: Linked, tmp_path: Path) -> Linked:
    """A fresh copy of it."""
    return Linked.copied(Path(shutil.copytree(pattern.folder, tmp_path / "copy")))


def judge(study: Linked, one: Record, other: Record, verdict: str, by: str = "amira") -> tuple[str, ...]:
    words = f"{one[0]}:{one[1]} {other[0]}:{other[1]}"
    return judge_pair(study.root, words, verdict, because="looked at both", at=AT, by=by).notes


def persons_of(study: Linked, size: int) -> list[list[Record]]:
    by: dict[str, list[Record]] = defaultdict(list)
    for record, victim in study.victims().items():
        by[victim].append(record)
    return [records for records in by.values() if len(records) == size]


def test_two_coders_who_disagree_have_decided_nothing_and_are_named(study: Linked) -> None:
    before = study.files()["victims.csv"]
    one, other = persons_of(study, 2)[0]
    assert judge(study, one, other, "same") == ()
    (note,) = judge(study, one, other, "different", by="bilal")
    assert all(word in note for word in (one[1], other[1], "amira judged same", "bilal judged different"))
    run = study.link()
    assert study.files()["victims.csv"] == before
    assert note in run.summary["warnings"]
    assert (run.summary["judgements"]["disputed"], run.summary["judgements"]["same"]) == (1, 0)
    assert run.summary["agreement"] == [{"coders": ["amira", "bilal"], "pairs": 1, "share": 0.0, "kappa": None}]
    rows = list(csv.DictReader(io.StringIO(pair_sheet(run.found, 3, run.sensitivity)[0].decode("utf-8-sig"))))
    assert {(rows[0]["list_1"], rows[0]["id_1"]), (rows[0]["list_2"], rows[0]["id_2"])} == {one, other}
    said = following(run.found, "nothing")["warnings"]
    assert "1 pair is undecided, since those who judged do not agree" in said
    assert not [warning for warning in said if one[1] in warning or other[1] in warning]
    assert judge(study, one, other, "different", by="amira") == ()
    assert study.link().summary["judgements"]["different"] == 1


def test_pairs_on_which_coders_disagree_come_first_by_what_they_move_though_they_share_a_record(study: Linked) -> None:
    one, two, three_ = persons_of(study, 3)[0]
    four, five = persons_of(study, 2)[0]
    pairs = [(one, two), (one, three_), (four, five)]
    for a, b in pairs:
        judge(study, a, b, "same")
        judge(study, a, b, "different", by="bilal")
    run = study.link()

    def asked(number: int) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(pair_sheet(run.found, number, run.sensitivity)[0].decode("utf-8-sig"))))

    rows = asked(30)
    ids = [frozenset({(row["list_1"], row["id_1"]), (row["list_2"], row["id_2"])}) for row in rows]
    assert set(ids[:3]) == {frozenset(pair) for pair in pairs}
    assert len(set(ids)) == len(ids) > 3
    moves = [float(row["moves_estimate_by"]) for row in rows]
    assert moves[:3] == sorted(moves[:3], reverse=True)
    assert moves[3:] == sorted(moves[3:], reverse=True)
    assert [row["pair"] for row in asked(2)] == ["1", "2"]
    assert [row["id_1"] for row in asked(2)] == [row["id_1"] for row in rows[:2]]
    judge(study, one, two, "same", by="bilal")
    run = study.link()
    assert run.summary["judgements"]["disputed"] == 2
    ids = [frozenset({(row["list_1"], row["id_1"]), (row["list_2"], row["id_2"])}) for row in asked(30)]
    assert set(ids[:2]) == {frozenset(pair) for pair in pairs[1:]}
    assert frozenset(pairs[0]) not in ids


def test_two_records_of_a_list_that_names_nobody_twice_can_be_judged_one_and_are_named(study: Linked) -> None:
    press = sorted(record for record in study.victims() if record[0] == "press")[:2]
    (note,) = judge(study, press[0], press[1], "same")
    assert f'{press[0][1]} and {press[1][1]} of "press" are one person, since a person judged them the same' in note
    run = study.link()
    assert study.victims()[press[0]] == study.victims()[press[1]]
    assert note in run.summary["warnings"]
    said = following(run.found, "nothing")["warnings"]
    assert "1 pair of records of a list that is declared to name nobody twice was judged to be one person" in said
    assert not [warning for warning in said if press[0][1] in warning]


def test_two_such_records_are_not_joined_by_way_of_others_unless_they_were_judged(study: Linked) -> None:
    press = sorted(record for record in study.victims() if record[0] == "press")[:2]
    office = min(record for record in study.victims() if record[0] == "office")
    judge(study, press[0], office, "same")
    with pytest.raises(LinkError, match='list "press" is declared to name nobody twice') as refused:
        judge(study, office, press[1], "same")
    assert all(record[1] in str(refused.value) for record in (*press, office))
    judge(study, press[0], press[1], "same")
    assert judge(study, office, press[1], "same") == ()
    study.link()
    assert len({study.victims()[record] for record in (*press, office)}) == 1


def test_a_second_coder_who_joins_two_such_records_by_way_of_the_firsts_judgement_is_recorded_and_both_are_undecided(
    study: Linked,
) -> None:
    press = sorted(record for record in study.victims() if record[0] == "press")[:2]
    office = min(record for record in study.victims() if record[0] == "office")
    judge(study, press[0], office, "same", by="amira")
    notes = judge(study, office, press[1], "same", by="bilal")
    assert len(notes) == 2
    assert all("two records of a list that names nobody twice would be one person" in note for note in notes)
    assert study.link().summary["judgements"]["disputed"] == 2
    assert study.victims()[press[0]] != study.victims()[press[1]]


def answered(study: Linked, number: int) -> None:
    """Judge the pairs that are most worth it by the truth."""
    found, truth = study.link().found, study.truth()
    for one in worth_judging(found, number, None):
        a, b = found.records[one.left], found.records[one.right]
        judge(study, a, b, "same" if truth[a] == truth[b] else "different")


def test_an_evaluation_tells_what_people_answered_from_what_the_model_finds(study: Linked) -> None:
    key = study.folder / "data" / "truth.csv"
    unjudged = evaluate_study(study.root, key, report=quiet).as_json()
    assert (unjudged["unjudged"], unjudged["alone"]) == (None, None)
    answered(study, 12)
    told = evaluate_study(study.root, key, report=quiet).as_json()
    assert told["alone"] == {"pairs": unjudged["pairs"], "persons": unjudged["persons"]}
    found = open_study(study.root).linked()
    ruled = found.linkage.judged.ruled
    truth, victims = study.truth(), study.victims() if study.link() else {}
    answers = {frozenset((found.records[a], found.records[b])) for a, b in (*ruled.together, *ruled.apart)}
    pairs = [frozenset((a, b)) for a in victims for b in victims if a < b]
    assert not any(
        len({a for pair in answers if a_in in pair for a in pair}) > 2 for a_in in victims
    )  # nothing is implied
    rest = [tuple(pair) for pair in pairs if pair not in answers]
    one, true = ([a != b and of[a] == of[b] for a, b in rest] for of in (victims, truth))
    wanted = [sum(x and y for x, y in zip(one, true, strict=True)), sum(one), sum(true)]
    assert [told["unjudged"][name] for name in ("right", "found", "true")] == wanted


def test_intervals_of_what_is_all_right_are_not_points(study: Linked) -> None:
    records = persons_of(study, 2)[0]
    key = study.folder / "key.csv"
    key.write_text("list,id,key\n" + "".join(f"{name},{record},p\n" for name, record in records), encoding="utf-8")
    told = evaluate_study(study.root, key, report=quiet).as_json()
    assert told["pairs"]["f1"] == 1.0
    for name in ("precision", "recall", "f1"):
        low, high = told["pairs"][f"{name}_interval"]
        assert (low, high) == (pytest.approx(1 / (1 + 1.959964**2), abs=1e-6), 1.0)  # Wilson's of one of one
    assert all(one["found"] or one["true"] for one in told["by_missing"])


def test_each_rules_recall_is_a_count_over_the_true_pairs(study: Linked) -> None:
    found, truth = study.link().found, study.truth()
    told = evaluate_study(study.root, study.folder / "data" / "truth.csv", report=quiet).as_json()["blocking"]
    candidates = found.linkage.candidates
    by = {
        (a, b): int(rules)
        for a, b, rules in zip(candidates.left.tolist(), candidates.right.tolist(), candidates.by.tolist(), strict=True)
        if truth[found.records[a]] == truth[found.records[b]]
    }
    assert told["found"] == len(by)
    names = [rule.name for rule in candidates.rules]
    for one in told["rules"]:
        bit = 1 << names.index(one["rule"])
        assert (one["found"], one["alone"]) == (
            sum(rules & bit > 0 for rules in by.values()),
            sum(rules == bit for rules in by.values()),
        )
    estimated = {rule["rule"]: rule for rule in found_rules(found)}
    for one in told["rules"]:
        assert estimated[one["rule"]]["recall"] == pytest.approx(one["found"] / told["true"], abs=0.05)
        assert estimated[one["rule"]]["adds"] == pytest.approx(one["alone"] / told["true"], abs=0.05)


def found_rules(found: object) -> Sequence[dict[str, float]]:
    from undercount.study.linked import LinkedPersons
    from undercount.study.linked_summary import summary

    assert isinstance(found, LinkedPersons)
    rules: Sequence[dict[str, float]] = summary(found)["blocking"]["rules"]
    return rules


def with_verdict(study: Linked, of: Sensitivity, pair: tuple[Record, Record], verdict: Verdict) -> float | None:
    """Return the estimate when two records are judged, by linking everything anew: a naive second way."""
    found = of.found
    linkage = judged_anew(found.linkage, [Judgement(*pair, verdict)], options_of(found.settings))
    persons: dict[int, list[Record]] = defaultdict(list)
    for record, person in zip(found.records, linkage.clusters.of.tolist(), strict=True):
        persons[person].append(record)
    from undercount.count.estimators.histories import CaptureHistories

    counts = Counter(
        tuple(int(any(r[0] == name for r in records)) for name in found.names) for records in persons.values()
    )
    columns = {name: [key[at] for key in counts] for at, name in enumerate(found.names)}
    table = CaptureHistories.from_counts({**columns, "count": list(counts.values())}, list(found.names))
    return estimate(table, "chao").estimate


def test_what_a_verdict_moves_is_what_linking_and_estimating_anew_gives(study: Linked) -> None:
    run = study.link()
    of = run.sensitivity
    assert of is not None
    assert (of.figure, of.method) == ("dead", "chao")
    rows = worth_judging(run.found, 8, of)
    assert len(rows) == 8
    for one in rows:
        pair = run.found.records[one.left], run.found.records[one.right]
        ends = [with_verdict(study, of, pair, verdict) for verdict in (Verdict.SAME, Verdict.DIFFERENT)]
        assert ends[0] is not None
        assert ends[1] is not None
        assert one.chance is not None
        assert one.estimate == pytest.approx(
            2 * one.chance * (1 - one.chance) * abs(ends[0] - ends[1]), rel=1e-6, abs=1e-9
        )
    assert [one.estimate for one in rows] == sorted((one.estimate or 0.0 for one in rows), reverse=True)
    records = [row for one in rows for row in (one.left, one.right)]
    assert len(records) == len(set(records))


def test_a_figure_in_parts_and_a_method_that_draws(study: Linked) -> None:
    study.declare(*three(), figures=[CHAO.replace('["chao"]', '["latent-class"]')])
    run = study.link()
    of = run.sensitivity
    assert of is not None
    assert of.method == "chao"  # two fits of a method that draws would differ by chance
    assert of.of(Counter()) == 0.0
    assert all(one.estimate is not None for one in worth_judging(run.found, 4, of))


def test_without_an_estimate_the_persons_on_record_count(study: Linked) -> None:
    study.declare(*three())
    run = study.link()
    assert sensitivity_of(run.found, run.questions) is None
    rows = worth_judging(run.found, 6, None)
    assert [one.estimate for one in rows] == [None] * 6
    moves = [one.persons for one in rows]
    assert moves == sorted(moves, reverse=True)


def test_names_are_compared_in_words_that_name_nobody(study: Linked) -> None:
    found = study.link().found
    rows = study.rows("pairs.csv")
    told = {(row["list_1"], row["id_1"], row["list_2"], row["id_2"]): row["name"] for row in rows}
    places = {record: at for at, record in enumerate(found.records)}
    words = {"same": "same", "variant": "spelt otherwise", "close": "a letter or two apart", "different": "differs"}
    words["moved"] = "at another place"
    scripts = {
        "arabic": "in Arabic",
        "latin": "in Latin letters",
        "both": "in both scripts",
        "across": "across scripts",
    }
    prepared = found.linkage.prepared
    for key, said in list(told.items())[:80]:
        a, b = (prepared.parsed[places[key[at], key[at + 1]]] for at in (0, 2))
        one = compare(a, b, prepared.frequencies)
        assert f"({scripts[one.script]})" in said
        for part in ("given", "father", "grandfather", "family"):
            level = str(getattr(one, part))
            assert (
                (f"{part} {words[level]}" in said)
                if level != "missing"
                else (f"{part} " not in said or f"{part} missing" in said)
            )
    written = [row.get(name, "") for row in study.given().values() for name in ("name_en", "name_ar")]
    names = {word for text in written for word in text.split() if len(word) > 5}
    text = study.files()["pairs.csv"].decode()
    assert not [name for name in names if name in text]
    assert not np.any(["band" in said for said in told.values()])
