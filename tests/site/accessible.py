"""What axe finds wrong with a page."""

from __future__ import annotations

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page


def serious(opened: Page) -> list[tuple[str, list[str]]]:
    """Return the serious violations on an open page, each with the first elements that it is about."""
    return [
        (violation["id"], [node["html"][:160] for node in violation["nodes"][:3]])
        for violation in Axe().run(opened)["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
