"""Check that the weights of a language model are the official ones, so that a mirror gives the same parse or none."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

from undercount.errors import ParserError


def check_weights(folder: Path, name: str) -> None:
    """Check every weight file of a model against the official release.

    Args:
        folder: The model's folder, which holds ``config.cfg``.
        name: What the model is called where it is refused.

    Raises:
        ParserError: If a file is missing or is not, byte for byte, that of the official release.
    """
    for file, digest in official().items():
        path = folder / file
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        if found != digest:
            raise ParserError(
                f"a mirror of a language model must hold the official weights; {file} of {name} is {found[:12]} and not {digest[:12]}: "
                "install the official en_core_web_sm 3.8.0, or read by patterns"
            )


@cache
def official() -> dict[str, str]:
    """Return the SHA-256 of every weight file of the official en_core_web_sm 3.8.0."""
    text = (resources.files("undercount.read.prose") / "data" / "weights.toml").read_text(encoding="utf-8")
    files: dict[str, str] = tomllib.loads(text)["sha256"]
    return files
