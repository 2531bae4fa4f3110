"""A real Spark, its master and its worker each a process of its own: the same links, the same estimates, and one sentence otherwise.

Run by `make spark`, and left out of `make test`: pyspark is 450 MB, and needs Java.
"""

from __future__ import annotations

import operator
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from undercount.engine import Engine, Work, each, spark
from undercount.errors import CountError, UndercountError
from undercount.link.persons import ListOf, link
from undercount.link.synthetic import Design, Hand, ListDesign, generate

from ..cli.support import PLAIN, Said, environment, refused
from ..study.lists_made import Linked, three
from .cluster import master, running, worker_of

pytestmark = pytest.mark.spark
WORK = Work("powers are taken", CountError)
TABLE = "A,B,C,place,count\n1,0,0,x,30\n1,1,0,x,9\n0,1,1,x,7\n0,0,1,x,5\n1,0,0,y,12\n0,1,0,y,31\n1,1,0,y,9\n1,1,1,y,2\n0,0,1,y,3\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master that has a worker."""
    folder = tmp_path_factory.mktemp("spark")
    with master(folder) as found, running("worker", folder, *worker_of(found, folder)):
        yield found


def said_by(folder: Path, *words: Any, **more: str) -> Said:
    """Run the command in a process of its own that knows pyspark."""
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "JAVA_HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, *map(str, words)],
        cwd=folder,
        env=environment(folder) | kept | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def test_links_are_the_same_to_the_last_bit(address: str) -> None:
    hand = Hand(spelling=0.1, typing=0.02, drops={"grandfather": 0.3})
    parts = tuple(ListDesign(name, 0.6, hand=hand, missing={"age": 0.3}, age_off=0.1) for name in ("A", "B", "C"))
    drawn = generate(Design(persons=1500, household=5.0, alone=0.2, lists=parts), seed=3)
    lists = [
        ListOf(name=name, table=columns, id="record", names=("name_ar",), sex="sex", age="age", death="died")
        for name, columns in drawn.lists.items()
    ]
    here, there = link(lists), link(lists, engine="spark", master=address)
    assert len(here.candidates) > 1000
    for name in ("told", "odds", "model_probability", "probability"):
        assert np.array_equal(getattr(here, name), getattr(there, name), equal_nan=True), name
    assert np.array_equal(here.candidates.left, there.candidates.left)
    assert np.array_equal(here.candidates.right, there.candidates.right)
    assert np.array_equal(here.clusters.of, there.clusters.of)


def test_the_command_writes_the_same_files(address: str, tmp_path: Path) -> None:
    study = Linked(tmp_path / "made")
    study.declare(*three())
    study.link()
    local = study.files()
    shutil.rmtree(study.layout.link)
    said = said_by(study.folder, "link", "study", "--by", "tester", "--engine", "spark", "--master", address, "--json")
    assert (said.status, said.err) == (0, "")
    assert study.files() == local


def test_the_command_gives_the_same_estimates(address: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TABLE)
    words = ("estimate", "c.csv", "--by", "place", "--method", "chao,loglinear-bic,no-highest-order")
    local, there = said_by(tmp_path, *words), said_by(tmp_path, *words, "--engine", "spark", "--master", address)
    assert '"refused": null' in local.out
    assert (there.status, there.out, there.err) == (0, local.out, "")


def test_spark_on_this_machine_alone_needs_no_master(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TABLE)
    words = ("estimate", "c.csv", "--by", "place", "--method", "chao")
    local, there = said_by(tmp_path, *words), said_by(tmp_path, *words, "--engine", "spark")
    assert (there.status, there.out, there.err) == (0, local.out, "")


def test_a_bug_in_a_task_is_no_sentence(address: str) -> None:
    with pytest.raises(Exception, match="pow"):
        each(pow, 2, [1, "a"], WORK, Engine(name="spark", master=address))


@pytest.mark.parametrize("there", [True, False])
def test_workers_without_the_program_or_its_python(address: str, there: bool, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    if there:
        venv.create(bare)
    (tmp_path / "c.csv").write_text(TABLE)
    words = ("estimate", "c.csv", "--by", "place", "--method", "chao", "--engine", "spark", "--master", address)
    said = said_by(tmp_path, *words, PYSPARK_PYTHON=str(bare / "bin" / "python"))
    refused(said, "one has none: install it there" if there else "one has none at that path", "PYSPARK_PYTHON")


def test_a_master_without_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "_PATIENCE", 5.0)
    with master(tmp_path) as address, pytest.raises(CountError, match="for 5 seconds its master had none"):
        each(pow, 2, [1], WORK, Engine(name="spark", master=address))


def test_a_worker_that_is_lost_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "_PATIENCE", 5.0)
    with master(tmp_path) as address, running("worker", tmp_path, *worker_of(address, tmp_path)) as worker:

        def lose() -> None:
            until = time.monotonic() + 300
            while not list((tmp_path / "work").glob("*/*/stderr")) and time.monotonic() < until:
                time.sleep(0.2)
            time.sleep(10)
            worker.kill()

        losing = threading.Thread(target=lose)
        losing.start()
        with pytest.raises(UndercountError, match=r"its master had none|was lost each time"):
            each(operator.call, time.sleep, [300, 300], WORK, Engine(name="spark", master=address))
        losing.join()


def test_what_answers_and_is_no_master(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TABLE)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"spark://127.0.0.1:{silent.getsockname()[1]}"
        words = ("estimate", "c.csv", "--by", "place", "--method", "chao", "--engine", "spark", "--master", address)
        refused(said_by(tmp_path, *words), address, "did not register this program as Spark")
