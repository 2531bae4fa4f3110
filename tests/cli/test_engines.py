"""`--engine` and `--master`, as a person gives them: what contradicts itself, what is missing, and the same files by another engine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.spark import FakeSpark
from undercount.engine import Engine
from undercount.read.captures import read_captures
from undercount.study.captures import histories_of
from undercount.study.estimators import estimated, plain
from undercount.study.link import link_study
from undercount.study.mixing import Choice, Mixing, Versions

from ..study.lists_made import Linked, three
from ..study.support import AT, quiet
from .support import Bench, no_trace_of_unfinished_work, refused

TABLE = "A,B,C,place,count\n1,0,0,x,30\n1,1,0,x,9\n0,1,1,x,7\n0,0,1,x,5\n1,0,0,y,12\n0,1,0,y,31\n1,1,0,y,9\n1,1,1,y,2\n0,0,1,y,3\n"


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A study that is linked."""
    made = Linked(tmp_path_factory.mktemp("cli-engines"))
    made.declare(*three())
    made.link()
    return made


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "sparc"], "'sparc' is not one of 'local', 'spark'"),
        (["--by", "place", "--master", "spark://host:7077"], "give --engine spark too, or leave --master out"),
        (["--engine", "spark"], "nothing is parted: name columns with --by"),
    ],
)
def test_options_that_contradict_each_other(bench: Bench, words: list[str], said: str) -> None:
    answer = bench.here("estimate", "nowhere.csv", *words)
    assert answer.status == 2
    assert said in answer.err


def test_without_pyspark_one_sentence_says_what_to_install(bench: Bench) -> None:
    bench.write("c.csv", TABLE)
    refused(bench.here("estimate", "c.csv", "--by", "place", "--engine", "spark"), "pip install pyspark")


def test_a_linkage_that_finds_no_spark_leaves_the_files_of_the_last(linked: Linked, tmp_path: Path) -> None:
    study = Linked.copied(Path(shutil.copytree(linked.folder, tmp_path / "copy")))
    before = study.files()
    refused(Bench(study.folder).here("link", "study", "--engine", "spark"), "pip install pyspark")
    assert study.files() == before
    no_trace_of_unfinished_work(study.root)


def test_another_engine_writes_the_same_files(linked: Linked, tmp_path: Path) -> None:
    study = Linked.copied(Path(shutil.copytree(linked.folder, tmp_path / "copy")))
    fake = FakeSpark(1)
    shutil.rmtree(study.layout.link)
    link_study(study.root, at=AT, by="tester", engine=Engine(name="spark", session=fake), report=quiet)
    assert fake.jobs
    assert study.files() == linked.files()


def test_parts_and_versions_give_the_same_estimates(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TABLE)
    histories = histories_of(read_captures(tmp_path / "c.csv"), None, by=["place"], count="", merge=False)
    there = Engine(name="spark", session=FakeSpark(1))
    here, parts = (estimated(histories, ["chao"], place=place, report=quiet) for place in (Engine(), there))
    assert [plain(one) for one in (*parts.strata, *parts.totals)] == [
        plain(one) for one in (*here.strata, *here.totals)
    ]
    versions = Versions(("",), None, (("1", "2"),), ((histories, histories),), ("place",))
    one, other = (
        Mixing(versions, Choice(["chao"], 0.95, 1, "mixture", False, True, place)).run(quiet)
        for place in (Engine(), there)
    )
    assert [plain(part) for part in other.strata] == [plain(part) for part in one.strata]
