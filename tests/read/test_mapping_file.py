"""Mapping files: every wrong key is named with its line and the nearest right one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.read.support import MAPPING
from undercount.errors import MappingError
from undercount.read.expressions import columns_of
from undercount.read.mapping_file import load_mapping, parse_mapping, ready_mapping, ready_mappings
from undercount.read.recognise import recognise


def fault(text: str) -> str:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text.encode(), "m.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "[incident]",
            "[incidents]",
            "'incidents' is none; it is {'id': {'column': 'id'}, 'list': 'list'} (m.toml, line 13, key incidents): did you mean 'incident'",
        ),
        (
            'qualifier = "between"',
            'qualifer = "between"',
            "'claim.qualifer' is none; it is 'between' (m.toml, line 23, key claim.qualifer): did you mean 'qualifier'?",
        ),
        (
            'act = "killing"',
            'act = "kiling"',
            "act must be a term of its list; 'kiling' is not in it; it is 'kiling' (m.toml, line 19, key claim.act): did you mean 'killing",
        ),
        (
            "format = 1",
            "format = 9",
            "format must be 1, the version that this program reads; it is 9 (m.toml, line 2, key format): set format = 1",
        ),
        (
            'low.column = "low"',
            'low.colum = "low"',
            "claim.low must have exactly one of value, column, template and expr",
        ),
        ('start.column = "day"', 'edtf = "x"\nstart.column = "day"', "a time must have either edtf or start"),
        (
            'start.column = "day"',
            'edtf.column = "day"\nend.column = "high"',
            (
                "a time that edtf gives takes no end, which would go unheard; it is {'column': 'high'} (m.toml, line 12, key when.end): "
                "leave end out, or give the day in start in the place of edtf"
            ),
        ),
        (
            'start.column = "day"',
            'start.column = "day"\nstart_time.column = "low"',
            "clock times must be given by both start_time and end_time; end_time is not there",
        ),
        ("[[claim]]", "[claim]", "claim must be a list of tables"),
        ('list = "list"', "list = 3", "incident.list must be text; it is 3"),
        ('act = "killing"', "", "a claim must say what was done"),
        ("[source]", "[[source]]", "source must be a table"),
        ("format = 1", "format = ", "a mapping must be TOML in UTF-8; m.toml is not"),
    ],
)
def test_a_wrong_key_is_one_clear_sentence(old: str, new: str, sentence: str) -> None:
    assert sentence in fault(MAPPING.replace(old, new))


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="a mapping must be a file"):
        load_mapping(tmp_path / "none.toml")
    with pytest.raises(MappingError, match="'ucdp-gde' is none: did you mean 'ucdp-ged'"):
        ready_mapping("ucdp-gde")


@pytest.mark.parametrize("name", ready_mappings())
def test_ready_mappings_are_valid_and_recognised_by_their_own_columns(name: str) -> None:
    mapping = ready_mapping(name)
    assert mapping.name == name
    assert mapping.cite
    assert recognise(mapping.columns, [ready_mapping(n) for n in ready_mappings()]) == mapping


@pytest.mark.parametrize(
    "expr",
    [
        "(SELECT 1)",
        "a FROM read_text('/etc/passwd')",
        "1), (2",
        "random()",
        "now()",
        "getenv('HOME')",
        "count(a)",
        "row_number() OVER ()",
        "*",
        "t.a",
        "a +",
        "list_transform([a], lambda x: x)",
        "a; DROP TABLE x",
        "nosuchfunction(a)",
        "read_text('x')",
    ],
)
def test_an_expression_is_one_value_of_its_row(expr: str) -> None:
    with duckdb.connect() as con, pytest.raises(MappingError, match=r"\(m\.toml, key k\): "):
        columns_of(con, expr, file="m.toml", key="k")


@pytest.mark.parametrize(
    ("expr", "columns"),
    [
        ("a || '-' || lpad(\"b c\", 2, '0')", ("a", "b c")),
        ("CASE WHEN try_cast(a AS DOUBLE) > 1 THEN b ELSE coalesce(a, nullif(b, '')) END -- why", ("a", "b")),
        ("a IN ('x', 'y') AND b NOT LIKE 'z%' AND c BETWEEN '1' AND '2'", ("a", "b", "c")),
        ("regexp_replace(a, '\\.0+$', '')", ("a",)),
        ("'constant'", ()),
    ],
)
def test_the_columns_of_an_expression(expr: str, columns: tuple[str, ...]) -> None:
    with duckdb.connect() as con:
        assert columns_of(con, expr, file="m.toml", key="k") == columns
