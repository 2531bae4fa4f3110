"""Incidents of several lists, joined as part of a study: from two tables to files, judgements and bounds."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import LinkError, StudyError, TamperedError
from undercount.link.incidents import Spot
from undercount.link.incidents.report import disc_around, kilometres
from undercount.record.place import RADIUS_BY_KIND, RADIUS_BY_PRECISION, point_radius
from undercount.record.vocabulary import vocabulary
from undercount.study.incident_files import write_incidents
from undercount.study.incident_judgements import incident_pair, incident_target
from undercount.study.incident_reports import IncidentReports, reports_of
from undercount.study.joined_incidents import incident_id, join
from undercount.study.judging import judge as judge_claim
from undercount.study.judging_incidents import is_incident_sheet, judge_incident_sheet, judge_incidents
from undercount.study.opened import Opened
from undercount.study.verify import verify

from .support import AT, Small, quiet
from .told import CLINIC, MONITOR, WELL, decided, joined, judge, put, row, told, written


@pytest.fixture
def study(tmp_path: Path) -> Small:
    return told(tmp_path)


def test_each_incident_of_each_list_is_one_report(study: Small) -> None:
    found: IncidentReports = reports_of(Opened.open(study.root))
    assert found.lists == {"clinic": len(CLINIC), "monitor": len(MONITOR)}
    assert (found.without_time, found.without_place) == (("monitor:m6",), ("monitor:m5",))
    first = next(r for r in found.reports if r.id == "monitor:m1")
    assert (first.when.edtf, first.actors, first.places) == ("2031-05-02T14:05Z", ("army",), ("mill",))
    assert first.spot == Spot(36.2, 37.15, RADIUS_BY_PRECISION["exact"])
    assert {t.of: (t.quantity.low, t.quantity.best, t.quantity.high) for t in first.tolls} == {
        "civilian": (12, None, 15),
        "child civilian": (None, 3, None),
    }
    assert "double tap" in next(r for r in found.reports if r.id == "monitor:m2").text


def test_what_is_decided_is_decided_for_its_reason(study: Small) -> None:
    found = joined(study)
    assert decided(found) == {
        ("monitor:m1", "clinic:c1"): ("merge", "enough"),
        ("monitor:m2", "clinic:c2"): ("strikes", "double-tap"),
        ("monitor:m3", "clinic:c3"): ("ask", "blocked"),
        ("monitor:m4", "clinic:c4"): ("ask", "some"),
    }
    strikes = [[s.when.edtf for s in i.strikes] for i in found.joined.incidents if i.least_strikes == 2]
    assert strikes == [["2031-05-09T10:00Z", "2031-05-09T10:20Z"]]


def test_a_merge_of_the_day_alone_is_counted_as_such(tmp_path: Path) -> None:
    small = told(
        tmp_path,
        {
            "monitor": [row("a", "2031-05-02", low="12", high="15")],
            "clinic": [row("b", "2031-05-02", low="12", high="12")],
        },
    )
    summary = joined(small).joined.summary
    assert (summary.decisions["merge"], summary.rests_on) == (1, {"day": 1})


WORDS = "Shelling killed twelve people of one family in a farm house near the river in the early morning"


def test_reports_that_repeat_one_another_are_said_and_change_no_figure_until_a_person_says_whose_word_it_is(
    tmp_path: Path,
) -> None:
    rows = {name: [row(name[0], "2031-05-02", low="12", high="15", words=WORDS)] for name in ("monitor", "clinic")}
    small = told(tmp_path, rows)
    found = joined(small)
    ((pair, copy),) = found.copies.items()
    assert set(pair) == {"monitor:m", "clinic:c"}
    assert (copy.found.kind, copy.first) == ("wording", None)
    assert copy.claim is not None
    told_of = next(line for line in found.sentences() if "repeat" in line)
    assert copy.claim in told_of
    source = {"monitor": "clinic", "clinic": "monitor"}[pair[1].split(":")[0]]
    for claim in [r.claim for r in found.told.events[pair[1]].claims]:
        judge_claim(small.root, claim, "correct", because="one text", values=[f"origin={source}"], at=AT, by="kim")
    after = joined(small).copies[pair]
    assert after.claim is None


def test_what_people_judged_is_said_and_is_no_merge_by_rule(study: Small) -> None:
    before = joined(study)
    judge(study, "monitor:m3", "clinic:c3", "same")
    found = joined(study)
    summary = found.joined.summary
    assert (summary.by_person, found.by_person) == (1, 1)
    assert summary.rests_on == before.joined.summary.rests_on
    assert (
        sum(summary.rests_on.values()) + summary.by_person == summary.decisions["merge"] + summary.decisions["strikes"]
    )
    assert "1 judgement is in force on 1 pair of incidents, by 1 coder." in found.sentences()


def test_the_files_are_the_same_bytes_and_leave_nothing_out(study: Small) -> None:
    opened = Opened.open(study.root)
    files = write_incidents(study.layout, join(opened, quiet), zone="UTC")
    before = [path.read_bytes() for path in files]
    write_incidents(study.layout, join(Opened.open(study.root), quiet), zone="UTC")
    assert [path.read_bytes() for path in files] == before
    value = written(study)
    assert (
        len(value["pairs"]) + len(value["apart"])
        == value["summary"]["pairs"]
        == sum(value["summary"]["decisions"].values())
    )
    assert value["summary"]["reports"] == sum(value["lists"].values()) == len(MONITOR) + len(CLINIC)
    for pair in value["pairs"]:
        assert round(sum(one["bits"] for one in pair["evidence"]), 3) == round(pair["bits"], 3)
        assert pair["says"]
        assert all(one["says"] for one in (*pair["evidence"], *pair["blocks"]))
    inside = {name for one in value["incidents"] for name in one["reports"]}
    said = {c["claim"] for name in inside for c in value["reports"][name]["claims"]}
    assert said == {r.claim for r in opened.rows() if r.incident in inside}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_sheet_holds_what_is_left_to_a_person_and_its_verdicts_come_back(
    study: Small, tmp_path: Path, delimiter: str
) -> None:
    write_incidents(study.layout, joined(study), zone="UTC")
    sheet = study.layout.build / "link" / "incident_pairs.csv"
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["pair"] for r in rows] == ["monitor:m3 clinic:c3", "monitor:m4 clinic:c4"]
    rows[0] |= {"verdict": "Same", "reason_of_verdict": "one log book", "coder": "kim"}
    filled = tmp_path / "filled.csv"
    with filled.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    assert is_incident_sheet(filled)
    done = judge_incident_sheet(study.root, filled, at=AT, by="amira")
    assert (len(done.entries), done.empty) == (1, 1)
    assert decided(joined(study))["monitor:m3", "clinic:c3"] == ("strikes", "judged")


def test_a_person_overrules_and_can_take_it_back(study: Small) -> None:
    judge(study, "monitor:m1", "clinic:c1", "different")
    assert decided(joined(study))["monitor:m1", "clinic:c1"] == ("apart", "judged")
    judge(study, "clinic:c1", "monitor:m1", "same")
    assert decided(joined(study))["monitor:m1", "clinic:c1"] == ("merge", "judged")
    judge(study, "monitor:m1", "clinic:c1", "different", by="lee")
    assert decided(joined(study))["monitor:m1", "clinic:c1"] == ("ask", "disagreed")


def test_contradictions_are_refused_and_named(study: Small) -> None:
    judge(study, "monitor:m1", "clinic:c1", "same")
    judge(study, "clinic:c1", "monitor:m2", "same")
    size = Opened.open(study.root).size
    with pytest.raises(LinkError, match=r"kim says: monitor:m1 is clinic:c1, clinic:c1 is monitor:m2, but .* is not"):
        judge(study, "monitor:m1", "monitor:m2", "different")
    assert Opened.open(study.root).size == size
    judge(study, "monitor:m1", "monitor:m2", "different", by="lee")
    found = joined(study)
    told = {frozenset(pair): what for pair, what in decided(found).items()}
    pairs = [("monitor:m1", "clinic:c1"), ("monitor:m2", "clinic:c1"), ("monitor:m1", "monitor:m2")]
    assert [told[frozenset(pair)] for pair in pairs] == [("ask", "disagreed")] * 3
    assert found.disputed == 3


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("incident:monitor:m1 incident:clinic:c9", "'clinic:c9' is none: did you mean"),
        ("incident:monitor:m1", "two incidents are named as"),
        ("incident:monitor:m1 incident:monitor:m1", "named twice"),
    ],
)
def test_what_names_no_two_incidents_gets_one_sentence(study: Small, target: str, words: str) -> None:
    with pytest.raises(StudyError, match=words):
        judge_incidents(study.root, target, "same", because="looked", at=AT, by="kim")


def test_an_id_lasts_while_others_come_and_go(study: Small) -> None:
    ids = {one["founded_on"]: one["id"] for one in built(study)["incidents"]}
    assert ids == {name: incident_id(name) for name in ("monitor:m1", "monitor:m2")}
    # A list whose name comes first in the alphabet joins in, and a new release of the first list follows it.
    (study.layout.mappings / "a-list.toml").write_text(
        (study.layout.mappings / "monitor.toml")
        .read_text(encoding="utf-8")
        .replace('"monitor"', '"a-list"')
        .replace("[source.entries.monitor]", "[source.entries.a-list]"),
        encoding="utf-8",
    )
    put(study, "a-list", [row("z1", "2031-05-02T14:05Z", who="army", low="12", high="15")])
    old = next(sha for sha, item in Opened.open(study.root).items.items() if item.name == "monitor.csv")
    put(study, "monitor", [*MONITOR, row("m7", "2031-06-30", WELL)], supersedes=old, because="a new release")
    study.read()
    after = {one["founded_on"]: one for one in built(study)["incidents"]}
    assert after["monitor:m1"]["id"] == ids["monitor:m1"]
    assert after["monitor:m1"]["reports"] == ["monitor:m1", "clinic:c1", "a-list:z1"]


def built(small: Small) -> dict[str, Any]:
    small.build()
    return written(small)


def test_a_judgement_on_an_incident_that_is_gone_is_said_and_not_heard(study: Small) -> None:
    judge(study, "monitor:m4", "clinic:c4", "same")
    old = next(sha for sha, item in Opened.open(study.root).items.items() if item.name == "clinic.csv")
    put(study, "clinic", CLINIC[:3], supersedes=old, because="withdrew one")
    study.read()
    found = joined(study)
    assert [(v.left, v.right) for v in found.gone] == [("clinic:c4", "monitor:m4")]
    assert "no longer has, such as kim's on clinic:c4" in found.sentences()[-1]


def test_a_claim_that_is_set_aside_weighs_nothing_and_is_counted(study: Small) -> None:
    opened = Opened.open(study.root)
    claim = next(r for r in opened.rows() if r.incident == "monitor:m1" and r.age == "child")
    from undercount.study.judging import judge as judge_claim

    judge_claim(study.root, claim.claim, "set-aside", because="not theirs", values=(), at=AT, by="kim")
    found = joined(study)
    report = next(r for r in found.told.reports if r.id == "monitor:m1")
    assert [t.of for t in report.tolls] == ["civilian"]
    assert found.told.aside == {"monitor:m1": 1}


def test_one_list_alone_is_compared_with_nothing(tmp_path: Path) -> None:
    small = told(tmp_path, {"monitor": MONITOR})
    assert join(Opened.open(small.root), quiet) is None
    small.build()
    assert not (small.layout.build / "link" / "incidents.json").exists()


# Points and names.


def test_every_precision_and_kind_has_a_radius() -> None:
    assert RADIUS_BY_PRECISION.keys() == set(vocabulary("precision").terms) - {"anywhere"}
    assert RADIUS_BY_KIND.keys() == set(vocabulary("place-kind").terms)
    assert point_radius(precision="anywhere", kind="village") is None
    assert point_radius(kind="village") == RADIUS_BY_KIND["village"]
    assert point_radius() is not None


@given(
    st.lists(
        st.builds(Spot, st.floats(30.0, 40.0), st.floats(30.0, 40.0), st.floats(0.1, 50.0)), min_size=1, max_size=5
    )
)
def test_a_disc_around_spots_holds_them(spots: list[Spot]) -> None:
    disc = disc_around(spots)
    assert all(kilometres(disc, spot) + spot.radius <= disc.radius + 1e-6 for spot in spots)


def test_a_disc_across_the_date_line_stays_there() -> None:
    disc = disc_around([Spot(0.0, 179.9, 1.0), Spot(0.0, -179.9, 1.0)])
    assert abs(abs(disc.lon) - 180) < 1e-6
    assert disc.radius < 13


def test_a_place_without_a_point_is_as_wide_as_what_holds_it(tmp_path: Path) -> None:
    small = told(tmp_path)
    small.register(
        "places",
        [
            {"id": "region", "kind": "adm1", "lat": "36.3", "lon": "37.2"},
            {"id": "mill", "parent": "region", "kind": "village", "name_en": "The Mill"},
            {"id": "well", "parent": "region", "kind": "village"},
        ],
    )
    old = next(sha for sha, item in Opened.open(small.root).items.items() if item.name == "clinic.csv")
    bare = [replace_point(one) for one in CLINIC]
    put(small, "clinic", bare, supersedes=old, because="no points")
    small.read()
    spots = {r.id: r.spot for r in reports_of(Opened.open(small.root)).reports}
    assert spots["clinic:c1"] == Spot(36.3, 37.2, RADIUS_BY_KIND["adm1"])


def replace_point(one: Any) -> Any:
    return {**one, "lat": "", "lon": ""}


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_ids_come_back_from_what_a_judgement_names(left: str, right: str) -> None:
    target = incident_target(left, right)
    assert target == incident_target(right, left)
    assert incident_pair(target) == tuple(sorted((left, right)))


# Verify joins again what was built.


def test_verify_joins_the_incidents_again(study: Small) -> None:
    study.build()
    verified = verify(study.root, report=quiet)
    assert verified.incidents == verified.as_json()["incidents"] == len(MONITOR) + len(CLINIC)
    assert any("joined incidents follow from 10 incidents" in line for line in verified.sentences())


@pytest.mark.parametrize("name", ["incidents.json", "incident_pairs.csv"])
def test_verify_finds_a_hostile_edit_of_what_was_joined(study: Small, name: str) -> None:
    study.build()
    path = study.layout.link / name
    honest = path.read_bytes()
    path.write_bytes(honest.replace(b"monitor:m3", b"monitor:m4", 1))
    assert path.read_bytes() != honest
    with pytest.raises(TamperedError, match=rf"{name} does not follow from the study's claims and judgements"):
        verify(study.root, report=quiet)
    path.unlink()
    with pytest.raises(TamperedError, match=rf"{name} was built and is missing"):
        verify(study.root, report=quiet)
    path.write_bytes(honest)
    verify(study.root, report=quiet)


def test_verify_finds_incidents_where_nothing_could_be_joined(tmp_path: Path) -> None:
    small = told(tmp_path, {"monitor": MONITOR})
    small.build()
    assert verify(small.root, report=quiet).incidents == 0
    small.layout.link.mkdir(exist_ok=True)
    (small.layout.link / "incidents.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TamperedError, match="does not follow"):
        verify(small.root, report=quiet)
