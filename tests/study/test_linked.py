"""Linked persons in a study: every row accounted for, ids that last, judgements that hold, figures that carry the doubt."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import mean

import numpy as np
import pytest

from undercount.count.estimators.histories import CaptureHistories
from undercount.errors import LinkError, StudyError, TamperedError
from undercount.read.register_lines import COLUMNS
from undercount.study import open_study
from undercount.study.evaluation import evaluate_study
from undercount.study.judging_pairs import judge_pair
from undercount.study.linked import LinkedPersons
from undercount.study.linked_files import FILES, files_of, need_every_row
from undercount.study.linked_summary import HARDLY, summary, warnings
from undercount.study.mixing import Versions, _facts
from undercount.study.verify import verify
from undercount.study.written import write_link

from .lists_made import ASKED, NAMES, Linked, block, read_rows, three
from .support import AT, quiet, write_csv


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A study that is linked and built."""
    made = Linked(tmp_path_factory.mktemp("linked"))
    made.declare(*three(), figures=[ASKED])
    made.build(with_site=True)
    return made


@pytest.fixture
def study(pattern: Linked, tmp_path: Path) -> Linked:
    """A fresh copy of it."""
    return Linked.copied(Path(shutil.copytree(pattern.folder, tmp_path / "copy")))


def judge(study: Linked, one: tuple[str, str], other: tuple[str, str], verdict: str) -> None:
    words = f"{one[0]}:{one[1]} {other[0]}:{other[1]}"
    judge_pair(study.root, words, verdict, because="looked at both", at=AT, by="amira")


