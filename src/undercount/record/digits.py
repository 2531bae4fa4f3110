"""Digits of the scripts in which lists and reports write numbers, as western ones."""

from __future__ import annotations

WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
"""For ``str.translate``: Arabic and Persian digits as western ones."""
