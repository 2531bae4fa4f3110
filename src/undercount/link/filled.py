"""Filled sheets: what holds of every sheet of pairs that a person filled in, of records and of incidents."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from undercount.errors import LinkError


def coders_of(rows: Sequence[tuple[int, str]], coder: str, sheet: str) -> list[str]:
    """Return who judged each row; nobody is put in the place of a coder who is missing among others.

    Args:
        rows: The number of each row, and the coder that it names.
        coder: Who judged where no row names a coder; empty is nobody.
        sheet: The sheet's name.

    Raises:
        LinkError: If a row has no coder although others have, or none has and nobody is given.
    """
    lacking = [number for number, named in rows if not named.strip()]
    if lacking and len(lacking) < len(rows):
        raise LinkError(_without(lacking[0], sheet, "write who judged it"))
    if lacking and not coder:
        raise LinkError(_without(lacking[0], sheet, "write who judged it, or say with --by who judged the whole sheet"))
    return [named.strip() or coder for _, named in rows]


def need_one_verdict(rows: Sequence[tuple[int, frozenset[Hashable], str, str]], sheet: str) -> None:
    """Refuse a sheet in which one coder gives one pair two verdicts.

    Args:
        rows: For each row its number, the pair, the coder and the verdict.
        sheet: The sheet's name.

    Raises:
        LinkError: If there are two such rows; both are named.
    """
    first: dict[tuple[frozenset[Hashable], str], tuple[int, str]] = {}
    for number, pair, coder, verdict in rows:
        row, said = first.setdefault((pair, coder), (number, verdict))
        if said != verdict:
            raise LinkError(
                f"a coder has one verdict on a pair in a sheet; rows {row} and {number} of {sheet} say {said} and {verdict} of "
                f"the same two by {coder}: leave one of them out"
            )


def _without(row: int, sheet: str, remedy: str) -> str:
    return f"a judgement needs a coder; row {row} of {sheet} has none in the column coder: {remedy}"
