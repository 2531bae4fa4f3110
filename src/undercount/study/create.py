"""New: make a study's folder with commented settings, empty registers and an empty ledger."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from undercount.errors import StudyError
from undercount.ledger.keys import make_key, save_key
from undercount.read.register_lines import COLUMNS
from undercount.study.layout import REGISTERS, Layout
from undercount.study.ledgers import open_ledger


@dataclass(frozen=True, slots=True)
class Created:
    """What was made: the study's folder and the file of its private key."""

    root: Path
    key: Path


def create(root: Path, *, keys: Path, origin: str | None = None) -> Created:
    """Make a study.

    Args:
        root: The folder; it must not exist, or be empty.
        keys: The folder that keeps private keys, outside the study.
        origin: The name under which checkpoints are signed; by default ``undercount/``, the folder's name and some random digits.

    Raises:
        StudyError: If the folder holds something already.
        LedgerError: If the key or the ledger cannot be made.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise StudyError(f"a new study needs a new or empty folder; {str(root)!r} is not: give another name")
    name = root.resolve().name
    origin = (
        origin or f"undercount/{re.sub(r'[^A-Za-z0-9.-]+', '-', name).strip('-') or 'study'}-{secrets.token_hex(3)}"
    )
    made = not root.exists()
    try:
        return _make(root, name, origin, keys)
    except BaseException:
        if made:
            shutil.rmtree(root, ignore_errors=True)
        raise


def _make(root: Path, name: str, origin: str, keys: Path) -> Created:
    layout = Layout(root)
    for folder in (layout.things, layout.mappings):
        folder.mkdir(parents=True, exist_ok=True)
    key = make_key(origin)
    template = resources.files("undercount.study") / "template"
    for register in REGISTERS:
        layout.register(register).write_text(",".join(COLUMNS[register]) + "\n", encoding="utf-8")
    (layout.mappings / "README.md").write_bytes((template / "mappings.md").read_bytes())
    with open_ledger(layout.ledger, writable=True, make=True):
        pass
    text = (template / "study.toml").read_text(encoding="utf-8")
    settings = text.format(title=_quoted(name), origin=_quoted(origin), key=key.public)
    layout.settings.write_text(settings, encoding="utf-8")
    return Created(root, save_key(key, keys))


def _quoted(text: str) -> str:
    """Return text as it stands between the quotes of a TOML string."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(whole, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")
