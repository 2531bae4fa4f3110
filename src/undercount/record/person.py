"""Persons: a victim's record as one list gives it."""

from __future__ import annotations

from dataclasses import dataclass

from undercount.record.when import ANY_TIME, When


@dataclass(frozen=True, slots=True)
class Person:
    """One record of one list. A victim is a cluster of such records, judged to be one person.

    Args:
        id: The record's identity: the list and its own key.
        list: The list that names the person.
        name_en: Name in Latin letters, as the list has it.
        name_ar: Name in Arabic, as the list has it.
        sex: Term of ``sex``, or empty.
        age_years: Age (years), or None.
        status: Term of ``status``, or empty.
        when: When the person was harmed.
        places: Where: nodes of the place tree.
        incident: The incident in which it was, or None.
    """

    id: str
    list: str
    name_en: str = ""
    name_ar: str = ""
    sex: str = ""
    age_years: int | None = None
    status: str = ""
    when: When = ANY_TIME
    places: tuple[str, ...] = ()
    incident: str | None = None

    @property
    def age(self) -> str:
        """Return the age group of ``age``: child below 18, older from 60 on, else adult under 60; empty if not known."""
        if self.age_years is None:
            return ""
        return "child" if self.age_years < 18 else "older" if self.age_years >= 60 else "adult-under-60"
