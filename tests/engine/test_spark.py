"""Work as tasks of Spark: batches, watching for workers, what is refused; on a simulator. `make spark` runs a real Spark."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.spark import FakeRows, FakeSpark, pretended_pyspark
from undercount import engine
from undercount.cli.engines import _NAMES
from undercount.engine import ENGINES, Engine, Interrupted, Work, each, each_in_turn, kept, packing, spark
from undercount.engine.packing import OtherVersion, apply_packed, message, packed
from undercount.engine.session import Cluster, _settings
from undercount.errors import CountError, UndercountError

from .ports import free_port

WORK = Work("powers are taken", CountError)


def power(base: int, exponent: int) -> int:
    if exponent < 0:
        raise CountError(f"an exponent must not be negative; {exponent} is")
    return int(base**exponent)


def on(session: Any) -> Engine:
    return Engine(name="spark", session=session)


@pytest.mark.parametrize(("number", "jobs"), [(0, []), (1, [1]), (4, [4]), (5, [1, 4]), (20, [6, 7, 7])])
def test_answers_come_in_the_order_of_the_items_in_few_jobs(
    number: int, jobs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_BATCHES", 3)
    fake, told = FakeSpark(1), []
    found = each(pow, 2, range(number), WORK, on(fake), lambda *done: told.append(done))
    assert found == tuple(2**item for item in range(number))
    assert sorted(fake.jobs) == jobs
    assert [of for _, of in told] == [number] * len(jobs)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert not told or told[-1] == (number, number)


@pytest.mark.parametrize("place", [Engine(), Engine(cores=3), Engine(name="spark", session=FakeSpark(1))])
def test_answers_come_in_turn(place: Engine) -> None:
    assert list(each_in_turn(pow, 2, range(9), WORK, place)) == [2**item for item in range(9)]
    assert list(each_in_turn(pow, 2, [], WORK, place)) == []
    half = each_in_turn(pow, 2, range(9), WORK, place)
    assert next(half) == 1
    del half  # whoever does not want the rest leaves it undone
    with pytest.raises(CountError, match="-3 is"):
        list(each_in_turn(power, 2, [1, -3, 1], WORK, place))


def test_few_answers_are_there_at_once() -> None:
    begun: list[int] = []

    def begin(_shared: None, item: int) -> int:
        begun.append(item)
        return item

    for number in each_in_turn(begin, None, range(50), WORK, Engine(cores=2)):
        assert len(begun) <= number + 1 + 2 * 2
    assert sorted(begun) == list(range(50))


def test_what_a_task_refuses_is_raised_and_a_bug_is_not_hidden() -> None:
    with pytest.raises(CountError, match="an exponent must not be negative; -3 is"):
        each(power, 2, [1, -3], WORK, on(FakeSpark()))

    class Broken(FakeSpark):
        def parallelize(self, items: Any, number: int) -> FakeRows:
            raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError):
        each(power, 2, [1], WORK, on(Broken()))


def test_a_worker_of_another_version_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = message(pow, 3)
    assert pickle.loads(apply_packed(SimpleNamespace(value=2), asked)) == 8
    monkeypatch.setattr(packing, "__version__", "9.9")
    assert pickle.loads(apply_packed(SimpleNamespace(value=2), asked)) == OtherVersion("9.9")

    class Old(FakeRows):
        def collect(self) -> list[Any]:
            return [packed(OtherVersion("0.0.7"))]

    class Cluster(FakeSpark):
        def parallelize(self, items: Any, number: int) -> FakeRows:
            return Old([items])

    with pytest.raises(CountError, match=r"one has 0\.0\.7: install .+ there, or leave the engine at 'local'"):
        each(power, 2, [1], WORK, on(Cluster()))


@pytest.mark.parametrize("sign", list(spark._KNOWN))
def test_what_workers_lack_is_one_sentence(sign: str) -> None:
    class Bare(FakeSpark):
        def parallelize(self, items: Any, number: int) -> FakeRows:
            raise RuntimeError(f"org.apache.spark.SparkException: Job aborted\nCaused by: {sign}, many\nlines")

    with pytest.raises(CountError, match=r"^Spark[^\n]+: [^\n]+, or leave the engine at 'local'$"):
        each(power, 2, [1], WORK, on(Bare()))


# Watching a cluster.


class Stuck(FakeSpark):
    """A Spark whose jobs end only when they are cancelled, and whose executors are so many."""

    def __init__(self, executors: int, last: float = 0.0) -> None:
        super().__init__()
        self.executors, self.last = executors, last
        self.cancelled = threading.Event()
        status = SimpleNamespace(size=lambda: self.executors + 1)
        self._jsc = SimpleNamespace(sc=lambda: SimpleNamespace(getExecutorMemoryStatus=lambda: status))

    def cancelAllJobs(self) -> None:  # noqa: N802
        self.cancelled.set()

    def parallelize(self, items: Any, number: int) -> FakeRows:
        rows = super().parallelize(items, number)
        if self.last and self.cancelled.wait(self.last):
            raise RuntimeError("Job 0 cancelled")
        return rows


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "_LOOK", 0.02)
    monkeypatch.setattr(spark, "_PATIENCE", 0.3)
    monkeypatch.setattr(engine, "_BATCHES", 3)


def test_work_without_a_worker_ends_in_a_sentence(hasty: None) -> None:
    there = Stuck(executors=0, last=60)
    with pytest.raises(CountError, match=r"Spark needs a worker .+ for 0\.3 seconds its master had none: start one"):
        each(power, 2, [1, 2], WORK, on(Cluster(there, counted=True)))
    assert there.cancelled.is_set()


def test_slow_work_of_a_worker_that_is_there_is_waited_for(hasty: None) -> None:
    there = Stuck(executors=1, last=0.6)
    assert each(pow, 2, [1, 2], WORK, on(Cluster(there, counted=True))) == (2, 4)


def test_what_a_person_stops_holds_what_was_finished(hasty: None) -> None:
    there = Stuck(executors=1)

    def stop(done: int, _of: int) -> None:
        there.last = 60.0
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        each(pow, 2, range(30), WORK, on(Cluster(there, counted=True)), stop)
    found = stopped.value.found
    assert len(found) == 30
    assert found[:10] in (tuple(2**item for item in range(10)), (None,) * 10)
    assert any(answer is not None for answer in found)
    assert None in found
    assert there.cancelled.is_set()


def test_a_spark_that_ended_by_itself_is_told_from_a_bug(hasty: None) -> None:
    class Ended(Stuck):
        def broadcast(self, value: Any) -> SimpleNamespace:
            raise RuntimeError("An error occurred while calling o25.broadcast. : java.nio.file.NoSuchFileException")

    there, ended = Ended(executors=0), [True]
    there._jsc = SimpleNamespace(sc=lambda: SimpleNamespace(isStopped=ended.pop))
    place = Engine(name="spark", session=Cluster(there, counted=True), master="spark://host:7077")
    for _ in range(2):  # the second time, not even Java answers
        with pytest.raises(
            CountError, match="what is at 'spark://host:7077' did not register this program as Spark does"
        ):
            each(pow, 2, [1], WORK, place)
    ended.append(False)
    with pytest.raises(RuntimeError, match="NoSuchFileException"):
        each(pow, 2, [1], WORK, place)


# Starting a session.


def test_an_engine_is_kept_as_it_is_where_nothing_is_to_be_started() -> None:
    here, given = Engine(), on(FakeSpark())
    with kept(here, WORK) as one, kept(given, WORK) as other:
        assert (one, other) == (here, given)


def master_refused(master: str, folder: Path, monkeypatch: pytest.MonkeyPatch, log: bytes = b"") -> str:
    """Return the sentence with which a master is refused."""
    begun = time.monotonic()
    with pretended_pyspark(folder, monkeypatch, log), pytest.raises(CountError) as error:
        each(power, 2, [1], WORK, Engine(name="spark", master=master))
    assert time.monotonic() - begun < 30
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_master_that_is_not_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    said = master_refused(f"spark://127.0.0.1:{port},127.0.0.1:{port}", tmp_path, monkeypatch)
    assert said == (
        f"Spark must be running at its master; 'spark://127.0.0.1:{port},127.0.0.1:{port}' did not answer (connection refused): start it, "
        "or leave the engine at 'local'"
    )


@pytest.mark.parametrize(
    "master", ["foo", "", "spark://host", "spark://:7077", "spark://a b:1", "sc://host:15002", "local[]"]
)
def test_a_master_that_is_no_address_is_one_sentence(
    master: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"{master!r} is none: give its address" in master_refused(master, tmp_path, monkeypatch)


def test_a_port_that_no_machine_has_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "did not answer" in master_refused("spark://127.0.0.1:99999", tmp_path, monkeypatch)


def test_without_java_one_sentence_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    said = master_refused("local[2]", tmp_path, monkeypatch)
    assert f"only where Java 17 or newer is installed; JAVA_HOME is {str(tmp_path)!r}, where no bin/java is" in said
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    shutil.rmtree(tmp_path / "pyspark")
    assert "no java is on the path, and JAVA_HOME names none" in master_refused("local[2]", tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (
            b"WARN x\nError: A JNI error has occurred\nException in thread main: too old\n",
            "Error: A JNI error has occurred",
        ),
        (b"nothing of note\n", "An error occurred"),
    ],
)
def test_what_java_says_where_it_does_not_start_is_told(
    log: bytes, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.touch()
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.delenv("PYSPARK_PYTHON", raising=False)
    said = master_refused("local[2]", tmp_path, monkeypatch, log)
    assert said.startswith(f"Spark must start on this machine; it did not ({reason}): see to that")
    assert "PYSPARK_PYTHON" not in os.environ


def test_what_a_user_sets_for_spark_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPARK_CONF_DIR", raising=False)
    monkeypatch.delenv("PYSPARK_SUBMIT_ARGS", raising=False)
    ours = _settings("spark://127.0.0.1:7077", tmp_path)
    assert ours["spark.driver.bindAddress"] == "127.0.0.1"
    assert "spark.driver.bindAddress" not in _settings("spark://host:7077", tmp_path)
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "spark-defaults.conf").write_text("spark.driver.memory 3g\n")
    assert ours.keys() - _settings("spark://127.0.0.1:7077", tmp_path).keys() == {"spark.driver.memory"}
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--conf spark.ui.enabled=true pyspark-shell")
    assert "spark.ui.enabled" not in _settings("local", tmp_path)


def test_the_command_names_the_engines_that_there_are() -> None:
    assert _NAMES == ENGINES
    assert issubclass(CountError, UndercountError)
    assert "pyspark" not in sys.modules
