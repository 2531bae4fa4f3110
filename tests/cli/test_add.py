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


UNSTATED = ": no day of publication is stated: relative dates in "


def test_documents_without_a_day_of_publication_are_named_and_tables_are_not(bench: Bench) -> None:
    for number in range(5):
        bench.write(f"day-{number}.txt", f"Yesterday {number} people were killed.")
    bench.write("table.csv", "a,b\n1,2\n")
    bench.write("dated.txt", "GENEVA (14 December 2016) – Yesterday nine people were killed.\n")
    bench.write("mail.eml", "Date: Wed, 14 Dec 2016 10:00:00 +0000\nSubject: x\n\nYesterday two people were killed.\n")
    one = bench.here("add", "study", "day-0.txt", "table.csv", "dated.txt", "mail.eml").out
    assert f"\nday-0.txt{UNSTATED}it stay unresolved; say it with --published\n" in one
    assert UNSTATED not in bench.here("add", "study", "day-0.txt").out  # nothing is new
    assert UNSTATED not in bench.here("add", "study", "day-0.txt", "--published", "2016-12-14").out
    many = bench.here("add", "study", *(f"day-{number}.txt" for number in range(1, 5))).out
    assert f"\nday-1.txt, day-2.txt, day-3.txt and 1 more{UNSTATED}them stay unresolved" in many
    assert UNSTATED not in bench.here("add", "study", "table.csv").out
