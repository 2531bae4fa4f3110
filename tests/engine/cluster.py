"""Start a real Spark for tests: a master and a worker, each a process of its own, as their user would start them."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from .ports import free_port

ROLES = {"master": "org.apache.spark.deploy.master.Master", "worker": "org.apache.spark.deploy.worker.Worker"}
STARTED = {"master": "Starting Spark master at", "worker": "Successfully registered with master"}
SECONDS = 180


@contextmanager
def running(role: str, folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one part of Spark, from when it says that it has started until the end of the block.

    Raises:
        AssertionError: If it has not started after some minutes, or ended.
    """
    spark = Path(str(import_module("pyspark").__file__)).parent
    log = folder / f"{role}-{time.monotonic_ns()}.log"
    command = [str(spark / "bin" / "spark-class"), ROLES[role], "--host", "127.0.0.1", "--webui-port", "0", *words]
    with log.open("wb") as out:
        part = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=os.environ | {"SPARK_HOME": str(spark)}
        )
    try:
        until = time.monotonic() + SECONDS
        while STARTED[role] not in log.read_text(errors="replace"):
            assert part.poll() is None, log.read_text(errors="replace")[-2000:]
            assert time.monotonic() < until, f"Spark's {role} did not start in {SECONDS} s"
            time.sleep(0.2)
        yield part
    finally:
        part.terminate()
        part.wait(60)


@contextmanager
def master(folder: Path) -> Iterator[str]:
    """Run a master, and give its address."""
    port = free_port()
    with running("master", folder, "--port", str(port)):
        yield f"spark://127.0.0.1:{port}"


def worker_of(address: str, folder: Path) -> list[str]:
    """Return the words with which a worker of a master is started."""
    return ["--port", "0", "--cores", "2", "--memory", "1g", "--work-dir", str(folder / "work"), address]
