"""A kept model: a newer release of a list leaves old links and ids as they are, and anybody can compute the same linkage again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from undercount.errors import LinkError
from undercount.study import open_study
from undercount.study.link import LinkRun, link_study
from undercount.study.verify import verify

from .lists_made import NAMES, Linked, block, three
from .support import AT, quiet

Record = tuple[str, str]
HELD_BACK = 30


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A study whose list "web" lacks its last records, linked."""
    made = Linked(tmp_path_factory.mktemp("kept"))
    release(made, HELD_BACK)
    made.declare(*three())
    made.link()
    return made


@pytest.fixture
def study(pattern: Linked, tmp_path: Path) -> Linked:
    """A fresh copy of it."""
    return Linked.copied(Path(shutil.copytree(pattern.folder, tmp_path / "copy")))


def release(study: Linked, held_back: int) -> None:
    """Add a release of the list "web" without so many of its last records."""
    path = study.folder / "data" / "lists" / "web.csv"
    whole = study.folder / "web.whole"
    if not whole.exists():
        shutil.copyfile(path, whole)
    lines = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    # A blank line at the end: bytes that were superseded once are no newer release.
    path.write_text("".join(lines[: len(lines) - held_back]) + "\n" * (held_back == 0), encoding="utf-8")
    study.add(path, name="web.csv")


def link(study: Linked, model: str) -> LinkRun:
    run = link_study(study.root, at=AT, by="tester", model=model, report=quiet)
    assert run is not None
    return run


def groups(victims: dict[Record, str], of: set[Record]) -> set[frozenset[Record]]:
    held: dict[str, set[Record]] = {}
    for record, victim in victims.items():
        if record in of:
            held.setdefault(victim, set()).add(record)
    return {frozenset(records) for records in held.values()}


def test_a_newer_release_leaves_old_links_and_ids_as_they_are(study: Linked) -> None:
    before, model = study.victims(), study.files()["link.json"]
    release(study, 0)
    run = link(study, "last")
    after = study.victims()
    assert len(after) == len(before) + HELD_BACK
    assert study.files()["link.json"] == model
    joined = {victim for record, victim in after.items() if record not in before}
    changed = {record for old in groups(before, set(before)) - groups(after, set(before)) for record in old}
    assert all(after[record] in joined for record in changed)  # only a new record may change an old link
    assert len(changed) <= 4
    assert all(after[record] == victim for record, victim in before.items() if record not in changed)
    assert (run.summary["model_is"], run.changes is None) == ("kept", False)


def test_the_kept_model_is_used_until_it_is_trained_anew(study: Linked) -> None:
    trained = json.loads(study.files()["link.json"])["trained_on"]
    link(study, "last")
    release(study, 0)
    study.build(with_site=False)
    assert json.loads(study.files()["link.json"])["trained_on"] == trained
    facts = verify(study.root, report=quiet)
    assert (facts.records, facts.notes) == (len(study.given()), ())
    again = study.link()
    assert again.summary["model_is"] == "kept"
    anew = link(study, "new")
    assert anew.summary["model_is"] == "trained"
    assert anew.summary["model"]["trained_on"] != trained
    assert not (study.layout.things / "linkage.json").exists()
    assert open_study(study.root).linked().inputs == anew.found.inputs != again.found.inputs


def test_the_same_lists_give_the_same_links_with_the_model_that_they_taught(study: Linked) -> None:
    before = study.files()
    run = link(study, "last")
    after = study.files()
    assert [name for name in before if before[name] != after[name]] == [
        "persons.json"
    ]  # which says that the model was kept
    told = json.loads(before["persons.json"])
    assert {key for key, value in run.summary.items() if value != told[key]} == {"inputs", "model_is"}


def test_a_model_of_another_study_is_taken_from_its_file(study: Linked, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(study.files()["link.json"])
    release(study, 0)
    run = link(study, str(other))
    assert run.summary["model_is"] == "kept"
    kept = json.loads((study.layout.things / "linkage.json").read_bytes())
    assert [name for name, _ in kept["names_from"]] == list(NAMES)
    assert {sha for _, sha in kept["names_from"]} == {one.item.sha256 for one in run.found.lists}


def test_nothing_that_is_kept_holds_a_name(study: Linked) -> None:
    link(study, "last")
    text = (study.layout.things / "linkage.json").read_text(encoding="utf-8")
    words = {
        word
        for row in study.given().values()
        for key in ("name_en", "name_ar")
        for word in row.get(key, "").split()
        if len(word) > 4
    }
    assert not [word for word in words if f'"{word}' in text]


@pytest.mark.parametrize(
    ("model", "words"), [("lsat", "--model takes last, new or the file"), ("study/study.toml", "a model of persons")]
)
def test_a_model_that_is_none_changes_nothing(study: Linked, model: str, words: str) -> None:
    before = study.files()
    with pytest.raises(LinkError, match=words):
        link(study, str(study.folder / model) if "/" in model else model)
    assert study.files() == before
    assert not (study.layout.things / "linkage.json").exists()


def test_other_lists_need_a_model_of_their_own(study: Linked) -> None:
    link(study, "last")
    study.declare(*three()[:2], block("web").replace('name = "web"', 'name = "press2"'))
    with pytest.raises(LinkError, match="serves the lists that it was trained on, press, office, web"):
        study.link()
    assert link(study, "new").summary["model_is"] == "trained"


def test_a_damaged_kept_model_is_one_sentence(study: Linked) -> None:
    (study.layout.things / "linkage.json").write_text("{}", encoding="utf-8")
    with pytest.raises(LinkError, match="a kept model must be as `undercount link STUDY --model last` writes it"):
        study.link()


def test_nothing_was_linked_yet(tmp_path: Path) -> None:
    made = Linked(tmp_path)
    made.declare(*three())
    with pytest.raises(LinkError, match="keeps the model of the last run; there is none"):
        link(made, "last")
