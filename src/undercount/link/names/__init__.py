"""Names of people, in Arabic, in Latin letters, and across: spelling, parts, keys, and how much two names speak for one person.

Usable alone: ``from undercount.link.names import parse, compare``. Nothing here knows of sex, age, place or date. The names here are loaded
when they are first asked for, since only comparison needs compiled code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undercount.lazy import lazily

if TYPE_CHECKING:
    from undercount.link.names.comparison import Comparison, Comparisons, Level, Script, compare, compare_many
    from undercount.link.names.encoding import Encoded, encode
    from undercount.link.names.frequencies import Frequencies
    from undercount.link.names.letters import normalise
    from undercount.link.names.parts import Name, Parts, parse
    from undercount.link.names.skeletons import key, key_many, keys
    from undercount.link.names.table import Names, parse_many
    from undercount.link.names.words import Word

_WHERE = {
    "Comparison": "comparison",
    "Comparisons": "comparison",
    "Encoded": "encoding",
    "Frequencies": "frequencies",
    "Level": "comparison",
    "Name": "parts",
    "Names": "table",
    "Parts": "parts",
    "Script": "comparison",
    "Word": "words",
    "compare": "comparison",
    "compare_many": "comparison",
    "encode": "encoding",
    "key": "skeletons",
    "key_many": "skeletons",
    "keys": "skeletons",
    "normalise": "letters",
    "parse": "parts",
    "parse_many": "table",
}

__all__ = [
    "Comparison",
    "Comparisons",
    "Encoded",
    "Frequencies",
    "Level",
    "Name",
    "Names",
    "Parts",
    "Script",
    "Word",
    "compare",
    "compare_many",
    "encode",
    "key",
    "key_many",
    "keys",
    "normalise",
    "parse",
    "parse_many",
]

__getattr__ = lazily(__name__, _WHERE)
