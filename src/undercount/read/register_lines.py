"""Rows of a register's file and the checks that they must pass; every error names file, row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from undercount.errors import RegisterError, UndercountError
from undercount.read.encoding import decode
from undercount.record import When, suggest

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "places": ("id", "parent", "kind", "name_en", "name_ar", "lat", "lon"),
    "actors": ("id", "parent", "from", "to", "name_en", "name_ar"),
    "facilities": ("id", "place", "class", "name_en", "name_ar", "lat", "lon"),
    "agreements": ("id", "parties", "place", "from", "to", "forbids", "name_en", "name_ar"),
    "sources": ("id", "kind", "parent", "name_en", "name_ar"),
    "incidents": ("id", "place", "when", "name_en", "name_ar"),
}
"""The columns that each register must have; ``aliases`` (joined by ``;``) is used where it is there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a register's file."""

    file: str
    row: int
    cells: Mapping[str, str]

    def fault(self, column: str, rule: str, remedy: str) -> RegisterError:
        """Return the error that a cell of this row breaks a rule."""
        value = self.cells.get(column, "")
        return RegisterError(f"{rule}; it is {value!r} ({self.file}, row {self.row}, column {column!r}): {remedy}")

    def many(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that ``;`` joins."""
        return tuple(part.strip() for part in self.cells[column].split(";") if part.strip())


def read_lines(path: Path, name: str) -> tuple[Line, ...]:
    """Read one register's file as rows with every cell as it stands, blanks around it removed.

    Raises:
        RegisterError: If it is no file, is empty, lacks a column or has one twice, or a row has another width than the header.
        ReadError: If the file is in the wrong encoding.
    """
    if not path.exists():
        return ()
    if not path.is_file():
        raise RegisterError(f"a register must be a file; {path} is none: put the CSV file in its place")
    csv.field_size_limit(1 << 30)
    reader = csv.reader(io.StringIO(decode(path.read_bytes(), path.name), newline=""))
    header = [h.strip() for h in next(reader, [])]
    _need_columns(path.name, header, COLUMNS[name])
    lines: list[Line] = []
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise RegisterError(
                f"a row must have as many cells as the header ({len(header)}); this one has {len(row)} ({path.name}, row "
                f"{number}): put a cell that holds a comma in double quotes"
            )
        lines.append(Line(path.name, number, dict(zip(header, (c.strip() for c in row), strict=True))))
    return tuple(lines)


def _need_columns(file: str, header: list[str], needed: tuple[str, ...]) -> None:
    if len(header) == 1 and ";" in header[0]:
        raise RegisterError(
            f"the cells of a register must be parted by commas; {file} has semicolons (row 1): save it as CSV with commas"
        )
    for column in needed:
        if column not in header:
            near = [one for one in header if one not in needed]
            found = f"; it has {', '.join(repr(one) for one in near)}" if near else ""
            raise RegisterError(
                f"{file} must have the columns {','.join(needed)}; {column!r} is missing{found} (row 1): add it"
            )
        if header.count(column) > 1:
            raise RegisterError(
                f"a register must have each column once; {column!r} stands twice in {file} (row 1): remove one"
            )


def need_id(line: Line) -> str:
    """Return the row's id."""
    name = line.cells["id"]
    if not name:
        raise line.fault("id", "every entry must have an id", "give it one, such as east-aleppo")
    if ";" in name or name != name.strip():
        raise line.fault("id", "an id must not hold ';', which joins several ids", "write it with hyphens")
    return name


def need_unique(lines: Iterable[Line]) -> None:
    """Refuse an id that stands twice."""
    seen: dict[str, int] = {}
    for line in lines:
        name = need_id(line)
        if name in seen:
            raise line.fault(
                "id",
                f"an id must stand in its register once and stands in row {seen[name]} already",
                "remove or rename one",
            )
        seen[name] = line.row


def need_parents(lines: tuple[Line, ...]) -> None:
    """Refuse a parent that is no entry, and a cycle, in terms of the file's rows."""
    known = {line.cells["id"]: line for line in lines}
    above: dict[str, list[str]] = {}
    for line in lines:
        parent = line.cells["parent"]
        if parent and parent not in known:
            raise line.fault("parent", "a parent must be an entry of the same register", suggest(parent, known))
        above.setdefault(line.cells["id"], []).extend([parent] if parent else [])
    loop = _cycle(above)
    if loop:
        raise known[loop[0]].fault(
            "parent",
            f"entries must not contain themselves: {' → '.join(loop)} is a cycle",
            "correct the parent of one of them",
        )


def _cycle(above: Mapping[str, list[str]]) -> list[str]:
    """Return the entries of a cycle, the first one again at the end, or nothing."""
    done: set[str] = set()
    for root in above:
        path: list[str] = []
        stack = [iter([root])]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                if path:
                    done.add(path.pop())
            elif node in path:
                return [*path[path.index(node) :], node]
            elif node not in done:
                path.append(node)
                stack.append(iter(above[node]))
    return []


def need_term(line: Line, column: str, known: Iterable[str], *, needed: bool = False) -> None:
    """Refuse a cell that is no term of a list."""
    value = line.cells[column]
    if (value or needed) and value not in known:
        raise line.fault(column, f"{column} must be a term of its list", suggest(value, known))


def need_entry(line: Line, column: str, known: set[str], noun: str, *, needed: bool = False) -> None:
    """Refuse a cell that names what is in no register."""
    values = line.many(column)
    if needed and not values:
        raise line.fault(
            column, f"{column} must name {'an' if noun[0] in 'aeiou' else 'a'} {noun} of its register", "add it"
        )
    for value in values:
        if value not in known:
            raise line.fault(
                column, f"{column} must name entries of its register; {value!r} is none", suggest(value, known)
            )


def read_date(line: Line, column: str, zone: str) -> When:
    """Return a cell as a date."""
    return _checked(line, column, lambda: When.parse(line.cells[column], zone=zone))


def read_span(line: Line, zone: str) -> When:
    """Return the time between ``from`` and ``to``."""
    start, end = read_date(line, "from", zone), read_date(line, "to", zone)
    edtf = f"{line.cells['from'] or '..'}/{line.cells['to'] or '..'}"
    return _checked(line, "to", lambda: When(start.start, end.end, edtf, start.certain and end.certain))


def _checked(line: Line, column: str, make: Callable[[], When]) -> When:
    try:
        return make()
    except UndercountError as error:
        raise RegisterError(f"{error} ({line.file}, row {line.row}, column {column!r})") from None


def read_point(line: Line) -> tuple[float | None, float | None]:
    """Return latitude and longitude (degrees), or None for both."""
    values: list[float | None] = []
    for column, limit in (("lat", 90.0), ("lon", 180.0)):
        text = line.cells[column]
        try:
            value = float(text) if text else None
        except ValueError:
            value = float("nan")
        if value is not None and not -limit <= value <= limit:
            raise line.fault(
                column, f"{column} must be degrees between -{limit:.0f} and {limit:.0f}", "write it as 36.2021"
            )
        values.append(value)
    if (values[0] is None) != (values[1] is None):
        missing = "lat" if values[0] is None else "lon"
        raise line.fault(missing, "an entry must have both lat and lon or neither", "add the other")
    return values[0], values[1]