def joined(study: Linked) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return two records of one victim."""
    by = defaultdict(list)
    for record, victim in study.victims().items():
        by[victim].append(record)
    found = next(records for records in by.values() if len(records) == 2)
    return found[0], found[1]


def test_every_row_is_one_victims_record_once(pattern: Linked) -> None:
    rows = [(row["list"], row["id"]) for row in pattern.rows("victims.csv")]
    assert Counter(rows) == Counter(list(pattern.given()))
    lines = {record: int(row["row"]) for record, row in zip(rows, pattern.rows("victims.csv"), strict=True)}
    for name in NAMES:
        text = (pattern.folder / "data" / "lists" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert all(text[lines[name, record] - 1].startswith(record) for listed, record in rows if listed == name)


def test_no_list_without_duplicates_names_a_victim_twice(pattern: Linked) -> None:
    seen = Counter((row["victim"], row["list"]) for row in pattern.rows("victims.csv"))
    assert max(seen.values()) == 1


def test_the_linkage_is_near_the_truth(pattern: Linked) -> None:
    victims, truth = pattern.victims(), pattern.truth()
    found = {pair for pair in combinations(sorted(victims), 2) if victims[pair[0]] == victims[pair[1]]}
    true = {pair for pair in combinations(sorted(truth), 2) if truth[pair[0]] == truth[pair[1]]}
    assert len(found & true) / len(found | true) > 0.9


def test_a_row_that_is_missing_or_twice_is_refused(pattern: Linked) -> None:
    linked = open_study(pattern.root).linked()
    good = files_of(linked, summary(linked))["victims.csv"]
    lines = good.decode().splitlines(keepends=True)
    need_every_row(good, linked)
    for bad in ([*lines[:5], *lines[6:]], [*lines, lines[5]]):
        with pytest.raises(StudyError, match="every row of a list must be one victim's record, once; row 6"):
            need_every_row("".join(bad).encode(), linked)


def test_the_summary_adds_up_to_the_tables(pattern: Linked) -> None:
    told = json.loads((pattern.layout.link / "persons.json").read_bytes())
    on: dict[str, set[str]] = defaultdict(set)
    for (name, _), victim in pattern.victims().items():
        on[victim].add(name)
    sets = Counter(frozenset(lists) for lists in on.values())
    assert {frozenset(one["lists"]): one["persons"] for one in told["overlap"]} == sets
    assert told["persons"] == len(on) == sum(one["persons"] for one in told["by_lists"])
    assert told["records"] == len(pattern.given())
    for one in told["pairs"]:
        assert one["persons"] == sum(set(one["lists"]) <= lists for lists in on.values())
    assert told["calibration"] == "uncalibrated"
    assert sum(rule["pairs"] for rule in told["blocking"]["rules"]) >= told["blocking"]["pairs"] > 0
    assert 0.9 < told["blocking"]["recall"] <= 1


def test_the_histories_of_each_draw_hold_every_record_once(pattern: Linked) -> None:
    given = Counter(name for name, _ in pattern.given())
    by_draw: dict[str, Counter[str]] = defaultdict(Counter)
    for row in pattern.rows("histories.csv"):
        for name in NAMES:
            by_draw[row["draw"]][name] += int(row[name]) * int(row["count"])
    assert list(by_draw) == [str(number) for number in range(1, 7)]
    assert all(counts == given for counts in by_draw.values())


def test_persons_inherit_from_the_first_list_that_says_something(pattern: Linked) -> None:
    given, persons, conflicts = pattern.given(), defaultdict(list), 0
    for record, victim in pattern.victims().items():
        persons[victim].append(record)
    counted: Counter[tuple[str, ...]] = Counter()
    for records in persons.values():
        ordered = sorted(records, key=lambda record: NAMES.index(record[0]))
        sexes = [given[record]["sex"] for record in ordered if given[record]["sex"]]
        years = [given[record]["died"][:4] for record in ordered if given[record]["died"]]
        conflicts += len(set(sexes)) > 1
        on = tuple(str(int(any(record[0] == name for record in records))) for name in NAMES)
        counted[(*on, (sexes or ["unknown"])[0], (years or ["unknown"])[0])] += 1
    linked = open_study(pattern.root).linked()
    table = linked.table(None, ["sex", "year"])
    rows = zip(*(table.columns[name] for name in (*NAMES, "sex", "year")), strict=True)
    assert dict(zip(rows, map(int, table.columns["count"]), strict=True)) == counted
    told = json.loads((pattern.layout.link / "persons.json").read_bytes())["kept"]
    assert told[0] == {"name": "sex", "values": 2, "conflicts": conflicts}


def test_the_same_input_gives_the_same_bytes(study: Linked) -> None:
    before = study.files()
    assert set(before) == set(FILES)
    run = study.link()
    assert study.files() == before
    assert run.changes is not None
    assert (run.changes.kept, run.changes.before, run.changes.now) == (run.found.persons,) * 3


def test_no_file_of_the_linkage_holds_a_name_and_no_text_of_a_list_is_kept(pattern: Linked) -> None:
    names = {row[key] for row in pattern.given().values() for key in ("name_en", "name_ar") if row.get(key)}
    everything = b"".join(path.read_bytes() for path in pattern.layout.build.rglob("*") if path.is_file())
    assert not [name for name in names if name.encode() in everything]
    assert list(pattern.layout.texts.iterdir()) == []


def test_rows_that_where_leaves_out_are_counted(study: Linked) -> None:
    study.declare(*three()[:2], block("web", 'where = { sex = ["female"] }'))
    told = study.link().summary["lists"][2]
    women = sum(name == "web" and row["sex"] == "female" for (name, _), row in study.given().items())
    rows = sum(name == "web" for name, _ in study.given())
    assert (told["rows"], told["left_out"], told["records"]) == (rows, rows - women, women)
    assert sum(row["list"] == "web" for row in study.rows("victims.csv")) == women


def test_ids_stay_when_a_list_is_added_after_the_others(study: Linked) -> None:
    study.declare(*three()[:2])
    study.link()
    two = study.victims()
    study.declare(*three())
    run = study.link()
    three_lists, moved = study.victims(), run.changes
    assert moved is not None
    assert moved.renamed == 0
    assert moved.before == len(set(two.values()))
    assert moved.now == len(set(three_lists.values()))
    assert moved.kept > 0.9 * moved.before
    founders: dict[str, tuple[str, str]] = {}
    for record in sorted(two, key=lambda one: (NAMES.index(one[0]), one[1])):
        founders.setdefault(two[record], record)
    same = sum(three_lists[founder] == victim for victim, founder in founders.items())
    assert same >= moved.kept


def test_a_judgement_holds_until_it_is_judged_anew(study: Linked) -> None:
    before = study.files()["victims.csv"]
    one, other = joined(study)
    judge(study, one, other, "different")
    run = study.link()
    assert study.victims()[one] != study.victims()[other]
    assert run.changes is not None
    assert run.changes.split >= 1
    assert (run.summary["judgements"]["different"], run.summary["judgements"]["made"]) == (1, 1)
    judge(study, other, one, "same")
    study.link()
    assert study.victims()[one] == study.victims()[other]
    judge(study, one, other, "unsure")
    assert study.link().summary["judgements"] == {"made": 3, "same": 0, "different": 0, "waiting": 0, "disputed": 0}
    assert study.files()["victims.csv"] == before


def test_what_was_judged_of_a_record_that_is_gone_waits_and_is_not_lost(study: Linked) -> None:
    one, other = joined(study)
    judge(study, one, other, "different")
    gone = one if one[0] == "press" else other
    name = gone[0]
    path = study.folder / "data" / "lists" / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        "".join(line for line in text.splitlines(keepends=True) if not line.startswith(gone[1])), encoding="utf-8"
    )
    study.add(path, name=f"{name}.csv")
    run = study.link()
    (warning,) = [one for one in run.summary["warnings"] if "waits" in one]
    assert gone[1] in warning
    assert run.summary["judgements"]["waiting"] == 1
    path.write_text(text + "\n", encoding="utf-8")
    study.add(path, name=f"{name}.csv")
    assert study.link().summary["judgements"]["different"] == 1


def test_contradictory_judgements_name_all_three(study: Linked) -> None:
    by = defaultdict(list)
    for record, victim in study.victims().items():
        by[victim].append(record)
    a, b, c = next(records for records in by.values() if len(records) == 3)
    judge(study, a, b, "same")
    judge(study, b, c, "same")
    with pytest.raises(LinkError, match="must not contradict") as refused:
        judge(study, c, a, "different")
    assert all(record[1] in str(refused.value) for record in (a, b, c))
    assert study.link().summary["judgements"]["made"] == 2


def test_the_figure_counts_persons_and_carries_the_doubt_about_the_linkage(pattern: Linked) -> None:
    made = json.loads((pattern.layout.figures / "dead.json").read_bytes())["estimate"]
    assert made["persons"] == len(set(pattern.victims().values()))
    by_draw: Counter[str] = Counter()
    tables: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in pattern.rows("histories.csv"):
        by_draw[row["draw"]] += int(row["count"])
        tables[row["draw"]].add(tuple(cell for name, cell in row.items() if name != "draw"))
    first = [by_draw[str(draw)] for draw in range(1, 5)]
    linkage = made["linkage"]
    assert linkage["draws"] == 4
    assert linkage["persons"] == {"low": min(first), "high": max(first)}
    assert {one["list"]: one["records"] for one in linkage["lists"]} == Counter(name for name, _ in pattern.given())
    chao = next(one for one in made["results"] if one["method"] == "chao")
    assert chao["documented"] == round(mean(first))
    (split,) = [one for one in linkage["variance"] if one["method"] == "chao"]
    assert sum(split[part] for part in ("sampling", "model", "imputation", "linkage")) == pytest.approx(1, abs=1e-5)
    differ = len({frozenset(tables[str(draw)]) for draw in range(1, 5)}) > 1
    assert 0 <= split["linkage"] < 1
    assert (split["linkage"] > 0) == differ
    assert any("uncalibrated" in warning for warning in made["warnings"])


def test_two_lists_of_a_figure_are_estimated_as_chapman_would(study: Linked) -> None:
    two = ASKED.replace('lists = ["press", "office", "web"]', 'lists = ["press", "office"]').replace(
        '"chapman", "chao"', '"chapman"'
    )
    study.declare(*three(), figures=[two])
    opened = open_study(study.root)
    made = opened.figure("dead").body["estimate"]
    values = []
    linked = opened.linked()
    for draw in linked.draws.persons[:4]:
        on = defaultdict(set)
        for person, (name, _) in zip(draw.tolist(), linked.records, strict=True):
            on[person].add(name)
        a, b = (sum(name in lists for lists in on.values()) for name in ("press", "office"))
        both = sum({"press", "office"} <= lists for lists in on.values())
        values.append((a + 1) * (b + 1) / (both + 1) - 1)
    (result,) = made["results"]
    assert min(values) * 0.97 < result["estimate"] < max(values) * 1.03
    assert made["persons"] == opened.histories("dead").documented
    assert [one["list"] for one in made["lists"]] == ["press", "office"]


def test_a_judgement_changes_the_figure(study: Linked) -> None:
    before = (study.layout.figures / "dead.json").read_bytes()
    one, other = joined(study)
    judge(study, one, other, "different")
    study.build()
    after = (study.layout.figures / "dead.json").read_bytes()
    assert json.loads(after)["estimate"]["persons"] != json.loads(before)["estimate"]["persons"]


def test_verify_links_again_and_finds_what_was_altered(study: Linked) -> None:
    facts = verify(study.root, report=quiet)
    assert facts.records == len(study.given())
    assert facts.figures == 2 - ("killed" not in open_study(study.root).settings.names())
    path = study.layout.link / "victims.csv"
    path.write_bytes(path.read_bytes().replace(b"press", b"pressed", 1))
    with pytest.raises(TamperedError, match=r"victims\.csv does not follow"):
        verify(study.root, report=quiet)


def test_verify_says_that_a_linkage_is_older_than_the_ledger(study: Linked) -> None:
    path = study.layout.link / "persons.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"inputs": "linkage:', '"inputs": "linkage:0', 1), encoding="utf-8"
    )
    facts = verify(study.root, report=quiet)
    assert facts.records == 0
    assert any("undercount link" in note for note in facts.notes)


def test_a_write_that_fails_leaves_the_earlier_files(study: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    before, written = study.files(), Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "pairs.csv":
            raise OSError(28, "No space left on device")
        return written(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_link(study.layout, dict.fromkeys(FILES, b"new"))
    assert study.files() == before
    assert not (study.layout.build / ".making").exists()


def test_too_little_memory_is_one_sentence(study: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("undercount.link.persons.linking.link", hungry)
    monkeypatch.setattr("undercount.link.persons.link", hungry, raising=False)
    with pytest.raises(
        LinkError, match=r"records need more than .*GB is usual for so many.*: .*what was linked before stays"
    ):
        study.link()


def test_an_evaluation_equals_a_naive_recount(study: Linked) -> None:
    victims, truth = study.victims(), study.truth()
    told = evaluate_study(study.root, study.folder / "data" / "truth.csv", report=quiet).as_json()
    pairs = list(combinations(sorted(victims), 2))
    found = {pair for pair in pairs if victims[pair[0]] == victims[pair[1]]}
    true = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
    assert [told["pairs"][key] for key in ("right", "found", "true")] == [len(found & true), len(found), len(true)]
    assert told["pairs"]["precision"] == pytest.approx(len(found & true) / len(found), abs=1e-6)
    assert told["pairs"]["recall"] == pytest.approx(len(found & true) / len(true), abs=1e-6)
    assert (told["false"], sum(told["missed"].values())) == (len(found - true), len(true - found))
    whole = [_groups(one) for one in (victims, truth)]
    assert told["persons"]["right"] == len(whole[0] & whole[1])
    for one in told["by_lists"]:
        mine = {pair for pair in true if {pair[0][0], pair[1][0]} == set(one["lists"])}
        assert one["true"] == len(mine)
    page = (study.layout.link / "evaluation.html").read_text(encoding="utf-8")
    assert "http" not in page
    assert "<script" not in page
    assert json.loads((study.layout.link / "evaluation.json").read_bytes()) == told
    for one, other in sorted(true - found)[:3]:
        assert one[1] in page
        assert other[1] in page


def _groups(of: dict[tuple[str, str], str]) -> set[frozenset[tuple[str, str]]]:
    held = defaultdict(set)
    for record, name in of.items():
        held[name].add(record)
    return {frozenset(records) for records in held.values()}


def test_a_key_of_pairs_says_the_same_of_true_pairs(study: Linked) -> None:
    truth = study.truth()
    true = [pair for pair in combinations(sorted(truth), 2) if truth[pair[0]] == truth[pair[1]]]
    key = study.folder / "pairs-key.csv"
    lines = [f"{a[0]},{a[1]},{b[0]},{b[1]}" for a, b in true]
    key.write_text("\n".join(["list_1,id_1,list_2,id_2", *lines, "press,not-there,web,neither"]), encoding="utf-8")
    told = evaluate_study(study.root, key, report=quiet).as_json()
    whole = evaluate_study(study.root, study.folder / "data" / "truth.csv", report=quiet).as_json()
    assert (told["pairs"]["true"], told["pairs"]["right"]) == (whole["pairs"]["true"], whole["pairs"]["right"])
    assert told["key"]["by_pairs"]
    assert told["key"]["gone"] == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("list,name\npress,a\n", "a key has the columns"),
        ("list,id,key\npres,press-1,a\n", "did you mean 'press'"),
        ("list,id,key\npress,nobody,a\n", "none of the 1 rows"),
    ],
)
def test_a_bad_key_is_one_sentence(study: Linked, text: str, words: str) -> None:
    key = study.folder / "key.csv"
    key.write_text(text, encoding="utf-8")
    with pytest.raises(LinkError, match=words):
        evaluate_study(study.root, key, report=quiet)


def test_a_record_with_two_keys_is_refused(study: Linked) -> None:
    record = next(record for name, record in study.given() if name == "press")
    key = study.folder / "key.csv"
    key.write_text(f"list,id,key\npress,{record},a\npress,{record},b\n", encoding="utf-8")
    with pytest.raises(LinkError, match=r"row 3 of key\.csv"):
        evaluate_study(study.root, key, report=quiet)


def test_pairs_csv_says_why_and_what_came_of_it(pattern: Linked) -> None:
    victims = pattern.victims()
    rows = read_rows(pattern.layout.link / "pairs.csv")
    assert rows
    for row in rows:
        one, other = (row["list_1"], row["id_1"]), (row["list_2"], row["id_2"])
        assert (row["one_victim"] == "yes") == (victims[one] == victims[other])
        assert row["found_by"]
    assert [float(row["probability"]) for row in rows] == sorted(
        (float(row["probability"]) for row in rows), reverse=True
    )


def test_persons_of_whom_two_records_hardly_look_alike_are_counted_and_stand_in_pairs_csv(study: Linked) -> None:
    found = study.link().found
    linkage = found.linkage
    together = linkage.clusters.of[linkage.candidates.left] == linkage.clusters.of[linkage.candidates.right]
    lowered = linkage.probability.copy()
    changed = np.flatnonzero(together & (lowered > HARDLY))[:3]
    lowered[changed] = 0.002
    seen = replace(found, linkage=replace(linkage, probability=lowered))
    low = np.flatnonzero(together & (lowered < HARDLY))
    persons = {int(linkage.clusters.of[linkage.candidates.left[at]]) for at in low}
    assert sum(f"{len(persons)} persons have two records that hardly look" in one for one in warnings(seen)) == 1
    rows = list(csv.DictReader(io.StringIO(files_of(seen, summary(seen))["pairs.csv"].decode("utf-8-sig"))))
    assert sum(row["one_victim"] == "yes" and float(row["probability"]) < HARDLY for row in rows) == len(low)


def test_places_of_the_studys_register_are_one_place_under_all_their_names(study: Linked) -> None:
    path = study.folder / "data" / "lists" / "press.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    towns = sorted({row["place_en"] for row in rows if row["place_en"]})
    places = 'place = ["place_en"]'
    for name in ("press", "office"):
        with (study.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(
                {**row, "place_en": f"Quarter {towns.index(row['place_en'])}" if name == "office" else row["place_en"]}
                for row in rows
                if row["place_en"]
            )
        study.add(study.folder / f"{name}.csv", name=f"placed-{name}.csv")
    columns = '"name_en"]'
    blocks = [
        block(name, places).replace(f'"{name}.csv"', f'"placed-{name}.csv"').replace('"name_ar", "name_en"]', columns)
        for name in ("press", "office")
    ]
    study.declare(*blocks)

    def same_places(found: LinkedPersons) -> bool:
        of = found.linkage.prepared
        half = len(of) // 2
        return bool((of.places[:half, 0] == of.places[half:, 0]).all())

    plain = open_study(study.root).linked()
    assert not same_places(plain)
    known_towns = [{"id": f"town-{at}", "name_en": town, "aliases": f"Quarter {at}"} for at, town in enumerate(towns)]
    write_csv(study.layout.register("places"), (*COLUMNS["places"], "aliases"), known_towns)
    known = open_study(study.root).linked()
    assert same_places(known)
    assert known.inputs != plain.inputs
    study.register("places", [{"id": "elsewhere", "name_en": "Elsewhere"}])
    unknown = open_study(study.root).linked()
    assert (unknown.linkage.prepared.places == plain.linkage.prepared.places).all()


def copied_list(path: Path, other: Path) -> Path:
    """Copy a list under other bytes: the same bytes are one item."""
    other.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    return other


def test_an_estimate_from_copies_says_that_it_rests_on_lists_that_are_not_independent(study: Linked) -> None:
    office = study.folder / "data" / "lists" / "office.csv"
    again = copied_list(office, office.with_name("again.csv"))
    study.add(again, name="web.csv")
    figures = [ASKED, ASKED.replace('"dead"', '"fewer"').replace('["press", "office", "web"]', '["press", "office"]')]
    study.declare(*three(), figures=figures)
    study.build()
    both, one = (
        json.loads((study.layout.figures / f"{name}.json").read_bytes())["estimate"]["warnings"]
        for name in ("dead", "fewer")
    )
    assert both[0] == (
        'this estimate rests on lists that are not independent, since "office" and "web" look like copies, so it is not to be relied on: '
        "leave one of them out of the figure's lists, as press, office"
    )
    assert not [warning for warning in one if warning.startswith("this estimate rests")]


def test_facts_of_drawn_linkages_are_said_of_so_many_drawn_linkages() -> None:
    def table(both: int) -> CaptureHistories:
        cells = {"a": [1, 0, 1], "b": [0, 1, 1], "count": [5, 5, both]}
        return CaptureHistories.from_counts(cells, lists=("a", "b"), count="count")

    tables = tuple((table(both),) for both in (0, 0, 4, 4))
    drawn = Versions(tuple("1234"), None, (("",),) * 4, tables, (), called="drawn linkage")
    said = {fact.stratum for fact in _facts(drawn, total=True)}
    assert "2 of 4 drawn linkages" in said
    assert not [text for text in said if "version" in text]
