"""Speak one language: the site's own words, plural forms, numbers and dates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

CODES = ("en", "ar")
"""The languages of the site, the first one first."""

_DIGITS = {"latn": {}, "arab": {ord("0") + n: chr(0x660 + n) for n in range(10)}}
"""Babel chooses the separators of a numbering system and leaves the digits western."""


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
"""A number as the estimators write it."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site.

    Args:
        code: ISO 639 code, which is also the folder of its pages.
        name: What its readers call it.
        direction: ``ltr`` or ``rtl``.
        locale: Babel's locale for numbers and dates.
        digits: Unicode numbering system (``latn``, ``arab``).
        second_months: Locale whose month names stand before the locale's own, as in Arabic documents of the United Nations, or None.
        strings: The site's words, by dotted key.
        plurals: Plural forms of counted words, by dotted key and CLDR category.
        sentences: What the estimators say in English, without full stop, in this language.
        patterns: The same for sentences in which something differs, such as a number, written ``{name}`` in the translation.
    """

    code: str
    name: str
    direction: str
    locale: Locale
    digits: str
    second_months: Locale | None
    strings: Mapping[str, str]
    plurals: Mapping[str, Mapping[str, str]]
    sentences: Mapping[str, str]
    patterns: Sequence[tuple[re.Pattern[str], str]]

    def say(self, key: str, /, **values: object) -> str:
        """Return the words for a key, with values put in.

        Raises:
            KeyError: If the language has no such words.
        """
        return self.strings[key].format(**values) if values else self.strings[key]

    def count(self, key: str, number: int, /, **values: object) -> str:
        """Return counted words in the plural form that the number asks for.

        Raises:
            KeyError: If the language has no such words.
        """
        form = self.plurals[key][self.locale.plural_form(number)]
        return form.format(n=self.number(number), **values)

    def translated(self, sentence: str) -> str | None:
        """Return what an estimator says in English in this language, or None where it is not translated.

        Args:
            sentence: The English sentence with a small first letter and without full stop.
        """
        if sentence in self.sentences:
            return self.sentences[sentence]
        for pattern, words in self.patterns:
            found = pattern.fullmatch(sentence)
            if found is not None:
                return words.format(**{name: self._put_in(value) for name, value in found.groupdict().items()})
        return None

    def _put_in(self, value: str) -> str:
        """Return what differs in a sentence: a number in own digits, a method by its name, anything else as it is."""
        if _NUMBER.fullmatch(value):
            plain = value.replace(",", "")
            return self.number(float(plain) if "." in plain else int(plain))
        # Names of lists and parts may read the other way: an isolate keeps the sentence around them in order.
        return self.strings.get(f"estimator.{value}") or f"\u2068{value}\u2069"

    def number(self, value: int | float | str | Fraction) -> str:
        """Return a number in this language's digits, grouped; a fraction (also as text, ``"1/2"``) with a fraction slash."""
        if isinstance(value, str):
            value = Fraction(value)
        if isinstance(value, Fraction):
            if value.denominator != 1:
                return f"{self.number(value.numerator)}⁄{self.number(value.denominator)}"
            value = value.numerator
        text = self.own_digits(_decimal(abs(value), self.locale, self.digits))
        return f"−{text}" if value < 0 else text

    def plain(self, value: int) -> str:
        """Return a whole number in this language's digits without grouping, for years and row numbers."""
        return self.own_digits(str(value))

    def own_digits(self, text: str) -> str:
        """Return a text with western digits as this language's own."""
        return text.translate(_DIGITS[self.digits])

    def percent(self, share: float) -> str:
        """Return a share between 0 and 1 as whole per cent; a share below one per cent is not rounded to nothing."""
        if 0 < share < 0.01:
            return f"<{self.percent(0.01)}"
        if 0.99 < share < 1:
            share = 0.99
        return self.own_digits(format_percent(share, locale=self.locale, numbering_system=self.digits))

    def tenths(self, share: float) -> str:
        """Return a share between 0 and 1 in per cent with one decimal where there is one; it is never rounded to nothing or to all."""
        if 0 < share < 0.001:
            return f"<{self.tenths(0.001)}"
        share = min(share, 0.999) if share < 1 else share
        text = format_percent(round(share, 3), "#,##0.#%", locale=self.locale, numbering_system=self.digits)
        return self.own_digits(text)

    def month(self, number: int, *, short: bool = False) -> str:
        """Return a month's name, both names where the language uses two."""
        own = _month(number, "LLL" if short else "LLLL", self.locale)
        if short or self.second_months is None:
            return own
        return f"{_month(number, 'MMMM', self.second_months)}/{own}"

    def text(self, words: Mapping[str, str] | str | None) -> str:
        """Return the text in this language, else in any other, else nothing."""
        if not words:
            return ""
        if isinstance(words, str):
            return words
        return words.get(self.code) or next((words[code] for code in CODES if words.get(code)), "")


@lru_cache(maxsize=65_536)
def _decimal(value: int | float, locale: Locale, digits: str) -> str:
    """Return a number with the locale's separators; remembered, for a large site writes few numbers often."""
    return format_decimal(value, locale=locale, numbering_system=digits)


@cache
def _month(number: int, form: str, locale: Locale) -> str:
    return format_date(date(2001, number, 1), form, locale=locale)


@cache
def load(code: str) -> Language:
    """Return a language of the site from its data file.

    Raises:
        KeyError: If the data file lacks a heading.
    """
    data = tomllib.loads(files("undercount.site").joinpath("strings", f"{code}.toml").read_text("utf-8"))
    head = data.pop("language")
    strings: dict[str, str] = {}
    plurals: dict[str, dict[str, str]] = {}
    _flatten(data.pop("count"), "", {}, plurals)
    _flatten(data, "", strings, plurals)
    second, said = head.get("second_months"), _sentences(code)
    return Language(
        code=code,
        name=head["name"],
        direction=head["direction"],
        locale=Locale.parse(head["locale"]),
        digits=head["digits"],
        second_months=Locale.parse(second) if second else None,
        strings=strings,
        plurals=plurals,
        sentences=said.get("sentence", {}),
        patterns=tuple((_pattern(english), words) for english, words in said.get("pattern", {}).items()),
    )


def _sentences(code: str) -> dict[str, dict[str, str]]:
    """Return what the estimators say that has a translation, as sentences and as patterns; English needs none."""
    path = files("undercount.site").joinpath("strings", f"{code}.sentences.toml")
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def _pattern(english: str) -> re.Pattern[str]:
    """Return the pattern of a sentence in which ``{name}`` stands for what differs."""
    parts = re.split(r"\{(\w+)\}", english)
    return re.compile("".join(f"(?P<{one}>.+)" if at % 2 else re.escape(one) for at, one in enumerate(parts)))


def _flatten(
    table: Mapping[str, object], prefix: str, strings: dict[str, str], plurals: dict[str, dict[str, str]]
) -> None:
    """Write nested tables as dotted keys; a table with the key ``other`` is a set of plural forms."""
    for key, value in table.items():
        path = f"{prefix}{key}"
        if isinstance(value, str):
            strings[path] = value
        elif isinstance(value, dict) and "other" in value:
            plurals[path] = value
        elif isinstance(value, dict):
            _flatten(value, f"{path}.", strings, plurals)
