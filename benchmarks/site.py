"""Measure the site: how long 20,000 incidents take to build, and how soon their page opens in a real browser.

Run ``python -m benchmarks.site [INCIDENTS ...]`` from the repository's root. The peer is the browser itself, opening an
empty page of the same folder.
"""

from __future__ import annotations

import resource
import runpy
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from undercount.site import SiteReport, write

ROUNDS = 5
SAMPLE = Path(__file__).parents[1] / "tests" / "site" / "sample.py"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    sample = runpy.run_path(str(SAMPLE))["sample"]
    sizes = [int(size) for size in sys.argv[1:]] or [2_000, 20_000]
    table = Table(
        "incidents", "build (s)", "pages", "MB", "peak memory (MB)", "incidents page opens (s)", "empty page (s)"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            build = sample(size).write(Path(folder))
            start = time.perf_counter()
            report = write(build)
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            opens, empty = _open(report)
            row = (
                f"{size:,}",
                f"{seconds:.1f}",
                f"{report.pages:,}",
                f"{report.size / 1e6:.0f}",
                f"{peak:.0f}",
                opens,
                empty,
            )
            table.add_row(*row)
    Console().print(table)


def _open(report: SiteReport) -> tuple[str, str]:
    """Return the median time until the incidents page is ready, and until an empty page is loaded."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        return "no browser", "no browser"
    (report.folder / "empty.html").write_text("<!doctype html><title>empty</title>", "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        ready = _median(browser, report.folder / "en" / "incidents.html", "#explorer[data-ready]")
        empty = _median(browser, report.folder / "empty.html", "html")
        browser.close()
    return f"{ready:.2f}", f"{empty:.2f}"


def _median(browser: Browser, page: Path, wanted: str) -> float:
    """Return the median time (seconds) from asking for a page to the wanted element, over some fresh pages."""
    times = []
    for _ in range(ROUNDS):
        opened = browser.new_page()
        start = time.perf_counter()
        opened.goto(page.as_uri())
        opened.wait_for_selector(wanted, state="attached")
        times.append(time.perf_counter() - start)
        opened.close()
    return sorted(times)[ROUNDS // 2]


if __name__ == "__main__":
    main()
