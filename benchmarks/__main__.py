"""Run every benchmark, each in an interpreter of its own so that none warms another or adds to its memory.

``python -m benchmarks`` runs all; ``python -m benchmarks ledger bounds`` runs those two.
"""

from __future__ import annotations

import os
import pkgutil
import platform
import subprocess
import sys
from pathlib import Path

import benchmarks


def names() -> list[str]:
    """Return the names of the benchmarks: every module here that does not begin with an underscore."""
    return sorted(
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    )


def machine() -> str:
    """Say what the numbers were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory"
    )


def main(wanted: list[str]) -> int:
    """Run the named benchmarks, or all; return how many failed."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    print(machine(), flush=True)
    failed = 0
    for name in wanted or names():
        print(f"\n=== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        failed += subprocess.run(command, cwd=Path(__file__).parents[1], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
