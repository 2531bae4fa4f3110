"""A session of Spark: there within a bounded time, or refused in one sentence that says what is missing."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from undercount.engine.place import Engine, Work

_ANSWER = 5.0
"""How long a master may take to accept a connection, in seconds. Spark itself tries for a minute, and then says nothing of the reason."""

_MASTER = re.compile(r"local(\[.+\])?|spark://[^,/\s]+:\d+(,[^,/\s]+:\d+)*|yarn|k8s://\S+")
_LOOPBACK = re.compile(r"local(\[.+\])?|spark://(localhost|127\.[\d.]+|\[::1\]):\d+")
_INSTEAD = "or leave the engine at 'local'"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Hold a running Spark.

    Args:
        context: Its context.
        counted: Whether its workers can be counted, and its jobs are all of this work: where it was started for it on a master elsewhere.
    """

    context: Any
    counted: bool

    def workers(self) -> int | None:
        """Return how many executors there are; None where that cannot be told."""
        # Spark's own part on this machine is counted among them.
        return int(self.context._jsc.sc().getExecutorMemoryStatus().size()) - 1 if self.counted else None

    def stopped(self) -> bool:
        """Return whether Spark has ended by itself, as where its master does not register this program; what fails then says little."""
        if not self.counted:
            return False
        try:
            return bool(self.context._jsc.sc().isStopped())
        except Exception:  # not even Java is there any more
            return True

    def cancel(self) -> None:
        """Stop the jobs, where they are all of this work."""
        if self.counted:
            self.context.cancelAllJobs()


@contextmanager
def cluster(engine: Engine, work: Work) -> Iterator[Cluster]:
    """Give a running Spark: the session that is given, one that is active, or one that is started and stopped again.

    Raises:
        UndercountError: Of the kind that ``work`` names, if pyspark, Java or the master is not there.
    """
    if isinstance(engine.session, Cluster):
        yield engine.session
        return
    if engine.session is not None:
        yield Cluster(engine.session.sparkContext, counted=False)
        return
    try:
        known = import_module("pyspark.sql").SparkSession.getActiveSession()
    except ImportError:
        raise work.refusal(
            f"{work.said} on Spark only where pyspark is installed; it is not: install it (pip install pyspark), {_INSTEAD}"
        ) from None
    if known is not None:
        yield Cluster(known.sparkContext, counted=False)
        return
    _need_master(engine.master, work)
    _need_java(work)
    context = _started(engine.master, work)
    try:
        yield Cluster(context, counted=not engine.master.startswith("local"))
    finally:
        context.stop()


def _need_master(master: str, work: Work) -> None:
    """Check that a master's address is one, and that a stand-alone one accepts a connection."""
    if _MASTER.fullmatch(master) is None:
        raise work.refusal(
            f"Spark's master must be an address such as local[*] or spark://host:7077; {master!r} is none: give its address, {_INSTEAD}"
        )
    if not master.startswith("spark://"):
        return
    reason = ""
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER).close()
        except (OSError, OverflowError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
        else:
            return
    raise _no_answer(master, reason[:1].lower() + reason[1:], work)


def _no_answer(master: str, reason: str, work: Work) -> Exception:
    return work.refusal(
        f"Spark must be running at its master; {master!r} did not answer ({reason}): start it, {_INSTEAD}"
    )


def _need_java(work: Work) -> None:
    home = os.environ.get("JAVA_HOME", "")
    if home:
        missing, lacks = (
            shutil.which("java", path=str(Path(home) / "bin")) is None,
            f"JAVA_HOME is {home!r}, where no bin/java is",
        )
    else:
        missing, lacks = shutil.which("java") is None, "no java is on the path, and JAVA_HOME names none"
    if missing:
        raise work.refusal(
            f"{work.said} on Spark only where Java 17 or newer is installed; {lacks}: install it, {_INSTEAD}"
        )


def _started(master: str, work: Work) -> Any:
    """Return a new context. What Java prints is kept apart, and read where it does not start."""
    pyspark = import_module("pyspark")
    with tempfile.TemporaryFile() as log:
        try:
            return _context(pyspark, master, log)
        except Exception as error:
            if "stopped SparkContext" in str(error):
                raise _no_answer(
                    master, f"what is there did not register this program as Spark {pyspark.__version__} does", work
                ) from error
            log.seek(0)
            raise work.refusal(
                f"Spark must start on this machine; it did not ({_reason(log.read().decode(errors='replace'), error)}): see to that, "
                f"{_INSTEAD}"
            ) from error


def _context(pyspark: Any, master: str, log: IO[bytes]) -> Any:
    conf = pyspark.SparkConf().setMaster(master).setAppName("undercount")
    home = Path(os.environ.get("SPARK_HOME") or Path(pyspark.__file__).parent)
    for name, value in _settings(master, home).items():
        conf.set(name, value)
    running = pyspark.SparkContext._gateway
    options = {"stdout": log, "stderr": log}
    gateway = import_module("pyspark.java_gateway").launch_gateway(conf, options) if running is None else None
    # Spark takes the first python3 on the workers' path otherwise, and reads its choice from the environment alone.
    name, chosen = "PYSPARK_PYTHON", os.environ.get("PYSPARK_PYTHON")
    os.environ[name] = chosen or sys.executable
    try:
        return pyspark.SparkContext(conf=conf, gateway=gateway)
    finally:
        if chosen is None:
            del os.environ[name]


def _settings(master: str, home: Path) -> dict[str, str]:
    """Return what is asked of Spark where its user's own settings say nothing of it."""
    # The page that Spark serves of its work would stand open to the network. All answers come to this machine in any case.
    found = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.maxResultSize": "0",
    }
    if hasattr(os, "sysconf"):
        # Java takes no more of it than it needs.
        half = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
        found["spark.driver.memory"] = f"{max(1024, half // 2**20)}m"
    if _LOOPBACK.fullmatch(master):
        found |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    defaults = Path(os.environ.get("SPARK_CONF_DIR") or home / "conf") / "spark-defaults.conf"
    own = defaults.read_text(encoding="utf-8", errors="replace") if defaults.is_file() else ""
    own += os.environ.get("PYSPARK_SUBMIT_ARGS", "")
    return {name: value for name, value in found.items() if name not in own}


def _reason(log: str, error: Exception) -> str:
    """Return the line in which Java says why it did not start; else what Python knows of it."""
    said = [
        line.strip()
        for line in log.splitlines()
        if re.match(r"(Exception in thread|Error: |Caused by: )", line.strip())
    ]
    lines = said[:1] or str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
