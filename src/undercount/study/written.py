"""Written: how files of ``build`` are made as bytes and put in their place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping

from undercount.study.layout import Layout


def json_bytes(value: object) -> bytes:
    """Return a value as the JSON of ``build``."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def write_link(layout: Layout, files: Mapping[str, bytes]) -> None:
    """Put files into ``build/link`` when all of them are written; what else stands there stays.

    Raises:
        OSError: If they cannot be written, as where the disk is full; the earlier ones then stay.
    """
    made = layout.build / ".making"
    shutil.rmtree(made, ignore_errors=True)
    try:
        (made / "link").mkdir(parents=True)
        for name, data in files.items():
            (made / "link" / name).write_bytes(data)
        layout.link.mkdir(parents=True, exist_ok=True)
        for name in files:
            (made / "link" / name).replace(layout.link / name)
    finally:
        shutil.rmtree(made, ignore_errors=True)
