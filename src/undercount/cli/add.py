"""`undercount add`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

_MOST_NAMED = 3


@click.command(name="add")
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--carrier", default="", help="The source that published the files: an id of things/sources.csv.")
@click.option(
    "--published",
    default="",
    help="The day of publication, as EDTF: 2016-12-13. It goes before any date that a file gives of itself.",
)
@click.option("--supersedes", default=None, help="The item that this one corrects or updates: its name or SHA-256.")
@click.option("--because", default="", help="Why it supersedes that item.")
@click.option("--by", default=None, help="Who adds it; by default your user name.")
def command(
    study: Path,
    files: tuple[Path, ...],
    carrier: str,
    published: str,
    supersedes: str | None,
    because: str,
    by: str | None,
) -> None:
    """Capture FILES into STUDY byte for byte, each named by its SHA-256. The files themselves are left as they are.

    A file with the name of an earlier item and other bytes supersedes it; the earlier bytes are kept.

    \b
    Example:
      undercount add aleppo-2016 press/*.html --carrier ohchr --published 2016-12-13
    """
    from rich.table import Table

    from undercount.cli.console import now, out, progress, who
    from undercount.cli.plain import plain
    from undercount.study.add import Addition, add
    from undercount.study.earlier import replaced_in
    from undercount.study.newer_tables import unread_releases_in
    from undercount.study.reading_days import without_day

    wanted = [
        Addition(file, carrier=carrier, published=published, supersedes=supersedes, because=because) for file in files
    ]
    with progress() as report:
        added = add(study, wanted, at=now(), by=who(by), report=report)
        undated = without_day(study, [one.item for one in added if one.is_new])
        unread = unread_releases_in(study, {one.item.sha256 for one in added})
        judged = replaced_in(
            study, {one.item.sha256 for one in added if one.is_new and one.item.supersedes is not None}
        )
    table = Table("file", "bytes", "SHA-256", "what happened", box=None, pad_edge=False)
    for one in added:
        table.add_row(plain(one.item.name), f"{one.item.size:,}", one.item.sha256[:16] + "…", plain(one.outcome))
    out.print(table)
    if undated:
        out.print(plain(_undated(undated)), style="yellow", soft_wrap=True)
    for sentence in (*unread, *judged):
        out.print(plain(f"! {sentence}."), style="yellow", soft_wrap=True)
    out.print(f"\n{_new(sum(one.is_new for one in added), len(added))} Next: undercount read {study}", soft_wrap=True)


def _undated(names: Sequence[str]) -> str:
    """Return which documents have no day of publication, up to three of them by name."""
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    said = "no day of publication is stated: relative dates in it stay unresolved; say it with --published"
    said = said if len(names) == 1 else said.replace(" in it ", " in them ")
    return f"{', '.join(names[:_MOST_NAMED])}{more}: {said}"


def _new(new: int, of: int) -> str:
    if of == 1:
        return "The file is new in the ledger." if new else "The file is not new in the ledger."
    if new == of:
        return f"{'Both' if of == 2 else f'All {of:,}'} files are new in the ledger."
    return f"{new:,} of {of:,} files {'is' if new == 1 else 'are'} new in the ledger."
