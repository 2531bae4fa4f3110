"""What `undercount add` says of files that are new, and of those that are not."""

from __future__ import annotations

from .support import Bench


def test_one_file_is_told_as_one_and_several_are_counted(bench: Bench) -> None:
    for number in range(3):
        bench.write(f"new-{number}.txt", f"text {number}")
    one = bench.here("add", "study", "new-0.txt").out
    assert "\nThe file is new in the ledger. Next: undercount read study" in one
    assert "\nThe file is not new in the ledger. Next:" in bench.here("add", "study", "new-0.txt").out
    assert "\n1 of 2 files is new in the ledger. Next:" in bench.here("add", "study", "new-0.txt", "new-1.txt").out
    bench.write("new-3.txt", "text 3")
    assert "\nBoth files are new in the ledger. Next:" in bench.here("add", "study", "new-2.txt", "new-3.txt").out
    assert "\n0 of 2 files are new in the ledger. Next:" in bench.here("add", "study", "new-2.txt", "new-3.txt").out
